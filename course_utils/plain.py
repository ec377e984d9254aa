"""Plain data: what may cross between a student's process and the one that judges it.

A value becomes a JSON tree plus a list of ``.npy`` buffers. Nothing is pickled, and nothing that
arrives is evaluated or believed to have the type that it claims: `decode` checks every size and
rebuilds records of our own. What has no plain form (a model, a layer, an optimiser) stays where it
is and crosses as a `Handle`.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.lib import format as npy

MAX_DEPTH = 12
MAX_ITEMS = 100_000
MAX_TEXT = 100_000
MAX_BYTES = 256 * 1024 * 1024
NUMERIC_KINDS = "biufc"  # bool, int, unsigned, float, complex: no objects, no strings

Tree = Any  # what json.dumps accepts


class PlainDataError(ValueError):
    """A value is too large, too deep or malformed to cross."""


@dataclass(frozen=True, eq=False)
class Array:
    """A tensor, variable or NumPy array, as numbers and the type that it had.

    ``kind`` is ``Tensor``, ``Variable``, ``ndarray`` or ``scalar`` (a NumPy scalar); ``dtype`` is
    the name it had there, which `data` may not be able to hold (``bfloat16`` arrives as float32).
    """

    data: np.ndarray[Any, Any]
    kind: str = "ndarray"
    dtype: str = ""
    trainable: bool = False

    @property
    def shape(self) -> tuple[int, ...]:
        return self.data.shape

    def __repr__(self) -> str:
        return f"{self.kind}(shape={self.shape}, dtype={self.dtype or self.data.dtype})"


def tensor(data: Any, dtype: Any = None) -> Array:
    """Wrap numbers so that they reach the student's function as a ``tf.Tensor``."""
    values = np.asarray(data, dtype=dtype)
    return Array(values, "Tensor", values.dtype.name)


@dataclass(frozen=True)
class DType:
    """A NumPy or TensorFlow dtype, by its name."""

    name: str


@dataclass(frozen=True)
class Shape:
    """A TensorShape; None stands for an unknown size."""

    dims: tuple[int | None, ...]


@dataclass(frozen=True)
class Handle:
    """Something that stayed in the student's process: its number there and its type's name."""

    number: int
    type_name: str


@dataclass(frozen=True)
class AxesRecord:
    """What one matplotlib Axes shows, read from its artists."""

    title: str = ""
    xlabel: str = ""
    ylabel: str = ""
    xlim: tuple[float, float] = (0.0, 1.0)
    ylim: tuple[float, float] = (0.0, 1.0)
    images: tuple[dict[str, Any], ...] = ()  # data (h, w[, c]), cmap, clim
    lines: tuple[dict[str, Any], ...] = ()  # x, y, label
    bars: tuple[dict[str, Any], ...] = ()  # x (left edge), y (bottom), width, height
    texts: tuple[str, ...] = ()
    legend: tuple[str, ...] = ()
    xticklabels: tuple[str, ...] = ()
    yticklabels: tuple[str, ...] = ()
    is_colorbar: bool = False


@dataclass(frozen=True)
class FigureRecord:
    """What a matplotlib Figure shows: its axes in the order they were added."""

    suptitle: str = ""
    axes: tuple[AxesRecord, ...] = ()


@dataclass
class Encoder:
    """Turn a value into a tree; arrays go to ``buffers``, the rest to ``stash`` as handles.

    ``recognise`` may translate a foreign object (a tensor, a figure) into one of the records above
    first; it returns its argument when it does not know it.
    """

    stash: Callable[[Any], Handle] | None = None
    recognise: Callable[[Any], Any] = staticmethod(lambda value: value)
    buffers: list[bytes] = field(default_factory=list)
    items: int = 0

    def encode(self, value: Any, depth: int = 0) -> Tree:
        """Return ``value`` as a tree.

        Raises:
            PlainDataError: it is too deep or too large, or has no plain form and no stash is set.
        """
        self.items += 1
        if depth > MAX_DEPTH or self.items > MAX_ITEMS:
            raise PlainDataError(
                f"the value is too large or too deep: more than {MAX_ITEMS} items or {MAX_DEPTH} levels"
            )
        value = self.recognise(value)
        if value is None or type(value) in (bool, str) or _is_small_int(value):
            return value[:MAX_TEXT] if isinstance(value, str) else value
        if type(value) is float:
            return value if math.isfinite(value) else {"t": "float", "v": repr(value)}
        if type(value) in (list, tuple):
            kind = type(value).__name__
            return {"t": kind, "v": [self.encode(item, depth + 1) for item in value]}
        if type(value) is dict:
            pairs = [[self.encode(k, depth + 1), self.encode(v, depth + 1)] for k, v in value.items()]
            return {"t": "dict", "v": pairs}
        return self._encode_record(value, depth)

    def _encode_record(self, value: Any, depth: int) -> Tree:
        if isinstance(value, np.ndarray) and value.dtype.kind in NUMERIC_KINDS:
            value = Array(np.asarray(value), "ndarray", value.dtype.name)
        elif isinstance(value, np.generic) and value.dtype.kind in NUMERIC_KINDS:
            value = Array(np.asarray(value), "scalar", value.dtype.name)
        if isinstance(value, Array):
            self.buffers.append(to_npy(value.data))
            meta = {"kind": value.kind, "dtype": value.dtype, "trainable": bool(value.trainable)}
            return {"t": "array", "i": len(self.buffers) - 1, **meta}
        if isinstance(value, DType):
            return {"t": "dtype", "v": value.name}
        if isinstance(value, Shape):
            return {"t": "shape", "v": list(value.dims)}
        if isinstance(value, Handle):
            return {"t": "handle", "v": value.number, "type": value.type_name}
        if isinstance(value, (AxesRecord, FigureRecord)):
            fields = {name: self.encode(item, depth + 1) for name, item in vars(value).items()}
            return {"t": type(value).__name__, "v": fields}
        if self.stash is None:
            raise PlainDataError(f"a {type(value).__name__} cannot be sent as plain data")
        return self._encode_record(self.stash(value), depth)


