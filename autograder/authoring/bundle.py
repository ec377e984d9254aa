"""What students download: a folder for each assignment and a zip of it, with all they need."""

from __future__ import annotations

import html
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from autograder.assignment import assignments, load_assignment
from autograder.authoring.notebook_rules import read_notebook
from autograder.authoring.release_rules import release_findings
from autograder.authoring.requirements import student_requirements
from autograder.errors import ConfigurationError
from autograder.store import write_bytes
from autograder.zips import zip_of

CHECKOUT = Path(__file__).parents[2]
START = Path(__file__).parent / "start.html"
PAGE = "START.html"  # written first: it marks a folder as a bundle's


def bundle(course: Path, names: list[str], to: Path) -> list[Path]:
    """Write what students download of the assignments ``names``, or of all, and return the zips.

    Each has a folder in ``to`` and a zip of that beside it. The same release gives the same bytes.

    Raises:
        ConfigurationError: there is no such assignment, its release is not what its source gives
            now, or something that is no part of a bundle is in the way.
    """
    names = [name.rstrip("/") for name in names] or assignments(course)
    if not names:
        raise ConfigurationError(f"no assignments: expected source/*/*.ipynb in {course}")
    for name in names:
        _expect_released(course, name)
    requirements = student_requirements(CHECKOUT)
    wheel, data = _wheel()
    common = {wheel: data, "requirements.txt": _requirements(wheel, requirements)}
    files = {name: _start(name, wheel) | common | _released(course, name) for name in names}
    for name in names:
        _expect_no_strangers(to / name, set(files[name]))
    return [_write_bundle(to, name, files[name]) for name in names]


def _expect_released(course: Path, name: str) -> None:
    """Expect release/ to be what the source and the checks give now."""
    assignment = load_assignment(course, name)
    source, findings = read_notebook(assignment.source)
    if not findings:
        findings = list(release_findings(course, name, source, assignment.checks))
    for finding in findings:
        raise ConfigurationError(
            ": ".join(filter(None, [str(finding.path), finding.place, finding.problem]))
        )
    released = course / "release" / name
    for path in assignment.source.parent.iterdir():
        if path != assignment.source and not _is_litter(path.name) and _differs(path, released):
            raise ConfigurationError(
                f"{released / path.name}: it is not what the source gives now: run python -m "
                f"autograder release {name}"
            )


def _differs(path: Path, released: Path) -> bool:
    """Say whether a file beside the source's notebook is not the one in the release."""
    other = released / path.name
    return path.is_file() and not (other.is_file() and other.read_bytes() == path.read_bytes())


def _released(course: Path, name: str) -> dict[str, bytes]:
    folder = course / "release" / name
    paths = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    kept = [path for path in paths if not any(_is_litter(part) for part in path.parts)]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in kept}


def _is_litter(part: str) -> bool:
    return part in ("__pycache__", ".ipynb_checkpoints", ".DS_Store")


def _wheel() -> tuple[str, bytes]:
    """Build the student's package, and return the wheel's name and content."""
    offline = ["--no-deps", "--no-build-isolation", "--no-index"]
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "wheel", "--quiet", *offline, "--wheel-dir", folder]
        done = subprocess.run(
            [*command, str(CHECKOUT)],
            capture_output=True,
            text=True,
            check=False,
            env={
                **os.environ,
                "SOURCE_DATE_EPOCH": "1577836800",
                "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            },
        )
        wheels = list(Path(folder).glob("*.whl"))
        if done.returncode or len(wheels) != 1:
            reason = done.stderr.strip().rpartition("\n")[2] or "it made no wheel"
            raise ConfigurationError(
                f"course_utils could not be packed: {reason}; is this the course's own .venv "
                "(make setup)?"
            )
        return wheels[0].name, wheels[0].read_bytes()


def _requirements(wheel: str, pins: list[str]) -> bytes:
    head = (
        "# What the course was tested with, for Linux, macOS and Windows, Python 3.11 to 3.13.\n"
        "# In this folder: pip install -r requirements.txt\n"
    )
    return (head + "\n".join([f"./{wheel}", *pins]) + "\n").encode()


def _start(name: str, wheel: str) -> dict[str, bytes]:
    text = START.read_text(encoding="utf-8")
    text = text.replace("ASSIGNMENT", html.escape(name)).replace("WHEEL", html.escape(wheel))
    return {PAGE: text.encode()}


def _expect_no_strangers(folder: Path, ours: set[str]) -> None:
    """Expect an earlier bundle in a folder or nothing: no wheel of old, nor an instructor's source."""
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    strangers = sorted(there - ours if PAGE in there else there)
    if strangers:
        raise ConfigurationError(
            f"{folder} holds {strangers[0]}, which is no part of an earlier bundle: remove it, or "
            "choose another folder with --to"
        )


def _write_bundle(to: Path, name: str, files: dict[str, bytes]) -> Path:
    target = to / f"{name}-start.zip"  # not what `submit_zip` makes
    target.unlink(missing_ok=True)  # an interrupted run leaves no zip that is not the folder's
    for path, data in files.items():
        write_bytes(to / name / path, data)
    write_bytes(target, zip_of({f"{name}/{path}": data for path, data in files.items()}))
    return target
