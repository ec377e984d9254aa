"""What a submission can write and share: its own, which ends with it."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from probing import Place, is_root, kernel_of, made_by

from autograder.sandbox import bubblewrap
from autograder.sandbox.kernel_environment import own_environment
from autograder.sandbox.warm_process import KernelSource


def writable(token: str) -> dict[str, str]:
    """Try to leave a file in every mount; return the mount points that took one, by device."""
    import os

    took = {}
    with open("/proc/self/mountinfo") as mounts:
        points = [line.split()[4] for line in mounts]
    for point in points:
        name = os.path.join(point, token) if os.path.isdir(point) else point
        try:
            with open(name, "ab") as file:
                took[point] = str(os.fstat(file.fileno()).st_dev)
        except OSError:
            pass
    return took


def find_left(name: str, more: list[str] | None = None) -> list[str]:
    """Return the folders in which a file of this name lies."""
    import os

    roots = ["/", "/tmp", "/dev", "/dev/shm", "/var/tmp", "/run", *(more or [os.environ["HOME"]])]
    return [path for path in roots if os.path.exists(os.path.join(path, name))]


DEVICES = {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"}
OWN = {bubblewrap.HOME, "/tmp", "/dev/shm"}


def test_every_writable_path_is_the_forks_own(warm: KernelSource, token: str) -> None:
    """Of all mounts, three folders and the harmless devices take a file; no sibling has them."""
    with kernel_of(warm) as first, kernel_of(warm) as second:
        mine, theirs = first.run(writable, token), second.run(writable, token)
    assert mine.keys() == theirs.keys() == OWN | DEVICES
    assert not {mine[path] for path in OWN} & {theirs[path] for path in OWN}


def test_without_the_inner_walls_folders_are_shared(warm: KernelSource, token: str) -> None:
    """The twin: within bubblewrap alone the folder of all homes and /tmp are the same for all forks."""
    outer = KernelSource(warm.address, isolation="none")
    with kernel_of(outer) as first, kernel_of(outer) as second:
        mine, theirs = first.run(writable, token), second.run(writable, token)
        assert {path for path in mine if mine[path] == theirs[path]} >= {bubblewrap.HOME, "/tmp"}
        first.run(remove_left, token, FOLDERS)


def leave_in(name: str, folders: list[str]) -> list[str]:
    """Leave a file in each of these folders where that is possible; return in which it was."""
    import os

    left = []
    for folder in folders:
        try:
            with open(os.path.join(folder, name), "w") as file:
                file.write(name)
            left.append(folder)
        except OSError:
            pass
    return left


FOLDERS = ["/", "/tmp", "/dev", "/dev/shm", "/dev/pts", "/home", bubblewrap.HOME]


def test_nothing_is_left_for_another_submission(warm: KernelSource, token: str) -> None:
    """What one submission writes, neither one beside it nor one after it finds."""
    with kernel_of(warm) as beside:
        with kernel_of(warm) as first:
            assert first.run(leave_in, token, FOLDERS)
            assert first.run(find_left, token) == ["/tmp", "/dev/shm", bubblewrap.HOME]
            assert beside.run(find_left, token) == []
        with kernel_of(warm) as after:
            assert after.run(find_left, token) == []


def test_without_the_inner_walls_files_are_left(warm: KernelSource, token: str) -> None:
    """The twin: within bubblewrap alone the next submission finds them in /tmp and above its home."""
    outer = KernelSource(warm.address, isolation="none")
    with kernel_of(outer) as first:
        first.run(leave_in, token, FOLDERS)
    with kernel_of(outer) as after:
        assert {"/tmp", bubblewrap.HOME} <= set(after.run(find_left, token, [bubblewrap.HOME]))
        after.run(remove_left, token, FOLDERS)


def remove_left(name: str, folders: list[str]) -> None:
    """Remove what was left."""
    import contextlib
    import os

    for folder in folders:
        with contextlib.suppress(OSError):
            os.unlink(os.path.join(folder, name))


def test_dev_is_closed_by_the_outer_wall(
    outer_only: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """/dev, which all forks share, takes no file; its twin, without the remount, does."""
    assert outer_only.run(leave_in, "left", ["/dev"]) == []
    program = [sys.executable, "-c", "open('/dev/left', 'w').close(); print('left')"]
    command = bubblewrap.bwrap_command(program, own_environment())
    place = len(command) - 1 - command[::-1].index("/dev")
    assert command[place - 1] == "--remount-ro"
    assert made_by([*command[: place - 1], *command[place + 1 :]]) == "left\n"


def share(name: str) -> dict[str, Any]:
    """Put something where a sibling might find it: shared memory, a key, a terminal."""
    import ctypes
    import os

    libc = ctypes.CDLL(None, use_errno=True)
    number = {"x86_64": 248, "aarch64": 217}[os.uname().machine]
    segment = libc.shmget(int(name[:6], 16), 4096, 0o1666)
    keys = [libc.syscall(number, b"user", name.encode(), b"left", 4, ring) for ring in (-3, -4, -5)]
    _, terminal = os.openpty()
    return {"segment": segment, "keys": keys, "terminal": os.ttyname(terminal)}


def find_shared(name: str) -> list[str]:
    """Return which of them a sibling finds."""
    import ctypes
    import os

    libc = ctypes.CDLL(None, use_errno=True)
    number = {"x86_64": 250, "aarch64": 219}[os.uname().machine]
    found = []
    if libc.shmget(int(name[:6], 16), 4096, 0) >= 0:
        found.append("shared memory")
    rings = [libc.syscall(number, 10, ring, b"user", name.encode(), 0) for ring in (-3, -4, -5)]
    if any(ring >= 0 for ring in rings):
        found.append("key")
    if any(entry.isdigit() for entry in os.listdir("/dev/pts")):
        found.append("terminal")
    return found


def test_siblings_share_neither_memory_nor_keys_nor_terminals(
    warm: KernelSource, token: str
) -> None:
    """System V shared memory, kernel keys and terminals of one fork are not the next one's."""
    with kernel_of(warm) as first, kernel_of(warm) as second:
        first.run(share, token)
        assert second.run(find_shared, token) == []


