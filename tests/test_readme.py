"""The README's figures are those of the benchmarks, the corpus of attacks and the bank as they are."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from autograder.authoring.answer_bank import load_answer_variants
from autograder.course.assignment import assignment_names, load_assignment

CHECKOUT = Path(__file__).parents[1]
README = " ".join((CHECKOUT / "README.md").read_text(encoding="utf-8").split())
A_ROUND_NUMBER = (
    0.85  # of what there is: the README says "more than", and is written again now and then
)


def figures(sentence: str) -> list[str]:
    """Return the figures of a sentence of the README, which a pattern describes."""
    found = re.search(sentence, README)
    assert found, f"the README has no sentence like {sentence!r} any more: mend this test"
    return list(found.groups())


def expect_round(said: str, there_are: int) -> None:
    """Expect that "more than so many" is true, and not long since."""
    number = int(said.replace(",", ""))
    assert A_ROUND_NUMBER * there_are <= number < there_are


def test_the_cost_of_the_whole_course_is_the_benchmarks() -> None:
    """Its figures, its date, its machine and how many submissions it took are in the saved result."""
    saved = json.loads((CHECKOUT / "benchmarks/results/whole_course.json").read_text("utf-8"))
    tables = {table["title"]: table for table in saved["tables"]}
    table = tables["each further submission, one core: CPU time, s"]
    measured = dict(zip(table["columns"], table["rows"]["a student's whole course"], strict=True))
    said = figures(
        r"takes the engine ([\d.]+) s of CPU, nbgrader as it comes ([\d.]+) s, nbgrader with a faster "
        r"setting ([\d.]+) s, and `otter run` ([\d.]+) s"
    )
    graders = ("the engine", "nbgrader, stock", "nbgrader, tuned", "otter run")
    for grader, figure in zip(graders, said, strict=True):
        digits = len(figure.partition(".")[2])
        assert f"{float(measured[grader]):.{digits}f}" == figure
    count, machine, date = figures(r"class of (\d+), on one core \(([\w ]+), (\d{4}-\d\d-\d\d)\)")
    assert f"--submissions {count}" in saved["command"]
    assert machine in saved["machine"]
    assert date == saved["date"]


def test_there_are_as_many_attacks() -> None:
    """Each cell of the corpus is one; of the course's own, the README says nothing."""
    [said] = figures(r"more than ([\d,]+) submissions that attack the engine")
    corpus = CHECKOUT.glob("tests/attacks/corpus/*.py")
    cells = [re.findall(r"^# %% ", path.read_text("utf-8"), re.MULTILINE) for path in corpus]
    expect_round(said, sum(map(len, cells)))


def test_there_are_as_many_answers_in_the_bank() -> None:
    """Right ones and wrong ones, of all exercises."""
    right, wrong, exercises = figures(
        r"More than ([\d,]+) right answers and ([\d,]+) wrong ones prove the checks of the (\d+) exercises"
    )
    course = [load_assignment(CHECKOUT, name) for name in assignment_names(CHECKOUT)]
    bank = [answer for each in course for answer in load_answer_variants(CHECKOUT, each)]
    expect_round(right, sum(answer.right for answer in bank))
    expect_round(wrong, sum(not answer.right for answer in bank))
    assert int(exercises) == sum(len(each.exercises) for each in course)


def test_a_number_that_is_not_so_any_more_is_noticed() -> None:
    """More than there are, and far fewer, are both wrong."""
    expect_round("1,300", 1378)
    for said in ("1,400", "1,378", "1,000"):
        with pytest.raises(AssertionError):
            expect_round(said, 1378)
