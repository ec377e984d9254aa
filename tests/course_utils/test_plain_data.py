from __future__ import annotations

import json
import math
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_np

from course_utils.checking import plain_data
from course_utils.checking.encoding import Decoder, Encoder
from course_utils.checking.npy import to_npy
from course_utils.checking.plain_data import (
    Array,
    AxesRecord,
    DType,
    FigureRecord,
    Handle,
    PlainDataError,
    Shape,
    tensor,
)

DTYPES = ["bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"]
DTYPES += ["float16", "float32", "float64", "longdouble", "complex64", "complex128"]


def cross(value: Any) -> Any:
    """Return what arrives of ``value`` on the other side."""
    encoder = Encoder()
    tree = json.loads(json.dumps(encoder.encode(value)))
    return Decoder(encoder.buffers).decode(tree)


def same(one: Any, other: Any) -> bool:
    """Compare two values in type and content; NaN equals NaN."""
    if isinstance(one, Array):
        facts = [(a.kind, a.dtype, a.trainable, a.data.dtype, a.shape) for a in (one, other)]
        return facts[0] == facts[1] and np.array_equal(one.data, other.data, equal_nan=True)
    if type(one) is not type(other):
        return False
    if isinstance(one, float):
        return repr(one) == repr(other)
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return same(list(one.items()), list(other.items()))
    return bool(one == other)


def refusal(tree: Any, buffers: list[bytes] | None = None) -> str:
    """Return why a tree is refused."""
    with pytest.raises(PlainDataError) as caught:
        Decoder(buffers or []).decode(tree)
    return str(caught.value)


# ---- what crosses


AXES = AxesRecord(
    title="loss",
    xlim=(0.0, math.inf),
    images=(
        {
            "data": Array(np.eye(2), dtype="float64"),
            "cmap": "gray",
            "clim": None,
            "interpolation": "nearest",
        },
    ),
    lines=(
        {
            "x": Array(np.zeros(1), dtype="float64"),
            "y": Array(np.full(1, np.nan), dtype="float64"),
            "label": "a",
        },
    ),
    bars=({"x": 0.0, "y": 0.0, "width": 1.0, "height": 3.0},),
    texts=("7",),
    is_colorbar=True,
)


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, False, 0, -(2**63), 2**64 - 1, 0.1, -0.0, math.inf, -math.inf, math.nan),
        *("", "ein Wörtchen ✓", [], (), {}, [1, [2.0, (None, "x")]], {"a": 1, 2: [3], (1, 2): {}}),
        *(DType("bfloat16"), Shape(()), Shape((None, 28, 28)), Handle(3, "Sequential")),
    ],
    ids=repr,
)
def test_python_values_arrive_as_they_were(value: Any) -> None:
    """Python's own values and the small records arrive with their type and content."""
    assert same(cross(value), value)


def test_figures_arrive_as_they_were() -> None:
    """A figure's record arrives with its axes, images, lines, bars and texts."""
    [axes] = cross(FigureRecord("all", (AXES,))).axes
    for name, value in vars(AXES).items():
        assert same(getattr(axes, name), value), name


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(), (3,), (0, 4), (2, 1, 3)], ids=str)
def test_arrays_arrive_in_every_dtype_and_shape(dtype: str, shape: tuple[int, ...]) -> None:
    """Arrays of every numeric dtype arrive, with no axis, with no number, and with several axes."""
    data = np.ones(shape, dtype)
    assert same(cross(data), Array(data, "ndarray", data.dtype.name))


@pytest.mark.parametrize("kind", plain_data.ARRAY_KINDS)
def test_arrays_keep_their_kind(kind: str) -> None:
    """What an array was over there, and whether a variable was trainable, arrives with it."""
    value = Array(np.arange(3.0), kind, "float64", trainable=True)
    assert same(cross(value), value)


def test_bfloat16_arrives_as_float32_under_its_own_name() -> None:
    """A dtype that NumPy lacks keeps its name; its numbers come as float32."""
    value = Array(np.float32([0.5, 1.5]), "Tensor", "bfloat16")
    assert same(cross(value), value)


@pytest.mark.parametrize(
    "data",
    [
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.arange(12)[::-2],
        np.arange(6, dtype=">i4").reshape(3, 2).T,
        np.ma.masked_array([1.0, 2.0], [True, False]),
    ],
    ids=["fortran", "strided", "big-endian", "masked"],
)
def test_unusual_memory_arrives_in_plain_order(data: np.ndarray[Any, Any]) -> None:
    """Whatever an array's layout in memory was, its numbers arrive in order, native and writable."""
    arrived = cross(data).data
    assert np.array_equal(arrived, np.asarray(data))
    assert arrived.dtype.isnative
    assert arrived.flags.c_contiguous
    assert arrived.flags.writeable


