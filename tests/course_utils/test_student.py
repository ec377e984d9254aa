from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from live_notebook import LiveNotebook

from course_utils.checking.agent import Agent
from course_utils.checking.plain_data import AxesRecord, FigureRecord
from course_utils.checking.student import (
    AnswerRaised,
    AnswerUnavailable,
    CheckFailed,
    NotAttempted,
    Reply,
    Student,
)

NOTEBOOK = """
    def double(x, *, plus=0):
        return 2 * x + plus
    def helper():
        raise NotImplementedError
    def uses_helper():
        return helper()
    def divide(x):
        return helper_divide(x)
    def helper_divide(x):
        return 1 / x
    def silent():
        raise ValueError
    class Thing:
        size = 3
        def grow(self, by): self.size += by; return self
        def fail(self): raise ValueError("no")
        @property
        def broken(self): raise ValueError("never")
    def thing():
        return Thing()
    x = 5
    long = [0] * 10**6
    def say(text):
        raise ValueError(text)
"""


@pytest.fixture
def student() -> Student:
    """The student of the made-up notebook."""
    return LiveNotebook(NOTEBOOK).student


def reading(reply: dict[str, Any], arrays: list[bytes] | None = None) -> CheckFailed:
    """Return what is raised when a student's process sends this reply."""
    with pytest.raises(CheckFailed) as caught:
        Student(lambda *_: (reply, arrays or [])).call("answer")
    return caught.value


def test_values_and_calls(student: Student) -> None:
    """A check reads variables and calls functions, by position and by name."""
    assert student.value("x") == 5
    assert student.call("double", 4) == 8
    assert student.call("double", 4, plus=1) == 9
    assert student.call("double", np.ones(2)).data.tolist() == [2.0, 2.0]


def test_what_is_not_defined_is_not_attempted(student: Student) -> None:
    """A variable or function that the notebook lacks is named as not defined yet."""
    with pytest.raises(NotAttempted, match=r"^`y` is not defined yet$"):
        student.value("y")
    with pytest.raises(NotAttempted, match=r"^`triple` is not defined yet$"):
        student.call("triple", 1)


def test_a_stub_is_not_attempted(student: Student) -> None:
    """A function that raises NotImplementedError is not answered; one that needs it says which."""
    with pytest.raises(NotAttempted, match=r"^helper: not answered yet$"):
        student.call("helper")
    with pytest.raises(
        NotAttempted, match=r"^uses_helper: it uses `helper`, which is not answered"
    ):
        student.call("uses_helper")


def test_what_a_function_raised_is_told_with_its_line(student: Student) -> None:
    """An exception's type, text and line come in one sentence; another function's line names it."""
    with pytest.raises(AnswerRaised) as caught:
        student.call("divide", 0)
    expected = "divide raised ZeroDivisionError: division by zero (line 10 in `helper_divide`)"
    assert str(caught.value) == expected
    assert (caught.value.type_name, caught.value.text) == ("ZeroDivisionError", "division by zero")
    with pytest.raises(
        AnswerRaised, match=r"^helper_divide raised .*: division by zero \(line 10\)$"
    ):
        student.call("helper_divide", 0)
    with pytest.raises(AnswerRaised, match=r"^silent raised ValueError \(line 12\)$"):
        student.call("silent")


def test_an_attempt_returns_what_was_raised(student: Student) -> None:
    """`attempt` gives the exception for a check to look at, and what was not answered still ends."""
    outcome = student.attempt("divide", 0)
    assert outcome.raised is not None
    assert outcome.raised.type_name == "ZeroDivisionError"
    assert student.attempt("double", 1).value == 2
    with pytest.raises(NotAttempted):
        student.attempt("helper")


def test_a_hint_stands_beside_what_was_raised(student: Student) -> None:
    """The first hint whose words the exception's text holds is added; without one, the text alone."""
    outcome = student.attempt("divide", 0)
    hints = {"missing": "no", "by zero": "look at x", "division": "no"}
    with pytest.raises(
        AnswerRaised, match=r"^divide raised .*: .*by zero .*; look at x$"
    ) as caught:
        outcome.value_or_raise(hints)
    assert caught.value.type_name == "ZeroDivisionError"
    with pytest.raises(AnswerRaised, match=r"in `helper_divide`\)$"):
        outcome.value_or_raise({"missing": "no"})
    assert student.attempt("double", 1).value_or_raise(hints) == 2


def test_a_long_text_leaves_room_for_the_hint(student: Student) -> None:
    """Beside a hint, an exception's long text is cut."""
    with pytest.raises(AnswerRaised) as caught:
        student.attempt("say", "word " * 40).value_or_raise({"word": "look"})
    assert str(caught.value) == f"say raised ValueError: {'word ' * 19}word… (line 24); look"


def test_what_stayed_in_the_notebook_is_asked_by_dotted_paths(student: Student) -> None:
    """A handle's attributes are read and its methods called; what they raise is told."""
    thing = student.call("thing")
    assert repr(thing) == "<Thing in the notebook>"
    assert thing.call("grow", 2).value("size") == 5
    assert thing.value("__class__.__name__") == "Thing"
    with pytest.raises(AnswerRaised, match=r"^Thing\.fail raised ValueError: no \(line 16\)$"):
        thing.call("fail")
    with pytest.raises(AnswerRaised, match=r"^Thing\.broken raised ValueError: never"):
        thing.value("broken")
    with pytest.raises(AnswerRaised, match=r"^Thing\.weight raised AttributeError: .*\bweight\b"):
        thing.value("weight")


