"""A collector for `nbgrader zip_collect` that knows the file names of learning platforms."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from nbgrader.plugins import FileNameCollectorPlugin

from autograder.course.assignment import assignment_names, load_assignment
from autograder.platforms.archives import DownloadedFile, downloaded_files
from autograder.platforms.collecting import choose_submissions
from autograder.platforms.hand_in_times import format_timestamp, local_zone


class PlatformCollector(FileNameCollectorPlugin):  # type: ignore[misc]
    """Finds the student of each extracted file, as `python -m autograder collect` does.

    If the instructor has set a ``named_regexp``, that counts instead.
    """

    def collect(self, submitted_file: str) -> dict[str, Any] | None:
        """Return the facts that nbgrader wants about a file; None if it is not collected."""
        if self.named_regexp or not hasattr(self.parent, "extracted_directory"):
            return super().collect(submitted_file)  # type: ignore[no-any-return]
        return self._chosen.get(Path(submitted_file).resolve())

    @cached_property
    def _chosen(self) -> dict[Path, dict[str, Any]]:
        """The student, the notebook and perhaps the time of each collected file, by path."""
        course = self.parent.coursedir
        folder = Path(self.parent._format_collect_path(self.parent.extracted_directory)).resolve()
        root = Path(course.root)
        names = assignment_names(root)
        others = [load_assignment(root, name) for name in names if name != course.assignment_id]
        with ExitStack() as open_for:
            choices, left = choose_submissions(
                _by_archive(folder, downloaded_files(folder, open_for)),
                load_assignment(root, course.assignment_id),
                others,
            )
        for out in left:
            self.log.warning("%s: nothing collected: %s", out.who, out.reason)
        for choice in choices:
            for note in choice.notes:
                self.log.warning("%s: %s", choice.student, note)
        if any(choice.handed_in for choice in choices):
            self.log.warning("times in the files' names are taken for %s", local_zone())
        return {
            folder / chosen.item.path: {
                "student_id": choice.student,
                "file_id": chosen.notebook,
                **({"timestamp": format_timestamp(choice.handed_in)} if choice.handed_in else {}),
            }
            for choice in choices
            for chosen in choice.notebooks
        }


def _by_archive(folder: Path, found: Iterable[DownloadedFile]) -> list[DownloadedFile]:
    """Return the extracted files as files of several downloads: nbgrader gives each download a folder."""
    return [
        replace(item, download=folder / item.path.parts[0]) if len(item.path.parts) > 1 else item
        for item in found
    ]
