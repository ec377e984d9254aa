# %% right: by the number of axes
def loss_for(labels):
    if labels.ndim == 1:
        return tf.keras.losses.SparseCategoricalCrossentropy()
    return tf.keras.losses.CategoricalCrossentropy()

# %% right: names
def loss_for(labels: np.ndarray):
    return "categorical_crossentropy" if len(labels.shape) == 2 else "sparse_categorical_crossentropy"

# %% right: Keras's functions
def loss_for(labels):
    losses = {1: tf.keras.losses.sparse_categorical_crossentropy, 2: tf.keras.losses.categorical_crossentropy}
    return losses[tf.rank(labels).numpy()]

# %% right: the short form of TensorFlow, with arguments
def loss_for(labels):
    if np.ndim(labels) > 1:
        return tf.losses.CategoricalCrossentropy(from_logits=False, name="loss")
    return tf.losses.SparseCategoricalCrossentropy(from_logits=False)

# %% right: a function of one's own
def loss_for(labels):
    def loss(y_true, y_pred):
        y_true = tf.cast(y_true, tf.int32)
        rows = tf.eye(y_pred.shape[1])
        vectors = tf.gather(rows, y_true) if labels.ndim == 1 else tf.cast(y_true, tf.float32)
        return -tf.reduce_mean(tf.reduce_sum(vectors * tf.math.log(y_pred), axis=1))

    return loss

# %% core: the other way round | labels of another form
def loss_for(labels):
    if labels.ndim == 1:
        return tf.keras.losses.CategoricalCrossentropy()
    return tf.keras.losses.SparseCategoricalCrossentropy()

# %% wrong: sparse always | labels of another form
def loss_for(labels):
    return tf.keras.losses.SparseCategoricalCrossentropy()

# %% wrong: categorical always | labels of another form
def loss_for(labels):
    return tf.keras.losses.CategoricalCrossentropy()

# %% wrong: the dtype decides | labels of another form
def loss_for(labels):
    if np.issubdtype(labels.dtype, np.integer):
        return tf.keras.losses.SparseCategoricalCrossentropy()
    return tf.keras.losses.CategoricalCrossentropy()

# %% wrong: the largest number decides | labels of another form
def loss_for(labels):
    if labels.max() > 1:
        return tf.keras.losses.SparseCategoricalCrossentropy()
    return tf.keras.losses.CategoricalCrossentropy()

# %% wrong: ten columns or none | labels of another form
def loss_for(labels):
    if labels.shape[-1] == 10:
        return tf.keras.losses.CategoricalCrossentropy()
    return tf.keras.losses.SparseCategoricalCrossentropy()

# %% wrong: without the brackets | parentheses `()`
def loss_for(labels):
    if labels.ndim == 1:
        return tf.keras.losses.SparseCategoricalCrossentropy
    return tf.keras.losses.CategoricalCrossentropy

# %% wrong: logits | probabilities already
def loss_for(labels):
    if labels.ndim == 1:
        return tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    return tf.keras.losses.CategoricalCrossentropy(from_logits=True)

# %% wrong: binary for vectors | binary cross-entropy
def loss_for(labels):
    if labels.ndim == 1:
        return tf.keras.losses.SparseCategoricalCrossentropy()
    return tf.keras.losses.BinaryCrossentropy()

# %% wrong: squared error for vectors | squared error
def loss_for(labels):
    if labels.ndim == 1:
        return "sparse_categorical_crossentropy"
    return "mse"

# %% wrong: a name that is none | not the name of a loss
def loss_for(labels):
    return "sparse" if labels.ndim == 1 else "categorical"

# %% wrong: a number | return the loss itself
def loss_for(labels):
    return 0.5 if labels.ndim == 1 else 1.5

# %% wrong: no mean | a number for each image
def loss_for(labels):
    if labels.ndim == 1:
        return tf.keras.losses.SparseCategoricalCrossentropy(reduction="none")
    return tf.keras.losses.CategoricalCrossentropy(reduction="none")

# %% wrong: the sum | sum over the images
def loss_for(labels):
    if labels.ndim == 1:
        return tf.keras.losses.SparseCategoricalCrossentropy(reduction="sum")
    return tf.keras.losses.CategoricalCrossentropy(reduction="sum")

# %% wrong: a metric | a metric
def loss_for(labels):
    if labels.ndim == 1:
        return tf.keras.metrics.SparseCategoricalCrossentropy()
    return tf.keras.metrics.CategoricalCrossentropy()

# %% wrong: whole numbers only | how many axes
def loss_for(labels):
    if np.allclose(labels, np.round(labels)) and labels.max() > 1:
        return tf.keras.losses.SparseCategoricalCrossentropy()
    return tf.keras.losses.CategoricalCrossentropy()

# %% wrong: the sum decides | how many axes
def loss_for(labels):
    if labels.sum() == len(labels):
        return tf.keras.losses.CategoricalCrossentropy()
    return tf.keras.losses.SparseCategoricalCrossentropy()

# %% wrong: the numbers of a vector add up to 1 | how many axes
def loss_for(labels):
    if np.allclose(labels.sum(axis=-1), 1):
        return tf.keras.losses.CategoricalCrossentropy()
    return tf.keras.losses.SparseCategoricalCrossentropy()

# %% wrong: the labels clipped where they stand | the labels that were handed in are changed
def loss_for(labels):
    np.clip(labels, 0, 1, out=labels)
    if labels.ndim == 1:
        return tf.keras.losses.SparseCategoricalCrossentropy()
    return tf.keras.losses.CategoricalCrossentropy()

# %% equal: a loss keeps nothing from one batch to the next
# + loss_for = one_object_for_all(loss_for)

# %% equal: a loss of Keras expects probabilities by default
# -     return tf.losses.SparseCategoricalCrossentropy(from_logits=False)
# +     return tf.losses.SparseCategoricalCrossentropy()
# -         return tf.losses.CategoricalCrossentropy(from_logits=False, name="loss")
# +         return tf.losses.CategoricalCrossentropy(name="loss")

# %% equal: labels are the same numbers in either dtype
# -         y_true = tf.cast(y_true, tf.int32)
# +         y_true = tf.cast(y_true, tf.int64)

# %% equal: Keras takes the mean of what a function gives for each image
# -         return -tf.reduce_mean(tf.reduce_sum(vectors * tf.math.log(y_pred), axis=1))
# +         return -tf.reduce_sum(vectors * tf.math.log(y_pred), axis=1)

# %% equal: of two axes the last one is axis 1
# -         return -tf.reduce_mean(tf.reduce_sum(vectors * tf.math.log(y_pred), axis=1))
# +         return -tf.reduce_mean(tf.reduce_sum(vectors * tf.math.log(y_pred), axis=-1))
