"""Collecting: from what an instructor has, one notebook for each student."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from autograder.errors import ConfigurationError
from autograder.platforms.archives import Item, Unreadable
from autograder.platforms.naming import Named, Person, platform_of, read_name, student_ids
from autograder.store import write_bytes

NEW, REPLACED, SAME, OLDER = "new", "replaced", "same", "left"
DOWNLOAD = "seems to be a platform's whole download: give it by itself, unless it is one student's"
TIMESTAMP = "timestamp.txt"  # nbgrader's: when it was handed in


@dataclass(frozen=True)
class Choice:
    """A student's notebook, out of all that came from them."""

    student: str
    person: Person
    item: Item
    file: str  # what the student called it
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Put:
    """What became of a student's notebook.

    Attributes:
        done: new, replaced, same (as what is there) or left (as what is there is newer).
        handed_in: when what is there now was handed in; None: nothing says so.
        note: what a person should know of it.
    """

    done: str
    handed_in: datetime | None
    note: str = ""


@dataclass(frozen=True)
class LeftOut:
    """A student, or a file of nobody's, of whom nothing was collected, and why."""

    who: str
    reason: str


@dataclass(frozen=True)
class _Found:
    """A file and what its name says."""

    item: Item
    named: Named


def choose(
    found: Iterable[Item],
    assignment: str,
    others: Iterable[str] = (),
    *,
    student: str = "",
    namesakes: Mapping[str, str] | None = None,
) -> tuple[list[Choice], list[LeftOut]]:
    """Choose each student's notebook.

    Args:
        found: the files.
        assignment: whose notebooks are wanted.
        others: the course's other assignments: a notebook that is called like one is not taken.
        student: whose all of it is; empty: the files' names tell.
        namesakes: by number, what tells apart people on the roster who have the same name.

    Returns:
        The notebooks, and who has none, each sorted by student.
    """
    files = _read_all(list(found), assignment)
    elsewhere = set(others) - {assignment}
    if student:
        files = [_Found(f.item, _owned(f, Person("", student))) for f in files]
    else:
        files = _without_downloads(files, assignment)
    nameless = {Person("", other) for other in elsewhere}  # 02_gradients.ipynb is no student's name
    files = [
        _Found(f.item, replace(f.named, person=None)) if f.named.person in nameless else f
        for f in files
    ]
    left = [_nobodys(f) for f in files if f.named.person is None]
    by_student, people, twice = _by_student(files, namesakes)
    left += twice
    choices: list[Choice] = []
    for name, theirs in by_student.items():
        chosen = _choose_one(name, people[name], theirs, assignment, elsewhere)
        if isinstance(chosen, Choice):
            choices.append(chosen)
        else:
            left.append(chosen)
    return sorted(choices, key=lambda each: each.student), sorted(left, key=lambda each: each.who)


def _read_all(found: list[Item], assignment: str) -> list[_Found]:
    """Read the names of files, each download's as its platform makes them."""
    paths: dict[Path | None, list[PurePosixPath]] = defaultdict(list)
    for item in found:
        paths[item.download].append(item.named_by)
    platforms = {download: platform_of(names) for download, names in paths.items()}
    return [_read(item, assignment, platforms[item.download]) for item in found]


def _read(item: Item, assignment: str, platform: str = "") -> _Found:
    named = read_name(item.named_by, assignment, platform)
    return _Found(item, named.holding(item.path.name) if item.outer else named)


def _without_downloads(files: list[_Found], assignment: str) -> list[_Found]:
    """Leave out, for one line each, archives in a folder that hold a platform's download.

    What stands in them names several people, but a student may have written it.
    """
    inside: dict[PurePosixPath, set[Person]] = defaultdict(set)
    for each in files:
        if each.item.outer and each.item.path.suffix == ".ipynb":
            person = read_name(each.item.path, assignment).person
            inside[each.item.outer] |= {person} if person and person.platform else set()
    downloads = {outer for outer, people in inside.items() if len(people) > 1}
    rest = [each for each in files if each.item.outer not in downloads]
    told = [_read(Item(outer, problem=DOWNLOAD), assignment) for outer in sorted(downloads)]
    return rest + told


def _owned(found: _Found, owner: Person) -> Named:
    """Return what a file's name says when it is known whose it is: it need not say that."""
    by_platform = found.named.person is not None and found.named.person.platform
    file = found.named.file if by_platform else found.item.path.name
    return replace(found.named, person=owner, file=file)


def _nobodys(found: _Found) -> LeftOut:
    unknown = "its name does not say whose it is: give it by itself, with --student NAME"
    return LeftOut(str(found.item.path), found.item.problem or unknown)


