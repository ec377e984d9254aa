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
from jupyter_client.asynchronous.client import AsyncKernelClient
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from autograder.errors import EngineFault, LimitReached
from autograder.inbox import (
    MAX_JSON_BYTES,
    MAX_PART_BYTES,
    BoundedChannel,
    BoundedSession,
    Inflow,
    Oversized,
    receive,
)
from autograder.limits import MIB, Limits
from autograder.provisioner import WarmProvisioner, kernel_manager
from course_utils.plain import clean_text

READY_TIMEOUT_S = 60.0
GRACE_S = 3.0  # what an interrupted cell or question gets to stop in, before it is killed
DEATH_POLL_S = 0.05
SILENT = logging.Logger("cells", logging.CRITICAL)  # what nbclient says, results say as well
FLOOD_POLL_MS = 50
FLOOD = "its process sent more than can be read"
HALF_PAIR = re.compile("\\\\u[dD]|[\ud800-\udfff]")  # perhaps: as JSON escapes it, or as it is
MESSAGE_BYTES = 100  # what the smallest message counts for


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
    """A kernel and the client that drives it.

    Its methods block. `LimitReached` from any of them with ``alive`` False means that the kernel
    is gone and another session has to take over; ``killed`` that it was ended by a signal of which
    nobody can say whose it was: the student's own, or the system's, when memory is short.
    """

    def __init__(self, warm: Warm, limits: Limits, files: dict[str, bytes]) -> None:
        self._limits = limits
        self._loop = asyncio.new_event_loop()
        self._manager = kernel_manager(
            warm.address, limits.for_kernel(), files, confined=warm.confined
        )
        self._context = zmq.asyncio.Context()
        self._context.setsockopt(zmq.MAXMSGSIZE, MAX_PART_BYTES)
        self._manager.context = self._context
        json_bytes = max(MAX_JSON_BYTES, int(limits.output_mib * MIB))
        self._manager.session = BoundedSession(parent=self._manager, json_bytes=json_bytes)
        self._manager.log = SILENT
        self._client = _Client(limits, self._manager)
        self.alive = self.killed = False

    def start(self) -> None:
        """Fork the kernel and wait until it listens.

        Raises:
            EngineFault: the warm process is gone or the kernel does not come up.
        """
        try:
            self._loop.run_until_complete(asyncio.wait_for(self._start(), READY_TIMEOUT_S))
        except TimeoutError:
            raise EngineFault(f"a kernel did not answer within {READY_TIMEOUT_S:g} s") from None
        except OSError as error:
            raise EngineFault(f"a kernel could not be started: {error}") from None
        client = cast(AsyncKernelClient, self._client.kc)
        self._messages = client.session
        self._shell: zmq.Socket[bytes] = zmq.Socket.shadow(client.shell_channel.socket)
        self.alive = True

    async def _start(self) -> None:
        await self._manager.start_kernel()
        client = self._client.kc = self._manager.client(context=self._context)
        client.shell_channel_class = client.iopub_channel_class = BoundedChannel
        client.start_channels(hb=False)
        client.allow_stdin = False
        client.kernel_info()
        watch = asyncio.ensure_future(self._watch())
        both = asyncio.gather(client.get_shell_msg(), client.get_iopub_msg())  # info, and welcome
        awaited: set[asyncio.Future[Any]] = {both, watch}
        done, _ = await asyncio.wait(awaited, return_when=asyncio.FIRST_COMPLETED)
        watch.cancel()
        if both not in done:
            both.cancel()
            await asyncio.gather(both, return_exceptions=True)
            raise EngineFault("a kernel ended before it was ready")

    async def _watch(self) -> None:
        """Return when the kernel's process has ended."""
        while await self._provisioner.poll() is None:
            await asyncio.sleep(DEATH_POLL_S)

    @property
    def _provisioner(self) -> WarmProvisioner:
        return cast(WarmProvisioner, self._manager.provisioner)

    def run_cell(self, cell: Any, timeout_s: float) -> CellResult:
        """Run a code cell, whose outputs it fills in, and say how it ended."""
        self._client.prepare(cell, timeout_s)
        try:
            self._loop.run_until_complete(self._client.async_execute_cell(cell, 0))
        except (DeadKernelError, CellTimeoutError) as error:
            return self._lost(isinstance(error, CellTimeoutError), timeout_s)
        except Oversized:
            self._client.stop_flood()
            return self._lost(False, timeout_s)
        except Exception as error:  # noqa: BLE001  # what a hostile kernel sent could not be read
            self._client.problem = f"its process sent what cannot be read: {type(error).__name__}"
            return self._lost(False, timeout_s)
        if self._client.timed_out:
            return CellResult("timeout", message=f"stopped after {timeout_s:g} s")
        return self._client.result

    def _lost(self, timed_out: bool, timeout_s: float) -> CellResult:
        """Give the kernel up and say why."""
        problem = self._client.problem
        if timed_out and not problem:
            self.alive = False
            return CellResult("timeout", message=f"stopped after {timeout_s:g} s")
        result = CellResult("crashed", message=problem or self._how_it_ended())
        self.alive = False
        return result

    def _how_it_ended(self) -> str:
        status = self._loop.run_until_complete(self._provisioner.poll())
        if status is None:
            return "its process stopped answering"
        self.killed = status == -signal.SIGKILL
        return _ended(status)

    def ask(
        self, request: dict[str, Any], buffers: list[bytes], timeout_s: float
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Send the agent a request and return its reply and buffers.

        Raises:
            LimitReached: it took too long, or the process ended.
        """
        sent = self._messages.send(self._shell, "agent_request", request, buffers=buffers)
        identity = sent["header"]["msg_id"]
        reply = self._reply(identity, timeout_s)
        if reply is None:  # too slow: first ask it to stop, then end it
            self._provisioner.signal(signal.SIGINT)
            self.alive = self._reply(identity, GRACE_S) is not None
            raise LimitReached("timeout", f"no answer within {timeout_s:g} s")
        try:
            return parse_reply(reply["content"]["reply"]), [bytes(b) for b in reply["buffers"]]
        except (KeyError, TypeError, ValueError, RecursionError):
            raise LimitReached("crashed", "its process sent what cannot be read") from None

    def _reply(self, identity: str, timeout_s: float) -> dict[str, Any] | None:
        """Return the reply to message ``identity``, None when time is up.

        It blocks: a round of the event loop takes longer than most answers.
        """
        deadline = time.monotonic() + timeout_s
        process = self._provisioner.pidfd
        poller = zmq.Poller()
        poller.register(self._shell, zmq.POLLIN)
        poller.register(process, zmq.POLLIN)
        inflow = Inflow()
        while (left := deadline - time.monotonic()) > 0:
            ready = dict(poller.poll(min(int(left * 1000) + 1, FLOOD_POLL_MS)))
            if self._shell in ready:
                message = self._received()
                if _answers(message, identity):
                    return message
            elif process in ready:
                self.alive = False
                raise LimitReached("crashed", self._how_it_ended())
            elif inflow.is_flood():
                raise self._flooded()
        return None

    def _flooded(self) -> LimitReached:
        """End the kernel, which sends without end, and return what to raise."""
        self._provisioner.signal(signal.SIGKILL)
        self.alive = False
        return LimitReached("crashed", FLOOD)

    def _received(self) -> dict[str, Any]:
        try:
            return receive(self._shell, self._messages)
        except Oversized:
            raise self._flooded() from None
        except Exception as error:  # noqa: BLE001  # a forged or malformed message
            reason = f"its process sent what cannot be read: {type(error).__name__}"
            raise LimitReached("crashed", reason) from None

    def close(self) -> None:
        """Kill the kernel and everything that it started. Closing twice does nothing."""
        if self._loop.is_closed():
            return
        try:
            self._loop.run_until_complete(self._close())
        finally:
            self.alive = False
            self._context.destroy(linger=0)
            self._loop.close()

    async def _close(self) -> None:
        if self._client.kc is not None:
            self._client.kc.stop_channels()
        if self._manager.has_kernel:
            await self._provisioner.kill()
        if self._manager.provisioner is not None:
            await self._provisioner.cleanup()
        left = asyncio.all_tasks() - {asyncio.current_task()}  # of a cell that was given up
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)


def _ended(status: int | None) -> str:
    """Say how a process ended, by its exit status (negative: a signal)."""
    names = {-9: "it was killed (out of memory or CPU time?)", -11: "a segmentation fault"}
    names |= {-6: "it aborted", -24: "it used up its CPU time"}
    return f"its process ended: {names.get(status or 0, f'exit status {status}')}"


def parse_reply(text: Any) -> dict[str, Any]:
    """Return the JSON object in a reply; half a surrogate pair, which no file takes, becomes ``?``."""
    reply = json.loads(text)
    if HALF_PAIR.search(text):  # almost no reply holds one, and this takes longer than the rest
        reply = json.loads(json.dumps(reply, ensure_ascii=False).encode("utf-8", "replace"))
    return dict(reply)


def _answers(message: dict[str, Any], identity: str) -> bool:
    """Say whether a message is the agent's answer to ours, and to no other request."""
    parent = message.get("parent_header")
    return isinstance(parent, dict) and parent.get("msg_id") == identity


class _Client(NotebookClient):
    """nbclient, told how long each cell may take and how much it may print."""

    def __init__(self, limits: Limits, manager: Any) -> None:
        super().__init__(
            nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell()]),
            km=manager,
            allow_errors=True,
            interrupt_on_timeout=True,
            error_on_timeout={"ename": "TimeoutError", "evalue": "", "traceback": []},
            iopub_timeout=GRACE_S,
            raise_on_iopub_timeout=True,
            on_cell_executed=self._executed,
            log=SILENT,
        )
        self._manager = manager
        self._output_bytes = int(limits.output_mib * MIB)

    def prepare(self, cell: Any, timeout_s: float) -> None:
        """Start afresh for ``cell``."""
        self._timeout_s = timeout_s
        self.nb.cells = [cell]
        self.problem = ""
        self.timed_out = False
        self.result = CellResult("ok")
        self._printed = 0

    def _get_timeout(self, cell: Any) -> Any:
        """Allow fractions of a second: nbclient's own setting takes whole ones."""
        return self._timeout_s

    async def _async_handle_timeout(self, timeout: int, cell: Any = None) -> Any:
        self.timed_out = True
        return await super()._async_handle_timeout(timeout, cell)

    async def _async_poll_kernel_alive(self) -> None:
        """Notice a dead kernel at once (nbclient's own looks every second), and one that floods."""
        inflow = Inflow()
        while await self._manager.provisioner.poll() is None:
            if inflow.is_flood():
                self.stop_flood()
            await asyncio.sleep(DEATH_POLL_S)
        if self.task_poll_for_reply is not None:
            self.task_poll_for_reply.cancel()

    def _executed(self, cell: Any, cell_index: int, execute_reply: dict[str, Any]) -> None:
        content = execute_reply["content"]
        if content["status"] != "ok":
            name = clean_text(str(content.get("ename", "error")))[:80]
            message = clean_text(str(content.get("evalue", "")))[:300]
            self.result = CellResult("raised", name, message)

    def process_message(self, msg: dict[str, Any], cell: Any, cell_index: int) -> Any:
        """Count what the cell prints; past the limit, end its process."""
        self._printed += _size(msg)
        if self._printed <= self._output_bytes:
            return super().process_message(msg, cell, cell_index)
        self.stop_flood()
        return None

    def stop_flood(self) -> None:
        """End the kernel of a cell that shows more than it may."""
        if not self.problem:
            self.problem = f"it printed more than {self._output_bytes / MIB:g} MiB"
            self._manager.provisioner.signal(signal.SIGKILL)


def _size(message: dict[str, Any]) -> int:
    """Return about how many bytes a message holds, wherever in it; an empty one holds a few too."""
    buffers = sum(len(buffer) for buffer in message.get("buffers", []))
    return MESSAGE_BYTES + len(json.dumps(message["content"])) + buffers
