"""What a hostile student might hand in: valid inputs spoilt, JSON of any kind, and any bytes."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

from hypothesis import strategies as st

NUMBER = re.compile(rb"-?\d+(\.\d+)?")
EXTREMES = [b"0", b"-1", b"1e999", b"-1e999", b"NaN", b"Infinity", b"1.5", b"true", b"null"]
EXTREMES += [b"9" * 25, b"9" * 5000, b"-" + b"9" * 400, str(2**63).encode(), str(2**64).encode()]
TOKENS = [b"{", b"}", b"[", b"]", b'"', b",", b":", b"\\", b"\n", b"\0", b"\xff", b"\xef\xbb\xbf"]
TOKENS += [b'"\\ud800"', b"\\udfff", b"[" * 2000, b'{"a":' * 2000, b"[" * 90, b" " * 5000]
TOKENS += [b"\xf0\x9f\x98\x80", b"\xed\xa0\x80", b'"x": 1, ', b'"": null, ', b"x" * 9000]

LONG = 100_000  # letters of a stretched text

texts = st.text(max_size=8) | st.sampled_from(["\ud800", "a\udfff", "x" * 9000, "\0", "\x1b[31m"])
numbers = st.integers() | st.floats() | st.sampled_from([2**63, 2**64, -(2**63) - 1, 10**400])
json_values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
places = st.integers(0, 2**20)


def nested(depth: int, leaf: Any, key: str | None = None) -> Any:
    """Return lists in lists (dicts in dicts by ``key``) around ``leaf``."""
    for _ in range(depth):
        leaf = [leaf] if key is None else {key: leaf}
    return leaf


deep = st.builds(nested, st.integers(1, 450), json_values, st.sampled_from([None, "a"]))


def spoilt_bytes(seeds: st.SearchStrategy[bytes], max_size: int = 6) -> st.SearchStrategy[bytes]:
    """Return valid bytes with some flipped, cut, put in, repeated, moved or made extreme."""
    kind = st.sampled_from(["flip", "set", "cut", "end", "put", "repeat", "move", "number"])
    steps = st.lists(st.tuples(kind, places, places, st.integers(0, 255)), max_size=max_size)
    return st.builds(_spoil, seeds, steps)


def _spoil(data: bytes, steps: list[tuple[str, int, int, int]]) -> bytes:
    for kind, where, other, value in steps:
        place = where % (len(data) + 1)
        end = place + other % 40
        head, part, tail = data[:place], data[place:end], data[end:]
        if kind == "flip":
            part = bytes(byte ^ 1 << value % 8 for byte in part[:1]) + part[1:]
        elif kind == "set":
            part = bytes([value]) + part[1:]
        elif kind == "cut":
            part = b""
        elif kind == "end":
            part = tail = b""
        elif kind == "put":
            part = TOKENS[value % len(TOKENS)] + part
        elif kind == "repeat":
            part *= 1 + value
        elif kind == "move":
            aside = other % (len(head) + 1)
            head, part = head[:aside] + part + head[aside:], b""
        elif found := NUMBER.search(data, place):
            head, part, tail = (
                data[: found.start()],
                EXTREMES[value % len(EXTREMES)],
                data[found.end() :],
            )
        data = head + part + tail
    return data[: 1 << 16]


def spoilt_tree(
    seeds: st.SearchStrategy[Any], values: st.SearchStrategy[Any] = json_values | deep
) -> st.SearchStrategy[Any]:
    """Return a JSON tree with some of its parts replaced, left out, copied elsewhere or wrapped."""
    kind = st.sampled_from(["replace", "replace", "drop", "copy", "wrap"])
    steps = st.lists(st.tuples(kind, places, places, values), max_size=4)
    return st.builds(_alter, seeds, steps)


def _alter(tree: Any, steps: list[tuple[str, int, int, Any]]) -> Any:
    tree = [copy.deepcopy(tree)]
    for kind, where, other, value in steps:
        slots = list(_slots(tree))
        holder, key = slots[where % len(slots)]
        if kind == "replace":
            holder[key] = value
        elif kind == "drop" and isinstance(holder, dict):
            del holder[key]
        elif kind == "copy":
            source, name = slots[other % len(slots)]
            holder[key] = copy.deepcopy(source[name])
        elif kind == "wrap":
            holder[key] = [holder[key]]
    return tree[0]


def _slots(tree: Any, depth: int = 0) -> Any:
    """Yield each place of a tree as its holder and key, not deeper than is of interest."""
    if depth < 20 and isinstance(tree, (dict, list)):
        for key in range(len(tree)) if isinstance(tree, list) else tree:
            yield tree, key
            yield from _slots(tree[key], depth + 1)


def as_json(trees: st.SearchStrategy[Any]) -> st.SearchStrategy[bytes]:
    """Return trees as JSON text."""
    return trees.map(lambda tree: json.dumps(tree).encode())


def hostile_json(trees: st.SearchStrategy[Any]) -> st.SearchStrategy[bytes]:
    """Return bytes that are, or once were, JSON of the right form; or never were."""
    spoilt = as_json(spoilt_tree(trees))
    return st.one_of(
        spoilt,
        spoilt_bytes(as_json(trees)),
        spoilt_bytes(spoilt, 2),
        as_json(json_values),
        st.binary(max_size=200),
    )


def spoilt_text(seeds: list[str], tokens: list[str]) -> st.SearchStrategy[str]:
    """Return texts made of tokens and of anything, or a seed with some bytes of it spoilt."""
    pieces = st.lists(st.sampled_from(tokens) | st.text(max_size=5), max_size=30)
    spoilt = spoilt_bytes(st.sampled_from([seed.encode() for seed in seeds]))
    spoilt_seeds = spoilt.map(lambda data: data.decode(errors="surrogateescape"))
    return pieces.map("".join) | spoilt_seeds | st.text(max_size=100)


def stretched_text(tokens: list[str], length: int) -> st.SearchStrategy[str]:
    """Return a few tokens again and again, up to a length, between two others.

    What takes time that grows with the square of a text's length shows here, as a hang.
    """
    few = st.lists(st.sampled_from(tokens), min_size=1, max_size=3).map("".join)
    ends = st.sampled_from(["", *tokens])
    numbered = st.builds(_repeat, few, st.just(length), st.booleans())
    return st.tuples(ends, numbered, ends).map("".join)


def _repeat(part: str, length: int, numbered: bool) -> str:
    if not numbered:
        return part * (length // len(part))
    return "".join(f"{part}{number}" for number in range(length // (len(part) + 5)))
