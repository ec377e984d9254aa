"""The parsers that read a student's bytes, each with inputs for it and what it promises.

A parser's function returns where it keeps its promise: it gave a value of the documented form, or
raised the documented error. Anything else is an error of ours.
"""

from __future__ import annotations

import asyncio
import copy
import functools
import io
import json
import os
import pickle
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import made_up
import nbformat
import numpy as np
import zmq
import zmq.asyncio
from hostile import (
    as_json,
    deep,
    hostile_json,
    json_values,
    spoilt_bytes,
    spoilt_text,
    spoilt_tree,
    stretched_text,
    texts,
)
from hypothesis import strategies as st
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.session import Session

from autograder.assignment import Assignment, grade_id
from autograder.errors import LimitReached, UngradableSubmission
from autograder.grading import Graded, _Run
from autograder.safe_outputs import safe_markdown, safe_outputs
from autograder.session import CellResult, KernelSession, Warm, _Client, parse_reply
from autograder.store import Store
from autograder.submission import Submission, mend, parse_notebook
from autograder.unusual import unusual
from course_utils.plain import (
    ARRAY_KINDS,
    Array,
    AxesRecord,
    DType,
    Encoder,
    FigureRecord,
    Handle,
    PlainDataError,
    Shape,
    from_npy,
    to_npy,
)
from course_utils.student import CheckFailed, Outcome, Remote, Student

LONG = 100_000  # letters of a stretched text
QUESTION = "question"  # what every message of ours is called


@dataclass(frozen=True)
class Parser:
    """One parser, inputs for it, and long inputs to see how its time grows."""

    name: str
    inputs: st.SearchStrategy[Any]
    read: Callable[[Any], None]
    long_inputs: st.SearchStrategy[Any] | None = None
    share: float = 1.0  # of the inputs: more for what is read fast


@functools.cache
def course() -> Assignment:
    """The made-up assignment."""
    return made_up.make_assignment(Path(tempfile.mkdtemp(prefix="fuzz-")))


# ---- arrays

NPY = [to_npy(np.arange(6.0).reshape(2, 3)), to_npy(np.zeros((0, 4), "i2")), to_npy(np.float32(1))]
NPY += [to_npy(np.ones((1,) * 32, "?")), to_npy(np.arange(3, dtype="c16"))]
FORMAT_2 = io.BytesIO()
np.lib.format.write_array(FORMAT_2, np.arange(3), version=(2, 0))
HEADERS = st.builds(
    lambda descr, fortran, shape, payload: (
        b"\x93NUMPY\x01\x00v\x00{'descr': '%s', 'fortran_order': %s, 'shape': (%s), }\n%s"
        % (descr, fortran, shape, payload)
    ),
    st.sampled_from([b"<f8", b"|O", b">i4", b"|b1", b"<c32", b"<f99", b"|V8", b"<U4", b"=f8"]),
    st.sampled_from([b"False", b"True"]),
    st.lists(st.integers(0, 2**66).map(lambda n: b"%d" % n), max_size=40).map(b", ".join)
    | st.sampled_from([b"3,", b"0, 99999999999999999999", b", ,", b"", b"-1,", b"1e3,"]),
    st.binary(max_size=64),
)


def read_npy(data: bytes) -> None:
    """An array of numbers that its bytes hold, or PlainDataError."""
    with suppress(PlainDataError):
        array = from_npy(data)
        assert type(array) is np.ndarray
        assert array.dtype.kind in "biufc"
        assert array.nbytes <= len(data)


# ---- answers: a reply's JSON with its arrays, read as plain data

