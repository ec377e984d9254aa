"""Copies of a course, each with a gradebook of its own: grading in them does not change the course.

The folders of a copy have nbgrader's default names, not the course's. The end of the copy's
``nbgrader_config.py`` sets them and the gradebook, so that nothing is written to the course's own.
"""

from __future__ import annotations

import contextlib
import datetime
import glob
import json
import os
import re
import shutil
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.api import Assignment, Gradebook
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import inspect, select

from autograder.course.settings import FILE as SETTINGS
from autograder.errors import ConfigurationError
from autograder.nbgrader_bridge.gradebook_database import (
    SQLITE_PREFIX,
    create_gradebook_if_missing,
    explain_database_errors,
    open_gradebook_session,
)
from autograder.nbgrader_bridge.nbgrader_app import open_nbgrader_app

CONFIG = "nbgrader_config.py"
GRADEBOOK = "gradebook.db"
SOURCE, SUBMITTED, AUTOGRADED = "source", "submitted", "autograded"
RESULT_FOLDERS = {SOURCE, SUBMITTED, AUTOGRADED, "release", "feedback", "reports", "demo"}
NAMED_FOLDERS = ("source", "release", "submitted", "autograded", "feedback", "solution")
STUDENT = "\0"  # the student's placeholder in a path
PATH_SETTING = re.compile(
    r"""^(?P<key>\s*(?:checks|python)\s*=\s*)(?P<quote>["'])(?P<path>[^"'\\\n]+)(?P=quote)""",
    re.MULTILINE,
)
USER_CONFIG = ".jupyter"  # a copy's folder of settings that come before those in ~/.jupyter


@dataclass(frozen=True)
class CourseToCopy:
    """A course and one of its assignments, by its nbgrader_config.py.

    Attributes:
        source: the assignment's folder of instructor notebooks.
        submissions: the submissions' folders, by student.
        step_folders: nbgrader's folders; a copy needs only the sources.
        due: the assignment's due date in the gradebook.
    """

    folder: Path
    assignment: str
    source: Path
    submissions: dict[str, Path]
    step_folders: frozenset[Path]
    course_id: str
    due: datetime.datetime | None


def read_course(course: Path, assignment: str, submitted: Path | None = None) -> CourseToCopy:
    """Return the parts of a course to copy.

    Args:
        course: the course's folder.
        assignment: the assignment's name.
        submitted: the folder of submissions, as ``<student>/<assignment>/``; None: the one in
            nbgrader_config.py.

    Raises:
        ConfigurationError: there are no submissions, or the gradebook cannot be read.
    """
    with open_nbgrader_app(course) as app:
        folders = app.coursedir
        found = _submissions(folders, assignment, submitted)
        if not found:
            where = submitted or folders.format_path(
                folders.submitted_directory, "<student>", assignment
            )
            raise ConfigurationError(
                f"no submissions: looked in {where}; collect them first, or name the folder with "
                "--submitted"
            )
        steps = {
            Path(os.path.normpath(Path(folders.root) / getattr(folders, f"{name}_directory")))
            for name in NAMED_FOLDERS
        }
        return CourseToCopy(
            course,
            assignment,
            Path(os.path.normpath(folders.format_path(folders.source_directory, ".", assignment))),
            found,
            frozenset(steps),
            folders.course_id,
            _due_date(folders.db_url, assignment),
        )


def _submissions(
    folders: CourseDirectory, assignment: str, submitted: Path | None
) -> dict[str, Path]:
    """Return the folders of submissions by student, found in nbgrader's way."""
    if submitted is not None:
        students = sorted(submitted.iterdir()) if submitted.is_dir() else []
        there = [student / assignment for student in students]
        return {path.parent.name: path for path in there if path.is_dir()}
    path = folders.format_path(folders.submitted_directory, STUDENT, assignment)
    before, _, after = path.partition(STUDENT)
    pattern = f"{glob.escape(before)}*{glob.escape(after)}"
    paths = sorted(glob.glob(pattern))  # noqa: PTH207  # Path.glob takes no absolute pattern
    return {
        path[len(before) : len(path) - len(after)]: Path(path)
        for path in paths
        if Path(path).is_dir()
    }


def _due_date(url: str, assignment: str) -> datetime.datetime | None:
    """Return an assignment's due date in the gradebook; None where it has none."""
    if url.startswith(SQLITE_PREFIX) and not Path(url.removeprefix(SQLITE_PREFIX)).is_file():
        return None
    with explain_database_errors(url), open_gradebook_session(url) as session:
        if not inspect(session.connection()).has_table(Assignment.__tablename__):
            return None
        due: datetime.datetime | None = session.scalar(
            select(Assignment.duedate).where(Assignment.name == assignment)
        )
        return due


def copy_course(course: CourseToCopy, place: Path) -> dict[str, str]:
    """Copy a course to ``place``, so that one assignment can be graded there.

    The course's other folders are links in the copy: nbgrader_config.py may import from them, and
    notebooks may look for data in them.

    Returns:
        The environment variables that a program needs to work only in the copy.

    Raises:
        ConfigurationError: the copy cannot be made, or a setting leads out of it.
    """
    try:
        place.mkdir(parents=True)
        _copy_rest(course, place)
        _copy_source(course, place / SOURCE)
        for student, folder in course.submissions.items():
            _copy_tree(folder, place / SUBMITTED / student / course.assignment)
    except (OSError, shutil.Error) as error:
        raise ConfigurationError(f"the course cannot be copied: {error}") from None
    _write_config(course, place)
    environment = {"JUPYTER_CONFIG_PATH": _before(place / USER_CONFIG, "JUPYTER_CONFIG_PATH")}
    _expect_kept_apart(place, environment)
    if course.due is not None:
        _set_due_date(course, place)
    return environment


