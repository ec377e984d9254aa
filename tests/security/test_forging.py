"""Forging: what a submission does to the libraries, to its values or to its replies gains nothing."""

from __future__ import annotations

import builtins
import copy
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import made_up
import numpy as np
import pytest
from in_process import run_in_process
from nbformat.v4 import new_notebook

from autograder.course.assignment import Assignment
from autograder.grading.grading_result import GradingResult
from autograder.kernels import kernel_session
from autograder.sandbox.warm_process import KernelSource
from course_utils.checking import encoding

CHECKS = """
import numpy as np
import pytest

from course_utils.checking.expect import expect, expect_close
from course_utils.checking.plain_data import tensor

exercise = pytest.mark.exercise


@exercise("double")
def test_double(student):
    \"\"\"Numbers are doubled.\"\"\"
    expect_close("double", student.call("double", np.array([1.0, 2.5])), [2.0, 5.0])


### BEGIN HIDDEN TESTS
@exercise("double")
def test_double_hidden(student):
    \"\"\"Other numbers are doubled too.\"\"\"
    expect_close("double", student.call("double", np.array([-7.0, 0.25])), [-14.0, 0.5])
### END HIDDEN TESTS


@exercise("greet")
def test_greet(student):
    \"\"\"A name is greeted.\"\"\"
    expect(student.call("greet", "Ada") == "hello Ada", "greet: not the greeting")


@exercise("total")
def test_total(student):
    \"\"\"The sum of an array is a number.\"\"\"
    expect(student.call("total", np.array([1.0, 2.0, 4.5])) == 7.5, "total: not the sum")
"""
WRONG = {
    "double": "def double(x):\n    return 0 * x",
    "greet": "def greet(name):\n    return ''",
    "total": "def total(values):\n    return 0.0",
}


@pytest.fixture
def forged_course(tmp_path: Path) -> Assignment:
    """The made-up assignment, with checks of the forging tests' own."""
    return made_up.make_assignment(
        tmp_path, checks=CHECKS, limits=made_up.quick_limits(question_s=3)
    )


def graded_with(
    assignment: Assignment, warm: KernelSource, answers: dict[str, str], forgery: str = ""
) -> GradingResult:
    """Grade a notebook that begins with a cell of its own."""
    notebook = made_up.make_notebook(answers)
    if forgery:
        notebook.cells.insert(0, made_up.code(forgery, "forgery"))
    return made_up.grade_here(assignment, made_up.submission_of(assignment, notebook), warm)


def scores(graded: GradingResult) -> dict[str, float]:
    """Return the score of each exercise."""
    return {exercise.id: exercise.score for exercise in graded.exercises}


# Cells that replace what checks are made of. Each makes our own checks pass when they run in its
# process.
REPLACED = {
    "NumPy's comparisons": """
        import numpy as np, numpy.testing
        always = lambda *arguments, **options: True
        np.allclose = np.isclose = np.array_equal = np.all = always
        np.testing.assert_allclose = np.testing.assert_array_equal = always
    """,
    "our own expectations": """
        import course_utils.checking.expect
        nothing = lambda *arguments, **options: None
        course_utils.checking.expect.expect = course_utils.checking.expect.expect_close = nothing
    """,
    "what a result means": """
        import course_utils.checking.checks_runner
        course_utils.checking.checks_runner._outcome = lambda raised: ("passed", "")
    """,
    "pytest's way to run a test": """
        import pytest
        pytest.Function.runtest = lambda self: None
    """,
    "the student of the checks": """
        from course_utils.checking.student import Student
        class Anything:
            __eq__ = lambda self, other: True
            __hash__ = None
        Student.call = lambda self, *arguments, **options: Anything()
    """,
    "the agent": """
        import sys
        from course_utils.checking.agent import Agent
        def blind(*arguments, **named):
            pass
        def answer(self, request, buffers):
            frame = sys._getframe()
            while frame is not None:  # make the check that asks blind
                for name in {"expect", "expect_close"} & frame.f_globals.keys():
                    frame.f_globals[name].__code__ = blind.__code__
                frame = frame.f_back
            return {"status": "ok", "value": None}, []
        Agent.answer = answer
    """,
    "names of a check, by a trace function": """
        import sys
        def trace(frame, event, argument):
            if frame.f_code.co_name.startswith("test_"):
                frame.f_globals["expect"] = lambda *arguments: None
                frame.f_globals["expect_close"] = lambda *arguments: None
        sys.settrace(trace)
    """,
    "the error that a check raises": """
        import course_utils.checking.student
        course_utils.checking.student.CheckFailed.__init__ = lambda self, *arguments: None
        course_utils.checking.student.CheckFailed.__str__ = lambda self: ""
        import course_utils.checking.check_result as results
        results.CheckResult.passed = property(lambda self: True)
    """,
}


