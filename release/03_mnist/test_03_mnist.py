"""Checks of 03_mnist, which `check` runs; at grading, hidden ones are added."""

import re

import numpy as np
import pytest

from course_utils.checking.expect import (
    as_numbers,
    expect,
    expect_array,
    expect_close,
    format_value,
    type_of,
)
from course_utils.checking.plain_data import Array, Shape
from course_utils.checking.student import AnswerRaised, CheckFailed, RemoteObject

exercise = pytest.mark.exercise
GRADING_LIMITS = {"cell_s": 20, "submission_s": 120, "output_mib": 4, "notebook_mib": 20}


# ---------------------------------------------------------------- load


PARTS = {
    "train_images": (60000, 28, 28),
    "train_labels": (60000,),
    "test_images": (10000, 28, 28),
    "test_labels": (10000,),
}


def loaded(student, name):
    """Return a variable that should hold a part of MNIST, as an array."""
    try:
        value = student.value(name)
    except CheckFailed as failed:
        text = str(failed)  # 60,000 scaled images are larger than what can be read
        problem = f"{name}: it takes more memory than all of MNIST; is it scaled already?"
        expect("too large" not in text, f"{problem} Leave the numbers as they come")
        raise
    if isinstance(value, (tuple, list)):
        raise CheckFailed(
            f"{name}: got a {type_of(value)} of {len(value)} items, not an array; take the pairs "
            "apart, with brackets around the two names that belong together"
        )
    return expect_array(name, value)


# holds: "into four variables: `train_images`, `train_labels`, `test_images` and `test_labels`"
@exercise("load")
def test_load_shapes(student):
    """The four variables hold arrays of the right sizes."""
    found = {name: loaded(student, name).shape for name in PARTS}
    for name, shape in found.items():
        problem = f"{name}: got shape {shape}"
        half, _, kind = name.partition("_")
        other_half = f"{'test' if half == 'train' else 'train'}_{kind}"
        other_kind = f"{half}_{'labels' if kind == 'images' else 'images'}"
        expect(
            shape != PARTS[other_half],
            f"{problem}; are the training and the test half swapped? The training half comes first",
        )
        expect(
            shape != PARTS[other_kind],
            f"{problem}; are images and labels swapped? In each pair the images come first",
        )
        expect(
            shape == PARTS[name] or shape not in PARTS.values(),
            f"{problem}; are images and labels swapped? Each half is a pair of its own",
        )
        expect(
            shape == PARTS[name],
            f"{problem}; leave the arrays as they come, whole and with their axes",
        )


# holds: "arrays of uint8"
@exercise("load")
def test_load_dtypes(student):
    """The numbers are as they come: whole numbers of 8 bits."""
    for name in PARTS:
        data = loaded(student, name)
        problem = f"{name}: got {data.dtype}"
        scaled = data.dtype.kind == "f" and data.size > 0 and float(data.max()) <= 1
        expect(not scaled, f"{problem}, scaled to 0…1 already; leave the numbers as they come")
        expect(data.dtype == np.uint8, f"{problem}; leave the numbers as they come")


# ---------------------------------------------------------------- shared


def pixels(seed, *shape, least=0, most=255):
    """Return random pixels, uint8 of this shape, the least and the most among them."""
    data = np.random.default_rng(seed).integers(least, most + 1, shape).astype(np.uint8)
    data.flat[0], data.flat[data.size - 1] = least, most
    return data


def sizes(rng):
    """Return a height and another width, between 3 and 40."""
    return rng.choice(np.arange(3, 41), 2, replace=False).tolist()


def expect_unchanged(name, outcome, *before):
    """Expect the arguments to be what they were before the call."""
    outcome.value_or_raise()
    after = outcome.arguments[: len(before)]
    expect(len(after) == len(before), f"{name}: its arguments are gone")
    for old, new in zip(before, after, strict=True):
        same = isinstance(new, Array) and np.array_equal(new.data, old)
        expect(
            same, f"{name}: it changed the array that it was given; make a new one and return it"
        )


# ---------------------------------------------------------------- shape_report


UNPACK = {
    "unpack": "`images.shape` has three entries: number, height and width",
    "'tuple' object is not callable": "a shape is a fact, not a function: write it without `()`",
}


def expect_report(student, images):
    """Expect ``shape_report`` to tell the shape of these images."""
    name = f"shape_report(images of shape {images.shape})"
    outcome = student.attempt("shape_report", images)
    answer = outcome.value_or_raise(UNPACK)
    if isinstance(answer, Shape):
        answer = answer.dims
    is_row = isinstance(answer, (tuple, list, Array))
    expect(is_row, f"{name}: expected three numbers, got {type_of(answer)}")
    found = as_numbers(name, answer)
    expect(found.shape == (3,), f"{name}: expected three numbers, got {format_value(answer)}")
    expect(bool(np.isfinite(found).all()), f"{name}: got {format_value(answer)}")
    got = tuple(found.tolist())
    number, height, width = images.shape
    reasons = {
        (60000, 28, 28): "those are MNIST's sizes; read them from the argument `images`",
        (number, width, height): "height and width are swapped; the rows come first",
        (height, width, number): "the number of images comes first",
        (width, height, number): "the order is number, height, width",
        (images.size, height, width): "the first number counts pixels; how many images are there?",
        (number, height * width, 1): "keep height and width apart",
    }
    reason = reasons.get(got, "look at `images.shape`; the order is number, height, width")
    expect(got == images.shape, f"{name}: got {format_value(answer)}; {reason}")
    expect(
        found.dtype.kind in "iu",
        f"{name}: got {format_value(answer)}; these are counts, so whole numbers: was something divided?",
    )
    expect_unchanged("shape_report", outcome, images)


