"""split: images and labels cut into a part to train on and a part to judge by."""

import numpy as np
import pytest

from course_utils.checking.expect import as_numbers, expect, expect_array

exercise = pytest.mark.exercise
OUTSIDE = (
    "the numbers of the images end below `len(images)`; make the order from the argument, not from "
    "another number or from the notebook's images"
)
RAISED = {
    "is out of bounds for axis 0": OUTSIDE,
    "too many indices for array": "images may have any number of axes; `images[order]` takes whole ones",
    "boolean index did not match": "a mask has to be as long as `images`; make it from the argument",
    "only integer scalar arrays": "a list can't be indexed by an array of numbers; keep an array",
    "Only integers, slices": "a tensor can't be indexed by an array of numbers; `tf.gather` does it, "
    "or NumPy",
    "larger sample than population": "more images are drawn than there are; `val_size` of "
    "`len(images)` are to be drawn, each once",
    "No module named": "that library isn't here; draw an order of the numbers of the images by NumPy",
    "object has no attribute 'shuffle'": "a generator shuffles, not the array: first make one from "
    "`seed`, then an order of the numbers of the images",
    "unexpected keyword argument 'seed'": "the seed goes to the generator as it is made, not to the "
    "function that draws",
    "'int' object has no attribute": "`seed` and `val_size` are numbers; a generator is made from "
    "`seed`: `np.random.default_rng(seed)`",
    "slice indices must be integers": "images are cut at a whole number; `val_size` is one already, "
    "and no share",
    "seed must have shape [2]": "it wants two whole numbers: `seed=[seed, 0]`",
    "inhomogeneous": "images and labels don't fit into one array; return two pairs, with round "
    "brackets",
}


def _numbered(count, *shape, dtype="uint8"):
    """Return images that carry their own number in two pixels, and labels made from it."""
    index = np.arange(count)
    images = np.zeros((count, *shape), dtype)
    pixels = images.reshape(count, -1)
    pixels[:, 0], pixels[:, -1] = index % 256, index // 256
    return images, (index * 7 % 10).astype("int64")


def _pairs(value):
    return isinstance(value, (tuple, list)) and len(value) == 2


def _split(student, images, labels, size, seed, *, form=False):
    """Return, for both parts: images, labels, and the numbers of the images in it.

    Their form and how many there are, `test_split_sizes` judges.
    """
    value = student.attempt("split", images, labels, size, seed).value_or_raise(RAISED)
    expect(
        _pairs(value) and all(map(_pairs, value)),
        "split: expected (x_fit, y_fit), (x_val, y_val): two pairs"
        if form
        else "split: this can be judged when two pairs come back",
    )
    parts = []
    for pair, name in zip(value, ("fit", "val"), strict=True):
        x = expect_array(f"split: x_{name}", pair[0])
        y = expect_array(f"split: y_{name}", pair[1])
        expect(
            x.shape[1:] == images.shape[1:] and y.shape == (len(x),),
            f"split: x_{name} has shape {x.shape} and y_{name} has shape {y.shape}; "
            f"expected n images of shape {images.shape[1:]} and n labels",
        )
        pixels = x.reshape(len(x), int(np.prod(x.shape[1:])))  # a part may be empty
        parts.append((x, y, pixels[:, 0].astype(int) + 256 * pixels[:, -1].astype(int)))
    return parts


# holds: "Return arrays or tensors."
# holds: "(x_fit, y_fit), (x_val, y_val), with n - val_size and val_size images"
@exercise("split")
def test_split_sizes(student):
    """Two pairs come back, and the second holds `val_size` images."""
    (fit, *_), (val, *_) = _split(student, *_numbered(50, 4, 6), 15, seed=1, form=True)
    came = f"of 50 images with val_size=15, {len(fit)} came in x_fit and {len(val)} in x_val"
    expect(
        (len(fit), len(val)) != (15, 35),
        f"split: {came}: the two parts are exchanged; which one is `val_size` the size of?",
    )
    expect(
        (len(fit), len(val)) == (35, 15),
        f"split: {came}; expected each image in one of the two",
    )


def _judge_pairs(student, images, labels, size, seed):
    for _, y, index in _split(student, images, labels, size, seed):
        known = np.isin(index, np.arange(len(images)))
        same = known & (labels[index % len(images)] == y)
        expect(
            bool(same.all()),
            f"split: {int((~same).sum())} of {len(same)} images lost their label; "
            "were images and labels shuffled apart? Use one order for both",
        )


# holds: "Image 17 and label 17 must stay together"
# holds: "labels[i] belongs to images[i]"
@exercise("split")
def test_split_keeps_pairs(student):
    """Every image keeps its own label."""
    _judge_pairs(student, *_numbered(60, 4, 6), 20, seed=2)
    _judge_pairs(student, *_numbered(41, 3, 5, 2, dtype="float32"), 12, seed=7)


