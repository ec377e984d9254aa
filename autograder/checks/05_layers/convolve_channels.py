"""convolve_channels: several channels in, several feature maps out, and a bias for each."""

import numpy as np
import pytest

from course_utils.checking.expect import as_numbers, expect_close

from .loops import HALF, expect_kept, unfinished

exercise = pytest.mark.exercise

LAST = "only the last channel counts; begin the sum in front of the loop over the channels"
USES_CONVOLVE = {
    "could not be broadcast": "the shapes don't fit: take one channel of the image and one of the "
    "kernel at a time, or a window with all of its channels",
    "not enough values": "a kernel has four axes here; `convolve` takes two: one channel and one "
    "filter at a time",
    "too many values": "a kernel has four axes here; `convolve` takes two: one channel and one "
    "filter at a time",
    "out of bounds": "how many channels and filters are there? They are the last two numbers of the "
    "kernels' shape",
}


def expect_maps(student, image, kernels, biases, right, mistakes):
    """Expect ``convolve_channels`` to give these feature maps."""
    given = [np.asarray(each, np.float32) for each in (image, kernels, biases)]
    name = (
        f"convolve_channels(image of shape {given[0].shape}, kernels of shape {given[1].shape}, "
        "biases)"
    )
    outcome = student.attempt("convolve_channels", *given)
    got, right = as_numbers(name, outcome.value_or_raise(USES_CONVOLVE)), np.asarray(right, float)
    expect_kept(name, outcome, *given)
    rows, columns, filters = right.shape
    hint = "for each filter: all channels, each with its own weights, into one sum, and one bias"
    if got.shape == (filters, rows, columns) != right.shape:
        hint = "the filters come first; they are the last axis (`np.stack(maps, axis=-1)`)"
    elif got.ndim == 4:
        hint = "one image comes in, so no axis of images goes out"
    elif got.shape[:2] == given[0].shape[:2] != (rows, columns):
        hint = "that is the size of the image; the window stays inside, so there are fewer places"
    elif got.shape[:2] == (rows, columns) and got.shape != right.shape:
        hint = "one map for each filter; the last axis of the kernels says how many there are"
    elif got.dtype == np.float16:
        hint = HALF
    dealt = np.moveaxis(right, -1, 0).reshape(right.shape)
    mistakes = [
        *mistakes,
        (dealt, "`reshape` mixes the maps up; `np.stack` with `axis=-1` makes the filters the last axis"),
        *unfinished(right),
    ]  # fmt: skip
    expect_close(name, got, right, rtol=1e-4, atol=1e-4, misconceptions=mistakes, hint=hint)


@exercise("convolve_channels")
def test_convolve_channels_by_hand(student):
    """An image of two channels, with two kernels of one weight for each channel."""
    image = [[[1, 10], [2, 20]], [[3, 30], [4, 40]], [[5, 50], [6, 60]]]
    kernels = [[[[1, 0], [1, -1]]]]
    right = [[[11.5, -12], [22.5, -22]], [[33.5, -32], [44.5, -42]], [[55.5, -52], [66.5, -62]]]
    right = np.array(right)
    biases = np.array([0.5, -2])
    one_each = np.array([[[1.5, -2], [2.5, -2]], [[3.5, -2], [4.5, -2]], [[5.5, -2], [6.5, -2]]])
    last = [[[10.5, -12], [20.5, -22]], [[30.5, -32], [40.5, -42]], [[50.5, -52], [60.5, -62]]]
    mistakes = [
        (right - biases, "the bias is missing"),
        (right + biases, "the bias is added once for each channel; once is enough"),
        ((right - biases) / 2 + biases, "the channels are averaged; add them up"),
        (one_each, "only the first channel counts; all channels go into the sum"),
        (last, LAST),
    ]
    expect_maps(student, image, kernels, biases, right, mistakes)


### BEGIN HIDDEN TESTS
from .formulas import convolve as convolved_batch  # noqa: E402  # hidden too
from .loops import expect_alike  # noqa: E402  # hidden too


def maps_by_formula(image, kernels, biases):
    """Return the feature maps of one image, float64 of shape (height, width, filters)."""
    return convolved_batch(image[np.newaxis], kernels.astype(float), biases)[0]


def expect_maps_by_formula(student, rng, size, window):
    """Expect the formula's numbers for an image and kernels that are drawn."""
    channels, filters = window[2:]
    image = rng.normal(0, 1, (*size, channels)).astype(np.float32)
    kernels = rng.normal(0, 1, window).astype(np.float32)
    biases = rng.normal(0, 3, filters).astype(np.float32)
    right = maps_by_formula(image, kernels, biases)
    bare = right - biases
    mistakes = [
        (maps_by_formula(image, kernels[::-1, ::-1], biases), "the kernels are turned by half a turn"),
        (maps_by_formula(image[..., ::-1], kernels, biases), "the channels are mixed up"),
        (maps_by_formula(image, kernels[..., ::-1], biases), "the filters are mixed up"),
        (bare, "the bias is missing"),
        (bare + biases[0], "one bias for all; each filter has its own"),
        (bare - biases, "the bias is subtracted; add it"),
        (bare + channels * biases, "the bias is added once for each channel; once is enough"),
        (bare / channels + biases, "the channels are averaged; add them up"),
        (bare.sum(axis=2), "the filters are added up; each makes a map of its own"),
        (np.maximum(right, 0), "what is below zero has become 0; leave it"),
        (right[..., 0], "that is the first filter's map; one for each filter is wanted"),
        (
            maps_by_formula(image[..., :1], kernels[:, :, :1], biases),
            "only the first channel counts; all channels go into the sum",
        ),
        (maps_by_formula(image[..., -1:], kernels[:, :, -1:], biases), LAST),
    ]  # fmt: skip
    if filters == 1:
        mistakes = mistakes[:2] + mistakes[3:4] + mistakes[5:8]
    expect_alike(student, "convolve_channels", image, kernels, biases)
    expect_maps(student, image, kernels, biases, right, mistakes)


# holds: "**all** the products go into **one** sum"
# holds: "adds that filter's bias"
# holds: "The window stays inside the image, and moves by one."
# holds: "float32 array of shape (height, width, channels); it is left unchanged."
# holds: "(kernel height, kernel width, channels, filters); it is left unchanged."
# holds: "float32 array of shape (filters,); it is left unchanged."
# holds: "float32 or float64 numbers of shape"
# holds: "(height - kernel height + 1, width - kernel width + 1, filters)"
@exercise("convolve_channels", weight=2)
def test_convolve_channels_unseen(student, hidden_rng):
    """Images with three channels and with four, several filters, windows of other sizes; two alike."""
    rng = hidden_rng("images")
    expect_maps_by_formula(student, rng, (7, 6), (3, 3, 3, 5))
    expect_maps_by_formula(student, rng, (7, 6), (3, 3, 3, 5))
    expect_maps_by_formula(student, rng, (5, 8), (2, 3, 4, 2))


# holds: "as many feature maps as filters, however many channels come in"
@exercise("convolve_channels")
def test_convolve_channels_of_one(student, hidden_rng):
    """A grey image and several filters; several channels and one filter."""
    rng = hidden_rng("one")
    expect_maps_by_formula(student, rng, (6, 5), (2, 2, 1, 3))
    expect_maps_by_formula(student, rng, (6, 5), (3, 2, 2, 1))


### END HIDDEN TESTS
