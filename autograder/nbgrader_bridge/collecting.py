"""`nbgrader zip_collect` with no regular expression: it knows the platforms' names for files."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import Any

from nbgrader.plugins import FileNameCollectorPlugin

from autograder.assignment import assignments
from autograder.platforms.archives import items
from autograder.platforms.collecting import Choice, choose


class PlatformCollector(FileNameCollectorPlugin):  # type: ignore[misc]
    """Says of each extracted file whose it is, as `python -m autograder collect` does.

    A ``named_regexp`` of the instructor's counts in its place.
    """

    def collect(self, submitted_file: str) -> dict[str, Any] | None:
        """Return ``student_id`` and ``file_id`` of a file; None where it is not collected."""
        if self.named_regexp or not hasattr(self.parent, "extracted_directory"):
            return super().collect(submitted_file)  # type: ignore[no-any-return]
        path = Path(submitted_file).resolve()
        choice = self._chosen.get(path)
        if choice is None:
            return None
        return {"student_id": choice.student, "file_id": self.parent.coursedir.assignment_id}

    @cached_property
    def _chosen(self) -> dict[Path, Choice]:
        """Which of all extracted files is whose notebook."""
        course = self.parent.coursedir
        folder = Path(self.parent._format_collect_path(self.parent.extracted_directory)).resolve()
        others = assignments(Path(course.root))
        with ExitStack() as open_for:
            found = list(items(folder, open_for))
        choices, left = choose(found, course.assignment_id, others)
        for out in left:
            self.log.warning("%s: nothing collected: %s", out.who, out.reason)
        for choice in choices:
            for note in choice.notes:
                self.log.warning("%s: %s", choice.student, note)
        return {folder / choice.item.path: choice for choice in choices}
