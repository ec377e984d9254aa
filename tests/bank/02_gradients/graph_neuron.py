# %% right: the decorator
@tf.function
def graph_neuron(x, w, b):
    return tf.sigmoid(x @ w + b)

# %% right: tf.function around a function
def plain(x, w, b):
    return 1 / (1 + tf.exp(-(tf.matmul(x, w) + b)))

graph_neuron = tf.function(plain)

# %% right: with a signature for any size
@tf.function(
    input_signature=[
        tf.TensorSpec((None, None), tf.float32),
        tf.TensorSpec((None, 1), tf.float32),
        tf.TensorSpec((1,), tf.float32),
    ]
)
def graph_neuron(x, w, b):
    return tf.math.sigmoid(tf.linalg.matmul(x, w) + b)

# %% right: reduce_retracing, einsum
@tf.function(reduce_retracing=True)
def graph_neuron(x, w, b):
    return tf.nn.sigmoid(tf.einsum("nd,dk->nk", x, w) + b)

# %% right: one graph that calls another
@tf.function
def weighted_sum(x, w, b):
    return x @ w + b

@tf.function
def graph_neuron(x: tf.Tensor, w: tf.Tensor, b: tf.Tensor) -> tf.Tensor:
    """Return the predictions."""
    return tf.sigmoid(weighted_sum(x, w, b))

# %% right: a lambda, Keras's operations
graph_neuron = tf.function(lambda x, w, b: tf.keras.ops.sigmoid(tf.keras.ops.matmul(x, w) + b))

# %% right: compiled
@tf.function(jit_compile=True)
def graph_neuron(x, w, b):
    return tf.sigmoid(tf.reduce_sum(x * tf.transpose(w), axis=1, keepdims=True) + b)

# %% core: a plain function | a plain Python function
def graph_neuron(x, w, b):
    return tf.sigmoid(x @ w + b)

# %% wrong: tf.function made and thrown away | a plain Python function
def graph_neuron(x, w, b):
    return tf.sigmoid(x @ w + b)

tf.function(graph_neuron)

# %% wrong: NumPy inside | its tensors have no numbers yet
@tf.function
def graph_neuron(x, w, b):
    return 1 / (1 + np.exp(-(x @ w + b)))

# %% wrong: .numpy() inside | no `.numpy()`
@tf.function
def graph_neuron(x, w, b):
    return tf.sigmoid(x.numpy() @ w + b)

# %% wrong: no sigmoid | the sigmoid is missing
@tf.function
def graph_neuron(x, w, b):
    return x @ w + b

# %% wrong: no bias | the bias isn't used
@tf.function
def graph_neuron(x, w, b):
    return tf.sigmoid(x @ w)

# %% wrong: Python behind a node | a node that calls Python
@tf.function
def graph_neuron(x, w, b):
    def formula(x, w, b):
        return (1 / (1 + np.exp(-(x @ w + b)))).astype(np.float32)
    return tf.numpy_function(formula, [x, w, b], tf.float32)

# %% wrong: the result of a call, not a function | expected a function
graph_neuron = tf.function(lambda x, w, b: tf.sigmoid(x @ w + b))(
    tf.constant([[1.0, 2.0]]), tf.constant([[1.0], [-0.5]]), tf.constant([0.0])
)

# %% wrong: a new graph for each call | a plain Python function
def graph_neuron(x, w, b):
    return tf.function(lambda x, w, b: tf.sigmoid(x @ w + b))(x, w, b)

# %% wrong: run without a graph | never traced
tf.config.run_functions_eagerly(True)

@tf.function
def graph_neuron(x, w, b):
    return tf.sigmoid(x @ w + b)

# %% wrong: weights of its own | the argument `w` isn't used
@tf.function
def graph_neuron(x, w, b):
    return tf.sigmoid(x @ tf.ones((x.shape[1], 1)) + b)

# %% wrong: the product the other way round | the sizes in the middle
@tf.function
def graph_neuron(x, w, b):
    return tf.sigmoid(w @ x + b)

# %% wrong: numbers noted when it was traced | shape (3, 1)
@tf.function
def graph_neuron(x, w, b):
    return tf.constant([[0.5]])

# %% wrong: number by number | for a matrix product there is `@`
@tf.function
def graph_neuron(x, w, b):
    return tf.sigmoid(x * w + b)

# %% wrong: an argument forgotten | it has three arguments
@tf.function
def graph_neuron(x, w):
    return tf.sigmoid(x @ w)

# %% wrong: a plain function without arguments | it has three arguments
def graph_neuron():
    return tf.sigmoid(x @ w + b)

# %% wrong: exercise 1.2 with NumPy's exponential, called | no NumPy
def multi_input(x, w, b):
    return 1 / (1 + np.exp(-(x @ w + b)))

@tf.function
def graph_neuron(x, w, b):
    return multi_input(x, w, b)

# %% wrong: Python behind a node of an inner graph | a node that calls Python
def formula(x, w, b):
    return (1 / (1 + np.exp(-(x @ w + b)))).astype(np.float32)

@tf.function
def inner(x, w, b):
    return tf.numpy_function(formula, [x, w, b], tf.float32)

@tf.function
def middle(x, w, b):
    return inner(x, w, b)

@tf.function
def graph_neuron(x, w, b):
    return middle(x, w, b)

# %% wrong: Python behind a branch | a node that calls Python
@tf.function
def graph_neuron(x, w, b):
    def formula(x, w, b):
        return (1 / (1 + np.exp(-(x @ w + b)))).astype(np.float32)
    def python():
        return tf.py_function(formula, [x, w, b], tf.float32)
    return tf.cond(tf.size(x) > 0, python, lambda: x @ w)

# %% wrong: the example's weights baked in | the argument `w` isn't used
weights = tf.constant([[1.0], [-0.5]])

@tf.function
def graph_neuron(x, w, b):
    return tf.sigmoid(x @ weights + b)

# %% wrong: the example's bias baked in | the argument `b` isn't used
@tf.function
def graph_neuron(x, w, b):
    return tf.sigmoid(x @ w + tf.constant([0.7]))

# %% wrong: a formula that overflows | e to the power of a large z
@tf.function
def graph_neuron(x, w, b):
    power = tf.exp(x @ w + b)
    return power / (1 + power)

# %% equal: what a graph calls becomes a part of it
# - @tf.function

# %% equal: of two axes the last one is axis 1
# -     return tf.sigmoid(tf.reduce_sum(x * tf.transpose(w), axis=1, keepdims=True) + b)
# +     return tf.sigmoid(tf.reduce_sum(x * tf.transpose(w), axis=-1, keepdims=True) + b)
