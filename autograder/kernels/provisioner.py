"""A `jupyter_client` kernel provisioner that makes kernels by forking the warm process.

Any Jupyter tool can drive such a kernel, through `kernel_manager`. The other end, inside the sandbox, is
``sandbox/confined/fork_server.py``.
"""

from __future__ import annotations

import asyncio
import shutil
import socket
import tempfile
from collections.abc import Sequence
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any, cast

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase

from autograder.sandbox.warm_process import KernelFork, KernelSource, fork_kernel

NAME = "warm-fork"
CHANNELS = ("shell", "iopub", "stdin", "control")


class WarmProvisioner(KernelProvisionerBase):
    """Launches a kernel by asking the warm process for a fork.

    Its configuration is in the kernel spec that `kernel_manager` makes.

    Attributes:
        questions: the socket on which checks ask the kernel; it is closed with the kernel's end.
        exit_status: how the kernel ended, None while it runs.
    """

    def __init__(self, **kwargs: Any) -> None:
        self._source: KernelSource = kwargs.pop("source")
        self._limits: dict[str, Any] = kwargs.pop("limits")
        self._archives: list[int] = kwargs.pop("archives")
        super().__init__(**kwargs)
        self._fork: KernelFork | None = None
        self._folder: Path | None = None
        self.exit_status: int | None = None
        self.questions, self._theirs = socket.socketpair()

    @property
    def _manager(self) -> AsyncKernelManager:
        return cast(AsyncKernelManager, self.parent)

    @property
    def has_process(self) -> bool:
        return self._fork is not None

    async def poll(self) -> int | None:
        return self.ended()

    def ended(self) -> int | None:
        """Return None while the kernel runs, then its exit status (negative: a signal's number)."""
        if self._fork is None:
            return 0
        if self.exit_status is None:
            self.exit_status = self._fork.poll()
        return self.exit_status

    @property
    def ran_out_of_memory(self) -> bool:
        """Whether it was killed because its processes together used too much memory."""
        group = self._fork.group if self._fork is not None else None
        return group is not None and group.ran_out_of_memory

    async def wait(self) -> int | None:
        while await self.poll() is None:
            await asyncio.sleep(0.01)
        return self.exit_status

    async def send_signal(self, signum: int) -> None:
        self.signal(signum)

    async def kill(self, restart: bool = False) -> None:
        self.end()

    def end(self) -> None:
        """Kill the kernel, if one runs."""
        if self._fork is not None:
            self._fork.close()
            self._fork = None

    def signal(self, number: int) -> None:
        """Send the kernel a signal at once; the code that waits for its end will notice."""
        if self._fork is not None:
            self._fork.send_signal(number)

    @property
    def pidfd(self) -> int:
        """A file descriptor that becomes readable when the kernel's process ends."""
        if self._fork is None:
            raise RuntimeError("expected a kernel that was launched; there is none")
        return self._fork.pidfd

    def address(self, channel: str) -> str:
        """Return the address at which a launched kernel listens on a channel."""
        return f"ipc://{self._folder}/channel-{CHANNELS.index(channel) + 1}"

    async def terminate(self, restart: bool = False) -> None:
        await self.kill(restart)

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Bind the sockets that the kernel will inherit, in a folder that it never sees.

        The folder is in the warm process's own, and is removed with that at the latest.
        """
        self._folder = Path(tempfile.mkdtemp(dir=Path(self._source.address).parent))
        manager = self._manager
        manager.transport, manager.ip = "ipc", str(self._folder / "channel")
        for number, channel in enumerate(CHANNELS, start=1):
            setattr(manager, f"{channel}_port", number)
        manager.hb_port = len(CHANNELS) + 1  # nothing listens there: `poll` watches the process
        manager.connection_file = str(self._folder / "connection.json")
        listening = [self._listen(number) for number in range(1, len(CHANNELS) + 1)]
        self._sockets = [*listening, self._theirs]
        self.connection_info = manager.get_connection_info()
        return await super().pre_launch(cmd=[], **kwargs)

    def _listen(self, number: int) -> socket.socket:
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(f"{self._folder}/channel-{number}")
        listener.listen(8)
        return listener

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        key = self._manager.session.key.decode()
        try:
            self._fork = fork_kernel(
                self._source,
                key,
                self._sockets,
                self._limits,
                self._archives,
            )
        finally:
            for each in self._sockets:
                each.close()
        return self.connection_info

    async def cleanup(self, restart: bool = False) -> None:
        self.clean_up()

    def clean_up(self) -> None:
        """Kill the kernel, if one runs, and close and remove its sockets."""
        self.end()
        for each in (self.questions, self._theirs):
            each.close()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


class _WarmKernelSpecs(KernelSpecManager):
    """Kernel specs with one kernel: the warm fork."""

    def __init__(self, spec: KernelSpec) -> None:
        super().__init__()
        self._spec = spec

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return self._spec


def kernel_manager(
    source: KernelSource,
    limits: dict[str, Any],
    archives: Sequence[int] = (),
) -> AsyncKernelManager:
    """Return a manager for a kernel that is a fork of a warm process."""
    factory = KernelProvisionerFactory.instance()
    factory.provisioners[NAME] = EntryPoint(NAME, f"{__name__}:WarmProvisioner", factory.GROUP_NAME)
    config = {"source": source, "limits": limits, "archives": list(archives)}
    stanza = {"provisioner_name": NAME, "config": config}
    spec = KernelSpec(
        display_name="Python 3 (warm fork)",
        language="python",
        metadata={"kernel_provisioner": stanza},
    )
    return AsyncKernelManager(kernel_name=NAME, kernel_spec_manager=_WarmKernelSpecs(spec))
