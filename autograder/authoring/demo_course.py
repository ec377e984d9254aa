"""The demo course: a made-up class of submissions for each assignment, graded as you watch.

Its submissions are drawn from the answer bank with a fixed seed. They are right and wrong as students'
answers are, and broken as notebooks are.
"""

from __future__ import annotations

import copy
import os
import random
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import nbformat
from rich.console import Console

from autograder.authoring.answer_bank import (
    AnswerVariant,
    load_answer_variants,
    notebook_with_answers,
)
from autograder.course.assignment import (
    ANSWER_SUFFIX,
    Assignment,
    assignment_names,
    grade_id,
    is_autograded_cell,
    load_assignment,
)
from autograder.course.settings import load_settings
from autograder.errors import ConfigurationError
from autograder.suggested_commands import chdir_with_suggestions, suggested_command

SEED = 2021
DEMO_FOLDER = "demo"
BEST_STUDENT = "ada"
COPIED_PATHS = (
    "source",
    "nbgrader_config.py",
    "autograder.toml",
)  # the parts of the course that the demo copies
ENDLESS_LOOP = "while True:  # forgot to count\n    pass"
KERNEL_KILLER = "import os\n\nos._exit(1)"
MEMORY_HOG = "hog = []\nwhile True:\n    hog.append(np.ones((1000, 1000)))"
STDERR_NOISE = "import sys\n\nprint('still here', file=sys.stderr)"

RunCommand = Callable[[Sequence[str]], int]


def run_demo(
    jobs: int | None, console: Console, main: RunCommand, *, every_assignment: bool = False
) -> int:
    """Make the demo course in ``demo/`` and grade a class of it; `grade` says where the report is.

    Submissions that cannot be graded belong to the demo: they do not make it fail.

    Args:
        jobs: how many submissions at a time; None: as many as fit.
        console: for the lines that say what is graded.
        main: runs a command of the engine.
        every_assignment: grade a class of each assignment, not of the first alone.

    Returns:
        0; or the exit status of ``grade``, where it graded nothing.
    """
    course = Path.cwd()
    place = recreate_demo_folder(course)
    names = assignment_names(place)
    graded = names if every_assignment else names[:1]
    with chdir_with_suggestions(place):
        for name in graded:
            arguments = ["grade", name, *(["--jobs", str(jobs)] if jobs else [])]
            console.print(
                f"\n{suggested_command(*arguments)}", style="bold", markup=False, soft_wrap=True
            )
            status = main(arguments)
            if status > 1:
                return status
    if left := len(names) - len(graded):
        console.print(
            f"\nEach of the other assignments ({left}) has such a class: make demo ALL=1 grades them, too",
            markup=False,
            soft_wrap=True,
        )
    return 0


def recreate_demo_folder(course: Path) -> Path:
    """Make ``demo/`` afresh: the course's sources and a class of submissions per assignment.

    Raises:
        ConfigurationError: this is no course for a demo, or ``demo/`` is no demo.
    """
    place = course / DEMO_FOLDER
    checks = _expect_bank(course)
    if place.exists() and not (place / "submitted" / BEST_STUDENT).is_dir():
        raise ConfigurationError(
            f"{place} is there, and no demo that was made before: rename it, or remove it"
        )
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for part in (*COPIED_PATHS, checks):
        if (course / part).is_dir():
            shutil.copytree(
                course / part, place / part, ignore=shutil.ignore_patterns("__pycache__")
            )
        else:
            shutil.copy(course / part, place / part)
    for name in assignment_names(course):
        for student, content in demo_notebooks_by_student(course, name).items():
            folder = place / "submitted" / student / name
            folder.mkdir(parents=True)
            if content is not None:
                (folder / f"{name}.ipynb").write_text(content, encoding="utf-8")
    return place


def _expect_bank(course: Path) -> str:
    """Expect a course with a bank of answers, for a class; return the path of its checks in it."""
    settings = load_settings(course)
    checks, bank = (os.path.relpath(path, course) for path in (settings.checks, settings.bank))
    needed = (*COPIED_PATHS, checks, bank)
    if lacking := [part for part in needed if part[:2] == ".." or not (course / part).exists()]:
        raise ConfigurationError(
            f"demo shows the course that the engine's repository holds: expected {', '.join(needed)} in "
            f"{course}, found no {', '.join(lacking)}; get a checkout of the repository, and run "
            "make demo there"
        )
    return checks


def demo_notebooks_by_student(course: Path, name: str) -> dict[str, str | None]:
    """Return each made-up student's notebook for an assignment as text; None: nothing handed in."""
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
        self._variants = load_answer_variants(course, assignment)
        self._names = [exercise.id for exercise in assignment.exercises]

    def make(self) -> dict[str, str | None]:
        first, middle = self._names[0], self._names[len(self._names) // 2]
        class_ = {
            BEST_STUDENT: self._solution,
            "ben": self._answers(wrong=0),
            "chen": self._answers(wrong=0),
            "dora": self._answers(wrong=2),
            "emil": self._answers(wrong=4),
            "fatou": self._answers(wrong=len(self._names)),
            "gita": self._half_done(),
            "hugo": self._release,
            "ines_endless_loop": notebook_with_answers(self._solution, {middle: ENDLESS_LOOP}),
            "jun_kernel_killer": notebook_with_answers(self._solution, {middle: KERNEL_KILLER}),
            "kofi_memory_hog": notebook_with_answers(self._solution, {first: MEMORY_HOG}),
            "lena_stderr": self._with_cell(STDERR_NOISE),
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
        """Return a notebook with a wrong variant for ``wrong`` exercises, and right ones for the others."""
        mistaken = set(self._random.sample(self._names, min(wrong, len(self._names))))
        answers = {}
        for name in self._names:
            choice = self._choose(name, right=name not in mistaken)
            if choice is not None:
                answers[name] = choice.source
        return notebook_with_answers(self._solution, answers)

    def _choose(self, exercise: str, *, right: bool) -> AnswerVariant | None:
        fitting = [v for v in self._variants if v.exercise == exercise and v.right is right]
        return self._random.choice(fitting) if fitting else None

    def _half_done(self) -> Any:
        released = {grade_id(cell): cell.source for cell in self._release.cells}
        rest = self._names[len(self._names) // 2 :]
        stubs = {name: released[name + ANSWER_SUFFIX] for name in rest}
        return notebook_with_answers(self._solution, stubs)

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
        others = [name for name in assignment_names(self._course) if name != self._assignment.name]
        other = others[0] if others else self._assignment.name
        return nbformat.read(load_assignment(self._course, other).source, as_version=4)

    def _place(self, notebook: Any, exercise: str) -> int:
        """Return the position of an exercise's grade cell."""
        return next(
            place
            for place, cell in enumerate(notebook.cells)
            if is_autograded_cell(cell) and grade_id(cell) == exercise
        )
