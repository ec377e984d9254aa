"""What is read of a student's figure: what somebody sees of it."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest
from asked_agent import value
from live_notebook import LiveNotebook

from course_utils.checking.plain_data import AxesRecord, FigureRecord


@pytest.fixture(scope="session")
def plt() -> ModuleType:
    """The pyplot of matplotlib, drawing into memory."""
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot

    return matplotlib.pyplot


def figure(plt: ModuleType, body: str) -> FigureRecord:
    """Return the record of what a cell drew as ``x``."""
    notebook = LiveNotebook("import matplotlib.pyplot as plt\nimport numpy as np")
    notebook.run(body)
    try:
        return notebook.student.figure(notebook.student.value("x"))
    finally:
        plt.close("all")


def axes(plt: ModuleType, body: str) -> AxesRecord:
    """Return the record of the only Axes of what a cell drew as ``x``."""
    [only] = figure(plt, body).axes
    return only


def test_titles_and_labels_are_read(plt: ModuleType) -> None:
    """Titles, wherever they stand, axis labels, limits, tick labels, texts and legend are read."""
    source = """
        x, ax = plt.subplots()
        x.suptitle("all")
        ax.set_title("one", loc="left")
        ax.set(xlabel="epoch", ylabel="loss", xlim=(0, 5), ylim=(1, 2))
        ax.plot([0, 1], [1, 2], label="train")
        ax.legend()
        ax.text(0, 0, "7")
        ax.set_xticks([0, 1], ["a", "b"])
    """
    whole = figure(plt, source)
    [record] = whole.axes
    assert (whole.suptitle, record.title, record.xlabel, record.ylabel) == (
        "all",
        "one",
        "epoch",
        "loss",
    )
    assert (record.xlim, record.ylim) == ((0.0, 5.0), (1.0, 2.0))
    assert (record.legend, record.texts, record.xticklabels) == (("train",), ("7",), ("a", "b"))


def test_what_is_not_seen_is_not_there(plt: ModuleType) -> None:
    """Artists that are switched off, transparent or without stroke and marker are left out."""
    source = """
        figure, (x, hidden) = plt.subplots(1, 2)
        hidden.set_visible(False)
        x.plot([1, 2], alpha=0); x.plot([1, 2], lw=0); x.plot([1, 2], visible=False)
        x.plot([1, 2], "o"); x.plot([1, 2])
        x.imshow([[1.0]], alpha=0); x.imshow([[2.0]])
        x.bar([1], [1], alpha=0); x.bar([2], [2])
        x.text(0, 0, "no", visible=False); x.text(0, 0, "yes")
        x = figure
    """
    [seen] = figure(plt, source).axes
    assert [len(each) for each in (seen.lines, seen.images, seen.bars)] == [2, 1, 1]
    assert seen.texts == ("yes",)


def test_images_are_read(plt: ModuleType) -> None:
    """The numbers of an image, its colour map and limits are read, and a colour bar's Axes is told apart."""
    source = """
        x, ax = plt.subplots()
        x.colorbar(ax.imshow(np.eye(3), cmap="gray", vmin=0, vmax=2))
    """
    picture, bar = figure(plt, source).axes
    [image] = picture.images
    assert (image["cmap"], image["clim"]) == ("gray", (0.0, 2.0))
    assert image["data"].data.tolist() == np.eye(3).tolist()
    assert (picture.is_colorbar, bar.is_colorbar) == (False, True)


def test_how_an_image_is_smoothed_is_read(plt: ModuleType) -> None:
    """What an image does between its pixels is read; a mesh, which does nothing there, says so."""
    source = """
        _, x = plt.subplots()
        x.imshow(np.eye(3), interpolation="bilinear")
        x.pcolormesh(np.eye(3))
    """
    smoothed, mesh = figure(plt, source).axes[0].images
    assert (smoothed["interpolation"], mesh["interpolation"]) == ("bilinear", "")


