"""plot_confusion: a picture of the confusion matrix, with its axes named."""

import numpy as np
import pytest

from course_utils.checking.expect import as_numbers, expect, type_of
from course_utils.checking.plain_data import FigureRecord
from course_utils.checking.student import CheckFailed

exercise = pytest.mark.exercise


SQUARES = ("", "none", "nearest", "auto", "antialiased")  # where nothing is smoothed; "": a mesh
DRAWING_COUNTS = {
    "object has no attribute 'xlabel'": "the method of an Axes is `set_xlabel`",
    "object has no attribute 'ylabel'": "the method of an Axes is `set_ylabel`",
    "'tuple' object has no attribute": "`subplots` returns two things, a figure and the Axes",
    "'Figure' object has no attribute": "`imshow` and the labels belong to the Axes, not to its figure",
    "'AxesImage' object has no attribute": "`imshow` returns an image, not the Axes",
    "is not a valid value for cmap": "matplotlib knows no colours of that name; `Blues` is one",
    "'str' object is not callable": "is `=` written where a call belongs? It is `ax.set_xlabel(...)`",
}


def _drawn(student, seed, classes, times=1):
    """Return the table that was sent, the one that is drawn, and the Axes that holds it."""
    table = times * np.random.default_rng(seed).integers(0, 30, (classes, classes))
    student.make("matplotlib.pyplot.figure")  # where pyplot's functions draw, by themselves
    outcome = student.attempt("plot_confusion", table)
    value = outcome.value_or_raise(DRAWING_COUNTS)
    if not isinstance(value, FigureRecord):
        raise CheckFailed(
            f"plot_confusion: expected an Axes, got {type_of(value)}; return the Axes"
        )
    axes = [one for one in value.axes if one.images and not one.is_colorbar]
    expect(bool(axes), "plot_confusion: the Axes holds no image; draw the matrix with `imshow`")
    count = sum(len(one.images) for one in axes)
    expect(
        count == 1,
        f"plot_confusion: {count} images came back; draw the matrix alone, on a new Axes in each call",
    )
    after = as_numbers("plot_confusion", outcome.arguments[0] if outcome.arguments else None)
    expect(
        np.array_equal(after, table),
        "plot_confusion: the matrix that was handed in has changed; draw it as it is",
    )
    image = axes[0].images[-1]
    drawn = as_numbers("plot_confusion: the image", image["data"])
    # Class 0 at the bottom, as in other plots, is as good where the y-axis says so.
    if np.array_equal(drawn[::-1], table) and axes[0].ylim[0] < axes[0].ylim[1]:
        drawn = drawn[::-1]
    expect(
        not np.array_equal(drawn[::-1], table),
        "plot_confusion: the rows are turned upside down, and the numbers on the y-axis are not",
    )
    return table, drawn, axes[0]


def _expect_told_apart(table, image):
    """Expect an entry to have a square and a colour of its own."""
    expect(
        image["interpolation"] in SQUARES,
        "plot_confusion: the squares run into each other, so that no count can be read; leave "
        f"`interpolation` out (it is {image['interpolation']!r})",
    )
    if image["clim"] is None:
        return
    (low, high), (least, most) = image["clim"], (table.min(), table.max())
    seen = min(high, most) - max(low, least)
    expect(
        seen >= (most - least) / 2 and seen >= (high - low) / 4,
        f"plot_confusion: the colours run from {low:.4g} to {high:.4g}, the counts from {least} to "
        f"{most}, so that most of them look alike; leave `vmin` and `vmax` out",
    )


# holds: "one square per entry"
@exercise("plot_confusion")
def test_plot_confusion_told_apart(student):
    """Each entry has a square of its own, and counts that differ have colours that differ."""
    table, _, axes = _drawn(student, 34, 6)
    _expect_told_apart(table, axes.images[-1])


# holds: "Draw the counts themselves"
# holds: "rows are the true classes"
# holds: "Return the Axes."
@exercise("plot_confusion")
def test_plot_confusion_image(student):
    """The Axes shows the matrix."""
    table, drawn, _ = _drawn(student, 31, 5)
    expect(
        not (drawn.shape == table.shape and np.array_equal(drawn, table.T)),
        "plot_confusion: the matrix is drawn transposed; its rows are the rows of the picture",
    )
    expect(
        drawn.shape == table.shape,
        f"plot_confusion: the image of shape {drawn.shape} is not the matrix handed in, which has "
        f"shape {table.shape}",
    )
    expect(
        np.allclose(drawn, table),
        "plot_confusion: the numbers drawn are not those handed in; draw the counts themselves "
        "(how they become colours is up to `norm=`)",
    )


# holds: "Label the x-axis `predicted` and the y-axis `true`."
@exercise("plot_confusion")
def test_plot_confusion_labels(student):
    """The axes say which side is true and which is predicted."""
    _, _, axes = _drawn(student, 32, 4)
    down, across = axes.ylabel.lower(), axes.xlabel.lower()
    expect(
        not ("predict" in down and "true" in across),
        f"plot_confusion: the labels are exchanged: x says {across!r}, y says {down!r}",
    )
    expect(
        "true" in down and "predict" in across,
        f"plot_confusion: label the axes `predicted` (x) and `true` (y); "
        f"x says {across!r}, y says {down!r}",
    )


### BEGIN HIDDEN TESTS
# holds: "A matplotlib Axes with the matrix as its image."
@exercise("plot_confusion")
def test_plot_confusion_other_sizes(student):
    """A matrix of another size is drawn whole."""
    table, drawn, _ = _drawn(student, 33, 7)
    expect(
        drawn.shape == table.shape and np.allclose(drawn, table),
        f"plot_confusion: a matrix of {table.shape} gives an image of {drawn.shape} that does "
        "not show it; draw the argument, not a matrix of the notebook",
    )
    large, _, axes = _drawn(student, 35, 5, times=1000)
    _expect_told_apart(large, axes.images[-1])


### END HIDDEN TESTS
