"""What a check may ask of a student's notebook. The same interface serves both sides.

In a notebook the questions go straight to the live namespace; in grading they go to a confined
process. Either way only plain data comes back (see `course_utils.plain`).

    CheckFailed             the student's answer is not right; its text is for the student
    ├── NotAttempted        there is no answer yet
    ├── AnswerRaised        the student's code raised an exception
    └── AnswerUnavailable   the student's process ran out of time or memory, or ended
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from course_utils.plain import Decoder, Encoder, FigureRecord, Handle, PlainDataError

Ask = Callable[[dict[str, Any], list[bytes]], tuple[dict[str, Any], list[bytes]]]


class CheckFailed(AssertionError):
    """The student's answer is not right. The text is shown to the student."""


class NotAttempted(CheckFailed):
    """The student has not answered yet."""


class AnswerRaised(CheckFailed):
    """The student's code raised: ``type_name`` and ``text`` say what."""

    def __init__(self, message: str, type_name: str, text: str) -> None:
        super().__init__(message)
        self.type_name = type_name
        self.text = text


class AnswerUnavailable(CheckFailed):
    """The student's process cannot answer; ``status`` is ``timeout`` or ``crashed``."""

    def __init__(self, message: str, status: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Outcome:
    """What a call did: its value, or what it raised, and its arguments as it left them."""

    value: Any = None
    raised: AnswerRaised | None = None
    arguments: tuple[Any, ...] = ()


class Student:
    """A student's notebook, as the checks of one exercise see it."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def value(self, name: str) -> Any:
        """Return the value of a variable of the notebook.

        Returns:
            Python numbers, text, lists, tuples and dicts as they are; tensors and arrays as
            `plain.Array`; dtypes and shapes as `plain.DType` and `plain.Shape`; figures as
            `plain.FigureRecord`; all else (a model, say) as a `Remote`.

        Raises:
            NotAttempted: the notebook does not define it.
        """
        return self._request({"op": "value", "target": {"name": name}}, name).value

    def call(self, function: str, *args: Any, **kwargs: Any) -> Any:
        """Call a function of the notebook and return its value, as `value` does.

        NumPy arrays arrive there as NumPy arrays, `plain.tensor` as ``tf.Tensor``.

        Raises:
            NotAttempted: it is not defined, or raises NotImplementedError.
            AnswerRaised: it raised anything else.
        """
        outcome = self.attempt(function, *args, **kwargs)
        if outcome.raised is not None:
            raise outcome.raised
        return outcome.value

    def attempt(self, function: str, *args: Any, **kwargs: Any) -> Outcome:
        """Call a function of the notebook and return what it did, an exception included."""
        return self._call({"name": function}, [], function, args, kwargs)

    def figure(self, value: Any, name: str = "the figure") -> FigureRecord:
        """Return ``value``, which a call or a variable gave, if it is a figure or Axes.

        Raises:
            CheckFailed: it is something else.
        """
        if isinstance(value, FigureRecord):
            return value
        got = value.type_name if isinstance(value, Remote) else type(value).__name__
        raise CheckFailed(f"{name}: expected a matplotlib Axes or Figure, got {got}; return it")

    def make(self, dotted: str, *args: Any, **kwargs: Any) -> Any:
        """Call a library's function or class (``keras.Sequential``) in the student's process."""
        outcome = self._call({"library": dotted}, [], dotted, args, kwargs)
        if outcome.raised is not None:
            raise outcome.raised
        return outcome.value

    def seed(self, seed: int) -> None:
        """Seed Python's, NumPy's and TensorFlow's generators in the student's process."""
        self._request({"op": "seed", "seed": seed}, "seed")

    def _call(
        self,
        target: dict[str, Any],
        path: list[str],
        label: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> Outcome:
        encoder = Encoder(stash=_no_stash)
        plain_args, plain_kwargs = _unwrap(args), _unwrap(kwargs)
        request = {"op": "call", "target": target, "path": path}
        request["args"] = encoder.encode(plain_args)
        request["kwargs"] = encoder.encode(plain_kwargs)
        return self._request(request, label, encoder.buffers)

    def _request(
        self, request: dict[str, Any], label: str, buffers: list[bytes] | None = None
    ) -> Outcome:
        reply, arrays = self._ask(request, buffers or [])
        try:
            return self._read(reply, arrays, label)
        except PlainDataError as error:
            raise CheckFailed(f"{label}: the value cannot be read: {error}") from None

    def _read(self, reply: dict[str, Any], arrays: list[bytes], label: str) -> Outcome:
        status = reply.get("status")
        if status == "ok":
            decoder = Decoder(arrays, resolve=self._wrap)
            arguments = decoder.decode(reply.get("arguments", {"t": "tuple", "v": []}))
            return Outcome(decoder.decode(reply.get("value")), None, tuple(arguments))
        if status == "missing":
            raise NotAttempted(f"`{str(reply.get('name'))[:80]}` is not defined yet")
        if status == "raised":
            if reply.get("not_implemented") is True:
                raise NotAttempted(f"{label}: not answered yet")
            return Outcome(raised=_raised(reply, label))
        if status == "interrupted":
            raise AnswerUnavailable(f"{label}: stopped, it took too long", "timeout")
        raise PlainDataError("the reply has no known status")

    def _wrap(self, record: Any) -> Any:
        return Remote(self, record) if isinstance(record, Handle) else record


class Remote:
    """Something that stayed in the student's process: a model, a layer, a history."""

    def __init__(self, student: Student, handle: Handle) -> None:
        self._student = student
        self._handle = handle

    @property
    def type_name(self) -> str:
        """The name of its class, as the student's process gives it."""
        return self._handle.type_name

    def call(self, method: str, *args: Any, **kwargs: Any) -> Any:
        """Call a method (a dotted path; ``__call__`` for the thing itself) and return its value."""
        target = {"handle": self._handle.number}
        label = f"{self.type_name}.{method}"
        outcome = self._student._call(target, method.split("."), label, args, kwargs)
        if outcome.raised is not None:
            raise outcome.raised
        return outcome.value

    def value(self, attribute: str) -> Any:
        """Return the value of an attribute (a dotted path)."""
        target = {"handle": self._handle.number}
        request = {"op": "value", "target": target, "path": attribute.split(".")}
        outcome = self._student._request(request, f"{self.type_name}.{attribute}")
        if outcome.raised is not None:
            raise outcome.raised
        return outcome.value

    def __repr__(self) -> str:
        return f"<{self.type_name} in the notebook>"


def _raised(reply: dict[str, Any], label: str) -> AnswerRaised:
    type_name, text = str(reply.get("type"))[:80], str(reply.get("message"))[:300]
    line = reply.get("line")
    where = f" (line {line})" if isinstance(line, int) and line > 0 else ""
    return AnswerRaised(f"{label} raised {type_name}: {text}{where}", type_name, text)


def _unwrap(value: Any) -> Any:
    """Return ``value`` with every `Remote` in it replaced by its handle."""
    if isinstance(value, Remote):
        return value._handle
    if isinstance(value, (list, tuple)):
        return type(value)(_unwrap(item) for item in value)
    if isinstance(value, dict):
        return {key: _unwrap(item) for key, item in value.items()}
    return value


def _no_stash(value: Any) -> Handle:
    raise TypeError(f"a check can send plain data only, not a {type(value).__name__}")
