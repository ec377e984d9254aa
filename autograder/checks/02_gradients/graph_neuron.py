"""graph_neuron: the neuron as a function that TensorFlow makes a graph of."""

import numpy as np
import pytest

from course_utils.checking.expect import (
    as_numbers,
    as_row,
    expect,
    expect_number,
    expect_object,
    type_of,
)
from course_utils.checking.student import AnswerRaised, CheckFailed, RemoteObject

from .error_hints import PRODUCT
from .shared import FAR, drawn, expect_rows, floats

exercise = pytest.mark.exercise

NO_NUMBERS = "while a graph is made, its tensors have no numbers yet"
THREE = "it has three arguments: x, w and b"
# What stands in the text of an error, and what is said in its place: the first that fits counts.
TRACED = {
    "to a numpy array": f"{NO_NUMBERS}: use TensorFlow's operations, no NumPy",
    "attribute 'numpy'": f"{NO_NUMBERS}, so there is no `.numpy()`",
    "attribute 'astype'": f"{NO_NUMBERS}: use TensorFlow's operations, no NumPy",
    "not answered": f"{NO_NUMBERS}: use TensorFlow's operations, and no function that isn't answered",
    "MatMul": "the sizes in the middle of the product differ; compare its order with exercise 1.2",
    "Dimensions must be equal": "the shapes of `x` and `w` don't fit `*`, which multiplies number by "
    "number; for a matrix product there is `@`",
    "too many positional arguments": THREE,
    "missing a required argument": THREE,
    "positional argument": THREE,
}


def ask_graph(student, x, w, b):
    """Expect the right predictions from ``graph_neuron``."""
    try:
        answer = student.attempt("graph_neuron", *floats(x, w, b)).value_or_raise(PRODUCT)
    except AnswerRaised as raised:
        kind, text = raised.type_name, raised.text
        for part, hint in TRACED.items():
            expect(part not in text, f"graph_neuron raised {kind}: {hint}")
        if kind == "NotImplementedError" and text.startswith("while it was traced"):
            raise CheckFailed(f"graph_neuron raised {kind}: {TRACED['to a numpy array']}") from None
        raise
    try:
        expect_rows(f"graph_neuron: {x.shape[0]} rows, {x.shape[1]} inputs", answer, x, w, b)
    except CheckFailed as failed:
        if "which is not right" in str(failed):  # no mistake that has a name
            expect_used(student, answer, x, w, b)
        raise


def expect_used(student, answer, x, w, b):
    """Expect other weights, and another bias, to give other predictions than this wrong answer."""
    row = as_numbers("graph_neuron", answer)
    for which, arguments in (("w", (x, 1 - w, b)), ("b", (x, w, 1 - b))):
        other = as_numbers("graph_neuron", student.call("graph_neuron", *floats(*arguments)))
        expect(
            other.shape != row.shape or not np.allclose(other, row),
            f"graph_neuron: another `{which}` gives the same predictions, so the argument `{which}` "
            "isn't used; do numbers from outside of the function stand in the graph?",
        )


def graph_function(student):
    """Return ``graph_neuron`` if TensorFlow traces it."""
    function = student.value("graph_neuron")
    expect(
        isinstance(function, RemoteObject),
        f"graph_neuron: expected a function, got {type_of(function)}; define it with `def`",
    )
    plain = "that is a plain Python function, and no graph is made; what stands above its `def`?"
    expect(
        function.type_name not in ("function", "builtin_function_or_method"),
        f"graph_neuron: {plain}",
    )
    traces(function)
    return function


def traces(function):
    """Return how often a function was traced."""
    try:
        count = function.call("experimental_get_tracing_count")
    except AnswerRaised:
        raise CheckFailed(
            f"graph_neuron: expected a tf.function, got {function.type_name}"
        ) from None
    return expect_number("graph_neuron: how often it was traced", count)


@exercise("graph_neuron")
def test_graph_neuron_values(student):
    """It gives the predictions of the neuron, for 3 rows and 2 inputs."""
    ask_graph(student, *drawn(211, 3, 2))


# holds: "a whole function this time: the neuron of exercise 1.2, with `@tf.function` above it"
@exercise("graph_neuron", required=True)
def test_graph_neuron_is_traced(student):
    """It is a function that TensorFlow traces."""
    function = graph_function(student)
    ask_graph(student, *drawn(212, 2, 3))
    expect(
        traces(function) > 0,
        "graph_neuron: it was called and never traced, so no graph was made",
    )


def inner_kinds(student, concrete):
    """Return the kinds of nodes in the graphs that a graph calls, however deep."""
    graph = expect_object("graph_neuron, its graph", concrete.call("graph.as_graph_def"))
    library = graph.value("library.function")
    kind = student.make("operator.attrgetter", "op")
    kinds = set()
    for function in as_row("graph_neuron, its graph", student.make("builtins.list", library)):
        inner = expect_object("graph_neuron, its graph", function)
        nodes = student.make("builtins.map", kind, inner.value("node_def"))
        names = as_row("graph_neuron, its graph", student.make("builtins.list", nodes))
        kinds |= {str(name) for name in names}
    return kinds


# holds: "only TensorFlow's operations become nodes"
@exercise("graph_neuron")
def test_graph_neuron_nodes(student):
    """The graph holds the neuron's operations as nodes."""
    function = graph_function(student)
    ask_graph(student, *drawn(216, 4, 3))
    concrete = function.call("get_concrete_function", *floats(*drawn(216, 4, 3)))
    concrete = expect_object("graph_neuron, its graph", concrete)
    nodes = as_row("graph_neuron, its graph", concrete.call("graph.get_operations"))
    kinds = {str(node.value("type")) for node in nodes if isinstance(node, RemoteObject)}
    kinds |= inner_kinds(student, concrete)
    expect(
        not kinds & {"PyFunc", "PyFuncStateless", "EagerPyFunc"},
        "graph_neuron: its graph has a node that calls Python; use TensorFlow's operations",
    )
    calls = {"PartitionedCall", "StatefulPartitionedCall"}  # of other graphs, whose nodes count
    computing = kinds - calls - {"Placeholder", "Identity", "IdentityN", "NoOp", "Const"}
    expect(
        bool(computing),
        f"graph_neuron: its graph computes nothing; its nodes are {', '.join(sorted(kinds))}",
    )


### BEGIN HIDDEN TESTS
# holds: "calls with tensors of the same shapes and dtypes run the graph"
@exercise("graph_neuron")
def test_graph_neuron_traced_once(student, hidden_rng):
    """Calls with the same shapes share a graph, and each gives its own values."""
    function = graph_function(student)
    ask_graph(student, *drawn(hidden_rng("traced"), 5, 4))
    before = traces(function)
    for name in ("again", "once more"):
        ask_graph(student, *drawn(hidden_rng(name), 5, 4))
    expect(
        traces(function) == before,
        "graph_neuron: it was traced anew for inputs of the same shapes and dtypes",
    )


# holds: "It has three arguments"
# holds: "it returns what `multi_input` returns"
# holds: "Returns a prediction for each row, floating, of shape (n, 1)."
@exercise("graph_neuron")
def test_graph_neuron_unseen(student, hidden_rng):
    """A single row works, so does a single input, and so do inputs far from 0."""
    for rows, inputs in ((1, 4), (6, 1)):
        ask_graph(student, *drawn(hidden_rng(f"{rows} rows"), rows, inputs))
    ask_graph(student, *FAR)


### END HIDDEN TESTS
