# %% right: index 0 along the last axis
def drop_channel(images):
    return images[..., 0]

# %% right: squeeze the last axis
def drop_channel(images):
    return np.squeeze(images, axis=-1)

# %% right: TensorFlow's squeeze, axis 3
def drop_channel(images):
    return tf.squeeze(images, axis=[3])

# %% right: reshape
def drop_channel(images):
    return np.reshape(images, images.shape[:-1])

# %% right: image by image
def drop_channel(images):
    return np.array([image[:, :, 0] for image in images])

# %% right: the array's own method
def drop_channel(images):
    return images.squeeze(3)

# %% core: a bare squeeze | every axis of size 1 is gone
def drop_channel(images):
    return np.squeeze(images)

# %% wrong: TensorFlow's bare squeeze | every axis of size 1 is gone
def drop_channel(images):
    return tf.squeeze(images)

# %% wrong: the first image | one image out of the batch
def drop_channel(images):
    return images[0]

# %% wrong: the first axis squeezed | which of the axes is that of the channels
def drop_channel(images):
    return np.squeeze(images, axis=0)

# %% wrong: the third axis | the width is gone
def drop_channel(images):
    return images[:, :, 0]

# %% wrong: index 1, for the first channel | that axis or index doesn't exist
def drop_channel(images):
    return images[..., 1]

# %% wrong: the result is thrown away | must be returned
def drop_channel(images):
    np.squeeze(images, -1)
    return images

# %% wrong: MNIST's sizes | are MNIST's sizes written in
def drop_channel(images):
    return images.reshape(60000, 28, 28)

# %% wrong: the mean over the channels | the dtype changed
def drop_channel(images):
    return images.mean(axis=-1)

# %% wrong: a slice keeps the axis | a slice keeps its axis
def drop_channel(images):
    return images[..., :1]

# %% wrong: an image too few in the brackets | the height is gone
def drop_channel(images):
    return images[:, 0]

# %% wrong: a column of pixels | one column of each image
def drop_channel(images):
    return images[:, :, 0, 0]

# %% wrong: flattened | in one axis
def drop_channel(images):
    return images.reshape(len(images), -1)

# %% wrong: the shape in place of the array | return the array
def drop_channel(images):
    return tf.constant(images[..., 0]).shape

# %% wrong: without signs | which is not right
def drop_channel(images):
    return np.abs(images[..., 0])

# %% wrong: a layer of Keras, which makes float32 of float64 | dtype changed from float64 to float32
def drop_channel(images):
    return tf.keras.layers.Reshape(images.shape[1:3])(images)

# %% wrong: by way of float32, which holds no large whole numbers | the numbers changed
def drop_channel(images):
    return tf.cast(tf.cast(images, tf.float32)[..., 0], images.dtype)

# %% equal: there is one channel, so the first is the last
# -     return images[..., 0]
# +     return images[..., -1]
# -     return np.array([image[:, :, 0] for image in images])
# +     return np.array([image[:, :, -1] for image in images])

# %% equal: of four axes the last one is axis 3
# -     return tf.squeeze(images, axis=[3])
# +     return tf.squeeze(images, axis=-1)
