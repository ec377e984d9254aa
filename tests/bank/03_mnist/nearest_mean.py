# %% right: a loop over the means
def nearest_mean(means, images):
    distances = [np.sum((images - mean) ** 2, axis=(1, 2)) for mean in means]
    return np.argmin(distances, axis=0)

# %% right: a loop over the images
def nearest_mean(means, images):
    answers = []
    for image in images:
        answers.append(int(np.argmin(((means - image) ** 2).sum(axis=(1, 2)))))
    return answers

# %% right: one more axis
def nearest_mean(means, images):
    apart = images[:, np.newaxis] - means[np.newaxis]
    return (apart**2).sum(axis=(2, 3)).argmin(axis=1)

# %% right: the root as well
def nearest_mean(means, images):
    distances = np.stack([np.linalg.norm(images - mean, axis=(1, 2)) for mean in means])
    return distances.argmin(axis=0)

# %% right: TensorFlow, a column for each mean
def nearest_mean(means, images):
    images = tf.cast(images, tf.float64)
    columns = [tf.reduce_sum((images - mean) ** 2, axis=[1, 2]) for mean in means]
    return tf.argmin(tf.stack(columns, axis=1), axis=1)

# %% right: the mean of the squares, scaled
def nearest_mean(means, images):
    distances = [(((images - mean) / 255) ** 2).mean(axis=(1, 2)) for mean in means]
    return np.array(distances).T.argmin(axis=1)

# %% right: two loops and the smallest so far
def nearest_mean(means, images):
    answers = np.zeros(len(images), dtype=int)
    for i, image in enumerate(images):
        best = float("inf")
        for k, mean in enumerate(means):
            distance = float(np.sum(np.square(image - mean)))
            if distance < best:
                best, answers[i] = distance, k
    return answers

# %% right: multiplied out
def nearest_mean(means, images):
    rows = images.reshape(len(images), -1).astype(float)
    columns = means.reshape(len(means), -1)
    return np.argmin((columns**2).sum(axis=1) - 2 * rows @ columns.T, axis=1)

# %% wrong: the farthest | those are the farthest
def nearest_mean(means, images):
    distances = [np.sum((images - mean) ** 2, axis=(1, 2)) for mean in means]
    return np.argmax(distances, axis=0)

# %% core: no squares | square the differences before you add
def nearest_mean(means, images):
    distances = [np.sum(images - mean, axis=(1, 2)) for mean in means]
    return np.argmin(distances, axis=0)

# %% wrong: the square of the sum | by its brightness alone
def nearest_mean(means, images):
    distances = [np.sum(images - mean, axis=(1, 2)) ** 2 for mean in means]
    return np.argmin(distances, axis=0)

# %% wrong: without their signs | without their signs
def nearest_mean(means, images):
    distances = [np.sum(np.abs(images - mean), axis=(1, 2)) for mean in means]
    return np.argmin(distances, axis=0)

# %% wrong: the largest product | favours bright ones
def nearest_mean(means, images):
    return np.argmax([np.sum(images * mean, axis=(1, 2)) for mean in means], axis=0)

# %% wrong: the means in uint8 | wrapped around in uint8
def nearest_mean(means, images):
    whole = means.astype(np.uint8)
    distances = [np.sum((images - mean).astype(float) ** 2, axis=(1, 2)) for mean in whole]
    return np.argmin(distances, axis=0)

# %% wrong: along the images | expected shape
def nearest_mean(means, images):
    distances = [np.sum((images - mean) ** 2, axis=(1, 2)) for mean in means]
    return np.argmin(distances, axis=1)

# %% wrong: the distances | which of them is the smallest
def nearest_mean(means, images):
    return np.stack([np.sum((images - m) ** 2, axis=(1, 2)) for m in means], axis=1)

# %% wrong: the smallest distance | which of the means it is
def nearest_mean(means, images):
    distances = [np.sum((images - mean) ** 2, axis=(1, 2)) for mean in means]
    return np.min(distances, axis=0)

# %% wrong: all at once | take the means one after the other
def nearest_mean(means, images):
    return np.argmin(np.sum((images - means) ** 2, axis=(1, 2)), axis=0)

# %% wrong: one answer for all | one answer for each image
def nearest_mean(means, images):
    distances = [np.sum((images - mean) ** 2) for mean in means]
    return np.argmin(distances)

# %% wrong: the first row alone | answers are not the nearest mean
def nearest_mean(means, images):
    distances = [np.sum((images[:, 0] - mean[0]) ** 2, axis=1) for mean in means]
    return np.argmin(distances, axis=0)

# %% wrong: counts from 1 | count from 0
def nearest_mean(means, images):
    distances = [np.sum((images - mean) ** 2, axis=(1, 2)) for mean in means]
    return np.argmin(distances, axis=0) + 1

