"""Landlock: what a process gives up by it, version by version."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.sandbox import bubblewrap
from autograder.sandbox.confined import landlock

pytestmark = pytest.mark.skipif(not landlock.version(), reason="this kernel has no Landlock")

TRY = """
import errno, os, socket, sys
sys.path.insert(0, sys.argv[1])
import landlock
readable, own, secret, abi, guard, listener = sys.argv[2:]
abi = min(int(abi), landlock.version())
ends_with_us, lifeline = os.pipe()
child = os.fork()
if child == 0:
    os.close(lifeline)
    os.read(ends_with_us, 1)
    os._exit(0)
if guard == "on":
    landlock.restrict([readable], [own], abi=abi)
ways = {
    "read": lambda: open(f"{readable}/file").read(),
    "change": lambda: open(f"{readable}/file", "a"),
    "read a secret": lambda: open(secret).read(),
    "truncate a secret": lambda: os.truncate(secret, 1),
    "write": lambda: open(f"{own}/new", "w"),
    "move": lambda: (os.mkdir(f"{own}/folder"), os.rename(f"{own}/new", f"{own}/folder/new")),
    "connect": lambda: socket.socket().connect(("127.0.0.1", int(listener))),
    "signal": lambda: os.kill(child, 0),
}
for name, way in ways.items():
    try:
        way()
        print(name, "done", sep=": ")
    except OSError as error:
        print(name, errno.errorcode[error.errno], sep=": ")
"""
DONE = dict.fromkeys(
    (
        *("read", "change", "read a secret", "truncate a secret", "write", "move"),
        "connect",
        "signal",
    ),
    "done",
)
OF_FILES = {"change": "EACCES", "read a secret": "EACCES"}
OF_NEWER = {"truncate a secret": "EACCES", "connect": "EACCES"}


def attempt(folder: Path, abi: int, guard: str) -> dict[str, str]:
    """Try each way in a process of its own; return what came of it."""
    for name in ("readable", "own", "hidden"):
        (folder / name).mkdir()
    (folder / "readable" / "file").write_text("text")
    (folder / "hidden" / "secret").write_text("secret")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        arguments = [str(folder / "readable"), str(folder / "own"), str(folder / "hidden/secret")]
        arguments += [str(abi), guard, str(listener.getsockname()[1])]
        result = subprocess.run(
            [sys.executable, "-c", TRY, str(bubblewrap.CONFINED), *arguments],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
    return dict(line.split(": ") for line in result.stdout.splitlines())


@pytest.mark.parametrize(
    ("abi", "refused"),
    [
        (2, OF_FILES),
        (3, {**OF_FILES, "truncate a secret": "EACCES"}),
        (4, {**OF_FILES, **OF_NEWER}),
        (6, {**OF_FILES, **OF_NEWER, "signal": "EPERM"}),  # the child is of the time before
    ],
)
def test_each_version_refuses_what_it_can(
    abi: int, refused: dict[str, str], tmp_path: Path
) -> None:
    """Its own folder stays writable, what it may read readable; the rest goes as versions allow."""
    if abi > landlock.version():
        pytest.skip(f"this kernel has version {landlock.version()}")
    assert attempt(tmp_path, abi, "on") == DONE | refused


def test_without_it_all_is_done(tmp_path: Path) -> None:
    """The twin: the same process without Landlock reads, changes, connects and signals."""
    assert attempt(tmp_path, 6, "off") == DONE
