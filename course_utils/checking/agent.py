"""The agent: answers questions about a notebook's live namespace, in the student's own process.

It is the only part of the course that touches a student's objects. It knows no expected value.
"""

from __future__ import annotations

import pkgutil
import re
import sys
from collections.abc import Iterable
from types import FrameType
from typing import Any

import numpy as np

from course_utils.checking.encoding import Decoder, Encoder
from course_utils.checking.keras_plans import build_from, plan_of
from course_utils.checking.plain_data import (
    NUMERIC_KINDS,
    WHOLE_TEXT,
    Array,
    AxesRecord,
    DType,
    FigureRecord,
    Handle,
    PlainDataError,
    Shape,
)

Reply = tuple[dict[str, Any], list[bytes]]
TRACED = "while it was traced: "  # in front of an error of a `tf.function` while its graph was made
TRACED_NAME = "tf__"  # in front of the name of a function that TensorFlow traces
# matplotlib's values for a line's stroke or marker that is not drawn.
NOTHING = ("None", "none", " ", "", None)
STUB = "not answered yet"  # in the error of an unanswered cell as released
# Colours; TensorFlow's names of graph nodes and operations.
_NOISE = re.compile(r"\x1b\[[0-9;]*m|\{\{function_node [^}]*\}\}\s*|\s*\[Op:\w+\]")


class Agent:
    """Answer requests about ``namespace``, the globals of a notebook.

    A request is ``{"op": "value" | "call" | "seed" | "plan" | "build", "target": ..., "path": [...],
    "args": tree, "kwargs": tree, "arguments": bool}``; a target is ``{"name": str}``, ``{"handle": int}`` or
    ``{"library": str}``. With ``arguments`` the reply also holds the arguments in their state
    after the call.
    """

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.namespace = namespace
        self._stash: list[Any] = []

    def answer(self, request: dict[str, Any], buffers: list[bytes]) -> Reply:
        """Return the reply and its buffers; an exception of the student's code becomes a reply."""
        try:
            return self._answer(request, buffers)
        except _Missing as missing:
            return {"status": "missing", "name": missing.args[0]}, []
        except KeyboardInterrupt:
            return {"status": "interrupted"}, []
        except PlainDataError as error:
            return {"status": "unreadable", "message": str(error)}, []
        except BaseException as error:  # noqa: BLE001  # a student's code may raise anything
            return _describe(error, self.namespace), []

    def _answer(self, request: dict[str, Any], buffers: list[bytes]) -> Reply:
        encoder = Encoder(stash=self._keep, recognise=to_plain_record)
        if request["op"] == "seed":
            seed_everything(int(request["seed"]))
            return {"status": "ok", "value": None}, []
        decoder = Decoder(buffers, resolve=self._resolve)
        if request["op"] == "build":
            made = build_from(*decoder.decode(request["args"]))
            return {"status": "ok", "value": encoder.encode(made)}, encoder.buffers
        found = self._find(request)
        if request["op"] in ("value", "plan"):
            value = found if request["op"] == "value" else plan_of(found)
            return {"status": "ok", "value": encoder.encode(value)}, encoder.buffers
        args, kwargs = decoder.decode(request["args"]), decoder.decode(request["kwargs"])
        result = found(*args, **kwargs)
        reply = {"status": "ok", "value": encoder.encode(result)}
        if request.get("arguments"):
            reply["arguments"] = encoder.encode(args)
        return reply, encoder.buffers

    def _find(self, request: dict[str, Any]) -> Any:
        target = request["target"]
        if "handle" in target:
            found = self._stash[target["handle"]]
        elif "library" in target:
            found = pkgutil.resolve_name(target["library"])
        elif target["name"] in self.namespace:
            found = self.namespace[target["name"]]
        else:
            raise _Missing(target["name"])
        for attribute in request.get("path", []):
            found = getattr(found, attribute)
        return found

    def _keep(self, value: Any) -> Handle:
        self._stash.append(value)
        return Handle(len(self._stash) - 1, type(value).__name__)

    def _resolve(self, record: Any) -> Any:
        if isinstance(record, Handle):
            return self._stash[record.number]
        if record.kind == "ndarray":
            return record.data
        if record.kind == "scalar":
            return record.data[()]
        import tensorflow as tf

        if record.kind == "Variable":
            return tf.Variable(record.data, dtype=record.dtype, trainable=record.trainable)
        return tf.constant(record.data, dtype=record.dtype)


class _Missing(Exception):
    """A name that the notebook does not define."""


