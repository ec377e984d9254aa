"""Jobs and outcomes as JSON, between a grader and a cluster: neither of them unpickles anything.

A student's name does not travel: a worker has no use for it.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat

from autograder.course.assignment import Assignment
from autograder.course.checks_folder import checks_modules
from autograder.course.limits import Limits
from autograder.course.submission import Submission
from autograder.errors import AutograderError, ConfigurationError, EngineFault
from autograder.grading.grading_result import GradingResult, grading_result_from_dict
from autograder.grading.worker_process import GradingJob, JobOutcome


def serialize_assignment(assignment: Assignment) -> bytes:
    """Return an assignment's notebooks, the files beside them, its checks, and how they are run.

    Raises:
        ConfigurationError: a file of it cannot be read.
    """
    try:
        sources = {source.path.name: source.path for source in assignment.notebooks}
        checks = {module.name: module for module in checks_modules(assignment.checks)}
        content = {
            "sources": _texts(sources),
            "files": _texts(assignment.files),
            "checks": _texts(checks),
        }
    except OSError as error:
        raise ConfigurationError(f"{assignment.name}: {error}") from None
    return _pack(
        name=assignment.name,
        limits=assignment.limits.as_dict(),
        python=str(assignment.python or ""),
        warm=assignment.warm,
        secret=assignment.secret,
        full=assignment.full,
        **content,
    )


def deserialize_assignment(message: bytes, folder: Path) -> Assignment:
    """Write an assignment's files into ``folder`` and return the assignment."""
    content = json.loads(message)
    source, checks = (folder / kind / content["name"] for kind in ("source", "checks"))
    _write(source, {**content["files"], **content["sources"]})
    _write(checks, content["checks"])
    return Assignment(
        content["name"],
        source,
        checks,
        Limits(**content["limits"]),
        Path(content["python"]) if content["python"] else None,
        None if content["warm"] is None else tuple(content["warm"]),
        secret=content["secret"],
        full=content["full"],
    )


def _texts(files: Mapping[str, Path]) -> dict[str, str]:
    return {name: _text(path.read_bytes()) for name, path in files.items()}


def _write(folder: Path, files: Mapping[str, str]) -> None:
    folder.mkdir(parents=True)
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b64decode(data))


def serialize_job(job: GradingJob) -> bytes:
    """Return a job: the notebooks without outputs, the files beside them, the exercises to judge."""
    notebooks = {
        name: {**notebook, "cells": [_without_outputs(cell) for cell in notebook.cells]}
        for name, notebook in job.submission.notebooks.items()
    }
    return _pack(
        assignment=job.submission.assignment,
        notebooks=notebooks,
        files={name: _text(data) for name, data in job.submission.files.items()},
        only=sorted(job.only),
        others=job.others,
        last_try=job.last_try,
    )


def _without_outputs(cell: Any) -> Any:
    return {**cell, "outputs": []} if cell.cell_type == "code" else cell


def deserialize_job(message: bytes) -> GradingJob:
    """Return a job; its student has no name."""
    content = json.loads(message)
    files = {name: b64decode(data) for name, data in content["files"].items()}
    notebooks = {
        name: nbformat.from_dict(notebook) for name, notebook in content["notebooks"].items()
    }
    return GradingJob(
        Submission("", content["assignment"], notebooks, files),
        frozenset(content["only"]),
        others=tuple(content["others"]),
        last_try=content["last_try"],
    )


def serialize_outcome(answer: JobOutcome) -> bytes:
    """Return the answer to a job: grades, or the error's kind and text."""
    if isinstance(answer, GradingResult):
        return _pack(graded=answer.as_dict())
    return _pack(mendable=isinstance(answer, ConfigurationError), error=str(answer))


def deserialize_outcome(message: bytes) -> JobOutcome:
    """Return an outcome; an error is the instructor's to mend, or a fault of the engine."""
    content = json.loads(message)
    if "error" in content:
        kind: type[AutograderError] = ConfigurationError if content["mendable"] else EngineFault
        return kind(content["error"])
    graded = grading_result_from_dict(content["graded"])
    for cells in graded.outputs.values():
        for outputs in cells.values():
            outputs[:] = [nbformat.from_dict(output) for output in outputs]
    return graded


def _pack(**content: Any) -> bytes:
    return json.dumps(content).encode("ascii")


def _text(data: bytes) -> str:
    return b64encode(data).decode("ascii")
