"""features: convolution, ReLU, pooling and Flatten, one after the other."""

import numpy as np
import pytest

from course_utils.checking.expect import expect, expect_array
from course_utils.checking.plain_data import tensor

from .shared import given, judge_numbers, random_images, use, used_conv

exercise = pytest.mark.exercise


def _features(student, layer, batch):
    before = use("the layer handed in", layer, batch)
    value = given(student, "features", layer, tensor(batch)).value
    expect(
        np.array_equal(use("the layer handed in", layer, batch), before),
        "features: the layer that was handed in gives something else than before; use it, and leave it "
        "as it is",
    )
    return value


ONE_ROW = "all images in one row; each image gets a row of its own"
NO_RELU = "the pooling was fed with the convolution, not with ReLU"
SIGNS_GONE = "the signs are gone; what does ReLU make of a negative number?"
PADDED = "the pooling has padding 'same'; which one does the text ask for?"
AVERAGES = "these are averages of each window, not the largest numbers"
WHICH = "is `conv_layer` used, and each result handed to the next step?"


@exercise("features")
def test_features_of_digits(student):
    """Each image of 28 × 28 gives a row of 588 numbers, none of them negative."""
    layer, _, _ = used_conv(student, 1, 1, 3, 3, padding="same")
    row = expect_array("features", _features(student, layer, random_images(3, 2, 28, 28, 1)))
    got = f"features: two images of 28 × 28 and 3 filters give shape {row.shape}"
    expect(
        row.size != 2 * 2352,
        f"{got}: as many numbers as before the pooling; what was handed to the last step?",
    )
    expect(row.shape not in ((1176,), (1, 1176)), f"{got}: {ONE_ROW}")
    expect(row.shape != (1, 588), f"{got}: which images are these? Is `batch` used?")
    expect(row.shape == (2, 588), f"{got}; expected one row of 588 numbers for each image")
    expect(
        float(row.min()) >= 0,
        f"features: the row holds negative numbers, such as {float(row.min()):.3g}; was the "
        "pooling fed with the result of ReLU?",
    )


@exercise("features")
def test_features_by_hand(student):
    """With a kernel of 1 × 1, each step can be followed by hand."""
    layer, _, _ = used_conv(student, 1, 1, 2, 1)
    weights = [np.array([[[[1.0, -2.0]]]]), np.array([0.0, 1.0])]  # pixels; 1 minus twice the pixel
    layer.call("set_weights", [item.astype("float32") for item in weights])
    images = np.array(
        [
            [[1, -4, 2, 0], [3, -2, -5, 1], [-1, -6, 4, 4], [-3, -2, 0, -8], [9, -9, 9, -9]],
            [[2, 6, 0, -1], [5, 1, -2, -2], [-7, 1, 3, 8], [0, -9, 5, 2], [9, -9, 9, -9]],
        ]
    )
    expected = [[3, 9, 2, 11, 0, 13, 4, 17], [6, 0, 0, 5, 1, 19, 8, 0]]
    without = [[3, 9, 2, 11, -1, 13, 4, 17], [6, -1, 0, 5, 1, 19, 8, -3]]
    with_rest = [[*row, 9, 19, 9, 19] for row in expected]
    means = [[1, 3.5, 0.75, 3, 0, 7, 2, 4.5], [3.5, 0, 0, 3.5, 0.25, 8.75, 4.5, 0]]
    unsigned = [[4, 9, 5, 11, 6, 13, 8, 17], [6, 11, 2, 5, 9, 19, 8, 15]]
    judge_numbers(
        "features: two images of 5 × 4",
        _features(student, layer, images[..., np.newaxis].astype("float32")),
        np.array(expected),
        [
            (np.array(without), NO_RELU),
            (np.array(unsigned), SIGNS_GONE),
            (np.array(with_rest), PADDED),
            (np.array(means), AVERAGES),
            (np.array(expected).reshape(1, -1), ONE_ROW),
        ],
        WHICH,
    )


### BEGIN HIDDEN TESTS
from .formulas import convolve, max_pool  # noqa: E402  # hidden too


def _rows(maps):
    return maps.reshape(len(maps), -1)


# holds: "does the four steps"
# holds: "Use the layer that you are given"
# holds: "a window of 2 and padding `"valid"`"
# holds: "a Conv2D layer with no activation; it is not changed."
# holds: "float32 or float64 numbers of shape (n, numbers for each image)"
@exercise("features", weight=3)
def test_features_step_by_step(student, hidden_rng):
    """Each step is fed by the one before, with layers and images that you have not seen."""
    for channels, filters, size, padding, shape in (
        (1, 3, 3, "same", (1, 28, 28)),
        (2, 5, (2, 3), "valid", (3, 9, 12)),
        (3, 4, 3, "same", (2, 7, 11)),
    ):
        rng = hidden_rng(f"{channels} channels")
        layer, kernel, bias = used_conv(student, rng, channels, filters, size, padding=padding)
        batch = random_images(rng, *shape, channels)
        maps = convolve(batch, kernel, bias, 1, padding)
        active = np.maximum(maps, 0)
        even = active[:, : active.shape[1] // 2 * 2, : active.shape[2] // 2 * 2]
        n, height, width, _ = even.shape
        mean = even.reshape(n, height // 2, 2, width // 2, 2, filters).mean(axis=(2, 4))
        expected = _rows(max_pool(active, 2))
        wrong = [
            (_rows(max_pool(maps, 2)), NO_RELU),
            (_rows(max_pool(np.abs(maps), 2)), SIGNS_GONE),
            (_rows(maps), "the convolution itself was laid out; ReLU and pooling are missing"),
            (_rows(active), "the result of ReLU was laid out; the pooling is missing"),
            (_rows(mean), AVERAGES),
            (_rows(max_pool(active, 2, "same")), PADDED),
            (max_pool(active, 2), "the result still has four axes; Flatten makes rows"),
            (expected.ravel(), ONE_ROW),
            (expected.reshape(1, -1), ONE_ROW),
        ]
        name = f"features of images of shape {batch.shape}"
        judge_numbers(name, _features(student, layer, batch), expected, wrong, WHICH)


### END HIDDEN TESTS
