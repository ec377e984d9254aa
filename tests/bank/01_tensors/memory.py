# %% right: a loop and TensorFlow's dtype
def memory_bytes(shape, dtype):
    count = 1
    for size in shape:
        count *= size
    return count * tf.as_dtype(dtype).size

# %% right: np.prod and itemsize
def memory_bytes(shape, dtype):
    return np.prod(shape) * np.dtype(dtype).itemsize

# %% right: a table
import math

BYTES = {"uint8": 1, "float16": 2, "float32": 4, "int32": 4, "float64": 8, "int64": 8}


def memory_bytes(shape: tuple, dtype: str) -> int:
    return math.prod(shape) * BYTES[dtype]

# %% right: the bits are in the name
def memory_bytes(shape, dtype):
    bits = int("".join(letter for letter in dtype if letter.isdigit()))
    return tf.reduce_prod(tf.constant(shape, tf.int64)) * (bits // 8)

# %% right: ask an array
def memory_bytes(shape, dtype):
    return np.empty(shape, dtype).nbytes

# %% core: counts the numbers | each takes more than one byte
def memory_bytes(shape, dtype):
    return int(np.prod(shape))

# %% wrong: bits | 8 bits are one byte
def memory_bytes(shape, dtype):
    bits = int("".join(letter for letter in dtype if letter.isdigit()))
    return int(np.prod(shape)) * bits

# %% wrong: four bytes whatever the dtype | the dtype says how many
def memory_bytes(shape, dtype):
    return int(np.prod(shape)) * 4

# %% wrong: adds the sizes | multiply them
def memory_bytes(shape, dtype):
    return sum(shape) * np.dtype(dtype).itemsize

# %% wrong: the first axis alone | only the first axis
def memory_bytes(shape, dtype):
    return shape[0] * np.dtype(dtype).itemsize

# %% wrong: MNIST written down | use the argument `shape`
def memory_bytes(shape, dtype):
    return 60000 * 28 * 28 * np.dtype(dtype).itemsize

# %% wrong: float32 thought to be 8 bytes | the dtype says how many
def memory_bytes(shape, dtype):
    return int(np.prod(shape)) * {"uint8": 1, "float16": 2}.get(dtype, 8)

# %% wrong: the size of the Python object | multiply the sizes of all axes
import sys


def memory_bytes(shape, dtype):
    return sys.getsizeof(tf.zeros(shape, dtype))

# %% wrong: text | expected numbers
def memory_bytes(shape, dtype):
    return f"{np.prod(shape) * np.dtype(dtype).itemsize:,} bytes"

# %% wrong: counts the axes | counts the axes
def memory_bytes(shape, dtype):
    return len(shape) * np.dtype(dtype).itemsize

# %% wrong: begins with the first axis, which a single number hasn't | the shape () is that of a single number
def memory_bytes(shape, dtype):
    count = shape[0]
    for size in shape[1:]:
        count *= size
    return count * np.dtype(dtype).itemsize

# %% wrong: no axes taken for no numbers | the shape () is that of a single number
def memory_bytes(shape, dtype):
    if not shape:
        return 0
    return int(np.prod(shape)) * np.dtype(dtype).itemsize

# %% wrong: TensorFlow's int32, which wraps around | wrapped around
def memory_bytes(shape, dtype):
    return tf.reduce_prod(tf.constant(shape, tf.int32)) * tf.as_dtype(dtype).size

# %% wrong: 4 bytes for int64 | 4 bytes for each number
def memory_bytes(shape, dtype):
    sizes = {"uint8": 1, "float16": 2, "float64": 8}
    return int(np.prod(shape)) * sizes.get(dtype, 4)

# %% right: ask a tensor
def memory_bytes(shape, dtype):
    return tf.zeros(shape, dtype).numpy().nbytes

# %% right: how many elements a TensorShape has
def memory_bytes(shape, dtype):
    return tf.TensorShape(shape).num_elements() * tf.as_dtype(dtype).size

# %% wrong: an axis of size 0 counts as 1 | an axis of size 0 holds nothing
def memory_bytes(shape, dtype):
    count = 1
    for size in shape:
        count *= max(size, 1)
    return count * np.dtype(dtype).itemsize

# %% equal: ones take as many bytes as zeros
# -     return tf.zeros(shape, dtype).numpy().nbytes
# +     return tf.ones(shape, dtype).numpy().nbytes
