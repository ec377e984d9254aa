# %% right: step by step
def features(conv_layer, batch):
    maps = conv_layer(batch)
    active = tf.nn.relu(maps)
    pooled = tf.keras.layers.MaxPool2D(2)(active)
    return tf.keras.layers.Flatten()(pooled)

# %% right: all in one, layers
def features(conv_layer, batch):
    layers = tf.keras.layers
    return layers.Flatten()(layers.MaxPooling2D((2, 2), padding="valid")(layers.ReLU()(conv_layer(batch))))

# %% right: a model of the four
def features(conv_layer, batch):
    model = tf.keras.Sequential([
        conv_layer,
        tf.keras.layers.Activation("relu"),
        tf.keras.layers.MaxPool2D(),
        tf.keras.layers.Flatten(),
    ])
    return model(batch)

# %% right: ops and reshape
def features(conv_layer, batch):
    pooled = tf.nn.max_pool2d(tf.maximum(conv_layer(batch), 0), 2, 2, "VALID")
    return tf.reshape(pooled, (len(batch), -1))

# %% right: pooling first, then ReLU, which gives the same numbers
def features(conv_layer, batch):
    pooled = tf.keras.layers.MaxPool2D(2)(conv_layer(batch))
    return tf.keras.layers.Flatten()(tf.nn.relu(pooled))

