"""What fuzzing has found, each input kept and named for what it did."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import made_up
import pytest
from documents import read_markdown, read_notebook, read_outputs, read_source
from figures import Figures
from hostile import nested
from messages import CELL_MESSAGES, dumped, read_cell, told
from test_fuzz import timed
from values import read_answer

from autograder.safe_html.code_highlighting import highlight_python

LONE = "half a surrogate pair: \ud800"


def notebook_with(source: str) -> bytes:
    """Return a notebook with a text between its cells."""
    notebook = made_up.make_notebook()
    notebook.cells.insert(2, made_up.code(source, "own"))
    return json.dumps(notebook).encode()


def message(kind: str, content: Any, channel: str = "iopub") -> Any:
    """Return a kernel's message, signed."""
    return channel, dumped(told(kind, content, channel)[1]), [], True


RAISED = {"status": "error", "ename": LONE, "evalue": LONE, "traceback": []}
FOUND: dict[str, tuple[Callable[[Any], None], Any]] = {
    # they ended the reading of the whole class
    "a line that begins with =": (read_notebook, notebook_with("= 1")),
    "code that the tokenizer of Python 3.12 breaks at": (
        read_source,
        "\\\n\t\u2028\n$\t{1eé\\N{$'''f'{';f'{,}\x00",
    ),
    "a deep value where none may be": (
        read_notebook,
        json.dumps({**made_up.make_notebook(), "cells": [nested(300, 1, "a")]}).encode(),
    ),
    # they kept the grader busy for minutes, and a larger notebook for days
    "a line of spaces": (read_source, " " * 50_000),
    "blanks before what is no token": (read_source, (" " * 2_000 + "?") * 25),
    "a quote and backslashes": (read_source, "'\\" * 100_000),
    "many imports": (read_source, "".join(f"import a{n}\n" for n in range(10_000))),
    "a name of many parts": (read_source, "a." * 50_000 + "a"),
    "an import of many parts": (read_source, "import " + "a." * 50_000 + "a"),
    "a long import, used often": (read_source, f"import {'a.' * 20_000}a as x\n{'x;' * 20_000}"),
    "much from a long import": (read_source, f"from {'a' * 50_000} import {'b,' * 20_000}c"),
    "more code than can be looked through": (read_notebook, notebook_with("x=" * 1_000_000)),
    "Markdown of unclosed environments": (read_markdown, "\\begin{a}" * 20_000),
    "Markdown of unclosed tags": (read_markdown, "<p><b>" * 30_000),
    "blanks and empty lines before code": (highlight_python, " \n" * 25_000 + "x"),
    "the longest run of blanks that has colours": (highlight_python, (" " * 99 + "x") * 200),
    "the same in empty lines": (highlight_python, ("\n" * 99 + "x") * 200),
    "quotes before backslashes": (highlight_python, "'\\" * 9_999),
    "Markdown with code of a slow language": (
        read_markdown,
        "```autohotkey\n" + "\n\n " * 5_000 + "x\n```",
    ),
    "Markdown with blanks in code": (read_markdown, "```python\n" + " \n" * 9_000 + "x\n```"),
    # a flag of a megabyte
    "a long name that is replaced": (read_source, f"np.{'a' * 100_000} = 1"),
    "colours without end": (read_outputs, "\x1b[m" * 1_000_000),
    "colours within their bound": (read_outputs, "\x1b[1mx" * 12_000),
    "colours that do not end": (read_outputs, "\x1b[" + "1;" * 500_000),
    "announced colours": (read_outputs, "\x1b[" + "38;5;1;" * 100_000 + "38m"),
    # they ended the page, and with it the feedback
    "Markdown with a picture that is not there": (read_markdown, "![a](attachment:x.png)"),
    "Markdown with the letters that hold a formula's place": (read_markdown, "&#57344;9&#57345;"),
    # they could not be written: no grade in the gradebook, no feedback, no table
    "a notebook with half a pair": (read_notebook, notebook_with(f"x = '{LONE}'")),
    "Markdown with half a pair": (read_markdown, f"[link](https://a.b/{LONE})"),
    "a print of half a pair": (read_cell, [message("stream", {"name": "stdout", "text": LONE})]),
    "an error of half a pair": (read_cell, [message("execute_reply", RAISED, "shell")]),
    "a missing name of half a pair": (
        read_answer,
        (json.dumps({"status": "missing", "name": LONE}).encode(), []),
    ),
}


@pytest.mark.parametrize("what", FOUND)
def test_what_was_found_is_mended(what: str) -> None:
    """Each input is read or refused as documented, and soon."""
    read, data = FOUND[what]
    timed(read, data, Figures())


def test_honest_messages_are_read_as_well() -> None:
    """The messages that hostile ones are made of are honest: none of them costs the kernel."""
    read_cell([(channel, dumped(parts), [], True) for channel, parts in CELL_MESSAGES])
