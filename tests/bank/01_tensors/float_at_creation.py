# %% right: dtype= at creation
def float_at_creation(values):
    return tf.constant(values, dtype=tf.float32)

# %% right: convert, dtype by name
def float_at_creation(values):
    return tf.convert_to_tensor(values, dtype="float32")

# %% right: cast afterwards
def float_at_creation(values):
    return tf.cast(tf.constant(values), tf.float32)

# %% right: by way of a NumPy array of float32
def float_at_creation(values):
    return tf.constant(np.asarray(values, dtype=np.float32))

# %% core: leaves the dtype to the library | ask for float32
def float_at_creation(values):
    return tf.constant(values)

# %% wrong: NumPy's float64 | what NumPy chooses
def float_at_creation(values):
    return tf.constant(np.array(values, dtype=float))

# %% wrong: an array of float32, not a tensor | got a NumPy array
def float_at_creation(values):
    return np.array(values, dtype=np.float32)

# %% wrong: float64 asked for | ask for float32
def float_at_creation(values):
    return tf.constant(values, dtype=tf.float64)

# %% wrong: right for lists alone | ask for float32
def float_at_creation(values):
    if isinstance(values, list):
        return tf.constant([float(value) for value in values])
    return tf.constant(values)

# %% wrong: by way of whole numbers | fractions are gone
def float_at_creation(values):
    return tf.cast(tf.cast(values, tf.int32), tf.float32)

# %% wrong: half the bits that were asked for | expected float32, got bfloat16
def float_at_creation(values):
    return tf.cast(values, tf.bfloat16)

# %% wrong: the array doubled on the way | changed what it was given
def float_at_creation(values):
    tensor = tf.constant(values, dtype=tf.float32)
    if isinstance(values, np.ndarray):
        np.multiply(values, 2, out=values)
    return tensor

# %% wrong: row by row, though there may be no axis | raised
def float_at_creation(values):
    return tf.stack([tf.cast(row, tf.float32) for row in values])

# %% equal: a list or an array can be cast as it is
# -     return tf.cast(tf.constant(values), tf.float32)
# +     return tf.cast(values, tf.float32)
