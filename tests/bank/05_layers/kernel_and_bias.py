# %% right: two names for the list
def kernel_and_bias(layer):
    kernel, bias = layer.get_weights()
    return kernel, bias

# %% right: the list itself
def kernel_and_bias(layer):
    return layer.get_weights()

# %% right: by their names, which are variables
def kernel_and_bias(layer):
    return layer.kernel, layer.bias

# %% right: from the list of variables, as arrays
def kernel_and_bias(layer):
    return tuple(variable.numpy() for variable in layer.weights)

# %% right: as tensors
def kernel_and_bias(layer):
    weights = layer.get_weights()
    return tf.constant(weights[0]), tf.constant(weights[-1])

# %% core: the double index | two rows of the kernel
def kernel_and_bias(layer):
    return layer.get_weights()[0][0], layer.get_weights()[0][1]

# %% wrong: the double index on the kernel alone | the kernel of this layer has the shape
def kernel_and_bias(layer):
    weights = layer.get_weights()
    return weights[0][0], weights[1]

# %% wrong: the bias's first number | the bias of this layer has the shape
def kernel_and_bias(layer):
    weights = layer.get_weights()
    return weights[0], weights[1][0]

# %% wrong: bias first | the kernel comes first
def kernel_and_bias(layer):
    kernel, bias = layer.get_weights()
    return bias, kernel

# %% wrong: the kernel alone | expected two things
def kernel_and_bias(layer):
    return layer.get_weights()[0]

# %% wrong: the shapes, not the weights | the kernel of this layer has the shape
def kernel_and_bias(layer):
    kernel, bias = layer.get_weights()
    return np.array(kernel.shape), np.array(bias.shape)

# %% wrong: a new layer's weights | kernel: got
def kernel_and_bias(layer):
    fresh = tf.keras.layers.Conv2D(layer.filters, layer.kernel_size)
    fresh.build((None, None, None, layer.kernel.shape[2]))
    return fresh.get_weights()

# %% wrong: zeros for the bias | bias: got
def kernel_and_bias(layer):
    return layer.get_weights()[0], np.zeros(layer.filters)

# %% wrong: squeezed | the kernel of this layer has the shape
def kernel_and_bias(layer):
    kernel, bias = layer.get_weights()
    return np.squeeze(kernel), bias

# %% wrong: printed | expected two things, got None
def kernel_and_bias(layer):
    print(layer.get_weights())

# %% wrong: the layer's bias set to 0 | have changed
def kernel_and_bias(layer):
    kernel, bias = layer.get_weights()
    layer.bias.assign(np.zeros(bias.shape))
    return kernel, bias

# %% wrong: the layer's weights drawn anew | have changed
def kernel_and_bias(layer):
    kernel, bias = layer.get_weights()
    layer.set_weights([np.random.normal(size=kernel.shape), bias])
    return kernel, bias

# %% wrong: the brackets forgotten | are the parentheses of `get_weights()` missing
def kernel_and_bias(layer):
    return layer.get_weights[0], layer.get_weights[1]

# %% wrong: counted from 1 | the list has two places
def kernel_and_bias(layer):
    weights = layer.get_weights()
    return weights[1], weights[2]

# %% wrong: the first weights that came, kept by the number of filters | return it as it is
first_seen = {}
def kernel_and_bias(layer):
    return first_seen.setdefault(layer.filters, layer.get_weights())

# %% wrong: the filters moved to the front | the kernel of this layer has the shape
def kernel_and_bias(layer):
    kernel, bias = layer.get_weights()
    return kernel.transpose(3, 0, 1, 2), bias

# %% wrong: the sizes of the example | are the sizes of the example written in
def kernel_and_bias(layer):
    kernel, bias = layer.get_weights()
    return kernel.reshape(3, 3, 1, 3), bias.reshape(3)

# %% equal: arrays are accepted, tensors and variables
# -     return tuple(variable.numpy() for variable in layer.weights)
# +     return tuple(variable for variable in layer.weights)
# -     return tf.constant(weights[0]), tf.constant(weights[-1])
# +     return weights[0], tf.constant(weights[-1])
# -     return tf.constant(weights[0]), tf.constant(weights[-1])
# +     return tf.constant(weights[0]), weights[-1]

# %% equal: of two the last is the second
# -     return tf.constant(weights[0]), tf.constant(weights[-1])
# +     return tf.constant(weights[0]), tf.constant(weights[1])
