"""What a student hands in and what a page shows: notebooks, code, Markdown, outputs, kept results."""

import copy
import functools
import json
import pickle
import tempfile
from pathlib import Path
from typing import Any

import made_up
import nbformat
from hostile import (
    LONG,
    as_json,
    deep,
    hostile_json,
    json_values,
    stretched_text,
)
from hypothesis import strategies as st

from autograder.course.assignment import SourceNotebook, grade_id
from autograder.course.limits import MIB
from autograder.course.restored_cells import restore_cells_in_place
from autograder.course.submission import Submission
from autograder.course.submitted_files import parse_notebook
from autograder.course.suspicious_code import suspicious_code_flags
from autograder.errors import UngradableSubmission
from autograder.feedback_page.code_cells import outputs_to_html
from autograder.feedback_page.markdown import markdown_to_html
from autograder.grading.grading_result import GradingResult
from autograder.grading.result_store import ResultStore
from autograder.safe_html.safe_markdown import markdown_to_safe_html
from autograder.safe_html.safe_outputs import safe_outputs


@functools.cache
def source() -> SourceNotebook:
    """The made-up assignment's notebook, as the instructor wrote it."""
    (found,) = made_up.make_assignment(Path(tempfile.mkdtemp(prefix="fuzz-"))).notebooks
    return found


def assert_shown(outputs: Any) -> None:
    """Expect outputs that are valid once made safe, and can be written."""
    cell = made_up.code("x", "cell")
    cell.outputs = safe_outputs(outputs)
    notebook = nbformat.v4.new_notebook(cells=[cell])
    nbformat.validate(notebook)
    nbformat.writes(notebook).encode()


# ---- notebooks


PICTURE = {"text/plain": "7", "image/png": "iVBORw0KGgo="}


def _with_outputs() -> Any:
    notebook = made_up.make_notebook()
    notebook.cells[2].outputs = [
        nbformat.v4.new_output("stream", text="hello"),
        nbformat.v4.new_output("display_data", PICTURE),
        nbformat.v4.new_output("execute_result", PICTURE, execution_count=1),
        nbformat.v4.new_output("error", ename="ValueError", evalue="no", traceback=["a"]),
    ]
    notebook.cells[0]["attachments"] = {"a.png": {"image/png": "iVBORw0KGgo="}}
    return notebook


NOTEBOOKS = [_with_outputs(), made_up.make_notebook()]
NOTEBOOKS += [
    json.loads(nbformat.writes(nbformat.convert(copy.deepcopy(NOTEBOOKS[0]), version), version))
    for version in (3, 2)
]
NOTEBOOKS[2:] += [{**NOTEBOOKS[1], "nbformat": 4, "nbformat_minor": 2}]
notebook_files = hostile_json(st.sampled_from(NOTEBOOKS)) | as_json(
    st.builds(
        lambda value, key: {**NOTEBOOKS[1], "metadata": {key: value}},
        deep | json_values,
        st.sampled_from(["x", "kernelspec", "nbgrader", "signature", "orig_nbformat"]),
    )
)
NOTEBOOK_PARTS = [
    '{"cell_type":"code","metadata":{},"source":"","outputs":[],"execution_count":null},'
]
NOTEBOOK_PARTS += ["[", "]", '"a",', '{"a":', "}", "1,", " ", "\\ud800", '["', '"],']
long_notebooks = stretched_text(NOTEBOOK_PARTS, LONG).map(
    lambda text: json.dumps(NOTEBOOKS[1]).replace('"cells": [', f'"cells": [{text}', 1).encode()
)

