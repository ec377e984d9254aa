# %% right: build, then set_weights
def known_filter(kernel):
    layer = tf.keras.layers.Conv2D(1, kernel.shape)
    layer.build((None, None, None, 1))
    layer.set_weights([kernel[:, :, np.newaxis, np.newaxis], np.zeros(1)])
    return layer

# %% right: used once, then set, reshape
def known_filter(kernel):
    height, width = kernel.shape
    layer = tf.keras.layers.Conv2D(filters=1, kernel_size=(height, width), padding="valid")
    layer(tf.zeros((1, 28, 28, 1)))
    layer.set_weights([kernel.reshape(height, width, 1, 1), layer.get_weights()[1]])
    return layer

# %% right: no bias at all
def known_filter(kernel):
    layer = tf.keras.layers.Conv2D(1, kernel.shape, use_bias=False)
    layer.build((None, None, None, 1))
    layer.set_weights([np.expand_dims(kernel, (2, 3))])
    return layer

# %% right: the variables assigned
def known_filter(kernel):
    layer = tf.keras.layers.Conv2D(1, kernel.shape)
    layer.build((None, 28, 28, 1))
    layer.kernel.assign(kernel[..., None, None])
    layer.bias.assign([0.0])
    return layer

# %% right: an initialiser, inside a model
def known_filter(kernel):
    return tf.keras.Sequential([
        tf.keras.Input((None, None, 1)),
        tf.keras.layers.Conv2D(
            1, kernel.shape, kernel_initializer=lambda shape, dtype: tf.reshape(kernel, shape)
        ),
    ])

# %% right: a layer of one's own
class Known(tf.keras.layers.Layer):
    def __init__(self, kernel):
        super().__init__()
        self.table = tf.constant(kernel[:, :, None, None])

    def call(self, images):
        return tf.nn.conv2d(images, self.table, strides=1, padding="VALID")

def known_filter(kernel):
    return Known(kernel)

# %% wrong: turned by half a turn, as in mathematics | turned by half a turn
def known_filter(kernel):
    layer = tf.keras.layers.Conv2D(1, kernel.shape)
    layer.build((None, None, None, 1))
    layer.set_weights([kernel[::-1, ::-1, np.newaxis, np.newaxis], np.zeros(1)])
    return layer

# %% wrong: reshaped with rows and columns swapped | rows and columns of the kernel
def known_filter(kernel):
    layer = tf.keras.layers.Conv2D(1, kernel.shape)
    layer.build((None, None, None, 1))
    layer.set_weights([kernel.T.reshape(*kernel.shape, 1, 1), np.zeros(1)])
    return layer

# %% core: the weights never set | were the weights set
def known_filter(kernel):
    return tf.keras.layers.Conv2D(1, kernel.shape)

# %% wrong: set before there are weights | the layer has no weights yet
def known_filter(kernel):
    layer = tf.keras.layers.Conv2D(1, kernel.shape)
    layer.set_weights([kernel[:, :, np.newaxis, np.newaxis], np.zeros(1)])
    return layer

# %% wrong: padding "same" | look at filters, kernel_size and padding
def known_filter(kernel):
    layer = tf.keras.layers.Conv2D(1, kernel.shape, padding="same")
    layer.build((None, None, None, 1))
    layer.set_weights([kernel[:, :, np.newaxis, np.newaxis], np.zeros(1)])
    return layer

# %% wrong: with a ReLU | leave the activation out
def known_filter(kernel):
    layer = tf.keras.layers.Conv2D(1, kernel.shape, activation="relu")
    layer.build((None, None, None, 1))
    layer.set_weights([kernel[:, :, np.newaxis, np.newaxis], np.zeros(1)])
    return layer

# %% wrong: a bias of 1 | is bias 0
def known_filter(kernel):
    layer = tf.keras.layers.Conv2D(1, kernel.shape)
    layer.build((None, None, None, 1))
    layer.set_weights([kernel[:, :, np.newaxis, np.newaxis], np.ones(1)])
    return layer

# %% wrong: three filters | look at filters, kernel_size and padding
def known_filter(kernel):
    layer = tf.keras.layers.Conv2D(3, kernel.shape)
    layer.build((None, None, None, 1))
    layer.set_weights([np.stack([kernel] * 3, axis=-1)[:, :, np.newaxis], np.zeros(3)])
    return layer

# %% wrong: one kernel, whatever is handed in | look at filters, kernel_size and padding
def known_filter(kernel):
    kernel = np.array([[1, 0], [3, -2]], dtype="float32")
    layer = tf.keras.layers.Conv2D(1, kernel.shape)
    layer.build((None, None, None, 1))
    layer.set_weights([kernel[:, :, np.newaxis, np.newaxis], np.zeros(1)])
    return layer

# %% wrong: the columns of the kernel exchanged | it isn't the response of this kernel
def known_filter(kernel):
    layer = tf.keras.layers.Conv2D(1, kernel.shape)
    layer.build((None, None, None, 1))
    layer.set_weights([kernel[:, ::-1, np.newaxis, np.newaxis], np.zeros(1)])
    return layer

# %% wrong: what set_weights returns | is a `return` missing
def known_filter(kernel):
    layer = tf.keras.layers.Conv2D(1, kernel.shape)
    layer.build((None, None, None, 1))
    return layer.set_weights([kernel[:, :, np.newaxis, np.newaxis], np.zeros(1)])

