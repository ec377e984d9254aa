"""A grader that is itself confined, as in many CI systems: the walls stand, or it says why not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from probing import is_root

from autograder.sandbox import bubblewrap, isolation_kinds

CHECKOUT = Path(__file__).parents[2]
TIMEOUT_S = 600
NODES = [
    "test_reading.py::test_a_submission_cannot_read",
    "test_processes.py::test_a_submission_cannot_signal",
    "test_system_calls.py::test_a_call_that_is_not_on_the_list_is_refused",
]
CONTAINER = ["--die-with-parent", "--unshare-all", "--dev-bind", "/", "/", "--proc", "/proc"]
TRY = "from autograder.sandbox import isolation_kinds as kinds; kinds.check_isolation('namespaces')"


def in_container(*command: str) -> subprocess.CompletedProcess[str]:
    """Run a command in bubblewrap, in namespaces of its own, and return how it ended."""
    return subprocess.run(
        [bubblewrap.find_bwrap(), *CONTAINER, *command],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.skipif(is_root(), reason="root's bubblewrap covers parts of /proc: see below")
def test_in_a_container_the_walls_stand(tmp_path: Path) -> None:
    """For a plain user in bubblewrap, a reduced set of these tests passes."""
    options = ["-q", "-p", "no:cacheprovider", f"--basetemp={tmp_path / 'tests'}"]
    nodes = [f"tests/security/{node}" for node in NODES]
    result = in_container(sys.executable, "-m", "pytest", *options, *nodes)
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-2000:]


@pytest.mark.skipif(not is_root(), reason="it works for a plain user")
def test_where_a_wall_cannot_be_built_it_says_so() -> None:
    """Where /proc is covered in part, as root's bubblewrap does, nobody is graded, and it says why."""
    result = in_container(sys.executable, "-c", TRY)
    assert result.returncode != 0
    assert "namespaces: a submission cannot be confined so here" in result.stderr
    assert "proc: Operation not permitted" in result.stderr


@pytest.mark.skipif(not is_root(), reason="the limit holds for a plain user")
def test_a_limit_that_does_not_hold_is_a_wall_that_is_missing(tmp_path: Path) -> None:
    """The probe that `check_isolation` runs tells where a submission could start endless processes.

    Of root the kernel counts none, so that the probe fails as root; in the sandbox, as nobody, it passes.
    """
    probe = [sys.executable, str(bubblewrap.CONFINED / "try_isolation.py"), "namespaces", "{}"]
    environment = {**bubblewrap.sandbox_environment(), "HOME": str(tmp_path)}
    result = subprocess.run(
        probe, env=environment, capture_output=True, text=True, timeout=TIMEOUT_S, check=False
    )
    assert result.returncode == 1
    assert "no limit on processes holds" in result.stderr
    isolation_kinds.reason_against.cache_clear()
    isolation_kinds.check_isolation("namespaces")
