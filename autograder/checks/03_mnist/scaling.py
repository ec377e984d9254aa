"""Images scaled to 0…1, and what goes wrong with them."""

import numpy as np

from course_utils.checking.expect import expect, expect_array, expect_close
from course_utils.checking.plain_data import Array
from course_utils.checking.student import CheckFailed

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
