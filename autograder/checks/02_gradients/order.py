"""order: the four lines of a training step, each at its place."""

import pytest

from course_utils.checking.expect import expect, format_value

exercise = pytest.mark.exercise

LETTERS = "ABCD"


def ordered(student):
    """Return the answer as four letters, each of them once."""
    answer = student.value("order")
    letters = list(answer) if isinstance(answer, (str, list, tuple)) else []
    if isinstance(answer, str):
        letters = [letter for letter in answer if letter.isalnum()]
    found = [letter.strip().upper() for letter in letters if isinstance(letter, str)]
    expect(
        sorted(found) == list(LETTERS) and len(found) == len(letters),
        f"order: expected the four letters, each once, got {format_value(answer)}",
    )
    return found


# holds: "the four letters"
@exercise("order", weight=0)
def test_order_form(student):
    """The form: four letters, each once (whether the order is right is decided at grading)."""
    ordered(student)


### BEGIN HIDDEN TESTS
# holds: "**Put them in order.**"
# holds: "the first line first"
@exercise("order")
def test_order_forward(student):
    """The loss finds what it needs."""
    found = ordered(student)
    expect(
        found.index("D") < found.index("B"),
        f"order: {', '.join(found)}: line B uses `y_hat`, which nobody has computed yet",
    )
    expect(
        found.index("B") < found.index("C"),
        f"order: {', '.join(found)}: line C uses `loss`, which nobody has computed yet",
    )


# holds: "**Put them in order.**"
@exercise("order")
def test_order_update(student):
    """The update finds what it needs."""
    found = ordered(student)
    expect(
        found.index("C") < found.index("A"),
        f"order: {', '.join(found)}: line A uses `slope`, which nobody has computed yet",
    )
    expect(
        found[-1] == "A",
        f"order: {', '.join(found)}: `w` is updated before the other lines have used it",
    )


### END HIDDEN TESTS
