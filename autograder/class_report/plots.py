"""The report's plots: inline SVG in the page's own colours and fonts.

matplotlib draws with placeholder colours. In the SVG, variables of the page's style replace them; these
differ in light and dark.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
from markupsafe import Markup, escape
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from autograder.class_report.statistics import BIN_COUNT, ClassStatistics, ExerciseStatistics

INK = "#010203"
PAGE_COLOURS = {  # with their names in the page's style
    INK: "var(--ink)",
    "#010204": "var(--rule)",
    "#010205": "var(--bar)",
    "#010206": "var(--passed)",
    "#010207": "var(--partial)",
    "#010208": "var(--failed)",
    "#010209": "var(--stopped)",
    "#01020a": "var(--not-attempted)",
}
_, RULE, BAR, *OUTCOME_COLOURS = PAGE_COLOURS
MATPLOTLIB_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "class report",  # the same class gives the same file
    "font.size": 10,
    **dict.fromkeys(("text.color", "axes.labelcolor", "xtick.color", "ytick.color"), INK),
    "axes.edgecolor": RULE,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.constrained_layout.use": True,
}
WIDTH_INCHES = 5.6
# for the labels of the exercises' plot: a letter's rough width, and the scales of the axes, in points
LETTER_POINTS, POINTS_PER_PERCENT, POINTS_PER_ONE = 5.5, 3.2, 135


def scores_plot(figures: ClassStatistics) -> Markup:
    """Return a histogram of the scores."""
    with mpl.rc_context(MATPLOTLIB_SETTINGS):
        figure = Figure(figsize=(WIDTH_INCHES, 3.2))
        axes = figure.subplots()
        width = figures.max_score / BIN_COUNT or 1.0
        starts = [number * width for number in range(BIN_COUNT)]
        bars = axes.bar(starts, figures.bins, width=0.92 * width, align="edge", color=BAR)
        axes.bar_label(bars, [str(count or "") for count in figures.bins], color=INK, padding=1)
        axes.set_xlabel(f"score, of {figures.max_score:g}")
        axes.set_ylabel("submissions")
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        text = f"Bars: submissions by score, in {BIN_COUNT} steps from 0 to {figures.max_score:g}: "
        counts = ", ".join(map(str, figures.bins))
        return _svg(figure, "scores", "Distribution of scores", f"{text}{counts}.")


def outcomes_plot(exercises: Sequence[ExerciseStatistics]) -> Markup:
    """Return a stacked bar chart of the outcomes of each exercise."""
    with mpl.rc_context(MATPLOTLIB_SETTINGS):
        figure = Figure(figsize=(WIDTH_INCHES, 0.9 + 0.26 * len(exercises)))
        axes = figure.subplots()
        names = [f"{each.id[:24]} {number}" for number, each in enumerate(exercises, start=1)]
        left = [0.0] * len(exercises)
        for colour, (label, _) in zip(OUTCOME_COLOURS, outcome_counts(exercises[0]), strict=True):
            shares = [100 * dict(outcome_counts(each))[label] / each.graded for each in exercises]
            axes.barh(names, shares, left=left, height=0.72, color=colour, label=label)
            left = [before + share for before, share in zip(left, shares, strict=True)]
        axes.invert_yaxis()
        axes.tick_params(axis="y", length=0)
        axes.set_xlim(0, 100)
        axes.set_xlabel("% of the graded submissions")
        _legend(figure)
        text = "; ".join(f"{each.id}: {100 * each.difficulty:.0f} % passed" for each in exercises)
        return _svg(figure, "outcomes", "How the exercises ended", f"{text}.")


def _legend(figure: Figure) -> None:
    shape = {"ncols": 5, "handlelength": 0.8, "columnspacing": 0.9, "handletextpad": 0.4}
    figure.legend(loc="outside upper center", frameon=False, fontsize=9, **shape)


def outcome_counts(each: ExerciseStatistics) -> list[tuple[str, int]]:
    """Return the number of submissions with each outcome, the best outcome first."""
    return [
        ("passed", each.counts["passed"]),
        ("partly", each.counts["partial"]),
        ("not passed", each.counts["failed"]),
        ("stopped", each.stopped),
        ("not answered", each.counts["not_attempted"]),
    ]


def discrimination_plot(exercises: Sequence[ExerciseStatistics]) -> Markup:
    """Return a scatter plot of discrimination against difficulty, with the exercises' numbers."""
    points = {
        str(number): (100 * each.difficulty, each.discrimination)
        for number, each in enumerate(exercises, start=1)
        if each.discrimination is not None
    }
    with mpl.rc_context(MATPLOTLIB_SETTINGS):
        figure = Figure(figsize=(WIDTH_INCHES, 3.2))
        _draw_points(figure.subplots(), points)
        text = "; ".join(
            f"{number}: {solved:.0f} % passed, discrimination {r:.2f}"
            for number, (solved, r) in points.items()
        )
        return _svg(figure, "telling", "Discrimination against difficulty", f"{text}.")


