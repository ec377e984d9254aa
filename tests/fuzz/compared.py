"""A student's code as it is compared with others', and shown beside theirs."""

from __future__ import annotations

from autograder.class_report.side_by_side import Part, marked
from autograder.class_report.tokens import clean, tokens
from autograder.class_report.winnowing import fingerprints


def read_code(source: str) -> None:
    """Tokens that stand in the text one behind the other; marked, the text is what it was."""
    readable = clean(source.encode("utf-8", "replace").decode("utf-8"))
    found = tokens(readable)
    places = [place for token in found for place in (token.begin, token.end)]
    assert places == sorted(places)
    assert all(0 <= place <= len(readable) for place in places)
    parts: list[Part] = list(marked([readable], frozenset(fingerprints(found))))
    assert "".join(part.text for part in parts) == readable
