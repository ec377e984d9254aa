"""What differs because of what runs a course's notebooks: language, kernel, walls."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from autograder.adoption.course_survey import SurveyedNotebook
from autograder.adoption.existing_course import (
    Difference,
    ExistingCourse,
    counted,
    hints,
    listed,
    names_of,
)
from autograder.course.kernelspecs import (
    OWN_KERNELS,
    foreign_program_of,
    has_kernel,
    interpreter_of,
)


def environment_differences(course: ExistingCourse) -> Iterator[Difference]:
    """Yield what differs because of the notebooks' languages, kernels and surroundings."""
    for find in _FINDERS:
        yield from find(course)


def _other_language(course: ExistingCourse) -> Iterator[Difference]:
    other = [each for each in course.survey.notebooks if not each.is_python]
    if other:
        yield Difference(
            f"{counted(other)} not written in Python",
            "the engine runs Python alone",
            "grade these by stock nbgrader, in a course folder without the two lines",
            tuple(f"{each.name}: {each.language} (kernel {each.kernel})" for each in other),
            stops=True,
        )


def _python_2(course: ExistingCourse) -> Iterator[Difference]:
    old = [each for each in course.survey.notebooks if each.is_python_2]
    if old:
        yield Difference(
            f"{counted(old)} written in Python 2",
            "the engine runs only Python 3, and their cells would fail there",
            "make them Python 3, and save them with a Python 3 kernel",
            tuple(f"{each.name} (kernel {each.kernel})" for each in old),
            stops=True,
        )


def _other_environment(course: ExistingCourse) -> Iterator[Difference]:
    if course.own.python is not None:
        return
    pythons = course.kernel_pythons()
    for python, notebooks in pythons.items():
        kernels = sorted({course.kernel_of(each) for each in notebooks})
        several = len(pythons) > 1
        if not python.is_file():
            yield Difference(
                f"the kernel {listed(kernels)} is {python}, which is not there",
                "nbgrader stops at it; the engine does not guess which packages it had",
                'say which Python runs it: python = "/path/to/bin/python" in autograder.toml',
                names_of(notebooks),
                stops=True,
            )
            continue
        yield Difference(
            f"the kernel {listed(kernels)} is {python}, and this is {sys.executable}",
            "it may have other packages; the engine runs all notebooks of a course by one Python",
            f'python = "{python}" in autograder.toml'
            + ", and a course folder of its own for each of the others" * several,
            names_of(notebooks),
            stops=several or any(name.lower() not in OWN_KERNELS for name in kernels),
        )


def _unknown_kernel(course: ExistingCourse) -> Iterator[Difference]:
    unknown: dict[str, list[SurveyedNotebook]] = {}
    for each in course.python_3_notebooks if course.own.python is None else []:
        name = course.kernel_of(each)
        if not has_kernel(name) or (foreign_program_of(name) and not interpreter_of(name)):
            unknown.setdefault(name, []).append(each)
    for name, notebooks in unknown.items():
        if name.lower() in OWN_KERNELS and not has_kernel(name):
            yield Difference(
                f"there is no kernel {name!r} here, which means no environment in particular",
                f"{sys.executable} runs it; some versions of nbgrader stop at it",
                places=names_of(notebooks),
            )
        else:
            yield Difference(
                f"the kernel {name!r} is started by {foreign_program_of(name)}"
                if has_kernel(name)
                else f"there is no kernel {name!r} here: nbgrader stops at it",
                "the engine does not guess which Python that is, and which packages it has",
                f'say which Python runs it: python = "/path/to/bin/python" in autograder.toml; this '
                f"one is {sys.executable}",
                names_of(notebooks),
                stops=True,
            )


def _network(course: ExistingCourse) -> Iterator[Difference]:
    if places := hints(course, "install"):
        yield Difference(
            "cells that install packages fail",
            "a submission has no network",
            "install them once, in the environment that grades",
            places,
        )
    if places := hints(course, "network"):
        yield Difference(
            "cells that fetch something fail",
            "a submission has no network",
            "put the files beside the notebook in source/: they are released, and graded with it",
            places,
        )


def _machine(course: ExistingCourse) -> Iterator[Difference]:
    if places := hints(course, "outside"):
        yield Difference(
            "files outside of the assignment's folder are not there",
            "a submission sees its own folder alone",
            "put them beside the notebook in source/, and read them from there",
            places,
        )
    if places := hints(course, "gpu"):
        yield Difference("there is no GPU", "a submission is shown no device", places=places)


_FINDERS: tuple[Callable[[ExistingCourse], Iterator[Difference]], ...] = (
    *(_other_language, _python_2, _other_environment, _unknown_kernel),
    *(_network, _machine),
)
