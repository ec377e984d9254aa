# %% right: reduce_mean of the squares
def mse(y_true, y_pred):
    return tf.reduce_mean((y_pred - y_true) ** 2)

# %% right: Keras's loss
def mse(y_true, y_pred):
    return tf.keras.losses.MeanSquaredError()(y_true, y_pred)

# %% right: the sum divided by the size
def mse(y_true: tf.Tensor, y_pred: tf.Tensor) -> tf.Tensor:
    squares = tf.math.squared_difference(y_true, y_pred)
    return tf.reduce_sum(squares) / tf.cast(tf.size(squares), tf.float32)

# %% right: NumPy
def mse(y_true, y_pred):
    return np.mean(np.square(y_true - y_pred))

# %% right: Keras's function, on one long row
def mse(y_true, y_pred):
    return tf.keras.losses.MSE(tf.reshape(y_true, [-1]), tf.reshape(y_pred, [-1]))

# %% right: Keras's operations
def mse(y_true, y_pred):
    return tf.keras.ops.mean(tf.keras.ops.square(y_true - y_pred))

# %% core: the sum | the sum of the squares
def mse(y_true, y_pred):
    return tf.reduce_sum((y_true - y_pred) ** 2)

# %% wrong: absolute errors | absolute errors
def mse(y_true, y_pred):
    return tf.reduce_mean(tf.abs(y_true - y_pred))

# %% wrong: half of it | half of it
def mse(y_true, y_pred):
    return tf.reduce_mean((y_true - y_pred) ** 2) / 2

# %% wrong: a number per row | take the mean over all places
def mse(y_true, y_pred):
    return tf.reduce_mean((y_true - y_pred) ** 2, axis=-1)

# %% wrong: Keras's function, which keeps the rows | take the mean over all places
def mse(y_true, y_pred):
    return tf.keras.losses.MSE(y_true, y_pred)

# %% wrong: the squares alone | the squares
def mse(y_true, y_pred):
    return tf.square(y_true - y_pred)

# %% wrong: the mean before the square | the mean comes first
def mse(y_true, y_pred):
    return tf.reduce_mean(y_true - y_pred) ** 2

# %% wrong: no square | cancel out
def mse(y_true, y_pred):
    return tf.reduce_mean(y_pred - y_true)

# %% wrong: the root | no root is needed
def mse(y_true, y_pred):
    return tf.sqrt(tf.reduce_mean((y_true - y_pred) ** 2))

# %% wrong: the example's answer | use the arguments
def mse(y_true, y_pred):
    return tf.constant(0.25)

# %% wrong: divided by four, as in the example | not right
def mse(y_true, y_pred):
    return tf.reduce_sum((y_true - y_pred) ** 2) / 4

# %% wrong: the share of wrong ones | the share of wrong ones
def mse(y_true, y_pred):
    return tf.reduce_mean(tf.cast(y_true != y_pred, tf.float32))

# %% wrong: divided by the rows | divide by all places
def mse(y_true, y_pred):
    return tf.reduce_sum((y_true - y_pred) ** 2) / len(y_true)

# %% wrong: doubled, not squared | twice the mean error
def mse(y_true, y_pred):
    return tf.reduce_mean((y_true - y_pred) * 2)

# %% wrong: a number per column | take the mean over all places
def mse(y_true, y_pred):
    return tf.reduce_mean((y_true - y_pred) ** 2, axis=0)

# %% wrong: the silent broadcast, one of the two in a row | a table of n × n differences
def mse(y_true, y_pred):
    return tf.reduce_mean((tf.squeeze(y_true) - y_pred) ** 2)

# %% wrong: one of the two flattened | only one of the two changed its shape
def mse(y_true, y_pred):
    return tf.reduce_mean((y_true - tf.reshape(y_pred, [-1])) ** 2)

# %% wrong: large errors counted without a square | the difference, its square, the mean
def mse(y_true, y_pred):
    error = tf.abs(y_true - y_pred)
    return tf.reduce_mean(tf.where(error <= 10, error**2, 10 * error))

# %% equal: the error is squared, so its sign is gone
# - def mse(y_true…, y_pred…
# + def mse(y_pred…, y_true…
# - …y_true…y_pred…
# + …y_pred…y_true…
# -     return tf.reduce_mean((y_pred - y_true) ** 2)
# +     return tf.reduce_mean((y_true - y_pred) ** 2)