def cell(source: str) -> str:
    """Return a cell's source without the indentation that it has in this file."""
    import textwrap

    return textwrap.dedent(source).strip()


@pytest.mark.parametrize("what", REPLACED)
def test_replacing_gains_nothing(what: str, warm: KernelSource, forged_course: Assignment) -> None:
    """Whatever a submission replaces in its own process, its wrong answers stay wrong."""
    graded = graded_with(forged_course, warm, WRONG, cell(REPLACED[what]))
    assert scores(graded) == dict.fromkeys(made_up.POINTS, 0.0)
    assert set(made_up.statuses(graded).values()) == {"failed"}


def test_in_process_replacing_gains_points(forged_course: Assignment, tmp_path: Path) -> None:
    """The twin: with the checks in its process, each of the cells makes wrong answers pass.

    And without such a cell the same answers fail there too.
    """
    cells = {what: [made_up.SETUP, cell(source)] for what, source in REPLACED.items()}
    cells["nothing"] = [made_up.SETUP]
    notebooks = {what: [*parts, *WRONG.values()] for what, parts in cells.items()}
    passed = run_in_process(notebooks, tmp_path, forged_course.checks)
    assert passed == {**dict.fromkeys(REPLACED, "true"), "nothing": "false"}


@dataclass(frozen=True)
class Lie:
    """Answers that lie, and the nbgrader test cell that believes them."""

    naive: str
    cell: str = ""
    answers: dict[str, str] = field(default_factory=dict)


LIES = {
    "__eq__": Lie(
        "assert greet('Ada') == 'hello Ada'",
        answers={
            "greet": """
                class Equal:
                    def __eq__(self, other):
                        return True
                def greet(name):
                    return Equal()
            """
        },
    ),
    "__array_function__": Lie(
        "assert np.allclose(double(np.array([1.0])), [2.0])",
        answers={
            "double": """
                class Agreeing:
                    shape, dtype = (2,), np.dtype(float)
                    def __array_function__(self, function, types, arguments, options):
                        return True
                def double(x):
                    return Agreeing()
            """
        },
    ),
    "__array__": Lie(
        "np.testing.assert_allclose(double(np.array([1.0])), [2.0])",
        answers={
            "double": """
                import sys
                class Late:
                    def __array__(self, *arguments, **options):
                        frame = sys._getframe()
                        while frame is not None and "desired" not in frame.f_locals:
                            frame = frame.f_back
                        return np.zeros(2) if frame is None else np.array(frame.f_locals["desired"])
                def double(x):
                    return Late()
            """
        },
    ),
    "a number's subclass": Lie(
        "assert isinstance(total([7.5]), float) and total([7.5]) == 7.5",
        answers={
            "total": """
                class Always(float):
                    __eq__ = lambda self, other: True
                    __hash__ = float.__hash__
                def total(values):
                    return Always(0.0)
            """
        },
    ),
    "a text's subclass": Lie(
        "assert isinstance(greet('Ada'), str) and greet('Ada') == 'hello Ada'",
        answers={
            "greet": """
                class Always(str):
                    __eq__ = lambda self, other: True
                    __hash__ = str.__hash__
                def greet(name):
                    return Always("")
            """
        },
    ),
    "an array's subclass": Lie(
        "assert np.allclose(double(np.array([1.0])), [2.0])",
        answers={
            "double": """
                class Agreeing(np.ndarray):
                    def __array_function__(self, function, types, arguments, options):
                        return True
                def double(x):
                    return np.zeros(2).view(Agreeing)
            """
        },
    ),
    "__class__": Lie(
        "assert isinstance(total([7.5]), float) and total([7.5]) == 7.5",
        answers={
            "total": """
                class Float:
                    __class__ = property(lambda self: float)
                    __eq__ = lambda self, other: True
                def total(values):
                    return Float()
            """
        },
    ),
    "input_transformers_post": Lie(
        "assert greet('Ada') == 'hello Ada'",
        cell="""
            def rewritten(lines):
                return ["pass\\n"] if any("assert" in line or "check(" in line for line in lines) else lines
            get_ipython().input_transformers_post.append(rewritten)
        """,
    ),
    "ast_transformers": Lie(
        "assert greet('Ada') == 'hello Ada'",
        cell="""
            import ast
            class NoAsserts(ast.NodeTransformer):
                def visit_Assert(self, node):
                    return ast.copy_location(ast.Pass(), node)
            get_ipython().ast_transformers.append(NoAsserts())
        """,
    ),
    "run_cell": Lie(
        "assert greet('Ada') == 'hello Ada'",
        cell="""
            shell = get_ipython()
            honest = shell.run_cell
            def run_cell(source, *arguments, **options):
                return honest("pass" if "assert" in source else source, *arguments, **options)
            shell.run_cell = run_cell
        """,
    ),
}


