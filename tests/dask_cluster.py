"""A Dask cluster for tests: a scheduler and workers, each a program of its own on loopback."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from running import PATIENCE_S, until

CHECKOUT = Path(__file__).parents[1]
SCHEDULER = "from distributed.cli.dask_scheduler import main; main()"
WORKER = "from distributed.cli.dask_worker import main; main()"
# In the place of a warm process of the worker's own, the tests' one, which has imported TensorFlow.
SHARED = """
from autograder.grading import local_workers
from autograder.sandbox.warm_process import KernelSource

class Shared:
    source, alive = KernelSource({address!r}), True

    def __init__(self, environment, *, isolation):
        assert isolation == "namespaces"

    def __enter__(self):
        return self

    def close(self):
        pass

local_workers.WarmProcess = Shared
"""


class Program:
    """A scheduler or a worker: a program of its own, whose first words say where it listens."""

    def __init__(self, program: str, *options: str, folder: Path, inside: Sequence[str]) -> None:
        folder.mkdir(parents=True)
        self._log = folder / "log"
        here = {"PYTHONPATH": str(CHECKOUT), "DASK_TEMPORARY_DIRECTORY": str(folder)}
        with self._log.open("w") as log:
            self.process = subprocess.Popen(
                [*inside, sys.executable, "-c", program, *options],
                stdout=log,
                stderr=log,
                env={**os.environ, **here},
                cwd=folder,
                start_new_session=True,
            )
        self.address = str(until(self._address, "the address of a program of Dask's"))

    def _address(self) -> str | None:
        assert self.process.poll() is None, self.log()
        found = re.search(r"(?:Scheduler at|Start worker at): +(\S+)", self.log())
        return found and found[1]

    def log(self) -> str:
        """Return what the program has said."""
        return self._log.read_text()

    def end(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End the program, and wait until it has ended."""
        self.process.send_signal(how)
        self.process.wait(PATIENCE_S)


class DaskCluster:
    """A scheduler, and the workers that are added to it; a context manager that ends them all."""

    def __init__(
        self, folder: Path, *, host: str = "127.0.0.1", inside: Sequence[str] = ()
    ) -> None:
        self._folder, self._programs = folder, list[Program]()
        options = ("--port", "0", "--no-dashboard", "--dashboard-address", f"{host}:0")
        self.scheduler = self._start(SCHEDULER, "--host", host, *options, inside=inside)
        self.address = self.scheduler.address

    def worker(
        self,
        first: str = "",
        *,
        threads: int = 1,
        host: str = "127.0.0.1",
        inside: Sequence[str] = (),
    ) -> Program:
        """Add a worker, which runs the code ``first`` before anything else."""
        options = ("--host", host, "--nthreads", str(threads), "--no-nanny", "--no-dashboard")
        options += (self.address,)
        return self._start(first + WORKER, *options, inside=inside)

    def _start(self, program: str, *options: str, inside: Sequence[str]) -> Program:
        folder = self._folder / f"program-{len(self._programs)}"
        self._programs.append(Program(program, *options, folder=folder, inside=inside))
        return self._programs[-1]

    def __enter__(self) -> DaskCluster:
        return self

    def __exit__(self, *_: object) -> None:
        for program in reversed(self._programs):
            program.end()
