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

# %% core: a NumPy array | got a NumPy array
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

# %% wrong: float16 | float16 is too coarse
def from_list(values):
    return tf.constant(values, dtype=tf.float16)

# %% wrong: duplicates removed | a number that occurs twice
def from_list(values):
    return tf.constant(list(dict.fromkeys(values)))

# %% wrong: TensorFlow's unique | a number that occurs twice
def from_list(values):
    return tf.unique(tf.constant(values))[0]

# %% wrong: a whole type with little room | int8 ends
def from_list(values):
    return tf.cast(tf.constant(values), tf.int8)

# %% wrong: a type of whole numbers | has no place for fractions
def from_list(values):
    return tf.constant(values, dtype=tf.int32)

# %% wrong: the list emptied | changed what it was given
def from_list(values):
    numbers = []
    while values:
        numbers.append(values.pop(0))
    return tf.constant(numbers)

# %% equal: TensorFlow takes a list of numbers as well
# -     array = np.array(values)
# +     array = values
# -     return tf.stack([tf.constant(value) for value in values])
# +     return tf.stack([value for value in values])

# %% equal: any floating dtype will do that holds the numbers
# -     return tf.constant(values, dtype=tf.float32)
# +     return tf.constant(values, dtype=tf.float64)
