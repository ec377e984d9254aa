"""What a submission can do to other processes: nothing; and it leaves none behind."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from probing import Place, gone, kernel_of, processes_named
from running import until

from autograder.course.limits import Limits
from autograder.sandbox.warm_process import KernelSource, WarmProcess

SANDBOX_PIDS = list(range(1, 64))  # few live in it, numbered from 1


def signal_them(pids: list[int], number: int) -> list[int]:
    """Send a signal to each process; return those that got it, the own threads left out."""
    import os

    own = set(map(int, os.listdir("/proc/self/task")))
    got = []
    for pid in pids:
        if pid not in own:
            try:
                os.kill(pid, number)
                got.append(pid)
            except OSError:
                pass
    return got


def pids_of(place: Place) -> list[int]:
    """Return the processes around a kernel, as this machine numbers them."""
    return [place.warm_pid, place.guard_pid]


def state_of(pid: int) -> str:
    """Return a process's state: R, S, T for stopped."""
    return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]


@pytest.mark.parametrize("number", [0, signal.SIGTERM, signal.SIGSTOP, signal.SIGKILL])
def test_a_submission_cannot_signal(number: int, any_warm: KernelSource, within: Place) -> None:
    """Neither the warm process, nor the guard, nor a sibling gets a signal, by any number."""
    with kernel_of(any_warm) as sibling:
        pids = [*pids_of(within), sibling.host_pid, sibling.guard_pid]
        # the machine's numbers mean nothing in the sandbox, unless its walls are gone: ask first
        assert within.run(signal_them, [*pids, *SANDBOX_PIDS], 0) == []
        assert within.run(signal_them, pids, number) == []
        assert [state_of(pid) for pid in pids if state_of(pid) in "TZX"] == []
        assert sibling.cell("print(6 * 7)") == ("ok", "42\n")


def test_a_signal_to_all_reaches_nobody(inside: Place) -> None:
    """kill(-1) finds no process but the submission's own."""
    assert inside.attempt(signal_all).error == "ESRCH"


def trouble_group(number: int) -> None:
    """Signal the own process group, and take its priority away."""
    import contextlib
    import os

    os.kill(0, number)
    with contextlib.suppress(OSError):  # which it raises although it has done it to some
        os.setpriority(os.PRIO_PGRP, 0, 5)


@pytest.mark.parametrize("number", [signal.SIGSTOP, signal.SIGKILL])
def test_a_signal_to_its_group_reaches_nobody_else(number: int, warm: KernelSource) -> None:
    """kill(0), which heeds no namespace, finds a group that holds the submission alone."""
    with kernel_of(warm) as place, kernel_of(warm) as sibling:
        pids = [*pids_of(place), sibling.host_pid, sibling.guard_pid]
        assert os.getpgid(place.host_pid) == os.getsid(place.host_pid) == place.host_pid
        place.run(trouble_group, number)
        assert [state_of(pid) for pid in pids if state_of(pid) in "TZX"] == []
        assert {os.getpriority(os.PRIO_PROCESS, pid) for pid in pids} == {os.nice(0)}
        assert sibling.cell("print(6 * 7)") == ("ok", "42\n")


def test_without_namespaces_a_signal_to_its_group_ends_itself_alone(
    landlock_warm: KernelSource,
) -> None:
    """Its group holds nobody else there, too; it is not the first of a namespace, which none can end."""
    with kernel_of(landlock_warm) as place, kernel_of(landlock_warm) as sibling:
        others = [place.warm_pid, sibling.host_pid, sibling.guard_pid]
        assert place.cell("import os\nos.kill(0, 9)")[0] == "crashed"
        assert [state_of(pid) for pid in others if state_of(pid) in "TZX"] == []
        assert sibling.cell("print(6 * 7)") == ("ok", "42\n")


def test_without_the_inner_walls_its_group_is_the_warm_processs(outer_only: Place) -> None:
    """The twin: within bubblewrap alone the group is the one that the warm process is in."""
    assert os.getpgid(outer_only.host_pid) == os.getpgid(outer_only.warm_pid)


def signal_all() -> str:
    """Ask whether there is anybody to signal (signal 0 does nothing)."""
    import os

    os.kill(-1, 0)
    return "somebody"


def test_without_the_inner_walls_it_signals(warm: KernelSource, outer_only: Place) -> None:
    """The twin: within bubblewrap alone it finds the warm process, and stops a sibling."""
    assert outer_only.run(signal_all) == "somebody"
    parents = [outer_only.run(parent), *SANDBOX_PIDS]
    assert outer_only.run(signal_them, parents, 0)
    with kernel_of(KernelSource(warm.address, isolation="none")) as sibling:
        pid = sibling.run(own_pid)
        assert outer_only.run(signal_them, [pid], signal.SIGSTOP) == [pid]
        until(lambda: state_of(sibling.host_pid) == "T", "the sibling stops")
        assert outer_only.run(signal_them, [pid], signal.SIGCONT) == [pid]


def parent() -> int:
    """Return the parent's number."""
    import os

    return os.getppid()


def own_pid() -> int:
    """Return the own number."""
    import os

    return os.getpid()


