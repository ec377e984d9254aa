"""The course's settings, kept since they are needed all the time; read again when their files change."""

from __future__ import annotations

from pathlib import Path

from autograder.course.nbgrader_config_file import CONFIG_FILE
from autograder.course.settings import FILE, CourseSettings, load_settings


class KeptSettings:
    """The settings of a course, as they are in its files.

    Args:
        course: the course's folder.
    """

    def __init__(self, course: Path) -> None:
        self._course = course
        self._changed: list[int] = []
        self._settings: CourseSettings | None = None

    def settings(self) -> CourseSettings:
        """Return the settings.

        Raises:
            ConfigurationError: one of them is not allowed.
        """
        changed = [changed_ns(self._course / name) for name in (FILE, CONFIG_FILE)]
        if self._settings is None or changed != self._changed:
            self._settings = None
            self._settings = load_settings(self._course)
            self._changed = changed
        return self._settings


def changed_ns(path: Path) -> int:
    """Return the time of a file's last change; 0 if there is no file."""
    try:
        return path.stat().st_ctime_ns
    except OSError:
        return 0