def _by_student(
    files: list[_Found], namesakes: Mapping[str, str] | None
) -> tuple[dict[str, list[_Found]], dict[str, Person], list[LeftOut]]:
    """Sort files by student; two people whose names make the same folder get none."""
    by_person: dict[Person, list[_Found]] = defaultdict(list)
    for each in files:
        if each.named.person is not None:
            by_person[each.named.person].append(each)
    ids = student_ids(by_person, namesakes)
    owners: dict[str, list[Person]] = defaultdict(list)
    for person, identity in ids.items():
        owners[identity].append(person)
    left = [
        LeftOut(identity, f"several people would be called so: {_names(several)}")
        for identity, several in owners.items()
        if len(several) > 1
    ]
    single = {identity: people[0] for identity, people in owners.items() if len(people) == 1}
    return {identity: by_person[person] for identity, person in single.items()}, single, left


def _names(people: list[Person]) -> str:
    return ", ".join(repr(f"{person.name} {person.number}".strip()) for person in people)


def _choose_one(
    student: str, person: Person, files: list[_Found], assignment: str, others: set[str]
) -> Choice | LeftOut:
    notebooks = [f for f in files if f.item.path.suffix == ".ipynb" and not f.item.problem]
    of_others = [f for f in notebooks if f.named.stem in others]
    rest = [f for f in notebooks if f not in of_others]
    candidates = [f for f in rest if f.named.stem == assignment] or rest
    if not candidates:
        return LeftOut(student, _why_none(files, of_others))
    if len({f.named.stem for f in candidates}) > 1:
        names = ", ".join(sorted({f.named.file for f in candidates}))
        return LeftOut(student, f"several notebooks, none called {assignment}.ipynb: {names}")
    best = max(candidates, key=lambda f: (f.named.attempt, f.item.date or _EARLIEST, f.named.copy))
    return Choice(
        student, person, best.item, best.named.file, tuple(_notes(best, files, candidates))
    )


_EARLIEST = datetime.min.replace(tzinfo=UTC)


def _why_none(files: list[_Found], of_others: list[_Found]) -> str:
    problems = [f"{f.item.path.name}: {f.item.problem}" for f in files if f.item.problem]
    if problems:
        return "; ".join(problems[:3])
    if of_others:
        return f"no notebook but another assignment's: {of_others[0].named.file}"
    names = ", ".join(sorted({f.named.file for f in files})[:3])
    return f"no notebook: {names}"


def _notes(best: _Found, files: list[_Found], candidates: list[_Found]) -> Iterable[str]:
    if best.named.late:
        yield "late, by the platform"
    if len(candidates) > 1:
        yield f"the last of {len(candidates)}"
    if other := len(files) - len(candidates):
        yield f"{other} other file{'s' * (other > 1)} left out"


def put(
    submitted: Path,
    assignment: str,
    choice: Choice,
    handed_in: datetime | None,
    most_bytes: int,
    *,
    dry_run: bool = False,
) -> Put:
    """Put a notebook where nbgrader looks for it; return what that changed.

    The notebook that was there is replaced, unless it was handed in later, as far as is known.

    Raises:
        Unreadable: the notebook cannot be taken; the text says why.
        ConfigurationError: it cannot be written.
    """
    data = choice.item.read(most_bytes + 1)
    if len(data) > most_bytes:
        raise Unreadable(f"a notebook of more than {most_bytes >> 20} MiB: were outputs left in?")
    folder = submitted / choice.student / assignment
    path = folder / f"{assignment}.ipynb"
    try:
        before = path.read_bytes() if path.is_file() else None
        outcome = _outcome(before, data, _handed_in(folder), handed_in)
        if not dry_run:
            if outcome.done in (NEW, REPLACED):
                write_bytes(path, data)
                _set_timestamp(folder, handed_in)
            elif outcome.done == SAME and handed_in is not None:
                _set_timestamp(folder, handed_in)
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be written: {error.strerror or error}") from None
    return outcome


def _outcome(
    before: bytes | None, data: bytes, was: datetime | None, handed_in: datetime | None
) -> Put:
    """Return what is to be done with a notebook that came, given the one that is there."""
    if before is None:
        return Put(NEW, handed_in)
    if before == data:
        return Put(SAME, handed_in or was)
    if was is None:
        return Put(REPLACED, handed_in)
    if handed_in is not None and was > handed_in:
        return Put(OLDER, was, f"for a newer one: this is of {shown(handed_in)}")
    return Put(REPLACED, handed_in, f"the one before: {shown(was)}")


def shown(moment: datetime) -> str:
    """Return a time as people and --handed-in read it."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _handed_in(folder: Path) -> datetime | None:
    """Return when what is there was handed in; None where nothing says so."""
    try:
        text = (folder / TIMESTAMP).read_text(encoding="utf-8").strip()
        found = datetime.fromisoformat(text.removesuffix(" UTC"))
    except (OSError, ValueError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def _set_timestamp(folder: Path, handed_in: datetime | None) -> None:
    """Say when the notebook was handed in; of the one before it says nothing any more."""
    if handed_in is None:
        (folder / TIMESTAMP).unlink(missing_ok=True)
    else:
        text = f"{handed_in.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
        write_bytes(folder / TIMESTAMP, text.encode())
