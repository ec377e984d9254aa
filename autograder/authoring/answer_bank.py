"""The answer bank: right and wrong answers to each exercise, which prove the checks.

``<assignment>/<exercise>.py`` in the course's bank holds them, in cells::

    # %% right: TITLE
    # %% wrong: TITLE | WHAT THE MESSAGE MUST SAY
    # %% core: TITLE | WHAT THE MESSAGE MUST SAY

(``core`` marks a wrong answer that misses the point of the exercise), and words on mutants that may get
full marks. Below each word are the lines that such a mutant removes and adds::

    # %% equal: WHY IT IS THE SAME IN EFFECT
    # -     return values.sum()
    # +     return sum(values)
    # %% accepted: WHY IT MAY PASS
"""

from __future__ import annotations

import copy
import itertools
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.course.assignment import (
    ANSWER_SUFFIX,
    Assignment,
    Exercise,
    assignment_names,
    grade_id,
    load_assignment,
    nbgrader_metadata,
)
from autograder.course.settings import load_settings
from autograder.errors import ConfigurationError

_HEAD = """\
# What the checks accept and what they catch

`make docs` makes this page from the bank, `tests/bank/`. The tests give each answer below to the grader. A right way gets
full marks. A mistake loses some, with a message that names it. Below the answers are the words of the exercise that an answer
is held to, each with the title of the check that does it. [Writing an exercise](writing.md#the-bank) says how to
add an answer, and what mutants are.
"""
_HEADER = re.compile(r"^# %% (right|wrong|core|equal|accepted): (.*)$", re.MULTILINE)
_NEARLY = re.compile(r"\s*#\s*%%")  # else it would silently be part of the answer above it
_HEADERS = "'# %% right: TITLE' or '# %% wrong: TITLE | WHAT THE MESSAGE MUST SAY'"
_AT_THE_START = re.compile(r"^([>#*+-])")  # signs with a meaning in Markdown
_WORDS = ("equal", "accepted")
_CHANGED = re.compile(r"# ([-+](?: .*)?)")  # a line of a mutant's change


@dataclass(frozen=True)
class AnswerVariant:
    """An answer to an exercise: the answer cell's source, and the expected verdict.

    Attributes:
        exercise: the exercise's id.
        right: whether it must get full marks.
        title: a description of it.
        source: the answer cell's source.
        message: the words that a failing check must say; empty for a right answer.
        core: whether it misses the point of the exercise; then it gets half of the points at most.
    """

    exercise: str
    right: bool
    title: str
    source: str
    message: str = ""
    core: bool = False


@dataclass(frozen=True)
class MutantWord:
    """A word on mutants of an exercise: why they may get full marks.

    Attributes:
        exercise: the exercise's id.
        equal: whether they have the same effect as the answer; else they are wrong, and accepted.
        reason: why.
        changes: for each of them the lines that it removes and adds, with ``-`` or ``+`` in front;
            ``…`` matches any text in a line.
    """

    exercise: str
    equal: bool
    reason: str
    changes: tuple[tuple[str, ...], ...]

    def change_on(self, change: Sequence[str]) -> tuple[str, ...] | None:
        """Return the first of its changes that matches a mutant's change; None if none of them does."""
        return next((each for each in self.changes if _is_like(each, change)), None)


def load_answer_variants(course: Path, assignment: Assignment) -> list[AnswerVariant]:
    """Return the answer variants of all exercises of ``assignment``, in the notebooks' order.

    Raises:
        ConfigurationError: a file has a wrong header, or no exercise.
    """
    texts = _bank_texts(course, assignment)
    return [each for name, text in texts.items() for each in parse_answer_variants(name, text)]


def load_mutant_words(course: Path, assignment: Assignment) -> list[MutantWord]:
    """Return the words on mutants of all exercises of ``assignment``.

    Raises:
        ConfigurationError: a file has a wrong header, or no exercise.
    """
    texts = _bank_texts(course, assignment)
    return [each for name, text in texts.items() for each in parse_mutant_words(name, text)]


