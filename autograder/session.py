"""One kernel of one submission: run its cells, ask its agent, and survive whatever it does."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import signal
import time
from dataclasses import dataclass
from typing import Any, cast

import nbformat
import zmq.asyncio
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete

from autograder.errors import EngineFault, LimitReached
from autograder.inbox import MAX_JSON_BYTES, MAX_PART_BYTES, BoundedSession, Oversized
from autograder.limits import MIB, Limits
from autograder.provisioner import WarmProvisioner, kernel_manager
from autograder.wire import KernelEnded, Unreadable, Wire, answers
from course_utils.plain import clean_text

READY_TIMEOUT_S = 60.0
GRACE_S = 3.0  # what an interrupted cell or question gets to stop in, before it is killed
SILENT = logging.Logger("cells", logging.CRITICAL)  # what nbclient says, results say as well
FLOOD = "its process sent more than can be read"
HALF_PAIR = re.compile("\\\\u[dD]|[\ud800-\udfff]")  # perhaps: as JSON escapes it, or as it is
MESSAGE_BYTES = 100  # what the smallest message counts for
LOST = (KernelEnded, Oversized, Unreadable)


@dataclass(frozen=True)
class Warm:
    """Where kernels come from: the warm process's address, and whether it confines them."""

    address: str
    confined: bool = True


@dataclass(frozen=True)
class CellResult:
    """How a cell ended: ``ok``, ``raised``, ``timeout`` or ``crashed``, and the error's name."""

    status: str
    error: str = ""
    message: str = ""


