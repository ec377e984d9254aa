"""One kernel of one submission: run its cells, ask its agent, and survive its misbehaviour."""

from __future__ import annotations

import asyncio
import logging
import math
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

import zmq.asyncio

from autograder.course.limits import MIB, Limits
from autograder.errors import EngineFault, ExecutionStopped
from autograder.kernels.cell_outputs import CellOutputs
from autograder.kernels.channels import KernelChannels, KernelEnded, MalformedMessage, is_reply_to
from autograder.kernels.message_limits import (
    MAX_JSON_BYTES,
    MAX_PART_BYTES,
    MAX_SHOWN_BYTES,
    BoundedSession,
    MessageFlood,
    MessageTooLarge,
)
from autograder.kernels.missing_packages import explain_error
from autograder.kernels.own_deadline import OwnDeadline, scheduled_time
from autograder.kernels.provisioner import WarmProvisioner, kernel_manager
from autograder.kernels.question_channel import ConnectionLost, QuestionChannel, Reply, TimeIsUp
from autograder.sandbox.file_archive import FileArchive, archive_of
from autograder.sandbox.warm_process import KernelSource
from course_utils.checking.plain_data import encodable_text

READY_TIMEOUT_S = 60.0
GRACE_S = 3.0  # for an interrupted cell or question to stop, before it is killed
SILENT = logging.Logger("cells", logging.CRITICAL)  # results say the same as jupyter_client
FLOOD = "its process sent more than can be read"
CLOSED = "its process closed the connection over which it is asked"
LOST = (KernelEnded, MessageTooLarge, MessageFlood, MalformedMessage)


@dataclass(frozen=True)
class CellOutcome:
    """How a cell ended.

    Attributes:
        status: ``ok``, ``raised``, ``timeout`` or ``crashed``.
        error: the error's name.
        message: the error's text.
        cut: the limit on its outputs, in words, if it has shown more; else empty.
        shown_bytes: about how much it has shown.
    """

    status: str
    error: str = ""
    message: str = ""
    cut: str = ""
    shown_bytes: int = field(default=0, compare=False)


