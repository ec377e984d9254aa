"""plot_loss: the losses as a curve, with names at both axes."""

import re

import numpy as np
import pytest

from course_utils.checking.expect import as_numbers, expect, expect_object, format_value
from course_utils.checking.student import CheckFailed

exercise = pytest.mark.exercise

MOST_LETTERS = 200  # of a name that is looked at: a search takes time by their square
DRAWING = {
    "'tuple' object has no attribute": "`plt.subplots()` gives two things, a figure and its Axes",
}


def drawn_losses(student, losses):
    """Return the Axes that shows these losses as a curve."""
    name = "plot_loss"
    outcome = student.attempt(name, list(losses))
    figure = student.figure(outcome.value_or_raise(DRAWING), name)
    expect(
        equal(outcome.arguments[0], np.asarray(losses)),
        f"{name}: the argument `losses` has changed; drawing leaves it as it is",
    )
    lines = [line for axes in figure.axes for line in axes.lines]
    expect(
        bool(lines),
        f"{name}: the Axes holds no curve; draw the losses with `ax.plot` (and the picture is gone "
        "after `plt.show()`)",
    )
    wanted = np.asarray(losses)
    for axes in figure.axes:
        for line in axes.lines:
            if equal(line["y"], wanted):
                expect_positions(line["x"])
                for axis, (begin, end) in (("x", axes.xlim), ("y", axes.ylim)):
                    problem = f"plot_loss: the numbers of the {axis}-axis run the wrong way round"
                    expect(
                        begin < end, f"{problem}, so the curve is mirrored; leave the axis as it is"
                    )
                return axes
    x, y = (as_numbers(name, lines[-1][axis]) for axis in "xy")
    expect(not equal(x, wanted), f"{name}: x and y are swapped; the losses go upwards")
    expect(
        not equal(y, wanted[::-1]), f"{name}: the curve runs backwards; the first loss comes first"
    )
    expect(
        not equal(y, np.log(wanted)) and not equal(y, np.log10(wanted)),
        f"{name}: that is the logarithm of the losses; draw the losses as they are",
    )
    expect(
        not equal(np.sort(y), np.sort(wanted)),
        f"{name}: these are the losses in another order; draw them as they came",
    )
    raise CheckFailed(
        f"{name}: the curve has {y.size} points, {format_value(y)}; it is not the argument `losses`, "
        f"which has {len(losses)}"
    )


def equal(data, wanted):
    """Say whether what was drawn is this row of numbers."""
    data = as_numbers("plot_loss", data)
    return data.shape == wanted.shape and bool(np.allclose(data, wanted))


def expect_positions(x):
    """Expect one step to the right for each loss."""
    steps = np.diff(as_numbers("plot_loss", x))
    even = steps.size > 0 and bool((steps > 0).all()) and np.allclose(steps, steps[0])
    expect(even, "plot_loss: the losses don't stand one behind the other, from left to right")


# holds: "The Axes with the curve"
@exercise("plot_loss")
def test_plot_loss_curve(student):
    """The Axes shows the losses, one behind the other."""
    drawn_losses(student, [4.0, 1.5, 2.75, 0.5, 0.75, 0.25])


# holds: "names the axes `step` and `loss`"
# holds: "its x-axis is named "step", its y-axis "loss"."
@exercise("plot_loss")
def test_plot_loss_names(student):
    """Both axes have their names."""
    axes = drawn_losses(student, [3.0, 2.0, 2.25, 0.5])
    shown = [label[:MOST_LETTERS] for label in (axes.xlabel, axes.ylabel)]
    across, up = (label.lower() for label in shown)
    says = f"x says {shown[0]!r}, y says {shown[1]!r}"
    # At the start of a word, and neither at the other axis; but "loss per step" is one of y.
    up = re.sub(r"(?<![a-z])(loss(es)?\W.*\b(per|each|every|of|at|in|for|after)) .*", r"\1", up)
    names = {
        (name, axis): named(name, text)
        for axis, text in (("x", across), ("y", up))
        for name in ("step", "loss")
    }
    expect(
        not (names["loss", "x"] and not names["loss", "y"]),
        f"plot_loss: the names are swapped: {says}",
    )
    expect(
        bool(across or up),
        "plot_loss: the axes have no names; `ax.set_xlabel(…)` is a call, as is `ax.set_ylabel(…)`",
    )
    expect(
        names["step", "x"] and names["loss", "y"],
        f"plot_loss: name the x-axis `step` and the y-axis `loss`; {says}",
    )
    expect(
        not names["loss", "x"] and not names["step", "y"],
        f"plot_loss: each axis has one name, its own; {says}",
    )


def named(name, text):
    """Say whether a word of a text begins with a name: "steps" does, "footstep" does not."""
    return re.search(rf"(?<![a-z]){name}", text) is not None


### BEGIN HIDDEN TESTS
# holds: "it draws the losses as a curve"
# holds: "one number for each step"
@exercise("plot_loss")
def test_plot_loss_unseen(student):
    """A longer curve, which falls and rises again, is drawn whole."""
    losses = np.exp(-np.arange(40) / 7) + np.where(np.arange(40) > 30, 0.2, 0)
    drawn_losses(student, losses.tolist())


def axes_of_a_call(student, losses):
    """Return a deque, on the student's side, that holds the Axes of a call; no picture is open before."""
    student.make("matplotlib.pyplot.close", "all")
    drawn = student.make("builtins.map", student.value("plot_loss"), [losses])
    return student.make("collections.deque", drawn)


# holds: "the picture is gone once it has been shown"
@exercise("plot_loss")
def test_plot_loss_anew(student):
    """A call after the picture was shown draws on an Axes of its own."""
    drawn_losses(student, [2.0, 1.0, 0.5])
    rows = [2.0, 1.0, 0.5], [2.0, 1.0, 0.5], [3.0, 1.5]
    calls = [axes_of_a_call(student, losses) for losses in rows]
    builtins = expect_object("Python", student.make("importlib.import_module", "builtins"))
    both = student.make("itertools.chain", *calls)
    ids = student.make("builtins.list", student.make("builtins.map", builtins.value("id"), both))
    expect(
        len(set(as_numbers("plot_loss", ids).ravel().tolist())) == len(rows),
        "plot_loss: two calls drew on the same Axes, though the first picture was gone; make the "
        "Axes inside the function",
    )


### END HIDDEN TESTS
