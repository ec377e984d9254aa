"""Trial run of a notebook: its cells from top to bottom in a fresh kernel, as in grading."""

from __future__ import annotations

import ast
import json
import os
import queue
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course_utils.notebook.notebook_session import TRIAL_VARIABLE

if TYPE_CHECKING:
    from jupyter_client.blocking.client import BlockingKernelClient

READY_TIMEOUT_S = 60.0
LOOK_EVERY_S = 1.0  # between two looks whether the kernel still lives
OUTPUTS = ("stream", "display_data", "execute_result")  # the messages that show something


class KernelNotStarted(Exception):
    """No kernel could be started; the text says why."""


# The exercises with results of the course's own `check`, even if the notebook has replaced that.
CHECKED_EXPRESSION = "','.join(__import__('course_utils.notebook.notebook_session').notebook.notebook_session.exercises_with_results())"


@dataclass(frozen=True)
class CellFailure:
    """The failure of a cell, with the cell's number among those that ran.

    ``error`` is the exception's name. It is empty if the cell took too long or ended its process; after
    that, no other cell ran.
    """

    cell: int
    error: str
    message: str


@dataclass(frozen=True)
class TrialResult:
    """The result of a trial run.

    Attributes:
        troubles: the failures.
        checked: the exercises with a result of `check`; None if unknown: not all cells ran, or the
            kernel did not answer.
        seconds: how long each cell that ended has run.
        output_bytes: about how much each of them printed and displayed.
    """

    troubles: list[CellFailure]
    checked: frozenset[str] | None
    seconds: list[float] = field(default_factory=list, compare=False)
    output_bytes: list[int] = field(default_factory=list, compare=False)


def run_in_fresh_kernel(
    sources: Sequence[str], folder: Path, cell_limit_s: float, tell: Callable[[int, float], None]
) -> TrialResult:
    """Run cells in a fresh kernel of this Python, in ``folder``, and return the result.

    A cell that raises does not stop the others, as in the grader. The kernel is always ended afterwards,
    even if the student presses stop.

    Args:
        sources: the cells' sources.
        folder: the folder that they run in.
        cell_limit_s: how long one of them may take; a longer one ends the trial.
        tell: called with a cell's number, from 0, and the seconds that it has run: before it runs, and
            about every `LOOK_EVERY_S` seconds while it runs.

    Raises:
        KernelNotStarted: no kernel could be started.
    """
    troubles, seconds, output_bytes = list[CellFailure](), list[float](), list[int]()
    with _kernel(folder) as kernel:
        for number, source in enumerate(sources):
            began = time.monotonic()
            trouble = kernel.run(number, source, cell_limit_s, tell)
            if trouble is not None:
                troubles.append(trouble)
                if not trouble.error:
                    return TrialResult(troubles, None, seconds, output_bytes)
            seconds.append(time.monotonic() - began)
            output_bytes.append(kernel.shown_bytes)
        return TrialResult(troubles, kernel.checked(), seconds, output_bytes)


@contextmanager
def _kernel(folder: Path) -> Iterator[_Kernel]:
    """Start a kernel, and end it whatever happens."""
    with ExitStack() as stack:
        try:
            kernel = _start(folder, stack)
        except (ImportError, OSError, RuntimeError) as error:
            raise KernelNotStarted(f"a fresh kernel did not start ({error})") from None
        yield kernel


def _start(folder: Path, stack: ExitStack) -> _Kernel:
    """Start a kernel that ends with ``stack``."""
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
    from jupyter_client.manager import KernelManager

    class ThisPython(KernelSpecManager):  # the kernel python3 may belong to another Python
        def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
            command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
            return KernelSpec(argv=command, display_name="Python 3", language="python")

    manager = KernelManager(kernel_spec_manager=ThisPython())
    stack.callback(manager.shutdown_kernel, now=True)
    # without a graphics card, as in grading: the notebook's own kernel has taken its memory
    surroundings = {**os.environ, TRIAL_VARIABLE: "1", "CUDA_VISIBLE_DEVICES": "-1"}
    nowhere = subprocess.DEVNULL  # its warnings are about things that no student can change
    manager.start_kernel(cwd=str(folder), env=surroundings, stdout=nowhere, stderr=nowhere)
    client = manager.client()
    stack.callback(client.stop_channels)
    client.start_channels()
    client.wait_for_ready(timeout=READY_TIMEOUT_S)
    return _Kernel(manager, client)


class _Kernel:
    """A kernel that runs one cell after another.

    Attributes:
        shown_bytes: about how much the last cell has printed and displayed.
    """

    def __init__(self, manager: Any, client: BlockingKernelClient) -> None:
        self._manager, self._client = manager, client
        self.shown_bytes = 0

    def run(
        self, number: int, source: str, limit_s: float, tell: Callable[[int, float], None]
    ) -> CellFailure | None:
        """Run a cell, and return its failure, if any."""
        tell(number, 0.0)
        request = self._client.execute(source, allow_stdin=False, stop_on_error=False)
        began = time.monotonic()
        told_s, trouble, self.shown_bytes = 0.0, None, 0
        while (for_s := time.monotonic() - began) < limit_s:
            if for_s - told_s >= LOOK_EVERY_S:
                tell(number, for_s)
                told_s = for_s
            message = self._next()
            if message is None:
                if not self._manager.is_alive():
                    return CellFailure(number, "", "ended its process")
            elif message["parent_header"].get("msg_id") == request:
                content = message["content"]
                if message["msg_type"] == "error":
                    trouble = CellFailure(number, content["ename"], content["evalue"])
                elif content.get("execution_state") == "idle":
                    return trouble
                elif message["msg_type"] in OUTPUTS:
                    self.shown_bytes += len(json.dumps(content, default=str))
        return CellFailure(number, "", f"took longer than {limit_s:g} s")

    def checked(self) -> frozenset[str] | None:
        """Return the exercises with a result of `check`; None if the kernel does not answer."""
        try:
            reply = self._client.execute(
                "",
                silent=True,
                user_expressions={"checked": CHECKED_EXPRESSION},
                reply=True,
                timeout=30,
            )
            said = ast.literal_eval(
                reply["content"]["user_expressions"]["checked"]["data"]["text/plain"]
            )
        except (KeyError, ValueError, SyntaxError, TimeoutError, RuntimeError):
            return None
        return frozenset(str(said).split(","))

    def _next(self) -> dict[str, Any] | None:
        try:
            return dict(self._client.get_iopub_msg(timeout=LOOK_EVERY_S))
        except queue.Empty:
            return None
