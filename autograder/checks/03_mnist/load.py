"""load: MNIST in four variables, as it comes."""

import functools

import numpy as np
import pytest

from course_utils.checking.expect import expect, expect_array, type_of
from course_utils.checking.student import CheckFailed
from course_utils.datasets import mnist

exercise = pytest.mark.exercise

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


### BEGIN HIDDEN TESTS
_read_once = functools.cache(mnist.load_data)


# holds: "**Load MNIST**"
# holds: "Leave the numbers as they come."
@exercise("load", weight=2, required=True)
def test_load_values(student):
    """The images and labels are MNIST's, in MNIST's order."""
    (train_images, train_labels), (test_images, test_labels) = _read_once()
    expected = (train_images, train_labels, test_images, test_labels)
    for name, right in zip(PARTS, expected, strict=True):
        data = loaded(student, name)
        expect(data.shape == right.shape, f"{name}: got shape {data.shape}")
        expect(bool(data.any()), f"{name}: it holds zeros only; load the data")
        if data.dtype.kind == "f" and float(data.max()) <= 1:
            data = np.round(data * 255)  # scaled is wrong as well, and another check says so
        if np.array_equal(data, right):
            continue
        wrong = int(np.sum((data != right).reshape(len(right), -1).any(axis=1)))
        expect(
            wrong == 0,
            f"{name}: {wrong:,} of {len(right):,} entries aren't MNIST's, or not at their place; "
            "load the data and leave them as they come",
        )


### END HIDDEN TESTS
