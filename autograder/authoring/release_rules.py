"""What stands in release/ has to be what the source gives, and no more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.assignment import grade_id, nbgrader_of
from autograder.authoring.finding import Finding, cell
from autograder.authoring.markers import HIDDEN, SOLUTION, enclosed, without
from autograder.authoring.notebook_rules import Notebook, read_notebook
from course_utils.checks_plugin import ChecksError, public_part

KEPT = ("grade_id", "grade", "solution", "locked", "points")  # of a cell's metadata, as released
SUBMITTED = "there are submissions: nbgrader does not release without it"


def release_findings(
    course: Path, name: str, source: Notebook, checks: Path, *, releasable: bool = True
) -> Iterator[Finding]:
    """Yield in what ``release/<name>/`` is not what releasing the source would give.

    Where the source could not be released, nobody is told to do it.
    """
    folder = course / "release" / name
    path = folder / f"{name}.ipynb"
    again = f"run python -m autograder release {name}"
    if not path.is_file():
        yield Finding(folder, "", f"not released yet: {again} when it is done", note=True)
        return
    released, unreadable = read_notebook(path)
    yield from unreadable
    if unreadable:
        return
    lost = list(_lost_ids(course, name, source, released))
    for place, problem in [*lost, *_leaks(source, released)]:
        yield Finding(path, place, problem)
    if lost or not releasable:
        return
    for place in list(_differences(source, released))[:1]:
        yield Finding(path, place, f"it is not what the source gives now: {again}")
    beside = folder / checks.name
    if checks.is_file() and not _is_public_part(beside, checks):
        yield Finding(beside, "", f"it is not the public part of the checks as they are: {again}")


def copied_findings(folder: Path) -> Iterator[Finding]:
    """Yield the files beside a source notebook that hold a marker: nbgrader copies them whole."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".py", ".md", ".txt"} and path.is_file():
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
            for number, line in enumerate(lines, start=1):
                if line.strip() in (*SOLUTION, *HIDDEN):
                    problem = "students get this file whole, its solution too; take it out"
                    yield Finding(path, f"line {number}", problem)


def _differences(source: Notebook, released: Notebook) -> Iterator[str]:
    """Yield the places where the released notebook is not made from this source."""
    ours, theirs = source["cells"], released["cells"]
    if [each["id"] for each in ours] != [each["id"] for each in theirs]:
        yield ""
        return
    for mine, their in zip(ours, theirs, strict=True):
        if _facts(mine) != _facts(their) or not _made_from(mine, their["source"]):
            yield cell(mine["id"])


def _facts(each: Notebook) -> list[Any]:
    return [each["cell_type"], *(nbgrader_of(each).get(key) for key in KEPT)]


def _made_from(each: Notebook, released: str) -> bool:
    """Say whether a released text is a cell's own, with something in place of each solution."""
    text = "\n".join(line for lines in without(each["source"], HIDDEN) for line in lines)
    if not nbgrader_of(each).get("solution"):
        return text.strip() == released.strip()
    stretches = ["\n".join(lines) for lines in without(text, SOLUTION)]
    if len(stretches) == 1:
        return True  # a cell without markers is replaced as a whole
    pattern = ".*".join(re.escape(stretch.strip()) for stretch in stretches)
    return re.fullmatch(pattern, released.strip(), re.DOTALL) is not None


def _lost_ids(
    course: Path, name: str, source: Notebook, released: Notebook
) -> Iterator[tuple[str, str]]:
    """Yield the graded cells that were released under an id which is no longer there."""
    now = {grade_id(each) for each in source["cells"]}
    known = any(course.glob(f"submitted/*/{name}"))
    for lost in (grade_id(each) for each in released["cells"]):
        if lost and lost not in now:
            advice = SUBMITTED if known else "or release again, if no student has it yet"
            yield cell(lost), f"released under this id, which is gone; put it back, {advice}"


def _leaks(source: Notebook, released: Notebook) -> Iterator[tuple[str, str]]:
    """Yield the released cells in which a line of a solution survives."""
    public = {
        line.strip()
        for each in source["cells"]
        for lines in without(each["source"], SOLUTION)
        for line in lines
    }
    secret = {line for each in source["cells"] for line in enclosed(each["source"], SOLUTION)}
    for each in released["cells"]:
        lines = [line.strip() for line in each["source"].splitlines()]
        found = [line for line in lines if line in {*SOLUTION, *HIDDEN, *(secret - public)}]
        if found:
            yield cell(each["id"]), f"it gives away what students must not get: {found[0]!r}"


def _is_public_part(released: Path, checks: Path) -> bool:
    try:
        wanted = public_part(checks.read_text(encoding="utf-8"))
        return released.read_text(encoding="utf-8") == wanted
    except (OSError, UnicodeDecodeError, ChecksError):
        return False
