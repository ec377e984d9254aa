"""`new`: write a new assignment with one exercise, or checks for an existing exercise."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path

from rich.console import Console

from autograder.commands import OK, Subparsers
from autograder.installation import documentation


def add_parser(commands: Subparsers) -> None:
    """Add the command."""
    new = commands.add_parser(
        "new",
        help="write a new assignment with one exercise, or checks for one that is there",
        description="Write a notebook with one worked exercise, its checks, and right and wrong "
        "answers that prove them. You then rewrite all three. With --exercise, write checks for one "
        "exercise of an assignment that is there; its other exercises keep the tests in their cells. "
        f"{documentation('author/writing.md')} goes on from there.",
    )
    new.add_argument(
        "assignment",
        metavar="ASSIGNMENT",
        help="the assignment's name, such as 07_my_first or 'Problem Set 1'",
    )
    new.add_argument(
        "--exercise",
        metavar="ID",
        help="the grade_id of the cell that gets checks",
    )
    new.set_defaults(run=_run)


def _run(options: argparse.Namespace, console: Console) -> int:
    from autograder.authoring.new_assignment import write_new_assignment
    from autograder.authoring.new_exercise import write_exercise_checks

    course, name = Path.cwd(), options.assignment
    if options.exercise is None:
        paths, advice = write_new_assignment(course, name), _after_assignment(name)
    else:
        name = name.rstrip("/")
        paths = write_exercise_checks(course, name, options.exercise)
        advice = _after_exercise(course, name, options.exercise)
    for path in paths:
        print(path.relative_to(course) if path.is_relative_to(course) else path)
    for line in advice:
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    return OK


def _after_assignment(name: str) -> list[str]:
    name = shlex.quote(name)
    return [
        f"next: rewrite them ({documentation('author/writing.md')}), then python -m autograder prove {name}, lint "
        f"{name} and release {name}"
    ]


def _after_exercise(course: Path, name: str, exercise: str) -> list[str]:
    """Return what to do next, and what becomes of the notebook."""
    from autograder.authoring.new_exercise import find_exercise
    from autograder.course.assignment import calls_check, grade_cell, load_assignment

    assignment = load_assignment(course, name)
    found = find_exercise(assignment, exercise)
    quoted = shlex.quote(name)
    what_next = [
        f"next: write the checks ({documentation('author/writing.md')}), then python -m autograder prove {quoted} "
        f"{shlex.quote(exercise)}; until they are written, nobody is graded by them",
    ]
    if calls_check(grade_cell(assignment, found), found):
        return what_next
    return [
        *what_next,
        f"In grading they take the place of the tests in the cell {found.grade_id} of "
        f"{found.notebook}.ipynb, which is not run any more: the notebook may stay as it is.",
        "Should students run them, too? Then the notebook needs this in a read-only cell at its top:",
        "    from course_utils import exercises",
        f'    check = exercises("{name}")',
        f'and in that cell, in place of its tests, check("{exercise}"); then release {quoted} again.',
    ]
