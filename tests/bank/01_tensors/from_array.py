# %% right: tf.constant
def from_array(array):
    return tf.constant(array)

# %% right: tf.convert_to_tensor
def from_array(array):
    return tf.convert_to_tensor(array)

# %% right: the dtype named
def from_array(array):
    return tf.constant(array, dtype=array.dtype)

# %% right: Keras's operation
def from_array(array):
    return tf.keras.ops.convert_to_tensor(array)

# %% right: tf.identity
def from_array(array):
    return tf.identity(array)

# %% core: returns the array itself | got a NumPy array
def from_array(array):
    return array

# %% wrong: by way of a list | dtype is lost
def from_array(array):
    return tf.constant(array.tolist())

# %% wrong: always float32 | dtype is lost
def from_array(array):
    return tf.constant(array, dtype=tf.float32)

# %% wrong: always uint8, as in the example | dtype is lost
def from_array(array):
    return tf.cast(array, tf.uint8)

# %% wrong: flattened | keep the axes
def from_array(array):
    return tf.constant(array.flatten())

# %% wrong: a copy of the array | got a NumPy array
def from_array(array):
    return np.array(array)

# %% wrong: only the first row | keep all rows
def from_array(array):
    return tf.constant(array[0])

# %% wrong: the example written down | the numbers of the example
def from_array(array):
    return tf.constant([[0, 128, 255], [255, 128, 0]], dtype=tf.uint8)

# %% wrong: a row written back into the array | changed what it was given
def from_array(array):
    tensor = tf.constant(array)
    array[0] = 0
    return tensor

# %% wrong: int64 made int32 | dtype is lost
def from_array(array):
    t = tf.constant(array)
    return tf.cast(t, tf.int32) if t.dtype == tf.int64 else t

# %% wrong: truths made numbers | dtype is lost
def from_array(array):
    t = tf.constant(array)
    return tf.cast(t, tf.uint8) if t.dtype == tf.bool else t

# %% wrong: row by row, though there may be no axis | raised
def from_array(array):
    return tf.stack([tf.constant(row) for row in array])

# %% wrong: by way of float32 | was there another type in between
def from_array(array):
    return tf.cast(tf.constant(array, tf.float32), array.dtype)
