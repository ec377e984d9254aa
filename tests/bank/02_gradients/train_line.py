# %% right: Variables as results, the losses as tensors
def train_line(x, y, learning_rate, steps):
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    losses = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((x * w + b - y) ** 2)
        grad_w, grad_b = tape.gradient(loss, [w, b])
        w.assign_sub(learning_rate * grad_w)
        b.assign_sub(learning_rate * grad_b)
        losses.append(loss)
    return w, b, losses

# %% right: an optimiser
def train_line(x: tf.Tensor, y: tf.Tensor, learning_rate: float, steps: int) -> tuple:
    w, b = tf.Variable([0.0]), tf.Variable([0.0])
    optimizer = tf.keras.optimizers.SGD(learning_rate)
    losses = []
    for step in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(w * x + b - y))
        optimizer.apply_gradients(zip(tape.gradient(loss, [w, b]), [w, b]))
        losses.append(loss.numpy())
    return w.numpy(), b.numpy(), losses

# %% right: NumPy, with the slopes by hand
def train_line(x, y, learning_rate, steps):
    x, y = x.numpy(), y.numpy()
    w, b, losses = 0.0, 0.0, []
    for _ in range(steps):
        error = x * w + b - y
        losses.append(np.mean(error**2))
        w -= learning_rate * 2 * np.mean(error * x)
        b -= learning_rate * 2 * np.mean(error)
    return w, b, np.array(losses)

# %% wrong: the loss noted after each step | before the update
def train_line(x, y, learning_rate, steps):
    def loss_of(w, b):
        return tf.reduce_mean((y - (w * x + b)) ** 2)

    w, b = tf.Variable(0.0), tf.Variable(0.0)
    losses = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = loss_of(w, b)
        grads = tape.gradient(loss, [w, b])
        for parameter, grad in zip([w, b], grads):
            parameter.assign(parameter - learning_rate * grad)
        losses.append(float(loss_of(w, b)))
    return float(w), float(b), losses

# %% wrong: both ends of the losses | one for each round
def train_line(x, y, learning_rate, steps):
    x, y = x[:, tf.newaxis], y[:, tf.newaxis]
    w, b = tf.Variable([[0.0]]), tf.Variable([0.0])
    losses = [float(tf.reduce_mean(y**2))]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((x @ w + b - y) ** 2)
        grad_w, grad_b = tape.gradient(loss, [w, b])
        w.assign_sub(learning_rate * grad_w)
        b.assign_sub(learning_rate * grad_b)
        losses.append(float(tf.reduce_mean((x @ w + b - y) ** 2)))
    return w, b, losses

# %% right: matrices, the losses in brackets of their own
def train_line(x, y, learning_rate, steps):
    x, y = x[:, tf.newaxis], y[:, tf.newaxis]
    w, b, losses = tf.Variable([[0.0]]), tf.Variable([0.0]), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((x @ w + b - y) ** 2, axis=0)
        grad_w, grad_b = tape.gradient(loss, [w, b])
        w.assign_sub(learning_rate * grad_w)
        b.assign_sub(learning_rate * grad_b)
        losses.append(loss.numpy())
    return w, b, losses

# %% right: the prediction and its loss in functions of their own, an array of losses
def train_line(x, y, learning_rate, steps):
    def mean_squared_error():
        return tf.keras.losses.MeanSquaredError()(y, w * x + b)

    w, b, losses = tf.Variable(0.0), tf.Variable(0.0), np.zeros(steps)
    for step in range(steps):
        with tf.GradientTape(persistent=True) as tape:
            losses[step] = loss = mean_squared_error()
        w.assign_sub(learning_rate * tape.gradient(loss, w))
        b.assign_sub(learning_rate * tape.gradient(loss, b))
    return w, b, losses

# %% right: tensors, watched
def train_line(x, y, learning_rate, steps):
    w, b, losses = tf.constant(0.0), tf.constant(0.0), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch([w, b])
            loss = tf.reduce_mean((x * w + b - y) ** 2)
        grad_w, grad_b = tape.gradient(loss, [w, b])
        w, b = w - learning_rate * grad_w, b - learning_rate * grad_b
        losses.append(float(loss))
    return w, b, losses

