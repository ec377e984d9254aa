"""The corpus of attacks: submissions that try to gain, to see, to hurt, to escape or to deceive.

``tests/attacks/corpus/<family>.py`` holds them, in cells::

    # %% ONE SENTENCE ON WHAT IT TRIES
    # must not: WHAT IT MUST NOT REACH
    # flag: WHAT A FLAG OF THE REPORT SAYS, or `none: WHY`
    # twin: WITHOUT WHICH GUARD IT WORKS (walls, limits, process), or `none: WHY`
    # spoils: WHICH OTHER EXERCISES OF ITS OWN IT COSTS (where it does)

The rest of a cell is the student's answer to ``double``, of the made-up course in ``made_up.py``.
``greet`` is right in every attack's notebook and everything else is wrong, so that an attack which
gains nothing has one point. An attack that works prints `WORKED` or what it has stolen, or gets
more points. ``COURSE`` stands for the course's folder, ``LOOT`` for the start of what is secret there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import made_up

CORPUS = Path(__file__).parent / "corpus"
FAMILIES = ("reading", "forging", "hurting", "escaping", "injecting")
GUARDS = ("walls", "limits", "process")
WORKED = (
    "attack worked"  # an attack writes it in one word less, so that its source does not hold it
)
LOOT = "loot-"
HEADER = re.compile(r"^# %% (.+)$", re.MULTILINE)
FIELD = re.compile(r"^# (must not|flag|twin|spoils): (.+)$")
WRONG = {
    "double": "def double(x):\n    return x",
    "greet": made_up.RIGHT["greet"],
    "total": "def total(values):\n    return 0.0",
}
# What every attack may use, in front of its own source.
TOOLS = """\
COURSE, LOOT = {course!r}, {loot!r}
def worked(): print("attack", "worked")
def double(x): return x
"""


@dataclass(frozen=True)
class Attack:
    """A submission that tries something, and what must come of it."""

    family: str
    title: str
    must_not: str
    flag: str
    twin: str
    spoils: frozenset[str]
    source: str

    @property
    def guard(self) -> str:
        """The guard without which it works; empty if its twin stands elsewhere."""
        return "" if self.twin.startswith("none: ") else self.twin

    def answers(self, course: Path) -> dict[str, str]:
        """Return its answers, for a course in this folder."""
        tools = TOOLS.format(course=str(course), loot=LOOT)
        return {**WRONG, "double": f"{tools}\n{self.source}"}


def load(family: str) -> list[Attack]:
    """Return the attacks of a family, in the order of its file.

    Raises:
        ValueError: an attack lacks a field, or names a guard that there is not.
    """
    text = (CORPUS / f"{family}.py").read_text(encoding="utf-8")
    _, *parts = HEADER.split(text)
    return [_attack(family, *pair) for pair in zip(parts[::2], parts[1::2], strict=True)]


def _attack(family: str, title: str, body: str) -> Attack:
    lines = body.strip("\n").splitlines()
    fields = {}
    while lines and (field := FIELD.match(lines[0])):
        fields[field[1]] = field[2].strip()
        lines.pop(0)
    spoils = frozenset(fields.pop("spoils", "").split(", ")) - {""}
    if fields.keys() != {"must not", "flag", "twin"} or not spoils <= made_up.POINTS.keys():
        raise ValueError(f"{family}: {title}: expected must not, flag and twin, got {fields}")
    if fields["twin"] not in GUARDS and not fields["twin"].startswith("none: "):
        raise ValueError(f"{family}: {title}: no such guard: {fields['twin']}")
    source = "\n".join(lines).strip("\n")
    if not source:
        raise ValueError(f"{family}: {title}: it does nothing")
    return Attack(family, title, fields["must not"], fields["flag"], fields["twin"], spoils, source)
