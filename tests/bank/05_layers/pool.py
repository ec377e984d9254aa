# %% right: the layer
def pool(maps, size, padding):
    return tf.keras.layers.MaxPool2D(size, padding=padding)(maps)

# %% right: its long name, pairs and strides
def pool(maps, size, padding):
    layer = tf.keras.layers.MaxPooling2D(
        pool_size=(size, size), strides=(size, size), padding=padding.upper()
    )
    return layer(maps)

# %% right: the op
def pool(maps, size, padding):
    return tf.nn.max_pool2d(maps, ksize=size, strides=size, padding=padding.upper())

# %% right: keras.ops
import keras

def pool(maps, size, padding):
    return keras.ops.max_pool(maps, size, padding=padding)

# %% right: by hand, in NumPy
def pool(maps, size, padding):
    maps = np.array(maps)
    n, h, w, c = maps.shape
    if padding == "same":
        rows, columns = -(-h // size), -(-w // size)
        down, right = rows * size - h, columns * size - w
        pads = [(0, 0), (down // 2, down - down // 2), (right // 2, right - right // 2), (0, 0)]
        maps = np.pad(maps, pads, constant_values=-np.inf)
    else:
        rows, columns = h // size, w // size
    maps = maps[:, : rows * size, : columns * size]
    return maps.reshape(n, rows, size, columns, size, c).max(axis=(2, 4))

# %% core: averages | these are averages
def pool(maps, size, padding):
    return tf.keras.layers.AveragePooling2D(size, padding=padding)(maps)

# %% wrong: the window moves by one pixel | the window moves by one pixel
def pool(maps, size, padding):
    return tf.keras.layers.MaxPool2D(size, strides=1, padding=padding)(maps)

# %% wrong: padding in the place of strides | the second argument without a name
def pool(maps, size, padding):
    return tf.keras.layers.MaxPool2D(size, padding)(maps)

# %% wrong: padding left out | the other padding was used
def pool(maps, size, padding):
    return tf.keras.layers.MaxPool2D(size)(maps)

# %% wrong: always "same" | the other padding was used
def pool(maps, size, padding):
    return tf.keras.layers.MaxPool2D(size, padding="same")(maps)

# %% wrong: always windows of 2 | is `size` used
def pool(maps, size, padding):
    return tf.keras.layers.MaxPool2D(padding=padding)(maps)

# %% wrong: zeros at the border compete | zeros from the padding won
def pool(maps, size, padding):
    if padding == "same":
        _, h, w, _ = maps.shape
        down, right = -h % size, -w % size
        maps = tf.pad(maps, [[0, 0], [down // 2, down - down // 2], [right // 2, right - right // 2], [0, 0]])
    return tf.keras.layers.MaxPool2D(size)(maps)

# %% wrong: every second pixel | these are the first numbers of each window
def pool(maps, size, padding):
    return maps[:, ::size, ::size]

# %% wrong: the smallest | these are the smallest numbers
def pool(maps, size, padding):
    return -tf.keras.layers.MaxPool2D(size, padding=padding)(-maps)

# %% wrong: one number for each map | expected shape
def pool(maps, size, padding):
    return tf.keras.layers.GlobalMaxPool2D()(maps)

# %% wrong: the layer, never used | a layer came back, not its result
def pool(maps, size, padding):
    return tf.keras.layers.MaxPool2D(size, padding=padding)

# %% wrong: the layer is made of the maps | Count its pairs of brackets
def pool(maps, size, padding):
    return tf.keras.layers.MaxPool2D(maps)

# %% wrong: the window always moves by 2 | is `size` used, for the windows and for how far they move
def pool(maps, size, padding):
    return tf.keras.layers.MaxPool2D(size, strides=2, padding=padding)(maps)

# %% wrong: windows of 4 at the most | look at the window
def pool(maps, size, padding):
    return tf.keras.layers.MaxPooling2D(min(size, 4), padding=padding)(maps)

# %% equal: the windows move by their size by default, and Keras takes `padding` in capital letters or not
# -         pool_size=(size, size), strides=(size, size), padding=padding.upper()
# +         pool_size=(size, size), …

# %% equal: the order in which axes are named doesn't matter
# -     return maps.reshape(n, rows, size, columns, size, c).max(axis=(2, 4))
# +     return maps.reshape(n, rows, size, columns, size, c).max(axis=(4, 2))

# %% equal: what is laid on behind the last window is cut off
# -         pads = [(0, 0), (down // 2, down - down // 2), (right // 2, right - right // 2), (0, 0)]
# +         pads = [(0, 0), (down // 2, down + down // 2), (right // 2, right - right // 2), (0, 0)]
# -         pads = [(0, 0), (down // 2, down - down // 2), (right // 2, right - right // 2), (0, 0)]
# +         pads = [(0, 0), (down // 2, down - down // 2), (right // 2, right + right // 2), (0, 0)]
# -         pads = [(0, 0), (down // 2, down - down // 2), (right // 2, right - right // 2), (0, 0)]
# +         pads = [(0, 0), (down // 2, down - down // 3), (right // 2, right - right // 2), (0, 0)]
# -         pads = [(0, 0), (down // 2, down - down // 2), (right // 2, right - right // 2), (0, 0)]
# +         pads = [(0, 0), (down // 2, down - down // 2), (right // 2, right - right // 3), (0, 0)]