def _bank_texts(course: Path, assignment: Assignment) -> dict[str, str]:
    folder = load_settings(course).bank / assignment.name
    files, strangers = bank_files(folder, [exercise.id for exercise in assignment.exercises])
    for path, problem in strangers:
        raise ConfigurationError(f"{path}: {problem}")
    return {exercise: path.read_text(encoding="utf-8") for exercise, path in files.items()}


def bank_file_name(exercise: str) -> str:
    """Return the name of the file with an exercise's answers, made from the exercise's id."""
    return f"{exercise.replace('/', '__')}.py"


def bank_files(
    folder: Path, exercises: Sequence[str]
) -> tuple[dict[str, Path], list[tuple[Path, str]]]:
    """Return the files in a folder of the bank by exercise, and the files of no exercise.

    Each of the latter comes with what is wrong with it.
    """
    names = {bank_file_name(exercise): exercise for exercise in exercises}
    there = {path.name: path for path in sorted(folder.glob("*.py"))}
    files = {exercise: there[name] for name, exercise in names.items() if name in there}
    advice = f"there are: {', '.join(exercises) or 'none'}; rename the file, or remove it"
    strangers = [
        (path, f"no exercise {path.stem!r}; {advice}")
        for name, path in there.items()
        if name not in names
    ]
    return files, strangers


def parse_answer_variants(exercise: str, text: str) -> list[AnswerVariant]:
    """Return the answer variants in the text of an answer bank file.

    Raises:
        ConfigurationError: one of its headers is wrong, or it holds no answer.
    """
    return [
        AnswerVariant(exercise, kind == "right", title, body.strip("\n"), message, kind == "core")
        for kind, title, message, body in _parts(exercise, text)
        if kind not in _WORDS
    ]


def parse_mutant_words(exercise: str, text: str) -> list[MutantWord]:
    """Return the words on mutants in the text of an answer bank file.

    Raises:
        ConfigurationError: as for `parse_answer_variants`.
    """
    words = []
    for kind, reason, more, body in _parts(exercise, text):
        if kind in _WORDS:
            why = f"{reason} | {more}" if more else reason
            words.append(MutantWord(exercise, kind == "equal", why, _changes(body)))
    return words


def _changes(body: str) -> tuple[tuple[str, ...], ...]:
    """Return the changes below a word; a ``-`` line after a ``+`` line begins a new change."""
    changes: list[list[str]] = []
    before = ""
    for line in body.splitlines():
        sign = line[2:3] if _CHANGED.fullmatch(line) else ""
        if sign and (not before or (sign, before) == ("-", "+")):
            changes.append([])
        if sign:
            changes[-1].append(line[2:].rstrip())
        before = sign
    return tuple(map(tuple, changes))


def _is_like(pattern: Sequence[str], change: Sequence[str]) -> bool:
    return len(pattern) == len(change) and all(
        re.fullmatch(".*".join(map(re.escape, one.split("…"))), line)
        for one, line in zip(pattern, change, strict=True)
    )


