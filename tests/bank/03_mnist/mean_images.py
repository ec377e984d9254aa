# %% right: a list of means, stacked
def mean_images(images, labels):
    return np.stack([images[labels == digit].mean(axis=0) for digit in range(10)])

# %% right: a list
def mean_images(images, labels):
    return [np.mean(images[labels == digit], axis=0) for digit in range(10)]

# %% right: a loop that fills
def mean_images(images, labels):
    means = np.zeros((10, *images.shape[1:]))
    for digit in range(10):
        means[digit] = images[labels == digit].mean(axis=0)
    return means

# %% right: TensorFlow, cast first
def mean_images(images, labels):
    floats = tf.cast(images, tf.float32)
    return tf.stack([tf.reduce_mean(floats[labels == digit], axis=0) for digit in range(10)])

# %% right: summed image by image, divided by the counts
def mean_images(images, labels):
    sums, counts = np.zeros((10,) + images.shape[1:]), np.zeros((10, 1, 1))
    for image, label in zip(images, labels):
        sums[label] += image
        counts[label] += 1
    return sums / counts

# %% right: segments
def mean_images(images, labels):
    floats = tf.cast(images, tf.float32)
    return tf.math.unsorted_segment_mean(floats, tf.cast(labels, tf.int32), 10)

# %% right: one-hot rows times pixels
def mean_images(images, labels):
    hot = np.eye(10)[labels]
    rows = images.reshape(len(images), -1)
    return (hot.T @ rows / hot.sum(axis=0)[:, np.newaxis]).reshape(10, *images.shape[1:])

# %% core: the mean of all | one for each digit
def mean_images(images, labels):
    return images.mean(axis=0)

# %% wrong: TensorFlow's mean of uint8 | the fractions are cut off
def mean_images(images, labels):
    return tf.stack([tf.reduce_mean(images[labels == digit], axis=0) for digit in range(10)])

# %% wrong: made whole | the fractions are cut off
def mean_images(images, labels):
    means = np.zeros((10, *images.shape[1:]), dtype=np.uint8)
    for digit in range(10):
        means[digit] = images[labels == digit].mean(axis=0)
    return means

# %% wrong: sums | that is the sum
def mean_images(images, labels):
    return np.stack([images[labels == digit].sum(axis=0) for digit in range(10)])

# %% wrong: sums in uint8 | wrapped around in uint8
def mean_images(images, labels):
    return np.stack([images[labels == d].sum(axis=0, dtype=np.uint8) for d in range(10)])

# %% wrong: divided by all | divided by the number of all images
def mean_images(images, labels):
    return np.stack([images[labels == d].sum(axis=0) / len(images) for d in range(10)])

# %% wrong: divided by a tenth of all | count each digit's own
def mean_images(images, labels):
    return np.stack([images[labels == d].sum(axis=0) * 10 / len(images) for d in range(10)])

# %% wrong: begins with 1 | the digit 0 is missing
def mean_images(images, labels):
    return np.stack([images[labels == digit].mean(axis=0) for digit in range(1, 10)])

# %% wrong: ends with 8 | the digit 9 is missing
def mean_images(images, labels):
    return np.stack([images[labels == digit].mean(axis=0) for digit in range(9)])

# %% wrong: in the order in which they come | number d is that of d
def mean_images(images, labels):
    order = dict.fromkeys(labels.tolist())
    return np.stack([images[labels == digit].mean(axis=0) for digit in order])

# %% wrong: one number for each digit | keep rows and columns
def mean_images(images, labels):
    return np.stack([images[labels == digit].mean() for digit in range(10)])

# %% wrong: in one row | keep rows and columns
def mean_images(images, labels):
    return np.stack([images[labels == d].mean(axis=0).ravel() for d in range(10)])

# %% wrong: the first image of each | average over all of them
def mean_images(images, labels):
    return np.stack([images[labels == digit][0] for digit in range(10)])

