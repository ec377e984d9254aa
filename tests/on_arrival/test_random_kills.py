"""Hand-ins and kills at random, for as long as `KILLS_MINUTES` says: `make kills` takes an hour."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import time
from pathlib import Path

import made_up
import pytest
from exchange_course import ExchangeCourse, make_exchange_course, released_as
from recorded import NAME, gradebook, tables
from running import PATIENCE_S, command

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]

MINUTES = float(os.environ.get("KILLS_MINUTES", "0.5"))
SEED = int(os.environ.get("KILLS_SEED", "1"))
STUDENTS = [f"student{number}" for number in range(12)]
WRONG = {
    "double": "def double(x):\n    return 6",
    "greet": "greet = None",
    "total": "import os\nos._exit(1)",
}


def hand_in_at_random(course: ExchangeCourse, draw: random.Random, number: int) -> None:
    """Put a hand-in of one of the students into the exchange: each exercise is right, wrong or as it was."""
    answers = {}
    for exercise in made_up.RIGHT:
        text = draw.choice([made_up.RIGHT, made_up.STUBS, WRONG])[exercise]
        answers[exercise] = f"{text}\n# {number}"
    course.put(draw.choice(STUDENTS), made_up.make_notebook(answers), number=number)


def live_dangerously(course: ExchangeCourse, draw: random.Random) -> tuple[int, int]:
    """Hand in, and kill and start the watch, at random; return how many hand-ins and kills there were."""
    end = time.monotonic() + MINUTES * 60
    number = kills = 0
    while time.monotonic() < end or kills == 0:
        with course.watching("--release-feedback") as process:
            killed_at = time.monotonic() + draw.uniform(0.5, 20)
            while time.monotonic() < killed_at:
                hand_in_at_random(course, draw, number)
                number += 1
                time.sleep(draw.uniform(0.05, 3))
            process.kill()
            kills += 1
    return number, kills


def graded_by_hand(course: ExchangeCourse, other: ExchangeCourse) -> None:
    """Collect from a copy of a course's exchange by nbgrader's command, and grade by `grade`."""
    shutil.copytree(course.exchange / "inbound", other.exchange / "inbound", dirs_exist_ok=True)
    other.run("collect", NAME)
    done = subprocess.run(
        command(), cwd=other.folder, capture_output=True, text=True, check=False, timeout=PATIENCE_S
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_whatever_is_killed_the_gradebook_is_as_by_one_grade(
    course: ExchangeCourse, released: ExchangeCourse, tmp_path: Path
) -> None:
    """Row by row; every student's newest hand-in has its page in the exchange, and none could not be graded."""
    draw = random.Random(SEED)
    number, kills = live_dangerously(course, draw)
    print(f"{number} hand-ins, {kills} kills, seed {SEED}")
    subprocess.run(
        course.command("--once", "--release-feedback"),
        cwd=course.folder,
        env=course.environment,
        check=True,
        timeout=PATIENCE_S,
    )
    (tmp_path / "by-hand").mkdir()
    other = released_as(make_exchange_course(tmp_path / "by-hand"), released)
    graded_by_hand(course, other)
    other.run("generate_feedback", NAME)
    other.run("release_feedback", NAME)
    assert tables(gradebook(course.folder)) == tables(gradebook(other.folder))
    newest = {page.name for page in (other.exchange / "feedback").iterdir()}
    assert newest <= {page.name for page in (course.exchange / "feedback").iterdir()}
    journal = (course.folder / ".autograder/watch" / f"{NAME}.jsonl").read_text(encoding="utf-8")
    assert '"outcome": "failed"' not in journal
