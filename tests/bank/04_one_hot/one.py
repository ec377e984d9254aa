# %% right: tf.one_hot
def one(label):
    return tf.one_hot(label, 10)

# %% right: to_categorical
def one(label: int):
    return tf.keras.utils.to_categorical(label, num_classes=10)

# %% right: a row of the identity
def one(label):
    return np.eye(10, dtype="float16")[label]

# %% right: zeros and a one
def one(label):
    vector = np.zeros(10)
    vector[label] = 1
    return vector

# %% right: a list
def one(label):
    return [1.0 if place == label else 0.0 for place in range(10)]

# %% right: a comparison in TensorFlow
def one(label):
    return tf.cast(tf.range(10) == tf.cast(label, tf.int32), tf.bfloat16)

# %% right: another type
def one(label):
    return tf.one_hot(label, depth=10, on_value=1.0, off_value=0.0, dtype=tf.float64)

# %% wrong: counts from 1 | the first class is 0
def one(label):
    vector = np.zeros(10)
    vector[label - 1] = 1
    return vector

# %% wrong: the example written down | use the argument `label`
def one(label):
    return tf.one_hot(5, 10)

# %% wrong: a batch of one | a table with one row
def one(label):
    return tf.one_hot([label], 10)

# %% wrong: as many places as the label needs | there are ten digits
def one(label):
    return tf.keras.utils.to_categorical(label)

# %% wrong: nine places | there are ten digits
def one(label):
    return tf.one_hot(label, 9)

# %% wrong: truth values | make them floating
def one(label):
    return np.arange(10) == label

# %% wrong: whole numbers | make them floating
def one(label):
    return [int(place == label) for place in range(10)]

# %% wrong: ones up to the label | ones up to the label
def one(label):
    return tf.cast(tf.range(10) <= tf.cast(label, tf.int32), tf.float32)

# %% wrong: the label at its place | a 1 should stand there
def one(label):
    vector = np.zeros(10)
    vector[label] = label
    return vector

# %% wrong: printed, not returned | is a `return` missing
def one(label):
    print(tf.one_hot(label, 10))

# %% wrong: the arguments swapped | there is no 1
def one(label):
    return tf.one_hot(10, 10)

# %% core: the label itself | the label itself
def one(label):
    return tf.cast(label, tf.float32)

# %% equal: a number, NumPy's too, can't be changed in place
# + one = argument_changed(one)

# %% equal: any floating dtype will do, and it is float32 or float64 by default
# -     return np.eye(10, dtype="float16")[label]
# +     return np.eye(10…)[label]
# -     return tf.one_hot(label, depth=10, on_value=1.0, off_value=0.0, dtype=tf.float64)
# +     return tf.one_hot(label, depth=10, on_value=1.0, off_value=0.0…)

# %% equal: TensorFlow compares its own numbers with Python's and NumPy's
# -     return tf.cast(tf.range(10) == tf.cast(label, tf.int32), tf.bfloat16)
# +     return tf.cast(tf.range(10) == label, tf.bfloat16)

# %% equal: a vector has ones and zeros by default
# -     return tf.one_hot(label, depth=10, on_value=1.0, off_value=0.0, dtype=tf.float64)
# +     return tf.one_hot(label, depth=10, o….0, dtype=tf.float64)
