from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from rich.console import Console

from autograder.authoring import demo_course
from autograder.authoring.new_assignment import TEMPLATE_FOLDER
from autograder.course.assignment import load_assignment
from autograder.course.results import SubmissionReport
from autograder.errors import ConfigurationError
from autograder.grading.assignment_grader import AssignmentGrader
from autograder.grading.class_grading import ClassGrader, find_students
from autograder.suggested_commands import suggested_command

CHECKOUT = Path(__file__).parents[2]
NAME = "01_tensors"
LIMITS = f"\n[limits.{NAME}]\ncell_s = 10\nquestion_s = 20\nmemory_mib = 1024\n"
STUDENTS = {
    *("ada", "ben", "chen", "dora", "emil", "fatou", "gita", "hugo", "ines_endless_loop"),
    *("jun_kernel_killer", "kofi_memory_hog", "lena_stderr", "mikko_no_json", "nora_no_notebook"),
    *("omar_other_notebook", "pia_old_format", "quinn_copied_cell", "rosa_deleted_cell"),
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, made in a copy of the course."""
    course = tmp_path_factory.mktemp("course")
    for folder in ("source", "release", "autograder/checks", "tests/bank"):
        shutil.copytree(CHECKOUT / folder, course / folder)
    for file in ("nbgrader_config.py", "autograder.toml"):
        shutil.copy(CHECKOUT / file, course)
    return demo_course.recreate_demo_folder(course)


@pytest.mark.parametrize("name", ["01_tensors", "06_training"])
def test_a_class_is_made_the_same_every_time(name: str) -> None:
    """The seed is fixed: two makings are the same, byte for byte, of a dozen students or more."""
    first = demo_course.demo_notebooks_by_student(CHECKOUT, name)
    assert set(first) == STUDENTS
    assert demo_course.demo_notebooks_by_student(CHECKOUT, name) == first


def test_one_exercise_is_enough_for_a_class(tmp_path: Path) -> None:
    """An assignment of one exercise has its class, once it is released."""
    notebook = (TEMPLATE_FOLDER / "notebook.ipynb").read_bytes()
    for folder in ("source", "release"):
        (tmp_path / folder / "one").mkdir(parents=True)
        (tmp_path / folder / "one/one.ipynb").write_bytes(notebook)
    assert set(demo_course.demo_notebooks_by_student(tmp_path, "one")) == STUDENTS
    (tmp_path / "release/one/one.ipynb").unlink()
    with pytest.raises(ConfigurationError, match="one is not released yet: run python -m autogr"):
        demo_course.demo_notebooks_by_student(tmp_path, "one")


def test_the_demo_is_a_course_of_its_own(place: Path) -> None:
    """It holds the sources, the configuration, and a folder per student and assignment."""
    assert (place / "nbgrader_config.py").is_file()
    assert (place / "autograder.toml").is_file()
    assert load_assignment(place, NAME).checks == place / "autograder" / "checks" / NAME
    assert {path.name for path in (place / "submitted").iterdir()} == STUDENTS
    assert not list((place / "submitted" / "nora_no_notebook" / NAME).iterdir())


def test_the_demo_is_of_a_course_with_a_bank(tmp_path: Path) -> None:
    """Elsewhere it says what a demo needs and where that is, and leaves a folder of that name alone."""
    (tmp_path / "source").mkdir()
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "mine.txt").touch()
    said = "expected source, .*found no nbgrader_config.py, autograder.toml, checks, bank; get"
    with pytest.raises(ConfigurationError, match=said):
        demo_course.recreate_demo_folder(tmp_path)
    for name in ("nbgrader_config.py", "autograder.toml"):
        (tmp_path / name).touch()
    for name in ("checks", "bank"):
        (tmp_path / name).mkdir()
    with pytest.raises(ConfigurationError, match="demo is there, and no demo that was made before"):
        demo_course.recreate_demo_folder(tmp_path)
    assert (tmp_path / "demo" / "mine.txt").is_file()


def test_making_the_demo_again_removes_what_was_there(place: Path) -> None:
    """Old submissions and results do not mix with a new demo."""
    (place / "submitted" / "old").mkdir()
    assert demo_course.recreate_demo_folder(place.parent) == place
    assert not (place / "submitted" / "old").exists()


def test_broken_submissions_are_broken_as_they_say(place: Path) -> None:
    """One is cut off, one of format 3, one of another assignment."""
    texts = {
        student: (place / "submitted" / student / NAME / f"{NAME}.ipynb").read_text("utf-8")
        for student in STUDENTS - {"nora_no_notebook"}
    }
    with pytest.raises(json.JSONDecodeError):
        json.loads(texts["mikko_no_json"])
    assert json.loads(texts["pia_old_format"])["nbformat"] == 3
    other = nbformat.reads(texts["omar_other_notebook"], 4)
    source = nbformat.read(place / "source" / "02_gradients" / "02_gradients.ipynb", 4)
    assert [cell.source for cell in other.cells] == [cell.source for cell in source.cells]


def test_the_demo_grades_an_assignment_or_all_and_says_commands_as_typed_outside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`demo` runs `grade` in its own course, for the first assignment or for all; what cannot be graded is part of it."""
    for name in ("01_tensors", "06_training"):
        (tmp_path / "source" / name).mkdir(parents=True)
        (tmp_path / "source" / name / f"{name}.ipynb").write_text("{}", encoding="utf-8")
    for file in ("nbgrader_config.py", "autograder.toml"):
        (tmp_path / file).touch()
    for folder in ("checks", "bank"):
        (tmp_path / folder).mkdir()
    monkeypatch.setattr(
        demo_course, "demo_notebooks_by_student", lambda *_: {"ada": "{}", "bob": None}
    )
    monkeypatch.chdir(tmp_path)
    ran = []

    def main(arguments: object) -> int:
        ran.append((arguments, Path.cwd()))
        assert suggested_command("report", "x").startswith("(cd demo && ")
        return 1

    place = tmp_path / "demo"
    assert demo_course.run_demo(3, Console(width=200), main) == 0
    assert ran == [(["grade", "01_tensors", "--jobs", "3"], place)]
    assert "the other assignments (1) has such a class: make demo ALL=1" in capsys.readouterr().out
    ran.clear()
    assert demo_course.run_demo(3, Console(width=200), main, every_assignment=True) == 0
    assert ran == [
        (["grade", "01_tensors", "--jobs", "3"], place),
        (["grade", "06_training", "--jobs", "3"], place),
    ]
    said = capsys.readouterr().out
    assert "ALL=1" not in said
    assert re.search(r"^\(cd demo && \S+ -m autograder grade 06_training --jobs 3\)$", said, re.M)
    assert Path.cwd() == tmp_path
    assert not suggested_command("report", "x").startswith("(")
    assert demo_course.run_demo(3, Console(), lambda _: 2) == 2
    assert demo_course.run_demo(3, Console(), lambda _: 130) == 130  # Ctrl-C


@pytest.mark.slow
@pytest.mark.usefixtures("shared_kernel_source")
def test_the_demo_class_is_graded_as_it_was_made(place: Path) -> None:
    """Each student of the demo gets what its making says: full marks, none, a timeout, an error."""
    with (place / "autograder.toml").open("a", encoding="utf-8") as course:
        course.write(LIMITS)
    assignment = load_assignment(place, NAME)
    submitted = place / "submitted"
    with AssignmentGrader(assignment, jobs=2) as grader:
        students = find_students(submitted, assignment)
        room = ClassGrader(submitted, grader)
        reports = {report.student: report for report in room.grade(students)}
    assert set(reports) == STUDENTS
    errors = {s: r.error["kind"] for s, r in reports.items() if r.error is not None}
    assert errors == {
        "mikko_no_json": "unreadable",
        "nora_no_notebook": "missing",
        "omar_other_notebook": "wrong_notebook",
    }
    names = [exercise.id for exercise in assignment.exercises]
    first, middle = names[0], names[len(names) // 2]
    full = dict.fromkeys(names, "passed")

    for student in ("ada", "ben", "chen", "lena_stderr", "pia_old_format"):
        assert (statuses(reports[student]), reports[student].flags) == (full, [])
        assert reports[student].score == assignment.max_score
    assert not_passed(reports["dora"]) == 2
    assert not_passed(reports["emil"]) == 4
    assert not_passed(reports["fatou"]) == len(names)
    half = names[len(names) // 2 :]
    assert statuses(reports["gita"]) == {**full, **dict.fromkeys(half, "not_attempted")}
    assert statuses(reports["hugo"]) == dict.fromkeys(names, "not_attempted")
    assert reports["hugo"].score == 0

    broken = {
        "ines_endless_loop": (middle, "timeout", "stopped after 10 s"),
        "jun_kernel_killer": (middle, "crashed", "its process ended: exit status 1"),
        "kofi_memory_hog": (first, "crashed", "it used more memory than the 1024 MiB allowed"),
    }
    for student, (exercise, status, reason) in broken.items():
        assert statuses(reports[student]) == {**full, exercise: status}
        assert reports[student].flags[-1] == f"cell {exercise}-answer: {status}: {reason}"

    for student, flag in (
        ("quinn_copied_cell", f"cell '{middle}' is there more than once: the last one counts"),
        ("rosa_deleted_cell", f"locked cell {middle} was deleted: put back"),
    ):
        assert (statuses(reports[student]), reports[student].flags) == (full, [flag])


def statuses(report: SubmissionReport) -> dict[str, str]:
    """Return the status of each exercise."""
    return {exercise.id: exercise.status for exercise in report.exercises}


def not_passed(report: SubmissionReport) -> int:
    """Return how many exercises did not get full marks."""
    return sum(status != "passed" for status in statuses(report).values())