@pytest.mark.parametrize("what", LIES)
def test_a_lie_gains_nothing(what: str, warm: KernelSource, forged_course: Assignment) -> None:
    """Objects that agree with everything and rewritten cells leave a wrong answer wrong."""
    lie = LIES[what]
    graded = graded_with(forged_course, warm, lies_of(lie), cell(lie.cell))
    assert scores(graded) == dict.fromkeys(made_up.POINTS, 0.0)
    assert set(made_up.statuses(graded).values()) == {"failed"}


def test_test_cells_believe_the_lies(tmp_path: Path) -> None:
    """The twin: nbgrader's kind of test cell, run in the student's IPython, passes for each.

    And it fails for the same wrong answers without the lie.
    """
    honest = {what: [made_up.SETUP, *WRONG.values(), lie.naive] for what, lie in LIES.items()}
    lying = {
        what: [made_up.SETUP, cell(lie.cell) or "pass", *lies_of(lie).values(), lie.naive]
        for what, lie in LIES.items()
    }
    assert run_in_process(honest, tmp_path) == dict.fromkeys(LIES, "false")
    assert run_in_process(lying, tmp_path) == dict.fromkeys(LIES, "true")


def lies_of(lie: Lie) -> dict[str, str]:
    """Return wrong answers with the lying ones among them."""
    return {**WRONG, **{name: cell(source) for name, source in lie.answers.items()}}


# --- a tensor that lies about itself ---

TENSOR_CHECKS = """
import pytest

from course_utils.checking.expect import expect_close, expect_tensor
from course_utils.checking.plain_data import tensor

exercise = pytest.mark.exercise


@exercise("double")
def test_double(student):
    \"\"\"A tensor is doubled.\"\"\"
    got = student.call("double", tensor([1.0, 2.5], "float32"))
    expect_close("double", expect_tensor("double", got, (2,), "float32"), [2.0, 5.0])


@exercise("greet")
def test_nothing(student):
    \"\"\"Nothing is asked.\"\"\"


@exercise("total")
def test_nothing_more(student):
    \"\"\"Nothing is asked.\"\"\"
"""
# The right numbers as NumPy float64, shape (2,), in a thing that calls itself a float32 tensor.
PRETENDER = """
    import tensorflow as tf
    class Pretender:
        __class__ = property(lambda self: tf.Tensor)
        shape, dtype = tf.TensorShape((2,)), tf.float32
        def numpy(self):
            return numbers
    def double(x):
        global numbers
        numbers = 2 * x.numpy().astype(float){reshape}
        return Pretender()
"""
TRUE_TENSOR = "def double(x):\n    return 2 * x"
NUMPY_ANSWER = "def double(x):\n    return 2 * x.numpy().astype(float)"
# The same, sent past an agent that no longer looks at types.
CREDULOUS = """
    import course_utils.checking.agent
    from course_utils.checking.plain_data import Array
    def recognise(value):
        if type(value).__name__ != "Pretender":
            return value
        return Array(value.numpy(), "Tensor", "float32")
    course_utils.checking.agent.to_plain_record = recognise
    course_utils.checking.agent.Encoder.recognise = staticmethod(recognise)
    old_init = course_utils.checking.agent.Encoder.__init__
    def init(self, *arguments, **options):
        old_init(self, *arguments, **{**options, "recognise": recognise})
    course_utils.checking.agent.Encoder.__init__ = init
"""


@pytest.fixture
def tensor_course(tmp_path: Path) -> Assignment:
    """The made-up assignment, with a check of a tensor."""
    return made_up.make_assignment(tmp_path, checks=TENSOR_CHECKS)


def message_about(graded: GradingResult) -> str:
    """Return what the check of `double` said."""
    return made_up.messages(graded, "double")


def test_a_true_tensor_passes(warm: KernelSource, tensor_course: Assignment) -> None:
    """What the pretender is compared with: the right answer passes, NumPy's does not."""
    assert message_about(graded_with(tensor_course, warm, {"double": TRUE_TENSOR})) == ""
    honest = message_about(graded_with(tensor_course, warm, {"double": NUMPY_ANSWER}))
    assert honest == "double: expected a tf.Tensor, got a NumPy array"


def test_an_object_that_calls_itself_a_tensor_fails(
    warm: KernelSource, tensor_course: Assignment
) -> None:
    """Its ``__class__``, shape and dtype are not believed."""
    answer = {"double": cell(PRETENDER.format(reshape=""))}
    graded = graded_with(tensor_course, warm, answer)
    assert message_about(graded) == "double: expected a tf.Tensor, got a Pretender"