def trace_them(pids: list[int]) -> list[str]:
    """Try to trace and to read each process, from a child that ends at once; return what worked."""
    import ctypes
    import os

    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    own = set(map(int, os.listdir("/proc/self/task")))
    buffer = ctypes.create_string_buffer(8)

    class Piece(ctypes.Structure):
        _fields_ = [("start", ctypes.c_void_p), ("size", ctypes.c_size_t)]

    into, out_of = Piece(ctypes.addressof(buffer), 8), Piece(id(None), 8)
    read, write = os.pipe()
    if os.fork() == 0:
        done = []
        for pid in set(pids) - own - {os.getpid()}:
            if libc.ptrace(0x4206, pid, None, None) == 0:  # PTRACE_SEIZE, which stops nothing
                done.append("traced")
            if libc.process_vm_readv(pid, ctypes.byref(into), 1, ctypes.byref(out_of), 1, 0) == 8:
                done.append("read")
            descriptor = libc.syscall(434, pid, 0)  # pidfd_open
            if descriptor >= 0 and libc.syscall(438, descriptor, 0, 0) >= 0:  # pidfd_getfd
                done.append("took a descriptor")
        os.write(write, ",".join(done).encode())
        os._exit(0)
    os.wait()
    os.close(write)
    return os.read(read, 65536).decode().split(",")


def test_a_submission_cannot_trace(any_warm: KernelSource, within: Place) -> None:
    """ptrace, process_vm_readv and pidfd_getfd find no process but its own."""
    with kernel_of(any_warm) as sibling:
        pids = [*pids_of(within), sibling.host_pid, sibling.guard_pid]
        assert within.run(trace_them, [*pids, *SANDBOX_PIDS]) == [""]


def test_without_the_inner_walls_it_traces(outer_only: Place) -> None:
    """The twin: within bubblewrap alone the warm process is traced and read."""
    yama = Path("/proc/sys/kernel/yama/ptrace_scope")
    if yama.exists() and yama.read_text().strip() != "0":
        pytest.skip("this machine's kernel forbids tracing anyway (yama)")
    done = outer_only.run(trace_them, SANDBOX_PIDS)
    assert {"traced", "read", "took a descriptor"} <= set(done)


def start_many(number: int) -> int:
    """Start processes that wait for their end; return how many came up."""
    import os
    import signal
    import time

    children = []
    try:
        for _ in range(number):
            child = os.fork()
            if child == 0:
                time.sleep(300)
                os._exit(0)
            children.append(child)
    except BlockingIOError:
        pass
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return len(children)


def test_processes_are_limited(any_warm: KernelSource) -> None:
    """Beyond the limit, threads counted in, no process starts; the kernel lives on."""
    with kernel_of(any_warm, Limits(processes=40)) as place:
        assert place.run(start_many, 60) < 40
        assert place.run(start_many, 60) < 40
    with kernel_of(any_warm, Limits(processes=200)) as place:  # the twin: a higher limit
        assert place.run(start_many, 60) == 60


def test_one_submissions_processes_leave_room_for_anothers(any_warm: KernelSource) -> None:
    """The limit is each submission's own: one at its limit takes nothing from the next."""
    limits = Limits(processes=40)
    with kernel_of(any_warm, limits) as greedy, kernel_of(any_warm, limits) as modest:
        held = greedy.run(hold_many, 60)
        assert held < 40
        assert modest.run(start_many, 10) == 10


def hold_many(number: int) -> int:
    """Start threads that stay; return how many came up."""
    import threading
    import time

    for started in range(number):
        try:
            threading.Thread(target=time.sleep, args=(300,), daemon=True).start()
        except RuntimeError:
            return started
    return number


def become_daemon(name: str) -> int:
    """Start a process that nobody waits for and that clings to life (5 minutes at most)."""
    import ctypes
    import os
    import signal
    import time

    ready, tell = os.pipe()
    libc = ctypes.CDLL(None)
    libc.prctl(1, 0, 0, 0, 0)  # PR_SET_PDEATHSIG: nobody's end is mine
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            libc.prctl(1, 0, 0, 0, 0)
            libc.prctl(15, name.encode(), 0, 0, 0)  # PR_SET_NAME
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
                signal.signal(number, signal.SIG_IGN)
            os.write(tell, b"x")
            time.sleep(300)
        os._exit(0)
    os.wait()
    os.read(ready, 1)
    return os.getpid()


def test_a_daemon_ends_with_its_submission(any_warm: KernelSource, token: str) -> None:
    """A process that forked twice, left its session and ignores signals is gone after close()."""
    name = f"probe{token[:9]}"
    with kernel_of(any_warm) as place:
        place.run(become_daemon, name)
        assert processes_named(name)
    assert gone(name)


def test_without_the_inner_walls_a_daemon_stays(warm: KernelSource, token: str) -> None:
    """The twin: within bubblewrap alone it outlives its submission."""
    name = f"probe{token[:9]}"
    with kernel_of(KernelSource(warm.address, isolation="none")) as place:
        place.run(become_daemon, name)
    try:
        assert not gone(name, 0.5)
    finally:
        for pid in processes_named(name):
            os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("which", ["outermost", "warm"])
def test_a_daemon_ends_with_the_warm_process(which: str, token: str) -> None:
    """Whichever process of the sandbox is killed, nothing that a submission started stays."""
    name = f"probe{token[:9]}"
    with WarmProcess() as process, kernel_of(KernelSource(process.address)) as place:
        place.run(become_daemon, name)
        assert processes_named(name)
        assert process._process is not None
        pid = process._process.pid if which == "outermost" else place.warm_pid
        os.kill(pid, signal.SIGKILL)
        assert gone(name)
