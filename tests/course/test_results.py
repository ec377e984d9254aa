from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.assignment import Exercise
from autograder.course.results import ExerciseReport, SubmissionReport, report_from_dict
from autograder.course.scoring import score_exercise
from autograder.errors import ConfigurationError
from course_utils.checking.check_result import CheckResult

OUTCOMES = ("passed", "failed", "not_attempted", "timeout", "crashed")


def check(outcome: str, **options: Any) -> CheckResult:
    """Return the result of a check of ``double``."""
    options = {"name": "test_it", "title": "It works.", "hidden": False, **options}
    return CheckResult(exercise="double", outcome=outcome, **options)


def marked(*checks: CheckResult, points: float = 3.0) -> tuple[float, str]:
    """Return score and status of an exercise with these checks."""
    report = score_exercise(Exercise("double", points, "tiny", "double"), checks)
    assert (report.id, report.points, report.checks) == ("double", points, checks)
    return report.score, report.status


def test_all_checks_passed_is_all_points() -> None:
    """Full marks are exactly the points."""
    assert marked(check("passed"), check("passed")) == (3.0, "passed")
    assert marked(*[check("passed", weight=0.1)] * 3, points=0.7) == (0.7, "passed")


def test_a_share_of_the_checks_is_a_share_of_the_points() -> None:
    """Without weights every check counts the same."""
    assert marked(check("passed"), check("failed"), check("passed")) == (2.0, "partial")


def test_weights_share_the_points() -> None:
    """A check of weight 3 counts as much as three of weight 1."""
    checks = check("passed", weight=3.0), check("failed", weight=1.0)
    assert marked(*checks, points=2) == (1.5, "partial")


def test_a_failed_required_check_leaves_nothing() -> None:
    """Where a required check fails the others give no points; where it passes they do."""
    assert marked(check("failed", required=True), check("passed")) == (0.0, "failed")
    assert marked(check("passed", required=True), check("failed")) == (1.5, "partial")


def test_scores_are_rounded_to_four_decimals() -> None:
    """A third of the points is the same number everywhere, and so is a sum of such."""
    assert marked(check("passed"), check("failed"), check("failed"), points=1) == (
        0.3333,
        "partial",
    )
    parts = [ExerciseReport(str(score), 1, score, "partial", ()) for score in (0.1, 0.2, 0.0001)]
    assert SubmissionReport("ada", "tiny", parts).score == 0.3001


def test_rounding_never_gives_more_than_the_points() -> None:
    """A score above the points, which would fail in nbgrader, is not made by rounding."""
    assert marked(check("passed"), points=0.33335)[0] == 0.33335


def test_an_advisory_check_costs_nothing() -> None:
    """A check of weight 0 that fails leaves full marks, and the status that belongs to them."""
    assert marked(check("passed"), check("failed", weight=0.0)) == (3.0, "passed")


def test_checks_that_weigh_nothing_together_are_the_instructors_to_mend() -> None:
    """Where all weights are 0 there is no share to give, and nobody gets a zero for it."""
    with pytest.raises(ConfigurationError) as refused:
        marked(check("passed", weight=0.0))
    assert str(refused.value) == "exercise double: its checks weigh nothing together"


@pytest.mark.parametrize(
    ("outcomes", "status"),
    [
        (["passed"], "passed"),
        (["failed"], "failed"),
        (["not_attempted", "not_attempted"], "not_attempted"),
        (["not_attempted", "failed"], "failed"),
        (["timeout", "failed"], "timeout"),
        (["crashed", "not_attempted"], "crashed"),
        (["crashed", "timeout"], "timeout"),
        (["passed", "crashed"], "partial"),
        (["passed", "not_attempted"], "partial"),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, list) else None,
)
def test_the_status_says_how_it_ended(outcomes: list[str], status: str) -> None:
    """Points make an exercise partial; without any, what ended it comes before what failed."""
    assert marked(*map(check, outcomes))[1] == status


def test_an_exercise_without_points_has_a_status_all_the_same() -> None:
    """A grade cell of 0 points gives 0, and says how it ended."""
    assert marked(check("passed"), points=0) == (0.0, "passed")
    assert marked(check("failed"), points=0) == (0.0, "failed")


@given(
    st.lists(
        st.builds(
            check,
            st.sampled_from(OUTCOMES),
            weight=st.floats(0.001, 1000),
            required=st.booleans(),
        ),
        min_size=1,
    ),
    st.floats(0, 1000),
)
def test_a_score_is_between_nothing_and_the_points(
    checks: list[CheckResult], points: float
) -> None:
    """Whatever the weights, a score is from 0 to the points; the points if all passed."""
    score, status = marked(*checks, points=points)
    assert 0 <= score <= points
    if all(each.passed for each in checks):
        assert (score, status) == (points, "passed")


def report() -> SubmissionReport:
    """Return a report with something in each field."""
    shown = check("failed", message="expected 6, got 5", weight=2.0)
    hidden = check("passed", name="test_unseen", hidden=True, required=True)
    exercise = ExerciseReport("double", 3.0, 1.0, "partial", (shown, hidden))
    flags, timings = ["cell x: timeout"], {"total": 1.5}
    return SubmissionReport("ada", "tiny", [exercise], flags, timings, isolation="landlock")


def test_the_json_is_that_of_the_contract() -> None:
    """A submission has the fields that the contract names, and of each check its details."""
    assert report().as_dict() == {
        "student": "ada",
        "assignment": "tiny",
        "score": 1.0,
        "max_score": 3.0,
        "exercises": [
            {
                "id": "double",
                "points": 3.0,
                "score": 1.0,
                "status": "partial",
                "checks": [
                    {
                        "name": "test_it",
                        "title": "It works.",
                        "hidden": False,
                        "passed": False,
                        "outcome": "failed",
                        "message": "expected 6, got 5",
                        "weight": 2.0,
                        "required": False,
                    },
                    {
                        "name": "test_unseen",
                        "title": "It works.",
                        "hidden": True,
                        "passed": True,
                        "outcome": "passed",
                        "message": "",
                        "weight": 1.0,
                        "required": True,
                    },
                ],
            }
        ],
        "flags": ["cell x: timeout"],
        "timings": {"total": 1.5},
        "isolation": "landlock",
    }


def test_what_could_not_be_graded_has_an_error_and_no_score() -> None:
    """An error takes the place of score and exercises: it is nobody's zero."""
    failed = SubmissionReport("bob", "tiny", error={"kind": "missing", "message": "no notebook"})
    assert failed.as_dict() == {
        "student": "bob",
        "assignment": "tiny",
        "error": {"kind": "missing", "message": "no notebook"},
        "flags": [],
        "timings": {},
        "isolation": None,
    }


@pytest.mark.parametrize(
    "kept", [report(), SubmissionReport("bob", "tiny", error={"kind": "engine", "message": "?"})]
)
def test_a_report_comes_back_from_its_json_as_it_was(kept: SubmissionReport) -> None:
    """Writing a report as JSON and reading it loses nothing."""
    assert report_from_dict(json.loads(json.dumps(kept.as_dict()))) == kept


def test_a_report_of_before_the_walls_were_kept_is_read() -> None:
    """An older report does not say within which walls it came about; nothing is made up."""
    older = report().as_dict()
    del older["isolation"]
    assert report_from_dict(older).isolation is None
    assert report_from_dict(older).score == 1.0
