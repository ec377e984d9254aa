# %% right: zeros, with a shape that is one number
def make_parameters(d):
    return tf.Variable(tf.zeros((d, 1))), tf.Variable(tf.zeros(1))

# %% right: random numbers, a list
def make_parameters(d: int) -> list:
    w = tf.Variable(tf.random.uniform((d, 1), -1, 1), name="w")
    b = tf.Variable([0.0], name="b")
    return [w, b]

# %% right: NumPy, with the dtype given
def make_parameters(d):
    rng = np.random.default_rng()
    w = tf.Variable(rng.normal(size=(d, 1)), dtype=tf.float32)
    b = tf.Variable(np.ones(1), dtype=tf.float32, trainable=True)
    return w, b

# %% right: nested lists
def make_parameters(d):
    return tf.Variable([[0.1]] * d), tf.Variable([0.5])

# %% right: the Variables of a Dense layer
def make_parameters(d):
    layer = tf.keras.layers.Dense(1)
    layer.build((None, d))
    return layer.kernel, layer.bias

# %% right: Keras's Variables
def make_parameters(d):
    return tf.keras.Variable(tf.zeros((d, 1))), tf.keras.Variable(tf.zeros((1,)))

# %% core: constants | expected a tf.Variable
def make_parameters(d):
    return tf.zeros((d, 1)), tf.zeros((1,))

# %% wrong: NumPy arrays | expected a tf.Variable, got NumPy array
def make_parameters(d):
    return np.zeros((d, 1)), np.zeros(1)

# %% wrong: weights with one axis | wants two
def make_parameters(d):
    return tf.Variable(tf.zeros((d,))), tf.Variable(tf.zeros((1,)))

# %% wrong: weights in a row | stand in a column
def make_parameters(d):
    return tf.Variable(tf.zeros((1, d))), tf.Variable(tf.zeros((1,)))

# %% wrong: two inputs written in | use `d`
def make_parameters(d):
    return tf.Variable(tf.zeros((2, 1))), tf.Variable(tf.zeros((1,)))

# %% wrong: not trainable | isn't trainable
def make_parameters(d):
    w = tf.Variable(tf.zeros((d, 1)), trainable=False)
    b = tf.Variable(tf.zeros((1,)), trainable=False)
    return w, b

# %% wrong: NumPy's float64 | expected float32
def make_parameters(d):
    return tf.Variable(np.random.normal(size=(d, 1))), tf.Variable(np.zeros(1))

# %% wrong: whole numbers | expected float32
def make_parameters(d):
    return tf.Variable([[0]] * d), tf.Variable([0])

# %% wrong: a bias for each input | one bias for the neuron
def make_parameters(d):
    return tf.Variable(tf.zeros((d, 1))), tf.Variable(tf.zeros((d,)))

# %% wrong: swapped | are swapped
def make_parameters(d):
    w, b = tf.Variable(tf.zeros((d, 1))), tf.Variable(tf.zeros((1,)))
    return b, w

# %% wrong: the weights alone | expected two things
def make_parameters(d):
    return tf.Variable(tf.zeros((d, 1)))

# %% wrong: the bias is no Variable | expected a tf.Variable
def make_parameters(d):
    return tf.Variable(tf.zeros((d, 1))), 0.0

# %% wrong: a scalar bias | a bare number, without an axis
def make_parameters(d):
    return tf.Variable(tf.zeros((d, 1))), tf.Variable(0.0)

# %% wrong: a bias in a table | an axis too many
def make_parameters(d):
    return tf.Variable(tf.zeros((d, 1))), tf.Variable([[0.0]])

# %% wrong: three inputs written in | that is for 3 inputs
def make_parameters(d):
    return tf.Variable(tf.zeros((3, 1))), tf.Variable(tf.zeros((1,)))

# %% wrong: the same Variables for every call | two calls gave the same Variable
made = {}

def make_parameters(d):
    if d not in made:
        made[d] = tf.Variable(tf.zeros((d, 1))), tf.Variable(tf.zeros((1,)))
    return made[d]

# %% wrong: one bias for all | two calls gave the same Variable
shared = tf.Variable([0.0])

def make_parameters(d):
    return tf.Variable(tf.zeros((d, 1))), shared

# %% wrong: a pair that a cache keeps | two calls gave the same Variable
import functools

@functools.lru_cache
def make_parameters(d):
    return tf.Variable(tf.zeros((d, 1))), tf.Variable(tf.zeros((1,)))

# %% wrong: one pair for all calls, filled anew | two calls gave the same Variable
pairs = {}

def make_parameters(d):
    w, b = pairs.setdefault(d, (tf.Variable(tf.zeros((d, 1))), tf.Variable(tf.zeros((1,)))))
    w.assign(tf.random.normal((d, 1)))
    b.assign([0.0])
    return w, b

# %% equal: the parameters may begin at any numbers
# -     return tf.Variable(tf.zeros((d, 1))), tf.Variable(tf.zeros(1))
# +     return tf.Variable(tf.…((d, 1))), tf.Variable(tf.…(1))
# -     w = tf.Variable(tf.random.uniform((d, 1), -1, 1), name="w")
# +     w = tf.Variable(tf.random.…((d, 1), …, …), name="w")
# -     b = tf.Variable([0.0], name="b")
# +     b = tf.Variable([1.0], name="b")
# -     w = tf.Variable(rng.normal(size=(d, 1)), dtype=tf.float32)
# +     w = tf.Variable(rng.uniform(size=(d, 1)), dtype=tf.float32)
# -     b = tf.Variable(np.ones(1), dtype=tf.float32, trainable=True)
# +     b = tf.Variable(np.zeros(1), dtype=tf.float32, trainable=True)
# -     return tf.Variable([[0.1]] * d), tf.Variable([0.5])
# +     return tf.Variable([[0.…]] * d), tf.Variable([…])
# -     return tf.keras.Variable(tf.zeros((d, 1))), tf.keras.Variable(tf.zeros((1,)))
# +     return tf.keras.Variable(tf.…((d, 1))), tf.keras.Variable(tf.…((1,)))

# %% equal: a Variable is trainable
# -     b = tf.Variable(np.ones(1), dtype=tf.float32, trainable=True)
# +     b = tf.Variable(np.ones(1), dtype=tf.float32)
