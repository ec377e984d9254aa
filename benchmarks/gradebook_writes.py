"""The time to record a submission in nbgrader's gradebook, at the start of a class and at its end.

    python benchmarks/gradebook_writes.py [--submissions N] [--against N]

Each student hands in a minimal notebook and has a made-up result in the store: nothing is graded.
"Rows" is the time to read, set and write the gradebook's rows, with its commits. The whole also reads
each notebook and writes its autograded folder. nbgrader's own autograde records the first students of
the class from the same results, in another course.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import _tiny
from _common import (
    add_plot,
    count,
    keep,
    parse_arguments,
    print_columns,
    print_machine,
    print_target,
)
from _courses import hand_in
from sqlalchemy.orm import Session

from autograder.course import assignment
from autograder.course.scoring import score_exercise
from autograder.course.submission import read_submission
from autograder.grading.grading_result import GradingResult
from autograder.grading.result_cache import read_assignment_inputs
from autograder.grading.result_store import ResultStore
from course_utils.checking.check_result import CheckResult

Results = dict[str, str]  # by student, the key of the result in the store
ROWS_WANTED_MS = 10.0
GROWTH_WANTED = 0.1


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--submissions", type=count, default=10_000, metavar="N")
    parser.add_argument("--against", type=count, default=50, metavar="N")


def make_class(course: Path, size: int) -> Results:
    """Make a course and its class, with submissions and with results in the store."""
    _tiny.make_course(course)
    loaded = assignment.load_assignment(course, _tiny.NAME)
    class_ = {f"student-{number:05}": _tiny.notebook(number) for number in range(size)}
    hand_in(course, _tiny.NAME, class_)
    about: dict[str, Any] = {"exercise": "double", "name": "double", "title": "Three becomes six."}
    check = CheckResult(
        **about, hidden=False, outcome="passed", message="", weight=1, required=False
    )
    graded = GradingResult([score_exercise(loaded.exercises[0], [check])])
    store, inputs, results = ResultStore(course), read_assignment_inputs(loaded), {}
    for student in class_:
        folder = course / "submitted" / student / _tiny.NAME
        results[student] = inputs.result_digest(read_submission(folder, student, loaded))
        store.put(results[student], graded)
    return results


class Clock:
    """The seconds spent in the functions that it is put around."""

    def __init__(self) -> None:
        self.total_s, self._depth = 0.0, 0

    @contextmanager
    def around(self, *functions: tuple[Any, str]) -> Iterator[None]:
        """Time functions, given by their owner and name; a call within another counts once."""
        kept = [getattr(owner, name) for owner, name in functions]
        for (owner, name), function in zip(functions, kept, strict=True):
            setattr(owner, name, self._timed(function))
        try:
            yield
        finally:
            for (owner, name), function in zip(functions, kept, strict=True):
                setattr(owner, name, function)

    def _timed(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*arguments: Any, **named: Any) -> Any:
            began, self._depth = time.perf_counter(), self._depth + 1
            try:
                return function(*arguments, **named)
            finally:
                self._depth -= 1
                if self._depth == 0:
                    self.total_s += time.perf_counter() - began

        return timed


class Run:
    """The time for a class, by the number of recorded submissions."""

    def __init__(self) -> None:
        self.done, self.whole_s, self.rows_s = [0], [time.perf_counter()], [0.0]

    def note(self, done: int, rows_s: float) -> None:
        """Note that ``done`` more submissions are recorded."""
        self.done.append(self.done[-1] + done)
        self.whole_s.append(time.perf_counter())
        self.rows_s.append(rows_s)

    def each_ms(self, times_s: list[float], first: int, last: int) -> float:
        """Return the time of a submission between two notes."""
        return 1000 * (times_s[last] - times_s[first]) / (self.done[last] - self.done[first])


def record_class(course: Path, results: Results) -> Run:
    """Record the class as `grade` does."""
    from autograder.nbgrader_bridge import batch_recording, in_memory_autograde, record_in_gradebook

    clock, run = Clock(), Run()
    parts = (
        ["_add_students"],
        ["get_or_create_submission_rows", "recorded_autograde_values"],
        ["flush", "commit"],
    )
    owners = batch_recording.BatchRecorder, batch_recording, Session
    functions = [(o, n) for o, names in zip(owners, parts, strict=True) for n in names]
    functions += [
        (in_memory_autograde._Grades, "preprocess"),
        (in_memory_autograde._Penalties, "preprocess"),
    ]
    with clock.around(*functions):
        failures = record_in_gradebook(
            course, _tiny.NAME, results, progress=lambda done: run.note(done, clock.total_s)
        )
    assert failures == {}, failures
    return run


def record_by_nbgrader(course: Path, results: Results) -> float:
    """Record a class by nbgrader's own autograde; return the seconds that it took."""
    from autograder.nbgrader_bridge import nbgrader_app, record_in_gradebook, recording

    assert record_in_gradebook(course, _tiny.NAME, {}) == {}  # adds the assignment
    with nbgrader_app.open_nbgrader_app(course) as app:
        app.coursedir.assignment_id = _tiny.NAME
        began = time.perf_counter()
        failures = dict(recording._by_nbgrader(app, results, lambda _: None))
        took_s = time.perf_counter() - began
    assert failures == {}, failures
    return took_s


