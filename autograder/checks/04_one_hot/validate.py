"""validate: labels that are classes pass, others raise a ValueError that names them."""

import re

import numpy as np
import pytest

from course_utils.checking.expect import (
    as_numbers,
    expect,
    expect_array,
    expect_object,
    format_value,
)
from course_utils.checking.student import AnswerRaised, CheckFailed

from .shared import dtype_of, said

exercise = pytest.mark.exercise


def expect_no_truth_value(name, outcome):
    """Expect that no array stood where Python wants a single True or False."""
    expect(
        outcome.raised is None or "truth value" not in outcome.raised.text,
        f"{name}: Python wants a single True or False for `if`, `or`, `and` and `a < b < c`, and "
        "an array gives many. Does each comparison beside a `|` stand in brackets of its own? Does "
        "`.any()` stand where one answer is needed?",
    )


def is_value_error(student, outcome, *args):
    """Return whether ``validate`` raised a ValueError, or an error of its own that is one."""
    if outcome.raised is None:
        return False
    # only the name comes with what was raised: the notebook's own process has to say what it is
    error = expect_object("Python's ValueError", student.make("builtins.ValueError"))
    value_error = error.value("__class__")
    try:
        case = expect_object("Python's TestCase", student.make("unittest.TestCase"))
        case.call("assertRaises", value_error, student.value("validate"), *args)
    except AnswerRaised:
        return False
    return True


def expect_valid(student, labels, num_classes):
    """Expect ``validate`` to let these labels pass, as they are."""
    outcome = student.attempt("validate", labels, num_classes)
    name = f"validate({format_value(labels)}, {num_classes})"
    expect_no_truth_value(name, outcome)
    if outcome.raised is not None:
        refused = is_value_error(student, outcome, labels, num_classes)
        but = "; but all these labels are classes" if refused else ""
        raise CheckFailed(f"{name}: {said(outcome.raised, 'validate')}{but}")
    value = outcome.value
    data = expect_array(name, value)
    expect(
        data.shape == labels.shape and np.array_equal(data, labels),
        f"{name}: got {format_value(value)} of shape {data.shape}; return the labels as they came",
    )
    expect(
        data.dtype.kind in "iu",
        f"{name}: the labels came back as {dtype_of(value, data)}; return them as they came, whole "
        "numbers",
    )
    expect(
        data.dtype == labels.dtype,
        f"{name}: the labels came as {labels.dtype}, and went back as {data.dtype}; return them as they "
        "came",
    )
    after = as_numbers(name, outcome.arguments[0])
    expect(
        after.shape == labels.shape and np.array_equal(after, labels),
        f"{name}: the array that was handed in is changed; leave it as it is",
    )


def refusal(student, labels, num_classes, bad):
    """Expect ``validate`` to raise a ValueError, as ``bad`` is no class; return its text."""
    outcome = student.attempt("validate", labels, num_classes)
    name = f"validate({format_value(labels)}, {num_classes})"
    expect_no_truth_value(name, outcome)
    if outcome.raised is None:
        raise CheckFailed(
            f"{name}: returned {format_value(outcome.value)} and raised nothing; {bad} is not a class "
            f"if there are {num_classes} of them, so a ValueError is needed"
        )
    own = ", Python's own one" if outcome.raised.type_name == "ValueError" else ""
    expect(
        is_value_error(student, outcome, labels, num_classes),
        f"{name}: {said(outcome.raised, 'validate')}; for a label that cannot be, raise a "
        f"ValueError{own}",
    )
    return outcome.raised.whole


def expect_refused(student, labels, num_classes, *bad):
    """Expect ``validate`` to raise a ValueError that names the label ``bad``, or one of them."""
    text = refusal(student, labels, num_classes, bad[0])
    says = f"validate({format_value(labels)}, {num_classes}): the ValueError says {text[:80]!r}"
    either = "|".join(re.escape(str(label)) for label in bad)
    named = re.compile(rf"(?<![\d.])(?:{either})(?![\d])")
    expect(bool(named.search(text)), f"{says}; which label is wrong? Put it into the text")
    # the whole array may stand there as well, as NumPy or a list shows it, if the label does, too
    between = r"\)?[,\s]+(?:np\.u?int\d+\()?"
    listed = between.join(re.escape(str(label)) for label in labels.tolist())
    rest = re.sub(rf"(?<![\d.-]){listed}(?!\d)", "", text)
    expect(bool(named.search(rest)), f"{says}; that is all labels: which of them is wrong?")


