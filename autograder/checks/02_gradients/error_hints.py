"""Hints for errors that TensorFlow raises, by a part of the error's text."""

BROADCAST = (
    "(n,) minus (n, 1) gives no error, but a table of n × n differences, each with each; keep both "
    "in the same shape"
)
PRODUCT = {
    "Matrix size-incompatible": "look at the shapes: (n, d) @ (d, 1); `x` comes first, and "
    "nothing has to be transposed",
    "Incompatible shapes": "`*` multiplies number by number; for a matrix product there is `@`",
    "required broadcastable shapes": "`*` multiplies number by number; for a matrix product "
    "there is `@`",
    "out of bounds": "is a number of rows or inputs written in? Take it from the shape of `x`",
    "expected to be a": "the dtypes differ; everything here is float32",
}
BY_NUMPY = (
    "this loss is no tensor; the tape records TensorFlow's operations, not NumPy's or Python's"
)
NO_LOSS = {"attribute '_id'": BY_NUMPY, "argument `type_value`": BY_NUMPY}
STEP = {
    "is not supported. Use": "a Variable changes by its methods, not by `-=`",
    "has no attribute 'assign": "`w` is a tensor here; did a line `w = …` come before it?",
    "unpack": "the optimiser wants pairs, (gradient, Variable), in a list",
    "attribute '_unique_id'": "look at the pairs: first the gradient",
    "Unknown variable": "an optimiser belongs to the Variables it saw first; make it inside the "
    "function",
}
