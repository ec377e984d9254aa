"""Messages from the kernel, as they arrive on its sockets, read by a session whose kernel is ours."""

import functools
import json
import os
import pickle
import socket
from contextlib import suppress
from threading import Thread
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import made_up
import zmq
from documents import assert_shown
from hostile import (
    hostile_json,
    spoilt_bytes,
    spoilt_tree,
)
from hypothesis import strategies as st

from autograder.errors import ExecutionStopped
from autograder.grading.grading_result import GradingResult
from autograder.kernels import question_channel
from autograder.kernels.cell_outputs import CellOutputs
from autograder.kernels.channels import KernelChannels
from autograder.kernels.kernel_session import CellOutcome, KernelSession
from autograder.kernels.message_limits import BoundedSession
from autograder.kernels.question_channel import QuestionChannel
from autograder.sandbox.warm_process import KernelSource
from course_utils.checking.frames import HEAD, TOKEN_BYTES, pack_frame

QUESTION = "question"  # what every message of ours is called
TOKEN = QUESTION.encode().ljust(TOKEN_BYTES)

# ---- messages from the kernel


class _Session(BoundedSession):
    """A session whose messages all have the same number, so that a seed stays one."""

    @property
    def msg_id(self) -> str:
        return QUESTION


class _Kernel:
    """A `KernelSession` whose kernel is ours: it sends what it is told to, and never runs."""

    def __init__(self) -> None:
        self.session = KernelSession(
            KernelSource("/nowhere"), made_up.quick_limits(output_mib=0.5), {}
        )
        self.pidfd = os.pidfd_open(os.getpid())
        provisioner = SimpleNamespace(signal=self._signal, ended=lambda: None, pidfd=self.pidfd)
        self.session._manager = SimpleNamespace(provisioner=provisioner)  # type: ignore[assignment]
        self.shell, self._our_shell = self._pair("shell")
        self.iopub, self._our_iopub = self._pair("iopub")

    def _signal(self, number: int) -> None:
        """Nobody is there to hear it."""

    def _pair(self, name: str) -> tuple[Any, Any]:
        theirs, ours = (self.session._context.socket(zmq.PAIR) for _ in range(2))
        theirs.bind(f"inproc://{name}")
        ours.connect(f"inproc://{name}")
        return theirs, ours

    def afresh(self) -> _Session:
        """Forget all messages and what they left, and return the new messages' session."""
        for each in (self._our_shell, self._our_iopub, self.shell, self.iopub):
            with suppress(zmq.Again):
                while True:
                    each.recv_multipart(zmq.NOBLOCK)
        messages = _Session(key=b"key")
        self.session._wire = KernelChannels(messages, self._our_shell, self._our_iopub, self.pidfd)
        self.session._outputs = CellOutputs(0.5)
        self.session.alive = True
        return messages


kernel = functools.cache(_Kernel)
Message = tuple[str, list[bytes], list[bytes], bool]  # channel, four parts, buffers, signed


def sent(channel: Any, messages: _Session, message: Message) -> None:
    """Send a message whose parts may be anything, signed as the kernel would or not."""
    _, parts, buffers, signed = message
    frames = [b"<IDS|MSG>", messages.sign(parts) if signed else b"forged", *parts, *buffers]
    channel.send_multipart(frames if signed or len(buffers) != 1 else frames[1:])


def told(kind: str, content: Any, channel: str = "iopub") -> list[Any]:
    """Return an honest message as JSON trees: header, parent header, metadata, content."""
    header = {"msg_id": f"m-{kind}", "msg_type": kind, "version": "5.3", "session": "s"}
    header |= {"username": "u", "date": "2026-01-01T00:00:00.000000Z"}
    parent = {"msg_id": QUESTION, "msg_type": "execute_request", "date": header["date"]}
    return [channel, [header, parent, {}, content]]


def dumped(trees: list[Any]) -> list[bytes]:
    """Return a message's four parts as they are sent."""
    return [json.dumps(tree).encode() for tree in trees]


