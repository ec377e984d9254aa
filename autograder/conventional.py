"""Notebooks whose tests stand in their own cells: run them as nbgrader does, but confined."""

from __future__ import annotations

import atexit
import functools
from typing import Any

from nbformat.v4 import new_code_cell, new_output

from autograder.errors import UngradableSubmission
from autograder.kernels import Kernels
from autograder.lasting import LastingKernel
from autograder.limits import Limits
from autograder.session import CellResult, Warm
from autograder.warm_process import WarmProcess

NAMES = {"timeout": "CellTimeoutError", "crashed": "DeadKernelError"}  # as nbclient calls them


def run_notebook(
    notebook: Any,
    warm: Warm,
    limits: Limits,
    files: dict[str, bytes],
    environment: dict[str, str],
) -> None:
    """Run all code cells of ``notebook``, whose outputs it fills in; errors stop nothing.

    A cell that ends its kernel, or cannot be stopped, gets an error; a new kernel runs what ran
    before it, and goes on behind it.

    Args:
        notebook: what is run.
        warm: where kernels come from.
        limits: what it may use.
        files: what lies beside it, by name.
        environment: variables that its cells see, beside the sandbox's own.

    Raises:
        UngradableSubmission: it is in another language than Python.
        EngineFault: the machine failed us, not the student.
    """
    kernelspec = notebook.metadata.get("kernelspec", {})
    language = kernelspec.get("language", "python")
    if language != "python":
        name = kernelspec.get("name")
        raise UngradableSubmission(
            "kernel", f"expected a Python notebook, got one for the kernel {name!r} ({language})"
        )
    kernels = Kernels(warm, limits)
    kernel = LastingKernel(kernels, limits, files, [_set_environment(environment)])
    try:
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
                if cell.source.strip():
                    _show_error(cell, kernel.run_cell(cell))
    finally:
        kernel.close()
        kernels.close()


def _set_environment(variables: dict[str, str]) -> Any:
    return new_code_cell(f"__import__('os').environ.update({variables!r})")


def _show_error(cell: Any, result: CellResult) -> None:
    """Add the error that a cell hid, or could not show itself: it must not pass for well."""
    if result.status == "ok":
        return
    name, text = NAMES.get(result.status, result.error), result.message
    shown = [output for output in cell.outputs if output.output_type == "error"]
    if all(output.ename != name for output in shown):
        error = new_output("error", ename=name, evalue=text, traceback=[f"{name}: {text}"])
        cell.outputs.append(error)


@functools.cache
def lasting_warm_process(confined: bool) -> Warm:
    """Return a warm process that is kept for the life of this one."""
    process = WarmProcess(confined=confined).__enter__()
    atexit.register(process.close)
    return Warm(process.address, confined)
