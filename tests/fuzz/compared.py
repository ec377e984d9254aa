"""A student's code as it is compared with others', and shown beside theirs."""

from __future__ import annotations

from autograder.class_report.normalised_tokens import normalise_whitespace
from autograder.class_report.similarity_page import mark_shared_parts


class Everything(frozenset[int]):
    """The fingerprints of one who has everybody's."""

    def __contains__(self, fingerprint: object) -> bool:
        return True


def read_code(source: str) -> None:
    """Marked as far as it has fingerprints, the text is what it was."""
    readable = normalise_whitespace(source.encode("utf-8", "replace").decode("utf-8"))
    parts = list(mark_shared_parts(readable, Everything()))
    assert "".join(part.text for part in parts) == readable
