"""What changes when the engine grades an existing nbgrader course, and why."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.adoption.environment_differences import environment_differences
from autograder.adoption.existing_course import Difference, ExistingCourse
from autograder.adoption.nbgrader_differences import nbgrader_differences
from autograder.adoption.package_differences import package_differences
from autograder.course.limits import MIB
from autograder.course.submitted_files import MAX_FILES_BYTES


def course_differences(course: ExistingCourse) -> list[Difference]:
    """Return what will differ in this course in particular; what stops a grading comes first."""
    kinds = (environment_differences, package_differences, nbgrader_differences)
    found = [difference for kind in kinds for difference in kind(course)]
    return sorted(found, key=lambda difference: not difference.stops)


def usual_differences(course: ExistingCourse) -> Iterator[Difference]:
    """Yield what differs in every course."""
    limits = course.own.limits_of("")
    yield Difference(
        "a submission has no network, no GPU, and no files except its own and the course's beside it",
        "it may be anybody's program",
    )
    yield Difference(
        f"it has {limits.submission_s:g} s, {limits.memory_mib} MiB of memory for each process, and "
        f"{limits.disk_mib} MiB for files; a cell has {limits.cell_s:g} s",
        f"nbgrader gives a cell {_seconds(course.nbgrader.cell_timeout_s)}, and limits nothing else; "
        "[limits] in autograder.toml changes these",
    )
    yield Difference(
        "a cell that hangs or ends its kernel costs its own points, and the rest is graded",
        "under nbgrader a kernel's end costs the whole submission",
    )
    if not course.nbgrader.restores_deleted_cells:
        yield Difference(
            "a test cell that a student deleted is put back, and counts",
            "under nbgrader it gives no points, unless OverwriteCells.add_missing_cells is set",
        )
    yield Difference(
        "what packages write to stderr while they are imported is not there",
        "most are imported before; all else on stderr makes a test cell 0, as under nbgrader",
    )
    yield Difference(
        "feedback has what cells showed as text and pictures, without scripts; of files that a "
        f"student adds, the first {MAX_FILES_BYTES // MIB} MiB are there",
        "others open what students wrote",
    )


def _seconds(seconds: int | None) -> str:
    return "all the time it takes" if seconds is None else f"{seconds} s"
