"""The two lines and the file of settings that add the engine to a course."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.adoption.existing_course import ExistingCourse, needed_settings
from autograder.course.limits import Limits
from autograder.course.nbgrader_config_file import CONFIG_FILE
from autograder.course.settings import FILE as SETTINGS_FILE
from autograder.errors import ConfigurationError
from autograder.files import write_bytes_like, write_public_bytes

LINES = (
    "from autograder.nbgrader_bridge import configure",
    "configure(c)  # last, so that it sees what is set above",
)
NO_EFFECT = (
    f"{CONFIG_FILE}: the two lines at its end have no effect: expected that its last line is run, and "
    "that c is get_config() there; all is as it was"
)
COPY_SUFFIX = ".before-autograder"
NEW_CONFIG = '''"""nbgrader in this course: https://nbgrader.readthedocs.io says what can be set."""

c = get_config()  # noqa: F821  # nbgrader defines it
'''
SETTINGS = {
    "checks": ('"checks"', "a folder for each assignment whose exercises have checks"),
    "bank": ('"bank"', "right and wrong answers, by which checks are proven"),
    "python": (
        '"/path/to/bin/python"',
        "runs students' notebooks; without it, the engine's own does",
    ),
    "warm": ('["numpy"]', "is imported once for all; without it, what the notebooks import is"),
    "full": (
        "false",
        "true: cells tagged `smoke`, which only show something, are run in grading, too",
    ),
}
FEEDBACK = {
    "shows": ('"checks"', "what students see: everything, checks, points or nothing"),
    "until_due": ('"points"', "the same until the due date; without it, no other than shows"),
    "minutes_between": ("0", "minutes from one feedback to a student's next, at least"),
    "times": ("0", "hand-ins of a student that are answered until the due date; 0: all"),
}
LIMITS = {
    "cell_s": "seconds for one cell",
    "question_s": "seconds for one question of a check: a call, a prediction",
    "submission_s": "seconds for all of a submission",
    "cpu_s": "seconds of CPU time for all of it",
    "memory_mib": "MiB of memory for each process, beyond what is imported for all",
    "processes": "processes and threads at once",
    "output_mib": "MiB that one cell may print and show",
    "total_output_mib": "MiB that all cells may print and show together",
    "disk_mib": "MiB of files that it may write",
    "notebook_mib": "MiB of the notebook itself",
}
REASONS = {  # of a setting that a course needs
    "python": "the environment of this course's kernel",
    "limits.cell_s": "as Execute.timeout has it",
    "limits.submission_s": "some cells may take all of their time",
    "limits.cpu_s": "some cells may take all of their time",
}
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class PlannedFile:
    """A file to be written: its content, and the file that it takes its rights from, if any."""

    path: Path
    data: bytes
    model: Path | None = None

    def write(self) -> None:
        """Write the file, whole or not at all."""
        if self.model is None:
            write_public_bytes(self.path, self.data)
        else:
            write_bytes_like(self.path, self.data, self.model)


def planned_adoption(course: ExistingCourse) -> list[PlannedFile]:
    """Return the engine's files that a course lacks; files that it has are not written again."""
    folder = course.nbgrader.course
    config, settings = folder / CONFIG_FILE, folder / SETTINGS_FILE
    planned = []
    if not settings.exists():
        planned.append(PlannedFile(settings, settings_text(course).encode()))
    if course.nbgrader.configured:
        return planned
    if not config.exists():
        return [*planned, PlannedFile(config, _with_lines(NEW_CONFIG.encode()))]
    text = config.read_bytes()
    return [
        *planned,
        PlannedFile(_free_copy(config), text, config),
        PlannedFile(config, _with_lines(text), config),
    ]


def write_adoption(planned: list[PlannedFile], takes_effect: Callable[[], bool]) -> None:
    """Write all files of an adoption, or none; ``takes_effect`` says whether nbgrader follows them.

    Raises:
        ConfigurationError: they cannot be written, or have no effect; all is as it was.
    """
    before = {each.path: each.path.read_bytes() for each in planned if each.path.exists()}
    written = []
    try:
        for each in planned:
            written.append(each.path)
            each.write()
        if not takes_effect():
            raise ConfigurationError(NO_EFFECT)
    except BaseException:
        for path in written:
            if path in before:
                PlannedFile(path, before[path], path).write()
            else:
                path.unlink(missing_ok=True)
        raise


def _with_lines(text: bytes) -> bytes:
    """Return a configuration with the two lines at its end, with the line endings that it has."""
    end = b"\r\n" if b"\r\n" in text else b"\n"
    body = text.rstrip()
    return end.join([*([body, b""] if body else []), *(line.encode() for line in LINES), b""])


def _free_copy(path: Path) -> Path:
    """Return an unused name for a copy of a file."""
    copy, number = path.with_name(path.name + COPY_SUFFIX), 1
    while copy.exists():
        number += 1
        copy = path.with_name(f"{path.name}{COPY_SUFFIX}-{number}")
    return copy


def settings_text(course: ExistingCourse) -> str:
    """Return ``autograder.toml`` for a course: all settings as comments, but those that it needs."""
    return "\n".join(_settings_lines(course)) + "\n"


def _settings_lines(course: ExistingCourse) -> Iterator[str]:
    needed = needed_settings(course)
    yield "# How python -m autograder grades this course. A line behind a # is not in force: it shows"
    yield "# the default, or an example."
    yield ""
    for name, (example, what) in SETTINGS.items():
        yield _line(name, needed.get(name), example, what, REASONS.get(name, ""))
    yield ""
    yield "# What a submission may use."
    yield "[limits]"
    for name, default in Limits().as_dict().items():
        key = f"limits.{name}"
        yield _line(name, needed.get(key), f"{default:g}", LIMITS[name], REASONS.get(key, ""))
    names = [each.name for each in course.survey.assignments]
    yield ""
    yield "# The same, for one assignment alone."
    yield f"# [limits.{_key(names[0] if names else 'NAME')}]"
    yield f"# cell_s = {2 * Limits().cell_s:g}"
    yield ""
    yield "# What students are told, and how often; for one assignment alone as above."
    yield "# [feedback]"
    for setting, (example, what) in FEEDBACK.items():
        yield _line(setting, None, example, what, "")


def _line(name: str, value: str | float | None, example: str, what: str, reason: str) -> str:
    if value is None:
        return f"# {name} = {example}  # {what}"
    return f"{setting_line(name, value)}  # {what}; {reason}"


def setting_line(name: str, value: str | float) -> str:
    """Return a setting as a line of TOML."""
    written = json.dumps(value, ensure_ascii=False) if isinstance(value, str) else f"{value:g}"
    return f"{name} = {written}"


def _key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else json.dumps(name, ensure_ascii=False)
