# %% right: copies moved up and down
def numeric_gradient(x, y, w, b, h):
    slopes = np.zeros(w.shape)
    for i in range(len(w)):
        up, down = w.copy(), w.copy()
        up[i] += h
        down[i] -= h
        slopes[i] = (neuron_loss(x, y, up, b) - neuron_loss(x, y, down, b)) / (2 * h)
    return slopes

# %% right: a step along each axis
def numeric_gradient(x, y, w, b, h):
    slopes = []
    for step in h * np.eye(len(w))[:, :, np.newaxis]:
        above, below = neuron_loss(x, y, w + step, b), neuron_loss(x, y, w - step, b)
        slopes.append([(above - below) / (2 * h)])
    return np.array(slopes)

# %% right: the weight put back each time
def numeric_gradient(x, y, w, b, h):
    slopes = np.zeros_like(w)
    for i in range(w.shape[0]):
        kept = w[i, 0]
        w[i, 0] = kept + h
        above = neuron_loss(x, y, w, b)
        w[i, 0] = kept - h
        below = neuron_loss(x, y, w, b)
        w[i, 0] = kept
        slopes[i, 0] = (above - below) / (2 * h)
    return slopes

# %% right: the mean of both halves, with a loss of its own
def numeric_gradient(x, y, w, b, h):
    def loss(weights):
        return np.mean((1 / (1 + np.exp(-(x @ weights + b))) - y) ** 2)

    here = loss(w)
    slopes = []
    for i in range(len(w)):
        step = np.zeros(w.shape)
        step[i] = h
        up, down = (loss(w + step) - here) / h, (here - loss(w - step)) / h
        slopes.append([(up + down) / 2])
    return slopes

# %% right: as a tensor
def numeric_gradient(x, y, w, b, h):
    rows = []
    for i in range(len(w)):
        step = tf.one_hot([i], len(w), on_value=h, off_value=0.0, dtype=tf.float64)
        step = tf.transpose(step).numpy()
        rows.append(neuron_loss(x, y, w + step, b) - neuron_loss(x, y, w - step, b))
    return tf.reshape(tf.constant(rows, tf.float64), w.shape) / (2 * h)

# %% wrong: only up | only moved up
def numeric_gradient(x, y, w, b, h):
    slopes = np.zeros(w.shape)
    for i in range(len(w)):
        up = w.copy()
        up[i] += h
        slopes[i] = (neuron_loss(x, y, up, b) - neuron_loss(x, y, w, b)) / h
    return slopes

# %% wrong: only down | only moved down
def numeric_gradient(x, y, w, b, h):
    slopes = np.zeros(w.shape)
    for i in range(len(w)):
        down = w.copy()
        down[i] -= h
        slopes[i] = (neuron_loss(x, y, w, b) - neuron_loss(x, y, down, b)) / h
    return slopes

# %% wrong: divided by h | both ends are 2h apart
def numeric_gradient(x, y, w, b, h):
    slopes = np.zeros(w.shape)
    for i in range(len(w)):
        up, down = w.copy(), w.copy()
        up[i] += h
        down[i] -= h
        slopes[i] = (neuron_loss(x, y, up, b) - neuron_loss(x, y, down, b)) / h
    return slopes

# %% core: not divided | divide it by the way between
def numeric_gradient(x, y, w, b, h):
    slopes = np.zeros(w.shape)
    for i in range(len(w)):
        up, down = w.copy(), w.copy()
        up[i] += h
        down[i] -= h
        slopes[i] = neuron_loss(x, y, up, b) - neuron_loss(x, y, down, b)
    return slopes

# %% wrong: / 2 * h, without parentheses | by 2h, in parentheses
def numeric_gradient(x, y, w, b, h):
    slopes = np.zeros(w.shape)
    for i in range(len(w)):
        up, down = w.copy(), w.copy()
        up[i] += h
        down[i] -= h
        slopes[i] = (neuron_loss(x, y, up, b) - neuron_loss(x, y, down, b)) / 2 * h
    return slopes

# %% wrong: below minus above | the sign is turned round
def numeric_gradient(x, y, w, b, h):
    slopes = np.zeros(w.shape)
    for i in range(len(w)):
        up, down = w.copy(), w.copy()
        up[i] += h
        down[i] -= h
        slopes[i] = (neuron_loss(x, y, down, b) - neuron_loss(x, y, up, b)) / (2 * h)
    return slopes

