from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import made_up
import pytest
from running import until

from autograder.course.assignment import Assignment
from autograder.grading import local_workers
from autograder.sandbox.kernel_environment import KernelEnvironment
from autograder.sandbox.warm_process import KernelSource, WarmProcess

BEGAN = time.monotonic()


class FailuresAtOnce:
    """Names what failed when it fails: a run that is ended early has said it."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Say which test failed, and the end of why."""
        if not report.failed:
            return
        reporter = self.config.pluginmanager.getplugin("terminalreporter")
        reason = report.longreprtext.strip().splitlines()[-12:]
        reporter.write(f"\nFAILED {report.nodeid} ({report.duration:.0f} s)\n", red=True)
        reporter.write("".join(f"    {line}\n" for line in reason))


def pytest_configure(config: pytest.Config) -> None:
    """Where tests run beside each other, only the process that reports says what failed.

    What a shell starts in the background ignores Ctrl-C, and hands that on to all that tests start.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(FailuresAtOnce(config))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first: at the end, none of the processes waits for another's long file."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave slow tests out once their time is over, where CI says how much it has: `SLOW_TESTS_MINUTES`."""
    minutes = float(os.environ.get("SLOW_TESTS_MINUTES", "inf"))
    if item.get_closest_marker("slow") and time.monotonic() - BEGAN > minutes * 60:
        pytest.skip(f"slow, and the {minutes:g} minutes of SLOW_TESTS_MINUTES are over")


@pytest.fixture(scope="session")
def warm() -> Iterator[KernelSource]:
    """One warm process for all tests that need not start their own."""
    with WarmProcess(made_up.course_environment()) as process:
        yield process.source


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    """The made-up assignment."""
    return made_up.make_assignment(tmp_path)


@pytest.fixture
def shared_kernel_source(warm: KernelSource, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let graders use the session's warm process in the place of one of their own."""

    class Shared:
        source, alive = warm, True

        def __init__(
            self, environment: KernelEnvironment, *, isolation: str = "namespaces"
        ) -> None:
            assert isolation == "namespaces"

        def __enter__(self) -> Shared:
            return self

        def close(self) -> None:
            """Leave it to the session."""

    monkeypatch.setattr(local_workers, "WarmProcess", Shared)


@pytest.fixture
def scratch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A temporary folder for one test's graders alone, so that what they leave can be told."""
    with tempfile.TemporaryDirectory(prefix="t") as name:  # short, as a socket's path has to be
        monkeypatch.setenv("TMPDIR", name)
        monkeypatch.setattr(tempfile, "tempdir", None)
        yield Path(name)
        until(lambda: not list(Path(name).iterdir()), f"nothing is left in {name}")
    monkeypatch.setattr(tempfile, "tempdir", None)
