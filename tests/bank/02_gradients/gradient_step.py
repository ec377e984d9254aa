# %% right: assign_sub
def gradient_step(w, b, grad_w, grad_b, learning_rate):
    w.assign_sub(learning_rate * grad_w)
    b.assign_sub(learning_rate * grad_b)

# %% right: assign
def gradient_step(w, b, grad_w, grad_b, learning_rate):
    w.assign(w - learning_rate * grad_w)
    b.assign(b - learning_rate * grad_b)
    return w, b

# %% right: an optimiser
def gradient_step(
    w: tf.Variable, b: tf.Variable, grad_w: tf.Tensor, grad_b: tf.Tensor, learning_rate: float
) -> None:
    optimizer = tf.keras.optimizers.SGD(learning_rate=learning_rate)
    optimizer.apply_gradients([(grad_w, w), (grad_b, b)])

# %% right: an optimiser's apply, with zip unpacked
def gradient_step(w, b, grad_w, grad_b, learning_rate):
    tf.keras.optimizers.SGD(learning_rate).apply([grad_w, grad_b], [w, b])

# %% right: a loop that adds the opposite
def gradient_step(w, b, grad_w, grad_b, learning_rate):
    for parameter, slope in zip((w, b), (grad_w, grad_b)):
        parameter.assign_add(tf.multiply(slope, -learning_rate))

# %% right: NumPy computes, the Variable takes it
def gradient_step(w, b, grad_w, grad_b, learning_rate):
    w.assign(w.numpy() - learning_rate * grad_w.numpy())
    b.assign(b.numpy() - learning_rate * grad_b.numpy())

# %% wrong: fresh tensors | new tensor
def gradient_step(w, b, grad_w, grad_b, learning_rate):
    w = w - learning_rate * grad_w
    b = b - learning_rate * grad_b
    return w, b

# %% core: uphill | went uphill
def gradient_step(w, b, grad_w, grad_b, learning_rate):
    w.assign_add(learning_rate * grad_w)
    b.assign_add(learning_rate * grad_b)

# %% wrong: the bias forgotten | both parameters have to move
def gradient_step(w, b, grad_w, grad_b, learning_rate):
    w.assign_sub(learning_rate * grad_w)

# %% wrong: the bias as a fresh tensor | both parameters have to move
def gradient_step(w, b, grad_w, grad_b, learning_rate):
    w.assign_sub(learning_rate * grad_w)
    b = b - learning_rate * grad_b
    return w, b

# %% wrong: the learning rate forgotten | the learning rate isn't used
def gradient_step(w, b, grad_w, grad_b, learning_rate):
    w.assign_sub(grad_w)
    b.assign_sub(grad_b)

# %% wrong: assign the step itself | subtract the step
def gradient_step(w, b, grad_w, grad_b, learning_rate):
    w.assign(learning_rate * grad_w)
    b.assign(learning_rate * grad_b)

# %% wrong: -= on a Variable | by its methods
def gradient_step(w, b, grad_w, grad_b, learning_rate):
    w -= learning_rate * grad_w
    b -= learning_rate * grad_b

# %% wrong: a learning rate of its own | use the argument `learning_rate`
def gradient_step(w, b, grad_w, grad_b, learning_rate):
    w.assign_sub(0.01 * grad_w)
    b.assign_sub(0.01 * grad_b)

# %% wrong: computed and thrown away | have not changed
def gradient_step(w, b, grad_w, grad_b, learning_rate):
    w - learning_rate * grad_w
    b - learning_rate * grad_b

# %% wrong: the sign of the gradient | its size counts
def gradient_step(w, b, grad_w, grad_b, learning_rate):
    w.assign_sub(learning_rate * tf.sign(grad_w))
    b.assign_sub(learning_rate * tf.sign(grad_b))

# %% wrong: another optimiser, with steps of its own | its size counts
def gradient_step(w, b, grad_w, grad_b, learning_rate):
    tf.keras.optimizers.Adam(learning_rate).apply_gradients([(grad_w, w), (grad_b, b)])

# %% wrong: the pairs are missing | pairs
def gradient_step(w, b, grad_w, grad_b, learning_rate):
    tf.keras.optimizers.SGD(learning_rate).apply_gradients([grad_w, grad_b])

# %% wrong: the step taken twice | took the step twice
def gradient_step(w, b, grad_w, grad_b, learning_rate):
    w.assign_sub(learning_rate * grad_w)
    b.assign_sub(learning_rate * grad_b)
    tf.keras.optimizers.SGD(learning_rate).apply_gradients([(grad_w, w), (grad_b, b)])

# %% wrong: an optimiser with a learning rate of its own | use the argument `learning_rate`
def gradient_step(w, b, grad_w, grad_b, learning_rate):
    tf.keras.optimizers.SGD(0.1).apply_gradients([(grad_w, w), (grad_b, b)])

# %% wrong: the pairs swapped | first the gradient
def gradient_step(w, b, grad_w, grad_b, learning_rate):
    tf.keras.optimizers.SGD(learning_rate).apply_gradients([(w, grad_w), (b, grad_b)])

# %% wrong: an optimiser made outside | belongs to the Variables it saw first
optimizer = tf.keras.optimizers.SGD(0.1)

def gradient_step(w, b, grad_w, grad_b, learning_rate):
    optimizer.learning_rate = learning_rate
    optimizer.apply_gradients([(grad_w, w), (grad_b, b)])

# %% wrong: a rate of 0.05 written in | use the argument `learning_rate`
def gradient_step(w, b, grad_w, grad_b, learning_rate):
    w.assign_sub(0.05 * grad_w)
    b.assign_sub(0.05 * grad_b)

# %% wrong: the rate of the example written in | use the argument `learning_rate`
def gradient_step(w, b, grad_w, grad_b, learning_rate):
    w.assign_sub(2.0 * grad_w)
    b.assign_sub(2.0 * grad_b)

# %% wrong: the rate of the first call kept | use the argument `learning_rate`
rates = []

def gradient_step(w, b, grad_w, grad_b, learning_rate):
    rates.append(learning_rate)
    w.assign_sub(rates[0] * grad_w)
    b.assign_sub(rates[0] * grad_b)

# %% equal: it need not return anything
# -     return w, b
# +     …

# %% equal: each gradient stays with its Variable
# -     optimizer.apply_gradients([(grad_w, w), (grad_b, b)])
# +     optimizer.apply_gradients([(grad_b, b), (grad_w, w)])

# %% equal: Variables, tensors and arrays are subtracted alike
# -     w.assign(w.numpy() - learning_rate * grad_w.numpy())
# +     w.assign(w… - learning_rate * grad_w…)
# -     b.assign(b.numpy() - learning_rate * grad_b.numpy())
# +     b.assign(b… - learning_rate * grad_b…)
