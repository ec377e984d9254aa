"""by_hand: the table of one-hot vectors, made without a ready-made function."""

import re

import numpy as np
import pytest

from course_utils.checking.expect import expect, expect_object
from course_utils.checking.student import AnswerRaised, CheckFailed

from .tables import ask_rows, expect_rows

exercise = pytest.mark.exercise

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


### BEGIN HIDDEN TESTS
# holds: "without a ready-made function for one-hot vectors"
@exercise("by_hand", required=True)
def test_by_hand_for_other_sizes(student):
    """For other numbers of labels and classes, no ready-made function is called either."""
    expect_made_by_hand(student, np.array([16, 3, 0, 11, 8, 3, 14, 1], np.int32), 17)


# holds: "it does what `encode` does"
# holds: "uint8 (as MNIST's labels are), int32 or int64"
# holds: "A floating tensor or array of shape (n, num_classes)."
@exercise("by_hand", weight=2)
def test_by_hand_unseen(student, hidden_rng):
    """Other labels, numbers of classes and dtypes give the right table."""
    rng = hidden_rng("labels")
    sizes = (31, 10, np.uint8), (4, 7, np.int64), (9, 3, np.int32)
    # more than uint8 can count
    sizes = *sizes, (310, 8, np.uint8), (7, 260, np.uint8), (5, 300, np.int64)
    for count, num_classes, dtype in sizes:
        most = min(num_classes, 250) if dtype is np.uint8 else num_classes
        labels = rng.integers(0, most, count).astype(dtype)
        labels[1], labels[2] = 1, most - 1  # 1 is the class 257, wrapped around
        ask_rows(student, "by_hand", labels, num_classes)
    ask_rows(student, "by_hand", np.array([258, 3, 257], np.int32), 260)
    ask_rows(student, "by_hand", np.array([280, 3, 257]), 290)  # labels that uint8 does not hold


# holds: "the number of classes is what the function is told"
@exercise("by_hand")
def test_by_hand_absent(student):
    """Absent classes have their columns; a single label is a batch, too."""
    ask_rows(student, "by_hand", np.array([1, 1, 0], np.uint8), 9)
    ask_rows(student, "by_hand", np.array([2]), 4)


### END HIDDEN TESTS
