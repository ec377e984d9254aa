"""The command `watch`, run as a program: by a student's submit, a service manager, and one who kills it."""

from __future__ import annotations

import signal
import subprocess
import time

import made_up
import pytest
from exchange_course import HALF, ExchangeCourse
from running import PATIENCE_S, command, until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]


def test_from_submit_to_fetch_feedback(course: ExchangeCourse) -> None:
    """A student submits and fetches by nbgrader's commands, twice; each hand-in has its page, the newer counts."""
    with course.watching("--release-feedback"):
        course.submit("ada", HALF)
        course.logged("ada: feedback released")
        [page] = course.fetched("ada").values()
        assert "<strong>5</strong> of 6 points" in page
        course.submit("ada")
        course.logged("ada: feedback released", times=2)
        pages = course.fetched("ada").values()
        assert len(pages) == 2
        assert any("<strong>6</strong> of 6" in page for page in pages)
    assert course.logged("ended").count("ada: feedback released") == 2
    assert course.scores() == {"ada": 6.0}


def test_a_second_watch_and_a_grade_are_refused(course: ExchangeCourse) -> None:
    """One watch a course; a grade of what it watches says who does it; both end with status 2."""
    with course.watching() as process:
        course.logged("watching")
        until((course.folder / ".autograder/watch/status.json").exists, "a status")
        for arguments, said in (
            (course.command("--once"), "this course is watched already, by `watch` (process"),
            (command(), f"tiny is graded on arrival by `watch` (process {process.pid}, since"),
        ):
            done = subprocess.run(
                arguments, cwd=course.folder, capture_output=True, text=True, check=False
            )
            assert (done.returncode, said in done.stderr) == (2, True), done.stderr
        status = subprocess.run(
            course.command("--status"),
            cwd=course.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (status.returncode, status.stdout.startswith("watching since")) == (0, True)


def test_killed_at_any_moment_it_goes_on(course: ExchangeCourse) -> None:
    """Killed again and again, and started again, it grades all, each once, and tells each once."""
    students = [f"student{number}" for number in range(12)]
    for number, student in enumerate(students):
        answers = {"greet": f"def greet(name):\n    return f'hello {{name}}'  # {number}"}
        course.put(student, made_up.make_notebook(answers), number=number)
    for moment in (4.0, 6.0, 5.0):
        with course.watching("--release-feedback") as process:
            time.sleep(moment)
            process.kill()
    subprocess.run(
        course.command("--once", "--release-feedback"),
        cwd=course.folder,
        env=course.environment,
        check=True,
        timeout=PATIENCE_S,
    )
    assert course.scores() == dict.fromkeys(students, 6.0)
    assert len(list((course.exchange / "feedback").glob("*.html"))) == len(students)
    journal = (course.folder / ".autograder/watch/tiny.jsonl").read_text()
    assert '"times": 2' not in journal


def test_sigterm_ends_it_when_what_it_does_is_done(course: ExchangeCourse) -> None:
    """What is being graded is recorded and told; what waits is left for the next start."""
    slow = {"double": "import time\ndef double(x):\n    time.sleep(2)\n    return 2 * x"}
    with course.watching("--release-feedback") as process:
        course.logged("watching")
        course.put("ada", made_up.make_notebook(slow))
        until(
            lambda: (
                (course.folder / ".autograder/watch/status.json").exists()
                and course.status()["assignments"]["tiny"]["grading"]
            ),
            "ada being graded",
        )
        course.put("bob")
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_S) == 0
    log = course.logged("ended")
    assert "told to end: 1 being graded will be finished" in log
    assert "ada: feedback released" in log
    assert course.scores() == {"ada": 6.0}
