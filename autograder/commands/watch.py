"""`watch`: grade submissions as they come in, and hand feedback back."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from autograder.commands import (
    ISOLATION_CHOICES,
    OK,
    SOME_FAILED,
    Subparsers,
    add_submitted_option,
    parse_job_count,
)
from autograder.course.assignment import load_assignment
from autograder.course.limits import Limits
from autograder.errors import ConfigurationError
from autograder.grading.capacity import default_jobs
from autograder.installation import documentation
from autograder.on_arrival.watch_status import read_status, status_lines
from autograder.sandbox.isolation_kinds import find_isolation

if TYPE_CHECKING:
    from autograder.on_arrival.complaints import Complaints
    from autograder.on_arrival.sources import Source

DESCRIPTION = f"""\
Grade each hand-in when it comes: collect it from nbgrader's exchange, grade it, record it in the gradebook,
and write the page of feedback. With --release-feedback, also put that page where the student's own Fetch
Feedback finds it. Marks that a person gives are kept. SIGTERM or Ctrl-C ends it when the hand-ins at work
are done. Start it again after any end, and it goes on.
How to run it as a service: {documentation("teach/on-arrival.md")}"""


def add_parser(commands: Subparsers) -> None:
    """Add the command."""
    watch = commands.add_parser(
        "watch", help="grade each hand-in when it comes", description=DESCRIPTION
    )
    watch.add_argument(
        "assignments",
        nargs="*",
        metavar="ASSIGNMENT",
        help="which ones (default: all, also those that you write later)",
    )
    watch.add_argument(
        "--status",
        action="store_true",
        help="say how the running watch of this course is, and end: who waits and how long, what was "
        "graded, what was not, what is wrong and since when. Status 1 if no watch runs, or if something "
        "needs a person",
    )
    _add_where(watch)
    watch.add_argument(
        "--release-feedback",
        action="store_true",
        help="put feedback into the exchange, where students fetch it",
    )
    watch.add_argument(
        "--once",
        action="store_true",
        help="end when everything that has come is graded and answered",
    )
    watch.add_argument(
        "--jobs",
        type=parse_job_count,
        metavar="N",
        help="submissions graded at the same time (default: one per core, if memory allows)",
    )
    watch.add_argument(
        "--isolation",
        choices=ISOLATION_CHOICES,
        metavar="KIND",
        help="the kind of walls around student code, as for grade",
    )
    watch.add_argument(
        "--allow-missing",
        action="store_true",
        help="grade even if packages that the notebooks import are not installed",
    )
    watch.set_defaults(run=_run)


def _add_where(watch: argparse.ArgumentParser) -> None:
    watch.add_argument(
        "--no-exchange",
        action="store_true",
        help="do not collect from nbgrader's exchange; grade what comes into submitted/ by other ways",
    )
    watch.add_argument(
        "--downloads",
        type=Path,
        metavar="DIR",
        help="also collect the platform downloads that you put into DIR/ASSIGNMENT/ (or into DIR, where "
        "one assignment is watched)",
    )
    add_submitted_option(watch, "where submissions are, and are collected to")


def _run(options: argparse.Namespace, console: Console) -> int:
    course = Path.cwd()
    if options.status:
        return _show_status(course)
    for name in options.assignments:
        load_assignment(course, name)  # so that a missing one is reported at once
    if options.downloads is not None and not options.downloads.is_dir():
        raise ConfigurationError(f"--downloads: expected a folder, {options.downloads} is none")
    isolation = find_isolation(options.isolation)
    from autograder.on_arrival.event_log import start_logging
    from autograder.on_arrival.sources import DownloadsSource, ExchangeSource
    from autograder.on_arrival.watcher import WatchOptions, watch_course

    def make_sources(complaints: Complaints) -> Sequence[Source]:
        sources: list[Source] = []
        if not options.no_exchange:
            sources.append(ExchangeSource(course, complaints))
        if options.downloads is not None:
            sources.append(
                DownloadsSource(course, options.downloads, options.submitted, complaints)
            )
        return sources

    start_logging()
    names = tuple(dict.fromkeys(name.rstrip("/") for name in options.assignments))
    watch_course(
        course,
        options.submitted,
        make_sources,
        WatchOptions(
            names,
            options.jobs or default_jobs(Limits()),
            release=options.release_feedback,
            once=options.once,
        ),
        isolation=isolation,
        allow_missing=options.allow_missing,
    )
    return OK


def _show_status(course: Path) -> int:
    status, runs = read_status(course)
    for line in status_lines(status, runs=runs, now=time.time()):
        print(line)
    failed = any(each["failed"] for each in status["assignments"].values())
    needs = status["complaints"] or status["left"] or failed
    return OK if runs and not needs else SOME_FAILED