# %% wrong: the kernel transposed | rows and columns of the kernel
def known_filter(kernel):
    layer = tf.keras.layers.Conv2D(1, kernel.T.shape)
    layer.build((None, None, None, 1))
    layer.set_weights([kernel.T[:, :, np.newaxis, np.newaxis], np.zeros(1)])
    return layer

# %% wrong: a function, no layer | return the layer itself
def known_filter(kernel):
    def respond(batch):
        windows = np.lib.stride_tricks.sliding_window_view(np.asarray(batch)[..., 0], kernel.shape, axis=(1, 2))
        return np.einsum("nijuv,uv->nij", windows, kernel)[..., np.newaxis]
    return respond

# %% wrong: the kernel alone is set | all in one list
def known_filter(kernel):
    layer = tf.keras.layers.Conv2D(1, kernel.shape)
    layer.build((None, None, None, 1))
    layer.set_weights([kernel[:, :, np.newaxis, np.newaxis]])
    return layer

# %% wrong: the kernel as it comes, of two axes | the kernels have four axes
def known_filter(kernel):
    layer = tf.keras.layers.Conv2D(1, kernel.shape)
    layer.build((None, None, None, 1))
    layer.set_weights([kernel, np.zeros(1)])
    return layer

# %% wrong: the bias as a number | the biases one: `np.zeros(1)`
def known_filter(kernel):
    layer = tf.keras.layers.Conv2D(1, kernel.shape)
    layer.build((None, None, None, 1))
    layer.set_weights([kernel[:, :, np.newaxis, np.newaxis], 0.0])
    return layer

# %% wrong: two arguments, no list | takes one list
def known_filter(kernel):
    layer = tf.keras.layers.Conv2D(1, kernel.shape)
    layer.build((None, None, None, 1))
    layer.set_weights(kernel[:, :, np.newaxis, np.newaxis], np.zeros(1))
    return layer

# %% wrong: the size written in | as its `kernel_size` says
def known_filter(kernel):
    layer = tf.keras.layers.Conv2D(1, 3)
    layer.build((None, None, None, 1))
    layer.set_weights([kernel[:, :, np.newaxis, np.newaxis], np.zeros(1)])
    return layer

# %% wrong: one layer for all calls of a size | make a new layer in each call
layers = {}
def known_filter(kernel):
    if kernel.shape not in layers:
        layers[kernel.shape] = tf.keras.layers.Conv2D(1, kernel.shape)
        layers[kernel.shape].build((None, None, None, 1))
    layers[kernel.shape].set_weights([kernel[:, :, np.newaxis, np.newaxis], np.zeros(1)])
    return layers[kernel.shape]

# %% wrong: the kernel itself gets the two axes | the kernel that was handed in has changed
def known_filter(kernel):
    layer = tf.keras.layers.Conv2D(1, kernel.shape)
    layer.build((None, None, None, 1))
    kernel.shape = (*kernel.shape, 1, 1)
    layer.set_weights([kernel, np.zeros(1)])
    return layer

# %% wrong: one layer for all calls with the same kernel | gave one and the same layer
known = {}
def known_filter(kernel):
    key = kernel.shape, kernel.tobytes()
    if key not in known:
        known[key] = tf.keras.layers.Conv2D(1, kernel.shape)
        known[key].build((None, None, None, 1))
        known[key].set_weights([kernel[:, :, np.newaxis, np.newaxis], np.zeros(1)])
    return known[key]

# %% equal: padding is "valid" by default, and the bias 0
# -     layer = tf.keras.layers.Conv2D(filters=1, kernel_size=(height, width), padding="valid")
# +     layer = tf.keras.layers.Conv2D(filters=1, kernel_size=(height, width))
# -     layer.bias.assign([0.0])
# +     pass
# -     layer.bias.assign([0.0])
# +     layer.bias.assign_add([0.0])

# %% equal: only how many channels there are decides the weights' shapes, not what a layer saw first
# -     layer(tf.zeros((1, 28, 28, 1)))
# +     layer(tf.ones((1, 28, 28, 1)))
# -     layer(tf.zeros((1, 28, 28, 1)))
# +     layer(tf.zeros((2, 28, 28, 1)))
# -     layer(tf.zeros((1, 28, 28, 1)))
# +     layer(tf.zeros((0, 28, 28, 1)))
# -     layer(tf.zeros((1, 28, 28, 1)))
# +     layer(tf.zeros((1, 29, 28, 1)))
# -     layer(tf.zeros((1, 28, 28, 1)))
# +     layer(tf.zeros((1, 27, 28, 1)))
# -     layer(tf.zeros((1, 28, 28, 1)))
# +     layer(tf.zeros((1, 28, 29, 1)))
# -     layer(tf.zeros((1, 28, 28, 1)))
# +     layer(tf.zeros((1, 28, 27, 1)))
# -     layer.build((None, 28, 28, 1))
# +     layer.build((28, None, 28, 1))
# -     layer.build((None, 28, 28, 1))
# +     layer.build((None, 29, 28, 1))
# -     layer.build((None, 28, 28, 1))
# +     layer.build((None, 27, 28, 1))
# -     layer.build((None, 28, 28, 1))
# +     layer.build((None, 28, 29, 1))
# -     layer.build((None, 28, 28, 1))
# +     layer.build((None, 28, 27, 1))

# %% equal: the order in which axes are named doesn't matter
# -     layer.set_weights([np.expand_dims(kernel, (2, 3))])
# +     layer.set_weights([np.expand_dims(kernel, (3, 2))])

# %% equal: an array is taken like a tensor
# -         self.table = tf.constant(kernel[:, :, None, None])
# +         self.table = kernel[:, :, None, None]
