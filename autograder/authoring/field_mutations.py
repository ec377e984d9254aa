"""Mutations for numerical code: another axis, dtype, padding or activation, the sum for the mean.

They take and yield the same as those in `python_mutations`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.authoring.python_code import Edit, PythonCode
from autograder.authoring.python_mutations import Mutation

# A library's name, and the names that it is mistaken for.
_NAMES = {
    "sum": ("mean",),
    "mean": ("sum", "median"),
    "reduce_sum": ("reduce_mean",),
    "reduce_mean": ("reduce_sum", "reduce_max"),
    "max": ("min", "argmax"),
    "min": ("max",),
    "amax": ("amin",),
    "argmax": ("argmin", "max"),
    "argmin": ("argmax",),
    "reduce_max": ("reduce_min",),
    "reduce_min": ("reduce_max",),
    "maximum": ("minimum",),
    "minimum": ("maximum",),
    "std": ("var",),
    "reduce_std": ("reduce_variance",),
    "zeros": ("ones",),
    "ones": ("zeros",),
    "zeros_like": ("ones_like",),
    "ones_like": ("zeros_like",),
    "relu": ("sigmoid", "softplus"),
    "sigmoid": ("tanh", "relu"),
    "tanh": ("sigmoid",),
    "softmax": ("sigmoid",),
    "normal": ("uniform", "truncated_normal"),
    "uniform": ("normal",),
    "floor": ("ceil",),
    "ceil": ("floor",),
    "round": ("floor",),
    "trunc": ("round",),
    "square": ("abs",),
    "abs": ("square",),
    "add": ("subtract",),
    "subtract": ("add",),
    "multiply": ("divide",),
    "divide": ("multiply",),
    "equal": ("not_equal",),
    "greater": ("greater_equal",),
    "greater_equal": ("greater",),
    "less": ("less_equal",),
    "less_equal": ("less",),
    "assign_sub": ("assign_add",),
    "assign_add": ("assign_sub",),
    "assign": ("assign_add",),
    "Variable": ("constant",),
    "saturate_cast": ("cast",),
    "shape": ("size",),
    "MaxPool2D": ("AveragePooling2D",),
    "MaxPooling2D": ("AveragePooling2D",),
    "GlobalAveragePooling2D": ("Flatten",),
    "CategoricalCrossentropy": ("SparseCategoricalCrossentropy", "BinaryCrossentropy"),
    "SparseCategoricalCrossentropy": ("CategoricalCrossentropy",),
    "categorical_crossentropy": ("sparse_categorical_crossentropy", "binary_crossentropy"),
    "sparse_categorical_crossentropy": ("categorical_crossentropy",),
    "mean_squared_error": ("mean_absolute_error",),
    "MeanSquaredError": ("MeanAbsoluteError",),
    "mse": ("mae",),
    "same": ("valid",),
    "valid": ("same",),
    "SAME": ("VALID",),
    "VALID": ("SAME",),
    "channels_last": ("channels_first",),
    "float16": ("float32",),
    "float32": ("float64", "float16", "int32"),
    "float64": ("float32",),
    "uint8": ("int8", "int32"),
    "int32": ("int64", "uint8", "float32"),
    "int64": ("int32", "uint8"),
}
_AXES = (0, 1, -1, -2)
_CLASSES_AS_TEXT = {"relu", "sigmoid", "softmax", "tanh", "same", "valid", "SAME", "VALID", "mse"}


def other_names(node: ast.AST, code: PythonCode) -> Iterator[Edit]:
    """A function, dtype, loss or activation mistaken for another one, by name or as a text."""
    if isinstance(node, ast.Attribute):
        _, end = code.span(node)
        start = end - len(node.attr)
        for name in _NAMES.get(node.attr, ()):
            yield ((start, end, name),)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = code.text(node)
        for name in _NAMES.get(node.value, ()) if text[-1:] in "'\"" else ():
            if _stands_as_text(name) or _stands_as_text(node.value):
                yield ((*code.span(node), text.replace(node.value, name)),)
        if node.value in ("relu", "softmax", "sigmoid"):
            yield (code.put(node, "None"),)
    elif isinstance(node, ast.Name) and node.id in ("sum", "max", "min", "round", "abs"):
        for name in _NAMES[node.id]:
            if name in ("max", "min"):
                yield ((*code.span(node), name),)


def axes(node: ast.AST, code: PythonCode) -> Iterator[Edit]:
    """Another axis."""
    if isinstance(node, ast.keyword) and node.arg == "axis":
        try:
            here = ast.literal_eval(node.value)
        except ValueError:
            return
        for axis in _AXES:
            if (isinstance(here, int) and abs(axis - here) > 1) or not isinstance(
                here, int
            ):  # a difference of one is the mutation `constants`
                yield (code.put(node.value, str(axis)),)


def splits(node: ast.AST, code: PythonCode) -> Iterator[Edit]:
    """The test data in place of the training data, or the other way round."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        for one, other in (("train", "test"), ("test", "train")):
            if node.id.startswith(f"{one}_") or node.id.endswith(f"_{one}"):
                yield ((*code.span(node), node.id.replace(one, other)),)


def in_place(node: ast.AST, code: PythonCode) -> Iterator[Edit]:
    """The result written into the argument: ``x = x + y`` as ``x += y``."""
    if (
        isinstance(node, ast.Assign)
        and isinstance(node.value, ast.BinOp)
        and isinstance(node.value.left, ast.Name)
        and [code.text(target) for target in node.targets] == [node.value.left.id]
    ):
        operator = code.source[code.span(node.value.left)[1] : code.span(node.value.right)[0]]
        target, right = node.value.left.id, code.text(node.value.right)
        if operator.strip(" ").isascii() and "(" not in operator and ")" not in operator:
            yield ((*code.span(node), f"{target} {operator.strip()}= {right}"),)


def decorators(node: ast.AST, code: PythonCode) -> Iterator[Edit]:
    """A decorator left out, such as `tf.function`."""
    if isinstance(node, ast.FunctionDef):
        for decorator in node.decorator_list:
            start, end = code.span(decorator)
            yield ((code.source.rindex("@", 0, start), code.source.index("\n", end) + 1, ""),)


def seeds(node: ast.AST, code: PythonCode) -> Iterator[Edit]:
    """A fixed seed, a seed of 1 in place of 0, or the seed's last digit alone."""
    if isinstance(node, ast.Name) and node.id == "seed" and isinstance(node.ctx, ast.Load):
        yield (code.put(node, "42"),)
        yield (code.put(node, "seed or 1"),)
        yield (code.put(node, "seed % 10"),)


MUTATIONS: dict[str, Mutation] = {
    "another name": other_names,
    "axis": axes,
    "split": splits,
    "in place": in_place,
    "decorator left out": decorators,
    "seed": seeds,
}


def _stands_as_text(name: str) -> bool:
    """Say whether Keras or NumPy takes a name as a text."""
    dtype = name.rstrip("0123456789") in ("float", "int", "uint")
    return dtype or name in _CLASSES_AS_TEXT or name.endswith("_crossentropy")