HUGE_PARTS = [
    *NOTEBOOK_PARTS,
    "{},",
    '{"a":1},',
    '"",',
    "1.5e300,",
    "a",
    "\\n",
    "\\\\",
    "\\ud83d",
    "😀",
]
HUGE_PLACES = [
    ('"cells": [', '"cells": ['),
    ('"source": "', '"source": "'),
    ('"outputs": [', '"outputs": ['),
    ('"metadata": {', '"metadata": {"a": ['),
]
huge_notebooks = st.builds(
    lambda part, place, mib: (
        json.dumps(NOTEBOOKS[1])
        .replace(place[0], place[1] + part * (mib * MIB // len(part.encode())), 1)
        .encode()
    ),
    st.sampled_from(HUGE_PARTS),
    st.sampled_from(HUGE_PLACES),
    st.integers(1, 20),
)


def read_notebook(data: bytes) -> None:
    """A valid notebook, mended, that can be sent on and written; or UngradableSubmission."""
    try:
        notebook = nbformat.from_dict(parse_notebook(data)[0])
        nbformat.validate(notebook)
        flags = restore_cells_in_place(notebook, source())
    except UngradableSubmission as error:
        kind, text = error.kind, str(error)
    else:
        assert_mended(notebook, flags)
        return
    assert kind in ("unreadable", "too_large", "wrong_notebook")
    assert len(text.encode()) < 1500


def assert_mended(notebook: Any, flags: list[str]) -> None:
    """Expect every locked cell once, and a notebook that goes on to a worker and into a file."""
    assert all(isinstance(flag, str) and len(flag) < 1000 for flag in flags)
    present = [grade_id(cell) for cell in notebook.cells]
    assert all(present.count(identity) == 1 for identity in source().locked)
    submission = Submission("ada", "tiny", {"tiny": notebook}, {}, flags)
    again = pickle.loads(pickle.dumps(submission))  # as it goes to a worker
    assert again.digest() == submission.digest()
    nbformat.validate(notebook)
    nbformat.writes(copy.deepcopy(notebook)).encode()  # as nbgrader goes on with it
    for cell in notebook.cells:
        assert_shown(cell.get("outputs", []))


# ---- texts: code that is looked through, Markdown that is shown, results that are kept

PYTHON = ["import os as o, sys\no.fork()\n", "from a.b import (c,\n d as e)\nx = c.d(1)['a']\n"]
PYTHON += ["%%time\n!ls -l\nfiles = !cat x\n", "def check(x):\n    return f'{x!r}' + '''a\nb'''\n"]
PYTHON_TOKENS = [
    "import ",
    "from ",
    "a",
    ".",
    ",",
    " as ",
    "(",
    ")",
    "=",
    ";",
    "\n",
    " ",
    "\t",
    "'",
]
PYTHON_TOKENS += [
    "'''",
    '"',
    "\\\n",
    "!",
    "%",
    "%%",
    "#",
    "os",
    "\x0c",
    "\r",
    "\0",
    "f'{",
    "}",
    ":",
]
PYTHON_TOKENS += ["0x", "1e", "_", "\ud800", "é", "import a\n", "import a.b as c\n", "a.", "/proc"]


def read_source(text: str) -> None:
    """At most one flag, of moderate length."""
    notebook = made_up.make_notebook()
    readable = text.encode("utf-8", "replace").decode("utf-8")  # as `parse_notebook` leaves it
    notebook.cells.insert(2, made_up.code(readable, "own"))
    flags = suspicious_code_flags(notebook, source())
    assert len(flags) <= 1
    assert all(len(flag.encode()) < 1000 for flag in flags)


MARKDOWN = ["# Title\n*a* **b** `c`\n\n| a |\n|---|\n| 1 |\n", "$a_1$ [l](https://a.b) ![p](q)\n"]
MARKDOWN += ["<details><summary>H</summary>h</details>\n", "> a\n> > b\n\n1. c\n   - d\n"]
MARKDOWN_TOKENS = [
    "*",
    "_",
    "[",
    "](",
    ")",
    "!",
    "> ",
    "- ",
    "`",
    "<",
    "<a ",
    "<b>",
    "</b>",
    "&",
    "$",
]
MARKDOWN_TOKENS += [
    "$$",
    "\\",
    "#",
    "|",
    "~~",
    "1. ",
    "<!--",
    "-->",
    "<div>",
    "\n",
    "    ",
    "a",
    " ",
]
MARKDOWN_TOKENS += ["\\begin{a}", "\\end{a}", "[^a]", "<![CDATA[", "<svg>", "<math>", "href=", '"']


def read_markdown(source: str) -> None:
    """HTML without a script."""
    for html in (markdown_to_safe_html(source), markdown_to_html(source)):
        assert type(html) is str
        assert "<script" not in html.lower()


def read_outputs(text: str) -> None:
    """HTML of what was printed."""
    outputs = [nbformat.v4.new_output("stream", text=text)]
    assert [type(html) for html in outputs_to_html(outputs)] == [str]


RESULTS = [
    {"tiny": {"a": [nbformat.v4.new_output("stream", text="x")]}, "more": {}},
    {"tiny": {"b": [], "c": []}},
]


@functools.cache
def _store() -> ResultStore:
    store = ResultStore(Path(tempfile.mkdtemp(prefix="fuzz-")))
    store.put("key", GradingResult())
    return store


def read_result(data: bytes) -> None:
    """A result, or None: one of a result's two files holds what a student's cells showed."""
    _store()._path("outputs", "key").write_bytes(data)
    found = _store().get("key")
    assert found is None or type(found) is GradingResult
