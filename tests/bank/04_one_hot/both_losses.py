# %% right: Keras's losses
def both_losses(labels, probabilities):
    sparse = tf.keras.losses.SparseCategoricalCrossentropy()
    categorical = tf.keras.losses.CategoricalCrossentropy()
    vectors = tf.one_hot(labels, probabilities.shape[1])
    return sparse(labels, probabilities), categorical(vectors, probabilities)

# %% right: the formulas in NumPy
def both_losses(labels, probabilities):
    count, num_classes = probabilities.shape
    logs = np.log(probabilities)
    vectors = np.eye(num_classes)[labels]
    return -logs[np.arange(count), labels].mean(), -(vectors * logs).sum(axis=1).mean()

# %% right: Keras's functions and a mean
def both_losses(labels, probabilities):
    vectors = tf.keras.utils.to_categorical(labels, probabilities.shape[1])
    first = tf.keras.losses.sparse_categorical_crossentropy(labels, probabilities)
    second = tf.keras.losses.categorical_crossentropy(vectors, probabilities)
    return [float(tf.reduce_mean(first)), float(tf.reduce_mean(second))]

# %% right: an array of two
def both_losses(labels, probabilities):
    vectors = (labels[:, None] == np.arange(probabilities.shape[1])).astype(probabilities.dtype)
    first = np.mean([-np.log(row[label]) for row, label in zip(probabilities, labels)])
    return np.array([first, -np.sum(vectors * np.log(probabilities)) / len(labels)])

# %% right: logits made of the probabilities
def both_losses(labels, probabilities):
    logits = tf.math.log(probabilities)
    first = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
    second = tf.nn.softmax_cross_entropy_with_logits(tf.one_hot(labels, logits.shape[1], dtype=logits.dtype), logits)
    return tf.reduce_mean(first), tf.reduce_mean(second)

# %% core: the labels to both | which form of the labels
def both_losses(labels, probabilities):
    sparse = tf.keras.losses.SparseCategoricalCrossentropy()
    categorical = tf.keras.losses.CategoricalCrossentropy()
    return sparse(labels, probabilities), categorical(labels, probabilities)

# %% wrong: the vectors to both | which form of the labels
def both_losses(labels, probabilities):
    vectors = tf.one_hot(labels, probabilities.shape[1])
    sparse = tf.keras.losses.SparseCategoricalCrossentropy()
    categorical = tf.keras.losses.CategoricalCrossentropy()
    return sparse(vectors, probabilities), categorical(vectors, probabilities)

# %% wrong: the number of classes left out | how many columns
def both_losses(labels, probabilities):
    sparse = tf.keras.losses.SparseCategoricalCrossentropy()
    categorical = tf.keras.losses.CategoricalCrossentropy()
    vectors = tf.keras.utils.to_categorical(labels)
    return sparse(labels, probabilities), categorical(vectors, probabilities)

# %% wrong: a loss for each image | take their mean
def both_losses(labels, probabilities):
    vectors = tf.one_hot(labels, probabilities.shape[1])
    first = tf.keras.losses.sparse_categorical_crossentropy(labels, probabilities)
    return first, tf.keras.losses.categorical_crossentropy(vectors, probabilities)

# %% wrong: sums | take the mean
def both_losses(labels, probabilities):
    losses = -np.log(probabilities[np.arange(len(labels)), labels])
    return losses.sum(), losses.sum()

# %% wrong: the mean over the whole table | all places of the table
def both_losses(labels, probabilities):
    vectors = np.eye(probabilities.shape[1])[labels]
    first = -np.log(probabilities[np.arange(len(labels)), labels]).mean()
    return first, -(vectors * np.log(probabilities)).mean()

# %% wrong: logits | probabilities already
def both_losses(labels, probabilities):
    vectors = tf.one_hot(labels, probabilities.shape[1])
    sparse = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    categorical = tf.keras.losses.CategoricalCrossentropy(from_logits=True)
    return sparse(labels, probabilities), categorical(vectors, probabilities)

# %% wrong: no minus | the sign
def both_losses(labels, probabilities):
    loss = np.log(probabilities[np.arange(len(labels)), labels]).mean()
    return loss, loss

# %% wrong: base 2 | natural
def both_losses(labels, probabilities):
    loss = -np.log2(probabilities[np.arange(len(labels)), labels]).mean()
    return loss, loss

# %% wrong: the likeliest class | the right one
def both_losses(labels, probabilities):
    loss = -np.log(probabilities.max(axis=1)).mean()
    return loss, loss

# %% wrong: one number | expected two numbers
def both_losses(labels, probabilities):
    return tf.keras.losses.SparseCategoricalCrossentropy()(labels, probabilities)

# %% wrong: the probabilities first | the labels come first
def both_losses(labels, probabilities):
    vectors = tf.one_hot(labels, probabilities.shape[1])
    sparse = tf.keras.losses.SparseCategoricalCrossentropy()
    categorical = tf.keras.losses.CategoricalCrossentropy()
    return sparse(labels, probabilities), categorical(probabilities, vectors)

# %% wrong: no logarithm | no logarithm
def both_losses(labels, probabilities):
    loss = 1 - probabilities[np.arange(len(labels)), labels].mean()
    return loss, loss

# %% wrong: the number of the example | not right
def both_losses(labels, probabilities):
    return 0.5249, 0.5249

# %% right: in float16
def both_losses(labels, probabilities):
    logs = np.log(probabilities.astype("float16"))
    vectors = np.eye(logs.shape[1], dtype="float16")[labels]
    return -logs[np.arange(len(labels)), labels].mean(), -(vectors * logs).sum(axis=1).mean()

