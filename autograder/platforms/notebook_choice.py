"""Choosing the assignment's notebooks among all files that a student handed in.

A notebook is recognised by its cells, since people rename it, and hand in others beside it. Its name
counts if the cells tell nothing, as in a file that was cut off.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from autograder.course.assignment import Assignment, grade_id
from autograder.course.limits import MIB
from autograder.course.notebook_recognition import Recognition, recognise
from autograder.errors import ConfigurationError
from autograder.platforms.archives import DownloadedFile, UnreadableDownload
from autograder.platforms.download_names import PlatformUser, is_notebook
from autograder.platforms.files_beside import files_beside, is_online_text
from autograder.platforms.named_file import NamedFile

MAX_NOTEBOOKS = 20  # of one student; only the newest ones are read


@dataclass(frozen=True)
class ChosenNotebook:
    """A file that was chosen as one of the assignment's notebooks.

    Attributes:
        notebook: the name of the assignment's notebook.
        item: the file.
        file: the student's name for it.
    """

    notebook: str
    item: DownloadedFile
    file: str


@dataclass(frozen=True)
class ChosenSubmission:
    """The choice from all files that a student handed in.

    Attributes:
        student: the student's folder.
        person: the student, as the platform names them.
        notebooks: the chosen notebooks.
        handed_in: the hand-in time of the newest, if their names tell it.
        notes: remarks for a person.
        beside: the student's other files, by their paths from the notebooks' folder.
    """

    student: str
    person: PlatformUser
    notebooks: tuple[ChosenNotebook, ...]
    handed_in: datetime | None = None
    notes: tuple[str, ...] = ()
    beside: Mapping[str, DownloadedFile] = field(default_factory=dict)

    @property
    def file_date(self) -> datetime | None:
        """The newest of the files' own dates."""
        return max(
            (chosen.item.date for chosen in self.notebooks if chosen.item.date), default=None
        )


@dataclass(frozen=True)
class SkippedSubmission:
    """A student, or a file without an owner, that was not collected, and why."""

    who: str
    reason: str


@dataclass(frozen=True)
class _Candidate:
    """A student's notebook, and its recognition; None: it is no notebook of this assignment.

    ``is_foreign`` says that its cells fit another assignment better.
    """

    found: NamedFile
    recognised: Recognition | None = None
    is_foreign: bool = False

    @property
    def has_answers(self) -> bool:
        return self.recognised is not None and self.recognised.answered > 0


@dataclass(frozen=True)
class _Pick:
    """The candidates for one notebook of the assignment, newest first."""

    candidates: list[_Candidate]

    @property
    def best(self) -> _Candidate:
        """The newest one with answers; else the newest."""
        return next(filter(lambda each: each.has_answers, self.candidates), self.candidates[0])


def choose_submission(
    student: str,
    person: PlatformUser,
    files: Sequence[NamedFile],
    assignment: Assignment,
    others: Sequence[Assignment],
) -> ChosenSubmission | SkippedSubmission:
    """Choose a student's notebooks, or return why there are none."""
    notebooks = [f for f in files if is_notebook(f.item.path.name) and not f.item.problem]
    notebooks.sort(key=lambda f: f.newness, reverse=True)
    candidates = [_look_into(f, assignment, others) for f in notebooks[:MAX_NOTEBOOKS]]
    picks = _pick(candidates, assignment, others)
    if isinstance(picks, str):
        return SkippedSubmission(student, picks)
    if not picks:
        return SkippedSubmission(student, _why_none(files, candidates))
    best = {name: pick.best.found for name, pick in picks.items()}
    beside = files_beside(files, next(iter(best.values())))
    times = [found.named.handed_in for found in best.values() if found.named.handed_in]
    return ChosenSubmission(
        student,
        person,
        tuple(ChosenNotebook(name, found.item, found.named.file) for name, found in best.items()),
        max(times, default=None),
        tuple(_notes(picks, files, notebooks, assignment, beside)),
        beside,
    )


def _look_into(
    found: NamedFile, assignment: Assignment, others: Sequence[Assignment]
) -> _Candidate:
    """Recognise a notebook by its cells; one that is too large or broken is not recognised."""
    most = int(assignment.limits.notebook_mib * MIB)
    try:
        data = found.item.read(most + 1)
    except UnreadableDownload:
        return _Candidate(found)
    if len(data) > most:
        return _Candidate(found)
    mine = recognise(data, assignment)
    is_called_so = found.named.stem in _names(assignment)
    if mine and is_called_so and 2 * mine.matched >= _known_cells(assignment, mine.notebook):
        return _Candidate(found, mine)
    matched = mine.matched if mine else 0
    for other in others:
        theirs = _matched(data, other)
        is_called_theirs = not is_called_so and found.named.stem in _names(other)
        if theirs > matched or (theirs == matched > 0 and is_called_theirs):
            return _Candidate(found, is_foreign=True)
    return _Candidate(found, mine)


