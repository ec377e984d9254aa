"""The rounds of a `watch`: it brings, grades, records and answers hand-ins, until it is told to end."""

from __future__ import annotations

import os
import signal
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import wait
from pathlib import Path
from typing import IO, Any

from autograder.course.assignment import assignment_names
from autograder.errors import AutograderError, ConfigurationError
from autograder.grading.course_locks import hold_assignment, hold_course
from autograder.grading.local_workers import LocalWorkers
from autograder.on_arrival.assignment_watch import AssignmentWatch, Graded, WatchedCourse
from autograder.on_arrival.complaints import Complaints
from autograder.on_arrival.event_log import LOG
from autograder.on_arrival.handing_back import HandingBack
from autograder.on_arrival.journal import FAILED
from autograder.on_arrival.sources import Arrived, Source
from autograder.on_arrival.watch_status import write_status

ROUND_S = 0.25  # the longest round while nothing happens
NAMES_S = 5.0  # between two looks for new assignments
STATUS_S = 1.0
KEPT_WARM_S = 900.0  # an assignment without a hand-in for so long gives its memory back
REMEMBERED = 100  # waiting times
MOST_PENDING = 100  # results in memory that are not recorded yet


@dataclass(frozen=True)
class WatchOptions:
    """The options of a watch.

    Attributes:
        names: the assignments; empty: all, also those that are written later.
        jobs: the number of submissions to grade at the same time.
        release: whether feedback is put into the exchange.
        once: whether it ends when nothing is left to do.
    """

    names: Sequence[str]
    jobs: int
    release: bool = False
    once: bool = False


