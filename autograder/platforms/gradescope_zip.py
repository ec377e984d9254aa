"""The autograder zip for Gradescope: one assignment, its checks and the engine.

The layout is Gradescope's: ``setup.sh`` and ``run_autograder`` are at the root of the zip. It is unpacked
in ``/autograder/source`` when the image is built
(https://gradescope-autograders.readthedocs.io/en/latest/specs/).
"""

from __future__ import annotations

import importlib.metadata
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import course_utils
from autograder.course.assignment import Assignment
from autograder.course.checks_folder import checks_modules
from autograder.course.hidden_secret import SEED_FILE
from autograder.course.settings import DEFAULT_CHECKS
from autograder.course.settings import FILE as SETTINGS_FILE
from autograder.errors import ConfigurationError
from autograder.files import reproducible_zip, write_public_bytes

CONFIG_FILE = "gradescope.json"
LOCK_FILE = "requirements-grading.lock"
HIDDEN_VISIBILITIES = (
    "after_published",
    "after_due_date",
    "hidden",
)  # a part of Gradescope's visibilities
ROOMS = (
    *(".", "course", "sandbox", "sandbox/confined", "sandbox/confined/etc", "kernels", "grading"),
    *("platforms", "safe_html", "feedback_page", "nbgrader_bridge"),
)
COMMANDS = (
    "__init__.py",
    "run_on_gradescope.py",
)  # of the engine, only the command that grades
EXECUTABLES = ("setup.sh", "run_autograder")
BUILT_FROM = ".toml"  # files that only building a wheel needs
OURS = {"autograder-engine", "course-utils", "course-utils-mnist"}  # the zip holds them from here

SETUP_SCRIPT = """\
#!/usr/bin/env bash
# Run once, as root, when Gradescope builds the image: makes the environment that grades.
set -euo pipefail
cd "$(dirname "$0")"
unset PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME

suits='import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'
python=
for each in python{version} python3.12 python3.13 python3.11 python3; do
    if "$each" -c "$suits" 2>/dev/null; then python=$each; break; fi
done
if [ -z "$python" ]; then  # Ubuntu 22.04 has Python 3.10
    python3 -m pip install --quiet uv
    export UV_PYTHON_INSTALL_DIR=/autograder/python
    python3 -m uv python install {version}
    python=$(python3 -m uv python find --managed-python {version})
fi
"$python" -m venv --clear .venv
hashes=
if grep -q -- --hash= requirements-grading.lock; then hashes=--require-hashes; fi
.venv/bin/python -m pip install --quiet --no-compile $hashes -r requirements-grading.lock
.venv/bin/python -W ignore -m compileall -q -q -j 0 .venv/lib || true  # else each start compiles
"""

RUN_SCRIPT = """\
#!/usr/bin/env bash
# Run for each submission; writes /autograder/results/results.json.
cd /autograder/source
exec .venv/bin/python -m autograder.commands.run_on_gradescope
"""


def write_gradescope_zip(
    path: Path, course: Path, assignment: Assignment, *, isolation: str, hidden: str
) -> list[str]:
    """Write the zip to upload, and return the names of the files in it.

    Args:
        path: the zip's path.
        course: the course's folder; its lock file, if any, says what is installed in the image.
        assignment: the only assignment in the zip.
        isolation: the fixed kind of walls; ``none`` accepts the risk of none. Empty: the best that the
            container allows.
        hidden: the visibility of hidden checks.

    Raises:
        ConfigurationError: a file is missing, or the zip cannot be written; the text says which.
    """
    config = {
        "assignment": assignment.name,
        "isolation": isolation,
        "hidden": hidden,
    }
    files = {
        "setup.sh": _setup_script().encode(),
        "run_autograder": RUN_SCRIPT.encode(),
        CONFIG_FILE: json.dumps(config, indent=1).encode(),
        SETTINGS_FILE: _settings(assignment).encode(),
        LOCK_FILE: _requirements(course, assignment),
        **{name: _read(source) for name, source in _files(assignment)},
    }
    if assignment.secret:
        files[SEED_FILE] = assignment.secret.encode()
    write_public_bytes(path, reproducible_zip(files, EXECUTABLES))
    return sorted(files)


def _files(assignment: Assignment) -> Iterator[tuple[str, Path]]:
    """Yield the files and their names in the zip, without other assignments or submissions."""
    name = assignment.name
    for source in assignment.notebooks:
        yield f"source/{name}/{source.path.name}", source.path
    for beside, file in assignment.files.items():
        yield f"source/{name}/{beside}", file
    for module in checks_modules(assignment.checks):
        yield f"{DEFAULT_CHECKS}/{name}/{module.name}", module
    engine = Path(__file__).parent.parent
    paths = [path for room in ROOMS for path in sorted((engine / room).glob("*"))]
    for path in [*paths, *(engine / "commands" / command for command in COMMANDS)]:
        if path.is_file() and path.suffix != BUILT_FROM:
            yield f"autograder/{path.relative_to(engine).as_posix()}", path
    package = Path(course_utils.__file__).parent
    for path in sorted(package.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != BUILT_FROM:
            yield f"course_utils/{path.relative_to(package).as_posix()}", path
    yield from _data()


def _data() -> Iterator[tuple[str, Path]]:
    """Yield the data set if it is installed, as a package of its own or not."""
    from course_utils.datasets import mnist

    path = mnist.archive_path()
    if path.is_file():
        yield f"course_utils/datasets/{path.name}", path


def _setup_script() -> str:
    """Return the script that makes the environment, with this Python's version if it can be had."""
    major, minor = sys.version_info[:2]
    return SETUP_SCRIPT.replace("{version}", f"{major}.{minor}")


def _requirements(course: Path, assignment: Assignment) -> bytes:
    """Return the requirements of the image: the course's lock file, else all that is installed here."""
    lock = course / LOCK_FILE
    if lock.exists():
        return _read(lock)
    if assignment.python is not None:
        raise ConfigurationError(
            f"Gradescope's image has one Python, and {assignment.python} differs from the engine's: "
            f"put a file {LOCK_FILE} into {course} that says what to install, as pip freeze writes it "
            "in an environment with what both have"
        )
    versions = {
        re.sub("[-_.]+", "-", each.name).lower(): each.version
        for each in importlib.metadata.distributions()
    }
    pins = [f"{name}=={versions[name]}\n" for name in sorted(versions.keys() - OURS)]
    return "".join(pins).encode()


def _settings(assignment: Assignment) -> str:
    """Return this assignment's settings as TOML, without those of other assignments."""
    limits = assignment.limits.as_dict().items()
    warm = f"warm = {json.dumps(assignment.warm_modules)}\n"
    return "".join([warm, "\n[limits]\n", *(f"{name} = {value}\n" for name, value in limits)])


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or error
        raise ConfigurationError(f"{path} has to go into the zip, but: {reason}") from None
