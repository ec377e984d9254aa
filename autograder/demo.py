"""The demo: a made-up class per assignment, graded before your eyes.

Its submissions are put together from the bank of variants with a fixed seed: right and wrong in
ways that students are, and broken in ways that notebooks are.
"""

from __future__ import annotations

import copy
import random
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import nbformat
from rich.console import Console

from autograder.assignment import Assignment, assignments, grade_id, is_autograded, load_assignment
from autograder.bank import ANSWER, Variant, load_variants, with_answers
from autograder.errors import ConfigurationError
from autograder.hints import as_typed, in_folder

SEED = 2021
FOLDER = "demo"
PARTS = ("source", "nbgrader_config.py", "autograder.toml")  # of the course, which the demo copies
LOOP = "while True:  # forgot to count\n    pass"
KILLER = "import os\n\nos._exit(1)"
HOG = "hog = []\nwhile True:\n    hog.append(np.ones((1000, 1000)))"
NOISE = "import sys\n\nprint('still here', file=sys.stderr)"

Main = Callable[[Sequence[str]], int]


def run(jobs: int | None, console: Console, main: Main) -> int:
    """Make the demo course in ``demo/``, grade its classes; `grade` says how to get at the reports.

    Submissions that cannot be graded are part of the show, so they are no failure of the demo.

    Returns:
        0; or, where even the rest could not be graded, the exit status of ``grade``.
    """
    course = Path.cwd()
    place = make_course(course)
    with in_folder(place):
        for name in assignments(place):
            arguments = ["grade", name, *(["--jobs", str(jobs)] if jobs else [])]
            console.print(f"\n{as_typed(*arguments)}", style="bold", markup=False, soft_wrap=True)
            status = main(arguments)
            if status > 1:
                return status
    return 0


def make_course(course: Path) -> Path:
    """Make ``demo/`` afresh: the course's sources and a class of submissions per assignment."""
    place = course / FOLDER
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for part in PARTS:
        if (course / part).is_dir():
            shutil.copytree(course / part, place / part)
        else:
            shutil.copy(course / part, place / part)
    for name in assignments(course):
        for student, content in make_class(course, name).items():
            folder = place / "submitted" / student / name
            folder.mkdir(parents=True)
            if content is not None:
                (folder / f"{name}.ipynb").write_text(content, encoding="utf-8")
    return place


def make_class(course: Path, name: str) -> dict[str, str | None]:
    """Return the text of each student's notebook for an assignment; None: nothing handed in."""
    return _ClassMaker(course, load_assignment(course, name)).make()


class _ClassMaker:
    def __init__(self, course: Path, assignment: Assignment) -> None:
        self._course, self._assignment = course, assignment
        self._solution = nbformat.read(assignment.source, as_version=4)
        released = course / "release" / assignment.name / assignment.source.name
        if not released.is_file():
            raise ConfigurationError(
                f"{assignment.name} is not released yet: run python -m autograder release "
                f"{assignment.name} first"
            )
        self._release = nbformat.read(released, as_version=4)
        self._random = random.Random(f"{SEED} {assignment.name}")  # noqa: S311  # a sample
        self._variants = load_variants(course, assignment)
        self._names = [exercise.id for exercise in assignment.exercises]

    def make(self) -> dict[str, str | None]:
        first, middle = self._names[0], self._names[len(self._names) // 2]
        class_ = {
            "ada": self._solution,
            "ben": self._answers(wrong=0),
            "chen": self._answers(wrong=0),
            "dora": self._answers(wrong=2),
            "emil": self._answers(wrong=4),
            "fatou": self._answers(wrong=len(self._names)),
            "gita": self._half_done(),
            "hugo": self._release,
            "ines_endless_loop": with_answers(self._solution, {middle: LOOP}),
            "jun_kernel_killer": with_answers(self._solution, {middle: KILLER}),
            "kofi_memory_hog": with_answers(self._solution, {first: HOG}),
            "lena_stderr": self._with_cell(NOISE),
            "omar_other_notebook": self._other_notebook(),
            "quinn_copied_cell": self._with_copy(middle),
            "rosa_deleted_cell": self._without(middle),
        }
        texts: dict[str, str | None] = {name: nbformat.writes(nb) for name, nb in class_.items()}
        texts["mikko_no_json"] = nbformat.writes(self._solution)[:-200]
        texts["nora_no_notebook"] = None
        texts["pia_old_format"] = nbformat.writes(nbformat.convert(self._fresh(), 3), 3)
        return texts

    def _fresh(self) -> Any:
        return copy.deepcopy(self._solution)

    def _answers(self, wrong: int) -> Any:
        """Return a notebook with a right variant for each exercise but ``wrong`` of them."""
        mistaken = set(self._random.sample(self._names, min(wrong, len(self._names))))
        answers = {}
        for name in self._names:
            choice = self._choose(name, right=name not in mistaken)
            if choice is not None:
                answers[name] = choice.source
        return with_answers(self._solution, answers)

    def _choose(self, exercise: str, *, right: bool) -> Variant | None:
        fitting = [v for v in self._variants if v.exercise == exercise and v.right is right]
        return self._random.choice(fitting) if fitting else None

    def _half_done(self) -> Any:
        released = {grade_id(cell): cell.source for cell in self._release.cells}
        rest = self._names[len(self._names) // 2 :]
        stubs = {name: released[name + ANSWER] for name in rest}
        return with_answers(self._solution, stubs)

    def _with_cell(self, source: str) -> Any:
        notebook = self._fresh()
        cell = nbformat.v4.new_code_cell(source, id="an-extra-cell")
        notebook.cells.insert(self._place(notebook, self._names[0]), cell)
        return notebook

    def _with_copy(self, exercise: str) -> Any:
        notebook = self._fresh()
        place = self._place(notebook, exercise)
        notebook.cells.insert(place, copy.deepcopy(notebook.cells[place]))
        notebook.cells[place]["id"] = "the-copy"
        return notebook

    def _without(self, exercise: str) -> Any:
        notebook = self._fresh()
        del notebook.cells[self._place(notebook, exercise)]
        return notebook

    def _other_notebook(self) -> Any:
        others = [name for name in assignments(self._course) if name != self._assignment.name]
        other = others[0] if others else self._assignment.name
        return nbformat.read(load_assignment(self._course, other).source, as_version=4)

    def _place(self, notebook: Any, exercise: str) -> int:
        """Return where the grade cell of ``exercise`` stands."""
        return next(
            place
            for place, cell in enumerate(notebook.cells)
            if is_autograded(cell) and grade_id(cell) == exercise
        )
