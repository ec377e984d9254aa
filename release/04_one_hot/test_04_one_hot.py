"""Checks of 04_one_hot, which `check` runs; at grading, hidden ones are added."""

import re

import numpy as np
import pytest

from course_utils.checking.expect import (
    as_numbers,
    expect,
    expect_array,
    expect_close,
    expect_number,
    expect_object,
    format_value,
    type_of,
)
from course_utils.checking.plain_data import Array, FigureRecord
from course_utils.checking.student import AnswerRaised, CheckFailed, RemoteObject

exercise = pytest.mark.exercise
GRADING_LIMITS = {"cell_s": 20, "submission_s": 120, "output_mib": 4, "notebook_mib": 20}


# ---------------------------------------------------------------- shared


FLOATING = ("float16", "bfloat16", "float32", "float64")


def one_hot(labels, num_classes):
    """Return one-hot vectors, float64 of shape (n, num_classes)."""
    return np.eye(num_classes)[np.asarray(labels, np.int64)]


def dtype_of(value, data):
    """Return the name of a value's dtype; of a list, the one that its numbers have."""
    return value.dtype if isinstance(value, Array) else data.dtype.name


def expect_floating(name, value, data):
    """Expect a floating dtype."""
    dtype = dtype_of(value, data)
    expect(
        dtype in FLOATING,
        f"{name}: the values are right, but their dtype is {dtype}; make them floating, as a "
        "network's answers are",
    )


def counted(number, noun):
    """Return a number with its noun, in the plural where it needs one."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def said(raised, function):
    """Return what a call raised, without the function's name in front."""
    return str(raised).removeprefix(f"{function} ")


def answer(student, function, *args, name, hints=None):
    """Call a function of the notebook; return its outcome, or raise what it raised, with the call.

    ``hints`` are what `CallOutcome.value_or_raise` takes.
    """
    outcome = student.attempt(function, *args)
    try:
        outcome.value_or_raise(hints)
    except AnswerRaised as raised:
        message = f"{name}: {said(raised, function)}"
        raise AnswerRaised(message, raised.type_name, raised.text, raised.whole) from None
    return outcome


# ---------------------------------------------------------------- one


def expect_one(student, label):
    """Expect ``one`` to give the vector of this label."""
    name = f"one({label})"
    value = answer(student, "one", label, name=name).value
    right, data = one_hot([label], 10)[0], as_numbers(name, value)
    wrong = [
        (np.zeros(10), "there is no 1 in it"),
        (np.roll(right, -1), "the 1 is one place too early; the first class is 0, not 1"),
        (np.roll(right, 1), "the 1 is one place too late; the first class is 0"),
        (right[np.newaxis], "got a table with one row; one label becomes a vector of one axis"),
        (right[:, np.newaxis], "got a table with one column; a vector has one axis"),
        (1 - right, "zeros and ones are the wrong way round"),
        (np.arange(10) <= int(label), "there are ones up to the label; a single 1 is asked for"),
        (right * label, "the label stands at its place; a 1 should stand there"),
        (label, "that is the label itself; the vector has ten numbers"),
        (np.eye(10), "that is the whole identity; one row of it is asked for"),
        (one_hot([5], 10)[0], "that is the vector of the example; use the argument `label`"),
        (one_hot([2], 10)[0], "that is the vector of class 2; use the argument `label`"),
    ]
    if data.ndim == 1 and data.size != 10:
        wrong.append((data, f"got {counted(data.size, 'number')}; there are ten digits"))
    hint = "all numbers are 0 but for a 1 at the place of the label"
    expect_close(name, value, right, misconceptions=wrong, hint=hint)
    expect_floating(name, value, data)


@exercise("one")
def test_one_example(student):
    """The label 8 becomes ten numbers, with the 1 at its place."""
    expect_one(student, 8)


# ---------------------------------------------------------------- tables


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


# ---------------------------------------------------------------- batch


@exercise("batch")
def test_batch_example(student):
    """Four labels become four rows of ten numbers."""
    ask_rows(student, "batch", np.array([3, 8, 1, 3], np.uint8))


