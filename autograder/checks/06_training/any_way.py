"""any_way: a classifier without a recipe, which has to be clearly better than mean images."""

import numpy as np
import pytest

from course_utils.checking.expect import as_numbers, expect, format_value

from .known_models import once
from .shared import load_mnist

exercise = pytest.mark.exercise

MORE = 0.05  # how much better than the mean images it has to be
BETTER = "better than the mean images"  # what one check has seen and the other need not ask again
FORM = "a whole number from 0 to 9 for each new image"


def noisy_digits(rng, known, new, turns):
    """Return images and labels to learn from, and others to be read: digits with a little noise.

    All of them are turned by so many quarters.
    """
    (images, labels), _ = load_mnist()
    some = rng.permutation(len(images))[: known + new]
    noise = rng.normal(0, 12, (len(some), 28, 28))
    pixels = np.clip(images[some] + noise, 0, 255).astype(np.uint8)
    pixels = np.ascontiguousarray(np.rot90(pixels, turns, axes=(1, 2)))
    answers = labels[some].astype(np.int64)
    return pixels[:known], answers[:known], pixels[known:], answers[known:]


def baseline(images, labels, new_images):
    """Return the nearest mean image of each new image."""
    means = [images[labels == digit].mean(axis=0) for digit in range(10)]
    return np.argmin([((new_images - mean) ** 2).sum(axis=(1, 2)) for mean in means], axis=0)


def expect_better(student, rng, known, new, turns=0):
    """Expect ``read_digits`` to get more of the new images right than mean images do.

    The digits are turned by so many quarters. If they are, they have changed their names, too: what is
    known of other digits does not help.
    """
    images, labels, new_images, answers = noisy_digits(rng, known, new, turns)
    if turns:
        names = rng.permutation(10)
        labels, answers = names[labels], names[answers]
    how = " turned like them" if turns else ""
    name = f"read_digits({known} images, their labels, {new} new images{how})"
    student.seed(1)
    got = as_numbers(name, student.call("read_digits", images, labels, new_images))
    hint = FORM
    if got.shape == (new, 10):
        hint = f"those are ten scores for each; where is the largest? {FORM}"
    expect(got.shape == (new,), f"{name}: expected shape ({new},), got {got.shape}; {hint}")
    whole = np.isin(got, np.arange(10)).all()
    expect(bool(whole), f"{name}: got {format_value(got)}; expected {FORM}")
    reached = float(np.mean(got == answers))
    simple = float(np.mean(baseline(images, labels, new_images) == answers))
    said = f"{name}: {reached:.3f} of the new images are right"
    expect(
        len(np.unique(got)) > 1,
        f"{said}: every answer is {got[0]:.0f}; has it learned from the images and labels given?",
    )
    expect(
        reached > 0.2,
        f"{said}, hardly more than by guessing; has it learned, and from these images and labels alone?",
    )
    expect(
        reached >= simple + MORE,
        f"{said}; mean images get {simple:.3f}, and you need {MORE:.2f} more",
    )


def read_few_first(student, rng):
    """Let ``read_digits`` read a few other digits, and expect it to leave them as they are.

    What it keeps of them shows in what it answers next. How well it reads does not matter here: 100
    digits are few, and cost a third of what 1,000 do.
    """
    given = noisy_digits(rng, 100, 20, turns=0)[:3]
    left = student.attempt("read_digits", *given).arguments
    for name, before, after in zip(("images", "labels", "new_images"), given, left, strict=False):
        same = np.array_equal(as_numbers(f"read_digits: {name}", after), before)
        expect(
            same, f"read_digits: {name} changed; work on a copy, and leave what is given as it is"
        )


### BEGIN HIDDEN TESTS
# holds: "read them better than mean images do, by 5 points or more"
# holds: "all of these, the known and the new ones, lie on their side or upside down"
# holds: "learn from what your function is given, and from nothing else"
# holds: "m whole numbers from 0 to 9, array, tensor or list."
@exercise("any_way", weight=2, required=True)
def test_any_way_with_other_digits(student, hidden_rng):
    """The same with 1,500 other digits, turned, and 800 to be read: others that it knows don't help."""
    rng = hidden_rng("digits")
    read_few_first(student, rng)
    expect_better(student, rng, 1500, 800, turns=int(rng.integers(1, 4)))
    once(student, BETTER, lambda: True)


### END HIDDEN TESTS


@exercise("any_way")
def test_any_way_beats_the_mean_images(student):
    """After 1,000 noisy digits, 500 others: better than the mean images by 5 points or more."""
    # In grading, who is better with the hidden digits has shown it: a training costs 2 s.
    if not once(student, BETTER, lambda: False):
        expect_better(student, np.random.default_rng(4), 1000, 500)
