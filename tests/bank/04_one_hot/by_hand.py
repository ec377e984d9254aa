# %% right: comparison
def by_hand(labels, num_classes):
    return (labels[:, np.newaxis] == np.arange(num_classes)).astype("float32")

# %% right: rows of the identity
def by_hand(labels, num_classes):
    return np.eye(num_classes)[labels]

# %% right: zeros, then the ones
def by_hand(labels: np.ndarray, num_classes: int):
    table = np.zeros((len(labels), num_classes))
    table[np.arange(len(labels)), labels] = 1
    return table

# %% right: two loops and lists
def by_hand(labels, num_classes):
    return [[1.0 if c == label else 0.0 for c in range(num_classes)] for label in labels]

# %% right: a function of one's own by the same name
def one_hot(label, n):
    row = np.zeros(n, np.float32)
    row[label] = 1.0
    return row


def to_categorical(labels, n):
    return np.stack([one_hot(label, n) for label in labels])


def by_hand(labels, num_classes):
    return to_categorical(labels, num_classes)

# %% right: TensorFlow's identity
def by_hand(labels, num_classes):
    return tf.gather(tf.eye(num_classes), tf.cast(labels, tf.int32))

# %% right: scattered by TensorFlow
def by_hand(labels, num_classes):
    places = tf.stack([tf.range(len(labels)), tf.cast(labels, tf.int32)], axis=1)
    return tf.scatter_nd(places, tf.ones(len(labels)), (len(labels), num_classes))

# %% right: under tf.function
@tf.function
def table_of(labels, num_classes):
    rows = tf.TensorArray(tf.float32, size=0, dynamic_size=True)
    for label in labels:
        rows = rows.write(rows.size(), tf.cast(tf.range(num_classes) == label, tf.float32))
    return rows.stack()


def by_hand(labels, num_classes):
    return table_of(tf.cast(labels, tf.int32), num_classes)

# %% right: keras.ops
def by_hand(labels, num_classes):
    ops = tf.keras.ops
    return ops.cast(ops.equal(ops.expand_dims(ops.cast(labels, "int32"), 1), ops.arange(num_classes)), "float32")

# %% right: np.put_along_axis
def by_hand(labels, num_classes):
    table = np.zeros((labels.size, num_classes))
    np.put_along_axis(table, labels.reshape(-1, 1).astype(np.int64), 1.0, axis=1)
    return table

# %% right: np.where
def by_hand(labels, num_classes):
    return np.where(np.equal.outer(labels, np.arange(num_classes)), 1.0, 0.0)

# %% right: a sparse tensor
def by_hand(labels, num_classes):
    places = [[row, int(label)] for row, label in enumerate(labels)]
    sparse = tf.sparse.SparseTensor(places, [1.0] * len(labels), (len(labels), num_classes))
    return tf.sparse.to_dense(sparse)

# %% core: tf.one_hot after all | is ready-made
def by_hand(labels, num_classes):
    return tf.one_hot(labels, num_classes)

# %% wrong: to_categorical after all | is ready-made
def by_hand(labels, num_classes):
    return tf.keras.utils.to_categorical(labels, num_classes)

# %% wrong: the function under another name | is ready-made
from keras.utils import to_categorical as table_of


def by_hand(labels, num_classes):
    return table_of(labels, num_classes)

# %% wrong: the exercise before | is ready-made
def by_hand(labels, num_classes):
    return encode(labels, num_classes)

# %% wrong: keras.ops' one_hot | is ready-made
def by_hand(labels, num_classes):
    return tf.keras.ops.one_hot(labels, num_classes)

# %% wrong: the operation itself | is ready-made
def by_hand(labels, num_classes):
    return tf.raw_ops.OneHot(indices=labels, depth=num_classes, on_value=1.0, off_value=0.0)

# %% wrong: tf.one_hot under tf.function | is ready-made
@tf.function
def by_hand(labels, num_classes):
    return tf.one_hot(labels, num_classes)

# %% wrong: a layer of Keras | is ready-made
def by_hand(labels, num_classes):
    layer = tf.keras.layers.CategoryEncoding(num_classes, output_mode="one_hot")
    return layer(labels.reshape(-1, 1))

# %% wrong: all in one vector | all labels are in one vector
def by_hand(labels, num_classes):
    vector = np.zeros(num_classes)
    vector[labels] = 1
    return vector

