# %% right: both, as named
def astype_and_cast(array):
    return array.astype(np.uint8), tf.cast(array, tf.uint8)

# %% right: in steps, dtypes by name, as a list
def astype_and_cast(array):
    by_numpy = array.astype("uint8")
    by_tensorflow = tf.cast(tf.constant(array), "uint8")
    return [by_numpy, by_tensorflow]

# %% right: the remainder, worked out
def astype_and_cast(array):
    rest = array % 256
    return rest.astype(np.uint8), tf.constant(rest.astype(np.uint8))

# %% right: Keras's cast
def astype_and_cast(array):
    return np.asarray(array).astype(dtype=np.uint8), tf.keras.ops.cast(array, "uint8")

# %% core: saturates | let them go round
def astype_and_cast(array):
    return array.astype(np.uint8), tf.saturate_cast(array, tf.uint8)

# %% wrong: clips first | let them go round
def astype_and_cast(array):
    array = np.clip(array, 0, 255)
    return array.astype(np.uint8), tf.cast(array, tf.uint8)

# %% wrong: the tensor first | return the one of `astype` first
def astype_and_cast(array):
    return tf.cast(array, tf.uint8), array.astype(np.uint8)

# %% wrong: two tensors | use `array.astype`
def astype_and_cast(array):
    both = tf.cast(array, tf.uint8)
    return both, both

# %% wrong: two arrays | expected a tf.Tensor
def astype_and_cast(array):
    return array.astype(np.uint8), tf.cast(array, tf.uint8).numpy()

# %% wrong: one result | expected two results
def astype_and_cast(array):
    array.astype(np.uint8)
    return tf.cast(array, tf.uint8)

# %% wrong: int8 | expected uint8, got int8
def astype_and_cast(array):
    return array.astype(np.int8), tf.cast(array, tf.int8)

# %% wrong: the cast of `astype` thrown away | leave what they were given as it is
def astype_and_cast(array):
    array.astype(np.uint8)
    return array, tf.cast(array, tf.uint8)

# %% wrong: cut off in place behind the answer | changed what it was given
def astype_and_cast(array):
    results = array.astype(np.uint8), tf.cast(array, tf.uint8)
    np.clip(array, 0, 255, out=array)
    return results

# %% equal: `tf.cast` and `astype` take an array
# -     by_tensorflow = tf.cast(tf.constant(array), "uint8")
# +     by_tensorflow = tf.cast(array, "uint8")
# -     return np.asarray(array).astype(dtype=np.uint8), tf.keras.ops.cast(array, "uint8")
# +     return array.astype(dtype=np.uint8), tf.keras.ops.cast(array, "uint8")
