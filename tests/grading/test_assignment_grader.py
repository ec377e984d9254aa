from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import made_up
import pytest
from running import PATIENCE_S, Process, expect_ended, family, kept, start_grading, until

from autograder.course.assignment import Assignment
from autograder.course.submission import Submission
from autograder.errors import EngineFault
from autograder.grading.assignment_grader import AssignmentGrader
from autograder.grading.class_grading import load_class_results
from autograder.grading.grading_result import GradingResult
from autograder.grading.local_workers import LocalWorkers
from autograder.grading.result_store import ResultStore
from autograder.grading.worker_pool import WorkerPool
from autograder.grading.worker_process import JobOutcome, WorkerProcess
from autograder.sandbox import warm_process
from autograder.sandbox.launch import Launch
from autograder.sandbox.warm_process import WarmProcess

QUIETLY = ("--no-gradebook", "--jobs", "1")
SLOW = "import time\ntime.sleep(3)\n"


def class_of(assignment: Assignment, *answers: dict[str, str]) -> list[Submission]:
    """Return a submission per set of answers, of students named by number."""
    return [
        made_up.submission_of(assignment, made_up.make_notebook(given), student=str(number))
        for number, given in enumerate(answers)
    ]


def by_student(graded: Iterator[tuple[Submission, JobOutcome]]) -> dict[str, JobOutcome]:
    """Return the answers by student."""
    return {submission.student: answer for submission, answer in graded}


def workers_of(grader: AssignmentGrader) -> LocalWorkers:
    """Return who does a grader's work."""
    assert isinstance(grader.runner, WorkerPool)
    return grader.runner._workers


def kill(process: subprocess.Popen[Any] | None) -> None:
    """End a process as the system does when memory is short."""
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)


@pytest.mark.usefixtures("shared_kernel_source")
def test_two_submissions_are_graded_at_once(assignment: Assignment) -> None:
    """With two jobs two slow submissions take the time of one."""
    slow = {"greet": SLOW + made_up.RIGHT["greet"]}
    started = {}
    with AssignmentGrader(assignment, jobs=2) as grader:
        answers = by_student(grader.grade(class_of(assignment, slow, {**slow, "double": "1"})))
        assert len(workers_of(grader)._idle) == 2
    for student, answer in answers.items():
        assert isinstance(answer, GradingResult)
        started[student] = made_up.statuses(answer)
    assert started == {
        "0": {"double": "passed", "greet": "passed", "total": "passed"},
        "1": {"double": "not_attempted", "greet": "passed", "total": "passed"},
    }


@pytest.mark.usefixtures("shared_kernel_source")
def test_one_worker_grades_one_submission_after_another(assignment: Assignment) -> None:
    """With one job the worker is kept, and every submission comes out once."""
    with AssignmentGrader(assignment) as grader:
        wrong = {"total": "total = len"}
        answers = by_student(grader.grade(class_of(assignment, {}, wrong, made_up.STUBS)))
        assert len(workers_of(grader)._idle) == 1
    scores = {
        student: sum(exercise.score for exercise in answer.exercises)
        for student, answer in answers.items()
        if isinstance(answer, GradingResult)
    }
    assert scores == {"0": 6, "1": 3, "2": 0}


@pytest.mark.usefixtures("shared_kernel_source")
def test_a_worker_that_is_killed_is_replaced(assignment: Assignment) -> None:
    """A worker that dies in the middle costs nothing but time: its job is done again."""
    with AssignmentGrader(assignment) as grader:
        submissions = class_of(assignment, {"greet": SLOW + made_up.RIGHT["greet"]}, {})
        with killing(grader, times=1):
            answers = by_student(grader.grade(submissions))
    assert all(isinstance(answer, GradingResult) for answer in answers.values())


@pytest.mark.usefixtures("shared_kernel_source")
def test_a_worker_that_is_killed_twice_is_a_fault_of_ours(assignment: Assignment) -> None:
    """A submission that no worker survives is reported, and the next one is graded."""
    with AssignmentGrader(assignment) as grader:
        submissions = class_of(assignment, {"greet": SLOW + made_up.RIGHT["greet"]}, {})
        with killing(grader, times=2):
            answers = by_student(grader.grade(submissions))
    assert isinstance(answers["0"], EngineFault)
    assert str(answers["0"]) == "a grading process died (exit status -9)"
    assert isinstance(answers["1"], GradingResult)


class killing:  # noqa: N801  # reads as the sentence that it begins
    """Kill a grader's workers, or others, as soon as they have taken a job."""

    def __init__(
        self,
        grader: AssignmentGrader,
        times: int,
        whom: Callable[[WorkerProcess], subprocess.Popen[Any] | None] = lambda worker: (
            worker._process
        ),
    ) -> None:
        self._whom = whom
        self._patch = pytest.MonkeyPatch()
        self._left = times
        self._workers = workers_of(grader)
        self._take = self._workers._take

    def __enter__(self) -> None:
        self._patch.setattr(self._workers, "_take", self._worker)

    def _worker(self, assignment: Assignment) -> WorkerProcess:
        worker = self._take(assignment)
        if self._left:
            self._left -= 1
            submit = worker.submit

            def submit_and_kill(*job: Any) -> None:
                worker.submit = submit  # type: ignore[method-assign]
                submit(*job)
                kill(self._whom(worker))

            worker.submit = submit_and_kill  # type: ignore[method-assign]
        return worker

    def __exit__(self, *_: object) -> None:
        self._patch.undo()


@pytest.mark.usefixtures("shared_kernel_source")
def test_a_worker_that_died_while_idle_is_replaced(assignment: Assignment) -> None:
    """A worker that dies between two jobs is not given another."""
    with AssignmentGrader(assignment) as grader:
        first, second = class_of(assignment, {}, {"double": "1"})
        by_student(grader.grade([first]))
        kill(workers_of(grader)._idle[0]._process)
        assert isinstance(by_student(grader.grade([second]))["1"], GradingResult)


