"""Keras models, layers and losses as plain data, and built again from it.

A plan is a configuration, as JSON text, and the weights. It comes from a student's process, which may have
made it up. So an object is built from it, with Keras's own classes, in a process that never ran the
student's code, and only that object counts. A plan may name only Keras's own: no class or function of the
student's, no ``Lambda``, nothing that Keras would import by name.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from course_utils.checking.plain_data import PlainDataError

MAX_CONFIG = 40_000  # letters: a model of this course takes 3,000 to 8,000
MAX_WEIGHTS = 20_000_000  # numbers, in all
FUNCTION = "function"  # Keras's class name for a named function
DATA_CLASSES = ("__keras_tensor__", "__tuple__")  # no classes: Keras writes such data with these
FUNCTIONS_IN = ("activations", "losses", "metrics", "initializers", "regularizers", "ops")
# These run code from their configuration: a student's code, or a program in a file.
RUNS_CODE = ("Lambda", "TFSMLayer", "TorchModuleWrapper", "JaxLayer", "FlaxLayer")


def plan_of(value: Any) -> dict[str, Any]:
    """Return the plan of a Keras object: its ``config`` and its ``weights``.

    Raises:
        PlainDataError: it has none.
    """
    import keras

    try:
        config = json.dumps(keras.saving.serialize_keras_object(value))
        weights = [np.asarray(each) for each in getattr(value, "get_weights", list)()]
    except Exception as error:  # noqa: BLE001  # a student's class may raise anything
        raise PlainDataError(f"{type(value).__name__}: {type(error).__name__}") from None
    return {"config": config, "weights": weights}


def build_from(config: Any, weights: Sequence[Any] | None) -> Any:
    """Build the object of a plan from Keras's own classes; without given weights, they are drawn anew.

    Raises:
        PlainDataError: the plan is too large, malformed, or names something that is not Keras's own.
    """
    import keras

    if not isinstance(config, str) or len(config) > MAX_CONFIG:
        raise PlainDataError(f"its configuration is larger than {MAX_CONFIG:,} letters")
    if sum(math.prod(np.shape(each)) for each in weights or ()) > MAX_WEIGHTS:
        raise PlainDataError(f"its weights are more than {MAX_WEIGHTS:,} numbers")
    try:
        plan = json.loads(config)
        if not isinstance(plan, dict) or "class_name" not in plan:
            raise PlainDataError("its configuration names no class")
        _expect_keras_own(plan)
        made = keras.saving.deserialize_keras_object(plan, safe_mode=True)
        if weights:
            made.set_weights(list(weights))
    except PlainDataError:
        raise
    except Exception as error:  # noqa: BLE001  # any error of Keras's for a malformed configuration
        raise PlainDataError(f"{type(error).__name__}: {str(error)[:150]}") from None
    return made


def _expect_keras_own(plan: Any) -> None:
    """Expect all classes and functions in a configuration to be Keras's own."""
    if isinstance(plan, list):
        for each in plan:
            _expect_keras_own(each)
    if isinstance(plan, dict):
        if "class_name" in plan:
            _expect_known(plan)
        for each in plan.values():
            _expect_keras_own(each)


def _expect_known(named: dict[str, Any]) -> None:
    """Expect a class, or a function, of Keras's own."""
    name, module = named["class_name"], named.get("module")
    if name in DATA_CLASSES:
        return
    own = _is_known_function(named) if name == FUNCTION else _is_known_class(module, name)
    if not own or named.get("registered_name") not in (None, name, named.get("config")):
        shown = named.get("config") if name == FUNCTION else name
        raise PlainDataError(f"{str(shown)[:60]} is not one of Keras's own")


def _is_known_class(module: Any, name: Any) -> bool:
    import keras

    if not isinstance(module, str) or not isinstance(name, str) or name in RUNS_CODE:
        return False
    first, *rest = module.split(".")
    place: Any = keras if first == "keras" else None
    for part in [*rest, name]:
        place = vars(place).get(part) if hasattr(place, "__dict__") else None
    kinds: tuple[type[Any], ...] = (
        *(keras.Operation, keras.Loss, keras.Metric, keras.Initializer, keras.Regularizer),
        *(keras.constraints.Constraint, keras.dtype_policies.DTypePolicy),
        *(keras.optimizers.Optimizer, keras.optimizers.schedules.LearningRateSchedule),
    )
    return (
        isinstance(place, type)
        and issubclass(place, kinds)
        and place.__module__.startswith("keras.src.")
    )


def _is_known_function(named: dict[str, Any]) -> bool:
    import keras

    name = named.get("config")
    in_keras = named.get("module") in ("builtins", *(f"keras.{each}" for each in FUNCTIONS_IN))
    return (
        in_keras
        and isinstance(name, str)
        and any(hasattr(getattr(keras, each), name) for each in FUNCTIONS_IN)
    )
