"""Hidden inputs come from a secret of the course's copy, which decides results and is never lost unseen."""

from __future__ import annotations

import io
import os
import re
import stat
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import made_up
import pytest

from autograder.cluster.serialization import deserialize_assignment, serialize_assignment
from autograder.course.assignment import Assignment
from autograder.course.hidden_secret import (
    GRADED_WITH,
    SEED_FILE,
    course_secret,
    load_secret_assignment,
)
from autograder.errors import ConfigurationError
from autograder.grading.assignment_grader import AssignmentGrader
from autograder.grading.grading_result import GradingResult
from autograder.grading.result_cache import read_assignment_inputs
from autograder.platforms.gradescope_zip import write_gradescope_zip
from course_utils.checking.checks_runner import ChecksPlugin, collect_checks
from course_utils.checking.student import Student

# `greet` is right where the check draws 7, and its message tells what was drawn.
DRAWING = made_up.CHECKS.replace("def test_greet(student):", "def test_greet(student, hidden_rng):")
DRAWING = DRAWING.replace(
    'expect(got == "hello Ada", f',
    'drawn = [int(hidden_rng(name).integers(10**9)) for name in ("a", "a", "b")]\n'
    '    expect(False, f"drawn: {drawn}")\n    expect(got == "hello Ada", f',
)
SECRETS = ["1" * 64, "2" * 64]


def make_course(folder: Path, checks: str = DRAWING) -> Path:
    """Return a course whose checks draw hidden inputs."""
    made_up.make_assignment(folder, checks=checks)
    return folder


def drawn(assignment: Assignment) -> list[int]:
    """Return what a grading's check drew, by the message that it gives."""
    with AssignmentGrader(assignment) as grader:
        result = next(iter(grader.grade([made_up.submission_of(assignment)])))[1]
    assert isinstance(result, GradingResult), result
    message = made_up.exercise_of(result, "greet").checks[0].message
    return [int(number) for number in re.findall(r"\d+", message)]


@pytest.mark.usefixtures("shared_kernel_source")
def test_the_secret_and_the_name_decide_what_is_drawn(tmp_path: Path) -> None:
    """The same name gives the same numbers, another name or another secret gives others."""
    assignment = load_secret_assignment(make_course(tmp_path), made_up.NAME)
    found = [drawn(replace(assignment, secret=secret)) for secret in [*SECRETS, SECRETS[0]]]
    assert found[0] == found[2] != found[1]
    assert all(first == again != other for first, again, other in found)


def test_exercises_draw_differently(tmp_path: Path) -> None:
    """By the same name, two exercises draw different numbers."""
    checks = tmp_path / "checks.py"
    one = "@pytest.mark.exercise({0!r})\ndef test_{0}(hidden_rng):\n    assert 0, hidden_rng('x').random()\n"
    checks.write_text("import pytest\n" + one.format("a") + one.format("b"), encoding="utf-8")
    messages: list[str] = []

    def run(plugin: ChecksPlugin) -> None:
        for exercise in plugin.exercises:
            messages.extend(each.message for each in plugin.run(exercise, Student(_nobody)))

    collect_checks(checks, run, SECRETS[0])
    assert len(set(messages)) == len(messages) == 2


def _nobody(
    request: dict[str, object], buffers: list[bytes]
) -> tuple[dict[str, object], list[bytes]]:
    raise AssertionError("nothing is asked")


def test_the_secret_is_made_once_and_is_the_graders_alone(tmp_path: Path) -> None:
    """It is 64 hexadecimal digits in a file that nobody else reads."""
    course = make_course(tmp_path)
    secret = load_secret_assignment(course, made_up.NAME).secret
    assert re.fullmatch(r"[0-9a-f]{64}", secret)
    assert load_secret_assignment(course, made_up.NAME).secret == secret
    assert stat.S_IMODE((course / SEED_FILE).stat().st_mode) == 0o600
    assert sorted(path.name for path in course.iterdir() if "secret" in path.name) == [SEED_FILE]


def test_a_course_that_draws_nothing_has_no_secret(tmp_path: Path) -> None:
    """Where no check asks for hidden inputs, none is made."""
    course = make_course(tmp_path, made_up.CHECKS)
    assert load_secret_assignment(course, made_up.NAME).secret == ""
    assert not (course / SEED_FILE).exists()


def test_the_secret_is_part_of_what_determines_results(tmp_path: Path) -> None:
    """A result that another secret led to is not taken for this one's."""
    assignment = load_secret_assignment(make_course(tmp_path), made_up.NAME)
    submission = made_up.submission_of(assignment)
    digests = {
        read_assignment_inputs(replace(assignment, secret=secret)).result_digest(submission)
        for secret in [*SECRETS, ""]
    }
    assert len(digests) == 3


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (Path.unlink, "is missing"),
        (lambda path: path.write_text("3" * 64), "is another secret than it was"),
        (lambda path: path.write_text("half a secr"), "expected 64 hexadecimal digits"),
    ],
)
def test_a_secret_that_is_not_the_one_of_the_results_is_told(
    tmp_path: Path, spoil: Callable[[Path], object], said: str
) -> None:
    """Nothing is graded by another one unseen: the message says how to bring it back, or to go on."""
    course = make_course(tmp_path)
    before = course_secret(course)
    spoil(course / SEED_FILE)
    with pytest.raises(ConfigurationError, match=said) as error:
        load_secret_assignment(course, made_up.NAME)
    assert "Bring the file back" in str(error.value)
    (course / SEED_FILE).unlink(missing_ok=True)
    (course / GRADED_WITH).unlink()  # as the message says, where it is lost
    assert course_secret(course) != before


def test_a_copy_with_the_secret_alone_goes_on(tmp_path: Path) -> None:
    """Without results, whatever secret lies there counts."""
    course = make_course(tmp_path)
    (course / SEED_FILE).write_text(SECRETS[0] + os.linesep, encoding="utf-8")
    assert load_secret_assignment(course, made_up.NAME).secret == SECRETS[0]


def test_a_cluster_draws_the_same(tmp_path: Path) -> None:
    """What travels to a node holds the secret."""
    assignment = load_secret_assignment(make_course(tmp_path / "course"), made_up.NAME)
    there = deserialize_assignment(serialize_assignment(assignment), tmp_path / "node")
    assert there.secret == assignment.secret


def test_gradescope_draws_the_same(tmp_path: Path) -> None:
    """The zip holds the secret where `run_on_gradescope` looks for it."""
    course = make_course(tmp_path / "course")
    assignment = load_secret_assignment(course, made_up.NAME)
    path = tmp_path / "it.zip"
    write_gradescope_zip(path, course, assignment, isolation="", hidden="hidden")
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        assert archive.read(SEED_FILE).decode() == assignment.secret


def test_the_secret_is_never_shown(tmp_path: Path) -> None:
    """Neither an assignment's text nor a message of an error holds it."""
    assignment = load_secret_assignment(make_course(tmp_path), made_up.NAME)
    assert assignment.secret not in repr(assignment)
