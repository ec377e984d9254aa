"""Importing this makes training by Keras cheaper, and changes no number that comes of it.

A course that trains names this module in ``warm`` of ``autograder.toml``; then it holds in grading. Five
things are left out:

- *A second tracing.* Keras makes the metrics and the optimiser's state of a new model while TensorFlow
  traces its first step. As a graph may make variables only once, that step then has to be traced again:
  0.3 s of CPU for every model that is trained. For training on several devices Keras makes both
  beforehand. With this, it always does.
- *A second iterator.* When an epoch ends, Keras makes an iterator for the next one, which then makes its
  own: 10 ms for every epoch, evaluation and prediction. A data set of TensorFlow's is left alone: how it is
  shuffled depends on how many iterators it had.
- *Functions that cut arrays into batches.* Keras has TensorFlow trace three functions for each call of `evaluate`,
  `predict` and `fit`, one of which shuffles. What is not shuffled needs none: 24 ms less for each call.
- *Half of Adam's operations.* For each weight Keras computes anew what is the same for all, and reads, casts
  and checks each number on its way. With this, TensorFlow's operations are called as they are, in the same
  order: tracing the first step of two convolutions takes a fifth less time.
- *Building a Sequential anew for each of its layers.* When one is loaded, copied or made from its
  configuration, Keras does that: 60 ms for eight layers, where building it once takes 20.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras.src.backend.tensorflow.trainer import TensorFlowTrainer, TFEpochIterator
from keras.src.trainers.data_adapters.array_data_adapter import ArrayDataAdapter
from keras.src.trainers.data_adapters.array_slicing import convert_to_sliceable


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


def _in_order(get_tf_dataset: Any) -> Any:
    """Return a method that cuts arrays into batches; those to be shuffled are left to Keras's own."""

    def get(adapter: Any) -> Any:
        if adapter._shuffle or adapter._num_samples == 0:
            return get_tf_dataset(adapter)
        arrays = convert_to_sliceable(adapter._inputs, target_backend="tensorflow")
        if not all(isinstance(each, np.ndarray) for each in keras.tree.flatten(arrays)):
            return get_tf_dataset(adapter)
        size = adapter._batch_size
        count, rest = divmod(adapter._num_samples, size)

        def whole(array: Any) -> Any:
            return array[: count * size].reshape(count, size, *array.shape[1:])

        batches = tf.data.Dataset.from_tensor_slices(keras.tree.map_structure(whole, arrays))
        if rest:
            left = keras.tree.map_structure(lambda array: array[count * size :], arrays)
            batches = batches.concatenate(tf.data.Dataset.from_tensors(left))
        options = tf.data.Options()
        options.experimental_optimization.apply_default_optimizations = False
        return batches.with_options(options).prefetch(tf.data.AUTOTUNE)

    return get


def _step_of_adam(update: Any) -> Any:
    """Return a method that takes a step of Adam's; what is not plain is left to Keras's own `update`."""

    def step(adam: Any, gradients: Any, weights: Any, rate: Any) -> None:
        variables = [getattr(weight, "value", weight) for weight in weights]
        if _is_plain(adam, gradients, variables):
            _take_step(adam, gradients, variables, rate)
        else:
            update(adam, gradients, weights, rate)

    return step


def _is_plain(adam: Any, gradients: Any, variables: Any) -> bool:
    """Return whether a step is Keras's own, on one device, with a float32 gradient for each weight."""
    return (
        type(adam) in (keras.optimizers.Adam, keras.optimizers.AdamW)
        and "update_step" not in vars(adam)
        and not adam.amsgrad
        and not tf.distribute.has_strategy()
        and all(isinstance(variable, tf.Variable) for variable in variables)
        and all(isinstance(gradient, tf.Tensor) for gradient in gradients)
        and {each.dtype for each in (*gradients, *variables)} == {tf.float32}
    )


def _take_step(adam: Any, gradients: Any, variables: Any, rate: Any) -> None:
    """Change the weights by Adam (Kingma and Ba, 2015), rounded as Keras's `Adam.update_step` rounds."""
    ops, number = tf.raw_ops, partial(tf.constant, dtype=tf.float32)
    step = tf.cast(adam.iterations + 1, tf.float32)
    first, second, epsilon = (
        number(each) for each in (1 - adam.beta_1, 1 - adam.beta_2, adam.epsilon)
    )
    left_1, left_2 = (1 - tf.pow(number(beta), step) for beta in (adam.beta_1, adam.beta_2))
    alpha = tf.cast(rate, tf.float32) * tf.sqrt(left_2) / left_1

    def moved(mean: Any, value: Any, share: Any) -> Any:
        """Move a running mean by a share of the way to a value, and return it."""
        handle = mean.value.handle
        way = ops.Sub(x=value, y=ops.ReadVariableOp(resource=handle, dtype=tf.float32))
        ops.AssignAddVariableOp(resource=handle, value=ops.Mul(x=way, y=share))
        return ops.ReadVariableOp(resource=handle, dtype=tf.float32)

    for gradient, variable in zip(gradients, variables, strict=True):
        at = adam._get_variable_index(variable)
        mean = moved(adam._momentums[at], gradient, first)
        square = moved(adam._velocities[at], ops.Square(x=gradient), second)
        size = ops.AddV2(x=ops.Sqrt(x=square), y=epsilon)
        change = ops.RealDiv(x=ops.Mul(x=mean, y=alpha), y=size)
        ops.AssignSubVariableOp(resource=variable.handle, value=change)


def _built_once(from_config: Any) -> Any:
    """Return a class method that builds a Sequential when it has all of its layers."""

    def made(class_: Any, config: Any, custom_objects: Any = None) -> Any:
        if class_ is not keras.Sequential:  # another's `add` is its own
            return from_config.__func__(class_, config, custom_objects)
        model: Any = None

        def begun(name: str) -> Any:
            nonlocal model
            model = class_(name=name)
            vars(model)["add"] = partial(model.add, rebuild=False)
            return model

        from_config.__func__(begun, config, custom_objects)
        del vars(model)["add"]
        if model._layers and not model._functional:
            model._maybe_rebuild()
        return model

    return classmethod(made)


# By class and name, what Keras calls; another version may have none.
for _class, _name, _changed in (
    (TensorFlowTrainer, "_maybe_symbolic_build", partial(_first, _build_metrics)),
    (TensorFlowTrainer, "make_train_function", partial(_first, _build_optimizer)),
    (TFEpochIterator, "_get_iterator", _none_after_the_last_batch),
    (ArrayDataAdapter, "get_tf_dataset", _in_order),
    (keras.optimizers.Adam, "_backend_update_step", _step_of_adam),
    (keras.Sequential, "from_config", _built_once),
):
    if _method := getattr(_class, _name, None):
        setattr(_class, _name, _changed(_method))
