"""Code as tokens that stay the same when its names, layout or comments change.

The code is never parsed: a hostile text can exhaust a parser's stack.
"""

from __future__ import annotations

import contextlib
import itertools
import keyword
import tokenize
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from autograder.course.python_tokens import TooManyTokenErrors, python_tokens, shorten_blank_runs

NAME, STRING, UNREADABLE_NUMBER = "name", "text", "number"  # the form of each such token
MAX_TOKEN_LETTERS = 60  # letters; the rest of a longer name is ignored
IGNORED_TOKEN_TYPES = {
    *(tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING),
    tokenize.ERRORTOKEN,
}
# From Python 3.12 on, an f-string is several tokens; before, it is one string.
FSTRING_START = getattr(tokenize, "FSTRING_START", None)
FSTRING_END = getattr(tokenize, "FSTRING_END", None)


class NormalisedToken(NamedTuple):
    """A token's normal form, and its place: from the letter ``begin`` up to ``end``, exclusive."""

    form: str
    begin: int
    end: int


def normalise_whitespace(source: str) -> str:
    """Return code with uniform line ends and short runs of blanks, for `normalised_tokens`."""
    return shorten_blank_runs(source.replace("\r\n", "\n").replace("\r", "\n"))


def normalised_tokens(source: str) -> list[NormalisedToken]:
    """Return the tokens of a cell, as far as it can be read; use `normalise_whitespace` first.

    All names have the same form, but not keywords, nor names behind a dot: those are a library's, and
    cannot be renamed. All strings have the same form; numbers are compared by value. Comments,
    docstrings, blanks and line breaks are left out.
    """
    starts = [0, *itertools.accumulate(len(line) + 1 for line in source.split("\n"))]
    found: list[NormalisedToken] = []
    for line in _lines(_read(source)):
        if any(each.type != tokenize.STRING for each in line):  # else it is a docstring
            for before, each in zip(["", *(token.string for token in line)], line, strict=False):
                begin, end = (starts[row - 1] + column for row, column in (each.start, each.end))
                found.append(NormalisedToken(_form(each, before), begin, end))
    return found


def _form(token: tokenize.TokenInfo, before: str) -> str:
    if token.type == tokenize.STRING:
        return STRING
    if token.type == tokenize.NUMBER:
        return _number(token.string)
    if token.type == tokenize.NAME and before != "." and not keyword.iskeyword(token.string):
        return NAME
    return token.string[:MAX_TOKEN_LETTERS]


def _number(text: str) -> str:
    """Return a number's value: 255, 255. and 2.55e2 are the same."""
    try:
        return str(float(text)) if len(text) <= MAX_TOKEN_LETTERS else UNREADABLE_NUMBER
    except ValueError:  # 0xff, 2j
        return text.lower()


def _lines(found: Iterable[tokenize.TokenInfo]) -> Iterator[list[tokenize.TokenInfo]]:
    """Yield the tokens of each logical line, with each f-string as a single token."""
    line: list[tokenize.TokenInfo] = []
    f_strings: list[tokenize.TokenInfo] = []  # the open ones, nested
    for token in found:
        if token.type == FSTRING_START:
            f_strings.append(token)
        elif token.type == FSTRING_END and f_strings:
            begun = f_strings.pop()
            if not f_strings:
                line.append(begun._replace(type=tokenize.STRING, string="f", end=token.end))
        elif token.type in (tokenize.NEWLINE, tokenize.ENDMARKER) and line:
            yield line
            line = []
        elif token.type not in IGNORED_TOKEN_TYPES and token.string.strip() and not f_strings:
            line.append(token)
    if line:
        yield line


def _read(source: str) -> Iterator[tokenize.TokenInfo]:
    with contextlib.suppress(TooManyTokenErrors):
        yield from python_tokens(source)
