"""Expectations for a table of one-hot vectors, with a row for each label."""

import numpy as np

from course_utils.checking.expect import as_numbers, expect, expect_close, format_value

from .shared import answer, counted, expect_floating, one_hot

ALONE = "the first label alone has its row here; `labels[0]` is the first row, not all of them"


WRAPPED = (
    "a place beyond 255 wrapped around, as uint8 ends there; cast the labels, or what is computed "
    "with their dtype, to a larger one"
)


def wrapped(labels, num_classes):
    """Return the tables that come out where places are computed in uint8, and one is beyond 255."""
    rows, classes = np.arange(len(labels)), np.arange(num_classes)
    flat, by_row = np.zeros(len(labels) * num_classes), np.zeros((len(labels), num_classes))
    flat[(rows * num_classes + labels) % 256 % flat.size] = 1
    by_row[rows % 256, labels] = 1
    by_label = one_hot(labels % 256, num_classes)
    return flat.reshape(by_row.shape), by_row, by_label, labels[:, np.newaxis] == classes % 256


def first_wrong_row(data, labels):
    """Return what is wrong with the first row that is, in a table of zeros and ones."""
    for row, (numbers_of_row, label) in enumerate(zip(data, labels, strict=True)):
        ones = int(numbers_of_row.sum())
        if ones != 1:
            return f"row {row} has {counted(ones, 'one')}; a single 1 is asked for"
        if (column := numbers_of_row.argmax()) != label:
            return (
                f"row {row}, of label {label}, has its 1 in column {column}; look at the column "
                "that the label names"
            )
    return "look at the column that the label names"


def expect_rows(name, value, labels, num_classes):
    """Expect the one-hot vectors of ``labels``, one per row, in a floating dtype."""
    labels = np.asarray(labels, np.int64).ravel()
    right, data = one_hot(labels, num_classes), as_numbers(name, value)
    count, some = len(labels), right.any(axis=0).astype(float)
    wrong = [
        (np.zeros_like(right), "there is no 1 in it"),
        (right.T, "rows and columns are swapped; each label gets a row of its own"),
        (right[:, np.newaxis], "an axis of size 1 stands in the middle; one axis too many"),
        (right[np.newaxis], "an axis of size 1 stands in front; one axis too many"),
        (right.ravel(), "all numbers are in one row; each label gets a row of its own"),
        (some, "all labels are in one vector; each label gets a row of its own"),
        (right.sum(axis=0), "the rows are added up; each label gets a row of its own"),
        (np.roll(right, -1, axis=1), "each 1 is one place too early; the first class is 0, not 1"),
        (np.roll(right, 1, axis=1), "each 1 is one place too late; the first class is 0"),
        (1 - right, "zeros and ones are the wrong way round"),
        (right * labels[:, np.newaxis], "the label stands at its place; a 1 should stand there"),
        (np.eye(num_classes), "that is the whole identity; pick one of its rows for each label"),
        (labels, "those are the labels themselves; each becomes a row of zeros and a one"),
        *((table, WRAPPED) for table in wrapped(labels, num_classes)),
        *((one, ALONE) for one in (right[:1], right[0]) if count > 1),
    ]
    if data.shape == (count, num_classes) and np.array_equal(data.astype(bool), right):
        wrong.append((data, "the places are right, but what stands there isn't 1"))
    if data.shape == right.shape and np.isin(data, (0, 1)).all():
        wrong.append((data, first_wrong_row(data, labels)))
    if data.shape == (num_classes,) and count == 1:
        wrong.insert(0, (data, "the axis of the batch is gone; one label is a batch of one"))
    if data.ndim == 2 and len(data) == count and data.shape[1] != num_classes:
        seen = data.shape[1] in (labels.max() + 1, len(set(labels.tolist())))
        reason = "was that counted in the labels?" if seen else "where does that number come from?"
        columns = counted(data.shape[1], "column")
        wrong.append((data, f"got {columns} for {num_classes} classes; {reason}"))
    if data.ndim == 2 and len(data) != count and data.shape[1] == num_classes:
        found = f"got {counted(len(data), 'row')} for {counted(count, 'label')}"
        wrong.append((data, f"{found}; make them out of the argument `labels`"))
    hint = "each row is all zeros but for a 1 in the column that the label names"
    expect_close(name, value, right, misconceptions=wrong, hint=hint)
    expect_floating(name, value, data)


RAISED = {
    "out of bounds for uint8": WRAPPED,
    "index 255": "in uint8, 0 - 1 is 255; the first class is 0, so there is nothing to subtract",
    "of uint8 is not in the list": "this function doesn't take uint8; `tf.cast` the labels first",
    "was expected to be a": "TensorFlow wants equal dtypes here; `tf.cast` the labels first",
}


def ask_rows(student, function, labels, *args):
    """Expect ``function`` to give one-hot vectors, and to leave the labels as they are."""
    name = f"{function}({', '.join([format_value(labels), *map(str, args)])})"
    outcome = answer(student, function, labels, *args, name=name, hints=RAISED)
    expect_rows(name, outcome.value, labels, args[0] if args else 10)
    after = as_numbers(name, outcome.arguments[0])
    expect(
        after.shape == labels.shape and np.array_equal(after, labels),
        f"{name}: the array that was handed in is changed; leave it as it is, make a new one",
    )
