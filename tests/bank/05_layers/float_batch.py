# %% right: newaxis, then the type
def float_batch(image):
    return image[np.newaxis, :, :, np.newaxis].astype(np.float32)

# %% right: TensorFlow's functions
def float_batch(image):
    return tf.cast(tf.reshape(image, (1, *image.shape, 1)), tf.float32)

# %% right: expand_dims
def float_batch(image):
    batch = np.expand_dims(image, axis=(0, -1))
    return np.array(batch, dtype="float32")

# %% right: a list around it, float64
def float_batch(image):
    return np.array([image], dtype=float)[..., None]

# %% right: zeros filled
def float_batch(image):
    batch = np.zeros((1, *image.shape, 1), dtype="float32")
    batch[0, ..., 0] = image
    return batch

# %% right: a constant of TensorFlow, float16 holds these numbers exactly
def float_batch(image):
    return tf.constant(image[None, ..., None], dtype=tf.float16)

# %% core: still uint8 | the weights of a layer are float32
def float_batch(image):
    return image[np.newaxis, :, :, np.newaxis]

# %% wrong: whole numbers, only larger ones | the weights of a layer are float32
def float_batch(image):
    return tf.cast(image[np.newaxis, :, :, np.newaxis], tf.int32)

# %% wrong: the channel axis forgotten | with one image and one channel
def float_batch(image):
    return image[np.newaxis].astype("float32")

# %% wrong: both axes in front | with one image and one channel
def float_batch(image):
    return image[np.newaxis, np.newaxis].astype("float32")

# %% wrong: both axes behind | with one image and one channel
def float_batch(image):
    return image[..., np.newaxis, np.newaxis].astype("float32")

# %% wrong: MNIST's size written in | are MNIST's sizes written in
def float_batch(image):
    return image.reshape(1, 28, 28, 1).astype("float32")

# %% wrong: reshaped with the width first | height and width have changed places
def float_batch(image):
    height, width = image.shape
    return image.reshape(1, width, height, 1).astype("float32")

# %% wrong: scaled | the numbers were scaled
def float_batch(image):
    return image[np.newaxis, :, :, np.newaxis].astype("float32") / 255

# %% wrong: the digit of the notebook, whatever the argument | which is not right
def float_batch(image):
    return digit[np.newaxis, :, :, np.newaxis].astype("float32")

# %% wrong: the image brightened in place first | which is not right
def float_batch(image):
    image[0, 0] = 255 - image[0, 0]
    return image[np.newaxis, :, :, np.newaxis].astype("float32")

# %% wrong: the argument changed afterwards | has changed
def float_batch(image):
    batch = image[np.newaxis, :, :, np.newaxis].astype("float32")
    image[:] = 0
    return batch

# %% wrong: columns for rows | height and width have changed places
def float_batch(image):
    return image.T[np.newaxis, :, :, np.newaxis].astype("float32")

# %% wrong: an empty batch | are these the numbers of `image`
def float_batch(image):
    return np.zeros((1, *image.shape, 1), dtype="float32")

# %% wrong: a tensor's type changed as an array's is | is changed by `tf.cast`
def float_batch(image):
    return tf.constant(image)[tf.newaxis, ..., tf.newaxis].astype("float32")

# %% wrong: four axes taken for granted | the other two have to be made
def float_batch(image):
    images, height, width, channels = image.shape
    return image.reshape(images, height, width, channels).astype("float32")

# %% wrong: into a batch of MNIST's size | are MNIST's sizes written in
def float_batch(image):
    batch = np.zeros((1, 28, 28, 1), "float32")
    batch[0, :, :, 0] = image
    return batch

# %% equal: any floating dtype holds the numbers of uint8
# -     return image[np.newaxis, :, :, np.newaxis].astype(np.float32)
# +     return image[np.newaxis, :, :, np.newaxis].astype(np.float…)
# -     return tf.cast(tf.reshape(image, (1, *image.shape, 1)), tf.float32)
# +     return tf.cast(tf.reshape(image, (1, *image.shape, 1)), tf.float…)
# -     return np.array(batch, dtype="float32")
# +     return np.array(batch, dtype="float…")
# -     batch = np.zeros((1, *image.shape, 1), dtype="float32")
# +     batch = np.zeros((1, *image.shape, 1)…)
# -     return tf.constant(image[None, ..., None], dtype=tf.float16)
# +     return tf.constant(image[None, ..., None], dtype=tf.float32)

# %% equal: the order in which axes are named doesn't matter
# -     batch = np.expand_dims(image, axis=(0, -1))
# +     batch = np.expand_dims(image, axis=(-1, 0))

# %% equal: every number is written over
# -     batch = np.zeros((1, *image.shape, 1), dtype="float32")
# +     batch = np.ones((1, *image.shape, 1), dtype="float32")

# %% equal: there is one image and one channel, so the first is the last
# -     batch[0, ..., 0] = image
# +     batch[-1, ..., 0] = image
# -     batch[0, ..., 0] = image
# +     batch[0, ..., -1] = image