def test_colour_images_and_meshes_are_images_too(plt: ModuleType) -> None:
    """An image in colour and pcolormesh's grid are read as images."""
    source = """
        _, x = plt.subplots()
        x.imshow(np.zeros((2, 2, 3)))
        x.pcolormesh(np.ones((4, 5)))
    """
    assert [image["data"].shape for image in axes(plt, source).images] == [(2, 2, 3), (4, 5)]


UPRIGHT = (
    "imshow(P)",
    "imshow(P, extent=(0, 3, 0, 2))",
    "imshow(P, origin='lower'); x.invert_yaxis()",
    "imshow(P[::-1], origin='lower')",
    "imshow(P[:, ::-1]); x.invert_xaxis()",
    "matshow(P)",
    "pcolormesh(P[::-1])",
    "pcolormesh(P); x.invert_yaxis()",
    "pcolormesh(P, shading='gouraud'); x.invert_yaxis()",
    "pcolormesh([0, 1, 2, 3], [2, 1, 0], P)",
)


@pytest.mark.parametrize("drawing", UPRIGHT)
def test_an_image_is_read_as_it_is_seen(plt: ModuleType, drawing: str) -> None:
    """However a picture came to stand upright, row 0 of its numbers is on top, column 0 left."""
    source = f"P = np.arange(6).reshape(2, 3)\n_, x = plt.subplots()\nx.{drawing}"
    [image] = axes(plt, source).images
    assert image["data"].data.tolist() == [[0, 1, 2], [3, 4, 5]]


@pytest.mark.parametrize(
    ("drawing", "seen"),
    [
        ('imshow(P, origin="lower")', [[3, 4, 5], [0, 1, 2]]),
        ("imshow(P, extent=(0, 3, 2, 0))", [[0, 1, 2], [3, 4, 5]]),
        ("pcolormesh(P)", [[3, 4, 5], [0, 1, 2]]),
        ("imshow(P); x.invert_xaxis()", [[2, 1, 0], [5, 4, 3]]),
    ],
)
def test_a_turned_image_is_read_turned(plt: ModuleType, drawing: str, seen: list[object]) -> None:
    """A picture that stands upside down, or mirrored, is read so."""
    source = f"P = np.arange(6).reshape(2, 3)\n_, x = plt.subplots()\nx.{drawing}"
    [image] = axes(plt, source).images
    assert image["data"].data.tolist() == seen


def test_an_image_without_numbers_is_left_out(plt: ModuleType) -> None:
    """An image that got no numbers yet does not break the record."""
    source = """
        import matplotlib.image
        _, x = plt.subplots()
        x.add_image(matplotlib.image.AxesImage(x))
    """
    assert axes(plt, source).images == ()


def test_lines_are_read_with_names_and_dates_as_positions(plt: ModuleType) -> None:
    """A line over names has their positions; its numbers and its label are read."""
    source = "_, x = plt.subplots()\nx.plot(['a', 'b'], [3, 4], label='curve')"
    [line] = axes(plt, source).lines
    assert (line["x"].data.tolist(), line["y"].data.tolist()) == ([0.0, 1.0], [3.0, 4.0])
    assert line["label"] == "curve"


def test_bars_are_read(plt: ModuleType) -> None:
    """A bar's place and height are read, from bar and from hist."""
    source = "_, x = plt.subplots()\nx.bar([1, 2], [3, 4], width=0.5)"
    assert axes(plt, source).bars == (
        {"x": 0.75, "y": 0.0, "width": 0.5, "height": 3.0},
        {"x": 1.75, "y": 0.0, "width": 0.5, "height": 4.0},
    )
    assert [
        bar["height"] for bar in axes(plt, "_, x = plt.subplots()\nx.hist([1, 1, 2], 2)").bars
    ] == [2, 1]


def test_a_grid_of_axes_is_a_list_of_records(plt: ModuleType) -> None:
    """The array that plt.subplots gives arrives as rows of records."""
    arrived = value("x", "import matplotlib.pyplot as plt\n_, x = plt.subplots(2, 3)")
    plt.close("all")
    assert [[type(each) for each in row] for row in arrived] == [[FigureRecord] * 3] * 2