@exercise("validate")
def test_validate_example(student):
    """Labels that are classes pass as they are; others raise an error that names them alone."""
    expect_valid(student, np.array([0, 9, 5]), 10)
    expect_refused(student, np.array([4, 10]), 10, 10)
    expect_refused(student, np.array([-1, 4]), 10, -1)
    expect_valid(student, np.array([4, 0, 3]), 5)
    expect_refused(student, np.array([3, 6, 0]), 5, 6)


### BEGIN HIDDEN TESTS
# holds: "it returns the labels as they are if all of them are classes"
# holds: "of any integer dtype"
# holds: "The labels, as they came."
@exercise("validate")
def test_validate_good(student):
    """Labels that are classes pass, and nothing else, in any number of classes and dtype."""
    refusal(student, np.array([2, 6, 1]), 5, 6)  # what refuses nothing has validated nothing
    expect_valid(student, np.array([3, 0, 0, 1]), 4)
    expect_valid(student, np.array([25, 10, 11], np.uint8), 26)
    expect_valid(student, np.array([0], np.int32), 1)


# holds: "or num_classes or more"
@exercise("validate")
def test_validate_too_large(student):
    """A label that is too large raises an error that names it."""
    expect_refused(student, np.array([0, 2, 4, 1]), 4, 4)
    expect_refused(student, np.array([5, 5, 5, 5, 73]), 10, 73)
    expect_refused(student, np.array([1, 255, 0], np.uint8), 3, 255)  # -1, wrapped around
    expect_refused(student, np.array([1, 259, 0]), 10, 259)  # in uint8, that would be 3


# holds: "The whole array alone is not enough"
@exercise("validate")
def test_validate_names_the_wrong_one(student):
    """However the labels are strung together, all of them are not the wrong one."""
    labels, num_classes = np.array([5, 17, 23, 73]), 60
    expect_refused(student, labels, num_classes, 73)
    text = refusal(student, labels, num_classes, 73)
    found = [int(number[:9]) for number in re.findall(r"\d+", text)]
    others = {number for number in found if number < num_classes} - set(labels.tolist())
    # all labels may be shown if the wrong one comes once more; so may a list of the classes
    expect(
        len(others) > 10 or found.count(73) > min(map(found.count, (5, 17, 23))),
        f"validate({format_value(labels)}, 60): the ValueError says {text[:80]!r}; that is all labels: "
        "which of them is wrong?",
    )


# holds: "raises a `ValueError` whose text shows the wrong label"
# holds: "the text says which label"
@exercise("validate", weight=2)
def test_validate_names_any(student, hidden_rng):
    """Any label that is wrong is named, and hardly any other number that is no class."""
    rng = hidden_rng("wrong labels")
    for bad in (int(rng.integers(400, 10**5)), -int(rng.integers(400, 10**5))):
        labels = rng.integers(0, 30, 6)
        labels[rng.integers(6)] = bad
        expect_refused(student, labels, 30, bad)
        text = refusal(student, labels, 30, bad)
        found = {int(number[:9]) for number in re.findall(r"-?\d+", text)} - set(labels.tolist())
        expect(
            len([number for number in found if not 0 <= number <= 30]) < 10,
            f"validate({format_value(labels)}, 30): the ValueError says {text[:80]!r}; name the label that "
            "is wrong, not all that could be",
        )


# holds: "a label is below 0"
@exercise("validate")
def test_validate_below_zero(student):
    """A label below 0 raises an error that names it."""
    expect_refused(student, np.array([1, 0, -1]), 2, -1)
    expect_refused(student, np.array([-38, 6, 2], np.int32), 7, -38)
    expect_refused(student, np.array([2, -253]), 10, -253)  # in uint8, that would be 3


# holds: "whose text shows the wrong label (or all wrong ones)"
@exercise("validate")
def test_validate_several(student, hidden_rng):
    """Two wrong labels among many raise an error that names one or both of them."""
    labels = hidden_rng("labels").integers(0, 10, 40)
    labels[[19, 22]] = 14, 11
    refusal(student, labels, 10, 14)
    expect_refused(student, labels, 10, 14, 11)  # which NumPy shows in two lines
    expect_refused(student, np.array([3, -7, 1, 12, 0]), 10, -7, 12)


### END HIDDEN TESTS
