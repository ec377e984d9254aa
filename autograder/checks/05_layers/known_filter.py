"""known_filter: a layer whose only kernel is the one handed in."""

import numpy as np
import pytest

from course_utils.checking.expect import as_numbers, expect

from .shared import CUT, expect_layer, judge_numbers, random_images, use

exercise = pytest.mark.exercise


# What Keras says of weights that don't fit, and what it means here.
SETTING_WEIGHTS = {
    "expecting 0 weights": "the layer has no weights yet: `build` it, or use it once, before you set them",
    "weight list of length 1": "`set_weights` takes all in one list: the kernels, then the biases",
    "weight list of length": "`set_weights` takes one list of two arrays: the kernels, then the biases",
    "not compatible with provided weight shape": "the layer's kernels are as high and as wide as its "
    "`kernel_size` says; the kernels have four axes, (height, width, 1, 1), and the biases one, (1,)",
    "object has no attribute 'shape'": "the kernels have four axes, (height, width, 1, 1), and the biases "
    "one: `np.zeros(1)`",
    "cannot reshape array": "the kernel keeps all its numbers: `kernel[:, :, np.newaxis, np.newaxis]`",
    "takes 2 positional arguments": "`set_weights` takes one list: the kernels, then the biases",
    "`kernel_size` argument": "`kernel_size` is the kernel's height and width: `kernel.shape`",
    "has no attribute 'kernel'": "the layer has no weights yet: `build` it, or use it once, before you "
    "set them",
    "never been built": "the layer has no weights yet: `build` it, or use it once, before you set them",
    "expected min_ndim=4": "a layer wants four axes, (images, height, width, channels)",
    "inhomogeneous": "the list holds two arrays of different shapes; don't make one array of it",
}


def _judge_known_filter(student, kernel, batch, expected, misconceptions):
    name = "known_filter"
    outcome = student.attempt(name, kernel)
    layer = expect_layer(name, outcome.value_or_raise(SETTING_WEIGHTS))
    after = as_numbers("the kernel", outcome.arguments[0])
    expect(
        after.shape == kernel.shape and np.array_equal(after, kernel),
        f"{name}: the kernel that was handed in has changed; leave it as it is",
    )
    result = use(name, layer, batch)
    expect(
        result.shape == expected.shape,
        f"{name}: with a kernel of {kernel.shape}, images of shape {batch.shape} give "
        f"{result.shape}; look at filters, kernel_size and padding",
    )
    hint = "it isn't the response of this kernel with bias 0; were the weights set?"
    judge_numbers(f"{name}: the response", result, expected, misconceptions, hint)


TURNED = "the kernel is turned by half a turn; put it in as it is"
SIDEWAYS = "rows and columns of the kernel have changed places"


@exercise("known_filter")
def test_known_filter_example(student):
    """A small image gives the response that one can work out by hand."""
    kernel = np.array([[1, 0], [3, -2]], dtype="float32")
    image = np.array([[3, 1, 0], [0, 2, 5], [4, 1, 1]], dtype="float32")
    by_hand = np.array([[3 + 3 * 0 - 2 * 2, 1 + 3 * 2 - 2 * 5], [0 + 3 * 4 - 2 * 1, 2 + 3 - 2]])
    turned = np.array([[2 + 3 * 1 - 2 * 3, 5 + 3 * 0 - 2 * 1], [1 + 3 * 2 - 2 * 0, 1 + 15 - 4]])
    exchanged = np.array([[3 + 3 * 1 - 2 * 2, 1 + 3 * 0 - 2 * 5], [0 + 6 - 2, 2 + 3 * 5 - 2]])
    batch = image[np.newaxis, :, :, np.newaxis]
    expected, half_turn, sideways = (
        table[np.newaxis, :, :, np.newaxis] for table in (by_hand, turned, exchanged)
    )
    misconceptions = [
        (half_turn, TURNED),
        (sideways, SIDEWAYS),
        (np.maximum(expected, 0), CUT),
        (expected + 1, "is bias 0?"),
    ]
    _judge_known_filter(student, kernel, batch, expected, misconceptions)


