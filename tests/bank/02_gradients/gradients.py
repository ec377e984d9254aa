# %% right: one tape, a list
def gradients(x, y, w, b):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((tf.sigmoid(x @ w + b) - y) ** 2)
    return tape.gradient(loss, [w, b])

# %% right: a persistent tape, asked twice
def gradients(x: tf.Tensor, y: tf.Tensor, w: tf.Variable, b: tf.Variable) -> tuple:
    with tf.GradientTape(persistent=True) as tape:
        z = tf.matmul(x, w) + b
        loss = tf.reduce_mean(tf.math.squared_difference(y, 1 / (1 + tf.exp(-z))))
    return tape.gradient(loss, w), tape.gradient(loss, b)

# %% right: Keras's loss
def gradients(x, y, w, b):
    with tf.GradientTape() as tape:
        y_hat = tf.nn.sigmoid(x @ w + b)
        loss = tf.keras.losses.MeanSquaredError()(y, y_hat)
    grad_w, grad_b = tape.gradient(loss, (w, b))
    return grad_w, grad_b

# %% right: the chain rule by hand
def gradients(x, y, w, b):
    y_hat = tf.sigmoid(x @ w + b)
    back = 2 * (y_hat - y) * y_hat * (1 - y_hat) / len(x)
    return tf.transpose(x) @ back, tf.reduce_sum(back, axis=0)

# %% right: inside a graph
@tf.function
def gradients(x, y, w, b):
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch([w, b])
        loss = tf.reduce_mean(tf.square(y - tf.sigmoid(x @ w + b)))
    grads = tape.gradient(loss, {"w": w, "b": b})
    return grads["w"], grads["b"]

# %% right: TensorFlow's other ways to write it
def gradients(x, y, w, b):
    with tf.GradientTape() as tape:
        error = y - tf.keras.activations.sigmoid(tf.einsum("nd,dk->nk", x, w) + b)
        loss = tf.reduce_sum(error * error) / x.shape[0]
    return tuple(tape.gradient(loss, [w, b]))

# %% core: the loss outside the tape | Is the loss computed inside the `with`
def gradients(x, y, w, b):
    with tf.GradientTape() as tape:
        y_hat = tf.sigmoid(x @ w + b)
    loss = tf.reduce_mean((y_hat - y) ** 2)
    return tape.gradient(loss, [w, b])

# %% wrong: constants | no way from the loss back
def gradients(x, y, w, b):
    w, b = tf.constant(w), tf.constant(b)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((tf.sigmoid(x @ w + b) - y) ** 2)
    return tape.gradient(loss, [w, b])

# %% wrong: NumPy in between | by TensorFlow's operations
def gradients(x, y, w, b):
    with tf.GradientTape() as tape:
        y_hat = 1 / (1 + np.exp(-(x.numpy() @ w.numpy() + b.numpy())))
        loss = tf.reduce_mean((y_hat - y) ** 2)
    return tape.gradient(loss, [w, b])

# %% wrong: the sign turned | its sign is wrong
def gradients(x, y, w, b):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((tf.sigmoid(x @ w + b) - y) ** 2)
    grad_w, grad_b = tape.gradient(loss, [w, b])
    return -grad_w, -grad_b

# %% wrong: no mean | for the sum of the squares
def gradients(x, y, w, b):
    with tf.GradientTape() as tape:
        loss = (tf.sigmoid(x @ w + b) - y) ** 2
    return tape.gradient(loss, [w, b])

# %% wrong: no sigmoid | without its sigmoid
def gradients(x, y, w, b):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((x @ w + b - y) ** 2)
    return tape.gradient(loss, [w, b])

# %% wrong: no bias | without its bias
def gradients(x, y, w, b):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((tf.sigmoid(x @ w) - y) ** 2)
    return tape.gradient(loss, [w, b])

# %% wrong: the prediction's slope | ask for the slope of the loss
def gradients(x, y, w, b):
    with tf.GradientTape() as tape:
        y_hat = tf.reduce_mean(tf.sigmoid(x @ w + b))
    return tape.gradient(y_hat, [w, b])

# %% wrong: half the loss | half the mean squared error
def gradients(x, y, w, b):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((tf.sigmoid(x @ w + b) - y) ** 2) / 2
    return tape.gradient(loss, [w, b])

# %% wrong: it also updates | computing gradients changes nothing
def gradients(x, y, w, b):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((tf.sigmoid(x @ w + b) - y) ** 2)
    grad_w, grad_b = tape.gradient(loss, [w, b])
    w.assign_sub(0.1 * grad_w)
    b.assign_sub(0.1 * grad_b)
    return grad_w, grad_b

# %% wrong: the updated parameters | not right
def gradients(x, y, w, b):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((tf.sigmoid(x @ w + b) - y) ** 2)
    grad_w, grad_b = tape.gradient(loss, [w, b])
    return w - 0.1 * grad_w, b - 0.1 * grad_b

# %% wrong: the tape asked twice | ask the tape once
def gradients(x, y, w, b):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((tf.sigmoid(x @ w + b) - y) ** 2)
    return tape.gradient(loss, w), tape.gradient(loss, b)

# %% wrong: swapped | return the one of `w` first
def gradients(x, y, w, b):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((tf.sigmoid(x @ w + b) - y) ** 2)
    return tape.gradient(loss, [b, w])