@pytest.mark.usefixtures("shared_kernel_source")
def test_a_result_in_the_store_is_not_worked_out_again(
    assignment: Assignment, tmp_path: Path
) -> None:
    """The second run takes all from the store, and starts neither worker nor warm process."""
    submissions = class_of(assignment, {}, {"double": "double = abs"})
    with AssignmentGrader(assignment, ResultStore(tmp_path)) as grader:
        first = by_student(grader.grade(submissions))
    with AssignmentGrader(assignment, ResultStore(tmp_path)) as grader:
        second = by_student(grader.grade(submissions))
        assert (workers_of(grader)._idle, workers_of(grader)._warm) == ([], {})
    assert first == second


@pytest.mark.usefixtures("shared_kernel_source")
def test_no_reuse_works_all_out_again_and_keeps_it(assignment: Assignment, tmp_path: Path) -> None:
    """Told not to reuse, the grader works anew; what it finds is kept for others."""
    submissions = class_of(assignment, {})
    with AssignmentGrader(assignment, ResultStore(tmp_path), reuse=False) as grader:
        by_student(grader.grade(submissions))
        assert len(workers_of(grader)._idle) == 1
    with AssignmentGrader(assignment, ResultStore(tmp_path)) as grader:
        assert isinstance(by_student(grader.grade(submissions))["0"], GradingResult)
        assert workers_of(grader)._idle == []


@pytest.mark.usefixtures("shared_kernel_source")
def test_faults_are_not_kept(tmp_path: Path) -> None:
    """A result that is an error is worked out anew the next time."""
    assignment = made_up.make_assignment(tmp_path, checks="import no_such_module")
    with AssignmentGrader(assignment, ResultStore(tmp_path)) as grader:
        assert not isinstance(
            by_student(grader.grade(class_of(assignment, {})))["0"], GradingResult
        )
    assert not list((tmp_path / ".autograder").rglob("*.json"))


@pytest.mark.slow
def test_a_warm_process_that_dies_is_started_again(assignment: Assignment, scratch: Path) -> None:
    """A warm process that dies under a job costs nothing but time, and leaves nothing behind."""
    gone: set[Process] = set()

    def warm_process(_: WorkerProcess) -> subprocess.Popen[Any] | None:
        [warm] = workers_of(grader)._warm.values()
        assert warm._process is not None
        gone.update(family(warm._process.pid))
        return warm._process

    with AssignmentGrader(assignment) as grader:
        with killing(grader, times=1, whom=warm_process):
            answer = by_student(grader.grade(class_of(assignment, {})))["0"]
        assert isinstance(answer, GradingResult)
        assert len(list(scratch.iterdir())) == 1
        expect_ended(gone, least=3)  # bubblewrap's two, and the warm process


@pytest.mark.slow
def test_a_warm_process_that_cannot_start_is_a_fault_of_ours(
    scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the program said is in the message, and its folder is removed."""
    command = [sys.executable, "-c", "raise SystemExit('no luck')"]
    monkeypatch.setattr(warm_process, "launch", lambda *_: Launch(command, {}, scratch))
    with (
        pytest.raises(EngineFault, match="the warm process did not start:\nno luck"),
        WarmProcess(),
    ):
        pass


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course with a quick submission, and a slow one that comes after it."""
    made_up.make_assignment(tmp_path)
    made_up.hand_in(tmp_path, "ada", made_up.make_notebook())
    forever = {"greet": "while True:\n    pass"}
    made_up.hand_in(tmp_path, "bob", made_up.make_notebook(forever))
    (tmp_path / "autograder.toml").write_text("[limits]\ncell_s = 600\nsubmission_s = 600\n")
    return tmp_path


@pytest.mark.slow
def test_ctrl_c_stops_cleanly_and_keeps_what_was_graded(course: Path, scratch: Path) -> None:
    """Ctrl-C ends with status 130 and a word; the report says whose turn did not come."""
    process = start_grading(course, *QUIETLY, "--verbose")
    assert process.stderr is not None
    assert any("ada" in line for line in process.stderr)  # waits for her line
    everyone = family(process.pid)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130
    assert "stopped; what was graded is kept, run the same command to go on" in err
    assert "Traceback" not in out + err
    expect_ended(everyone, least=4)  # the grader's, a worker's, the sandbox's
    assert not list(scratch.iterdir())

    stopped = {report.student: report.error for report in load_class_results(course, made_up.NAME)}
    assert stopped.pop("ada") is None
    assert {(error or {})["kind"] for error in stopped.values()} == {"stopped"}
    (first,) = kept(course)
    before = first.stat().st_mtime_ns
    (course / "submitted" / "bob" / made_up.NAME / f"{made_up.NAME}.ipynb").unlink()
    again = start_grading(course, *QUIETLY)
    out, _ = again.communicate(timeout=PATIENCE_S)
    assert again.returncode == 1
    assert "ada" in out
    assert first.stat().st_mtime_ns == before


@pytest.mark.slow
def test_a_killed_grader_leaves_nothing_behind(course: Path, scratch: Path) -> None:
    """After SIGKILL workers, kernels, the warm process and the folder are gone; results stay."""
    process = start_grading(course, *QUIETLY)
    until(lambda: kept(course) or process.poll() is not None, "the first result")
    everyone = family(process.pid)
    kill(process)
    process.communicate(timeout=PATIENCE_S)
    expect_ended(everyone, least=4)  # the grader's, a worker's, the sandbox's
    assert len(kept(course)) == 1
