from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder.errors import ConfigurationError
from autograder.grading.course_locks import (
    grading_lock,
    hold_assignment,
    hold_course,
    is_watched,
)


def test_a_second_watch_is_refused_by_name(tmp_path: Path) -> None:
    """One watch a course; the refusal names the process, and the end of the first is the end of it."""
    assert not is_watched(tmp_path)
    with hold_course(tmp_path):
        assert is_watched(tmp_path)
        said = rf"this course is watched already, by `watch` \(process {os.getpid()}, since "
        with pytest.raises(ConfigurationError, match=said):
            hold_course(tmp_path)
    assert not is_watched(tmp_path)
    hold_course(tmp_path).close()


def test_who_grades_and_who_watches_wait_for_each_other(tmp_path: Path) -> None:
    """Several may grade an assignment; none while it is watched; a watch has to wait for them."""
    with grading_lock(tmp_path, "tiny"), grading_lock(tmp_path, "tiny"):
        assert hold_assignment(tmp_path, "tiny") is None
        other = hold_assignment(tmp_path, "other")
        assert other is not None
        other.close()
    watched = hold_assignment(tmp_path, "tiny")
    assert watched is not None
    with (
        watched,
        pytest.raises(ConfigurationError, match="tiny is graded on arrival by"),
        grading_lock(tmp_path, "tiny"),
    ):
        pass
    with grading_lock(tmp_path, "tiny"):
        pass
