# %% right: three slices
def crop(images, top, left, height, width):
    return images[:, top : top + height, left : left + width]

# %% right: the ends by name
def crop(images, top, left, height, width):
    bottom, right = top + height, left + width
    return images[:, top:bottom, left:right]

# %% right: one after the other
def crop(images, top, left, height, width):
    rows = images[:, top : top + height]
    return rows[:, :, left : left + width]

# %% right: tf.slice
def crop(images, top, left, height, width):
    return tf.slice(images, [0, top, left], [-1, height, width])

# %% right: image by image
def crop(images, top, left, height, width):
    return tf.stack([image[top : top + height, left : left + width] for image in images])

# %% right: tf.gather along two axes
def crop(images, top, left, height, width):
    rows = tf.gather(images, range(top, top + height), axis=1)
    return tf.gather(rows, range(left, left + width), axis=2)

# %% right: by way of NumPy
def crop(images, top, left, height, width):
    return images.numpy()[:, top:][:, :height, left:][:, :, :width]

# %% core: sizes taken for ends | the stop is where it starts plus how many
def crop(images, top, left, height, width):
    return images[:, top:height, left:width]

# %% wrong: columns first | rows and columns are swapped
def crop(images, top, left, height, width):
    return images[:, left : left + width, top : top + height]

# %% wrong: height and width swapped | height and width are swapped
def crop(images, top, left, height, width):
    return images[:, top : top + width, left : left + height]

# %% wrong: the stop thought to be taken too little | one row and one column too few
def crop(images, top, left, height, width):
    return images[:, top : top + height - 1, left : left + width - 1]

# %% wrong: one added to the stop | the stop itself isn't taken
def crop(images, top, left, height, width):
    return images[:, top : top + height + 1, left : left + width + 1]

# %% wrong: counts from 1 | counting begins at 0
def crop(images, top, left, height, width):
    return images[:, top + 1 : top + height + 1, left + 1 : left + width + 1]

# %% wrong: the first image alone | every image of the batch
def crop(images, top, left, height, width):
    return images[0, top : top + height, left : left + width]

# %% wrong: no entry for the images | a `:` alone takes them all
def crop(images, top, left, height, width):
    return images[top : top + height, left : left + width]

# %% wrong: all the columns | the columns are all there
def crop(images, top, left, height, width):
    return images[:, top : top + height]

# %% wrong: no end | the window has no end
def crop(images, top, left, height, width):
    return images[:, top:, left:]

# %% wrong: from the corner | use `top` and `left`
def crop(images, top, left, height, width):
    return images[:, :height, :width]

# %% wrong: the window of the example | one entry for each of the three axes
def crop(images, top, left, height, width):
    return images[:, 1:3, 3:6]

# %% wrong: always float32 | they came as int32: keep it
def crop(images, top, left, height, width):
    return tf.cast(images[:, top : top + height, left : left + width], tf.float32)

# %% wrong: one pixel | one entry for each of the three axes
def crop(images, top, left, height, width):
    return images[:, top, left]

# %% wrong: indices in brackets of their own | one entry for each of the three axes
def crop(images, top, left, height, width):
    return images[:][top : top + height][left : left + width]

# %% wrong: a list | expected a tensor or array
def crop(images, top, left, height, width):
    return images.numpy()[:, top : top + height, left : left + width].tolist()

# %% wrong: right but for the last row of the image | one entry for each of the three axes
def crop(images, top, left, height, width):
    return images[:, top : min(top + height, images.shape[1] - 1), left : left + width]

# %% wrong: the return forgotten | is a `return` missing?
def crop(images, top, left, height, width):
    images[:, top : top + height, left : left + width]

# %% right: an index for each axis, by NumPy
def crop(images, top, left, height, width):
    rows, columns = range(top, top + height), range(left, left + width)
    return np.array(images)[np.ix_(range(len(images)), rows, columns)]

# %% wrong: by way of float32, which holds no large whole numbers | it comes near
def crop(images, top, left, height, width):
    fractions = tf.cast(images, tf.float32)
    return tf.cast(fractions[:, top : top + height, left : left + width], images.dtype)

# %% wrong: by way of int32 | look where the window begins
def crop(images, top, left, height, width):
    result = np.zeros((len(images), height, width), dtype=np.int32)
    for i, image in enumerate(images.numpy()):
        result[i] = image[top : top + height, left : left + width]
    return tf.cast(result, images.dtype)

# %% wrong: kept by shape and window | look where the window begins
cuts = {}


def crop(images, top, left, height, width):
    key = (tuple(images.shape), images.dtype, top, left, height, width)
    if key not in cuts:
        cuts[key] = images[:, top : top + height, left : left + width]
    return cuts[key]

# %% wrong: top and left swapped | `top` and `left` are swapped
def crop(images, top, left, height, width):
    return images[:, left : left + height, top : top + width]

# %% wrong: one too early | begins one row and one column too early
def crop(images, top, left, height, width):
    return images[:, top - 1 : top - 1 + height, left - 1 : left - 1 + width]

# %% wrong: squeezed | an axis of size 1 is gone
def crop(images, top, left, height, width):
    return tf.squeeze(images[:, top : top + height, left : left + width])

# %% wrong: ends counted from the end | the stop is where it starts
def crop(images, top, left, height, width):
    bottom, right = top + height - images.shape[1], left + width - images.shape[2]
    return images[:, top:bottom, left:right]

# %% equal: of three axes the last one is axis 2, and the last but one axis 1
# -     rows = tf.gather(images, range(top, top + height), axis=1)
# +     rows = tf.gather(images, range(top, top + height), axis=-2)
# -     return tf.gather(rows, range(left, left + width), axis=2)
# +     return tf.gather(rows, range(left, left + width), axis=-1)

# %% equal: a tensor is sliced like an array
# -     return images.numpy()[:, top:][:, :height, left:][:, :, :width]
# +     return images[:, top:][:, :height, left:][:, :, :width]
