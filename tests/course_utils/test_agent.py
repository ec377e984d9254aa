from __future__ import annotations

import warnings
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from live_notebook import LiveNotebook

from course_utils.checking.agent import TRACED, Agent
from course_utils.checking.plain_data import Array, AxesRecord, DType, FigureRecord, Shape, tensor
from course_utils.checking.student import RemoteObject


@pytest.fixture(scope="session")
def tf() -> ModuleType:
    """TensorFlow, imported once."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own and its dependencies' making
        import keras
        import tensorflow
    assert keras
    return tensorflow


@pytest.fixture(scope="session")
def plt() -> ModuleType:
    """The pyplot of matplotlib, drawing into memory."""
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot

    return matplotlib.pyplot


def ask(notebook: LiveNotebook, name: str) -> dict[str, Any]:
    """Return the agent's raw reply to a question for a variable."""
    request = {"op": "value", "target": {"name": name}}
    return notebook.agent.answer(request, [])[0]


def call(notebook: LiveNotebook, name: str) -> dict[str, Any]:
    """Return the agent's raw reply to a call without arguments."""
    empty = {"args": {"t": "tuple", "v": []}, "kwargs": {"t": "dict", "v": []}}
    return notebook.agent.answer({"op": "call", "target": {"name": name}, **empty}, [])[0]


def value(name: str, source: str) -> Any:
    """Return what arrives of a variable of a notebook with this one cell."""
    return LiveNotebook(source).student.value(name)


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


# ---- calls


def test_arguments_arrive_in_the_types_that_a_student_expects(tf: ModuleType) -> None:
    """Arrays arrive as arrays, `tensor` as tf.Tensor, scalars as scalars, a variable as a variable."""
    source = """
        def names(*values, **more):
            return [type(v).__name__ for v in (*values, *more.values())]
        def dtype(x):
            return x.dtype
    """
    student = LiveNotebook(source).student
    variable = Array(np.zeros(2), "Variable", "float64")
    arguments = (np.ones(2), np.float32(1), tensor([1.0]), variable, 3, [4.0])
    expected = ["ndarray", "float32", "EagerTensor", "ResourceVariable", "int", "list", "str"]
    assert student.call("names", *arguments, last="x") == expected
    half = Array(np.float32([0.5]), "Tensor", "bfloat16")
    assert student.call("dtype", half) == DType("bfloat16")


def test_arguments_changed_in_place_come_back_where_asked_for() -> None:
    """`attempt` shows what a function did to its arguments; a plain call spares the bytes."""
    notebook = LiveNotebook("def spoil(x): x[0] = 9")
    outcome = notebook.student.attempt("spoil", np.zeros(2))
    assert outcome.arguments[0].data.tolist() == [9.0, 0.0]
    notebook.student.call("spoil", np.zeros(2))
    assert "arguments" not in notebook.replies[-1]


CELL = """
    def helper(x):

        return 1 / x

    def answer():
        return helper(0)
"""


def test_the_line_is_that_of_the_students_code() -> None:
    """What was raised comes with the innermost line of the student's, counted from the cell's top."""
    reply = call(LiveNotebook(CELL), "answer")
    assert reply == {
        "status": "raised",
        "type": "ZeroDivisionError",
        "message": "division by zero",
        "line": 3,
        "function": "helper",
        "not_implemented": False,
    }


def test_the_line_is_not_that_of_a_library(tf: ModuleType) -> None:
    """An exception deep in TensorFlow is placed where the student called it."""
    source = """
        import tensorflow as tf
        def answer():
            a = tf.ones((2, 3))
            return tf.matmul(a, a)
    """
    reply = call(LiveNotebook(source), "answer")
    assert (reply["line"], reply["function"], reply["type"]) == (
        4,
        "answer",
        "InvalidArgumentError",
    )


def test_no_line_where_no_code_of_the_students_ran() -> None:
    """A call that does not fit the signature has no line."""
    reply = call(LiveNotebook("def answer(x): return x"), "answer")
    assert (reply["type"], reply["line"]) == ("TypeError", 0)


def test_not_implemented_is_a_stub_only_in_the_students_code(tf: ModuleType) -> None:
    """NotImplementedError means `not answered` where the student's code raised it, else not."""
    source = """
        import keras
        def stub():
            raise NotImplementedError
        class Half(keras.Layer):
            pass
        def uncalled():
            return Half()(keras.ops.ones((1,)))
    """
    notebook = LiveNotebook(source)
    assert call(notebook, "stub")["not_implemented"] is True
    reply = call(notebook, "uncalled")
    assert (reply["type"], reply["not_implemented"]) == ("NotImplementedError", False)


