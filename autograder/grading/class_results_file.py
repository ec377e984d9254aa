"""The file of a class's results, kept up to date one student at a time."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from pathlib import Path

from autograder.course.results import SubmissionReport, report_from_dict
from autograder.grading.class_grading import class_results_file, write_class_lines


class ClassResultsFile:
    """The reports of a class, kept as the lines of their file, which take little memory.

    It begins with the lines that the file has; an unreadable file is begun anew.
    """

    def __init__(self, course: Path, assignment: str) -> None:
        self._path = class_results_file(course, assignment)
        self._lines: dict[str, str] = {}
        try:
            for line in self._path.read_text(encoding="utf-8").splitlines():
                entry = line.rstrip(",")
                if len(entry) > 1:
                    self._lines[json.loads(entry)["student"]] = entry
        except (OSError, ValueError, KeyError, TypeError):
            self._lines.clear()

    def __contains__(self, student: str) -> bool:
        return student in self._lines

    def save(self, reports: Iterable[SubmissionReport], students: Collection[str]) -> None:
        """Write new reports into the file, and drop those of students who are gone.

        Raises:
            ConfigurationError: it cannot be written; the text says why.
        """
        for report in reports:
            self._lines[report.student] = json.dumps(report.as_dict(), ensure_ascii=False)
        self._lines = {who: line for who, line in self._lines.items() if who in students}
        write_class_lines(self._path, (self._lines[who] for who in sorted(self._lines)))


def find_class_result(course: Path, assignment: str, student: str) -> SubmissionReport | None:
    """Return a student's report from the last grading of a class; None where there is none."""
    start = json.dumps({"student": student}, ensure_ascii=False)[:-1]
    try:
        with class_results_file(course, assignment).open(encoding="utf-8") as lines:
            for line in lines:
                if line.startswith(f"{start}, "):
                    return report_from_dict(json.loads(line.rstrip(",\n")))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return None
