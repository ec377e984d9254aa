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
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.course.assignment import (
    Assignment,
    grade_id,
    is_autograded_cell,
    is_grade_or_solution_cell,
    load_assignment,
)
from autograder.course.restored_cells import restore_cells_in_place
from autograder.course.submission import Submission, read_submission
from autograder.course.submitted_files import parse_notebook
from autograder.errors import UngradableSubmission

NOTEBOOK = made_up.make_notebook()
TEXT = json.dumps(NOTEBOOK)
BLANK = made_up.make_notebook(made_up.STUBS)
UNREADABLE = "not a notebook that can be read"
CUT_OFF = "was the file cut off, or damaged?"
MERGED = TEXT.replace('"cells"', '\n<<<<<<< HEAD\n"cells"\n=======\n').encode()


def read(assignment: Assignment, course: Path, notebook: Any) -> Submission:
    """Hand a notebook in and read it back."""
    path = made_up.hand_in(course, "ada", notebook)
    return read_submission(path.parent, "ada", assignment)


def refusal(assignment: Assignment, course: Path, notebook: Any) -> tuple[str, str]:
    """Return the kind and text with which a notebook is refused."""
    with pytest.raises(UngradableSubmission) as refused:
        read(assignment, course, notebook)
    return refused.value.kind, str(refused.value)


def order(notebook: Any) -> list[str]:
    """Return the grade ids in the order of the cells, empty for a cell that has none."""
    return [grade_id(cell) for cell in notebook.cells]


def test_a_sound_notebook_is_read_as_it_is(assignment: Assignment, tmp_path: Path) -> None:
    """A right submission has no flags, and its cells as they were handed in."""
    submission = read(assignment, tmp_path, NOTEBOOK)
    assert (submission.student, submission.assignment, submission.flags) == ("ada", "tiny", [])
    assert [cell.source for cell in submission.notebooks["tiny"].cells] == [
        c.source for c in NOTEBOOK.cells
    ]
    assert [cell.id for cell in submission.notebooks["tiny"].cells] == [
        c.id for c in NOTEBOOK.cells
    ]


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


