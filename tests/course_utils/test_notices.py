"""What a notice looks like in the notebook."""

from __future__ import annotations

from course_utils.notebook.notices import SubmissionNotice, TrialProgress


def test_what_a_cell_says_is_no_html() -> None:
    """Nothing out of the student's file becomes a tag, not even between backticks."""
    notice = SubmissionNotice("✓ <a>", "<b> `<i>`", ["<script>"], "<u>")._repr_html_()
    trying = TrialProgress("<a>", 1, 2, "<script>", "<u>", ["<b>"])._repr_html_()
    for tag in ("<a>", "<b>", "<i>", "<u>", "<script>"):
        assert tag not in notice + trying
    assert "<code>&lt;i&gt;</code>" in notice
