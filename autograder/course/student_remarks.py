"""The remarks on a submission for its student, in plain words.

Flags are for the instructor. Some say what a student should do better next time. Others, such as
suspicious code or odd answers to checks, are only for the instructor. So the flags for students are
listed here; a new kind of flag stays with the instructor until it is added.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

MOST_LETTERS = 400  # of a remark
_NAME = r"(?P<name>.{1,200}?)"
_TOP_DOWN = "A notebook is run from top to bottom, so"
# A flag's text, and the sentence for its student.
SENTENCES = (
    (rf"cell '{_NAME}' is there more than once: the last one counts",
     "The cell {name} was in your notebook more than once: the last one counted."),
    (rf"locked cell {_NAME} was edited: restored",
     "The cell {name} is the course's and had been edited: it was put back as you got it."),
    (rf"locked cell {_NAME} was edited: restored, without (?P<rest>.+)",
     "The cell {name} is the course's and had been edited: it was put back as you got it, without "
     "{rest}. What you add belongs into a cell of your own."),
    (rf"locked cell {_NAME} was deleted: put back",
     "The cell {name} is the course's and had been deleted: it was put back."),
    (rf"locked cell {_NAME} is below {_NAME.replace('name', 'other')}, which uses its (?P<rest>.+) "
     r"and runs before it",
     f"The cell {{name}} was below {{other}}, which uses its {{rest}}. {_TOP_DOWN} {{name}} has to "
     "be above it."),
    (rf"cell marked by hand, {_NAME} was deleted: put back",
     "The cell {name}, which a person marks, had been deleted: an empty one is in its place."),
    (rf"answer {_NAME} was a (?P<rest>\w+) cell: taken as (?P<other>\w+)",
     "Your answer {name} was a {rest} cell: it was taken as {other}."),
    (rf"answer cell {_NAME} is missing", "The answer cell {name} was missing."),
    (rf"answer {_NAME} is below its check, which runs before it",
     f"Your answer {{name}} was below its check. {_TOP_DOWN} it has to be above."),
    (rf"the answer to {_NAME} seems to be in a new cell below its check, which runs before it",
     f"Your answer to {{name}} seems to be in a new cell below its check. {_TOP_DOWN} it has to be "
     "above."),
    (r"nbgrader's metadata was missing: known again by id or text: (?P<rest>.+)",
     "Your notebook had lost what marks the course's cells; they were known again: {rest}."),
    (rf"written with the kernel '{_NAME}': run by this course's Python",
     "Your notebook was written with the kernel {name}; it was run by this course's Python."),
    (r"it is not UTF-8, and was read as Windows-1252 \(cp1252\)",
     "Your notebook was not saved as UTF-8; it was read as Windows-1252."),
    (r"there are answers in (?P<rest>.+), too: not graded",
     "There were answers in {rest}, too; they were not graded."),
    (rf"'{_NAME}' is graded: its cells are (?P<rest>.+)",
     "The file {name} was graded: its cells are {rest}."),
    (r"(?P<name>\S+) is missing: its exercises have no answers",
     "The notebook {name} was missing: its exercises have no answers."),
    (r"(?P<name>\S+) is left out: (?P<rest>.+)", "The notebook {name} was not graded: {rest}."),
    (r"not as the course has it, and the course's own was used: (?P<rest>.+)",
     "A file of the course's had been changed; the course's own was used: {rest}."),
    (rf"'{_NAME}' is not a plain file: left out", "{name} is no plain file and was left out."),
    (rf"'{_NAME}' lies where the course has a file or folder: left out",
     "{name} lay where the course has a file or folder of its own, and was left out."),
    (r"(?P<name>\d+) more beside the notebook are no plain files: left out",
     "{name} more files beside the notebook are no plain ones and were left out."),
    (r"files beside the notebook beyond (?P<name>.+) are left out: (?P<rest>.+)",
     "Files beyond {name} were left out: {rest}."),
    (rf"the files that {_NAME} wrote are not there for the next notebook: (?P<rest>.+)",
     "The files that {name} wrote were not there for the next notebook: {rest}."),
    (rf"cell {_NAME}: timeout: (?P<rest>.+)", "The cell {name} took too long: {rest}."),
    (rf"cell {_NAME}: crashed: (?P<rest>.+)", "The cell {name} crashed: {rest}."),
    (rf"cell {_NAME}: (?P<rest>there is no .+ in grading: .+)", "The cell {name}: {rest}."),
    (rf"cell {_NAME}: it printed more than (?P<rest>.+); the rest is left out",
     "The cell {name} printed more than {rest}; the rest was left out."),
    (r"its cells print more than (?P<rest>.+) in all; the rest is left out",
     "Your cells printed more than {rest} in all; the rest was left out."),
)  # fmt: skip
_SENTENCES = [(re.compile(flag, re.DOTALL), sentence) for flag, sentence in SENTENCES]


def remarks_for_student(flags: Iterable[str], notebook: str = "") -> list[str]:
    """Return the sentences for a student on the flags of a submission, each once.

    Args:
        flags: the submission's.
        notebook: the file's name, if the assignment has several: flags on the others are left out.
    """
    told = (_sentence(flag.removeprefix(f"{notebook}: ")) for flag in flags)
    return list(dict.fromkeys(filter(None, told)))


def _sentence(flag: str) -> str:
    for pattern, sentence in _SENTENCES:
        found = pattern.fullmatch(flag)
        if found:
            parts = {key: value.rstrip(".") for key, value in found.groupdict().items()}
            return sentence.format(**parts)[:MOST_LETTERS]
    return ""
