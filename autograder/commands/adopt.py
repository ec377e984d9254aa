"""`adopt`: say what an existing nbgrader course holds, what will differ, and what to add to it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from autograder.commands import OK, Subparsers
from autograder.course.result_display import format_points, printable_text
from autograder.course.settings import FILE as SETTINGS_FILE
from autograder.errors import ConfigurationError
from autograder.suggested_commands import suggested_command

if TYPE_CHECKING:  # a command imports nothing until it runs
    from autograder.adoption.course_survey import SurveyedAssignment
    from autograder.adoption.existing_course import Difference, ExistingCourse

MOST_FILES, MOST_IMPORTS = 5, 12
KIB, MIB = 1 << 10, 1 << 20


def add_parser(commands: Subparsers) -> None:
    """Add the command."""
    adopt = commands.add_parser(
        "adopt",
        help="say what will differ in an existing nbgrader course, and what to add to it",
        description="Run it in the folder of an existing nbgrader course. It says what the course "
        "holds, what will differ from stock nbgrader and why, and which two lines to add to "
        "nbgrader_config.py. It changes nothing without --write. It never changes source/ or the "
        "gradebook.",
    )
    adopt.add_argument(
        "--write",
        action="store_true",
        help="add the two lines and an autograder.toml; the file as it was is kept beside it",
    )
    adopt.set_defaults(run=_run)


def _run(options: argparse.Namespace, console: Console) -> int:
    from autograder.adoption.course_differences import course_differences, usual_differences

    folder = Path.cwd()
    with console.status("looking"):
        course = _look(folder)
        found = course_differences(course)
    _print("found", _holdings(course))
    _print("will differ from stock nbgrader here", _lines(found) or ["nothing in particular"])
    _print("differs in every course", _lines(list(usual_differences(course))))
    if course.survey.notebooks and not course.python_3_notebooks:
        _print("to add", ["nothing: the engine can run no notebook that is graded here"])
    elif options.write:
        _write(course)
    else:
        _print("to add", _additions(course))
    stops = sum(difference.stops for difference in found)
    if stops:
        console.print(f"{stops} to mend before all of it can be graded (✗)", highlight=False)
    return OK


def _look(folder: Path) -> ExistingCourse:
    """Return the course in a folder, as far as it is known."""
    from autograder.adoption.course_survey import survey_course
    from autograder.adoption.existing_course import ExistingCourse
    from autograder.course.settings import load_settings
    from autograder.nbgrader_bridge.course_configuration import read_nbgrader_settings

    nbgrader = read_nbgrader_settings(folder)
    if not nbgrader.source.is_dir() and not nbgrader.assignments:
        raise ConfigurationError(
            f"expected {nbgrader.source}/ASSIGNMENT/NOTEBOOK.ipynb, and there is no folder "
            f"{nbgrader.source.name}/: run this in the folder of an nbgrader course"
        )
    survey = survey_course(nbgrader)
    return ExistingCourse(nbgrader, load_settings(folder), survey)


def _print(title: str, lines: list[str]) -> None:
    print(f"{title}:")
    for line in lines:
        print(f"  {printable_text(line)}")
    print()


def _holdings(course: ExistingCourse) -> list[str]:
    survey = course.survey
    lines = [line for assignment in survey.assignments for line in _assignment_lines(assignment)]
    if not lines:
        lines.append(f"no assignment yet: none of {course.nbgrader.source}/*/ holds a notebook")
    stray = [name for name in survey.stray if not course.nbgrader.is_header(name)]
    if stray:
        names = _some(stray, MOST_FILES)
        lines.append(f"beside the assignments, so in none of them: {names}")
    kernels: dict[str, int] = {}
    imports: dict[str, None] = {}
    for notebook in survey.notebooks:
        kernel = course.kernel_of(notebook)
        kernels[kernel] = kernels.get(kernel, 0) + 1
        imports |= dict.fromkeys(name.partition(".")[0] for name in notebook.imports)
    if kernels:
        counted = [f"{name} ({_count(number, 'notebook')})" for name, number in kernels.items()]
        lines.append(f"kernels: {', '.join(counted)}")
    if imports:
        lines.append(f"imports: {_some(list(imports), MOST_IMPORTS)}")
    return lines


def _assignment_lines(assignment: SurveyedAssignment) -> Iterator[str]:
    names = _some([each.name.partition("/")[2] for each in assignment.notebooks], MOST_FILES)
    yield f"{assignment.name}: {_count(len(assignment.notebooks), 'notebook')} ({names})"
    parts = []
    for what, trait in (("cell of tests", "tests"), ("answer", "manual"), ("task", "tasks")):
        points = [each for notebook in assignment.notebooks for each in getattr(notebook, trait)]
        if points:
            by_hand = " for a person" * (trait != "tests")
            counted = _count(len(points), what, "cells of tests" if trait == "tests" else "")
            parts.append(f"{counted}{by_hand} ({format_points(sum(points))} points)")
    hidden = sum(notebook.hidden for notebook in assignment.notebooks)
    if hidden:
        parts.append(f"{_count(hidden, 'cell')} with hidden tests")
    yield "    " + ("; ".join(parts) or "nothing in it is graded")
    if assignment.files:
        size = _size(assignment.data_bytes)
        yield f"    beside: {_some(list(assignment.files), MOST_FILES)} ({size})"


def _lines(differences: list[Difference]) -> list[str]:
    lines = []
    for each in differences:
        lines.append(f"{'✗' if each.stops else '•'} {each.what}")
        lines += [f"    why: {each.why}"] if each.why else []
        lines += [f"    in {place}" for place in each.places[:MOST_IMPORTS]]
        if len(each.places) > MOST_IMPORTS:
            lines.append(f"    and {len(each.places) - MOST_IMPORTS} more")
        if each.advice:
            lines.append(f"    → {each.advice}")
    return lines


def _additions(course: ExistingCourse) -> list[str]:
    from autograder.adoption.adoption_files import LINES, planned_adoption
    from autograder.course.nbgrader_config_file import CONFIG_FILE

    planned = planned_adoption(course)
    names = {each.path.name for each in planned}
    lines = []
    if CONFIG_FILE in names:
        lines += [f"at the end of {CONFIG_FILE}:", *(f"    {line}" for line in LINES)]
    settings = _needed_lines(course)
    if settings:
        lines += [f"in {SETTINGS_FILE}:", *(f"    {line}" for line in settings)]
    if planned:
        lines.append(f"or let {suggested_command('adopt', '--write')} do it")
    return lines or ["nothing: both lines are there"]


def _needed_lines(course: ExistingCourse) -> list[str]:
    from autograder.adoption.adoption_files import setting_line
    from autograder.adoption.existing_course import needed_settings

    lines: list[str] = []
    for name, value in needed_settings(course).items():
        table, _, key = name.rpartition(".")
        if table and f"[{table}]" not in lines:
            lines.append(f"[{table}]")
        lines.append(setting_line(key, value))
    return lines


def _write(course: ExistingCourse) -> None:
    from autograder.adoption.adoption_files import planned_adoption, write_adoption
    from autograder.nbgrader_bridge.course_configuration import read_nbgrader_settings

    folder = course.nbgrader.course
    planned = planned_adoption(course)
    if planned:
        write_adoption(planned, lambda: read_nbgrader_settings(folder).configured)
    names = [each.path.name for each in planned]
    _print("written", names or ["nothing: both lines are there"])
    settings = [] if SETTINGS_FILE in names else _needed_lines(course)
    if settings:
        _print("to add to autograder.toml yourself", settings)
    graded = [each.name for each in course.survey.graded]
    if graded:
        _print("next", [suggested_command("compare", graded[0])])


def _some(names: list[str], most: int) -> str:
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _size(size: int) -> str:
    return f"{size / MIB:.1f} MiB" if size >= MIB else f"{max(size / KIB, 0.1):.1f} KiB"