# %% wrong: all weights at the same time | one at a time
def numeric_gradient(x, y, w, b, h):
    difference = neuron_loss(x, y, w + h, b) - neuron_loss(x, y, w - h, b)
    return np.full(w.shape, difference / (2 * h))

# %% wrong: one number | for a slope of its own
def numeric_gradient(x, y, w, b, h):
    return (neuron_loss(x, y, w + h, b) - neuron_loss(x, y, w - h, b)) / (2 * h)

# %% wrong: names for the same array | it changed w
def numeric_gradient(x, y, w, b, h):
    slopes = np.zeros(w.shape)
    for i in range(len(w)):
        up, down = w, w
        up[i] += h
        down[i] -= h
        slopes[i] = (neuron_loss(x, y, up, b) - neuron_loss(x, y, down, b)) / (2 * h)
    return slopes

# %% wrong: the weights stay where they were moved | one slope for each weight
def numeric_gradient(x, y, w, b, h):
    slopes = np.zeros(w.shape)
    up, down = w.copy(), w.copy()
    for i in range(len(w)):
        up[i] += h
        down[i] -= h
        slopes[i] = (neuron_loss(x, y, up, b) - neuron_loss(x, y, down, b)) / (2 * h)
    return slopes

# %% wrong: w is changed | it changed w
def numeric_gradient(x, y, w, b, h):
    slopes = np.zeros(w.shape)
    for i in range(len(w)):
        up, down = w.copy(), w.copy()
        up[i] += h
        down[i] -= h
        slopes[i] = (neuron_loss(x, y, up, b) - neuron_loss(x, y, down, b)) / (2 * h)
    w -= slopes
    return slopes

# %% wrong: TensorFlow's slope | the slope at w itself
def numeric_gradient(x, y, w, b, h):
    w = tf.Variable(w)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((tf.sigmoid(x @ w + b) - y) ** 2)
    return tape.gradient(loss, w)

# %% wrong: a step of its own | the slope at w itself
def numeric_gradient(x, y, w, b, h):
    h = 0.001
    slopes = np.zeros(w.shape)
    for i in range(len(w)):
        up, down = w.copy(), w.copy()
        up[i] += h
        down[i] -= h
        slopes[i] = (neuron_loss(x, y, up, b) - neuron_loss(x, y, down, b)) / (2 * h)
    return slopes

# %% wrong: in a row | the slopes have the shape of w
def numeric_gradient(x, y, w, b, h):
    slopes = []
    for i in range(len(w)):
        up, down = w.copy(), w.copy()
        up[i] += h
        down[i] -= h
        slopes.append((neuron_loss(x, y, up, b) - neuron_loss(x, y, down, b)) / (2 * h))
    return slopes

# %% wrong: the first weight alone | one slope for each weight
def numeric_gradient(x, y, w, b, h):
    slopes = np.zeros(w.shape)
    step = np.zeros(w.shape)
    step[0] = h
    slopes[:] = (neuron_loss(x, y, w + step, b) - neuron_loss(x, y, w - step, b)) / (2 * h)
    return slopes

# %% wrong: the bias moved | one slope for each weight
def numeric_gradient(x, y, w, b, h):
    slope = (neuron_loss(x, y, w, b + h) - neuron_loss(x, y, w, b - h)) / (2 * h)
    return np.full(w.shape, slope)

# %% wrong: float16 | one slope for each weight
def numeric_gradient(x, y, w, b, h):
    slopes = np.zeros(w.shape, dtype=np.float16)
    for i in range(len(w)):
        up, down = w.copy(), w.copy()
        up[i] += h
        down[i] -= h
        slopes[i] = (neuron_loss(x, y, up, b) - neuron_loss(x, y, down, b)) / (2 * h)
    return slopes

# %% wrong: losses in float32 | were the losses computed in float32
def numeric_gradient(x, y, w, b, h):
    x, y, w, b = (np.asarray(part, np.float32) for part in (x, y, w, b))

    def loss(weights):
        return np.mean((1 / (1 + np.exp(-(x @ weights + b))) - y) ** 2)

    slopes = np.zeros((len(w), 1))
    for i in range(len(w)):
        up, down = w.copy(), w.copy()
        up[i] += h
        down[i] -= h
        slopes[i] = (loss(up) - loss(down)) / (2 * h)
    return slopes

