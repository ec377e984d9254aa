"""What a notebook answered to the questions of an assignment's checks, and how to answer so again."""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from autograder.course.assignment import Assignment
from autograder.course.submission import Submission
from autograder.grading.submission_grading import ExerciseChecks, grade_submission
from autograder.kernels.kernel_supply import KernelSupply
from autograder.sandbox.warm_process import KernelSource
from course_utils.checking.check_result import CheckResult
from course_utils.checking.encoding import Decoder, Encoder
from course_utils.checking.plain_data import Handle, PlainDataError
from course_utils.checking.student import Ask, Student

Reply = tuple[dict[str, Any], list[bytes]]
Change = Callable[[dict[str, Any]], dict[str, Any]]
NOTEBOOK, CLEAN = "notebook", "clean"  # the processes that are asked


@dataclass
class Recording:
    """The replies to an exercise's questions, by what was asked where, in their order."""

    replies: dict[str, list[Reply]] = field(default_factory=dict)

    def kept(self, ask: Ask, where: str) -> Ask:
        """Return what asks, and keeps the replies."""

        def kept(request: dict[str, Any], buffers: list[bytes]) -> Reply:
            reply = ask(request, buffers)
            self.replies.setdefault(_question(request, where), []).append(reply)
            return reply

        return kept

    def student(self, change: Change) -> Student:
        """Return a student who answers as was recorded, but for what ``change`` makes of it.

        A question that nobody asked is answered by what was answered to another one.
        """
        asked: dict[str, int] = {}
        others = [reply for replies in self.replies.values() for reply in replies]

        def answerer(where: str) -> Ask:
            def ask(request: dict[str, Any], _: list[bytes]) -> Reply:
                question = _question(request, where)
                number = asked[question] = asked.get(question, -1) + 1
                known = self.replies.get(question) or others
                return changed_reply(known[number % len(known)], change)

            return ask

        return Student(answerer(NOTEBOOK), answerer(CLEAN))


def changed_reply(reply: Reply, change: Change) -> Reply:
    """Return a reply whose fields, its value and arguments as records, were changed."""
    fields, buffers = dict(reply[0]), reply[1]
    decoder = Decoder(buffers)
    for name in ("value", "arguments"):
        if name in fields:
            fields[name] = decoder.decode(fields[name])
    fields, encoder = change(fields), Encoder(stash=lambda value: Handle(0, type(value).__name__))
    try:
        for name in ("value", "arguments"):
            if name in fields:
                fields[name] = encoder.encode(fields[name])
    except PlainDataError as error:  # too large; an agent says so
        return {"status": "unreadable", "message": str(error)}, []
    return fields, encoder.buffers


def _question(request: dict[str, Any], where: str) -> str:
    target = request.get("target", {})
    what = target.get("name") or target.get("library") or "an object"
    return ".".join([where, request["op"], what, *request.get("path", [])])


class RecordedChecks:
    """Checks that keep what they were answered, by exercise."""

    def __init__(self, checks: ExerciseChecks) -> None:
        self._checks = checks
        self.recordings: dict[str, Recording] = {}

    @property
    def exercises(self) -> Collection[str]:
        """The exercises that have checks."""
        return self._checks.exercises

    def run(self, exercise: str, student: Student) -> list[CheckResult]:
        """Run an exercise's checks, and keep all replies."""
        recording = self.recordings[exercise] = Recording()
        assert student._clean is not None
        ask, ask_clean = student._ask, student._clean._ask
        again = Student(recording.kept(ask, NOTEBOOK), recording.kept(ask_clean, CLEAN))
        return self._checks.run(exercise, again)


def record(
    assignment: Assignment,
    checks: ExerciseChecks,
    warm: KernelSource,
    only: frozenset[str] = frozenset(),
) -> dict[str, Recording]:
    """Return what the instructor's own notebook answers, by exercise; empty ``only``: of all."""
    recorded = RecordedChecks(checks)
    notebooks = {source.name: copy.deepcopy(source.content) for source in assignment.notebooks}
    kernels = KernelSupply(warm, assignment.limits, assignment.files)
    try:
        graded = grade_submission(
            Submission("", assignment.name, notebooks), assignment, kernels, recorded, only
        )
    finally:
        kernels.close()
    lost = [report.id for report in graded.exercises if report.status != "passed"]
    assert not lost, f"the instructor's own answers lost marks: {lost}"
    return recorded.recordings
