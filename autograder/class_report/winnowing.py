"""Winnowing: a few hashes of a text's runs of tokens, enough to find every long copy.

Saul Schleimer, Daniel Wilkerson, Alex Aiken: Winnowing: Local Algorithms for Document
Fingerprinting, SIGMOD 2003.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence

from autograder.class_report.normalised_tokens import NormalisedToken

GRAM_TOKENS = 8  # k: the length of the runs that are compared; shorter matches are chance
WINDOW_GRAMS = 4  # w: one of so many consecutive runs is kept

Spans = list[tuple[int, int]]  # letters: begin, and end, exclusive


def fingerprints(found: Sequence[NormalisedToken]) -> dict[int, Spans]:
    """Return the fingerprints of some tokens, each with the places where it occurs.

    Each run of `GRAM_TOKENS` tokens has a hash. The least of each `WINDOW_GRAMS` consecutive hashes is
    kept, the rightmost of equal ones. So two texts that share a run of ``GRAM_TOKENS + WINDOW_GRAMS - 1``
    tokens share at least one fingerprint.
    """
    hashes = _hashes(found)
    kept: dict[int, Spans] = defaultdict(list)
    for place in _least(hashes):
        gram = found[place : place + GRAM_TOKENS]
        kept[hashes[place]].append((gram[0].begin, gram[-1].end))
    return dict(kept)


def all_gram_hashes(found: Sequence[NormalisedToken]) -> set[int]:
    """Return the hashes of all runs of `GRAM_TOKENS` tokens."""
    return set(_hashes(found))


def _least(hashes: list[int]) -> list[int]:
    """Return the places of the least hash of each window, each place once."""
    ranked = [(each, -place) for place, each in enumerate(hashes)]
    windows = range(max(1, len(hashes) - WINDOW_GRAMS + 1)) if hashes else range(0)
    return sorted({-min(ranked[first : first + WINDOW_GRAMS])[1] for first in windows})


def _hashes(found: Sequence[NormalisedToken]) -> list[int]:
    """Return the hash of each run of tokens."""
    forms = [token.form.encode("utf-8", "surrogatepass") for token in found]
    grams = (forms[first : first + GRAM_TOKENS] for first in range(len(forms) - GRAM_TOKENS + 1))
    digests = (hashlib.blake2b(b"\0".join(gram), digest_size=8).digest() for gram in grams)
    return [int.from_bytes(digest) for digest in digests]
