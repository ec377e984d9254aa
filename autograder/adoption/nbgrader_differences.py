"""What differs because of a course's own settings of nbgrader, and of its notebooks' metadata."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from autograder.adoption.course_survey import SCHEMA
from autograder.adoption.existing_course import (
    TIMEOUT_OWNERS,
    Difference,
    ExistingCourse,
    counted,
    hints,
    listed,
    names_of,
)
from autograder.course.nbgrader_config_file import STEPS, course_folder

# What the engine sets unless the course sets it; and what follows if the course sets it.
SEAMS = {
    "Autograde.sanitize_preprocessors": "the engine's are added at its start and end",
    "Autograde.autograde_preprocessors": "the sandbox takes the place of nbgrader's Execute in it",
    "Autograde.exporter_class": "an autograding that was broken off looks like a whole one",
    "GenerateAssignment.preprocessors": "the engine's is added at its end",
    "GenerateFeedback.exporter_class": "students get that page, not the engine's",
    "HTMLExporter.filters": "nbgrader's pages show what these let through of a student's notebook",
    "HTMLExporter.preprocessors": "the engine's is added at its end",
}
# Settings of nbgrader's Execute that change nothing here, or that are looked at elsewhere.
_HEEDED = frozenset(
    {"timeout", "kernel_name", "shutdown_kernel", "startup_timeout", "record_timing", "isolation"}
)


def nbgrader_differences(course: ExistingCourse) -> Iterator[Difference]:
    """Yield what differs because of the course's nbgrader settings and its notebooks' metadata."""
    for find in _FINDERS:
        yield from find(course)


def _unreadable(course: ExistingCourse) -> Iterator[Difference]:
    if broken := course.survey.unreadable:
        yield Difference(
            f"{counted(broken)} cannot be read",
            "",
            "open each in Jupyter and save it",
            tuple(f"{each.name}: {each.problem}" for each in broken),
            stops=True,
        )


def _old_metadata(course: ExistingCourse) -> Iterator[Difference]:
    old = [each for each in course.survey.notebooks if each.schemas and min(each.schemas) < SCHEMA]
    if old:
        yield Difference(
            f"{counted(old)} made by an older nbgrader",
            "today's nbgrader refuses them, with the engine or without",
            "nbgrader update source",
            names_of(old),
            stops=True,
        )


def _autotests(course: ExistingCourse) -> Iterator[Difference]:
    if places := hints(course, "autotest"):
        yield Difference(
            "python -m autograder grade does not know tests that nbgrader writes when it releases",
            "they are not in source/, where it reads them",
            "nbgrader autograde for these assignments",
            places,
            stops=True,
        )


def _folders(course: ExistingCourse) -> Iterator[Difference]:
    theirs = course.nbgrader.theirs
    structure = theirs.get("CourseDirectory.directory_structure")
    if structure:
        yield Difference(
            "python -m autograder expects source/ASSIGNMENT/ and submitted/STUDENT/ASSIGNMENT/",
            f"CourseDirectory.directory_structure is {structure!r}, which only nbgrader follows",
            "nbgrader autograde works as before; for the rest, take it out and move the folders",
            stops=True,
        )
    for step in STEPS:
        told, read = (
            str(theirs.get(f"CourseDirectory.{step}_directory", step)),
            course_folder(course.nbgrader.course, step),
        )
        if course.nbgrader.course / told != read:
            yield Difference(
                f"python -m autograder takes {read.name}/ for nbgrader's {told}/",
                f"CourseDirectory.{step}_directory is set, but not to a text in quotes in the "
                "course's own nbgrader_config.py, which it reads and does not run",
                f'c.CourseDirectory.{step}_directory = "{told}"',
                stops=step == "source" and not read.is_dir(),
            )


def _timeouts(course: ExistingCourse) -> Iterator[Difference]:
    ours, theirs = course.own.limits_of("").cell_s, course.nbgrader.cell_timeout_s
    if theirs is None:
        yield Difference(
            f"a cell has {ours:g} s, where this course's nbgrader has no limit",
            "a cell that never ends would hold up the class",
            "cell_s under [limits] in autograder.toml, as long as the slowest cell may take",
        )
    elif course.sets_timeout and theirs != ours:
        yield Difference(
            f"this course's nbgrader gives a cell {theirs} s, python -m autograder {ours:g} s",
            "nbgrader reads Execute.timeout, the engine autograder.toml",
            f"cell_s = {theirs} under [limits] in autograder.toml",
        )


def _seams(course: ExistingCourse) -> Iterator[Difference]:
    late = course.nbgrader.set_too_late
    if late:
        yield Difference(
            f"{listed(late)} set after configure(c)",
            "the engine's own parts are not in it: submissions would run with no walls around them",
            "make configure(c) the last line",
            stops=True,
        )
    if not course.nbgrader.executes:
        yield Difference(
            "Autograde.autograde_preprocessors is without nbgrader's Execute",
            "the engine takes the place of that one, and of no other",
            "put nbgrader.preprocessors.Execute where cells are run",
            stops=True,
        )
    for name in course.nbgrader.seams:
        yield Difference(f"this course sets {name} itself", f"that counts: {SEAMS[name]}")


def _unheeded(course: ExistingCourse) -> Iterator[Difference]:
    parts = [name.split(".") for name in course.nbgrader.theirs]
    unheeded = sorted(
        ".".join(part)
        for part in parts
        if part[0] in TIMEOUT_OWNERS and len(part) == 2 and part[1] not in _HEEDED
    )
    if unheeded:
        yield Difference(f"{listed(unheeded)} not heeded", "the engine runs the cells itself")


_FINDERS: tuple[Callable[[ExistingCourse], Iterator[Difference]], ...] = (
    *(_unreadable, _old_metadata, _autotests, _folders, _seams, _unheeded, _timeouts),
)
