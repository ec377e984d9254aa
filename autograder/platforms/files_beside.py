"""The other files of a hand-in, which a notebook's code may read, and their places beside it."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from autograder.course.submitted_files import FILE_NAME, MAX_FILES, MAX_FILES_BYTES
from autograder.platforms.archives import DownloadedFile, UnreadableDownload
from autograder.platforms.download_names import copy_number, is_notebook, stem_of
from autograder.platforms.named_file import NamedFile

MOODLE_TEXT = "_assignsubmission_onlinetext_"
MOST_PARTS = 50  # of a path
MAX_PART_BYTES, MAX_PATH_BYTES = 200, 1000  # of a name, of a path; file systems allow little more


def files_beside(files: Iterable[NamedFile], notebook: NamedFile) -> dict[str, DownloadedFile]:
    """Return a student's files without the notebooks, by the path from the notebook's folder.

    The newest of several with the same path counts. The platform's own files are left out.

    Args:
        files: all files that the student handed in.
        notebook: the chosen notebook.
    """
    theirs = [f for f in files if f.named.file and not f.item.problem]
    theirs = [f for f in theirs if not is_notebook(f.item.path.name) and not is_online_text(f)]
    root = _common_folder([notebook, *theirs])
    found: dict[str, DownloadedFile] = {}
    for each in sorted(theirs, key=lambda f: f.newness):
        for path in _paths(each, _folder_of(each, notebook, root)):
            if _can_be_written(path):
                found[path] = each.item
    return {path: item for path, item in found.items() if not _is_folder(path, found)}


def is_online_text(found: NamedFile) -> bool:
    """Say whether a file holds text that the student typed into a form of Moodle's."""
    is_moodle = found.named.person is not None and found.named.person.platform == "moodle"
    return is_moodle and MOODLE_TEXT in str(found.item.trusted_path)


def _common_folder(files: Sequence[NamedFile]) -> PurePosixPath:
    return PurePosixPath(os.path.commonpath([f"/{f.item.path.parent}" for f in files]).lstrip("/"))


def _folder_of(found: NamedFile, notebook: NamedFile, root: PurePosixPath) -> PurePosixPath:
    """Return a file's folder as the notebook's code would write it."""
    folder, base = found.item.path.parent, notebook.item.path.parent
    if found.item.outer is not None and found.item.outer != notebook.item.outer:
        return folder.relative_to(found.item.outer.with_suffix(""))  # an archive beside it
    return folder.relative_to(base if folder.is_relative_to(base) else root)


def _paths(found: NamedFile, folder: PurePosixPath) -> Iterator[str]:
    """Yield a file's path; if Canvas numbered it as a later hand-in, also the path without the number."""
    name = found.named.file
    yield str(folder / name)
    is_canvas = found.named.person is not None and found.named.person.platform == "canvas"
    if is_canvas and copy_number(name):
        stem = stem_of(name).removesuffix(f"-{copy_number(name)}")
        yield str(folder / f"{stem}{PurePosixPath(name).suffix}")


def _can_be_written(path: str) -> bool:
    parts = PurePosixPath(path).parts
    inside = not path.startswith("/") and ".." not in parts and path.isprintable()
    sizes = [len(part.encode(errors="replace")) for part in parts]
    small = max(sizes, default=0) <= MAX_PART_BYTES and sum(sizes) <= MAX_PATH_BYTES
    return inside and small and len(parts) <= MOST_PARTS


def _is_folder(path: str, paths: Collection[str]) -> bool:
    """Say whether another path needs a folder where this one needs a file."""
    return any(other.startswith(f"{path}/") for other in paths)


def read_files_beside(
    beside: Mapping[str, DownloadedFile], notebooks: Iterable[bytes], ours: Mapping[str, Path]
) -> tuple[dict[str, bytes], list[str]]:
    """Read files by their paths, first those that the notebooks name; return also what was left out.

    The bounds are the same as when the submission is read. Copies of the course's own files (``ours``, by
    path) are not read.
    """
    named = {
        word for text in notebooks for word in FILE_NAME.findall(text.decode(errors="replace"))
    }

    def is_unnamed(path: str) -> bool:
        return not named.issuperset(FILE_NAME.findall(PurePosixPath(path).name))

    read: dict[str, bytes] = {}
    left = []
    room = MAX_FILES_BYTES
    for path in sorted(beside, key=lambda path: (path in ours, is_unnamed(path))):
        try:
            data = beside[path].read(room + 1) if len(read) < MAX_FILES else None
        except UnreadableDownload:
            data = None
        if data is not None and path in ours and data == ours[path].read_bytes():
            continue
        if data is None or len(data) > room:
            left.append(path)
        else:
            read[path] = data
            room -= len(data)
    return read, left
