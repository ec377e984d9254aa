"""Forging: what a submission does to the libraries, to its values or to its replies gains nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import made_up
import pytest
from forgeries import WRONG, cell, graded_with, scores
from in_process import run_in_process

from autograder.course.assignment import Assignment
from autograder.sandbox.warm_process import KernelSource

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
