"""Replies that a forged agent sends: each fails its check alone, and none is run."""

from __future__ import annotations

import builtins
import copy
import io
from pathlib import Path
from typing import Any

import made_up
import numpy as np
import pytest
from forgeries import cell, graded_with
from nbformat.v4 import new_notebook

from autograder.course.assignment import Assignment
from autograder.kernels import kernel_session, question_channel
from autograder.sandbox.warm_process import KernelSource
from course_utils.checking import encoding

# --- forged replies ---

FORGER = """
    questions = get_ipython().kernel.questions
    def forged(token, reply, buffers, honest=questions.reply):
        if reply.get("value") != {value}:
            return honest(token, reply, buffers)
        import io, json, os, pickle, struct, numpy as np
        reply = {{"status": "ok", "value": {{"t": "array", "i": 0, "kind": "ndarray", "dtype": ""}}}}
        buffers, text = [], None
        def npy(header, data=b""):
            text = repr(header).replace(")}}", "), }}").encode() + b"\\n"
            return b"\\x93NUMPY\\x01\\x00" + len(text).to_bytes(2, "little") + text + data
        class Payload:
            def __reduce__(self):
                return (os.system, ("true",))
        {forgery}
        if text is None:
            return honest(token, reply, buffers)
        questions.connection.sendall(struct.pack("!16sII", token, len(text), 0) + text)
    questions.reply = forged
"""
HEADER = '{"descr": "<f8", "fortran_order": False, "shape": %s}'
FORGED = {
    "an array of objects": "array = np.array([Payload()], dtype=object); file = io.BytesIO(); "
    "np.save(file, array, allow_pickle=True); buffers = [file.getvalue()]",
    "a pickle": "buffers = [pickle.dumps(Payload())]",
    "a negative shape": f"buffers = [npy({HEADER % '(-1,)'}, bytes(16))]",
    "two negative sizes": f"buffers = [npy({HEADER % '(-1, -2)'}, bytes(16))]",
    "an enormous shape": f"buffers = [npy({HEADER % '(1 << 40,)'}, bytes(16))]",
    "an enormous shape without bytes": f"buffers = [npy({HEADER % '(0, 1 << 62, 1 << 62)'})]",
    "a shape that overflows": f"buffers = [npy({HEADER % '(1 << 32, 1 << 32)'})]",
    "code for a header": 'buffers = [npy("__import__(\\"os\\").system(\\"true\\")")]',
    "no buffer": "buffers = []",
    "a buffer cut short": f"buffers = [npy({HEADER % '(2,)'}, bytes(9))]",
    "one buffer claimed twice": "reply['value'] = {'t': 'list', 'v': [reply['value']] * 2}; "
    "file = io.BytesIO(); np.save(file, np.ones(2)); buffers = [file.getvalue()]",
    "an index below zero": "reply['value']['i'] = -1; buffers = [b'']",
    "not JSON": "text = b'not JSON'",
    "JSON nested without end": "text = b'[' * 200_000 + b']' * 200_000",
    "a number for a reply": "text = b'7'",
    "a list for a reply": "text = b'[1, 2]'",
    "no reply": "text = b''",
    "a status that there is not": "reply = {'status': ['ok']}",
    "a tree nested deeply": "value = 1\n"
    "        for _ in range(100): value = {'t': 'list', 'v': [value]}\n"
    "        reply['value'] = value",
    "a tree with too many leaves": "reply['value'] = {'t': 'list', 'v': [0] * 300_000}",
    "a tag that there is not": "reply['value'] = {'t': '__class__', 'v': {}}",
    "fields of another kind": "reply['value'] = {'t': 'FigureRecord', 'v': {'__class__': 1}}",
    "an unhashable key": "reply['value'] = {'t': 'dict', 'v': [[{'t': 'list', 'v': []}, 1]]}",
    "a number beyond all": "text = b'{\"status\": \"ok\", \"value\": ' + b'9' * 5000 + b'}'",
    "a handle to nothing": "reply['value'] = {'t': 'handle', 'v': 1 << 62, 'type': 'float'}",
    "arguments that are none": "reply = {'status': 'ok', 'value': 1, 'arguments': 5}",
}


ASKING = """
@pytest.mark.exercise({name!r})
def test_{number}(student):
    \"\"\"Its reply is read.\"\"\"
    expect(student.call({name!r}) == 7, "not 7")
"""
HOW = {
    "an array of objects": "malformed .npy header",
    "a pickle": "malformed .npy header",
    "a negative shape": "malformed .npy header",
    "two negative sizes": "malformed .npy header",
    "an enormous shape": "does not fit its 16 bytes",
    "an enormous shape without bytes": "of no possible shape",
    "a shape that overflows": "does not fit its 0 bytes",
    "code for a header": "malformed .npy header",
    "no buffer": "malformed data",
    "a buffer cut short": "does not fit its 9 bytes",
    "one buffer claimed twice": "claimed twice",
    "an index below zero": "expected a whole number",
    "not JSON": "cannot be read",
    "JSON nested without end": "cannot be read",
    "a number for a reply": "cannot be read",
    "a list for a reply": "cannot be read",
    "no reply": "cannot be read",
    "a status that there is not": "no known status",
    "a tree nested deeply": "too large or too deep",
    "a tree with too many leaves": "too large or too deep",
    "a tag that there is not": "malformed data",
    "fields of another kind": "malformed data",
    "an unhashable key": "malformed data",
    "a number beyond all": "cannot be read",
    "a handle to nothing": "not 7",
    "arguments that are none": "arguments are no tuple",
}