def test_a_numpy_scalar_is_told_from_an_array() -> None:
    """A NumPy scalar arrives as one."""
    assert repr(cross(np.float32(2.5))) == "scalar(shape=(), dtype=float32)"


def test_tensor_wraps_numbers_for_a_call() -> None:
    """`tensor` makes a tf.Tensor of the dtype asked for, on the other side."""
    assert repr(tensor([1, 2], "float32")) == "Tensor(shape=(2,), dtype=float32)"


def test_a_big_array_arrives() -> None:
    """Ten thousand images arrive, and each number of them."""
    data = np.random.default_rng(0).integers(0, 256, (10_000, 28, 28)).astype(np.uint8)
    assert np.array_equal(cross(data).data, data)


def test_text_is_cut_and_made_fit_for_any_encoder() -> None:
    """Text longer than the limit is cut, and half a surrogate pair becomes a question mark."""
    assert len(cross("x" * (plain_data.MAX_TEXT + 5))) == plain_data.MAX_TEXT
    assert cross("a\ud800b") == "a?b"
    assert Decoder([]).decode("a\udfffb") == "a?b"


plain_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st_np.arrays(
        st_np.scalar_dtypes().filter(lambda d: d.kind in "biufc"), st_np.array_shapes()
    ).map(lambda a: Array(a.astype(a.dtype.newbyteorder("=")), "ndarray", a.dtype.name)),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(
            st.text(st.characters(exclude_categories=["Cs"]), max_size=3), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(plain_values)
def test_any_plain_value_arrives_as_it_was(value: Any) -> None:
    """Whatever is built of plain values arrives as it was."""
    assert same(cross(value), value)


# ---- what is not sent


def test_what_has_no_plain_form_is_stashed() -> None:
    """An object without a plain form goes to the stash and crosses as a handle."""
    stash: list[Any] = []

    def keep(value: Any) -> Handle:
        stash.append(value)
        return Handle(len(stash) - 1, type(value).__name__)

    tree = Encoder(stash=keep).encode([2**70, 1j, {1, 2}])
    assert Decoder([]).decode(tree) == [Handle(0, "int"), Handle(1, "complex"), Handle(2, "set")]
    assert stash == [2**70, 1j, {1, 2}]


@pytest.mark.parametrize(
    "value",
    [2**64, object(), np.array(["a"]), np.array([None])],
    ids=["a large number", "an object", "texts", "objects"],
)
def test_without_a_stash_it_is_an_error(value: Any) -> None:
    """With nowhere to keep an object, sending it is an error that names its type."""
    with pytest.raises(PlainDataError, match=rf"a {type(value).__name__} cannot be sent"):
        Encoder().encode(value)


def test_a_list_that_holds_itself_is_too_deep() -> None:
    """A list within itself is refused, not followed for ever."""
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(PlainDataError, match="too large or too deep: more than 100000 items or 12"):
        Encoder().encode(endless)


def test_too_many_items_are_refused() -> None:
    """A list of more items than the limit is refused."""
    with pytest.raises(PlainDataError, match="too large or too deep"):
        Encoder().encode([0] * (plain_data.MAX_ITEMS + 1))


def test_too_many_bytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Arrays are counted together: two that fit singly are too large as a pair."""
    for module in ("encoding", "npy"):
        monkeypatch.setattr(f"course_utils.checking.{module}.MAX_BYTES", 1000)
    assert Encoder().encode(np.zeros(100))
    with pytest.raises(PlainDataError, match="1600 bytes of arrays are too large: at most 1000"):
        Encoder().encode([np.zeros(100), np.zeros(100)])
    with pytest.raises(PlainDataError, match="an array of 8000 bytes is too large"):
        to_npy(np.zeros(1000))


# ---- hostile trees


@pytest.mark.parametrize(
    ("tree", "reason"),
    [
        ([], "malformed data"),
        ({}, "malformed data"),
        ({"t": "nonsense"}, "malformed data"),
        ({"t": []}, "malformed data"),
        ({"t": "list"}, "expected a list, got NoneType"),
        ({"t": "list", "v": "abc"}, "expected a list, got str"),
        ({"t": "dict", "v": [[1]]}, "malformed data"),
        ({"t": "dict", "v": [[{"t": "list", "v": []}, 1]]}, "malformed data: unhashable"),
        ({"t": "float", "v": "one"}, "malformed data"),
        ({"t": "float", "v": {}}, "malformed data"),
        ({"t": "shape", "v": [-1]}, "expected a whole number, not below 0"),
        ({"t": "shape", "v": [True]}, "expected a whole number"),
        ({"t": "shape", "v": [1] * 33}, "a shape has 33 axes: at most 32"),
        ({"t": "handle", "v": math.inf, "type": ""}, "expected a whole number"),
        ({"t": "handle", "v": 10**400, "type": ""}, "expected a whole number"),
        ({"t": "handle", "v": 0}, "malformed data"),
        ({"t": "array", "i": 0, "kind": "Tensor", "dtype": ""}, "malformed data"),
        ({"t": "array", "i": -1, "kind": "Tensor", "dtype": ""}, "expected a whole number"),
        (10**400, "malformed data"),
        (-(10**30), "malformed data"),
        ({"t": "AxesRecord", "v": {"titel": "a"}}, "malformed data"),
        ({"t": "AxesRecord", "v": {"__class__": "a"}}, "malformed data"),
        ({"t": "AxesRecord", "v": []}, "malformed data"),
        ({"t": "AxesRecord", "v": {"title": 3}}, "AxesRecord.title is not what it should be"),
        ({"t": "AxesRecord", "v": {"is_colorbar": 1}}, "AxesRecord.is_colorbar is not"),
        ({"t": "AxesRecord", "v": {"xlim": {"t": "tuple", "v": [1.0]}}}, "AxesRecord.xlim is not"),
        ({"t": "AxesRecord", "v": {"texts": {"t": "list", "v": ["a"]}}}, "AxesRecord.texts is not"),
        ({"t": "AxesRecord", "v": {"bars": {"t": "tuple", "v": [1]}}}, "AxesRecord.bars is not"),
        (
            {"t": "AxesRecord", "v": {"images": {"t": "tuple", "v": [{"t": "dict", "v": []}]}}},
            "AxesRecord.images is not",
        ),
        (
            {"t": "FigureRecord", "v": {"axes": {"t": "tuple", "v": [1]}}},
            "FigureRecord.axes is not",
        ),
    ],
    ids=lambda value: str(value)[:50],
)
def test_malformed_trees_are_refused(tree: Any, reason: str) -> None:
    """A tree that no honest agent sends is refused, with the reason, and nothing else is raised."""
    assert reason in refusal(tree)


def test_a_deep_tree_is_refused() -> None:
    """A tree nested beyond the limit is refused long before Python's own limit."""
    tree: Any = None
    for _ in range(900):
        tree = {"t": "list", "v": [tree]}
    assert refusal(tree) == "the data is too large or too deep"


def test_a_wide_tree_is_refused() -> None:
    """A tree of more items than can have been sent is refused."""
    assert "too large" in refusal({"t": "list", "v": [0] * (plain_data.MAX_ITEMS * 2 + 1)})


def test_nan_is_a_number_like_any_other() -> None:
    """NaN, however it is written, arrives as NaN."""
    assert math.isnan(Decoder([]).decode(json.loads("NaN")))
    assert math.isnan(Decoder([]).decode({"t": "float", "v": "nan"}))


def test_one_buffer_is_not_claimed_twice() -> None:
    """A tree that claims the same bytes again and again would fill the memory: it is refused."""
    array = {"t": "array", "i": 0, "kind": "ndarray", "dtype": "float64"}
    assert "claimed twice" in refusal({"t": "list", "v": [array, array]}, [to_npy(np.zeros(3))])


def test_an_array_is_not_believed_to_be_what_it_is_not() -> None:
    """A kind that there is not, or a dtype that the bytes do not have, is refused."""
    array = {"t": "array", "i": 0, "kind": "ndarray", "dtype": "float64"}
    buffers = [to_npy(np.zeros(3, "float32"))]
    assert "expected one of Tensor" in refusal({**array, "kind": "Matrix"}, buffers)
    assert "says that it is float64 and holds float32" in refusal(array, buffers)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["t", "v", "i", "kind", "dtype", "type"]), inner, max_size=4
        )
        | st.fixed_dictionaries(
            {
                "t": st.sampled_from(
                    [
                        "array",
                        "handle",
                        "dtype",
                        "shape",
                        "float",
                        "list",
                        "tuple",
                        "dict",
                        "AxesRecord",
                        "FigureRecord",
                    ]
                ),
                "v": inner | st.dictionaries(st.sampled_from(list(vars(AXES))), inner, max_size=2),
            }
        )
    ),
    max_leaves=10,
)


@settings(max_examples=2000, deadline=None)
@given(json_values)
def test_any_tree_is_decoded_or_refused(tree: Any) -> None:
    """Whatever JSON comes, it is decoded or refused: nothing else is ever raised."""
    with suppress(PlainDataError):
        Decoder([to_npy(np.zeros(2))]).decode(tree)
