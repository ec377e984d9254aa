from __future__ import annotations

import copy
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import made_up
import nbformat
import pytest

from autograder.course.assignment import Assignment
from autograder.course.results import ExerciseReport, SubmissionReport
from autograder.course.submission import Submission
from autograder.errors import ConfigurationError
from autograder.files import write_private_text
from autograder.grading import result_cache
from autograder.grading.class_grading import write_class_results
from autograder.grading.grading_result import GradingResult
from autograder.grading.result_cache import read_assignment_inputs
from autograder.grading.result_store import ResultStore
from course_utils.checking.check_result import CheckResult

KEY = "ab" + "0" * 62


def graded() -> GradingResult:
    """Return a result with something in each field."""
    check = CheckResult("test_it", "double", "It works.", True, "failed", "got 5", 2.0, True)
    exercise = ExerciseReport("double", 2.0, 0.0, "failed", (check,))
    outputs = {"tiny": {"double-answer": [nbformat.v4.new_output("stream", text="hello ☺")]}}
    return GradingResult([exercise], outputs, ["a flag"], {"total": 1.0}, ["greet"], "landlock")


def kept_file(course: Path, folder: str = "results") -> Path:
    """Return the one file in a folder of the store."""
    (path,) = (course / ".autograder" / folder).rglob("*.json")
    return path


def test_a_result_comes_back_as_it_was(tmp_path: Path) -> None:
    """What was put is what is got, its outputs notebook outputs again."""
    ResultStore(tmp_path).put(KEY, graded())
    found = ResultStore(tmp_path).get(KEY)
    assert found == graded()
    assert found is not None
    assert found.outputs["tiny"]["double-answer"][0].output_type == "stream"


def test_a_result_of_before_the_walls_were_kept_is_read(tmp_path: Path) -> None:
    """An older result does not say within which walls it came about, and is as good as it was."""
    ResultStore(tmp_path).put(KEY, graded())
    older = json.loads(kept_file(tmp_path).read_text())
    assert older.pop("isolation") == "landlock"
    kept_file(tmp_path).write_text(json.dumps(older))
    assert ResultStore(tmp_path).get(KEY) == replace(graded(), isolation=None)


def test_what_was_never_put_is_none(tmp_path: Path) -> None:
    """A key without a result gives none, in a course without a store as well."""
    assert ResultStore(tmp_path).get(KEY) is None
    ResultStore(tmp_path).put(KEY, graded())
    assert ResultStore(tmp_path).get("cd" + KEY[2:]) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"{}",
        b"\xff",
        b'{"exercises": 3, "flags": [], "timings": {}}',
        b'{"exercises": {}, "flags": 3}',
    ],
)
@pytest.mark.parametrize("folder", ["results", "outputs"])
def test_a_torn_file_is_not_used(tmp_path: Path, folder: str, content: bytes) -> None:
    """A file that is not a whole result counts as none, and is replaced by the next."""
    if folder == "outputs" and content == b"{}":
        return  # of a notebook that shows nothing
    ResultStore(tmp_path).put(KEY, graded())
    kept_file(tmp_path, folder).write_bytes(content)
    assert ResultStore(tmp_path).get(KEY) is None
    ResultStore(tmp_path).put(KEY, graded())
    assert ResultStore(tmp_path).get(KEY) == graded()


def test_a_result_cut_anywhere_is_not_used(tmp_path: Path) -> None:
    """No beginning of a result's file passes for a result."""
    ResultStore(tmp_path).put(KEY, graded())
    for path in (kept_file(tmp_path), kept_file(tmp_path, "outputs")):
        whole = path.read_bytes()
        for size in range(0, len(whole), 7):
            path.write_bytes(whole[:size])
            assert ResultStore(tmp_path).get(KEY) is None
        path.write_bytes(whole)


