"""The text of a locked cell as students get it: the instructor's, without its hidden tests."""

from __future__ import annotations

BEGIN_HIDDEN, END_HIDDEN = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"  # as nbgrader looks for them


def is_as_released(text: str, source: str) -> bool:
    """Say whether a locked cell's text is the instructor's, with or without the hidden tests."""
    return without_trailing_space(text) in released_texts(source)


def released_texts(source: str) -> set[str]:
    """Return an instructor's text with and without its hidden tests, both without trailing space."""
    released, hidden = [], False
    for line in source.splitlines():
        if BEGIN_HIDDEN in line or END_HIDDEN in line:
            hidden = BEGIN_HIDDEN in line
        elif not hidden:
            released.append(line)
    return {without_trailing_space(source), without_trailing_space("\n".join(released))}


def without_trailing_space(text: str) -> str:
    """Return a text without the space at the ends of its lines, which editors change."""
    return "\n".join(line.rstrip() for line in text.splitlines()).rstrip()
