# %% right: two new axes at once
def to_batch(image):
    return image[np.newaxis, ..., np.newaxis]

# %% right: expand_dims twice
def to_batch(image):
    return np.expand_dims(np.expand_dims(image, 0), -1)

# %% right: expand_dims with two axes
def to_batch(image):
    return np.expand_dims(image, axis=(0, 3))

# %% right: reshape with the image's own sizes
def to_batch(image):
    height, width = image.shape
    return tf.reshape(image, (1, height, width, 1))

# %% right: a list of one image, and None
def to_batch(image):
    return tf.constant(np.array([image]))[:, :, :, None]

# %% right: reshape with a star
def to_batch(image):
    return image.reshape(1, *image.shape, 1)

# %% wrong: height and width swapped in the reshape | height and width are swapped
def to_batch(image):
    height, width = image.shape
    return image.reshape(1, width, height, 1)

# %% wrong: transposed | height and width are swapped
def to_batch(image):
    return image.T[np.newaxis, ..., np.newaxis]

# %% wrong: MNIST's sizes | Take them from `image.shape`
def to_batch(image):
    return image.reshape(1, 28, 28, 1)

# %% wrong: MNIST's sizes, cut out with force | those are MNIST's sizes
def to_batch(image):
    return np.resize(image, (1, 28, 28, 1))

# %% wrong: no channel axis | the channel axis is missing
def to_batch(image):
    return image[np.newaxis, ...]

# %% core: no batch axis | the batch axis is missing
def to_batch(image):
    return image[..., np.newaxis]

# %% wrong: both in front | both new axes are in front
def to_batch(image):
    return image[np.newaxis, np.newaxis, ...]

# %% wrong: both behind | both new axes are at the end
def to_batch(image):
    return image[..., np.newaxis, np.newaxis]

# %% wrong: flattened | in one axis
def to_batch(image):
    return image.reshape(1, -1)

# %% wrong: in place | it changed the array that it was given
def to_batch(image):
    image.shape = (1, *image.shape, 1)
    return image

# %% wrong: scaled as well | the numbers changed
def to_batch(image):
    return image[np.newaxis, ..., np.newaxis] / 255

# %% wrong: nothing returned | is a `return` missing
def to_batch(image):
    image = image[np.newaxis, ..., np.newaxis]

# %% wrong: the shape in place of the array | return the array
def to_batch(image):
    return (1, *image.shape, 1)

# %% wrong: thin images lose an axis | raised
def to_batch(image):
    height, width = np.squeeze(image).shape
    return image.reshape(1, height, width, 1)

# %% wrong: squeezed first | height and width are in one axis
def to_batch(image):
    return np.squeeze(image)[np.newaxis, ..., np.newaxis]

# %% wrong: the first pixel blackened | which is not right
def to_batch(image):
    batch = image[np.newaxis, ..., np.newaxis]
    batch[0, 0, 0, 0] = 0
    return batch

# %% wrong: a layer of Keras, which makes float32 of float64 | dtype changed from float64 to float32
def to_batch(image):
    return tf.keras.layers.Reshape((*image.shape, 1))(image[np.newaxis])

# %% wrong: by way of float32, which holds no large whole numbers | the numbers changed
def to_batch(image):
    return tf.cast(tf.cast(image, tf.float32)[tf.newaxis, ..., tf.newaxis], image.dtype)

# %% equal: which of the two axes is named first doesn't matter
# -     return np.expand_dims(image, axis=(0, 3))
# +     return np.expand_dims(image, axis=(3, 0))

# %% equal: an array is accepted, and a tensor
# -     return tf.constant(np.array([image]))[:, :, :, None]
# +     return np.array([image])[:, :, :, None]
