"""The notebooks' pictures show what their text says, and load matplotlib when they are called."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from course_utils.pictures.neurons import (
    draw_backward,
    draw_chord,
    draw_clouds,
    draw_descent,
    draw_forward,
    draw_network,
    draw_sigmoid,
)
from course_utils.pictures.readings import draw_reading
from course_utils.pictures.tables import TAKEN, draw_broadcast, draw_slices
from course_utils.pictures.windows import draw_pooling, draw_sliding


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave what is drawn open, without a window, for the test to look at."""
    matplotlib.use("agg")
    monkeypatch.setattr(plt, "show", lambda: None)
    plt.close("all")
    yield
    plt.close("all")


def words(ax: Axes) -> list[str]:
    """Return the texts that are written on an Axes."""
    return [text.get_text() for text in ax.texts if text.get_text()]


def taken(ax: Axes) -> list[str]:
    """Return the numbers whose cells are coloured."""
    colours = [to_hex(patch.get_facecolor()) for patch in ax.patches]
    return [word for word, colour in zip(words(ax), colours, strict=True) if colour == TAKEN]


def test_the_modules_load_no_matplotlib() -> None:
    """A module of pictures is imported at no cost: matplotlib comes with the first picture."""
    modules = ("neurons", "readings", "tables", "windows")
    imports = "; ".join(f"import course_utils.pictures.{name}" for name in modules)
    code = f"import sys; {imports}; print('matplotlib' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"


def test_what_an_index_takes_is_coloured() -> None:
    """Each picture of a slice names it, gives its shape, and colours its numbers alone."""
    table = np.arange(6).reshape(2, 3)
    draw_slices(table, {"t[1]": table[1], "t[:, 1:3]": table[:, 1:3]})
    row, columns = plt.gcf().axes
    assert row.get_title() == "t[1]\nshape (3,)"
    assert taken(row) == ["3", "4", "5"]
    assert columns.get_title() == "t[:, 1:3]\nshape (2, 2)"
    assert taken(columns) == ["1", "2", "4", "5"]


def test_the_broadcast_colours_the_differences_that_were_wanted() -> None:
    """Of the table of all differences, only the diagonal is coloured."""
    draw_broadcast(np.array([[1], [2], [4]]), np.array([1, 2, 3]))
    result = plt.gcf().axes[2]
    assert result.get_title() == "predictions − labels\n(3, 3)"
    assert words(result) == ["0", "-1", "-2", "1", "0", "-1", "3", "2", "1"]
    assert taken(result) == ["0", "0", "1"]


def test_a_reading_names_the_digit_with_the_tallest_bar() -> None:
    """The title is the answer; the bars are the probabilities, whichever shape they came in."""
    draw_reading(np.zeros((28, 28)), np.eye(10)[[7]])
    bars = plt.gcf().axes[1]
    assert bars.get_title() == "the network reads: 7"
    heights = [patch.get_height() for patch in bars.patches]  # type: ignore[attr-defined]
    assert heights == [0, 0, 0, 0, 0, 0, 0, 1, 0, 0]


def test_a_convolution_is_drawn_as_far_as_it_has_come() -> None:
    """At each moment the result shows the places that are done, and nothing for the others."""
    picture = np.arange(9).reshape(3, 3)
    draw_sliding(picture, np.ones((2, 2)), moments=[(0, 1), (1, 1)])
    axes = plt.gcf().axes
    below = [ax for ax in axes if ax.get_title().startswith("result")]
    assert [ax.get_title() for ax in below] == ["result: 12", "result: 24"]
    assert [words(ax) for ax in below] == [["8", "12"], ["8", "12", "20", "24"]]


def test_pooling_frames_the_winners() -> None:
    """The largest number of each window is framed, and stands in the result."""
    draw_pooling(np.array([[1, 7], [3, 5], [8, -9], [-2, 0]]))
    windows, result = plt.gcf().axes
    corners = [patch.get_xy() for patch in windows.patches]  # type: ignore[attr-defined]
    assert corners == [(0.55, -0.45), (-0.45, 1.55)]
    assert words(result) == ["7", "8"]


def test_the_neuron_forward_and_backward() -> None:
    """Forward there are five numbers on the edges; backward, five slopes and the loss besides."""
    draw_forward()
    forward = words(plt.gcf().axes[0])
    assert sorted(set(forward) & {"2", "0.5", "1", "−1", "0"}) == ["0", "0.5", "1", "2", "−1"]
    plt.close("all")
    draw_backward()
    backward = words(plt.gcf().axes[0])
    assert backward.count("−0.25") == 3
    assert {"−0.5", "0.25", "loss"} <= set(backward)


def test_the_clouds_ask_for_a_prediction_at_each_place() -> None:
    """The neuron is asked in float32, two inputs to a row; each label has a colour of its own."""
    asked = []

    def predict(places: np.ndarray) -> np.ndarray:
        asked.append((places.dtype.name, places.shape[1]))
        return 1 / (1 + np.exp(-places[:, :1]))

    draw_clouds(np.array([[-1.0, 0], [1, 1]]), np.array([[0.0], [1]]), predict)
    assert asked == [("float32", 2)]
    assert [text.get_text() for text in plt.gcf().axes[0].get_legend().get_texts()] == [
        "label 0",
        "label 1",
    ]


def test_the_other_pictures_of_a_neuron_name_their_parts() -> None:
    """Sigmoid, network, descent and chord have the axes and titles that the text speaks of."""
    draw_sigmoid()
    assert [ax.get_xlabel() for ax in plt.gcf().axes] == ["$z$", "$x$"]
    draw_network()
    assert {"weights: (2, 3)", "weights: (3, 1)"} <= set(words(plt.gcf().axes[0]))
    draw_descent(rates=(0.05, 0.23), titles=("good", "too long"))
    assert [ax.get_title() for ax in plt.gcf().axes] == [
        "learning rate 0.05\ngood",
        "learning rate 0.23\ntoo long",
    ]
    draw_chord()
    ticks = [text.get_text() for text in plt.gcf().axes[0].get_xticklabels()]
    assert ticks == ["$w - h$", "$w$", "$w + h$"]