@exercise("known_filter")
def test_known_filter_in_a_row(student):
    """A kernel that is not square, on two images, can be worked out by hand too."""
    kernel = np.array([[2, -1, 3]], dtype="float32")
    images = np.array(
        [[[1, 0, 2, 4], [3, 3, -2, 0]], [[0, 5, 1, 1], [2, 0, 0, 6]]], dtype="float32"
    )
    expected = [[[8, 14 - 4], [6 - 3 - 6, 6 + 2]], [[-5 + 3, 10 - 1 + 3], [4, 18]]]
    turned = [[[3 + 4, -2 + 8], [9 - 3 - 4, 9 + 2]], [[-5 + 2, 15 - 1 + 2], [6, 12]]]
    as_given, half_turn = (
        np.array(table, dtype="float64")[..., np.newaxis] for table in (expected, turned)
    )
    misconceptions = [
        (half_turn, TURNED),
        (np.maximum(as_given, 0), CUT),
        (as_given + 1, "is bias 0?"),
    ]
    _judge_known_filter(student, kernel, images[..., np.newaxis], as_given, misconceptions)


### BEGIN HIDDEN TESTS
from .formulas import convolve  # noqa: E402  # hidden too


# holds: "A new layer"
@exercise("known_filter")
def test_known_filter_is_new(student, hidden_rng):
    """Each call makes a layer of its own: the first keeps its kernel."""
    rng = hidden_rng("two layers")
    kernels, batch = random_images(rng, 2, 3, 2), random_images(rng, 1, 6, 5, 1)
    first, _ = [student.call("known_filter", each) for each in kernels]
    expected = convolve(batch, kernels[0][:, :, np.newaxis, np.newaxis], 0)
    result = use("known_filter", expect_layer("known_filter", first), batch)
    expect(
        result.shape == expected.shape and np.allclose(result, expected, rtol=1e-3, atol=1e-3),
        "known_filter: after a second call, with another kernel, the layer of the first call is not "
        "what it should be; make a new layer in each call",
    )
    again = student.call("known_filter", kernels[0])
    expect_layer("known_filter", again, rebuilt=False)
    expect(
        student.make("operator.is_", first, again) is not True,
        "known_filter: two calls with the same kernel gave one and the same layer; make a new layer in "
        "each call",
    )


@exercise("known_filter")
def test_known_filter_vertical_edges(student, hidden_rng):
    """The response to vertical edges is the one of the formula."""
    kernel = np.array([[-1, 0, 1]] * 3, dtype="float32")
    _judge_unseen_filter(student, kernel, random_images(hidden_rng("edges"), 2, 9, 6, 1))


# holds: "with bias 0 and padding `"valid"`"
# holds: "put the kernel in as it is"
# holds: "a float32 array of shape (kernel height, kernel width)"
# holds: "with padding "valid", stride 1 and bias 0"
# holds: "float32 images of shape (n, height, width, 1) in, (n, new height, new width, 1) out"
@exercise("known_filter", weight=2)
def test_known_filter_unseen(student, hidden_rng):
    """Other kernels work as well, and those that are not square."""
    rng = hidden_rng("kernels")
    _judge_unseen_filter(student, random_images(rng, 2, 3), random_images(rng, 1, 7, 10, 1))
    _judge_unseen_filter(student, random_images(rng, 5, 2), random_images(rng, 3, 8, 6, 1))


def _judge_unseen_filter(student, kernel, batch):
    def response(table):
        return convolve(batch, table[:, :, np.newaxis, np.newaxis], 0)

    expected = response(kernel)
    wrong = [(response(kernel[::-1, ::-1]), TURNED), (np.maximum(expected, 0), CUT)]
    if kernel.shape[0] == kernel.shape[1]:
        wrong.append((response(kernel.T), SIDEWAYS))
    wrong.append((response(kernel.reshape(kernel.shape[::-1]).T), SIDEWAYS))
    wrong.append((response(np.reshape(kernel.T, kernel.shape)), SIDEWAYS))
    _judge_known_filter(student, kernel, batch, expected, wrong)


### END HIDDEN TESTS