def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If writing fails the file is the old one, and nothing lies beside it."""
    path = tmp_path / "file"
    write_private_text(path, "old")

    def fail(handle: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(ConfigurationError, match="file cannot be written: no space left"):
        write_private_text(path, "new")
    assert [each.name for each in tmp_path.iterdir()] == ["file"]
    assert path.read_text(encoding="utf-8") == "old"


def test_a_class_is_a_list_of_a_line_each(tmp_path: Path) -> None:
    """A class file holds a submission per line, by name, and its letters are letters."""
    path = tmp_path / "new" / "class.json"
    write_class_results(path, [SubmissionReport("Zoë", "a"), SubmissionReport("Ann", "a")])
    lines = path.read_text(encoding="utf-8").splitlines()
    assert (lines[0], lines[-1]) == ("[", "]")
    assert [line[:18] for line in lines[1:-1]] == ['{"student": "Ann",', '{"student": "Zoë",']
    assert [entry["student"] for entry in json.loads(path.read_text("utf-8"))] == ["Ann", "Zoë"]


def test_a_class_file_takes_any_name(tmp_path: Path) -> None:
    """A folder's name that is no Unicode stops no class file from being written."""
    path = tmp_path / "class.json"
    name = os.fsdecode(b"zo\xeb")
    write_class_results(path, [SubmissionReport(name, "a")])
    assert json.loads(path.read_text(encoding="utf-8"))[0]["student"] == name


def key(assignment: Assignment, submission: Submission | None = None) -> str:
    """Return the key of a submission, by default of the right one."""
    return read_assignment_inputs(assignment).result_digest(
        submission or made_up.submission_of(assignment)
    )


def test_the_key_is_the_same_for_all_who_hand_in_the_same(assignment: Assignment) -> None:
    """The student's name, outputs, flags and text cells are not in the key."""
    notebook = made_up.make_notebook()
    notebook.cells[0].source = "# Mine"
    notebook.cells[2].outputs = [nbformat.v4.new_output("stream", text="hi")]
    other = made_up.submission_of(assignment, notebook, student="bob")
    other.flags.append("something")
    assert key(assignment, other) == key(assignment)


def test_the_key_changes_with_all_that_determines_a_result(tmp_path: Path) -> None:
    """Code, files, checks, source, data, limits, walls and the engine each make another key."""
    assignment = made_up.make_assignment(tmp_path)
    answered = made_up.make_notebook({"double": "double = abs"})
    keys = [
        key(assignment),
        key(assignment, made_up.submission_of(assignment, answered)),
        key(assignment, made_up.submission_of(assignment, files={"a": b"1"})),
        key(replace(assignment, limits=made_up.quick_limits(cell_s=7))),
        *(
            read_assignment_inputs(assignment, isolation=kind).result_digest(
                made_up.submission_of(assignment)
            )
            for kind in ("none", "landlock")
        ),
    ]
    made_up.write_checks(tmp_path, made_up.CHECKS + "\nMORE = 1\n")
    keys.append(key(assignment))
    repriced = copy.deepcopy(made_up.make_notebook())
    repriced.cells[3].metadata.nbgrader.points = 5
    made_up.write_notebook(assignment.source, repriced)
    keys.append(key(assignment))
    (assignment.folder / "data.csv").write_text("1", encoding="utf-8")
    keys.append(key(replace(assignment)))
    (assignment.folder / "data.csv").write_text("2", encoding="utf-8")
    keys.append(key(replace(assignment)))
    assert len(set(keys)) == len(keys)


def test_the_key_changes_with_the_engine(
    assignment: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another engine or environment grades anew."""
    before = key(assignment)
    monkeypatch.setattr(result_cache, "engine_digest", lambda: "another")
    assert key(assignment) != before


def test_checks_that_are_gone_change_the_key(assignment: Assignment) -> None:
    """What was judged by checks is not the result of the tests in cells."""
    before = key(assignment)
    shutil.rmtree(assignment.checks)
    assert key(assignment) != before
