"""The cache of results: a second run, or one after a crash, repeats no work.

The key of a result is the digest of all that determines it: the submission's code and files, the
assignment, its limits and secret, its checks, the walls, the engine and the Python environment. If
checks were edited, only their exercises are judged again: the checks of an exercise judge the notebook
as it is at its grade cell, independently of other exercises.
"""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.course.assignment import Assignment
from autograder.course.checks_folder import SHARED, digests_by_exercise
from autograder.course.submission import Submission
from autograder.files import paths_below
from autograder.grading.engine_digest import engine_digest, environment_parts
from autograder.grading.grading_result import GradingResult
from autograder.grading.result_store import FolderResult, ResultStore
from autograder.sandbox.isolation_kinds import NAMESPACES

MOST_BYTES = 64 << 20  # of a file; `read_submission` handles larger ones
UNSOUND = ("timeout", "crashed")  # after them, a later exercise had a new kernel


@dataclass(frozen=True)
class AssignmentInputs:
    """All that determines results, apart from the submissions, as it was when this was read.

    Attributes:
        common: the digest of the assignment's source, limits and secret, the walls and the engine.
        checks: the digest of each exercise's checks, and of their shared modules.
    """

    common: str
    checks: tuple[tuple[str, str], ...]

    def digest(self) -> str:
        """Return the digest of all of it."""
        return _digest(self.common, json.dumps(self.checks))

    def result_digest(self, submission: Submission) -> str:
        """Return the digest of all that determines a result; the student's name does not."""
        return _digest(self.run_digest(submission), json.dumps(self.checks))

    def run_digest(self, submission: Submission) -> str:
        """Return the digest of all that determines how a submission's cells run; the checks do not."""
        return _digest(self.common, submission.digest())

    def files_digest(self, folder: Path) -> str:
        """Return the digest of all that determines a submission's result and flags, from its unread files.

        Empty if a file is not plain, too large or unreadable, or the folder is a link: then the folder has to
        be read.
        """
        if folder.is_symlink():
            return ""
        parts = [self.common, json.dumps(self.checks)]
        try:
            for path in sorted(paths_below(folder)):
                if path.is_dir() and not path.is_symlink():
                    continue
                if path.is_symlink() or not path.is_file() or path.stat().st_size > MOST_BYTES:
                    return ""
                name = path.relative_to(folder).as_posix()
                parts.append(json.dumps([name, _file_digest(path)]))  # a name may hold line ends
        except OSError:
            return ""
        return _digest(*parts)


def read_assignment_inputs(
    assignment: Assignment, *, isolation: str = NAMESPACES
) -> AssignmentInputs:
    """Read what determines the results of an assignment's submissions."""
    common = _digest(
        *(_file_digest(source.path) for source in assignment.notebooks),
        *(f"{name} {_file_digest(path)}" for name, path in assignment.files.items()),
        *environment_parts(assignment),
        json.dumps(assignment.limits.as_dict(), sort_keys=True),
        isolation,  # without walls, a result may have been stolen
        json.dumps(assignment.full),
        hashlib.sha256(assignment.secret.encode()).hexdigest(),
        engine_digest(),
    )
    return AssignmentInputs(common, tuple(digests_by_exercise(assignment.checks).items()))


@dataclass(frozen=True)
class KnownResult:
    """A result of an earlier grading: its digest, the result, and the flags of the submission."""

    digest: str
    result: GradingResult
    flags: list[str]


class ResultCache:
    """Finds a submission's known result, says what is left to judge, and keeps new results.

    Args:
        assignment: the assignment.
        store: keeps the results; None to keep none.
        isolation: the kind of walls around the gradings.
        reuse: whether to use results that are already kept.
    """

    def __init__(
        self,
        assignment: Assignment,
        store: ResultStore | None,
        *,
        isolation: str = NAMESPACES,
        reuse: bool = True,
    ) -> None:
        self._assignment, self._isolation = assignment, isolation
        self._store, self._known = store, store if reuse else None
        self._older: dict[str, GradingResult] = {}  # by digest, of submissions judged again in part

    @functools.cached_property
    def inputs(self) -> AssignmentInputs:
        """All that determines the results, read once: workers, too, read the checks once."""
        return read_assignment_inputs(self._assignment, isolation=self._isolation)

    def find(self, submission: Submission) -> GradingResult | None:
        """Return a submission's result if it is known."""
        known = self._known
        return known.get(self.inputs.result_digest(submission)) if known is not None else None

    def find_by_files(self, files_digest: str) -> KnownResult | None:
        """Return the result of a folder with unchanged files, by their digest.

        It has no outputs of cells.
        """
        if self._known is None or not files_digest:
            return None
        reading = self._known.get_files_record(files_digest)
        result = self._known.get_without_outputs(reading.result) if reading is not None else None
        if reading is None or result is None:
            return None
        return KnownResult(reading.result, result, reading.flags)

    def exercises_left(self, submission: Submission) -> frozenset[str]:
        """Return the exercises that are left to judge if the others are known; empty: all of them."""
        if self._known is None:
            return frozenset()
        last = self._known.last_run(self.inputs.run_digest(submission))
        older = self._known.get(str(last.get("result")))
        before, now = last.get("checks"), dict(self.inputs.checks)
        if older is None or not isinstance(before, dict) or not _is_sound(older):
            return frozenset()
        if before.get(SHARED) != now[SHARED] or before.keys() != now.keys():
            return frozenset()
        exercises = frozenset(name for name, digest in now.items() if before[name] != digest)
        if len(exercises) == len(now) - 1:  # all but SHARED
            return frozenset()
        if exercises:
            self._older[self.inputs.result_digest(submission)] = older
        return exercises

    def keep(self, submission: Submission, result: GradingResult) -> GradingResult:
        """Keep a result and return it; if only a part was judged again, an older result completes it."""
        digest = self.inputs.result_digest(submission)
        if (older := self._older.pop(digest, None)) is not None:
            result = _merge(older, result)
        if self._store is not None:
            self._store.put(digest, result)
            run = {"result": digest, "checks": dict(self.inputs.checks)}
            self._store.put_run(self.inputs.run_digest(submission), run)
        return result

    def keep_files(self, files_digest: str, submission: Submission) -> None:
        """Keep the digest of a submission's files, for a result that is kept already."""
        if self._store is not None:
            digest = self.inputs.result_digest(submission)
            self._store.put_files_record(files_digest, FolderResult(digest, submission.flags))


def _is_sound(older: GradingResult) -> bool:
    """Say whether the exercises of an older result can be used one by one."""
    return not older.flags and all(each.status not in UNSOUND for each in older.exercises)


def _merge(older: GradingResult, newer: GradingResult) -> GradingResult:
    """Return the older result with its exercises replaced by those of the newer one."""
    judged = {exercise.id: exercise for exercise in newer.exercises}
    exercises = [judged.get(exercise.id, exercise) for exercise in older.exercises]
    return replace(older, exercises=exercises, flags=newer.flags, timings=newer.timings)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _file_digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
