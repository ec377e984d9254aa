# %% right: column 0
def column_labels(labels):
    return tf.one_hot(labels[:, 0], 10)

# %% right: squeeze along the right axis
def column_labels(labels):
    return tf.one_hot(np.squeeze(labels, axis=1), 10)

# %% right: reshape
def column_labels(labels: np.ndarray):
    return np.eye(10)[labels.reshape(-1)]

# %% right: to_categorical drops the axis by itself
def column_labels(labels):
    return tf.keras.utils.to_categorical(labels, num_classes=10)

# %% right: the axis goes afterwards
def column_labels(labels):
    return tf.squeeze(tf.one_hot(labels, 10), axis=1)

# %% right: a column compared with a row
def column_labels(labels):
    return (labels == np.arange(10)).astype(np.float32)

# %% right: ravel
def column_labels(labels):
    return tf.keras.ops.one_hot(labels.ravel(), 10)

# %% core: the column as it is | one axis too many
def column_labels(labels):
    return tf.one_hot(labels, 10)

# %% wrong: a bare squeeze of the labels | the axis of the batch is gone
def column_labels(labels):
    return tf.one_hot(np.squeeze(labels), 10)

# %% wrong: a bare squeeze of the result | the axis of the batch is gone
def column_labels(labels):
    return tf.squeeze(tf.one_hot(labels, 10))

# %% wrong: the first row in place of the first column | the first label alone
def column_labels(labels):
    return tf.one_hot(labels[0], 10)

# %% wrong: turned into a row | one axis too many
def column_labels(labels):
    return tf.one_hot(labels.T, 10)

# %% wrong: the number of classes left out | counted in the labels
def column_labels(labels):
    return tf.keras.utils.to_categorical(labels)

# %% wrong: flattens all | all numbers are in one row
def column_labels(labels):
    return tf.reshape(tf.one_hot(labels, 10), [-1])

# %% wrong: changes the argument | is changed
def column_labels(labels):
    labels.shape = (len(labels),)
    return tf.one_hot(labels, 10)

# %% wrong: three rows always | column_labels
def column_labels(labels):
    return tf.reshape(tf.one_hot(labels, 10), [3, 10])

# %% wrong: the number of classes left out, by hand | counted in the labels
def column_labels(labels):
    return np.eye(labels.max() + 1)[labels[:, 0]]

# %% wrong: a row for a single label | the first label alone
def column_labels(labels):
    return tf.one_hot(labels[0, :], 10)

# %% wrong: row numbers in the dtype of the labels | uint8 ends there
def column_labels(labels):
    table = np.zeros((len(labels), 10))
    table[np.arange(len(labels)).astype(labels.dtype), labels[:, 0]] = 1
    return table

# %% equal: there is one column, so the first is the last
# -     return tf.one_hot(labels[:, 0], 10)
# +     return tf.one_hot(labels[:, -1], 10)

# %% equal: of two axes the last one is axis 1, and of three the last but one
# -     return tf.one_hot(np.squeeze(labels, axis=1), 10)
# +     return tf.one_hot(np.squeeze(labels, axis=-1), 10)
# -     return tf.squeeze(tf.one_hot(labels, 10), axis=1)
# +     return tf.squeeze(tf.one_hot(labels, 10), axis=-2)

# %% equal: NumPy takes any number below 0 for -1
# -     return np.eye(10)[labels.reshape(-1)]
# +     return np.eye(10)[labels.reshape(-2)]

# %% equal: any floating dtype will do
# -     return (labels == np.arange(10)).astype(np.float32)
# +     return (labels == np.arange(10)).astype(np.float…)
