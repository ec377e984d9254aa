"""A kernel that is lost costs the cell that ended it, and its names alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import made_up
import pytest
from running import until

from autograder.kernels.kernel_supply import KernelSupply
from autograder.kernels.recovering_kernel import RecoveringKernel
from autograder.sandbox.warm_process import KernelSource


@pytest.fixture
def kernel(warm: KernelSource) -> Iterator[RecoveringKernel]:
    """A kernel that ends with the test."""
    kernels = KernelSupply(warm, made_up.quick_limits())
    kernel = RecoveringKernel(kernels, made_up.quick_limits(), {})
    yield kernel
    kernel.close()
    kernels.close()


def shown(kernel: RecoveringKernel, source: str) -> str:
    """Run a cell that has to go well, and return its value."""
    cell = made_up.code(source, "cell")
    result = kernel.run_cell(cell)
    assert result.status == "ok", result
    return "".join(output.get("data", {}).get("text/plain", "") for output in cell.outputs)


@pytest.mark.parametrize(
    "end",
    ["os._exit(0)", "os.abort()"],
    ids=["_exit", "abort"],
)
def test_a_cell_that_ends_its_process_costs_its_own_names(
    kernel: RecoveringKernel, end: str
) -> None:
    """A new kernel has all that ran before and runs what comes behind, without that cell."""
    shown(kernel, "import os\nbefore = 1")
    lost: Any = kernel.run_cell(made_up.code(f"own = 2\n{end}", "cell"))
    assert lost.status == "crashed"
    shown(kernel, "behind = before + 2")
    names = "[name for name in ('before', 'own', 'behind') if name in globals()]"
    assert shown(kernel, names) == "['before', 'behind']"


def test_a_kernel_that_ends_between_two_cells_costs_neither(kernel: RecoveringKernel) -> None:
    """What is run next is run in a new kernel, in the state of the last one."""
    shown(kernel, "import os, threading, time\nbefore = 1")
    later = "if before == 1 and not os.path.exists('again'):\n"
    shown(kernel, f"{later}    threading.Timer(0.1, os._exit, (0,)).start()")
    assert kernel._session is not None
    until(lambda: not kernel._session.is_running(), "the kernel has ended")
    kernel._replay.pop()  # so that it ends once
    assert shown(kernel, "before") == "1"


def test_a_cell_that_ends_the_kernel_when_it_is_run_again_is_left_out(
    kernel: RecoveringKernel,
) -> None:
    """It went well the first time; a new kernel is made without it, and without losing the rest."""
    shown(kernel, "import os, time\nbefore = 1")
    # the clock of the machine outlives a kernel, and tells a second run from the first
    first = "first = time.time()\nwhile time.time() < first + 0.1: pass\n"
    began = shown(kernel, "time.time()")
    shown(kernel, f"{first}if time.time() > {began} + 3: os._exit(0)")
    shown(kernel, "behind = 2\nwhile time.time() < " + began + " + 3.2: pass")
    assert kernel.run_cell(made_up.code("os._exit(0)", "cell")).status == "crashed"
    assert shown(kernel, "before, behind") == "(1, 2)"
