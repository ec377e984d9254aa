"""Packages that a course's notebooks import, and that their Python lacks."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from autograder.adoption.course_survey import SurveyedAssignment, SurveyedNotebook
from autograder.adoption.existing_course import Difference, ExistingCourse, by_name
from autograder.course.imported_modules import (
    FORMER_LIBRARY,
    distribution_name,
    lies_in,
    missing_packages,
)

SHOWN_TO_ALL = "course_utils"  # every kernel is shown it, wherever it is installed
KERNEL_PACKAGE = "ipykernel"
Users = dict[str, list[str]]  # the notebooks that import a package, by its name


def package_differences(course: ExistingCourse) -> Iterator[Difference]:
    """Yield what differs because packages are missing, by name and by notebook."""
    needed, optional = _missing(course)
    former = {name: users for name, users in needed.items() if name in FORMER_LIBRARY}
    lost = {
        name: users
        for name, users in needed.items()
        if name not in former and lies_in(course.nbgrader.source, name)
    }
    lacking = {name: who for name, who in needed.items() if name not in {*former, *lost}}
    yield from _lacking(lacking, _python_name(course))
    if lost:
        yield Difference(
            "notebooks import modules that lie in another folder of the course",
            "a submission sees its own folder alone",
            "put a copy beside each notebook that imports them",
            by_name(lost),
            stops=True,
        )
    if former:
        yield Difference(
            "notebooks import modules that Python no longer has",
            "their cells fail for every student",
            "import what took their place",
            by_name(former),
            stops=True,
        )
    if optional:
        what = f"notebooks try to import what {_python_name(course)} lacks, and go on without it"
        yield Difference(what, places=by_name(optional))


def _lacking(lacking: Users, python: str) -> Iterator[Difference]:
    if lacking:
        packages = " ".join(sorted({distribution_name(name) for name in lacking}))
        yield Difference(
            f"notebooks import what {python} lacks",
            "their assignments are not graded before, so that nobody gets a zero for it",
            f"{python} -m pip install {packages}; or name the Python that has them: "
            'python = "/path/to/bin/python" in autograder.toml; or grade with --allow-missing',
            by_name(lacking),
            stops=True,
        )


def _python_name(course: ExistingCourse) -> str:
    return str(course.python or sys.executable)


def _missing(course: ExistingCourse) -> tuple[Users, Users]:
    """Return the missing packages that notebooks need, and those that they can do without."""
    python = str(course.python) if course.python is not None else None
    needed: Users = {}
    optional: Users = {}
    for assignment in course.survey.graded:
        for notebook, name in _missing_in(assignment, python):
            if name in {each.partition(".")[0] for each in notebook.imports}:
                needed.setdefault(name, []).append(notebook.name)
            elif name not in FORMER_LIBRARY:
                optional.setdefault(name, []).append(notebook.name)
    if python is not None and missing_packages([KERNEL_PACKAGE], python):
        needed[KERNEL_PACKAGE] = ["each notebook's kernel"]
    needed.pop(SHOWN_TO_ALL, None)
    return needed, optional


def _missing_in(
    assignment: SurveyedAssignment, python: str | None
) -> Iterator[tuple[SurveyedNotebook, str]]:
    """Yield the packages that are missing for each notebook of an assignment."""
    of_each = [
        (notebook, [*notebook.imports, *notebook.optional]) for notebook in assignment.notebooks
    ]
    modules = [name for _, names in of_each for name in names]
    missing = missing_packages(modules, python, beside=assignment.folder)
    for notebook, names in of_each:
        packages = {name.partition(".")[0] for name in names}
        yield from ((notebook, name) for name in missing if name in packages)