# %% wrong: the largest difference alone | answers are not the nearest mean
def nearest_mean(means, images):
    distances = [np.max((images - mean) ** 2, axis=(1, 2)) for mean in means]
    return np.argmin(distances, axis=0)

# %% wrong: ten means, whatever comes | out of bounds
def nearest_mean(means, images):
    distances = [np.sum((images - means[d]) ** 2, axis=(1, 2)) for d in range(10)]
    return np.argmin(distances, axis=0)

# %% wrong: the notebook's labels | answers are not the nearest mean
def nearest_mean(means, images):
    return digit_labels[: len(images)] % len(means)

# %% wrong: a batch of one squeezed away | one answer for each image
def nearest_mean(means, images):
    distances = [np.sum((images - mean) ** 2, axis=(1, 2)) for mean in means]
    return np.squeeze(np.argmin(distances, axis=0))

# %% wrong: the images changed | it changed the array
def nearest_mean(means, images):
    distances = [np.sum((images - mean) ** 2, axis=(1, 2)) for mean in means]
    images //= 255
    return np.argmin(distances, axis=0)

# %% wrong: ten means at most | are not the nearest mean
def nearest_mean(means, images):
    return np.argmin([np.sum((images - mean) ** 2, axis=(1, 2)) for mean in means[:10]], axis=0)

# %% wrong: the means rounded | the means are rounded
def nearest_mean(means, images):
    whole = np.round(means)
    return np.argmin([np.sum((images - mean) ** 2, axis=(1, 2)) for mean in whole], axis=0)

# %% wrong: the nearest image to each mean | expected shape (6,), got (3,)
def nearest_mean(means, images):
    return np.argmin([np.sum((images - mean) ** 2, axis=(1, 2)) for mean in means], axis=1)

# %% wrong: 784 written in | is the size of MNIST's images written in
def nearest_mean(means, images):
    rows = images.reshape(-1, 784)
    return np.argmin([np.sum((rows - mean) ** 2, axis=1) for mean in means.reshape(-1, 784)], axis=0)

# %% wrong: MNIST's means, whatever came | use the arguments
def nearest_mean(means, images):
    own = [digits[digit_labels == digit].mean(axis=0) for digit in range(10)]
    return np.argmin([np.sum((images - mean) ** 2, axis=(1, 2)) for mean in own], axis=0)

# %% wrong: answers of uint8, as the labels are | an answer above 255 wrapped around
def nearest_mean(means, images):
    distances = [np.sum((images - mean) ** 2, axis=(1, 2)) for mean in means]
    return np.argmin(distances, axis=0).astype(np.uint8)

# %% equal: of two axes the last one is axis 1, and the last but one axis 0
# -     return np.argmin(distances, axis=0)
# +     return np.argmin(distances, axis=-2)
# -     return (apart**2).sum(axis=(2, 3)).argmin(axis=1)
# +     return (apart**2).sum(axis=(2, 3)).argmin(axis=-1)
# -     return distances.argmin(axis=0)
# +     return distances.argmin(axis=-2)
# -     return tf.argmin(tf.stack(columns, axis=1), axis=1)
# +     return tf.argmin(tf.stack(columns, axis=1), axis=-1)
# -     return tf.argmin(tf.stack(columns, axis=1), axis=1)
# +     return tf.argmin(tf.stack(columns, axis=-1), axis=1)
# -     return np.array(distances).T.argmin(axis=1)
# +     return np.array(distances).T.argmin(axis=-1)
# -     return np.argmin((columns**2).sum(axis=1) - 2 * rows @ columns.T, axis=1)
# +     return np.argmin((columns**2).sum(axis=1) - 2 * rows @ columns.T, axis=-1)
# -     return np.argmin((columns**2).sum(axis=1) - 2 * rows @ columns.T, axis=1)
# +     return np.argmin((columns**2).sum(axis=-1) - 2 * rows @ columns.T, axis=1)

# %% equal: the mean of the squares is smallest where their sum is, on any scale
# -     distances = [np.sum((images - mean) ** 2, axis=(1, 2)) for mean in means]
# +     distances = [np.mean((images - mean) ** 2, axis=(1, 2)) for mean in means]
# -         answers.append(int(np.argmin(((means - image) ** 2).sum(axis=(1, 2)))))
# +         answers.append(int(np.argmin(((means - image) ** 2).mean(axis=(1, 2)))))
# -     return (apart**2).sum(axis=(2, 3)).argmin(axis=1)
# +     return (apart**2).mean(axis=(2, 3)).argmin(axis=1)
# -     columns = [tf.reduce_sum((images - mean) ** 2, axis=[1, 2]) for mean in means]
# +     columns = [tf.reduce_mean((images - mean) ** 2, axis=[1, 2]) for mean in means]
# -     distances = [(((images - mean) / 255) ** 2).mean(axis=(1, 2)) for mean in means]
# +     distances = [(((images - mean) / 255) ** 2).sum(axis=(1, 2)) for mean in means]
# -     distances = [(((images - mean) / 255) ** 2).mean(axis=(1, 2)) for mean in means]
# +     distances = [(((images - mean) * 255) ** 2).mean(axis=(1, 2)) for mean in means]
# -     distances = [(((images - mean) / 255) ** 2).mean(axis=(1, 2)) for mean in means]
# +     distances = [(((images - mean) / 256) ** 2).mean(axis=(1, 2)) for mean in means]
# -     distances = [(((images - mean) / 255) ** 2).mean(axis=(1, 2)) for mean in means]
# +     distances = [(((images - mean) / 254) ** 2).mean(axis=(1, 2)) for mean in means]
# -             distance = float(np.sum(np.square(image - mean)))
# +             distance = float(np.mean(np.square(image - mean)))

