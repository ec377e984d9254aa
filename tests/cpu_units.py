"""Processor time in units of this machine: a bound in seconds would judge the machine, not the code."""

from __future__ import annotations

import io
import time
import tokenize
from collections.abc import Callable, Iterator
from contextlib import contextmanager

LINES = "total = [each * 2 + 1 for each in range(10)]\n" * 200
SAMPLES = 3


def _work() -> None:
    for _ in tokenize.generate_tokens(io.StringIO(LINES).readline):
        pass


def cpu_s(work: Callable[[], object]) -> float:
    """Return the processor time that ``work`` takes, in seconds."""
    began = time.process_time()
    work()
    return time.process_time() - began


def unit_s() -> float:
    """Return how long a piece of pure Python takes now: to tokenize 200 lines, some 10 ms.

    Of a few samples the longest: what is beside it on the machine slows both sides.
    """
    return max(cpu_s(_work) for _ in range(SAMPLES))


@contextmanager
def at_most(units: float) -> Iterator[None]:
    """Expect that a block takes no more processor time than so many units."""
    before = unit_s()
    began = time.process_time()
    yield
    took = time.process_time() - began
    unit = max(before, unit_s())
    assert took <= units * unit, f"{took:.2f} s of CPU: {took / unit:.0f} units, at most {units:g}"
