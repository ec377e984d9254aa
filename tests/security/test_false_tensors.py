"""A tensor that lies about itself, and an agent that says what it likes: neither is believed."""

from __future__ import annotations

import io
from pathlib import Path

import made_up
import numpy as np
import pytest
from forgeries import cell, graded_with

from autograder.course.assignment import Assignment
from autograder.grading.grading_result import GradingResult
from autograder.sandbox.warm_process import KernelSource
from course_utils.checking import encoding

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
