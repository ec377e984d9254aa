"""The kernel in each fork: ipykernel with the agent, on given sockets.

All parts that need neither sockets nor threads are made once, before any fork.

The trusted side binds the sockets and the fork inherits them, so the two sides share no folder.
"""

from __future__ import annotations

import contextlib
import functools
import io
import json
import logging
import os
import random
import socket
import stat
import sys
import tarfile
from typing import Any

import zmq
from ipykernel.iostream import OutStream
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from IPython.core.compilerop import CachingCompiler
from IPython.core.error import StdinNotImplementedError
from notebook_shell import (
    NoSubshells,
    NotebookShell,
    cancel_on_interrupt,
    prepare_programs,
    stay_inline,
)
from question_socket import QuestionSocket
from tornado.ioloop import IOLoop
from traitlets.config import Config
from zmq.eventloop.zmqstream import ZMQStream

try:
    from course_utils.checking.agent import Agent, seed_everything
except ImportError:  # no NumPy in this environment: its notebooks have their tests in cells
    Agent = None  # type: ignore[assignment, misc]

Reply = tuple[dict[str, Any], list[bytes]]
SEED = 2021  # random numbers that no cell seeds are the same in every grading
CHANNELS = ("shell", "iopub", "stdin", "control")
SOCKETS = (*CHANNELS, "questions")  # that a fork inherits; it listens on all but the last
CONFIG = {
    "HistoryManager": {"enabled": False},
    "InteractiveShell": {"xmode": "Plain", "colors": "nocolor"},  # 30 ms less for each error
    "IPythonKernel": {"_execute_sleep": 0.0},  # ipykernel's pause: for clients that mix up outputs
}
MOST_LETTERS = 10_000  # of an error's text in a reply
PIECE_LETTERS = 1 << 18  # of printed text in one message
NOBODY_TYPES = (
    "nobody is at the keyboard in grading, so that input() gets no answer: "
    'write the value into the cell, as in name = "Ada"'
)


