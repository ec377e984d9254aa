"""The trusted side of the warm process: start it, ask it for kernels, end it."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from autograder import sandbox
from autograder.errors import EngineFault
from autograder.scratch import ScratchFolder

START_TIMEOUT_S = 300.0
FORK_TIMEOUT_S = 30.0


class WarmProcess:
    """A process that has imported TensorFlow, in its sandbox, with the socket to reach it by.

    Use it as a context manager. ``address`` is the socket's path, for other processes of the
    grader; it lies outside the sandbox.
    """

    def __init__(self, *, confined: bool = True) -> None:
        self.confined = confined
        self._scratch = ScratchFolder()
        self._folder = self._scratch.path
        self.address = str(self._folder / "warm")
        self._process: subprocess.Popen[bytes] | None = None
        self._lifeline: socket.socket | None = None

    def __enter__(self) -> WarmProcess:
        try:
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _start(self) -> None:
        if self.confined:
            sandbox.check_isolation()
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            listener.bind(self.address)
        except OSError as error:  # a path of more than 107 bytes, say
            listener.close()
            raise EngineFault(f"no socket at {self.address}: {error}; set TMPDIR") from None
        listener.listen(64)
        ours, theirs = socket.socketpair()
        self._lifeline = ours
        with listener, theirs, (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                self._command(listener.fileno(), theirs.fileno()),
                env=None if self.confined else self._bare_environment(),
                pass_fds=(listener.fileno(), theirs.fileno()),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=None if self.confined else self._folder,
            )
        ours.settimeout(START_TIMEOUT_S)
        try:
            ready = ours.recv(16)
        except TimeoutError:
            ready = b""
        if ready != b"ready":
            raise EngineFault(f"the warm process did not start:\n{self._log_tail()}")

    def _command(self, listener: int, lifeline: int) -> list[str]:
        folder = sandbox.CONFINED_INSIDE if self.confined else sandbox.CONFINED
        program = [sandbox.PYTHON, f"{folder}/warm.py", str(listener), str(lifeline)]
        return sandbox.confine(program) if self.confined else program

    def _bare_environment(self) -> dict[str, str]:
        return {**sandbox.environment(), "HOME": str(self._folder)}

    def _log_tail(self) -> str:
        return (self._folder / "log").read_text(errors="replace")[-2000:]

    @property
    def alive(self) -> bool:
        """Whether the process still runs; bubblewrap's, around it, may outlive it by a moment."""
        if self._process is None or self._lifeline is None or self._process.poll() is not None:
            return False
        return not select.select([self._lifeline], [], [], 0)[0]

    def close(self) -> None:
        """End the process and everything that it forked, and remove its folder."""
        if self._lifeline is not None:
            self._lifeline.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._scratch.close()


@dataclass
class Fork:
    """A kernel's process, forked from the warm one. Closing it kills the kernel."""

    pidfd: int
    connection: socket.socket

    def poll(self) -> int | None:
        """Return None while it runs, then its exit status (negative: the signal that ended it)."""
        if not self._ended(0):
            return None
        with contextlib.suppress(OSError, ValueError):
            self.connection.settimeout(5)
            return int(json.loads(self.connection.recv(4096))["exit"])
        return -int(signal.SIGKILL)

    def _ended(self, timeout_s: float) -> bool:
        return bool(select.select([self.pidfd], [], [], timeout_s)[0])

    def send_signal(self, number: int) -> None:
        """Signal the kernel; one that has ended is left in peace."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, number)

    def close(self) -> None:
        """Kill the kernel and everything in its namespaces, and wait until it is gone."""
        self.send_signal(signal.SIGKILL)
        self._ended(10.0)
        self.connection.close()
        os.close(self.pidfd)


def fork_kernel(
    address: str,
    key: str,
    sockets: list[socket.socket],
    limits: dict[str, Any],
    files: dict[str, bytes],
    *,
    confined: bool,
) -> Fork:
    """Ask the warm process at ``address`` for a kernel that serves ``sockets``.

    Raises:
        EngineFault: the warm process is gone, or could not fork or confine.
    """
    request = {
        "key": key,
        "limits": limits,
        "confined": confined,
        "files": {name: base64.b64encode(data).decode() for name, data in files.items()},
    }
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    body = os.memfd_create("request")
    try:
        connection.settimeout(FORK_TIMEOUT_S)
        connection.connect(address)
        with open(body, "wb", closefd=False) as file:
            file.write(json.dumps(request).encode())
        os.lseek(body, 0, os.SEEK_SET)
        socket.send_fds(connection, [b"fork"], [body, *(s.fileno() for s in sockets)])
        message, fds, _, _ = socket.recv_fds(connection, 65536, 1)
    except OSError as error:
        connection.close()
        raise EngineFault(f"the warm process cannot be reached: {error}") from None
    finally:
        os.close(body)
    if not fds:
        connection.close()
        reason = message.decode(errors="replace") or "it ended"
        raise EngineFault(f"the warm process could not fork a kernel: {reason}")
    return Fork(fds[0], connection)
