"""brightness: one number for a whole image."""

import numpy as np
import pytest

from course_utils.checking.expect import as_numbers, expect, expect_close

exercise = pytest.mark.exercise


def expect_brightness(student, image):
    """Expect the right brightness of an image, and name the mistake where it is not."""
    outcome = student.attempt("brightness", image)
    got = outcome.value_or_raise()
    size = as_numbers("brightness", got).size
    expect(size == 1, f"brightness: expected one number for the whole image, got {size} numbers")
    mistakes = [
        (np.floor(image.mean()), "its fraction was cut off; divide with `/`"),
        (image.sum(dtype=float), "that is the sum; divide it by the number of pixels"),
        (image.max(), "that is the largest number in the image"),
    ]
    expect_close("brightness", got, image.mean(), misconceptions=mistakes)
    after = as_numbers("the image", outcome.arguments[0])
    expect(np.array_equal(after, image), "brightness: it changed the image; leave that as it is")


@exercise("brightness")
def test_brightness_of_the_example(student):
    """The brightness of the image above."""
    expect_brightness(student, np.array([[0, 100], [200, 255]], dtype=np.uint8))


### BEGIN HIDDEN TESTS
# holds: "the mean of its pixels"
@exercise("brightness", weight=2)
def test_brightness_of_a_digit(student, hidden_rng):
    """The brightness of an image that you have not seen."""
    # drawn from a secret of your course's copy: nobody who has read this check can foretell it
    pixels = hidden_rng("pixels").integers(0, 256, (28, 28))
    expect_brightness(student, pixels.astype(np.uint8))


### END HIDDEN TESTS
