"""A course with a real exchange: students hand in by nbgrader's own command, and `watch` runs beside."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import made_up
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from recorded import NAME, gradebook, make_course
from running import PATIENCE_S, until

from autograder.grading.local_workers import LocalWorkers
from autograder.nbgrader_bridge import cell_scorer, generate_releases
from autograder.on_arrival.assignment_watch import WatchedCourse
from autograder.on_arrival.complaints import Complaints
from autograder.on_arrival.event_log import start_logging
from autograder.on_arrival.sources import DownloadsSource, ExchangeSource, Source
from autograder.on_arrival.watcher import Watcher, WatchOptions
from autograder.sandbox.isolation_kinds import NAMESPACES

COURSE_ID = "tiny-course"
HALF = {"double": "def double(x):\n    return 6"}
PROGRAM = "from autograder import cli; cli.run_and_exit()"


@dataclass
class ExchangeCourse:
    """A course, the exchange that it uses, and its students' homes.

    Attributes:
        folder: the course's.
        place: holds all of it.
    """

    folder: Path
    place: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def exchange(self) -> Path:
        """The exchange's folder for this course."""
        return self.place / "exchange" / COURSE_ID

    def run(self, *arguments: str, cwd: Path | None = None) -> str:
        """Run nbgrader's command line, expect that it ends well, and return what it said."""
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *arguments],
            cwd=cwd or self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_S,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def student(self, name: str) -> Path:
        """Return a student's home, made at first, with a configuration of his own."""
        home = self.place / "homes" / name
        if not home.exists():
            home.mkdir(parents=True)
            own = f'c.CourseDirectory.student_id = "{name}"\n' + _lines(self.place, home / "cache")
            (home / "nbgrader_config.py").write_text("c = get_config()\n" + own)
        return home

    def scores(self, assignment: str = NAME) -> dict[str, float]:
        """Return what the gradebook has, by student."""
        with Gradebook(gradebook(self.folder)) as book:
            return {each.student.id: each.score for each in book.assignment_submissions(assignment)}

    def submit(self, name: str, answers: dict[str, str] | None = None) -> None:
        """Hand in a notebook by nbgrader's own command."""
        home = self.student(name)
        made_up.write_notebook(home / NAME / f"{NAME}.ipynb", made_up.make_notebook(answers))
        self.run("submit", NAME, cwd=home)

    def put(
        self,
        name: str,
        notebook: NotebookNode | None = None,
        *,
        number: int = 0,
        minute: int = 0,
        assignment: str = NAME,
    ) -> Path:
        """Put a hand-in into the exchange as nbgrader's command leaves it, but at once."""
        stamp = f"2026-11-30 10:{minute:02d}:00.{number:06d} UTC"
        folder = self.exchange / "inbound" / f"{name}+{assignment}+{stamp}+r{number}"
        made_up.write_notebook(folder / f"{assignment}.ipynb", notebook or made_up.make_notebook())
        (folder / "timestamp.txt").write_text(stamp)
        (folder / "submission_secret.txt").write_text(f"secret-{name}-{number}")
        return folder

    def fetched(self, name: str) -> dict[str, str]:
        """Fetch a student's feedback by nbgrader's command; return the pages by their paths."""
        home = self.student(name)
        self.run("fetch_feedback", NAME, cwd=home)
        pages = (home / NAME / "feedback").rglob("*.html")
        return {str(page.relative_to(home)): page.read_text() for page in pages}

    def command(self, *arguments: str) -> list[str]:
        """Return the command of a watch."""
        return [sys.executable, "-c", PROGRAM, "watch", *arguments]

    @contextmanager
    def watched_here(
        self,
        *,
        release: bool = False,
        exchange: bool = True,
        downloads: Path | None = None,
        once: bool = False,
    ) -> Iterator[Watcher]:
        """Watch in a thread of this process as long as the block runs; it uses what warm process there is."""
        complaints, submitted = Complaints(), self.folder / "submitted"
        sources: list[Source] = [ExchangeSource(self.folder, complaints)] if exchange else []
        if downloads is not None:
            sources.append(DownloadsSource(self.folder, downloads, submitted, complaints))
        workers = LocalWorkers()
        about = WatchedCourse(
            self.folder, submitted, workers, NAMESPACES, cell_scorer(self.folder), complaints
        )
        watcher = Watcher(about, sources, WatchOptions((), 1, release=release, once=once))
        thread = threading.Thread(target=watcher.run)
        with (self.place / "log").open("a", buffering=1) as log:
            start_logging(log)
            thread.start()
            try:
                yield watcher
                if once:
                    thread.join(PATIENCE_S)
            finally:
                watcher.stop()
                thread.join(PATIENCE_S)
                assert not thread.is_alive()
                start_logging()

    def watch_once(self, *, release: bool = False) -> str:
        """Watch in this process until all that has come is dealt with; return all that was logged."""
        with self.watched_here(release=release, once=True):
            pass
        return (self.place / "log").read_text()

    @contextmanager
    def watching(
        self, *arguments: str, inside: Sequence[str] = ()
    ) -> Iterator[subprocess.Popen[str]]:
        """Run a watch as a program as long as the block runs, perhaps inside another; then end it by SIGTERM."""
        log = self.place / "log"
        with log.open("a") as stderr:
            process = subprocess.Popen(
                [*inside, *self.command("--jobs", "1", *arguments)],
                cwd=self.folder,
                env=self.environment,
                stderr=stderr,
                text=True,
            )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE_S)

    def logged(self, text: str, times: int = 1) -> str:
        """Wait until the watch has logged something, and return all that it logged."""
        log = self.place / "log"
        until(log.exists, "a log")
        until(lambda: log.read_text().count(text) >= times, f"{text!r} in {log}")
        return log.read_text()

    def status(self) -> dict[str, Any]:
        """Return what the watch says of the assignment."""
        text = (self.folder / ".autograder" / "watch" / "status.json").read_text()
        found: dict[str, Any] = json.loads(text)
        return found


def _lines(place: Path, cache: Path) -> str:
    return (
        f'c.CourseDirectory.course_id = "{COURSE_ID}"\n'
        f'c.Exchange.root = "{place / "exchange"}"\n'
        f'c.Exchange.cache = "{cache}"\n'
        "c.ExchangeCollect.check_owner = False\n"  # all are one user's here
    )


def make_exchange_course(place: Path, more_config: str = "") -> ExchangeCourse:
    """Make a course and an exchange of its own, in which nothing is released."""
    (place / "exchange").mkdir()
    (place / "exchange").chmod(0o777)
    folder = make_course(place / "course", _lines(place, place / "cache") + more_config)
    environment = {
        **os.environ,
        **{name: str(place / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")},
    }
    return ExchangeCourse(folder, place, environment)


def release(course: ExchangeCourse) -> ExchangeCourse:
    """Release the course's assignment by nbgrader's own command."""
    generate_releases(course.folder, [NAME])
    course.run("release_assignment", NAME)
    return course


def released_as(course: ExchangeCourse, released: ExchangeCourse) -> ExchangeCourse:
    """Release a course's assignment by copies of an exchange and a gradebook, which takes no time."""
    shutil.copy(released.folder / "gradebook.db", course.folder)
    shutil.copytree(released.place / "exchange", course.place / "exchange", dirs_exist_ok=True)
    return course
