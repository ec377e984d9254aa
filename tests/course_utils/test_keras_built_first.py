"""A new model's first step is traced once in grading, and trains as it does anywhere else."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

TRAIN = """
import json, sys
import numpy as np, keras, tensorflow as tf

if sys.argv[1] == "built first":
    import course_utils.checking.keras_built_first

traced = []
def counted(model, data):
    traced.append(1)
    return trained(model, data)
trained, keras.Model.train_step = keras.Model.train_step, counted

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
first, *others = [keras.layers.Conv2D(4, 3), keras.layers.Flatten(), keras.layers.Dense(3)]
beginning = [] if sys.argv[2] == "no input" else [keras.Input((6, 6, 1))]
model = keras.Sequential([*beginning, first, *others])
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
metric = {"own": lambda y_true, y_pred: keras.ops.mean(y_pred), "no": "acuracy"}
adam = keras.optimizers.Adam()
model.compile(adam, loss, metrics=[metric.get(sys.argv[2], "accuracy")])
said = ""
if sys.argv[2] == "own step":
    model.train_step = own_step
if sys.argv[2] == "frozen":
    model.trainable = False
    model.compile(adam, loss)
    model.fit(images, labels, verbose=0)
    model.trainable = True
    model.compile(adam, loss)
    traced.clear()
try:
    if sys.argv[2] == "batches":
        numbers = [model.train_on_batch(images, labels), model.test_on_batch(images, labels)]
    else:
        numbers = [
            model.fit(images, labels, epochs=2, validation_split=0.25, verbose=0).history,
            model.evaluate(images, labels, verbose=0),
        ]
except Exception as error:
    numbers, said = [], repr(error)[:200]
weights = [each.astype(float).tolist() for each in model.get_weights()]
print(json.dumps([len(traced), said, np.asarray(numbers, object).tolist(), weights], default=float))
"""


def train(how: str, case: str) -> Any:
    """Return how often a training step was traced, what was raised, its numbers, and the weights."""
    ran = subprocess.run(
        [sys.executable, "-c", TRAIN, how, case], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout.splitlines()[-1])


@pytest.mark.parametrize(
    ("case", "traces"),
    [("plain", 1), ("own", 1), ("batches", 1), ("no input", 2), ("frozen", 1)],
)
def test_a_step_is_traced_once_and_every_number_is_the_same(case: str, traces: int) -> None:
    """Twice only where a model's weights are made in its first step, too."""
    before, after = train("as it is", case), train("built first", case)
    assert (before[0], after[0]) == (2, traces)
    assert before[1:] == after[1:]
    assert before[1] == ""


def test_a_step_of_the_models_own_is_left_alone() -> None:
    """It may train what the model knows nothing of."""
    assert train("built first", "own step") == train("as it is", "own step")


def test_a_metric_that_is_unknown_raises_what_keras_raises() -> None:
    """What fails while it is built beforehand is left for Keras to tell."""
    before, after = train("as it is", "no"), train("built first", "no")
    assert "acuracy" in before[1]
    assert before[1:] == after[1:]
