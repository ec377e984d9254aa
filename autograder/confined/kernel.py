"""The kernel that runs in each fork: ipykernel, on sockets that it was given, with the agent.

The sockets are bound by the trusted side and inherited, so the two sides share no folder.
"""

from __future__ import annotations

import json
from typing import Any, ClassVar

import zmq
from ipykernel.iostream import OutStream
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from traitlets.config import Config

from course_utils.agent import Agent, seed_everything

SEED = 2021  # what no cell seeds itself comes out the same in every grading
CHANNELS = ("shell", "iopub", "stdin", "control")
CONFIG = {
    "HistoryManager": {"enabled": False},
    "InteractiveShell": {"xmode": "Plain", "colors": "nocolor"},  # 30 ms less for each error
    "IPythonKernel": {"_execute_sleep": 0.0},  # after each cell, for clients that mix up outputs
}


class AgentKernel(IPythonKernel):
    """A Python kernel that also answers ``agent_request`` messages, with plain data."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        shell: Any = self.shell
        self.shell_handlers["agent_request"] = self.agent_request
        self._agent = Agent(shell.user_ns)

    def _publish_status(self, status: str, channel: str, parent: Any = None) -> None:
        """Say busy and idle around cells alone: nobody listens for it around the agent's answers."""
        about = parent or self.get_parent(channel)  # type: ignore[no-untyped-call]
        if about.get("header", {}).get("msg_type") != "agent_request":
            super()._publish_status(status, channel, parent)  # type: ignore[no-untyped-call]

    async def agent_request(self, stream: Any, ident: Any, parent: dict[str, Any]) -> None:
        """Answer one request about the notebook's namespace."""
        request = parent["content"]
        buffers = [bytes(buffer) for buffer in parent.get("buffers", [])]
        reply, arrays = self._agent.answer(request, buffers)
        _close_figures()
        # as text: the agent's tree is JSON already, and Jupyter's own cleaning would change it
        content = {"reply": json.dumps(reply)}
        session: Any = self.session
        session.send(stream, "agent_reply", content, parent, ident=ident, buffers=arrays)


class Stream(OutStream):
    """stdout or stderr, flushed when there is something to flush.

    ipykernel flushes both around each message, and waits each time for the thread that sends.
    """

    _written = False

    def write(self, string: str) -> int:
        """Keep a text, to be sent soon."""
        self._written = True
        return super().write(string) or 0

    def flush(self) -> None:
        """Send what was written, if anything was."""
        if self._written:
            self._written = False
            super().flush()  # type: ignore[no-untyped-call]


class ForkedKernelApp(IPKernelApp):
    """ipykernel's application, without connection file, heartbeat, history or signal set-up."""

    kernel_class = AgentKernel
    outstream_class = f"{__name__}.{Stream.__name__}"
    sockets: ClassVar[dict[str, int]] = {}  # channel -> inherited listening socket

    def init_connection_file(self) -> None:
        """Keep no connection file: the sockets were inherited."""

    def write_connection_file(self, **kwargs: Any) -> None:
        """Keep no connection file: the sockets were inherited."""

    def parse_command_line(self, argv: Any = None) -> None:
        """Take no arguments: `run_kernel` has set what there is to set."""

    def init_heartbeat(self) -> None:
        """Run no heartbeat thread: the trusted side watches the process itself."""

    def init_control(self, context: Any) -> None:
        """Answer in the main thread: ipykernel's thread for subshells costs each message two hops."""
        super().init_control(context)  # type: ignore[no-untyped-call]
        self.shell_channel_thread = None

    def _try_bind_socket(self, socket: Any, port: int) -> int:
        """Listen on the inherited socket; ``port`` is the channel's number."""
        channel = CHANNELS[port - 1]
        socket.setsockopt(zmq.USE_FD, self.sockets[channel])
        socket.bind(f"ipc://{channel}")
        return port


def run_kernel(key: str, sockets: dict[str, int]) -> None:
    """Serve a kernel on ``sockets`` until it is told to shut down."""
    ForkedKernelApp.sockets = sockets
    app: Any = ForkedKernelApp.instance(
        config=Config(CONFIG),
        transport="ipc",
        ip="",
        capture_fd_output=False,
        quiet=True,
        log_level=50,
    )
    app.session.key = key.encode()
    for number, channel in enumerate(CHANNELS, start=1):
        setattr(app, f"{channel}_port", number)
    app.initialize()
    app.shell.enable_matplotlib("inline")
    seed_everything(SEED)
    app.start()


def _close_figures() -> None:
    """Close what a student's function drew while answering, so that it fills no later cell."""
    import matplotlib.pyplot as plt

    plt.close("all")