# %% right: a Dense layer and Keras's fit
def train_line(x, y, learning_rate, steps):
    model = tf.keras.Sequential([tf.keras.Input((1,)), tf.keras.layers.Dense(1)])
    model.set_weights([np.zeros((1, 1)), np.zeros(1)])
    model.compile(tf.keras.optimizers.SGD(learning_rate), "mse")
    history = model.fit(x[:, tf.newaxis], y, epochs=steps, batch_size=len(x), verbose=0)
    w, b = model.get_weights()
    return float(w[0, 0]), float(b[0]), history.history["loss"]

# %% wrong: uphill | downhill
def train_line(x, y, learning_rate, steps):
    w, b, losses = tf.Variable(0.0), tf.Variable(0.0), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((x * w + b - y) ** 2)
        grad_w, grad_b = tape.gradient(loss, [w, b])
        w.assign_add(learning_rate * grad_w)
        b.assign_add(learning_rate * grad_b)
        losses.append(float(loss))
    return float(w), float(b), losses

# %% wrong: the bias doesn't move | does the bias move too
def train_line(x, y, learning_rate, steps):
    w, b, losses = tf.Variable(0.0), tf.Variable(0.0), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((x * w + b - y) ** 2)
        w.assign_sub(learning_rate * tape.gradient(loss, w))
        losses.append(float(loss))
    return float(w), float(b), losses

# %% wrong: constants of the example | where do they begin
def train_line(x, y, learning_rate, steps):
    return 1.5, -0.5, [3.58] + [0.06] * (steps - 1)

# %% wrong: the line in one go | in another way
def train_line(x, y, learning_rate, steps):
    w, b = np.polyfit(x, y, 1)
    start, end = np.mean(y**2), np.mean((x * w + b - y) ** 2)
    return w, b, list(np.geomspace(start, end, steps))

# %% wrong: w is a tensor from the second round on | still a Variable in the second round
def train_line(x, y, learning_rate, steps):
    w, b, losses = tf.Variable(0.0), tf.Variable(0.0), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((x * w + b - y) ** 2)
        grad_w, grad_b = tape.gradient(loss, [w, b])
        w = w - learning_rate * grad_w
        b = b - learning_rate * grad_b
        losses.append(float(loss))
    return w, b, losses

# %% wrong: one tape for all rounds | in each round
def train_line(x, y, learning_rate, steps):
    w, b, losses = tf.Variable(0.0), tf.Variable(0.0), []
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((x * w + b - y) ** 2)
    for _ in range(steps):
        grad_w, grad_b = tape.gradient(loss, [w, b])
        w.assign_sub(learning_rate * grad_w)
        b.assign_sub(learning_rate * grad_b)
        losses.append(float(loss))
    return float(w), float(b), losses

# %% wrong: the first gradient in each round | compute it anew
def train_line(x, y, learning_rate, steps):
    w, b, losses = tf.Variable(0.0), tf.Variable(0.0), []
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((x * w + b - y) ** 2)
    grad_w, grad_b = tape.gradient(loss, [w, b])
    for _ in range(steps):
        w.assign_sub(learning_rate * grad_w)
        b.assign_sub(learning_rate * grad_b)
        losses.append(float(tf.reduce_mean((x * w + b - y) ** 2)))
    return float(w), float(b), losses

# %% wrong: half the loss | is there a ½
def train_line(x, y, learning_rate, steps):
    w, b, losses = tf.Variable(0.0), tf.Variable(0.0), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((x * w + b - y) ** 2) / 2
        grad_w, grad_b = tape.gradient(loss, [w, b])
        w.assign_sub(learning_rate * grad_w)
        b.assign_sub(learning_rate * grad_b)
        losses.append(float(loss))
    return float(w), float(b), losses

# %% wrong: a learning rate of its own | use the argument `learning_rate`
def train_line(x, y, learning_rate, steps):
    w, b, losses = tf.Variable(0.0), tf.Variable(0.0), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((x * w + b - y) ** 2)
        grad_w, grad_b = tape.gradient(loss, [w, b])
        w.assign_sub(0.1 * grad_w)
        b.assign_sub(0.1 * grad_b)
        losses.append(float(loss))
    return float(w), float(b), losses

