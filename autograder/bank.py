"""The bank of variants: right and wrong answers to each exercise, which prove the checks.

``tests/bank/<assignment>/<exercise>.py`` holds them, in cells::

    # %% right: TITLE
    # %% wrong: TITLE | WHAT THE MESSAGE MUST SAY
"""

from __future__ import annotations

import copy
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment, assignments, grade_id, load_assignment
from autograder.errors import ConfigurationError

FOLDER = Path("tests") / "bank"
ANSWER = "-answer"  # an exercise's answer cell is the one with this behind its id
_HEAD = """\
# What the checks accept and what they catch

Made from the bank, `tests/bank/`, by `make docs`. Each line of a cell is an answer that the tests
give to the grader: the ones on the left get full marks, the ones on the right lose some, with a
message that names the mistake. `docs/author/writing.md` says how to add one.
"""
_HEADER = re.compile(r"^# %% (right|wrong): (.*)$", re.MULTILINE)
_NEARLY = re.compile(r"\s*#\s*%%")  # would belong to the answer above it, unseen
_HEADERS = "'# %% right: TITLE' or '# %% wrong: TITLE | WHAT THE MESSAGE MUST SAY'"


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
                f"{path}: no exercise {path.stem!r}; there are: {', '.join(known)}; rename the "
                "file, or remove it"
            )
    return [
        variant
        for name in known
        if (folder / f"{name}.py").is_file()
        for variant in parse_variants(name, (folder / f"{name}.py").read_text(encoding="utf-8"))
    ]


def parse_variants(exercise: str, text: str) -> list[Variant]:
    """Return the variants in the text of a bank file.

    Raises:
        ConfigurationError: one of its headers is none, or it holds no answer.
    """
    for number, problem in header_problems(text):
        raise ConfigurationError(f"{exercise}.py: line {number}: {problem}")
    parts = _HEADER.split(text)
    variants = []
    for kind, header, body in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        title, _, message = (part.strip() for part in header.partition(" | "))
        variants.append(Variant(exercise, kind == "right", title, body.strip("\n"), message))
    return variants


def header_problems(text: str) -> Iterator[tuple[int, str]]:
    """Yield what is wrong with the headers in the text of a bank file, each with its line."""
    headers = 0
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.fullmatch(line)
        headers += header is not None
        if header and header[1] == "wrong" and not header[2].partition(" | ")[2].strip():
            yield number, f"{line!r}: expected ' | message' behind it: what a failing check says"
        elif not header and _NEARLY.match(line):
            yield number, f"expected {_HEADERS}, got {line!r}"
        elif not headers and line.strip() and not line.startswith("#"):
            yield number, f"expected {_HEADERS} above the first answer, got {line!r}"
            return
    if not headers:
        yield 1, f"expected answers, each below {_HEADERS}, got none"


def with_answers(notebook: Any, answers: dict[str, str]) -> Any:
    """Return a copy of ``notebook`` with the answer cells of some exercises replaced."""
    changed = copy.deepcopy(notebook)
    for cell in changed.cells:
        exercise = grade_id(cell).removesuffix(ANSWER)
        if grade_id(cell).endswith(ANSWER) and exercise in answers:
            cell.source = answers[exercise]
    return changed


def summary(course: Path) -> str:
    """Return docs/author/exercises.md: which right ways each exercise accepts, which mistakes it catches."""
    parts = [_HEAD]
    for name in assignments(course):
        assignment = load_assignment(course, name)
        variants = load_variants(course, assignment)
        parts.append(
            f"## {name}\n\n{_counted(len(assignment.exercises), 'exercise')}, "
            f"{_counted(assignment.max_score, 'point')}.\n\n"
            "| exercise | points | right ways, all accepted | mistakes, each told apart |\n"
            "|---|---|---|---|"
        )
        for exercise in assignment.exercises:
            right, wrong = (
                "<br>".join(
                    variant.title.replace("|", "\\|")
                    for variant in variants
                    if variant.exercise == exercise.id and variant.right is kind
                )
                for kind in (True, False)
            )
            parts.append(f"| `{exercise.id}` | {exercise.points:g} | {right} | {wrong} |")
        parts.append("")
    return "\n".join(parts)


def _counted(number: float, noun: str) -> str:
    return f"{number:g} {noun}" + ("" if number == 1 else "s")


if __name__ == "__main__":
    try:
        print(summary(Path.cwd()), end="")
    except ConfigurationError as error:
        sys.exit(str(error))
