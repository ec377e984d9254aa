"""The engine's own checks, for other graders to import into the student's kernel.

    from _in_kernel import points
    points("from_list", 2)  # a grade cell of the plain nbgrader course; otter's tests take `shares`

A thread collects the checks once per notebook and then waits for exercises. So the grade cells do not
collect them again. What they ask is answered in the notebook's own thread: a tf.function that was
called with wrong arguments keeps its lock, and any other thread would wait for it forever.
"""

from __future__ import annotations

import functools
import os
import queue
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from course_utils.checking.agent import Agent
from course_utils.checking.check_result import CheckResult
from course_utils.checking.checks_runner import ChecksPlugin, collect_checks
from course_utils.checking.student import Student

CHECKS = "BENCHMARK_CHECKS"  # this environment variable holds the path of the folder of checks


def points(exercise: str, worth: float) -> float:
    """Run all checks of an exercise on this notebook; return its points, with partial credit."""
    return round(sum(share for _, share, gained in shares(exercise, worth) if gained), 4)


def shares(exercise: str, worth: float) -> list[tuple[str, float, bool]]:
    """Run all checks of an exercise on this notebook; return name, points and "gained" of each.

    `autograder.course.scoring.score_exercise` would do the same, but other graders shall not pay for
    the engine's imports.
    """
    results = _checks()(exercise)
    lost = any(result.required and not result.passed for result in results)
    weights = sum(result.weight for result in results)
    return [(r.name, worth * r.weight / weights, r.passed and not lost) for r in results]


@functools.cache
def _checks() -> Callable[[str], list[CheckResult]]:
    """Collect the checks and return a function that runs the checks of one exercise."""
    agent = Agent(vars(sys.modules["__main__"]))
    wanted: queue.Queue[str] = queue.Queue()
    asked: queue.Queue[tuple[Any, ...] | list[CheckResult]] = queue.Queue()  # or what came out
    answers: queue.Queue[Any] = queue.Queue()

    def answer_there(*question: Any) -> Any:
        asked.put(question)
        return answers.get()

    def serve(plugin: ChecksPlugin) -> None:
        student = Student(answer_there)
        while True:
            asked.put(plugin.run(wanted.get(), student))

    path = Path(os.environ[CHECKS])
    threading.Thread(target=collect_checks, args=(path, serve), daemon=True).start()

    def ask(exercise: str) -> list[CheckResult]:
        wanted.put(exercise)
        while isinstance(found := asked.get(), tuple):
            answers.put(agent.answer(*found))
        return found

    return ask
