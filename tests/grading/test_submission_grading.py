from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import made_up
import pytest

from autograder.course.assignment import Assignment
from autograder.errors import ConfigurationError, EngineFault
from autograder.grading.assignment_grader import AssignmentGrader
from autograder.grading.grading_result import GradingResult, grading_result_from_dict
from autograder.grading.worker_process import JobOutcome
from autograder.kernels.kernel_session import KernelSession
from autograder.sandbox.warm_process import KernelSource, WarmProcess

ALL_PASSED = {"double": "passed", "greet": "passed", "total": "passed"}


@pytest.fixture
def graded_with(warm: KernelSource, tmp_path: Path) -> Any:
    """Grade a notebook whose answers are right but for those given."""

    def grade(
        answers: dict[str, str] | None = None, notebook: Any = None, **limits: Any
    ) -> GradingResult:
        assignment = made_up.make_assignment(tmp_path, limits=made_up.quick_limits(**limits))
        notebook = made_up.make_notebook(answers) if notebook is None else notebook
        return made_up.grade_here(assignment, made_up.submission_of(assignment, notebook), warm)

    return grade


def test_right_answers_get_all_points(graded_with: Any) -> None:
    """A right notebook passes every exercise, with nothing to flag."""
    graded = graded_with()
    assert made_up.statuses(graded) == ALL_PASSED
    assert [exercise.score for exercise in graded.exercises] == [2, 1, 3]
    assert graded.flags == []
    assert set(graded.timings) == {"start", "cells", "checks", "total"}


def test_an_untouched_notebook_is_not_attempted(graded_with: Any) -> None:
    """Stubs get no points and no blame."""
    graded = graded_with(made_up.STUBS)
    assert made_up.statuses(graded) == dict.fromkeys(ALL_PASSED, "not_attempted")
    assert sum(exercise.score for exercise in graded.exercises) == 0
    assert made_up.messages(graded, "greet") == "greet: not answered yet"


def test_a_stub_that_is_a_statement_is_not_attempted(graded_with: Any) -> None:
    """A cell that raises NotImplementedError before it defines anything is not attempted."""
    graded = graded_with({"greet": made_up.STUB})
    assert made_up.statuses(graded) == {**ALL_PASSED, "greet": "not_attempted"}
    assert made_up.messages(graded, "greet") == "`greet` is not defined yet: not answered"


def test_a_deleted_answer_is_not_attempted(graded_with: Any) -> None:
    """Where the answer's cell is gone there is no answer."""
    notebook = made_up.make_notebook()
    del notebook.cells[4]
    graded = graded_with(notebook=notebook)
    assert made_up.statuses(graded) == {**ALL_PASSED, "greet": "not_attempted"}


def test_a_wrong_answer_costs_its_share(graded_with: Any) -> None:
    """Each check counts; the message names what came."""
    graded = graded_with({"double": "def double(x):\n    return 6"})
    assert made_up.statuses(graded) == {**ALL_PASSED, "double": "partial"}
    assert made_up.exercise_of(graded, "double").score == 1
    assert made_up.messages(graded, "double") == "\ndouble: got 6; use the argument `x`"


def test_a_check_sees_the_state_at_its_grade_cell(graded_with: Any) -> None:
    """What a later cell does to a name neither helps nor harms an earlier exercise."""
    spoil = "def greet(name): return 'spoilt'\n"
    late = "def double(x): return 2 * x\n"
    graded = graded_with(
        {"double": "def double(x): return None", "total": spoil + late + made_up.RIGHT["total"]}
    )
    assert made_up.statuses(graded) == {"double": "failed", "greet": "passed", "total": "passed"}


def test_a_cell_that_raises_costs_its_own_exercise(graded_with: Any) -> None:
    """An exception is told to the student, and the rest is graded."""
    graded = graded_with({"greet": "1 / 0"})
    assert made_up.statuses(graded) == {**ALL_PASSED, "greet": "failed"}
    assert made_up.messages(graded, "greet") == (
        "`greet` is not defined: its cell raised ZeroDivisionError: division by zero"
    )


def test_a_function_that_raises_costs_its_own_exercise(graded_with: Any) -> None:
    """An exception in a call is told with its place."""
    graded = graded_with({"greet": "def greet(name):\n    return name.hello()"})
    assert made_up.statuses(graded) == {**ALL_PASSED, "greet": "failed"}
    assert made_up.messages(graded, "greet").startswith("greet raised AttributeError: 'str' object")