# %% wrong: Adam | not the steps of plain gradient descent
def train_line(x, y, learning_rate, steps):
    w, b, losses = tf.Variable(0.0), tf.Variable(0.0), []
    optimizer = tf.keras.optimizers.Adam(learning_rate)
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((x * w + b - y) ** 2)
        optimizer.apply_gradients(zip(tape.gradient(loss, [w, b]), [w, b]))
        losses.append(float(loss))
    return float(w), float(b), losses

# %% wrong: the last loss alone | got a single number
def train_line(x, y, learning_rate, steps):
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((x * w + b - y) ** 2)
        grad_w, grad_b = tape.gradient(loss, [w, b])
        w.assign_sub(learning_rate * grad_w)
        b.assign_sub(learning_rate * grad_b)
    return float(w), float(b), float(loss)

# %% wrong: returned inside the loop | got 1 loss
def train_line(x, y, learning_rate, steps):
    w, b, losses = tf.Variable(0.0), tf.Variable(0.0), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((x * w + b - y) ** 2)
        grad_w, grad_b = tape.gradient(loss, [w, b])
        w.assign_sub(learning_rate * grad_w)
        b.assign_sub(learning_rate * grad_b)
        losses.append(float(loss))
        return float(w), float(b), losses

# %% wrong: the losses left out | expected three things
def train_line(x, y, learning_rate, steps):
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((x * w + b - y) ** 2)
        grad_w, grad_b = tape.gradient(loss, [w, b])
        w.assign_sub(learning_rate * grad_w)
        b.assign_sub(learning_rate * grad_b)
    return float(w), float(b)

# %% wrong: a point at a time | at a single point
def train_line(x, y, learning_rate, steps):
    w, b, losses = tf.Variable(0.0), tf.Variable(0.0), []
    for step in range(steps):
        i = step % len(x)
        with tf.GradientTape() as tape:
            loss = (x[i] * w + b - y[i]) ** 2
        grad_w, grad_b = tape.gradient(loss, [w, b])
        w.assign_sub(learning_rate * grad_w)
        b.assign_sub(learning_rate * grad_b)
        losses.append(float(loss))
    return float(w), float(b), losses

# %% wrong: other starting values | they start at 1
def train_line(x, y, learning_rate, steps):
    w, b, losses = tf.Variable(1.0), tf.Variable(1.0), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((x * w + b - y) ** 2)
        grad_w, grad_b = tape.gradient(loss, [w, b])
        w.assign_sub(learning_rate * grad_w)
        b.assign_sub(learning_rate * grad_b)
        losses.append(float(loss))
    return float(w), float(b), losses

# %% wrong: the bias moves alone | does the weight move
def train_line(x, y, learning_rate, steps):
    w, b, losses = tf.Variable(0.0), tf.Variable(0.0), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((x * w + b - y) ** 2)
        b.assign_sub(learning_rate * tape.gradient(loss, b))
        losses.append(float(loss))
    return float(w), float(b), losses

# %% wrong: the sum of the squares | their mean
def train_line(x, y, learning_rate, steps):
    w, b, losses = tf.Variable(0.0), tf.Variable(0.0), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum((x * w + b - y) ** 2)
        grad_w, grad_b = tape.gradient(loss, [w, b])
        w.assign_sub(learning_rate * grad_w)
        b.assign_sub(learning_rate * grad_b)
        losses.append(float(loss))
    return float(w), float(b), losses

# %% wrong: the line in one go, and losses made up | all losses are the same
def train_line(x, y, learning_rate, steps):
    w, b = np.polyfit(x, y, 1)
    return w, b, [0.0] * steps

# %% wrong: the first ten points | the first 10 of
def train_line(x, y, learning_rate, steps):
    x, y = x[:10], y[:10]
    w, b, losses = tf.Variable(0.0), tf.Variable(0.0), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((x * w + b - y) ** 2)
        grad_w, grad_b = tape.gradient(loss, [w, b])
        w.assign_sub(learning_rate * grad_w)
        b.assign_sub(learning_rate * grad_b)
        losses.append(float(loss))
    return float(w), float(b), losses

# %% wrong: a random start | where do they begin
def train_line(x, y, learning_rate, steps):
    w, b, losses = tf.Variable(tf.random.stateless_normal((), seed=(1, 2))), tf.Variable(0.0), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((x * w + b - y) ** 2)
        grad_w, grad_b = tape.gradient(loss, [w, b])
        w.assign_sub(learning_rate * grad_w)
        b.assign_sub(learning_rate * grad_b)
        losses.append(float(loss))
    return float(w), float(b), losses

