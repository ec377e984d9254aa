"""Which lines of a checks file are hidden, and what is public of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from judged_checks import WRONG, results_of
from live_notebook import LiveNotebook

from course_utils.checking.checks_source import (
    ChecksError,
    hidden_line_ranges,
    without_hidden_tests,
)


def test_hidden_lines_run_from_marker_to_marker() -> None:
    """A hidden part includes its two markers; there may be several, indented too."""
    source = "a\n### BEGIN HIDDEN TESTS\nb\n### END HIDDEN TESTS\nc\n"
    source += "  ### BEGIN HIDDEN TESTS\n  ### END HIDDEN TESTS\n"
    assert hidden_line_ranges(source) == [range(2, 5), range(6, 8)]
    assert hidden_line_ranges("no marker") == []


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("### BEGIN HIDDEN TESTS\nx", "line 1: '### BEGIN HIDDEN TESTS' has no partner"),
        ("x\n### END HIDDEN TESTS", "line 2: '### END HIDDEN TESTS' has no partner"),
        ("### BEGIN HIDDEN TESTS\n" * 2, "line 2: '### BEGIN HIDDEN TESTS' has no partner"),
        ("## BEGIN HIDDEN TESTS", "line 1: expected '### BEGIN HIDDEN TESTS' or "),
        ("### begin hidden test", "got '### begin hidden test'"),
        ("#BEGIN_HIDDEN_TESTS", "got '#BEGIN_HIDDEN_TESTS'"),
        ("### BEGIN HIDDEN TESTS of double", "got '### BEGIN HIDDEN TESTS of double'"),
    ],
)
def test_a_marker_out_of_place_or_misspelt_is_an_error(source: str, text: str) -> None:
    """A marker without its partner, or almost a marker, would publish hidden checks: an error."""
    with pytest.raises(ChecksError) as caught:
        without_hidden_tests(source)
    assert text in str(caught.value)


def test_a_comment_on_hidden_layers_is_no_marker() -> None:
    """Comments that speak of hidden things are left alone."""
    assert hidden_line_ranges("# begin with the hidden layer\n# end hidden layers") == []


def test_the_public_part_holds_nothing_hidden(checks: Path) -> None:
    """The public part keeps the public checks and runs; no hidden line, marker or gap is left."""
    public = without_hidden_tests(checks.read_text())
    assert "HIDDEN" not in public
    assert "SECRET" not in public
    assert "\n\n\n\n" not in public
    assert public.endswith('"half: no")\n')
    checks.write_text(public)
    [results] = results_of(checks, ("double", LiveNotebook(WRONG).student))
    assert [(result.name, result.hidden) for result in results] == [("test_double", False)]
