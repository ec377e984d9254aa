"""plot_confusion: a picture of the confusion matrix, with its axes named."""

import numpy as np
import pytest

from course_utils.checking.expect import as_numbers, expect, type_of
from course_utils.checking.plain_data import FigureRecord
from course_utils.checking.student import CheckFailed

exercise = pytest.mark.exercise


def _drawn(student, seed, classes):
    """Return the table that was sent, the one that is drawn, and the Axes that holds it."""
    table = np.random.default_rng(seed).integers(0, 30, (classes, classes))
    value = student.call("plot_confusion", table)
    if not isinstance(value, FigureRecord):
        raise CheckFailed(
            f"plot_confusion: expected an Axes, got {type_of(value)}; return the Axes"
        )
    axes = [one for one in value.axes if one.images and not one.is_colorbar]
    expect(bool(axes), "plot_confusion: the Axes holds no image; draw the matrix with `imshow`")
    image = axes[0].images[0]
    drawn = as_numbers("plot_confusion: the image", image["data"])
    if np.array_equal(drawn[::-1], table):  # class 0 at the bottom, as in other plots, is as good
        drawn = drawn[::-1]
    return table, drawn, axes[0]


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
@exercise("plot_confusion")
def test_plot_confusion_other_sizes(student):
    """A matrix of another size is drawn whole."""
    table, drawn, _ = _drawn(student, 33, 7)
    expect(
        drawn.shape == table.shape and np.allclose(drawn, table),
        f"plot_confusion: a matrix of {table.shape} gives an image of {drawn.shape} that does "
        "not show it; draw the argument, not a matrix of the notebook",
    )


### END HIDDEN TESTS
