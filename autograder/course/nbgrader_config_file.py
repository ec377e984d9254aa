"""The plain literals in ``nbgrader_config.py``: read, not run, since running needs nbgrader, and seconds."""

from __future__ import annotations

import ast
from collections.abc import Collection
from pathlib import Path
from typing import Any

from autograder.errors import ConfigurationError

CONFIG_FILE = "nbgrader_config.py"
STEPS = ("source", "release", "submitted")  # nbgrader's folders that the engine reads or writes


def parse_config(course: Path) -> ast.Module:
    """Return the syntax tree of the configuration of the course in a folder; empty if there is none.

    Raises:
        ConfigurationError: it is no Python; the text names the line.
    """
    path = course / CONFIG_FILE
    try:
        return ast.parse(path.read_text(encoding="utf-8-sig", errors="replace"))
    except OSError:
        return ast.Module([], [])
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        raise ConfigurationError(
            f"{path}{f', line {line}' if line else ''}: expected a configuration that nbgrader can "
            f"read; it said: {getattr(error, 'msg', error)}"
        ) from None


def literal_setting(config: ast.Module, names: Collection[str], default: Any) -> Any:
    """Return the last value that a configuration gives a setting; the default if that is no literal."""
    value = default
    assignments = [node for node in ast.walk(config) if isinstance(node, ast.Assign)]
    for node in sorted(assignments, key=lambda node: node.lineno):  # ast.walk takes blocks last
        if ast.unparse(node.targets[0]).removeprefix("c.") in names:
            try:
                value = ast.literal_eval(node.value)
            except ValueError:  # an expression, such as 60 * 5
                value = default
    return value


def course_folder(course: Path, step: str) -> Path:
    """Return the course's folder for one of nbgrader's steps, as its configuration names it.

    Args:
        course: the course's folder.
        step: one of `STEPS`.

    Raises:
        ConfigurationError: the configuration is no Python.
    """
    name = literal_setting(parse_config(course), (f"CourseDirectory.{step}_directory",), step)
    return course / (name if isinstance(name, str) and name.strip() else step)