# ---------------------------------------------------------------- absent_classes


@exercise("absent_classes")
def test_absent_zeros_and_ones(student):
    """A batch of zeros and ones has a column for every digit."""
    ask_rows(student, "encode", np.array([1, 0], np.uint8), 10)


@exercise("absent_classes")
def test_absent_among_seven(student):
    """With seven classes, each of them has a column, those in between as well."""
    ask_rows(student, "encode", np.array([4, 1, 4], np.uint8), 7)


# ---------------------------------------------------------------- by_hand


LIBRARY = re.compile(r"[/\\](keras|tf_keras|tensorflow)[/\\](src|python|_api|utils)[/\\]")
# What runs a graph, or anything that was made before: no Python function is called on its way.
UNSEEN = re.compile(
    r"[/\\]tensorflow[/\\].*[/\\](atomic_function|concrete_function|iterator_ops|session)\.py$"
)
# What hands work to a thread or a process, where no profiler looks on; the kernel itself waits and
# puts into queues beside the notebook, but starts nothing.
ELSEWHERE = re.compile(
    r"[/\\]threading\.py:start$|[/\\]concurrent[/\\]futures[/\\]\w+\.py:submit$"
    r"|[/\\]multiprocessing[/\\]|[/\\]subprocess\.py:|^~:.*start_(new|joinable)_thread"
)
READY_MADE = ("one_hot", "to_categorical", "encode_categorical_inputs")


def watched(student, function, *args):
    """Call a function of the notebook; return its value and what ran, as (file, name) pairs.

    Python's profiler looks on in the notebook's process, so that it does not matter by which name,
    through which module or in which other function of the notebook something is called. Meanwhile
    every tf.function runs its Python code: a graph would not show what it was made of.
    """
    unseen = CheckFailed(
        f"{function}: what it calls cannot be told: Python's profiler was stopped meanwhile; is "
        "there code in the notebook which does so?"
    )
    try:
        profile = expect_object("Python's profiler", student.make("cProfile.Profile"))
        profile.call("enable")
    except AnswerRaised:  # another profiler is at work there
        raise unseen from None
    eager = "tensorflow.config.run_functions_eagerly"
    before = student.make("tensorflow.config.functions_run_eagerly") is True
    student.make(eager, True)
    try:
        value = student.call(function, *args)
    except AnswerRaised as raised:
        raise CheckFailed(
            f"{function}: it raised {raised.type_name}, so what it calls cannot be told yet"
        ) from None
    finally:
        profile.call("disable")
        student.make(eager, before)
    # the list of functions alone: who called whom would be too much to send for a tf.function
    try:
        statistics = expect_object("Python's profiler", student.make("pstats.Stats", profile))
        functions = statistics.call("sort_stats", "stdname")
        places = expect_object("Python's profiler", functions).value("fcn_list")
    except AnswerRaised:  # there is nothing in the profile
        raise unseen from None
    ran = [
        (str(place[0]), str(place[2]))
        for place in (places if isinstance(places, list) else [])
        if isinstance(place, tuple) and len(place) == 3
    ]
    if not any("'disable'" in name for _, name in ran):  # the last that a profiler at work sees
        raise unseen
    return value, ran


def expect_made_by_hand(student, labels, num_classes):
    """Expect ``by_hand`` to give the table without a ready-made function."""
    value, ran = watched(student, "by_hand", labels, num_classes)
    for file, name in ran:
        expect(
            UNSEEN.search(file) is None,
            "by_hand: it runs a graph of TensorFlow's that was made before, so what it calls cannot "
            "be told; leave out `get_concrete_function` and datasets",
        )
        expect(
            ELSEWHERE.search(f"{file}:{name}") is None,
            "by_hand: it lets another thread or process work, so what that calls cannot be told; build "
            "the table in the function itself",
        )
        ready_made = LIBRARY.search(file) is not None and name in READY_MADE
        expect(
            not ready_made,
            f"by_hand: `{name}` of TensorFlow or Keras was called, which is ready-made; "
            "build the table yourself, in one of the three ways above",
        )
    try:
        expect_rows("by_hand", value, labels, num_classes)
    except CheckFailed:  # what is wrong with a table, the other checks say
        raise CheckFailed(
            f"by_hand: its table for {len(labels)} labels and {num_classes} classes is not right, "
            "so how it makes one cannot be told yet"
        ) from None