# %% right: NumPy after the convolution
def features(conv_layer, batch):
    active = np.maximum(conv_layer(batch), 0)
    n, h, w, c = active.shape
    even = active[:, : h // 2 * 2, : w // 2 * 2]
    return even.reshape(n, h // 2, 2, w // 2, 2, c).max(axis=(2, 4)).reshape(n, -1)

# %% right: predict
def features(conv_layer, batch):
    layers = [conv_layer, tf.keras.layers.ReLU(), tf.keras.layers.MaxPool2D(), tf.keras.layers.Flatten()]
    return tf.keras.Sequential(layers).predict(batch, verbose=0)

# %% core: Flatten fed with the convolution | as many numbers as before the pooling
def features(conv_layer, batch):
    maps = conv_layer(batch)
    active = tf.nn.relu(maps)
    pooled = tf.keras.layers.MaxPool2D(2)(active)
    return tf.keras.layers.Flatten()(maps)

# %% wrong: Flatten fed with ReLU | the result of ReLU was laid out
def features(conv_layer, batch):
    maps = conv_layer(batch)
    active = tf.nn.relu(maps)
    pooled = tf.keras.layers.MaxPool2D(2)(active)
    return tf.keras.layers.Flatten()(active)

# %% wrong: pooling fed with the convolution | the pooling was fed with the convolution
def features(conv_layer, batch):
    maps = conv_layer(batch)
    active = tf.nn.relu(maps)
    pooled = tf.keras.layers.MaxPool2D(2)(maps)
    return tf.keras.layers.Flatten()(pooled)

# %% wrong: the batch itself pooled | expected one row of 588
def features(conv_layer, batch):
    maps = conv_layer(batch)
    active = tf.nn.relu(maps)
    pooled = tf.keras.layers.MaxPool2D(2)(batch)
    return tf.keras.layers.Flatten()(pooled)

# %% wrong: a new layer with weights of its own | is `conv_layer` used
def features(conv_layer, batch):
    maps = tf.keras.layers.Conv2D(3, 3, padding="same")(batch)
    pooled = tf.keras.layers.MaxPool2D(2)(tf.nn.relu(maps))
    return tf.keras.layers.Flatten()(pooled)

# %% wrong: averages | these are averages
def features(conv_layer, batch):
    active = tf.nn.relu(conv_layer(batch))
    return tf.keras.layers.Flatten()(tf.keras.layers.AveragePooling2D(2)(active))

# %% wrong: not flattened | expected one row of 588
def features(conv_layer, batch):
    return tf.keras.layers.MaxPool2D(2)(tf.nn.relu(conv_layer(batch)))

# %% wrong: all images in one row | each image gets a row of its own
def features(conv_layer, batch):
    pooled = tf.keras.layers.MaxPool2D(2)(tf.nn.relu(conv_layer(batch)))
    return tf.reshape(pooled, (1, -1))

# %% wrong: padding "same" | padding 'same'
def features(conv_layer, batch):
    pooled = tf.keras.layers.MaxPool2D(2, padding="same")(tf.nn.relu(conv_layer(batch)))
    return tf.keras.layers.Flatten()(pooled)

# %% wrong: 588 zeros | which is not right
def features(conv_layer, batch):
    return tf.zeros((len(batch), 588))

# %% wrong: absolute values for ReLU | the signs are gone
def features(conv_layer, batch):
    active = tf.abs(conv_layer(batch))
    return tf.keras.layers.Flatten()(tf.keras.layers.MaxPool2D(2)(active))

# %% wrong: the notebook's layer | is `conv_layer` used
def features(conv_layer, batch):
    active = tf.nn.relu(first_layer(batch))
    return tf.keras.layers.Flatten()(tf.keras.layers.MaxPool2D(2)(active))

# %% wrong: the notebook's digit | Is `batch` used
def features(conv_layer, batch):
    active = tf.nn.relu(conv_layer(five))
    return tf.keras.layers.Flatten()(tf.keras.layers.MaxPool2D(2)(active))

# %% wrong: Flatten made of the maps | Count its pairs of brackets
def features(conv_layer, batch):
    active = tf.nn.relu(conv_layer(batch))
    pooled = tf.keras.layers.MaxPool2D(2)(active)
    return tf.keras.layers.Flatten(pooled)

# %% wrong: a layer handed on, not its result | Count its pairs of brackets
def features(conv_layer, batch):
    active = tf.nn.relu(conv_layer(batch))
    pooled = tf.keras.layers.MaxPool2D(2)
    return tf.keras.layers.Flatten()(pooled)

# %% wrong: the last layer comes back | a layer came back, not its result
def features(conv_layer, batch):
    active = tf.nn.relu(conv_layer(batch))
    pooled = tf.keras.layers.MaxPool2D(2)(active)
    return tf.keras.layers.Flatten()

# %% wrong: ReLU set on the layer that was handed in | leave it as it is
def features(conv_layer, batch):
    conv_layer.activation = tf.keras.activations.relu
    return tf.keras.layers.Flatten()(tf.keras.layers.MaxPool2D(2)(conv_layer(batch)))

# %% wrong: rows of 588, whatever comes | are the numbers of the example written in
def features(conv_layer, batch):
    return tf.reshape(tf.keras.layers.MaxPool2D(2)(tf.nn.relu(conv_layer(batch))), (-1, 588))

# %% equal: padding is "valid" by default
# -     return layers.Flatten()(layers.MaxPooling2D((2, 2), padding="valid")(layers.ReLU()(conv_layer(batch))))
# +     return layers.Flatten()(layers.MaxPooling2D((2, 2))(layers.ReLU()(conv_layer(batch))))

# %% equal: ReLU and the largest of a window give the same in either order
# -         tf.keras.layers.MaxPool2D(),
# +         tf.keras.layers.MaxPool2D(),
# -     layers = [conv_layer, tf.keras.layers.ReLU(), tf.keras.layers.MaxPool2D(), tf.keras.layers.Flatten()]
# +     layers = [conv_layer, tf.keras.layers.MaxPool2D(), tf.keras.layers.ReLU(), tf.keras.layers.Flatten()]

# %% equal: NumPy takes any number below 0 for -1
# -     return even.reshape(n, h // 2, 2, w // 2, 2, c).max(axis=(2, 4)).reshape(n, -1)
# +     return even.reshape(n, h // 2, 2, w // 2, 2, c).max(axis=(2, 4)).reshape(n, -2)

# %% equal: the rows of all images lie one behind the other either way, and the order in which axes are named doesn't matter
# -     return even.reshape(n, h // 2, 2, w // 2, 2, c).max(axis=(2, 4)).reshape(n, -1)
# +     return even.reshape(h // 2, n, 2, w // 2, 2, c).max(axis=(2, 4)).reshape(n, -1)
# -     return even.reshape(n, h // 2, 2, w // 2, 2, c).max(axis=(2, 4)).reshape(n, -1)
# +     return even.reshape(n, h // 2, 2, w // 2, 2, c).max(axis=(4, 2)).reshape(n, -1)
