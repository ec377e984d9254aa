"""Plain data: the only data that may cross between a student's process and the one that judges it.

A value becomes a JSON tree and a list of ``.npy`` buffers (`course_utils.checking.encoding`). Nothing is
pickled. Nothing that arrives is evaluated, and its claimed type is not trusted. An object without a plain
form (a model, a layer, an optimiser) stays where it is, and crosses as a `Handle`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

MAX_DEPTH = 12
MAX_ITEMS = 100_000
MAX_TEXT = 100_000  # letters of one text
MAX_LETTERS = 1_000_000  # of all texts of a value
WHOLE_TEXT = 4000  # letters of an exception's whole text that a check may see
MAX_BYTES = 256 * 1024 * 1024
MAX_AXES = 32
ARRAY_KINDS = ("Tensor", "Variable", "ndarray", "scalar")
NUMERIC_KINDS = "biufc"  # bool, int, unsigned, float, complex: no objects, no strings
NUMERIC_NAMES = {
    kind.name for kind in map(np.dtype, np.typecodes["All"]) if kind.kind in NUMERIC_KINDS
}


class PlainDataError(ValueError):
    """A value is too large, too deep or malformed to cross."""


@dataclass(frozen=True, eq=False)
class Array:
    """A tensor, variable or NumPy array, as numbers with its original type.

    ``kind`` is ``Tensor``, ``Variable``, ``ndarray`` or ``scalar`` (a NumPy scalar). ``dtype`` is the name
    of the original dtype; `data` may have another one (``bfloat16`` arrives as float32).
    """

    data: np.ndarray[Any, Any]
    kind: str = "ndarray"
    dtype: str = ""
    trainable: bool = False

    @property
    def shape(self) -> tuple[int, ...]:
        """The sizes of its axes."""
        return tuple(self.data.shape)

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
    """A TensorShape; None is an unknown size."""

    dims: tuple[int | None, ...]


@dataclass(frozen=True)
class Handle:
    """An object that stayed in the student's process: its number there, and its type's name."""

    number: int
    type_name: str


@dataclass(frozen=True)
class AxesRecord:
    """The contents of one matplotlib Axes, read from its artists."""

    title: str = ""
    xlabel: str = ""
    ylabel: str = ""
    xlim: tuple[float, float] = (0.0, 1.0)
    ylim: tuple[float, float] = (0.0, 1.0)
    # data (h, w[, c]; row 0 on top), cmap, clim, interpolation ("" for a mesh)
    images: tuple[dict[str, Any], ...] = ()
    lines: tuple[dict[str, Any], ...] = ()  # x, y, label
    bars: tuple[dict[str, Any], ...] = ()  # x (left edge), y (bottom), width, height
    texts: tuple[str, ...] = ()
    legend: tuple[str, ...] = ()
    xticklabels: tuple[str, ...] = ()
    yticklabels: tuple[str, ...] = ()
    is_colorbar: bool = False


@dataclass(frozen=True)
class FigureRecord:
    """The contents of a matplotlib Figure: its axes in the order they were added."""

    suptitle: str = ""
    axes: tuple[AxesRecord, ...] = ()


# Characters that control a terminal, turn text around or take no room: nobody means to show them.
INVISIBLE_CHARACTERS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)


def encodable_text(text: str) -> str:
    """Return text that any encoder takes, cut to ``MAX_TEXT``: lone surrogates become ``?``."""
    text = text[:MAX_TEXT]
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
