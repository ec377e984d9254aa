from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import pytest
from asked_agent import value
from live_notebook import LiveNotebook

from course_utils.checking.agent import Agent
from course_utils.checking.plain_data import DType, Shape
from course_utils.checking.student import RemoteObject


def ask(notebook: LiveNotebook, name: str) -> dict[str, Any]:
    """Return the agent's raw reply to a question for a variable."""
    request = {"op": "value", "target": {"name": name}}
    return notebook.agent.answer(request, [])[0]


# ---- values


def test_a_variable_is_looked_up_when_asked_for() -> None:
    """A value is the one that the variable has now."""
    notebook = LiveNotebook("x = 1")
    notebook.run("x = [1, 'two', (3.0, None)]")
    assert notebook.student.value("x") == [1, "two", (3.0, None)]


def test_a_missing_name_is_named() -> None:
    """A name that the notebook lacks, a builtin's included, is missing and not an error."""
    assert ask(LiveNotebook(), "nothing") == {"status": "missing", "name": "nothing"}
    assert ask(LiveNotebook(), "len")["status"] == "missing"


def test_kinds_of_dict_list_and_tuple_are_plain() -> None:
    """An OrderedDict, a named tuple, NumPy text and an array of lists arrive as what they hold."""
    source = """
        from collections import OrderedDict, namedtuple
        import numpy as np
        Point = namedtuple("Point", "x y")
        class MyList(list): pass
        x = [OrderedDict(a=1), Point(1, 2), MyList([3]), np.str_("four"), np.array(["f", "g"])]
        ragged = np.array([[1, 2], [3]], dtype=object)
    """
    notebook = LiveNotebook(source)
    assert notebook.student.value("x") == [{"a": 1}, (1, 2), [3], "four", ["f", "g"]]
    assert notebook.student.value("ragged") == [[1, 2], [3]]


def test_numpy_dtypes_and_scalar_types_are_dtypes() -> None:
    """np.dtype("float32") and np.float32 are the same dtype to a check."""
    source = "import numpy as np\nx = [np.dtype('float32'), np.float32, np.bool_]"
    assert value("x", source) == [DType("float32"), DType("float32"), DType("bool")]


def test_a_value_that_is_too_large_says_so() -> None:
    """A list of a million numbers is unreadable, and the reply says why."""
    reply = ask(LiveNotebook("x = [0] * 10**6"), "x")
    assert reply["status"] == "unreadable"
    assert "more than 100000 items" in reply["message"]


def test_tensors_and_variables_are_told_apart(tf: ModuleType) -> None:
    """Tensors, variables, arrays and scalars arrive with kind, dtype, shape and trainability."""
    source = """
        import keras, numpy as np, tensorflow as tf
        x = [tf.constant([1, 2]), tf.Variable(3.0), tf.Variable([4.0], trainable=False),
             keras.Variable([5.0, 6.0]), np.ones(2), np.float64(7), tf.constant([True])]
    """
    arrived = value("x", source)
    assert [(each.kind, each.dtype, each.shape, each.trainable) for each in arrived] == [
        ("Tensor", "int32", (2,), False),
        ("Variable", "float32", (), True),
        ("Variable", "float32", (1,), False),
        ("Variable", "float32", (2,), True),
        ("ndarray", "float64", (2,), False),
        ("scalar", "float64", (), False),
        ("Tensor", "bool", (1,), False),
    ]
    assert [each.data.tolist() for each in arrived[:4]] == [[1, 2], 3.0, [4.0], [5.0, 6.0]]


@pytest.mark.parametrize(
    "made", ["tf.constant([0.5], 'bfloat16')", "tf.cast([0.5], tf.bfloat16).numpy()"]
)
def test_bfloat16_keeps_its_name(tf: ModuleType, made: str) -> None:
    """bfloat16, which NumPy lacks, arrives under its name with its numbers in float32."""
    arrived = value("x", f"import tensorflow as tf\nx = {made}")
    assert (arrived.dtype, arrived.data.dtype, arrived.data.tolist()) == (
        "bfloat16",
        "float32",
        [0.5],
    )


def test_text_tensors_are_text(tf: ModuleType) -> None:
    """A tensor of strings arrives as text, nested as it was."""
    source = "import tensorflow as tf\nx = [tf.constant('é'), tf.constant([['a'], ['b']])]"
    arrived = value("x", source)
    assert arrived == ["é", [["a"], ["b"]]]


