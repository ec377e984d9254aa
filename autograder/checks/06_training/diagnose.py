"""diagnose: the fault behind each of four training runs."""

import pytest

from course_utils.checking.expect import expect, type_of

exercise = pytest.mark.exercise

RUNS = ("A", "B", "C", "D")
FAULTS = ("learning rate too high", "overfitting", "wrong loss", "no shuffling")


def _diagnosis(student):
    value = student.value("diagnosis")
    expect(
        isinstance(value, dict),
        f"diagnosis: expected a dict such as {{'A': 'overfitting', …}}, got {type_of(value)}",
    )
    expect(
        not any(_plain(str(run)) in FAULTS for run in value),
        "diagnosis: its keys are the faults; the runs are the keys, the faults are the values",
    )
    found = {str(run).strip().upper(): value[run] for run in value}
    for run in RUNS:
        expect(run in found, f"diagnosis: run {run!r} has no answer")
        expect(
            isinstance(found[run], str) and _plain(found[run]) in FAULTS,
            f"diagnosis[{run!r}]: got {str(found[run])[:40]!r}; copy one of the four faults "
            "from the text",
        )
    return {run: _plain(found[run]) for run in RUNS}


def _plain(text):
    return " ".join(text.lower().replace("_", " ").replace("-", " ").split())


# holds: "for each run one of the four faults above"
# holds: "the four mistakes are different"
@exercise("diagnose")
def test_diagnose_form(student):
    """The form: one of the four faults for each run. Whether it is right is judged later."""
    found = _diagnosis(student)
    twice = sorted({fault for fault in found.values() if list(found.values()).count(fault) > 1})
    expect(not twice, f"diagnosis: each fault occurs once; {twice} is given more than once")


### BEGIN HIDDEN TESTS
TRUTH = {
    "A": "wrong loss",
    "B": "no shuffling",
    "C": "learning rate too high",
    "D": "overfitting",
}
SIGNS = {
    "learning rate too high": "the losses, the training loss too, would jump up and down",
    "overfitting": "the validation loss would first fall and then rise, with the training loss "
    "near 0 and the validation accuracy far above guessing",
    "wrong loss": "both losses would fall while both accuracies stay at guessing, 0.1",
    "no shuffling": "the training accuracy would be high from the first epoch on, with the "
    "validation accuracy at guessing, 0.1",
}


def _judge_run(student, run):
    claimed = _diagnosis(student)[run]
    expect(
        claimed == TRUTH[run],
        f"diagnosis[{run!r}]: were it {claimed!r}, {SIGNS[claimed]}; look at run {run} again",
    )


# holds: "whether your four answers are right, the grading says"
@exercise("diagnose", weight=2)
def test_diagnose_a(student):
    """Run A is named."""
    _judge_run(student, "A")


# holds: "whether your four answers are right, the grading says"
@exercise("diagnose", weight=2)
def test_diagnose_b(student):
    """Run B is named."""
    _judge_run(student, "B")


# holds: "whether your four answers are right, the grading says"
@exercise("diagnose", weight=2)
def test_diagnose_c(student):
    """Run C is named."""
    _judge_run(student, "C")


# holds: "whether your four answers are right, the grading says"
@exercise("diagnose", weight=2)
def test_diagnose_d(student):
    """Run D is named."""
    _judge_run(student, "D")


### END HIDDEN TESTS
