"""Expected values: never in a submission's process, so that no search of it finds one."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import made_up
import pytest

from autograder.course.assignment import Assignment
from autograder.sandbox.warm_process import KernelSource

# A token has a form that a search can look for: `answer-` and 32 hexadecimal digits. The array's
# form is a magic number on each side of the secret one.
MAGIC = 8128.00390625
CHECKS = """
import numpy as np
import pytest

from course_utils.checking.expect import expect, expect_close

EXPECTED = {{"token": "answer-{token}", "number": np.array([{magic}, {number}, {magic}])}}
exercise = pytest.mark.exercise


### BEGIN HIDDEN TESTS
@exercise("double")
def test_token(student):
    \"\"\"The secret text, kept in a global and in a local variable.\"\"\"
    expected = EXPECTED["token"]
    got = student.call("double", "asked-{asked}")
    expect(got == expected, f"double: got {{got!r}}")


@exercise("greet")
def test_number(student):
    \"\"\"The secret number, in an array.\"\"\"
    expected = EXPECTED["number"]
    expect_close("greet", student.call("greet", "asked-{asked}"), expected[1])
### END HIDDEN TESTS


@exercise("total")
def test_afterwards(student):
    \"\"\"What a search finds after the other checks.\"\"\"
    got = student.call("total", np.zeros(1))
    expect(got == EXPECTED["token"], f"total: found {{got!r}}")
"""


def first_match(found: object, pattern: str) -> str | None:
    """Return what matches a pattern in an object's texts, a few levels deep."""
    import re

    todo, seen = [(found, 0)], set()
    while todo and len(seen) < 200_000:
        value, depth = todo.pop()
        if id(value) in seen or depth > 4:
            continue
        seen.add(id(value))
        if type(value) is str and re.fullmatch(pattern, value):
            return value
        if type(value) is dict:
            todo += [(item, depth + 1) for item in value.values()]
        elif type(value) in (list, tuple):
            todo += [(item, depth + 1) for item in value]
    return None


def by_gc(pattern: str) -> str | None:
    """Look through every container that the garbage collector knows, and those in them."""
    import gc
    import re

    for held in gc.get_objects():
        if type(held) in (dict, list, tuple):
            for value in list(held.values()) if type(held) is dict else held:
                inner = list(value.values()) if type(value) is dict else [value]
                for text in inner:
                    if type(text) is str and re.fullmatch(pattern, text):
                        return text
    return None


def by_frames(pattern: str) -> str | None:
    """Look through the variables of every function that is running, in every thread."""
    import sys

    for frame in sys._current_frames().values():
        while frame is not None:
            if found := first_match({**frame.f_locals, **frame.f_globals}, pattern):
                return found
            frame = frame.f_back
    return None


def by_modules(pattern: str) -> str | None:
    """Look through the globals of every module."""
    import sys

    for module in list(sys.modules.values()):
        if found := first_match(dict(getattr(module, "__dict__", {})), pattern):
            return found
    return None


def by_memory(pattern: str) -> str | None:
    """Look through every byte of the process's own memory that it may write."""
    import re

    wanted = re.compile(pattern.encode())
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
        for line in maps:
            where, rights = line.split()[:2]
            if rights.startswith("rw"):
                start, end = (int(text, 16) for text in where.split("-"))
                try:
                    memory.seek(start)
                    while start < end:
                        piece = memory.read(min(end - start, 16 << 20))
                        if not piece:
                            break
                        start += len(piece)
                        if found := wanted.search(piece):
                            return found[0].decode()
                except (OSError, ValueError, OverflowError):
                    pass  # [vvar] and its like
    return None


def number_in_memory(magic: float) -> float | None:
    """Look for a number between two magic ones, wherever in memory an array may lie."""
    import struct

    wanted = struct.pack("d", magic)
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
        for line in maps:
            where, rights = line.split()[:2]
            start, end = (int(text, 16) for text in where.split("-"))
            if rights.startswith("rw") and "[v" not in line:
                try:
                    memory.seek(start)
                    piece = memory.read(min(end - start, 256 << 20))
                except (OSError, ValueError, OverflowError):
                    continue
                place = piece.find(wanted)
                while place >= 0:
                    if piece[place + 16 : place + 24] == wanted:
                        return struct.unpack("d", piece[place + 8 : place + 16])[0]
                    place = piece.find(wanted, place + 1)
    return None