def report(run: Run, again_s: float, nbgrader_ms: float) -> None:
    """Print the table and the targets, and add the plot."""
    last = len(run.done) - 1
    part = max(1, (last - 1) // 10)
    # the first note includes the making of the gradebook and of its assignment
    start, end = (1, 1 + part), (last - part, last)
    whole = [run.each_ms(run.whole_s, *place) for place in (start, end)]
    rows = [run.each_ms(run.rows_s, *place) for place in (start, end)]
    table: dict[str, list[str | float]] = {
        "rows in the gradebook": [*rows],
        "with the autograded folder": [*whole],
        "recorded again, unchanged": [1000 * again_s / run.done[-1], ""],
        "by nbgrader's own autograde": [nbgrader_ms, ""],
    }
    columns = ["at the start", "at the end"]
    print_columns(f"{run.done[-1]:,} submissions recorded, ms each", columns, table)
    most = max(rows)
    print_target("rows, ms each", most, f"under {ROWS_WANTED_MS:g}", met=most < ROWS_WANTED_MS)
    growth = rows[1] / rows[0] - 1
    wanted = f"at most {GROWTH_WANTED:g} more"
    print_target("rows at the end against the start", growth, wanted, met=growth <= GROWTH_WANTED)
    places = [(first, min(first + part, last)) for first in range(1, last, part)]
    done = [run.done[place[1]] for place in places]
    drawn = {
        "rows": (done, [run.each_ms(run.rows_s, *place) for place in places]),
        "with the folder": (done, [run.each_ms(run.whole_s, *place) for place in places]),
    }
    add_plot("gradebook_writes", ("submissions recorded", "a submission, ms"), drawn)


def main() -> None:
    """Measure and report."""
    options = parse_arguments(__doc__, _add_options)
    print_machine()
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        course, other = Path(folder, "course"), Path(folder, "other")
        course.mkdir()
        results = make_class(course, max(options.submissions, 300))
        some = dict(list(results.items())[: options.against])
        shutil.copytree(course, other)
        assert record_by_nbgrader(other, dict(list(some.items())[:1])) > 0  # warmed up
        nbgrader_ms = 1000 * record_by_nbgrader(other, some) / len(some)
        run = record_class(course, results)
        began = time.perf_counter()
        record_class(course, results)
        again_s = time.perf_counter() - began
    report(run, again_s, nbgrader_ms)
    print_machine()
    keep(options)


if __name__ == "__main__":
    main()
