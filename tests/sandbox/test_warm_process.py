from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from nbformat.v4 import new_code_cell

from autograder.course.limits import Limits
from autograder.kernels.kernel_session import KernelSession
from autograder.sandbox.warm_process import KernelSource

pytestmark = pytest.mark.slow

NEW_MODULES = """
import json, sys

print(json.dumps(sorted(set(sys.modules) - before)))
"""


@pytest.fixture
def session(warm: KernelSource) -> Iterator[KernelSession]:
    """A kernel that has started."""
    session = KernelSession(warm, Limits(), {})
    session.start()
    yield session
    session.close()


def outputs(session: KernelSession, source: str) -> list[Any]:
    """Return what a cell put out."""
    cell = new_code_cell(source)
    session.run_cell(cell, 30)
    return list(cell.outputs)


@pytest.mark.parametrize("show", ["plt.show()", ""])
def test_a_figure_is_shown_as_in_jupyter(session: KernelSession, show: str) -> None:
    """A figure comes out as a PNG picture, with or without `plt.show()`, and once."""
    source = f"import matplotlib.pyplot as plt\n_ = plt.plot([1, 2])\n{show}"
    [shown] = outputs(session, source)
    assert shown.output_type == "display_data"
    assert shown.data["image/png"].startswith("iVBOR")
    assert outputs(session, "1") != [shown]


def test_a_first_error_and_a_first_figure_import_nothing(session: KernelSession) -> None:
    """What every submission would import late has been imported before the fork."""
    outputs(session, "import sys\n\nbefore = set(sys.modules)")
    [error] = outputs(session, "1 / 0")
    assert error.ename == "ZeroDivisionError"
    outputs(session, "import matplotlib.pyplot as plt\n_ = plt.plot([-1, 1])")
    [printed] = outputs(session, NEW_MODULES)
    assert json.loads(printed.text) == []


def test_a_fork_does_not_walk_through_what_was_imported(session: KernelSession) -> None:
    """The collector leaves the warm process's objects alone: touching them would copy them."""
    [result] = outputs(session, "import gc\n\ngc.get_freeze_count() > 10 * len(gc.get_objects())")
    assert result.data["text/plain"] == "True"


def test_a_kernel_has_no_debugger(session: KernelSession) -> None:
    """Neither the debugger nor what it is made of is loaded."""
    [result] = outputs(session, "import sys\n\n[m for m in sys.modules if 'debugpy' in m]")
    assert result.data["text/plain"] == "[]"


def test_what_is_printed_comes_out_in_order(session: KernelSession) -> None:
    """Text, an error's text, a picture's place and the value keep their order."""
    source = "import sys\n\nprint('a')\nprint('b', file=sys.stderr)\ndisplay('c')\nprint('d')\n'e'"
    shown = [
        output.text.strip() if "text" in output else output.data["text/plain"]
        for output in outputs(session, source)
    ]
    assert shown == ["a", "b", "'c'", "d", "'e'"]


def test_what_a_thread_prints_comes_out(session: KernelSession) -> None:
    """A thread's text is shown with the cell that waits for it."""
    source = "import threading\n\nt = threading.Thread(target=print, args=['hello'])\nt.start()\nt.join()"
    assert "".join(output.text for output in outputs(session, source)) == "hello\n"


def test_history_is_off_and_no_cell_is_followed_by_a_sleep(session: KernelSession) -> None:
    """The kernel's settings reach it without a command line."""
    source = "shell = get_ipython()\nshell.history_manager.enabled, shell.kernel._execute_sleep"
    [result] = outputs(session, source)
    assert result.data["text/plain"] == "(False, 0.0)"
