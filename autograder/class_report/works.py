"""What a student wrote, exercise by exercise, for comparing it with others'."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from autograder.assignment import Assignment, grade_id
from autograder.bank import ANSWER
from autograder.class_report.tokens import clean, tokens
from autograder.class_report.winnowing import all_grams, fingerprints
from autograder.errors import ConfigurationError, UngradableSubmission
from autograder.hints import as_typed
from autograder.submission import read_notebook

MOST_LETTERS = 100_000  # of a notebook's code; an hour's work has some thousands
BEHIND = "behind the last exercise"


@dataclass(frozen=True)
class Work:
    """A student's cells by exercise, and the fingerprints of each exercise."""

    student: str
    answers: dict[str, list[str]]
    prints: dict[str, frozenset[int]]

    @functools.cached_property
    def all_prints(self) -> frozenset[int]:
        """The fingerprints of all exercises."""
        return frozenset().union(*self.prints.values())


def read_work(folder: Path, student: str, assignment: Assignment, given: set[int]) -> Work:
    """Read what a student wrote; fingerprints that are ``given`` to everyone are left out.

    Raises:
        UngradableSubmission: there is no notebook, or none that can be read, or too much code.
    """
    return work_of(student, read_notebook(folder, assignment), assignment, given)


def work_of(student: str, notebook: Any, assignment: Assignment, given: set[int]) -> Work:
    """Return what a student wrote, without the fingerprints that are ``given`` to everyone.

    Raises:
        UngradableSubmission: there is too much code.
    """
    answers = answers_in(notebook, assignment)
    letters = sum(len(cell) for cells in answers.values() for cell in cells)
    if letters > MOST_LETTERS:
        raise UngradableSubmission(
            "too_large", f"{letters:,} letters of code: at most {MOST_LETTERS:,} are compared"
        )
    prints = {
        exercise: frozenset().union(*(fingerprints(tokens(cell)) for cell in cells)) - given
        for exercise, cells in answers.items()
    }
    return Work(student, answers, prints)


def answers_in(notebook: Any, assignment: Assignment) -> dict[str, list[str]]:
    """Return a notebook's unlocked code cells by exercise.

    An answer cell is its exercise's wherever it stands; any other cell goes with the grade cell
    that follows.
    """
    found: dict[str, list[str]] = {exercise.id: [] for exercise in assignment.exercises}
    waiting: list[str] = []
    for cell in notebook.cells:
        identity = grade_id(cell)
        if identity in found:
            found[identity] += waiting
            waiting = []
        elif cell.cell_type == "code" and identity not in assignment.locked:
            own = identity.removesuffix(ANSWER)
            found.get(own, waiting).append(clean(cell.source))
    found[BEHIND] = waiting
    return {name: cells for name, cells in found.items() if cells}


def given_to_everyone(course: Path, assignment: Assignment) -> set[int]:
    """Return the hashes of all that the released notebook says, and the instructor's own solution.

    Who writes what the instructor would have written has it from nobody in particular.

    Raises:
        ConfigurationError: the assignment has not been released here.
    """
    released = course / "release" / assignment.name / f"{assignment.name}.ipynb"
    try:
        cells = [*nbformat.read(released, as_version=4).cells, *assignment.cells]
    except FileNotFoundError:
        raise ConfigurationError(
            f"expected {released}: what everyone was given doesn't count; "
            f"run `{as_typed('release', assignment.name)}` first"
        ) from None
    code = [clean(cell.source) for cell in cells if cell.cell_type == "code"]
    return set().union(*(all_grams(tokens(source)) for source in code))
