"""Training by Keras is cheaper in grading, and every number is what it is anywhere else."""

from __future__ import annotations

import functools
import json
import subprocess
import sys
from typing import Any

import pytest

TRAIN = """
import json, sys
import numpy as np, keras, tensorflow as tf

if sys.argv[1] == "lean":
    import course_utils.checking.lean_tensorflow, course_utils.checking.lean_keras

iterators = []
from tensorflow.python.data.ops.iterator_ops import OwnedIterator
def counted_iterator(iterator, dataset):
    iterators.append(1)
    return make(iterator, dataset)
make, OwnedIterator._create_iterator = OwnedIterator._create_iterator, counted_iterator

traced = []
def counted(model, data):
    traced.append(1)
    return trained(model, data)
trained, keras.Model.train_step = keras.Model.train_step, counted

DATA = {
    "data": lambda data: data,
    "data of no known length": lambda data: data.filter(lambda image, label: True),
    "data that end early": lambda data: data.take(5),
    "steps": lambda data: data.repeat(),
}
class AdamOfItsOwn(keras.optimizers.Adam):
    def update_step(self, gradient, variable, learning_rate):
        super().update_step(2 * gradient, variable, learning_rate)
def clipped():
    schedule = keras.optimizers.schedules.ExponentialDecay(0.1, 1, 0.5)
    return keras.optimizers.Adam(schedule, beta_1=0.8, beta_2=0.9, epsilon=0.1, clipnorm=0.5, use_ema=True)
OPTIMISERS = {
    "large steps": lambda: keras.optimizers.Adam(0.1),
    "clipped": clipped,
    "decay": keras.optimizers.AdamW,
    "amsgrad": lambda: keras.optimizers.Adam(amsgrad=True),
    "of its own": AdamOfItsOwn,
    "gathered": lambda: keras.optimizers.Adam(gradient_accumulation_steps=2),
}
def outcome(case):
    traced.clear(), iterators.clear()
    keras.utils.set_random_seed(1)
    rng = np.random.default_rng(1)
    images, labels = rng.random((40, 6, 6, 1), dtype="float32"), rng.integers(0, 3, 40)
    def own_step(data):
        with tf.GradientTape() as tape:
            loss = extra * keras.ops.mean(model.compute_loss(y=data[1], y_pred=model(data[0])))
        weights = [*model.trainable_variables, extra]
        model.optimizer.apply(tape.gradient(loss, weights), weights)
        return {"loss": loss}
    extra = keras.Variable(1.0)
    keras.config.set_floatx("float64" if case == "other dtypes" else "float32")
    first, *others = [keras.layers.Conv2D(4, 3), keras.layers.Flatten(), keras.layers.Dense(3)]
    beginning = [] if case == "no input" else [keras.Input((6, 6, 1))]
    model = keras.Sequential([*beginning, first, *others])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    metric = {"own": lambda y_true, y_pred: keras.ops.mean(y_pred), "no": "acuracy"}
    adam = OPTIMISERS.get(case, keras.optimizers.Adam)()
    model.compile(adam, loss, metrics=[metric.get(case, "accuracy")])
    said = ""
    if case == "eager":
        model.run_eagerly = True
    if case == "own step":
        model.train_step = own_step
    if case == "frozen":
        model.trainable = False
        model.compile(adam, loss)
        model.fit(images, labels, verbose=0)
        model.trainable = True
        model.compile(adam, loss)
        traced.clear()
    try:
        if case == "batches":
            numbers = [model.train_on_batch(images, labels), model.test_on_batch(images, labels)]
        elif case in DATA:
            options = {"epochs": 4, "steps_per_epoch": 2 if case == "steps" else None}
            data = tf.data.Dataset.from_tensor_slices((images, labels)).shuffle(40, seed=3).batch(16)
            numbers = [model.fit(DATA[case](data), **options, verbose=0).history]
        elif case == "no images":
            numbers = [
                model.fit(images[:0], labels[:0], epochs=2, verbose=0).history,
                model.evaluate(images[:0], labels[:0], verbose=0),
            ]
        elif case == "epochs":
            numbers = [
                model.fit(images, labels, epochs=3, batch_size=16, verbose=0).history,
                model.predict(images, verbose=0).tolist(),
                model.fit(images, labels, steps_per_epoch=1, epochs=3, verbose=0).history,
            ]
        else:
            numbers = [
                model.fit(images, labels, epochs=2, validation_split=0.25, verbose=0).history,
                model.evaluate(images, labels, verbose=0),
            ]
    except Exception as error:
        numbers, said = [], repr(error)[:200]
    weights = [each.astype(float).tolist() for each in model.get_weights()]
    return [len(traced), len(iterators), said, np.asarray(numbers, object).tolist(), weights]

print(json.dumps({case: outcome(case) for case in json.loads(sys.argv[2])}, default=float))
"""