@exercise("by_hand")
def test_by_hand_example(student):
    """Five labels become five rows, with a column for each of six classes."""
    ask_rows(student, "by_hand", np.array([4, 0, 3, 1, 0], np.uint8), 6)


# A function of the student's own may have any name; only those in a library's files count. No way
# by hand runs one of these, `eye` and the scattering functions of TensorFlow and Keras included.
# holds: "no `tf.one_hot`, no `to_categorical`, nor another function that was made for the purpose"
# holds: "The check notices if a ready-made function was called on the way."
@exercise("by_hand", required=True)
def test_by_hand_without_a_ready_made_function(student):
    """No ready-made function for one-hot vectors is called on the way."""
    expect_made_by_hand(student, np.array([2, 12, 0, 7, 7, 1, 3]), 13)


# ---------------------------------------------------------------- decode


def expect_decoded(student, vectors, dtype=np.float32):
    """Expect ``decode`` to give the place of the largest number in each row."""
    vectors = np.asarray(vectors, dtype)
    name = f"decode({counted(len(vectors), 'row')} of {vectors.shape[1]} numbers)"
    outcome = answer(student, "decode", vectors, name=name)
    value = outcome.value
    right, data = vectors.argmax(axis=1), as_numbers(name, value)
    along = "those are places in each column; the search went along the batch"
    wrong = [
        (
            vectors.astype(np.float16).argmax(axis=1),
            "numbers that differ by little: were they rounded, or made float16?",
        ),
        (vectors.argmax(axis=0), along),
        (vectors.argmax(), "that is one place in the whole table; search in each row, with `axis`"),
        (vectors.max(axis=1), "those are the largest numbers; their places are asked for"),
        (vectors.argmin(axis=1), "those are the places of the smallest numbers"),
        (right[:, np.newaxis], "the labels stand in a column; one axis is asked for"),
        (right + 1, "each label is one too large; the first column is class 0"),
        (vectors, "those are the vectors themselves; each becomes a single label"),
        (one_hot(right, vectors.shape[1]), "those are vectors; each becomes a single label"),
        (np.abs(vectors).argmax(axis=1), "a number far below 0 is small; its sign counts"),
        (np.maximum(vectors, 0).argmax(axis=1), "a row may hold nothing but numbers below 0"),
        ((vectors > 0.5).argmax(axis=1), "a row's largest number need not be above one half"),
    ]
    if len(right) == 1:
        wrong.insert(0, (right[0], "the axis of the batch is gone; one row is a batch of one"))
    if data.ndim == 1 and len(data) < len(right) and set(data.tolist()) <= set(right.tolist()):
        wrong.append(
            (data, "some rows got no label; a row need not hold a number that is exactly 1")
        )
    if data.shape == right.shape and data.dtype.kind == "f" and not np.array_equal(data, right):
        found = format_value(data.astype(np.float64).round(3))
        wrong.append((data, f"got {found}; a label is the place of a row's largest number"))
    hint = "look for the place of the largest number in each row, also if it is not 1"
    expect_close(name, value, right, rtol=0, atol=0, misconceptions=wrong, hint=hint)
    dtype = dtype_of(value, data)
    expect(data.dtype.kind in "iu", f"{name}: got {dtype}; labels are whole numbers")
    after = as_numbers(name, outcome.arguments[0])
    expect(np.array_equal(after, vectors), f"{name}: the table that was handed in is changed")


@exercise("decode")
def test_decode_example(student):
    """Three one-hot vectors of five classes become three labels."""
    expect_decoded(student, one_hot([4, 1, 4], 5))


