"""scale_both: training and test images, scaled alike."""

import numpy as np
import pytest

from course_utils.checking.expect import expect, expect_array, type_of
from course_utils.checking.plain_data import Array

from .scaling import SEEMS_SCALED, ask_scaled, expect_scaled, is_mnist
from .shared import expect_unchanged, pixels

exercise = pytest.mark.exercise


def ask_both(student, train, test):
    """Return what came of ``scale_both``: two results of the right shapes and without NaN."""
    own = "did you use the notebook's images in place of the arguments `train` and `test`?"
    outcome = ask_scaled(student, "scale_both", own, train, test)
    answer = outcome.value
    expect(
        not isinstance(answer, Array),
        "scale_both: expected two results, got one; return both, with a comma between them",
    )
    is_pair = isinstance(answer, (tuple, list)) and len(answer) == 2
    expect(is_pair, f"scale_both: expected two results, got {type_of(answer)}")
    for name, which, value, images, other in zip(
        ("train", "test"), ("first", "second"), answer, (train, test), (test, train), strict=True
    ):
        data = expect_array(f"scale_both: the scaled {name}", value)
        problem = (
            f"scale_both: `{name}` has {len(images)} images, but the {which} result has the "
            f"shape {data.shape}"
        )
        expect(not is_mnist(data) and len(data.reshape(-1)) < 10**5, f"{problem}; {own}")
        twice = "are the two swapped, or is one of them there twice?"
        expect(data.shape != other.shape, f"{problem}; {twice}")
        expect(data.shape == images.shape, f"{problem}; keep all axes")
    return outcome


def expect_both(student, train, test):
    """Expect ``scale_both`` to scale both arguments by 255."""
    outcome = ask_both(student, train, test)
    for name, value, images, other, after in zip(
        ("train", "test"),
        outcome.value,
        (train, test),
        (test, train),
        (*outcome.arguments, None, None)[:2],
        strict=True,
    ):
        title = f"scale_both: the scaled {name}"
        data = expect_array(title, value).astype(np.float64)
        right, as_was = np.allclose(data, images / 255), np.allclose(data, images)
        both = "the pixels are as they were; scale both"
        reason = SEEMS_SCALED if 1 in (images.max(), other.max()) else both
        expect(right or not as_was, f"{title}: {reason}")
        most = float(other.max())
        expect(
            right or most in (0.0, 1.0, 255.0) or not np.allclose(data, images / most),
            f"{title}: divided by the largest pixel of the other half; divide both by 255",
        )
        expect_scaled(title, value, images, after)
    return outcome


# holds: "Use the arguments `train` and `test`"
@exercise("scale_both")
def test_scale_both_example(student):
    """Training and test images are both scaled."""
    # No training image here is quite white: its maximum isn't the number to divide by.
    expect_both(student, pixels(61, 5, 3, 4, most=240), pixels(62, 2, 3, 4))


# holds: "whatever is done to the training images is done to the test images"
@exercise("scale_both")
def test_scale_both_alike(student):
    """The test images are scaled as the training images are, even if they are darker."""
    expect_both(student, pixels(63, 4, 5, 2), pixels(64, 3, 5, 2, least=5, most=120))


# holds: "train: uint8 array of shape (n, height, width); it is left unchanged."
# holds: "test: uint8 array of shape (m, height, width); it is left unchanged."
@exercise("scale_both")
def test_scale_both_leaves_its_arguments(student):
    """The arrays that were handed in stay as they were."""
    train, test = pixels(69, 4, 3, 5), pixels(70, 2, 3, 5)
    expect_unchanged("scale_both", expect_both(student, train, test), train, test)


### BEGIN HIDDEN TESTS
# holds: "neither that of each half, nor that of the training half"
# holds: "(scaled train, scaled test): float32 or float64, the same shapes, numbers from 0 to 1."
@exercise("scale_both")
def test_scale_both_unseen(student, hidden_rng):
    """Other images work, brighter or darker in either half."""
    expect_both(
        student, pixels(hidden_rng("65"), 3, 2, 6, most=180), pixels(hidden_rng("66"), 6, 2, 6)
    )
    expect_both(
        student,
        pixels(hidden_rng("67"), 7, 4, 3, least=9, most=200),
        pixels(hidden_rng("68"), 1, 4, 3, most=30),
    )
    nearly_black = pixels(hidden_rng("71"), 3, 5, 4, most=1)
    expect_both(student, nearly_black, pixels(hidden_rng("72"), 2, 5, 4))
    expect_both(student, pixels(hidden_rng("73"), 4, 5, 4), nearly_black)


### END HIDDEN TESTS
