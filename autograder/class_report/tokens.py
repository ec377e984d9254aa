"""Code as tokens that stay the same when it is renamed, laid out or commented otherwise.

It reads tokens and never parses, for a hostile text can exhaust a parser's stack.
"""

from __future__ import annotations

import contextlib
import itertools
import keyword
import tokenize
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from autograder.source_tokens import Unreadable, source_tokens, without_long_blanks

NAME, STRING, UNREADABLE_NUMBER = "name", "text", "number"  # what stands for each
LONGEST = 60  # letters of a name or a number that matter
LEFT_OUT = {
    *(tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING),
    tokenize.ERRORTOKEN,
}
# Python tells the parts of an f-string from 3.12 on; before, it is a string.
F_BEGINS = getattr(tokenize, "FSTRING_START", None)
F_ENDS = getattr(tokenize, "FSTRING_END", None)


class Token(NamedTuple):
    """A token's normal form, and where it stands: from the letter ``begin`` to before ``end``."""

    form: str
    begin: int
    end: int


def clean(source: str) -> str:
    """Return code with one kind of line end, and without endless blanks: what `tokens` reads."""
    return without_long_blanks(source.replace("\r\n", "\n").replace("\r", "\n"))


def tokens(source: str) -> list[Token]:
    """Return the tokens of a `clean` cell, as far as they can be told.

    A name is one name like another, unless it is a keyword or stands behind a dot: that is a
    library's, which nobody can rename. A string is one like another; numbers go by their value.
    Comments, docstrings, blanks and line breaks are left out.
    """
    starts = [0, *itertools.accumulate(len(line) + 1 for line in source.split("\n"))]
    found: list[Token] = []
    for line in _lines(_read(source)):
        if any(each.type != tokenize.STRING for each in line):  # else it is a docstring
            for before, each in zip(["", *(token.string for token in line)], line, strict=False):
                begin, end = (starts[row - 1] + column for row, column in (each.start, each.end))
                found.append(Token(_form(each, before), begin, end))
    return found


def _form(token: tokenize.TokenInfo, before: str) -> str:
    if token.type == tokenize.STRING:
        return STRING
    if token.type == tokenize.NUMBER:
        return _number(token.string)
    if token.type == tokenize.NAME and before != "." and not keyword.iskeyword(token.string):
        return NAME
    return token.string[:LONGEST]


def _number(text: str) -> str:
    """Return a number's value: 255, 255. and 2.55e2 are the same."""
    try:
        return str(float(text)) if len(text) <= LONGEST else UNREADABLE_NUMBER
    except ValueError:  # 0xff, 2j
        return text.lower()


def _lines(found: Iterable[tokenize.TokenInfo]) -> Iterator[list[tokenize.TokenInfo]]:
    """Yield the tokens of each logical line, an f-string as one of them."""
    line: list[tokenize.TokenInfo] = []
    f_strings: list[tokenize.TokenInfo] = []  # that are open, one in the other
    for token in found:
        if token.type == F_BEGINS:
            f_strings.append(token)
        elif token.type == F_ENDS and f_strings:
            begun = f_strings.pop()
            if not f_strings:
                line.append(begun._replace(type=tokenize.STRING, string="f", end=token.end))
        elif token.type in (tokenize.NEWLINE, tokenize.ENDMARKER) and line:
            yield line
            line = []
        elif token.type not in LEFT_OUT and token.string.strip() and not f_strings:
            line.append(token)
    if line:
        yield line


def _read(source: str) -> Iterator[tokenize.TokenInfo]:
    with contextlib.suppress(Unreadable):
        yield from source_tokens(source)
