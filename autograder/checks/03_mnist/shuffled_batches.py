"""shuffled_batches: images and labels as a dataset of batches, in random order."""

import numpy as np
import pytest

from course_utils.checking.expect import expect

from .dataset_pairs import expect_once, expect_sizes, handed_out, joined, numbered

exercise = pytest.mark.exercise


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


### BEGIN HIDDEN TESTS
# holds: "in batches, in a random order"
@exercise("shuffled_batches", weight=2)
def test_shuffled_batches_mixed(student):
    """The images are well mixed: the first batches hold images from everywhere."""
    student.seed(203)
    count, size = 12_000, 500
    index = shuffled(student, count, 2, 3, size)
    expect_new_order(index)
    expect_single(index, size)
    # With a buffer of k items, none of the first 1,000 comes from beyond place 1,000 + k. In a
    # random order, all of them come from the first 11,000 of 12,000 once in 10**38 times. So
    # buffers of 10,000 items or fewer are caught for sure, and no larger one is needed here.
    expect_mixed(index, 1000, 11_000)
    expect_no_pattern(index)


# holds: "an array of shape (n, height, width), any dtype"
# holds: "A dataset of pairs (images, labels)"
# holds: "tensors of shape (batch_size, height, width) and (batch_size,)"
# holds: "with the same numbers and dtypes. Every image comes once, with its label."
# holds: "The last batch may be smaller."
@exercise("shuffled_batches")
def test_shuffled_batches_unseen(student):
    """Other numbers of images work, and batches larger than all of them."""
    student.seed(204)
    expect_new_order(shuffled(student, 37, 5, 2, 1))
    expect_new_order(shuffled(student, 40, 2, 6, 64))
    # "any dtype": scaled images, and labels of another dtype
    expect_new_order(shuffled(student, 42, 3, 5, 8, dtypes=("float32", "int64")))


### END HIDDEN TESTS
