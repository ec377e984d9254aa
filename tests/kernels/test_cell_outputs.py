"""What a cell shows is bounded, and the cell runs on."""

from __future__ import annotations

import time

import made_up
import pytest
from one_kernel import Start, answer, run

from autograder.kernels.kernel_session import GRACE_S, CellOutcome
from autograder.kernels.own_deadline import MOST_TIMES

CUT = "\n… output beyond 0.25 MiB is left out\n"


def test_output_beyond_the_bound_is_cut_and_the_cell_goes_on(start: Start) -> None:
    """What is printed beyond the bound is left out, a line says so, and the cell runs to its end."""
    session = start(output_mib=0.25)
    result, shown = run(session, "for _ in range(1000):\n    print('x' * 1000)\nlast = 7\nlast")
    assert result == CellOutcome("ok", cut="0.25 MiB")
    printed, _, value = shown.partition(CUT)
    assert 0.2 * (1 << 20) < len(printed) <= 0.25 * (1 << 20)
    assert value == "7"
    assert answer(session, "last") == "7"


def test_an_error_behind_a_flood_is_shown(start: Start) -> None:
    """How a cell ends is shown, however much it printed before."""
    cell = made_up.code("print('x' * 1_000_000)\n1 / 0", "cell")
    result = start(output_mib=0.25).run_cell(cell, 300)
    assert (result.status, result.error, result.cut) == ("raised", "ZeroDivisionError", "0.25 MiB")
    assert cell.outputs[-1].ename == "ZeroDivisionError"


def test_a_text_longer_than_any_message_is_cut_as_well(start: Start) -> None:
    """One print of 120 MB costs nothing but what is beyond the bound; nor does such an error."""
    session = start(output_mib=0.25)
    result, shown = run(session, "print('ä' * 20_000_000); x = 1")
    assert result == CellOutcome("ok", cut="0.25 MiB")
    assert shown == "ä" * (1 << 17) + CUT
    result, shown = run(session, "raise ValueError('x' * 20_000_000)")
    assert (result.status, result.error, shown) == ("raised", "ValueError", CUT)
    assert answer(session, "x") == "1"


def test_what_clear_output_takes_away_does_not_count(start: Start) -> None:
    """A picture that is drawn again and again, as an animation is, counts once."""
    again = "from IPython.display import clear_output\nfor number in range(9):\n"
    again += "    clear_output(wait=True)\n    print('x' * 100_000, number)"
    result, shown = run(start(output_mib=0.25), again)
    assert result == CellOutcome("ok")
    assert shown.endswith("8\n")


@pytest.mark.parametrize(
    "flood",
    [
        "print('x' * 1000)",
        "display({}, raw=True)",
        "display({'text/plain': ''}, raw=True, metadata={'a': {'b': {'c': 'x' * 10_000}}})",
    ],
    ids=["of text", "of empty messages", "of metadata"],
)
def test_an_endless_flood_is_cut_and_stopped_in_time(start: Start, flood: str) -> None:
    """What a message holds counts, wherever, and so does each message."""
    cell = made_up.code(f"while True:\n    {flood}", "cell")
    began = time.monotonic()
    result = start(output_mib=0.0625).run_cell(cell, 1)
    assert result == CellOutcome("timeout", message="stopped after 1 s", cut="0.0625 MiB")
    assert time.monotonic() - began < MOST_TIMES + 2 * GRACE_S
    assert len(cell.outputs) <= (1 << 16) // 100 + 2


def test_output_counts_by_the_cell(start: Start) -> None:
    """Each cell may print its share, whatever the one before printed."""
    session = start(output_mib=0.25)
    for _ in range(3):
        assert len(answer(session, "print('x' * 200_000)")) == 200_001
