"""plot_histogram: a histogram of all numbers of feature maps, in a given frame."""

import numpy as np
import pytest

from course_utils.checking.expect import expect

from .pictures import figure_of

exercise = pytest.mark.exercise


def _histogram(student, maps, y_max):
    """Return the Axes with the histogram, and its bars as rows of (left, right, height)."""
    figure = figure_of(student, "plot_histogram", maps, y_max, what="Axes")
    plots = [axes for axes in figure.axes if axes.bars]
    expect(
        bool(plots),
        "plot_histogram: no bars are drawn; use `hist`, with its usual kind of bars",
    )
    bars = [
        (bar.get("x", 0), bar.get("x", 0) + bar.get("width", 0), bar.get("height", 0))
        for bar in plots[0].bars
    ]
    table = np.array(sorted(bars), dtype=float)
    upright = np.isfinite(table).all() and (table[:, 1] > table[:, 0]).all()
    expect(bool(upright), "plot_histogram: the bars have no width or height that can be read")
    return plots[0], table


def _judge_histogram(student, maps, y_max):
    _, bars = _histogram(student, maps, y_max)
    values = np.sort(maps.ravel().astype(float))
    expect(
        len(bars) != values.size,
        "plot_histogram: there is one bar for each number; `hist` sorts numbers into bins",
    )
    heights, edges = bars[:, 2], _edges(bars)
    total, low, high = heights.sum(), values[0], values[-1]
    slack = 1e-3 * (high - low)
    expect(
        not (abs(total * np.diff(edges).mean() - 1) < 0.05 and total < values.size / 2),
        "plot_histogram: the bars show densities; leave `density` out, so that they count",
    )
    expect(
        total > 0.98 * values.size or edges[0] <= low + slack or edges[-1] >= high - slack,
        f"plot_histogram: the bars count {total:.0f} of {values.size} numbers: those outside of "
        f"{edges[0]:.4g} to {edges[-1]:.4g} were thrown away; what does `range` do?",
    )
    expect(
        abs(total - values.size) <= 0.005 * values.size,
        f"plot_histogram: the bars count {total:.0f} numbers, `maps` holds {values.size}; "
        "draw all of them, each once",
    )
    # A number that lies on the edge of a bin may fall to either side by rounding: 2% may differ.
    counts = np.diff(np.searchsorted(values, [*edges[:-1], edges[-1] + slack]))
    expect(
        np.abs(counts - heights).sum() <= 0.02 * values.size + 1,
        "plot_histogram: the bars don't show how often which number occurs in `maps`; draw one "
        "histogram, of the argument, with its numbers as they are",
    )
    across = int(((edges[1:] > low) & (edges[:-1] < high)).sum())
    expect(
        across >= 10 or len(bars) < 10,
        f"plot_histogram: there are {len(bars)} bins, but from {edges[0]:.4g} to {edges[-1]:.4g}, and "
        f"all numbers lie in {across} of them, from {low:.4g} to {high:.4g}; leave `range` out",
    )
    expect(across >= 10, f"plot_histogram: {across} bars for all numbers; take at least 10 bins")


def _edges(bars):
    """Return the edges of the bins, halfway between bars, which may be narrower than the bins."""
    left, right, _ = bars.T
    between = (right[:-1] + left[1:]) / 2
    first = left[0] - (between[0] - right[0]) if len(bars) > 1 else left[0]
    last = right[-1] + (left[-1] - between[-1]) if len(bars) > 1 else right[-1]
    return np.maximum.accumulate([first, *between, last])


def _judge_frame(student, maps, y_max):
    axes, _ = _histogram(student, maps, y_max)
    bottom, top = axes.ylim
    expect(
        abs(top - y_max) <= 1e-6 * y_max and abs(bottom) <= 1e-6 * y_max,
        f"plot_histogram: with y_max = {y_max} the y-axis runs from {bottom:.4g} to {top:.4g}; "
        "expected 0 to y_max; `ax.set_ylim` moves the frame",
    )
    expect(
        axes.xlim[0] <= maps.min() and axes.xlim[1] >= maps.max(),
        f"plot_histogram: the x-axis shows {axes.xlim[0]:.4g} to {axes.xlim[1]:.4g}, and numbers "
        "of `maps` lie outside",
    )


def _spread(seed, low, high, *shape):
    """Return numbers as a convolution gives them: many zeros, the rest far to both sides."""
    rng = np.random.default_rng(seed)
    values = rng.triangular(low, 0, high, size=shape)
    values[rng.random(shape) < 0.4] = 0
    values.flat[0], values.flat[-1] = low, high
    return values.astype("float32")


# holds: "draw one histogram, with bars, of **all** numbers in `maps`"
# holds: "in at least 10 bins from the smallest to the largest of them"
# holds: "Return the Axes (or the figure)."
@exercise("plot_histogram", required=True)
def test_plot_histogram_counts_all(student):
    """The bars count every number."""
    _judge_histogram(student, _spread(1, -173, 516, 1, 14, 14, 3), 40)


# holds: "let the y-axis run from 0 to `y_max`"
@exercise("plot_histogram")
def test_plot_histogram_frame(student):
    """The y-axis runs from 0 to the number handed in, the x-axis over all numbers."""
    _judge_frame(student, _spread(2, -173, 516, 1, 14, 14, 3), 40)


@exercise("plot_histogram")
def test_plot_histogram_of_a_table(student):
    """Small numbers in a table of two axes are drawn as well."""
    maps = _spread(5, -0.4, 0.9, 21, 19)
    _judge_histogram(student, maps, 33)
    _judge_frame(student, maps, 33)


### BEGIN HIDDEN TESTS
# holds: "a float32 array of any shape, with different numbers in it"
# holds: "one histogram of all the numbers, its y-axis from 0 to y_max"
@exercise("plot_histogram")
def test_plot_histogram_unseen(student):
    """Other numbers, in another shape, and another height work as well."""
    for seed, low, high, shape, y_max in (
        (3, -0.8, 0.3, (2, 9, 6, 4), 25),
        (4, -2000, 900, (30, 17), 90),
    ):
        maps = _spread(seed, low, high, *shape)
        _judge_histogram(student, maps, y_max)
        _judge_frame(student, maps, y_max)


### END HIDDEN TESTS
