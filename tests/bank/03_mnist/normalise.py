# %% right: division
def normalise(images):
    return images / 255

# %% right: float32 in NumPy
def normalise(images):
    return images.astype("float32") / 255.0

# %% right: cast, then divide, in TensorFlow
def normalise(images):
    return tf.cast(images, tf.float32) / 255

# %% right: Keras's layer
def normalise(images):
    return tf.keras.layers.Rescaling(1 / 255)(images)

# %% right: TensorFlow's own conversion for images
def normalise(images):
    return tf.image.convert_image_dtype(images, tf.float32)

# %% right: the largest number of the dtype
def normalise(images):
    return images / np.iinfo(images.dtype).max

# %% right: a copy, changed in place
def normalise(images):
    scaled = images.astype(np.float64)
    scaled /= 255
    return scaled

# %% right: multiplied by the inverse
def normalise(images):
    return np.multiply(images, 1 / 255, dtype=np.float32)

# %% wrong: whole division | the fractions are gone
def normalise(images):
    return images // 255

# %% wrong: by its own maximum | that happens to occur
def normalise(images):
    return images / images.max()

# %% wrong: minimum and maximum | stretched
def normalise(images):
    x = images.astype("float32")
    return (x - x.min()) / (x.max() - x.min() + 1e-9)

# %% wrong: each image by its own maximum | divided by its own
def normalise(images):
    return np.stack([image / max(image.max(), 1) for image in images])

# %% wrong: back into uint8 | the fractions are gone
def normalise(images):
    return (images / 255).astype(np.uint8)

# %% wrong: written into the argument | it changed the array
def normalise(images):
    scaled = images / 255
    images[...] = scaled
    return scaled

# %% wrong: divided in place | divide into a new array
def normalise(images):
    images /= 255
    return images

# %% wrong: by 256 | the largest pixel is 255
def normalise(images):
    return images / 256

# %% wrong: from -1 to 1 | from -1 to 1
def normalise(images):
    return images / 127.5 - 1

# %% wrong: standardised | the mean is subtracted
def normalise(images):
    return (images - images.mean()) / (images.std() + 1e-12)

# %% core: only the dtype changed | as they were
def normalise(images):
    return images.astype("float32")

# %% wrong: Keras's normalize, which makes rows of length 1 | by its own length; divide by 255 alone
def normalise(images):
    return tf.keras.utils.normalize(images)

# %% wrong: float16, too coarse | expected float32 or float64
def normalise(images):
    return (images / 255).astype("float16")

# %% wrong: flattened as well | keep all axes
def normalise(images):
    return images.reshape(len(images), -1) / 255

# %% wrong: nothing returned | is a `return` missing
def normalise(images):
    images = images / 255

# %% wrong: divided twice | divided twice
def normalise(images):
    return tf.keras.layers.Rescaling(1 / 255)(images) / 255

# %% wrong: black and white swapped | black and white are swapped
def normalise(images):
    return 1 - images / 255

# %% right: a layer of its own, given a tensor
def normalise(images):
    return tf.keras.Sequential([tf.keras.layers.Rescaling(1 / 255)])(tf.constant(images))

# %% wrong: written back, and returned | written back into the `uint8` array
def normalise(images):
    images[...] = images / 255
    return images

# %% wrong: divided in place, with force | written back into the `uint8` array
def normalise(images):
    return np.divide(images, 255, out=images, casting="unsafe")

# %% wrong: not if it seems to be scaled already | doesn't mean that images are scaled already
def normalise(images):
    return images / 255 if images.max() > 1 else images

# %% wrong: not if the mean is small | the pixels are as they were
def normalise(images):
    return images / 255 if images.mean() > 1 else images.astype("float32")

# %% wrong: some of the notebook's images | use the argument
def normalise(images):
    return digits[:20] / 255

# %% wrong: all of the notebook's images | in place of the argument `images`
def normalise(images):
    return digits / 255

# %% equal: float32 and float64 are accepted, and float64 is what a division of whole numbers gives
# -     return images.astype("float32") / 255.0
# +     return images… / 255.0
# -     return tf.cast(images, tf.float32) / 255
# +     return tf.cast(images, tf.…) / 255
# -     scaled = images.astype(np.float64)
# +     scaled = images.astype(np.float32)
# -     return np.multiply(images, 1 / 255, dtype=np.float32)
# +     return np.multiply(images, 1 / 255…)
# -     return tf.image.convert_image_dtype(images, tf.float32)
# +     return tf.image.convert_image_dtype(images, tf.float64)

# %% equal: a model takes an array, too
# -     return tf.keras.Sequential([tf.keras.layers.Rescaling(1 / 255)])(tf.constant(images))
# +     return tf.keras.Sequential([tf.keras.layers.Rescaling(1 / 255)])(images)
