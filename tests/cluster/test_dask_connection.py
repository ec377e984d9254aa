"""A scheduler that is not there, or no more, is told in a sentence."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import made_up
import pytest
from class_on_dask import SLOW, grading
from dask_cluster import DaskCluster

from autograder import cli
from autograder.cluster import dask_connection
from autograder.cluster.dask_runner import DaskRunner
from autograder.course.assignment import Assignment
from autograder.errors import ConfigurationError


def test_an_unreachable_scheduler_is_a_sentence(
    assignment: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nobody listens, it says what address is expected and what to look at."""
    monkeypatch.setattr(dask_connection, "CONNECT_S", 0.5)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and listens to nobody
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ConfigurationError) as caught:
            DaskRunner(assignment, address)
    assert f"the scheduler {address} cannot be reached (" in str(caught.value)
    assert "expected the address that `dask scheduler` prints, such as tcp://" in str(caught.value)


@pytest.mark.parametrize("address", ["", "nowhere", "http://127.0.0.1", "tls://127.0.0.1:1", "a:b"])
def test_what_is_no_address_is_a_sentence(
    assignment: Assignment, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """Whatever is given for an address, no traceback comes of it."""
    monkeypatch.setattr(dask_connection, "CONNECT_S", 0.5)
    with pytest.raises(ConfigurationError, match=f"the scheduler {address} cannot be reached"):
        DaskRunner(assignment, address)


def test_without_dask_it_says_what_to_install(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Dask is optional; who asks for a cluster is told how to get it."""
    monkeypatch.chdir(course)
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert cli.main(["grade", made_up.NAME, "--scheduler", "tcp://127.0.0.1:8786"]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "--scheduler needs Dask (" in said
    assert "run `make setup`, which installs it as locked" in said


def test_a_scheduler_that_dies_is_a_sentence(
    assignment: Assignment, dask: DaskCluster, shared: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a scheduler nothing goes on: it says so, and that what was graded is kept."""
    monkeypatch.setattr(dask_connection, "CONNECT_S", 1.0)
    dask.worker(shared)
    with grading(dask, assignment, SLOW) as work:
        work.whose("0")
        dask.scheduler.end()
        with pytest.raises(ConfigurationError) as caught:
            work.answers()
    assert f"the scheduler {dask.address} does not answer any more (" in str(caught.value)
    assert "run the same command to go on" in str(caught.value)
