"""Judging answers to exercises as a student's are judged: many in one notebook, and none twice.

An answer replaces the notebook's own solution. Answers to several exercises share a notebook if none
of them builds on another. An answer that needs a name from another exercise's answer has a notebook of
its own. If another answer may have caused an outcome, the answer is judged again by itself.

Mutants are mostly wrong. For such answers a row is faster: many answers to one exercise run in one
kernel, one after another, and the notebook's own solution last. A row counts only if that solution gets
full marks; then its answers that lost marks are judged, and the others are not yet.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import nbformat

from autograder.authoring.answer_bank import answer_cell, notebook_with_answers
from autograder.authoring.exercise_modules import exercise_modules
from autograder.course.assignment import Assignment, Exercise
from autograder.course.checks_folder import SHARED, digests_by_exercise
from autograder.course.name_use import name_use
from autograder.course.restored_cells import restore_cells_in_place
from autograder.course.results import ExerciseReport
from autograder.course.submission import Submission
from autograder.course.submitted_files import parse_notebook
from autograder.errors import AutograderError, ConfigurationError
from autograder.grading.grading_result import GradingResult
from autograder.grading.result_cache import read_assignment_inputs
from autograder.grading.result_store import ResultStore
from autograder.grading.worker_pool import JobRunner
from autograder.grading.worker_process import GradingJob

_IN_A_ROW = 24  # answers, within the time limit of one submission
_TEXT = re.compile(r"[\"'](\w+)[\"']")
_ASKED = re.compile(r"\.(?:value|call|attempt)\(\s*[\"'](\w+)[\"']")  # of a `student`


class Answer(NamedTuple):
    """An answer to an exercise: the exercise's id, and the code for its answer cell."""

    exercise: str
    source: str


Doubt = Callable[[Answer, ExerciseReport], bool]


