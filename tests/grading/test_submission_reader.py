"""What students hand in is read apart from the process that grades."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
from collections.abc import Iterator
from pathlib import Path

import made_up
import pytest

from autograder.course.assignment import Assignment
from autograder.course.limits import MIB
from autograder.course.submission import Submission
from autograder.errors import UngradableSubmission
from autograder.grading.submission_reader import TOO_MUCH, SubmissionReader
from autograder.grading.trusted_process import ProcessEnded, TrustedProcess

CELL = b'{"cell_type":"code","source":"'
HOSTILE = {
    "empty dictionaries": (b'{"cells":[', b"{},", b"{}]}"),
    "cells": (b'{"cells":[', b'{"cell_type":"code","source":"x"},', b"{}]}"),
    "numbers": (b'{"cells":[' + CELL + b'","outputs":[{"data":[', b"1.5e300,", b"1]}]}]}"),
    "one long text": (b'{"cells":[' + CELL, b"xxxxxxxx", b'"}]}'),
    "one long text that takes four bytes a letter": (
        b'{"cells":[' + CELL + b"\xf0\x9f\x98\x80",
        b"xxxxxxxx",
        b'"}]}',
    ),
    "backslashes": (b'{"cells":[' + CELL, b"\\\\", b'"}]}'),
    "keys": (b'{"cells":[{"a":0', b',"aaaaaaaaaaaaa":0', b"}]}"),
    "nested lists": (b"", b"[", b""),
}


@pytest.fixture
def reader() -> Iterator[SubmissionReader]:
    """A reader with a process of its own."""
    with contextlib.closing(SubmissionReader()) as it:
        yield it


def hostile(kind: str, size: int) -> bytes:
    """Return a file of about ``size`` bytes that is too much for who parses before it looks."""
    begin, unit, end = HOSTILE[kind]
    return begin + unit * ((size - len(begin) - len(end)) // len(unit)) + end


def resident_bytes() -> int:
    """Return how much memory this process takes."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * resource.getpagesize()


def test_it_reads_as_the_function_does(
    reader: SubmissionReader, assignment: Assignment, tmp_path: Path
) -> None:
    """The submission, its flags and its digest are the same; how long it took is known."""
    folder = made_up.hand_in(tmp_path, "ada", made_up.make_notebook()).parent
    submission = reader.read(folder, "ada", assignment)
    assert submission.flags == []
    assert submission.digest() == made_up.submission_of(assignment).digest()
    assert submission.read_s > 0
    with pytest.raises(UngradableSubmission, match=r"no notebook: expected tiny\.ipynb"):
        reader.read(tmp_path / "nowhere", "bob", assignment)


@pytest.mark.parametrize("processes", [1, 2, 5])
def test_a_class_is_read_in_its_order(
    assignment: Assignment, tmp_path: Path, processes: int
) -> None:
    """Each student gets what came of their own folder, whoever's could not be read."""
    folders = []
    for name in ("ada", "bob", "cy", "dee"):
        content = "{" if name == "bob" else made_up.make_notebook()
        folders.append((name, made_up.hand_in(tmp_path, name, content).parent))
    with contextlib.closing(SubmissionReader(processes)) as reader:
        found = dict(reader.read_ahead(folders, assignment))
    assert list(found) == ["ada", "bob", "cy", "dee"]
    assert isinstance(found.pop("bob"), UngradableSubmission)
    assert all(isinstance(each, Submission) and each.student == n for n, each in found.items())


def test_who_is_read_while_somebody_ends_the_process_is_read_again(
    reader: SubmissionReader, assignment: Assignment, tmp_path: Path
) -> None:
    """Short of memory, the system ends it, say: that costs nobody anything."""
    folder = made_up.hand_in(tmp_path, "ada", made_up.make_notebook()).parent

    def folders() -> Iterator[tuple[str, Path]]:
        yield "ada", folder
        process = reader._processes[0]._process._process  # type: ignore[union-attr]
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        yield "bob", folder

    found = dict(reader.read_ahead(folders(), assignment))
    assert all(isinstance(each, Submission) for each in found.values())


def test_a_file_that_ends_its_process_costs_its_own_student(
    reader: SubmissionReader,
    assignment: Assignment,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Should reading end the process twice, that one is not graded, and the next one is read anew."""
    folder = made_up.hand_in(tmp_path, "ada", made_up.make_notebook()).parent
    receive = TrustedProcess.receive
    ends = [1, 1]

    def end_or_receive(process: TrustedProcess) -> object:
        if ends:
            ends.pop()
            process.close()
            raise ProcessEnded("exit status -9")
        return receive(process)

    monkeypatch.setattr(TrustedProcess, "receive", end_or_receive)
    found = dict(reader.read_ahead([("ada", folder), ("bob", folder)], assignment))
    assert str(found["ada"]) == TOO_MUCH
    assert isinstance(found["bob"], Submission)


def test_an_edited_source_is_read_again(reader: SubmissionReader, tmp_path: Path) -> None:
    """An assignment that is loaded again stands for its files as they are now."""
    folder = made_up.hand_in(tmp_path, "ada", made_up.make_notebook()).parent
    first = made_up.make_assignment(tmp_path)
    assert reader.read(folder, "ada", first).flags == []
    notebook = made_up.make_notebook()
    notebook.cells[1].source += "\nheight = 4"
    second = made_up.make_assignment(tmp_path, notebook=notebook)
    assert reader.read(folder, "ada", second).flags == ["locked cell setup was edited: restored"]


@pytest.mark.slow
def test_hostile_files_do_not_grow_the_grader(
    reader: SubmissionReader, assignment: Assignment, tmp_path: Path
) -> None:
    """Fifty notebooks of nearly 20 MiB: all are read or refused, and this process stays small."""
    folders = []
    for number in range(50):
        kind = list(HOSTILE)[number % len(HOSTILE)]
        path = made_up.hand_in(tmp_path, f"student{number}", "")
        path.unlink()
        kept = tmp_path / kind
        if not kept.exists():
            kept.write_bytes(hostile(kind, 20 * MIB - 100))
        os.link(kept, path)
        folders.append((f"student{number}", path.parent))
    before = resident_bytes()
    refused = 0
    for _, outcome in reader.read_ahead(folders, assignment):
        refused += isinstance(outcome, UngradableSubmission)
        assert resident_bytes() - before < 50 * MIB
    assert refused == 50
