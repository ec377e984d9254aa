from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from autograder.nbgrader_bridge import measured_program
from autograder.nbgrader_bridge.measured_program import Cost, run_program

BUSY = "import time\nbegan = time.process_time()\nwhile time.process_time() - began < 0.3: pass"
# A fork that nobody waits for: the system reaps it by itself.
UNWAITED = f"""
import os, signal
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
pid = os.fork()
if pid:
    try:
        os.waitpid(pid, 0)
    except ChildProcessError:
        pass
else:
    {BUSY.replace(chr(10), chr(10) + "    ")}
"""


def python(code: str) -> list[str]:
    """Return the command that runs some Python."""
    return [sys.executable, "-S", "-c", code]


def test_a_program_is_run_in_a_folder_and_heard(tmp_path: Path) -> None:
    """Its exit status, what it wrote to stderr, with the variables that it was given."""
    code = "import os, sys; print(os.getcwd(), os.environ['X'], file=sys.stderr); sys.exit(3)"
    (tmp_path / "log").write_text("before\n", encoding="utf-8")
    run = run_program(python(code), tmp_path, tmp_path / "log", {"X": "y"})
    assert (run.status, run.said) == (3, f"{tmp_path} y\n")
    assert (tmp_path / "log").read_text(encoding="utf-8") == f"before\n{tmp_path} y\n"


def test_its_time_is_measured_and_that_of_all_it_starts(tmp_path: Path) -> None:
    """CPU time counts forks that nobody waited for, which the system's own account leaves out."""
    cost = run_program(python(UNWAITED), tmp_path, tmp_path / "log").cost
    if cost.cpu_s is None:
        pytest.skip("this system does not let CPU time be counted")
    assert cost.cpu_s > 0.29
    assert cost.wall_s > 0.29


def test_no_cpu_time_is_better_than_a_wrong_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the system forbids the counter, there is no CPU time, and a sum with it has none."""

    def forbidden() -> None:
        raise PermissionError

    monkeypatch.setattr(measured_program, "CpuCounter", forbidden)
    cost = run_program(python(""), tmp_path, tmp_path / "log").cost
    assert cost.cpu_s is None
    assert cost.wall_s > 0
    assert Cost(1.0, 2.0).plus(Cost(3.0, None)) == Cost(4.0, None)
    assert Cost(1.0, 2.0).plus(Cost(3.0, 4.0)) == Cost(4.0, 6.0)


def test_it_is_watched_and_ends_with_us(tmp_path: Path) -> None:
    """While it runs it can be watched; when the watcher is stopped, so is the program."""
    code = f"import os, time; open('pid', 'w').write(str(os.getpid())); time.sleep({600})"

    def watch() -> None:
        if (tmp_path / "pid").exists() and (tmp_path / "pid").read_text():
            raise KeyboardInterrupt

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        run_program(python(code), tmp_path, tmp_path / "log", watch=watch)
    assert time.monotonic() - began < 300
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_one_that_does_not_heed_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that ignores Ctrl-C is ended all the same."""
    monkeypatch.setattr(measured_program, "GRACE_S", 0.2)
    code = "import signal, time; signal.signal(2, signal.SIG_IGN); open('on', 'w'); time.sleep(600)"

    def watch() -> None:
        if (tmp_path / "on").exists():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_program(python(code), tmp_path, tmp_path / "log", watch=watch)
