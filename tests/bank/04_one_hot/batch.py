# %% right: tf.one_hot
def batch(labels):
    return tf.one_hot(labels, 10)

# %% right: to_categorical
def batch(labels: np.ndarray):
    return tf.keras.utils.to_categorical(labels, 10)

# %% right: the identity
def batch(labels):
    return np.identity(10, np.float32)[labels]

# %% right: one label after the other
def batch(labels):
    rows = []
    for label in labels:
        row = [0.0] * 10
        row[label] = 1.0
        rows.append(row)
    return rows

# %% right: stacked tensors
def batch(labels):
    return tf.stack([tf.one_hot(label, 10) for label in labels])

# %% right: keras.ops
def batch(labels):
    return tf.keras.ops.one_hot(labels, 10)

# %% right: CategoryEncoding
def batch(labels):
    return tf.keras.layers.CategoryEncoding(10, output_mode="one_hot")(labels.reshape(-1, 1))

# %% wrong: a column for each label | rows and columns are swapped
def batch(labels):
    return tf.one_hot(labels, 10, axis=0)

# %% wrong: all in one vector | all labels are in one vector
def batch(labels):
    vector = np.zeros(10)
    vector[labels] = 1
    return vector

# %% wrong: the whole identity | pick one of its rows
def batch(labels):
    return np.eye(10)

# %% wrong: flattened | all numbers are in one row
def batch(labels):
    return tf.reshape(tf.one_hot(labels, 10), [-1])

# %% wrong: the number of classes left out | counted in the labels
def batch(labels):
    return tf.keras.utils.to_categorical(labels)

# %% wrong: counts from 1 | the first class is 0
def batch(labels):
    return np.eye(10)[labels - 1]

# %% wrong: the first label alone | one axis too many
def batch(labels):
    return tf.one_hot(labels, 10)[tf.newaxis]

# %% wrong: whole numbers | make them floating
def batch(labels):
    return tf.one_hot(labels, 10, dtype=tf.int32)

# %% wrong: labels of the notebook | out of the argument `labels`
def batch(labels):
    return tf.one_hot(digit_labels[:6], 10)

# %% wrong: as many classes as labels | 4 columns for 10 classes
def batch(labels):
    return tf.one_hot(labels, len(labels))

# %% wrong: the rows added up | the rows are added up
def batch(labels):
    return tf.reduce_sum(tf.one_hot(labels, 10), axis=0)

# %% core: the labels as floats | those are the labels themselves
def batch(labels):
    return tf.cast(labels, tf.float32)

# %% wrong: whole columns set | row 0 has 3 ones
def batch(labels):
    table = np.zeros((len(labels), 10))
    table[:, labels] = 1
    return table

# %% wrong: only one label | the first label alone
def batch(labels):
    return tf.one_hot(labels[0], 10)

# %% wrong: only one row | the first label alone
def batch(labels):
    return tf.one_hot(labels[:1], 10)

# %% wrong: breaks | batch([3, 8, 1, 3]): raised
def batch(labels):
    return tf.one_hot([range(10).index(label + 10) for label in labels], 10)

# %% wrong: places in a long row, computed in uint8 | uint8 ends there
def batch(labels):
    places = np.arange(len(labels)).astype(labels.dtype) * 10 + labels
    table = np.zeros(len(labels) * 10)
    table[places] = 1
    return table.reshape(-1, 10)

# %% equal: any floating dtype will do
# -     return np.identity(10, np.float32)[labels]
# +     return np.identity(10, np.float…)[labels]

# %% equal: a list of rows is accepted
# -     return tf.stack([tf.one_hot(label, 10) for label in labels])
# +     return [tf.one_hot(label, 10) for label in labels]

# %% equal: Keras takes a row of labels as well as a column, and NumPy any number below 0 for -1
# -     return tf.keras.layers.CategoryEncoding(10, output_mode="one_hot")(labels.reshape(-1, 1))
# +     return tf.keras.layers.CategoryEncoding(10, output_mode="one_hot")(labels…)
