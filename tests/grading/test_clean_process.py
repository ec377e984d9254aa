"""The clean process: no code of the student's runs in it, and its limits are the submission's."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing

import made_up
import pytest

from autograder.errors import ExecutionStopped
from autograder.grading.clean_process import CleanProcess
from autograder.kernels.kernel_supply import KernelSupply
from autograder.sandbox.warm_process import KernelSource
from course_utils.checking.student import NotAttempted, RemoteObject, Student

LONG_S = 600.0
PATIENT = made_up.quick_limits(question_s=LONG_S)


@pytest.fixture
def kernels(warm: KernelSource) -> Iterator[KernelSupply]:
    """A supply that starts a kernel when one is asked for."""
    supply = KernelSupply(warm, PATIENT)
    yield supply
    supply.close()


def test_it_is_started_when_it_is_asked(kernels: KernelSupply) -> None:
    """A submission that nothing is built again of costs no second process."""
    taken: list[object] = []
    take, limits = kernels.take, PATIENT
    kernels.take = lambda *args: taken.append(args) or take(*args)  # type: ignore[method-assign,func-returns-value]
    with closing(CleanProcess(kernels, limits, time.monotonic() + LONG_S)) as clean:
        assert not taken
        for _ in range(2):
            clean.ask({"op": "seed", "seed": 1}, [])
        assert len(taken) == 1


def test_nothing_of_the_notebook_is_in_it(kernels: KernelSupply) -> None:
    """What the student's cells define, it does not know."""
    with closing(kernels.take({})) as session:
        session.run_cell(made_up.code("height = 3", "cell"), LONG_S)
        with closing(CleanProcess(kernels, PATIENT, time.monotonic() + LONG_S)) as clean:
            ours = Student(lambda request, buffers: session.ask(request, buffers, LONG_S))
            assert ours.value("height") == 3
            with pytest.raises(NotAttempted, match="`height` is not defined yet"):
                Student(clean.ask).value("height")


def test_what_takes_too_long_is_stopped_and_the_next_question_is_answered(
    kernels: KernelSupply,
) -> None:
    """A model that trains without end costs the question, not the rest."""
    limits = made_up.quick_limits(question_s=0.5)
    with closing(CleanProcess(kernels, limits, time.monotonic() + LONG_S)) as clean:
        with pytest.raises(ExecutionStopped, match="no answer within"):
            Student(clean.ask).make("time.sleep", LONG_S)
        clean._limits = PATIENT
        reply, _ = clean.ask({"op": "seed", "seed": 1}, [])
        assert reply["status"] == "ok"


def test_no_time_is_left_after_the_submissions_own(kernels: KernelSupply) -> None:
    """Its questions count in the time of the whole submission."""
    with (
        closing(CleanProcess(kernels, PATIENT, time.monotonic())) as clean,
        pytest.raises(ExecutionStopped, match="no time was left for it"),
    ):
        clean.ask({"op": "seed", "seed": 1}, [])


def test_a_layer_is_built_again_there_and_a_thing_of_ones_own_stays(kernels: KernelSupply) -> None:
    """Of what stays, a remark says why; an object of the one process is none of the other's."""
    with (
        closing(kernels.take({})) as session,
        closing(CleanProcess(kernels, PATIENT, time.monotonic() + LONG_S)) as clean,
    ):
        ask = lambda request, buffers: session.ask(request, buffers, LONG_S)  # noqa: E731
        student = Student(ask, clean.ask)
        layer = student.make("keras.layers.Dense", 3)
        built = layer.rebuilt()
        assert isinstance(built, RemoteObject)
        assert (built.owner is student, built.value("units"), student.remarks) == (False, 3, [])
        with pytest.raises(TypeError, match=r"make it by `owner\.make`"):
            student.make("builtins.repr", built)
        thing = student.make("unittest.TestCase")
        assert thing.rebuilt() is thing
        assert len(student.remarks) == 1
