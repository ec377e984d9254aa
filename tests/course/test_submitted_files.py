"""Whatever lies in a student's folder is read, or refused with a reason."""

from __future__ import annotations

import copy
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import made_up
import nbformat
import pytest
from handed_in_notebooks import BLANK, NOTEBOOK, TEXT, order, read, refusal
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.course.assignment import Assignment
from autograder.course.submission import read_submission
from autograder.course.submitted_files import parse_notebook
from autograder.errors import UngradableSubmission

UNREADABLE = "not a notebook that can be read"
CUT_OFF = "was the file cut off, or damaged?"
MERGED = TEXT.replace('"cells"', '\n<<<<<<< HEAD\n"cells"\n=======\n').encode()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b" \n", "the file is empty"),
        (b"my answers", f"{UNREADABLE}: not JSON from line 1 on: {CUT_OFF}"),
        (b"<!DOCTYPE html><html>", "not a notebook, but a web page: download the notebook itself"),
        (TEXT[:-20].encode(), f"{UNREADABLE}: it ends in the middle: {CUT_OFF}"),
        (
            TEXT.encode()[:-20] + b"\xc3",
            f"{UNREADABLE}: no UTF-8 from byte {len(TEXT) - 20} on: {CUT_OFF}",
        ),
        (bytes(range(256)), f"{UNREADABLE}: no UTF-16-BE from byte 216 on: {CUT_OFF}"),
        (b"\0\0\0\0", f"{UNREADABLE}: not JSON from line 1 on: {CUT_OFF}"),
        (b"PK\3\4...", "not a notebook, but a zip archive: unpack it"),
        (b"[1, 2]", "JSON, but not a notebook: it holds no cells"),
        (b"null", "JSON, but not a notebook: it holds no cells"),
        (b"{}", "JSON, but not a notebook: it holds no cells"),
        (b'{"nbformat": 4, "cells": {}}', "JSON, but not a notebook: it holds no cells"),
        (b'{"a":' * 50_000, "not a notebook: nested too deeply"),
        (b'{"a":' * 200 + b"1" + b"}" * 200, "not a notebook: nested too deeply"),
        (b'{"nbformat": ' + b"9" * 5000 + b"}", f"{UNREADABLE}: a number is too long: {CUT_OFF}"),
        (
            MERGED,
            f"{UNREADABLE}, but an unfinished git merge: it holds lines that begin with <<<<<<<",
        ),
        (b'{"cells": ["\x81"]}', f"{UNREADABLE}: expected UTF-8, got another encoding: save it as"),
    ],
    ids=[
        *("empty", "blank", "text", "html", "cut off", "cut in a letter", "binary", "zeros", "zip"),
        *(
            "list",
            "null",
            "nothing",
            "no list",
            "deeper",
            "deep",
            "vast number",
            "merge",
            "unknown",
        ),
    ],
)
def test_a_file_that_is_no_notebook_is_refused(
    assignment: Assignment, tmp_path: Path, content: bytes, message: str
) -> None:
    """What is no notebook is unreadable, and the text says in what way."""
    kind, reason = refusal(assignment, tmp_path, content)
    assert kind == "unreadable"
    assert reason.startswith(message)
    assert len(reason) < 300


@pytest.mark.parametrize(
    "change",
    [
        {"nbformat": 9},
        {"nbformat": "4"},
        {"nbformat": None},
        {"nbformat_minor": "x"},
        {"metadata": []},
        {"metadata": {"kernelspec": {}, "language_info": {}}},
        {"metadata": {"kernelspec": {"name": "python3"}, "language_info": {"version": 3}}},
        {"cells": [*NOTEBOOK.cells, "x", None, {"cell_type": "code"}, {"cell_type": "magic"}]},
    ],
    ids=lambda change: json.dumps(change)[:60],
)
def test_what_breaks_the_format_and_is_not_needed_is_no_matter(
    assignment: Assignment, tmp_path: Path, change: dict[str, Any]
) -> None:
    """A notebook with its cells is read, and nothing is said of what else is wrong with it."""
    submission = read(assignment, tmp_path, json.dumps({**NOTEBOOK, **change}))
    cells = submission.notebooks["tiny"].cells
    assert [cell.source for cell in cells[: len(NOTEBOOK.cells)]] == [
        cell.source for cell in NOTEBOOK.cells
    ]
    nbformat.validate(submission.notebooks["tiny"])
    assert submission.flags == []


def test_a_missing_notebook_is_missing(assignment: Assignment, tmp_path: Path) -> None:
    """An empty folder, and none, are a missing notebook."""
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "nowhere"):
        with pytest.raises(UngradableSubmission) as refused:
            read_submission(folder, "ada", assignment)
        assert refused.value.kind == "missing"
        assert str(refused.value) == "no notebook: expected tiny.ipynb"


@pytest.mark.parametrize(
    "name",
    [
        "tiny (1).ipynb",
        "ada_tiny.IPYNB",
        "tiny.ipynb.txt",
        "work/Untitled.ipynb",
        "work/tiny.ipynb",
    ],
)
def test_a_notebook_of_another_name_is_known_by_its_cells(
    assignment: Assignment, tmp_path: Path, name: str
) -> None:
    """Where the notebook has another name, it is found and graded, and that is said."""
    made_up.write_notebook(tmp_path / name, NOTEBOOK)
    submission = read_submission(tmp_path, "ada", assignment)
    assert order(submission.notebooks["tiny"]) == order(NOTEBOOK)
    assert submission.flags == [
        f"{name!r} is graded: its cells are tiny's, and there is no tiny.ipynb"
    ]


