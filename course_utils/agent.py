"""The agent: answers questions about a notebook's live namespace, in the student's own process.

It is the only part of the course that touches a student's objects. It knows no expected value.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

import numpy as np

from course_utils.plain import Array, AxesRecord, Decoder, DType, Encoder, FigureRecord, Handle, Shape

Reply = tuple[dict[str, Any], list[bytes]]


class Agent:
    """Answer requests about ``namespace``, the globals of a notebook.

    A request is ``{"op": "value" | "call" | "seed", "target": ..., "path": [...], "args": tree,
    "kwargs": tree}``; a target is ``{"name": str}``, ``{"handle": int}`` or ``{"library": str}``.
    """

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.namespace = namespace
        self._stash: list[Any] = []

    def answer(self, request: dict[str, Any], buffers: list[bytes]) -> Reply:
        """Return the reply and its buffers; whatever the student's code raises becomes a reply."""
        try:
            return self._answer(request, buffers)
        except _Missing as missing:
            return {"status": "missing", "name": missing.args[0]}, []
        except KeyboardInterrupt:
            return {"status": "interrupted"}, []
        except BaseException as error:  # SystemExit included: the student's code may raise anything
            return _describe(error), []

    def _answer(self, request: dict[str, Any], buffers: list[bytes]) -> Reply:
        encoder = Encoder(stash=self._keep, recognise=recognise)
        if request["op"] == "seed":
            seed_everything(int(request["seed"]))
            return {"status": "ok", "value": None}, []
        found = self._find(request)
        if request["op"] == "value":
            return {"status": "ok", "value": encoder.encode(found)}, encoder.buffers
        decoder = Decoder(buffers, resolve=self._resolve)
        args, kwargs = decoder.decode(request["args"]), decoder.decode(request["kwargs"])
        result = found(*args, **kwargs)
        reply = {"status": "ok", "value": encoder.encode(result), "arguments": encoder.encode(args)}
        return reply, encoder.buffers

    def _find(self, request: dict[str, Any]) -> Any:
        target = request["target"]
        if "handle" in target:
            found = self._stash[target["handle"]]
        elif "library" in target:
            found = _import(target["library"])
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
        import tensorflow as tf

        return tf.constant(record.data)


class _Missing(Exception):
    """A name that the notebook does not define."""


def _import(dotted: str) -> Any:
    """Return ``keras.layers.Dense`` and the like: the longest importable prefix, then attributes."""
    module, _, rest = dotted.partition(".")
    found = importlib.import_module(module)
    for name in rest.split(".") if rest else []:
        found = getattr(found, name)
    return found


def _describe(error: BaseException) -> dict[str, Any]:
    """Return a reply that says what was raised and on which line of the student's code."""
    line, traceback = 0, error.__traceback__
    while traceback is not None:
        if not traceback.tb_frame.f_code.co_filename.startswith(("<frozen", __file__)):
            line = line or traceback.tb_lineno
        traceback = traceback.tb_next
    text = str(error).strip().splitlines() or [""]
    return {
        "status": "raised",
        "type": type(error).__name__,
        "message": text[0][:300],
        "line": line,
        "not_implemented": isinstance(error, NotImplementedError),
    }


def seed_everything(seed: int) -> None:
    """Seed Python's, NumPy's and (where it is imported) Keras's and TensorFlow's generators."""
    import random

    random.seed(seed)
    np.random.seed(seed % 2**32)
    if "tensorflow" in sys.modules:
        sys.modules["tensorflow"].random.set_seed(seed)
        sys.modules["tensorflow"].keras.utils.set_random_seed(seed % 2**32)


def recognise(value: Any) -> Any:
    """Translate a tensor, variable, dtype, shape or figure into its plain record.

    Libraries are looked up among what is imported already: an object of theirs implies that.
    """
    if isinstance(value, np.dtype):
        return DType(value.name)
    if isinstance(value, type) and issubclass(value, np.generic):
        return DType(np.dtype(value).name)
    tf, keras = sys.modules.get("tensorflow"), sys.modules.get("keras")
    if keras is not None and isinstance(value, keras.Variable):
        return _numbers(value.numpy(), "Variable", value.dtype, bool(value.trainable))
    if tf is not None:
        if isinstance(value, tf.Variable):
            return _numbers(value.numpy(), "Variable", value.dtype.name, bool(value.trainable))
        if isinstance(value, tf.Tensor) and hasattr(value, "numpy"):
            return _numbers(value.numpy(), "Tensor", value.dtype.name, False)
        if isinstance(value, tf.DType):
            return DType(value.name)
        if isinstance(value, tf.TensorShape):
            return Shape(tuple(value.as_list())) if value.rank is not None else value
    if "matplotlib" in sys.modules:
        return _recognise_figure(value)
    return value


def _numbers(data: Any, kind: str, dtype: str, trainable: bool) -> Any:
    data = np.asarray(data)
    if data.dtype.kind == "V" or data.dtype.name.startswith(("bfloat16", "float8")):
        data = data.astype(np.float32)
    if data.dtype.kind not in "biufc":
        return data.tolist()
    return Array(data, kind, dtype, trainable)


def _recognise_figure(value: Any) -> Any:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    if isinstance(value, Figure):
        title = value.get_suptitle()
        return FigureRecord(title, tuple(_axes(axes) for axes in value.axes))
    if isinstance(value, Axes):
        return FigureRecord("", (_axes(value),))
    if isinstance(value, np.ndarray) and value.dtype == object:
        return list(value)
    return value


def _axes(axes: Any) -> AxesRecord:
    from matplotlib.patches import Rectangle

    legend = axes.get_legend()
    return AxesRecord(
        title=axes.get_title() or axes.get_title(loc="left") or axes.get_title(loc="right"),
        xlabel=axes.get_xlabel(),
        ylabel=axes.get_ylabel(),
        xlim=tuple(float(x) for x in axes.get_xlim()),
        ylim=tuple(float(y) for y in axes.get_ylim()),
        images=tuple(_image(image) for image in (*axes.images, *_meshes(axes))),
        lines=tuple(_line(line) for line in axes.lines),
        bars=tuple(_bar(patch) for patch in axes.patches if isinstance(patch, Rectangle)),
        texts=tuple(text.get_text() for text in axes.texts),
        legend=tuple(text.get_text() for text in legend.get_texts()) if legend else (),
        xticklabels=tuple(label.get_text() for label in axes.get_xticklabels()),
        yticklabels=tuple(label.get_text() for label in axes.get_yticklabels()),
        is_colorbar=axes.get_label() == "<colorbar>",
    )


def _meshes(axes: Any) -> list[Any]:
    from matplotlib.collections import QuadMesh

    return [collection for collection in axes.collections if isinstance(collection, QuadMesh)]


def _image(image: Any) -> dict[str, Any]:
    data = np.asarray(image.get_array())
    low, high = image.get_clim()
    clim = (float(low), float(high)) if low is not None and high is not None else None
    return {"data": data, "cmap": image.get_cmap().name, "clim": clim}


def _line(line: Any) -> dict[str, Any]:
    x, y = (np.asarray(values, dtype=float) for values in (line.get_xdata(), line.get_ydata()))
    return {"x": x, "y": y, "label": str(line.get_label())}


def _bar(patch: Any) -> dict[str, Any]:
    x, y, width, height = patch.get_x(), patch.get_y(), patch.get_width(), patch.get_height()
    return {"x": float(x), "y": float(y), "width": float(width), "height": float(height)}
