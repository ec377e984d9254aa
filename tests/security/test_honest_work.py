"""What honest notebooks ask of the system, within the walls: all as ever."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from probing import Place


def pools() -> None:
    """Compute in other processes."""
    import concurrent.futures
    import multiprocessing

    with multiprocessing.Pool(2) as pool:
        assert pool.map(abs, [-1, 2]) == [1, 2]
    with concurrent.futures.ProcessPoolExecutor(1) as executor:
        assert executor.submit(abs, -1).result() == 1


def shared_memory() -> None:
    """Share memory with a child."""
    import multiprocessing
    from multiprocessing import shared_memory

    block = shared_memory.SharedMemory(create=True, size=100)
    block.buf[0] = 7
    again = shared_memory.SharedMemory(block.name)
    assert again.buf[0] == 7
    again.close()
    block.close()
    block.unlink()
    number = multiprocessing.Value("i", 1)
    child = multiprocessing.Process(target=number.__setattr__, args=("value", 2))
    child.start()
    child.join()
    assert number.value == 2


def locks() -> None:
    """Take turns with a child."""
    import multiprocessing

    lock, done, queue = multiprocessing.RLock(), multiprocessing.Event(), multiprocessing.Queue()

    def work() -> None:
        with lock:
            queue.put("done")
        done.set()

    with lock:
        child = multiprocessing.Process(target=work)
        child.start()
        assert not done.wait(0.1)
    assert done.wait(60)
    assert queue.get(timeout=60) == "done"
    child.join()


def commands() -> None:
    """Run programs of the system's, and end one."""
    import signal
    import subprocess

    script = "ls | head -3; echo a > f && cp f g && mv g h && rm f h; timeout 9 true; date"
    subprocess.run(script, shell=True, check=True, stdout=subprocess.DEVNULL)
    child = subprocess.Popen(["sleep", "100"])
    child.terminate()
    assert child.wait() == -signal.SIGTERM


def copies() -> None:
    """Copy, move and pack files, with their times and rights."""
    import os
    import shutil
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/a", "w") as file:
            file.write("a")
        shutil.copy2(f"{folder}/a", f"{folder}/b")
        shutil.move(f"{folder}/b", os.environ["HOME"])
        shutil.make_archive(f"{os.environ['HOME']}/c", "zip", folder)


def databases() -> None:
    """Keep a database in a file."""
    import sqlite3

    with sqlite3.connect("work.db") as base:
        base.execute("pragma journal_mode=wal")
        base.execute("create table if not exists a(b)")


def mapped_files() -> None:
    """Map a file, lock it and let it grow."""
    import fcntl
    import mmap

    with open("mapped", "w+b") as file:
        file.write(b"x" * 9999)
        file.flush()
        fcntl.flock(file, fcntl.LOCK_EX)
        with mmap.mmap(file.fileno(), 0) as mapped:
            mapped.madvise(mmap.MADV_DONTNEED)
            mapped.resize(20000)


def threads() -> None:
    """Start threads and timers, wait for events."""
    import os
    import select
    import signal
    import socket
    import threading
    import time

    thread = threading.Thread(target=time.sleep, args=(0.01,))
    thread.start()
    thread.join()
    signal.setitimer(signal.ITIMER_REAL, 100)
    signal.alarm(0)
    one, other = socket.socketpair()
    one.sendall(b"x")
    with select.epoll() as events:
        events.register(other)
        assert events.poll(60)
    assert os.cpu_count()


def asynchronous_work() -> None:
    """Await a program and a thread, in a loop of its own."""
    import asyncio
    import threading

    async def work() -> None:
        program = await asyncio.create_subprocess_exec("true")
        assert await program.wait() == 0
        await asyncio.to_thread(abs, -1)

    thread = threading.Thread(target=asyncio.run, args=(work(),))
    thread.start()
    thread.join()


WORK = (
    *(pools, shared_memory, locks, commands, copies, databases, mapped_files, threads),
    asynchronous_work,
)


@pytest.mark.parametrize("work", WORK, ids=lambda work: str(work.__name__))
def test_honest_work_goes_on(work: Callable[[], None], within: Place) -> None:
    """Processes, locks, shared memory, shells, databases, files, threads: none is refused."""
    within.run(work)


def test_commands_of_a_cell_run(within: Place) -> None:
    """``!`` and ``%%bash`` show what a program prints, and say how it ended."""
    status, text = within.cell("!echo hello; exit 3\nassert _exit_code == 3")
    assert (status, text.split()) == ("ok", ["hello"])
    status, text = within.cell("%%bash\necho hello")
    assert (status, text.strip()) == ("ok", "hello")
    assert within.cell("x = !echo hello\nassert x == ['hello'], x") == ("ok", "")
