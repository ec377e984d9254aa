"""Runs on Gradescope, in the image that ``setup.sh`` made: grades one submission, writes results.json.

The format: https://gradescope-autograders.readthedocs.io/en/latest/specs/. What is printed goes to
the instructor alone.
"""

from __future__ import annotations

import json
import sys
import tempfile
import traceback
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment, load_assignment
from autograder.errors import (
    AutograderError,
    IsolationUnavailable,
    UngradableSubmission,
)
from autograder.grader import Grader
from autograder.grading import Graded
from autograder.limits import MIB
from autograder.platforms.archives import Unreadable, items
from autograder.platforms.collecting import choose
from autograder.platforms.gradescope import CONFIG
from autograder.results import ExerciseReport
from autograder.store import write_atomically
from autograder.submission import Submission, read_submission
from course_utils.checks_plugin import CheckResult

ROOT = Path("/autograder")
STUDENT = "submission"
NOT_YOUR_FAULT = (
    "This submission could not be graded, and has no score. That is not your answers' fault: "
    "please tell your instructor."
)


@dataclass(frozen=True)
class Settings:
    """What the instructor chose when the zip was made."""

    assignment: str
    isolation: str
    hidden: str


def main(root: Path = ROOT) -> int:
    """Grade what lies in ``submission/``; return the exit status, 1 where there is no score."""
    results: dict[str, Any]
    try:
        results = _results(root)
    except UngradableSubmission as error:
        results = {"output": f"Not graded, and no score: {error}"}
        print(f"not graded: {error}")
    except IsolationUnavailable as error:
        results = {"output": f"{NOT_YOUR_FAULT}\n\n{_walls_missing(error)}"}
        print(_walls_missing(error))
    except Exception as error:  # noqa: BLE001  # ours, whatever it is: never a student's zero
        results = {"output": NOT_YOUR_FAULT}
        print(str(error) if isinstance(error, AutograderError) else traceback.format_exc())
    write_atomically(root / "results" / "results.json", json.dumps(results, indent=1))
    return 0 if "score" in results else 1


def _walls_missing(error: IsolationUnavailable) -> str:
    reason = str(error).splitlines()[0]
    return (
        f"Student code cannot be confined in this container: {reason}. The instructor can accept "
        "the risk: `python -m autograder gradescope ASSIGNMENT --isolation none` makes the zip anew; "
        "docs/teach/ways.md says what that means."
    )


def _results(root: Path) -> dict[str, Any]:
    course = root / "source"
    settings = Settings(**json.loads((course / CONFIG).read_text(encoding="utf-8")))
    assignment = load_assignment(course, settings.assignment)
    with tempfile.TemporaryDirectory() as folder:
        submission = _submission(root / "submission", Path(folder), assignment)
    with Grader(assignment, confined=settings.isolation == "bwrap") as grader:
        answer = next(iter(grader.grade([submission])))[1]
    if not isinstance(answer, Graded):
        raise answer
    for flag in [*submission.flags, *answer.flags]:
        print(flag)
    return results_json(answer, settings.hidden)


def _submission(handed_in: Path, folder: Path, assignment: Assignment) -> Submission:
    """Read the student's notebook, whatever it is called, by itself or in a zip."""
    most = int(assignment.limits.notebook_mib * MIB)
    with ExitStack() as open_for:
        found = list(items(handed_in, open_for))
        chosen, left = choose(found, assignment.name, student=STUDENT)
        if not chosen:
            reason = left[0].reason if left else "no file"
            raise UngradableSubmission("missing", reason)
        try:
            data = chosen[0].item.read(most + 1)
        except Unreadable as error:
            raise UngradableSubmission("unreadable", str(error)) from None
    (folder / f"{assignment.name}.ipynb").write_bytes(data)
    return read_submission(folder, STUDENT, assignment)


def results_json(graded: Graded, hidden: str) -> dict[str, Any]:
    """Return a result as Gradescope reads it: a test for each check.

    Args:
        graded: the result.
        hidden: the visibility of hidden checks. Whatever it is, a student never reads their messages.
    """
    tests = [
        _test(exercise, check, hidden) for exercise in graded.exercises for check in exercise.checks
    ]
    return {
        "score": round(sum(exercise.score for exercise in graded.exercises), 4),
        "execution_time": round(graded.timings.get("total", 0)),
        "output": _summary(graded.exercises),
        "stdout_visibility": "hidden",
        "tests": tests,
    }


def _summary(exercises: list[ExerciseReport]) -> str:
    """Say how many public checks passed: points would tell of the hidden ones before their time."""
    public = [check for each in exercises for check in each.checks if not check.hidden]
    return f"{sum(check.passed for check in public)} of {len(public)} public checks passed."


def _test(exercise: ExerciseReport, check: CheckResult, hidden: str) -> dict[str, Any]:
    told = not check.hidden or hidden == "hidden"  # then the instructor alone reads it
    share = check.weight / sum(each.weight for each in exercise.checks)
    points = round(exercise.points * share, 4)
    return {
        "name": f"{exercise.id}: {check.title}",
        "score": points if check.passed and exercise.score > 0 else 0,
        "max_score": points,
        "status": "passed" if check.passed else "failed",
        "output": check.message if told else "",
        "output_format": "text",
        "visibility": hidden if check.hidden else "visible",
    }


if __name__ == "__main__":
    sys.exit(main())