@pytest.mark.parametrize(
    ("answer", "status", "reason"),
    [
        ("while True:\n    pass", "timeout", "stopped after 3 s"),
        ("import os\nos._exit(1)", "crashed", "its process ended: exit status 1"),
        (
            "import ctypes\nctypes.string_at(0)",
            "crashed",
            "its process ended: a segmentation fault",
        ),
        (
            "hog = []\nwhile True:\n    hog.append(np.ones(1_000_000))",
            "crashed",
            "it used more memory than the 256 MiB allowed",
        ),
    ],
    ids=["endless loop", "exit", "segfault", "memory hog"],
)
def test_a_cell_that_never_ends_well_costs_its_own_exercise(
    graded_with: Any, answer: str, status: str, reason: str
) -> None:
    """Crash and continue: the killer's exercise is lost, those before and behind it are not."""
    graded = graded_with({"greet": answer}, cell_s=3, memory_mib=256)
    assert made_up.statuses(graded) == {**ALL_PASSED, "greet": status}
    assert made_up.messages(graded, "greet") == (
        f"`greet` is not defined: its cell did not finish: {reason}"
    )
    assert graded.flags == [f"cell greet-answer: {status}: {reason}"]


def test_a_cell_that_prints_too_much_is_judged(graded_with: Any) -> None:
    """What is beyond the bound is left out, which a flag says, and costs nothing."""
    flood = f"for _ in range(1000):\n    print('x' * 1000)\n{made_up.RIGHT['greet']}"
    graded = graded_with({"greet": flood}, output_mib=0.25)
    assert made_up.statuses(graded) == ALL_PASSED
    assert graded.flags == [
        "cell greet-answer: it printed more than 0.25 MiB; the rest is left out"
    ]


@pytest.mark.parametrize(
    "answer",
    [
        "import pandas_of_old\n\ndef greet(name):\n    return name",
        "def greet(name):\n    import pandas_of_old",
    ],
    ids=["in the cell", "in the function"],
)
def test_a_missing_package_is_told_with_what_to_do(graded_with: Any, answer: str) -> None:
    """The check's message keeps Python's name for the error, and says what there is not."""
    graded = graded_with({"greet": answer})
    assert made_up.statuses(graded) == {**ALL_PASSED, "greet": "failed"}
    told = "ModuleNotFoundError: there is no package pandas_of_old in grading: use what the course"
    assert told in made_up.messages(graded, "greet")


@pytest.mark.parametrize("leave", ["exit()", "quit()", "raise SystemExit"])
def test_a_cell_that_leaves_costs_nothing_else(graded_with: Any, leave: str) -> None:
    """The names that its cell has set are kept, and all exercises are judged."""
    graded = graded_with({"greet": f"{made_up.RIGHT['greet']}\n{leave}"})
    assert made_up.statuses(graded) == ALL_PASSED
    assert graded.flags == []


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        (
            "while True: pass",
            "timeout",
            "no result: no answer within 1 s; look for a loop that does not end",
        ),
        ("import os; os._exit(3)", "crashed", "no result: its process ended: exit status 3"),
        (
            "import signal; signal.signal(2, signal.SIG_IGN)\n    while True: pass",
            "timeout",
            "no result: no answer within 1 s; look for a loop that does not end",
        ),
    ],
    ids=["endless loop", "exit", "deaf loop"],
)
def test_a_function_that_never_ends_well_costs_its_own_exercise(
    graded_with: Any, body: str, status: str, message: str
) -> None:
    """A function that breaks only when a check calls it is asked once, and the rest is graded."""
    graded = graded_with({"double": f"def double(x):\n    {body}"}, question_s=1)
    assert made_up.statuses(graded) == {**ALL_PASSED, "double": status}
    assert made_up.messages(graded, "double") == f"{message}\n{message}"
    assert len(graded.flags) == 1


def test_a_memory_error_in_a_question_is_the_students(graded_with: Any) -> None:
    """A function that wants too much memory has raised, and the next is asked as usual."""
    graded = graded_with({"greet": "def greet(name):\n    return np.ones(1 << 40)"}, memory_mib=256)
    assert made_up.statuses(graded) == {**ALL_PASSED, "greet": "failed"}
    assert "MemoryError" in made_up.messages(graded, "greet")


