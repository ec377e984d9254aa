"""An environment as pip makes it of our wheels, out of the packages that are installed here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CHECKOUT = Path(__file__).parents[1]
PROJECTS = (CHECKOUT, CHECKOUT / "autograder", CHECKOUT / "course_utils" / "datasets")
OURS = {"autograder-engine", "course-utils", "course-utils-mnist"}
OFFLINE = ("--no-deps", "--no-index", "--disable-pip-version-check", "--quiet")


def build_wheels(to: Path) -> dict[str, Path]:
    """Build the wheels as `make wheels` does, and return them by what they install."""
    offline = [*OFFLINE, "--no-build-isolation", "--wheel-dir", str(to)]
    _run(sys.executable, "-m", "pip", "wheel", *offline, *map(str, PROJECTS))
    return {wheel.name.split("-")[0]: wheel for wheel in to.glob("*.whl")}


def make_environment(folder: Path, wheels: Iterable[Path]) -> Path:
    """Make an environment with wheels of ours and exactly what they require; return its Python.

    What they require is linked or copied from here, so that no index is asked; pip then agrees that
    nothing is missing.
    """
    _run(sys.executable, "-m", "venv", "--without-pip", str(folder))
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python)]
    _run(*pip, "install", *OFFLINE, *map(str, wheels))
    [packages] = folder.glob("lib/python*/site-packages")
    for needed in _needed(distributions(path=[str(packages)])).values():
        _link(needed, packages)
        _write_commands(needed, python)
    _run(*pip, "check")
    return python


def _needed(ours: Iterable[Distribution]) -> dict[str, Distribution]:
    """Return what packages of ours require, and what that requires, and so on."""
    found: dict[str, Distribution] = {}
    asked: set[tuple[str, str]] = set()  # a package and one of its extras, or none
    todo = [(each, "") for each in ours]
    while todo:
        one, extra = todo.pop()
        for line in one.requires or []:
            need = Requirement(line)
            if need.marker is not None and not need.marker.evaluate({"extra": extra}):
                continue
            name = canonicalize_name(need.name)
            new = {(name, each) for each in ("", *need.extras)} - asked
            if name not in OURS and new:
                found[name] = distribution(name)
                todo += [(found[name], each) for _, each in new]
                asked |= new
    return found


def _link(package: Distribution, packages: Path) -> None:
    """Link an installed package's files, its data in share/ included, into another environment."""
    here, prefix = Path(str(package.locate_file(""))), packages.parents[2]
    tops = {Path(*file.parts[:1]) for file in package.files or []}
    tops |= {Path(*file.parts[:6]) for file in package.files or [] if file.parts[3:4] == ("share",)}
    for top in tops - {Path("..")}:
        if top.name != "__pycache__":
            _copy(
                here / top,
                (packages / top) if top.parts[0] != ".." else prefix / Path(*top.parts[3:]),
            )


def _write_commands(package: Distribution, python: Path) -> None:
    """Write a package's commands, for the environment's own Python, as pip does."""
    for command in package.entry_points.select(group="console_scripts"):
        script = python.with_name(command.name)
        function = command.attr.partition(".")[0]
        script.write_text(
            f"#!{python}\nimport sys\nfrom {command.module} import {function}\n"
            f"sys.exit({command.attr}())\n"
        )
        script.chmod(0o755)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, copy_function=_one, dirs_exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        _one(str(source), str(target))


def _one(source: str, target: str) -> None:
    """Link a file, or copy it to another disk; several packages may share a folder."""
    if Path(target).exists():
        return
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _run(*command: str) -> None:
    """Run a command far from the checkout, and show what it said if it fails."""
    done = subprocess.run(
        command, cwd="/", capture_output=True, text=True, check=False, timeout=900
    )
    assert done.returncode == 0, f"{command}:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
