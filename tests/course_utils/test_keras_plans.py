"""Keras's objects as plain data: what can be built again is the same, and nothing but Keras's own is."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from course_utils.checking import keras_plans
from course_utils.checking.keras_plans import build_from, plan_of
from course_utils.checking.plain_data import PlainDataError

keras = pytest.importorskip("keras")
layers = keras.layers
IMAGES = np.random.default_rng(1).normal(size=(3, 8, 7, 2)).astype("float32")


def again(value: Any, *, weights: bool = True) -> Any:
    """Return what is built from the plan of a value."""
    plan = plan_of(value)
    return build_from(plan["config"], plan["weights"] if weights else None)


def functional() -> Any:
    """Return a functional model with a branch and an operation between tensors."""
    inputs = keras.Input((8, 7, 2))
    x = layers.Conv2D(3, 3, activation="relu", padding="same")(inputs)
    x = layers.Flatten()(x * 2 + 1)
    return keras.Model(inputs, layers.Dense(4, kernel_regularizer="l2")(x))


def sequential() -> Any:
    """Return a sequential model that is built when it is first used."""
    pooled = [layers.Conv2D(3, 3), layers.ReLU(), layers.GlobalAveragePooling2D()]
    return keras.Sequential([*pooled, layers.Dropout(0.3), layers.Dense(4), layers.Softmax()])


@pytest.mark.parametrize("make", [functional, sequential, lambda: layers.Conv2D(4, 3, 2)])
def test_what_is_built_again_computes_the_same(make: Any) -> None:
    """Settings and weights come along, whether it is a layer, a sequential or a functional model."""
    first = make()
    expected = np.asarray(first(IMAGES))
    np.testing.assert_allclose(np.asarray(again(first)(IMAGES)), expected, rtol=1e-5, atol=1e-6)


def test_without_weights_they_are_drawn_anew() -> None:
    """What a model has learned stays behind, where it is not asked for."""
    first = functional()
    assert not np.allclose(
        np.asarray(again(first, weights=False)(IMAGES)), np.asarray(first(IMAGES))
    )


def test_how_a_model_is_compiled_comes_along() -> None:
    """Loss, metrics and a schedule of learning rates are there for its training."""
    first = functional()
    schedule = keras.optimizers.schedules.ExponentialDecay(0.01, 10, 0.9)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    first.compile(keras.optimizers.Adam(schedule), loss, metrics=["accuracy"])
    second = again(first)
    history = second.fit(IMAGES, np.array([0, 1, 2]), verbose=0).history
    assert history.keys() == {"loss", "accuracy"}


def own_layer() -> Any:
    """Return a layer of one's own."""

    class Own(layers.Layer):  # type: ignore[name-defined,misc]
        def call(self, inputs: Any) -> Any:
            return inputs

    return Own()


def registered_layer() -> Any:
    """Return a layer of one's own that is registered as if it were Keras's."""

    @keras.saving.register_keras_serializable("keras.layers", "Dense")
    class Dense(layers.Layer):  # type: ignore[name-defined,misc]
        pass

    return Dense()


@pytest.mark.parametrize(
    "make",
    [
        own_layer,
        registered_layer,
        lambda: layers.Lambda(lambda x: x),
        lambda: keras.Sequential([keras.Input((3,)), layers.Lambda(lambda x: x)]),
        lambda: layers.Dense(2, activation=lambda x: x),
        object,
        int,
    ],
)
def test_what_is_not_keras_own_is_refused(make: Any) -> None:
    """Classes and functions of a student's are not built again, nor is what would run their code."""
    value = make()
    with pytest.raises(PlainDataError):
        again(value)


@pytest.mark.parametrize(
    "named",
    [
        {"module": "os", "class_name": "system", "config": {}},
        {"module": "builtins", "class_name": "function", "config": "eval"},
        {"module": "keras.src.saving", "class_name": "function", "config": "load_model"},
        {"module": "keras.layers", "class_name": "TFSMLayer", "config": {"filepath": "/tmp"}},
        {"module": "keras.utils", "class_name": "PyDataset", "config": {}},
        {"class_name": "__lambda__", "config": {"value": "00"}},
        {"module": "keras.layers", "class_name": ["Dense"], "config": {}},
        {"module": None, "class_name": "Dense", "config": {}, "registered_name": "own>Dense"},
    ],
)
@pytest.mark.parametrize("inside", [False, True])
def test_a_made_up_plan_names_nothing_else(named: dict[str, Any], *, inside: bool) -> None:
    """A plan may be anything that a student's process likes: nothing that it names is imported or run."""
    dense = {"module": "keras.layers", "class_name": "Dense", "config": {"units": named}}
    with pytest.raises(PlainDataError, match=r"is not one of Keras's own"):
        build_from(json.dumps(dense if inside else named), None)


@pytest.mark.parametrize("config", ["", "[", "7", "null", "{}", '{"class_name": "Dense"}', 7, None])
def test_a_malformed_plan_is_refused(config: Any) -> None:
    """Whatever stands in its place is told as unreadable."""
    with pytest.raises(PlainDataError):
        build_from(config, None)


def test_a_plan_is_bounded() -> None:
    """Weights hidden in a configuration, or far too many, are refused."""
    large = layers.Dense(1, bias_initializer=keras.initializers.Constant([0.123456] * 9000))
    with pytest.raises(PlainDataError, match="its configuration is larger than 40,000 letters"):
        again(large)
    config = plan_of(layers.Dense(1))["config"]
    many = [np.broadcast_to(np.float32(0), (keras_plans.MAX_WEIGHTS + 1,))]
    with pytest.raises(PlainDataError, match="its weights are more than 20,000,000 numbers"):
        build_from(config, many)


def test_weights_that_do_not_fit_are_refused() -> None:
    """Weights of other shapes than the configuration's are told as unreadable."""
    layer = layers.Dense(2)
    layer(np.ones((1, 3)))
    with pytest.raises(PlainDataError, match="ValueError"):
        build_from(plan_of(layer)["config"], [np.ones((9, 9))])
