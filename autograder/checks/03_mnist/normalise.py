"""normalise: pixels scaled from 0…255 to 0…1."""

import numpy as np
import pytest

from course_utils.checking.expect import format_value

from .scaling import ask_scaled, expect_scaled
from .shared import expect_unchanged, pixels

exercise = pytest.mark.exercise

OWN = "did you use the notebook's images in place of the argument `images`?"


def expect_normalised(student, name, images):
    """Expect ``normalise`` to scale these images."""
    outcome = ask_scaled(student, "normalise", OWN, images)
    expect_scaled(f"normalise({name})", outcome.value, images, *outcome.arguments[:1])


# holds: "Black stays 0, white becomes 1"
@exercise("normalise")
def test_normalise_example(student):
    """Black, white and the grey in between are scaled."""
    images = np.array([[[0, 25, 50], [128, 200, 255]]], np.uint8)
    expect_normalised(student, format_value(images), images)


# holds: "255 is the largest number that a pixel *can* have, whether or not it occurs."
@exercise("normalise", weight=2)
def test_normalise_dark(student):
    """A batch whose brightest pixel is 200 is scaled like any other."""
    expect_normalised(
        student, "images with pixels up to 200", pixels(51, 3, 4, 5, least=20, most=200)
    )


# holds: "The array that it is given must stay as it is."
# holds: "it is left unchanged"
@exercise("normalise")
def test_normalise_leaves_its_argument(student):
    """The array that was handed in stays as it was."""
    images = pixels(55, 2, 5, 4)
    outcome = ask_scaled(student, "normalise", OWN, images)
    expect_scaled("normalise(a batch)", outcome.value, images, *outcome.arguments[:1])
    expect_unchanged("normalise", outcome, images)


### BEGIN HIDDEN TESTS
@exercise("normalise")
def test_normalise_black(student, hidden_rng):
    """An image that is all black stays black, and one that is nearly black is scaled."""
    nearly = pixels(hidden_rng("56"), 2, 5, 3, most=1)
    expect_normalised(student, "images with pixels up to 1", nearly)
    spot = np.zeros((1, 14, 9), np.uint8)
    spot[0, 6, 4] = 90
    expect_normalised(student, "a black image with one pixel of 90", spot)
    expect_normalised(student, "a black image", np.zeros((1, 4, 3), np.uint8))


# holds: "it returns the images scaled to 0…1"
# holds: "uint8 array of any shape"
# holds: "A float32 or float64 array or tensor of the same shape, with numbers from 0 to 1."
@exercise("normalise")
def test_normalise_unseen(student, hidden_rng):
    """Batches of other shapes are scaled, a single image too."""
    expect_normalised(
        student, "a batch of shape (5, 2, 7)", pixels(hidden_rng("52"), 5, 2, 7, least=3, most=254)
    )
    expect_normalised(student, "an image of shape (6, 3)", pixels(hidden_rng("53"), 6, 3))
    expect_normalised(
        student, "a batch of shape (2, 3, 5, 1)", pixels(hidden_rng("54"), 2, 3, 5, 1, most=90)
    )


### END HIDDEN TESTS
