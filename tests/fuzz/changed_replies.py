"""Replies that no honest notebook gives: other types, shapes, dtypes and keys, or none at all."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from course_utils.checking.plain_data import (
    Array,
    AxesRecord,
    DType,
    FigureRecord,
    Handle,
    Shape,
)

DTYPES = ("bool", "uint8", "int8", "int64", "uint64", "float16", "float32", "float64", "complex64")
SHAPES = ((), (0,), (1,), (3,), (0, 3), (3, 0), (2, 3), (1, 1, 1, 1), (2, 0, 2, 1), (1,) * 32)
KINDS = ("Tensor", "Variable", "ndarray", "scalar")
EXTREMES = (0.0, -1.0, 1e30, -1e30, 1e-30, float("nan"), float("inf"), -float("inf"))
TEXTS = ("", " ", "0", "nan", "10" * 400, "²", "x" * 5000, "\ud800", "{}%s", "[", "val_accuracy")
NAMES = ("function", "type", "Sequential", "Conv2D", "History", "Axes", "AxesImage", "", "lambda")
KEYS = (None, True, 0, -7, 1.5, "", "x", "A", "loss", (1, 2), "shape")
ERRORS = ("TypeError", "AttributeError", "KeyError", "NotImplementedError", "", "X" * 300)


def changer(seed: int, share: float) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Return what changes this share of all replies, in a way that the seed decides."""
    rng = random.Random(seed)

    def change(fields: dict[str, Any]) -> dict[str, Any]:
        return _changed(rng, dict(fields)) if rng.random() < share else fields

    return change


def _changed(rng: random.Random, fields: dict[str, Any]) -> dict[str, Any]:
    kind = rng.randrange(12)
    if kind == 0:
        line = rng.choice((None, 0, 3, -1, "4", 10**9))
        return {
            "status": "raised",
            "type": rng.choice(ERRORS),
            "message": rng.choice(TEXTS),
            "line": line,
            "function": rng.choice(TEXTS),
            "not_implemented": rng.choice((True, 0)),
        }
    if kind == 1 and "arguments" in fields:
        arguments = fields["arguments"]
        made = (arguments[:-1], arguments[1:], (), [], None, _other(rng, arguments, 3))
        fields["arguments"] = rng.choice(made)
    elif kind < 6:
        fields["value"] = _anything(rng, 3)
    else:
        fields["value"] = _other(rng, fields.get("value"), 6)
    return fields


def _other(rng: random.Random, value: Any, depth: int) -> Any:
    """Return a value with one thing in it changed, or another value altogether."""
    if depth == 0 or rng.random() < 0.15:
        return _anything(rng, 2)
    if isinstance(value, Array):
        return _other_array(rng, value)
    if isinstance(value, dict) and value:
        return _other_dict(rng, value, depth)
    if isinstance(value, (list, tuple)) and value:
        return _other_row(rng, value, depth)
    if isinstance(value, (FigureRecord, AxesRecord)):
        return _other_record(rng, value, depth)
    if isinstance(value, Handle):
        return rng.choice((replace(value, type_name=rng.choice(NAMES)), replace(value, number=0)))
    return _anything(rng, 2)


def _other_dict(rng: random.Random, value: dict[Any, Any], depth: int) -> dict[Any, Any]:
    changed, key = dict(value), rng.choice(list(value))
    kind = rng.randrange(4)
    if kind == 0:
        del changed[key]
    elif kind == 1:
        changed[rng.choice(KEYS)] = changed.pop(key)
    elif kind == 2:
        changed[rng.choice(KEYS)] = _anything(rng, 1)
    else:
        changed[key] = _other(rng, changed[key], depth - 1)
    return changed


def _other_row(rng: random.Random, value: Any, depth: int) -> Any:
    items, place = list(value), rng.randrange(len(value))
    kind = rng.randrange(5)
    if kind == 0:
        del items[place]
    elif kind == 1:
        items *= 2
    elif kind == 2:
        items.clear()
    else:
        items[place] = _other(rng, items[place], depth - 1)
    return rng.choice((list, tuple, type(value), type(value)))(items)


def _other_record(rng: random.Random, value: Any, depth: int) -> Any:
    """Return a figure with one field changed, of the type that the field has: others are refused."""
    name = rng.choice(list(vars(value)))
    field = getattr(value, name)
    if isinstance(field, str):
        return replace(value, **{name: rng.choice(TEXTS)})
    if isinstance(field, bool):
        return replace(value, **{name: not field})
    if name in ("xlim", "ylim"):
        return replace(value, **{name: (rng.choice(EXTREMES), rng.choice(EXTREMES))})
    items = list(field)
    if items and rng.random() < 0.8:
        place = rng.randrange(len(items))
        items[place] = _other_part(rng, items[place], depth)
    elif rng.random() < 0.5:
        items.clear()
    else:
        items *= 2
    return replace(value, **{name: tuple(items)})


def _other_part(rng: random.Random, part: Any, depth: int) -> Any:
    if isinstance(part, str):
        return rng.choice(TEXTS)
    if isinstance(part, AxesRecord):
        return _other_record(rng, part, depth - 1)
    name = rng.choice(list(part))
    if isinstance(part[name], Array):
        return {**part, name: _other_array(rng, part[name])}
    if isinstance(part[name], float):
        return {**part, name: rng.choice(EXTREMES)}
    if isinstance(part[name], str):
        return {**part, name: rng.choice(TEXTS)}
    return {**part, name: rng.choice((None, (rng.choice(EXTREMES), rng.choice(EXTREMES))))}


def _other_array(rng: random.Random, array: Array) -> Array:
    data, kind = array.data, rng.randrange(8)
    if kind == 0:
        data = data.astype(rng.choice(DTYPES))
    elif kind == 1:
        data = data.ravel()
    elif kind == 2:
        data = data[np.newaxis] if data.ndim < 30 else data
    elif kind == 3:
        data = data[: rng.randrange(len(data) + 1)] if data.ndim and len(data) else data
    elif kind == 4:
        data = data.T
    elif kind == 5:
        data = np.full_like(data, rng.choice((0, 1, 7)))
    elif kind == 6 and data.dtype.kind == "f" and data.size:
        data = data.copy()
        data.flat[rng.randrange(data.size)] = rng.choice(EXTREMES)
    else:
        return replace(array, kind=rng.choice(KINDS), trainable=rng.random() < 0.5)
    return Array(np.ascontiguousarray(data).reshape(data.shape), array.kind, data.dtype.name)


def _anything(rng: random.Random, depth: int) -> Any:
    kind = rng.randrange(13 if depth else 9)
    if kind < 2:
        return rng.choice((None, True, False, 0, -1, 3, 2**63, -(2**63), 10**6))
    if kind == 2:
        return rng.choice(EXTREMES)
    if kind == 3:
        return rng.choice(TEXTS)
    if kind < 6:
        shape, dtype = rng.choice(SHAPES), rng.choice(DTYPES)
        data = np.full(shape, rng.choice((0, 1, 5)), dtype)
        return Array(data, rng.choice(KINDS), dtype)
    if kind == 6:
        return Handle(rng.choice((0, 1, 99)), rng.choice(NAMES))
    if kind == 7:
        return rng.choice(
            (DType(rng.choice(("", "float32", "resource"))), Shape((None, 3)), Shape(()))
        )
    if kind == 8:
        return rng.choice((FigureRecord(), FigureRecord("", (AxesRecord(),))))
    items = [_anything(rng, depth - 1) for _ in range(rng.randrange(4))]
    if kind < 11:
        return rng.choice((list, tuple))(items)
    return {rng.choice(KEYS): item for item in items}
