# %% right: two divisions
def scale_both(train, test):
    return train / 255, test / 255

# %% right: by the function of the exercise before
def scale_both(train, test):
    return normalise(train), normalise(test)

# %% right: a list, by a loop, float32
def scale_both(train, test):
    return [part.astype(np.float32) / 255 for part in (train, test)]

# %% right: a layer and an op
def scale_both(train, test):
    layer = tf.keras.layers.Rescaling(1.0 / 255)
    return layer(train), tf.cast(test, tf.float32) / 255.0

# %% right: new names for new arrays
def scale_both(train, test):
    train = train.astype("float64")
    test = test.astype("float64")
    train /= 255
    test /= 255
    return train, test

# %% core: the test images forgotten | the scaled test: the pixels are as they were
def scale_both(train, test):
    return train / 255, test

# %% wrong: the typing error, the training images scaled twice | are the two swapped, or is one of them there twice
def scale_both(train, test):
    return train / 255, train / 255

# %% wrong: the training images divided twice | divided twice
def scale_both(train, test):
    train = train / 255
    train = train / 255
    return train, test / 255

# %% wrong: swapped | are the two swapped
def scale_both(train, test):
    return test / 255, train / 255

# %% wrong: each by its own maximum | that happens to occur
def scale_both(train, test):
    return train / train.max(), test / test.max()

# %% wrong: the test images by the maximum of the training images | of the other half
def scale_both(train, test):
    return train / 255, test / train.max()

# %% wrong: the test images by 127.5 | from -1 to 1
def scale_both(train, test):
    return train / 255, test / 127.5 - 1

# %% wrong: the notebook's images in place of the arguments | in place of the arguments
def scale_both(train, test):
    return train_images / 255, test_images / 255

# %% wrong: the notebook's test images in place of the argument | in place of the arguments
def scale_both(train, test):
    return train / 255, test_images / 255

# %% wrong: only one returned | return both
def scale_both(train, test):
    return train / 255

# %% wrong: nothing returned | is a `return` missing
def scale_both(train, test):
    train = train / 255
    test = test / 255

# %% wrong: whole division in one half | the fractions are gone
def scale_both(train, test):
    return train / 255, test // 255

# %% wrong: in place | divide into a new array
def scale_both(train, test):
    train /= 255
    test /= 255
    return train, test

# %% wrong: written into the arguments | it changed the array
def scale_both(train, test):
    results = train / 255, test / 255
    train[...], test[...] = results
    return results

# %% wrong: both by the maximum of the training images | that happens to occur
def scale_both(train, test):
    return train / train.max(), test / train.max()

# %% wrong: written back, and returned | written back into the `uint8` array
def scale_both(train, test):
    train[...] = train / 255
    test[...] = test / 255
    return train, test

# %% wrong: one array of both | makes one array of two
def scale_both(train, test):
    return np.array([train, test]) / 255

# %% wrong: a tuple divided | a tuple can't be divided
def scale_both(train, test):
    return (train, test) / 255

# %% wrong: flattened as well | but the first result has the shape
def scale_both(train, test):
    return train.reshape(len(train), -1) / 255, test.reshape(len(test), -1) / 255

# %% wrong: not if they seem to be scaled already | doesn't mean that images are scaled already
def scale_both(train, test):
    return tuple(part / 255 if part.max() > 1 else part for part in (train, test))

# %% wrong: neither if the test images seem to be scaled already | scaled already
def scale_both(train, test):
    if test.max() <= 1:
        return train.astype(float), test.astype(float)
    return train / 255, test / 255

# %% wrong: what the cell below the answer made of the notebook's images | in place of the arguments
def scale_both(train, test):
    return digits[:300] / 255, digits[1000:1200] / 255

# %% equal: float32 and float64 are accepted, and float64 is what a division of whole numbers gives
# -     return [part.astype(np.float32) / 255 for part in (train, test)]
# +     return [part… / 255 for part in (train, test)]

# -     return layer(train), tf.cast(test, tf.float32) / 255.0
# +     return layer(train), …test… / 255.0
# -     train = train.astype("float64")
# +     train = train.astype("float32")
# -     test = test.astype("float64")
# +     test = test.astype("float32")
