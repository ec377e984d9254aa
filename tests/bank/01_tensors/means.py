# %% right: reduce_mean with axes
def means(images):
    return tf.reduce_mean(images, axis=(1, 2)), tf.reduce_mean(images, axis=0)

# %% right: one axis after the other
def means(images):
    rows = tf.reduce_mean(images, axis=1)
    return tf.reduce_mean(rows, axis=1), tf.reduce_mean(images, axis=0)

# %% right: by way of NumPy
def means(images):
    array = images.numpy()
    return array.mean(axis=(1, 2)), array.mean(axis=0)

# %% right: sums and sizes, in a list
def means(images):
    n, height, width = images.shape
    each = tf.reduce_sum(images, [1, 2]) / (height * width)
    return [each, tf.reduce_sum(images, 0) / n]

# %% right: image by image
def means(images):
    each = tf.stack([tf.reduce_mean(image) for image in images])
    return each, tf.add_n(list(images)) / len(images)

# %% right: axes counted from the end
def means(images):
    return tf.math.reduce_mean(images, axis=[-1, -2]), tf.math.reduce_mean(images, axis=-3)

# %% right: Keras's operation, of rows
def means(images):
    rows = tf.reshape(images, (images.shape[0], -1))
    return tf.keras.ops.mean(rows, axis=1), tf.keras.ops.mean(images, axis=0)

# %% wrong: the order swapped | it comes second
def means(images):
    return tf.reduce_mean(images, axis=0), tf.reduce_mean(images, axis=(1, 2))

# %% core: no axes | one mean of all the numbers
def means(images):
    return tf.reduce_mean(images), tf.reduce_mean(images, axis=0)

# %% wrong: one axis of the image | name both axes of an image
def means(images):
    return tf.reduce_mean(images, axis=1), tf.reduce_mean(images, axis=0)

# %% wrong: the other axis of the image | name both axes of an image
def means(images):
    return tf.reduce_mean(images, axis=2), tf.reduce_mean(images, axis=0)

# %% wrong: twice the same | the axis of the images disappears
def means(images):
    each = tf.reduce_mean(images, axis=(1, 2))
    return each, each

# %% wrong: the mean image is one number | one mean of all the numbers
def means(images):
    return tf.reduce_mean(images, axis=(1, 2)), tf.reduce_mean(images)

# %% wrong: the mean image over the rows | name both axes of an image
def means(images):
    return tf.reduce_mean(images, axis=(1, 2)), tf.reduce_mean(images, axis=1)

# %% wrong: sums | that is the sum
def means(images):
    return tf.reduce_sum(images, axis=(1, 2)), tf.reduce_sum(images, axis=0)

# %% wrong: the largest | that is the largest number
def means(images):
    return tf.reduce_max(images, axis=(1, 2)), tf.reduce_max(images, axis=0)

# %% wrong: keeps the axes | with size 1
def means(images):
    return (
        tf.reduce_mean(images, axis=(1, 2), keepdims=True),
        tf.reduce_mean(images, axis=0, keepdims=True),
    )

# %% wrong: a whole type in between | the fractions are cut off
def means(images):
    whole = tf.cast(images, tf.int32)
    each, image = tf.reduce_mean(whole, axis=(1, 2)), tf.reduce_mean(whole, axis=0)
    return tf.cast(each, tf.float32), tf.cast(image, tf.float32)

# %% wrong: divided by the size of the example | the mean of all the numbers in an image
def means(images):
    return tf.reduce_sum(images, axis=(1, 2)) / 6, tf.reduce_sum(images, axis=0) / 2

# %% wrong: float64 | they came as float32
def means(images):
    array = images.numpy().astype(float)
    return array.mean(axis=(1, 2)), array.mean(axis=0)

# %% wrong: one result | expected two results, got 1
def means(images):
    return [tf.reduce_mean(images, axis=(1, 2))]

# %% wrong: a tensor that is no pair | expected two results
def means(images):
    return tf.reduce_mean(images, axis=(1, 2))

# %% wrong: rounded | the mean of all the numbers in an image
def means(images):
    each, image = tf.reduce_mean(images, axis=(1, 2)), tf.reduce_mean(images, axis=0)
    return tf.round(each), tf.round(image)

# %% wrong: float16 in between | it comes near
def means(images):
    small = tf.cast(images, tf.float16)
    each, image = tf.reduce_mean(small, axis=(1, 2)), tf.reduce_mean(small, axis=0)
    return tf.cast(each, tf.float32), tf.cast(image, tf.float32)

# %% wrong: squeezed | an axis of size 1 is gone
def means(images):
    return (
        tf.squeeze(tf.reduce_mean(images, axis=(1, 2))),
        tf.squeeze(tf.reduce_mean(images, axis=0)),
    )

# %% wrong: under names | expected two results, got dict
def means(images):
    return {"each": tf.reduce_mean(images, axis=(1, 2)), "image": tf.reduce_mean(images, axis=0)}

# %% wrong: a mean that runs along | over all the images
def means(images):
    image = images[0]
    for other in images[1:]:
        image = (image + other) / 2
    return tf.reduce_mean(images, axis=(1, 2)), image

# %% wrong: the median | the mean of all the numbers in an image
def means(images):
    data = images.numpy()
    return np.median(data, axis=(1, 2)), np.median(data, axis=0)

# %% wrong: the mean image of the first batch of this shape | over all the images
seen = {}


def means(images):
    image = seen.setdefault(tuple(images.shape), tf.reduce_mean(images, axis=0))
    return tf.reduce_mean(images, axis=(1, 2)), image

# %% equal: the order in which axes are named doesn't matter, nor which of the two goes first
# -     return tf.reduce_mean(images, axis=(1, 2)), tf.reduce_mean(images, axis=0)
# +     return tf.reduce_mean(images, axis=(2, 1)), tf.reduce_mean(images, axis=0)
# -     rows = tf.reduce_mean(images, axis=1)
# +     rows = tf.reduce_mean(images, axis=…)
# -     return array.mean(axis=(1, 2)), array.mean(axis=0)
# +     return array.mean(axis=(2, 1)), array.mean(axis=0)
# -     each = tf.reduce_sum(images, [1, 2]) / (height * width)
# +     each = tf.reduce_sum(images, [2, 1]) / (height * width)
# -     return tf.math.reduce_mean(images, axis=[-1, -2]), tf.math.reduce_mean(images, axis=-3)
# +     return tf.math.reduce_mean(images, axis=[-2, -1]), tf.math.reduce_mean(images, axis=-3)

# %% equal: of three axes the last but one is axis 1, and the last but two axis 0
# -     rows = tf.reduce_mean(images, axis=1)
# +     rows = tf.reduce_mean(images, axis=-2)
# -     return tf.math.reduce_mean(images, axis=[-1, -2]), tf.math.reduce_mean(images, axis=-3)
# +     return tf.math.reduce_mean(images, axis=[-1, -2]), tf.math.reduce_mean(images, axis=0)

# %% equal: of two axes the last one is axis 1
# -     return tf.reduce_mean(rows, axis=1), tf.reduce_mean(images, axis=0)
# +     return tf.reduce_mean(rows, axis=-1), tf.reduce_mean(images, axis=0)
# -     return tf.keras.ops.mean(rows, axis=1), tf.keras.ops.mean(images, axis=0)
# +     return tf.keras.ops.mean(rows, axis=-1), tf.keras.ops.mean(images, axis=0)

# %% equal: TensorFlow adds up the images of a tensor, too
# -     return each, tf.add_n(list(images)) / len(images)
# +     return each, tf.add_n(images) / len(images)
