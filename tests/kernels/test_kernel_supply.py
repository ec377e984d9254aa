from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import made_up
import pytest
from running import expect_ended, family, until

from autograder.course.limits import Limits
from autograder.errors import EngineFault
from autograder.kernels.kernel_session import KernelSession
from autograder.kernels.kernel_supply import KernelSupply
from autograder.sandbox.warm_process import KernelSource


@pytest.fixture
def kernels(warm: KernelSource, monkeypatch: pytest.MonkeyPatch) -> Iterator[KernelSupply]:
    """Kernels that are started ahead; those that are taken are ended behind the test."""
    made, taken = KernelSupply(warm, Limits(), ahead=True), []
    take = made.take

    def note_and_take(files: dict[str, bytes]) -> KernelSession:
        taken.append(take(files))
        return taken[-1]

    monkeypatch.setattr(made, "take", note_and_take)
    yield made
    for session in taken:
        session.close()
    made.close()


def printed(session: KernelSession, source: str) -> str:
    """Return what a cell prints."""
    cell = made_up.code(source, "cell")
    session.run_cell(cell, 20)
    return "".join(output.text for output in cell.outputs)


def spare(kernels: KernelSupply) -> KernelSession:
    """Return the kernel that was started ahead."""
    assert kernels._next is not None
    return kernels._next.result()


def pid_of(session: KernelSession) -> int:
    """Return a kernel's process, as this machine numbers it."""
    path = Path(f"/proc/self/fdinfo/{session._provisioner.pidfd}")
    return int(path.read_text(encoding="ascii").partition("\nPid:")[2].split()[0])


def test_the_next_kernel_is_there_already(kernels: KernelSupply) -> None:
    """The second one taken is the one that was started when the first was, and works."""
    first = kernels.take({})
    ahead = spare(kernels)
    second = kernels.take({})
    assert (second is ahead, second is not first) == (True, True)
    assert printed(second, "print(6 * 7)") == "42\n"


def test_nothing_of_one_kernel_is_in_the_next(kernels: KernelSupply) -> None:
    """What a notebook does to its own kernel does not reach the one that waits."""
    first = kernels.take({})
    spare(kernels)
    printed(first, "import math, os\nmath.pi = 3\nopen('left', 'w').close()\nos.environ['X'] = 'Y'")
    source = "import math, os\nprint(math.pi > 3, os.listdir('.'), 'X' in os.environ)"
    assert printed(kernels.take({}), source) == "True [] False\n"


def test_a_kernel_with_files_is_started_for_them(kernels: KernelSupply) -> None:
    """Files come before the kernel does; the one that waits is left for the next without any."""
    kernels.take({})
    ahead = spare(kernels)
    with_files = kernels.take({"word": b"hello"})
    assert printed(with_files, "print(open('word').read())") == "hello\n"
    assert kernels.take({}) is ahead


def test_a_kernel_that_died_while_it_waited_is_replaced(kernels: KernelSupply) -> None:
    """The system may kill it when memory is short: nobody gets a dead kernel."""
    kernels.take({})
    ahead = spare(kernels)
    os.kill(pid_of(ahead), signal.SIGKILL)
    until(lambda: not ahead.is_running(), "the end of the kernel")
    taken = kernels.take({})
    assert taken is not ahead
    assert printed(taken, "print(1)") == "1\n"


def test_closing_ends_the_kernels_that_were_given_back_and_the_one_that_waits(
    warm: KernelSource,
) -> None:
    """Nothing is left of either."""
    kernels = KernelSupply(warm, Limits(), ahead=True)
    taken = kernels.take({})
    started = family(pid_of(taken)) | family(pid_of(spare(kernels)))
    kernels.end(taken)
    kernels.close()
    expect_ended(started, least=2)


def test_without_a_warm_process_there_is_no_kernel() -> None:
    """That is a fault of ours, told when a kernel is asked for."""
    kernels = KernelSupply(KernelSource("/nowhere/warm"), Limits(), ahead=True)
    with pytest.raises(EngineFault, match="a kernel could not be started"):
        kernels.take({})
    kernels.close()
