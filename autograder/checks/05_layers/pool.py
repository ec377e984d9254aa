"""pool: the largest number of each window of feature maps."""

import numpy as np
import pytest

from course_utils.checking.expect import expect, expect_array, expect_close
from course_utils.checking.plain_data import tensor

from .shared import given, judge_numbers, random_images

exercise = pytest.mark.exercise


def _pooled(student, maps, size, padding):
    return given(student, "pool", tensor(maps), size, padding).value


@exercise("pool")
def test_pool_by_hand(student):
    """Of each window of a small map the largest number is kept."""
    table = np.array([[2, 9, 4, 1], [5, 3, 8, 8], [-7, -2, 0, 6], [-5, -3, 1, 2]])
    maps = table[np.newaxis, :, :, np.newaxis].astype("float32")
    expect_close(
        "pool: windows of 2 on a 4 × 4 map",
        _pooled(student, maps, 2, "valid"),
        np.reshape([9, 8, -2, 6], (1, 2, 2, 1)),
        misconceptions=[
            (np.reshape([4.75, 5.25, -4.25, 2.25], (1, 2, 2, 1)), "these are averages"),
            (np.reshape([2, 1, -7, 0], (1, 2, 2, 1)), "these are the smallest numbers"),
            (np.reshape([2, 4, -7, 0], (1, 2, 2, 1)), "these are the first numbers of each window"),
        ],
        hint="which numbers does each window see?",
    )


@exercise("pool")
def test_pool_halves_the_maps(student):
    """Feature maps of a digit become half as high and half as wide."""
    for padding in ("valid", "same"):
        answer = _pooled(student, random_images(1, 1, 28, 28, 3), 2, padding)
        shape = expect_array("pool", answer).shape
        expect(
            shape[1:3] not in ((27, 27), (28, 28)),
            f"pool: maps of shape (1, 28, 28, 3) give {shape}: the window moves by one pixel; it "
            "should move by its own size",
        )
        expect(
            shape == (1, 14, 14, 3),
            f"pool: maps of shape (1, 28, 28, 3) and windows of 2 give {shape}; expected half the "
            "height, half the width, and all the maps",
        )


ZEROS_WON = "zeros from the padding won; only the numbers of the map count"
OTHER_PADDING = "the other padding was used; hand `padding` on"


@exercise("pool")
def test_pool_uneven(student):
    """Windows of 3 on a map of 5 × 5, all of it below 0, leave a rest; `padding` decides."""
    maps = np.arange(-25, 0, dtype="float32").reshape(1, 5, 5, 1)
    table = maps[0, :, :, 0]
    alone, four = np.reshape(-13.0, (1, 1, 1, 1)), np.reshape([-13.0, -11, -3, -1], (1, 2, 2, 1))
    zeros = np.reshape([-13.0, 0, 0, 0], (1, 2, 2, 1))
    twos = np.reshape(table[1::2, 1::2], (1, 2, 2, 1))
    for padding, expected, other in (("same", four, alone), ("valid", alone, four)):
        name = f"pool: windows of 3 on a 5 × 5 map, {padding!r}"
        answer = expect_array(name, _pooled(student, maps, 3, padding))
        expect(
            answer.size <= 4 and not np.array_equal(answer, twos),
            f"{name}: got {answer.shape}; is `size` used, for the windows and for how far they move?",
        )
        wrong = [(other, OTHER_PADDING), (zeros, ZEROS_WON)]
        judge_numbers(name, answer, expected, wrong, "which numbers does each window see?")


### BEGIN HIDDEN TESTS
from .formulas import max_pool, windows_of  # noqa: E402  # hidden too


# holds: "`"valid"` leaves the rest at the border out"
# holds: "in which only the numbers of the map count"
# holds: "the height and width of the window, which moves by this size."
# holds: "padding: "valid" or "same"."
# holds: "float32 or float64 numbers of shape (n, new height, new width, filters)"
@exercise("pool", weight=2)
def test_pool_odd_sizes(student, hidden_rng):
    """Other windows, and maps that they don't fit into evenly, are right with either padding."""
    for size, padding in (
        (3, "valid"),
        (3, "same"),
        (2, "same"),
        (2, "valid"),
        (4, "same"),
        (5, "valid"),
        (5, "same"),
    ):
        # Below 0 everywhere: zeros that padding lays on the border would win.
        maps = -0.1 - np.abs(random_images(hidden_rng(f"{size} {padding}"), 2, 13, 11, 3))
        name = f"pool of maps of shape {maps.shape}, windows of {size}, {padding!r}"
        other = "same" if padding == "valid" else "valid"
        windows = windows_of(maps, size, size, size, padding, np.nan)
        zeros = windows_of(maps, size, size, size, padding, 0.0).max(axis=(-2, -1))
        wrong = [
            (np.nanmean(windows, axis=(-2, -1)), "these are averages"),
            (zeros, ZEROS_WON),
            (max_pool(maps, size, other), OTHER_PADDING),
            (max_pool(maps, size, padding, 1), "the window moves by one pixel, not by its size"),
            (max_pool(maps, 2, padding), "the windows are 2 × 2; is `size` used?"),
        ]
        judge_numbers(
            name,
            _pooled(student, maps, size, padding),
            max_pool(maps, size, padding),
            misconceptions=wrong,
            hint="look at the window's size, its step and the padding",
        )


### END HIDDEN TESTS
