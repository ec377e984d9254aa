"""Several hosts on one machine: network namespaces, each with an address, joined by a bridge."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import pytest

# Root's processes stay root's, since the kernel counts no process of root's against a limit; others
# become root in a user namespace of their own, where they may make networks.
IS_ROOT = os.geteuid() == 0
HOLD = ["sh", "-c", "echo here; exec cat"]  # until its input ends
BRIDGE = "hosts"


@dataclass(frozen=True)
class Host:
    """A network namespace: its address, and the command that runs another one in it."""

    ip: str
    inside: Sequence[str]


@contextmanager
def hosts(count: int) -> Iterator[list[Host]]:
    """Yield so many hosts that reach each other; skip the test where the kernel makes none."""
    with ExitStack() as stack:
        try:
            switch = _namespace(stack, ["unshare", "--net", *([] if IS_ROOT else ["-Ur"])])
            _run(_enter(switch), f"ip link add {BRIDGE} type bridge")
            _run(_enter(switch), f"ip link set {BRIDGE} up")
            found = [_host(stack, switch, number) for number in range(1, count + 1)]
        except (OSError, subprocess.CalledProcessError) as error:
            reason = getattr(error, "stderr", "") or error
            pytest.skip(f"no networks can be made here: {reason}")
        yield found


def _host(stack: ExitStack, switch: int, number: int) -> Host:
    ip, cable = f"10.77.0.{number}", f"port{number}"
    pid = _namespace(stack, [*_enter(switch), "unshare", "--net"])
    _run(_enter(switch), f"ip link add {cable} type veth peer name eth0 netns {pid}")
    _run(_enter(switch), f"ip link set {cable} master {BRIDGE} up")
    for command in (f"addr add {ip}/24 dev eth0", "link set eth0 up", "link set lo up"):
        _run(_enter(pid), f"ip {command}")
    return Host(ip, _enter(pid))


def _namespace(stack: ExitStack, command: list[str]) -> int:
    """Return the id of a process that stays in the namespaces that a command makes."""
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        [*command, *HOLD], stdin=pipe, stdout=pipe, stderr=pipe, text=True, start_new_session=True
    )
    stack.callback(process.communicate)
    assert process.stdout is not None
    if process.stdout.readline() != "here\n":
        _, reason = process.communicate()
        raise subprocess.CalledProcessError(process.returncode, command, stderr=reason)
    return process.pid


def _enter(pid: int) -> list[str]:
    user = [] if IS_ROOT else ["--user", "--preserve-credentials"]
    return ["nsenter", f"--target={pid}", "--net", *user, "--"]


def _run(prefix: list[str], command: str) -> None:
    subprocess.run([*prefix, *command.split()], check=True, capture_output=True, text=True)
