"""make_parameters: the weights and the bias of a neuron, as Variables."""

import pytest

from course_utils.checking.expect import as_numbers, expect, expect_finite, expect_object, type_of
from course_utils.checking.plain_data import Array

from .shared import pair_of

exercise = pytest.mark.exercise


def expect_parameter(name, value, shape, reasons):
    """Expect a trainable float32 Variable of this shape, with numbers in it."""
    expect(
        isinstance(value, Array) and value.kind == "Variable",
        f"{name}: expected a tf.Variable, got {type_of(value)}; only a Variable can change, and "
        "only a Variable is watched when gradients are computed",
    )
    expect(
        value.shape == shape,
        f"{name}: expected shape {shape}, got {value.shape}"
        f"{reasons.get(value.shape, '; look at the shapes in exercise 1.2')}",
    )
    expect(
        value.dtype == "float32",
        f"{name}: expected float32, got {value.dtype}; a Variable takes the dtype of what it is "
        "made from",
    )
    expect(value.trainable, f"{name}: it isn't trainable, so no gradients reach it")
    expect_finite(name, value.data)


def expect_parameters(student, d):
    """Expect ``make_parameters(d)`` to give a weight for each input, and a bias."""
    name = f"make_parameters({d})"
    value = student.call("make_parameters", d)
    w, b = pair_of(name, value, "`w` and `b`")
    row = "; that is a row, and the weights stand in a column"
    reasons = {(k, 1): f"; that is for {k} inputs, use `d`" for k in (2, 3)}
    reasons |= {(d,): "; it has one axis, and `x @ w` wants two", (1, d): row}
    reasons |= {(d, d): "; one weight for each input"}
    swapped = isinstance(w, Array) and isinstance(b, Array) and b.shape == (d, 1) != w.shape
    expect(not swapped, f"{name}: `w` and `b` are swapped; return `w` first")
    expect_parameter(f"{name}: w", w, (d, 1), reasons)
    reasons = dict.fromkeys([(d,), (d, 1)], f"; one bias for the neuron, not {d}")
    reasons |= {
        (): "; that is a bare number, without an axis",
        (1, 1): "; that is an axis too many",
    }
    expect_parameter(f"{name}: b", b, (1,), reasons)


@exercise("make_parameters")
def test_make_parameters_shapes(student):
    """For 4 inputs and for 6, the parameters are Variables of the right shapes."""
    for d in (4, 6):
        expect_parameters(student, d)


### BEGIN HIDDEN TESTS
# holds: "the weights and the bias for a neuron with `d` inputs"
# holds: "trainable float32 Variables of shape (d, 1) and (1,), with any values"
@exercise("make_parameters")
def test_make_parameters_unseen(student):
    """Other numbers of inputs work too."""
    for d in (5, 1, 784):
        expect_parameters(student, d)


# holds: "it makes the weights and the bias"
@exercise("make_parameters")
def test_make_parameters_anew(student):
    """Each call makes Variables of its own."""
    expect_parameters(student, 3)
    function = student.value("make_parameters")
    pairs = student.make("builtins.map", function, [3, 3])
    made = student.make("itertools.chain.from_iterable", pairs)
    made = student.make("collections.deque", made)  # holds all four, so that their ids differ
    builtins = expect_object("Python", student.make("importlib.import_module", "builtins"))
    made = student.make("builtins.map", builtins.value("id"), made)
    ids = as_numbers("make_parameters", student.make("builtins.list", made)).ravel().tolist()
    expect(
        len(set(ids)) == len(ids),
        "make_parameters: two calls gave the same Variable, so two neurons would change together; "
        "are the Variables made inside the function?",
    )


### END HIDDEN TESTS