class KernelSession:
    """A kernel, and the requests to it.

    Its methods block. After `ExecutionStopped` from any of them, ``alive`` False means that the kernel is
    gone and another session has to take over. ``killed`` means that a signal ended the kernel, and that
    its sender is unknown: the student's own code, or the system when memory is short.
    """

    def __init__(
        self,
        warm: KernelSource,
        limits: Limits,
        files: dict[str, bytes],
        archives: Sequence[FileArchive] = (),
    ) -> None:
        self._own_files = [archive_of(files)] if files else []
        descriptors = [archive.descriptor for archive in (*archives, *self._own_files)]
        self._manager = kernel_manager(warm, limits.for_kernel(), descriptors)
        self._manager.context = zmq.asyncio.Context()
        # the same context, but its sockets block
        self._context: zmq.Context[Any] = zmq.Context.shadow(self._manager.context)
        self._context.setsockopt(zmq.MAXMSGSIZE, MAX_PART_BYTES)
        self._manager.session = BoundedSession(parent=self._manager, json_bytes=MAX_JSON_BYTES)
        self._shown_bytes = max(MAX_SHOWN_BYTES, int(limits.output_mib * MIB))
        self._manager.log = SILENT
        self._outputs = CellOutputs(limits.output_mib)
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
        finally:
            for archive in self._own_files:
                archive.close()
        shell, iopub = self._sockets = [
            self._context.socket(kind) for kind in (zmq.DEALER, zmq.SUB)
        ]
        iopub.subscribe(b"")
        shell.connect(self._provisioner.address("shell"))
        iopub.connect(self._provisioner.address("iopub"))
        messages = cast(BoundedSession, self._manager.session)
        pidfd = self._provisioner.pidfd
        self._wire = KernelChannels(messages, shell, iopub, pidfd, self._shown_bytes)
        self._questions = QuestionChannel(self._provisioner.questions, pidfd)
        self._wire.send("kernel_info_request", {})

    async def _fork(self) -> None:
        await self._manager.start_kernel()

    def _expect_ready(self) -> None:
        deadline = time.monotonic() + READY_TIMEOUT_S
        for socket in (self._wire.shell, self._wire.iopub):  # its information, then its welcome
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

    def is_running(self) -> bool:
        """Say whether the kernel's process still runs and can be used."""
        if self.alive and self._provisioner.ended() is not None:
            self._ended()
        return self.alive

    def run_cell(
        self,
        cell: Any,
        timeout_s: float,
        latest: float = math.inf,
        room_bytes: int | None = None,
    ) -> CellOutcome:
        """Run a code cell, fill in its outputs, and say how it ended.

        Args:
            cell: the cell.
            timeout_s: how much time of its own it has (`OwnDeadline`), in seconds.
            latest: the end of its time in any case, on the monotonic clock.
            room_bytes: how much it may show, if that is less than a cell's limit.
        """
        self._outputs.begin(cell, room_bytes)
        outcome = self._outcome(cell, timeout_s, self._deadline(timeout_s, latest))
        cut = self._outputs.limit if self._outputs.cut else ""
        return replace(outcome, cut=cut, shown_bytes=self._outputs.shown_bytes)

    def _deadline(self, timeout_s: float, latest: float = math.inf) -> OwnDeadline:
        process = self._provisioner.pidfd
        return OwnDeadline(timeout_s, lambda: scheduled_time(process), latest)

    def _grace(self) -> OwnDeadline:
        return self._deadline(GRACE_S, time.monotonic() + GRACE_S)

    def _outcome(self, cell: Any, timeout_s: float, deadline: OwnDeadline) -> CellOutcome:
        try:
            return self._execute(cell, timeout_s, deadline)
        except MessageFlood:
            return CellOutcome("crashed", message=self._lost(FLOOD))
        except KernelEnded:
            return CellOutcome("crashed", message=self._ended())
        except Exception as error:  # noqa: BLE001  # a hostile kernel sent something unreadable
            found = error if isinstance(error, MalformedMessage) else MalformedMessage(error)
            return CellOutcome("crashed", message=self._lost(str(found)))

    def _execute(self, cell: Any, timeout_s: float, deadline: OwnDeadline) -> CellOutcome:
        """Ask the kernel to run a cell; interrupt it when time is up."""
        identity = self._wire.send("execute_request", _request(cell.source))
        reply, idle, late = None, False, False
        while reply is None or not idle:
            try:
                found = self._next(deadline, self._wire.iopub, self._wire.shell)
            except MessageTooLarge:
                self._outputs.cut_off()
                continue
            if found is None:
                if late or reply is not None:
                    self._lost("")
                    return CellOutcome("timeout", message=f"stopped after {timeout_s:g} s")
                late, deadline = True, self._interrupt()
            elif is_reply_to(found[1], identity):
                if found[0] is not self._wire.shell:
                    idle = idle or self._outputs.take(found[1])
                elif reply is None:  # only the first one: more of them would delay the end
                    reply, deadline = found[1]["content"], self._grace()
        if late:
            return CellOutcome("timeout", message=f"stopped after {timeout_s:g} s")
        return _result(reply)

    def _next(
        self, deadline: OwnDeadline, *sockets: zmq.Socket[bytes]
    ) -> tuple[zmq.Socket[bytes], dict[str, Any]] | None:
        """Return the kernel's next message, as `KernelChannels.next` does; None when time is up."""
        while (found := self._wire.next(deadline.at, *sockets)) is None:
            if deadline.is_over():
                return None
        return found

    def _interrupt(self) -> OwnDeadline:
        """Interrupt the kernel, and return the deadline for it to stop."""
        self._provisioner.signal(signal.SIGINT)
        return self._grace()

    def _lost(self, why: str) -> str:
        """Give the kernel up, and return why."""
        self._provisioner.signal(signal.SIGKILL)
        self.alive = False
        return why

    def _ended(self) -> str:
        """Say how the kernel ended."""
        status = self._provisioner.ended()
        out_of_memory = self._provisioner.ran_out_of_memory
        self.alive, self.killed = False, status == -signal.SIGKILL and not out_of_memory
        if out_of_memory:
            return "it and what it had started used more memory than they may together"
        names = {-9: "it was killed (out of memory or CPU time?)", -11: "a segmentation fault"}
        names |= {-6: "it aborted", -24: "it used up its CPU time"}
        names |= {-25: "it wrote more files than it may"}
        return f"its process ended: {names.get(status or 0, f'exit status {status}')}"

    def ask(
        self,
        request: dict[str, Any],
        buffers: list[bytes],
        timeout_s: float,
        latest: float = math.inf,
    ) -> Reply:
        """Send the agent a request and return its reply and buffers; time counts as in `run_cell`.

        Raises:
            ExecutionStopped: it took too long, or the process ended.
        """
        try:
            return self._answer(request, buffers, timeout_s, latest)
        except KernelEnded:
            raise ExecutionStopped("crashed", self._ended()) from None
        except MessageFlood:
            raise ExecutionStopped("crashed", self._lost(FLOOD)) from None
        except ConnectionLost:
            raise ExecutionStopped("crashed", self._lost(CLOSED)) from None
        except MalformedMessage as error:
            raise ExecutionStopped("crashed", str(error)) from None

    def _answer(
        self, request: dict[str, Any], buffers: list[bytes], timeout_s: float, latest: float
    ) -> Reply:
        """Return the reply to a question; one that takes too long is interrupted, or its kernel given up."""
        try:
            return self._questions.ask(request, buffers, self._deadline(timeout_s, latest))
        except TimeIsUp:
            try:
                self._questions.reply(self._interrupt())
            except TimeIsUp:
                self.alive = False
        raise ExecutionStopped("timeout", f"no answer within {timeout_s:g} s")

    def close(self) -> None:
        """Kill the kernel and everything that it started. Closing twice does nothing."""
        self.alive = False
        for socket in self._sockets:
            socket.close(linger=0)
        self._manager.context.destroy(linger=0)
        if self._manager.provisioner is not None:
            self._provisioner.clean_up()


def _request(source: str) -> dict[str, Any]:
    """Return the request to run code, as any Jupyter client sends it."""
    return {
        "code": source,
        "silent": False,
        "store_history": True,
        "user_expressions": {},
        "allow_stdin": False,
        "stop_on_error": False,
    }


def _result(reply: dict[str, Any]) -> CellOutcome:
    if reply["status"] == "ok":
        return CellOutcome("ok")
    name = encodable_text(str(reply.get("ename", "error")))[:80]
    message = encodable_text(str(reply.get("evalue", "")))[:300]
    return CellOutcome("raised", name, explain_error(name, message))
