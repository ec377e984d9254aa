"""multi_input: the predictions of a neuron with several inputs, one for each row."""

import pytest

from .error_hints import PRODUCT
from .shared import FAR, drawn, expect_rows, floats

exercise = pytest.mark.exercise


def ask_rows(student, x, w, b):
    """Expect the right predictions from ``multi_input``."""
    name = f"multi_input: {x.shape[0]} rows, {x.shape[1]} inputs"
    answer = student.attempt("multi_input", *floats(x, w, b)).value_or_raise(PRODUCT)
    expect_rows(name, answer, x, w, b)


@exercise("multi_input")
def test_multi_input_rows(student):
    """3 rows with 2 inputs each give 3 predictions, and 5 rows with 4 inputs give 5."""
    for seed, rows, inputs in ((201, 3, 2), (206, 5, 4)):
        ask_rows(student, *drawn(seed, rows, inputs))


### BEGIN HIDDEN TESTS
# holds: "it returns the prediction for each row, with the sigmoid"
# holds: "A prediction for each row, floating, of shape (n, 1)."
@exercise("multi_input")
def test_multi_input_unseen(student, hidden_rng):
    """Other numbers of rows and of inputs work too."""
    for rows, inputs in ((4, 5), (7, 3)):
        ask_rows(student, *drawn(hidden_rng(f"{rows} rows"), rows, inputs))


# holds: "the inputs, float32 of shape (n, d)"
@exercise("multi_input")
def test_multi_input_ends(student, hidden_rng):
    """A single row works, so does a single input, and so do inputs far from 0."""
    for rows, inputs in ((1, 4), (6, 1)):
        ask_rows(student, *drawn(hidden_rng(f"{rows} rows"), rows, inputs))
    ask_rows(student, *FAR)


### END HIDDEN TESTS