SHOWN = {"data": {"text/plain": "7", "image/png": "iVBORw0KGgo="}, "metadata": {}}
ERROR = {"ename": "ValueError", "evalue": "no", "traceback": ["a", "b"]}
NAMED = {**SHOWN, "transient": {"display_id": "d"}}
WIDGET = {"data": {"state": {"_model_name": "OutputModel", "msg_id": QUESTION}}, "comm_id": "c"}
WIDGET["data"]["buffer_paths"] = [["state", "x"]]
CELL_MESSAGES = [
    told("stream", {"name": "stdout", "text": "hello"}),
    told("stream", {"name": "stderr", "text": "\ud800"}),
    told("execute_result", {**SHOWN, "execution_count": 1}),
    told("display_data", SHOWN),
    told("display_data", NAMED),
    told("update_display_data", NAMED),
    told("clear_output", {"wait": True}),
    told("error", ERROR),
    told("status", {"execution_state": "busy"}),
    told("execute_input", {"code": "1", "execution_count": 1}),
    told("comm_open", {**WIDGET, "target_name": "jupyter.widget"}),
    told("comm_msg", {**WIDGET, "data": {**WIDGET["data"], "method": "update"}}),
    told("execute_reply", {"status": "ok", "execution_count": 1}, "shell"),
    told("execute_reply", {"status": "error", **ERROR}, "shell"),
]
DONE = [
    told("execute_reply", {"status": "ok"}, "shell"),
    told("status", {"execution_state": "idle"}),
]


def hostile_messages(seeds: list[Any]) -> st.SearchStrategy[list[Message]]:
    """Return messages of a kernel, some of them honest."""
    seed = st.sampled_from(seeds)
    buffers = st.lists(st.binary(max_size=20), max_size=2)
    parts = st.one_of(
        spoilt_tree(seed.map(lambda told: told[1]))
        .filter(lambda parts: isinstance(parts, list) and len(parts) == 4)
        .map(dumped),
        seed.flatmap(
            lambda told: st.tuples(*(spoilt_bytes(st.just(part), 2) for part in dumped(told[1])))
        ).map(list),
        st.lists(st.binary(max_size=20), max_size=6),
    )
    signed = st.sampled_from([True, True, True, False])
    broken = st.tuples(st.sampled_from(["iopub", "shell"]), parts, buffers, signed)
    honest = seed.map(lambda told: (told[0], dumped(told[1]), [], True))
    return st.lists(honest | broken, min_size=1, max_size=4)


def read_cell(incoming: list[Message]) -> None:
    """How the cell ended, and outputs that can be kept, sent on, shown and written."""
    ours = kernel()
    messages = ours.afresh()
    for message in [*incoming, *((told[0], dumped(told[1]), [], True) for told in DONE)]:
        sent(getattr(ours, message[0]), messages, message)
    cell = made_up.code("x", "cell")
    result = ours.session.run_cell(cell, 5)
    assert type(result) is CellOutcome
    assert result.status in ("ok", "raised", "timeout", "crashed")
    f"{result.error}: {result.message}".encode()  # as it stands in a flag or a check's message
    graded = GradingResult(outputs={"tiny": {"cell": cell.outputs}})
    again = pickle.loads(pickle.dumps(graded))
    assert json.loads(json.dumps(again.as_dict()))["outputs"]["tiny"]["cell"] is not None
    assert_shown(cell.outputs)


class _Questions(QuestionChannel):
    """A channel whose questions all have the same token, so that a seed stays one."""

    def _new_token(self) -> bytes:
        return TOKEN


def sent_on(stream: socket.socket, data: bytes) -> None:
    """Send all that is read of the data, and close."""
    with stream, suppress(OSError):
        stream.sendall(data)


def framed(tree: Any, buffers: list[bytes], token: bytes = TOKEN) -> bytes:
    """Return a frame as an honest kernel sends it."""
    return b"".join(pack_frame(token, tree, buffers))


def read_reply(incoming: bytes) -> None:
    """A reply's JSON object and its buffers, or ExecutionStopped."""
    session, (ours, theirs) = kernel().session, socket.socketpair()
    session.alive = True
    session._questions = _Questions(ours, kernel().pidfd)
    sender = Thread(target=sent_on, args=(theirs, incoming + framed(*ANSWERED)))
    sender.start()
    try:
        with ours, patch.object(question_channel, "END_S", 0):
            reply, buffers = session.ask({"op": "value"}, [], 5)
    except ExecutionStopped as reached:
        limit = reached
    else:
        assert type(reply) is dict
        assert all(type(buffer) is bytes for buffer in buffers)
        return
    finally:
        sender.join()
    assert limit.status == "crashed"  # the last bytes come at once: nothing is waited for


ANSWERED: tuple[Any, list[bytes]] = ({"status": "ok", "value": 1}, [b"\x93NUMPY", b""])
frames = st.one_of(
    spoilt_bytes(st.just(framed(*ANSWERED)), 3),
    hostile_json(st.just(ANSWERED[0])).map(
        lambda text: HEAD.pack(TOKEN, len(text), 0) + text,
    ),
    st.builds(
        framed, st.just(ANSWERED[0]), st.lists(st.binary(max_size=20)), st.binary(max_size=16)
    ),
    st.binary(max_size=60),
)
agent_replies = st.lists(frames, max_size=4).map(b"".join)