# holds: "Your functions should use their arguments, and no variable of the notebook."
@exercise("shape_report")
def test_shape_report_example(student):
    """A batch of images that aren't square is described."""
    expect_report(student, pixels(1, 4, 6, 5))


# ---------------------------------------------------------------- show


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


# ---------------------------------------------------------------- shapes


RESHAPED = {
    "cannot reshape": "are MNIST's sizes written in? Take them from `images.shape`",
    "the requested shape": "are MNIST's sizes written in? Take them from `images.shape`",
    "argument: 'axis'": "say where the new axis goes, with `axis=`",
    "Missing required positional": "say where the new axis goes, with `axis=`",
    "no attribute 'newaxis'": "`newaxis` belongs to `np` and `tf`; it stands between brackets",
    "no attribute 'expand_dims'": "`expand_dims` belongs to `np` and `tf`, not to an array",
}


def expect_axes(name, value, expected, reasons, default):
    """Expect an array or tensor with these numbers, in this shape and this dtype.

    ``reasons`` says what went wrong if a certain shape comes out, ``default`` for any other.
    """
    is_shape = isinstance(value, Shape) or (
        isinstance(value, (tuple, list)) and [type(size) for size in value[:1]] == [int]
    )
    expect(
        not is_shape, f"{name}: got the shape {format_value(value)}; return the array that has it"
    )
    data = expect_array(name, value)
    reason = reasons.get(data.shape, default)
    if data.shape[:1] == (60000,):
        reason = "those are MNIST's images; use the argument"
    expect(data.shape == expected.shape, f"{name}: got shape {data.shape}; {reason}")
    hint = "the numbers changed, or are in other places"
    expect_close(name, value, expected, rtol=0, atol=0, hint=hint)
    expect(
        value.dtype == expected.dtype.name,
        f"{name}: the numbers are right, but the dtype changed from {expected.dtype.name} to "
        f"{value.dtype}; change the shape and nothing else",
    )


# ---------------------------------------------------------------- add_channel


def expect_channel(student, images):
    """Expect ``add_channel`` to add an axis of size 1 at the end."""
    name = f"add_channel(images of shape {images.shape})"
    answer = student.attempt("add_channel", images).value_or_raise(RESHAPED)
    n, h, w = images.shape
    reasons = {
        (n, h, w): "no axis was added; the new array must be returned",
        (1, n, h, w): "the new axis is in front; it belongs at the end",
        (n, 1, h, w): "the new axis is the second; it belongs at the end",
        (n, h, 1, w): "the new axis is the third; it belongs at the end",
        (n, h, w, 3): "a grey image has one channel, not three",
        (n, w, h, 1): "height and width are swapped",
        (n, h * w, 1): "height and width are in one axis; keep them apart",
        (n, h, w, 1, 1): "those are two new axes; one is enough",
        (1, n, h, w, 1): "those are two new axes; one is enough",
    }
    default = "keep the three axes, and add one of size 1 at the end"
    expect_axes(name, answer, images[..., np.newaxis], reasons, default)


@exercise("add_channel")
def test_add_channel_example(student):
    """A batch of four images gets its channel axis."""
    expect_channel(student, pixels(21, 4, 3, 5))


# ---------------------------------------------------------------- drop_channel


SQUEEZED = {
    **RESHAPED,
    "size not equal to one": "which of the axes is that of the channels?",
    "Can not squeeze": "which of the axes is that of the channels?",
    "out of bounds": "that axis or index doesn't exist; the channel axis is the last one",
}


def expect_dropped(student, images):
    """Expect ``drop_channel`` to drop the last axis, and no other of size 1."""
    name = f"drop_channel(images of shape {images.shape})"
    answer = student.attempt("drop_channel", images).value_or_raise(SQUEEZED)
    n, h, w, _ = images.shape
    bare = tuple(size for size in images.shape if size != 1)
    reasons = {
        (h, w, 1): "that is one image out of the batch; the channel axis is the last one",
        (h, w): "the batch axis is gone; keep it, and drop the last axis alone",
        (n, h, w, 1): "the channel axis is still there; a slice keeps its axis, and a new array "
        "must be returned",
        (n, w, 1): "the height is gone; the channel axis is the last one",
        (n, h, 1): "the width is gone; the channel axis is the last one",
        (n, h): "that is one column of each image; the channel axis is the last one",
        (n, w, h): "height and width are swapped",
        (n * h, w): "the images are glued together; keep the batch axis",
        (n, h * w): "height and width are in one axis; keep them apart",
    }
    if bare != (n, h, w):
        reasons[bare] = "every axis of size 1 is gone; drop the last one alone"
    expect_axes(name, answer, images[..., 0], reasons, "drop the last axis, and only that one")


@exercise("drop_channel")
def test_drop_channel_example(student):
    """A batch of four images loses its channel axis."""
    expect_dropped(student, pixels(31, 4, 5, 3, 1))


# holds: "n may be 1"
@exercise("drop_channel", weight=3)
def test_drop_channel_one_image(student):
    """A batch with one image stays a batch."""
    expect_dropped(student, pixels(32, 1, 5, 3, 1))


# ---------------------------------------------------------------- to_batch


ONE_RESHAPED = {part: hint.replace("`images", "`image") for part, hint in RESHAPED.items()}


def expect_batch_of_one(student, image):
    """Expect ``to_batch`` to put an axis of size 1 at each end."""
    name = f"to_batch(an image of shape {image.shape})"
    answer = student.attempt("to_batch", image).value_or_raise(ONE_RESHAPED)
    h, w = image.shape
    reasons = {
        (1, h, w): "the channel axis is missing",
        (h, w, 1): "the batch axis is missing",
        (h, w): "no axis was added; the new array must be returned",
        (1, 1, h, w): "both new axes are in front; one belongs at the end",
        (h, w, 1, 1): "both new axes are at the end; one belongs in front",
        (1, h * w): "height and width are in one axis; keep them apart",
        (1, h * w, 1): "height and width are in one axis; keep them apart",
        (1, h, w, 3): "a grey image has one channel, not three",
        (1, 28, 28, 1): "those are MNIST's sizes; take them from the image",
    }
    if h != w:
        reasons[1, w, h, 1] = "height and width are swapped"
    default = "keep height and width, and put an axis of size 1 at each end"
    expect_axes(name, answer, image[np.newaxis, ..., np.newaxis], reasons, default)