# holds: "The largest number of a row need be neither 1 nor above one half"
@exercise("decode")
def test_decode_other_numbers(student):
    """Rows of other numbers than 0 and 1 become labels, too."""
    expect_decoded(student, [[0.3, 0.4, 0.2, 0.1], [0.1, 0.2, 0.25, 0.45], [0.6, 0.2, 0.1, 0.1]])
    expect_decoded(student, [[-3, -1, -2, -5, -4], [-1, 3, 2, -2, 0.5]])


# ---------------------------------------------------------------- validate


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


# ---------------------------------------------------------------- column_labels


@exercise("column_labels")
def test_column_labels_example(student):
    """Three labels in a column become three rows of ten numbers."""
    ask_rows(student, "column_labels", np.array([[8], [0], [3]], np.uint8))


@exercise("column_labels")
def test_column_labels_of_one(student):
    """A column with one label becomes one row, in a table."""
    ask_rows(student, "column_labels", np.array([[7]], np.uint8))


# ---------------------------------------------------------------- cross_entropy


def answers(seed, count, num_classes):
    """Return probabilities, all above 0.01 or so, float64 of shape (count, num_classes)."""
    raw = np.random.default_rng(seed).random((count, num_classes)) + 0.1
    return raw / raw.sum(axis=1, keepdims=True)


PROBABILITIES = "these are probabilities already: leave out `from_logits`, or a softmax"


def cross_entropies(labels, probabilities):
    """Return -log of the probability of the right class, one number per row."""
    return -np.log(probabilities[np.arange(len(labels)), labels])


def as_logits(labels, probabilities):
    """Return the mean cross-entropy that comes out if probabilities are taken for logits."""
    powers = np.exp(probabilities)
    return cross_entropies(labels, powers / powers.sum(axis=1, keepdims=True)).mean()


# ---------------------------------------------------------------- loss_for


def has(remote, attribute):
    """Return whether something in the notebook has this attribute."""
    try:
        remote.value(attribute)
    except AnswerRaised:
        return False
    return True


def the_loss(student, value, form):
    """Return the loss that ``loss_for`` gave, as something that can be called."""
    if isinstance(value, str):
        try:
            value = student.make("keras.losses.get", value[:100])
        except AnswerRaised:
            raise CheckFailed(
                f"loss_for({form}): got {value[:60]!r}, which is not the name of a loss of Keras"
            ) from None
    expect(
        isinstance(value, RemoteObject),
        f"loss_for({form}): expected a loss of Keras, got {type_of(value)}; return the loss itself",
    )
    expect(
        value.type_name not in ("type", "ABCMeta"),
        f"loss_for({form}): the parentheses `()` behind the loss's name are missing",
    )
    expect(
        not has(value, "update_state"),
        f"loss_for({form}): got a metric, which only reports; look in `tf.keras.losses`",
    )
    return value


def expect_loss(student, labels, given, form, seed, num_classes):
    """Expect ``loss_for(given)`` to be a cross-entropy that fits ``given``, the labels' form."""
    probabilities = answers(seed, len(labels), num_classes)
    form = f"{form}, {given.dtype}"
    outcome = answer(student, "loss_for", given, name=f"loss_for({form})")
    after = as_numbers("the labels", outcome.arguments[0])
    expect(
        np.array_equal(after, given),
        f"loss_for({form}): the labels that were handed in are changed; leave them as they are",
    )
    loss = the_loss(student, outcome.value, form)
    try:
        value = loss.call("__call__", given, probabilities.astype(np.float32))
    except AnswerRaised as raised:
        rank = "rank" in raised.text or "shape" in raised.text
        other = "it wants labels of another form: how many axes have these?"
        reason = other if rank else raised.text[:100]
        which = "the loss" if loss.type_name == "function" else loss.type_name
        raise CheckFailed(
            f"loss_for({form}): {which} cannot take labels of shape {given.shape}; {reason}"
        ) from None
    right = cross_entropies(labels, probabilities).mean()
    name = f"loss_for({form}), called"
    data = as_numbers(name, value)
    expect(
        data.ndim == 0 or not has(loss, "reduction"),
        f"{name}: it gives a number for each image; look at its `reduction`",
    )
    data = np.asarray(data.mean())  # Keras's functions, unlike its losses, give a number per image
    truth = one_hot(labels, num_classes)
    binary = -np.where(truth == 1, np.log(probabilities), np.log(1 - probabilities)).mean()
    wrong = [
        (as_logits(labels, probabilities), PROBABILITIES),
        (right * len(labels), "that is the sum over the images; look at its `reduction`"),
        (binary, "that is the binary cross-entropy, which is for yes or no"),
        (np.mean((truth - probabilities) ** 2), "that is the squared error"),
    ]
    hint = "it is not the cross-entropy of the right classes"
    expect_close(name, data, right, rtol=1e-4, misconceptions=wrong, hint=hint)