@pytest.mark.parametrize(
    ("reshape", "message"),
    [
        (
            "",
            "double: the value cannot be read: an array says that it is float32 and holds float64",
        ),
        (
            ".astype('float32').reshape(2, 1)",
            "double: expected float32 of shape (2,), got float32 of shape (2, 1)",
        ),
    ],
)
def test_what_a_replaced_agent_says_is_checked(
    reshape: str, message: str, warm: KernelSource, tensor_course: Assignment
) -> None:
    """The numbers' own dtype and shape count, whatever is said of them."""
    answer = {"double": cell(PRETENDER.format(reshape=reshape))}
    graded = graded_with(tensor_course, warm, answer, cell(CREDULOUS))
    assert message_about(graded) == message


def test_without_the_decoders_care_the_pretender_passes(
    warm: KernelSource, tensor_course: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: with names of dtypes believed, the float64 numbers pass as a float32 tensor."""
    monkeypatch.setattr(encoding, "NUMERIC_NAMES", {"float64"})
    monkeypatch.setattr(encoding, "from_npy", lambda data: np.load(io.BytesIO(data)).astype("f4"))
    answer = {"double": cell(PRETENDER.format(reshape=""))}
    graded = graded_with(tensor_course, warm, answer, cell(CREDULOUS))
    assert message_about(graded) == ""


# --- forged replies ---

FORGER = """
    kernel = get_ipython().kernel
    honest = kernel.shell_handlers["agent_request"]
    async def forged(stream, ident, parent, honest=honest):
        if parent["content"].get("target", {{}}).get("name") != {name!r}:
            return await honest(stream, ident, parent)
        import io, json, os, pickle, numpy as np
        reply = {{"status": "ok", "value": {{"t": "array", "i": 0, "kind": "ndarray", "dtype": ""}}}}
        buffers, content = [], None
        def npy(header, data=b""):
            text = repr(header).replace(")}}", "), }}").encode() + b"\\n"
            return b"\\x93NUMPY\\x01\\x00" + len(text).to_bytes(2, "little") + text + data
        class Payload:
            def __reduce__(self):
                return (os.system, ("true",))
        {forgery}
        if content is None:
            content = {{"reply": json.dumps(reply)}}
        kernel.session.send(stream, "agent_reply", content, parent, ident=ident, buffers=buffers)
    kernel.shell_handlers["agent_request"] = forged
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
    "not JSON": "content = {'reply': 'not JSON'}",
    "JSON nested without end": "content = {'reply': '[' * 200_000 + ']' * 200_000}",
    "a number for a reply": "content = {'reply': 7}",
    "a list for a reply": "content = {'reply': '[1, 2]'}",
    "no reply": "content = {}",
    "a status that there is not": "reply = {'status': ['ok']}",
    "a tree nested deeply": "value = 1\n"
    "        for _ in range(100): value = {'t': 'list', 'v': [value]}\n"
    "        reply['value'] = value",
    "a tree with too many leaves": "reply['value'] = {'t': 'list', 'v': [0] * 300_000}",
    "a tag that there is not": "reply['value'] = {'t': '__class__', 'v': {}}",
    "fields of another kind": "reply['value'] = {'t': 'FigureRecord', 'v': {'__class__': 1}}",
    "an unhashable key": "reply['value'] = {'t': 'dict', 'v': [[{'t': 'list', 'v': []}, 1]]}",
    "a number beyond all": "content = {'reply': '{\"status\": \"ok\", \"value\": ' + '9' * 5000 + '}'}",
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
        forger = cell(FORGER.format(name=f"forged{number}", forgery=forgery))
        both = f"def forged{number}():\n    return 7\ndef honest{number}():\n    return 7\n"
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
    kernel = get_ipython().kernel
    honest = kernel.session.send
    def send(stream, kind, content=None, parent=None, **options):
        if kind == "agent_reply" and parent["content"].get("target", {}).get("name") == "double":
            CHANGE
        return honest(stream, kind, content, parent, **options)
    kernel.session.send = send
"""
ANOTHERS = STRAY.replace(
    "CHANGE", "parent = {**parent, 'header': {**parent['header'], 'msg_id': 'x'}}"
)
OVERSIZED = STRAY.replace("CHANGE", "content = {**content, 'more': 'x' * (2 << 20)}")


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
    monkeypatch.setattr(kernel_session, "is_reply_to", lambda *_: True)
    graded = graded_with(forged_course, warm, {}, cell(ANOTHERS))
    assert made_up.statuses(graded)["double"] == "passed"


def test_an_oversized_reply_is_refused(
    warm: KernelSource, forged_course: Assignment, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is cut off before it is read, and the next exercise is graded; the twin reads it."""
    graded = graded_with(forged_course, warm, {}, cell(OVERSIZED))
    assert made_up.statuses(graded)["double"] == "passed"
    monkeypatch.setattr(kernel_session, "MAX_PART_BYTES", 1 << 20)
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