def _matched(data: bytes, assignment: Assignment) -> int:
    """Return how many cells are an assignment's; 0 if the assignment is broken."""
    with contextlib.suppress(ConfigurationError):
        found = recognise(data, assignment)
        return found.matched if found else 0
    return 0


def _known_cells(assignment: Assignment, notebook: str) -> int:
    return sum(bool(grade_id(cell)) for cell in assignment.notebook(notebook).cells)


def _names(assignment: Assignment) -> set[str]:
    return {assignment.name, *(source.name for source in assignment.notebooks)}


def _pick(
    candidates: list[_Candidate], assignment: Assignment, others: Sequence[Assignment]
) -> dict[str, _Pick] | str:
    """Return the candidates by the assignment's notebooks, or why none of them can be chosen."""
    names = [source.name for source in assignment.notebooks]
    found = {name: _by_cells(candidates, name) or _by_name(candidates, name) for name in names}
    picks = {name: _Pick(several) for name, several in found.items() if several}
    if picks or len(names) != 1:
        return picks
    foreign = {name for other in others for name in _names(other)}
    rest = [c for c in candidates if not c.is_foreign and c.found.named.stem not in foreign]
    if len({each.found.named.stem for each in rest}) > 1:
        called = ", ".join(sorted({each.found.named.file for each in rest}))
        return f"several notebooks, none called {names[0]}.ipynb: {called}"
    return {names[0]: _Pick(rest)} if rest else {}


def _by_cells(candidates: list[_Candidate], name: str) -> list[_Candidate]:
    """Return the files with a notebook's cells, without those that have few of them."""
    matched = {
        place: each.recognised.matched
        for place, each in enumerate(candidates)
        if each.recognised is not None and each.recognised.notebook == name
    }
    most = max(matched.values(), default=0)
    return [candidates[place] for place, number in matched.items() if 2 * number >= most]


def _by_name(candidates: list[_Candidate], name: str) -> list[_Candidate]:
    """Return the files with a notebook's name and without recognised cells."""
    return [each for each in candidates if not each.recognised and each.found.named.stem == name]


def _why_none(files: Sequence[NamedFile], candidates: list[_Candidate]) -> str:
    problems = [f"{f.item.path.name}: {f.item.problem}" for f in files if f.item.problem]
    if problems:
        return "; ".join(problems[:3])
    if candidates:
        return f"no notebook but another assignment's: {candidates[0].found.named.file}"
    names = ", ".join(sorted({f.named.file or f.item.path.name for f in files})[:3])
    return f"no notebook: {names}"


def _notes(
    picks: dict[str, _Pick],
    files: Sequence[NamedFile],
    notebooks: list[NamedFile],
    assignment: Assignment,
    beside: Mapping[str, DownloadedFile],
) -> Iterator[str]:
    """Yield remarks on a choice for a person."""
    if any(pick.best.found.named.late for pick in picks.values()):
        yield "late, by the platform"
    for name, pick in picks.items():
        yield from _why_this(name, pick)
    if missing := [source.name for source in assignment.notebooks if source.name not in picks]:
        yield f"without {', '.join(f'{name}.ipynb' for name in missing)}"
    if len(notebooks) > MAX_NOTEBOOKS:
        yield f"of {len(notebooks)} notebooks, only the newest {MAX_NOTEBOOKS} were looked into"
    meant = sum(len(pick.candidates) for pick in picks.values())
    unread = sum(bool(f.item.problem) or is_online_text(f) for f in files)
    if other := len(notebooks) - meant + unread:
        yield f"{other} other file{'s' * (other > 1)} left out"
    if beside:
        yield f"with {len(beside)} more file{'s' * (len(beside) > 1)}"


def _why_this(name: str, pick: _Pick) -> Iterator[str]:
    """Yield why a file was chosen, if that is not obvious."""
    best = pick.best
    if best.recognised is None:
        yield f"no cell of it is of {name}.ipynb"
    elif best.found.named.stem != name:
        yield "told by its cells"
    if len(pick.candidates) > 1:
        newer = pick.candidates.index(best)
        skipped = f" that has answers: {newer} newer without" if newer else ""
        yield f"the last of {len(pick.candidates)}{skipped}"
