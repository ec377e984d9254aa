# %% right: tf.constant
def from_tuple(rows):
    return tf.constant(rows)

# %% right: tf.convert_to_tensor of lists
def from_tuple(rows):
    return tf.convert_to_tensor([list(row) for row in rows])

# %% right: rows stacked
def from_tuple(rows):
    return tf.stack([tf.constant(row) for row in rows], axis=0)

# %% right: by way of NumPy
def from_tuple(rows: tuple) -> tf.Tensor:
    return tf.constant(np.array(rows), dtype=tf.int64)

# %% wrong: returns a NumPy array | got a NumPy array
def from_tuple(rows):
    return np.array(rows)

# %% wrong: a tensor for each row | got a tuple
def from_tuple(rows):
    return tuple(tf.constant(row) for row in rows)

# %% wrong: rows and columns swapped | rows and columns are swapped
def from_tuple(rows):
    return tf.transpose(tf.constant(rows))

# %% wrong: all numbers in one row | all numbers are in one row
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
