from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import made_up
import pytest
from class_on_dask import SLOW, class_of, graded_by, grading
from dask_cluster import CHECKOUT, DaskCluster
from hosts import hosts
from running import PATIENCE_S, expect_ended, family, kept, start_grading, until

from autograder.cluster.dask_runner import DaskRunner
from autograder.course.assignment import Assignment
from autograder.course.submission import Submission
from autograder.errors import EngineFault
from autograder.grading.assignment_grader import AssignmentGrader
from autograder.grading.class_grading import make_report
from autograder.grading.grading_result import GradingResult
from autograder.grading.worker_process import GradingJob, JobOutcome

FOREVER = {"greet": "while True:\n    pass"}
NO_BUBBLEWRAP = """
from autograder.errors import IsolationUnavailable
from autograder.sandbox import bubblewrap

def no_bubblewrap():
    raise IsolationUnavailable("bubblewrap is not installed")

bubblewrap.find_bwrap = no_bubblewrap
"""


def plainly(submission: Submission, answer: JobOutcome) -> tuple[dict[str, Any], Any]:
    """Return a report and the cells' outputs, without what differs from run to run."""
    report = make_report(submission, answer).as_dict()
    del report["timings"]
    assert isinstance(answer, GradingResult)
    return report, answer.outputs


@pytest.mark.usefixtures("shared_kernel_source")
def test_the_reports_are_those_of_a_pool(
    assignment: Assignment, dask: DaskCluster, shared: str
) -> None:
    """A worker with two threads gives what a pool on this machine gives."""
    show = 'double = lambda x: 2 * x\nprint("\\ud800 \U0001f600 \x00")\nopen("a.txt", "rb").read()'
    answers = [{}, made_up.STUBS, {"double": show}, {"total": "total = len\n1 / 0"}, {"greet": "("}]
    submissions = class_of(assignment, *answers)
    dask.worker(shared, threads=2)
    with AssignmentGrader(assignment) as grader:
        here = {s.student: plainly(s, answer) for s, answer in grader.grade(submissions)}
    with AssignmentGrader(assignment, runner=DaskRunner(assignment, dask.address)) as grader:
        there = {s.student: plainly(s, answer) for s, answer in grader.grade(submissions)}
    assert there == here


def test_a_worker_that_joins_late_is_waited_for(
    course: Path, dask: DaskCluster, shared: str
) -> None:
    """With no worker there, the grader says that it waits, and goes on when one comes."""
    process = start_grading(course, "--no-gradebook", "--scheduler", dask.address)
    assert process.stderr is not None
    said = process.stderr.readline()
    assert f"no worker at {dask.address}: waiting for one (Ctrl-C stops)" in said
    dask.worker(shared)
    out, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, err
    assert len(kept(course)) == 3
    assert "ada" in out


def test_jobs_are_taken_as_there_is_room_and_leave_nothing(
    assignment: Assignment, dask: DaskCluster, shared: str
) -> None:
    """No more jobs are under way than there are threads, and the scheduler keeps none that is done."""
    dask.worker(shared, threads=2)
    taken: list[str] = []

    def jobs() -> Iterator[GradingJob]:
        for submission in class_of(assignment, *[{"double": f"double = {n}"} for n in range(9)]):
            taken.append(submission.student)
            yield GradingJob(submission)

    with closing(DaskRunner(assignment, dask.address)) as cluster:
        for done, (_, answer) in enumerate(cluster.run(jobs()), start=1):
            assert isinstance(answer, GradingResult)
            assert len(taken) - done <= 3  # two threads, and one at hand
        count = cluster._connection._client.run_on_scheduler
        until(lambda: count(lambda dask_scheduler: len(dask_scheduler.tasks)) == 0, "no task left")


