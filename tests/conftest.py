from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import made_up
import pytest
from running import until

from autograder import assignment as assignment_module
from autograder import crew
from autograder.assignment import Assignment
from autograder.session import Warm
from autograder.warm_process import WarmProcess


@pytest.fixture(scope="session")
def warm() -> Iterator[Warm]:
    """One warm process for all tests that need not start their own."""
    with WarmProcess() as process:
        yield Warm(process.address)


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    """The made-up assignment."""
    return made_up.make_assignment(tmp_path)


@pytest.fixture(autouse=True)
def checks_where_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set back where the checks are: a made-up course's nbgrader_config.py says so for good."""
    monkeypatch.setattr(assignment_module, "CHECKS", assignment_module.CHECKS)


@pytest.fixture
def shared_warm_process(warm: Warm, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let graders use the session's warm process in the place of one of their own."""

    class Shared:
        address, alive = warm.address, True

        def __init__(self, *, confined: bool = True) -> None:
            assert confined

        def __enter__(self) -> Shared:
            return self

        def close(self) -> None:
            """Leave it to the session."""

    monkeypatch.setattr(crew, "WarmProcess", Shared)


@pytest.fixture
def scratch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A temporary folder for one test's graders alone, so that what they leave can be told."""
    with tempfile.TemporaryDirectory(prefix="t") as name:  # short, as a socket's path has to be
        monkeypatch.setenv("TMPDIR", name)
        monkeypatch.setattr(tempfile, "tempdir", None)
        yield Path(name)
        until(lambda: not list(Path(name).iterdir()), f"nothing is left in {name}")
    monkeypatch.setattr(tempfile, "tempdir", None)
