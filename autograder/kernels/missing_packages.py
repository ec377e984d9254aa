"""Imports of packages that grading lacks: the advice that a student reads."""

from __future__ import annotations

import re

NO_MODULE = re.compile(r"No module named '([\w.]+)'")
COLAB = (
    "there is no Google Colab in grading: leave out its drive and its uploads; "
    "a file that is handed in lies beside the notebook, and is opened by its name"
)


def explain_error(name: str, message: str) -> str:
    """Return an error's text; advice in its place if the error is a missing package.

    Args:
        name: the error's name.
        message: its text.
    """
    missing = NO_MODULE.search(message) if name == "ModuleNotFoundError" else None
    if missing is None:
        return message
    module = missing[1]
    if module.startswith("google.colab"):
        return COLAB
    package = module.partition(".")[0]
    what = f"package {package}" if module == package else f"module {module}"
    return (
        f"there is no {what} in grading: use what the course uses; "
        f"a file {package}.py of your own has to be handed in with the notebook"
    )
