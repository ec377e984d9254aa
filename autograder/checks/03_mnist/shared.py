"""Checks of 03_mnist: loading, showing, shaping, scaling, counting and batching images.

All expected values are computed here with NumPy. Images are made up, with sizes that differ in
every axis, so that nothing about MNIST can be written down in an answer.
"""

import numpy as np

from course_utils.checking.expect import expect
from course_utils.checking.plain_data import Array


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