WHOLE, VECTORS = "whole-number labels", "one-hot labels"


@exercise("loss_for")
def test_loss_for_example(student):
    """The loss for four labels fits them, as whole numbers and as one-hot vectors."""
    labels = np.array([2, 0, 5, 3])
    expect_loss(student, labels, labels, WHOLE, 51, 6)
    expect_loss(student, labels, one_hot(labels, 6).astype(np.float32), VECTORS, 51, 6)


# holds: "a batch of zeros and ones may be whole-number labels"
@exercise("loss_for")
def test_loss_for_zeros_and_ones(student):
    """Neither dtype nor numbers mislead it: labels 0 and 1 as floats, vectors as integers."""
    labels = np.array([1, 0, 1, 1, 0])
    expect_loss(student, labels, labels.astype(np.float32), WHOLE, 55, 4)
    expect_loss(student, labels, one_hot(labels, 4).astype(np.int32), VECTORS, 55, 4)


# ---------------------------------------------------------------- both_losses


COLUMNS = "how many columns have the one-hot vectors, and why?"


def ask_losses(student, labels, probabilities):
    """Return the two values that ``both_losses`` gives."""
    # where the labels stand in the second place, the `output` of Keras's message has their shape
    hints = {
        f"output.shape=({len(labels)},)": "what is handed in first, what second?",
        "rank": "which form of the labels does each loss want?",
        **dict.fromkeys(("same shape", "broadcast", "ncompatible shapes"), COLUMNS),
    }
    name = f"both_losses({counted(len(labels), 'label')}, {probabilities.shape[1]} classes)"
    outcome = answer(student, "both_losses", labels, probabilities, name=name, hints=hints)
    value = outcome.value
    if isinstance(value, Array) and value.shape == (2,):
        value = value.data
    is_pair = isinstance(value, (tuple, list, np.ndarray)) and len(value) == 2
    expect(is_pair, f"both_losses: expected two numbers, got {type_of(value)}")
    for what, before, after in zip(
        ("labels", "probabilities"), (labels, probabilities), outcome.arguments, strict=True
    ):
        same = np.array_equal(as_numbers(f"the {what}", after), before)
        expect(same, f"{name}: the {what} that were handed in are changed; leave them as they are")
    return value


TAKES_COLUMNS = "`[:, labels]` takes whole columns; one number per row is asked for"


def expect_losses(student, labels, probabilities):
    """Expect ``both_losses`` to give the mean cross-entropy twice."""
    labels = np.asarray(labels)
    each = cross_entropies(labels, probabilities)
    whole_columns = -np.log(probabilities[:, labels])
    shown = f"{counted(len(labels), 'label')}, {probabilities.shape[1]} classes"
    wrong = [
        (each, "there is a number for each image; take their mean"),
        (each.sum(), "that is the sum over the images; take the mean"),
        (each.mean() / probabilities.shape[1], "that is the mean over all places of the table"),
        (-each.mean(), "the sign is wrong: a loss is not below 0"),
        (whole_columns, TAKES_COLUMNS),
        (whole_columns.mean(), TAKES_COLUMNS),
        (each.mean() / np.log(2), "that is a logarithm to base 2; use the natural one"),
        (each.mean() / np.log(10), "that is a logarithm to base 10; use the natural one"),
        (as_logits(labels, probabilities), PROBABILITIES),
        (-np.log(1e-7) * (1 - np.exp(-each)).mean(), "the labels come first, then the answers"),
        (1 - np.exp(-each).mean(), "there is no logarithm in it"),
        (-np.log(np.exp(-each).mean()), "take the logarithm for each image, then the mean"),
        (
            -np.log(probabilities.max(axis=1)).mean(),
            "that is the loss of the likeliest class; take the right one, which the label names",
        ),
    ]
    forms = ("from the labels", "from the one-hot vectors")
    for which, value in zip(forms, ask_losses(student, labels, probabilities), strict=True):
        name = f"both_losses({shown}), {which}"
        data = as_numbers(name, value)
        number = data if data.size > 1 else np.asarray(expect_number(name, value))
        # float16 strays by up to 8e-4 (half a unit in its probabilities, half a unit in the loss);
        # four places are enough for that, and for the message
        number = number.astype(np.float64).round(4)
        hint = "for each image -log of the right class's probability, and their mean"
        expect_close(name, number, each.mean(), rtol=1e-3, misconceptions=wrong, hint=hint)


