"""The way in: each command explains itself, and wrong usage is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_runs import GRADE, Run

pytestmark = [  # nbgrader's own
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]


@pytest.mark.parametrize("command", [GRADE, ("report", "tiny"), ("release", "tiny")])
def test_an_unknown_assignment_lists_those_there_are(
    course: Path, run: Run, command: tuple[str, ...]
) -> None:
    """A misspelt assignment is wrong usage, and those that there are come with the message."""
    status, out, err = run(*(word.replace("tiny", "tinny") for word in command))
    assert (status, out) == (2, "")
    assert err.strip().startswith("no assignment 'tinny': expected ")
    assert err.strip().endswith("tinny/*.ipynb; there are: tiny")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "the following arguments are required: COMMAND"),
        (("grad",), "invalid choice: 'grad'"),
        (("grade",), "the following arguments are required: ASSIGNMENT"),
        (("grade", "tiny", "--jobs", "0"), "expected a whole number from 1, got '0'"),
        (("grade", "tiny", "--jobs", "two"), "expected a whole number from 1, got 'two'"),
        (("grade", "tiny", "--isolation", "some"), "invalid choice: 'some'"),
        (("grade", "tiny", "--quick"), "unrecognized arguments: --quick"),
    ],
)
def test_wrong_usage_is_status_2(run: Run, arguments: tuple[str, ...], message: str) -> None:
    """What cannot be understood is named, with how to use the command."""
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert message in err
    assert err.startswith("usage: python -m autograder")


@pytest.mark.parametrize("command", ["grade", "report", "release", "doctor", "demo"])
def test_every_command_explains_itself(run: Run, command: str) -> None:
    """--help says how to use a command, and the list of commands names it."""
    status, out, _ = run(command, "--help")
    assert status == 0
    assert out.startswith(f"usage: python -m autograder {command}")
    listing = run("--help")[1]
    assert command in listing
