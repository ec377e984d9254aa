"""mse_labels: the mean squared error of labels and guesses in uint8."""

import math

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
# How far a right answer may be off by its dtype alone, before it is called too coarse.
COARSE = {"float16": 5e-3, "bfloat16": 3e-2}


def too_small(labels, guesses):
    """Return what comes out in the small types of whole numbers, each with its message."""
    small = {
        np.uint8: "uint8 has no numbers below 0, and ends at 255",
        np.int8: "int8 ends at 127",
        np.int16: "int16 ends at 32767",
        np.uint16: "uint16 has no numbers below 0, and ends at 65535",
    }
    wrong = []
    for kind, ends in small.items():
        error = labels.astype(kind) - guesses.astype(kind)  # wraps around, as on the student's side
        squares, before = error * error, f"{ends}; change the type before you subtract"
        wrong += [
            ((error.astype(np.float64) ** 2).mean(), f"a difference wrapped around: {before}"),
            (squares.mean(dtype=np.float64), f"the squares wrapped around: {before}"),
            (squares.sum(dtype=kind) // squares.size, f"the sum wrapped around: {before}"),
        ]
    return wrong


def expect_mse_labels(student, labels, guesses):
    """Expect the mean squared error of two tensors of uint8."""
    labels, guesses = (np.asarray(part, np.uint8) for part in (labels, guesses))
    answer = student.attempt("mse_labels", tensor(labels), tensor(guesses)).value_or_raise(UINT8)
    name = f"mse_labels({format_value(labels)}, {format_value(guesses)})"
    several = as_numbers(name, answer).shape
    expect(
        math.prod(several) == 1,
        f"{name}: expected a single number, got shape {several}; take the mean over all places",
    )
    number = expect_number(name, answer)
    around = labels - guesses  # wraps around, as on the student's side
    error = labels.astype(np.float64) - guesses
    before = "change the type before you subtract"
    wrong = [
        (around.astype(np.float64).mean(), f"a difference wrapped around; {before}"),
        ((error**2).sum(), "that is the sum of the squares; take the mean"),
        (np.abs(error).mean(), "that is the mean of the absolute errors; square them"),
        ((error**2).mean() / 2, "that is half of it; the mean alone, without ½"),
        ((labels != guesses).mean(), "that is the share of wrong ones; how wrong they are counts"),
        (np.floor((error**2).mean()), "its fraction is cut off; change the type before the mean"),
        *too_small(labels, guesses),
    ]
    dtype = answer.dtype if isinstance(answer, Array) else ""
    expect(
        not dtype.startswith(("int", "uint")),
        f"{name}: got {number:g} as {dtype}; a type of whole numbers has no place for the fractions "
        "of a mean; change it first",
    )
    right = (error**2).mean()
    far = COARSE.get(dtype, 1e-5)
    coarse = f"{name}: got {number:.4g} as {dtype}, which is too coarse for this; use float32"
    expect(dtype not in COARSE or np.isfinite(number), coarse)
    hint = "cast both to float32, then the difference, its square, the mean"
    if np.isclose(number, right, rtol=COARSE["float16"]) or not np.isfinite(number):
        hint = (
            "was it float16 in between? It is too coarse for this, and ends at 65504; use float32"
        )
    expect_close(name, number, right, rtol=far, misconceptions=wrong, hint=hint)
    expect(dtype not in COARSE or np.isclose(number, right, rtol=1e-5), coarse)
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
# holds: "the mean squared error of two tensors of `uint8`"
# holds: "The mean of the squared differences, floating, of shape ()."
@exercise("mse_labels")
def test_mse_labels_unseen(student, hidden_rng):
    """Other labels and guesses are counted right."""
    rng = hidden_rng("labels")
    for count in (6, 11):
        expect_mse_labels(student, *rng.integers(0, 10, (2, count)))


# holds: "whichever numbers from 0 to 255 they hold"
# holds: "uint8 of any shape"
@exercise("mse_labels")
def test_mse_labels_whole_range(student, hidden_rng):
    """Numbers up to 255 are counted right, with two axes as well."""
    expect_mse_labels(student, [0, 255, 200], [255, 0, 17])
    rng = hidden_rng("levels")
    expect_mse_labels(student, *rng.integers(0, 256, (2, 4, 7)))


### END HIDDEN TESTS
