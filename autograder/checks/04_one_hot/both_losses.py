"""both_losses: the mean cross-entropy, from labels and from one-hot vectors."""

import numpy as np
import pytest

from course_utils.checking.expect import as_numbers, expect, expect_close, expect_number, type_of
from course_utils.checking.plain_data import Array

from .cross_entropy import PROBABILITIES, answers, as_logits, cross_entropies
from .shared import answer, counted

exercise = pytest.mark.exercise

COLUMNS = "how many columns have the one-hot vectors, and why?"


def ask_losses(student, labels, probabilities):
    """Return the two values that ``both_losses`` gives."""
    # where the labels stand in the second place, the `output` of Keras's message has their shape
    hints = {
        f"output.shape=({len(labels)},)": "what is handed in first, what second?",
        "rank": "which form of the labels does each loss want?",
        **dict.fromkeys(("same shape", "broadcast", "ncompatible shapes"), COLUMNS),
    }
    name = f"both_losses({counted(len(labels), 'label')}, {probabilities.shape[1]} classes)"
    outcome = answer(student, "both_losses", labels, probabilities, name=name, hints=hints)
    value = outcome.value
    if isinstance(value, Array) and value.shape == (2,):
        value = value.data
    is_pair = isinstance(value, (tuple, list, np.ndarray)) and len(value) == 2
    expect(is_pair, f"both_losses: expected two numbers, got {type_of(value)}")
    for what, before, after in zip(
        ("labels", "probabilities"), (labels, probabilities), outcome.arguments, strict=True
    ):
        same = np.array_equal(as_numbers(f"the {what}", after), before)
        expect(same, f"{name}: the {what} that were handed in are changed; leave them as they are")
    return value


TAKES_COLUMNS = "`[:, labels]` takes whole columns; one number per row is asked for"


def expect_losses(student, labels, probabilities):
    """Expect ``both_losses`` to give the mean cross-entropy twice."""
    labels = np.asarray(labels)
    each = cross_entropies(labels, probabilities)
    whole_columns = -np.log(probabilities[:, labels])
    shown = f"{counted(len(labels), 'label')}, {probabilities.shape[1]} classes"
    wrong = [
        (each, "there is a number for each image; take their mean"),
        (each.sum(), "that is the sum over the images; take the mean"),
        (each.mean() / probabilities.shape[1], "that is the mean over all places of the table"),
        (-each.mean(), "the sign is wrong: a loss is not below 0"),
        (whole_columns, TAKES_COLUMNS),
        (whole_columns.mean(), TAKES_COLUMNS),
        (each.mean() / np.log(2), "that is a logarithm to base 2; use the natural one"),
        (each.mean() / np.log(10), "that is a logarithm to base 10; use the natural one"),
        (as_logits(labels, probabilities), PROBABILITIES),
        (-np.log(1e-7) * (1 - np.exp(-each)).mean(), "the labels come first, then the answers"),
        (1 - np.exp(-each).mean(), "there is no logarithm in it"),
        (-np.log(np.exp(-each).mean()), "take the logarithm for each image, then the mean"),
        (
            -np.log(probabilities.max(axis=1)).mean(),
            "that is the loss of the likeliest class; take the right one, which the label names",
        ),
    ]
    forms = ("from the labels", "from the one-hot vectors")
    for which, value in zip(forms, ask_losses(student, labels, probabilities), strict=True):
        name = f"both_losses({shown}), {which}"
        data = as_numbers(name, value)
        number = data if data.size > 1 else np.asarray(expect_number(name, value))
        # float16 strays by up to 8e-4 (half a unit in its probabilities, half a unit in the loss);
        # four places are enough for that, and for the message
        number = number.astype(np.float64).round(4)
        hint = "for each image -log of the right class's probability, and their mean"
        expect_close(name, number, each.mean(), rtol=1e-3, misconceptions=wrong, hint=hint)


@exercise("both_losses")
def test_both_losses_example(student):
    """For five images and four classes, both losses are right."""
    expect_losses(student, [2, 0, 0, 1, 2], answers(61, 5, 4))


### BEGIN HIDDEN TESTS
# holds: "it returns the mean cross-entropy of a batch twice"
# holds: "whole numbers (int32 or int64)"
# holds: "float32 or float64 array of shape (n, num_classes)"
# holds: "two numbers, right to 0.1 % or better."
@exercise("both_losses")
def test_both_losses_unseen(student, hidden_rng):
    """For other batches, both losses are right."""
    rng = hidden_rng("batch")
    expect_losses(student, rng.integers(0, 10, 23), answers(rng, 23, 10))
    expect_losses(student, [6], answers(rng, 1, 7))
    unsure = np.full((2, 5), 0.2)
    unsure[0] = [0.0002, 0.4998, 0.2, 0.2, 0.1]  # sure, and wrong
    expect_losses(student, [0, 3], unsure)


# holds: "As many as each row has probabilities."
# holds: "float32 or float64 array of shape (n, num_classes)"
# holds: "whole numbers (int32 or int64)"
@exercise("both_losses")
def test_both_losses_absent(student, hidden_rng):
    """Classes that do not occur among the labels are no hindrance."""
    labels = np.array([1, 0, 0, 1, 0], np.int32)
    expect_losses(student, labels, answers(hidden_rng("absent"), 5, 8).astype(np.float32))


# holds: "each is 0.0001 or more"
@exercise("both_losses")
def test_both_losses_of_an_unlikely_class(student, hidden_rng):
    """An answer may give the right class hardly anything."""
    probabilities = answers(hidden_rng("unlikely"), 4, 5)
    probabilities[:, 2] = 2e-4
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    expect_losses(student, [2, 0, 2, 4], probabilities)


### END HIDDEN TESTS
