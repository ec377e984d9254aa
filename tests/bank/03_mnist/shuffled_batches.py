# %% right: shuffle, then batch
def shuffled_batches(images, labels, batch_size):
    pairs = tf.data.Dataset.from_tensor_slices((images, labels))
    return pairs.shuffle(len(images)).batch(batch_size)

# %% right: the function of the exercise before, on a new order
def shuffled_batches(images, labels, batch_size):
    order = np.random.default_rng().permutation(len(images))
    return batches(images[order], labels[order], batch_size)

# %% right: a large buffer, a seed, prefetch
def shuffled_batches(images, labels, batch_size):
    dataset = tf.data.Dataset.from_tensor_slices((images, labels))
    dataset = dataset.shuffle(buffer_size=60000, seed=3, reshuffle_each_iteration=False)
    return dataset.batch(batch_size).prefetch(2)

# %% right: one order for both, by NumPy
def shuffled_batches(images, labels, batch_size):
    order = np.random.permutation(len(images))
    return tf.data.Dataset.from_tensor_slices((images[order], labels[order])).batch(batch_size)

# %% right: indices are shuffled, images gathered
def shuffled_batches(images, labels, batch_size):
    images, labels = tf.constant(images), tf.constant(labels)
    order = tf.data.Dataset.range(len(images)).shuffle(len(images)).batch(batch_size)
    return order.map(lambda i: (tf.gather(images, i), tf.gather(labels, i)))

# %% right: two datasets zipped, then shuffled; the size from the dataset
def shuffled_batches(images, labels, batch_size):
    x = tf.data.Dataset.from_tensor_slices(images)
    y = tf.data.Dataset.from_tensor_slices(labels)
    pairs = tf.data.Dataset.zip(x, y)
    return pairs.shuffle(pairs.cardinality()).batch(batch_size)

# %% right: shuffled apart, with one seed, in whole orders
def shuffled_batches(images, labels, batch_size):
    order = tf.random.shuffle(tf.range(len(images)))
    x, y = tf.gather(images, order), tf.gather(labels, order)
    return tf.data.Dataset.from_tensor_slices((x, y)).batch(batch_size)

# %% core: images and labels shuffled apart | the label of another image
def shuffled_batches(images, labels, batch_size):
    x = tf.data.Dataset.from_tensor_slices(images).shuffle(len(images))
    y = tf.data.Dataset.from_tensor_slices(labels).shuffle(len(labels))
    return tf.data.Dataset.zip((x, y)).batch(batch_size)

# %% wrong: images alone shuffled | the label of another image
def shuffled_batches(images, labels, batch_size):
    images = np.random.permutation(images)
    return tf.data.Dataset.from_tensor_slices((images, labels)).batch(batch_size)

# %% wrong: batch, then shuffle | were whole batches shuffled, not images
def shuffled_batches(images, labels, batch_size):
    pairs = tf.data.Dataset.from_tensor_slices((images, labels))
    return pairs.batch(batch_size).shuffle(len(images))

# %% wrong: a buffer of one batch | can the buffer of `shuffle` hold all images
def shuffled_batches(images, labels, batch_size):
    pairs = tf.data.Dataset.from_tensor_slices((images, labels))
    return pairs.shuffle(batch_size).batch(batch_size)

# %% wrong: a buffer of 1,000, whatever the size | can the buffer of `shuffle` hold all images
def shuffled_batches(images, labels, batch_size):
    pairs = tf.data.Dataset.from_tensor_slices((images, labels))
    return pairs.shuffle(1000).batch(batch_size)

# %% wrong: a buffer of 10,000, whatever the size | can the buffer of `shuffle` hold all images
def shuffled_batches(images, labels, batch_size):
    pairs = tf.data.Dataset.from_tensor_slices((images, labels))
    return pairs.shuffle(10000).batch(batch_size)

# %% wrong: not shuffled | in the order in which they went in
def shuffled_batches(images, labels, batch_size):
    return tf.data.Dataset.from_tensor_slices((images, labels)).batch(batch_size)

# %% wrong: a buffer of 1 | in the order in which they went in
def shuffled_batches(images, labels, batch_size):
    pairs = tf.data.Dataset.from_tensor_slices((images, labels))
    return pairs.shuffle(1).batch(batch_size)

