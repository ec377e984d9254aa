from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import made_up
import pytest
from nbformat.v4 import new_output

from autograder.cluster.serialization import (
    deserialize_assignment,
    deserialize_job,
    deserialize_outcome,
    serialize_assignment,
    serialize_job,
    serialize_outcome,
)
from autograder.course.assignment import Assignment
from autograder.course.checks_folder import has_checks
from autograder.errors import (
    AutograderError,
    ConfigurationError,
    EngineFault,
    ExecutionStopped,
    IsolationUnavailable,
)
from autograder.grading.grading_result import GradingResult
from autograder.grading.worker_process import GradingJob


def test_an_assignment_is_the_same_elsewhere(assignment: Assignment, tmp_path: Path) -> None:
    """Its name, notebook, checks and limits arrive, in files of another folder."""
    sent = replace(assignment, limits=made_up.quick_limits(cell_s=7.5))
    got = deserialize_assignment(serialize_assignment(sent), tmp_path / "elsewhere")
    assert (got.name, got.limits) == (sent.name, sent.limits)
    assert got.source.read_bytes() == sent.source.read_bytes()
    there, here = (
        {path.name: path.read_bytes() for path in each.checks.iterdir()} for each in (got, sent)
    )
    assert there == here
    assert got.source != sent.source


def test_all_notebooks_and_what_lies_beside_them_arrive(
    assignment: Assignment, tmp_path: Path
) -> None:
    """Data in folders too, whatever its bytes; how notebooks are run; no checks where there are none."""
    shutil.rmtree(assignment.checks)
    made_up.write_notebook(assignment.folder / "more.ipynb", made_up.make_notebook())
    (assignment.folder / "data" / "raw").mkdir(parents=True)
    (assignment.folder / "data" / "raw" / "a.bin").write_bytes(bytes(range(256)))
    sent = replace(assignment, python=Path("/opt/python"), warm=("numpy", "scipy.stats"))
    got = deserialize_assignment(serialize_assignment(sent), tmp_path / "elsewhere")
    assert [source.name for source in got.notebooks] == ["more", "tiny"]
    assert got.exercises == sent.exercises
    assert {name: path.read_bytes() for name, path in got.files.items()} == {
        "data/raw/a.bin": bytes(range(256))
    }
    assert not has_checks(got.checks)
    assert (got.python, got.warm) == (sent.python, sent.warm)


def test_an_assignment_that_cannot_be_read_is_not_sent(assignment: Assignment) -> None:
    """What is missing is named."""
    path = assignment.source
    path.unlink()
    with pytest.raises(ConfigurationError, match=f"tiny: .*{path}"):
        serialize_assignment(assignment)


def test_a_job_is_the_same_elsewhere(assignment: Assignment) -> None:
    """Code, files and orders arrive, whatever their bytes; it runs what it would run here."""
    answers = {"double": 'double = "\ud800 \U0001f600"'}
    files = {"a.bin": bytes(range(256)), "\udcff": b""}
    notebook = made_up.make_notebook(answers)
    submission = made_up.submission_of(assignment, notebook, files=files)
    sent = GradingJob(submission, frozenset({"double", "total"}), others=("x = 1",), last_try=True)
    got = deserialize_job(serialize_job(sent))
    assert got.submission.digest() == submission.digest()
    assert (got.submission.notebooks, got.submission.files) == (submission.notebooks, files)
    assert (got.only, got.others, got.last_try) == (sent.only, sent.others, True)


def test_neither_name_nor_outputs_travel(assignment: Assignment) -> None:
    """What grading has no use for stays here."""
    notebook = made_up.make_notebook()
    submission = made_up.submission_of(assignment, notebook, student="Grace Hopper")
    notebook.cells[2].outputs = [new_output("stream", text="a large picture")]
    message = serialize_job(GradingJob(submission))
    assert b"Grace" not in message
    assert b"picture" not in message
    assert notebook.cells[2].outputs[0].text == "a large picture"


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ConfigurationError("no checks"), ConfigurationError),
        (IsolationUnavailable("no bubblewrap"), ConfigurationError),
        (EngineFault("it died"), EngineFault),
        (ExecutionStopped("timeout", "too slow"), EngineFault),
    ],
)
def test_an_error_keeps_its_text_and_whose_it_is(
    error: AutograderError, kind: type[AutograderError]
) -> None:
    """An error is the instructor's to mend, or ours, as it was where it came from."""
    got = deserialize_outcome(serialize_outcome(error))
    assert type(got) is kind
    assert str(got) == str(error)


def test_grades_are_plain_data() -> None:
    """Grades and outputs arrive as JSON; outputs can be put into a notebook."""
    output = new_output("stream", text="half a pair: \ud800")
    sent = GradingResult(
        outputs={"tiny": {"cell": [output]}},
        flags=["look"],
        timings={"total": 1.5},
        unscored=["a"],
        isolation="landlock",
    )
    message = serialize_outcome(sent)
    assert json.loads(message)["graded"]["flags"] == ["look"]
    got = deserialize_outcome(message)
    assert got == sent
    assert isinstance(got, GradingResult)
    assert got.outputs["tiny"]["cell"][0].text == output.text
