"""neuron: the prediction of a neuron with one input."""

import numpy as np
import pytest

from course_utils.checking.expect import as_numbers, expect, expect_close, expect_number

from .shared import OVERFLOW, floats, sigmoid

exercise = pytest.mark.exercise


def expect_neuron(student, x, w, b):
    """Expect the prediction of a neuron with one input."""
    answer = student.call("neuron", *floats(x, w, b))
    name = f"neuron({x}, {w}, {b})"
    z = x * w + b
    wrong = [
        (np.nan, OVERFLOW),
        (0.5, "got what the example gives; use the arguments"),
        (sigmoid(x * w), "the bias isn't used"),
        (z, "that is z; the sigmoid is missing"),
        (x * w, "the bias and the sigmoid are missing"),
        (sigmoid(x * w) + b, "the bias is added after the sigmoid; it belongs inside"),
        (sigmoid(x) * w + b, "the sigmoid is around `x` alone; it comes last"),
        (sigmoid(-z), "the sign in the exponent is wrong: e is raised to −z"),
        (
            sigmoid(x * w - b),
            "the bias has the wrong sign; add it, and in a formula with e, the minus of e is for all "
            "of z, which wants brackets",
        ),
        (sigmoid(x + w * b), "the weight belongs to the input, not to the bias"),
        (sigmoid(x * (w + b)), "the bias is multiplied by `x`; add it after the multiplication"),
        (np.tanh(z), "that is tanh, which goes from -1 to 1; use the sigmoid"),
        (max(z, 0.0), "that is ReLU; use the sigmoid"),
        (1 / 1 + np.exp(-z), "a pair of brackets is missing: 1 / (1 + …)"),
    ]
    number = expect_number(name, answer)
    hint = "first z = x · w + b, then the sigmoid of z"
    expect_close(name, number, sigmoid(z), misconceptions=wrong, hint=hint)
    data = as_numbers(name, answer)
    expect(data.shape == (), f"{name}: expected shape (), a single number; got {data.shape}")


@exercise("neuron")
def test_neuron_example(student):
    """The prediction for one input, weight and bias is right."""
    expect_neuron(student, 1.5, 2.0, -1.0)


### BEGIN HIDDEN TESTS
# holds: "it returns the prediction for one input"
# holds: "A number between 0 and 1, floating, of shape ()."
@exercise("neuron", weight=2)
def test_neuron_unseen(student, hidden_rng):
    """Other inputs, weights and biases give the right prediction too."""
    rng = hidden_rng("cases")
    drawn = rng.uniform(0.3, 1.5, (4, 3)) * rng.choice([-1, 1], (4, 3))
    for x, w, b in (
        (-0.75, 1.25, 0.5),
        (3.0, -0.5, 2.0),
        (0.0, 4.0, -1.5),
        *drawn.round(2).tolist(),
    ):
        expect_neuron(student, x, w, b)


# holds: "A number between 0 and 1"
@exercise("neuron")
def test_neuron_far_from_zero(student):
    """A large z gives a prediction near 1, a very negative one near 0."""
    for x, w, b in ((40.0, 3.0, 1.0), (-30.0, 4.0, -0.5)):
        expect_neuron(student, x, w, b)


### END HIDDEN TESTS
