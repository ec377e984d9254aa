"""Times of hand-ins: in words, in names, and in the file that nbgrader reads.

A time without a zone is in this machine's zone, whether a person or a platform wrote it. In
``timestamp.txt`` it is UTC, as for nbgrader.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from autograder.files import write_public_bytes

TIMESTAMP_FILE = "timestamp.txt"  # nbgrader's, with the time of the hand-in
EARLIEST = datetime.min.replace(tzinfo=UTC)


def as_local(moment: datetime) -> datetime | None:
    """Return a time as it is, or in this machine's zone if it has none; None if there is no such time.

    When clocks go back, an hour comes twice: the first one is meant. When they go forward, an hour is left
    out: in it, the clocks count as not put forward yet.
    """
    if moment.tzinfo is not None:
        return moment
    try:  # by its timestamp: astimezone() alone would shift the left-out hour by an hour
        return datetime.fromtimestamp(moment.replace(fold=0).timestamp(), UTC).astimezone()
    except (ValueError, OverflowError, OSError):  # in the year 1, say
        return None


def local_time(
    year: int, month: int, day: int, hour: int, minute: int, second: int = 0
) -> datetime | None:
    """Return a time in this machine's zone; None if there is no such time."""
    try:
        return as_local(datetime(year, month, day, hour, minute, second))  # noqa: DTZ001  # as_local adds it
    except ValueError:
        return None


def local_zone() -> str:
    """Return the name of this machine's time zone, and how to set another."""
    return f"{datetime.now().astimezone():%Z} (set TZ for another)"


def parse_moment(text: str) -> datetime:
    """Return the time in a person's text, without a zone if it names none.

    Raises:
        ValueError: it is no time.
    """
    date, _, zone = text.strip().rpartition(" ")
    if not zone[:1].isalpha():
        return datetime.fromisoformat(text.strip())
    return datetime.fromisoformat(date).replace(tzinfo=_named_zone(zone))


def _named_zone(name: str) -> tzinfo:
    """Return a zone by its name, such as ``Europe/Berlin``; ValueError if there is none."""
    try:
        return UTC if name == "UTC" else ZoneInfo(name)
    except (KeyError, OSError) as error:
        raise ValueError(f"no time zone {name!r}") from error


def format_hand_in_time(moment: datetime) -> str:
    """Return a time as UTC text, which --handed-in can parse."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def format_timestamp(moment: datetime) -> str:
    """Return a time as nbgrader reads it."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def parse_timestamp(text: str) -> datetime | None:
    """Return the time that nbgrader's ``parse_utc`` reads from an ISO date; None if unknown."""
    parts = text.split(" ")
    try:
        if len(parts) != 3:
            found = datetime.fromisoformat(text)
            return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
        found = datetime.fromisoformat(" ".join(parts[:2])).replace(tzinfo=_zone(parts[2]))
        return found.astimezone(UTC)
    except (ValueError, OverflowError):  # the year 1, east of Greenwich
        return None


def _zone(name: str) -> tzinfo:
    """Return a zone as nbgrader reads it: a number means seconds, an unknown name means UTC."""
    try:
        if name.lstrip("+-").isdigit():
            return timezone(timedelta(seconds=int(name)))
        return _named_zone(name)
    except (ValueError, OverflowError):
        return UTC


def read_timestamp(folder: Path) -> datetime | None:
    """Return the hand-in time of a folder's files; None if unknown."""
    if not (folder / TIMESTAMP_FILE).is_file():  # a pipe, say, would be waited for
        return None
    try:
        text = (folder / TIMESTAMP_FILE).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return None
    return parse_timestamp(text)


def write_timestamp(folder: Path, handed_in: datetime | None) -> None:
    """Write the hand-in time; if it is unknown, remove an older one."""
    if handed_in is None:
        (folder / TIMESTAMP_FILE).unlink(missing_ok=True)
    else:
        write_public_bytes(folder / TIMESTAMP_FILE, format_timestamp(handed_in).encode())
