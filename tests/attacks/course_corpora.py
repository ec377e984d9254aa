"""The corpus of attacks on the course's own exercises: answers that want marks without the work.

``tests/attacks/corpus/course/<assignment>.py`` holds them, in cells::

    # %% EXERCISE: ONE SENTENCE ON WHAT IT TRIES
    # most: THE POINTS THAT IT GETS AT MOST WHERE NO PERSON IS TOLD
    # flag: WHAT A FLAG OF THE REPORT SAYS (where it gets more, or where one is raised)
    # twin: WITHOUT WHICH GUARD IT GETS MORE (secret, clean), or `none: WHY`

The rest of a cell is the answer. Where an attack works and stays, `stays:` stands in place of `most:`
and `twin:` and holds words of docs/how/security.md, which says so. ``SECRET`` stands for a secret of
a course's copy: for the true one where that guard is off, else for a guess.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.authoring.answer_bank import answer_cell
from autograder.course.assignment import Assignment, SourceNotebook, grade_id, is_locked_code_cell
from autograder.course.showing_cells import is_showing_cell
from autograder.course.submission import Submission
from autograder.course.suspicious_code import suspicious_code_flags

CORPUS = Path(__file__).parent / "corpus" / "course"
GUARDS = ("secret", "clean")
HEADER = re.compile(r"^# %% (\w+): (.+)$", re.MULTILINE)
FIELD = re.compile(r"^# (most|flag|twin|stays): (.+)$")
# What an attack may use that knows, or guesses, the secret: the checks' own way to draw.
TOOLS = """\
SECRET = {secret!r}
def drawn(exercise, name):
    import hashlib, json
    parts = json.dumps([SECRET, exercise, name]).encode()
    return np.random.default_rng(int.from_bytes(hashlib.sha256(parts).digest(), "big"))
"""


@dataclass(frozen=True)
class CourseAttack:
    """An answer that wants marks without the work, and what must come of it."""

    assignment: str
    exercise: str
    title: str
    most: float  # points, where nobody is told
    flag: str
    twin: str
    stays: str
    source: str

    @property
    def guard(self) -> str:
        """The guard without which it gains; empty if there is none to take away."""
        return "" if self.stays or self.twin.startswith("none: ") else self.twin


def load(assignment: str) -> list[CourseAttack]:
    """Return the attacks on an assignment, in the order of its file.

    Raises:
        ValueError: an attack lacks a field, or names a guard that there is not.
    """
    text = (CORPUS / f"{assignment}.py").read_text(encoding="utf-8")
    _, *parts = HEADER.split(text)
    triples = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    return [_attack(assignment, *triple) for triple in triples]


def _attack(assignment: str, exercise: str, title: str, body: str) -> CourseAttack:
    lines = body.strip("\n").splitlines()
    fields = {}
    while lines and (field := FIELD.match(lines[0])):
        fields[field[1]] = field[2].strip()
        lines.pop(0)
    wanted = {"stays"} if "stays" in fields else {"most", "twin"}
    twin = fields.get("twin", "none: it stays")
    if fields.keys() - {"flag"} != wanted or not (twin in GUARDS or twin.startswith("none: ")):
        raise ValueError(f"{assignment}: {title}: expected most and twin, or stays, got {fields}")
    return CourseAttack(
        assignment,
        exercise,
        title,
        float(fields.get("most", "inf")),
        fields.get("flag", ""),
        twin,
        fields.get("stays", ""),
        "\n".join(lines).strip("\n"),
    )


def submission_of(attack: CourseAttack, assignment: Assignment, secret: str) -> Submission:
    """Return a notebook of its own for an attack: what is locked in front of it, and its exercise."""
    (source,) = assignment.notebooks
    cells = _cells(source.cells, attack)
    tools = (
        TOOLS.format(secret=secret) if "SECRET" in attack.source or "drawn" in attack.source else ""
    )
    cells[-2]["source"] = f"{tools}{attack.source}"
    notebook = copy.copy(source.content)
    notebook.cells = cells
    flags = suspicious_code_flags(notebook, SourceNotebook(source.path))
    return Submission("", assignment.name, {source.name: notebook}, flags=flags)


def _cells(cells: Sequence[Any], attack: CourseAttack) -> list[Any]:
    """Return copies of the set-up in front of an exercise, its answer cell, and its grade cell."""
    answer = answer_cell(cells, attack.exercise)
    if answer is None:
        raise ValueError(f"{attack.assignment}: no exercise {attack.exercise}")
    before = list(cells)[: list(cells).index(answer)]
    kept = [
        cell
        for cell in before
        if is_locked_code_cell(cell)
        and not cell.metadata.nbgrader.grade
        and not is_showing_cell(cell)
    ]
    (graded,) = [cell for cell in cells if grade_id(cell) == attack.exercise]
    return copy.deepcopy([*kept, answer, graded])
