"""The files in the folders and archives that an instructor collects from.

Archives come from students as well as from platforms. So no path in an archive is written to, nothing is
read beyond a bound, and a bad archive harms only its own student.
"""

from __future__ import annotations

import functools
import io
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from autograder.course.limits import MIB
from autograder.files import paths_below
from autograder.platforms.download_names import is_notebook
from autograder.platforms.name_parsing import parse_download_name

MAX_ENTRIES = 20_000  # in a platform's archive: a large class with a few files each
MAX_NESTED_ENTRIES = 1_000  # in an archive in an archive: one student's
MAX_NESTED_LISTED = 20_000  # of such an archive, with left-out files: a Python environment has many
MAX_NESTED_BYTES = 64 * MIB  # of an archive in an archive: it is read into memory
ENTRY_SIGNATURE = b"PK\x01\x02"  # the start of each entry in an archive's directory
SAFE_COMPRESSIONS = (
    zipfile.ZIP_STORED,
    zipfile.ZIP_DEFLATED,
)  # other methods unpack gigabytes to read one byte
LITTER_FOLDERS = {
    *("__macosx", "__pycache__", "venv", "node_modules", "site-packages"),
    *(".ipynb_checkpoints", ".venv", ".git", ".idea", ".vscode"),
}
LITTER_FILES = {"desktop.ini", "thumbs.db"}
CHECKPOINT = "-checkpoint.ipynb"  # a copy that Jupyter keeps for itself
NOT_A_ZIP = "not a zip archive, or one that was cut off"
UNSUPPORTED_ARCHIVES = (".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz")

OpenArchive = Callable[[], AbstractContextManager[zipfile.ZipFile]]


class UnreadableDownload(Exception):
    """A file cannot be read or is too large; the text says why."""


@dataclass(frozen=True)
class DownloadedFile:
    """A file in a download, a folder or an archive.

    Attributes:
        path: its path in the download; an archive on the way counts as a folder.
        outer: for a file in a student's archive, the archive's path. It tells the owner: the student
            chose the rest of ``path``.
        download: the download that holds it.
        read: returns at most so many bytes of it; raises `UnreadableDownload`.
        date: its date, by the archive or the file system.
        problem: why it, or the archive that it is, cannot be read; empty if it can.
    """

    path: PurePosixPath
    read: Callable[[int], bytes] = lambda _: b""
    date: datetime | None = None
    problem: str = ""
    outer: PurePosixPath | None = None
    download: Path | None = None

    @property
    def trusted_path(self) -> PurePosixPath:
        """The path that the platform or the instructor chose, not the student."""
        return self.outer or self.path


def downloaded_files(given: Path, open_for: ExitStack) -> Iterator[DownloadedFile]:
    """Yield the files in a folder or an archive, or the given file itself.

    They can be read until ``open_for`` closes.
    """
    for item in _items(given, open_for):
        yield replace(item, download=given)


def _items(given: Path, open_for: ExitStack) -> Iterator[DownloadedFile]:
    if given.is_dir():
        for path in sorted(paths_below(given)):
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
    """Return the archive that a file was unpacked from, if nbgrader left it beside the folder."""
    around = [inner.with_name(f"{inner.name}.zip") for inner in [*name.parents][-2::-1]]
    return next((archive for archive in around if (folder / archive).is_file()), None)


def _of_the_platform(given: Path, open_for: ExitStack) -> Iterator[DownloadedFile]:
    try:
        archive = open_for.enter_context(zipfile.ZipFile(given))
        found = list(_entries(archive, MAX_ENTRIES, lambda: nullcontext(archive)))
    except Exception as error:  # noqa: BLE001  # zipfile fails in many ways on a broken file
        yield DownloadedFile(PurePosixPath(given.name), problem=_why_not(error))
        return
    for item in found:
        yield from [item] if item.problem else _opened(item)


def _why_not(error: Exception) -> str:
    return str(error) if isinstance(error, UnreadableDownload) else NOT_A_ZIP


def _on_disk(path: Path, name: PurePosixPath) -> Iterator[DownloadedFile]:
    if not _is_wanted(name):
        return
    if path.is_symlink():
        yield DownloadedFile(name, problem="a link to elsewhere")
        return
    date = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    yield from _opened(DownloadedFile(name, lambda most: _read_file(path, most), date))


