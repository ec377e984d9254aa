"""Importing this makes TensorFlow's first steps in a new process cheaper.

A course that uses TensorFlow names this module in ``warm`` of ``autograder.toml``; then it holds in grading,
where each submission has a new process, and does everything in it for the first time. Two things are left
out:

- *A function around each operation.* Before TensorFlow runs an operation for the first time, it wraps it
  into a graph of its own, which all the passes for graphs go through: 1 to 2 ms for each operation and
  dtype. With this, the operation just runs. Its numbers are the same, but for the last bit of a softmax; the
  text of an error does not begin with ``{{function_node …}}``.
- *Optimising what brings the batches.* Whenever an iterator is made, TensorFlow optimises the small graphs
  of a `tf.data` pipeline (by Grappler), which takes longer than running them: 7 ms for each epoch of Keras's
  `fit`. Functions made by `tf.function`, and so the steps of training, are optimised as ever.
"""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

from tensorflow.python import pywrap_tfe
from tensorflow.python.eager.context import Context

GRAPPLER_OFF = "disable_meta_optimizer"
AS_FUNCTIONS = "TFE_ContextOptionsSetRunEagerOpAsFunction"


def _lean(initialise: Any) -> Any:
    """Return a method that starts TensorFlow's runtime with these two options."""

    def ensure_initialized(context: Any) -> None:
        if context._initialized:
            return
        wanted = context.get_optimizer_experimental_options()[GRAPPLER_OFF]
        context.set_optimizer_experimental_options({GRAPPLER_OFF: True})
        try:
            with patch.object(pywrap_tfe, AS_FUNCTIONS, _never(getattr(pywrap_tfe, AS_FUNCTIONS))):
                initialise(context)
        finally:  # a `tf.function` brings these options with it; the graphs of `tf.data` don't
            context.set_optimizer_experimental_options({GRAPPLER_OFF: wanted})

    return ensure_initialized


def _never(set_option: Any) -> Any:
    return lambda options, _: set_option(options, False)


if hasattr(pywrap_tfe, AS_FUNCTIONS):  # another TensorFlow may have none
    Context.ensure_initialized = _lean(Context.ensure_initialized)
