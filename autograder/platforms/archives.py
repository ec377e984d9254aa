"""What lies in the folders, archives and files that an instructor collects from.

Archives are a student's as much as a platform's: nothing is written by a path that stands in one,
nothing is read beyond a bound, and what is wrong with one costs its own student alone.
"""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from autograder.limits import MIB
from autograder.platforms.naming import read_name

MOST_ENTRIES = 20_000  # of a platform's archive: a large class with a few files each
MOST_ENTRIES_INSIDE = 1_000  # of an archive in an archive: one student's
MOST_ARCHIVE_BYTES = 64 * MIB  # of an archive in an archive, which is read into memory
ENTRY = b"PK\x01\x02"  # stands in front of each entry in an archive's directory
BOUNDED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others unpack gigabytes to read one byte
NOT_THE_STUDENTS = ("__MACOSX", ".ipynb_checkpoints")
NO_ARCHIVE = "not a zip archive, or one that was cut off"
OTHER_ARCHIVES = (".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz")

Opened = Callable[[], AbstractContextManager[zipfile.ZipFile]]


class Unreadable(Exception):
    """A file cannot be taken; the text says why."""


@dataclass(frozen=True)
class Item:
    """A file that was found.

    Attributes:
        path: where, from what was given on; an archive in it counts as a folder.
        outer: of a file in a student's archive, where that archive is. It says whose the file is: of
            ``path`` the student chose all that follows.
        download: what was given, in which it was found.
        read: returns at most so many bytes of it; raises `Unreadable`.
        date: its own, by the archive or the file system.
        problem: why it, or the archive that it is, cannot be read; empty if it can.
    """

    path: PurePosixPath
    read: Callable[[int], bytes] = lambda _: b""
    date: datetime | None = None
    problem: str = ""
    outer: PurePosixPath | None = None
    download: Path | None = None

    @property
    def named_by(self) -> PurePosixPath:
        """The path that no student chose."""
        return self.outer or self.path


def items(given: Path, open_for: ExitStack) -> Iterator[Item]:
    """Yield the files in a folder or an archive, or the one file that is given.

    They can be read until ``open_for`` closes.
    """
    for item in _items(given, open_for):
        yield replace(item, download=given)


def _items(given: Path, open_for: ExitStack) -> Iterator[Item]:
    if given.is_dir():
        for path in sorted(given.rglob("*")):
            if path.is_symlink() or path.is_file():
                name = PurePosixPath(path.relative_to(given).as_posix())
                outer = _unpacked_from(given, name)
                yield from (
                    replace(each, outer=outer or each.outer) for each in _on_disk(path, name)
                )
    elif given.suffix.lower() == ".zip":
        yield from _unwrapped(list(_of_the_platform(given, open_for)))
    else:
        yield from _on_disk(given, PurePosixPath(given.name))


def _unpacked_from(folder: Path, name: PurePosixPath) -> PurePosixPath | None:
    """Return the archive that still lies beside what was unpacked from it, as nbgrader leaves it."""
    around = [inner.with_name(f"{inner.name}.zip") for inner in [*name.parents][-2::-1]]
    return next((archive for archive in around if (folder / archive).is_file()), None)


def _of_the_platform(given: Path, open_for: ExitStack) -> Iterator[Item]:
    try:
        archive = open_for.enter_context(zipfile.ZipFile(given))
        found = list(_entries(archive, MOST_ENTRIES, lambda: nullcontext(archive)))
    except Exception as error:  # noqa: BLE001  # zipfile fails in as many ways as a file can be broken
        yield Item(PurePosixPath(given.name), problem=_why_not(error))
        return
    for item in found:
        yield from [item] if item.problem else _opened(item)


def _why_not(error: Exception) -> str:
    return str(error) if isinstance(error, Unreadable) else NO_ARCHIVE


def _on_disk(path: Path, name: PurePosixPath) -> Iterator[Item]:
    if not _is_wanted(name):
        return
    if path.is_symlink():
        yield Item(name, problem="a link to elsewhere")
        return
    date = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    yield from _opened(Item(name, lambda most: _read_file(path, most), date))


def _read_file(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror or error}") from None