def test_another_assignments_notebook_is_the_wrong_one(
    assignment: Assignment, tmp_path: Path
) -> None:
    """A notebook with none of the assignment's cells is the wrong notebook."""
    other = nbformat.v4.new_notebook(cells=[made_up.code("x = 1", "a")])
    assert refusal(assignment, tmp_path, other) == (
        "wrong_notebook",
        "no cell of tiny is in it: is it another assignment's, or a new notebook?",
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


def test_the_last_copy_of_a_grade_cell_counts(assignment: Assignment, tmp_path: Path) -> None:
    """Of a copied grade cell only the last is one, and the copy is flagged."""
    notebook = copy.deepcopy(NOTEBOOK)
    notebook.cells.insert(1, copy.deepcopy(notebook.cells[3]))
    submission = read(assignment, tmp_path, notebook)
    assert order(submission.notebooks["tiny"]) == [order(NOTEBOOK)[0], "", *order(NOTEBOOK)[1:]]
    assert submission.flags == ["cell 'double' stands more than once: the last one counts"]


def test_a_deleted_grade_cell_is_put_back(assignment: Assignment, tmp_path: Path) -> None:
    """A deleted grade cell comes back behind the cell that it followed."""
    notebook = copy.deepcopy(NOTEBOOK)
    del notebook.cells[3]
    submission = read(assignment, tmp_path, notebook)
    assert order(submission.notebooks["tiny"]) == order(NOTEBOOK)
    assert submission.flags == ["locked cell double was deleted: put back"]


def test_a_deleted_set_up_is_put_back_at_the_start(assignment: Assignment, tmp_path: Path) -> None:
    """A deleted set-up cell comes back before all that needs it."""
    notebook = copy.deepcopy(NOTEBOOK)
    notebook.cells[:2] = []
    submission = read(assignment, tmp_path, notebook)
    assert order(submission.notebooks["tiny"]) == order(NOTEBOOK)[1:]
    assert submission.notebooks["tiny"].cells[0].source == made_up.SETUP
    assert submission.flags == ["locked cell setup was deleted: put back"]


def test_a_set_up_without_metadata_is_known_again(assignment: Assignment, tmp_path: Path) -> None:
    """It is neither put back a second time nor told to be deleted; alone it tells nothing."""
    notebook = copy.deepcopy(NOTEBOOK)
    notebook.cells[1].metadata = {}
    submission = read(assignment, tmp_path, notebook)
    assert order(submission.notebooks["tiny"]) == order(NOTEBOOK)
    assert submission.flags == ["nbgrader's metadata was missing: known again by id or text: setup"]
    notebook.cells = notebook.cells[:2]
    assert refusal(assignment, tmp_path, notebook)[0] == "wrong_notebook"


def test_edited_locked_cells_are_restored(assignment: Assignment, tmp_path: Path) -> None:
    """A locked cell reads as released again, and the edit is flagged."""
    notebook = copy.deepcopy(NOTEBOOK)
    notebook.cells[1].source = "import cheating"
    notebook.cells[3].source = "print('full marks')"
    notebook.cells[3].metadata.nbgrader.points = 100
    submission = read(assignment, tmp_path, notebook)
    assert submission.notebooks["tiny"].cells[1].source == made_up.SETUP
    assert submission.notebooks["tiny"].cells[3].source == 'check("double")'
    assert submission.notebooks["tiny"].cells[3].metadata.nbgrader.points == 2
    assert submission.flags == [
        "locked cell setup was edited: restored, without `import cheating`",
        "locked cell double was edited: restored",
    ]


def test_a_locked_cell_made_text_is_code_again(assignment: Assignment, tmp_path: Path) -> None:
    """A grade cell that was turned into Markdown is a grade cell again."""
    notebook = copy.deepcopy(NOTEBOOK)
    grade_id_double = notebook.cells[3].metadata
    notebook.cells[3] = nbformat.v4.new_markdown_cell(
        notebook.cells[3].source, id="double", metadata=grade_id_double
    )
    submission = read(assignment, tmp_path, notebook)
    assert is_autograded_cell(submission.notebooks["tiny"].cells[3])
    assert submission.flags == ["locked cell double was edited: restored"]


def test_space_behind_a_locked_cell_is_no_edit(assignment: Assignment, tmp_path: Path) -> None:
    """What an editor does to the end of a cell is not flagged."""
    notebook = copy.deepcopy(NOTEBOOK)
    notebook.cells[1].source += "\n"
    assert read(assignment, tmp_path, notebook).flags == []


def test_a_grade_cell_of_the_students_own_is_none(assignment: Assignment, tmp_path: Path) -> None:
    """A grade cell that was never released gives no points."""
    notebook = copy.deepcopy(NOTEBOOK)
    notebook.cells.append(made_up.grade_cell("bonus", 100))
    assert order(read(assignment, tmp_path, notebook).notebooks["tiny"])[-1] == ""


def test_moved_grade_cells_stay_where_they_are(assignment: Assignment, tmp_path: Path) -> None:
    """A moved grade cell stands once, at its new place."""
    notebook = copy.deepcopy(NOTEBOOK)
    notebook.cells.append(notebook.cells.pop(3))
    moved = order(notebook)
    assert order(read(assignment, tmp_path, notebook).notebooks["tiny"]) == moved


def test_outputs_of_locked_cells_are_dropped(assignment: Assignment, tmp_path: Path) -> None:
    """What a student's grade cell showed is not taken for what ours does."""
    notebook = copy.deepcopy(NOTEBOOK)
    notebook.cells[3].outputs = [nbformat.v4.new_output("stream", text="all passed")]
    assert read(assignment, tmp_path, notebook).notebooks["tiny"].cells[3].outputs == []


def test_plain_files_beside_the_notebook_are_read(assignment: Assignment, tmp_path: Path) -> None:
    """Files that the code may need come along; notebooks, hidden files and time stamps don't."""
    folder = made_up.hand_in(tmp_path, "ada", NOTEBOOK).parent
    for name in ("data.csv", "helper.py", ".hidden", "timestamp.txt", "draft.ipynb"):
        (folder / name).write_text(name, encoding="utf-8")
    files = read_submission(folder, "ada", assignment).files
    assert files == {"data.csv": b"data.csv", "helper.py": b"helper.py"}


def test_links_and_pipes_beside_the_notebook_are_left_out(
    assignment: Assignment, tmp_path: Path
) -> None:
    """What is neither a plain file nor a folder is not followed, and flagged."""
    folder = made_up.hand_in(tmp_path, "ada", NOTEBOOK).parent
    (folder / "secrets").symlink_to("/etc/passwd")
    (folder / "system").symlink_to("/etc")
    os.mkfifo(folder / "pipe")
    submission = read_submission(folder, "ada", assignment)
    assert submission.files == {}
    assert sorted(submission.flags) == [
        "'pipe' is not a plain file: left out",
        "'secrets' is not a plain file: left out",
        "'system' is not a plain file: left out",
    ]


def test_files_in_folders_are_read_by_their_paths(assignment: Assignment, tmp_path: Path) -> None:
    """What lies below the notebook's folder comes along, however deep; hidden folders don't."""
    folder = made_up.hand_in(tmp_path, "ada", NOTEBOOK).parent
    for name in ("data/a.csv", "data/raw/b.csv", ".git/config", "__pycache__/helper.pyc"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")
    (folder / "empty").mkdir()
    submission = read_submission(folder, "ada", assignment)
    assert submission.files == {"data/a.csv": b"data/a.csv", "data/raw/b.csv": b"data/raw/b.csv"}
    assert submission.flags == []


def test_a_copy_of_the_courses_own_file_is_not_the_students(tmp_path: Path) -> None:
    """The course's data is as the instructor has it, whatever was handed in under its name."""
    assignment = made_up.make_assignment(tmp_path)
    (assignment.folder / "data.csv").write_text("1,2", encoding="utf-8")
    folder = made_up.hand_in(tmp_path, "ada", NOTEBOOK).parent
    (folder / "data.csv").write_text("mine", encoding="utf-8")
    submission = read_submission(folder, "ada", assignment)
    assert (submission.files, submission.flags) == ({}, [])


def test_a_file_that_the_course_leaves_to_students_is_theirs(tmp_path: Path) -> None:
    """What nbgrader's `exclude_overwriting` names is as the student handed it in."""
    made_up.make_assignment(tmp_path)
    (tmp_path / "source" / "tiny" / "helper.py").write_text("ours", encoding="utf-8")
    config = 'c = get_config()\nc.Autograde.exclude_overwriting = {"tiny": ["helper.py"]}\n'
    (tmp_path / "nbgrader_config.py").write_text(config, encoding="utf-8")
    folder = made_up.hand_in(tmp_path, "ada", NOTEBOOK).parent
    (folder / "helper.py").write_text("mine", encoding="utf-8")
    submission = read_submission(folder, "ada", load_assignment(tmp_path, "tiny"))
    assert submission.files == {"helper.py": b"mine"}


def test_a_notebook_that_is_missing_beside_another_is_flagged(tmp_path: Path) -> None:
    """Of several notebooks those that were handed in are read; without any there is nothing."""
    assignment = made_up.make_assignment(tmp_path)
    made_up.write_notebook(assignment.folder / "more.ipynb", NOTEBOOK)
    submission = read(assignment, tmp_path, NOTEBOOK)
    assert list(submission.notebooks) == ["tiny"]
    assert submission.flags == ["more.ipynb is missing: its exercises have no answers"]
    with pytest.raises(UngradableSubmission) as refused:
        read_submission(tmp_path / "nowhere", "ada", assignment)
    assert str(refused.value) == "no notebook: expected more.ipynb, tiny.ipynb"


def test_too_many_megabytes_beside_the_notebook_are_left_out(
    assignment: Assignment, tmp_path: Path
) -> None:
    """Files beyond the bound are left out unread, and flagged."""
    folder = made_up.hand_in(tmp_path, "ada", NOTEBOOK).parent
    (folder / "a.csv").write_bytes(b"1")
    with (folder / "b.bin").open("wb") as file:
        file.truncate(30 << 20)
    submission = read_submission(folder, "ada", assignment)
    assert list(submission.files) == ["a.csv"]
    assert submission.flags == [
        "files beside the notebook beyond 20 MiB in 2000 files are left out: 'b.bin'"
    ]


def test_files_that_the_notebook_names_come_first(assignment: Assignment, tmp_path: Path) -> None:
    """Where not all files can come along, those do that the code reads, wherever they lie."""
    notebook = copy.deepcopy(NOTEBOOK)
    notebook.cells.append(made_up.code("open('data/z-rows.csv')", "own"))
    folder = made_up.hand_in(tmp_path, "ada", notebook).parent
    (folder / "data").mkdir()
    for name in ("a.bin", "data/z-rows.csv"):
        with (folder / name).open("wb") as file:
            file.truncate(15 << 20)
    submission = read_submission(folder, "ada", assignment)
    assert list(submission.files) == ["data/z-rows.csv"]
    assert submission.flags == [
        "files beside the notebook beyond 20 MiB in 2000 files are left out: 'a.bin'"
    ]


cells = st.sampled_from(range(len(NOTEBOOK.cells)))
disturbances = st.lists(
    st.one_of(
        st.tuples(st.just("delete"), cells),
        st.tuples(st.just("copy"), cells),
        st.tuples(st.just("move"), cells),
        st.tuples(st.just("edit"), cells),
        st.tuples(st.just("to text"), cells),
        st.tuples(st.just("rename"), cells),
        st.tuples(st.just("bare"), cells),
    ),
    max_size=8,
)


def disturbed(steps: list[tuple[str, int]]) -> Any:
    """Return a notebook after what a student's hands did to it."""
    notebook = copy.deepcopy(NOTEBOOK)
    for what, number in steps:
        if not notebook.cells:
            break
        place = number % len(notebook.cells)
        cell = notebook.cells[place]
        if what == "delete":
            del notebook.cells[place]
        elif what == "copy":
            notebook.cells.append(copy.deepcopy(cell))
        elif what == "move":
            notebook.cells.insert(0, notebook.cells.pop(place))
        elif what == "edit":
            cell.source += "\n# mine"
        elif what == "to text":
            cell.cell_type = "markdown"
            cell.pop("outputs", None), cell.pop("execution_count", None)
        elif what == "rename" and "nbgrader" in cell.metadata:
            cell.metadata.nbgrader.grade_id = "total"
        elif what == "bare":
            cell.metadata.pop("nbgrader", None)
    return notebook


@given(disturbances)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_mending_each_locked_cell_stands_once_as_released(
    tmp_path: Path, steps: list[tuple[str, int]]
) -> None:
    """Whatever a student did: every locked cell once, as released; mending again is nothing new."""
    assignment = made_up.make_assignment(tmp_path)
    notebook = nbformat.from_dict(parse_notebook(json.dumps(disturbed(steps)).encode())[0])
    if not any(map(is_grade_or_solution_cell, notebook.cells)):
        return  # the wrong notebook, as other tests show
    source = assignment.notebook("tiny")
    restore_cells_in_place(notebook, source)
    for identity, original in source.locked.items():
        (cell,) = [cell for cell in notebook.cells if grade_id(cell) == identity]
        assert (cell.cell_type, cell.source) == ("code", original.source)
        assert cell.metadata == original.metadata
    nbformat.validate(notebook)
    again = copy.deepcopy(notebook)
    assert [
        flag
        for flag in restore_cells_in_place(again, source)
        if "is missing" not in flag and "below its check" not in flag  # that is not mended
    ] == []
    assert again == notebook


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


def digest(assignment: Assignment, notebook: Any, **files: bytes) -> str:
    """Return the digest of a submission."""
    return made_up.submission_of(assignment, copy.deepcopy(notebook), files=files).digest()


def test_the_digest_is_of_what_runs(assignment: Assignment) -> None:
    """Code, its cells' ids and the files beside it change the digest; outputs and text don't."""
    same = copy.deepcopy(NOTEBOOK)
    same.cells[0].source = "# Another title"
    same.cells[2].outputs = [nbformat.v4.new_output("stream", text="hello")]
    same.cells[2].execution_count = 7
    assert digest(assignment, same) == digest(assignment, NOTEBOOK)
    code = copy.deepcopy(NOTEBOOK)
    code.cells[2].source += "\n"
    renamed = copy.deepcopy(NOTEBOOK)
    renamed.cells[2].id = "another"
    digests = [
        digest(assignment, NOTEBOOK),
        digest(assignment, code),
        digest(assignment, renamed),
        digest(assignment, NOTEBOOK, a=b"1"),
        digest(assignment, NOTEBOOK, a=b"2"),
        digest(assignment, NOTEBOOK, b=b"1"),
    ]
    assert len(set(digests)) == len(digests)
