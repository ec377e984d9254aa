"""A class that was graded before: what is new is graded, in which order, and what `prune` forgets."""

from __future__ import annotations

import os
from pathlib import Path

import made_up
import pytest
from command_runs import GRADE, JobsDone, Run, took

from autograder.errors import EngineFault
from autograder.grading import local_workers, submission_reader
from autograder.grading.class_grading import load_class_results

pytestmark = [  # nbgrader's own
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]


@pytest.mark.usefixtures("shared_kernel_source")
def test_a_second_run_grades_what_is_new(
    course: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A class graded before is shown without any work; --no-cache works it all out again."""
    made_up.hand_in(course, "ada", made_up.make_notebook())
    first = run(*GRADE)

    def refuse(*_: object) -> None:
        raise EngineFault("a worker was started")

    monkeypatch.setattr(local_workers, "WorkerProcess", refuse)
    assert run(*GRADE)[:2] == first[:2]
    status, _, err = run(*GRADE, "--no-cache")
    assert (status, err.strip().splitlines()[-1]) == (2, "a worker was started")


@pytest.mark.usefixtures("shared_kernel_source")
def test_the_same_work_is_graded_once(course: Path, run: Run, jobs_done: JobsDone) -> None:
    """Of notebooks with the same code one is graded, at once or later; outputs do not matter."""
    for student in ("ada", "bob", "eve"):
        made_up.hand_in(course, student, made_up.make_notebook({"greet": "greet = abs"}))
    run_again = made_up.make_notebook({"greet": "greet = abs"})
    run_again.cells[1].execution_count = 7
    made_up.hand_in(course, "dan", run_again)
    assert run(*GRADE, "--jobs", "2")[0] == 0
    made_up.hand_in(course, "fay", run_again)
    status, out, _ = run(*GRADE)
    assert (status, len(jobs_done)) == (0, 1)
    assert "5 of 5 graded; median score 5 of 6" in out
    assert [report.score for report in load_class_results(course, "tiny")] == [5.0] * 5


@pytest.mark.usefixtures("shared_kernel_source")
def test_what_did_not_change_is_not_even_read(
    course: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second run hashes the files and looks into none; flags come out as before."""
    edited = made_up.make_notebook()
    edited.cells[1].source = "height = 4"
    made_up.hand_in(course, "ada", edited)
    first = run(*GRADE)
    assert "locked cell setup was edited: restored" in first[1]
    monkeypatch.setattr(submission_reader, "TrustedProcess", None)
    assert run(*GRADE)[:2] == first[:2]


@pytest.mark.usefixtures("shared_kernel_source")
def test_a_file_beside_the_notebook_that_changes_is_noticed(
    course: Path, run: Run, jobs_done: JobsDone
) -> None:
    """The files that a notebook may read are part of what determines its result."""
    read = "def greet(name):\n    return open('word').read() + f' {name}'"
    beside = made_up.hand_in(course, "ada", made_up.make_notebook({"greet": read})).parent / "word"
    beside.write_text("bye", encoding="utf-8")
    assert "median score 5 of 6" in run(*GRADE)[1]
    beside.write_text("hello", encoding="utf-8")
    assert "median score 6 of 6" in run(*GRADE)[1]
    assert len(jobs_done) == 2


@pytest.mark.usefixtures("shared_kernel_source")
def test_an_exercise_whose_checks_were_edited_is_judged_again(
    course: Path, run: Run, jobs_done: JobsDone
) -> None:
    """The others keep what they had; a comment or a blank line changes nothing."""
    made_up.hand_in(course, "ada", made_up.make_notebook({"greet": "greet = 'hello {}'.format"}))
    run(*GRADE)
    kinder = made_up.CHECKS.replace('"hello Ada"', '"hello Bob"').replace(
        '@exercise("total")', '# a comment\n@exercise("total")'
    )
    made_up.make_assignment(course, checks=kinder)
    _, out, _ = run(*GRADE)
    assert jobs_done == [("ada", set()), ("ada", {"greet"})]
    assert "✓✗✓" in out
    made_up.make_assignment(course, checks=made_up.CHECKS.replace("\n\n\n", "\n\n\n\n"))
    assert "✓✓✓" in run(*GRADE)[1]
    assert jobs_done[2:] == []  # as they were at first, but for blank lines


@pytest.mark.usefixtures("shared_kernel_source")
@pytest.mark.parametrize(
    ("answer", "edit"),
    [
        ("greet = 'hello {}'.format", ("import numpy as np", "import numpy as np\n\nSIZE = 3")),
        ("import os\nos._exit(1)", ('"hello Ada"', '"hello Bob"')),
    ],
    ids=["shared code", "a crash"],
)
def test_all_is_judged_again_where_a_part_would_not_do(
    course: Path, run: Run, jobs_done: JobsDone, answer: str, edit: tuple[str, str]
) -> None:
    """Code that all checks share was edited, or the first grading lost its kernel on the way."""
    made_up.hand_in(course, "ada", made_up.make_notebook({"greet": answer}))
    run(*GRADE)
    made_up.make_assignment(course, checks=made_up.CHECKS.replace(*edit))
    run(*GRADE)
    assert jobs_done == [("ada", set()), ("ada", set())]


@pytest.mark.usefixtures("shared_kernel_source")
def test_the_longest_of_the_last_time_comes_first(
    course: Path, run: Run, jobs_done: JobsDone
) -> None:
    """Those that took long are not what all wait for in the end; new ones come in front."""
    for student in ("ada", "bob", "eve"):
        made_up.hand_in(course, student, made_up.make_notebook({"double": f"who = '{student}'\n"}))
    run(*GRADE)
    took(course, ada=0.1, bob=1.0, eve=0.2)
    made_up.hand_in(course, "new", made_up.make_notebook())
    run(*GRADE, "--no-cache", "--jobs", "1")
    assert [student for student, _ in jobs_done[3:5]] == ["new", "bob"]


@pytest.mark.usefixtures("shared_kernel_source")
def test_prune_removes_what_no_grading_uses(course: Path, run: Run, jobs_done: JobsDone) -> None:
    """Results that were used of late stay; told to, it removes all, and all is graded again."""
    made_up.hand_in(course, "ada", made_up.make_notebook({"greet": "1 / 0"}))
    run(*GRADE)
    for path in (course / ".autograder").rglob("*.json"):
        os.utime(path, (0, 0))
    made_up.hand_in(course, "ada", made_up.make_notebook())
    run(*GRADE)
    (course / ".autograder" / "results" / "ab").mkdir(exist_ok=True)
    left = course / ".autograder" / "results" / "ab" / ".writing-by-one-who-was-killed"
    left.touch()
    os.utime(left, (0, 0))
    status, out, _ = run("prune")
    assert (status, out.split(",")[0]) == (0, "removed 5 files")
    assert not left.exists()
    run(*GRADE)
    assert len(jobs_done) == 2
    assert run("prune", "--unused-for", "0")[1].split(",")[0] == "removed 4 files"
    run(*GRADE)
    assert len(jobs_done) == 3