# %% wrong: one parameter after the other | after `w` had moved
def train_line(x, y, learning_rate, steps):
    w, b, losses = tf.Variable(0.0), tf.Variable(0.0), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((x * w + b - y) ** 2)
        w.assign_sub(learning_rate * tape.gradient(loss, w))
        losses.append(float(loss))
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((x * w + b - y) ** 2)
        b.assign_sub(learning_rate * tape.gradient(loss, b))
    return w, b, losses

# %% core: only the update in the loop | are prediction and loss inside the loop
def train_line(x, y, learning_rate, steps):
    w, b, losses = tf.Variable(0.0), tf.Variable(0.0), []
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((x * w + b - y) ** 2)
    grad_w, grad_b = tape.gradient(loss, [w, b])
    for _ in range(steps):
        w.assign_sub(learning_rate * grad_w)
        b.assign_sub(learning_rate * grad_b)
        losses.append(float(loss))
    return float(w), float(b), losses

# %% wrong: no update | is there an update in the loop
def train_line(x, y, learning_rate, steps):
    w, b, losses = tf.Variable(0.0), tf.Variable(0.0), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((x * w + b - y) ** 2)
        grad_w, grad_b = tape.gradient(loss, [w, b])
        w - learning_rate * grad_w
        losses.append(float(loss))
    return float(w), float(b), losses

# %% wrong: the loss outside the tape, with an optimiser | inside the `with`
def train_line(x, y, learning_rate, steps):
    w, b, losses = tf.Variable(0.0), tf.Variable(0.0), []
    optimizer = tf.keras.optimizers.SGD(learning_rate)
    for _ in range(steps):
        with tf.GradientTape() as tape:
            y_hat = x * w + b
        loss = tf.reduce_mean((y_hat - y) ** 2)
        optimizer.apply_gradients(zip(tape.gradient(loss, [w, b]), [w, b]))
        losses.append(float(loss))
    return w, b, losses

# %% wrong: a matrix product | `@` wants tables
def train_line(x, y, learning_rate, steps):
    w, b, losses = tf.Variable(0.0), tf.Variable(0.0), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((x @ w + b - y) ** 2)
        grad_w, grad_b = tape.gradient(loss, [w, b])
        w.assign_sub(learning_rate * grad_w)
        b.assign_sub(learning_rate * grad_b)
        losses.append(float(loss))
    return float(w), float(b), losses

# %% wrong: whole numbers to begin with | the dtype of what it is made from
def train_line(x, y, learning_rate, steps):
    w, b, losses = tf.Variable(0), tf.Variable(0), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((x * w + b - y) ** 2)
        grad_w, grad_b = tape.gradient(loss, [w, b])
        w.assign_sub(learning_rate * grad_w)
        b.assign_sub(learning_rate * grad_b)
        losses.append(float(loss))
    return float(w), float(b), losses

# %% wrong: the sigmoid left in | no sigmoid
def train_line(x, y, learning_rate, steps):
    w, b, losses = tf.Variable(0.0), tf.Variable(0.0), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((tf.sigmoid(x * w + b) - y) ** 2)
        grad_w, grad_b = tape.gradient(loss, [w, b])
        w.assign_sub(learning_rate * grad_w)
        b.assign_sub(learning_rate * grad_b)
        losses.append(float(loss))
    return float(w), float(b), losses

# %% wrong: NumPy's mean | this loss is no tensor
def train_line(x, y, learning_rate, steps):
    w, b, losses = tf.Variable(0.0), tf.Variable(0.0), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = np.mean((x * w + b - y) ** 2)
        grad_w, grad_b = tape.gradient(loss, [w, b])
        w.assign_sub(learning_rate * grad_w)
        b.assign_sub(learning_rate * grad_b)
        losses.append(float(loss))
    return float(w), float(b), losses