def test_a_variable_is_asked_for_once_until_something_may_have_changed_it() -> None:
    """Several checks look at one large array: it crosses once, and again after a call."""
    variables: dict[str, Any] = {"x": np.zeros(3), "change": lambda: variables["x"].fill(1)}
    agent, asked = Agent(variables), list[str]()

    def ask(request: dict[str, Any], buffers: list[bytes]) -> Reply:
        asked.append(request["op"])
        return agent.answer(request, buffers)

    student = Student(ask)
    first = student.value("x").data
    first[:] = 9  # what a check does to its copy is no other's
    assert student.value("x").data.tolist() == [0, 0, 0]
    student.call("change")
    assert student.value("x").data.tolist() == [1, 1, 1]
    assert asked == ["value", "call", "value"]


def test_a_value_too_large_to_read_is_not_taken_for_none(student: Student) -> None:
    """A value that cannot cross fails with the reason."""
    with pytest.raises(CheckFailed, match=r"^long: the value cannot be read: .* 100000 items"):
        student.value("long")


def test_a_figure_is_expected_to_be_one(student: Student) -> None:
    """What is no figure is named, with what to do."""
    record = FigureRecord("", (AxesRecord(),))
    assert student.figure(record) is record
    with pytest.raises(CheckFailed, match=r"^plot: expected a matplotlib Axes or Figure, got None"):
        student.figure(None, "plot")
    with pytest.raises(CheckFailed, match=r"^the figure: .* got Thing; return it$"):
        student.figure(student.call("thing"))


def test_a_check_sends_plain_data_alone(student: Student) -> None:
    """A check that sends an object of its own is at fault itself, not the student."""
    with pytest.raises(TypeError, match="a check can send plain data only, not a object"):
        student.call("double", object())


def test_a_library_function_that_raises_is_told(student: Student) -> None:
    """What a library raised in the student's process is told without a line."""
    with pytest.raises(AnswerRaised, match=r"^math\.sqrt raised ValueError: [^(]*$"):
        student.make("math.sqrt", -1)


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        ({}, "answer: the value cannot be read: the reply has no known status"),
        ({"status": ["ok"]}, "answer: the value cannot be read: the reply has no known status"),
        ({"status": "ok", "value": {"t": "array"}}, "answer: the value cannot be read: malformed"),
        ({"status": "ok", "value": 1, "arguments": 5}, "the reply's arguments are no tuple"),
        ({"status": "unreadable", "message": {}}, "answer: the value cannot be read: {}"),
        ({"status": "missing"}, "`` is not defined yet"),
        ({"status": "missing", "name": "n" * 999}, f"`{'n' * 80}` is not defined yet"),
        ({"status": "raised"}, "answer raised "),
        ({"status": "raised", "type": "E", "line": 10**30}, "answer raised E"),
        ({"status": "raised", "type": "E", "line": "1"}, "answer raised E"),
        (
            {"status": "raised", "type": "E", "line": 3, "function": "<b>"},
            "answer raised E (line 3)",
        ),
        ({"status": "raised", "type": "E", "message": "a\ud800"}, "answer raised E: a?"),
        ({"status": "raised", "not_implemented": 1, "type": "E"}, "answer raised E"),
    ],
    ids=str,
)
def test_a_hostile_reply_is_a_failed_check(reply: dict[str, Any], text: str) -> None:
    """Whatever a student's process replies, the check fails with a sentence: it never breaks."""
    assert text in str(reading(reply))


def test_what_was_raised_has_its_whole_text() -> None:
    """All lines of an exception's text are there to be looked at, cut to a bound once more."""
    error = reading({"status": "raised", "message": "a", "whole": "a\nb" + "c" * 9999})
    assert isinstance(error, AnswerRaised)
    assert (error.text, error.whole[:4], len(error.whole)) == ("a", "a\nbc", 4000)


def test_a_dtype_without_its_library_is_told() -> None:
    """Who writes `float32` alone is told what it is called, in every exercise."""
    reply = {"status": "raised", "type": "NameError", "message": "name 'float32' is not defined"}
    assert str(reading(reply)) == (
        "answer raised NameError: name 'float32' is not defined; write `tf.float32`"
    )


def test_an_interrupted_question_is_unavailable() -> None:
    """An answer that was stopped has the status `timeout`."""
    error = reading({"status": "interrupted"})
    assert isinstance(error, AnswerUnavailable)
    assert (str(error), error.status) == (
        "answer: stopped before it was done; look for a loop that never ends",
        "timeout",
    )


def test_a_reply_that_claims_success_can_still_fail() -> None:
    """A stub's reply counts as one only where it says so plainly."""
    assert isinstance(reading({"status": "raised", "not_implemented": True}), NotAttempted)
    assert not isinstance(reading({"status": "raised", "not_implemented": "yes"}), NotAttempted)