def test_forged_replies_fail_their_checks_alone(warm: KernelSource, tmp_path: Path) -> None:
    """A reply that no honest agent sends fails its check, or is marked as a crash, and says how.

    One notebook sends all of them; an honest answer after each is read as always.
    """
    names = [f"{kind}{number}" for number in range(len(FORGED)) for kind in ("forged", "honest")]
    cells = [made_up.answer("first", "")]
    for number, forgery in enumerate(FORGED.values()):
        forger = cell(FORGER.format(value=100 + number, forgery=forgery))
        both = f"def forged{number}():\n    return {100 + number}\ndef honest{number}():\n    return 7\n"
        cells += [made_up.answer(f"forged{number}", both + forger)]
        cells += [made_up.grade_cell(f"{kind}{number}", 1) for kind in ("forged", "honest")]
    notebook = new_notebook(cells=cells)
    head = "import pytest\n\nfrom course_utils.checking.expect import expect\n"
    checks = head + "".join(ASKING.format(name=name, number=n) for n, name in enumerate(names))
    assignment = made_up.make_assignment(tmp_path, checks=checks, notebook=notebook)
    submission = made_up.submission_of(assignment, copy.deepcopy(notebook))
    graded = made_up.grade_here(assignment, submission, warm)
    reports = {exercise.id: exercise for exercise in graded.exercises}
    for number, what in enumerate(FORGED):
        forged, honest = reports[f"forged{number}"], reports[f"honest{number}"]
        assert honest.status == "passed", (what, honest)
        assert (forged.score, forged.status in ("failed", "crashed")) == (0, True), (what, forged)
        assert HOW[what] in forged.checks[0].message, (what, forged)


STRAY = """
    questions = get_ipython().kernel.questions
    def stray(token, reply, buffers, honest=questions.reply):
        if "ndarray" in str(reply):
            CHANGE
        honest(token, reply, buffers)
    questions.reply = stray
"""
ANOTHERS = STRAY.replace("CHANGE", "token = bytes(16)")
OVERSIZED = STRAY.replace("CHANGE", "buffers = [*buffers, bytes(2 << 20)]")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the grader wait for less long."""
    monkeypatch.setattr(kernel_session, "GRACE_S", 1.0)


def test_a_reply_to_another_request_is_none(
    warm: KernelSource, forged_course: Assignment, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is waited for until time is up, and the next exercise is graded; the twin takes it."""
    graded = graded_with(forged_course, warm, {}, cell(ANOTHERS))
    assert made_up.statuses(graded) == {"double": "timeout", "greet": "passed", "total": "passed"}
    assert any("a question was not answered" in flag for flag in graded.flags)
    monkeypatch.setattr(question_channel, "is_reply_to", lambda *_: True)
    graded = graded_with(forged_course, warm, {}, cell(ANOTHERS))
    assert made_up.statuses(graded)["double"] == "passed"


def test_an_oversized_reply_is_refused(
    warm: KernelSource, forged_course: Assignment, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is cut off before it is read, and the next exercise is graded; the twin reads it."""
    graded = graded_with(forged_course, warm, {}, cell(OVERSIZED))
    assert made_up.statuses(graded)["double"] == "passed"
    monkeypatch.setattr(question_channel, "MAX_PART_BYTES", 1 << 20)
    graded = graded_with(forged_course, warm, {}, cell(OVERSIZED))
    statuses = made_up.statuses(graded)
    assert statuses.pop("double") in ("timeout", "crashed")
    assert statuses == {"greet": "passed", "total": "passed"}


def test_the_payload_is_live() -> None:
    """The twin: a reader that believes pickles runs the code in the array of objects."""

    class Payload:
        def __reduce__(self) -> Any:
            return (exec, ("import builtins; builtins.payload_ran = True",))

    file = io.BytesIO()
    np.save(file, np.array([Payload()], dtype=object), allow_pickle=True)
    np.load(io.BytesIO(file.getvalue()), allow_pickle=True)
    assert vars(builtins).pop("payload_ran") is True
    with pytest.raises(encoding.PlainDataError, match=r"malformed \.npy header"):
        encoding.from_npy(file.getvalue())
    assert not hasattr(builtins, "payload_ran")
