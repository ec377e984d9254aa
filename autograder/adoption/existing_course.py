"""An existing course, from all sides: nbgrader's settings, the engine's, and what it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.adoption.course_survey import CourseSurvey, SurveyedNotebook
from autograder.course.kernelspecs import interpreter_of
from autograder.course.nbgrader_settings import NbgraderSettings
from autograder.course.settings import CourseSettings

TIMEOUT_OWNERS = ("Execute", "ExecutePreprocessor", "NotebookClient")
CELLS_A_SUBMISSION = 5  # so many cells of a submission may each take a cell's whole time
MOST_PLACES = 4


@dataclass(frozen=True)
class Difference:
    """One thing that is not as under stock nbgrader.

    Attributes:
        what: what is different, in one line.
        why: the reason; empty where the first line says it.
        advice: what to do about it; empty where nothing need be done.
        places: the notebooks that it is about, and what is in them.
        stops: whether something is not graded until it is mended.
    """

    what: str
    why: str = ""
    advice: str = ""
    places: tuple[str, ...] = ()
    stops: bool = False


@dataclass(frozen=True)
class ExistingCourse:
    """What is known of a course before the engine grades it."""

    nbgrader: NbgraderSettings
    own: CourseSettings
    survey: CourseSurvey

    @property
    def python(self) -> Path | None:
        """The interpreter that its notebooks need, where that is not this one."""
        if self.own.python is not None:
            return self.own.python
        named = [python for python in self.kernel_pythons() if python.is_file()]
        return next(iter(named)) if len(named) == 1 else None

    def kernel_pythons(self) -> dict[Path, list[SurveyedNotebook]]:
        """Return the interpreters of other environments that kernels start, each with its notebooks."""
        found: dict[Path, list[SurveyedNotebook]] = {}
        for notebook in self.python_3_notebooks:
            python = interpreter_of(self.kernel_of(notebook))
            if python is not None:
                found.setdefault(python, []).append(notebook)
        return found

    @property
    def python_3_notebooks(self) -> list[SurveyedNotebook]:
        """The notebooks that the engine can run."""
        return [each for each in self.survey.notebooks if each.is_python and not each.is_python_2]

    def kernel_of(self, notebook: SurveyedNotebook) -> str:
        """Return the name of the kernel with which nbgrader runs a notebook."""
        return self.nbgrader.kernel_name or notebook.kernel

    @property
    def sets_timeout(self) -> bool:
        """Say whether its configuration sets how long a cell may run."""
        return any(f"{owner}.timeout" in self.nbgrader.theirs for owner in TIMEOUT_OWNERS)


def needed_settings(course: ExistingCourse) -> dict[str, str | float]:
    """Return the settings that ``autograder.toml`` of a course needs and lacks: ``limits.cell_s``, say."""
    needed: dict[str, str | float] = {}
    if course.own.python is None and course.python is not None:
        needed["python"] = str(course.python)
    cell_s, limits = course.nbgrader.cell_timeout_s, course.own.limits_of("")
    if cell_s and course.sets_timeout and "cell_s" not in course.own.limits:
        if cell_s != limits.cell_s:
            needed["limits.cell_s"] = cell_s
        for name in ("submission_s", "cpu_s"):
            whole = CELLS_A_SUBMISSION * cell_s
            if name not in course.own.limits and whole > getattr(limits, name):
                needed[f"limits.{name}"] = whole
    return needed


def counted(things: Iterable[object], one: str = "notebook") -> str:
    """Return the number of things, with the noun."""
    number = len(list(things))
    return f"{number} {one}{'s' * (number != 1)}"


def names_of(notebooks: Iterable[SurveyedNotebook]) -> tuple[str, ...]:
    """Return the names of notebooks."""
    return tuple(each.name for each in notebooks)


def listed(names: Iterable[str], most: int = MOST_PLACES) -> str:
    """Return the first of many names in one line, and how many more there are."""
    all_names = list(names)
    shown = ", ".join(all_names[:most])
    return shown if len(all_names) <= most else f"{shown} and {len(all_names) - most} more"


def by_name(users: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Return a line for each name, with its users."""
    return tuple(f"{name}: {listed(who)}" for name, who in sorted(users.items()))


def hints(course: ExistingCourse, kind: str) -> tuple[str, ...]:
    """Return the notebooks with lines of one kind that the survey looks for, and the first of those lines."""
    found = ((each.name, each.hints.get(kind, [])) for each in course.survey.notebooks)
    return tuple(
        f"{name}: {lines[0]}" + f" ({len(lines)} lines)" * (len(lines) > 1)
        for name, lines in found
        if lines
    )
