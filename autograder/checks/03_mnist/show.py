"""show: an image in grey, with its label as the title."""

import re

import numpy as np
import pytest

from course_utils.checking.expect import (
    as_numbers,
    expect,
    expect_object,
    format_value,
    type_of,
)
from course_utils.checking.student import CheckFailed, RemoteObject

from .shared import expect_unchanged, pixels

exercise = pytest.mark.exercise

FIRST_LABELS = (5, 0, 4, 1, 9, 2, 1)  # of MNIST's training images
GREYS = re.compile(r"(gist_)?(gr[ae]y|yarg)(_r)?|greys(_r)?|binary(_r)?", re.IGNORECASE)
DRAWING = {
    "Invalid shape": "`imshow` takes one image, not the whole batch; which index?",
    "'AxesImage' object has no attribute": "`imshow` returns an image, not the Axes",
    "'tuple' object has no attribute": "`subplots` returns two things, a figure and the Axes",
    "'Figure' object has no attribute 'imshow'": "`imshow` belongs to the Axes, not to its figure",
    "is not a valid value for cmap": "the name of the colour map is 'gray' or 'gray_r'",
    "'Axes' object has no attribute 'title'": "the method of an Axes is `set_title`",
    "'Text' object is not callable": "the method of an Axes is `set_title`",
}


def axes_of(student, outcome):
    """Return the Axes with a picture that ``show`` gave, and the figure around them."""
    value = outcome.value_or_raise(DRAWING)
    if isinstance(value, (tuple, list)):
        got = f"got a {type_of(value)} of {len(value)} things"
        raise CheckFailed(f"show: expected an Axes, {got}; return the Axes alone")
    is_picture = isinstance(value, RemoteObject) and value.type_name in ("AxesImage", "QuadMesh")
    expect(
        not is_picture,
        "show: got what `imshow` returns, the image in the Axes; return the Axes around it",
    )
    if value is None:
        raise CheckFailed(f"show: expected an Axes, got {type_of(value)}")
    figure = student.figure(value, "show")
    axes = [one for one in figure.axes if one.images and not one.is_colorbar]
    empty = not any(one.title or one.lines or one.bars or one.texts for one in figure.axes)
    nothing = "the Axes is empty; after `plt.show()` there is a new, empty one: leave that call out"
    no_image = nothing if empty else "the Axes holds no image; draw it with `imshow`"
    expect(bool(axes), f"show: {no_image}")
    return axes, figure


def drawn(student, images, labels, index):
    """Return the last picture in the Axes that ``show`` gives, the title, and the outcome."""
    outcome = student.attempt("show", images, labels, index)
    axes, figure = axes_of(student, outcome)
    return axes[-1].images[-1], axes[-1].title or figure.suptitle, outcome


def one_channel(name, data):
    """Return a picture's numbers without an axis of channels that are all alike."""
    if data.ndim != 3 or data.shape[2] not in (1, 3, 4):
        return data
    colours = data[..., :3]
    expect(
        bool((colours == data[..., :1]).all()),
        f"{name}: the image is in colour; draw the grey one, with a colour map",
    )
    full = 255 if data.dtype.kind in "iu" else 1
    expect(
        data.shape[2] < 4 or bool((data[..., 3] == full).all()),
        f"{name}: the image is partly transparent; draw the grey one, with a colour map",
    )
    # matplotlib cuts off what is beyond 0…1 in three channels of floats
    clipped = data.dtype.kind == "f" and bool(np.isin(colours, (0, 1)).all())
    expect(
        data.shape[2] == 1 or not clipped,
        f"{name}: in three channels, floats go from 0 to 1, and all above 1 is white; draw the one "
        "grey image, with a colour map",
    )
    return data[..., 0]


def expect_picture(student, images, labels, index):
    """Expect ``show`` to draw the image of this index, upright."""
    name = f"show(images, labels, {index})"
    picture, _, outcome = drawn(student, images, labels, index)
    data = one_channel(name, as_numbers(name, picture["data"]))
    expect(data.ndim == 2, f"{name}: got an image of shape {data.shape}; draw one grey image")
    expect(
        data.shape != (28, 28),
        f"{name}: got an image of shape (28, 28): those are MNIST's sizes; take the image from "
        "the argument `images`",
    )
    for other, image in enumerate(images):
        problem = f"{name}: it shows image {other}; take the image from `images[index]`"
        expect(other == index or not shows(data, image), problem)
        problem = f"{name}: the image is turned, its rows and columns are swapped"
        expect(not shows(data, image.T), problem)
    expect(
        not shows(255 - data.astype(float), images[index]),
        f"{name}: black and white are swapped in the pixels; leave the pixels, and choose 'gray_r'",
    )
    expect(
        not shows(data[::-1], images[index]),
        f"{name}: the image is upside down; row 0 belongs on top",
    )
    expect(
        not shows(data[:, ::-1], images[index]),
        f"{name}: the image is mirrored; column 0 belongs on the left",
    )
    expect(
        shows(data, images[index]),
        f"{name}: got an image of shape {data.shape} with the pixels {format_value(data, 40)}; "
        "draw `images[index]` as it is",
    )
    expect_unchanged("show", outcome, images, labels)


