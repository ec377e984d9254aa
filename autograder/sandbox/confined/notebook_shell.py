"""The shell of a student's kernel: code that is harmless in front of a screen is harmless in grading.

The kernel outlives ``exit()``. Figures are drawn in the notebook, even if a window is asked for. A signal
stops a cell that awaits as well as one that computes.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

from ipykernel.zmqshell import ZMQInteractiveShell

INSTALLS = re.compile(r"\b(pip3?|conda|mamba|uv)\b.*\binstall\b|\bapt(-get)?\b.*\binstall\b")
NOTHING_INSTALLED = (
    "nothing can be installed in grading: there is no network; "
    "what the course uses is there already"
)


class NotebookShell(ZMQInteractiveShell):
    """IPython's shell in a kernel with nobody in front of it."""

    def ask_exit(self) -> None:
        """Do nothing: ``exit()`` and ``quit()`` must not cost the cells behind them."""

    def enable_gui(self, gui: Any = None) -> None:
        """Do nothing: there is no screen."""

    def enable_matplotlib(self, gui: Any = None) -> Any:
        """Draw figures in the notebook, even if a window or widget was asked for."""
        return super().enable_matplotlib("inline")  # type: ignore[no-untyped-call]

    def system_piped(self, cmd: str) -> None:
        """Run a command, and say in plain words why it could not install anything."""
        if _has_terminals():
            super().system_piped(cmd)  # type: ignore[no-untyped-call]
        else:
            self._run_in_shell(self.var_expand(cmd, depth=1))  # type: ignore[no-untyped-call]
        if INSTALLS.search(cmd) and self.user_ns.get("_exit_code"):
            print(NOTHING_INSTALLED)

    system = system_piped

    def _run_in_shell(self, cmd: str) -> None:
        """Run a command, and show its output line by line."""
        with subprocess.Popen(  # noqa: S602  # it is the student's own
            cmd,
            shell=True,  # it is the student's own
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as process:
            for line in process.stdout or ():
                print(line, end="")
        self.user_ns["_exit_code"] = process.wait()

    def init_magics(self) -> None:
        """Have IPython's own magics, except those that install packages with Anaconda."""
        super().init_magics()  # type: ignore[no-untyped-call]
        for name in ("conda", "mamba", "micromamba"):
            self.magics_manager.register_function(_install_nothing, "line", name)


@functools.cache
def _has_terminals() -> bool:
    """Say whether commands can have a terminal: if all programs share terminals, a submission has none."""
    try:
        for descriptor in os.openpty():
            os.close(descriptor)
    except OSError:
        return False
    return True


def _install_nothing(_: str) -> None:
    print(NOTHING_INSTALLED)


def stay_inline() -> None:
    """Let a notebook ask matplotlib for a window: without one, it draws as before."""
    import matplotlib.pyplot as plt

    switch = plt.switch_backend

    @functools.wraps(switch)
    def switch_backend(newbackend: str) -> None:
        with contextlib.suppress(ImportError):
            switch(newbackend)

    plt.switch_backend = switch_backend


def prepare_programs() -> None:
    """Make a notebook's commands find its own Python first, and keep pip from waiting for a network."""
    path = os.environ.get("PATH", os.defpath)
    os.environ["PATH"] = f"{os.path.dirname(sys.executable)}{os.pathsep}{path}"
    os.environ |= {"PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


class NoSubshells:
    """In place of ipykernel 7's thread of subshells: there are none, so this object is false.

    ipykernel asks it for the thread that runs the cells.
    """

    parent_thread = threading.main_thread()

    def __bool__(self) -> bool:
        return False


@contextlib.contextmanager
def cancel_on_interrupt(cell: asyncio.Future[Any]) -> Iterator[None]:
    """Let an interrupt end ``cell``, which awaits or computes, and nothing else.

    ipykernel's own way waits for the loop, which a computing cell never gives back.
    """
    loop = cell.get_loop()

    def stop(number: int, frame: Any) -> None:
        loop.call_soon_threadsafe(cell.cancel)
        if asyncio.current_task(loop) is not None:
            signal.default_int_handler(number, frame)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
