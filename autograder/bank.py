"""The bank of variants: right and wrong answers to each exercise, which prove the checks.

``tests/bank/<assignment>/<exercise>.py`` holds them, in cells::

    # %% right: TITLE
    # %% wrong: TITLE | WHAT THE MESSAGE MUST SAY
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment, grade_id
from autograder.errors import ConfigurationError

FOLDER = Path("tests") / "bank"
ANSWER = "-answer"  # an exercise's answer cell is the one with this behind its id
_HEADER = re.compile(r"^# %% (right|wrong): (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Variant:
    """An answer to an exercise: the text of its answer cell, and what is expected of the checks."""

    exercise: str
    right: bool
    title: str
    source: str
    message: str = ""


def load_variants(course: Path, assignment: Assignment) -> list[Variant]:
    """Return the variants of every exercise of ``assignment``, in the notebook's order.

    Raises:
        ConfigurationError: a file has a wrong header, or no exercise.
    """
    folder = course / FOLDER / assignment.name
    known = [exercise.id for exercise in assignment.exercises]
    for path in sorted(folder.glob("*.py")):
        if path.stem not in known:
            raise ConfigurationError(
                f"{path}: no exercise {path.stem!r}; there are: {', '.join(known)}"
            )
    return [
        variant
        for name in known
        if (folder / f"{name}.py").is_file()
        for variant in parse_variants(name, (folder / f"{name}.py").read_text(encoding="utf-8"))
    ]


def parse_variants(exercise: str, text: str) -> list[Variant]:
    """Return the variants in the text of a bank file."""
    parts = _HEADER.split(text)
    variants = []
    for kind, header, body in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        title, _, message = (part.strip() for part in header.partition(" | "))
        if kind == "wrong" and not message:
            raise ConfigurationError(f"{exercise}: wrong variant {title!r}: expected ' | message'")
        variants.append(Variant(exercise, kind == "right", title, body.strip("\n"), message))
    return variants


def with_answers(notebook: Any, answers: dict[str, str]) -> Any:
    """Return a copy of ``notebook`` with the answer cells of some exercises replaced."""
    changed = copy.deepcopy(notebook)
    for cell in changed.cells:
        exercise = grade_id(cell).removesuffix(ANSWER)
        if grade_id(cell).endswith(ANSWER) and exercise in answers:
            cell.source = answers[exercise]
    return changed
