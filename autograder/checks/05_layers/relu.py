"""relu: feature maps after ReLU, and the smallest and largest number in them."""

import numpy as np
import pytest

from course_utils.checking.expect import as_numbers, expect, expect_number, format_value
from course_utils.checking.plain_data import tensor

from .shared import given, judge_numbers, not_a_layer, random_images, type_and_count

exercise = pytest.mark.exercise


def _judge_relu(student, maps):
    outcome = given(student, "relu", tensor(maps))
    answer = outcome.value
    is_triple = isinstance(answer, (tuple, list)) and len(answer) == 3
    expect(is_triple, f"relu: expected (numbers, smallest, largest), got {type_and_count(answer)}")
    not_a_layer("relu", answer[0])
    expected = np.maximum(maps, 0)
    judge_numbers(
        f"relu({format_value(maps)}): the numbers",
        answer[0],
        expected,
        hint="look at the negative numbers, and at those above 0",
        misconceptions=[
            (np.abs(maps), "the signs are gone: a negative number becomes 0, not positive"),
            (1 / (1 + np.exp(-maps)), "all are between 0 and 1: that is the sigmoid"),
            (maps - maps.min(), "all were shifted up; numbers above 0 stay as they are"),
            (np.minimum(maps, 0), "the negative numbers are left, and the others have become 0"),
            (np.log1p(np.exp(maps)), "none is exactly 0: that is softplus, a smooth relative"),
            (maps, "nothing has changed"),
        ],
    )
    low, high = (
        expect_number(f"relu: the {word} number", item)
        for word, item in zip(("smallest", "largest"), answer[1:], strict=True)
    )
    _judge_ends(low, high, maps, expected)
    after = as_numbers("relu", outcome.arguments[0] if outcome.arguments else None)
    expect(
        after.shape == maps.shape and np.array_equal(after, maps),
        "relu: the maps that were handed in have changed; make new numbers",
    )


def _judge_ends(low, high, before, after):
    expect(
        not (np.isclose(low, after.max()) and np.isclose(high, after.min())) or low == high,
        "relu: the smallest and the largest number have changed places",
    )
    pairs = (
        (low, "smallest", before.min(), after.min()),
        (high, "largest", before.max(), after.max()),
    )
    for got, word, was, right in pairs:
        expect(
            np.isclose(got, right) or not np.isclose(got, was),
            f"relu: the {word} number is {got:.4g}: that is the one before ReLU; read it from "
            "the result",
        )
        expect(np.isclose(got, right), f"relu: the {word} number of the result is not {got:.4g}")


@exercise("relu")
def test_relu_example(student):
    """Negative numbers become 0, the others stay, and the ends are those of the result."""
    _judge_relu(student, np.array([[-4.0, 1.5, -0.5], [0.0, 7.0, 3.0]], dtype="float32"))


@exercise("relu")
def test_relu_of_maps(student):
    """It is right for feature maps of four axes too."""
    _judge_relu(student, 5 * random_images(7, 2, 3, 2, 4))


### BEGIN HIDDEN TESTS
# holds: "the smallest number **after** it, and the largest number after it"
# holds: "a float32 tensor of any shape, which stays as it is"
# holds: "(the numbers after ReLU, in the shape of `maps`; the smallest of them; the largest)"
@exercise("relu", weight=2)
def test_relu_unseen(student, hidden_rng):
    """It is right for feature maps of any shape, and for those without a positive number."""
    rng = hidden_rng("maps")
    _judge_relu(student, 3 * random_images(rng, 2, 5, 3, 4))
    _judge_relu(student, -1 - np.abs(random_images(rng, 1, 4, 6, 2)))
    _judge_relu(student, 2 + np.abs(random_images(rng, 3, 7)))


### END HIDDEN TESTS
