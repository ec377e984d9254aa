"""wraparound: predictions of what numbers become that don't fit into uint8."""

import numpy as np
import pytest

from course_utils.checking.expect import as_numbers, expect, format_value

exercise = pytest.mark.exercise


def predictions(student):
    """Return ``wrapped`` as four whole numbers from 0 to 255."""
    answer = student.value("wrapped")
    data = as_numbers("wrapped", answer)
    expect(
        data.shape == (4,), f"wrapped: expected four numbers in a row, got {format_value(answer)}"
    )
    whole = data.dtype.kind in "iuf" and bool(np.all(data == np.round(data)))
    expect(whole, f"wrapped: expected whole numbers, got {format_value(answer)}")
    expect(
        bool(np.all((data >= 0) & (data <= 255))),
        f"wrapped: got {format_value(answer)}; uint8 holds nothing below 0 and nothing above 255",
    )
    return [int(number) for number in data.tolist()]


# holds: "the four whole numbers"
@exercise("wraparound")
def test_wraparound_form(student):
    """The form is right: four numbers for uint8. Whether they are the right ones: at grading."""
    predictions(student)


### BEGIN HIDDEN TESTS
# holds: "what 300, 512, 700 and −3 become, in this order"
@exercise("wraparound", weight=2)
def test_wraparound_above(student):
    """The predictions for 300, 512 and 700 are right."""
    above = predictions(student)[:3]
    expect(
        above.count(255) < 2,
        f"wrapped: got {above} for 300, 512 and 700; a cast doesn't stop at the top, it goes round",
    )
    short = [number % 255 for number in (300, 512, 700)]
    expect(
        above != short,
        f"wrapped: got {above} for 300, 512 and 700; a whole turn is 256 steps, as 0 counts too",
    )
    for number, became in zip((300, 512, 700), above, strict=True):
        hint = "subtract whole turns of 256 until it fits"
        expect(became == number % 256, f"wrapped: {number} became {became}; {hint}")


# holds: "what 300, 512, 700 and −3 become, in this order"
@exercise("wraparound")
def test_wraparound_below(student):
    """The prediction for -3 is right."""
    below = predictions(student)[3]
    reasons = {
        0: "a cast doesn't stop at 0, it goes round",
        3: "the sign isn't just dropped, the wheel goes back",
        252: "one step back from 0 is 255 already",
    }
    hint = reasons.get(below, "go back from 0 on the wheel, step by step")
    expect(below == 253, f"wrapped: -3 became {below}; {hint}")


### END HIDDEN TESTS
