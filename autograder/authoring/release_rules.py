"""Lint rules for a release: it must match its source as it is now, and hold no solution."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.authoring.lint_finding import LintFinding, cell_place
from autograder.authoring.nbgrader_markers import (
    HIDDEN_TESTS,
    HIDDEN_TESTS_MARKERS,
    MARK_SCHEME,
    PAIRS,
    SOLUTION,
    SOLUTION_MARKERS,
    parts_between_markers,
    parts_outside_markers,
)
from autograder.authoring.notebook_file import (
    NotebookDict,
    place_of,
    read_notebook_with_findings,
)
from autograder.authoring.source_reading import SourceReading
from autograder.course.assignment import AUTOTEST, files_below, grade_id, nbgrader_metadata
from autograder.course.nbgrader_config_file import course_folder
from autograder.course.public_checks import merge_public_checks, public_checks_name
from autograder.errors import ConfigurationError
from course_utils.checking.checks_source import ChecksError

RELEASED_METADATA = (
    "grade_id",
    "grade",
    "solution",
    "locked",
    "points",
)  # keys of a cell's metadata that a release keeps
SUBMISSIONS_ADVICE = "there are submissions: nbgrader does not release without it"
HEADER_FOOTER = re.compile(r"^\s*c\.IncludeHeaderFooter\.(?:header|footer)\s*=", re.MULTILINE)
LONGEST_STUB = (
    20  # letters of a solution that may be in a course's stub as well, such as `return None`
)


def stale_release_findings(
    course: Path, reading: SourceReading, *, releasable: bool = True
) -> Iterator[LintFinding]:
    """Yield how ``release/<name>/`` differs from what releasing the source would write.

    If the source is not ``releasable``, an old release is not reported. Else it is an error in an
    assignment that uses checks throughout, and a note in others.
    """
    name = reading.assignment.name
    folder, again = course_folder(course, "release") / name, release_command(name)
    note = not reading.in_house_style
    if not any(folder.glob("*.ipynb")):
        yield LintFinding(folder, "", f"not released yet: {again} when it is done", note=True)
        return
    broken = False
    for notebook, source in reading.notebooks.items():
        path = folder / f"{notebook}.ipynb"
        found = list(_notebook_findings(course, reading, source, path))
        yield from found
        by_ids = reading.in_house_style and not _adds_cells(course)
        differ = _differences(source, path, by_ids=by_ids) if releasable and not found else ()
        if places := list(differ):
            yield LintFinding(
                path, places[0], f"it is not what the source gives now: {again}", note=note
            )
        broken |= bool(found)
    beside = folder / public_checks_name(reading.assignment.checks)
    if reading.has_checks and releasable and not broken and not _is_public_part(beside, reading):
        text = f"it is not the public part of the checks as they are: {again}"
        yield LintFinding(beside, "", text, note=note)


def release_command(name: str) -> str:
    """Return the advice to run the command that releases an assignment."""
    return f"run python -m autograder release {shlex.quote(name)}"


def copied_file_findings(folder: Path) -> Iterator[LintFinding]:
    """Yield files beside source notebooks that hold markers: nbgrader copies them unchanged."""
    for path in files_below(folder):
        if path.suffix in {".py", ".md", ".txt"} and path.is_file():
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
            for number, line in enumerate(lines, start=1):
                if line.strip() in (*SOLUTION_MARKERS, *HIDDEN_TESTS_MARKERS):
                    problem = "students get this file whole, its solution too; take it out"
                    yield LintFinding(path, f"line {number}", problem)


def _notebook_findings(
    course: Path, reading: SourceReading, source: NotebookDict, path: Path
) -> Iterator[LintFinding]:
    """Yield what is wrong with a released notebook, but for its differences from the source."""
    if not path.is_file():
        again = release_command(reading.assignment.name)
        yield LintFinding(path, "", f"not released yet: {again} when it is done", note=True)
        return
    released, findings = read_notebook_with_findings(path)
    yield from (each for each in findings if each.is_error)
    if not released:
        return
    lost = _lost_ids(course, reading.assignment.name, source, released)
    leaks = _leaks if reading.in_house_style else _whole_leaks
    for place, problem in [*lost, *leaks(source, released)]:
        yield LintFinding(path, place, problem)


def _adds_cells(course: Path) -> bool:
    """Say whether nbgrader puts a header or a footer around what it releases.

    The configuration is read, not run: to run it needs nbgrader, and takes seconds.
    """
    try:
        text = (course / "nbgrader_config.py").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return HEADER_FOOTER.search(text) is not None


def _differences(source: NotebookDict, path: Path, *, by_ids: bool) -> Iterator[str]:
    """Yield the places where a released notebook does not match its source."""
    ours, theirs = source["cells"], read_notebook_with_findings(path)[0]["cells"]
    if by_ids:
        if [each.get("id") for each in ours] != [each.get("id") for each in theirs]:
            yield ""
            return
    else:
        # another format may have no ids, and a header or footer adds cells
        theirs = list(_counterparts(ours, theirs))
    for mine, their in zip(ours, theirs, strict=True):
        if their is None or _facts(mine) != _facts(their) or not _made_from(mine, their["source"]):
            yield place_of(mine)


def _counterparts(
    ours: list[NotebookDict], theirs: list[NotebookDict]
) -> Iterator[NotebookDict | None]:
    """Yield for each source cell its released one: by its ``grade_id``, else the next with its text."""
    by_id = {grade_id(each): each for each in theirs if grade_id(each)}
    rest = iter([each for each in theirs if not grade_id(each)])
    for mine in ours:
        if grade_id(mine):
            yield by_id.get(grade_id(mine))
        else:
            yield next((each for each in rest if _made_from(mine, each["source"])), None)


def _facts(each: NotebookDict) -> list[Any]:
    meta = nbgrader_metadata(each)
    return [each["cell_type"], *(meta.get(key) for key in RELEASED_METADATA)]


def _made_from(each: NotebookDict, released: str) -> bool:
    """Say whether a released cell is the source cell with each solution replaced."""
    text: str = each["source"]
    if AUTOTEST.search(text):
        return True  # nbgrader writes tests in its place
    for pair in (HIDDEN_TESTS, MARK_SCHEME):
        text = "\n".join(line for lines in parts_outside_markers(text, pair) for line in lines)
    if not nbgrader_metadata(each).get("solution"):
        return text.strip() == released.strip()
    stretches = ["\n".join(lines) for lines in parts_outside_markers(text, SOLUTION)]
    if len(stretches) == 1:
        return True  # a cell without markers is replaced as a whole
    pattern = ".*".join(re.escape(stretch.strip()) for stretch in stretches)
    return re.fullmatch(pattern, released.strip(), re.DOTALL) is not None


def _lost_ids(
    course: Path, name: str, source: NotebookDict, released: NotebookDict
) -> Iterator[tuple[str, str]]:
    """Yield the released cells with an id that is no longer in the source."""
    now = {grade_id(each) for each in source["cells"]}
    known = any((folder / name).is_dir() for folder in course_folder(course, "submitted").glob("*"))
    for lost in (grade_id(each) for each in released["cells"]):
        if lost and lost not in now:
            advice = SUBMISSIONS_ADVICE if known else "or release again, if no student has it yet"
            yield cell_place(lost), f"released under this id, which is gone; put it back, {advice}"


def _leaks(source: NotebookDict, released: NotebookDict) -> Iterator[tuple[str, str]]:
    """Yield the released cells that still hold a marker, or any line of a solution."""
    public = {
        line.strip()
        for each in source["cells"]
        for lines in parts_outside_markers(each["source"], SOLUTION)
        for line in lines
    }
    secret = {
        line
        for each in source["cells"]
        for lines in parts_between_markers(each["source"], SOLUTION)
        for line in lines
    }
    for each in released["cells"]:
        lines = [line.strip() for line in each["source"].splitlines()]
        found = [line for line in lines if _is_marker(line) or line in secret - public]
        if found:
            yield place_of(each), f"it gives away what students must not get: {found[0]!r}"


def _whole_leaks(source: NotebookDict, released: NotebookDict) -> Iterator[tuple[str, str]]:
    """Yield the released cells that still hold a marker, or the whole of their own solution.

    A single line of it may also be in the course's stub.
    """
    solutions = {
        grade_id(each): parts_between_markers(each["source"], SOLUTION)
        for each in source["cells"]
        if grade_id(each)
    }
    for each in released["cells"]:
        lines = [line.strip() for line in each["source"].splitlines()]
        found = [line for line in lines if _is_marker(line)]
        found += [
            part[0]
            for part in solutions.get(grade_id(each), [])
            if sum(map(len, part)) > LONGEST_STUB and set(part) <= set(lines)
        ]
        if found:
            yield place_of(each), f"it gives away what students must not get: {found[0]!r}"


def _is_marker(line: str) -> bool:
    return any(marker in line for pair in PAIRS for marker in pair)


def _is_public_part(released: Path, reading: SourceReading) -> bool:
    cells = [cell for notebook in reading.notebooks.values() for cell in notebook["cells"]]
    try:
        assignment, exercises = reading.assignment, [grade_id(each) for each in cells]
        wanted = merge_public_checks(assignment.checks, exercises, assignment.limits)
        return released.read_text(encoding="utf-8") == wanted
    except (OSError, UnicodeDecodeError, ChecksError, ConfigurationError):
        return False