class Watcher:
    """Watches a course, all in this process; `run` returns after it was told to end.

    Args:
        about: the course.
        sources: the sources of hand-ins, besides ``submitted/`` itself.
        options: the options of the watch.
    """

    def __init__(
        self, about: WatchedCourse, sources: Sequence[Source], options: WatchOptions
    ) -> None:
        self._about, self._sources, self._options = about, sources, options
        self._watches: dict[str, AssignmentWatch] = {}
        self._backs: dict[str, HandingBack] = {}
        self._locks: dict[str, IO[str]] = {}
        self._stops = 0
        self._began = time.time()
        self._waits: deque[float] = deque(maxlen=REMEMBERED)
        self._next_names, self._next_status, self._next_rest = 0.0, 0.0, 0.0
        self._written: dict[str, Any] = {}

    # --- its life -----------------------------------------------------------------------------

    def run(self) -> None:
        """Watch until told to end.

        Raises:
            ConfigurationError: this course is watched already.
        """
        with hold_course(self._about.course):
            LOG.info("watching %s, process %d", self._about.submitted, os.getpid())
            try:
                while not (self._stops and not self._is_busy()):
                    if self._round() and self._options.once and self._are_reported():
                        break
            finally:
                for back in self._backs.values():
                    back.report.close()
                self._write_status(at_once=True)
                self._about.workers.close()
                for lock in self._locks.values():
                    lock.close()
            LOG.info("ended")

    def stop(self, *_: object) -> None:
        """End after the current gradings; at a second call, end at once."""
        self._stops += 1
        if self._stops == 1:
            busy = sum(len(watch.at_work) for watch in self._watches.values())
            LOG.info("told to end: %d being graded will be finished", busy)
        else:
            raise KeyboardInterrupt

    def _are_reported(self) -> bool:
        return all(back.report.look(hurry=True) for back in self._backs.values())

    def _is_busy(self) -> bool:
        at_work = any(watch.at_work for watch in self._watches.values())
        return at_work or any(back.can_record for back in self._backs.values())

    def _round(self) -> bool:
        """Do all that is to be done, or wait a moment; return whether nothing is left."""
        if not self._stops:
            self._look()
            self._start()
        worked = self._take()
        for back in self._backs.values():
            back.work()
            back.report.look()
        self._rest()
        self._write_status()
        idle = not worked and not any(
            watch.at_work or len(watch.line) or len(self._backs[watch.name])
            for watch in self._watches.values()
        )
        return idle and bool(self._watches) and all(w.has_looked for w in self._watches.values())

    # --- what comes in ------------------------------------------------------------------------

    def _look(self) -> None:
        self._look_for_assignments()
        arrived: Arrived = {name: {} for name in self._watches}
        for source in self._sources:
            for name, students in source.look(list(self._watches)).items():
                arrived[name].update(students)
        found = [
            (since, watch, student, stamp)
            for name, watch in self._watches.items()
            for student, stamp, since in watch.look(arrived[name])
        ]
        for since, watch, student, stamp in sorted(found, key=lambda each: each[0]):
            watch.note(student, stamp, since)

    def _look_for_assignments(self) -> None:
        now = time.monotonic()
        if now < self._next_names:
            return
        self._next_names = now + NAMES_S
        try:
            names = self._options.names or assignment_names(self._about.course)
        except ConfigurationError as error:
            self._about.complaints.say("assignments", str(error))
            return
        self._about.complaints.settle("assignments")
        for name in names:
            if name not in self._watches:
                self._begin(name)

    def _begin(self, name: str) -> None:
        lock = hold_assignment(self._about.course, name)
        if lock is None:
            self._about.complaints.say(name, "`grade` is grading it: watched when that is done")
            return
        self._about.complaints.settle(name)
        self._locks[name] = lock
        self._watches[name] = AssignmentWatch(name, self._about)
        self._backs[name] = HandingBack(self._watches[name], release=self._options.release)

    # --- grading ------------------------------------------------------------------------------

    def _start(self) -> None:
        """Start as many gradings as there is room for, the longest wait first, in any assignment."""
        about = "workers"
        while self._about.complaints.may_try(about) and self._room() > 0:
            nexts = [(watch.next, watch) for watch in self._watches.values()]
            waiting = [(one, watch) for one, watch in nexts if one is not None]
            if not waiting:
                return
            one, watch = min(waiting, key=lambda each: each[0].place)
            try:
                graded = watch.start(one)
            except AutograderError as error:
                self._about.complaints.say(about, str(error))
                return
            self._about.complaints.settle(about)
            if graded is not None:
                self._add(watch, [graded])

    def _room(self) -> int:
        pending = sum(map(len, self._backs.values()))
        at_work = sum(len(watch.at_work) for watch in self._watches.values())
        return 0 if pending > MOST_PENDING else self._options.jobs - at_work

    def _take(self) -> bool:
        """Take graded submissions, waiting a moment for them; return whether there were any."""
        connections = [each for watch in self._watches.values() for each in watch.connections]
        pending = any(back.can_record for back in self._backs.values())
        timeout = 0.0 if pending else ROUND_S
        if not connections:
            time.sleep(timeout)
            return False
        ready = wait(connections, timeout)
        for watch in self._watches.values():
            self._add(watch, watch.take(ready))
        return bool(ready)

    def _add(self, watch: AssignmentWatch, graded: list[Graded]) -> None:
        self._backs[watch.name].add(graded)
        for each in graded:
            if not each.waiting.again:
                self._waits.append(max(0.0, time.time() - each.waiting.since))

    def _rest(self) -> None:
        """Give back the memory of assignments without recent hand-ins, except the last one graded."""
        now = time.monotonic()
        if now < self._next_rest:
            return
        self._next_rest = now + 60.0
        last = max((watch.last_work for watch in self._watches.values()), default=0.0)
        kept = [
            watch.assignment
            for watch in self._watches.values()
            if watch.assignment is not None
            and (watch.last_work == last or now - watch.last_work < KEPT_WARM_S)
        ]
        self._about.workers.rest(kept)

    # --- how it is ----------------------------------------------------------------------------

    def _write_status(self, *, at_once: bool = False) -> None:
        now = time.monotonic()
        if now < self._next_status and not at_once:
            return
        self._next_status = now + STATUS_S
        status = self._status()
        if status == self._written and not at_once:
            return
        self._written = status
        try:
            write_status(self._about.course, {**status, "at": time.time()})
            self._about.complaints.settle("status")
        except ConfigurationError as error:
            self._about.complaints.say("status", str(error))

    def _status(self) -> dict[str, Any]:
        return {
            "pid": os.getpid(),
            "since": self._began,
            "assignments": {name: self._status_of(watch) for name, watch in self._watches.items()},
            "left": [text for source in self._sources for text in source.left()],
            "complaints": self._about.complaints.all(),
            "waits": [round(each, 2) for each in self._waits],
        }

    def _status_of(self, watch: AssignmentWatch) -> dict[str, Any]:
        entries = watch.journal.students()
        there = {who: entry for who, entry in entries.items() if who in watch.students}
        failed = [
            {"student": who, "reason": entry.get("reason", ""), "at": entry.get("at")}
            for who, entry in sorted(there.items())
            if entry.get("outcome") == FAILED
        ]
        return {
            "waiting": [_about_one(one.student, one.since) for one in watch.line.all()],
            "grading": [_about_one(one.student, one.since) for one in watch.at_work],
            "graded": len(there) - len(failed),
            "failed": failed,
            "held": self._backs[watch.name].telling.held,
            "by_hand": watch.assignment.points_by_hand if watch.assignment else 0.0,
        }


def _about_one(student: str, since: float) -> dict[str, Any]:
    return {"student": student, "since": since}


def end_on_signals(stop: Callable[..., None]) -> None:
    """Let SIGTERM and Ctrl-C end a watch."""
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


def watch_course(
    course: Path,
    submitted: Path,
    make_sources: Callable[[Complaints], Sequence[Source]],
    options: WatchOptions,
    *,
    isolation: str,
    allow_missing: bool = False,
) -> None:
    """Watch a course until told to end.

    Args:
        course: its folder.
        submitted: the folder of submissions.
        make_sources: returns the other sources of hand-ins.
        options: the options of the watch.
        isolation: the kind of walls.
        allow_missing: whether packages that notebooks import may be missing.

    Raises:
        ConfigurationError: this course is watched already.
    """
    from autograder.nbgrader_bridge import cell_scorer

    course, submitted = course.resolve(), submitted.resolve()  # nbgrader changes folders
    complaints = Complaints()
    about = WatchedCourse(
        course,
        submitted,
        LocalWorkers(isolation=isolation),
        isolation,
        cell_scorer(course),
        complaints,
        allow_missing,
    )
    watcher = Watcher(about, make_sources(complaints), options)
    end_on_signals(watcher.stop)
    watcher.run()
