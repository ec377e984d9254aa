"""What an instructor does on formgrader's pages."""

from __future__ import annotations

from playwright.sync_api import FrameLocator, Page, expect
from running import until

READY = "() => globalThis.formgrader?.grades?.loaded && formgrader.comments.loaded"


def pressed(formgrader: FrameLocator | Page, button: str) -> str:
    """Press a button in a table, and return what formgrader says when it is done."""
    formgrader.locator(button).click()
    said = formgrader.locator(".modal.in, .modal.show")
    expect(said.get_by_role("button", name="OK")).to_be_visible()
    text = said.inner_text()
    said.get_by_role("button", name="OK").click()
    expect(formgrader.locator(".modal-backdrop")).to_have_count(0)
    return text


def row(student: str) -> str:
    """Return where a student's row is."""
    return f"tr:has(td.student-id:text-is('{student}'))"


def open_submission(formgrader: FrameLocator | Page, assignment: str, score: str) -> None:
    """Open a student's work for manual grading, found by its score: these pages hide names."""
    formgrader.get_by_role("link", name="Manual Grading").first.click()
    for _ in range(2):  # the assignment, and its notebook
        formgrader.locator("table").get_by_role("link", name=assignment).click()
    scores = formgrader.locator("tr").filter(has_text=score)
    scores.get_by_role("link", name="Submission").click()
    until(  # only then does the page heed what is typed
        lambda: formgrader.locator("#seeded-answer-comment").evaluate(READY),
        "formgrader's own script has read scores and comments",
    )