def _parts(exercise: str, text: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield the cells of an answer bank file: kind, text before the bar, text behind it, body."""
    for number, problem in bank_header_problems(text):
        raise ConfigurationError(f"{exercise}.py: line {number}: {problem}")
    parts = _HEADER.split(text)
    for kind, header, body in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        title, _, message = (part.strip() for part in header.partition(" | "))
        yield kind, title, message, body


def bank_header_problems(text: str) -> Iterator[tuple[int, str]]:
    """Yield the problems with the headers in an answer bank file, each with its line."""
    headers, kind = 0, ""
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.fullmatch(line)
        headers += header is not None
        kind = header[1] if header else kind
        if kind in _WORDS and not header and line.strip(" #") and not _CHANGED.fullmatch(line):
            yield (
                number,
                f"expected lines of a change, '# - …' and '# + …', below '{kind}:', got {line!r}",
            )
        elif (
            header and header[1] in ("wrong", "core") and not header[2].partition(" | ")[2].strip()
        ):
            yield number, f"{line!r}: expected ' | message' behind it: what a failing check says"
        elif not header and _NEARLY.match(line):
            yield number, f"expected {_HEADERS}, got {line!r}"
        elif not headers and line.strip() and not line.startswith("#"):
            yield number, f"expected {_HEADERS} above the first answer, got {line!r}"
            return
    if not headers:
        yield 1, f"expected answers, each below {_HEADERS}, got none"


def notebook_with_answers(notebook: Any, answers: dict[str, str]) -> Any:
    """Return a copy of ``notebook`` with the answer cells of some exercises replaced."""
    changed = copy.deepcopy(notebook)
    for exercise, source in answers.items():
        if (cell := answer_cell(changed.cells, exercise)) is not None:
            cell["source"] = source
    return changed


def answer_cell(cells: Sequence[Any], exercise: str) -> Any | None:
    """Return the cell in which an exercise is answered, None if there is none.

    Its id is the exercise's with `ANSWER_SUFFIX`; else it is the last solution cell before the grade
    cell.
    """
    identity = exercise.rpartition("/")[2]
    named = [cell for cell in cells if grade_id(cell) == identity + ANSWER_SUFFIX]
    before = list(itertools.takewhile(lambda cell: grade_id(cell) != identity, cells))
    if not named and len(before) < len(cells):
        named = [cell for cell in before if is_answer_cell(cell)]
    return named[-1] if named else None


def is_answer_cell(cell: Any) -> bool:
    """Say whether a cell is code that a student writes, and is not marked by hand."""
    meta = nbgrader_metadata(cell)
    code = cell.get("cell_type") == "code"
    return code and bool(meta.get("solution")) and not meta.get("grade")


def answers_markdown(course: Path) -> str:
    """Return the text of docs/author/exercises.md: answers accepted and mistakes caught."""
    # here, since they import this module
    from autograder.authoring.promises import read_promises
    from autograder.authoring.proof_record import core_mistakes_markdown, proof_sentence

    parts = [_HEAD]
    for name in assignment_names(course):
        assignment = load_assignment(course, name)
        variants = load_answer_variants(course, assignment)
        parts.append(
            f"## {name}\n\n{_counted(len(assignment.exercises), 'exercise')}, "
            f"{_counted(assignment.max_score, 'point')}. {proof_sentence(course, name)}".rstrip()
            + "\n"
        )
        promises: dict[str, dict[str, list[str]]] = {}
        for each in read_promises(assignment.checks):
            checks = promises.setdefault(each.exercise, {}).setdefault(each.text, [])
            checks.append(each.check.rstrip("."))
        parts += core_mistakes_markdown(course, assignment, variants)
        parts += [
            _exercise_markdown(exercise, variants, promises.get(exercise.id, {}))
            for exercise in assignment.exercises
        ]
    return "\n".join(parts)


def _exercise_markdown(
    exercise: Exercise, variants: Sequence[AnswerVariant], promises: dict[str, list[str]]
) -> str:
    """Return the accepted answers, the mistakes and the promises as lists that unfold: they fit a phone."""
    right, wrong = (
        [
            _AT_THE_START.sub(r"\\\1", each.title)
            for each in variants
            if each.exercise == exercise.id and each.right is kind
        ]
        for kind in (True, False)
    )
    head = (
        f"<code>{exercise.id}</code>, {_counted(exercise.points, 'point')}: "
        f"{_counted(len(right), 'right way')}, {_counted(len(wrong), 'mistake')}"
    )
    held = [f"“{promise}”: {'; '.join(checks)}." for promise, checks in promises.items()]
    lists = (
        f"{title}:\n\n" + "\n".join(f"- {each}" for each in found)
        for title, found in (
            ("Right ways, all accepted", right),
            ("Mistakes, each told apart", wrong),
            ("What its text says, and the check that holds an answer to it", held),
        )
        if found
    )
    return "\n\n".join([f"<details>\n<summary>{head}</summary>", *lists, "</details>\n"])


def _counted(number: float, noun: str) -> str:
    return f"{number:g} {noun}" + ("" if number == 1 else "s")


if __name__ == "__main__":
    try:
        print(answers_markdown(Path.cwd()), end="")
    except ConfigurationError as error:
        sys.exit(str(error))