AXES = AxesRecord(
    "loss",
    images=({"data": Array(np.eye(2), dtype="float64"), "cmap": "gray", "clim": (0.0, 1.0)},),
    lines=({"x": Array(np.zeros(1), dtype="float64"), "y": Array(np.ones(1)), "label": "a"},),
    bars=({"x": 0.0, "y": 0.0, "width": 1.0, "height": 3.0},),
    texts=("7",),
)
VALUES = [None, 3, 2.5, "text", [1, (2, None)], {"a": [1.5], (1, 2): "b"}, float("nan"), np.eye(2)]
VALUES += [DType("bfloat16"), Shape((None, 3)), Handle(3, "Sequential"), np.float32(1), AXES]
VALUES += [FigureRecord("all", (AXES, AXES)), [np.arange(4), Array(np.zeros(2), "Variable")]]


def encoded(value: Any) -> tuple[Any, list[bytes]]:
    """Return a value as it crosses."""
    encoder = Encoder()
    return encoder.encode(value), encoder.buffers


def replies() -> list[tuple[dict[str, Any], list[bytes]]]:
    """Return replies of an honest agent, each with its arrays."""
    found: list[tuple[dict[str, Any], list[bytes]]] = []
    for value in VALUES:
        tree, buffers = encoded(value)
        found.append(({"status": "ok", "value": tree}, buffers))
    tree, buffers = encoded((np.eye(2), "b"))
    found.append(({"status": "ok", "value": 1, "arguments": tree}, buffers))
    raised = {"status": "raised", "type": "ValueError", "message": "no", "line": 3, "function": "f"}
    found += [(raised, []), ({**raised, "not_implemented": True}, [])]
    found += [({"status": "missing", "name": "x"}, []), ({"status": "interrupted"}, [])]
    return [*found, ({"status": "unreadable", "message": "too deep"}, [])]


TAGS = ["array", "handle", "dtype", "shape", "float", "list", "tuple", "dict", "AxesRecord"]
trees = st.recursive(
    json_values,
    lambda inner: st.fixed_dictionaries(
        {"t": st.sampled_from([*TAGS, "FigureRecord"]), "v": st.lists(inner, max_size=3) | inner},
        optional={"i": st.integers(-1, 3), "kind": texts, "dtype": texts, "type": texts},
    ),
    max_leaves=6,
)
answers = st.tuples(
    hostile_json(
        st.sampled_from([reply for reply, _ in replies()])
        | trees.map(lambda tree: {"status": "ok", "value": tree})
    ),
    st.sampled_from([buffers for _, buffers in replies()])
    | st.lists(st.sampled_from(NPY) | spoilt_bytes(st.sampled_from(NPY)), max_size=4),
)
PARTS = ['{"t":"list","v":[', "[", "]", '{"a":', "1,", '"a",', "\\ud800", '{"t":"dict","v":[', '"']
long_answers = stretched_text(PARTS, LONG).map(
    lambda text: (f'{{"status":"ok","value":{{"t":"list","v":[{text}]}}}}'.encode(), [])
)


def read_answer(answer: tuple[bytes, list[bytes]]) -> None:
    """A value made of plain types and our records, or CheckFailed."""
    text, buffers = answer
    try:
        reply = parse_reply(text)
    except (TypeError, ValueError, RecursionError):
        return
    run = SimpleNamespace(_since_grade_cell=[CellResult("raised", "NameError", "no")])

    def answer(*_: Any) -> tuple[dict[str, Any], list[bytes]]:
        return _Run._explain_missing(cast(_Run, run), reply), buffers

    student = Student(answer)
    for ask in (lambda: student.value("x"), lambda: student.attempt("f", 1)):
        try:
            assert_plain(ask())
        except CheckFailed as failed:
            str(failed).encode()


def assert_plain(value: Any) -> None:
    """Expect a value that `Student` documents, all the way down."""
    if isinstance(value, Array):
        assert type(value.data) is np.ndarray
        assert value.kind in ARRAY_KINDS
        value.dtype.encode()
    elif isinstance(value, (list, tuple)):
        for item in value:
            assert_plain(item)
    elif isinstance(value, dict):
        for pair in value.items():
            assert_plain(pair)
    elif isinstance(value, (AxesRecord, FigureRecord, Outcome)):
        assert_plain(vars(value))
    elif isinstance(value, Shape):
        assert_plain(value.dims)
    elif isinstance(value, str):
        value.encode()
    else:
        kinds = (bool, int, float, DType, Remote, CheckFailed)
        assert value is None or isinstance(value, kinds), type(value)