def test_without_the_inner_walls_siblings_share_them(warm: KernelSource, token: str) -> None:
    """The twin: within bubblewrap alone the sibling finds all three."""
    outer = KernelSource(warm.address, isolation="none")
    with kernel_of(outer) as first, kernel_of(outer) as second:
        made = first.run(share, token)
        expected = ["shared memory", "key", "terminal"]
        if max(made["keys"]) < 0:
            expected.remove("key")  # this machine's kernel keeps no keys, or no quota is left
        assert second.run(find_shared, token) == expected
        first.run(remove_shared, made["segment"])


def remove_shared(segment: int) -> None:
    """Remove a shared memory segment."""
    import ctypes

    ctypes.CDLL(None).shmctl(segment, 0, None)


def test_the_logins_keyring_stays_outside(token: str) -> None:
    """The warm process lets go of the session keyring that it is born with; the twin keeps it."""
    letting_go, keeping = keyring_program(True, token), keyring_program(False, token)
    kept = made_by([sys.executable, "-c", keeping]).strip()
    if kept == "no keys here":
        pytest.skip("this machine's kernel keeps no keys")
    assert kept == "found"
    assert made_by([sys.executable, "-c", letting_go]).strip() == "gone"


def keyring_program(lets_go: bool, name: str) -> str:
    """Return a program that keeps a key in its session keyring, then perhaps lets go of it."""
    return f"""
import ctypes, os, sys
sys.path.insert(0, {str(bubblewrap.CONFINED)!r})
import isolation
libc = ctypes.CDLL(None)
add, keyctl = {{"x86_64": (248, 250), "aarch64": (217, 219)}}[os.uname().machine]
isolation.leave_keyring()  # a new one, so that the user's own is not touched
if libc.syscall(add, b"user", {name.encode()!r}, b"ticket", 6, -3) < 0:
    print("no keys here"), sys.exit()
if {lets_go}:
    isolation.leave_keyring()
print("found" if libc.syscall(keyctl, 10, -3, b"user", {name.encode()!r}, 0) >= 0 else "gone")
"""


def settings_it_can_change() -> list[str]:
    """Return the kernel's settings under /proc that this process may write."""
    import os

    return [
        os.path.join(top, name)
        for folder in ("/proc/sys", "/proc/irq", "/proc/bus", "/proc/fs")
        for top, _, names in os.walk(folder)
        for name in names
        if name != "ns_last_pid"  # says that it takes any write, and refuses each
        and os.access(os.path.join(top, name), os.W_OK)
    ]


def test_a_submission_changes_no_setting_of_the_kernels(within: Place) -> None:
    """No file under /proc/sys takes a write."""
    assert within.run(settings_it_can_change) == []


@pytest.mark.skipif(not is_root(), reason="only root may change the kernel's settings anyway")
def test_without_any_wall_root_changes_settings(unconfined: Place) -> None:
    """The twin: run by root with no walls, a submission may write them."""
    assert unconfined.run(settings_it_can_change)
