"""A submission that floods the grader's memory costs its own result, and nobody else's."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from pathlib import Path

import made_up
import pytest

from autograder.grading.grading_result import GradingResult
from autograder.grading.worker import MEMORY_BYTES
from autograder.grading.worker_process import GradingJob, WorkerProcess
from autograder.sandbox.warm_process import KernelSource

# Writes one message of endlessly many parts (240 MiB of them) past the library, to its own socket.
FLOOD = """
import os, select, socket

def connections():
    for name in os.listdir("/proc/self/fd"):
        try:
            end = socket.socket(fileno=os.dup(int(name)))
            end.getpeername()
            if end.getsockname().endswith("channel-1"):
                yield end
        except OSError:
            pass

def double(x):
    [end] = connections()
    part = memoryview(b"\\x03" + (1 << 22).to_bytes(8, "big") + bytes(1 << 22))  # more, and long
    for _ in range(60):
        left = part
        while left:
            select.select([], [end], [])
            left = left[end.send(left):]
    return 0
"""
IN_A_CELL = f"{FLOOD}\ndouble(0)"  # else it floods when a check asks for it
ROOM_BYTES = 100 << 20


def data_bytes(pid: int) -> int:
    """Return a process's private memory in bytes, as its limit counts it."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return 1024 * int(
        next(line.split()[1] for line in status.splitlines() if line.startswith("VmData:"))
    )


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[WorkerProcess]:
    """A worker that grades the made-up assignment."""
    limits = made_up.quick_limits(question_s=4)
    worker = WorkerProcess(made_up.make_assignment(tmp_path, limits=limits))
    yield worker
    worker.close()


def answer_of(worker: WorkerProcess, warm: KernelSource, tmp_path: Path, double: str) -> object:
    """Let a worker grade a notebook with this answer to `double`."""
    assignment = made_up.make_assignment(tmp_path)
    notebook = made_up.make_notebook({"double": double})
    worker.submit(GradingJob(made_up.submission_of(assignment, notebook)), warm)
    return worker.answer()


@pytest.mark.parametrize(
    ("flood", "ended", "spoilt"),
    [
        (IN_A_CELL, ("timeout", "crashed"), {"double"}),
        (FLOOD, ("failed",), {"double", "greet"}),
    ],
    ids=["in a cell", "in a question"],
)
def test_a_message_without_end_is_cut_off(
    worker: WorkerProcess,
    warm: KernelSource,
    tmp_path: Path,
    flood: str,
    ended: tuple[str, ...],
    spoilt: set[str],
) -> None:
    """At a worker's bound it costs its own notebook a cell; the rest and the next are graded.

    In a check's question nobody waits for that socket: the next cell finds it closed.
    """
    right = answer_of(worker, warm, tmp_path, made_up.RIGHT["double"])
    assert isinstance(right, GradingResult)
    pid = worker._process.pid
    assert resource.prlimit(pid, resource.RLIMIT_DATA)[0] == MEMORY_BYTES
    room = data_bytes(pid) + ROOM_BYTES
    resource.prlimit(pid, resource.RLIMIT_DATA, (room, room))  # sooner than at 4 GiB
    flooded = answer_of(worker, warm, tmp_path, flood)
    assert isinstance(flooded, GradingResult)
    statuses = made_up.statuses(flooded)
    assert statuses["double"] in ended
    assert {name for name, status in statuses.items() if status != "passed"} <= spoilt
    assert any("cell " in flag for flag in flooded.flags)
    after = answer_of(worker, warm, tmp_path, made_up.RIGHT["double"])
    assert isinstance(after, GradingResult)
    assert after.exercises == right.exercises


def test_without_a_bound_the_worker_takes_it_all(
    worker: WorkerProcess, warm: KernelSource, tmp_path: Path
) -> None:
    """The twin: with room enough the whole flood lies in the worker's memory."""
    assert isinstance(answer_of(worker, warm, tmp_path, made_up.RIGHT["double"]), GradingResult)
    before = peak_bytes(worker._process.pid)
    answer_of(worker, warm, tmp_path, FLOOD)
    assert peak_bytes(worker._process.pid) - before > ROOM_BYTES


def peak_bytes(pid: int) -> int:
    """Return the most memory that a process has held."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return 1024 * int(
        next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))
    )
