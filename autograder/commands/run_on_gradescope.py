"""Grading one submission on Gradescope, in the image that ``setup.sh`` built.

The format: https://gradescope-autograders.readthedocs.io/en/latest/specs/. Only the instructor
sees what it prints.
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

from autograder.course.assignment import Assignment
from autograder.course.hidden_secret import load_secret_assignment
from autograder.course.limits import MIB
from autograder.course.results import ExerciseReport
from autograder.course.submission import Submission
from autograder.errors import (
    AutograderError,
    IsolationUnavailable,
    UngradableSubmission,
)
from autograder.files import write_private_text
from autograder.grading.assignment_grader import AssignmentGrader
from autograder.grading.grading_result import GradingResult
from autograder.grading.submission_reader import shared_reader
from autograder.installation import documentation
from autograder.platforms.archives import UnreadableDownload, downloaded_files
from autograder.platforms.collecting import choose_submissions
from autograder.platforms.gradescope_zip import CONFIG_FILE
from autograder.sandbox.isolation_kinds import find_isolation
from course_utils.checking.check_result import CheckResult

GRADESCOPE_ROOT = Path("/autograder")
STUDENT_NAME = "submission"
NOT_YOUR_FAULT = (
    "This submission could not be graded, and has no score. That is not your answers' fault: "
    "please tell your instructor."
)


@dataclass(frozen=True)
class GradescopeSettings:
    """The settings that the instructor chose when making the zip."""

    assignment: str
    isolation: str
    hidden: str


def main(root: Path = GRADESCOPE_ROOT) -> int:
    """Grade the submission in ``submission/``; return the exit status, 1 if there is no score."""
    results: dict[str, Any]
    try:
        results = _results(root)
    except UngradableSubmission as error:
        results = {"output": f"Not graded, and no score: {error}"}
        print(f"not graded: {error}")
    except IsolationUnavailable as error:
        results = {"output": f"{NOT_YOUR_FAULT}\n\n{_walls_missing(error)}"}
        print(_walls_missing(error))
    except Exception as error:  # noqa: BLE001  # any error here is the engine's, never a student's zero
        results = {"output": NOT_YOUR_FAULT}
        print(str(error) if isinstance(error, AutograderError) else traceback.format_exc())
    write_private_text(root / "results" / "results.json", json.dumps(results, indent=1))
    return 0 if "score" in results else 1


def _walls_missing(error: IsolationUnavailable) -> str:
    reason = str(error).splitlines()[0]
    return (
        f"Student code cannot be confined in this container: {reason}. The instructor can accept "
        "the risk: `python -m autograder gradescope ASSIGNMENT --isolation none` makes the zip anew; "
        f"{documentation('teach/gradescope.md')} says what that means."
    )


def _results(root: Path) -> dict[str, Any]:
    course = root / "source"
    settings = GradescopeSettings(**json.loads((course / CONFIG_FILE).read_text(encoding="utf-8")))
    assignment = load_secret_assignment(course, settings.assignment)
    with tempfile.TemporaryDirectory() as folder:
        submission = _submission(root / "submission", Path(folder), assignment)
    with AssignmentGrader(
        assignment,
        isolation=find_isolation(settings.isolation or None),
        score_cell=_score_cell,
    ) as grader:
        answer = next(iter(grader.grade([submission])))[1]
    if not isinstance(answer, GradingResult):
        raise answer
    for flag in [*submission.flags, *answer.flags]:
        print(flag)
    return gradescope_results(answer, settings.hidden)


def _score_cell(cell: Any) -> float:
    """Return the score that nbgrader gives a grade cell's outputs; nbgrader is imported only then."""
    from autograder.nbgrader_bridge import cell_scorer

    return cell_scorer(GRADESCOPE_ROOT / "source")(cell)


def _submission(handed_in: Path, folder: Path, assignment: Assignment) -> Submission:
    """Read the student's notebooks under any names, alone or in a zip."""
    most = int(assignment.limits.notebook_mib * MIB)
    with ExitStack() as open_for:
        found = list(downloaded_files(handed_in, open_for))
        chosen, left = choose_submissions(found, assignment, student=STUDENT_NAME)
        if not chosen:
            reason = left[0].reason if left else "no file"
            raise UngradableSubmission("missing", reason)
        for notebook in chosen[0].notebooks:
            try:
                data = notebook.item.read(most + 1)
            except UnreadableDownload as error:
                raise UngradableSubmission("unreadable", str(error)) from None
            (folder / f"{notebook.notebook}.ipynb").write_bytes(data)
    return shared_reader().read(folder, STUDENT_NAME, assignment)


def gradescope_results(graded: GradingResult, hidden_visibility: str) -> dict[str, Any]:
    """Return a result in Gradescope's format, with a test for each check.

    Args:
        graded: the result.
        hidden_visibility: the visibility of hidden checks. A student never reads their messages.
    """
    tests = [
        _test(exercise, check, hidden_visibility)
        for exercise in graded.exercises
        for check in exercise.checks
    ]
    return {
        "score": round(sum(exercise.score for exercise in graded.exercises), 4),
        "execution_time": round(graded.timings.get("total", 0)),
        "output": _summary(graded.exercises),
        "stdout_visibility": "hidden",
        "tests": tests,
    }


def _summary(exercises: list[ExerciseReport]) -> str:
    """Return how many public checks passed; points would reveal the hidden ones early."""
    public = [check for each in exercises for check in each.checks if not check.hidden]
    return f"{sum(check.passed for check in public)} of {len(public)} public checks passed."


def _test(exercise: ExerciseReport, check: CheckResult, hidden: str) -> dict[str, Any]:
    told = not check.hidden or hidden == "hidden"  # then only the instructor reads it
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
