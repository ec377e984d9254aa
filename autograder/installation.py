"""How the engine was installed, from a checkout of its repository or from its wheel; and its version."""

from __future__ import annotations

import importlib.metadata
import sys
from pathlib import Path

from autograder.errors import ConfigurationError

DISTRIBUTION = "autograder-engine"  # what the wheel is called, in autograder/pyproject.toml
_ABOVE = Path(__file__).parents[1]
CHECKOUT = _ABOVE if (_ABOVE / "pyproject.toml").is_file() else None  # the engine's, if any


def documentation(page: str) -> str:
    """Return where a page of the documentation is, such as ``teach/ways.md``."""
    return f"docs/{page}" if CHECKOUT else f"docs/{page} in the engine's repository"


def how_to_install(package: str, extra: str = "") -> str:
    """Return how to install a package that the engine lacks; ``extra`` is the wheel's extra with it."""
    if CHECKOUT:
        return "run `make setup`, which installs it as locked, and use .venv/bin/python"
    if extra:
        return f"install the engine's wheel with the extra [{extra}], or `pip install {package}`"
    return f"`pip install {package}` into the environment that holds the engine"


def expect_same_versions() -> None:
    """Expect the engine's wheel and the student's package to be of one version.

    Raises:
        ConfigurationError: they are not, or the student's package is not there.
    """
    try:
        import course_utils
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"the engine needs course-utils of its own version, and there is none ({error}): "
            "install both wheels in one pip install"
        ) from None
    mine, theirs = _version_of_wheel(), getattr(course_utils, "__version__", "of no version")
    if mine is not None and theirs != mine:
        raise ConfigurationError(
            f"expected course_utils {mine}, the engine's version, got {theirs} in "
            f"{Path(str(course_utils.__file__)).parent}: install both wheels of one version in one "
            "pip install; if a folder of that name is in the way, rename it"
        )


def exit_unless_same_versions() -> None:
    """End the program with a message, unless engine and student's package are of one version."""
    try:
        expect_same_versions()
    except ConfigurationError as error:
        sys.exit(f"autograder: {error}")


def _version_of_wheel() -> str | None:
    """Return the version of the engine's wheel; None where it was not installed from one."""
    if CHECKOUT:
        return None  # both are of one commit
    try:
        return importlib.metadata.version(DISTRIBUTION)
    except importlib.metadata.PackageNotFoundError:
        return None  # in a zip for Gradescope
