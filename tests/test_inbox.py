"""What a kernel sends is bounded: by its JSON, by its parts, and by what waits to be read."""

from __future__ import annotations

import made_up
import pytest

from autograder import inbox, session
from autograder.assignment import Assignment
from autograder.session import FLOOD, Warm

SENDING = """
kernel, asked = get_ipython().kernel, []
def send(stream, kind, content=None, *rest, honest=kernel.session.send, **named):
    if asked:
        {more}
        asked.clear()
    return honest(stream, kind, content, *rest, **named)
kernel.session.send = send
def double(x):
    asked.append(x)
    return 2 * x
"""
WORDY = SENDING.replace("{more}", 'content = {**content, "more": [[]] * 200_000}')
MANY_PARTS = SENDING.replace("{more}", 'named["buffers"] = [*named["buffers"], *[b"x"] * 20_000]')
FLOODING = """
import time
def double(x):
    thread = get_ipython().kernel.iopub_thread
    for _ in range(8):
        thread.send_multipart([b"stream", bytes(8 << 20)])
    time.sleep(1)
    return 2 * x
"""
MIB = 1 << 20


def double_of(assignment: Assignment, warm: Warm, source: str) -> tuple[str, str]:
    """Return how `double` ends with this answer, and its messages."""
    notebook = made_up.make_notebook({"double": source})
    graded = made_up.grade_here(assignment, made_up.submission_of(assignment, notebook), warm)
    return made_up.statuses(graded)["double"], made_up.messages(graded, "double")


@pytest.mark.parametrize(
    ("source", "where", "bound", "value"),
    [
        (WORDY, session, "MAX_JSON_BYTES", MIB // 2),
        (MANY_PARTS, inbox, "MAX_PARTS", 10_000),
        (FLOODING, inbox, "MAX_INFLOW_BYTES", 16 * MIB),
    ],
    ids=["JSON", "parts", "inflow"],
)
def test_more_than_the_bound_ends_the_kernel(
    source: str,
    where: object,
    bound: str,
    value: int,
    assignment: Assignment,
    warm: Warm,
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


def test_a_cell_that_shows_too_much_at_once_ends_its_kernel(
    assignment: Assignment, warm: Warm
) -> None:
    """An output too long to be parsed is never parsed, and the cell's exercise alone is lost."""
    lists = (inbox.MAX_JSON_BYTES // 3) + 1
    source = f"""
kernel = get_ipython().kernel
content = b'{{"name": "stdout", "text": "", "x": [' + b"[]," * {lists} + b"0]}}"
about = kernel.get_parent("shell")
kernel.session.send(kernel.iopub_socket, "stream", content, about, ident=b"stream")
"""
    status, message = double_of(assignment, warm, source)
    assert (status, "its cell did not finish: it printed more than" in message) == ("crashed", True)