class AnswerJudge:
    """Judges answers to an assignment's exercises.

    Args:
        assignment: the assignment that they answer.
        runner: does the work.
        store: keeps the reports; None: they are not kept.
        on_done: called with the number of answers judged so far, and the number of all.
    """

    def __init__(
        self,
        assignment: Assignment,
        runner: JobRunner,
        store: ResultStore | None = None,
        on_done: Callable[[int, int], object] = max,
    ) -> None:
        self._assignment, self._runner, self._store = assignment, runner, store
        self._on_done, self._done, self._asked = on_done, 0, 0
        self._sources = {
            each.name: nbformat.from_dict(parse_notebook(each.path.read_bytes())[0])
            for each in assignment.notebooks
        }
        self._names = {
            each.id: set().union(*_names_from(assignment, each)) for each in assignment.exercises
        }
        self._inputs = read_assignment_inputs(assignment) if store is not None else None

    def judge(
        self, answers: Sequence[Answer], doubt: Doubt, *, in_rows: bool = False
    ) -> list[ExerciseReport]:
        """Return the report on each answer, in their order.

        Args:
            answers: no two of them alike.
            doubt: says whether an answer that shared a kernel has to be judged again by itself.
            in_rows: whether to begin with rows.

        Raises:
            ConfigurationError: an exercise has no checks, or no answer cell that could be filled.
            AutograderError: an answer could not be graded.
        """
        _expect_judgeable(self._assignment, {each.exercise for each in answers})
        reports = {each: found for each in answers if (found := self._known(each)) is not None}
        self._asked += len(answers)
        self._count(len(reports))
        left = [each for each in answers if each not in reports]
        for answer, report in self._judged_in_rows(left) if in_rows else ():
            if report.score < report.points and not doubt(answer, report):
                reports[answer] = self._kept(answer, report)
        left = [each for each in left if each not in reports]
        doubtful = []
        for answer, report in self._graded(self._rounds(left)):
            if doubt(answer, report):
                doubtful.append(answer)
            else:
                reports[answer] = self._kept(answer, report)
        for answer, report in self._graded([[each] for each in doubtful]):
            reports[answer] = self._kept(answer, report)
        return [reports[each] for each in answers]

    def _rounds(self, answers: Sequence[Answer]) -> Iterator[list[Answer]]:
        """Yield answers that can share a notebook: at most one for each exercise."""
        columns: dict[str, list[Answer]] = {}
        for answer in answers:
            if self._leans_on_others(answer):
                yield [answer]
            else:
                columns.setdefault(answer.exercise, []).append(answer)
        for group in independent_groups(self._assignment, list(columns)):
            for row in itertools.zip_longest(*(columns[exercise] for exercise in group)):
                yield [answer for answer in row if answer is not None]

    def _judged_in_rows(self, answers: Sequence[Answer]) -> Iterator[tuple[Answer, ExerciseReport]]:
        """Yield the reports on answers that ran in rows; none of a spoilt row."""
        columns: dict[str, list[Answer]] = {}
        for answer in answers:
            columns.setdefault(answer.exercise, []).append(answer)
        rows = [row for column in columns.values() for row in _rows(column)]
        for job, outcome in self._runner.run(map(self._row_job, itertools.count(), rows)):
            if isinstance(outcome, AutograderError):
                continue  # its answers are judged without a row then
            *reports, last = *outcome.exercises, *outcome.others
            if last.score == last.points:
                yield from zip(rows[int(job.submission.student)], reports, strict=True)

    def _row_job(self, number: int, row: Sequence[Answer]) -> GradingJob:
        exercise = next(each for each in self._assignment.exercises if each.id == row[0].exercise)
        cells = self._assignment.notebook(exercise.notebook).cells
        right = answer_cell(cells, exercise.grade_id)
        assert right is not None  # noqa: S101  # `_expect_judgeable` has made sure
        others = (*(each.source for each in row[1:]), right.source)
        return replace(self._job(number, row[:1]), others=others)

    def _graded(
        self, rounds: Iterable[Sequence[Answer]]
    ) -> Iterator[tuple[Answer, ExerciseReport]]:
        """Yield the report on each answer; the answers of one round share a notebook.

        Only the cells that they need are run.
        """
        rounds = list(rounds)
        for job, outcome in self._runner.run(map(self._job, itertools.count(), rounds)):
            if isinstance(outcome, AutograderError):
                raise outcome
            reports = {report.id: report for report in outcome.exercises}
            for answer in rounds[int(job.submission.student)]:
                yield answer, reports[answer.exercise]

    def _job(self, number: int, answers: Sequence[Answer]) -> GradingJob:
        where = {exercise.id: exercise.notebook for exercise in self._assignment.exercises}
        notebooks: dict[str, Any] = {}
        for source in self._assignment.notebooks:
            own = {a.exercise: a.source for a in answers if where[a.exercise] == source.name}
            notebooks[source.name] = notebook_with_answers(self._sources[source.name], own)
            restore_cells_in_place(notebooks[source.name], source)
        submission = Submission(str(number), self._assignment.name, notebooks)
        return GradingJob(submission, only=frozenset(each.exercise for each in answers))

    def _leans_on_others(self, answer: Answer) -> bool:
        """Say whether an answer may need a name that comes from another exercise's answer."""
        use = name_use(answer.source)
        needed = use.needs | use.needs_later
        return any(names & needed for name, names in self._names.items() if name != answer.exercise)

    def _known(self, answer: Answer) -> ExerciseReport | None:
        found = self._store.get_without_outputs(self._key(answer)) if self._store else None
        return found.exercises[0] if found is not None and found.exercises else None

    def _kept(self, answer: Answer, report: ExerciseReport) -> ExerciseReport:
        if self._store is not None:
            self._store.put(self._key(answer), GradingResult([report]))
        self._count(1)
        return report

    def _count(self, more: int) -> None:
        self._done += more
        self._on_done(self._done, self._asked)

    def _key(self, answer: Answer) -> str:
        """Return a digest of everything that determines the report on an answer."""
        assert self._inputs is not None  # noqa: S101  # only called where there is a store
        checks = dict(self._inputs.checks)
        parts = ["answer", self._inputs.common, checks[SHARED], checks[answer.exercise], *answer]
        if self._leans_on_others(answer):
            parts.append("alone")
        return hashlib.sha256(json.dumps(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _rows(column: Sequence[Answer]) -> Iterator[Sequence[Answer]]:
    for start in range(0, len(column), _IN_A_ROW):
        yield column[start : start + _IN_A_ROW]


def _expect_judgeable(assignment: Assignment, exercises: Collection[str]) -> None:
    checked = digests_by_exercise(assignment.checks)
    for exercise in assignment.exercises:
        if exercise.id in exercises:
            cells = assignment.notebook(exercise.notebook).cells
            if exercise.id not in checked:
                raise ConfigurationError(
                    f"{exercise.id}: the bank has answers, but {assignment.checks} no checks that "
                    "they could prove"
                )
            if answer_cell(cells, exercise.grade_id) is None:
                raise ConfigurationError(
                    f"{exercise.id}: the bank's answers have no place: expected a solution cell in "
                    f"front of the cell {exercise.grade_id} of {exercise.notebook}.ipynb"
                )


def independent_groups(assignment: Assignment, exercises: Sequence[str]) -> list[list[str]]:
    """Return exercises in few groups; in no group does one exercise build on another.

    An exercise builds on another if its answer needs, or its checks ask for, a name that the other's
    answer binds, or that a later cell makes from such a name.
    """
    builds_on = _builds_on(assignment)
    groups: list[list[str]] = []
    for exercise in exercises:
        for group in groups:
            if not any(
                exercise in builds_on[each] or each in builds_on[exercise] for each in group
            ):
                group.append(exercise)
                break
        else:
            groups.append([exercise])
    return groups


def _builds_on(assignment: Assignment) -> Mapping[str, set[str]]:
    """Return, for each exercise, the exercises that it may build on."""
    found: dict[str, set[str]] = {exercise.id: set() for exercise in assignment.exercises}
    for exercise in assignment.exercises:
        own, made = _names_from(assignment, exercise)
        for other in assignment.exercises:
            needed, named = _needed_names(assignment, other)
            if other.id != exercise.id and ((own | made) & needed or own & named):
                found[other.id].add(exercise.id)
    return found


def _names_from(assignment: Assignment, exercise: Exercise) -> tuple[set[str], set[str]]:
    """Return the names that an exercise's answer binds, and the names that later cells make from them."""
    cells = assignment.notebook(exercise.notebook).cells
    answer = answer_cell(cells, exercise.grade_id)
    if answer is None:
        return set(), set()
    own = set(name_use(answer.source).binds)
    names = set(own)
    for cell in cells[cells.index(answer) + 1 :]:
        if cell.cell_type == "code":
            use = name_use(cell.source)
            if names & (use.needs | use.needs_later):
                names |= use.binds
    return own, names - own


def _needed_names(assignment: Assignment, exercise: Exercise) -> tuple[set[str], set[str]]:
    """Return the names that an exercise's answer needs or its checks ask for, and all that they quote."""
    cells = assignment.notebook(exercise.notebook).cells
    answer = answer_cell(cells, exercise.grade_id)
    use = name_use(answer.source if answer is not None else "")
    own, shared = exercise_modules(assignment.checks, exercise.id)
    texts = [path.read_text(encoding="utf-8") for path in (*own, *shared)]
    asked = {name for text in texts for name in _ASKED.findall(text)}
    named = {name for text in texts[: len(own)] for name in _TEXT.findall(text)}
    return {*use.needs, *use.needs_later, *asked}, named