# %% wrong: whole columns set | row 0 has 4 ones
def by_hand(labels, num_classes):
    table = np.zeros((len(labels), num_classes))
    table[:, labels] = 1
    return table

# %% wrong: the largest label decides the width | counted in the labels
def by_hand(labels, num_classes):
    return np.eye(labels.max() + 1)[labels]

# %% wrong: truth values | make them floating
def by_hand(labels, num_classes):
    return labels[:, np.newaxis] == np.arange(num_classes)

# %% wrong: the axes swapped | rows and columns are swapped
def by_hand(labels, num_classes):
    return (labels == np.arange(num_classes)[:, np.newaxis]).astype("float32")

# %% wrong: the whole identity | pick one of its rows
def by_hand(labels, num_classes):
    return np.eye(num_classes)

# %% wrong: counts from 1 | the first class is 0
def by_hand(labels, num_classes):
    return np.eye(num_classes)[labels.astype(int) - 1]

# %% wrong: ten classes always | 10 columns for 6 classes
def by_hand(labels, num_classes):
    return np.eye(10)[labels]

# %% wrong: counts from 1, in a type that holds nothing below 0 | nothing to subtract
def by_hand(labels, num_classes):
    table = np.zeros((len(labels), num_classes))
    table[np.arange(len(labels)), labels - 1] = 1
    return table

# %% wrong: gathers by uint8 | `tf.cast` the labels
def by_hand(labels, num_classes):
    return tf.gather(tf.eye(num_classes), labels)

# %% wrong: compares uint8 with int32 | `tf.cast` the labels
def by_hand(labels, num_classes):
    return tf.cast(tf.constant(labels)[:, tf.newaxis] == tf.range(num_classes), tf.float32)

# %% wrong: rows and columns of different number | by_hand([4, 0, 3, 1, 0], 6): raised IndexError
def by_hand(labels, num_classes):
    table = np.zeros((len(labels), num_classes))
    table[np.arange(num_classes), labels] = 1
    return table

# %% wrong: an error where the ready-made is looked for | cannot be told yet
def by_hand(labels, num_classes):
    return np.eye(num_classes)[labels.tolist() + "1"]

# %% wrong: no answer where the check looks on | so how it makes one cannot be told
def by_hand(labels, num_classes):
    if num_classes == 13:
        return 0
    return tf.one_hot(labels, num_classes)

# %% wrong: by hand for one size only | is ready-made
def by_hand(labels, num_classes):
    if num_classes == 13:
        return np.eye(13)[labels]
    return tf.one_hot(labels, num_classes)

# %% wrong: stops the profiler | cannot be told: Python's profiler was stopped
import sys


def by_hand(labels, num_classes):
    sys.setprofile(None)
    return tf.one_hot(labels, num_classes)

# %% wrong: tf.one_hot in a graph for all sizes, traced where nobody looks | is ready-made
@tf.function(input_signature=[tf.TensorSpec([None], tf.int32), tf.TensorSpec([], tf.int32)])
def table(labels, num_classes):
    return tf.one_hot(labels, num_classes)

table(tf.constant([1, 0]), tf.constant(2))

def by_hand(labels, num_classes):
    return table(tf.cast(labels, tf.int32), tf.constant(num_classes))

# %% wrong: the same graph, taken out of its function | a graph of TensorFlow's that was made before
@tf.function
def table(labels, num_classes):
    return tf.one_hot(labels, num_classes)

graph = table.get_concrete_function(tf.TensorSpec([None], tf.int32), tf.TensorSpec([], tf.int32))

def by_hand(labels, num_classes):
    return graph(tf.cast(labels, tf.int32), tf.constant(num_classes))

# %% wrong: a dataset that was set up before does it | a graph of TensorFlow's that was made before
waiting = []
asked = tf.TensorSpec([None], tf.int32), tf.TensorSpec([], tf.int32)
source = tf.data.Dataset.from_generator(lambda: [waiting.pop()], output_signature=asked)
tables = source.map(lambda labels, num_classes: tf.one_hot(labels, num_classes))

def by_hand(labels, num_classes):
    waiting.append((tf.cast(labels, tf.int32), tf.constant(num_classes)))
    return next(iter(tables))

# %% wrong: classes in the dtype of the labels | uint8 ends there
def by_hand(labels, num_classes):
    classes = np.arange(num_classes).astype(labels.dtype)
    return (labels[:, np.newaxis] == classes).astype("float32")

