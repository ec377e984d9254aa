# %% right: tf.constant
def from_tuple(rows):
    return tf.constant(rows)

# %% right: tf.convert_to_tensor of lists
def from_tuple(rows):
    return tf.convert_to_tensor([list(row) for row in rows])

# %% right: rows stacked
def from_tuple(rows):
    return tf.stack([tf.constant(row) for row in rows], axis=0)

# %% right: by way of NumPy, which makes int64 and float64
def from_tuple(rows: tuple) -> tf.Tensor:
    return tf.constant(np.array(rows))

# %% wrong: returns a NumPy array | got a NumPy array
def from_tuple(rows):
    return np.array(rows)

# %% wrong: a tensor for each row | got a tuple
def from_tuple(rows):
    return tuple(tf.constant(row) for row in rows)

# %% wrong: rows and columns swapped | rows and columns are swapped
def from_tuple(rows):
    return tf.transpose(tf.constant(rows))

# %% core: all numbers in one row | all numbers are in one row
def from_tuple(rows):
    return tf.reshape(tf.constant(rows), [-1])

# %% wrong: the first row alone | keep all rows
def from_tuple(rows):
    return tf.constant(rows[0])

# %% wrong: rows joined behind each other | all numbers are in one row
def from_tuple(rows):
    numbers = []
    for row in rows:
        numbers.extend(row)
    return tf.constant(numbers)

# %% wrong: stacked along the wrong axis | rows and columns are swapped
def from_tuple(rows):
    return tf.stack([tf.constant(row) for row in rows], axis=1)

# %% right: always floating
def from_tuple(rows):
    return tf.cast(tf.constant(rows), tf.float32)

# %% wrong: whole numbers only | the fractions are gone
def from_tuple(rows):
    return tf.constant([[int(number) for number in row] for row in rows])

# %% wrong: the fractions cast away | the fractions are gone
def from_tuple(rows):
    return tf.cast(tf.constant(rows), tf.int32)

# %% wrong: the example's shape written in | the shape of the example
def from_tuple(rows):
    return tf.reshape(tf.constant(rows), (2, 3))

# %% wrong: the example's shape handed to tf.constant | the shape of the example
def from_tuple(rows):
    return tf.constant(rows, shape=(2, 3))

# %% wrong: the example's shape written in, by NumPy | the shape of the example
def from_tuple(rows):
    return tf.constant(np.array(rows).reshape(2, 3))

# %% wrong: each row an argument of its own | all rows go into it together
def from_tuple(rows):
    return tf.constant(*rows)

# %% wrong: a type of whole numbers, asked of NumPy's fractions | the fractions are gone
def from_tuple(rows):
    return tf.constant(np.array(rows), dtype=tf.int64)

# %% wrong: a type of whole numbers, asked of Python's fractions | has no place for fractions
def from_tuple(rows):
    return tf.constant(rows, dtype=tf.int32)

# %% wrong: float16 | float16 is too coarse
def from_tuple(rows):
    return tf.constant(rows, dtype=tf.float16)

# %% equal: TensorFlow takes tuples and numbers as well
# -     return tf.convert_to_tensor([list(row) for row in rows])
# +     return tf.convert_to_tensor([row for row in rows])
# -     return tf.stack([tf.constant(row) for row in rows], axis=0)
# +     return tf.stack([row for row in rows], axis=0)
# -     return tf.cast(tf.constant(rows), tf.float32)
# +     return tf.cast(rows, tf.float32)

# %% equal: rows are stacked along the first axis, which is the default, and the last but one
# -     return tf.stack([tf.constant(row) for row in rows], axis=0)
# +     return tf.stack([tf.constant(row) for row in rows])
# -     return tf.stack([tf.constant(row) for row in rows], axis=0)
# +     return tf.stack([tf.constant(row) for row in rows], axis=-2)

# %% equal: any floating dtype will do that holds the numbers
# -     return tf.cast(tf.constant(rows), tf.float32)
# +     return tf.cast(tf.constant(rows), tf.float64)
