"""brighten: an image that gets brighter without wraparound."""

import numpy as np
import pytest

from course_utils.checking.expect import expect, expect_close, expect_tensor, format_value, type_of
from course_utils.checking.plain_data import Array, tensor

exercise = pytest.mark.exercise


def expect_brighter(student, image, amount):
    """Expect ``brighten`` to add without wraparound."""
    image = np.asarray(image, np.uint8)
    truth = "`min` and `if` look at one number; `tf.minimum` works on all pixels"
    answer = student.attempt("brighten", tensor(image), amount).value_or_raise(
        {"truth value": truth}
    )
    name = f"brighten({format_value(image)}, {amount})"
    got_array = isinstance(answer, Array) and type_of(answer) == "NumPy array"
    expect(not got_array, f"{name}: got a NumPy array; wrap it in tf.constant")
    total = image.astype(np.int64) + amount
    hint = "add the same amount to each pixel, then cut at 255"
    data = expect_tensor(name, answer)
    expect(data.shape == image.shape, f"{name}: expected shape {image.shape}, got {data.shape}")
    around = "a sum above 255 wrapped around; change the type before you add, and cut at 255"
    wrong = [
        (total % 256, f"{around} before you go back to uint8"),
        (np.where(total > 255, 0, total), "a sum above 255 became 0; it should become 255"),
        (np.where(total > 255, image, total), "a pixel whose sum is above 255 stayed as it was"),
        (total, "a sum went above 255; cut it at 255"),
        (
            np.where(total > 253, 255, total),
            "a sum of 254 became 255; only what is above 255 is cut",
        ),
        (np.minimum(total, 254), "a sum was cut at 254; 255 is the brightest that uint8 holds"),
    ]
    expect_close(name, answer, np.minimum(total, 255), misconceptions=wrong, hint=hint)
    expect(
        answer.dtype == "uint8",
        f"{name}: the numbers are right, but got {answer.dtype}; go back to uint8 at the end",
    )


@exercise("brighten")
def test_brighten_small(student):
    """An image with one bright pixel gets brighter, and stays an image of uint8."""
    expect_brighter(student, [[0, 10, 20], [30, 40, 250]], 60)


### BEGIN HIDDEN TESTS
# holds: "it adds `amount` to each pixel. Where the sum is above 255, the pixel becomes 255."
# holds: "A uint8 tensor of shape (height, width)."
@exercise("brighten", weight=2)
def test_brighten_bright(student, hidden_rng):
    """An image with several bright pixels doesn't wrap around, and is cut at 255, not before."""
    expect_brighter(student, [[250, 3, 200], [255, 196, 195], [193, 194, 197]], 60)
    rng = hidden_rng("image")
    image = rng.integers(0, 256, (3, 5))
    image[0, 0], image[1, 1] = 249, 1
    expect_brighter(student, image, int(rng.integers(20, 200)))


# holds: "a whole number from 0 to 255"
@exercise("brighten")
def test_brighten_ends(student):
    """Nothing and the most that can be added both work."""
    expect_brighter(student, [[0], [1], [255], [128]], 0)
    expect_brighter(student, [[0, 1, 255, 128]], 255)


### END HIDDEN TESTS
