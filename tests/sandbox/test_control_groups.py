"""Control groups: what all processes of a submission use together is bounded, where the machine has groups."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from one_kernel import answer, run

from autograder.course.limits import Limits
from autograder.kernels.kernel_session import KernelSession
from autograder.sandbox import control_groups
from autograder.sandbox.warm_process import KernelSource, WarmProcess

HAS_GROUPS = control_groups.own_group() is not None or bool(control_groups.scope_command())
LIMITS = replace(Limits(), memory_mib=100, disk_mib=16)  # together 216 MiB
SEVERAL_PROCESSES = """
import os, time
def fill():
    kept = bytearray(40 << 20)
    for place in range(0, len(kept), 4096):
        kept[place] = 1
    time.sleep(2)
children = []
for _ in range(8):
    child = os.fork()
    if child == 0:
        try:
            fill()
        finally:
            os._exit(0)
    children.append(child)
[os.waitpid(child, 0)[1] for child in children]
"""
SHARED_MEMORY = """
import mmap
kept = [mmap.mmap(-1, 80 << 20) for _ in range(6)]
for each in kept:
    for place in range(0, len(each), 4096):
        each[place] = 1
[len(each) >> 20 for each in kept][:2]
"""
ATTACKS = {
    "several processes": (SEVERAL_PROCESSES, "[0, 0, 0, 0, 0, 0, 0, 0]"),
    "shared memory": (SHARED_MEMORY, "[80, 80]"),
}
# As a plain user's service: has it groups, and where is the program then?
SERVICE = ("systemd-run", "--pipe", "--wait", "--collect", "--quiet", "--property=User=nobody")
PROGRAM = """
import os
from autograder.sandbox.control_groups import group_of, own_group
own = own_group()
print(own is not None, group_of(os.getpid()).name, own == group_of(os.getpid()).parent)
"""
needs_systemd = pytest.mark.skipif(
    os.geteuid() != 0 or not Path("/run/systemd/private").exists(),
    reason="only root of a machine with systemd can start a service",
)
needs_groups = pytest.mark.skipif(
    not HAS_GROUPS, reason="no control group can be had here: see docs/how/security.md"
)


@contextlib.contextmanager
def kernel_of(source: KernelSource, limits: Limits = LIMITS) -> Iterator[KernelSession]:
    """A kernel, for as long as the block runs."""
    session = KernelSession(source, limits, {})
    try:
        session.start()
        yield session
    finally:
        session.close()


@pytest.fixture(scope="module", params=["namespaces", "landlock"])
def grouped(request: pytest.FixtureRequest) -> Iterator[KernelSource]:
    """A warm process whose kernels have groups."""
    with WarmProcess(isolation=request.param) as process:
        assert process.source.groups is not None
        yield process.source


def test_without_groups_kernels_start_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the machine gives none, nothing is asked for and nothing is missed."""
    monkeypatch.setattr(control_groups, "own_group", lambda: None)
    monkeypatch.setattr(control_groups, "scope_command", tuple)
    monkeypatch.setattr("autograder.sandbox.warm_process.scope_command", tuple)
    with WarmProcess() as process:
        assert process.source.groups is None
        with kernel_of(process.source) as session:
            assert answer(session, "6 * 7") == "42"


@needs_groups
@pytest.mark.parametrize("name", ATTACKS)
def test_all_processes_together_are_bounded(grouped: KernelSource, name: str) -> None:
    """What is more than all may use together ends the kernel; that it was memory is said, and nobody else's fault."""
    attack, _ = ATTACKS[name]
    with kernel_of(grouped) as session:
        outcome, _ = run(session, attack)
        assert outcome.status == "crashed"
        assert "used more memory than they may together" in outcome.message
        assert not session.killed


@needs_groups
@pytest.mark.parametrize("name", ATTACKS)
def test_without_groups_it_works(grouped: KernelSource, name: str) -> None:
    """Each process keeps to its limit, and all together use more."""
    attack, expected = ATTACKS[name]
    with kernel_of(replace(grouped, groups=None)) as session:
        assert answer(session, attack) == expected


@needs_groups
def test_a_kernel_is_in_a_group_of_its_own_which_goes_with_it(grouped: KernelSource) -> None:
    """So are the processes that it starts; its bounds are those of the limits."""
    assert grouped.groups is not None
    before = set(grouped.groups.glob("kernel-*"))
    with kernel_of(grouped) as session:
        (group,) = set(grouped.groups.glob("kernel-*")) - before
        assert (group / "memory.max").read_text().strip() == str(216 << 20)
        assert (group / "pids.max").read_text().strip() == str(LIMITS.processes)
        alone = len((group / "cgroup.procs").read_text().split())
        assert (
            answer(session, "import subprocess\nchild = subprocess.Popen(['sleep', '60'])\n1")
            == "1"
        )
        assert len((group / "cgroup.procs").read_text().split()) == alone + 1
    assert set(grouped.groups.glob("kernel-*")) == before


@needs_groups
def test_a_submission_cannot_leave_its_group(grouped: KernelSource) -> None:
    """It may write no group's files: neither to widen its own bounds nor to enter another."""
    assert grouped.groups is not None
    leave = f"""
tried = []
for name, text in (("memory.max", "max"), ("cgroup.procs", "0")):
    import glob
    for path in glob.glob({str(grouped.groups)!r} + "/**/" + name, recursive=True) + [
        {str(grouped.groups.parent)!r} + "/" + name
    ]:
        try:
            open(path, "w").write(text)
            tried.append(path)
        except OSError:
            pass
tried
"""
    with kernel_of(grouped) as session:
        assert answer(session, leave) == "[]"


@needs_groups
def test_nothing_is_left_of_the_groups() -> None:
    """They go with the warm process."""
    with WarmProcess() as process, kernel_of(process.source):
        groups = process.source.groups
        assert groups is not None
    assert not groups.exists()


@needs_systemd
@pytest.mark.parametrize(("delegate", "expected"), [("yes", "True grader True"), ("no", "False")])
def test_a_service_divides_the_group_that_it_was_given(delegate: str, expected: str) -> None:
    """It moves to a leaf of that group. Without ``Delegate=yes`` the group is not touched."""
    command = [*SERVICE, f"--property=Delegate={delegate}", sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.startswith(expected)
