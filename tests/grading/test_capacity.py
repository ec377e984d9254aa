from __future__ import annotations

import os

import pytest

from autograder.course.limits import Limits
from autograder.grading import capacity
from autograder.grading.capacity import default_jobs


@pytest.mark.parametrize(
    ("cores", "free_mib", "memory_mib", "jobs"),
    [
        (4, 100_000, 2048, 4),
        (64, 16_000, 2048, 10),  # (16000 - 900) / (400 + 1024)
        (64, 16_000, 512, 23),
        (8, 1000, 2048, 1),
        (8, 0, 2048, 1),
    ],
)
def test_there_are_as_many_jobs_as_cores_and_memory_allow(
    monkeypatch: pytest.MonkeyPatch, cores: int, free_mib: int, memory_mib: int, jobs: int
) -> None:
    """One per core, fewer where memory is short, and never none."""
    monkeypatch.setattr(capacity, "_cores", lambda: cores)
    monkeypatch.setattr(capacity, "_free_mib", lambda: free_mib)
    assert default_jobs(Limits(memory_mib=memory_mib)) == jobs


def test_a_machines_cores_are_those_that_may_be_used() -> None:
    """A grader that is pinned to one core of many takes one job; its memory is found out, too."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        assert default_jobs(Limits()) == 1
    finally:
        os.sched_setaffinity(0, before)
    assert 100 < capacity._free_mib() < 1e9
