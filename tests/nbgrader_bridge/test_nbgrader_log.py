from __future__ import annotations

from autograder.nbgrader_bridge.nbgrader_log import (
    NO_REASON,
    UNRESPONSIVE,
    errors_in_log,
    failures_in_log,
)

LOG = """\
/usr/lib/python3/warnings.py:1: UserWarning: [not | ERROR] a record
[AutogradeApp | INFO] Converting notebook /c/submitted/ada/ps/p1.ipynb
[AutogradeApp | WARNING] Attempting to ...
[AutogradeApp | ERROR] There was an error processing assignment: /c/submitted/bob/ps
[AutogradeApp | ERROR] Traceback (most recent call last):
      File "base.py", line 1, in convert
        self.convert()
    ValueError: not this one
    The above exception was the direct cause
    Traceback (most recent call last):
      File "base.py", line 2, in convert
    RuntimeError: Cell 'a' is duplicated
    and so on
    
[IPKernelApp] WARNING | Kernel is running over TCP without encryption.
[AutogradeApp | WARNING] Removing failed assignment: /c/autograded/bob/ps
[AutogradeApp | ERROR] While processing assignment /c/submitted/eve/ps, the kernel became unresponsive and
[AutogradeApp | ERROR] There was an error processing assignment 'ps' for student 'bob'
[AutogradeApp | ERROR] Please see the the above traceback for details on the specific errors
"""  # noqa: W293  # as nbgrader writes it


def test_who_could_not_be_graded_and_why() -> None:
    """What nbgrader went on after is told by student; of a traceback, its error line."""
    assert failures_in_log(LOG) == {
        "bob": "RuntimeError: Cell 'a' is duplicated",
        "eve": UNRESPONSIVE,
    }


def test_an_error_of_many_lines_is_told_by_its_first() -> None:
    """Nbclient's shows the cell that ran too long, indented code and blank lines too."""
    log = """\
[AutogradeApp | ERROR] There was an error processing assignment: /c/submitted/bob/ps
[AutogradeApp | ERROR] Traceback (most recent call last):
      File "client.py", line 1, in execute
        raise error
    nbclient.exceptions.CellTimeoutError: A cell timed out, after 30 seconds.
    Here is a preview of the cell contents:
    -------------------
    def fit(x):
        return x

[AutogradeApp | WARNING] Removing failed assignment: /c/autograded/bob/ps
"""
    said = "nbclient.exceptions.CellTimeoutError: A cell timed out, after 30 seconds."
    assert failures_in_log(log) == {"bob": said}


def test_where_a_log_ends_without_a_reason_it_is_said() -> None:
    """A program that is killed says no more; the student is told to be left out all the same."""
    log = "[AutogradeApp | ERROR] There was an error processing assignment: /c/submitted/bob/ps\n"
    assert failures_in_log(log) == {"bob": NO_REASON}


def test_errors_are_told_without_tracebacks() -> None:
    """What nbgrader's console says is wrong, each once, without what says nothing."""
    first, second = errors_in_log(LOG)
    assert first == "RuntimeError: Cell 'a' is duplicated"
    assert second.startswith("While processing assignment /c/submitted/eve/ps, the kernel became")


def test_a_program_that_died_says_of_what() -> None:
    """An error that no log record tells is found; a quiet log has none."""
    died = "Traceback (most recent call last):\n  File\nImportError: no module named 'plugin'\n"
    assert errors_in_log(died) == ["ImportError: no module named 'plugin'"]
    assert errors_in_log(f"[App | INFO] x\n{died}") == ["ImportError: no module named 'plugin'"]
    assert errors_in_log("[App | INFO] all is well\n") == []
    assert failures_in_log("") == {}
