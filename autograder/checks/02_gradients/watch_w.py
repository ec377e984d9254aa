"""watch_w: what a Variable holds after each of five lines."""

import pytest

from course_utils.checking.expect import as_numbers, expect, expect_finite, format_value

exercise = pytest.mark.exercise


def watched(student):
    """Return ``w_after`` as five numbers."""
    answer = student.value("w_after")
    data = as_numbers("w_after", answer)
    right_form = data.shape == (5,) and data.dtype.kind in "iuf"
    expect(right_form, f"w_after: expected five numbers in a row, got {format_value(answer)}")
    expect_finite("w_after", data)
    return [float(value) for value in data]


def same(one, other):
    """Say whether two predictions are equal, to what somebody writes by hand."""
    return abs(one - other) < 0.005


@exercise("watch_w", weight=0)
def test_watch_w_form(student):
    """The form: five numbers (whether they are right is decided at grading)."""
    watched(student)


### BEGIN HIDDEN TESTS
# holds: "which value `w` has after each of the five lines"
@exercise("watch_w")
def test_watch_w_backpropagation(student):
    """What `w` is after the forward pass and after backpropagation."""
    first, second = watched(student)[:2]
    loss = "that is the loss; the question is about `w`"
    reason = loss if same(first, 9) else "the line computes a loss and assigns nothing to `w`"
    expect(same(first, 3), f"w_after: {first:g} after line 1; {reason}")
    reason = "backpropagation computes a gradient and changes nothing"
    if same(second, 6):
        reason = "that is the slope; the question is about `w`"
    expect(same(second, 3), f"w_after: {second:g} after line 2; {reason}")


# holds: "which value `w` has after each of the five lines"
@exercise("watch_w")
def test_watch_w_bare_line(student):
    """What `w` is after the line that computes a difference."""
    third = watched(student)[2]
    reason = "the line computes a number and keeps it nowhere"
    expect(same(third, 3), f"w_after: {third:g} after line 3; {reason}")


# holds: "which value `w` has after each of the five lines"
@exercise("watch_w", weight=2)
def test_watch_w_updates(student):
    """What `w` is after the two lines that update."""
    values = watched(student)
    third, fourth, fifth = values[2:]
    reasons = {3.6: "it subtracts, so `w` becomes smaller", 0.6: "that is the step; subtract it"}
    reasons |= {3.0: "`assign_sub` changes the Variable", 2.7: "`slope` is not `w`: it is 2 · w"}
    if same(third, 2.4):
        reasons |= {1.8: "line 3 kept nothing, so only one step was taken"}
    reason = next((text for wrong, text in reasons.items() if same(fourth, wrong)), "")
    hint = reason or "it subtracts 0.1 times the slope from what `w` was"
    expect(same(fourth, 2.4), f"w_after: {fourth:g} after line 4; {hint}")
    reasons = {
        0.0: "the optimiser computes no slope, it uses the one that it is handed; and it begins from "
        "what line 4 has left"
    }
    reasons |= {2.4: "`apply_gradients` updates what it is handed"}
    reasons |= {1.8: "this optimiser has a learning rate of its own", 5.4: "it subtracts"}
    reason = next((text for wrong, text in reasons.items() if same(fifth, wrong)), "")
    hint = reason or "it subtracts its learning rate times the slope that it is handed"
    expect(same(fifth, -0.6), f"w_after: {fifth:g} after line 5; {hint}")


### END HIDDEN TESTS
