"""The parsers that read a student's bytes, each with inputs for it and what it promises.

A parser's function returns where it keeps its promise: it gave a value of the documented form, or
raised the documented error. Anything else is an error of ours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from compared import read_code
from documents import (
    MARKDOWN,
    MARKDOWN_TOKENS,
    PYTHON,
    PYTHON_TOKENS,
    RESULTS,
    huge_notebooks,
    long_notebooks,
    notebook_files,
    read_markdown,
    read_notebook,
    read_result,
    read_source,
)
from hostile import (
    LONG,
    hostile_json,
    spoilt_bytes,
    spoilt_text,
    stretched_text,
)
from hypothesis import strategies as st
from messages import CELL_MESSAGES, agent_replies, hostile_messages, read_cell, read_reply
from values import FORMAT_2, HEADERS, NPY, answers, long_answers, read_answer, read_npy


@dataclass(frozen=True)
class Parser:
    """One parser, inputs for it, and long inputs to see how its time grows."""

    name: str
    inputs: st.SearchStrategy[Any]
    read: Callable[[Any], None]
    long_inputs: st.SearchStrategy[Any] | None = None
    share: float = 1.0  # of the inputs: more for what is read fast


PARSERS = [
    Parser(
        "arrays",
        spoilt_bytes(st.sampled_from([*NPY, FORMAT_2.getvalue()])) | HEADERS | st.binary(),
        read_npy,
        share=4,
    ),
    Parser("answers", answers, read_answer, long_answers, share=1.5),
    Parser("agent's messages", agent_replies, read_reply, share=0.5),
    Parser("cell's messages", hostile_messages(CELL_MESSAGES), read_cell, share=0.25),
    Parser("notebooks", notebook_files, read_notebook, long_notebooks, share=0.5),
    Parser("huge notebooks", huge_notebooks, read_notebook, share=0.02),
    Parser(
        "source code",
        spoilt_text(PYTHON, PYTHON_TOKENS),
        read_source,
        stretched_text(PYTHON_TOKENS, LONG),
        share=0.75,
    ),
    Parser(
        "compared code",
        spoilt_text(PYTHON, PYTHON_TOKENS),
        read_code,
        stretched_text(PYTHON_TOKENS, LONG),
        share=0.5,
    ),
    Parser(
        "Markdown",
        spoilt_text(MARKDOWN, MARKDOWN_TOKENS),
        read_markdown,
        stretched_text(MARKDOWN_TOKENS, LONG),
        share=0.5,
    ),
    Parser("kept results", hostile_json(st.sampled_from(RESULTS)), read_result, share=0.5),
]
