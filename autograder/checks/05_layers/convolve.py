"""convolve: a convolution of one grey image with one kernel, by its formula."""

import numpy as np
import pytest

from course_utils.checking.expect import as_numbers, expect_close

from .loops import HALF, expect_kept, unfinished

exercise = pytest.mark.exercise

HALF_TURN = "the kernel is turned round by half a turn; lay it on as it is"
OUTSIDE = {
    "index 1 is out of bounds for axis 0 with size 1": "this image has a single row; its width is "
    "`image.shape[1]`",
    "could not be broadcast": "the window and the kernel have different shapes: the window is not as "
    "high and as wide as the kernel, or it hangs over the edge of the image",
    "out of bounds": "a window hangs over the edge of the image, or the result has too few places; "
    "how many rows and columns of windows are there?",
}


def expect_convolved(student, image, kernel, right, mistakes):
    """Expect ``convolve`` to give these numbers for an image and a kernel."""
    image, kernel = np.asarray(image, np.float32), np.asarray(kernel, np.float32)
    name = f"convolve(image of shape {image.shape}, kernel of shape {kernel.shape})"
    outcome = student.attempt("convolve", image, kernel)
    got, right = as_numbers(name, outcome.value_or_raise(OUTSIDE)), np.asarray(right, float)
    hint = "each place: the window's pixels times the kernel, number by number, and added up"
    if got.shape == image.shape != right.shape:
        hint = "that is the size of the image; the window stays inside, so there are fewer places"
    elif got.shape == tuple(size - 1 for size in right.shape):
        hint = "the last row and column of windows is missing: n - k + 1 of them"
    elif got.shape == right.shape[::-1] != right.shape:
        hint = "rows and columns are swapped"
    elif got.dtype == np.float16:
        hint = HALF
    expect_kept(name, outcome, image, kernel)
    mistakes = [*mistakes, *unfinished(right)]
    expect_close(name, got, right, rtol=1e-4, atol=1e-4, misconceptions=mistakes, hint=hint)


@exercise("convolve")
def test_convolve_by_hand(student):
    """Two small images that are not square, with kernels of other sizes."""
    image = [[1, 0, 2, 3], [4, 5, 0, 1], [2, 2, 1, 0]]
    mistakes = [
        ([[12, 10, -1], [2, 0, 2]], HALF_TURN),
        ([[4, 10, 1], [6, 8, 2]], "the kernel's rows and columns are swapped"),
    ]
    right = [[-4, 4, 7], [12, 4, 2]]
    expect_convolved(student, image, [[1, 2], [0, -1]], right, mistakes)
    image = [[2, -1, 0], [1, 3, 1], [0, 2, -2], [4, 0, 1]]
    expect_convolved(student, image, [[1, -1, 2], [3, 0, 1]], [[7], [-2], [7]], [])


### BEGIN HIDDEN TESTS
from .formulas import convolve as convolved  # noqa: E402  # hidden too
from .loops import expect_alike  # noqa: E402  # hidden too


def by_formula(image, kernel):
    """Return the convolution of one image with one kernel, float64."""
    batch, weights = image[np.newaxis, :, :, np.newaxis], kernel[:, :, np.newaxis, np.newaxis]
    return convolved(batch, weights.astype(float), 0.0)[0, :, :, 0]


def expect_by_formula(student, image, kernel):
    """Expect ``convolve`` to give what the formula gives, and name the mistake where it does not."""
    right = by_formula(image, kernel)
    mistakes = [
        (by_formula(image, kernel[::-1, ::-1]), HALF_TURN),
        (by_formula(image, kernel[::-1]), "the kernel is turned upside down"),
        (np.trunc(right), "the fractions are cut off; make the empty result of a float type"),
        (right / kernel.size, "that is the mean of the products; add them up"),
        (np.abs(right), "the signs are gone; a result may be below zero"),
        (np.maximum(right, 0), "what is below zero has become 0; leave it"),
    ]
    if kernel.shape[0] == kernel.shape[1]:
        mistakes.append((by_formula(image, kernel.T), "the kernel's rows and columns are swapped"))
    expect_convolved(student, image, kernel, right, mistakes)


# holds: "for one grey image and one kernel, without a bias"
# holds: "The image and the kernel need not be square."
# holds: "float32 array of shape (height, width); it is left unchanged."
# holds: "float32 or float64 numbers of shape (height - kernel height + 1, width - kernel width + 1)"
@exercise("convolve", weight=2)
def test_convolve_unseen(student, hidden_rng):
    """Other images and other kernels, square ones and others, with fractions; two of a size."""
    rng = hidden_rng("images")
    for size, window in (((9, 7), (3, 3)), ((6, 11), (2, 4)), ((8, 8), (5, 1)), ((8, 8), (5, 1))):
        image, kernel = rng.normal(0, 2, size), rng.normal(0, 1, window)
        image, kernel = image.astype(np.float32), kernel.astype(np.float32)
        expect_alike(student, "convolve", image, kernel)
        expect_by_formula(student, image, kernel)


# holds: "not larger than the image; it is left unchanged."
@exercise("convolve")
def test_convolve_ends(student, hidden_rng):
    """A kernel as large as the image, one of a single weight, and an image of a single row."""
    rng = hidden_rng("ends")
    for size, window in (((4, 5), (4, 5)), ((3, 4), (1, 1)), ((1, 7), (1, 3))):
        image, kernel = rng.normal(0, 2, size), rng.normal(0, 1, window)
        expect_by_formula(student, image.astype(np.float32), kernel.astype(np.float32))


### END HIDDEN TESTS
