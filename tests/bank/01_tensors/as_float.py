# %% right: tf.cast
def as_float(t):
    return tf.cast(t, tf.float32)

# %% right: the dtype by name
def as_float(t):
    return tf.cast(t, dtype="float32")

# %% right: by way of NumPy, dtype= at creation
def as_float(t):
    return tf.constant(t.numpy(), dtype=tf.float32)

# %% right: Keras's operation
def as_float(t):
    return tf.keras.ops.cast(t, "float32")

# %% right: astype of an array
def as_float(t):
    return tf.convert_to_tensor(np.array(t).astype(np.float32))

# %% core: tf.constant on a tensor | `tf.cast` gives a new one
def as_float(t):
    return tf.constant(t, dtype=tf.float32)

# %% wrong: NumPy's method on a tensor | `astype` belongs to NumPy
def as_float(t):
    return t.astype("float32")

# %% wrong: the cast is thrown away | return that one
def as_float(t):
    tf.cast(t, tf.float32)
    return t

# %% wrong: float64 | expected float32, got float64
def as_float(t):
    return tf.cast(t, tf.float64)

# %% wrong: an array comes back | got a NumPy array
def as_float(t):
    return t.numpy().astype("float32")

# %% wrong: by way of whole numbers | fractions are gone
def as_float(t):
    return tf.cast(tf.cast(t, tf.int32), tf.float32)

# %% wrong: scales as well | divided by 255
def as_float(t):
    return tf.cast(t, tf.float32) / 255

# %% wrong: half the bits in between | a type in between that can't hold them
def as_float(t):
    return tf.cast(tf.cast(t, tf.float16), tf.float32)

# %% wrong: number by number | give TensorFlow all the numbers at once
def as_float(t):
    return tf.constant([float(number) for number in t])

# %% wrong: row by row, though there may be no axis | raised
def as_float(t):
    return tf.stack([tf.cast(row, tf.float32) for row in t])
