"""What a kernel sends is bounded: by its JSON, by its parts, and by what waits to be read."""

from __future__ import annotations

import time

import made_up
import pytest
import zmq

from autograder.course.assignment import Assignment
from autograder.kernels import kernel_session, message_limits, question_channel
from autograder.kernels.kernel_session import FLOOD, GRACE_S, KernelSession
from autograder.kernels.own_deadline import MOST_TIMES
from autograder.sandbox.warm_process import KernelSource

SENDING = """
questions, asked = get_ipython().kernel.questions, []
def send(token, reply, buffers, honest=questions.reply):
    if asked:
        {more}
        asked.clear()
    honest(token, reply, buffers)
questions.reply = send
def double(x):
    asked.append(x)
    return 2 * x
"""
WORDY = SENDING.replace("{more}", 'reply["more"] = [[]] * 200_000')
MANY_BUFFERS = SENDING.replace("{more}", 'buffers = [*buffers, *[b"x"] * 20_000]')
LARGE_BUFFERS = SENDING.replace("{more}", "buffers = [*buffers, *[bytes(6 << 20)] * 4]")
FLOODING = """
import time
def double(x):
    thread = get_ipython().kernel.iopub_thread
    for _ in range(3):  # so large that their memory is always new, never some that was given back
        thread.send_multipart([b"stream", bytes(40 << 20)])
    time.sleep(5)  # the grader looks within that time
    return 2 * x
"""
MIB = 1 << 20


def double_of(assignment: Assignment, warm: KernelSource, source: str) -> tuple[str, str]:
    """Return how `double` ends with this answer, and its messages."""
    notebook = made_up.make_notebook({"double": source})
    graded = made_up.grade_here(assignment, made_up.submission_of(assignment, notebook), warm)
    return made_up.statuses(graded)["double"], made_up.messages(graded, "double")


