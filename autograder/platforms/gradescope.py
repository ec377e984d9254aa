"""An autograder for Gradescope: a zip with one assignment, its checks and what grades them.

The layout is Gradescope's: ``setup.sh`` and ``run_autograder`` at the root of the zip, which is
unpacked in ``/autograder/source`` when the image is built
(https://gradescope-autograders.readthedocs.io/en/latest/specs/).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import course_utils
from autograder.assignment import Assignment
from autograder.errors import ConfigurationError
from autograder.limits import FILE as LIMITS
from autograder.store import write_bytes
from autograder.zips import zip_of

CONFIG = "gradescope.json"
LOCK = "requirements-grading.lock"
HIDDEN = ("after_published", "after_due_date", "hidden")  # of Gradescope's visibilities
PARTS = (".", "confined", "platforms")  # of the engine: what grades, and no command
PROGRAMS = ("setup.sh", "run_autograder")

SETUP = """\
#!/usr/bin/env bash
# Run once, as root, when Gradescope builds the image: makes the environment that grades.
set -euo pipefail
cd "$(dirname "$0")"
unset PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME

suits='import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'
python=
for each in python3.12 python3.13 python3.11 python3; do
    if "$each" -c "$suits" 2>/dev/null; then python=$each; break; fi
done
if [ -z "$python" ]; then  # Ubuntu 22.04 has Python 3.10
    python3 -m pip install --quiet uv
    export UV_PYTHON_INSTALL_DIR=/autograder/python
    python3 -m uv python install 3.12
    python=$(python3 -m uv python find --managed-python 3.12)
fi
"$python" -m venv --clear .venv
.venv/bin/python -m pip install --quiet --no-compile --require-hashes -r requirements-grading.lock
.venv/bin/python -W ignore -m compileall -q -q -j 0 .venv/lib || true  # else each start compiles
"""

RUN = """\
#!/usr/bin/env bash
# Run for each submission; writes /autograder/results/results.json.
cd /autograder/source
exec .venv/bin/python -m autograder.platforms.on_gradescope
"""


def write_autograder(
    path: Path, course: Path, assignment: Assignment, *, confined: bool, hidden: str
) -> list[str]:
    """Write the zip to upload, and return the names of the files in it.

    Args:
        path: where to.
        course: the course's folder, with the lock file.
        assignment: the only one that is in it.
        confined: False bakes in that student code runs with no walls around it.
        hidden: the visibility that hidden checks get.

    Raises:
        ConfigurationError: a file is missing, or the zip cannot be written; the text says which.
    """
    config = {
        "assignment": assignment.name,
        "isolation": "bwrap" if confined else "none",
        "hidden": hidden,
    }
    files = {
        "setup.sh": SETUP.encode(),
        "run_autograder": RUN.encode(),
        CONFIG: json.dumps(config, indent=1).encode(),
        LIMITS: _limits(assignment).encode(),
        **{name: _read(source) for name, source in _files(course, assignment)},
    }
    write_bytes(path, zip_of(files, PROGRAMS))
    return sorted(files)


def _files(course: Path, assignment: Assignment) -> Iterator[tuple[str, Path]]:
    """Yield the files by their names in the zip: no other assignment's, no student's."""
    name = assignment.name
    yield f"source/{name}/{name}.ipynb", assignment.source
    yield f"autograder/checks/test_{name}.py", assignment.checks
    yield LOCK, course / LOCK
    engine = Path(__file__).parent.parent
    for part in PARTS:
        for path in sorted((engine / part).glob("*.py")):
            yield f"autograder/{path.relative_to(engine).as_posix()}", path
    package = Path(course_utils.__file__).parent
    for path in sorted(package.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield f"course_utils/{path.relative_to(package).as_posix()}", path


def _limits(assignment: Assignment) -> str:
    """Return the assignment's limits as TOML: the course's own file names other assignments."""
    limits = assignment.limits.as_dict().items()
    return "".join(["[limits]\n", *(f"{name} = {value}\n" for name, value in limits)])


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or error
        raise ConfigurationError(f"{path} has to go into the zip, but: {reason}") from None