def shows(data, image):
    """Return whether a picture shows these pixels, as they are or scaled to 0…1."""
    as_drawn = data.shape == image.shape
    return as_drawn and bool(np.allclose(data, image) or np.allclose(data, image / 255))


def expect_title(student, images, labels, index):
    """Expect the label of the image of this index in the title."""
    name = f"show(images, labels, {index})"
    _, title, _ = drawn(student, images, labels, index)
    expect(
        bool(title.strip()),
        f"{name}: the Axes has no title; write the label above the image",
    )
    found = [int(number[:9]) for number in re.findall(r"\d+", title)]
    got = f"{name}: the title is {title[:40]!r}"
    expect(
        labels[index] in found or index not in found,
        f"{got}: that is the index, not the label; the label stands in `labels`",
    )
    expect(
        labels[index] in found or FIRST_LABELS[index] not in found,
        f"{got}; is that one of MNIST's labels? Take it from the argument `labels`",
    )
    expect(
        labels[index] in found,
        f"{got}; it doesn't hold the label that belongs to this image",
    )
    # Beside the label, a title may hold the index, counted from 0 or from 1, and the sizes; the 8
    # of "uint8" is no number.
    alone = {int(number[:9]) for number in re.findall(r"(?<![A-Za-z\d.])\d+", title)}
    guesses = {number for number in alone if number < 10} - {int(labels[index]), index, index + 1}
    guesses -= set(images.shape)
    expect(not guesses, f"{got}; it holds the labels of other images, or other guesses, too")


def expect_grey(student, images, labels, index):
    """Expect the colour map to be grey, and to show the range of the pixels."""
    picture, _, _ = drawn(student, images, labels, index)
    data = as_numbers("show", picture["data"])
    if data.ndim == 3 and data.shape[2] > 1:  # three channels have no colour map
        one_channel("show", data)
        return
    expect(
        GREYS.fullmatch(picture["cmap"]) is not None,
        f"show: the colour map is {picture['cmap'][:30]!r}, and the image isn't grey; "
        "choose one with `cmap=`",
    )
    data, clim = data.astype(float), picture["clim"]
    if clim is not None and data.size:  # half the range or more must be told apart
        visible = min(clim[1], data.max()) - max(clim[0], data.min())
        expect(
            visible >= (data.max() - data.min()) / 2,
            f"show: the colour map goes from {clim[0]:g} to {clim[1]:g}, the pixels from "
            f"{data.min():g} to {data.max():g}; most shades can't be told apart",
        )


# holds: "The matplotlib Axes that shows it, or its Figure."
@exercise("show")
def test_show_image(student):
    """The Axes shows the image of the index asked for."""
    expect_picture(student, pixels(11, 4, 5, 6), np.array([7, 1, 9, 3], np.uint8), 2)


# holds: "with its label in the title"
@exercise("show")
def test_show_title(student):
    """The title holds the label of this image."""
    for index in (2, 1):
        expect_title(student, pixels(11, 4, 5, 6), np.array([7, 0, 9, 3], np.uint8), index)


# holds: "in grey"
@exercise("show")
def test_show_grey(student):
    """The colour map is grey."""
    expect_grey(student, pixels(11, 4, 5, 6), np.array([7, 1, 9, 3], np.uint8), 2)


### BEGIN HIDDEN TESTS
# holds: "it draws image number `index`"
# holds: "uint8 array of shape (n, height, width)"
# holds: "labels[i] is the digit on images[i]"
# holds: "which image, from 0 to n - 1"
@exercise("show", weight=2)
def test_show_unseen(student, hidden_rng):
    """Other images of another size are shown, each with its own label."""
    images, labels = pixels(hidden_rng("12"), 7, 8, 3), np.array([4, 8, 5, 9, 8, 7, 0], np.uint8)
    for index in (5, 0, 6):
        expect_picture(student, images, labels, index)
        expect_title(student, images, labels, index)


@exercise("show")
def test_show_anew(student, hidden_rng):
    """A call after the picture was shown draws on an Axes of its own."""
    images, labels = pixels(hidden_rng("13"), 3, 6, 4), np.array([4, 8, 5], np.uint8)
    drawn(student, images, labels, 1)
    calls = [_picture_of_a_call(student, images, labels, index) for index in (1, 1, 2)]
    builtins = expect_object("Python", student.make("importlib.import_module", "builtins"))
    both = student.make("itertools.chain", *calls)
    ids = student.make("builtins.list", student.make("builtins.map", builtins.value("id"), both))
    expect(
        len(set(as_numbers("show", ids).ravel().tolist())) == len(calls),
        "show: two calls drew on the same Axes, though the first picture was gone; make the Axes "
        "inside the function",
    )


def _picture_of_a_call(student, images, labels, index):
    """Return a deque, on the student's side, that holds what a call gives; no picture is open before."""
    student.make("matplotlib.pyplot.close", "all")
    given = student.make("builtins.map", student.value("show"), [images], [labels], [index])
    return student.make("collections.deque", given)


### END HIDDEN TESTS
