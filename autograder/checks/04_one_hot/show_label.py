"""show_label: a figure with an image and, beside it, the bars of its label's vector."""

import numpy as np
import pytest

from course_utils.checking.expect import as_numbers, expect, type_of
from course_utils.checking.plain_data import FigureRecord
from course_utils.checking.student import AnswerRaised, CheckFailed

from .shared import answer, counted, one_hot

exercise = pytest.mark.exercise


class NoFigure(CheckFailed):
    """What came back is no figure."""


def ask_figure(student, label, height, width):
    """Return the image that ``show_label`` was given, all Axes of what it returns, and the outcome."""
    image = np.random.default_rng(71 + label).integers(0, 256, (height, width), dtype=np.uint8)
    # pyplot's functions draw on the newest figure: a new one, so that calls do not share it
    student.make("matplotlib.pyplot.figure")
    outcome = answer(student, "show_label", image, label, name=f"show_label(image, {label})")
    value = outcome.value
    parts = [value]
    if isinstance(value, (tuple, list)):  # (figure, axes), or the Axes alone
        records = [part for part in value if isinstance(part, FigureRecord)]
        whole = [record for record in records if len(record.axes) > 1]
        parts = whole[:1] or records or [value]
    figures = [part for part in parts if isinstance(part, FigureRecord)]
    if not figures:
        what = "the plotting library" if type_of(value) == "module" else type_of(value)
        raise NoFigure(f"show_label: expected a matplotlib Figure, got {what}")
    axes = [one for figure in figures for one in figure.axes if not one.is_colorbar]
    return image, axes, outcome


def shows(drawn, image):
    """Return whether a picture holds these values, as they are or scaled to 0…1."""
    return any(np.allclose(drawn * scale, image, atol=1e-3) for scale in (1, 255))


def expect_shades(drawn, clim):
    """Expect the colour map to show the range of the pixels."""
    if clim is None:
        return
    # half the range or more must be told apart, in a quarter of the colours or more
    visible = min(clim[1], drawn.max()) - max(clim[0], drawn.min())
    expect(
        visible >= (drawn.max() - drawn.min()) / 2 and visible >= (clim[1] - clim[0]) / 4,
        f"show_label: the colour map goes from {clim[0]:g} to {clim[1]:g}, the pixels from "
        f"{drawn.min():g} to {drawn.max():g}; most shades can't be told apart",
    )


def expect_image(student, label, height, width):
    """Expect one Axes to show the image."""
    image, axes, outcome = ask_figure(student, label, height, width)
    pictures = [picture for one in axes for picture in one.images]
    alone = "; if you return one of two Axes, return the figure instead" if len(axes) == 1 else ""
    expect(bool(pictures), f"show_label: the figure shows no image; draw it with `imshow`{alone}")
    expect(
        len(pictures) == 1,
        f"show_label: the figure shows {len(pictures)} images; draw the image alone",
    )
    drawn = as_numbers("show_label: the image", pictures[0].get("data"))
    coloured = drawn.ndim == 3 and drawn.shape[2] == 3
    if coloured and (drawn == drawn[..., :1]).all():  # grey, in red, green and blue alike
        drawn = drawn[..., 0]
    drawn = np.squeeze(drawn).astype(float)
    expect(
        drawn.shape != (width, height) or not np.array_equal(drawn, image.T),
        "show_label: the image is drawn transposed, with rows and columns swapped",
    )
    expect(
        drawn.shape == image.shape,
        f"show_label: the image shown, of shape {drawn.shape}, is not the one handed in, of shape "
        f"{image.shape}; draw the argument `image`",
    )
    expect(
        not shows(drawn[::-1], image),
        "show_label: the image is upside down; row 0 belongs on top",
    )
    expect(
        not shows(drawn[:, ::-1], image),
        "show_label: the image is mirrored; column 0 belongs on the left",
    )
    expect(
        shows(drawn, image),
        "show_label: the values of the image shown are not those of the one handed in; draw "
        "`image` as it is (`cmap` does the colours)",
    )
    if not coloured:  # three channels have no colour map
        expect_shades(drawn, pictures[0]["clim"])
    after = as_numbers("show_label: the image", outcome.arguments[0])
    expect(
        np.array_equal(after, image),
        "show_label: the image that was handed in is changed; leave it as it is",
    )