@pytest.mark.slow
def test_what_a_killed_worker_had_is_done_by_another(
    assignment: Assignment, dask: DaskCluster, scratch: Path
) -> None:
    """A worker that is killed leaves no process and no file; its submission is graded all the same."""
    workers = {worker.address: worker for worker in (dask.worker(), dask.worker())}
    with grading(dask, assignment, SLOW, {}) as work:
        killed = work.whose("0")
        its_own = family(workers[killed].process.pid)
        workers[killed].end()
        expect_ended(its_own, least=5)  # its own, a worker's, the sandbox's
        answers = work.answers()
    assert sorted(answers) == ["0", "1"]
    assert all(isinstance(answer, GradingResult) for answer in answers.values())
    (said,) = work.said
    assert said.startswith(f"worker {killed} on ")
    assert said.endswith(" is gone: other workers do what it had")
    until(lambda: not list(scratch.iterdir()), "no folder is left")


def test_a_submission_that_loses_two_workers_is_a_fault_of_ours(
    assignment: Assignment, dask: DaskCluster, shared: str
) -> None:
    """What no worker survives is reported and not tried a third time."""
    workers = {worker.address: worker for worker in (dask.worker(shared), dask.worker(shared))}
    with grading(dask, assignment, SLOW) as work:
        first = work.whose("0")
        workers[first].end()
        second = work.whose("0", first)
        workers[second].end()
        (answer,) = work.answers().values()
    assert isinstance(answer, EngineFault)
    assert str(answer).startswith(f"worker {second} on ")
    assert str(answer).endswith(" was lost with it")


@pytest.fixture
def foreign(tmp_path: Path) -> str:
    """What a worker runs first to have another version of the engine."""
    caches = shutil.ignore_patterns("__pycache__")
    shutil.copytree(CHECKOUT / "autograder", tmp_path / "other" / "autograder", ignore=caches)
    with (tmp_path / "other" / "autograder" / "errors.py").open("a") as file:
        file.write("# another version\n")
    return f"import sys; sys.path.insert(0, {str(tmp_path / 'other')!r})\n"


def test_a_worker_with_another_engine_is_left_out(
    course: Path, dask: DaskCluster, shared: str, foreign: str
) -> None:
    """Where others are fine, the grading goes on with them, and says who was refused and why."""
    stranger = dask.worker(foreign)
    dask.worker(shared)
    process = start_grading(course, "--no-gradebook", "--scheduler", dask.address)
    _, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, err
    assert len(kept(course)) == 3
    said = " ".join(err.split())
    assert f"worker {stranger.address} on " in said
    assert "is refused: its engine or its Python packages are not those of this machine; " in said
    assert "of all packages on both (pip freeze), and start the worker again" in said


def test_where_all_workers_are_refused_nobody_is_graded(
    course: Path, dask: DaskCluster, foreign: str
) -> None:
    """Each is named with what is wrong with it: another engine, or no walls to be had."""
    strangers = [dask.worker(foreign).address, dask.worker(NO_BUBBLEWRAP).address]
    process = start_grading(course, "--no-gradebook", "--scheduler", dask.address)
    _, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 2
    assert "no worker there can grade:\n" in err
    assert f"worker {strangers[0]} on " in err
    assert "is refused: its engine or its Python packages are not" in err
    assert f"worker {strangers[1]} on " in err
    refused = "is refused: namespaces: a submission cannot be confined so here: bubblewrap is not"
    assert refused in " ".join(err.split())
    assert "Traceback" not in err
    assert not kept(course)


def test_ctrl_c_stops_the_workers_work_too(course: Path, dask: DaskCluster, shared: str) -> None:
    """Ctrl-C ends with status 130 and a word; the worker lives on, without what it started for us."""
    made_up.hand_in(course, "bob", made_up.make_notebook(FOREVER))
    (course / "autograder.toml").write_text("[limits]\ncell_s = 600\nsubmission_s = 600\n")
    worker = dask.worker(shared)
    process = start_grading(course, "--no-gradebook", "--scheduler", dask.address)
    until(lambda: kept(course) or process.poll() is not None, "the first result")
    until(lambda: len(family(worker.process.pid)) > 1, "what the worker started")
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130
    assert "stopped; what was graded is kept, run the same command to go on" in err
    assert "Traceback" not in out + err
    until(lambda: len(family(worker.process.pid)) == 1, "the end of what the worker started")