# ---- messages from the kernel


class _Session(Session):
    """A session whose messages all have the same number, so that a seed stays one."""

    @property
    def msg_id(self) -> str:
        return QUESTION


class _Kernel:
    """A `KernelSession` whose kernel is ours: it sends what it is told to, and never runs."""

    def __init__(self) -> None:
        self.session = KernelSession(Warm("/nowhere"), made_up.quick_limits(output_mib=0.5), {})
        pidfd = os.pidfd_open(os.getpid())
        provisioner = SimpleNamespace(pidfd=pidfd, signal=self._signal, poll=self._poll)
        self.session._manager = SimpleNamespace(provisioner=provisioner)  # type: ignore[assignment]
        self.shell, self._our_shell = self._pair("shell")
        self.iopub, self._our_iopub = self._pair("iopub")

    def _signal(self, number: int) -> None:
        """Nobody is there to hear it."""

    async def _poll(self) -> None:
        return None

    def _pair(self, name: str) -> tuple[Any, Any]:
        context = self.session._context
        theirs = zmq.Context.shadow(context).socket(zmq.PAIR)
        theirs.bind(f"inproc://{name}")
        ours = self.session._loop.run_until_complete(self._connected(f"inproc://{name}"))
        return theirs, ours

    async def _connected(self, address: str) -> zmq.asyncio.Socket:
        ours = self.session._context.socket(zmq.PAIR)
        ours.connect(address)
        return ours

    def afresh(self) -> _Session:
        """Forget all messages and what they left, and return the new messages' session."""
        ours = zmq.Socket.shadow(self._our_shell), zmq.Socket.shadow(self._our_iopub)
        for socket in (*ours, self.shell, self.iopub):
            with suppress(zmq.Again):
                while True:
                    socket.recv_multipart(zmq.NOBLOCK)
        messages = _Session(key=b"key")
        session = self.session
        session._messages, session._shell, session.alive = messages, ours[0], True
        session._client = _Client(session._limits, session._manager)
        client = session._client.kc = AsyncKernelClient(session=messages, context=session._context)
        client._shell_channel = AsyncZMQSocketChannel(self._our_shell, messages)
        client._iopub_channel = AsyncZMQSocketChannel(self._our_iopub, messages)
        client.allow_stdin = False
        return messages

    def tidy(self) -> None:
        """End what a cell that was given up left running."""
        self.session._loop.run_until_complete(self._tidy())

    async def _tidy(self) -> None:
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)


kernel = functools.cache(_Kernel)
Message = tuple[str, list[bytes], list[bytes], bool]  # channel, four parts, buffers, signed


def sent(socket: Any, messages: _Session, message: Message) -> None:
    """Send a message whose parts may be anything, signed as the kernel would or not."""
    _, parts, buffers, signed = message
    frames = [b"<IDS|MSG>", messages.sign(parts) if signed else b"forged", *parts, *buffers]
    socket.send_multipart(frames if signed or len(buffers) != 1 else frames[1:])


def told(kind: str, content: Any, channel: str = "iopub") -> list[Any]:
    """Return an honest message as JSON trees: header, parent header, metadata, content."""
    header = {"msg_id": f"m-{kind}", "msg_type": kind, "version": "5.3", "session": "s"}
    header |= {"username": "u", "date": "2026-01-01T00:00:00.000000Z"}
    parent = {"msg_id": QUESTION, "msg_type": "execute_request", "date": header["date"]}
    return [channel, [header, parent, {}, content]]


def dumped(trees: list[Any]) -> list[bytes]:
    """Return a message's four parts as they are sent."""
    return [json.dumps(tree).encode() for tree in trees]


