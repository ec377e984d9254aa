# %% right: to_categorical
def encode(labels, num_classes):
    return tf.keras.utils.to_categorical(labels, num_classes=num_classes)

# %% right: tf.one_hot
def encode(labels: np.ndarray, num_classes: int):
    return tf.one_hot(labels, depth=num_classes, dtype="float64")

# %% right: the identity
def encode(labels, num_classes):
    return np.eye(num_classes)[labels]

# %% right: filled up to the right
def encode(labels, num_classes):
    table = tf.keras.utils.to_categorical(labels)
    return np.pad(table, [(0, 0), (0, num_classes - table.shape[1])])

# %% right: a loop
def encode(labels, num_classes):
    table = np.zeros((len(labels), num_classes), "float32")
    for row, label in enumerate(labels):
        table[row, label] = 1
    return tf.constant(table)

# %% core: the number of classes left out | counted in the labels
def encode(labels, num_classes):
    return tf.keras.utils.to_categorical(labels)

# %% wrong: ten columns always | 10 columns for 7 classes
def encode(labels, num_classes):
    return tf.one_hot(labels, 10)

# %% wrong: the different labels counted | counted in the labels
def encode(labels, num_classes):
    return tf.one_hot(labels, len(set(labels)))

# %% wrong: the largest label, without the one for 0 | where does that number come from
def encode(labels, num_classes):
    return tf.one_hot(labels, max(labels))

# %% wrong: a column too many | 11 columns for 10 classes
def encode(labels, num_classes):
    return tf.one_hot(labels, num_classes + 1)

# %% wrong: the labels made dense first | column that the label names
def encode(labels, num_classes):
    dense = np.unique(labels, return_inverse=True)[1]
    return tf.one_hot(dense, num_classes)

# %% wrong: filled up on the left | column that the label names
def encode(labels, num_classes):
    table = tf.keras.utils.to_categorical(labels)
    return np.pad(table, [(0, 0), (num_classes - table.shape[1], 0)])

# %% wrong: whole numbers | make them floating
def encode(labels, num_classes):
    return np.eye(num_classes, dtype=int)[labels]

# %% wrong: swapped | rows and columns are swapped
def encode(labels, num_classes):
    return np.eye(num_classes)[:, labels]

# %% wrong: sorted first | row 0, of label
def encode(labels, num_classes):
    return tf.one_hot(np.sort(labels), num_classes)

# %% wrong: row numbers in the dtype of the labels | uint8 ends there
def encode(labels, num_classes):
    table = np.zeros((len(labels), num_classes))
    table[np.arange(len(labels)).astype(labels.dtype), labels] = 1
    return table

# %% wrong: classes in the dtype of the labels | uint8 ends there
def encode(labels, num_classes):
    classes = np.arange(num_classes).astype(labels.dtype)
    return (labels[:, np.newaxis] == classes).astype("float32")

# %% wrong: places in a long row, computed in uint8 | uint8 ends there
def encode(labels, num_classes):
    rows = np.arange(len(labels), dtype=labels.dtype)
    table = np.zeros(len(labels) * num_classes)
    table[rows * num_classes + labels] = 1
    return table.reshape(-1, num_classes)

# %% right: places in a long row
def encode(labels, num_classes):
    table = np.zeros(len(labels) * num_classes)
    table[np.arange(len(labels)) * num_classes + labels] = 1
    return table.reshape(len(labels), num_classes)

# %% wrong: labels of uint8, whatever they were | wrapped around
def encode(labels, num_classes):
    return tf.one_hot(labels.astype(np.uint8), num_classes)

# %% equal: any floating dtype will do
# -     return tf.one_hot(labels, depth=num_classes, dtype="float64")
# +     return tf.one_hot(labels, depth=num_classes…)
# -     table = np.zeros((len(labels), num_classes), "float32")
# +     table = np.zeros((len(labels), num_classes), "float…")

# %% equal: an array is accepted, and a tensor
# -     return tf.constant(table)
# +     return table