REACH = """
import socket

def greet(name):
    try:
        socket.create_connection({address!r}, timeout=5).close()
    except OSError as error:
        return f"not reached: {{error.strerror}}"
    return "reached"
"""


@pytest.mark.parametrize("isolation", ["namespaces", pytest.param("none", marks=pytest.mark.slow)])
def test_a_submission_cannot_reach_the_scheduler(
    assignment: Assignment, dask: DaskCluster, shared: str, isolation: str
) -> None:
    """On a worker that speaks with the scheduler all the time, a submission cannot; with no walls it can."""
    dask.worker(shared if isolation == "namespaces" else "")
    host, port = dask.address.removeprefix("tcp://").split(":")
    reach = {"greet": REACH.format(address=(host, int(port)))}
    cluster = DaskRunner(assignment, dask.address, isolation=isolation)
    with AssignmentGrader(assignment, runner=cluster, isolation=isolation) as grader:
        (answer,) = graded_by(grader, class_of(assignment, reach)).values()
    assert isinstance(answer, GradingResult)
    # its own loopback interface answers, where nobody listens
    got = "not reached: Connection refused" if isolation == "namespaces" else "reached"
    assert f"got '{got}'" in made_up.messages(answer, "greet")


TLS = """
distributed:
  comm:
    default-scheme: tls
    require-encryption: true
    tls:
      ca-file: {cert}
      scheduler: &pair
        cert: {cert}
        key: {key}
      worker: *pair
      client: *pair
"""


def test_tls_is_as_dask_is_configured(
    course: Path, shared: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With certificates all messages are encrypted; a grader without one is not let in."""
    key, cert = course / "key.pem", course / "cert.pem"
    request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    request += ["-subj", "/CN=cluster", "-keyout", str(key), "-out", str(cert)]
    subprocess.run(request, check=True, capture_output=True, timeout=600)
    (course / "tls.yaml").write_text(TLS.format(key=key, cert=cert))
    monkeypatch.setenv("DASK_CONFIG", str(course / "tls.yaml"))
    with DaskCluster(course / "dask") as dask:
        dask.worker(shared)
        assert dask.address.startswith("tls://")
        arguments = ("--no-gradebook", "--scheduler", dask.address)
        process = start_grading(course, *arguments)
        _, err = process.communicate(timeout=PATIENCE_S)
        assert process.returncode == 0, err
        assert len(kept(course)) == 3
        monkeypatch.delenv("DASK_CONFIG")
        process = start_grading(course, "--no-cache", *arguments)
        _, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 2
    assert f"the scheduler {dask.address} cannot be reached (TLS expects a `ssl_context`" in err
    assert "Traceback" not in err


@pytest.mark.slow
def test_hosts_of_their_own(course: Path, scratch: Path) -> None:
    """The scheduler, two workers and the grader on a host each, with a network between them, grade."""
    with (
        hosts(4) as (first, second, third, fourth),
        DaskCluster(course / "dask", host=first.ip, inside=first.inside) as dask,
    ):
        workers = [dask.worker(host=host.ip, inside=host.inside) for host in (second, third)]
        process = start_grading(
            course, "--no-gradebook", "--scheduler", dask.address, inside=fourth.inside
        )
        _, err = process.communicate(timeout=PATIENCE_S)
        assert process.returncode == 0, err
        assert len(kept(course)) == 3
        for host, worker in zip((second, third), workers, strict=True):
            assert worker.address.startswith(f"tcp://{host.ip}:")
            assert "Starting Worker plugin autograder-" in worker.log()
