"""The trusted side of the warm process: start it, ask it for kernels, end it."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from autograder.errors import ConfigurationError, EngineFault
from autograder.sandbox.control_groups import SubmissionGroup, SubmissionGroups, scope_command
from autograder.sandbox.isolation_kinds import NAMESPACES, check_isolation, launch
from autograder.sandbox.kernel_environment import KernelEnvironment, own_environment
from autograder.sandbox.scratch_folder import ScratchFolder

START_TIMEOUT_S = 300.0
FORK_TIMEOUT_S = 30.0
MOST_ABOUT_BYTES = 1 << 16


class WarmProcess:
    """A process that has imported a course's modules, in its sandbox, and the socket to reach it.

    Use it as a context manager. ``address`` is the socket's path, for other processes of the
    grader; it lies outside the sandbox.

    Args:
        environment: its interpreter and the modules that it imports; None: the engine's own, no modules.
        isolation: the kind of walls; ``none`` accepts the risk of running student code without.
    """

    def __init__(
        self, environment: KernelEnvironment | None = None, *, isolation: str = NAMESPACES
    ) -> None:
        self.environment, self.isolation = environment or own_environment(), isolation
        self._scratch = ScratchFolder()
        self._folder = self._scratch.path
        self.address = str(self._folder / "warm")
        self._process: subprocess.Popen[bytes] | None = None
        self._lifeline: socket.socket | None = None
        self._groups: SubmissionGroups | None = None

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
        """Start it; if a module that nobody named starts threads, start again without that module."""
        check_isolation(self.isolation)
        modules = list(self.environment.modules)
        while (unsafe := self._start_with(modules)) is not None:
            modules.remove(unsafe)
        if self._process is not None:
            self._groups = SubmissionGroups(self._process.pid)

    def _start_with(self, modules: list[str]) -> str | None:
        """Start it with these modules; return one that it must not import, if any."""
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.address)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            listener.bind(self.address)
        except OSError as error:  # say, a path of more than 107 bytes
            listener.close()
            raise EngineFault(f"no socket at {self.address}: {error}; set TMPDIR") from None
        listener.listen(64)
        ours, theirs = socket.socketpair()
        self._lifeline = ours
        ends = (listener.fileno(), theirs.fileno())
        arguments = [*map(str, ends), json.dumps(modules)]
        how = launch(self.isolation, "fork_server.py", arguments, self.environment, self._folder)
        with listener, theirs, (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [*scope_command(), *how.command],
                env=how.variables,
                pass_fds=ends,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=how.folder,
            )
        ours.settimeout(START_TIMEOUT_S)
        try:
            about = json.loads(ours.recv(MOST_ABOUT_BYTES))
        except (TimeoutError, ValueError):
            raise EngineFault(f"the warm process did not start:\n{self._log_tail()}") from None
        return self._unsafe_module(about)

    def _unsafe_module(self, about: dict[str, Any]) -> str | None:
        """Return a module that started threads; it is an error if the instructor named it."""
        if self.environment.needs_agent and not about["agent"]:
            raise ConfigurationError(
                f"checks ask with NumPy, which {self.environment.python} lacks: install it there"
            )
        for module, problem in about["problems"].items():
            if self.environment.modules_required:
                reason = problem or "it starts threads, which do not survive a fork"
                raise ConfigurationError(
                    f"autograder.toml: warm: {module} cannot be imported before a fork: {reason}; "
                    "mend it, or take it out of the list"
                )
            if not problem:
                self._end()
                return str(module)
        return None

    @property
    def source(self) -> KernelSource:
        """The source of the kernels that are forked from it."""
        groups = self._groups.path if self._groups is not None else None
        return KernelSource(self.address, self.isolation, groups)

    def _log_tail(self) -> str:
        return (self._folder / "log").read_text(errors="replace")[-2000:]

    @property
    def alive(self) -> bool:
        """Whether the process still runs; the bubblewrap process around it may outlive it by a moment."""
        if self._process is None or self._lifeline is None or self._process.poll() is not None:
            return False
        return not select.select([self._lifeline], [], [], 0)[0]

    def close(self) -> None:
        """End the process and everything that it forked, and remove its folder."""
        self._end()
        self._scratch.close()

    def _end(self) -> None:
        if self._lifeline is not None:
            self._lifeline.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        if self._groups is not None:
            self._groups.close()
            self._groups = None


@dataclass(frozen=True)
class KernelSource:
    """A source of kernels: a warm process.

    Attributes:
        address: the warm process's address.
        isolation: the kind of walls around its kernels.
        groups: the folder of `SubmissionGroups`; None if kernels get no control group.
    """

    address: str
    isolation: str = NAMESPACES
    groups: Path | None = None


@dataclass
class KernelFork:
    """A kernel's process, forked from the warm one. Closing it kills the kernel."""

    pidfd: int
    connection: socket.socket
    group: SubmissionGroup | None = None

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
        """Send the kernel a signal, unless it has ended."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, number)

    def close(self) -> None:
        """Kill the kernel and everything that it started, and wait until it is gone."""
        self.send_signal(signal.SIGKILL)
        self._ended(10.0)
        with contextlib.suppress(OSError):  # its guard reports its end, cleans up and hangs up
            self.connection.settimeout(10.0)
            while self.connection.recv(4096):
                pass
        self.connection.close()
        os.close(self.pidfd)
        if self.group is not None:
            self.group.close()


def fork_kernel(
    source: KernelSource,
    key: str,
    sockets: list[socket.socket],
    limits: dict[str, Any],
    archives: Sequence[int] = (),
) -> KernelFork:
    """Ask a warm process for a kernel that serves ``sockets``.

    Its home gets the files in ``archives``, descriptors of tar archives; later files replace earlier ones.

    Raises:
        EngineFault: the warm process is gone, or could not fork or confine.
    """
    request = {"key": key, "limits": limits, "isolation": source.isolation}
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    body = os.memfd_create("request")
    try:
        connection.settimeout(FORK_TIMEOUT_S)
        connection.connect(source.address)
        with open(body, "wb", closefd=False) as file:
            file.write(json.dumps(request).encode())
        os.lseek(body, 0, os.SEEK_SET)
        socket.send_fds(connection, [b"fork"], [body, *(s.fileno() for s in sockets), *archives])
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
    fork = KernelFork(fds[0], connection)
    if source.groups is not None:
        try:
            fork.group = SubmissionGroup(source.groups, fork.pidfd, limits)
        except OSError as error:
            fork.close()
            raise EngineFault(f"no control group for a kernel: {error}") from None
    return fork
