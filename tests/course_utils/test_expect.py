from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from course_utils.checking import expect
from course_utils.checking.plain_data import (
    Array,
    AxesRecord,
    DType,
    FigureRecord,
    Handle,
    Shape,
    tensor,
)
from course_utils.checking.student import CheckFailed, RemoteObject, Student

Numbers = np.ndarray[Any, Any]
MODEL = RemoteObject(Student(lambda *_: ({}, [])), Handle(0, "Sequential"))


def complaint(function: Any, *args: Any, **kwargs: Any) -> str:
    """Return the text with which an expectation fails."""
    with pytest.raises(CheckFailed) as caught:
        function(*args, **kwargs)
    return str(caught.value)


def array(data: Any, dtype: str = "float32") -> Array:
    """Return what arrives of a NumPy array."""
    return Array(np.asarray(data, dtype), "ndarray", dtype)


def test_expect_says_its_message() -> None:
    """A condition that does not hold fails with the message as it is."""
    expect.expect(True, "never seen")
    assert complaint(expect.expect, False, "neuron: no") == "neuron: no"


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (tensor([1]), "tf.Tensor"),
        (Array(np.zeros(1), "Variable"), "tf.Variable"),
        (Array(np.zeros(()), "scalar"), "NumPy scalar"),
        (array([1]), "NumPy array"),
        (DType("float32"), "dtype float32"),
        (Shape((1,)), "TensorShape"),
        (FigureRecord(), "matplotlib figure"),
        (AxesRecord(), "matplotlib figure"),
        (MODEL, "Sequential"),
        (None, "None (is a `return` missing?)"),
        ([1], "list"),
        (2.5, "float"),
    ],
    ids=str,
)
def test_types_are_named_as_students_know_them(value: Any, name: str) -> None:
    """Every kind of value has the name that a student knows it by."""
    assert expect.type_of(value) == name


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (array([0.1, 1]), "[0.1, 1.0]"),
        (np.array([1 / 3, 65025.0]), "[0.333333, 65025.0]"),
        (array([[1, 2], [3, 4]], "int32"), "[[1, 2], [3, 4]]"),
        (array(7, "uint8"), "7"),
        (array([]), "[]"),
        (array(range(9)), "[0.0, 1.0, 2.0, …]"),
        (np.array([True]), "[True]"),
        (DType("int32"), "int32"),
        (Shape((None, 3)), "(None, 3)"),
        (MODEL, "<Sequential in the notebook>"),
        ("a\n  b", "a b"),
        ([array([1])], "[ndarray(shape=(1,), dtype=float32)]"),
        ("x" * 99, "x" * 59 + "…"),
    ],
    ids=str,
)
def test_values_are_shown_in_little_space(value: Any, text: str) -> None:
    """A value is shown in one short line, a fraction with six digits."""
    assert expect.format_value(value) == text


def test_a_tensor_is_expected_to_be_one() -> None:
    """An array or a list in a tensor's place is named."""
    assert expect.expect_tensor("w", tensor([1.0])).tolist() == [1.0]
    assert expect.expect_tensor("w", Array(np.zeros(2), "Variable", "float64")).shape == (2,)
    expected = "w: expected a tf.Tensor, got a NumPy array"
    assert complaint(expect.expect_tensor, "w", array([1])) == expected
    assert complaint(expect.expect_tensor, "w", [1]) == "w: expected a tf.Tensor, got a list"
    expected = "w: expected a tf.Tensor, got None (is a `return` missing?)"
    assert complaint(expect.expect_tensor, "w", None) == expected
    assert complaint(expect.expect_tensor, "w", 3).endswith("got an int")
    assert complaint(expect.expect_tensor, "w", DType("int8")).endswith("got dtype int8")


def test_shape_and_dtype_are_told_in_one_line() -> None:
    """What was expected and what came stand in one line, shape and dtype as far as asked for."""
    value = array(np.zeros((32, 1)), "float64")
    got = "got float64 of shape (32, 1)"
    text = complaint(expect.expect_array, "logits", value, (32, 10), "float32")
    assert text == f"logits: expected float32 of shape (32, 10), {got}"
    text = complaint(expect.expect_array, "logits", value, (32, 10))
    assert text == f"logits: expected shape (32, 10), {got}"
    text = complaint(expect.expect_array, "logits", value, dtype=("float16", "float32"))
    assert text == f"logits: expected float16 or float32, {got}"


