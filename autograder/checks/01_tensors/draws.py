"""Numbers that the student's functions draw at random, and what goes wrong with them."""

import numpy as np

from course_utils.checking.expect import expect, expect_tensor

DRAWING = {
    "keyword argument 'std'": "TensorFlow calls it `stddev=`",
    "Value for attr 'T' of float": "the shape comes first, before the other arguments",
    "Missing required positional": "the shape comes first, before the other arguments",
    "seed must have shape [2]": "it wants two whole numbers: `seed=[seed, 0]`",
}


def draw(student, function, shape, *args):
    """Return what a function draws, as a float32 array of this shape."""
    answer = student.attempt(function, shape, *args).value_or_raise(DRAWING)
    name = f"{function}{(shape, *args)}"
    data = expect_tensor(name, answer)
    expect(
        data.shape == shape and answer.dtype == "float32",
        f"{name}: expected float32 of shape {shape}, got {answer.dtype} of shape {data.shape}",
    )
    expect(bool(np.isfinite(data).all()), f"{name}: got NaN or infinity")
    expect(
        bool(data.min() < data.max()),
        f"{name}: got {data.flat[0]:g} everywhere; draw a new number for each place",
    )
    return data.astype(np.float64)


def expect_new_draws(student, function, *args):
    """Expect two calls to give different numbers, in a shape with three different axes."""
    first, second = (draw(student, function, (3, 5, 2), *args) for _ in range(2))
    expect(
        bool(np.any(first != second)),
        f"{function}: two calls gave the same numbers; a fixed array or a seed inside?",
    )
    same_again = np.array_equal(np.sort(first, axis=None), np.sort(second, axis=None))
    expect(
        not same_again,
        f"{function}: two calls gave the same numbers in another order; each number is drawn anew",
    )


### BEGIN HIDDEN TESTS
DRAWS = 100_000


def expect_no_order(name, data):
    """Expect that a number does not tell the next one, nor its place its size.

    Of independent draws each of these correlations has a standard deviation of 1 / √n and is nearly
    normal: six of them are exceeded once in 500 million times.
    """
    row = data.ravel()
    for one, other in ((row[:-1], row[1:]), (row, np.arange(row.size))):
        found = abs(np.corrcoef(one, other)[0, 1])
        expect(
            bool(found < 6 / np.sqrt(row.size)),
            f"{name}: the numbers come in an order: each tells the next one; draw them at random",
        )


### END HIDDEN TESTS
