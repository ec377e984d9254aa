# %% right: newaxis at the end
def add_channel(images):
    return images[..., np.newaxis]

# %% right: TensorFlow's newaxis, with the axes counted
def add_channel(images):
    return tf.constant(images)[:, :, :, tf.newaxis]

# %% right: expand_dims
def add_channel(images):
    return np.expand_dims(images, axis=-1)

# %% right: expand_dims of TensorFlow, axis 3
def add_channel(images):
    return tf.expand_dims(images, 3)

# %% right: reshape
def add_channel(images):
    number, height, width = images.shape
    return images.reshape(number, height, width, 1)

# %% right: reshape to the shape and a 1
def add_channel(images):
    return tf.reshape(images, images.shape + (1,))

# %% right: None, and keras.ops is fine as well
def add_channel(images):
    return tf.keras.ops.expand_dims(images[..., None][..., 0], -1)

# %% right: stacked along a new axis
def add_channel(images):
    return np.stack([images], axis=-1)

# %% core: in front | the new axis is in front
def add_channel(images):
    return images[np.newaxis, ...]

# %% wrong: newaxis without the dots | the new axis is in front
def add_channel(images):
    return images[np.newaxis]

# %% wrong: axis 1 | the new axis is the second
def add_channel(images):
    return np.expand_dims(images, 1)

# %% wrong: counted from 1 as in 'before the last' | the new axis is the third
def add_channel(images):
    return np.expand_dims(images, -2)

# %% wrong: the result is thrown away | must be returned
def add_channel(images):
    np.expand_dims(images, -1)
    return images

# %% wrong: MNIST's sizes | are MNIST's sizes written in
def add_channel(images):
    return images.reshape(60000, 28, 28, 1)

# %% wrong: MNIST's width and height | are MNIST's sizes written in
def add_channel(images):
    return tf.reshape(images, (len(images), 28, 28, 1))

# %% wrong: three channels | one channel, not three
def add_channel(images):
    return np.stack([images] * 3, axis=-1)

# %% wrong: height and width swapped in the reshape | height and width are swapped
def add_channel(images):
    number, height, width = images.shape
    return images.reshape(number, width, height, 1)

# %% wrong: no axis given | say where the new axis goes
def add_channel(images):
    return np.expand_dims(images)

# %% wrong: scaled as well | the numbers changed
def add_channel(images):
    return images[..., np.newaxis] / 255

# %% wrong: turned into float as well | the dtype changed
def add_channel(images):
    return tf.cast(images[..., np.newaxis], tf.float32)

# %% wrong: the argument's own shape is changed | it changed the array that it was given
def add_channel(images):
    images.shape = (*images.shape, 1)
    return images

# %% wrong: the notebook's digits | those are MNIST's images; use the argument
def add_channel(images):
    return digits[..., np.newaxis]

# %% wrong: the shape in place of the array | return the array
def add_channel(images):
    return images[..., np.newaxis].shape

# %% wrong: a layer of Keras, which makes float32 of float64 | dtype changed from float64 to float32
def add_channel(images):
    return tf.keras.layers.Reshape((*images.shape[1:], 1))(images)

# %% wrong: by way of float32, which holds no large whole numbers | the numbers changed
def add_channel(images):
    return tf.cast(tf.cast(images, tf.float32)[..., tf.newaxis], images.dtype)

# %% equal: an array is accepted, and a tensor
# -     return tf.constant(images)[:, :, :, tf.newaxis]
# +     return images[:, :, :, tf.newaxis]

# %% equal: there is one channel, so the first is the last
# -     return tf.keras.ops.expand_dims(images[..., None][..., 0], -1)
# +     return tf.keras.ops.expand_dims(images[..., None][..., -1], -1)
