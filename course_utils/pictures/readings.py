"""A classifier's answers to one digit: the image, and a bar for each of the ten answers."""

from __future__ import annotations

from typing import Any

import numpy as np


def draw_reading(image: Any, probabilities: Any) -> None:
    """Draw a digit, and beside it how sure a classifier is of each of its answers.

    Args:
        image: grey pixels of shape (height, width).
        probabilities: ten numbers from 0 to 1, in any shape; number d is that of the digit d.
    """
    import matplotlib.pyplot as plt

    shares = np.ravel(probabilities)
    answer = int(shares.argmax())
    colours = ["tab:orange" if digit == answer else "lightgrey" for digit in range(len(shares))]
    figsize = (7, 2.4)
    _, (left, right) = plt.subplots(
        1, 2, figsize=figsize, width_ratios=(1, 2), layout="constrained"
    )
    left.imshow(image, cmap="gray")
    left.axis("off")
    right.bar(range(len(shares)), shares, color=colours)
    right.set(xticks=range(len(shares)), ylim=(0, 1.05), xlabel="digit", ylabel="how sure")
    right.set_title(f"the network reads: {answer}")
    plt.show()
