"""What a person changes in a gradebook."""

from __future__ import annotations

from pathlib import Path

from nbgrader.api import Gradebook
from recorded import NAME, gradebook


def set_duedate(course: Path) -> None:
    """Say until when the assignment was to be handed in."""
    with Gradebook(gradebook(course)) as book:
        book.update_or_create_assignment(NAME, duedate="2021-11-01 12:00:00 UTC")


def mark_by_hand(course: Path) -> None:
    """Give one student what a person gives in formgrader."""
    with Gradebook(gradebook(course)) as book:
        grade = book.find_grade("double", NAME, NAME, "marked")
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 1.5, 0.25, False
        book.find_grade("essay", NAME, NAME, "marked").manual_score = 3
        book.find_comment("double-answer", NAME, NAME, "marked").manual_comment = "Nearly."
        book.db.commit()