SEARCHES = {"gc": by_gc, "frames": by_frames, "modules": by_modules, "memory": by_memory}
# Half of each form: whole, it would be found in the submission's own source.
ANSWER, ASKED = '"answer" + "-[0-9a-f]{32}"', '"asked" + "-[0-9a-f]{32}"'


def thief(search: Callable[[str], str | None]) -> dict[str, str]:
    """Return answers to the three exercises: what a search finds while the check asks, and after."""
    parts = [first_match, search, number_in_memory]
    sources = [textwrap.dedent(inspect.getsource(part)) for part in parts]
    head = ["from __future__ import annotations", *sources, "asked, found = [], []"]
    double = f"""
def double(question):
    global kept  # for the search of modules to have something to find
    kept = question
    asked.append({search.__name__}({ASKED}))
    found.append({search.__name__}({ANSWER}))
    return found[-1]
"""
    greet = f"""
def greet(question):
    half = {MAGIC} / 2
    return number_in_memory(half * 2)
"""
    total = f"""
def total(numbers):
    return {search.__name__}({ANSWER})
"""
    return {"double": "\n".join([*head, double]), "greet": greet, "total": total}


def course(folder: Path, token: str) -> Assignment:
    """Return an assignment whose checks hold secrets."""
    number = int(token[:8], 16) + 0.5
    text = CHECKS.format(token=token, number=number, magic=MAGIC, asked=token[::-1])
    return made_up.make_assignment(folder, checks=text)


@pytest.mark.parametrize("name", SEARCHES)
def test_a_submission_finds_no_expected_value(
    name: str, warm: KernelSource, token: str, tmp_path: Path
) -> None:
    """Neither while a check asks nor afterwards does a search of the own process find one.

    The hidden input, which has to be there, is found: the search works.
    """
    assignment = course(tmp_path, token)
    notebook = made_up.make_notebook(thief(SEARCHES[name]))
    notebook.cells.append(made_up.code("print(asked, found)", "after"))
    submission = made_up.submission_of(assignment, notebook)
    graded = made_up.grade_here(assignment, submission, warm)
    assert made_up.statuses(graded) == dict.fromkeys(made_up.POINTS, "failed")
    assert sum(exercise.score for exercise in graded.exercises) == 0
    assert made_up.messages(graded, "double") == "double: got None"
    assert made_up.messages(graded, "total") == "total: found None"
    assert graded.outputs[made_up.NAME]["after"][0]["text"] == f"['asked-{token[::-1]}'] [None]\n"
    assert token not in json.dumps(graded.as_dict())


IN_PROCESS = """
import json, sys
cells, folder = json.loads(sys.stdin.read()), sys.argv[1]
for cell in cells:
    exec(compile(cell, "<cell>", "exec"))
from course_utils import checking
from course_utils.checking.agent import Agent
from course_utils.checking.checks_runner import collect_checks
from course_utils.checking.student import Student
from pathlib import Path

outcomes = {}
def drive(plugin):
    for exercise in plugin.exercises:
        results = plugin.run(exercise, Student(Agent(globals()).answer))
        outcomes[exercise] = all(result.passed for result in results)
collect_checks(Path(folder), drive)
print(json.dumps(outcomes))
"""


@pytest.mark.parametrize("name", SEARCHES)
def test_in_process_a_submission_finds_them_all(name: str, token: str, tmp_path: Path) -> None:
    """The twin: with the checks in the student's process, the same notebook gets full marks."""
    cells = [made_up.SETUP, *thief(SEARCHES[name]).values()]
    command = [sys.executable, "-c", IN_PROCESS, str(course(tmp_path, token).checks)]
    result = subprocess.run(
        command, input=json.dumps(cells), capture_output=True, text=True, timeout=600, check=False
    )
    assert result.returncode == 0, result.stderr[-2000:]
    assert json.loads(result.stdout) == {"double": True, "greet": True, "total": True}
