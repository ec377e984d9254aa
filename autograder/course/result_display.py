"""How results are shown to people: in a terminal, on a page or in a spreadsheet."""

from __future__ import annotations

import re

from course_utils.checking.check_result import OUTCOME_SIGNS_AND_WORDS

STATUSES = ("passed", "partial", "failed", "not_attempted", "timeout", "crashed")  # of an exercise
STATUS_SIGNS = {status: OUTCOME_SIGNS_AND_WORDS[status][0] for status in STATUSES}
STATUS_WORDS = {status: OUTCOME_SIGNS_AND_WORDS[status][1] for status in STATUSES}
PHASES = ("read", "start", "cells", "checks")  # of a submission's grading: the keys of its timings
# Control and direction-changing characters in a name or message must not reach a terminal.
_UNSAFE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u061c\ud800-\udfff]"
)


# Places where a spreadsheet would see a formula begin: at the start of a cell, or behind a separator.
# The separator depends on the reader's country, and quotes protect against one separator only.
_FORMULA = re.compile(r"(?:^|(?<=[;|\t\r\n]))(?=[\s\"]*[=+@-]|[\t\r])|(?<=,)(?=[\s\"]*[=@])")


def spreadsheet_text(text: str) -> str:
    """Return text for a cell of a CSV file, with an apostrophe before anything like a formula."""
    return _FORMULA.sub("'", text)


def printable_text(text: str) -> str:
    """Return a student's text, with a sign in place of each invisible letter."""
    return _UNSAFE.sub("�", text)


def format_points(value: float) -> str:
    """Return points as people read them: two decimals at most."""
    return f"{round(value, 2):.10g}"