# %% wrong: backwards | in reversed order
def shuffled_batches(images, labels, batch_size):
    return tf.data.Dataset.from_tensor_slices((images[::-1], labels[::-1])).batch(batch_size)

# %% wrong: no buffer given | how many items its buffer holds
def shuffled_batches(images, labels, batch_size):
    pairs = tf.data.Dataset.from_tensor_slices((images, labels))
    return pairs.shuffle().batch(batch_size)

# %% wrong: drawn with repetition | each image should come once
def shuffled_batches(images, labels, batch_size):
    order = np.random.choice(len(images), len(images))
    return tf.data.Dataset.from_tensor_slices((images[order], labels[order])).batch(batch_size)

# %% wrong: repeated without end, as for a training loop | does it repeat
def shuffled_batches(images, labels, batch_size):
    pairs = tf.data.Dataset.from_tensor_slices((images, labels))
    return pairs.shuffle(len(images)).repeat().batch(batch_size)

# %% wrong: the remainder dropped | the last images are lost
def shuffled_batches(images, labels, batch_size):
    pairs = tf.data.Dataset.from_tensor_slices((images, labels))
    return pairs.shuffle(len(images)).batch(batch_size, drop_remainder=True)

# %% wrong: the caller's arrays shuffled | it changed the array
def shuffled_batches(images, labels, batch_size):
    state = np.random.get_state()
    np.random.shuffle(images)
    np.random.set_state(state)
    np.random.shuffle(labels)
    return tf.data.Dataset.from_tensor_slices((images, labels)).batch(batch_size)

# %% right: copies, shuffled alike
def shuffled_batches(images, labels, batch_size):
    images, labels = images.copy(), labels.copy()
    np.random.default_rng(7).shuffle(images)
    np.random.default_rng(7).shuffle(labels)
    return tf.data.Dataset.from_tensor_slices((images, labels)).batch(batch_size)

# %% wrong: sorted by label | sorted by their labels
def shuffled_batches(images, labels, batch_size):
    order = np.argsort(labels)
    return tf.data.Dataset.from_tensor_slices((images[order], labels[order])).batch(batch_size)

# %% wrong: a buffer of 32, whatever the size | can the buffer of `shuffle` hold all images
def shuffled_batches(images, labels, batch_size):
    pairs = tf.data.Dataset.from_tensor_slices((images, labels))
    return pairs.shuffle(32).batch(batch_size)

# %% wrong: the notebook's digits | are those MNIST's
def shuffled_batches(images, labels, batch_size):
    pairs = tf.data.Dataset.from_tensor_slices((digits, digit_labels))
    return pairs.shuffle(len(images)).batch(batch_size)

# %% wrong: every other image, backwards: the even ones, then the odd ones | a fixed pattern
def shuffled_batches(images, labels, batch_size):
    n = len(images)
    order = np.array([*range(n)[::-2], *range(n)[-2::-2]])
    return tf.data.Dataset.from_tensor_slices((images[order], labels[order])).batch(batch_size)

# %% wrong: hardly mixed: where an image was still counts | images tend to come
def shuffled_batches(images, labels, batch_size):
    n = len(images)
    order = np.argsort(np.arange(n) + np.random.uniform(-3 * n, 3 * n, n))
    return tf.data.Dataset.from_tensor_slices((images[order], labels[order])).batch(batch_size)

# %% wrong: cast to uint8, as MNIST is | they went in as float32
def shuffled_batches(images, labels, batch_size):
    images, labels = images.astype("uint8"), labels.astype("uint8")
    pairs = tf.data.Dataset.from_tensor_slices((images, labels))
    return pairs.shuffle(len(images)).batch(batch_size)

# %% equal: any order will do, whatever its seed and however often it is drawn
# -     dataset = dataset.shuffle(buffer_size=60000, seed=3, reshuffle_each_iteration=False)
# +     dataset = dataset.shuffle(buffer_size=…)

# %% equal: what is prefetched comes sooner, and is the same
# -     return dataset.batch(batch_size).prefetch(2)
# +     return dataset.batch(batch_size)…

# %% equal: TensorFlow gathers from arrays, too
# -     images, labels = tf.constant(images), tf.constant(labels)
# +     …