# %% wrong: copies made once | make new copies of w in every round
def numeric_gradient(x, y, w, b, h):
    slopes = np.zeros_like(w)
    up, down = w.copy(), w.copy()
    for i in range(len(w)):
        up[i] += h
        down[i] -= h
        slopes[i] = (neuron_loss(x, y, up, b) - neuron_loss(x, y, down, b)) / (2 * h)
    return slopes

# %% wrong: the return in the loop | does the `return` stand in the loop
def numeric_gradient(x, y, w, b, h):
    slopes = np.zeros_like(w)
    for i in range(len(w)):
        up, down = w.copy(), w.copy()
        up[i] += h
        down[i] -= h
        slopes[i] = (neuron_loss(x, y, up, b) - neuron_loss(x, y, down, b)) / (2 * h)
        return slopes

# %% wrong: moved and never put back | it changed w
def numeric_gradient(x, y, w, b, h):
    slopes = np.zeros_like(w)
    for i in range(len(w)):
        w[i] += h
        above = neuron_loss(x, y, w, b)
        w[i] -= 2 * h
        slopes[i] = (above - neuron_loss(x, y, w, b)) / (2 * h)
    return slopes

# %% wrong: the loss is a sum | the loss is their mean
def numeric_gradient(x, y, w, b, h):
    def loss(weights):
        return np.sum((1 / (1 + np.exp(-(x @ weights + b))) - y) ** 2)

    slopes = np.zeros_like(w)
    for i in range(len(w)):
        up, down = w.copy(), w.copy()
        up[i] += h
        down[i] -= h
        slopes[i] = (loss(up) - loss(down)) / (2 * h)
    return slopes

# %% wrong: the bias left out | the bias isn't used
def numeric_gradient(x, y, w, b, h):
    slopes = np.zeros_like(w)
    for i in range(len(w)):
        up, down = w.copy(), w.copy()
        up[i] += h
        down[i] -= h
        slopes[i] = (neuron_loss(x, y, up, 0) - neuron_loss(x, y, down, 0)) / (2 * h)
    return slopes

# %% equal: every slope is written over
# -     slopes = np.zeros(w.shape)
# +     slopes = np.ones(w.shape)
# -     slopes = np.zeros_like(w)
# +     slopes = np.ones_like(w)

# %% equal: a list of slopes is accepted, and an array or a tensor
# -     return np.array(slopes)
# +     return slopes
# -         step = tf.transpose(step).numpy()
# +         step = tf.transpose(step)
# -     return tf.reshape(tf.constant(rows, tf.float64), w.shape) / (2 * h)
# +     return tf.reshape(rows, w.shape) / (2 * h)

# %% equal: w has one column, so the first is the last
# -         kept = w[i, 0]
# +         kept = w[i, -1]
# -         w[i, 0] = kept + h
# +         w[i, -1] = kept + h
# -         w[i, 0] = kept - h
# +         w[i, -1] = kept - h
# -         w[i, 0] = kept
# +         w[i, -1] = kept
# -         slopes[i, 0] = (above - below) / (2 * h)
# +         slopes[i, -1] = (above - below) / (2 * h)

# %% equal: the mean of the two is the same, whichever is named first
# -         up, down = (loss(w + step) - here) / h, (here - loss(w - step)) / h
# +         up, down = (here - loss(w - step)) / h, (loss(w + step) - here) / h

# %% equal: the error is squared, so its sign is gone
# -         return np.mean((1 / (1 + np.exp(-(x @ weights + b))) - y) ** 2)
# +         return np.mean((y - (1 / (1 + np.exp(-(x @ weights + b))))) ** 2)

# %% equal: a vector has zeros by default
# -         step = tf.one_hot([i], len(w), on_value=h, off_value=0.0, dtype=tf.float64)
# +         step = tf.one_hot([i], len(w), on_value=h, dtype=tf.float64)

# %% equal: float32 is enough for the step and for the slopes
# -         step = tf.one_hot([i], len(w), on_value=h, off_value=0.0, dtype=tf.float64)
# +         step = tf.one_hot([i], len(w), on_value=h, off_value=0.0…)
# -     return tf.reshape(tf.constant(rows, tf.float64), w.shape) / (2 * h)
# +     return tf.reshape(tf.constant(rows, tf.float32), w.shape) / (2 * h)