def test_every_answer_may_be_broken(graded_with: Any) -> None:
    """Three ways of breaking in one notebook still make a whole report."""
    graded = graded_with(
        {
            "double": "import os\nos._exit(1)",
            "greet": "def greet(name):\n    while True: pass",
            "total": "while True: pass",
        },
        cell_s=1,
        question_s=1,
    )
    assert made_up.statuses(graded) == {"double": "crashed", "greet": "timeout", "total": "timeout"}


def test_after_a_crash_what_ran_before_is_there_again(graded_with: Any) -> None:
    """A new kernel is brought to the state before the crash; the crash itself is left out."""
    notebook = made_up.make_notebook({"greet": "import os\nos._exit(1)"})
    notebook.cells[2].source += "\nfactor = height"
    notebook.cells[6].source = "def total(values):\n    return float(np.sum(values)) * factor / 3"
    assert made_up.statuses(graded_with(notebook=notebook)) == {**ALL_PASSED, "greet": "crashed"}


def test_time_for_the_whole_submission_runs_out(graded_with: Any) -> None:
    """Past the submission's time nothing more is run, and what was judged stays."""
    slow = "import time\ntime.sleep(60)"
    graded = graded_with({"greet": slow}, submission_s=2)
    statuses = made_up.statuses(graded)
    assert (statuses["double"], statuses["total"]) == ("passed", "timeout")
    assert statuses["greet"] == "timeout"
    assert "no time was left for it" in made_up.messages(graded, "total")


def test_outputs_are_kept_by_cell(graded_with: Any) -> None:
    """What a cell prints is kept under its id, errors and what it printed before a crash too."""
    loud = "import time, os\nprint('before', flush=True)\ntime.sleep(0.3)\nos._exit(1)"
    notebook = made_up.make_notebook({"greet": loud})
    notebook.cells.append(made_up.code("print(height)", "extra"))
    notebook.cells.append(made_up.code("1 / 0", "wrong"))
    outputs = graded_with(notebook=notebook).outputs["tiny"]
    assert outputs["extra"][0].text == "3\n"
    assert outputs["wrong"][0].ename == "ZeroDivisionError"
    assert outputs["greet-answer"][0].text == "before\n"
    assert outputs["setup"] == []


def test_text_and_empty_cells_are_not_run(graded_with: Any) -> None:
    """Only code cells with something in them have outputs."""
    notebook = made_up.make_notebook()
    notebook.cells.append(made_up.code("  \n", "empty"))
    outputs = graded_with(notebook=notebook).outputs["tiny"]
    assert not {"empty", "title", "double"} & set(outputs)


def test_a_notebook_draws_the_same_random_numbers_each_time(graded_with: Any) -> None:
    """Graded twice, unseeded code gives the same numbers, and so the same score."""
    draw = "import random\nprint(random.random(), np.random.rand(), np.random.randn(2))"
    shown = []
    for _ in range(2):
        notebook = made_up.make_notebook()
        notebook.cells.append(made_up.code(draw, "draw"))
        shown.append(graded_with(notebook=notebook).outputs["tiny"]["draw"][0].text)
    assert shown[0] == shown[1]


@pytest.mark.slow
def test_tensorflow_draws_the_same_random_numbers_each_time(warm: KernelSource) -> None:
    """Two warm processes seed TensorFlow, Keras, NumPy and Python alike."""
    draw = (
        "import random, keras, tensorflow as tf\n"
        "print(random.random(), np.random.rand(), tf.random.normal([2]).numpy())\n"
        "layer = keras.layers.Dense(2)\nlayer.build((1, 2))\nprint(layer.kernel.numpy())"
    )
    with WarmProcess(made_up.course_environment()) as process:
        elsewhere = _printed(KernelSource(process.address), draw)
    assert elsewhere == _printed(warm, draw)


def _printed(warm: KernelSource, source: str) -> str:
    session = KernelSession(warm, made_up.quick_limits(), {})
    session.start()
    cell = made_up.code("import numpy as np\n" + source, "cell")
    result = session.run_cell(cell, 60)
    session.close()
    assert result.status == "ok"
    return str(cell.outputs[0].text)


def test_files_beside_the_notebook_can_be_read(assignment: Assignment, warm: KernelSource) -> None:
    """An answer may use what was handed in with it, after a crash as well."""
    notebook = made_up.make_notebook(
        {"double": "import os\nos._exit(1)", "greet": "from helper import greet"}
    )
    files = {"helper.py": made_up.RIGHT["greet"].encode()}
    submission = made_up.submission_of(assignment, notebook, files=files)
    graded = made_up.grade_here(assignment, submission, warm)
    assert made_up.statuses(graded) == {**ALL_PASSED, "double": "crashed"}


