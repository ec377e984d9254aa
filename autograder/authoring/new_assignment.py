"""A new assignment from a working template: one exercise, its checks, and answers to prove them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from autograder.authoring.assignment_name import expect_name
from autograder.course.assignment import assignment_names, load_assignment
from autograder.course.nbgrader_config_file import course_folder
from autograder.course.settings import load_settings
from autograder.errors import ConfigurationError
from autograder.files import write_public_bytes

TEMPLATE_FOLDER = Path(__file__).parent / "template"
NAME_PLACEHOLDER = "ASSIGNMENT"  # a template's word for its assignment's name


def write_new_assignment(course: Path, name: str) -> list[Path]:
    """Write a new assignment's notebook, checks and answer bank, and return the files' paths.

    Raises:
        ConfigurationError: the name is not allowed, this is no course, or one of the files exists.
    """
    expect_name(name)
    source = course_folder(course, "source")
    if not source.is_dir():
        raise ConfigurationError(
            f"no folder {source.name}/ in {course}: run this in the course's folder"
        )
    if name in assignment_names(course):
        exercises = load_assignment(course, name).exercises
        there_are = ", ".join(exercise.id for exercise in exercises) or "none"
        raise ConfigurationError(
            f"{source / name} is there already; choose another name, or give one of its "
            f"exercises checks: --exercise ID; there are: {there_are}"
        )
    settings = load_settings(course)
    files = {
        source / name / f"{name}.ipynb": "notebook.ipynb",
        settings.checks / name / "brightness.py": "checks.py",
        settings.bank / name / "brightness.py": "brightness.py",
    }
    expect_absent([*files, settings.checks / name])
    texts = {
        path: (TEMPLATE_FOLDER / template)
        .read_text(encoding="utf-8")
        .replace(NAME_PLACEHOLDER, name)
        for path, template in files.items()
    }
    return write_files(texts)


def expect_absent(paths: list[Path]) -> None:
    """Raise an error if one of the paths exists."""
    for path in paths:
        if path.exists():
            raise ConfigurationError(f"{path} is there already; choose another name, or remove it")


def write_files(texts: Mapping[Path, str]) -> list[Path]:
    """Write files, for others to read as well, and return their paths."""
    for path, text in texts.items():
        write_public_bytes(path, text.encode())
    return list(texts)