class KernelSession:
    """A kernel, and what is said to it.

    Its methods block. `LimitReached` from any of them with ``alive`` False means that the kernel
    is gone and another session has to take over; ``killed`` that it was ended by a signal of which
    nobody can say whose it was: the student's own, or the system's, when memory is short.
    """

    def __init__(self, warm: Warm, limits: Limits, files: dict[str, bytes]) -> None:
        self._manager = kernel_manager(
            warm.address, limits.for_kernel(), files, confined=warm.confined
        )
        self._manager.context = zmq.asyncio.Context()
        # the same, but its sockets block
        self._context: zmq.Context[Any] = zmq.Context.shadow(self._manager.context)
        self._context.setsockopt(zmq.MAXMSGSIZE, MAX_PART_BYTES)
        json_bytes = max(MAX_JSON_BYTES, int(limits.output_mib * MIB))
        self._manager.session = BoundedSession(parent=self._manager, json_bytes=json_bytes)
        self._manager.log = SILENT
        self._outputs = _Outputs(limits.output_mib)
        self._sockets: list[zmq.Socket[bytes]] = []
        self.alive = self.killed = False

    def start(self) -> None:
        """Fork the kernel and wait until it listens.

        Raises:
            EngineFault: the warm process is gone or the kernel does not come up.
        """
        self._launch()
        self._expect_ready()

    def _launch(self) -> None:
        try:
            asyncio.run(self._fork())
        except OSError as error:
            raise EngineFault(f"a kernel could not be started: {error}") from None
        shell, iopub = self._sockets = [
            self._context.socket(kind) for kind in (zmq.DEALER, zmq.SUB)
        ]
        iopub.subscribe(b"")
        shell.connect(self._provisioner.address("shell"))
        iopub.connect(self._provisioner.address("iopub"))
        messages = cast(BoundedSession, self._manager.session)
        self._wire = Wire(messages, shell, iopub, self._provisioner.pidfd)
        self._wire.send("kernel_info_request", {})

    async def _fork(self) -> None:
        await self._manager.start_kernel()

    def _expect_ready(self) -> None:
        deadline = time.monotonic() + READY_TIMEOUT_S
        for socket in (self._wire.shell, self._wire.iopub):  # its information, and its welcome
            try:
                message = self._wire.next(deadline, socket)
            except LOST:
                raise EngineFault("a kernel ended before it was ready") from None
            if message is None:
                raise EngineFault(f"a kernel did not answer within {READY_TIMEOUT_S:g} s")
        self.alive = True

    @property
    def _provisioner(self) -> WarmProvisioner:
        return cast(WarmProvisioner, self._manager.provisioner)

    def runs(self) -> bool:
        """Say whether the kernel's process still runs."""
        return self._provisioner.ended() is None

    def run_cell(self, cell: Any, timeout_s: float) -> CellResult:
        """Run a code cell, whose outputs it fills in, and say how it ended."""
        self._outputs.begin(cell)
        try:
            return self._execute(cell, timeout_s)
        except Oversized:
            return CellResult("crashed", message=self._lost(self._outputs.limit))
        except KernelEnded:
            return CellResult("crashed", message=self._ended())
        except Exception as error:  # noqa: BLE001  # what a hostile kernel sent could not be read
            found = error if isinstance(error, Unreadable) else Unreadable(error)
            return CellResult("crashed", message=self._lost(str(found)))

    def _execute(self, cell: Any, timeout_s: float) -> CellResult:
        """Ask the kernel to run a cell; interrupt it when time is up."""
        deadline = time.monotonic() + timeout_s
        identity = self._wire.send("execute_request", _request(cell.source))
        reply, idle, late = None, False, False
        while reply is None or not idle:
            found = self._wire.next(deadline, self._wire.iopub, self._wire.shell)
            if found is None:
                if late or reply is not None:
                    self._lost("")
                    return CellResult("timeout", message=f"stopped after {timeout_s:g} s")
                late, deadline = True, self._interrupt()
            elif answers(found[1], identity):
                if found[0] is self._wire.shell:
                    reply, deadline = found[1]["content"], time.monotonic() + GRACE_S
                else:
                    idle = idle or self._outputs.take(found[1])
        if late:
            return CellResult("timeout", message=f"stopped after {timeout_s:g} s")
        return _result(reply)

    def _interrupt(self) -> float:
        """Ask the kernel to stop what it does, and return by when it has to."""
        self._provisioner.signal(signal.SIGINT)
        return time.monotonic() + GRACE_S

    def _lost(self, why: str) -> str:
        """Give the kernel up, and return why."""
        self._provisioner.signal(signal.SIGKILL)
        self.alive = False
        return why

    def _ended(self) -> str:
        """Say how the kernel ended."""
        status = self._provisioner.ended()
        self.alive, self.killed = False, status == -signal.SIGKILL
        names = {-9: "it was killed (out of memory or CPU time?)", -11: "a segmentation fault"}
        names |= {-6: "it aborted", -24: "it used up its CPU time"}
        return f"its process ended: {names.get(status or 0, f'exit status {status}')}"

    def ask(
        self, request: dict[str, Any], buffers: list[bytes], timeout_s: float
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Send the agent a request and return its reply and buffers.

        Raises:
            LimitReached: it took too long, or the process ended.
        """
        identity = self._wire.send("agent_request", request, buffers)
        reply = self._reply(identity, time.monotonic() + timeout_s)
        if reply is None:  # too slow: first ask it to stop, then end it
            self.alive = self._reply(identity, self._interrupt()) is not None
            raise LimitReached("timeout", f"no answer within {timeout_s:g} s")
        try:
            return parse_reply(reply["content"]["reply"]), [bytes(b) for b in reply["buffers"]]
        except (KeyError, TypeError, ValueError, RecursionError):
            raise LimitReached("crashed", "its process sent what cannot be read") from None

    def _reply(self, identity: str, deadline: float) -> dict[str, Any] | None:
        """Return the reply to message ``identity``, None when time is up."""
        try:
            while (found := self._wire.next(deadline, self._wire.shell)) is not None:
                if answers(found[1], identity):
                    return found[1]
        except KernelEnded:
            raise LimitReached("crashed", self._ended()) from None
        except Oversized:
            raise LimitReached("crashed", self._lost(FLOOD)) from None
        except Unreadable as error:
            raise LimitReached("crashed", str(error)) from None
        return None

    def close(self) -> None:
        """Kill the kernel and everything that it started. Closing twice does nothing."""
        self.alive = False
        for socket in self._sockets:
            socket.close(linger=0)
        self._manager.context.destroy(linger=0)
        if self._manager.provisioner is not None:
            self._provisioner.tidy()


def _request(source: str) -> dict[str, Any]:
    """Return what asks a kernel to run code, as any Jupyter client does."""
    return {
        "code": source,
        "silent": False,
        "store_history": True,
        "user_expressions": {},
        "allow_stdin": False,
        "stop_on_error": False,
    }


def _result(reply: dict[str, Any]) -> CellResult:
    if reply["status"] == "ok":
        return CellResult("ok")
    name = clean_text(str(reply.get("ename", "error")))[:80]
    return CellResult("raised", name, clean_text(str(reply.get("evalue", "")))[:300])


def parse_reply(text: Any) -> dict[str, Any]:
    """Return the JSON object in a reply; half a surrogate pair, which no file takes, becomes ``?``."""
    reply = json.loads(text)
    if HALF_PAIR.search(text):  # almost no reply holds one, and this takes longer than the rest
        reply = json.loads(json.dumps(reply, ensure_ascii=False).encode("utf-8", "replace"))
    return dict(reply)


class _Outputs(NotebookClient):
    """What nbclient knows: how a message changes the outputs of a cell. It sends nothing itself."""

    def __init__(self, output_mib: float) -> None:
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell()])
        super().__init__(notebook, record_timing=False, store_widget_state=False, log=SILENT)
        self._most_bytes = int(output_mib * MIB)
        self.limit = f"it printed more than {output_mib:g} MiB"

    def begin(self, cell: Any) -> None:
        """Start afresh for ``cell``."""
        self.nb.cells, cell.outputs = [cell], []
        self.clear_before_next_output = False
        self._shown_bytes = 0

    def take(self, message: dict[str, Any]) -> bool:
        """Do to the cell's outputs what a message says, and say whether the cell is done.

        Raises:
            Oversized: it shows more than it may.
        """
        self._shown_bytes += _size(message)
        if self._shown_bytes > self._most_bytes:
            raise Oversized
        try:
            self.process_message(message, self.nb.cells[0], 0)
        except CellExecutionComplete:
            return True
        return False


def _size(message: dict[str, Any]) -> int:
    """Return about how many bytes a message holds, wherever in it; an empty one holds a few too."""
    buffers = sum(len(buffer) for buffer in message.get("buffers", []))
    return MESSAGE_BYTES + len(json.dumps(message["content"])) + buffers