# %% wrong: the gradient of w alone | expected two things
def gradients(x, y, w, b):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((tf.sigmoid(x @ w + b) - y) ** 2)
    return tape.gradient(loss, w)

# %% wrong: the loss comes along | expected two things
def gradients(x, y, w, b):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((tf.sigmoid(x @ w + b) - y) ** 2)
    return loss, *tape.gradient(loss, [w, b])

# %% wrong: absolute errors | the loss has squares
def gradients(x, y, w, b):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.abs(tf.sigmoid(x @ w + b) - y))
    return tape.gradient(loss, [w, b])

# %% wrong: NumPy at the end | this loss is no tensor
def gradients(x, y, w, b):
    with tf.GradientTape() as tape:
        loss = np.mean((tf.sigmoid(x @ w + b) - y) ** 2)
    return tape.gradient(loss, [w, b])

# %% wrong: a Python number as the loss | this loss is no tensor
def gradients(x, y, w, b):
    with tf.GradientTape() as tape:
        loss = float(tf.reduce_mean((tf.sigmoid(x @ w + b) - y) ** 2))
    return tape.gradient(loss, [w, b])

# %% wrong: the tape asked the wrong way round | are the arguments of `tape.gradient` swapped
def gradients(x, y, w, b):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((tf.sigmoid(x @ w + b) - y) ** 2)
    return tape.gradient([w, b], loss)

# %% wrong: the tape asked the wrong way round, and unpacked | are its arguments swapped
def gradients(x, y, w, b):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((tf.sigmoid(x @ w + b) - y) ** 2)
    grad_w, grad_b = tape.gradient([w, b], loss)
    return grad_w, grad_b

# %% wrong: a persistent tape, asked the wrong way round | `tape.gradient` swapped
def gradients(x, y, w, b):
    with tf.GradientTape(persistent=True) as tape:
        loss = tf.reduce_mean((tf.sigmoid(x @ w + b) - y) ** 2)
    return tape.gradient(w, loss), tape.gradient(b, loss)

# %% wrong: zeros | got zeros
def gradients(x, y, w, b):
    return tf.zeros_like(w), tf.zeros_like(b)

# %% wrong: the silent broadcast, the predictions in a row | a table of n × n differences
def gradients(x, y, w, b):
    with tf.GradientTape() as tape:
        y_hat = tf.squeeze(tf.sigmoid(x @ w + b))
        loss = tf.reduce_mean((y_hat - y) ** 2)
    return tape.gradient(loss, [w, b])

# %% wrong: the silent broadcast, the true values in a row | a table of n × n differences
def gradients(x, y, w, b):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((tf.sigmoid(x @ w + b) - tf.reshape(y, [-1])) ** 2)
    return tape.gradient(loss, [w, b])

# %% right: both in a row
def gradients(x, y, w, b):
    with tf.GradientTape() as tape:
        y_hat = tf.reshape(tf.sigmoid(x @ w + b), [-1])
        loss = tf.reduce_mean((y_hat - tf.reshape(y, [-1])) ** 2)
    return tape.gradient(loss, [w, b])

# %% wrong: cut at 1 | over all rows
def gradients(x, y, w, b):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((tf.sigmoid(x @ w + b) - y) ** 2)
    return [tf.clip_by_value(slope, -1.0, 1.0) for slope in tape.gradient(loss, [w, b])]

# %% equal: the error is squared, so its sign is gone
# -         loss = tf.reduce_mean((tf.sigmoid(x @ w + b) - y) ** 2)
# +         loss = tf.reduce_mean((y - tf.sigmoid(x @ w + b)) ** 2)
# -         loss = tf.reduce_mean(tf.math.squared_difference(y, 1 / (1 + tf.exp(-z))))
# +         loss = tf.reduce_mean(tf.math.squared_difference(1 / (1 + tf.exp(-z)), y))
# -         loss = tf.keras.losses.MeanSquaredError()(y, y_hat)
# +         loss = tf.keras.losses.MeanSquaredError()(y_hat, y)
# -         loss = tf.reduce_mean(tf.square(y - tf.sigmoid(x @ w + b)))
# +         loss = tf.reduce_mean(tf.square(tf.sigmoid(x @ w + b) - y))
# -         error = y - tf.keras.activations.sigmoid(tf.einsum("nd,dk->nk", x, w) + b)
# +         error = tf.keras.activations.sigmoid(tf.einsum("nd,dk->nk", x, w) + b) - y
# -         loss = tf.reduce_mean((y_hat - tf.reshape(y, [-1])) ** 2)
# +         loss = tf.reduce_mean((tf.reshape(y, [-1]) - y_hat) ** 2)

# %% equal: of two axes the last but one is axis 0
# -     return tf.transpose(x) @ back, tf.reduce_sum(back, axis=0)
# +     return tf.transpose(x) @ back, tf.reduce_sum(back, axis=-2)

# %% equal: the graph makes it faster; a tape watches Variables by itself, and in any order
# - @tf.function
#
# -     with tf.GradientTape(watch_accessed_variables=False) as tape:
# +     with tf.GradientTape(…) as tape:
# -         tape.watch([w, b])
# +         tape.watch([b, w])

# %% equal: a list of two is a pair
# -     return tuple(tape.gradient(loss, [w, b]))
# +     return tape.gradient(loss, [w, b])

# %% equal: the gradient of many numbers is that of their sum
# -         loss = tf.reduce_sum(error * error) / x.shape[0]
# +         loss = (error * error) / x.shape[0]
