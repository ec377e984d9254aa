# %% right: TensorFlow's sigmoid
def neuron(x, w, b):
    return tf.math.sigmoid(w * x + b)

# %% right: the formula
def neuron(x: tf.Tensor, w: tf.Tensor, b: tf.Tensor) -> tf.Tensor:
    z = x * w + b
    return 1 / (1 + tf.exp(-z))

# %% right: Keras's operations
def neuron(x, w, b):
    return tf.keras.ops.sigmoid(tf.keras.ops.add(tf.keras.ops.multiply(x, w), b))

# %% right: an activation, and TensorFlow's functions
def neuron(x, w, b):
    z = tf.add(tf.multiply(x, w), b)
    return tf.keras.activations.sigmoid(z)

# %% right: Python's own numbers
import math

def neuron(x, w, b):
    return 1 / (1 + math.exp(-(float(x) * float(w) + float(b))))

# %% right: NumPy
def neuron(x, w, b):
    return 1 / (1 + np.exp(-(x * w + b)))

# %% right: by way of tanh
def neuron(x, w, b):
    return 0.5 + 0.5 * tf.tanh((x * w + b) / 2)

# %% wrong: no bias | the bias isn't used
def neuron(x, w, b):
    return tf.sigmoid(x * w)

# %% core: no sigmoid | the sigmoid is missing
def neuron(x, w, b):
    return x * w + b

# %% wrong: the bias behind the sigmoid | added after the sigmoid
def neuron(x, w, b):
    return tf.sigmoid(x * w) + b

# %% wrong: the sign of the exponent | the sign in the exponent
def neuron(x, w, b):
    return 1 / (1 + tf.exp(x * w + b))

# %% wrong: no brackets below the line | brackets
def neuron(x, w, b):
    return 1 / 1 + tf.exp(-(x * w + b))

# %% wrong: ReLU | ReLU
def neuron(x, w, b):
    return tf.nn.relu(x * w + b)

# %% wrong: weight and bias swapped | not to the bias
def neuron(x, w, b):
    return tf.sigmoid(x + w * b)

# %% wrong: the example's answer | use the arguments
def neuron(x, w, b):
    return tf.constant(0.5)

# %% wrong: nothing returned | `return` missing
def neuron(x, w, b):
    tf.sigmoid(x * w + b)

# %% wrong: a list around it | expected shape ()
def neuron(x, w, b):
    return tf.sigmoid([x * w + b])

# %% wrong: the bias subtracted | the bias has the wrong sign
def neuron(x, w, b):
    return tf.sigmoid(x * w - b)

# %% wrong: the minus before x · w alone | the minus of e is for all of z
def neuron(x, w, b):
    return 1 / (1 + tf.exp(-x * w + b))

# %% wrong: a formula that overflows | e to the power of a large z
def neuron(x, w, b):
    z = x * w + b
    return tf.exp(z) / (1 + tf.exp(z))

# %% equal: x and w are multiplied, in either order
# - def neuron(x…, w…, b…
# + def neuron(w…, x…, b…

# %% equal: numbers in a tensor compute like Python's own
# -     return 1 / (1 + math.exp(-(float(x) * float(w) + float(b))))
# +     return 1 / (1 + math.exp(-(…)))