TRACES = {"plain": 1, "own": 1, "batches": 1, "no input": 2, "frozen": 1}
OPTIMISERS = ("large steps", "clipped", "decay", "amsgrad", "of its own", "gathered")
DATA_SETS = ("data", "data of no known length", "data that end early", "steps")
CASES = [
    *TRACES,
    *OPTIMISERS,
    "eager",
    "other dtypes",
    *DATA_SETS,
    "epochs",
    "no images",
    "own step",
    "no",
]


@functools.cache
def train_all(how: str) -> dict[str, Any]:
    """Return by case how often a step was traced, the iterators, what was raised, numbers, and weights."""
    return output_of(TRAIN, how, json.dumps(CASES))


def output_of(script: str, how: str, *more: str) -> dict[str, Any]:
    """Return what a script prints, with Keras as it is or lean."""
    command = [sys.executable, "-c", script, how, *more]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return dict(json.loads(ran.stdout.splitlines()[-1]))


def train(how: str, case: str) -> Any:
    """Return what came of a case."""
    return train_all(how)[case]


@pytest.mark.parametrize(("case", "traces"), TRACES.items())
def test_a_step_is_traced_once_and_every_number_is_the_same(case: str, traces: int) -> None:
    """Twice only where a model's weights are made in its first step, too."""
    before, after = train("as it is", case), train("lean", case)
    assert (before[0], after[0]) == (2, traces)
    assert before[2:] == after[2:]
    assert before[2] == ""


@pytest.mark.parametrize("case", [*OPTIMISERS, "eager", "other dtypes"])
def test_a_step_of_adam_changes_the_weights_as_keras_changes_them(case: str) -> None:
    """To the last bit, however it was made; where it is not plain, Keras itself takes the step."""
    before, after = train("as it is", case), train("lean", case)
    assert before[2:] == after[2:]
    assert before[2] == ""


def test_each_epoch_of_arrays_has_one_iterator_and_every_number_is_the_same() -> None:
    """So has a prediction. Where the number of steps is given, Keras makes them as it always does."""
    before, after = train("as it is", "epochs"), train("lean", "epochs")
    assert (before[1], after[1]) == (12, 8)
    assert before[2:] == after[2:]


def test_nothing_is_trained_on_no_images_and_nothing_is_raised() -> None:
    """What has no batch has not come to its last one."""
    before, after = train("as it is", "no images"), train("lean", "no images")
    assert before[1:] == after[1:]
    assert before[2] == ""


@pytest.mark.parametrize("case", DATA_SETS)
def test_data_sets_of_tensorflow_are_left_alone(case: str) -> None:
    """How they are shuffled depends on how many iterators there were."""
    before, after = train("as it is", case), train("lean", case)
    assert before[1:] == after[1:]


def test_a_step_of_the_models_own_is_left_alone() -> None:
    """It may train what the model knows nothing of."""
    before, after = train("as it is", "own step"), train("lean", "own step")
    assert (before[0], before[2:]) == (after[0], after[2:])


def test_a_metric_that_is_unknown_raises_what_keras_raises() -> None:
    """What fails while it is built beforehand is left for Keras to tell."""
    before, after = train("as it is", "no"), train("lean", "no")
    assert "acuracy" in before[2]
    assert before[2:] == after[2:]