class AgentKernel(IPythonKernel):
    """A Python kernel that also answers the checks' questions, with plain data."""

    shell_class = NotebookShell
    shell_channel_thread = NoSubshells()
    _supports_kernel_subshells = False
    compiler_class = CachingCompiler  # type: ignore[assignment]  # ipykernel's hashes each cell for a debugger

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        shell: Any = self.shell
        # cached: ipykernel and IPython both transform a cell before it runs
        shell.transform_cell = functools.lru_cache(1)(shell.transform_cell)
        self._agent = None if Agent is None else Agent(shell.user_ns)
        self.home = ""  # where the fork began; a student's code may change its variables

    async def do_execute(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Run a cell; cut an error's text, so that the reply is short enough to be read."""
        reply: dict[str, Any] = await super().do_execute(*args, **kwargs)  # type: ignore[no-untyped-call]
        if len(reply.get("evalue", "")) > MOST_LETTERS:
            reply |= {"evalue": reply["evalue"][:MOST_LETTERS], "traceback": []}
        return reply

    def _cancel_on_sigint(self, future: Any) -> Any:
        """Let an interrupt end a cell that awaits."""
        return cancel_on_interrupt(future)

    def raw_input(self, *_: Any, **__: Any) -> str:
        """Raise an error: nobody answers."""
        raise StdinNotImplementedError(NOBODY_TYPES)

    getpass = raw_input

    def take_questions(self, questions: QuestionSocket) -> None:
        """Answer questions as they come, between cells."""
        self.questions, self._answering = questions, os.getpid()
        self.io_loop.add_handler(questions.connection, self._answer_next, IOLoop.READ)

    def _answer_next(self, connection: Any, _events: int) -> None:
        """Answer one question about the notebook's namespace; it can be interrupted, as a cell can."""
        if os.getpid() != self._answering:
            return  # a fork of the kernel's, which knows nothing of later cells, does not answer
        self.pre_handler_hook()  # type: ignore[no-untyped-call]
        try:
            asked = self.questions.receive()
            if asked is None:
                self.io_loop.remove_handler(connection)
            else:
                token, question, buffers = asked
                self.questions.reply(token, *self.answer(question, buffers))
        finally:
            self.post_handler_hook()  # type: ignore[no-untyped-call]

    def answer(self, question: dict[str, Any], buffers: list[bytes]) -> Reply:
        """Return the agent's reply; without an agent nobody asks (see fork_server)."""
        if question.get("ask") == "home":
            return pack_home(self.home)
        if self._agent is None:
            return {}, []
        self._forward_input(False)  # type: ignore[no-untyped-call]
        reply = self._agent.answer(question, buffers)
        self._restore_input()  # type: ignore[no-untyped-call]
        _close_figures()
        return reply


class FlushIfWrittenStream(OutStream):
    """stdout or stderr, flushed only when there is something to flush.

    ipykernel flushes both around each message, and each time waits for the thread that sends.
    """

    _written = False

    def write(self, string: str) -> int:
        """Keep a text to be sent soon; send a long one in pieces, since messages are bounded."""
        self._written = True
        if len(string) <= PIECE_LETTERS:
            return super().write(string) or 0
        for start in range(0, len(string), PIECE_LETTERS):
            super().write(string[start : start + PIECE_LETTERS])
            super().flush()  # type: ignore[no-untyped-call]
        return len(string)

    def flush(self) -> None:
        """Send what was written, if anything was."""
        if self._written:
            self._written = False
            super().flush()  # type: ignore[no-untyped-call]


class ForkedKernelApp(IPKernelApp):
    """ipykernel's application in two halves: `initialize` before the fork, `connect` after it.

    It has no connection file, no heartbeat and no thread for its control channel.
    """

    kernel_class = AgentKernel
    outstream_class = f"{__name__}.{FlushIfWrittenStream.__name__}"
    sockets: dict[str, int]  # channel -> inherited socket, from `connect` on

    def init_connection_file(self) -> None:
        """Keep no connection file: the sockets are inherited."""

    def write_connection_file(self, **kwargs: Any) -> None:
        """Keep no connection file: the sockets are inherited."""

    def parse_command_line(self, argv: Any = None) -> None:
        """Take no arguments: `prepare_kernel` has made all settings."""

    def init_heartbeat(self) -> None:
        """Run no heartbeat thread: the trusted side watches the process itself."""

    def init_sockets(self) -> None:
        """Open no sockets before the fork: their threads would not survive it."""

    def init_io(self) -> None:
        """Leave the streams to the warm process before the fork."""

    def init_signal(self) -> None:
        """Leave signals to the warm process before the fork."""

    def init_kernel(self) -> None:
        """Make the kernel and its shell, without anything to listen on."""
        self.kernel = self.kernel_class.instance(
            parent=self, session=self.session, log=self.log, profile_dir=self.profile_dir
        )

    def connect(self, key: str, sockets: dict[str, int]) -> None:
        """Do the rest in the fork: serve ``sockets``, and sign with ``key``."""
        self.sockets = sockets
        for number, channel in enumerate(CHANNELS, start=1):
            setattr(self, f"{channel}_port", number)
        self.session.key, self.session.pid = key.encode(), os.getpid()
        super().init_sockets()  # type: ignore[no-untyped-call]
        super().init_io()  # type: ignore[no-untyped-call]
        super().init_signal()  # type: ignore[no-untyped-call]
        kernel, shell = self.kernel, self.kernel.shell
        kernel.shell_stream = ZMQStream(self.shell_socket)
        kernel.control_stream = ZMQStream(self.control_socket)
        kernel.stdin_socket, kernel.iopub_thread = self.stdin_socket, self.iopub_thread
        kernel.iopub_socket = self.iopub_socket
        shell.displayhook.pub_socket = shell.display_pub.pub_socket = self.iopub_socket
        self.displayhook.get_execution_count = lambda: kernel.execution_count

    def init_iopub(self, context: Any) -> None:
        """Keep outputs until they are read: the library would drop some, and with them the cell's end."""
        context.setsockopt(zmq.SNDHWM, 0)
        super().init_iopub(context)  # type: ignore[no-untyped-call]

    def init_control(self, context: Any) -> None:
        """Answer in the main thread: each of ipykernel's threads costs a message two hops."""
        self.control_socket = context.socket(zmq.ROUTER)
        self.control_port = self._try_bind_socket(self.control_socket, self.control_port)

    def _try_bind_socket(self, socket: Any, port: int) -> int:
        """Listen on the inherited socket; ``port`` is the channel's number."""
        channel = CHANNELS[port - 1]
        socket.setsockopt(zmq.USE_FD, self.sockets[channel])
        socket.bind(f"ipc://{channel}")
        return port


def has_agent() -> bool:
    """Say whether kernels can answer checks, which needs NumPy."""
    return Agent is not None


def prepare_kernel() -> None:
    """Make all parts of a kernel that a fork can inherit."""
    app: Any = ForkedKernelApp.instance(
        config=Config(CONFIG),
        transport="ipc",
        ip="",
        capture_fd_output=False,
        quiet=True,
        log_level=50,
    )
    app.initialize()
    app.session.unpack = _unpack
    app.log.setLevel(logging.CRITICAL)  # nobody listens
    prepare_programs()
    if "matplotlib.pyplot" in sys.modules:
        app.shell.enable_matplotlib("inline")
        stay_inline()
    else:
        os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"


def _unpack(part: bytes) -> Any:
    """Return one part of a message without its date: to parse that takes longer than all the rest."""
    content = json.loads(part)
    content.pop("date", None)
    return content


def run_kernel(key: str, sockets: dict[str, int]) -> None:
    """Serve the prepared kernel on ``sockets``, until it is told to shut down."""
    app: Any = ForkedKernelApp.instance()
    app.connect(key, sockets)
    app.kernel.home = os.getcwd()
    if Agent is None:
        random.seed(SEED)
    else:
        seed_everything(SEED)
    app.kernel.start()
    app.kernel.take_questions(QuestionSocket(socket.socket(fileno=sockets["questions"])))
    app.io_loop = app.kernel.io_loop
    while not app.shell.exit_now:  # a shutdown request sets it
        with contextlib.suppress(KeyboardInterrupt, SystemExit):  # from a task beside the cell
            app.io_loop.start()


def _close_figures() -> None:
    """Close the figures that a student's function drew for an answer, so that no later cell shows them."""
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


def pack_home(home: str) -> Reply:
    """Return a tar archive of the plain files in the home, for the student's next notebook."""
    data = io.BytesIO()
    try:
        with tarfile.open(fileobj=data, mode="w") as tar:
            for place, folders, names in os.walk(home):
                folders[:] = [name for name in folders if not name.startswith(".")]
                for name in names:
                    path = os.path.join(place, name)
                    with contextlib.suppress(OSError):  # unreadable files are left behind
                        if not name.startswith(".") and stat.S_ISREG(os.lstat(path).st_mode):
                            tar.add(path, os.path.relpath(path, home), recursive=False)
    except Exception as error:  # noqa: BLE001  # any error: the question needs an answer
        return {"status": "unreadable", "message": f"{type(error).__name__}: {error}"}, []
    return {"status": "ok"}, [data.getvalue()]
