"""The status of a `watch`: the watch writes it into a file at each change; `watch --status` reads it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.course.result_display import printable_text
from autograder.errors import ConfigurationError
from autograder.files import write_private_text
from autograder.grading.course_locks import WATCH_FOLDER, is_watched
from autograder.suggested_commands import suggested_command

STATUS_FILE = "status.json"
MOST_NAMED = 20


def write_status(course: Path, status: dict[str, Any]) -> None:
    """Write the status of a watch.

    Raises:
        ConfigurationError: it cannot be written; the text says why.
    """
    write_private_text(course / WATCH_FOLDER / STATUS_FILE, json.dumps(status, indent=1))


def read_status(course: Path) -> tuple[dict[str, Any], bool]:
    """Return the last status of a course's watch, and whether that runs.

    Raises:
        ConfigurationError: there has been none.
    """
    try:
        status = json.loads((course / WATCH_FOLDER / STATUS_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise ConfigurationError(
            f"nothing has been watched in this course: run `{suggested_command('watch')}`"
        ) from None
    return status, is_watched(course)


def status_lines(status: dict[str, Any], *, runs: bool, now: float) -> Iterator[str]:
    """Yield the status in lines: the watch, each assignment, and what needs a person."""
    if runs:
        yield f"watching since {_moment(status['since'])}, process {status['pid']}"
    else:
        yield f"no watch runs here; this is how the last one was at {_moment(status['at'])}"
    for name, each in sorted(status["assignments"].items()):
        waiting, grading, failed = each["waiting"], each["grading"], each["failed"]
        parts = [
            f"{len(waiting)} waiting",
            f"{len(grading)} being graded",
            f"{each['graded']} graded",
            f"{len(failed)} not graded",
        ]
        if each["held"]:
            parts.append(f"{len(each['held'])} graded and not told yet")
        yield f"{name}: {', '.join(parts)}"
        if waiting:
            longest = max(now - entry["since"] for entry in waiting)
            yield f"  the longest has waited {_span(longest)}: {printable_text(waiting[0]['student'])}"
        yield from (
            f"  needs a person: {printable_text(entry['student'])}: {printable_text(entry['reason'])}"
            for entry in failed[:MOST_NAMED]
        )
        if len(failed) > MOST_NAMED:
            yield f"  and {len(failed) - MOST_NAMED} more"
        if each["by_hand"]:
            yield f"  {each['by_hand']:g} points of each are given by a person, in formgrader"
    left = status["left"]
    yield from (f"needs a person: {printable_text(text)}" for text in left[:MOST_NAMED])
    if len(left) > MOST_NAMED:
        yield f"and {len(left) - MOST_NAMED} more"
    for complaint in status["complaints"]:
        since = _moment(complaint["since"])
        yield printable_text(f"since {since}: {complaint['about']}: {complaint['text']}")
    if len(status["waits"]):
        waits = sorted(status["waits"])
        middle = waits[len(waits) // 2]
        yield (
            f"the last {len(waits)} hand-ins were graded within {_span(middle)} (median), "
            f"{_span(waits[-1])} (longest)"
        )


def _moment(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(seconds))


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{max(seconds, 0):.1f} s"
    minutes = seconds / 60
    return f"{minutes:.0f} min" if minutes < 90 else f"{minutes / 60:.1f} h"