CUT = """
import json, sys
import numpy as np, keras, tensorflow as tf

if sys.argv[1] == "lean":
    import course_utils.checking.lean_keras

from tensorflow.python.data.ops.structured_function import StructuredFunctionWrapper
functions = []
def counted(wrapper, function, *args, **kwargs):
    functions.append(function)
    made(wrapper, function, *args, **kwargs)
made, StructuredFunctionWrapper.__init__ = StructuredFunctionWrapper.__init__, counted

rng = np.random.default_rng(1)
images, labels = rng.random((40, 6, 6, 1), dtype="float32"), rng.integers(0, 3, 40)
weights = rng.random(40)
plain = {"verbose": 0}
CASES = {
    "ends in full": lambda model: model.predict(images, batch_size=8, **plain),
    "ends in part": lambda model: model.predict(images, batch_size=9, **plain),
    "one batch": lambda model: model.predict(images, batch_size=64, **plain),
    "one image": lambda model: model.predict(images[:1], **plain),
    "bytes": lambda model: model.predict((images * 255).astype("uint8"), **plain),
    "float64": lambda model: model.predict(images.astype("float64"), **plain),
    "not contiguous": lambda model: model.predict(images[::-2, ::-1], **plain),
    "judged": lambda model: model.evaluate(images, labels, batch_size=9, **plain),
    "weighted": lambda model: model.evaluate(images, labels, sample_weight=weights, **plain),
    "steps": lambda model: model.evaluate(images, labels, batch_size=9, steps=3, **plain),
    "trained in order": lambda model: model.fit(
        images, labels, batch_size=9, epochs=3, shuffle=False, **plain
    ).history["loss"],
    "shuffled": lambda model: model.fit(images, labels, batch_size=9, epochs=3, **plain).history["loss"],
    "validated": lambda model: model.fit(
        images, labels, validation_data=(images[:9], labels[:9]), batch_size=4, **plain
    ).history["val_loss"],
    "no images": lambda model: model.evaluate(images[:0], labels[:0], **plain),
    "tensors": lambda model: model.predict(tf.constant(images), **plain),
    "by name": lambda model: model.predict({"image": images}, batch_size=9, **plain),
}
def outcome(case):
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((6, 6, 1), name="image"), keras.layers.Flatten(), keras.layers.Dense(3)])
    model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    functions.clear()
    numbers = np.asarray(CASES[case](model)).tolist()
    return [len(functions), numbers, float(tf.random.normal([]))]

print(json.dumps({case: outcome(case) for case in CASES}))
"""
LEFT_ALONE = ("shuffled", "no images", "tensors")  # and of "validated", what is learned from


def test_arrays_in_order_are_cut_without_a_function_and_every_number_is_the_same() -> None:
    """Batches, and the random numbers drawn next, are Keras's; what is shuffled is left to it."""
    before, after = (output_of(CUT, how) for how in ("as it is", "lean"))
    assert {case: each[1:] for case, each in after.items()} == {
        case: each[1:] for case, each in before.items()
    }
    for case, (functions, *_) in after.items():
        wanted = before[case][0] if case in LEFT_ALONE else 3 if case == "validated" else 0
        assert functions == wanted, case
        assert before[case][0] >= 3, case


BUILD = """
import json, sys
import numpy as np, keras, tensorflow as tf

if sys.argv[1] == "lean":
    import course_utils.checking.lean_keras

builds = []
def counted(model, *args, **kwargs):
    builds.append(model)
    return build(model, *args, **kwargs)
build, keras.Sequential.build = keras.Sequential.build, counted

@keras.saving.register_keras_serializable()
class Own(keras.Sequential):
    def add(self, layer, rebuild=True):
        super().add(layer, rebuild)

layers = keras.layers
def network(kind=keras.Sequential, beginning=(keras.Input((6, 6, 1)),)):
    return kind([*beginning, layers.Conv2D(2, 3), layers.Dropout(0.5), layers.Flatten(), layers.Dense(3)])
def within(model):
    return keras.Sequential([keras.Input((6, 6, 1)), model, layers.Dense(2)])
CASES = {
    "plain": network,
    "no input": lambda: network(beginning=()),
    "no input, built": lambda: called(network(beginning=())),
    "input alone": lambda: keras.Sequential([keras.Input((6, 6, 1))]),
    "empty": keras.Sequential,
    "one within another": lambda: within(network()),
    "of its own": lambda: network(Own),
}
def called(model):
    model(np.zeros((2, 6, 6, 1), "float32"))
    return model
def outcome(case, spoil=lambda config: None):
    keras.utils.set_random_seed(1)
    model = CASES[case]()
    config = model.get_config()
    spoil(config)
    keras.utils.set_random_seed(2)
    builds.clear()
    try:
        made = type(model).from_config(config)
    except Exception as error:
        return [len(builds), repr(error)[:200]]
    count = len(builds)
    about = [made.built, made.name, [each.name for each in made.layers], "add" in vars(made)]
    if made.layers:
        about.append(np.asarray(made(np.ones((2, 6, 6, 1), "float32"), training=True)).tolist())
    made.add(layers.Dense(1))
    return [count, about, [each.tolist() for each in made.get_weights()], float(tf.random.normal([]))]
def unfit(config):
    config["layers"].append(config["layers"][1])
    config["layers"][-1]["config"]["name"] = "again"

print(json.dumps({**{case: outcome(case) for case in CASES}, "unfit": outcome("plain", unfit)}))
"""


def test_a_sequential_is_built_once_from_its_configuration_and_is_the_same() -> None:
    """Weights, random numbers, names and errors are Keras's; a class with an `add` of its own is left to it."""
    before, after = (output_of(BUILD, how) for how in ("as it is", "lean"))
    assert {case: each[1:] for case, each in after.items()} == {
        case: each[1:] for case, each in before.items()
    }
    assert (before["plain"][0], after["plain"][0]) == (4, 1)
    assert before["of its own"][0] == after["of its own"][0] > 1
