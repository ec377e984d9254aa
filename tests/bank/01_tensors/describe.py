# %% right: attributes
def describe(t):
    return t.shape, t.dtype, t.ndim

# %% right: plain Python
def describe(t: tf.Tensor) -> tuple:
    shape = tuple(t.shape)
    return shape, t.dtype.name, len(shape)

# %% right: TensorFlow's functions
def describe(t):
    return tf.shape(t), t.dtype, tf.rank(t)

# %% right: a list of lists
def describe(t):
    return [t.shape.as_list(), t.dtype, t.shape.rank]

# %% right: NumPy's view of it
def describe(t):
    array = t.numpy()
    return array.shape, array.dtype, array.ndim

# %% right: the dtype as it prints
def describe(t):
    return t.get_shape(), str(t.dtype), int(tf.rank(t))

# %% wrong: parentheses behind shape | write them without `()`
def describe(t):
    return t.shape(), t.dtype, t.ndim

# %% wrong: the example written down | read it from `t`
def describe(t):
    return (2, 3), tf.float32, 2

# %% wrong: the rank hard-coded | the rank is how many axes
def describe(t):
    return t.shape, t.dtype, max(2, len(t.shape))

# %% core: the size for the rank | how many numbers it holds
def describe(t):
    return t.shape, t.dtype, tf.size(t)

# %% wrong: the length of the first axis for the rank | the size of its first axis
def describe(t):
    return t.shape, t.dtype, t.shape[0] if t.shape != () else 0

# %% wrong: its Python type for the dtype | expected a dtype
def describe(t):
    return t.shape, type(t), t.ndim

# %% wrong: rank before dtype | keep the order
def describe(t):
    return t.shape, t.ndim, t.dtype

# %% wrong: rank first | keep the order
def describe(t):
    return t.ndim, t.dtype, t.shape

# %% wrong: the dtype hard-coded | read it from `t`
def describe(t):
    return t.shape, "float32", t.ndim

# %% wrong: printed, not returned | is a `return` missing
def describe(t):
    print(t.shape, t.dtype, t.ndim)

# %% wrong: the tensor itself in front | expected three things
def describe(t):
    return t, t.shape, t.dtype, t.ndim

# %% wrong: len(t) for the rank | the size of its first axis
def describe(t):
    return t.shape, t.dtype, len(t)

# %% wrong: the shape as text | got the text '(5, 3)'
def describe(t):
    return str(t.shape), t.dtype, t.ndim

# %% equal: a shape, a dtype and a rank are accepted in any of their forms
# -     shape = tuple(t.shape)
# +     shape = t.shape
# -     return [t.shape.as_list(), t.dtype, t.shape.rank]
# +     return [t.shape, t.dtype, t.shape.rank]
# -     return t.get_shape(), str(t.dtype), int(tf.rank(t))
# +     return t.get_shape(), t.dtype, int(tf.rank(t))
# -     return t.get_shape(), str(t.dtype), int(tf.rank(t))
# +     return t.get_shape(), str(t.dtype), tf.rank(t)

# %% equal: a tensor has NumPy's names for these, too
# -     array = t.numpy()
# +     array = t
