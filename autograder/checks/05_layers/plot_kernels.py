"""plot_kernels: a picture for each filter's weights, all with the same colours."""

import numpy as np
import pytest

from course_utils.checking.expect import expect

from .pictures import drawn_images, judge_images, judge_scale, lopsided

exercise = pytest.mark.exercise


def _judge_kernels(student, kernel, scale):
    slices = [kernel[:, :, 0, f] for f in range(kernel.shape[3])]
    images, bars, _ = drawn_images(student, "plot_kernels", kernel)
    last = [kernel[:, :, -1, f] for f in range(kernel.shape[3])]
    mean = [kernel[:, :, :, f].mean(axis=2) for f in range(kernel.shape[3])]
    mixed = list(kernel[:, :, 0, :].reshape(-1, *slices[0].shape))
    rows = list(kernel[:, :, 0, :])
    whose = "picture 0 isn't the slice of filter 0: which axis counts the filters?"
    mistakes = [
        (rows, whose + (" (`reshape` moves no axis.)" if rows[0].shape == slices[0].shape else "")),
        (mixed, "`reshape` mixes the kernels; take the slice of each filter by its index"),
        (last, "the pictures show the last channel; draw channel 0"),
        (mean, "the pictures show a mean over the channels; draw channel 0"),
    ]
    judge_images("plot_kernels", images, slices, mistakes)
    if scale:
        largest = max(np.abs(one).max() for one in slices)
        ends = images[0][1] or (0, 0)
        expect(
            abs(ends[0] + ends[1]) <= 0.02 * largest,
            f"plot_kernels: the colours run from {ends[0]:.4g} to {ends[1]:.4g}, so 0 is not in "
            "their middle; use -m and m",
        )
        wrong = [
            (np.abs(kernel).max(), "are other channels than the one in the pictures among them?"),
            (max(one.max() for one in slices), "what is m taken of: the weights with their signs?"),
        ]
        judge_scale("plot_kernels", images, bars, -largest, largest, wrong)


# holds: "one picture for each filter, each on an Axes of its own, in their order"
# holds: "Return the figure."
@exercise("plot_kernels", required=True)
def test_plot_kernels_pictures(student):
    """There is one picture for each filter, which shows its weights."""
    _judge_kernels(student, lopsided(1, 3, 3, 1, 3), scale=False)


# holds: "all with `vmin` $= -m$ and `vmax` $= m$, with $m$ taken over those pictures"
# holds: "one image for each filter, all on the same scale from -m to m, and a colour bar"
@exercise("plot_kernels")
def test_plot_kernels_scale(student):
    """All pictures have the same colours, with 0 in the middle, and there is a colour bar."""
    kernel = -lopsided(2, 2, 3, 2, 4)  # the largest number is not the largest |w|
    kernel[:, :, 1] *= 2  # and channel 0 has neither
    _judge_kernels(student, kernel, scale=True)


### BEGIN HIDDEN TESTS
# holds: "of its weights on channel 0"
# holds: "with at least two filters"
@exercise("plot_kernels")
def test_plot_kernels_unseen(student):
    """Kernels of another shape, with several channels, are drawn as well."""
    _judge_kernels(student, lopsided(3, 2, 4, 3, 5), scale=False)
    _judge_kernels(student, -lopsided(4, 5, 3, 2, 2), scale=True)


### END HIDDEN TESTS
