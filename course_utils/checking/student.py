"""The `student` fixture: the questions that a check may ask of a student's notebook.

The same interface serves two cases: in a notebook the questions go straight to the live namespace, in
grading to a confined process. In both cases `Agent` answers them, and only plain data comes back
(`course_utils.checking.plain_data`).

    CheckFailed             the student's answer is not right; its text is for the student
    ├── NotAttempted        there is no answer yet
    ├── AnswerRaised        the student's code raised an exception
    └── AnswerUnavailable   the student's process ran out of time or memory, or ended
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from course_utils.checking.encoding import Decoder, Encoder
from course_utils.checking.plain_data import (
    WHOLE_TEXT,
    FigureRecord,
    Handle,
    PlainDataError,
    encodable_text,
)

BESIDE_A_HINT = 100  # letters of an exception's text that a message shows beside a hint
STOPPED = "stopped before it was done; look for a loop that never ends"
# Hints for a dtype that is named without its library, by a part of the exception's text.
BARE_DTYPES = {
    f"name '{name}' is not defined": f"write `tf.{name}`"
    for name in ("uint8", "int32", "int64", "float16", "float32", "float64")
}

Reply = tuple[dict[str, Any], list[bytes]]
Ask = Callable[[dict[str, Any], list[bytes]], Reply]


class CheckFailed(AssertionError):
    """The student's answer is not right. The text is shown to the student."""


class NotAttempted(CheckFailed):
    """The student has not answered yet."""


class AnswerRaised(CheckFailed):
    """The student's code raised an exception: ``type_name`` is its type, ``text`` one line of its text.

    ``whole`` is the whole text, up to `WHOLE_TEXT` letters.
    """

    def __init__(self, message: str, type_name: str, text: str, whole: str = "") -> None:
        super().__init__(message)
        self.type_name = type_name
        self.text = text
        self.whole = whole or text


