"""TensorFlow's first steps are cheaper in grading, and what students see of them is what it is elsewhere."""

from __future__ import annotations

import functools
import json
import subprocess
import sys
from typing import Any

import pytest

BEGIN = """
import json, os, sys
os.environ["TF_NUM_INTRAOP_THREADS"] = os.environ["TF_NUM_INTEROP_THREADS"] = "1"
import numpy as np, tensorflow as tf, keras

if sys.argv[1] == "lean":
    import course_utils.checking.lean_tensorflow
found = []
def keep(*values):
    found.extend(np.asarray(value).tolist() for value in values)
"""

RANDOM = """
for seed in (3, 3, 5):
    tf.random.set_seed(seed)
    for own in (None, None, 1, 1):
        keep(tf.random.normal((3,), seed=own), tf.random.uniform((2,), 0, 9, tf.int32, seed=own))
        keep(tf.random.shuffle(tf.range(6), seed=own))
    keep(tf.random.Generator.from_seed(4).normal((3,)), tf.random.categorical([[1.0, 2.0]], 5))

    @tf.function
    def draw():
        return tf.random.normal((2,)), tf.random.normal((2,), seed=2)

    keep(*draw(), *draw())
    keras.utils.set_random_seed(seed)
    keep(keras.layers.Dense(3)(tf.ones((1, 2))))
    keep(*[keras.layers.Dropout(0.5)(tf.ones((1, 8)), training=True) for _ in range(2)])
    for own in (None, 1):
        keep([int(each) for each in tf.data.Dataset.range(8).shuffle(8, seed=own).batch(3).unbatch()])
"""

OPERATIONS = """
x, k = tf.random.stateless_normal((4, 9, 9, 2), (1, 2)), tf.random.stateless_normal((3, 3, 2, 4), (1, 3))
keep(tf.nn.conv2d(x, k, 1, "SAME"), tf.nn.max_pool2d(x, 2, 2, "SAME"), tf.reduce_logsumexp(x))
keep(tf.reshape(x, (18, 36)) @ tf.reshape(x, (36, 18)), tf.reduce_mean(x, axis=(1, 2)), x[:, 1:3, ::2])
keep(tf.argmax(x, axis=-1), tf.one_hot([0, 2], 3), tf.cast(x * 9, tf.uint8), tf.where(x > 0, x, 0.0))
keep(tf.map_fn(lambda row: row * 2, x), tf.vectorized_map(tf.reduce_sum, x), tf.cond(True, lambda: 1, lambda: 2))
keep(keras.layers.BatchNormalization()(x, training=True), tf.linalg.norm(x), tf.math.top_k(x, 2).values)
v = tf.Variable(2.0)
with tf.GradientTape(persistent=True) as tape:
    y = v * v * tf.sin(v)
    z = tf.reduce_sum(tf.nn.relu(tf.nn.conv2d(x, k * v, 1, "VALID")) ** 2)
keep(tape.gradient(y, v), tape.gradient(z, v))
"""

ERRORS = """
for wrong in (
    lambda: tf.matmul(tf.ones((2, 3)), tf.ones((2, 3))),
    lambda: tf.gather([1, 2], [7]),
    lambda: tf.add(1.0, tf.constant(2)),
    lambda: tf.reshape(tf.ones(4), (3, 3)),
    lambda: tf.nn.conv2d(tf.ones((1, 4, 4, 2)), tf.ones((3, 3, 1, 1)), 1, "SAME"),
    lambda: tf.debugging.assert_equal(tf.constant(1), 2),
    lambda: tf.function(lambda: tf.reshape(tf.ones(4), tf.constant((3, 3))))(),
):
    try:
        wrong()
        found.append("nothing")
    except Exception as error:
        found.append([type(error).__name__, str(error).partition("}} ")[2] or str(error)])
"""


OPTIONS = """
from tensorflow.python.eager.context import context
text = context().function_call_options.config_proto_serialized
rewriting = tf.compat.v1.ConfigProto.FromString(text).graph_options.rewrite_options
options = tf.config.optimizer.get_experimental_options()
found = [rewriting.disable_meta_optimizer, options["disable_meta_optimizer"]]
"""
SECTIONS = {"random": RANDOM, "operations": OPERATIONS, "errors": ERRORS, "options": OPTIONS}


@functools.cache
def run_all(how: str, first: str = "") -> dict[str, Any]:
    """Return what each section keeps; all run in one process, after a first line."""
    ends = [f"found, sections[{name!r}] = [], found\n" for name in SECTIONS]
    code = "".join(sum(zip(SECTIONS.values(), ends, strict=True), ()))
    code = f"{BEGIN}{first}\nsections = {{}}\n{code}print(json.dumps(sections))"
    ran = subprocess.run(
        [sys.executable, "-c", code, how], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return dict(json.loads(ran.stdout.splitlines()[-1]))


@pytest.mark.parametrize("section", ["random", "operations", "errors"])
def test_what_comes_of_it_is_the_same(section: str) -> None:
    """To the last bit; and an error has the same type and says the same behind its prefix."""
    assert run_all("lean")[section] == run_all("as it is")[section]


def test_functions_are_optimised_as_ever() -> None:
    """Only what has no options of its own, as the graphs of `tf.data`, is not."""
    assert run_all("lean")["options"] == [False, False]


def test_options_that_a_student_sets_first_are_kept() -> None:
    """What is set before TensorFlow's first step holds after it."""
    first = "tf.config.optimizer.set_experimental_options({'disable_meta_optimizer': True})"
    assert run_all("lean", first)["options"] == [True, True]