def test_a_right_array_gives_its_numbers() -> None:
    """An array of a right shape and one of the right dtypes gives its numbers; so does a number."""
    numbers = expect.expect_array("x", array([[1]], "int64"), (1, 1), ("int32", "int64"))
    assert numbers.tolist() == [[1]]
    assert expect.expect_array("x", 2.5, ()).tolist() == 2.5
    assert expect.expect_array("x", True, dtype="bool").tolist() is True
    expected = "x: expected a tensor or array, got a str"
    assert complaint(expect.expect_array, "x", "2.5") == expected
    assert complaint(expect.expect_array, "x", MODEL).endswith("got a Sequential")


@pytest.mark.parametrize("value", [tensor([0.3, 1.0]), array([0.3, 1]), [0.3, 1], (0.3, array(1))])
def test_close_numbers_pass_whatever_holds_them(value: Any) -> None:
    """Tensors, arrays, lists and tuples of the same numbers are as good, float32's rounding too."""
    expect.expect_close("x", value, np.array([0.3, 1.0]))
    expect.expect_close("x", array([np.float32(0.3), 1]), [0.3, 1.0])


def test_wrong_numbers_are_shown_and_the_right_ones_are_not() -> None:
    """The message shows what the student got and a hint, never the reference."""
    text = complaint(expect.expect_close, "mean", array([2.5]), [1234.5], hint="divide by n")
    assert text == "mean: got [2.5], which is not right; divide by n"


def test_a_misconception_is_named() -> None:
    """A result that is known to come of a mistake gets that mistake's message, by the first fit."""
    wrong = [([1.0, 1.0], "did you sum?"), ([6.0], "divide by n, not n - 1"), ([6.0], "later")]
    text = complaint(expect.expect_close, "var", array([6.0]), [5.0], misconceptions=wrong)
    assert text == "var: divide by n, not n - 1"


def test_a_wrong_shape_is_told_before_its_numbers() -> None:
    """Numbers that broadcast to the right ones are still of a wrong shape."""
    text = complaint(expect.expect_close, "x", array([[1], [1]]), [1.0, 1.0], hint="look at axis")
    assert text == "x: expected shape (2,), got (2, 1); look at axis"


def test_nan_is_right_only_where_it_is_expected() -> None:
    """NaN equals NaN, and nothing else."""
    expect.expect_close("x", array([np.nan]), [np.nan])
    assert "[nan], which is not right" in complaint(
        expect.expect_close, "x", array([np.nan]), [1.0]
    )


def test_tolerances_are_the_callers() -> None:
    """A wider tolerance lets through what the default does not."""
    assert complaint(expect.expect_close, "x", array(1.01), 1.0)
    expect.expect_close("x", array(1.01), 1.0, rtol=0.1)
    expect.expect_close("x", array(1.01), 1.0, atol=0.1)


def test_what_is_no_number_is_named() -> None:
    """Text, models and ragged rows are named for what they are."""
    assert complaint(expect.as_numbers, "x", "five") == "x: expected numbers, got a str"
    assert complaint(expect.as_numbers, "x", [1, None]).endswith(
        "got None (is a `return` missing?)"
    )
    assert complaint(expect.as_numbers, "x", MODEL) == "x: expected numbers, got a Sequential"
    assert complaint(expect.as_numbers, "x", [[1, 2], [3]]) == "x: its rows differ in length"
    assert expect.as_numbers("x", []).shape == (0,)


def test_one_number_is_one() -> None:
    """A number may come as an array of one; several, or a complex one, are refused."""
    assert expect.expect_number("acc", array([[0.5]])) == 0.5
    assert expect.expect_number("acc", 3) == 3.0
    expected = "acc: expected one number, got shape (2,)"
    assert complaint(expect.expect_number, "acc", [1, 2]) == expected
    expected = "acc: expected a real number, got complex64"
    assert complaint(expect.expect_number, "acc", array(1j, "complex64")) == expected


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_numbers_are_expected_to_be_finite(bad: float) -> None:
    """NaN and infinity are named with where to look; whole numbers are always finite."""
    expect.expect_finite("loss", np.arange(3))
    text = complaint(expect.expect_finite, "loss", np.array([1.0, bad]))
    expected = "loss: holds NaN or infinity; look for a division by zero or a log of 0"
    assert text == expected