def test_dtypes_and_shapes_of_tensorflow(tf: ModuleType) -> None:
    """TensorFlow's dtypes and shapes are plain; a shape of unknown rank stays where it is."""
    source = """
        import tensorflow as tf
        x = [tf.float32, tf.TensorShape([None, 3]), tf.constant(1).shape]
        unknown = tf.TensorShape(None)
    """
    notebook = LiveNotebook(source)
    assert notebook.student.value("x") == [DType("float32"), Shape((None, 3)), Shape(())]
    assert notebook.student.value("unknown").type_name == "TensorShape"


def test_a_symbolic_tensor_stays_where_it_is(tf: ModuleType) -> None:
    """A tensor of a graph has no numbers: it crosses as a handle."""
    arrived = value("x", "import keras\nx = keras.Input((3,))")
    assert isinstance(arrived, RemoteObject)
    assert arrived.type_name == "KerasTensor"


# ---- handles, library, seeds


@pytest.mark.parametrize(
    "forged",
    [
        "Array(np.zeros(2), 'Variable', 'float32', True)",
        "FigureRecord('', (AxesRecord(title='3'),))",
        "AxesRecord(title='3')",
        "DType('float32')",
        "Handle(0, 'Sequential')",
    ],
)
def test_a_translation_that_the_student_made_is_no_translation(forged: str) -> None:
    """Who returns the agent's own record of a variable or figure has neither: it stays a handle."""
    source = f"""
        import numpy as np
        from course_utils.checking.plain_data import Array, AxesRecord, DType, FigureRecord, Handle
        x = [{forged}]
    """
    [arrived] = value("x", source)
    assert isinstance(arrived, RemoteObject)


def test_a_model_stays_and_is_asked_through_its_handle(tf: ModuleType) -> None:
    """A model crosses as a handle, by which its attributes are read and its methods called."""
    source = """
        import keras
        def build():
            return keras.Sequential([keras.Input((2,)), keras.layers.Dense(3, name="out")])
    """
    student = LiveNotebook(source).student
    model = student.call("build")
    assert repr(model) == "<Sequential in the notebook>"
    assert model.call("count_params") == 9
    assert model.call("__call__", np.ones((4, 2), "float32")).shape == (4, 3)
    [layer] = model.value("layers")
    assert (layer.type_name, layer.value("name"), layer.value("units")) == ("Dense", "out", 3)
    assert [weight.shape for weight in model.value("weights")] == [(2, 3), (3,)]


def test_a_handle_can_be_given_back_to_the_notebook() -> None:
    """What stayed in the notebook can be an argument of the next call, in a list too."""
    source = """
        def make(): return {1, 2}
        def size(*sets): return [len(s) for s in sets]
        def first(sets): return len(sets[0])
    """
    student = LiveNotebook(source).student
    made = student.call("make")
    assert student.call("size", made, made) == [2, 2]
    assert student.call("first", [made]) == 2


@pytest.mark.parametrize("number", [7, -1])
def test_a_handle_that_there_is_not_is_an_error_of_that_call(number: int) -> None:
    """A number that no handle has gives a reply, not a crash of the agent."""
    agent = Agent({})
    reply, _ = agent.answer({"op": "value", "target": {"handle": number}}, [])
    assert (reply["status"], reply["type"]) == ("raised", "IndexError")


@pytest.mark.parametrize(
    ("dotted", "arguments", "expected"),
    [
        ("math.sqrt", (9,), 3.0),
        ("os.path.join", ("a", "b"), "a/b"),
        ("xml.etree.ElementTree.iselement", (1,), False),
    ],
)
def test_a_library_is_imported_as_far_as_it_has_modules(
    dotted: str, arguments: tuple[Any, ...], expected: Any
) -> None:
    """A dotted name is found whether its parts are modules or attributes."""
    assert LiveNotebook().student.make(dotted, *arguments) == expected


def test_a_seed_makes_every_generator_repeat(tf: ModuleType) -> None:
    """After the same seed Python, NumPy, TensorFlow and Keras draw the same; after another, not."""
    source = """
        import random, keras, numpy as np, tensorflow as tf
        def draw():
            return [random.random(), np.random.rand(), float(tf.random.uniform(())),
                    float(keras.random.uniform(()))]
    """
    student = LiveNotebook(source).student
    drawn = []
    for seed in (1, 1, 2):
        student.seed(seed)
        drawn.append(student.call("draw"))
    assert drawn[0] == drawn[1]
    assert all(one != other for one, other in zip(drawn[1], drawn[2], strict=True))


def test_a_seed_larger_than_numpys_is_taken() -> None:
    """A seed beyond 32 bits is no error."""
    LiveNotebook().student.seed(2**40 + 5)