def _is_small_int(value: Any) -> bool:
    return type(value) is int and -(2**63) <= value < 2**64


@dataclass
class Decoder:
    """Rebuild a value from a tree that may be hostile.

    ``resolve`` turns a `Handle` or an `Array` into the real thing (in the student's process);
    by default both stay records.
    """

    buffers: list[bytes]
    resolve: Callable[[Any], Any] = staticmethod(lambda record: record)
    items: int = 0

    def decode(self, tree: Tree, depth: int = 0) -> Any:
        """Return the value of ``tree``.

        Raises:
            PlainDataError: it is malformed, too deep or too large.
        """
        self.items += 1
        if depth > MAX_DEPTH + 4 or self.items > MAX_ITEMS * 2:
            raise PlainDataError("the data is too large or too deep")
        if tree is None or isinstance(tree, (bool, int, float, str)):
            return tree
        try:
            return self._decode_tagged(tree, depth)
        except PlainDataError:
            raise
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            raise PlainDataError(f"malformed data: {error}") from None

    def _decode_tagged(self, tree: Tree, depth: int) -> Any:
        tag = tree["t"]
        if tag == "array":
            return self.resolve(self._array(tree))
        if tag == "handle":
            return self.resolve(Handle(int(tree["v"]), str(tree["type"])[:200]))
        if tag == "dtype":
            return DType(str(tree["v"])[:100])
        if tag == "shape":
            return Shape(tuple(None if n is None else int(n) for n in tree["v"]))
        if tag == "float":
            return float(str(tree["v"]))
        if tag in ("list", "tuple"):
            items = [self.decode(item, depth + 1) for item in tree["v"]]
            return items if tag == "list" else tuple(items)
        if tag == "dict":
            return {self.decode(k, depth + 1): self.decode(v, depth + 1) for k, v in tree["v"]}
        records: dict[str, Any] = {"AxesRecord": AxesRecord, "FigureRecord": FigureRecord}
        return _record(records[tag], {k: self.decode(v, depth + 1) for k, v in tree["v"].items()})

    def _array(self, tree: Tree) -> Array:
        data = from_npy(self.buffers[int(tree["i"])])
        kind, dtype = str(tree["kind"]), str(tree["dtype"])[:40]
        return Array(data, kind, dtype or data.dtype.name, tree.get("trainable") is True)


def _record(record: type[Any], fields: dict[str, Any]) -> Any:
    """Build ``record``, refusing any field whose type differs from its default's."""
    blank = record()
    for name, value in fields.items():
        expected = type(getattr(blank, name))
        if not isinstance(value, expected):
            raise PlainDataError(f"{record.__name__}.{name}: expected {expected.__name__}")
    if record is FigureRecord and not all(isinstance(a, AxesRecord) for a in fields.get("axes", ())):
        raise PlainDataError("FigureRecord.axes: expected AxesRecord")
    return record(**fields)


def to_npy(data: np.ndarray[Any, Any]) -> bytes:
    """Return a numeric array as ``.npy`` bytes.

    Raises:
        PlainDataError: it holds objects or strings, or more than ``MAX_BYTES``.
    """
    if data.dtype.kind not in NUMERIC_KINDS or data.dtype.hasobject:
        raise PlainDataError(f"an array of {data.dtype} cannot be sent: expected numbers")
    if data.nbytes > MAX_BYTES:
        raise PlainDataError(f"an array of {data.nbytes} bytes is too large: at most {MAX_BYTES}")
    stream = io.BytesIO()
    npy.write_array(stream, np.ascontiguousarray(data).reshape(data.shape), version=(1, 0), allow_pickle=False)
    return stream.getvalue()


def from_npy(buffer: bytes) -> np.ndarray[Any, Any]:
    """Return the array in ``.npy`` bytes, having checked its dtype and size before allocating.

    Raises:
        PlainDataError: the header is malformed, promises objects, or does not fit the bytes.
    """
    stream = io.BytesIO(buffer)
    try:
        if npy.read_magic(stream) != (1, 0):
            raise PlainDataError("expected .npy format 1.0")
        shape, fortran, dtype = npy.read_array_header_1_0(stream)
    except PlainDataError:
        raise
    except Exception as error:  # a hostile header fails in many ways, all of them a refusal
        raise PlainDataError(f"malformed .npy header: {error}") from None
    if dtype.kind not in NUMERIC_KINDS or dtype.hasobject or fortran:
        raise PlainDataError(f"an array of {dtype} is refused: expected numbers in C order")
    payload = buffer[stream.tell() :]
    if any(n < 0 for n in shape) or math.prod(shape) * dtype.itemsize != len(payload):
        raise PlainDataError(f"an array of shape {shape} does not fit its {len(payload)} bytes")
    return np.frombuffer(payload, dtype=dtype).reshape(shape).copy()