# %% equal: the difference is squared, so its sign is gone
# -     distances = [np.sum((images - mean) ** 2, axis=(1, 2)) for mean in means]
# +     distances = [np.sum((mean - images) ** 2, axis=(1, 2)) for mean in means]
# -         answers.append(int(np.argmin(((means - image) ** 2).sum(axis=(1, 2)))))
# +         answers.append(int(np.argmin(((image - means) ** 2).sum(axis=(1, 2)))))
# -     apart = images[:, np.newaxis] - means[np.newaxis]
# +     apart = means[np.newaxis] - images[:, np.newaxis]
# -     distances = np.stack([np.linalg.norm(images - mean, axis=(1, 2)) for mean in means])
# +     distances = np.stack([np.linalg.norm(mean - images, axis=(1, 2)) for mean in means])
# -     columns = [tf.reduce_sum((images - mean) ** 2, axis=[1, 2]) for mean in means]
# +     columns = [tf.reduce_sum((mean - images) ** 2, axis=[1, 2]) for mean in means]
# -     distances = [(((images - mean) / 255) ** 2).mean(axis=(1, 2)) for mean in means]
# +     distances = [(((mean - images) / 255) ** 2).mean(axis=(1, 2)) for mean in means]
# -             distance = float(np.sum(np.square(image - mean)))
# +             distance = float(np.sum(np.square(mean - image)))

# %% equal: the order in which axes are named doesn't matter
# -     distances = [np.sum((images - mean) ** 2, axis=(1, 2)) for mean in means]
# +     distances = [np.sum((images - mean) ** 2, axis=(2, 1)) for mean in means]
# -         answers.append(int(np.argmin(((means - image) ** 2).sum(axis=(1, 2)))))
# +         answers.append(int(np.argmin(((means - image) ** 2).sum(axis=(2, 1)))))
# -     return (apart**2).sum(axis=(2, 3)).argmin(axis=1)
# +     return (apart**2).sum(axis=(3, 2)).argmin(axis=1)
# -     distances = np.stack([np.linalg.norm(images - mean, axis=(1, 2)) for mean in means])
# +     distances = np.stack([np.linalg.norm(images - mean, axis=(2, 1)) for mean in means])
# -     columns = [tf.reduce_sum((images - mean) ** 2, axis=[1, 2]) for mean in means]
# +     columns = [tf.reduce_sum((images - mean) ** 2, axis=[2, 1]) for mean in means]
# -     distances = [(((images - mean) / 255) ** 2).mean(axis=(1, 2)) for mean in means]
# +     distances = [(((images - mean) / 255) ** 2).mean(axis=(2, 1)) for mean in means]

# %% equal: whole numbers are accepted in any form
# -         answers.append(int(np.argmin(((means - image) ** 2).sum(axis=(1, 2)))))
# +         answers.append(np.argmin(((means - image) ** 2).sum(axis=(1, 2))))
# -     answers = np.zeros(len(images), dtype=int)
# +     answers = np.zeros(len(images))

# %% equal: an axis of size 1 in front comes by itself
# -     apart = images[:, np.newaxis] - means[np.newaxis]
# +     apart = images[:, np.newaxis] - means

# %% equal: TensorFlow casts the array itself, and the distances are far enough apart for float32
# -     images = tf.cast(images, tf.float64)
# +     pass
# -     images = tf.cast(images, tf.float64)
# +     images = images
# -     images = tf.cast(images, tf.float64)
# +     images = tf.cast(images, tf.float32)

# %% equal: every number is written over
# -     answers = np.zeros(len(images), dtype=int)
# +     answers = np.ones(len(images), dtype=int)

# %% equal: NumPy's numbers compare like Python's
# -             distance = float(np.sum(np.square(image - mean)))
# +             distance = np.sum(np.square(image - mean))

# %% accepted: which of two means that are equally near is left open
# -             if distance < best:
# +             if distance <= best:

# %% equal: NumPy takes any number below 0 for -1
# -     columns = means.reshape(len(means), -1)
# +     columns = means.reshape(len(means), -2)
# -     rows = images.reshape(len(images), -1).astype(float)
# +     rows = images.reshape(len(images), -2).astype(float)
