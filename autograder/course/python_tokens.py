"""The tokens of a student's code, in bounded time. Nothing is parsed: that can exhaust a stack."""

from __future__ import annotations

import contextlib
import io
import re
import tokenize
from collections.abc import Iterator

# Python 3.11 scans a run of blanks again from each blank, and the rest of a line again from each letter
# that begins no token: the time for both grows with the square of the length.
MOST_BLANKS, MOST_ERRORS = 30, 20
_BLANKS = re.compile(rf"[ \t\f]{{{MOST_BLANKS},}}")


class TooManyTokenErrors(Exception):
    """Too much of the code is no Python; the rest was not read."""


def shorten_blank_runs(source: str) -> str:
    """Return code with no more blanks in a row than `python_tokens` can take."""
    return _BLANKS.sub(" " * MOST_BLANKS, source)


def python_tokens(source: str) -> Iterator[tokenize.TokenInfo]:
    """Yield the tokens of code from `shorten_blank_runs`, as far as it can be read.

    Raises:
        TooManyTokenErrors: more than ``MOST_ERRORS`` letters begin no token.
    """
    errors = 0
    # unreadable code does not run either; SystemError is a bug of Python from 3.12 on
    with contextlib.suppress(tokenize.TokenError, SyntaxError, ValueError, SystemError):
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            errors += token.type == tokenize.ERRORTOKEN
            if errors > MOST_ERRORS:
                raise TooManyTokenErrors
            yield token