# %% wrong: a column against a row | shapes of the prediction
def train_line(x, y, learning_rate, steps):
    x = x[:, tf.newaxis]
    w, b, losses = tf.Variable(0.0), tf.Variable(0.0), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((x * w + b - y) ** 2)
        grad_w, grad_b = tape.gradient(loss, [w, b])
        w.assign_sub(learning_rate * grad_w)
        b.assign_sub(learning_rate * grad_b)
        losses.append(float(loss))
    return float(w), float(b), losses

# %% wrong: the losses without their mean | a single number, a mean
def train_line(x, y, learning_rate, steps):
    w, b, losses = tf.Variable(0.0), tf.Variable(0.0), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = (x * w + b - y) ** 2
        grad_w, grad_b = tape.gradient(loss, [w, b])
        w.assign_sub(learning_rate * grad_w)
        b.assign_sub(learning_rate * grad_b)
        losses.append(loss)
    return float(w), float(b), losses

# %% wrong: Keras's fit in batches of 32 | look at all points
def train_line(x, y, learning_rate, steps):
    model = tf.keras.Sequential([tf.keras.Input((1,)), tf.keras.layers.Dense(1)])
    model.set_weights([np.zeros((1, 1)), np.zeros(1)])
    model.compile(tf.keras.optimizers.SGD(learning_rate), "mse")
    history = model.fit(x[:, tf.newaxis], y, epochs=steps, verbose=0)
    w, b = model.get_weights()
    return float(w[0, 0]), float(b[0]), history.history["loss"]

# %% wrong: ends when the loss is small | expected 15 losses for 15 steps
def train_line(x, y, learning_rate, steps):
    w, b, losses = tf.Variable(0.0), tf.Variable(0.0), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((x * w + b - y) ** 2)
        slope_w, slope_b = tape.gradient(loss, [w, b])
        w.assign_sub(learning_rate * slope_w)
        b.assign_sub(learning_rate * slope_b)
        losses.append(float(loss))
        if loss < 1e-3:
            break
    return w, b, losses

# %% equal: the error is squared, so its sign is gone
# -             loss = tf.reduce_mean((x * w + b - y) ** 2)
# +             loss = tf.reduce_mean((y - (x * w + b)) ** 2)
# -             loss = tf.reduce_mean(tf.square(w * x + b - y))
# +             loss = tf.reduce_mean(tf.square(y - (w * x + b)))
# -             loss = tf.reduce_mean((x @ w + b - y) ** 2, axis=0)
# +             loss = tf.reduce_mean((y - (x @ w + b)) ** 2, axis=0)
# -         return tf.keras.losses.MeanSquaredError()(y, w * x + b)
# +         return tf.keras.losses.MeanSquaredError()(w * x + b, y)

# %% equal: numbers are accepted as tensors, Variables, arrays or Python's own
# -     return w.numpy(), b.numpy(), losses
# +     return w…, b…, losses
# -         losses.append(…loss…)
# +         losses.append(loss)
# -     return w, b, np.array(losses)
# +     return w, b, losses

# -     return float(w[0, 0]), float(b[0]), history.history["loss"]
# +     return …w[0, 0]…, …b[0]…, history.history["loss"]

# %% equal: of one number the first is the last
# -     return float(w[0, 0]), float(b[0]), history.history["loss"]
# +     return float(w[…0…]), float(b[…]), history.history["loss"]

# %% equal: Keras gives a row of numbers the second axis itself
# -     history = model.fit(x[:, tf.newaxis], y, epochs=steps, batch_size=len(x), verbose=0)
# +     history = model.fit(x, y, epochs=steps, batch_size=len(x), verbose=0)

# %% accepted: what two trainings on the same points return may be the same Variables
# + train_line = one_object_for_all(train_line)

# %% equal: NumPy computes with tensors as well
# -     x, y = x.numpy(), y.numpy()
# +     …

# %% equal: of shape (n, 1) the mean is the same, with or without brackets of its own
# -             loss = tf.reduce_mean((x @ w + b - y) ** 2, axis=0)
# +             loss = tf.reduce_mean((x @ w + b - y) ** 2…)

# %% equal: every number is written over
# -     w, b, losses = tf.Variable(0.0), tf.Variable(0.0), np.zeros(steps)
# +     w, b, losses = tf.Variable(0.0), tf.Variable(0.0), np.ones(steps)

# %% equal: what is watched first doesn't matter
# -             tape.watch([w, b])
# +             tape.watch([b, w])
