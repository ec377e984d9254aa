"""Windows that move over a table: a convolution at some places, and max pooling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[Any]


def draw_sliding(picture: Table, kernel: Table, moments: Sequence[tuple[int, int]]) -> None:
    """Draw a kernel, and a convolution with it at some places: the window, and the result so far.

    Args:
        picture: numbers of shape (height, width).
        kernel: numbers of shape (kernel height, kernel width).
        moments: the places (row, column) in the result at which it is drawn, in order.
    """
    import matplotlib.pyplot as plt

    high, wide = kernel.shape
    places = (picture.shape[0] - high + 1, picture.shape[1] - wide + 1)
    result = np.full(places, np.nan)  # nothing in it yet
    _, axes = plt.subplots(
        2, 1 + len(moments), figsize=(9, 5), height_ratios=[5, 3.4], layout="constrained"
    )
    _draw_numbers(axes[0, 0], kernel, "kernel", -3, 3, "RdBu")
    axes[1, 0].axis("off")
    column = 0
    for i, j in np.ndindex(*places):
        result[i, j] = np.sum(kernel * picture[i : i + high, j : j + wide])
        if (i, j) in moments:
            column += 1
            above, below = axes[:, column]
            _draw_numbers(above, picture, f"image, window at\nrow {i}, column {j}", 0, 8)
            _frame(above, i, j, high, wide)
            _draw_numbers(below, result, f"result: {result[i, j]:g}", -4, 24)
            _frame(below, i, j, 1, 1)
    plt.show()


def draw_pooling(table: Table) -> None:
    """Draw max pooling with windows of 2: the windows, the winners framed, and the result.

    Args:
        table: different numbers of shape (height, width), both even.
    """
    import matplotlib.pyplot as plt
    from matplotlib.patches import Rectangle

    rows, columns = table.shape[0] // 2, table.shape[1] // 2
    windows = table.reshape(rows, 2, columns, 2)
    winners = windows.max(axis=(1, 3))
    _, axes = plt.subplots(1, 2, figsize=(5.5, 3), width_ratios=[2, 1], layout="constrained")
    _draw_windows(axes[0], table, 2, "one map, four windows")
    for row, column in np.argwhere(np.isin(table, winners)):
        corner = (column - 0.45, row - 0.45)
        axes[0].add_patch(Rectangle(corner, 0.9, 0.9, fill=False, color="tab:red", linewidth=2.5))
    _draw_windows(axes[1], winners, 1, "after pooling")
    plt.show()


def _draw_numbers(
    ax: Any, table: Table, title: str, low: float, high: float, colours: str = "Blues"
) -> None:
    ax.set_facecolor("0.93")  # a light grey, for the cells with nothing in them yet
    ax.imshow(table, cmap=colours, vmin=low, vmax=high)
    for (row, column), number in np.ndenumerate(table):
        text = "" if np.isnan(number) else f"{number:g}"
        ax.text(column, row, text, ha="center", va="center", fontsize=11)
    ax.set_title(title, fontsize=10)
    ax.set_xticks(np.arange(0.5, table.shape[1] - 1), [])
    ax.set_yticks(np.arange(0.5, table.shape[0] - 1), [])
    ax.grid(color="white", linewidth=2)
    ax.tick_params(length=0)


def _frame(ax: Any, row: int, column: int, height: int, width: int) -> None:
    from matplotlib.patches import Rectangle

    corner = (column - 0.5, row - 0.5)
    box = Rectangle(corner, width, height, fill=False, color="tab:red", linewidth=3)
    ax.add_patch(box).set(zorder=5, clip_on=False)


def _draw_windows(ax: Any, table: Table, size: int, title: str) -> None:
    windows = np.add.outer(np.arange(table.shape[0]) // size, np.arange(table.shape[1]) // size)
    ax.imshow(windows % 2, cmap="Blues", vmin=-1, vmax=4)
    for (row, column), number in np.ndenumerate(table):
        ax.text(column, row, f"{number:g}", ha="center", va="center", fontsize=12)
    ax.set_title(title, fontsize=10)
    ax.axis("off")