def _draw_points(axes: Axes, points: dict[str, tuple[float, float]]) -> None:
    solved, discriminations = zip(*points.values(), strict=True)
    axes.axhline(0, color=RULE, linewidth=1)
    axes.plot(solved, discriminations, "o", color=BAR, markersize=5)
    axes.set_xlim(-2, 106)
    axes.set_xticks(range(0, 101, 20))
    axes.set_ylim(min(-0.2, min(discriminations) - 0.15), 1.1)
    axes.set_xlabel("passed, %")
    axes.set_ylabel("discrimination")
    _label(axes, points)


def _label(axes: Axes, points: dict[str, tuple[float, float]]) -> None:
    """Label each point on a side that is free; points that coincide share a label."""
    names: dict[tuple[int, int], list[str]] = defaultdict(list)
    for name, (x, y) in points.items():
        names[round(x * POINTS_PER_PERCENT), round(y * POINTS_PER_ONE)].append(name)
    taken: list[tuple[float, float, float]] = [(x, y, 0.0) for x, y in names]
    for (x, y), here in names.items():
        text = ", ".join(here)
        width = LETTER_POINTS * len(text)
        sides = [(0, 8), (0, -8), (width / 2 + 5, 0), (-width / 2 - 5, 0)]
        free = (side for side in sides if not _hit(x + side[0], y + side[1], width, taken))
        right, up = next(free, sides[0])
        taken.append((x + right, y + up, width))
        style: dict[str, Any] = {"ha": "center", "va": "center", "color": INK, "fontsize": 8.5}
        axes.annotate(text, points[here[0]], (right, up), textcoords="offset points", **style)


def _hit(x: float, y: float, width: float, taken: list[tuple[float, float, float]]) -> bool:
    """Return whether a label of this width would overlap a point or another label."""
    return any(
        abs(x - other_x) < (width + other_width) / 2 + 2 and abs(y - other_y) < 7
        for other_x, other_y, other_width in taken
    )


def _svg(figure: Figure, name: str, title: str, description: str) -> Markup:
    """Return a figure as inline SVG, with a title and description for screen readers."""
    out = io.StringIO()
    figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
    svg = out.getvalue()
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg[svg.index("<svg") :], flags=re.DOTALL)
    # the page's other plots have the same ids
    svg = re.sub(r"(\bid=\"|href=\"#|url\(#)", rf"\1{name}-", svg)
    for stand_in, colour in PAGE_COLOURS.items():
        svg = svg.replace(stand_in, colour)
    opened, drawn = svg.removeprefix("<svg ").split(">", 1)
    labels = f'role="img" aria-labelledby="{name}-title {name}-description"'
    texts = (
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-description">{escape(description)}</desc>'
    )
    # matplotlib escapes what it draws
    return Markup(f"<svg {labels} {opened}>{texts}{drawn}")  # noqa: S704
