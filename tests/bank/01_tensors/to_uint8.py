# %% right: tf.cast
def to_uint8(t):
    return tf.cast(t, tf.uint8)

# %% right: tf.saturate_cast
def to_uint8(t):
    return tf.saturate_cast(t, tf.uint8)

# %% right: floor first, then the cast
def to_uint8(t):
    return tf.cast(tf.floor(t), dtype="uint8")

# %% right: by way of int32
def to_uint8(t):
    whole = tf.cast(t, tf.int32)
    return tf.cast(whole, tf.uint8)

# %% right: by way of NumPy
def to_uint8(t):
    return tf.constant(t.numpy().astype(np.uint8))

# %% core: rounds first | don't round first
def to_uint8(t):
    return tf.cast(tf.round(t), tf.uint8)

# %% wrong: rounds by adding a half | rounded numbers
def to_uint8(t):
    return tf.cast(tf.minimum(t + 0.5, 255.0), tf.uint8)

# %% wrong: rounds up | rounded numbers
def to_uint8(t):
    return tf.cast(tf.math.ceil(t), tf.uint8)

# %% wrong: stays floating | their dtype is float32
def to_uint8(t):
    return tf.floor(t)

# %% wrong: int32 | their dtype is int32
def to_uint8(t):
    return tf.cast(t, tf.int32)

# %% wrong: an array comes back | got a NumPy array
def to_uint8(t):
    return t.numpy().astype("uint8")

# %% wrong: NumPy's method on a tensor | `astype` belongs to NumPy
def to_uint8(t):
    return t.astype(tf.uint8)

# %% wrong: tf.constant on a tensor | `tf.cast` gives a new one
def to_uint8(t):
    return tf.constant(t, dtype=tf.uint8)

# %% wrong: int8, which has no room for 200 | that is int8
def to_uint8(t):
    return tf.cast(tf.cast(t, tf.int32), tf.int8)

# %% wrong: row by row, though there may be no axis | raised
def to_uint8(t):
    return tf.stack([tf.cast(row, tf.uint8) for row in t])

# %% equal: the cast alone cuts the fractions, and takes no other way with numbers that fit
# -     return tf.cast(tf.floor(t), dtype="uint8")
# +     return tf.cast(t, dtype="uint8")
# -     whole = tf.cast(t, tf.int32)
# +     whole = …
