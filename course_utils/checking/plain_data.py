"""Plain data: what may cross between a student's process and the one that judges it.

A value becomes a JSON tree plus a list of ``.npy`` buffers (`course_utils.checking.encoding`).
Nothing is pickled, and nothing that arrives is evaluated or believed to have the type that it
claims. What has no plain form (a model, a layer, an optimiser) stays where it is and crosses as a
`Handle`.
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
WHOLE_TEXT = 4000  # letters of an exception's text, with all its lines, that a check may look at
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
    """A TensorShape, in which None is an unknown size."""

    dims: tuple[int | None, ...]


@dataclass(frozen=True)
class Handle:
    """Something that stayed in the student's process: its number there and its type's name."""

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


# What steers a terminal, turns text around or takes no room: nobody means to show it.
INVISIBLE_CHARACTERS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)


def encodable_text(text: str) -> str:
    """Return text that any encoder takes, cut to ``MAX_TEXT``: lone surrogates become ``?``."""
    text = text[:MAX_TEXT]
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
