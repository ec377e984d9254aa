"""A cell that awaits, leaves or asks does in grading what it does in JupyterLab, as far as can be."""

from __future__ import annotations

import pytest
from one_kernel import Start, answer, run, student

from autograder.kernels.kernel_session import CellOutcome
from course_utils.checking.student import AnswerRaised


def test_a_cell_awaits_as_in_jupyterlab(start: Start) -> None:
    """Top-level await, async for and async with run in the kernel's own loop."""
    session = start()
    answer(session, "import asyncio, contextlib\nawait asyncio.sleep(0.01)\nprint()")
    gather = "await asyncio.gather(*(asyncio.sleep(0.01, each) for each in range(3)))"
    assert answer(session, gather) == "[0, 1, 2]"
    numbers = "async def numbers():\n    yield 1\n    yield 2\n"
    assert answer(session, numbers + "async for each in numbers():\n    print(each)") == "1\n2\n"
    closing = "async with contextlib.aclosing(numbers()) as kept:\n    print(await anext(kept))"
    assert answer(session, closing) == "1\n"


def test_asyncio_run_says_what_it_says_in_jupyterlab(start: Start) -> None:
    """A cell runs in a loop already: `asyncio.run` refuses, as at home."""
    result, _ = run(start(), "import asyncio\nasyncio.run(asyncio.sleep(0))")
    assert (result.status, result.error) == ("raised", "RuntimeError")
    assert result.message == "asyncio.run() cannot be called from a running event loop"


@pytest.mark.parametrize(
    "source",
    [
        "await asyncio.sleep(1000)",
        "await asyncio.sleep(0)\nwhile True:\n    pass",
        "async def busy():\n    while True:\n        pass\n"
        "task = asyncio.create_task(busy())\nawait asyncio.sleep(1000)",
    ],
    ids=["waits", "computes", "computes in a task"],
)
def test_an_await_without_end_is_stopped_and_the_kernel_goes_on(start: Start, source: str) -> None:
    """A cell that awaits is interrupted at its time like any other, and its names are kept."""
    session = start()
    result, _ = run(session, f"import asyncio\nx = 7\n{source}", timeout_s=1)
    assert result == CellOutcome("timeout", message="stopped after 1 s")
    assert session.alive
    assert answer(session, "await asyncio.sleep(0, x)") == "7"


@pytest.mark.parametrize(
    ("leave", "outcome"),
    [
        ("exit()", CellOutcome("ok")),
        ("quit()", CellOutcome("ok")),
        ("import sys\nsys.exit('done')", CellOutcome("raised", "SystemExit", "done")),
        ("raise SystemExit", CellOutcome("raised", "SystemExit")),
        (
            "import asyncio, sys\nasync def leave():\n    sys.exit()\n"
            "task = asyncio.create_task(leave())\nawait asyncio.sleep(0.01)",
            CellOutcome("ok"),
        ),
        ("import asyncio\nasyncio.get_event_loop().stop()", CellOutcome("ok")),
    ],
    ids=["exit", "quit", "sys.exit", "SystemExit", "in a task", "stops the loop"],
)
def test_a_cell_that_leaves_ends_nothing(start: Start, leave: str, outcome: CellOutcome) -> None:
    """What would end the session at home ends its cell at most; names are kept, later cells run."""
    session = start()
    assert run(session, f"kept = 7\n{leave}")[0] == outcome
    assert answer(session, "import time; time.sleep(0.3); kept") == "7"
    assert answer(session, "kept") == "7"


def test_input_says_that_nobody_types(start: Start) -> None:
    """`input` and `getpass` raise what they raise without a keyboard, and say what to do."""
    session = start()
    for ask in ("input('name')", "import getpass; getpass.getpass()"):
        result, _ = run(session, ask)
        assert (result.status, result.error) == ("raised", "StdinNotImplementedError")
        assert "nobody is at the keyboard in grading" in result.message
        assert 'write the value into the cell, as in name = "Ada"' in result.message
    answer(session, "def f(): return input()\nprint()")
    with pytest.raises(AnswerRaised, match="nobody is at the keyboard in grading"):
        student(session).call("f")