def _judge_mixed(student, images, labels, size, seed):
    (_, _, fit), (_, _, val) = _split(student, images, labels, size, seed)
    # A random choice of a fifth of 300 images or more leaves one end of that size unused with a
    # chance below 1e-6.
    for name, index in (("x_val", val), ("x_fit", fit)):
        ends = (index < size).any() and (index >= len(images) - size).any()
        expect(bool(ends), f"split: {name} comes from one end of the data; shuffle before cutting")


# holds: "Mix before you cut"
@exercise("split")
def test_split_shuffles(student):
    """The validation images come from everywhere, not from one end."""
    _judge_mixed(student, *_numbered(300, 5, 3), 60, seed=4)


def _judge_seeded(student, images, labels, size, seed):
    seeds = (seed, seed, seed + 1)
    first, again, other = (_split(student, images, labels, size, one)[1][2] for one in seeds)
    expect(
        first.shape == again.shape and bool((first == again).all()),
        "split: the same seed gave two different splits; draw the order from a generator "
        "made from `seed` inside the function",
    )
    expect(
        set(first) != set(other),
        "split: two seeds gave the same split; is `seed` used?",
    )


# holds: "The same seed gives the same split, every time"
# holds: "equal seeds give equal splits"
@exercise("split")
def test_split_seeded(student):
    """The same seed gives the same split, another seed another."""
    _judge_seeded(student, *_numbered(200, 4, 5), 50, seed=11)


# holds: "Leave the arrays that you are given as they are."
@exercise("split")
def test_split_leaves_arguments(student):
    """The arrays that were handed in are unchanged."""
    images, labels = _numbered(90, 4, 5)
    _split(student, images, labels, 30, 5)  # what leaves them alone must also split them
    outcome = student.attempt("split", images, labels, 30, 5)
    after = [as_numbers("split", value) for value in outcome.arguments[:2]]
    expect(
        len(after) == 2 and np.array_equal(after[0], images) and np.array_equal(after[1], labels),
        "split: it changed the arrays it was given; shuffle an order of indices instead",
    )


### BEGIN HIDDEN TESTS
# holds: "cut in two"
@exercise("split", weight=2)
def test_split_disjoint(student):
    """No image is in both parts, and none is lost."""
    images, labels = _numbered(330, 5, 3)
    (_, _, fit), (_, _, val) = _split(student, images, labels, 77, seed=3)
    common = len(set(fit) & set(val))
    expect(
        common == 0,
        f"split: {common} images are in both parts; what a model has seen cannot judge it",
    )
    expect(
        len(set(fit) | set(val)) == 330,
        f"split: 330 images went in, {len(set(fit) | set(val))} different ones came out; "
        "are some drawn twice?",
    )


# holds: "array of shape (n, ...), any dtype"
@exercise("split")
def test_split_other_images(student):
    """Images of another shape and dtype are split as well."""
    images, labels = _numbered(400, 3, 4, 2, dtype="float32")
    _judge_pairs(student, images, labels, 81, seed=21)
    _judge_mixed(student, images, labels, 81, seed=22)
    _judge_seeded(student, images, labels, 81, seed=23)
    _judge_pairs(student, *_numbered(70, 12), 23, seed=24)  # each image a row of numbers


# holds: "Choose `val_size` images at random for validation."
@exercise("split")
def test_split_every_seed(student):
    """Each seed makes a choice of its own, by chance."""
    images, labels = _numbered(300, 3, 5)
    chosen = [set(_split(student, images, labels, 60, seed)[1][2]) for seed in range(40, 49)]
    # Two choices of a fifth have 12 images in common, with a standard deviation of 2.8: 35 or
    # more in one of these 36 pairs has a chance far below 1e-6.
    common = max(len(one & two) for i, one in enumerate(chosen) for two in chosen[:i])
    expect(
        common < 35,
        f"split: {common} of the validation images are the same from two seeds; let a generator made "
        "from `seed` choose each of them",
    )
    _judge_seed_0(student)


def _judge_seed_0(student):
    """Expect seed 0 to be one like any other: in Python it counts as False."""
    images, labels = _numbered(150, 4, 3)
    _judge_pairs(student, images, labels, 40, seed=0)
    zero, again, one = (_split(student, images, labels, 40, seed)[1][2] for seed in (0, 0, 1))
    expect(
        np.array_equal(zero, again),
        "split: seed 0 gave two different splits; is 0 taken for no seed?",
    )
    expect(
        set(zero) != set(one),
        "split: seeds 0 and 1 gave the same split; 0 is a seed, too, and counts as False in an `if` or `or`",
    )


@exercise("split", weight=2)
def test_split_by_the_seed(student, hidden_rng):
    """Each new seed decides, and not what state the generators were in when it came first."""
    images, labels = _numbered(300, 3, 5)
    chosen = []
    first = int(hidden_rng("seeds").integers(10**6))
    for seed in (first, first + 256_000):  # alike in their last three digits and their last byte
        student.seed(9)
        chosen.append(set(_split(student, images, labels, 60, seed)[1][2]))
    expect(
        chosen[0] != chosen[1],
        "split: two new seeds gave the same split where the generators were in the same state; make a "
        "generator from `seed` in each call, in place of keeping what was drawn",
    )


### END HIDDEN TESTS
