"""Expectations for figures: a picture for each filter, its colours and the colour bar."""

import numpy as np

from course_utils.checking.expect import as_numbers, expect, format_value, type_of
from course_utils.checking.plain_data import FigureRecord
from course_utils.checking.student import CheckFailed

from .shared import random_images

# What matplotlib says, and what it means here.
DRAWING = {
    "Invalid shape": "`imshow` takes two axes, (height, width); which index takes one slice out?",
    "'tuple' object has no attribute": "`subplots` returns two things, a figure and the Axes",
    "'numpy.ndarray' object has no attribute": "`subplots` gives several Axes; an index takes one out",
    "'Figure' object has no attribute": "drawing belongs to an Axes, not to the figure",
    "'AxesImage' object has no attribute": "`imshow` returns an image, not the Axes",
    "has no attribute 'ylim'": "the method of an Axes is `set_ylim`",
    "has no attribute 'suptitle'": "`suptitle` belongs to the figure",
    "has no attribute 'colorbar'": "`colorbar` belongs to the figure",
    "not subscriptable": "with one picture `subplots` gives one Axes, and no row of them",
    "out of bounds": "which axis counts the filters? An index ends below its size",
    "is not a valid value for cmap": "matplotlib knows no colours of that name; `RdBu` is one",
    "unsupported format string": "make text of the shape: `str(maps.shape)`",
}


def figure_of(student, function, *args, what="figure"):
    """Return the figure that a function of the student's draws and returns."""
    outcome = student.attempt(function, *args)
    value = outcome.value_or_raise(DRAWING)
    expect(
        isinstance(value, FigureRecord),
        f"{function}: expected the {what}, got {type_of(value)}; return the {what}",
    )
    after = as_numbers(function, outcome.arguments[0] if outcome.arguments else None)
    expect(
        after.shape == args[0].shape and np.array_equal(after, args[0]),
        f"{function}: the numbers that were handed in have changed; draw them as they are",
    )
    return value


def drawn_images(student, function, array):
    """Return the images in a figure (data and scale), its colour bars, and all titles in it."""
    figure = figure_of(student, function, array)
    plots = [axes for axes in figure.axes if axes.images and not _is_colour_bar(axes)]
    bars = [axes for axes in figure.axes if _is_colour_bar(axes)]
    expect(bool(plots), f"{function}: the figure holds no image; draw each slice with `imshow`")
    most = max(len(axes.images) for axes in plots)
    expect(
        most == 1,
        f"{function}: {most} pictures lie on one Axes, one over the other, and only the last is "
        "seen; draw each on an Axes of its own",
    )
    images = [
        (as_numbers(f"{function}: an image", image["data"]), image["clim"])
        for axes in plots
        for image in axes.images
    ]
    return images, bars, [figure.suptitle, *(axes.title for axes in figure.axes)]


def _is_colour_bar(axes):
    """Say whether an Axes is a colour bar: by its name, or as a single column (or row) of colours."""
    shapes = [as_numbers("the image", image.get("data")).shape for image in axes.images]
    return axes.is_colorbar or (len(shapes) == 1 and (1 in shapes[0] or shapes[0] == (256,)))


def judge_images(function, images, slices, mistakes):
    """Expect the images to be these slices, in this order; name what they are instead."""
    count, shape = len(slices), slices[0].shape
    hint = "which axis counts the filters, and did the whole figure come back?"
    if len(images) > count:
        hint = "which axis counts the filters, and is the figure a new one in each call?"
    expect(
        len(images) == count,
        f"{function}: expected {count} pictures, one for each filter, got {len(images)}; {hint}",
    )
    drawn = [data for data, _ in images]
    for f, data in enumerate(drawn):
        expect(
            data.shape == shape or data.shape == shape[::-1],
            f"{function}: picture {f} has shape {data.shape}, expected (height, width) = {shape}; "
            "which axes go into a picture?",
        )
    turned = [
        ([one.T for one in slices], "the pictures are transposed"),
        ([one[::-1] for one in slices], "the pictures are upside down; row 0 belongs on top"),
        ([one[:, ::-1] for one in slices], "the pictures are mirrored; column 0 belongs left"),
    ]
    for wrong, message in [*turned, *mistakes]:
        expect(not _same(drawn, wrong) or _same(drawn, slices), f"{function}: {message}")
    expect(
        not _same(drawn, [drawn[0]] * count),
        f"{function}: all {count} pictures show the same slice; does the index move on?",
    )
    expect(
        not _same(drawn, slices[::-1]),
        f"{function}: the pictures stand in the wrong order",
    )
    for f, (data, right) in enumerate(zip(drawn, slices, strict=True)):
        expect(
            _same([data], [right]),
            f"{function}: picture {f} shows {format_value(data)}, which is not the slice of "
            f"filter {f}; draw the numbers of the argument as they are",
        )


def _same(drawn, slices):
    return len(drawn) == len(slices) and all(
        a.shape == b.shape and np.allclose(a, b, rtol=1e-5, atol=1e-6)
        for a, b in zip(drawn, slices, strict=True)
    )


def judge_scale(function, images, bars, low, high, mistakes=()):
    """Expect a colour bar, and the same colours from `low` to `high` in all images.

    `mistakes` are pairs of an upper end and what it comes from.
    """
    expect(bool(bars), f"{function}: there is no colour bar; `figure.colorbar` draws one")
    scales = [ends for _, ends in images if ends is not None]
    expect(len(scales) == len(images), f"{function}: give each picture vmin and vmax")
    room = 0.01 * (high - low)  # rounded ends are fine
    bottom, top = scales[0]
    for f, ends in enumerate(scales):
        expect(
            np.allclose(ends, (bottom, top), rtol=0, atol=room / 10),
            f"{function}: the colours of picture 0 run from {bottom:.4g} to {top:.4g}, those of "
            f"picture {f} from {ends[0]:.4g} to {ends[1]:.4g}; give all the same vmin and vmax",
        )
    for bar in (bar for bar in bars if bar.is_colorbar):
        expect(
            any(
                np.allclose(ends, (bottom, top), rtol=0, atol=room) for ends in (bar.ylim, bar.xlim)
            ),
            f"{function}: the colours of the pictures run from {bottom:.4g} to {top:.4g}, those of the "
            "colour bar do not; hand one of the pictures to `colorbar`",
        )
    if abs(bottom - low) <= room and abs(top - high) <= room:
        return
    hint = "which numbers does the text take vmin and vmax from?"
    for end, message in mistakes:
        if abs(top - end) <= room:
            hint = message
    raise CheckFailed(f"{function}: the colours run from {bottom:.4g} to {top:.4g}; {hint}")


def lopsided(seed, *shape):
    """Return numbers that reach further above 0 than below, and differ in scale by filter."""
    return (random_images(seed, *shape) + 0.5) * np.linspace(1, 3, shape[-1], dtype="float32")
