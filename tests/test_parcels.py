from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import made_up
import pytest
from nbformat.v4 import new_output

from autograder.assignment import Assignment
from autograder.errors import (
    AutograderError,
    ConfigurationError,
    EngineFault,
    IsolationUnavailable,
    LimitReached,
)
from autograder.grading import Graded
from autograder.parcels import (
    pack_answer,
    pack_assignment,
    pack_job,
    unpack_answer,
    unpack_assignment,
    unpack_job,
)
from autograder.worker import Job


def test_an_assignment_is_the_same_elsewhere(assignment: Assignment, tmp_path: Path) -> None:
    """Its name, notebook, checks and limits arrive, in files of another folder."""
    sent = replace(assignment, limits=made_up.quick_limits(cell_s=7.5))
    got = unpack_assignment(pack_assignment(sent), tmp_path)
    assert (got.name, got.limits) == (sent.name, sent.limits)
    assert got.source.read_bytes() == sent.source.read_bytes()
    assert got.checks.read_bytes() == sent.checks.read_bytes()
    assert got.source != sent.source


def test_an_assignment_without_checks_is_not_sent(assignment: Assignment) -> None:
    """What is missing is named."""
    assignment.checks.unlink()
    with pytest.raises(ConfigurationError, match=f"tiny: .*{assignment.checks}"):
        pack_assignment(assignment)


def test_a_job_is_the_same_elsewhere(assignment: Assignment) -> None:
    """Code, files and orders arrive, whatever their bytes; it runs what it would run here."""
    answers = {"double": 'double = "\ud800 \U0001f600"'}
    files = {"a.bin": bytes(range(256)), "\udcff": b""}
    notebook = made_up.make_notebook(answers)
    submission = made_up.submission_of(assignment, notebook, files=files)
    sent = Job(submission, frozenset({"smoke"}), frozenset({"double", "total"}), last_try=True)
    got = unpack_job(pack_job(sent))
    assert got.submission.digest() == submission.digest()
    assert (got.submission.notebook, got.submission.files) == (submission.notebook, files)
    assert (got.skip_tags, got.only, got.last_try) == (sent.skip_tags, sent.only, True)


def test_neither_name_nor_outputs_travel(assignment: Assignment) -> None:
    """What grading has no use for stays here."""
    notebook = made_up.make_notebook()
    submission = made_up.submission_of(assignment, notebook, student="Grace Hopper")
    notebook.cells[2].outputs = [new_output("stream", text="a large picture")]
    parcel = pack_job(Job(submission))
    assert b"Grace" not in parcel
    assert b"picture" not in parcel
    assert notebook.cells[2].outputs[0].text == "a large picture"


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ConfigurationError("no checks"), ConfigurationError),
        (IsolationUnavailable("no bubblewrap"), ConfigurationError),
        (EngineFault("it died"), EngineFault),
        (LimitReached("timeout", "too slow"), EngineFault),
    ],
)
def test_an_error_keeps_its_text_and_whose_it_is(
    error: AutograderError, kind: type[AutograderError]
) -> None:
    """An error is the instructor's to mend, or ours, as it was where it came from."""
    got = unpack_answer(pack_answer(error))
    assert type(got) is kind
    assert str(got) == str(error)


def test_grades_are_plain_data() -> None:
    """Grades and outputs arrive as JSON; outputs can be put into a notebook."""
    output = new_output("stream", text="half a pair: \ud800")
    sent = Graded(outputs={"cell": [output]}, flags=["look"], timings={"total": 1.5})
    parcel = pack_answer(sent)
    assert json.loads(parcel)["graded"]["flags"] == ["look"]
    got = unpack_answer(parcel)
    assert got == sent
    assert isinstance(got, Graded)
    assert got.outputs["cell"][0].text == output.text
