"""The steps after grading: the class's results, the gradebook, the journal; then feedback."""

from __future__ import annotations

import time
from collections.abc import Sequence

from autograder.course.result_display import format_points
from autograder.errors import ConfigurationError
from autograder.grading.class_results_file import ClassResultsFile
from autograder.nbgrader_bridge import record_in_gradebook
from autograder.on_arrival.assignment_watch import AssignmentWatch, Graded
from autograder.on_arrival.event_log import LOG
from autograder.on_arrival.fresh_report import FreshReport
from autograder.on_arrival.kept_settings import KeptSettings
from autograder.on_arrival.telling import Telling

ENGINE = "engine"  # the kind of the engine's own errors: these are tried again
FIRST_RETRY_S, LAST_RETRY_S = 30.0, 3600.0
GRADEBOOK = "gradebook"
BATCH_SIZE = 20  # submissions that are recorded together; few, so that the first are told soon


class HandingBack:
    """Records an assignment's graded submissions, and tells their students.

    Args:
        watch: the assignment.
        release: whether feedback is put into the exchange.
    """

    def __init__(self, watch: AssignmentWatch, *, release: bool) -> None:
        about = watch.about
        self._watch, self._about = watch, about
        self._results = ClassResultsFile(about.course, watch.name)
        self._pending: dict[str, Graded] = {}
        self._retries: dict[str, tuple[float, float, Graded]] = {}
        self._kept = KeptSettings(about.course)
        self.telling = Telling(
            about.course, watch.name, watch.journal, about.complaints, self._kept, release=release
        )
        self.report = FreshReport(about.course, watch.name, about.complaints)

    def __len__(self) -> int:
        return len(self._pending)

    @property
    def can_record(self) -> bool:
        """Whether there is something to record, and it may be tried now."""
        may_try = self._about.complaints.may_try(GRADEBOOK)
        return bool(self._pending) and may_try and self._has_settings()

    def _has_settings(self) -> bool:
        try:
            self._kept.settings()
        except ConfigurationError:  # the assignment's watch reports it
            return False
        return True

    def add(self, graded: Sequence[Graded]) -> None:
        """Take graded submissions."""
        for each in graded:
            self._pending[each.waiting.student] = each

    def work(self) -> None:
        """Record the next batch, and tell the students who may be told now."""
        self._retry()
        if self.can_record:
            try:
                told = self._record(list(self._pending.values())[:BATCH_SIZE])
            except ConfigurationError as error:
                if self._has_settings():
                    text = f"{error}; tried again, nothing is lost"
                    self._about.complaints.say(GRADEBOOK, text)
                return
            self._about.complaints.settle(GRADEBOOK)
            self.telling.tell_all(at_once=told)
        else:
            self.telling.tell_all()

    def _record(self, batch: list[Graded]) -> bool:
        """Record a batch; say whether anybody's grades are new.

        Raises:
            ConfigurationError: the gradebook or the disk cannot be written; the whole batch is kept.
        """
        fresh = [each for each in batch if not self._watch.has_changed(each)]
        good = {each.waiting.student: each for each in fresh if each.report.error is None}
        self._results.save([each.report for each in fresh], self._watch.students)
        failures: dict[str, str] = {}
        if good:
            failures = record_in_gradebook(
                self._about.course,
                self._watch.name,
                {who: each.report.result_digest for who, each in good.items()},
                self._about.submitted,
                isolation=self._about.isolation,
            )
        for each in batch:
            who = each.waiting.student
            if each not in fresh:
                LOG.info("%s: %s: handed in again meanwhile: that counts", self._watch.name, who)
                del self._pending[who]
                continue
            if each.report.error is not None:
                self._failed(each, each.report.error["message"], each.report.error["kind"])
            elif who in failures:
                self._failed(each, f"not in the gradebook: {failures[who]}", ENGINE)
            else:
                self._graded(each)
            del self._pending[who]  # after it has been noted
        return len(good) > len(failures)

    def _graded(self, each: Graded) -> None:
        report, waiting = each.report, each.waiting
        self._watch.journal.graded(
            waiting.student, waiting.stamp, each.inputs, report.result_digest
        )
        self._retries.pop(waiting.student, None)
        points = f"{format_points(report.score)} of {format_points(report.max_score)} points"
        took = f", in {report.timings['total']:.1f} s" if "total" in report.timings else ""
        flags = "".join(f"; {flag}" for flag in report.flags)
        LOG.info("%s: %s: %s%s%s", self._watch.name, waiting.student, points, took, flags)

    def _failed(self, each: Graded, reason: str, kind: str) -> None:
        who = each.waiting.student
        self._watch.journal.failed(
            who, each.waiting.stamp, each.inputs, reason, again=kind == ENGINE
        )
        again = ""
        if kind == ENGINE:
            wait = self._retries[who][1] * 2 if who in self._retries else FIRST_RETRY_S
            wait = min(wait, LAST_RETRY_S)
            self._retries[who] = time.monotonic() + wait, wait, each
            again = f"; tried again in {wait:g} s"
        LOG.warning(
            "%s: %s: not graded, no points taken: %s%s", self._watch.name, who, reason, again
        )

    def _retry(self) -> None:
        """Put students back into the line after a fault of the engine, when their time has come."""
        now = time.monotonic()
        for who, (when, wait, each) in list(self._retries.items()):
            if self._watch.has_changed(each):
                del self._retries[who]
            elif now >= when:
                self._retries[who] = float("inf"), wait, each
                self._watch.wait_again(each.waiting)
