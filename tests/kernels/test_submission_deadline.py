"""A submission's time is over when it is over, whatever has to be run again."""

from __future__ import annotations

from typing import Any

import pytest
from nbformat.v4 import new_code_cell

from autograder.course.limits import Limits
from autograder.errors import ExecutionStopped
from autograder.kernels import recovering_kernel
from autograder.kernels.kernel_session import CellOutcome
from autograder.kernels.recovering_kernel import RecoveringKernel

LIMITS = Limits(cell_s=60, submission_s=100)


class Clock:
    """The time of day, which only cells move on."""

    now = 0.0

    def monotonic(self) -> float:
        """Return the time."""
        return self.now


class FakeSession:
    """A kernel whose cells take as long as they say, up to the time that they are given."""

    def __init__(self, clock: Clock, ran: list[tuple[str, float]]) -> None:
        self.clock, self.ran = clock, ran
        self.alive, self.killed = True, False

    def is_running(self) -> bool:
        """Say whether it is."""
        return self.alive

    def run_cell(self, cell: Any, timeout_s: float, *_: Any) -> CellOutcome:
        """Take the cell's time; a cell called `end` ends the kernel."""
        self.ran.append((cell.source, timeout_s))
        first = [source for source, _ in self.ran].count(cell.source) == 1
        self.clock.now += min(1.0 if first else 50.0, timeout_s)  # slow when it is run again
        self.alive = cell.source != "end"
        return CellOutcome("ok" if self.alive else "crashed")

    def close(self) -> None:
        """End it."""
        self.alive = False


class FakeSupply:
    """Gives kernels without end."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self.ran = clock, list[tuple[str, float]]()

    def take(self, *_: Any) -> FakeSession:
        """Return a new kernel."""
        return FakeSession(self.clock, self.ran)

    def end(self, session: FakeSession) -> None:
        """End a kernel."""
        session.close()


def test_cells_that_are_slow_when_run_again_use_up_no_more_than_the_submissions_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Once the time is over nothing is run again, and what is left says that it had none."""
    clock = Clock()
    monkeypatch.setattr(recovering_kernel, "time", clock)
    supply = FakeSupply(clock)
    kernel = RecoveringKernel(supply, LIMITS, {}, deadline=100.0)  # type: ignore[arg-type]
    for number in range(20):
        kernel.run_cell(new_code_cell(f"cell {number}"))
    kernel.run_cell(new_code_cell("end"))
    outcome = kernel.run_cell(new_code_cell("behind"))
    assert (outcome.status, outcome.message) == ("timeout", "no time was left for it")
    assert clock.now == 100.0
    assert all(timeout_s > 0 for _, timeout_s in supply.ran)
    assert [source for source, _ in supply.ran[21:]] == ["cell 0", "cell 1"]
    with pytest.raises(ExecutionStopped, match="no time was left for it"):
        kernel.ask({}, [])
    assert clock.now == 100.0