SHOWN = {"data": {"text/plain": "7", "image/png": "iVBORw0KGgo="}, "metadata": {}}
ERROR = {"ename": "ValueError", "evalue": "no", "traceback": ["a", "b"]}
NAMED = {**SHOWN, "transient": {"display_id": "d"}}
WIDGET = {"data": {"state": {"_model_name": "OutputModel", "msg_id": QUESTION}}, "comm_id": "c"}
WIDGET["data"]["buffer_paths"] = [["state", "x"]]
CELL_MESSAGES = [
    told("stream", {"name": "stdout", "text": "hello"}),
    told("stream", {"name": "stderr", "text": "\ud800"}),
    told("execute_result", {**SHOWN, "execution_count": 1}),
    told("display_data", SHOWN),
    told("display_data", NAMED),
    told("update_display_data", NAMED),
    told("clear_output", {"wait": True}),
    told("error", ERROR),
    told("status", {"execution_state": "busy"}),
    told("execute_input", {"code": "1", "execution_count": 1}),
    told("comm_open", {**WIDGET, "target_name": "jupyter.widget"}),
    told("comm_msg", {**WIDGET, "data": {**WIDGET["data"], "method": "update"}}),
    told("execute_reply", {"status": "ok", "execution_count": 1}, "shell"),
    told("execute_reply", {"status": "error", **ERROR}, "shell"),
]
DONE = [
    told("execute_reply", {"status": "ok"}, "shell"),
    told("status", {"execution_state": "idle"}),
]
ANSWERED = told("agent_reply", {"reply": '{"status": "ok", "value": 1}'}, "shell")


def hostile_messages(seeds: list[Any]) -> st.SearchStrategy[list[Message]]:
    """Return messages of a kernel, some of them honest."""
    seed = st.sampled_from(seeds)
    buffers = st.lists(st.binary(max_size=20), max_size=2)
    parts = st.one_of(
        spoilt_tree(seed.map(lambda told: told[1]))
        .filter(lambda parts: isinstance(parts, list) and len(parts) == 4)
        .map(dumped),
        seed.flatmap(
            lambda told: st.tuples(*(spoilt_bytes(st.just(part), 2) for part in dumped(told[1])))
        ).map(list),
        st.lists(st.binary(max_size=20), max_size=6),
    )
    signed = st.sampled_from([True, True, True, False])
    broken = st.tuples(st.sampled_from(["iopub", "shell"]), parts, buffers, signed)
    honest = seed.map(lambda told: (told[0], dumped(told[1]), [], True))
    return st.lists(honest | broken, min_size=1, max_size=4)


def read_cell(incoming: list[Message]) -> None:
    """How the cell ended, and outputs that can be kept, sent on, shown and written."""
    ours = kernel()
    messages = ours.afresh()
    for message in [*incoming, *((told[0], dumped(told[1]), [], True) for told in DONE)]:
        sent(getattr(ours, message[0]), messages, message)
    cell = made_up.code("x", "cell")
    try:
        result = ours.session.run_cell(cell, 5)
    finally:
        ours.tidy()
    assert type(result) is CellResult
    assert result.status in ("ok", "raised", "timeout", "crashed")
    f"{result.error}: {result.message}".encode()  # as it stands in a flag or a check's message
    graded = Graded(outputs={"cell": cell.outputs})
    again = pickle.loads(pickle.dumps(graded))
    assert json.loads(json.dumps(again.as_dict()))["outputs"]["cell"] is not None
    assert_shown(cell.outputs)


def assert_shown(outputs: Any) -> None:
    """Expect outputs that are valid once made safe, and can be written."""
    cell = made_up.code("x", "cell")
    cell.outputs = safe_outputs(outputs)
    notebook = nbformat.v4.new_notebook(cells=[cell])
    nbformat.validate(notebook)
    nbformat.writes(notebook).encode()


