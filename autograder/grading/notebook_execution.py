"""Running, confined, a notebook that nbgrader made from the gradebook, where there is no source."""

from __future__ import annotations

import atexit
import functools
from typing import Any

from autograder.course.limits import Limits
from autograder.errors import UngradableSubmission
from autograder.grading.own_tests import show_error
from autograder.kernels.kernel_supply import KernelSupply
from autograder.kernels.recovering_kernel import RecoveringKernel
from autograder.sandbox.warm_process import KernelSource, WarmProcess


def execute_notebook(
    notebook: Any,
    warm: KernelSource,
    limits: Limits,
    files: dict[str, bytes],
) -> None:
    """Run all code cells of ``notebook`` and fill in their outputs; errors stop nothing.

    A cell that ends its kernel, or cannot be stopped, gets an error. A new kernel then runs the cells
    before it again, and goes on behind it.

    Args:
        notebook: the notebook.
        warm: the source of kernels.
        limits: the limits on the notebook.
        files: the files beside it, by path.

    Raises:
        UngradableSubmission: it is not in Python.
        EngineFault: the machine failed, not the student.
    """
    kernelspec = notebook.metadata.get("kernelspec", {})
    language = kernelspec.get("language", "python")
    if language != "python":
        name = kernelspec.get("name")
        raise UngradableSubmission(
            "kernel", f"expected a Python notebook, got one for the kernel {name!r} ({language})"
        )
    kernels = KernelSupply(warm, limits)
    kernel = RecoveringKernel(kernels, limits, files)
    try:
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
                if cell.source.strip():
                    show_error(cell, kernel.run_cell(cell))
    finally:
        kernel.close()
        kernels.close()


@functools.cache
def shared_kernel_source(isolation: str) -> KernelSource:
    """Return a warm process that is kept for the life of this one."""
    process = WarmProcess(isolation=isolation).__enter__()
    atexit.register(process.close)
    return process.source