@pytest.mark.parametrize(
    ("source", "where", "bound", "value"),
    [
        (WORDY, question_channel, "MAX_JSON_BYTES", MIB // 2),
        (MANY_BUFFERS, question_channel, "MAX_BUFFERS", 10_000),
        (LARGE_BUFFERS, question_channel, "MAX_PART_BYTES", 5 * MIB),
        (LARGE_BUFFERS, question_channel, "MAX_REPLY_BYTES", 20 * MIB),
        (FLOODING, message_limits, "MAX_INFLOW_BYTES", 16 * MIB),
    ],
    ids=["JSON", "buffers", "a buffer", "all buffers", "inflow"],
)
def test_more_than_the_bound_ends_the_kernel(
    source: str,
    where: object,
    bound: str,
    value: int,
    assignment: Assignment,
    warm: KernelSource,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Beyond a bound it costs the exercise that sent it alone; the twin, within it, is read."""
    assert double_of(assignment, warm, source)[0] == "passed"
    monkeypatch.setattr(where, bound, value)
    assignment = made_up.make_assignment(
        assignment.source.parents[2], limits=made_up.quick_limits(output_mib=0.25)
    )
    status, message = double_of(assignment, warm, source)
    assert (status, message) == ("crashed", "\n".join([f"no result: {FLOOD}"] * 2))


LONG = """
kernel = get_ipython().kernel
content = b'{{"name": "stdout", "text": "", "x": [' + b"[]," * {lists} + b"0]}}"
about = kernel.get_parent("shell")
kernel.session.send(kernel.iopub_socket, "stream", content, about, ident=b"stream")
"""


def test_a_message_too_long_to_be_parsed_is_passed_over(
    assignment: Assignment, warm: KernelSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is never parsed, and its cell is judged; the twin, within the bound, is parsed."""
    source = f"{LONG.format(lists=MIB // 3)}\n{made_up.RIGHT['double']}"
    parsed: list[int] = []
    read = message_limits._unpack

    def unpack(part: bytes) -> dict[str, object]:
        parsed.append(len(part))
        return read(part)

    monkeypatch.setattr(message_limits, "_unpack", unpack)
    assert double_of(assignment, warm, source) == ("passed", "\n")
    assert max(parsed) >= MIB
    monkeypatch.setattr(kernel_session, "MAX_SHOWN_BYTES", MIB // 2)
    limits = made_up.quick_limits(output_mib=0.25)
    assignment = made_up.make_assignment(assignment.source.parents[2], limits=limits)
    parsed.clear()
    assert double_of(assignment, warm, source) == ("passed", "\n")
    assert max(parsed) < MIB


ENDLESS = """
kernel, about = get_ipython().kernel, get_ipython().kernel.get_parent("shell")
frames = kernel.session.serialize(kernel.session.msg("{kind}", {content}, parent=about), b"stream")
def flood():
    while True:  # the same bytes again and again, so that nothing bounds it but who reads
        kernel.iopub_thread.socket.send_multipart(frames + [bytes({buffer})], copy=False)
kernel.iopub_thread.schedule(flood)
import time
time.sleep(60)
"""
PRINTED = '{"name": "stdout", "text": "x" * (1 << 20)}'


@pytest.mark.parametrize(
    ("kind", "content", "buffer"),
    [
        ("stream", PRINTED, 0),
        ("stream", PRINTED.replace("20", "25"), 0),
        ("comm_msg", '{"comm_id": "c", "data": {}}', 8 << 20),
    ],
    ids=["printed", "too long to be parsed", "of a widget"],
)
def test_gigabytes_as_fast_as_can_be_fill_no_memory_and_end_in_time(
    warm: KernelSource, kind: str, content: str, buffer: int
) -> None:
    """A kernel that never stops sending costs its cell's time, and a bounded part of the memory."""
    cell = made_up.code(ENDLESS.format(kind=kind, content=content, buffer=buffer), "cell")
    session = KernelSession(warm, made_up.quick_limits(output_mib=0.25), {})
    session.start()
    before, began = message_limits._resident_bytes(), time.monotonic()
    result = session.run_cell(cell, 3)
    took = time.monotonic() - began
    grown = message_limits._resident_bytes() - before
    session.close()
    assert (result.status in ("timeout", "crashed"), session.alive) == (True, False)
    assert took < MOST_TIMES * 3 + 2 * GRACE_S
    assert grown < 2 * message_limits.MAX_INFLOW_BYTES
    assert sum(len(str(output)) for output in cell.outputs) < MIB


REPLYING = """
import time
kernel, about = get_ipython().kernel, get_ipython().kernel.get_parent("shell")
_, _, ident = kernel.shell_stream, about, kernel._get_shell_context_var(kernel._shell_parent_ident)
while True:
    kernel.session.send(kernel.shell_stream, "execute_reply", {"status": "ok"}, about, ident=ident)
    kernel.shell_stream.flush()
    time.sleep(0.2)
"""


def test_one_reply_counts(warm: KernelSource) -> None:
    """A kernel that replies again and again puts the end of its cell off by nothing."""
    session = KernelSession(warm, made_up.quick_limits(), {})
    session.start()
    began = time.monotonic()
    result = session.run_cell(made_up.code(REPLYING, "cell"), 60)
    session.close()
    assert result.status == "timeout"
    assert time.monotonic() - began < 3 * GRACE_S


def test_a_message_of_too_many_parts_is_not_read_to_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """At the bound its sender is given up; the twin, within the bound, is read on."""
    context = zmq.Context()
    with context, context.socket(zmq.PAIR) as theirs, context.socket(zmq.PAIR) as ours:
        theirs.bind("inproc://parts")
        ours.connect("inproc://parts")
        session = message_limits.BoundedSession()
        for parts, error in ((100, ValueError), (101, message_limits.MessageFlood)):
            theirs.send_multipart([b"x"] * parts)
            monkeypatch.setattr(message_limits, "MAX_PARTS", 100)
            with pytest.raises(error):
                message_limits.receive_pending_message(ours, session)
        assert ours.get(zmq.RCVMORE)
