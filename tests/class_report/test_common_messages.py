"""Which messages say the same, and how many students got them."""

from __future__ import annotations

import pytest
from class_results import exercise

from autograder.class_report.common_messages import commonest_messages_by_exercise, message_pattern
from autograder.course.results import SubmissionReport


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("f(3): expected 6, got 7", "f(-5): expected -10, got 2.5e-3", True),
        ("f([1, (2, 3)]): got a list", "f([]): got a list", True),
        ("expected shape (3, 2), got (2,)", "expected shape (1,), got (9, 9, 9)", True),
        ("expected float32", "expected float64", False),
        ("got a list", "got a tuple", False),
    ],
)
def test_messages_that_differ_in_values_say_the_same(one: str, other: str, same: bool) -> None:
    """Numbers and what stands in brackets do not count; names of types do."""
    assert (message_pattern(one) == message_pattern(other)) is same


def test_a_student_counts_once_for_a_message() -> None:
    """However many checks said so; the commonest message comes first, hidden ones are told."""
    reports = [
        SubmissionReport("a", "t", [exercise("x", "failed", 0, "f(1): wrong", "f(2): wrong")]),
        SubmissionReport("b", "t", [exercise("x", "failed", 0, "f(2): wrong")]),
        SubmissionReport("c", "t", [exercise("x", "partial", 1, "f(1): odd", hidden=True)]),
        SubmissionReport("d", "t", [exercise("x", "not_attempted", 0, "not answered")]),
    ]
    found = [
        (m.students, m.example, m.hidden) for m in commonest_messages_by_exercise(reports)["x"]
    ]
    assert found == [(2, "f(1): wrong", False), (1, "f(1): odd", True)]


@pytest.mark.parametrize("text", ["(" * 2000, "([{" * 600, "1" * 2000, "()" * 1000, "-1," * 600])
def test_a_hostile_message_costs_no_time(text: str) -> None:
    """Endless brackets and numbers are read at once."""
    assert len(message_pattern.__wrapped__(text)) <= len(text)
