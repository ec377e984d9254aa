# %% right: from_tensor_slices, then batch
def batches(images, labels, batch_size):
    return tf.data.Dataset.from_tensor_slices((images, labels)).batch(batch_size)

# %% right: two datasets zipped, and prefetch
def batches(images, labels, batch_size):
    x = tf.data.Dataset.from_tensor_slices(images)
    y = tf.data.Dataset.from_tensor_slices(labels)
    return tf.data.Dataset.zip((x, y)).batch(batch_size).prefetch(tf.data.AUTOTUNE)

# %% right: batched apart, then zipped
def batches(images, labels, batch_size):
    x = tf.data.Dataset.from_tensor_slices(images).batch(batch_size)
    y = tf.data.Dataset.from_tensor_slices(labels).batch(batch_size)
    return tf.data.Dataset.zip(x, y)

# %% right: from a generator
def batches(images, labels, batch_size):
    def pairs():
        for start in range(0, len(images), batch_size):
            yield images[start : start + batch_size], labels[start : start + batch_size]

    signature = (
        tf.TensorSpec((None, *images.shape[1:]), images.dtype),
        tf.TensorSpec((None,), labels.dtype),
    )
    return tf.data.Dataset.from_generator(pairs, output_signature=signature)

# %% right: indices, gathered
def batches(images, labels, batch_size):
    images, labels = tf.constant(images), tf.constant(labels)
    order = tf.data.Dataset.range(len(images)).batch(batch_size)
    return order.map(lambda i: (tf.gather(images, i), tf.gather(labels, i)))

# %% right: in two steps, cached
def batches(images, labels, batch_size):
    dataset = tf.data.Dataset.from_tensor_slices((images, labels))
    dataset = dataset.cache()
    dataset = dataset.batch(batch_size, drop_remainder=False)
    return dataset

# %% wrong: images and labels shuffled apart | the label of another image
def batches(images, labels, batch_size):
    x = tf.data.Dataset.from_tensor_slices(images).shuffle(len(images))
    y = tf.data.Dataset.from_tensor_slices(labels).shuffle(len(labels))
    return tf.data.Dataset.zip((x, y)).batch(batch_size)

# %% wrong: the remainder dropped | the last images are lost
def batches(images, labels, batch_size):
    pairs = tf.data.Dataset.from_tensor_slices((images, labels))
    return pairs.batch(batch_size, drop_remainder=True)

# %% core: no batches | one image; put several together
def batches(images, labels, batch_size):
    return tf.data.Dataset.from_tensor_slices((images, labels))

# %% wrong: what batch returns is thrown away | one image; put several together
def batches(images, labels, batch_size):
    dataset = tf.data.Dataset.from_tensor_slices((images, labels))
    dataset.batch(batch_size)
    return dataset

# %% wrong: images alone | one tensor
def batches(images, labels, batch_size):
    return tf.data.Dataset.from_tensor_slices(images).batch(batch_size)

# %% wrong: always 32 | use the argument `batch_size`
def batches(images, labels, batch_size):
    return tf.data.Dataset.from_tensor_slices((images, labels)).batch(32)

# %% wrong: always 2 | use the argument `batch_size`
def batches(images, labels, batch_size):
    return tf.data.Dataset.from_tensor_slices((images, labels)).batch(2)

# %% wrong: from_tensors | everything is one item
def batches(images, labels, batch_size):
    return tf.data.Dataset.from_tensors((images, labels)).batch(batch_size)

# %% wrong: a list in place of a tuple | with round brackets
def batches(images, labels, batch_size):
    return tf.data.Dataset.from_tensor_slices([images, labels]).batch(batch_size)

# %% wrong: two arguments in place of a tuple | one argument, the tuple
def batches(images, labels, batch_size):
    return tf.data.Dataset.from_tensor_slices(images, labels).batch(batch_size)

# %% wrong: labels first | images come first
def batches(images, labels, batch_size):
    return tf.data.Dataset.from_tensor_slices((labels, images)).batch(batch_size)

# %% wrong: without end | does it repeat
def batches(images, labels, batch_size):
    return tf.data.Dataset.from_tensor_slices((images, labels)).batch(batch_size).repeat()

# %% wrong: every image twice | that is 22 in all
def batches(images, labels, batch_size):
    return tf.data.Dataset.from_tensor_slices((images, labels)).repeat(2).batch(batch_size)

# %% wrong: the images as they came | expected a tf.data.Dataset
def batches(images, labels, batch_size):
    return images

# %% wrong: shuffled | don't shuffle here
def batches(images, labels, batch_size):
    pairs = tf.data.Dataset.from_tensor_slices((images, labels))
    return pairs.shuffle(len(images)).batch(batch_size)

# %% wrong: a list | expected a tf.data.Dataset, got list
def batches(images, labels, batch_size):
    starts = range(0, len(images), batch_size)
    return [(images[i : i + batch_size], labels[i : i + batch_size]) for i in starts]

# %% wrong: a generator | expected a tf.data.Dataset, got a generator
def batches(images, labels, batch_size):
    for i in range(0, len(images), batch_size):
        yield images[i : i + batch_size], labels[i : i + batch_size]

# %% wrong: scaled on the way | hand them out as they are
def batches(images, labels, batch_size):
    return tf.data.Dataset.from_tensor_slices((images / 255, labels)).batch(batch_size)

# %% wrong: only the first batch | that is 4 in all
def batches(images, labels, batch_size):
    return tf.data.Dataset.from_tensor_slices((images, labels)).batch(batch_size).take(1)

# %% wrong: a dictionary | expected a pair
def batches(images, labels, batch_size):
    return tf.data.Dataset.from_tensor_slices({"x": images, "y": labels}).batch(batch_size)

# %% wrong: the notebook's digits | are those MNIST's
def batches(images, labels, batch_size):
    return tf.data.Dataset.from_tensor_slices((digits, digit_labels)).batch(batch_size)

# %% wrong: the notebook's labels | are those MNIST's
def batches(images, labels, batch_size):
    return tf.data.Dataset.from_tensor_slices((images, digit_labels)).batch(batch_size)

# %% wrong: cast to uint8, as MNIST is | they went in as float32
def batches(images, labels, batch_size):
    images, labels = images.astype("uint8"), labels.astype("uint8")
    return tf.data.Dataset.from_tensor_slices((images, labels)).batch(batch_size)

# %% wrong: labels cast to uint8 | they went in as int64
def batches(images, labels, batch_size):
    pairs = tf.data.Dataset.from_tensor_slices((images, labels))
    return pairs.map(lambda x, y: (x, tf.cast(y, tf.uint8))).batch(batch_size)

# %% wrong: the labels sorted behind the dataset | changed the array
def batches(images, labels, batch_size):
    dataset = tf.data.Dataset.from_tensor_slices((images, labels)).batch(batch_size)
    labels.sort()
    return dataset

# %% equal: what is prefetched comes sooner, and is the same
# -     return tf.data.Dataset.zip((x, y)).batch(batch_size).prefetch(tf.data.AUTOTUNE)
# +     return tf.data.Dataset.zip((x, y)).batch(batch_size)

# %% equal: TensorFlow gathers from arrays, too
# -     images, labels = tf.constant(images), tf.constant(labels)
# +     …

# %% equal: what is cached is the same, and all of it is kept by default
# -     dataset = dataset.cache()
# +     …
# -     dataset = dataset.batch(batch_size, drop_remainder=False)
# +     dataset = dataset.batch(batch_size)