def test_of_several_copies_the_newest_with_answers_counts(
    assignment: Assignment, tmp_path: Path
) -> None:
    """An untouched release is no hand-in where a copy with answers lies beside it."""
    half = made_up.make_notebook({"double": "def double(x):\n    return 1"})
    for age, (name, notebook) in enumerate(
        [
            ("tiny.ipynb", BLANK),
            ("tiny(1).ipynb", half),
            ("tiny(2).ipynb", NOTEBOOK),
            ("tiny(3).ipynb", BLANK),
        ]
    ):
        path = made_up.write_notebook(tmp_path / name, notebook)
        os.utime(path, (1_800_000_000 + age, 1_800_000_000 + age))
    submission = read_submission(tmp_path, "ada", assignment)
    assert submission.notebooks["tiny"].cells[2].source == NOTEBOOK.cells[2].source
    assert submission.flags == [
        "'tiny(2).ipynb' is graded: its cells are tiny's, and nothing is answered in tiny.ipynb"
    ]


def test_what_is_no_notebook_of_this_assignment_is_named(
    assignment: Assignment, tmp_path: Path
) -> None:
    """Where no file holds the assignment's cells, the text says what was found."""
    other = made_up.write_notebook(tmp_path / "ada" / "other.ipynb", nbformat.v4.new_notebook())
    with pytest.raises(UngradableSubmission) as refused:
        read_submission(other.parent, "ada", assignment)
    assert str(refused.value) == "no notebook: expected tiny.ipynb; found other.ipynb"


def test_a_link_is_not_followed(assignment: Assignment, tmp_path: Path) -> None:
    """A link in the notebook's place is not read: it could lead to anyone's file."""
    elsewhere = made_up.write_notebook(tmp_path / "elsewhere.ipynb", NOTEBOOK)
    folder = tmp_path / "submitted"
    folder.mkdir()
    (folder / "tiny.ipynb").symlink_to(elsewhere)
    with pytest.raises(UngradableSubmission) as refused:
        read_submission(folder, "ada", assignment)
    assert str(refused.value) == "no notebook: tiny.ipynb is a link to elsewhere"


def test_a_pipe_is_not_opened(assignment: Assignment, tmp_path: Path) -> None:
    """A named pipe in the notebook's place does not hang the grader."""
    folder = tmp_path / "ada"
    folder.mkdir()
    os.mkfifo(folder / "tiny.ipynb")
    with pytest.raises(UngradableSubmission, match="no notebook: expected"):
        read_submission(folder, "ada", assignment)


def test_a_huge_notebook_is_too_large(tmp_path: Path) -> None:
    """A file beyond the limit is not read; the text says both sizes."""
    limits = made_up.quick_limits(notebook_mib=0.5)
    assignment = made_up.make_assignment(tmp_path, limits=limits)
    assert refusal(assignment, tmp_path, TEXT + " " * (1 << 20)) == (
        "too_large",
        "the notebook is 1.0 MiB: at most 0.5 MiB; were outputs left in?",
    )


def test_an_old_notebook_format_is_brought_up_to_date(
    assignment: Assignment, tmp_path: Path
) -> None:
    """A notebook of format 3 is graded as one of today's, with ids of its cells' own."""
    old = nbformat.writes(nbformat.convert(copy.deepcopy(NOTEBOOK), 3), 3)
    submission = read(assignment, tmp_path, old)
    assert order(submission.notebooks["tiny"]) == order(NOTEBOOK)
    assert len({cell.id for cell in submission.notebooks["tiny"].cells}) == len(NOTEBOOK.cells)
    assert submission.flags == []


@pytest.mark.parametrize("identity", [None, "title", "", "ä b", "x" * 65, 3])
def test_every_cell_gets_an_id_of_its_own(
    assignment: Assignment, tmp_path: Path, identity: object
) -> None:
    """Missing, shared and malformed ids are replaced, by the same ones each time."""
    notebook = copy.deepcopy(NOTEBOOK)
    for cell in notebook.cells[1:4]:
        cell["id"] = identity
        if identity is None:
            del cell["id"]
    first, second = (read(assignment, tmp_path, json.dumps(notebook)) for _ in range(2))
    ids = [cell.id for cell in first.notebooks["tiny"].cells]
    assert len(set(ids)) == len(ids)
    assert ids == [cell.id for cell in second.notebooks["tiny"].cells]
    assert ids[4:] == [cell.id for cell in NOTEBOOK.cells[4:]]


def test_a_byte_order_mark_is_no_matter(assignment: Assignment, tmp_path: Path) -> None:
    """Windows' mark at the start of a file is skipped."""
    assert read(assignment, tmp_path, TEXT.encode("utf-8-sig")).flags == []


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
TOP = ("nbformat", "nbformat_minor", "metadata", "cells")
OF_A_CELL = ("cell_type", "metadata", "source", "outputs", "execution_count", "id", "attachments")
broken = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(TOP, json_values),
        "cells": st.lists(
            st.fixed_dictionaries({}, optional=dict.fromkeys(OF_A_CELL, json_values)) | json_values,
            max_size=3,
        ),
    },
)


@given(
    st.binary(max_size=50) | broken.map(lambda change: json.dumps({**NOTEBOOK, **change}).encode())
)
@settings(deadline=None)
def test_any_bytes_are_a_notebook_or_refused(data: bytes) -> None:
    """Whatever is handed in is either a valid notebook or unreadable, and never an error of ours."""
    with suppress(UngradableSubmission):
        nbformat.validate(nbformat.from_dict(parse_notebook(data)[0]))
