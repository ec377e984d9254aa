from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
SCRIPTS = sorted(path.name for path in BENCHMARKS.glob("*.py") if not path.name.startswith("_"))


def run(script: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a benchmark as a person does, with bytecode written."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run(
        [sys.executable, BENCHMARKS / script, *arguments],
        env=environment | variables,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.parametrize("script", SCRIPTS)
def test_each_benchmark_says_what_it_measures(script: str) -> None:
    """`--help` shows the command line and exits with 0."""
    result = run(script, "--help")
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith(f"usage: {script}")


@pytest.mark.slow
def test_the_bare_fork_runs_once() -> None:
    """One repetition prints each contender, the phases, and how the target was met or missed."""
    result = run("bare_fork.py", "--repetitions", "1")
    assert result.returncode == 0, result.stderr
    for text in ("(a) bare fork: cells", "the engine's phases", "CPU time", "at most 1.5"):
        assert text in result.stdout


def test_speeds_are_not_compared_without_bytecode() -> None:
    """Where nothing is compiled, a benchmark refuses and says why."""
    result = run("bare_fork.py", "--repetitions", "1", PYTHONDONTWRITEBYTECODE="1")
    assert result.returncode == 2
    assert "PYTHONDONTWRITEBYTECODE is set" in result.stderr