def heights_of(axes):
    """Return the bars of an Axes as (place, height, foot, thickness), upright or lying."""
    lying = len({round(bar["width"], 6) for bar in axes.bars}) > 1
    along, across = ("width", "x"), ("height", "y")
    (thick, place), (high, foot) = (across, along) if lying else (along, across)
    return sorted(
        (bar[place] + bar[thick] / 2, bar[foot] + bar[high], bar[foot], abs(bar[thick]))
        for bar in axes.bars
    )


def expect_bars(student, label, height, width):
    """Expect one Axes to show the ten bars of the label's vector."""
    try:
        _, axes, _ = ask_figure(student, label, height, width)
    except (AnswerRaised, NoFigure) as error:  # the check of the image has said it whole
        got = f"{error.type_name} was raised" if isinstance(error, AnswerRaised) else "no figure"
        raise CheckFailed(f"show_label: there are no bars to look at yet: {got}") from None
    with_bars = [one for one in axes if one.bars]
    alone = "; if you return one of two Axes, return the figure instead" if len(axes) == 1 else ""
    expect(bool(with_bars), f"show_label: the figure shows no bars; draw them with `bar`{alone}")
    expect(
        not any(one.images for one in with_bars),
        "show_label: image and bars lie on the same Axes; draw them side by side",
    )
    expect(len(with_bars) == 1, f"show_label: {len(with_bars)} Axes show bars; one should")
    places, heights, feet, thick = np.array(heights_of(with_bars[0])).T
    found = f"show_label(image, {label}): got {counted(len(places), 'bar')}"
    expect(len(places) == 10, f"{found}; the vector has ten numbers, zeros included")
    expect(
        np.allclose(places, np.arange(10), atol=0.45),  # a bar may stand beside its place
        f"{found}, from place {places[0]:g} to {places[-1]:g}; the classes are 0 to 9",
    )
    expect(
        np.allclose(feet, 0, atol=0.05),
        f"{found}, and one begins at {feet[np.abs(feet).argmax()]:.3g}; a bar begins at 0",
    )
    expect(
        thick.min() > 0.099,
        f"{found}, and one is {thick.min():.3g} thick; nobody sees it between its neighbours",
    )
    if np.allclose(heights, one_hot([label], 10)[0]):
        return
    there = np.flatnonzero(~np.isclose(heights, 0))
    if np.allclose(heights, one_hot([label], 10)[0] * label):
        reason = "the label stands at its place; a 1 should stand there"
    elif len(there) == 1:
        reason = f"the one that is not 0 stands at {there[0]} and is {heights[there[0]]:.3g} high"
    else:
        reason = f"{len(there)} of them are not 0; a one-hot vector has a single 1"
    raise CheckFailed(f"{found}; {reason}")


@exercise("show_label")
def test_show_label_image(student):
    """The figure shows the image."""
    expect_image(student, 6, 12, 9)


@exercise("show_label")
def test_show_label_bars(student):
    """Beside it stand the ten bars of the label."""
    expect_bars(student, 6, 12, 9)


### BEGIN HIDDEN TESTS
# holds: "it draws the image on one drawing area, as it is"
# holds: "uint8 array of shape (height, width)"
@exercise("show_label")
def test_show_label_unseen_image(student):
    """Other images, of other sizes, are shown whole."""
    expect_image(student, 2, 15, 20)
    expect_image(student, 5, 37, 31)


# holds: "ten bars on the other, at the places 0 to 9"
# holds: "as high as the numbers of the label's one-hot vector"
# holds: "a whole number from 0 to 9"
# holds: "with the image on one Axes and ten bars on another"
@exercise("show_label")
def test_show_label_unseen_bars(student):
    """Other labels have their bar at their own place."""
    for label in (0, 9, 3):
        expect_bars(student, label, 8, 11)


### END HIDDEN TESTS
