"""Tables of numbers, drawn cell by cell: the cells that an index takes, or that broadcasting repeats."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[Any]
TAKEN, LEFT = "#ffc17d", "whitesmoke"


def draw_table(ax: Any, table: Table, title: str, taken: Table | None = None) -> None:
    """Draw a table of numbers on an Axes, some of its cells coloured.

    Args:
        ax: the Axes.
        table: numbers of shape (rows, columns).
        title: its title.
        taken: booleans of the same shape, true for coloured cells; None: none is coloured.
    """
    rows, columns = table.shape
    for (row, column), number in np.ndenumerate(table):
        colour = TAKEN if taken is not None and taken[row, column] else LEFT
        _draw_cell(ax, row, column, colour)
        ax.text(column, row, f"{number:g}", ha="center", va="center", fontsize=11)
    ax.set(xlim=(-0.55, columns - 0.45), ylim=(rows - 0.45, -0.55), aspect="equal")
    ax.set_title(title, fontsize=10)
    ax.axis("off")


def _draw_cell(ax: Any, row: int, column: int, colour: str) -> None:
    from matplotlib.patches import Rectangle

    corner = (column - 0.5, row - 0.5)
    ax.add_patch(Rectangle(corner, 1, 1, facecolor=colour, edgecolor="grey", linewidth=0.8))


def draw_slices(table: Any, taken: Mapping[str, Any]) -> None:
    """Draw a table once for each index, and colour the cells that the index takes.

    Args:
        table: numbers of shape (rows, columns); a tensor or an array.
        taken: the numbers that each index takes, by the text of the index. The numbers of the table
            must all differ.
    """
    import matplotlib.pyplot as plt

    numbers = np.asarray(table)
    _, axes = plt.subplots(1, len(taken), figsize=(2.1 * len(taken), 2.3), layout="constrained")
    for ax, (written, part) in zip(np.atleast_1d(axes), taken.items(), strict=True):
        shape = tuple(np.shape(part))
        draw_table(ax, numbers, f"{written}\nshape {shape}", np.isin(numbers, np.asarray(part)))
    plt.show()


def draw_broadcast(predictions: Any, labels: Any) -> None:
    """Draw the table that (n, 1) − (n,) gives, and colour its diagonal.

    Args:
        predictions: numbers of shape (n, 1).
        labels: numbers of shape (n,).
    """
    import matplotlib.pyplot as plt

    column, row = np.asarray(predictions), np.asarray(labels)[np.newaxis]
    result = column - row
    size = len(column)
    parts = [(column, f"predictions\n{column.shape}"), (row, f"labels\n({size},)")]
    parts.append((result, f"predictions − labels\n{result.shape}"))
    widths = [part.shape[1] for part, _ in parts]
    _, axes = plt.subplots(
        1, 3, figsize=(1 + 0.75 * sum(widths), 2.9), width_ratios=widths, layout="constrained"
    )
    for ax, (part, title) in zip(axes, parts, strict=True):
        draw_table(ax, part, title, np.eye(size, dtype=bool) if part is result else None)
    plt.show()
