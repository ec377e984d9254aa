"""The names that an assignment may have, and the names of its exercises' files."""

from __future__ import annotations

import keyword
import re
from collections.abc import Collection

from autograder.errors import ConfigurationError

MAX_NAME_LENGTH = 64
# nbgrader takes no +. The name is a folder's, on Windows too, and nbgrader finds it by a glob.
_NOT_IN_A_NAME = re.compile(r'[+/\\:*?"<>|\[\]\x00-\x1f\x7f]')


def expect_name(name: str) -> None:
    """Expect a name that nbgrader, a file system and a notebook's set-up cell can all take.

    Raises:
        ConfigurationError: an assignment cannot have this name; the text says which names it can have.
    """
    ends_well = name == name.strip() and not name.endswith(".") and not name.startswith((".", "-"))
    if not 0 < len(name) <= MAX_NAME_LENGTH or _NOT_IN_A_NAME.search(name) or not ends_well:
        raise ConfigurationError(
            f"expected a name such as 07_my_first or 'Problem Set 1': up to {MAX_NAME_LENGTH} "
            'characters, none of + / \\ : * ? " < > | [ ], no blank or dot at either end and no - '
            f"in front; got {name!r}"
        )


def module_name(exercise: str, taken: Collection[str] = ()) -> str:
    """Return a name for the module of an exercise's checks: ``part-a`` cannot be imported.

    Args:
        exercise: the exercise's id.
        taken: the names that modules have already.
    """
    name = re.sub(r"\W", "_", exercise, flags=re.ASCII)
    if not name.isidentifier() or keyword.iskeyword(name):
        name = f"exercise_{name}"
    number, free = 2, name
    while free in taken:
        number, free = number + 1, f"{name}_{number}"
    return free
