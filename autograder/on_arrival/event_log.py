"""The log of `watch`, for a service manager: one line for each event, with its level first, no colours."""

from __future__ import annotations

import logging
import os
import sys
from typing import TextIO

from autograder.course.result_display import printable_text

LOG = logging.getLogger("autograder.watch")
# Priorities at the beginning of a line, for systemd's journal: sd-daemon(3).
PRIORITIES = {logging.ERROR: 3, logging.WARNING: 4, logging.INFO: 6, logging.DEBUG: 7}


class LineFormatter(logging.Formatter):
    """Formats a record as one line: with its priority for the journal, else with time and level."""

    def __init__(self, *, journal: bool) -> None:
        shown = "%(message)s" if journal else "%(asctime)s %(levelname)s %(message)s"
        super().__init__(shown, datefmt="%Y-%m-%dT%H:%M:%S%z")
        self._journal = journal

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; a student's text can neither end it nor colour it."""
        line = printable_text(" | ".join(super().format(record).splitlines()))
        return f"<{PRIORITIES.get(record.levelno, 6)}>{line}" if self._journal else line


def start_logging(stream: TextIO | None = None) -> None:
    """Let `LOG` write to a stream, by default stderr."""
    out = stream or sys.stderr
    handler = logging.StreamHandler(out)
    handler.setFormatter(LineFormatter(journal="JOURNAL_STREAM" in os.environ))
    LOG.handlers[:] = [handler]
    LOG.propagate = False
    LOG.setLevel(logging.INFO)