# holds: "it makes a batch of one grey image"
@exercise("to_batch")
def test_to_batch_example(student):
    """An image of 4 rows and 6 columns becomes a batch of one."""
    expect_batch_of_one(student, pixels(41, 4, 6))


# ---------------------------------------------------------------- scaling


FLOATS = ("float32", "float64")
SEEMS_SCALED = (
    "the pixels are as they were: a largest pixel of 1 doesn't mean that images are scaled already; "
    "divide by 255, whatever occurs"
)
DIVIDING = {
    "Cannot cast ufunc": "a `uint8` array can't hold fractions: divide into a new array",
    "must be a tensor": "a single `/` works for arrays and tensors",
    "inhomogeneous": "`np.array` makes one array of two; return both, with a comma between them",
    "/: 'tuple'": "a tuple can't be divided; divide each of its arrays",
    "/: 'list'": "a list can't be divided; divide each of its arrays",
}


def mistakes(images):
    """Return wrong ways to scale images, each with the message that names it."""
    x = images.astype(np.float64)
    most, least = x.max(), x.min()
    norm = np.linalg.norm(x, axis=-1, keepdims=True)
    each = x.max(axis=(1, 2), keepdims=True) if x.ndim == 3 else most
    possible = "divide by the largest that is possible"
    divide = "the pixels are as they were; divide them, and return the result"
    as_before = SEEMS_SCALED if most == 1 else divide
    with np.errstate(divide="ignore", invalid="ignore"):  # of a black image nothing is looked up
        return [
            (x, as_before),
            (x // 255, "the fractions are gone; look at what `//` does, and at the dtype"),
            (np.round(x / 255), "the fractions are gone; was it turned into whole numbers?"),
            (x / 256, "white isn't 1: the largest pixel is 255, as counting starts at 0"),
            (x / 127.5 - 1, "that is the range from -1 to 1; black should be 0"),
            (x / 255 / 255, "the pixels are divided twice"),
            (x * 255, "the pixels are multiplied; divide them"),
            (1 - x / 255, "black and white are swapped"),
            (x / most, f"divided by the largest pixel that happens to occur; {possible}"),
            (x / each, f"each image is divided by its own largest pixel; {possible}"),
            ((x - least) / (most - least), "these pixels are stretched; divide them by 255 alone"),
            ((x - x.mean()) / x.std(), "the mean is subtracted; divide by 255 alone"),
            (
                x / np.where(norm == 0, 1, norm),
                "each row is divided by its own length; divide by 255 alone",
            ),
        ]


def ask_scaled(student, function, own, *images):
    """Return what a function that scales images did; ``own`` is said of far too many of them."""
    try:
        outcome = student.attempt(function, *images)
        outcome.value_or_raise(DIVIDING)
    except CheckFailed as failed:
        expect("too large" not in str(failed), f"{function}: got far too many images; {own}")
        raise
    return outcome


def is_mnist(data):
    """Return whether these are MNIST's images or some of them; the checks have none of that size."""
    return data.shape[1:] in ((28, 28), (28, 28, 1)) or data.shape == (28, 28)


def expect_scaled(name, value, images, after=None):
    """Expect these images scaled to 0…1; ``after`` is what the argument was after the call."""
    data = expect_array(name, value)
    changed = isinstance(after, Array) and not np.array_equal(after.data, images)
    expect(
        not changed or data.dtype.kind not in "iu",
        f"{name}: the fractions are gone; was the result written back into the `uint8` array?",
    )
    expect(
        data.shape == images.shape or not is_mnist(data),
        f"{name}: got shape {data.shape}: those are MNIST's sizes; use the argument, not the "
        "notebook's images",
    )
    expect(data.shape == images.shape, f"{name}: got shape {data.shape}; keep all axes")
    if not np.isfinite(data.astype(np.float64)).all():
        raise CheckFailed(
            f"{name}: holds NaN or infinity; was something divided by 0, such as the largest "
            "pixel of a black image?"
        )
    dtype = f"{name}: expected float32 or float64, got {value.dtype}"
    expect(value.dtype in FLOATS or "float" not in value.dtype, dtype)  # of others, see below
    # The result may be float32: its rounding is below 1e-7, a tenth of the absolute tolerance.
    hint = "each pixel is divided by 255, and nothing else is done to it"
    expect_close(name, value, images / 255, misconceptions=mistakes(images), hint=hint)
    expect(value.dtype in FLOATS, dtype)


# ---------------------------------------------------------------- normalise


OWN = "did you use the notebook's images in place of the argument `images`?"


def expect_normalised(student, name, images):
    """Expect ``normalise`` to scale these images."""
    outcome = ask_scaled(student, "normalise", OWN, images)
    expect_scaled(f"normalise({name})", outcome.value, images, *outcome.arguments[:1])


# holds: "Black stays 0, white becomes 1"
@exercise("normalise")
def test_normalise_example(student):
    """Black, white and the grey in between are scaled."""
    images = np.array([[[0, 25, 50], [128, 200, 255]]], np.uint8)
    expect_normalised(student, format_value(images), images)


# holds: "255 is the largest number that a pixel *can* have, whether or not it occurs."
@exercise("normalise", weight=2)
def test_normalise_dark(student):
    """A batch whose brightest pixel is 200 is scaled like any other."""
    expect_normalised(
        student, "images with pixels up to 200", pixels(51, 3, 4, 5, least=20, most=200)
    )


# holds: "The array that it is given must stay as it is."
# holds: "it is left unchanged"
@exercise("normalise")
def test_normalise_leaves_its_argument(student):
    """The array that was handed in stays as it was."""
    images = pixels(55, 2, 5, 4)
    outcome = ask_scaled(student, "normalise", OWN, images)
    expect_scaled("normalise(a batch)", outcome.value, images, *outcome.arguments[:1])
    expect_unchanged("normalise", outcome, images)


# ---------------------------------------------------------------- scale_both


def ask_both(student, train, test):
    """Return what came of ``scale_both``: two results of the right shapes and without NaN."""
    own = "did you use the notebook's images in place of the arguments `train` and `test`?"
    outcome = ask_scaled(student, "scale_both", own, train, test)
    answer = outcome.value
    expect(
        not isinstance(answer, Array),
        "scale_both: expected two results, got one; return both, with a comma between them",
    )
    is_pair = isinstance(answer, (tuple, list)) and len(answer) == 2
    expect(is_pair, f"scale_both: expected two results, got {type_of(answer)}")
    for name, which, value, images, other in zip(
        ("train", "test"), ("first", "second"), answer, (train, test), (test, train), strict=True
    ):
        data = expect_array(f"scale_both: the scaled {name}", value)
        problem = (
            f"scale_both: `{name}` has {len(images)} images, but the {which} result has the "
            f"shape {data.shape}"
        )
        expect(not is_mnist(data) and len(data.reshape(-1)) < 10**5, f"{problem}; {own}")
        twice = "are the two swapped, or is one of them there twice?"
        expect(data.shape != other.shape, f"{problem}; {twice}")
        expect(data.shape == images.shape, f"{problem}; keep all axes")
    return outcome


def expect_both(student, train, test):
    """Expect ``scale_both`` to scale both arguments by 255."""
    outcome = ask_both(student, train, test)
    for name, value, images, other, after in zip(
        ("train", "test"),
        outcome.value,
        (train, test),
        (test, train),
        (*outcome.arguments, None, None)[:2],
        strict=True,
    ):
        title = f"scale_both: the scaled {name}"
        data = expect_array(title, value).astype(np.float64)
        right, as_was = np.allclose(data, images / 255), np.allclose(data, images)
        both = "the pixels are as they were; scale both"
        reason = SEEMS_SCALED if 1 in (images.max(), other.max()) else both
        expect(right or not as_was, f"{title}: {reason}")
        most = float(other.max())
        expect(
            right or most in (0.0, 1.0, 255.0) or not np.allclose(data, images / most),
            f"{title}: divided by the largest pixel of the other half; divide both by 255",
        )
        expect_scaled(title, value, images, after)
    return outcome


# holds: "Use the arguments `train` and `test`"
@exercise("scale_both")
def test_scale_both_example(student):
    """Training and test images are both scaled."""
    # No training image here is quite white: its maximum isn't the number to divide by.
    expect_both(student, pixels(61, 5, 3, 4, most=240), pixels(62, 2, 3, 4))


# holds: "whatever is done to the training images is done to the test images"
@exercise("scale_both")
def test_scale_both_alike(student):
    """The test images are scaled as the training images are, even if they are darker."""
    expect_both(student, pixels(63, 4, 5, 2), pixels(64, 3, 5, 2, least=5, most=120))


# holds: "train: uint8 array of shape (n, height, width); it is left unchanged."
# holds: "test: uint8 array of shape (m, height, width); it is left unchanged."
@exercise("scale_both")
def test_scale_both_leaves_its_arguments(student):
    """The arrays that were handed in stay as they were."""
    train, test = pixels(69, 4, 3, 5), pixels(70, 2, 3, 5)
    expect_unchanged("scale_both", expect_both(student, train, test), train, test)


# ---------------------------------------------------------------- label_counts


COUNTING = {
    "attr 'Tidx' of uint8": "TensorFlow counts int32; `tf.cast` changes the dtype",
    "list index out of range": "there must be a place for each of the ten digits",
}
WRAPPED = "a count wrapped around, as it was too large; what is the dtype of your counts?"


def ask_counts(student, labels):
    """Return the ten counts of ``label_counts``, and what to call them."""
    name = f"label_counts({format_value(labels)})"
    outcome = student.attempt("label_counts", labels)
    answer = outcome.value_or_raise(COUNTING)
    expect_unchanged(name, outcome, labels)
    if isinstance(answer, dict):
        raise CheckFailed(f"{name}: got a dict; return the ten counts in a row")
    counts = as_numbers(name, answer)
    if counts.ndim == 2 and len(counts) == 2:
        raise CheckFailed(f"{name}: got two rows, of digits and of counts; return the ten counts")
    problem = f"{name}: expected ten counts, got shape {counts.shape}"
    expect(
        counts.shape != (int(labels.max()) + 1,) or counts.shape == (10,),
        f"{problem}; they stop at the largest digit that occurs, but the rest have a count too: 0",
    )
    expect(
        counts.shape != np.unique(labels).shape or counts.shape == (10,),
        f"{problem}; digits that don't occur have a count too: 0",
    )
    expect(
        counts.size != 1,
        f"{name}: expected ten counts, got one number; does a `return` in a loop end the first "
        "round?",
    )
    expect(counts.shape != (9,), f"{problem}; a `range` ends one before its number")
    expect(counts.shape == (10,), problem)
    expect(counts.dtype.kind in "iuf", f"{name}: expected whole numbers, got {counts.dtype}")
    return counts, name


def expect_counts(student, labels):
    """Expect ``label_counts`` to count these labels, digit by digit."""
    counts, name = ask_counts(student, labels)
    expected = np.bincount(labels, minlength=10)
    official = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    expect(
        not np.array_equal(counts, official),
        f"{name}: those are the counts of MNIST; count the argument `labels`",
    )
    wrong = [
        (expected / len(labels), "those are shares; how often does each digit occur?"),
        *((expected.astype(small), WRAPPED) for small in (np.uint8, np.int16, np.uint16)),
        (
            np.append(expected[1:], 0),
            "the counts are one place too far to the left; begin with the 0",
        ),
        (np.append(0, expected[:-1]), "the counts are one place too far to the right"),
        (np.sort(expected)[::-1], "the counts are sorted; keep them in the order of the digits"),
        (np.sort(expected), "the counts are sorted; keep them in the order of the digits"),
        (expected > 0, "that says which digits occur; how often?"),
        (expected * np.arange(10), "the labels are added up; count them instead"),
    ]
    total = f"the counts add up to {counts.sum():g} for {len(labels)} labels"
    fits = counts.sum() == len(labels)
    expect_close(
        name,
        counts,
        expected,
        rtol=0,
        misconceptions=wrong,
        hint="they add up, but some digit has the count of another" if fits else total,
    )


# holds: "`counts[9]` must exist even if there is no 9"
@exercise("label_counts")
def test_label_counts_example(student):
    """Four labels are counted, and every digit has its count."""
    expect_counts(student, np.array([2, 0, 2, 5], np.uint8))


# holds: "The ten counts add up to the number of labels."
@exercise("label_counts")
def test_label_counts_sum(student):
    """Other labels are counted, few and many, and the counts add up to their number."""
    expect_counts(student, np.array([1, 1, 7, 3, 7, 1, 4], np.uint8))
    expect_counts(student, np.repeat(np.array([6, 1], np.uint8), [300, 2]))


# ---------------------------------------------------------------- dataset_pairs


MNISTS = "are those MNIST's? Use the arguments `images` and `labels`"
DATA = {
    "60000": MNISTS,
    "10000": MNISTS,
    "non-rectangular": "give `from_tensor_slices` a tuple, with round brackets: (images, labels)",
    "truth value": "give `from_tensor_slices` one argument, the tuple (images, labels)",
    "argument: 'batch_size'": "`batch` wants to know how many images a batch holds",
    "argument: 'buffer_size'": "`shuffle` wants to know how many items its buffer holds",
}


def numbered(count, height, width, dtypes=("uint8", "uint8")):
    """Return images that carry their number in their pixels, and a label for each.

    The labels are random: where pairs come apart, about nine of ten are wrong, and a chance below
    10**-6 that all fit is reached with ten images already.
    """
    index = np.arange(count)
    images = pixels(count, count, height, width).astype(dtypes[0])
    if images.dtype.kind == "f":
        images[:, -1] += 0.25  # what whole numbers cannot hold
    images[:, 0, 0], images[:, 1, 0] = index % 256, index // 256
    labels = np.random.default_rng(count + 1000).permutation(count) % 10  # about as many of each
    return images, labels.astype(dtypes[1])


def handed_out(student, function, images, labels, size):
    """Return the pairs of arrays that a dataset hands out, one pair per batch."""
    outcome = student.attempt(function, images, labels, size)
    dataset = outcome.value_or_raise(DATA)
    if not isinstance(dataset, RemoteObject):
        raise CheckFailed(f"{function}: expected a tf.data.Dataset, got {type_of(dataset)}")
    # Of a dataset that never ends, no more is read than shows it.
    most = len(images) + 1 if len(images) <= 500 else len(images) // size + 2
    try:
        items = student.make("builtins.list", dataset.call("take", most))
    except AnswerRaised as raised:
        if raised.type_name == "AttributeError":
            got = f"expected a tf.data.Dataset, got a {dataset.type_name}"
            raise CheckFailed(f"{function}: {got}") from None
        raise CheckFailed(f"{function}: reading the dataset raised {raised.text[:150]}") from None
    expect(isinstance(items, list) and len(items) > 0, f"{function}: the dataset is empty")
    pairs = [pair_of(function, item, images) for item in items]
    if function == "shuffled_batches":  # the one that may be tempted
        expect_unchanged(function, outcome, images, labels)
    expect(
        len(items) < most,
        f"{function}: {len(images)} images went in, and after {most - 1} batches there are still "
        "more; does it repeat?",
    )
    return pairs


def pair_of(function, item, images):
    """Return the images and the labels of an item that a dataset handed out."""
    if isinstance(item, Array):
        raise CheckFailed(
            f"{function}: an item is one tensor of shape {item.shape}; expected a pair "
            "(images, labels); give `from_tensor_slices` a tuple of both"
        )
    is_pair = isinstance(item, (tuple, list)) and len(item) == 2
    expect(
        is_pair, f"{function}: an item is {format_value(item)}; expected a pair (images, labels)"
    )
    x, y = (
        expect_array(f"{function}: the {name}", part)
        for name, part in zip(("images", "labels"), item, strict=True)
    )
    problem = f"{function}: an item holds images of shape {x.shape} and labels of shape {y.shape}"
    one = images.shape[1:]
    expect(x.shape[-2:] != (28, 28), f"{problem}; {MNISTS}")
    expect(x.shape != one, f"{problem}: one image; put several together with `.batch`")
    expect(
        not (x.ndim == 1 and y.shape[1:] == one),
        f"{problem}; are the two swapped? Images come first",
    )
    expect(
        x.shape[1:] != images.shape,
        f"{problem}: everything is one item; `from_tensor_slices` cuts it into single images",
    )
    expect(
        x.ndim < 2 or x.shape[2:] != one,
        f"{problem}: batches of batches; call `.batch` once",
    )
    right = x.shape[1:] == one and y.shape == x.shape[:1]
    expect(right, f"{problem}; expected (batch_size, height, width) and (batch_size,)")
    return x, y


def expect_sizes(function, pairs, count, size):
    """Expect whole batches, a smaller one at the end, and as many images as went in."""
    sizes = [len(x) for x, _ in pairs]
    total, rest = sum(sizes), count % size
    problem = (
        f"{function}: {count} images, batch_size={size}: the batches hold {format_value(sizes, 40)}"
    )
    expect(
        total != count - rest or rest == 0,
        f"{problem}; the last images are lost; keep the smaller batch",
    )
    expect(total == count, f"{problem}, that is {total} in all")
    expected = [size] * (count // size) + [rest] * (rest > 0)
    expect(
        sizes == expected or sorted(sizes, reverse=True) != expected,
        f"{problem}; the smaller batch isn't the last: were whole batches shuffled, not images?",
    )
    expect(sizes == expected, f"{problem}; use the argument `batch_size`")


def joined(function, pairs, images, labels):
    """Return the number of each image that was handed out, in order; expect it with its label."""
    x = np.concatenate([part for part, _ in pairs])
    y = np.concatenate([part for _, part in pairs])
    for name, new, old in (("images", x, images), ("labels", y, labels)):
        expect(
            new.dtype == old.dtype,
            f"{function}: the {name} are {new.dtype}, they went in as {old.dtype}; hand them out "
            "as they are",
        )
    index = x[:, 0, 0].astype(int) + 256 * x[:, 1, 0].astype(int)
    known = index < len(images)
    known[known] = (images[index[known]] == x[known]).all(axis=(1, 2))
    strange = int((~known).sum())
    expect(
        strange == 0,
        f"{function}: {strange} images aren't among those that went in; hand them out as they are",
    )
    lost = int((labels[index] != y).sum())
    expect(
        lost == 0,
        f"{function}: {lost} of {len(y)} images have the label of another image; keep images and "
        "labels together as pairs",
    )
    return index


def expect_once(function, index, count):
    """Expect every image once."""
    different = len(set(index.tolist()))
    expect(
        different == count,
        f"{function}: {count} images went in, {different} different ones came out; each image "
        "should come once",
    )


# ---------------------------------------------------------------- batches


def expect_in_order(student, count, height, width, size, **kinds):
    """Expect ``batches`` to hand out all pairs in order."""
    images, labels = numbered(count, height, width, **kinds)
    pairs = handed_out(student, "batches", images, labels, size)
    expect_sizes("batches", pairs, count, size)
    index = joined("batches", pairs, images, labels)
    expect_once("batches", index, count)
    expect(
        np.array_equal(index, np.arange(count)),
        "batches: the images come in another order than they went in; don't shuffle here",
    )


# holds: "the last batch perhaps smaller"
@exercise("batches")
def test_batches_example(student):
    """Eleven images come in batches of 4, none is lost, and each keeps its label."""
    student.seed(205)  # so that an answer which shuffles is judged alike each time
    expect_in_order(student, 11, 5, 3, 4)


# ---------------------------------------------------------------- shuffled_batches


def shuffled(student, count, height, width, size, **kinds):
    """Return the order in which ``shuffled_batches`` hands out images; none may be lost."""
    function = "shuffled_batches"
    images, labels = numbered(count, height, width, **kinds)
    pairs = handed_out(student, function, images, labels, size)
    expect_sizes(function, pairs, count, size)
    index = joined(function, pairs, images, labels)
    expect_once(function, index, count)
    # By chance, 37 labels or more come in order of size less than once in 10**27 times.
    in_order = bool((np.diff(labels[index].astype(int)) >= 0).all())
    expect(
        not in_order,
        f"{function}: the images come sorted by their labels, all the 0s first; the order should "
        "be a random one",
    )
    return index


# holds: "Every image comes exactly once, with its own label"
# holds: "the arrays that were handed in stay as they are"
# holds: "labels[i] belongs to images[i]. It is left unchanged."
@exercise("shuffled_batches")
def test_shuffled_batches_pairs(student):
    """Every image comes once, with its own label."""
    student.seed(201)
    shuffled(student, 50, 3, 4, 8)


# holds: "like `batches`, but in a random order"
@exercise("shuffled_batches")
def test_shuffled_batches_order(student):
    """The order is a random one, for few images and for more."""
    student.seed(202)
    index = shuffled(student, 60, 4, 3, 7)
    expect_new_order(index)
    expect_single(index, 7)
    # In a random order, the first 20 all come from the first 30 of 60 once in 10**8 times.
    expect_mixed(index, 20, 30)
    index = shuffled(student, 3000, 2, 1, 110)
    expect_single(index, 110)
    # With a buffer of k items, the first 300 come from places before 300 + k; in a random order,
    # all of them come from the first 2,700 of 3,000 once in 10**14 times.
    expect_mixed(index, 300, 2700)
    expect_no_pattern(index)


def expect_new_order(index):
    """Expect an order that is neither the old one nor that one backwards."""
    # Chance makes 37 images or more come in one of these two once in 10**42 times.
    places = np.arange(len(index))
    expect(
        not np.array_equal(index, places),
        "shuffled_batches: the images come in the order in which they went in",
    )
    expect(
        not np.array_equal(index, places[::-1]),
        "shuffled_batches: the images come in reversed order, which isn't a random one",
    )


def expect_mixed(index, first, place):
    """Expect the first few images to come from further away than this place."""
    furthest = int(index[:first].max()) + 1
    expect(
        furthest > place,
        f"shuffled_batches: of {len(index):,} images, the first {first:,} that come out are all "
        f"from the first {furthest:,}; can the buffer of `shuffle` hold all images?",
    )


def expect_no_pattern(index):
    """Expect an order without a pattern that goes through thousands of images."""
    # In a random order of 3,000, a step from one image to the next occurs once on average; that one
    # of them occurs 150 times has a chance far below 10**-100.
    commonest = int(np.unique(np.diff(index), return_counts=True)[1].max())
    expect(
        commonest < 0.05 * len(index),
        f"shuffled_batches: of {len(index):,} images, {commonest:,} come at the same distance from "
        "the one before; that is a fixed pattern, not a random order",
    )
    # The rank correlation of random orders of n has a standard deviation of 1 / √(n - 1) and is
    # nearly normal: six of these are exceeded once in 10**8 times.
    half = len(index) // 2
    for part, where in ((index, ""), (index[:half], " in the first half"), (index[half:], "")):
        ranks = np.argsort(np.argsort(part))
        correlation = np.corrcoef(ranks, np.arange(len(part)))[0, 1]
        expect(
            abs(correlation) < 6 / np.sqrt(len(part) - 1),
            f"shuffled_batches: {'later' if correlation > 0 else 'earlier'} images tend to come "
            f"last{where}; every image should be as likely at every place",
        )


def expect_single(index, size):
    """Expect that images were shuffled, not whole batches of neighbours."""
    # In a random order, two images of the whole stand beside an old neighbour on average; that
    # half of 50 pairs or more do has a chance below 10**-15.
    inside = np.diff(index)[np.arange(1, len(index)) % size != 0]
    expect(
        float(np.mean(np.abs(inside) == 1)) < 0.5,
        "shuffled_batches: images that were neighbours still stand side by side in a batch: the "
        "batches were shuffled, not the images",
    )


# ---------------------------------------------------------------- mean_images


EMPTY = {
    "out of bounds": "the labels lie in another order here; pick by `labels == digit`",
    "shape (28,28)": "the images have another size here; take it from their shape",
    "invalid index": "pick the images by `labels == digit`, between square brackets",
}


def means_by_label(images, labels, digits):
    """Return the mean of the images of each digit, float64 of shape (digits, height, width)."""
    return np.stack([images[labels == digit].mean(axis=0) for digit in digits])


def expect_mean_images(student, images, labels):
    """Expect ``mean_images`` to average, for each of the ten digits, its own images alone."""
    name = f"mean_images(images of shape {images.shape}, labels)"
    outcome = student.attempt("mean_images", images, labels)
    answer = outcome.value_or_raise(EMPTY)
    expect_unchanged(name, outcome, images, labels)
    expect_one_size(name, answer)
    got = as_numbers(name, answer)
    right = means_by_label(images, labels, range(10))
    expect(np.issubdtype(got.dtype, np.number), f"{name}: expected numbers, got {got.dtype}")
    counts = np.bincount(labels, minlength=10)[:, np.newaxis, np.newaxis]
    first = np.stack([images[labels == digit][0] for digit in range(10)])
    found = np.unique(labels, return_index=True)[1].argsort()
    mistakes = [
        (
            np.trunc(right),
            "the fractions are cut off; the mean of whole numbers needs a float type",
        ),
        (np.round(right), "the fractions are rounded off; leave them as they are"),
        (right * counts, "that is the sum of each digit's images; the mean is asked for"),
        ((right * counts) % 256, "the sums wrapped around in uint8; cast before you add"),
        (
            right * counts / len(images),
            "divided by the number of all images; by those of the digit",
        ),
        (right * counts * 10 / len(images), "divided by a tenth of all; count each digit's own"),
        (right / 255, "that is scaled to 0…1; leave the scale as it is"),
        (first, "that is one image of each digit; average over all of them"),
        (images.mean(axis=0), "that is the mean of all images; one for each digit is wanted"),
        (right[1:], "the digit 0 is missing; `range(10)` begins with it"),
        (right[:9], "the digit 9 is missing; `range(9)` ends with 8"),
        (right[::-1], "the digits stand in the wrong order"),
        (right[found], "the digits stand in the order in which they come; number d is that of d"),
        (right.mean(axis=(1, 2)), "that is one number for each digit; keep rows and columns"),
        (right.squeeze(), "an axis of size 1 is gone; keep rows and columns"),
        (right.reshape(10, -1), "the pixels lie in one row; keep rows and columns"),
        (images[:10], "those are ten images as they come"),
        *of_each_digit(images, labels),
    ]
    hint = "for each digit, at each pixel, the mean over all images with that label"
    if got.shape == right.shape and np.allclose(got, right, atol=0.5):
        hint = "it comes near: was something rounded, or kept in float16?"
    elif got.shape == (10, 28, 28):
        hint = "are those of MNIST? Use the arguments"
    expect_close(name, got, right, rtol=1e-4, atol=1e-3, misconceptions=mistakes, hint=hint)


def expect_one_size(name, answer):
    """Expect the mean images of a list to have one shape."""
    parts = answer if isinstance(answer, (list, tuple)) else []
    shapes = {part.shape for part in parts if isinstance(part, Array)}
    expect(
        len(shapes) <= 1,
        f"{name}: the mean images differ in shape; average along the axis that counts the images",
    )


def of_each_digit(images, labels):
    """Return what is no mean of each digit's images, each with what it is."""
    own = [images[labels == digit] for digit in range(10)]
    return [
        (np.stack([np.median(part, axis=0) for part in own]), "that is the median, not the mean"),
        (np.stack([part.max(axis=0) for part in own]), "those are the largest pixels, no mean"),
    ]


def digits_of(rng, n, height, width):
    """Return n random images and their labels, every digit among them, not the same number of each."""
    labels = rng.permutation(np.r_[np.arange(10), rng.integers(0, 10, n - 10)]).astype(np.uint8)
    images = rng.integers(0, 256, (n, height, width)).astype(np.uint8)
    return images, labels


# holds: "the ten mean images, that of the digit 0 first"
# holds: "uint8 array of shape (n, height, width); it is left unchanged."
@exercise("mean_images")
def test_mean_images_small(student):
    """Thirty small images, three or so of each digit."""
    images, labels = digits_of(np.random.default_rng(8), 30, 3, 4)
    expect_mean_images(student, images, labels)


# ---------------------------------------------------------------- nearest_mean


SHAPES = {
    "(28,28)": "images of 28 × 28 pixels are MNIST's; use the arguments, whose size is another one",
    "cannot reshape array": "is the size of MNIST's images written in? Take it from the arguments",
    "could not be broadcast": "the images and the means are subtracted all at once; take the means "
    "one after the other, or give the images an axis more",
    "Incompatible shapes": "the images and the means are subtracted all at once; take the means one "
    "after the other, or give the images an axis more",
    "truth value": "`min` and `if` look at one number; `np.argmin(…, axis=…)` works on a table",
}


def distances(means, images):
    """Return the squared distance of each image to each mean, float64 of shape (n, means)."""
    apart = images[:, np.newaxis].astype(float) - means.astype(float)
    return (apart**2).sum(axis=(2, 3))


def other_rules(means, images):
    """Return what other rules answer, each with what is wrong with it."""
    apart = images[:, np.newaxis].astype(float) - means.astype(float)
    squares = apart**2
    wrapped = (images[:, np.newaxis] - means.astype(np.uint8)).astype(float)
    bright = images.mean(axis=(1, 2))[:, np.newaxis] - means.mean(axis=(1, 2))
    return [
        (squares.sum(axis=(2, 3)).argmax(axis=1), "those are the farthest means; the nearest"),
        (
            apart.sum(axis=(2, 3)).argmin(axis=1),
            "too bright and too dark cancel out: square the differences before you add",
        ),
        (
            np.abs(bright).argmin(axis=1),
            "the image is compared by its brightness alone; square each pixel's difference, then add",
        ),
        (
            np.abs(apart).sum(axis=(2, 3)).argmin(axis=1),
            "those are the differences without their signs; the distance is asked for with squares",
        ),
        (
            (images[:, np.newaxis].astype(float) * means).sum(axis=(2, 3)).argmax(axis=1),
            "that is the mean with the largest product, which favours bright ones",
        ),
        (
            (wrapped**2).sum(axis=(2, 3)).argmin(axis=1),
            "the differences wrapped around in uint8; leave the means in their float type",
        ),
        (
            squares.sum(axis=(2, 3)).argmin(axis=0),
            "that is the nearest image to each mean; the nearest mean to each image",
        ),
        (
            ((images[:, np.newaxis] - np.round(means)) ** 2).sum(axis=(2, 3)).argmin(axis=1),
            "the means are rounded; their fractions count",
        ),
        (
            squares.sum(axis=(2, 3)).argmin(axis=1) + 1,
            "the answers are one too large; count from 0",
        ),
        (
            squares.sum(axis=(2, 3)).argmin(axis=1).astype(np.uint8),
            "an answer above 255 wrapped around, as uint8 ends there; what is their dtype?",
        ),
    ]


def expect_nearest(student, means, images):
    """Expect ``nearest_mean`` to answer, for each image, which mean is nearest."""
    name = f"nearest_mean(means of shape {means.shape}, images of shape {images.shape})"
    outcome = student.attempt("nearest_mean", means, images)
    got = as_numbers(name, outcome.value_or_raise(SHAPES))
    right = distances(means, images).argmin(axis=1)
    shape, wanted = got.shape, right.shape
    expect(
        shape != (len(images), len(means)),
        f"{name}: expected shape {wanted}, got {shape}: the distances to all means; which of them "
        "is the smallest?",
    )
    expect(
        shape == wanted,
        f"{name}: expected shape {wanted}, got {shape}; one answer for each image",
    )
    if np.array_equal(got, right):
        expect_unchanged(name, outcome, means, images)
        return
    for wrong, reason in other_rules(means, images):
        expect(not np.array_equal(got, wrong), f"{name}: {reason}")
    outside = ~np.isin(got, np.arange(len(means)))
    expect(
        not outside.any(),
        f"{name}: got {format_value(got)}; the answer is which of the means it is, from 0 on",
    )
    expect(
        False,
        f"{name}: {np.count_nonzero(got != right)} of {len(images)} answers are not the nearest "
        "mean; for each of the means, the squared differences of all pixels are added",
    )


def around(rng, means, n):
    """Return n images of uint8, each somewhere between two of the means, with noise."""
    one, other = rng.integers(0, len(means), (2, 2 * n + 9))
    share = rng.uniform(0.2, 0.8, (len(one), 1, 1))
    mixed = share * means[one] + (1 - share) * means[other]
    noisy = np.clip(mixed + rng.normal(0, 30, mixed.shape), 0, 255).astype(np.uint8)
    return without_ties(means, noisy)[:n]


def without_ties(means, images):
    """Return the images whose nearest mean is the nearest in float32, too, however it is computed."""
    sorted_ = np.sort(distances(means, images), axis=1)
    squares = (images.astype(float) ** 2).sum(axis=(1, 2))
    return images[(np.diff(sorted_[:, :2], axis=1) > 1e-6 * squares[:, np.newaxis]).all(axis=1)]


# holds: "float64 array of shape (k, height, width); it is left unchanged."
# holds: "uint8 array of shape (n, height, width); it is left unchanged."
@exercise("nearest_mean")
def test_nearest_mean_small(student):
    """Six images and three means of another size than MNIST's."""
    rng = np.random.default_rng(5)
    means = rng.uniform(0, 255, (3, 4, 5))
    expect_nearest(student, means, around(rng, means, 6))