class AnswerUnavailable(CheckFailed):
    """The student's process cannot answer; ``status`` is ``timeout`` or ``crashed``."""

    def __init__(self, message: str, status: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class CallOutcome:
    """The outcome of a call: its value or exception, and its arguments in their state after the call."""

    value: Any = None
    raised: AnswerRaised | None = None
    arguments: tuple[Any, ...] = ()

    def value_or_raise(self, hints: Mapping[str, str] | None = None) -> Any:
        """Return the value.

        Args:
            hints: what to look at, by a part of the exception's text; the first one that fits is added
                to the message, and a long text is cut to make room for it.

        Raises:
            AnswerRaised: there is none.
        """
        raised = self.raised
        if raised is None:
            return self.value
        for part, hint in (*(hints or {}).items(), *BARE_DTYPES.items()):
            if part in raised.text:
                short = textwrap.shorten(raised.text, BESIDE_A_HINT, placeholder="…")
                said = str(raised).replace(raised.text, short)
                raise AnswerRaised(f"{said}; {hint}", raised.type_name, raised.text, raised.whole)
        raise raised


class Student:
    """A student's notebook, as the checks of one exercise see it.

    Args:
        ask: puts a question to the notebook's process.
        ask_clean: puts a question to a process that never ran the student's code; None: there is no
            such process, as in a notebook at home.

    Attributes:
        remarks: why objects could not be built again in the clean process, in words.
    """

    def __init__(self, ask: Ask, ask_clean: Ask | None = None) -> None:
        self._ask = ask
        self._clean = Student(ask_clean) if ask_clean is not None else None
        self._seed: int | None = None
        self.remarks: list[str] = []
        self._values: dict[str, Reply] = {}  # kept until a question that may change one

    def value(self, name: str) -> Any:
        """Return the value of a variable of the notebook.

        Returns:
            Python numbers, text, lists, tuples and dicts as they are; tensors and arrays as
            `plain.Array`; dtypes and shapes as `plain.DType` and `plain.Shape`; figures as
            `plain.FigureRecord`; anything else (a model, say) as a `RemoteObject`.

        Raises:
            NotAttempted: the notebook does not define it.
            CheckFailed: it is too large to be read.
        """
        return self._request({"op": "value", "target": {"name": name}}, name).value_or_raise()

    def call(self, function: str, *args: Any, **kwargs: Any) -> Any:
        """Call a function of the notebook and return its value, as `value` does.

        NumPy arrays arrive there as NumPy arrays, `plain.tensor` as ``tf.Tensor``.

        Raises:
            NotAttempted: it is not defined, or raises NotImplementedError.
            AnswerRaised: it raised anything else.
        """
        return self._call({"name": function}, [], function, args, kwargs).value_or_raise()

    def attempt(self, function: str, *args: Any, **kwargs: Any) -> CallOutcome:
        """Call a function of the notebook and return the outcome, which may be an exception.

        Its ``arguments`` show whether the function changed them in place.
        """
        return self._call({"name": function}, [], function, args, kwargs, arguments=True)

    def figure(self, value: Any, name: str = "the figure") -> FigureRecord:
        """Return ``value``, the result of a call or a variable, if it is a figure or Axes.

        Raises:
            CheckFailed: it is something else.
        """
        if isinstance(value, FigureRecord):
            return value
        got = value.type_name if isinstance(value, RemoteObject) else type(value).__name__
        raise CheckFailed(f"{name}: expected a matplotlib Axes or Figure, got {got}; return it")

    def make(self, dotted: str, *args: Any, **kwargs: Any) -> Any:
        """Call a library's function or class (``keras.Sequential``) in the student's process."""
        return self._call({"library": dotted}, [], dotted, args, kwargs).value_or_raise()

    def seed(self, seed: int) -> None:
        """Seed Python's, NumPy's and TensorFlow's generators in the student's process."""
        self._request({"op": "seed", "seed": seed}, "seed").value_or_raise()
        self._seed = seed

    def _rebuilt(self, handle: Handle, *, weights: bool) -> RemoteObject | None:
        """Build an object of the notebook again, in the process without code of the student's.

        None: it stays where it is, because there is no such process, or it has no plan.
        """
        if self._clean is None:
            return None
        try:
            request = {"op": "plan", "target": {"handle": handle.number}}
            plan = self._request(request, handle.type_name).value_or_raise()
            if not isinstance(plan, dict) or not isinstance(plan.get("weights"), list):
                raise CheckFailed(f"{handle.type_name}: the plan cannot be read")
            if self._seed is not None:  # weights that are drawn anew are the same in each grading
                self._clean.seed(self._seed)
                self._seed += 1
            made = self._clean._build(plan.get("config"), plan["weights"] if weights else None)
        except AnswerUnavailable:
            raise
        except CheckFailed as reason:
            self.remarks.append(str(reason))
            return None
        return made

    def _build(self, config: Any, weights: list[Any] | None) -> RemoteObject:
        encoder = Encoder(stash=_no_stash)
        try:
            arguments = encoder.encode((config, weights))
        except TypeError as error:  # a part of it has no plain form
            raise CheckFailed(str(error)) from None
        request = {"op": "build", "args": arguments}
        made = self._request(request, "a model", encoder.buffers).value_or_raise()
        if not isinstance(made, RemoteObject):
            raise CheckFailed("a model was not built")
        return made

    def _call(
        self,
        target: dict[str, Any],
        path: list[str],
        label: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        *,
        arguments: bool = False,
    ) -> CallOutcome:
        encoder = Encoder(stash=_no_stash)
        request = {"op": "call", "target": target, "path": path, "arguments": arguments}
        request["args"] = encoder.encode(self._unwrap(args))
        request["kwargs"] = encoder.encode(self._unwrap(kwargs))
        return self._request(request, label, encoder.buffers)

    def _unwrap(self, value: Any) -> Any:
        """Return ``value`` with every `RemoteObject` in it replaced by its handle."""
        if isinstance(value, RemoteObject):
            if value.owner is not self:
                raise TypeError(f"{value!r} is not in that process: make it by `owner.make`")
            return value._handle
        if isinstance(value, (list, tuple)):
            return type(value)(self._unwrap(item) for item in value)
        if isinstance(value, dict):
            return {key: self._unwrap(item) for key, item in value.items()}
        return value

    def _request(
        self, request: dict[str, Any], label: str, buffers: list[bytes] | None = None
    ) -> CallOutcome:
        reply, arrays = self._answer(request, buffers or [])
        try:
            outcome = self._read(reply, arrays, label)
            if outcome.raised is None and request.get("arguments"):
                _expect_all_arguments(outcome, len(request["args"]["v"]))
        except PlainDataError as error:
            raise CheckFailed(f"{label}: the value cannot be read: {error}") from None
        return outcome

    def _answer(self, request: dict[str, Any], buffers: list[bytes]) -> Reply:
        """Put a question; a variable's value is asked for once, even if several checks need it."""
        name = request.get("target", {}).get("name")
        if name is None or request["op"] != "value" or "path" in request:
            self._values.clear()
            return self._ask(request, buffers)
        if name not in self._values:
            self._values[name] = self._ask(request, buffers)
        return self._values[name]

    def _read(self, reply: dict[str, Any], arrays: list[bytes], label: str) -> CallOutcome:
        status = reply.get("status")
        if status == "ok":
            return self._read_outcome(reply, arrays)
        if status == "missing":
            raise NotAttempted(f"`{_text(reply, 'name', 80)}` is not defined yet")
        if status == "raised" and reply.get("not_implemented") is True:
            raise _not_attempted(reply, label)
        if status == "raised":
            return CallOutcome(raised=_raised(reply, label))
        if status == "unreadable":
            raise PlainDataError(_text(reply, "message", 300))
        if status == "interrupted":
            raise AnswerUnavailable(f"{label}: {STOPPED}", "timeout")
        raise PlainDataError("the reply has no known status")

    def _read_outcome(self, reply: dict[str, Any], arrays: list[bytes]) -> CallOutcome:
        decoder = Decoder(arrays, resolve=self._wrap)
        value = decoder.decode(reply.get("value"))
        arguments = decoder.decode(reply["arguments"]) if "arguments" in reply else ()
        if not isinstance(arguments, tuple):
            raise PlainDataError("the reply's arguments are no tuple")
        return CallOutcome(value, None, arguments)

    def _wrap(self, record: Any) -> Any:
        return RemoteObject(self, record) if isinstance(record, Handle) else record


class RemoteObject:
    """An object that stayed in the student's process: a model, a layer, a history."""

    def __init__(self, student: Student, handle: Handle) -> None:
        self._student = student
        self._handle = handle

    @property
    def type_name(self) -> str:
        """The name of its class, according to the student's process."""
        return self._handle.type_name

    @property
    def owner(self) -> Student:
        """Where it lives: the notebook, or the process that built it again. Its arguments are made there."""
        return self._student

    def rebuilt(self, *, weights: bool = True) -> RemoteObject:
        """Return it built again from its plain data, in a process that never ran the student's code.

        It returns itself in a notebook at home, or if it is made of more than Keras's own classes; a flag
        then tells the instructor.

        Args:
            weights: whether to keep its weights; False: they are drawn anew.
        """
        return self._student._rebuilt(self._handle, weights=weights) or self

    def call(self, method: str, *args: Any, **kwargs: Any) -> Any:
        """Call a method (a dotted path; ``__call__`` for the object itself) and return its value."""
        target = {"handle": self._handle.number}
        label = f"{self.type_name}.{method}"
        outcome = self._student._call(target, method.split("."), label, args, kwargs)
        return outcome.value_or_raise()

    def value(self, attribute: str) -> Any:
        """Return the value of an attribute (a dotted path)."""
        target = {"handle": self._handle.number}
        request = {"op": "value", "target": target, "path": attribute.split(".")}
        return self._student._request(request, f"{self.type_name}.{attribute}").value_or_raise()

    def __repr__(self) -> str:
        return f"<{self.type_name} in the notebook>"


def _expect_all_arguments(outcome: CallOutcome, count: int) -> None:
    if len(outcome.arguments) != count:
        raise PlainDataError(f"the reply holds {len(outcome.arguments)} of {count} arguments")


def _text(reply: dict[str, Any], field: str, limit: int) -> str:
    return encodable_text(str(reply.get(field, "")))[:limit]


def _raised(reply: dict[str, Any], label: str) -> AnswerRaised:
    type_name, text = _text(reply, "type", 80), _text(reply, "message", 300)
    line, helper = reply.get("line"), _helper(reply, label)
    where = f" (line {line}{f' in `{helper}`' if helper else ''})"
    known = isinstance(line, int) and 0 < line < 10**6
    message = f"{label} raised {type_name}" + (f": {text}" if text else "")
    whole = _text(reply, "whole", WHOLE_TEXT)
    return AnswerRaised(message + (where if known else ""), type_name, text, whole)


def _not_attempted(reply: dict[str, Any], label: str) -> NotAttempted:
    helper = _helper(reply, label)
    if helper:
        return NotAttempted(f"{label}: it uses `{helper}`, which is not answered yet")
    return NotAttempted(f"{label}: not answered yet")


def _helper(reply: dict[str, Any], label: str) -> str:
    """Return the name of another function of the notebook that was running; empty if none."""
    function = _text(reply, "function", 80)
    _, _, asked = label.rpartition(".")
    return function if function.isidentifier() and function != asked else ""


def _no_stash(value: Any) -> Handle:
    raise TypeError(f"a check can send plain data only, not a {type(value).__name__}")
