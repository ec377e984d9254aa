"""batches: images and labels as a dataset of batches, in order."""

import numpy as np
import pytest

from course_utils.checking.expect import expect

from .dataset_pairs import expect_once, expect_sizes, handed_out, joined, numbered
from .shared import expect_unchanged

exercise = pytest.mark.exercise


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


### BEGIN HIDDEN TESTS
# holds: "in the order in which they came"
# holds: "an array of shape (n, height, width), any dtype"
# holds: "labels[i] belongs to images[i]"
# holds: "A dataset of pairs (images, labels)"
# holds: "tensors of shape (batch_size, height, width) and (batch_size,)"
# holds: "with the same numbers and dtypes, in the order of the arguments"
@exercise("batches")
def test_batches_unseen(student):
    """Other numbers of images, sizes of images and sizes of batches work."""
    student.seed(206)
    expect_in_order(student, 45, 3, 7, 9)
    expect_in_order(student, 300, 4, 2, 64)
    # "any dtype": scaled images, and others than those of MNIST
    expect_in_order(student, 27, 4, 5, 6, dtypes=("float32", "int64"))
    expect_in_order(student, 18, 3, 2, 5, dtypes=("float64", "int32"))


# holds: "batch_size: how many images a batch holds"
# holds: "The last batch may be smaller."
@exercise("batches")
def test_batches_ends(student):
    """Batches of one image work, and a batch larger than the data."""
    student.seed(207)
    expect_in_order(student, 25, 2, 4, 1)
    expect_in_order(student, 26, 4, 3, 40)


@exercise("batches")
def test_batches_leaves_its_arguments(student):
    """The images and the labels are what they were."""
    expect_in_order(student, 14, 3, 3, 4)
    images, labels = numbered(14, 3, 3)
    expect_unchanged("batches", student.attempt("batches", images, labels, 4), images, labels)


### END HIDDEN TESTS