def test_a_result_comes_back_from_its_json(graded_with: Any) -> None:
    """Grades survive being written and read, outputs and all."""
    graded = graded_with({"greet": "1 / 0"})
    assert grading_result_from_dict(graded.as_dict()) == graded


def answer_of(assignment: Assignment) -> JobOutcome:
    """Return what a grader's worker answers to the right submission."""
    with AssignmentGrader(assignment) as grader:
        return next(iter(grader.grade([made_up.submission_of(assignment)])))[1]


@pytest.mark.usefixtures("shared_kernel_source")
@pytest.mark.parametrize(
    ("checks", "message"),
    [
        (
            made_up.CHECKS.replace('expect(got == 7.5, f"', 'expect(got.wrong == 7.5, f"'),
            "checks of tiny: test_total broke and judged nobody: AttributeError: 'float' object has "
            "no attribute 'wrong'",
        ),
        (
            made_up.CHECKS.replace("import pytest", "import pytest, no_such_module"),
            "No module named 'no_such_module'",
        ),
        (made_up.CHECKS + "\ndef f(:\n", "SyntaxError: invalid syntax"),
        (
            made_up.CHECKS.replace('@exercise("greet")', '@exercise("great")'),
            "tiny has no checks for exercise greet",
        ),
        (
            made_up.CHECKS + '\n@exercise("extra")\ndef test_extra(student):\n    pass\n',
            "tiny has checks for extra, but no such grade cell in tiny.ipynb",
        ),
        (
            made_up.CHECKS.replace('@exercise("greet")', '@exercise("greet", weight=0)'),
            "exercise greet: its checks weigh nothing together",
        ),
        ("", "tiny has a fault: it holds no check: expected functions named test_*"),
    ],
    ids=["error", "import", "syntax", "no checks", "no exercise", "no weight", "empty"],
)
def test_checks_that_break_are_the_instructors_to_mend(
    tmp_path: Path, checks: str, message: str
) -> None:
    """A module of checks with a fault is a ConfigurationError that names it; nobody gets a zero."""
    assignment = made_up.make_assignment(tmp_path, checks=checks)
    answer = answer_of(assignment)
    assert isinstance(answer, ConfigurationError)
    assert message in str(answer)


@pytest.mark.slow
def test_a_warm_process_that_dies_is_not_the_students_fault(
    assignment: Assignment,
) -> None:
    """If the warm process takes the last kernel with it, that is a fault of ours."""
    with WarmProcess() as process:
        notebook = made_up.make_notebook(
            {"total": "def total(values):\n    import time\n    time.sleep(60)"}
        )
        submission = made_up.submission_of(assignment, notebook)
        asked = KernelSession.ask

        def ask_and_kill(self: Any, request: dict[str, Any], *rest: Any) -> Any:
            if request.get("target") == {"name": "total"}:
                assert process._process is not None
                os.kill(process._process.pid, signal.SIGKILL)
            return asked(self, request, *rest)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(KernelSession, "ask", ask_and_kill)
            with pytest.raises(EngineFault):
                made_up.grade_here(assignment, submission, KernelSource(process.address))


@pytest.mark.parametrize("method", ["run_cell", "ask"])
def test_a_kernel_that_somebody_kills_is_a_fault_of_ours_at_first(
    assignment: Assignment, warm: KernelSource, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A system short of memory kills: before the last try, the student isn't blamed for it."""
    doing = getattr(KernelSession, method)

    def do_and_be_killed(self: KernelSession, what: Any, *rest: Any) -> Any:
        if "greet" in str(what):
            self._provisioner.signal(signal.SIGKILL)
        return doing(self, what, *rest)

    monkeypatch.setattr(KernelSession, method, do_and_be_killed)
    submission = made_up.submission_of(assignment)
    with pytest.raises(EngineFault, match="a kernel was killed"):
        made_up.grade_here(assignment, submission, warm, last_try=False)
    graded = made_up.grade_here(assignment, submission, warm)
    assert made_up.statuses(graded) == {**ALL_PASSED, "greet": "crashed"}
    assert "it was killed" in made_up.messages(graded, "greet")