def _describe(error: BaseException, namespace: dict[str, Any]) -> dict[str, Any]:
    """Return a reply that says what was raised, and where in the student's code.

    ``line`` counts from the top of the cell; it is 0 if no code of the student's was running.
    """
    innermost, line, function = None, 0, ""
    traceback = error.__traceback__
    while traceback is not None:
        innermost = traceback.tb_frame
        if _is_students(innermost, namespace):
            line, function = traceback.tb_lineno, innermost.f_code.co_name
            if function.startswith(TRACED_NAME):  # its line numbers are of a file of TensorFlow's
                line, function = 0, function.removeprefix(TRACED_NAME)
        traceback = traceback.tb_next
    message, whole = _text_of(error)
    # Keras raises NotImplementedError too; so does NumPy in a graph, where TensorFlow hides NumPy's frames
    own = innermost is None or _is_students(innermost, namespace)
    stub = own and (STUB in message or not message)
    return {
        "status": "raised",
        "type": str(type(error).__name__),
        "message": message,
        "whole": whole,
        "line": line,
        "function": function,
        "not_implemented": isinstance(error, NotImplementedError) and stub,
    }


def _is_students(frame: FrameType, namespace: dict[str, Any]) -> bool:
    return frame.f_globals is namespace


def _text_of(error: BaseException) -> tuple[str, str]:
    """Return the line of an exception's text that says what is wrong, and the whole text.

    It is the first line; behind a header of Keras's, the next one; in an error of TensorFlow's while it
    traces a function, the last one.
    """
    try:
        text = _NOISE.sub("", str(error))  # `str` may run the student's code, too
    except BaseException:  # noqa: BLE001  # as above
        return "its text cannot be shown", ""
    lines = [line.strip() for line in text.splitlines() if line.strip()] or [""]
    if lines[0] == "in user code:":
        text = TRACED + lines[-1].removeprefix(f"{type(error).__name__}: ")
        lines = [text]  # the lines before it are places in files, with other line numbers
    elif lines[0].startswith("Exception encountered when calling") and len(lines) > 1:
        del lines[0]
    return lines[0][:300], text[:WHOLE_TEXT]


def seed_everything(seed: int) -> None:
    """Seed Python's, NumPy's and (where they are imported) TensorFlow's and Keras's generators."""
    import random

    random.seed(seed)
    np.random.seed(seed % 2**32)  # noqa: NPY002  # the generator of students' np.random.* calls
    if "tensorflow" in sys.modules:
        sys.modules["tensorflow"].random.set_seed(seed)
    if "keras" in sys.modules:
        sys.modules["keras"].utils.set_random_seed(seed % 2**32)


def to_plain_record(value: Any) -> Any:
    """Translate a tensor, variable, dtype, shape or figure into its plain record.

    Only libraries that are imported already are asked: else there can be no object of theirs.
    """
    for translate in (_recognise_python, _recognise_numpy, _recognise_tensorflow):
        found = translate(value)
        if found is not value:
            return found
    return _recognise_figure(value) if "matplotlib" in sys.modules else value


def _recognise_python(value: Any) -> Any:
    """Translate subclasses of dict, list and tuple from the standard library and Keras."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    for plain in (dict, list):
        if isinstance(value, plain) and type(value) is not plain:
            return plain(value)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return tuple(value)
    return value


def _recognise_numpy(value: Any) -> Any:
    if isinstance(value, np.dtype):
        return DType(value.name)
    if isinstance(value, type) and issubclass(value, np.generic):
        return DType(np.dtype(value).name)
    if isinstance(value, np.str_):
        return str(value)
    if isinstance(value, (np.ndarray, np.generic)) and _is_extended(value.dtype):
        kind = "ndarray" if isinstance(value, np.ndarray) else "scalar"
        return _numbers(value, kind, value.dtype.name, False)
    if isinstance(value, np.ndarray) and value.dtype.kind in "OUS" and value.ndim:
        return value.tolist()
    return value


def _recognise_tensorflow(value: Any) -> Any:
    tf, keras = sys.modules.get("tensorflow"), sys.modules.get("keras")
    if keras is not None and _is_truly(value, keras.Variable):
        return _numbers(_read(value), "Variable", value.dtype, bool(value.trainable))
    if tf is None:
        return value
    if _is_truly(value, tf.Variable):
        return _numbers(_read(value), "Variable", value.dtype.name, bool(value.trainable))
    if _is_truly(value, tf.Tensor) and hasattr(value, "numpy"):
        return _numbers(_read(value), "Tensor", value.dtype.name, False)
    if isinstance(value, tf.DType):
        return DType(value.name)
    if isinstance(value, tf.TensorShape) and value.rank is not None:
        return Shape(tuple(value.as_list()))
    return value


def _read(value: Any) -> Any:
    """Return a tensor's or variable's numbers by its type's method: the object may have its own ``numpy``."""
    return type(value).numpy(value)


def _is_truly(value: Any, kind: type[Any]) -> bool:
    """Say whether a value is of a kind by its type, not by its ``__class__``, which it can set."""
    return issubclass(type(value), kind)


