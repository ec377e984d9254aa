# %% right: cast to float32
def mse_labels(labels, guesses):
    labels = tf.cast(labels, tf.float32)
    guesses = tf.cast(guesses, tf.float32)
    return tf.reduce_mean((labels - guesses) ** 2)

# %% right: by way of int32
def mse_labels(labels: tf.Tensor, guesses: tf.Tensor) -> tf.Tensor:
    error = tf.cast(labels, tf.int32) - tf.cast(guesses, tf.int32)
    return tf.reduce_mean(tf.cast(error**2, tf.float32))

# %% right: Keras's loss, which casts by itself
def mse_labels(labels, guesses):
    return tf.keras.losses.MeanSquaredError()(labels, guesses)

# %% right: NumPy
def mse_labels(labels, guesses):
    return np.mean((labels.numpy().astype(float) - guesses.numpy().astype(float)) ** 2)

# %% right: float64
def mse_labels(labels, guesses):
    difference = tf.cast(labels, "float64") - tf.cast(guesses, "float64")
    return tf.reduce_mean(tf.square(difference))

# %% right: the larger minus the smaller
def mse_labels(labels, guesses):
    difference = tf.maximum(labels, guesses) - tf.minimum(labels, guesses)
    return tf.reduce_mean(tf.square(tf.cast(difference, tf.float32)))

# %% core: cast after the subtraction | a difference wrapped around: uint8 has no numbers below 0
def mse_labels(labels, guesses):
    return tf.reduce_mean(tf.square(tf.cast(labels - guesses, tf.float32)))

# %% wrong: all in uint8 | a type of whole numbers
def mse_labels(labels, guesses):
    return tf.reduce_mean(tf.square(labels - guesses))

# %% wrong: a power of uint8 | no such operation for uint8
def mse_labels(labels, guesses):
    return tf.reduce_mean((labels - guesses) ** 2)

# %% wrong: cast after the square | the squares wrapped around
def mse_labels(labels, guesses):
    return tf.reduce_mean(tf.cast(tf.square(labels - guesses), tf.float32))

# %% wrong: NumPy in uint8 | the squares wrapped around
def mse_labels(labels, guesses):
    return np.mean(np.square(labels.numpy() - guesses.numpy()))

# %% wrong: one of the two cast | only one of the two
def mse_labels(labels, guesses):
    return tf.reduce_mean(tf.square(tf.cast(labels, tf.float32) - guesses))

# %% wrong: cast after the mean | the sum wrapped around
def mse_labels(labels, guesses):
    return tf.cast(tf.reduce_mean(tf.square(labels - guesses)), tf.float32)

# %% wrong: int8, which is too small as well | int8 ends at 127
def mse_labels(labels, guesses):
    difference = tf.cast(tf.cast(labels, tf.int8) - tf.cast(guesses, tf.int8), tf.float32)
    return tf.reduce_mean(tf.square(difference))

# %% wrong: the mean of whole numbers | a type of whole numbers
def mse_labels(labels, guesses):
    error = tf.cast(labels, tf.int32) - tf.cast(guesses, tf.int32)
    return tf.reduce_mean(error**2)

# %% wrong: the share of wrong ones | the share of wrong ones
def mse_labels(labels, guesses):
    return tf.reduce_mean(tf.cast(labels != guesses, tf.float32))

# %% wrong: absolute errors | absolute errors
def mse_labels(labels, guesses):
    error = tf.cast(labels, tf.float32) - tf.cast(guesses, tf.float32)
    return tf.reduce_mean(tf.abs(error))

# %% wrong: float16 | too coarse
def mse_labels(labels, guesses):
    difference = tf.cast(labels, tf.float16) - tf.cast(guesses, tf.float16)
    return tf.reduce_mean(tf.square(difference))

# %% wrong: an axis left | with no axis left
def mse_labels(labels, guesses):
    error = tf.cast(labels, tf.float32) - tf.cast(guesses, tf.float32)
    return tf.reshape(tf.reduce_mean(error**2), (1,))

# %% wrong: squares in int16 | int16 ends at 32767
def mse_labels(labels, guesses):
    error = tf.cast(labels, tf.int16) - tf.cast(guesses, tf.int16)
    return tf.reduce_mean(tf.cast(error * error, tf.float32))

# %% wrong: uint16, larger but not below 0 | uint16 has no numbers below 0
def mse_labels(labels, guesses):
    error = labels.numpy().astype(np.uint16) - guesses.numpy().astype(np.uint16)
    return np.mean(error.astype(np.float32) ** 2)

# %% wrong: the sum of squares in float16 | that is the sum of the squares
def mse_labels(labels, guesses):
    error = tf.cast(labels, tf.float16) - tf.cast(guesses, tf.float16)
    return tf.reduce_sum(tf.square(error))

# %% wrong: float16 in between | was it float16 in between
def mse_labels(labels, guesses):
    error = tf.cast(labels, tf.float16) - tf.cast(guesses, tf.float16)
    return tf.cast(tf.reduce_mean(tf.square(error)), tf.float32)

# %% wrong: the fraction cut off, then a float | its fraction is cut off
def mse_labels(labels, guesses):
    error = tf.cast(labels, tf.int32) - tf.cast(guesses, tf.int32)
    return tf.cast(tf.reduce_mean(error**2), tf.float32)

# %% equal: the error is squared, so its sign is gone
# - def mse_labels(labels…, guesses…
# + def mse_labels(guesses…, labels…
# - …labels…guesses…
# + …guesses…labels…

# %% equal: NumPy makes float64 of the other one, too
# -     return np.mean((labels.numpy().astype(float) - guesses.numpy().astype(float)) ** 2)
# +     return np.mean((labels.numpy()… - guesses.numpy()…) ** 2)

# %% equal: a mean in float64 is as good
# -     return tf.reduce_mean(tf.…(…, tf.float32))…
# +     return tf.reduce_mean(tf.…(…, tf.float64))…
