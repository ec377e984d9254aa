"""A student's own code by exercise, for comparison with other students'."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from autograder.class_report.normalised_tokens import normalise_whitespace, normalised_tokens
from autograder.class_report.winnowing import all_gram_hashes, fingerprints
from autograder.course.assignment import ANSWER_SUFFIX, Assignment, grade_id
from autograder.course.nbgrader_config_file import course_folder
from autograder.course.submission import read_notebooks
from autograder.errors import ConfigurationError, UngradableSubmission
from autograder.suggested_commands import suggested_command

MOST_LETTERS = 100_000  # of a notebook's code; an hour's work has some thousands
AFTER_LAST_EXERCISE = "behind the last exercise"


@dataclass(frozen=True)
class StudentWork:
    """A student's cells by exercise, and the fingerprints of each exercise."""

    student: str
    answers: dict[str, list[str]]
    prints: dict[str, frozenset[int]]

    @functools.cached_property
    def all_fingerprints(self) -> frozenset[int]:
        """The fingerprints of all exercises."""
        return frozenset().union(*self.prints.values())


def read_student_work(
    folder: Path, student: str, assignment: Assignment, given: set[int]
) -> StudentWork:
    """Read a student's work, leaving out the fingerprints ``given`` to everyone.

    Raises:
        UngradableSubmission: there is no notebook that can be read, or too much code.
    """
    notebooks = read_notebooks(folder, assignment, flags=[])
    return extract_student_work(student, notebooks, assignment, given)


def extract_student_work(
    student: str, notebooks: dict[str, Any], assignment: Assignment, given: set[int]
) -> StudentWork:
    """Return a student's work from notebooks by name, without the fingerprints ``given`` to everyone.

    Raises:
        UngradableSubmission: there is too much code.
    """
    answers = unlocked_cells_by_exercise(notebooks, assignment)
    letters = sum(len(cell) for cells in answers.values() for cell in cells)
    if letters > MOST_LETTERS:
        raise UngradableSubmission(
            "too_large", f"{letters:,} letters of code: at most {MOST_LETTERS:,} are compared"
        )
    prints = {
        exercise: frozenset().union(*(fingerprints(normalised_tokens(cell)) for cell in cells))
        - given
        for exercise, cells in answers.items()
    }
    return StudentWork(student, answers, prints)


def unlocked_cells_by_exercise(
    notebooks: dict[str, Any], assignment: Assignment
) -> dict[str, list[str]]:
    """Return the unlocked code cells of notebooks by exercise.

    An answer cell belongs to its exercise wherever it is; any other cell belongs to the next grade
    cell.
    """
    found: dict[str, list[str]] = {exercise.id: [] for exercise in assignment.exercises}
    rest: list[str] = []
    for source in assignment.notebooks:
        ids = {e.grade_id: e.id for e in assignment.exercises if e.notebook == source.name}
        waiting: list[str] = []
        for cell in notebooks[source.name].cells if source.name in notebooks else []:
            identity = grade_id(cell)
            if identity in ids:
                found[ids[identity]] += waiting
                waiting = []
            elif cell.cell_type == "code" and identity not in source.locked:
                own = ids.get(identity.removesuffix(ANSWER_SUFFIX), "")
                found.get(own, waiting).append(normalise_whitespace(cell.source))
        rest += waiting
    found[AFTER_LAST_EXERCISE] = rest
    return {name: cells for name, cells in found.items() if cells}


def ignored_code_hashes(course: Path, assignment: Assignment) -> set[int]:
    """Return the hashes of all code in the released notebooks and in the instructor's solutions.

    A student's code may be the same as the instructor's without being copied.

    Raises:
        ConfigurationError: the assignment has not been released here.
    """
    cells = assignment.cells
    try:
        for source in assignment.notebooks:
            released = course_folder(course, "release") / assignment.name / source.path.name
            cells += nbformat.read(released, as_version=4).cells
    except FileNotFoundError:
        raise ConfigurationError(
            f"expected {released}: what everyone was given doesn't count; "
            f"run `{suggested_command('release', assignment.name)}` first"
        ) from None
    code = [normalise_whitespace(cell.source) for cell in cells if cell.cell_type == "code"]
    return set().union(*(all_gram_hashes(normalised_tokens(source)) for source in code))