def _before(path: Path, variable: str) -> str:
    """Return the list of paths in a variable, with one more in front."""
    return os.pathsep.join(filter(None, [str(path), os.environ.get(variable, "")]))


def _copy_rest(course: CourseToCopy, place: Path) -> None:
    """Copy the files at the course's root, and link its other folders."""
    for entry in sorted(course.folder.iterdir()):
        if entry.name.startswith((".", "__", GRADEBOOK)) or entry.name in RESULT_FOLDERS:
            continue
        if entry.is_file():
            shutil.copy(entry, place / entry.name)
        elif entry.is_dir() and _is_of_use(entry, course, place):
            (place / entry.name).symlink_to(entry.resolve())


def _is_of_use(folder: Path, course: CourseToCopy, place: Path) -> bool:
    """Say whether a copy may need a folder: it needs none that nbgrader writes, nor itself."""
    path = Path(os.path.normpath(folder.absolute()))
    written = course.step_folders - {course.source.parent}  # a header's path may lead there
    return path not in written and not place.absolute().is_relative_to(path)


def _copy_source(course: CourseToCopy, source: Path) -> None:
    """Copy the assignment's sources and the files beside its folder; link the other folders."""
    source.mkdir()
    if course.source.parent in course.step_folders:  # the folder of all sources
        for entry in sorted(course.source.parent.iterdir()):
            if entry.is_file():
                shutil.copy(entry, source / entry.name)
            elif entry.is_dir() and entry != course.source and not entry.name.startswith("."):
                (source / entry.name).symlink_to(entry.resolve())
    _copy_tree(course.source, source / course.assignment, follow=True)


def _copy_tree(folder: Path, to: Path, *, follow: bool = False) -> None:
    """Copy a folder, and make all of it writable; links stay links unless ``follow`` is set."""
    ignored = shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__")
    shutil.copytree(folder, to, symlinks=not follow, ignore=ignored, ignore_dangling_symlinks=True)
    for path in (to, *to.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (stat.S_IRWXU if path.is_dir() else stat.S_IWUSR))


def _write_config(course: CourseToCopy, place: Path) -> None:
    """Add to the copy's nbgrader_config.py, and write the settings that come before the user's own."""
    settings = ["c = get_config()", *_settings(place), ""]
    with (place / CONFIG).open("ab") as config:
        config.write("\n".join(["", "# Of this copy:", *settings]).encode("ascii"))
    (place / USER_CONFIG).mkdir()
    root = ["c = get_config()", f"c.CourseDirectory.root = {str(place)!a}", ""]
    (place / USER_CONFIG / CONFIG).write_text("\n".join(root), encoding="ascii")
    settings_file = place / SETTINGS
    if settings_file.is_file():
        text = settings_file.read_text(encoding="utf-8-sig")
        settings_file.write_text(_with_absolute_paths(text, course.folder), encoding="utf-8")


def _with_absolute_paths(settings: str, course: Path) -> str:
    """Return the text of an autograder.toml with relative paths made absolute."""
    general, table, special = settings.partition("\n[")

    def absolute(found: re.Match[str]) -> str:
        path = os.path.normpath(course / Path(found["path"]).expanduser())
        return f"{found['key']}{json.dumps(path, ensure_ascii=False)}"

    return PATH_SETTING.sub(absolute, general) + table + special


def _settings(place: Path) -> Iterator[str]:
    for name, value in _directories(place).items():
        yield f"c.CourseDirectory.{name} = {value!a}"


def _directories(place: Path) -> dict[str, str]:
    """Return nbgrader's settings for a copy's folders and gradebook."""
    structure = {"directory_structure": "{nbgrader_step}/{student_id}/{assignment_id}"}
    steps = {f"{name}_directory": name for name in NAMED_FOLDERS}
    return {
        "root": str(place),
        "db_url": f"{SQLITE_PREFIX}{place / GRADEBOOK}",
        **structure,
        **steps,
    }


def _expect_kept_apart(place: Path, environment: Mapping[str, str]) -> None:
    """Expect nbgrader to write into the copy: no other setting leads elsewhere."""
    with _environment(environment), open_nbgrader_app(place) as app:
        for name, value in _directories(place).items():
            if (got := getattr(app.coursedir, name)) != value:
                raise ConfigurationError(
                    f"a copy of the course would not be kept apart from it: expected "
                    f"CourseDirectory.{name} to be {value}, got {got}; set it in {CONFIG}, not in "
                    "a .json file or elsewhere"
                )


@contextlib.contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables for a block, then restore them."""
    before: dict[str, Any] = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _set_due_date(course: CourseToCopy, place: Path) -> None:
    """Make the copy's gradebook, with the assignment's due date."""
    url = f"{SQLITE_PREFIX}{place / GRADEBOOK}"
    create_gradebook_if_missing(url)
    with explain_database_errors(url), Gradebook(url, course.course_id) as book:
        book.update_or_create_assignment(course.assignment, duedate=course.due)
