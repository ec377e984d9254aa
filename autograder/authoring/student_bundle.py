"""The bundle that students download: for each assignment, a folder and a zip with all they need."""

from __future__ import annotations

from pathlib import Path

from autograder.authoring.release_rules import release_command, stale_release_findings
from autograder.authoring.source_reading import read_sources
from autograder.authoring.start_page import REQUIREMENTS, start_page
from autograder.authoring.student_packages import student_packages
from autograder.course.assignment import Assignment, expect_assignments, load_assignment
from autograder.course.nbgrader_config_file import course_folder
from autograder.errors import ConfigurationError
from autograder.files import reproducible_zip, write_public_bytes

START_PAGE = "START.html"  # written first: it marks a folder as a bundle's


def write_student_bundles(course: Path, names: list[str], to: Path) -> list[Path]:
    """Write the student bundles of the assignments ``names``, or of all, and return the zips.

    Each bundle is a folder in ``to``, with a zip beside it. The same release gives the same bytes.

    Raises:
        ConfigurationError: there is no such assignment, its release does not match its source, or
            something that is no part of a bundle is in the way.
    """
    names = [name.rstrip("/") for name in names] or expect_assignments(course)
    for name in names:
        _expect_released(course, name)
    files = {name: _files(course, load_assignment(course, name)) for name in names}
    for name in names:
        _expect_no_strangers(to / name, set(files[name]))
    return [_write_bundle(to, name, files[name]) for name in names]


def _files(course: Path, assignment: Assignment) -> dict[str, bytes]:
    """Return the files of an assignment's bundle by path, the start page first."""
    packages, released = student_packages(assignment), _released(course, assignment.name)
    others = released.get(REQUIREMENTS)  # the course's own lines come into the students' file
    lines = (
        packages.requirements if others is None else [others.decode("utf-8", "replace").rstrip()]
    )
    page = start_page(assignment, packages, list(released))
    return {
        START_PAGE: page.encode(),
        **packages.wheels,
        **released,
        REQUIREMENTS: _requirements(list(packages.wheels), lines),
    }


def _expect_released(course: Path, name: str) -> None:
    """Raise an error unless release/ is up to date with the sources and the checks."""
    reading = read_sources(load_assignment(course, name))
    findings = [each for each in reading.findings if each.is_error]
    for finding in findings or stale_release_findings(course, reading):
        raise ConfigurationError(
            ": ".join(filter(None, [str(finding.path), finding.place, finding.problem]))
        )
    released = course_folder(course, "release") / name
    for beside, path in reading.assignment.files.items():
        if not _is_same(path, released / beside):
            raise ConfigurationError(
                f"{released / beside}: it is not what the source gives now: {release_command(name)}"
            )


def _is_same(path: Path, released: Path) -> bool:
    """Say whether a file beside the source notebooks is the same in the release."""
    return released.is_file() and released.read_bytes() == path.read_bytes()


def _released(course: Path, name: str) -> dict[str, bytes]:
    folder = course_folder(course, "release") / name
    paths = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    kept = [path for path in paths if not any(_is_litter(part) for part in path.parts)]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in kept}


def _is_litter(part: str) -> bool:
    return part in ("__pycache__", ".ipynb_checkpoints", ".DS_Store")


def _requirements(wheels: list[str], pins: list[str]) -> bytes:
    head = "# What the course was tested with.\n# In this folder: pip install -r requirements.txt\n"
    return (head + "\n".join([*(f"./{wheel}" for wheel in wheels), *pins]) + "\n").encode()


def _expect_no_strangers(folder: Path, ours: set[str]) -> None:
    """Raise an error if a folder holds anything but an earlier bundle, such as an old wheel."""
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    strangers = sorted(there - ours if START_PAGE in there else there)
    if strangers:
        raise ConfigurationError(
            f"{folder} holds {strangers[0]}, which is no part of an earlier bundle: remove it, or "
            "choose another folder with --to"
        )


def _write_bundle(to: Path, name: str, files: dict[str, bytes]) -> Path:
    target = to / f"{name}-start.zip"  # not what `submit_zip` makes
    target.unlink(missing_ok=True)  # an interrupted run leaves no zip that differs from the folder
    for path, data in files.items():
        write_public_bytes(to / name / path, data)
    write_public_bytes(
        target, reproducible_zip({f"{name}/{path}": data for path, data in files.items()})
    )
    return target
