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
        timeout=1800,
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
        assert text in " ".join(result.stdout.split())


def test_the_page_is_made_of_the_results() -> None:
    """What `write_docs.py` writes into docs/how/benchmarks.md stands there, and nothing else."""
    result = run("write_docs.py", "--check")
    assert result.returncode == 0, result.stderr


CPU_OF_A_GRANDCHILD = """
import os, signal, sys, time
sys.path.insert(0, sys.argv[1])
from _meter import cost_of, is_exact

def work():
    if os.fork() == 0:
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits, as in the warm process
        pid = os.fork()
        while pid == 0:
            if time.process_time() > before + 0.3:
                os._exit(0)
        try:
            os.waitpid(pid, 0)
        except ChildProcessError:
            os._exit(0)
    os.wait()

before = time.process_time()
print(is_exact(), cost_of(work).cpu_s)
"""


def test_cpu_time_is_counted_whoever_waits() -> None:
    """A process whose end nobody waits for, which is lost to getrusage, is counted."""
    command = [sys.executable, "-c", CPU_OF_A_GRANDCHILD, str(BENCHMARKS)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=600, check=True)
    exact, spent_s = result.stdout.split()
    if exact == "False":
        pytest.skip("the system forbids its counter (kernel.perf_event_paranoid)")
    assert 0.25 < float(spent_s) < 0.6


def test_speeds_are_not_compared_without_bytecode() -> None:
    """Where nothing is compiled, a benchmark refuses and says why."""
    result = run("bare_fork.py", "--repetitions", "1", PYTHONDONTWRITEBYTECODE="1")
    assert result.returncode == 2
    assert "PYTHONDONTWRITEBYTECODE is set" in result.stderr