@pytest.mark.parametrize(
    ("body", "type_name", "message"),
    [
        ("raise SystemExit(3)", "SystemExit", "3"),
        ("import sys; sys.exit('bye')", "SystemExit", "bye"),
        ("raise BaseException", "BaseException", ""),
        ("raise GeneratorExit", "GeneratorExit", ""),
        ("raise ValueError('first\\nsecond')", "ValueError", "first"),
        ("raise ValueError('x' * 999)", "ValueError", "x" * 300),
        ("return answer()", "RecursionError", "maximum recursion depth exceeded"),
    ],
)
def test_whatever_is_raised_becomes_a_reply(body: str, type_name: str, message: str) -> None:
    """Nothing that a student's code raises gets past the agent; its text is cut to one line."""
    reply = call(LiveNotebook(f"def answer():\n    {body}"), "answer")
    assert (reply["status"], reply["type"]) == ("raised", type_name)
    assert reply["message"].startswith(message)
    assert len(reply["message"]) <= 300


KERAS = "Exception encountered when calling Sequential.call()."
IN_GRAPH = "in user code:\n\n    File 'x', line 1, in f  *\n\n    ValueError: bad\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\n\n  first\nsecond", "first"),
        ("{{function_node __wrapped__MatMul_device_/job:x}} Matrix size", "Matrix size"),
        ("axis 2 is out of bounds [Op:Sum]", "axis 2 is out of bounds"),
        (f"{KERAS}\n\n\x1b[1mToo flat\x1b[0m\n", "Too flat"),
        (KERAS, KERAS),
        (IN_GRAPH, f"{TRACED}bad"),
    ],
)
def test_the_line_that_says_what_is_wrong_is_found(text: str, message: str) -> None:
    """Of a text of several lines, Keras's header and TensorFlow's file names are left out."""
    reply = call(LiveNotebook(f"def answer():\n    raise ValueError({text!r})"), "answer")
    assert reply["message"] == message


def test_numpy_in_a_graph_is_an_error_and_no_missing_answer(tf: ModuleType) -> None:
    """What NumPy raises there is a NotImplementedError as well; a stub in a graph is still a stub."""
    source = """
        import numpy as np, tensorflow as tf
        @tf.function
        def squared():
            return np.square(tf.random.normal([2]))
        @tf.function
        def stub():
            raise NotImplementedError("not answered yet: write your code here")
    """
    notebook = LiveNotebook(source)
    reply = call(notebook, "squared")
    assert (reply["not_implemented"], reply["function"]) == (False, "squared")
    assert "Cannot convert a symbolic" in reply["message"]
    assert call(notebook, "stub")["not_implemented"] is True


def test_an_exception_that_cannot_be_shown_is_a_reply_too() -> None:
    """An exception whose text itself raises is named, and its text left out."""
    source = """
        class Odd(Exception):
            def __str__(self): raise SystemExit
        def answer(): raise Odd
    """
    reply = call(LiveNotebook(source), "answer")
    assert (reply["type"], reply["message"]) == ("Odd", "its text cannot be shown")


def test_an_interruption_is_told_from_an_error() -> None:
    """A question stopped by Ctrl-C says so."""
    notebook = LiveNotebook("def answer(): raise KeyboardInterrupt")
    assert call(notebook, "answer") == {"status": "interrupted"}


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


# ---- figures


def figure(plt: ModuleType, body: str) -> FigureRecord:
    """Return the record of what a cell drew as ``x``."""
    notebook = LiveNotebook("import matplotlib.pyplot as plt\nimport numpy as np")
    notebook.run(body)
    try:
        return notebook.student.figure(notebook.student.value("x"))
    finally:
        plt.close("all")


def axes(plt: ModuleType, body: str) -> AxesRecord:
    """Return the record of the only Axes of what a cell drew as ``x``."""
    [only] = figure(plt, body).axes
    return only


def test_titles_and_labels_are_read(plt: ModuleType) -> None:
    """Titles, wherever they stand, axis labels, limits, tick labels, texts and legend are read."""
    source = """
        x, ax = plt.subplots()
        x.suptitle("all")
        ax.set_title("one", loc="left")
        ax.set(xlabel="epoch", ylabel="loss", xlim=(0, 5), ylim=(1, 2))
        ax.plot([0, 1], [1, 2], label="train")
        ax.legend()
        ax.text(0, 0, "7")
        ax.set_xticks([0, 1], ["a", "b"])
    """
    whole = figure(plt, source)
    [record] = whole.axes
    assert (whole.suptitle, record.title, record.xlabel, record.ylabel) == (
        "all",
        "one",
        "epoch",
        "loss",
    )
    assert (record.xlim, record.ylim) == ((0.0, 5.0), (1.0, 2.0))
    assert (record.legend, record.texts, record.xticklabels) == (("train",), ("7",), ("a", "b"))


def test_what_is_not_seen_is_not_there(plt: ModuleType) -> None:
    """Artists that are switched off, transparent or without stroke and marker are left out."""
    source = """
        figure, (x, hidden) = plt.subplots(1, 2)
        hidden.set_visible(False)
        x.plot([1, 2], alpha=0); x.plot([1, 2], lw=0); x.plot([1, 2], visible=False)
        x.plot([1, 2], "o"); x.plot([1, 2])
        x.imshow([[1.0]], alpha=0); x.imshow([[2.0]])
        x.bar([1], [1], alpha=0); x.bar([2], [2])
        x.text(0, 0, "no", visible=False); x.text(0, 0, "yes")
        x = figure
    """
    [seen] = figure(plt, source).axes
    assert [len(each) for each in (seen.lines, seen.images, seen.bars)] == [2, 1, 1]
    assert seen.texts == ("yes",)


