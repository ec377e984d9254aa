"""Importing this lets Keras trace a model's first step once, where it otherwise traces it twice.

Keras makes the metrics and the optimiser's state of a new model while TensorFlow traces its first step.
As a graph may make variables only once, that step then has to be traced again: 0.3 s of CPU for every model
that is trained. For training on several devices Keras makes both beforehand. With this, it always does,
and what comes out is the same to the last bit.

A course that trains names this module in ``warm`` of ``autograder.toml``; then it holds in grading.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import keras
from keras.src.backend.tensorflow.trainer import TensorFlowTrainer


def _build_metrics(model: Any, iterator: Any = None, data_batch: Any = None) -> None:
    """Make a model's metrics, from the shape and the dtype of the labels."""
    metrics = model._compile_metrics
    if metrics is None or metrics.built or not _is_built(model):
        return
    data = data_batch or iterator._distributed_dataset.element_spec
    labels, (scores,) = data[1], model.outputs
    metrics.build(keras.KerasTensor(labels.shape, labels.dtype), scores)


def _build_optimizer(model: Any, **_: Any) -> None:
    """Make the state of a model's optimiser."""
    if not model.optimizer.built and _is_built(model):
        model.optimizer.build(model.trainable_variables)


def _is_built(model: Any) -> bool:
    """Return whether a model has all the weights that its first step will train.

    Only of Keras's own classes and steps that is known; and in a step that trains nothing, Keras leaves the
    optimiser as it is.
    """
    return (
        type(model).__module__.startswith("keras.")
        and "train_step" not in vars(model)
        and bool(model.trainable_variables)
        and all(layer.built for layer in model._flatten_layers())
    )


def _first(build: Any, method: Any) -> Any:
    """Return a method of Keras's that builds first; where that fails, Keras itself does, and says why."""

    def built_first(model: Any, *args: Any, **kwargs: Any) -> Any:
        with suppress(Exception):
            build(model, *args, **kwargs)
        return method(model, *args, **kwargs)

    return built_first


# Keras calls the first of these before it trains or evaluates, and the second before it trains.
for _name, _build in {
    "_maybe_symbolic_build": _build_metrics,
    "make_train_function": _build_optimizer,
}.items():
    if _method := getattr(TensorFlowTrainer, _name, None):  # another Keras may have none
        setattr(TensorFlowTrainer, _name, _first(_build, _method))
