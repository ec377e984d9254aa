from __future__ import annotations

from pathlib import Path

import made_up
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from autograder.course.assignment import Assignment
from autograder.course.submission import Submission, read_submission
from autograder.grading.grading_result import GradingResult
from autograder.grading.submission_grading import grade_submission
from autograder.grading.worker import NoChecks
from autograder.kernels.kernel_supply import KernelSupply
from autograder.sandbox.warm_process import KernelSource

SHOW = "import os\nprint(sorted(os.listdir()))"
LEFT_OUT = {
    "a link out": "os.symlink('/etc/passwd', 'own')",
    "a link up": "os.symlink('../../etc', 'own')",
    "a pipe": "os.mkfifo('own')",
    "a socket": "socket.socket(socket.AF_UNIX).bind('own')",
    "a file that it may not read": "open('own', 'w').close(); os.chmod('own', 0)",
    "a folder that it may not read": "os.mkdir('own'); os.chmod('own', 0)",
}


def notebook(source: str, exercise: str, tests: str = "pass") -> NotebookNode:
    """Return a notebook of one cell of a student's and one with tests."""
    graded = made_up.grade_cell(exercise, 1)
    graded.source = tests
    return new_notebook(cells=[made_up.code(source, "own"), graded])


@pytest.fixture
def two(tmp_path: Path) -> Assignment:
    """An assignment of two notebooks, with the tests in their cells and data beside them."""
    folder = tmp_path / "source" / "two"
    made_up.write_notebook(folder / "one.ipynb", notebook("", "a"))
    made_up.write_notebook(folder / "two.ipynb", notebook("", "b"))
    (folder / "data").mkdir()
    (folder / "data" / "x.csv").write_text("1,2", encoding="utf-8")
    limits = made_up.quick_limits(question_s=5)
    return Assignment("two", folder, tmp_path / "checks" / "two", limits)


def grade(
    assignment: Assignment,
    warm: KernelSource,
    first: str,
    second: str = SHOW,
    files: dict[str, bytes] | None = None,
) -> GradingResult:
    """Grade two notebooks with these cells."""
    notebooks = {"one": notebook(first, "a"), "two": notebook(second, "b")}
    submission = Submission("ada", "two", notebooks, files or {})
    kernels = KernelSupply(warm, assignment.limits, assignment.files)
    try:
        return grade_submission(submission, assignment, kernels, NoChecks())
    finally:
        kernels.close()


def printed(graded: GradingResult, name: str) -> str:
    """Return what the student's cell of a notebook printed."""
    return "".join(output.get("text", str(output)) for output in graded.outputs[name]["own"])


def test_each_notebook_has_names_of_its_own_and_the_files_of_those_before(
    two: Assignment, warm: KernelSource
) -> None:
    """What a notebook writes is there for the next, beside the course's data; its names are not."""
    write = "x = 1\nimport os\nos.mkdir('new')\nopen('new/a.txt', 'w').write('mine')\n"
    read = "print(open('new/a.txt').read(), open('data/x.csv').read(), 'x' in globals())"
    graded = grade(two, warm, write, read)
    assert printed(graded, "two") == "mine 1,2 False\n"
    assert graded.flags == []
    assert graded.unscored == ["a", "b"]


def test_the_courses_data_is_a_students_own_copy(two: Assignment, warm: KernelSource) -> None:
    """A notebook may overwrite its data; the next submission has it as it was."""
    write = "open('data/x.csv', 'w').write('3')"
    assert printed(grade(two, warm, write, "print(open('data/x.csv').read())"), "two") == "3\n"
    assert printed(grade(two, warm, "print(open('data/x.csv').read())"), "one") == "1,2\n"


def test_a_file_that_was_handed_in_is_as_the_notebook_before_left_it(
    two: Assignment, warm: KernelSource
) -> None:
    """All notebooks work in one folder, as under nbgrader: a change stays, and so does a removal."""
    change = "import os\nopen('mine', 'w').write('changed')\nos.remove('gone')"
    show = "import os\nprint(open('mine').read(), os.path.exists('gone'))"
    files = {"mine": b"as handed in", "gone": b""}
    assert printed(grade(two, warm, change, show, files), "two") == "changed False\n"


@pytest.mark.parametrize("left", LEFT_OUT.values(), ids=LEFT_OUT)
def test_what_is_no_plain_file_is_not_handed_on(
    two: Assignment, warm: KernelSource, left: str
) -> None:
    """It costs nobody anything: the next notebook has the rest."""
    graded = grade(two, warm, f"import os, socket\nopen('kept', 'w').close()\n{left}")
    assert printed(graded, "two") == "['data', 'kept']\n"


@pytest.mark.parametrize(
    "hostile",
    [
        "import os\nos.environ['HOME'] = '/etc'",
        "import os\ndel os.environ['HOME']",
        "import os\nfor _ in range(2000):\n    os.mkdir('d')\n    os.chdir('d')",
        "import os\nos.mkdir('file')",
        "import os\nos.listdir = None",
        "import tarfile\ntarfile.open = lambda *a, **k: exit()",
        "import sys\nsys.modules['forked_kernel'].pack_home = lambda: ({'status': 'ok'}, [b'x'])",
        "import sys\nsys.modules['__main__'].forked_kernel.pack_home = "
        "lambda: ({'status': 'ok'}, [b'x' * 9999])",
    ],
    ids=["elsewhere", "no home", "deep", "a folder for a file", *"1234"],
)
def test_a_notebook_cannot_keep_the_next_one_from_being_graded(
    two: Assignment, warm: KernelSource, hostile: str
) -> None:
    """Whatever it does to its home, or sends in the place of it, is no fault of ours."""
    graded = grade(two, warm, hostile, "print(6 * 7)", {"file": b"1"})
    assert printed(graded, "two") == "42\n"
    assert [exercise.id for exercise in graded.exercises] == ["a", "b"]


def test_a_notebook_that_is_missing_costs_its_own_exercises(
    two: Assignment, warm: KernelSource
) -> None:
    """The others are graded; its exercises count as not attempted, and say why."""
    submission = Submission("ada", "two", {"two": notebook(SHOW, "b")})
    kernels = KernelSupply(warm, two.limits, two.files)
    graded = grade_submission(submission, two, kernels, NoChecks())
    kernels.close()
    assert graded.unscored == ["b"]
    assert made_up.statuses(graded)["a"] == "not_attempted"
    assert made_up.messages(graded, "a") == "one.ipynb was not handed in"


@pytest.mark.parametrize("name", ["data", "data/x.csv/y"])
def test_a_file_where_the_course_has_a_folder_is_left_out(
    two: Assignment, warm: KernelSource, tmp_path: Path, name: str
) -> None:
    """It cannot be both: the course's own stays, the student's is flagged."""
    folder = tmp_path / "submitted" / "ada" / "two"
    made_up.write_notebook(folder / "one.ipynb", notebook(SHOW, "a"))
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("mine", encoding="utf-8")
    submission = read_submission(folder, "ada", two)
    assert submission.files == {}
    assert any(repr(name) in flag for flag in submission.flags)