def test_images_are_read(plt: ModuleType) -> None:
    """The numbers of an image, its colour map and limits are read, and a colour bar's Axes is told apart."""
    source = """
        x, ax = plt.subplots()
        x.colorbar(ax.imshow(np.eye(3), cmap="gray", vmin=0, vmax=2))
    """
    picture, bar = figure(plt, source).axes
    [image] = picture.images
    assert (image["cmap"], image["clim"]) == ("gray", (0.0, 2.0))
    assert image["data"].data.tolist() == np.eye(3).tolist()
    assert (picture.is_colorbar, bar.is_colorbar) == (False, True)


def test_colour_images_and_meshes_are_images_too(plt: ModuleType) -> None:
    """An image in colour and pcolormesh's grid are read as images."""
    source = """
        _, x = plt.subplots()
        x.imshow(np.zeros((2, 2, 3)))
        x.pcolormesh(np.ones((4, 5)))
    """
    assert [image["data"].shape for image in axes(plt, source).images] == [(2, 2, 3), (4, 5)]


UPRIGHT = (
    "imshow(P)",
    "imshow(P, extent=(0, 3, 0, 2))",
    "imshow(P, origin='lower'); x.invert_yaxis()",
    "imshow(P[::-1], origin='lower')",
    "imshow(P[:, ::-1]); x.invert_xaxis()",
    "matshow(P)",
    "pcolormesh(P[::-1])",
    "pcolormesh(P); x.invert_yaxis()",
    "pcolormesh(P, shading='gouraud'); x.invert_yaxis()",
    "pcolormesh([0, 1, 2, 3], [2, 1, 0], P)",
)


@pytest.mark.parametrize("drawing", UPRIGHT)
def test_an_image_is_read_as_it_is_seen(plt: ModuleType, drawing: str) -> None:
    """However a picture came to stand upright, row 0 of its numbers is on top, column 0 left."""
    source = f"P = np.arange(6).reshape(2, 3)\n_, x = plt.subplots()\nx.{drawing}"
    [image] = axes(plt, source).images
    assert image["data"].data.tolist() == [[0, 1, 2], [3, 4, 5]]


@pytest.mark.parametrize(
    ("drawing", "seen"),
    [
        ('imshow(P, origin="lower")', [[3, 4, 5], [0, 1, 2]]),
        ("imshow(P, extent=(0, 3, 2, 0))", [[0, 1, 2], [3, 4, 5]]),
        ("pcolormesh(P)", [[3, 4, 5], [0, 1, 2]]),
        ("imshow(P); x.invert_xaxis()", [[2, 1, 0], [5, 4, 3]]),
    ],
)
def test_a_turned_image_is_read_turned(plt: ModuleType, drawing: str, seen: list[object]) -> None:
    """A picture that stands upside down, or mirrored, is read so."""
    source = f"P = np.arange(6).reshape(2, 3)\n_, x = plt.subplots()\nx.{drawing}"
    [image] = axes(plt, source).images
    assert image["data"].data.tolist() == seen


def test_an_image_without_numbers_is_left_out(plt: ModuleType) -> None:
    """An image that got no numbers yet does not break the record."""
    source = """
        import matplotlib.image
        _, x = plt.subplots()
        x.add_image(matplotlib.image.AxesImage(x))
    """
    assert axes(plt, source).images == ()


def test_lines_are_read_with_names_and_dates_as_positions(plt: ModuleType) -> None:
    """A line over names has their positions; its numbers and its label are read."""
    source = "_, x = plt.subplots()\nx.plot(['a', 'b'], [3, 4], label='curve')"
    [line] = axes(plt, source).lines
    assert (line["x"].data.tolist(), line["y"].data.tolist()) == ([0.0, 1.0], [3.0, 4.0])
    assert line["label"] == "curve"


def test_bars_are_read(plt: ModuleType) -> None:
    """A bar's place and height are read, from bar and from hist."""
    source = "_, x = plt.subplots()\nx.bar([1, 2], [3, 4], width=0.5)"
    assert axes(plt, source).bars == (
        {"x": 0.75, "y": 0.0, "width": 0.5, "height": 3.0},
        {"x": 1.75, "y": 0.0, "width": 0.5, "height": 4.0},
    )
    assert [
        bar["height"] for bar in axes(plt, "_, x = plt.subplots()\nx.hist([1, 1, 2], 2)").bars
    ] == [2, 1]


def test_a_grid_of_axes_is_a_list_of_records(plt: ModuleType) -> None:
    """The array that plt.subplots gives arrives as rows of records."""
    arrived = value("x", "import matplotlib.pyplot as plt\n_, x = plt.subplots(2, 3)")
    plt.close("all")
    assert [[type(each) for each in row] for row in arrived] == [[FigureRecord] * 3] * 2
