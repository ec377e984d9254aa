"""A neuron in pictures: its sigmoid, its graph there and back, a network, and the way downhill."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

Edge = tuple[str, str]
HAT = "$\\hat y$"
PLACES = {"x": (0, 2), "w": (0, 0), "×": (2, 1), "b": (2, -1.3), "+": (4, 1), "σ": (6, 1)}
PLACES |= {HAT: (8, 1), "y": (6, -1.3), "loss": (8, 1)}
COLOURS = {"x": "lightgrey", "y": "lightgrey", "w": "orange", "b": "orange", HAT: "white"}
NEURON = {("x", "×"): "2", ("w", "×"): "0.5", ("×", "+"): "1", ("b", "+"): "−1", ("+", "σ"): "0"}
SLOPES = {
    ("σ", "loss"): "−1",
    ("+", "σ"): "−0.25",
    ("b", "+"): "−0.25",
    ("×", "+"): "−0.25",
    ("w", "×"): "−0.5",
}


def draw_sigmoid() -> None:
    """Draw the sigmoid alone, and inside of three neurons with one input."""
    import matplotlib.pyplot as plt

    x = np.linspace(-6, 6, 200)
    _, (left, right) = plt.subplots(1, 2, figsize=(9, 2.6), sharey=True)
    left.plot(x, 1 / (1 + np.exp(-x)), color="black")
    left.set_title("the sigmoid $\\sigma(z)$", fontsize=11)
    left.set_xlabel("$z$")
    for w, b in [(1, 0), (3, 0), (1, 3)]:
        right.plot(x, 1 / (1 + np.exp(-(w * x + b))), label=f"w = {w}, b = {b}")
    right.set_title("a larger weight is steeper, a bias shifts", fontsize=11)
    right.set_xlabel("$x$")
    right.legend(fontsize=9)
    for ax in (left, right):
        ax.set_yticks([0, 0.5, 1])
        ax.grid(alpha=0.3)
    plt.show()


def draw_forward() -> None:
    """Draw the graph of the neuron with x = 2, w = 0.5 and b = −1, from its inputs to its prediction."""
    _draw_graph(NEURON | {("σ", HAT): "0.5"}, slopes={})
    _show("grey: input, orange: parameters, light blue: operations, white: the prediction")


def draw_backward() -> None:
    """Draw the same graph with a loss at its end, and the slopes that flow back along its edges."""
    ax = _draw_graph(NEURON | {("σ", "loss"): f"{HAT} = 0.5", ("y", "loss"): "1"}, slopes=SLOPES)
    ax.text(8, 1.65, "0.25", color="tab:blue", ha="center", va="center", fontsize=11)  # the loss
    _show("blue: forward pass, red: backward pass (from right to left)")


def _show(title: str) -> None:
    import matplotlib.pyplot as plt

    plt.title(title, fontsize=10)
    plt.show()


def _draw_graph(edges: Mapping[Edge, str], slopes: Mapping[Edge, str]) -> Any:
    """Draw nodes with the number that flows along each edge, and the slopes that flow back."""
    import matplotlib.pyplot as plt

    _, ax = plt.subplots(figsize=(9, 3.6))
    for edge, number in edges.items():
        _draw_edge(ax, edge, number, slopes.get(edge))
    for name in dict.fromkeys(name for edge in edges for name in edge):
        ax.scatter(
            *PLACES[name], s=1100, color=COLOURS.get(name, "lightblue"), ec="black", zorder=3
        )
        ax.text(*PLACES[name], name, ha="center", va="center", fontsize=12, zorder=4)
    ax.set(xlim=(-0.8, 8.8), ylim=(-2, 2.7))
    ax.axis("off")
    return ax


def _draw_edge(ax: Any, edge: Edge, number: str, slope: str | None) -> None:
    (x0, y0), (x1, y1) = PLACES[edge[0]], PLACES[edge[1]]
    kept = {"textcoords": "offset points", "ha": "center", "va": "center", "fontsize": 11}
    arrow = {"arrowstyle": "->", "color": "tab:blue", "lw": 1.8, "shrinkA": 19, "shrinkB": 19}
    ax.annotate("", (x1, y1), (x0, y0), arrowprops=arrow)
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    aside = (0, 11) if y0 == y1 else (-13, 9) if y0 < y1 else (8, 13)
    at = (x, y) if y0 >= y1 else (0.65 * x0 + 0.35 * x1, 0.65 * y0 + 0.35 * y1)  # far from others
    ax.annotate(number, at, aside, color="tab:blue", **kept)
    if slope is None:
        return
    dx, dy = (x1 - x0) / 7, (y1 - y0) / 7  # a small arrow below the edge, the other way round
    x, y = (x, y - 0.17) if y0 == y1 else (x + 0.13, y - 0.17)
    back = {"arrowstyle": "->", "color": "tab:red", "lw": 1.3, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", (x - dx, y - dy), (x + dx, y + dy), arrowprops=back)
    aside = (0, -12) if y0 == y1 else (22, -9)
    ax.annotate(slope, (x, y), aside, color="tab:red", **kept)


def draw_network() -> None:
    """Draw a network of two inputs, a layer of three neurons and a layer of one."""
    import matplotlib.pyplot as plt

    layers = {"2 inputs": 2, "a layer of 3 neurons": 3, "a layer of 1 neuron": 1}
    _, ax = plt.subplots(figsize=(6.5, 2.8))
    earlier: list[float] = []
    for column, (name, size) in enumerate(layers.items()):
        heights = [row - (size - 1) / 2 for row in range(size)]
        for height in heights:
            for before in earlier:
                ax.plot([column - 1, column], [before, height], color="grey", lw=1, zorder=1)
        colour = "lightblue" if column else "lightgrey"
        ax.scatter([column] * size, heights, s=600, color=colour, ec="black", zorder=2)
        ax.text(column, -1.75, name, ha="center")
        earlier = heights
    ax.text(0.5, 1.15, "weights: (2, 3)", ha="center", color="dimgrey")
    ax.text(1.5, 1.15, "weights: (3, 1)", ha="center", color="dimgrey")
    ax.set(xlim=(-0.5, 2.5), ylim=(-2, 1.6))
    ax.axis("off")
    plt.show()


def draw_descent(rates: Sequence[float], titles: Sequence[str]) -> None:
    """Draw the losses of a line through the origin as a valley, and five steps of gradient descent.

    Args:
        rates: the learning rate of each picture.
        titles: the titles of the pictures.
    """
    import matplotlib.pyplot as plt

    x = np.array([1.0, 2.0, 3.0])
    y = 2 * x  # so the best w is 2
    values = np.linspace(-2.2, 6.2, 200)
    valley = [np.mean((x * w - y) ** 2) for w in values]
    _, axes = plt.subplots(1, len(rates), figsize=(11, 3), sharey=True)
    for ax, rate, title in zip(axes, rates, titles, strict=True):
        path = [0.0]
        for _ in range(5):
            slope = float(np.mean(2 * (x * path[-1] - y) * x))
            path.append(path[-1] - rate * slope)
        ax.plot(values, valley, color="grey")
        heights = [np.mean((x * w - y) ** 2) for w in path]
        ax.plot(path, heights, "o-", color="tab:red", markersize=5, linewidth=1)
        ax.set(xlim=(-2.2, 6.2), ylim=(-4, 80), xlabel="$w$")
        ax.set_title(f"learning rate {rate}\n{title}", fontsize=10)
    axes[0].set_ylabel("loss")
    plt.show()


def draw_chord() -> None:
    """Draw a loss, its slope at one place, and the chord of central differences beside it."""
    import matplotlib.pyplot as plt

    w, h = 1.0, 0.9
    values = np.linspace(-0.8, 2.1, 100)
    _, ax = plt.subplots(figsize=(5, 2.9))
    ax.plot(values, np.exp(values), color="grey")
    ends = np.array([w - h, w + h])
    ax.plot(ends, np.exp(ends), "o-", color="tab:red", label="through the two points")
    ax.plot(
        values, np.exp(w) * (1 + values - w), "--", color="tab:blue", lw=1, label="the slope at w"
    )
    ax.plot([w], [np.exp(w)], "o", color="tab:blue")
    ax.set_xticks([w - h, w, w + h], ["$w - h$", "$w$", "$w + h$"])
    ax.set(ylim=(-0.5, 8), yticks=[], ylabel="loss")
    ax.legend(fontsize=9, loc="upper left")
    plt.show()


def draw_clouds(points: Any, labels: Any, predict: Callable[[Any], Any]) -> None:
    """Draw two clouds of points, and behind them a neuron's prediction at each place.

    Args:
        points: numbers of shape (n, 2).
        labels: 0 or 1 for each point, of shape (n, 1).
        predict: takes m points, float32 of shape (m, 2), and returns a number from 0 to 1 for each.
    """
    import matplotlib.pyplot as plt

    x, y = np.asarray(points), np.ravel(labels)
    low, high = x.min(axis=0) - 0.5, x.max(axis=0) + 0.5
    across, up = np.meshgrid(np.linspace(low[0], high[0], 80), np.linspace(low[1], high[1], 80))
    places = np.stack([across.ravel(), up.ravel()], axis=1).astype("float32")
    answers = np.reshape(predict(places), across.shape)
    _, ax = plt.subplots(figsize=(5.2, 3.2), layout="constrained")
    shades = ax.contourf(across, up, answers, levels=np.linspace(0, 1, 11), cmap="RdBu", alpha=0.6)
    ax.contour(across, up, answers, levels=[0.5], colors="black", linewidths=1)
    for label, colour in ((0, "tab:red"), (1, "tab:blue")):
        ax.plot(*x[y == label].T, "o", color=colour, markersize=4, label=f"label {label}")
    ax.figure.colorbar(shades, ax=ax, label="prediction", ticks=[0, 0.5, 1])
    ax.set(xlabel="input 1", ylabel="input 2")
    ax.legend(fontsize=9, loc="lower right")
    plt.show()
