"""Files that are written whole or not at all, and zips that are the same whenever they are made."""

from __future__ import annotations

import contextlib
import io
import os
import re
import stat
import tempfile
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from autograder.errors import ConfigurationError

PRIVATE, PUBLIC = 0o600, 0o644  # a file's mode: results are the grader's alone
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
EARLIEST_ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold
UNIX_SYSTEM = 3  # the system that modes are of, on any system
COMPRESSED_SUFFIXES = (".whl", ".npz", ".zip")
MOST_LEVELS = 100  # of folders in a folder that is looked through


def paths_below(folder: Path) -> Iterator[Path]:
    """Yield the files, folders and links below a folder, like ``rglob("*")``, each folder's sorted.

    A student may have made the folder. So links are not followed, folders deeper than `MOST_LEVELS` are passed
    over, and nothing here recurses, as Python's own walks did until 3.12.
    """
    waiting = [(folder, 1)]
    while waiting:
        place, level = waiting.pop()
        try:
            with os.scandir(place) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError:
            continue
        yield from (place / entry.name for entry in entries)
        if level < MOST_LEVELS:
            inner = [each.name for each in entries if each.is_dir(follow_symlinks=False)]
            waiting += [(place / name, level + 1) for name in reversed(inner)]


def write_private_text(path: Path, text: str) -> None:
    """Write a file so that a reader, or a crash, sees the old one or the new one whole.

    Raises:
        ConfigurationError: it cannot be written; the text says why.
    """
    write_private_parts(path, [text])


def write_private_parts(path: Path, parts: Iterable[str]) -> None:
    """Write a file like `write_private_text`, from parts that need not be in memory together.

    Raises:
        ConfigurationError: it cannot be written; the text says why.
    """
    # a folder's name may hold bytes that are no text: JSON can escape them, UTF-8 cannot
    _write(path, (_LONE_SURROGATE.sub(_escaped, part).encode() for part in parts), PRIVATE)


def write_public_bytes(path: Path, data: bytes) -> None:
    """Write a file like `write_private_text`, for others to read as well.

    Raises:
        ConfigurationError: it cannot be written; the text says why.
    """
    _write(path, [data], PUBLIC)


def write_bytes_like(path: Path, data: bytes, model: Path) -> None:
    """Write a file like `write_private_text`, with the owner and the rights of ``model``.

    Raises:
        ConfigurationError: it cannot be written; the text says why.
    """
    about = model.stat()
    target = path.resolve()  # a link stays one
    _write(target, [data], stat.S_IMODE(about.st_mode), owner=(about.st_uid, about.st_gid))


def _write(
    path: Path, parts: Iterable[bytes], mode: int, owner: tuple[int, int] | None = None
) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
        try:
            with os.fdopen(handle, "wb") as file:
                if owner is not None:
                    with contextlib.suppress(PermissionError):  # root alone gives files away
                        os.fchown(handle, *owner)
                os.fchmod(handle, mode)
                file.writelines(parts)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be written: {error.strerror or error}") from None


def _escaped(surrogate: re.Match[str]) -> str:
    return f"\\u{ord(surrogate[0]):x}"


def reproducible_zip(files: Mapping[str, bytes], programs: Collection[str] = ()) -> bytes:
    """Return a zip archive of files by their names in it; ``programs`` are made executable."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in sorted(files.items()):
            archive.writestr(_entry(name, 0o755 if name in programs else 0o644), data)
    return out.getvalue()


def _entry(name: str, mode: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EARLIEST_ZIP_TIME)
    entry.external_attr = (stat.S_IFREG | mode) << 16
    entry.create_system = UNIX_SYSTEM
    entry.compress_type = (
        zipfile.ZIP_STORED if name.endswith(COMPRESSED_SUFFIXES) else zipfile.ZIP_DEFLATED
    )
    return entry