def _opened(item: Item) -> Iterator[Item]:
    """Yield an item, or what is in it if it is an archive: of these, none is opened further."""
    suffix = item.path.suffix.lower()
    if suffix == ".zip":
        inside = item.path.with_suffix("")
        for each in _inside(item):
            yield replace(each, path=inside / each.path, date=item.date, outer=item.path)
    elif suffix in OTHER_ARCHIVES:
        yield replace(item, problem=f"a {suffix} archive: ask for .ipynb or .zip")
    else:
        yield item


def _inside(item: Item) -> Iterator[Item]:
    try:
        data = item.read(MOST_ARCHIVE_BYTES + 1)
        if len(data) > MOST_ARCHIVE_BYTES:
            raise Unreadable(f"an archive of more than {MOST_ARCHIVE_BYTES // MIB} MiB")
        if data.count(ENTRY) > MOST_ENTRIES_INSIDE:  # before zipfile makes an object of each
            raise Unreadable(f"an archive of more than {MOST_ENTRIES_INSIDE} files")
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = list(_entries(archive, MOST_ENTRIES_INSIDE, lambda: _again(item)))
    except Exception as error:  # noqa: BLE001  # as above
        yield replace(item, path=PurePosixPath(), problem=_why_not(error))
        return
    for each in found:
        nested = each.path.suffix.lower() in (".zip", *OTHER_ARCHIVES)
        yield replace(each, problem="an archive in an archive") if nested else each


def _again(item: Item) -> zipfile.ZipFile:
    """Open an archive in an archive once more: those of a whole class are not held in memory."""
    return zipfile.ZipFile(io.BytesIO(item.read(MOST_ARCHIVE_BYTES)))


def _entries(archive: zipfile.ZipFile, most: int, opened: Opened) -> Iterator[Item]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > most:
        raise Unreadable(f"an archive of more than {most} files")
    for entry in entries:
        name = PurePosixPath(_name(entry))
        if problem := _problem(entry, name):
            inward = [part for part in name.parts if part not in ("/", "..")]
            yield Item(PurePosixPath(*inward), problem=problem)
        elif _is_wanted(name):
            yield Item(name, _reader(opened, entry), _date(entry))


def _is_wanted(name: PurePosixPath) -> bool:
    """Say whether a file is one that a person put there."""
    return not name.name.startswith(".") and not set(NOT_THE_STUDENTS) & set(name.parts)


def _problem(entry: zipfile.ZipInfo, name: PurePosixPath) -> str:
    if name.is_absolute() or ".." in name.parts or "\x00" in str(name):
        return "its path leads out of the archive"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "a link to elsewhere"
    if entry.flag_bits & 0x1:
        return "encrypted"
    if entry.compress_type not in BOUNDED:
        return "compressed in a way that is not taken: ask for an ordinary zip"
    return ""


def _name(entry: zipfile.ZipInfo) -> str:
    """Return an entry's name; macOS writes UTF-8 and does not say so."""
    name = entry.filename.replace("\\", "/")
    if entry.flag_bits & 0x800:
        return name
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name


def _date(entry: zipfile.ZipInfo) -> datetime | None:
    try:
        return datetime(*entry.date_time, tzinfo=UTC)
    except ValueError:
        return None


def _reader(opened: Opened, entry: zipfile.ZipInfo) -> Callable[[int], bytes]:
    def read(most: int) -> bytes:
        try:
            with opened() as archive, archive.open(entry) as data:
                return data.read(most)
        except Exception as error:  # noqa: BLE001  # zlib, lzma and zipfile fail in many ways
            raise Unreadable(f"cannot be unpacked: {str(error) or type(error).__name__}") from None

    return read


def _unwrapped(found: list[Item]) -> list[Item]:
    """Leave out the one folder that an instructor's own zip of notebooks has around them all."""
    paths = {item.named_by for item in found if item.path.suffix == ".ipynb"}
    folders = {path.parts[0] if len(path.parts) == 2 else "" for path in paths}
    if len(paths) < 2 or len(folders) != 1 or _says_who(folders.pop()):
        return found
    return [
        replace(item, path=_inner(item.path), outer=item.outer and _inner(item.outer))
        for item in found
    ]


def _inner(path: PurePosixPath) -> PurePosixPath:
    return PurePosixPath(*(path.parts[1:] or path.parts))


def _says_who(folder: str) -> bool:
    person = read_name(PurePosixPath(folder, "x.ipynb"), "").person
    return not folder or person is None or person.platform != ""
