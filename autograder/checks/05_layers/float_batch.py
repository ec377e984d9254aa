"""float_batch: an image as a batch of one, with one channel, in floating-point numbers."""

import numpy as np
import pytest

from course_utils.checking.expect import as_numbers, expect, expect_array, expect_close

exercise = pytest.mark.exercise
RAISED = {
    "cannot reshape": "are MNIST's sizes written in? Take them from `image.shape`",
    "could not broadcast": "are MNIST's sizes written in? Take them from `image.shape`",
    "the requested shape": "are MNIST's sizes written in? Take them from `image.shape`",
    "has no attribute 'astype'": "a tensor's type is changed by `tf.cast`, an array's by `astype`",
    "has no attribute 'newaxis'": "`newaxis` belongs to `np` and `tf`; it stands between brackets",
    "has no attribute 'expand_dims'": "`expand_dims` belongs to `np` and `tf`, not to an array",
    "argument: 'axis'": "say where the new axis goes, with `axis=`",
    "too many indices": "the image has two axes, height and width; the other two have to be made",
    "values to unpack": "the image has two axes, height and width; the other two have to be made",
}


def _grey(seed, height, width):
    return np.random.default_rng(seed).integers(0, 256, (height, width)).astype("uint8")


def _judge_float_batch(student, image):
    outcome = student.attempt("float_batch", image)
    height, width = image.shape
    data = expect_array("float_batch", outcome.value_or_raise(RAISED))
    got = f"float_batch: an image of shape {image.shape} gives {data.dtype} of shape {data.shape}"
    expect(
        data.shape != (1, width, height, 1) or width == height,
        f"{got}: height and width have changed places",
    )
    expect(
        data.shape == (1, height, width, 1),
        f"{got}; expected (images, height, width, channels), with one image and one channel",
    )
    expect(
        outcome.value.dtype.startswith(("float", "bfloat")),
        f"{got}: the weights of a layer are float32, and {outcome.value.dtype} doesn't go with them",
    )
    wrong = [(image[np.newaxis, :, :, np.newaxis] / 255, "the numbers were scaled; keep them")]
    expect_close(
        "float_batch",
        data,
        image[np.newaxis, :, :, np.newaxis],
        misconceptions=wrong,
        hint="are these the numbers of `image`, in their order?",
    )
    return outcome


@exercise("float_batch")
def test_float_batch_example(student):
    """An image becomes a batch with one channel, of a floating-point type."""
    _judge_float_batch(student, _grey(1, 28, 28))


@exercise("float_batch")
def test_float_batch_other_size(student):
    """An image of another size keeps its height and width."""
    _judge_float_batch(student, _grey(5, 12, 7))


### BEGIN HIDDEN TESTS
# holds: "one grey image, of any height and width"
# holds: "Keep the numbers as they are, from 0 to 255."
# holds: "The same numbers in a floating-point type, of shape (1, height, width, 1)"
# holds: "as an array or a tensor"
@exercise("float_batch")
def test_float_batch_not_square(student, hidden_rng):
    """An image that is not square keeps its rows and columns."""
    for height, width in ((9, 14), (31, 6)):
        _judge_float_batch(student, _grey(hidden_rng(f"{height} rows"), height, width))


# holds: "which stays as it is"
@exercise("float_batch")
def test_float_batch_leaves_the_image_alone(student):
    """The image that was handed in stays as it was."""
    image = _grey(4, 5, 8)
    outcome = _judge_float_batch(student, image)
    after = as_numbers("float_batch", outcome.arguments[0] if outcome.arguments else None)
    expect(
        after.shape == image.shape and np.array_equal(after, image),
        "float_batch: the image that was handed in has changed; make a new array",
    )


### END HIDDEN TESTS
