from __future__ import annotations

from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.course.limits import Limits
from autograder.errors import UngradableSubmission
from autograder.grading.notebook_execution import execute_notebook
from autograder.sandbox.warm_process import KernelSource

HIDDEN_ERROR = "get_ipython().showtraceback = lambda *a, **k: None\nassert False"


def run(warm: KernelSource, *sources: str, timeout_s: float = 30, **files: bytes) -> list[str]:
    """Run cells and return of each what it shows: its text, or its error's name."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    execute_notebook(notebook, warm, Limits(cell_s=timeout_s), files)
    return ["+".join(map(shown, cell.outputs)) for cell in notebook.cells]


def shown(output: Any) -> str:
    """Return what an output shows, in a word."""
    if output.output_type == "error":
        return str(output.ename)
    return str(output.text if output.output_type == "stream" else output.data["text/plain"])


@pytest.mark.slow
def test_cells_share_a_kernel_and_an_error_stops_nothing(warm: KernelSource) -> None:
    """A cell sees what those before it made, and the cells behind an error run."""
    assert run(warm, "x = 20", "1 / 0", "x + 1") == ["", "ZeroDivisionError", "21"]


@pytest.mark.slow
def test_an_error_cannot_be_hidden(warm: KernelSource) -> None:
    """An error shows even where the student's code has switched the showing off."""
    assert run(warm, HIDDEN_ERROR, "1 / 0") == ["AssertionError", "ZeroDivisionError"]


@pytest.mark.slow
def test_a_cell_that_takes_too_long_is_stopped(warm: KernelSource) -> None:
    """An endless loop gets an error, and the next cell the state before it."""
    stopped, after = run(warm, "x = 1\nwhile True: pass", "x", timeout_s=1)
    assert "CellTimeoutError" in stopped
    assert after == "1"


@pytest.mark.slow
def test_a_cell_that_ends_the_kernel_costs_itself_alone(warm: KernelSource) -> None:
    """Behind a cell that kills the kernel, the others go on with what was there before."""
    assert run(warm, "x = 1", "import os; os._exit(3)", "x") == ["", "DeadKernelError", "1"]


@pytest.mark.slow
def test_cells_see_nbgraders_variables_and_the_files_beside_them(warm: KernelSource) -> None:
    """A test cell may ask whether it is being autograded, and read the files that came with it."""
    ask = "import os; print(os.environ['NBGRADER_EXECUTION'], open('data').read(), end='')"
    assert run(warm, ask, data=b"1,2") == ["autograde 1,2"]


def test_another_language_is_refused() -> None:
    """A notebook for another kernel than Python's is that submission's fault, and named."""
    notebook = new_notebook(
        metadata={"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}}
    )
    with pytest.raises(UngradableSubmission, match=r"expected a Python notebook, got .*'ir' \(R\)"):
        execute_notebook(notebook, KernelSource("nowhere"), Limits(), {})


def test_without_code_no_kernel_is_started() -> None:
    """A notebook of text alone asks for no kernel."""
    notebook = new_notebook(cells=[new_markdown_cell("# Title"), new_code_cell("")])
    execute_notebook(notebook, KernelSource("nowhere"), Limits(), {})
