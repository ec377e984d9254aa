"""Whatever bytes a student sends, what reads them keeps its promise, in time, and grows by nothing.

``make fuzz`` runs the same with many more inputs, new ones each time.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from cpu_units import unit_s
from figures import FIGURES, Figures
from hypothesis import HealthCheck, Phase, given, seed, settings
from parsers import PARSERS, Parser

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:Generating overly large repr"),
]

QUICK_INPUTS = 10_000  # in `make test`
INPUTS = int(os.environ.get("FUZZ_INPUTS", "0"))  # in all; 0: as in `make test`
SHARES = sum(parser.share for parser in PARSERS)
LONG_SHARE = 50  # of so many inputs one is long
FRESH_SHARE = 4  # and for the growth of memory, one is read again
INPUT_UNITS = 600  # processor time for one input (`cpu_units`): the slowest takes a third of it
SOON_S = 0.5  # what takes less is not worth a look at how fast this machine is
HANG_S = 300  # of the clock; what hangs took hours
GROWTH_BYTES = 200_000  # allowed in all: caches that are bounded (patterns, validators, types)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Let nbformat keep what it thinks of an input to itself: kept logs would pass for growth."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


class Hang(BaseException):
    """An input took so long that it was given up; no parser may catch this."""


@contextmanager
def no_hang() -> Iterator[None]:
    """Give an input up that does not end."""

    def give_up(*_: Any) -> None:
        raise Hang

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(HANG_S)
    try:
        yield
    except Hang:
        pytest.fail(f"no end within {HANG_S} s")
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def timed(read: Callable[[Any], None], data: Any, figures: Figures) -> None:
    """Let the parser read an input, in time; twice, where a library may have been loaded."""
    for _ in range(2):
        began = time.process_time()
        with no_hang():
            read(data)
        took_s = time.process_time() - began
        if took_s < SOON_S:
            break
    figures.took(took_s, data)
    if took_s >= SOON_S:
        units = took_s / unit_s()
        assert units < INPUT_UNITS, f"{took_s:.1f} s for one input: {units:.0f} units"


def inputs_for(parser: Parser) -> int:
    """Return how many inputs a parser gets."""
    return round((INPUTS or QUICK_INPUTS) * parser.share / SHARES)


def configured(inputs: int) -> settings:
    """Return hypothesis's settings: the same inputs each time in `make test`, new ones in `make fuzz`."""
    return settings(
        max_examples=max(1, inputs),
        derandomize=not INPUTS,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
def test_any_input_is_read_or_refused(parser: Parser) -> None:
    """Whatever comes is read or refused as documented, and soon."""
    figures = FIGURES.setdefault(parser.name, Figures())

    @configured(inputs_for(parser))
    @given(parser.inputs)
    def read(data: Any) -> None:
        timed(parser.read, data, figures)

    read()


@pytest.mark.parametrize(
    "parser",
    [each for each in PARSERS if each.long_inputs is not None],
    ids=lambda parser: parser.name,
)
def test_a_long_input_is_read_or_refused_as_soon(parser: Parser) -> None:
    """The same few letters a hundred thousand letters long are no hang: time grows with length alone."""
    figures = FIGURES.setdefault(parser.name, Figures())
    assert parser.long_inputs is not None

    @configured(inputs_for(parser) // LONG_SHARE)
    @given(parser.long_inputs)
    def read(data: Any) -> None:
        timed(parser.read, data, figures)

    read()


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
def test_reading_leaves_nothing_behind(parser: Parser) -> None:
    """After many inputs a parser holds no more memory than before.

    They are drawn beforehand, so that hypothesis's own memory does not count, and the first half is
    read before counting starts, so that what is loaded or compiled once does not.
    """
    figures = FIGURES.setdefault(parser.name, Figures())
    drawn: list[Any] = []

    @seed(1)
    @configured(inputs_for(parser) // FRESH_SHARE)
    @given(parser.inputs)
    def draw(data: Any) -> None:
        drawn.append(data)

    draw()
    half = len(drawn) // 2
    for data in drawn[:half]:
        timed(parser.read, data, figures)
    gc.collect()
    tracemalloc.start()
    try:
        for data in drawn[half:]:
            parser.read(data)
        gc.collect()
        figures.growth_bytes, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    figures.inputs += len(drawn) - half
    assert figures.growth_bytes < GROWTH_BYTES
