"""Whatever a notebook answers to the questions of a check, the check judges it and does not break.

The instructor's own answers are recorded once; then every exercise's checks are run against them
with replies changed, and no kernel. ``make fuzz`` does so with new changes each time, and more.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import pytest
from changed_replies import changer
from recorded_replies import record

from autograder.course.assignment import assignment_names, load_assignment
from autograder.sandbox.warm_process import KernelSource
from course_utils.checking.check_result import CheckResult
from course_utils.checking.checks_runner import ChecksPlugin, collect_checks

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

COURSE = Path(__file__).parents[2]
INPUTS = int(os.environ.get("FUZZ_INPUTS", "0"))  # as of the parsers; 0: as in `make test`
CHANGED_RUNS = INPUTS // 500 or 15  # of each exercise's checks
SHARES = (0.15, 0.5, 1.0)  # of the replies that are changed
TRAINING = {"threshold", "train", "overfit_small"}  # to record these takes minutes: `make fuzz`


def broken(results: list[CheckResult]) -> list[str]:
    """Return the checks that broke, with what they raised."""
    return [f"{each.name}: {each.message}" for each in results if each.outcome == "error"]


@pytest.mark.parametrize("name", assignment_names(COURSE))
def test_no_reply_breaks_a_check(name: str, warm: KernelSource) -> None:
    """Replies of other types, shapes, dtypes and keys, or none, are judged like any wrong answer."""
    assignment, base = load_assignment(COURSE, name), secrets.randbits(32) if INPUTS else 0
    exercises = {each.id for each in assignment.exercises} - (set() if INPUTS else TRAINING)
    found: list[str] = []

    def judge_changed_replies(plugin: ChecksPlugin) -> None:
        recordings = record(assignment, plugin, warm, frozenset(exercises))
        for exercise, recording in recordings.items():
            for seed in range(base, base + CHANGED_RUNS):
                change = changer(seed, SHARES[seed % len(SHARES)])
                results = plugin.run(exercise, recording.student(change))
                found.extend(f"{exercise}, seed {seed}: {each}" for each in broken(results))

    collect_checks(assignment.checks, judge_changed_replies)
    assert not found, "\n".join(found[:20])
