# %% right: tf.constant
def from_list(values):
    return tf.constant(values)

# %% right: tf.convert_to_tensor
def from_list(values: list) -> tf.Tensor:
    return tf.convert_to_tensor(values)

# %% right: by way of NumPy, which makes int64 and float64
def from_list(values):
    array = np.array(values)
    return tf.constant(array)

# %% right: stacked from scalars
def from_list(values):
    return tf.stack([tf.constant(value) for value in values])

# %% right: always floating
def from_list(values):
    return tf.constant(values, dtype=tf.float32)

# %% wrong: returns the list itself | got a list
def from_list(values):
    return values

# %% wrong: a NumPy array | got a NumPy array
def from_list(values):
    return np.array(values)

# %% wrong: forgets to return | is a `return` missing
def from_list(values):
    tensor = tf.constant(values)

# %% wrong: the example written down | numbers of the example
def from_list(values):
    return tf.constant([5, 0, 4])

# %% wrong: a list around the list | too many
def from_list(values):
    return tf.constant([values])

# %% wrong: whole numbers only | fractions are gone
def from_list(values):
    return tf.constant([int(value) for value in values])

# %% wrong: a list of tensors | got a list
def from_list(values):
    return [tf.constant(value) for value in values]