@exercise("both_losses")
def test_both_losses_example(student):
    """For five images and four classes, both losses are right."""
    expect_losses(student, [2, 0, 0, 1, 2], answers(61, 5, 4))


# ---------------------------------------------------------------- show_label


class NoFigure(CheckFailed):
    """What came back is no figure."""


def ask_figure(student, label, height, width):
    """Return the image that ``show_label`` was given, all Axes of what it returns, and the outcome."""
    image = np.random.default_rng(71 + label).integers(0, 256, (height, width), dtype=np.uint8)
    # pyplot's functions draw on the newest figure: a new one, so that calls do not share it
    student.make("matplotlib.pyplot.figure")
    outcome = answer(student, "show_label", image, label, name=f"show_label(image, {label})")
    value = outcome.value
    parts = [value]
    if isinstance(value, (tuple, list)):  # (figure, axes), or the Axes alone
        records = [part for part in value if isinstance(part, FigureRecord)]
        whole = [record for record in records if len(record.axes) > 1]
        parts = whole[:1] or records or [value]
    figures = [part for part in parts if isinstance(part, FigureRecord)]
    if not figures:
        what = "the plotting library" if type_of(value) == "module" else type_of(value)
        raise NoFigure(f"show_label: expected a matplotlib Figure, got {what}")
    axes = [one for figure in figures for one in figure.axes if not one.is_colorbar]
    return image, axes, outcome


def shows(drawn, image):
    """Return whether a picture holds these values, as they are or scaled to 0…1."""
    return any(np.allclose(drawn * scale, image, atol=1e-3) for scale in (1, 255))


def expect_shades(drawn, clim):
    """Expect the colour map to show the range of the pixels."""
    if clim is None:
        return
    # half the range or more must be told apart, in a quarter of the colours or more
    visible = min(clim[1], drawn.max()) - max(clim[0], drawn.min())
    expect(
        visible >= (drawn.max() - drawn.min()) / 2 and visible >= (clim[1] - clim[0]) / 4,
        f"show_label: the colour map goes from {clim[0]:g} to {clim[1]:g}, the pixels from "
        f"{drawn.min():g} to {drawn.max():g}; most shades can't be told apart",
    )


