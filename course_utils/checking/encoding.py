"""Values as JSON trees with array buffers, and back; trees that arrive may be hostile.

`Encoder` writes trees. `Decoder` checks every size and type, and rebuilds values and records.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from course_utils.checking.npy import from_npy, to_npy
from course_utils.checking.plain_data import (
    ARRAY_KINDS,
    MAX_AXES,
    MAX_BYTES,
    MAX_DEPTH,
    MAX_ITEMS,
    MAX_LETTERS,
    NUMERIC_KINDS,
    NUMERIC_NAMES,
    Array,
    AxesRecord,
    DType,
    FigureRecord,
    Handle,
    PlainDataError,
    Shape,
    encodable_text,
)

UNMISTAKABLE = {type(None), bool, int, float, str, list, tuple, dict}

Tree = Any  # anything that json.dumps accepts

# Records that foreign objects are translated into. A student's own object of such a type is not one.
TRANSLATIONS = (Array, DType, Shape, Handle, AxesRecord, FigureRecord)


def _itself(value: Any) -> Any:
    return value


@dataclass
class Encoder:
    """Turn a value into a tree: arrays go to ``buffers``, other values without a plain form to ``stash``.

    ``recognise`` first translates a foreign object (a tensor, a figure) into one of the records above; it
    returns an unknown object as it is.
    """

    stash: Callable[[Any], Handle] | None = None
    recognise: Callable[[Any], Any] = _itself
    buffers: list[bytes] = field(default_factory=list)
    items: int = 0
    letters: int = 0
    nbytes: int = 0

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
        if type(value) not in UNMISTAKABLE:
            if self.recognise is not _itself and isinstance(value, TRANSLATIONS):
                return self._encode_record(self._stashed(value), depth)  # not made by `recognise`
            value = self.recognise(value)
        if value is None or type(value) is bool or _is_small_int(value):
            return value
        if type(value) is str:
            return self._encode_text(value)
        if type(value) is float:
            return value if math.isfinite(value) else {"t": "float", "v": repr(value)}
        if type(value) in (list, tuple):
            kind = type(value).__name__
            return {"t": kind, "v": [self.encode(item, depth + 1) for item in value]}
        if type(value) is dict:
            return {"t": "dict", "v": [self._pair(*item, depth + 1) for item in value.items()]}
        return self._encode_record(value, depth)

    def _encode_text(self, value: str) -> str:
        text = encodable_text(value)
        self.letters += len(text)
        if self.letters > MAX_LETTERS:
            raise PlainDataError(f"its texts are too large: at most {MAX_LETTERS} letters in all")
        return text

    def _pair(self, key: Any, value: Any, depth: int) -> Tree:
        return [self.encode(key, depth), self.encode(value, depth)]

    def _encode_record(self, value: Any, depth: int) -> Tree:
        if isinstance(value, np.ndarray) and value.dtype.kind in NUMERIC_KINDS:
            value = Array(np.asarray(value), "ndarray", value.dtype.name)
        elif isinstance(value, np.generic) and value.dtype.kind in NUMERIC_KINDS:
            value = Array(np.asarray(value), "scalar", value.dtype.name)
        if isinstance(value, Array):
            return self._encode_array(value)
        if isinstance(value, DType):
            return {"t": "dtype", "v": value.name}
        if isinstance(value, Shape):
            return {"t": "shape", "v": list(value.dims)}
        if isinstance(value, Handle):
            return {"t": "handle", "v": value.number, "type": value.type_name}
        if isinstance(value, FigureRecord):
            axes = [self._encode_record(each, depth + 2) for each in value.axes]
            fields = {"suptitle": self.encode(value.suptitle), "axes": {"t": "tuple", "v": axes}}
            return {"t": "FigureRecord", "v": fields}
        if isinstance(value, AxesRecord):
            fields = {name: self.encode(item, depth + 1) for name, item in vars(value).items()}
            return {"t": "AxesRecord", "v": fields}
        return self._encode_record(self._stashed(value), depth)

    def _stashed(self, value: Any) -> Handle:
        if self.stash is None:
            raise PlainDataError(f"a {type(value).__name__} cannot be sent as plain data")
        return self.stash(value)

    def _encode_array(self, array: Array) -> Tree:
        self.nbytes += array.data.nbytes
        if self.nbytes > MAX_BYTES:
            raise PlainDataError(
                f"{self.nbytes} bytes of arrays are too large: at most {MAX_BYTES}"
            )
        self.buffers.append(to_npy(array.data))
        meta = {"kind": array.kind, "dtype": array.dtype, "trainable": bool(array.trainable)}
        return {"t": "array", "i": len(self.buffers) - 1, **meta}


def _is_small_int(value: Any) -> bool:
    return type(value) is int and -(2**63) <= value < 2**64


@dataclass
class Decoder:
    """Rebuild a value from a tree that may be hostile.

    ``resolve`` turns a `Handle` or an `Array` into the real object (in the student's process); by default
    both stay records.
    """

    buffers: list[bytes]
    resolve: Callable[[Any], Any] = _itself
    items: int = 0
    _used: set[int] = field(default_factory=set, init=False)

    def decode(self, tree: Tree, depth: int = 0) -> Any:
        """Return the value of ``tree``.

        Raises:
            PlainDataError: it is malformed, too deep or too large.
        """
        self.items += 1
        if depth > MAX_DEPTH + 4 or self.items > MAX_ITEMS * 2:
            raise PlainDataError("the data is too large or too deep")
        if tree is None or isinstance(tree, (bool, float)) or _is_small_int(tree):
            return tree
        if isinstance(tree, str):
            return encodable_text(tree)
        try:
            return self._decode_tagged(tree, depth)
        except PlainDataError:
            raise
        except (
            KeyError,
            TypeError,
            ValueError,
            IndexError,
            AttributeError,
            OverflowError,
        ) as error:
            raise PlainDataError(f"malformed data: {encodable_text(str(error))[:200]}") from None

    def _decode_tagged(self, tree: Tree, depth: int) -> Any:
        tag, content = tree["t"], tree.get("v")
        if tag == "array":
            return self.resolve(self._array(tree))
        if tag == "handle":
            return self.resolve(Handle(_size(content), encodable_text(str(tree["type"]))[:200]))
        if tag == "dtype":
            return DType(encodable_text(str(content))[:100])
        if tag == "shape":
            return Shape(_dims(content))
        if tag == "float":
            return float(str(content))
        if tag in ("list", "tuple"):
            items = [self.decode(item, depth + 1) for item in _a_list(content)]
            return items if tag == "list" else tuple(items)
        if tag == "dict":
            pairs = _a_list(content)
            return {self.decode(k, depth + 1): self.decode(v, depth + 1) for k, v in pairs}
        fields = {name: self.decode(item, depth + 1) for name, item in content.items()}
        return _record(RECORDS[tag], fields)

    def _array(self, tree: Tree) -> Array:
        index = _size(tree["i"])
        if index in self._used:  # one buffer used 100 000 times would fill the memory
            raise PlainDataError("an array's bytes are claimed twice")
        self._used.add(index)
        data, kind = from_npy(self.buffers[index]), tree["kind"]
        if kind not in ARRAY_KINDS:
            raise PlainDataError(f"an array's kind: expected one of {', '.join(ARRAY_KINDS)}")
        dtype = encodable_text(str(tree["dtype"])[:40]) or data.dtype.name
        held = dtype if dtype in NUMERIC_NAMES else "float32"  # for dtypes that NumPy lacks
        if data.dtype.name != held:
            raise PlainDataError(f"an array says that it is {dtype} and holds {data.dtype.name}")
        return Array(data, kind, dtype, tree.get("trainable") is True)


def _size(number: Any) -> int:
    """Return ``number`` if it is a count or an index."""
    if not _is_small_int(number) or number < 0:
        raise PlainDataError("malformed data: expected a whole number, not below 0")
    return int(number)


def _dims(sizes: Any) -> tuple[int | None, ...]:
    if len(_a_list(sizes)) > MAX_AXES:
        raise PlainDataError(f"a shape has {len(sizes)} axes: at most {MAX_AXES}")
    return tuple(None if size is None else _size(size) for size in sizes)


def _a_list(items: Any) -> list[Any]:
    if not isinstance(items, list):
        raise PlainDataError(f"malformed data: expected a list, got {type(items).__name__}")
    return items


def _record(record: type[Any], fields: dict[str, Any]) -> Any:
    """Build ``record``; refuse any field that an honest agent would not send."""
    for name, value in fields.items():
        if not FIELDS[record][name](value):
            raise PlainDataError(f"{record.__name__}.{name} is not what it should be")
    return record(**fields)


def _each(is_right: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda items: isinstance(items, tuple) and all(is_right(item) for item in items)


def _mapping(**fields: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda item: (
        isinstance(item, dict)
        and item.keys() == fields.keys()
        and all(is_right(item[name]) for name, is_right in fields.items())
    )


def _is(*types: type[Any]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, types)


def _is_interval(value: Any) -> bool:
    return isinstance(value, tuple) and [type(end) for end in value] == [float, float]


def _is_interval_or_none(value: Any) -> bool:
    return value is None or _is_interval(value)


def _same(
    names: Iterable[str], is_right: Callable[[Any], bool]
) -> dict[str, Callable[[Any], bool]]:
    return dict.fromkeys(names, is_right)


RECORDS: dict[str, type[Any]] = {"AxesRecord": AxesRecord, "FigureRecord": FigureRecord}

# The condition on each field of a record, so that a check can read it without surprise.
FIELDS: dict[type[Any], dict[str, Callable[[Any], bool]]] = {
    AxesRecord: {
        **_same(("title", "xlabel", "ylabel"), _is(str)),
        **_same(("xlim", "ylim"), _is_interval),
        **_same(("texts", "legend", "xticklabels", "yticklabels"), _each(_is(str))),
        "images": _each(
            _mapping(
                data=_is(Array),
                clim=_is_interval_or_none,
                **_same(("cmap", "interpolation"), _is(str)),
            )
        ),
        "lines": _each(_mapping(x=_is(Array), y=_is(Array), label=_is(str))),
        "bars": _each(_mapping(**_same(("x", "y", "width", "height"), _is(float)))),
        "is_colorbar": _is(bool),
    },
    FigureRecord: {"suptitle": _is(str), "axes": _each(_is(AxesRecord))},
}
