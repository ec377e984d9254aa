"""Arrays and answers: what a kernel's reply holds, once it has arrived."""

import io
from contextlib import suppress
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
from hostile import (
    LONG,
    hostile_json,
    json_values,
    spoilt_bytes,
    stretched_text,
    texts,
)
from hypothesis import strategies as st

from autograder.grading.submission_grading import _NotebookRun
from autograder.kernels.channels import MalformedMessage
from autograder.kernels.kernel_session import CellOutcome
from autograder.kernels.question_channel import parse_reply
from course_utils.checking.encoding import Encoder
from course_utils.checking.npy import from_npy, to_npy
from course_utils.checking.plain_data import (
    ARRAY_KINDS,
    Array,
    AxesRecord,
    DType,
    FigureRecord,
    Handle,
    PlainDataError,
    Shape,
)
from course_utils.checking.student import CallOutcome, CheckFailed, RemoteObject, Student

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
    images=(
        {
            "data": Array(np.eye(2), dtype="float64"),
            "cmap": "gray",
            "clim": (0.0, 1.0),
            "interpolation": "",
        },
    ),
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
    except MalformedMessage:
        return
    run = SimpleNamespace(_since_grade_cell=[CellOutcome("raised", "NameError", "no")])

    def answer(*_: Any) -> tuple[dict[str, Any], list[bytes]]:
        return _NotebookRun._explain_missing(cast(_NotebookRun, run), reply), buffers

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
    elif isinstance(value, (AxesRecord, FigureRecord, CallOutcome)):
        assert_plain(vars(value))
    elif isinstance(value, Shape):
        assert_plain(value.dims)
    elif isinstance(value, str):
        value.encode()
    else:
        kinds = (bool, int, float, DType, RemoteObject, CheckFailed)
        assert value is None or isinstance(value, kinds), type(value)