def _numbers(data: Any, kind: str, dtype: str, trainable: bool) -> Any:
    data = np.asarray(data)
    if _is_extended(data.dtype):
        data = data.astype(np.float32)
    if data.dtype.kind not in NUMERIC_KINDS:
        return _recognise_python(data.tolist())
    return Array(data, kind, dtype, trainable)


def _is_extended(dtype: np.dtype[Any]) -> bool:
    """Say whether ``dtype`` is a kind of number that NumPy itself lacks, such as bfloat16."""
    return dtype.kind == "V" and dtype.type is not np.void


def _recognise_figure(value: Any) -> Any:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    if isinstance(value, Figure):
        title = value.get_suptitle()
        return FigureRecord(title, tuple(_axes(axes) for axes in _drawn(value.axes)))
    if isinstance(value, Axes):
        return FigureRecord("", (_axes(value),))
    return value


def _axes(axes: Any) -> AxesRecord:
    from matplotlib.patches import Rectangle

    legend = axes.get_legend()
    return AxesRecord(
        title=axes.get_title() or axes.get_title(loc="left") or axes.get_title(loc="right"),
        xlabel=axes.get_xlabel(),
        ylabel=axes.get_ylabel(),
        xlim=_interval(*axes.get_xlim()),
        ylim=_interval(*axes.get_ylim()),
        images=tuple(_image(image) for image in _pictures(axes)),
        lines=tuple(_line(line) for line in _drawn(axes.lines) if _leaves_a_trace(line)),
        bars=tuple(_bar(patch) for patch in _drawn(axes.patches) if isinstance(patch, Rectangle)),
        texts=tuple(text.get_text() for text in _drawn(axes.texts)),
        legend=tuple(text.get_text() for text in legend.get_texts()) if legend else (),
        xticklabels=tuple(label.get_text() for label in axes.get_xticklabels()),
        yticklabels=tuple(label.get_text() for label in axes.get_yticklabels()),
        is_colorbar=axes.get_label() == "<colorbar>",
    )


def _interval(low: Any, high: Any) -> tuple[float, float]:
    return float(low), float(high)


def _pictures(axes: Any) -> list[Any]:
    """Return the pictures of ``imshow``, ``matshow`` and ``pcolormesh`` that have numbers."""
    from matplotlib.collections import QuadMesh

    meshes = [collection for collection in axes.collections if isinstance(collection, QuadMesh)]
    pictures = _drawn((*axes.images, *meshes))
    return [picture for picture in pictures if picture.get_array() is not None]


def _drawn(artists: Iterable[Any]) -> list[Any]:
    """Return the visible ones: neither switched off nor fully transparent."""
    return [
        artist
        for artist in artists
        if artist.get_visible() and (artist.get_alpha() is None or np.any(artist.get_alpha()))
    ]


def _leaves_a_trace(line: Any) -> bool:
    has_stroke = line.get_linestyle() not in NOTHING and line.get_linewidth() > 0
    return has_stroke or line.get_marker() not in NOTHING


def _image(image: Any) -> dict[str, Any]:
    low, high = image.get_clim()
    clim = _interval(low, high) if low is not None and high is not None else None
    smoothing = getattr(image, "get_interpolation", str)()  # a mesh has none
    record = {"data": _as_seen(image), "cmap": image.get_cmap().name, "clim": clim}
    return {**record, "interpolation": str(smoothing)}


def _as_seen(image: Any) -> np.ndarray[Any, Any]:
    """Return an image's numbers as they are seen, with row 0 on top and column 0 on the left."""
    data = np.asarray(image.get_array())
    if hasattr(image, "get_coordinates"):  # a mesh
        corners = image.get_coordinates()
        if data.ndim == 1:  # in this form before matplotlib 3.8
            data = data.reshape(len(corners) - 1, -1)
        first, last = corners[0, 0], corners[-1, -1]
    else:
        left, right, bottom, top = image.get_extent()
        rows_down = image.origin == "upper"
        first, last = (
            ((left, top), (right, bottom)) if rows_down else ((left, bottom), (right, top))
        )
    (x_first, y_first), (x_last, y_last) = image.get_transform().transform([first, last])
    return data[:: 1 if y_first >= y_last else -1, :: 1 if x_first <= x_last else -1]


def _line(line: Any) -> dict[str, Any]:
    # orig=False: as drawn, with names and dates turned into positions
    x, y = (np.asarray(line.get_data(orig=False)[axis], dtype=float) for axis in (0, 1))
    return {"x": x, "y": y, "label": str(line.get_label())}


def _bar(patch: Any) -> dict[str, Any]:
    x, y, width, height = patch.get_x(), patch.get_y(), patch.get_width(), patch.get_height()
    return {"x": float(x), "y": float(y), "width": float(width), "height": float(height)}
