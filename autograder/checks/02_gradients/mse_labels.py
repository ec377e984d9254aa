"""mse_labels: the mean squared error of labels and guesses in uint8."""

import numpy as np
import pytest

from course_utils.checking.expect import (
    as_numbers,
    expect,
    expect_close,
    expect_number,
    format_value,
)
from course_utils.checking.plain_data import Array, tensor

exercise = pytest.mark.exercise

UINT8 = {
    "uint8 is not in the list": "TensorFlow has no such operation for uint8; change the type "
    "before you compute",
    "expected to be a": "only one of the two tensors has changed its type; change both",
}


def expect_mse_labels(student, labels, guesses):
    """Expect the mean squared error of two tensors of uint8."""
    labels, guesses = (np.asarray(part, np.uint8) for part in (labels, guesses))
    answer = student.attempt("mse_labels", tensor(labels), tensor(guesses)).value_or_raise(UINT8)
    name = f"mse_labels({format_value(labels)}, {format_value(guesses)})"
    number = expect_number(name, answer)
    around = labels - guesses  # wraps around, as on the student's side
    squares = around * around
    signed = labels.astype(np.int8) - guesses.astype(np.int8)
    error = labels.astype(np.float64) - guesses
    before = "change the type before you subtract"
    wrong = [
        ((around.astype(np.float64) ** 2).mean(), f"a difference below 0 wrapped around; {before}"),
        (around.astype(np.float64).mean(), f"a difference wrapped around; {before}"),
        (squares.astype(np.float64).mean(), f"the squares wrapped around; {before}"),
        ((signed.astype(np.float64) ** 2).mean(), "int8 ends at 127, so it wraps around as well"),
        ((signed * signed).mean(dtype=np.float64), "int8 ends at 127, so it wraps around as well"),
        ((error**2).sum(), "that is the sum of the squares; take the mean"),
        (np.abs(error).mean(), "that is the mean of the absolute errors; square them"),
        ((error**2).mean() / 2, "that is half of it; the mean alone, without ½"),
        ((labels != guesses).mean(), "that is the share of wrong ones; how wrong they are counts"),
    ]
    dtype = answer.dtype if isinstance(answer, Array) else ""
    expect(
        not dtype.startswith(("int", "uint")),
        f"{name}: got {number:g} as {dtype}; a type of whole numbers has no place for the fractions "
        "of a mean; change it first",
    )
    right = (error**2).mean()
    expect(
        dtype not in ("float16", "bfloat16") or np.isclose(number, right, rtol=1e-5),
        f"{name}: got {number:.4g} as {dtype}, which is too coarse for this; use float32",
    )
    hint = "cast both, then the difference, its square, the mean"
    expect_close(name, number, right, misconceptions=wrong, hint=hint)
    shape = as_numbers(name, answer).shape
    expect(
        shape == (),
        f"{name}: expected shape (), got {shape}; it is a single number, with no axis left",
    )


@exercise("mse_labels")
def test_mse_labels_digits(student):
    """Guesses that are too high and too low are counted right."""
    expect_mse_labels(student, [0, 5, 9, 2, 7], [1, 9, 3, 2, 6])


@exercise("mse_labels")
def test_mse_labels_large(student):
    """Larger numbers, such as 0 and 200, are counted right too."""
    expect_mse_labels(student, [0, 200, 90, 13], [200, 17, 100, 14])


### BEGIN HIDDEN TESTS
@exercise("mse_labels")
def test_mse_labels_unseen(student, hidden_rng):
    """Other labels and guesses are counted right."""
    rng = hidden_rng("labels")
    for count in (6, 11):
        expect_mse_labels(student, *rng.integers(0, 10, (2, count)))


@exercise("mse_labels")
def test_mse_labels_whole_range(student, hidden_rng):
    """Numbers up to 255 are counted right, with two axes as well."""
    expect_mse_labels(student, [0, 255, 200], [255, 0, 17])
    rng = hidden_rng("levels")
    expect_mse_labels(student, *rng.integers(0, 256, (2, 4, 7)))


### END HIDDEN TESTS