# %% wrong: labels of uint8, whatever they were | wrapped around
def by_hand(labels, num_classes):
    return np.eye(num_classes)[labels.astype(np.uint8)]

# %% equal: any floating dtype will do
# -     return (labels[:, np.newaxis] == np.arange(num_classes)).astype("float32")
# +     return (labels[:, np.newaxis] == np.arange(num_classes)).astype("float64")
# -     return (labels[:, np.newaxis] == np.arange(num_classes)).astype("float32")
# +     return (labels[:, np.newaxis] == np.arange(num_classes)).astype("float16")
# -     row = np.zeros(n, np.float32)
# +     row = np.zeros(n, np.float64)
# -     row = np.zeros(n, np.float32)
# +     row = np.zeros(n, np.float16)
# -     return ops.cast(ops.equal(ops.expand_dims(ops.cast(labels, "int32"), 1), ops.arange(num_classes)), "float32")
# +     return ops.cast(ops.equal(ops.expand_dims(ops.cast(labels, "int32"), 1), ops.arange(num_classes)), "float64")
# -     return ops.cast(ops.equal(ops.expand_dims(ops.cast(labels, "int32"), 1), ops.arange(num_classes)), "float32")
# +     return ops.cast(ops.equal(ops.expand_dims(ops.cast(labels, "int32"), 1), ops.arange(num_classes)), "float16")

# %% equal: a list of rows is accepted
# -     return np.stack([one_hot(label, n) for label in labels])
# +     return [one_hot(label, n) for label in labels]

# %% equal: labels are the same numbers in each of these dtypes
# -     return tf.gather(tf.eye(num_classes), tf.cast(labels, tf.int32))
# +     return tf.gather(tf.eye(num_classes), tf.cast(labels, tf.int64))
# -     places = tf.stack([tf.range(len(labels)), tf.cast(labels, tf.int32)], axis=1)
# +     places = tf.stack([tf.range(len(labels)), labels], axis=1)
# -     return ops.cast(ops.equal(ops.expand_dims(ops.cast(labels, "int32"), 1), ops.arange(num_classes)), "float32")
# +     return ops.cast(ops.equal(ops.expand_dims(ops.cast(labels, "int64"), 1), ops.arange(num_classes)), "float32")
# -     return ops.cast(ops.equal(ops.expand_dims(ops.cast(labels, "int32"), 1), ops.arange(num_classes)), "float32")
# +     return ops.cast(ops.equal(ops.expand_dims(ops.cast(labels, "float32"), 1), ops.arange(num_classes)), "float32")
# -     np.put_along_axis(table, labels.reshape(-1, 1).astype(np.int64), 1.0, axis=1)
# +     np.put_along_axis(table, labels.reshape(-1, 1), 1.0, axis=1)
# -     np.put_along_axis(table, labels.reshape(-1, 1).astype(np.int64), 1.0, axis=1)
# +     np.put_along_axis(table, labels.reshape(-1, 1).astype(np.int32), 1.0, axis=1)
# -     places = [[row, int(label)] for row, label in enumerate(labels)]
# +     places = [[row, label] for row, label in enumerate(labels)]

# %% equal: of two axes the last one is axis 1
# -     places = tf.stack([tf.range(len(labels)), tf.cast(labels, tf.int32)], axis=1)
# +     places = tf.stack([tf.range(len(labels)), tf.cast(labels, tf.int32)], axis=-1)
# -     np.put_along_axis(table, labels.reshape(-1, 1).astype(np.int64), 1.0, axis=1)
# +     np.put_along_axis(table, labels.reshape(-1, 1).astype(np.int64), 1.0, axis=-1)

# %% equal: the graph makes it faster
# - @tf.function

# %% equal: NumPy takes any number below 0 for -1
# -     np.put_along_axis(table, labels.reshape(-1, 1).astype(np.int64), 1.0, axis=1)
# +     np.put_along_axis(table, labels.reshape(-2, 1).astype(np.int64), 1.0, axis=1)

# %% equal: where the condition is 1, NumPy takes what stands in the table: 1 where the label names the column, else 0
# -     return np.where(np.equal.outer(labels, np.arange(num_classes)), 1.0, 0.0)
# +     return np.where(1.0, np.equal.outer(labels, np.arange(num_classes)), 0.0)