# %% wrong: the median | that is the median
def mean_images(images, labels):
    return np.stack([np.median(images[labels == digit], axis=0) for digit in range(10)])

# %% wrong: scaled, too | leave the scale as it is
def mean_images(images, labels):
    return np.stack([images[labels == digit].mean(axis=0) / 255 for digit in range(10)])

# %% wrong: the notebook's images | not right
def mean_images(images, labels):
    return np.stack([digits[digit_labels == d].mean(axis=0)[:3, :4] for d in range(10)])

# %% wrong: the labels' numbers as places | not right
def mean_images(images, labels):
    return np.stack([images[digit::10].mean(axis=0) for digit in range(10)])

# %% wrong: the argument changed | it changed the array
def mean_images(images, labels):
    result = np.stack([images[labels == digit].mean(axis=0) for digit in range(10)])
    images[...] = 0
    return result

# %% wrong: the return inside the loop | not right
def mean_images(images, labels):
    means = np.zeros((10, *images.shape[1:]))
    for digit in range(10):
        means[digit] = images[labels == digit].mean(axis=0)
        return means

# %% wrong: a hundred of each digit | the mean over all images with that label
def mean_images(images, labels):
    return np.stack([images[labels == digit][:100].mean(axis=0) for digit in range(10)])

# %% wrong: squeezed | an axis of size 1 is gone
def mean_images(images, labels):
    means = [images[labels == digit].mean(axis=0, keepdims=True) for digit in range(10)]
    return np.squeeze(np.stack(means))

# %% wrong: along the rows | average along the axis that counts the images
def mean_images(images, labels):
    return [images[labels == digit].mean(axis=1) for digit in range(10)]

# %% wrong: the largest | the largest pixels
def mean_images(images, labels):
    return np.stack([images[labels == digit].max(axis=0) for digit in range(10)])

# %% wrong: MNIST's, whatever came | are those of MNIST
def mean_images(images, labels):
    return np.stack([digits[digit_labels == digit].mean(axis=0) for digit in range(10)])

# %% wrong: MNIST's size written in | the images have another size here
def mean_images(images, labels):
    means = np.zeros((10, 28, 28))
    for digit in range(10):
        means[digit] = images[labels == digit].mean(axis=0)
    return means

# %% wrong: written over the first ten images | it changed the array
def mean_images(images, labels):
    for digit in range(10):
        images[digit] = images[labels == digit].mean(axis=0)
    return images[:10]

# %% equal: images in a list are accepted
# -     return np.stack([images[labels == digit].mean(axis=0) for digit in range(10)])
# +     return [images[labels == digit].mean(axis=0) for digit in range(10)]
# -     return tf.stack([tf.reduce_mean(floats[labels == digit], axis=0) for digit in range(10)])
# +     return [tf.reduce_mean(floats[labels == digit], axis=0) for digit in range(10)]

# %% equal: every number is written over
# -     means = np.zeros((10, *images.shape[1:]))
# +     means = np.ones((10, *images.shape[1:]))

# %% equal: with more places it is closer still, and TensorFlow makes fractions where it divides whole numbers
# -     floats = tf.cast(images, tf.float32)
# +     floats = tf.cast(images, tf.float64)
# -     floats = tf.cast(images, tf.float32)
# +     floats = tf.cast(images, tf.int32)

# %% equal: labels are the same numbers in either dtype
# -     return tf.math.unsorted_segment_mean(floats, tf.cast(labels, tf.int32), 10)
# +     return tf.math.unsorted_segment_mean(floats, tf.cast(labels, tf.int64), 10)

# %% equal: NumPy takes any number below 0 for -1
# -     rows = images.reshape(len(images), -1)
# +     rows = images.reshape(len(images), -2)

# %% equal: of two axes the last but one is axis 0
# -     return (hot.T @ rows / hot.sum(axis=0)[:, np.newaxis]).reshape(10, *images.shape[1:])
# +     return (hot.T @ rows / hot.sum(axis=-2)[:, np.newaxis]).reshape(10, *images.shape[1:])
