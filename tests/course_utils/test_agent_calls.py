"""What a call of a student's function comes back as: its value, or whatever it raised."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest
from asked_agent import call
from live_notebook import LiveNotebook

from course_utils.checking.agent import TRACED
from course_utils.checking.plain_data import Array, DType, tensor


def test_arguments_arrive_in_the_types_that_a_student_expects(tf: ModuleType) -> None:
    """Arrays arrive as arrays, `tensor` as tf.Tensor, scalars as scalars, a variable as a variable."""
    source = """
        def names(*values, **more):
            return [type(v).__name__ for v in (*values, *more.values())]
        def dtype(x):
            return x.dtype
    """
    student = LiveNotebook(source).student
    variable = Array(np.zeros(2), "Variable", "float64")
    arguments = (np.ones(2), np.float32(1), tensor([1.0]), variable, 3, [4.0])
    expected = ["ndarray", "float32", "EagerTensor", "ResourceVariable", "int", "list", "str"]
    assert student.call("names", *arguments, last="x") == expected
    half = Array(np.float32([0.5]), "Tensor", "bfloat16")
    assert student.call("dtype", half) == DType("bfloat16")


def test_arguments_changed_in_place_come_back_where_asked_for() -> None:
    """`attempt` shows what a function did to its arguments; a plain call spares the bytes."""
    notebook = LiveNotebook("def spoil(x): x[0] = 9")
    outcome = notebook.student.attempt("spoil", np.zeros(2))
    assert outcome.arguments[0].data.tolist() == [9.0, 0.0]
    notebook.student.call("spoil", np.zeros(2))
    assert "arguments" not in notebook.replies[-1]


CELL = """
    def helper(x):

        return 1 / x

    def answer():
        return helper(0)
"""


def test_the_line_is_that_of_the_students_code() -> None:
    """What was raised comes with the innermost line of the student's, counted from the cell's top."""
    reply = call(LiveNotebook(CELL), "answer")
    assert reply == {
        "status": "raised",
        "type": "ZeroDivisionError",
        "message": "division by zero",
        "whole": "division by zero",
        "line": 3,
        "function": "helper",
        "not_implemented": False,
    }


def test_the_whole_text_comes_within_bounds() -> None:
    """Beside its first line, a long text comes with all its lines, up to a number of letters."""
    source = """
        def short():
            raise ValueError("these are wrong:\\n7\\n")
        def long():
            raise ValueError("7\\n" * 10_000)
    """
    reply = call(LiveNotebook(source), "short")
    assert (reply["message"], reply["whole"]) == ("these are wrong:", "these are wrong:\n7\n")
    assert len(call(LiveNotebook(source), "long")["whole"]) == 4000


def test_the_line_is_not_that_of_a_library(tf: ModuleType) -> None:
    """An exception deep in TensorFlow is placed where the student called it."""
    source = """
        import tensorflow as tf
        def answer():
            a = tf.ones((2, 3))
            return tf.matmul(a, a)
    """
    reply = call(LiveNotebook(source), "answer")
    assert (reply["line"], reply["function"], reply["type"]) == (
        4,
        "answer",
        "InvalidArgumentError",
    )


def test_no_line_where_no_code_of_the_students_ran() -> None:
    """A call that does not fit the signature has no line."""
    reply = call(LiveNotebook("def answer(x): return x"), "answer")
    assert (reply["type"], reply["line"]) == ("TypeError", 0)


def test_not_implemented_is_a_stub_only_in_the_students_code(tf: ModuleType) -> None:
    """NotImplementedError means `not answered` where the student's code raised it, else not."""
    source = """
        import keras
        def stub():
            raise NotImplementedError
        class Half(keras.Layer):
            pass
        def uncalled():
            return Half()(keras.ops.ones((1,)))
    """
    notebook = LiveNotebook(source)
    assert call(notebook, "stub")["not_implemented"] is True
    reply = call(notebook, "uncalled")
    assert (reply["type"], reply["not_implemented"]) == ("NotImplementedError", False)


@pytest.mark.parametrize(
    ("body", "type_name", "message"),
    [
        ("raise SystemExit(3)", "SystemExit", "3"),
        ("import sys; sys.exit('bye')", "SystemExit", "bye"),
        ("raise BaseException", "BaseException", ""),
        ("raise GeneratorExit", "GeneratorExit", ""),
        ("raise ValueError('first\\nsecond')", "ValueError", "first"),
        ("raise ValueError('x' * 999)", "ValueError", "x" * 300),
        ("return answer()", "RecursionError", "maximum recursion depth exceeded"),
    ],
)
def test_whatever_is_raised_becomes_a_reply(body: str, type_name: str, message: str) -> None:
    """Nothing that a student's code raises gets past the agent; its text is cut to one line."""
    reply = call(LiveNotebook(f"def answer():\n    {body}"), "answer")
    assert (reply["status"], reply["type"]) == ("raised", type_name)
    assert reply["message"].startswith(message)
    assert len(reply["message"]) <= 300


KERAS = "Exception encountered when calling Sequential.call()."
IN_GRAPH = "in user code:\n\n    File 'x', line 1, in f  *\n\n    ValueError: bad\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\n\n  first\nsecond", "first"),
        ("{{function_node __wrapped__MatMul_device_/job:x}} Matrix size", "Matrix size"),
        ("axis 2 is out of bounds [Op:Sum]", "axis 2 is out of bounds"),
        (f"{KERAS}\n\n\x1b[1mToo flat\x1b[0m\n", "Too flat"),
        (KERAS, KERAS),
        (IN_GRAPH, f"{TRACED}bad"),
    ],
)
def test_the_line_that_says_what_is_wrong_is_found(text: str, message: str) -> None:
    """Of a text of several lines, Keras's header and TensorFlow's file names are left out."""
    reply = call(LiveNotebook(f"def answer():\n    raise ValueError({text!r})"), "answer")
    assert reply["message"] == message


def test_numpy_in_a_graph_is_an_error_and_no_missing_answer(tf: ModuleType) -> None:
    """What NumPy raises there is a NotImplementedError as well; a stub in a graph is still a stub."""
    source = """
        import numpy as np, tensorflow as tf
        @tf.function
        def squared():
            return np.square(tf.random.normal([2]))
        @tf.function
        def stub():
            raise NotImplementedError("not answered yet: write your code here")
    """
    notebook = LiveNotebook(source)
    reply = call(notebook, "squared")
    assert (reply["not_implemented"], reply["function"]) == (False, "squared")
    assert "Cannot convert a symbolic" in reply["message"]
    assert call(notebook, "stub")["not_implemented"] is True


def test_an_exception_that_cannot_be_shown_is_a_reply_too() -> None:
    """An exception whose text itself raises is named, and its text left out."""
    source = """
        class Odd(Exception):
            def __str__(self): raise SystemExit
        def answer(): raise Odd
    """
    reply = call(LiveNotebook(source), "answer")
    assert (reply["type"], reply["message"]) == ("Odd", "its text cannot be shown")


def test_an_interruption_is_told_from_an_error() -> None:
    """A question stopped by Ctrl-C says so."""
    notebook = LiveNotebook("def answer(): raise KeyboardInterrupt")
    assert call(notebook, "answer") == {"status": "interrupted"}