def expect_image(student, label, height, width):
    """Expect one Axes to show the image."""
    image, axes, outcome = ask_figure(student, label, height, width)
    pictures = [picture for one in axes for picture in one.images]
    alone = "; if you return one of two Axes, return the figure instead" if len(axes) == 1 else ""
    expect(bool(pictures), f"show_label: the figure shows no image; draw it with `imshow`{alone}")
    expect(
        len(pictures) == 1,
        f"show_label: the figure shows {len(pictures)} images; draw the image alone",
    )
    drawn = as_numbers("show_label: the image", pictures[0].get("data"))
    coloured = drawn.ndim == 3 and drawn.shape[2] == 3
    if coloured and (drawn == drawn[..., :1]).all():  # grey, in red, green and blue alike
        drawn = drawn[..., 0]
    drawn = np.squeeze(drawn).astype(float)
    expect(
        drawn.shape != (width, height) or not np.array_equal(drawn, image.T),
        "show_label: the image is drawn transposed, with rows and columns swapped",
    )
    expect(
        drawn.shape == image.shape,
        f"show_label: the image shown, of shape {drawn.shape}, is not the one handed in, of shape "
        f"{image.shape}; draw the argument `image`",
    )
    expect(
        not shows(drawn[::-1], image),
        "show_label: the image is upside down; row 0 belongs on top",
    )
    expect(
        not shows(drawn[:, ::-1], image),
        "show_label: the image is mirrored; column 0 belongs on the left",
    )
    expect(
        shows(drawn, image),
        "show_label: the values of the image shown are not those of the one handed in; draw "
        "`image` as it is (`cmap` does the colours)",
    )
    if not coloured:  # three channels have no colour map
        expect_shades(drawn, pictures[0]["clim"])
    after = as_numbers("show_label: the image", outcome.arguments[0])
    expect(
        np.array_equal(after, image),
        "show_label: the image that was handed in is changed; leave it as it is",
    )


def heights_of(axes):
    """Return the bars of an Axes as (place, height, foot, thickness), upright or lying."""
    lying = len({round(bar["width"], 6) for bar in axes.bars}) > 1
    along, across = ("width", "x"), ("height", "y")
    (thick, place), (high, foot) = (across, along) if lying else (along, across)
    return sorted(
        (bar[place] + bar[thick] / 2, bar[foot] + bar[high], bar[foot], abs(bar[thick]))
        for bar in axes.bars
    )


def expect_bars(student, label, height, width):
    """Expect one Axes to show the ten bars of the label's vector."""
    try:
        _, axes, _ = ask_figure(student, label, height, width)
    except (AnswerRaised, NoFigure) as error:  # the check of the image has said it whole
        got = f"{error.type_name} was raised" if isinstance(error, AnswerRaised) else "no figure"
        raise CheckFailed(f"show_label: there are no bars to look at yet: {got}") from None
    with_bars = [one for one in axes if one.bars]
    alone = "; if you return one of two Axes, return the figure instead" if len(axes) == 1 else ""
    expect(bool(with_bars), f"show_label: the figure shows no bars; draw them with `bar`{alone}")
    expect(
        not any(one.images for one in with_bars),
        "show_label: image and bars lie on the same Axes; draw them side by side",
    )
    expect(len(with_bars) == 1, f"show_label: {len(with_bars)} Axes show bars; one should")
    places, heights, feet, thick = np.array(heights_of(with_bars[0])).T
    found = f"show_label(image, {label}): got {counted(len(places), 'bar')}"
    expect(len(places) == 10, f"{found}; the vector has ten numbers, zeros included")
    expect(
        np.allclose(places, np.arange(10), atol=0.45),  # a bar may stand beside its place
        f"{found}, from place {places[0]:g} to {places[-1]:g}; the classes are 0 to 9",
    )
    expect(
        np.allclose(feet, 0, atol=0.05),
        f"{found}, and one begins at {feet[np.abs(feet).argmax()]:.3g}; a bar begins at 0",
    )
    expect(
        thick.min() > 0.099,
        f"{found}, and one is {thick.min():.3g} thick; nobody sees it between its neighbours",
    )
    if np.allclose(heights, one_hot([label], 10)[0]):
        return
    there = np.flatnonzero(~np.isclose(heights, 0))
    if np.allclose(heights, one_hot([label], 10)[0] * label):
        reason = "the label stands at its place; a 1 should stand there"
    elif len(there) == 1:
        reason = f"the one that is not 0 stands at {there[0]} and is {heights[there[0]]:.3g} high"
    else:
        reason = f"{len(there)} of them are not 0; a one-hot vector has a single 1"
    raise CheckFailed(f"{found}; {reason}")


@exercise("show_label")
def test_show_label_image(student):
    """The figure shows the image."""
    expect_image(student, 6, 12, 9)


@exercise("show_label")
def test_show_label_bars(student):
    """Beside it stand the ten bars of the label."""
    expect_bars(student, 6, 12, 9)