def _read_file(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise UnreadableDownload(f"cannot be read: {error.strerror or error}") from None


def _opened(item: DownloadedFile) -> Iterator[DownloadedFile]:
    """Yield a file, or the files in it if it is an archive; archives inside that are not opened."""
    suffix = item.path.suffix.lower()
    if suffix == ".zip":
        inside = item.path.with_suffix("")
        for each in _inside(item):
            yield replace(each, path=inside / each.path, date=item.date, outer=item.path)
    elif suffix in UNSUPPORTED_ARCHIVES:
        yield replace(item, problem=f"a {suffix} archive: ask for .ipynb or .zip")
    else:
        yield item


def _inside(item: DownloadedFile) -> Iterator[DownloadedFile]:
    try:
        data = item.read(MAX_NESTED_BYTES + 1)
        if len(data) > MAX_NESTED_BYTES:
            raise UnreadableDownload(f"an archive of more than {MAX_NESTED_BYTES // MIB} MiB")
        if (
            data.count(ENTRY_SIGNATURE) > MAX_NESTED_LISTED
        ):  # before zipfile makes an object for each
            raise UnreadableDownload(f"an archive of more than {MAX_NESTED_LISTED} files")
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = list(_entries(archive, MAX_NESTED_ENTRIES, lambda: _again(item)))
    except Exception as error:  # noqa: BLE001  # as above
        yield replace(item, path=PurePosixPath(), problem=_why_not(error))
        return
    if not found:
        yield replace(item, path=PurePosixPath(), problem="an archive with no file in it")
    for each in found:
        nested = each.path.suffix.lower() in (".zip", *UNSUPPORTED_ARCHIVES)
        yield replace(each, problem="an archive in an archive") if nested else each


@functools.lru_cache(1)
def _again(item: DownloadedFile) -> AbstractContextManager[zipfile.ZipFile]:
    """Reopen an archive in an archive: only one at a time is in memory."""
    return nullcontext(zipfile.ZipFile(io.BytesIO(item.read(MAX_NESTED_BYTES))))


def _entries(archive: zipfile.ZipFile, most: int, opened: OpenArchive) -> Iterator[DownloadedFile]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    entries = [entry for entry in entries if _is_wanted(PurePosixPath(_name(entry)))]
    if len(entries) > most:
        raise UnreadableDownload(f"an archive of more than {most} files")
    for entry in entries:
        name = PurePosixPath(_name(entry))
        if problem := _problem(entry, name):
            inward = [part for part in name.parts if part not in ("/", "..")]
            yield DownloadedFile(PurePosixPath(*inward), problem=problem)
        else:
            yield DownloadedFile(name, _reader(opened, entry), _date(entry))


def _is_wanted(name: PurePosixPath) -> bool:
    """Say whether a file is a person's; systems and programs add others."""
    *folders, file = (part.lower() for part in name.parts or ("",))
    if ".." in folders:
        return True  # it is kept as a problem, under any name
    litter = file in LITTER_FILES or file.endswith(CHECKPOINT) or file.startswith(".")
    return not litter and LITTER_FOLDERS.isdisjoint(folders)


def _problem(entry: zipfile.ZipInfo, name: PurePosixPath) -> str:
    if name.is_absolute() or ".." in name.parts or "\x00" in str(name):
        return "its path leads out of the archive"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "a link to elsewhere"
    if entry.flag_bits & 0x1:
        return "encrypted"
    if entry.compress_type not in SAFE_COMPRESSIONS:
        return "compressed in a way that is not taken: ask for an ordinary zip"
    return ""


def _name(entry: zipfile.ZipInfo) -> str:
    """Return an entry's name, decoding UTF-8 that macOS writes without declaring it."""
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


def _reader(opened: OpenArchive, entry: zipfile.ZipInfo) -> Callable[[int], bytes]:
    def read(most: int) -> bytes:
        try:
            with opened() as archive, archive.open(entry) as data:
                return data.read(most)
        except Exception as error:  # noqa: BLE001  # zlib, lzma and zipfile fail in many ways
            raise UnreadableDownload(
                f"cannot be unpacked: {str(error) or type(error).__name__}"
            ) from None

    return read


def _unwrapped(found: list[DownloadedFile]) -> list[DownloadedFile]:
    """Strip the one folder that an instructor's own zip may have around all notebooks."""
    paths = {item.trusted_path for item in found if is_notebook(item.path.name)}
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
    person = parse_download_name(PurePosixPath(folder, "x.ipynb"), "").person
    return not folder or person is None or person.platform != ""
