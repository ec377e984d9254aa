"""Importing this makes training by Keras cheaper, and changes no number that comes of it.

A course that trains names this module in ``warm`` of ``autograder.toml``; then it holds in grading. Two
things are left out:

- *A second tracing.* Keras makes the metrics and the optimiser's state of a new model while TensorFlow
  traces its first step. As a graph may make variables only once, that step then has to be traced again:
  0.3 s of CPU for every model that is trained. For training on several devices Keras makes both
  beforehand. With this, it always does.
- *A second iterator.* When an epoch ends, Keras makes an iterator for the next one, which then makes its
  own: 10 ms for every epoch, evaluation and prediction. A data set of TensorFlow's is left alone: how it is
  shuffled depends on how many iterators it had.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import Any

import keras
from keras.src.backend.tensorflow.trainer import TensorFlowTrainer, TFEpochIterator
from keras.src.trainers.data_adapters.array_data_adapter import ArrayDataAdapter


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


def _none_after_the_last_batch(get_iterator: Any) -> Any:
    """Return a method of Keras's that gives nothing to iterate over when an epoch has just ended."""

    def get(epoch: Any) -> Any:
        arrays = isinstance(epoch.data_adapter, ArrayDataAdapter) and epoch.steps_per_epoch is None
        ended = arrays and 0 < epoch._num_batches <= epoch._steps_seen
        return () if ended else get_iterator(epoch)

    return get


# By class and name, what Keras calls; another version may have none.
for _class, _name, _changed in (
    (TensorFlowTrainer, "_maybe_symbolic_build", partial(_first, _build_metrics)),
    (TensorFlowTrainer, "make_train_function", partial(_first, _build_optimizer)),
    (TFEpochIterator, "_get_iterator", _none_after_the_last_batch),
):
    if _method := getattr(_class, _name, None):
        setattr(_class, _name, _changed(_method))
