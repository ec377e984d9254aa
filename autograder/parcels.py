"""What travels between a grader and the workers of a cluster: JSON, so that nobody unpickles it.

A student's name does not travel: who grades has no use for it.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import nbformat

from autograder.assignment import Assignment
from autograder.errors import AutograderError, ConfigurationError, EngineFault
from autograder.grading import Graded, graded_from_dict
from autograder.limits import Limits
from autograder.submission import Submission
from autograder.worker import Answer, Job


def pack_assignment(assignment: Assignment) -> bytes:
    """Return an assignment's notebook, checks and limits.

    Raises:
        ConfigurationError: a file of it cannot be read.
    """
    try:
        files = [_text(path.read_bytes()) for path in (assignment.source, assignment.checks)]
    except OSError as error:
        raise ConfigurationError(f"{assignment.name}: {error}") from None
    return _pack(
        name=assignment.name, source=files[0], checks=files[1], limits=assignment.limits.as_dict()
    )


def unpack_assignment(parcel: bytes, folder: Path) -> Assignment:
    """Write an assignment's files into ``folder`` and return the assignment."""
    content = json.loads(parcel)
    source = folder / f"{content['name']}.ipynb"
    checks = folder / f"test_{content['name']}.py"
    source.write_bytes(b64decode(content["source"]))
    checks.write_bytes(b64decode(content["checks"]))
    return Assignment(content["name"], source, checks, Limits(**content["limits"]))


def pack_job(job: Job) -> bytes:
    """Return a job: the notebook without its outputs, the files beside it, what to leave out."""
    cells = [
        {**cell, "outputs": []} if cell.cell_type == "code" else cell
        for cell in job.submission.notebook.cells
    ]
    return _pack(
        assignment=job.submission.assignment,
        notebook={**job.submission.notebook, "cells": cells},
        files={name: _text(data) for name, data in job.submission.files.items()},
        skip_tags=sorted(job.skip_tags),
        only=sorted(job.only),
        last_try=job.last_try,
    )


def unpack_job(parcel: bytes) -> Job:
    """Return a job, of a student without a name."""
    content = json.loads(parcel)
    files = {name: b64decode(data) for name, data in content["files"].items()}
    notebook = nbformat.from_dict(content["notebook"])
    return Job(
        Submission("", content["assignment"], notebook, files),
        frozenset(content["skip_tags"]),
        frozenset(content["only"]),
        content["last_try"],
    )


def pack_answer(answer: Answer) -> bytes:
    """Return the answer to a job: grades, or the error's kind and text."""
    if isinstance(answer, Graded):
        return _pack(graded=answer.as_dict())
    return _pack(mendable=isinstance(answer, ConfigurationError), error=str(answer))


def unpack_answer(parcel: bytes) -> Answer:
    """Return an answer; an error is the instructor's to mend, or a fault of ours."""
    content = json.loads(parcel)
    if "error" in content:
        kind: type[AutograderError] = ConfigurationError if content["mendable"] else EngineFault
        return kind(content["error"])
    graded = graded_from_dict(content["graded"])
    for outputs in graded.outputs.values():
        outputs[:] = [nbformat.from_dict(output) for output in outputs]
    return graded


def _pack(**content: Any) -> bytes:
    return json.dumps(content).encode("ascii")


def _text(data: bytes) -> str:
    return b64encode(data).decode("ascii")