def read_reply(incoming: list[Message]) -> None:
    """A reply's JSON object and its buffers, or LimitReached."""
    ours = kernel()
    messages = ours.afresh()
    for _, *rest in [*incoming, (ANSWERED[0], dumped(ANSWERED[1]), [], True)]:
        sent(ours.shell, messages, ("shell", *rest))
    try:
        reply, buffers = ours.session.ask({"op": "value"}, [], 5)
    except LimitReached as reached:
        limit = reached
    else:
        assert type(reply) is dict
        assert all(type(buffer) is bytes for buffer in buffers)
        return
    assert limit.status == "crashed"  # the last answer is honest: nothing is waited for


agent_replies = st.one_of(
    hostile_messages([ANSWERED]),
    hostile_json(st.just({"status": "ok", "value": 1})).map(
        lambda text: [
            (
                "shell",
                dumped([*ANSWERED[1][:3], {"reply": text.decode(errors="surrogateescape")}]),
                [],
                True,
            )
        ]
    ),
)


# ---- notebooks


def _with_outputs() -> Any:
    notebook = made_up.make_notebook()
    notebook.cells[2].outputs = [
        nbformat.v4.new_output("stream", text="hello"),
        nbformat.v4.new_output("display_data", SHOWN["data"]),
        nbformat.v4.new_output("execute_result", SHOWN["data"], execution_count=1),
        nbformat.v4.new_output("error", **ERROR),
    ]
    notebook.cells[0]["attachments"] = {"a.png": {"image/png": "iVBORw0KGgo="}}
    return notebook


NOTEBOOKS = [_with_outputs(), made_up.make_notebook()]
NOTEBOOKS += [
    json.loads(nbformat.writes(nbformat.convert(copy.deepcopy(NOTEBOOKS[0]), version), version))
    for version in (3, 2)
]
NOTEBOOKS[2:] += [{**NOTEBOOKS[1], "nbformat": 4, "nbformat_minor": 2}]
FIRST_METADATA = '"metadata": {'
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


def read_notebook(data: bytes) -> None:
    """A valid notebook, mended, that can be sent on and written; or UngradableSubmission."""
    try:
        notebook = parse_notebook(data)
        nbformat.validate(notebook)
        flags = mend(notebook, course())
    except UngradableSubmission as error:
        kind, text = error.kind, str(error)
    else:
        assert_mended(notebook, flags)
        return
    assert kind in ("unreadable", "wrong_notebook")
    assert len(text.encode()) < 1500


def assert_mended(notebook: Any, flags: list[str]) -> None:
    """Expect every locked cell once, and a notebook that goes on to a worker and into a file."""
    assert all(isinstance(flag, str) and len(flag) < 1000 for flag in flags)
    present = [grade_id(cell) for cell in notebook.cells]
    assert all(present.count(identity) == 1 for identity in course().locked)
    submission = Submission("ada", "tiny", notebook, {}, flags)
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


def read_source(source: str) -> None:
    """At most one flag, of moderate length."""
    notebook = made_up.make_notebook()
    notebook.cells.insert(2, made_up.code(source, "own"))
    flags = unusual(notebook, course())
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
    html = safe_markdown(source)
    assert type(html) is str
    assert "<script" not in html.lower()


RESULTS = [Graded(outputs={"a": [nbformat.v4.new_output("stream", text="x")]}).as_dict()]


@functools.cache
def _store() -> Store:
    return Store(Path(tempfile.mkdtemp(prefix="fuzz-")))


def read_result(data: bytes) -> None:
    """A result, or None: a result file holds what a student's cells showed."""
    path = _store()._path("key")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    try:
        found = _store().get("key")
    except RecursionError:  # nested deeper than what a cell can show: not a file of ours
        return
    assert found is None or type(found) is Graded


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
    Parser(
        "source code",
        spoilt_text(PYTHON, PYTHON_TOKENS),
        read_source,
        stretched_text(PYTHON_TOKENS, LONG),
        share=0.75,
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
