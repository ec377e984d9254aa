# %% right: -1 finds it
def to_rows(images):
    return tf.reshape(images, (images.shape[0], -1))

# %% right: the sizes multiplied
def to_rows(images):
    n, height, width = images.shape
    return tf.reshape(images, (n, height * width))

# %% right: NumPy
def to_rows(images):
    return images.numpy().reshape(len(images), -1)

# %% right: tf.shape
def to_rows(images):
    sizes = tf.shape(images)
    return tf.reshape(images, [sizes[0], sizes[1] * sizes[2]])

# %% right: Keras's layer
def to_rows(images):
    return tf.keras.layers.Flatten(dtype=images.dtype)(images)

# %% right: image by image
def to_rows(images):
    return tf.stack([tf.reshape(image, [-1]) for image in images])

# %% right: rows side by side
def to_rows(images):
    return tf.concat([images[:, row] for row in range(images.shape[1])], axis=1)

# %% wrong: MNIST written down | take it from `images.shape`
def to_rows(images):
    return tf.reshape(images, (-1, 28 * 28))

# %% wrong: 784 written down, by NumPy | take it from `images.shape`
def to_rows(images):
    return images.numpy().reshape(-1, 784)

# %% wrong: column after column | read them row after row
def to_rows(images):
    turned = tf.transpose(images, (0, 2, 1))
    return tf.reshape(turned, (images.shape[0], -1))

# %% wrong: NumPy's other order | read them row after row
def to_rows(images):
    return images.numpy().reshape(len(images), -1, order="F")

# %% core: all in one row | all images are in one row
def to_rows(images):
    return tf.reshape(images, [-1])

# %% wrong: the sizes the wrong way round | mixed up
def to_rows(images):
    return tf.reshape(images, (-1, images.shape[0]))

# %% wrong: the images in columns | the images lie in columns
def to_rows(images):
    return tf.transpose(tf.reshape(images, (images.shape[0], -1)))

# %% wrong: one row for each row of pixels | one for each image
def to_rows(images):
    return tf.reshape(images, (-1, images.shape[2]))

# %% wrong: an axis too many | an axis of size 1 too many
def to_rows(images):
    return tf.reshape(images, (images.shape[0], 1, -1))

# %% wrong: the first image | that is one image
def to_rows(images):
    return tf.reshape(images[0], [-1])

# %% wrong: as many rows as pixels high | as many rows as an image is high
def to_rows(images):
    return tf.reshape(images, (images.shape[1], -1))

# %% wrong: two rows, as in the example | the first axis stays
def to_rows(images):
    return tf.reshape(images, (2, -1))

# %% wrong: nothing changed | the shape is as it was
def to_rows(images):
    return tf.identity(images)

# %% wrong: always float32 | they came as int32: keep it
def to_rows(images):
    return tf.keras.layers.Flatten()(tf.cast(images, tf.float32))

# %% wrong: Keras's layer, which makes float32 of float64 | they came as float64: keep it
def to_rows(images):
    return tf.keras.layers.Flatten()(images)

# %% wrong: the result thrown away | the shape is as it was
def to_rows(images):
    tf.reshape(images, (images.shape[0], -1))
    return images

# %% wrong: a list | expected a tensor or array
def to_rows(images):
    return images.numpy().reshape(len(images), -1).tolist()

# %% wrong: by way of float32, which holds no large whole numbers | it comes near
def to_rows(images):
    rows = tf.reshape(tf.cast(images, tf.float32), (len(images), -1))
    return tf.cast(rows, images.dtype)

# %% wrong: square images taken for granted | take it from `images.shape`
def to_rows(images):
    return tf.reshape(images, (images.shape[0], images.shape[1] ** 2))

# %% wrong: squeezed | the axis of the images is gone
def to_rows(images):
    return tf.squeeze(tf.reshape(images, (len(images), -1)))

# %% wrong: the last row of pixels first | row of pixels after row of pixels
def to_rows(images):
    return tf.reshape(images[:, ::-1], (len(images), -1))

# %% wrong: rows kept by shape | the numbers stay as they are
kept = {}


def to_rows(images):
    key = (tuple(images.shape), images.dtype)
    return kept.setdefault(key, tf.reshape(images, (len(images), -1)))

# %% equal: NumPy takes any number below 0 for -1
# -     return images.numpy().reshape(len(images), -1)
# +     return images.numpy().reshape(len(images), -2)

# %% equal: of two axes the last one is axis 1
# -     return tf.concat([images[:, row] for row in range(images.shape[1])], axis=1)
# +     return tf.concat([images[:, row] for row in range(images.shape[1])], axis=-1)