# %% wrong: the probabilities first, twice | handed in first
def both_losses(labels, probabilities):
    vectors = tf.one_hot(labels, probabilities.shape[1])
    sparse = tf.keras.losses.SparseCategoricalCrossentropy()
    categorical = tf.keras.losses.CategoricalCrossentropy()
    return sparse(probabilities, labels), categorical(probabilities, vectors)

# %% wrong: whole columns | whole columns
def both_losses(labels, probabilities):
    loss = -np.log(probabilities[:, labels]).mean()
    return loss, loss

# %% wrong: the number of classes left out, by hand | how many columns
def both_losses(labels, probabilities):
    vectors = np.eye(labels.max() + 1)[labels]
    first = -np.log(probabilities[np.arange(len(labels)), labels]).mean()
    return first, -(vectors * np.log(probabilities)).sum(axis=1).mean()

# %% wrong: a tenth too much | not right
def both_losses(labels, probabilities):
    loss = -np.log(probabilities[np.arange(len(labels)), labels]).mean()
    return loss, loss * 1.1

# %% wrong: probabilities cut at a thousandth | which is not right
def both_losses(labels, probabilities):
    right = np.clip(probabilities[np.arange(len(labels)), labels], 1e-3, 1)
    return -np.log(right).mean(), -np.log(right).mean()

# %% wrong: no probability below 0.01 | -log of the right class's probability
def both_losses(labels, probabilities):
    right = probabilities[np.arange(len(labels)), labels]
    value = -np.log(np.clip(right, 0.01, 1)).mean()
    return value, value

# %% wrong: rounded to two places | -log of the right class's probability
def both_losses(labels, probabilities):
    value = round(float(-np.log(probabilities[np.arange(len(labels)), labels]).mean()), 2)
    return value, value

# %% wrong: the logarithms written into the array | the probabilities that were handed in are changed
def both_losses(labels, probabilities):
    logs = np.log(probabilities, out=probabilities)
    loss = -logs[np.arange(len(labels)), labels].mean()
    return loss, loss

# %% wrong: the labels made to count from 1 and left so | the labels that were handed in are changed
def both_losses(labels, probabilities):
    count = probabilities.shape[1]
    first = tf.keras.losses.SparseCategoricalCrossentropy()(labels, probabilities)
    labels += 1
    vectors = (labels[:, None] == np.arange(1, count + 1)).astype("float32")
    return first, tf.keras.losses.CategoricalCrossentropy()(vectors, probabilities)

# %% equal: both are the same number, so either may stand first
# -     return sparse(labels, probabilities), categorical(vectors, probabilities)
# +     return categorical(vectors, probabilities), sparse(labels, probabilities)
# -     return -logs[np.arange(count), labels].mean(), -(vectors * logs).sum(axis=1).mean()
# +     return -(vectors * logs).sum(axis=1).mean(), -logs[np.arange(count), labels].mean()
# -     return [float(tf.reduce_mean(first)), float(tf.reduce_mean(second))]
# +     return [float(tf.reduce_mean(second)), float(tf.reduce_mean(first))]
# -     return np.array([first, -np.sum(vectors * np.log(probabilities)) / len(labels)])
# +     return np.array([-np.sum(vectors * np.log(probabilities)) / len(labels), first])
# -     return tf.reduce_mean(first), tf.reduce_mean(second)
# +     return tf.reduce_mean(second), tf.reduce_mean(first)
# -     return -logs[np.arange(len(labels)), labels].mean(), -(vectors * logs).sum(axis=1).mean()
# +     return -(vectors * logs).sum(axis=1).mean(), -logs[np.arange(len(labels)), labels].mean()

# %% equal: of two axes the last one is axis 1
# -     return -logs[np.arange(count), labels].mean(), -(vectors * logs).sum(axis=1).mean()
# +     return -logs[np.arange(count), labels].mean(), -(vectors * logs).sum(axis=-1).mean()
# -     return -logs[np.arange(len(labels)), labels].mean(), -(vectors * logs).sum(axis=1).mean()
# +     return -logs[np.arange(len(labels)), labels].mean(), -(vectors * logs).sum(axis=-1).mean()

# %% equal: two numbers are accepted in any form
# -     return [float(tf.reduce_mean(first)), float(tf.reduce_mean(second))]
# +     return [tf.reduce_mean(first), float(tf.reduce_mean(second))]
# -     return [float(tf.reduce_mean(first)), float(tf.reduce_mean(second))]
# +     return [float(tf.reduce_mean(first)), tf.reduce_mean(second)]
# -     return np.array([first, -np.sum(vectors * np.log(probabilities)) / len(labels)])
# +     return [first, -np.sum(vectors * np.log(probabilities)) / len(labels)]

# %% equal: NumPy and TensorFlow multiply with any of these dtypes
# -     vectors = (labels[:, None] == np.arange(probabilities.shape[1])).astype(probabilities.dtype)
# +     vectors = labels[:, None] == np.arange(probabilities.shape[1])
# -     second = tf.nn.softmax_cross_entropy_with_logits(tf.one_hot(labels, logits.shape[1], dtype=logits.dtype), logits)
# +     second = tf.nn.softmax_cross_entropy_with_logits(tf.one_hot(labels, logits.shape[1]), logits)
# -     vectors = np.eye(logs.shape[1], dtype="float16")[labels]
# +     vectors = np.eye(logs.shape[1]…)[labels]

# %% equal: with more places it is closer still
# -     logs = np.log(probabilities.astype("float16"))
# +     logs = np.log(probabilities…)
