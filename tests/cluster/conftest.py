"""A scheduler, what its workers run first, and a course to be graded on them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import made_up
import pytest
from dask_cluster import SHARED, DaskCluster

from autograder.sandbox.warm_process import KernelSource


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[DaskCluster]:
    """A scheduler, whose workers end with the test."""
    with DaskCluster(tmp_path / "dask") as cluster:
        yield cluster


@pytest.fixture
def shared(warm: KernelSource) -> str:
    """What a worker runs first to fork its kernels from the tests' warm process."""
    return SHARED.format(address=warm.address)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course with three submissions."""
    made_up.make_assignment(tmp_path)
    for student, answers in {
        "ada": {},
        "bob": made_up.STUBS,
        "eve": {"total": "total = len"},
    }.items():
        made_up.hand_in(tmp_path, student, made_up.make_notebook(answers))
    return tmp_path
