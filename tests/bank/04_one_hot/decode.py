# %% right: np.argmax
def decode(vectors):
    return np.argmax(vectors, axis=1)

# %% right: tf.argmax along the last axis
def decode(vectors):
    return tf.argmax(vectors, axis=-1)

# %% right: the array's own method
def decode(vectors: np.ndarray):
    return vectors.argmax(-1).astype("uint8")

# %% right: row by row
def decode(vectors):
    return [int(np.argmax(row)) for row in vectors]

# %% right: sorted
def decode(vectors):
    return np.argsort(vectors, axis=1)[:, -1]

# %% right: the k best, k = 1
def decode(vectors):
    return tf.math.top_k(vectors, k=1).indices[:, 0]

# %% wrong: along the batch | along the batch
def decode(vectors):
    return np.argmax(vectors, axis=0)

# %% wrong: TensorFlow's default axis | along the batch
def decode(vectors):
    return tf.argmax(vectors)

# %% wrong: no axis | one place in the whole table
def decode(vectors):
    return np.argmax(vectors)

# %% core: the largest number | their places are asked for
def decode(vectors):
    return np.max(vectors, axis=1)

# %% wrong: looks for exact ones | need not hold a number that is exactly 1
def decode(vectors):
    return np.where(vectors == 1)[1]

# %% wrong: the axis kept | stand in a column
def decode(vectors):
    return np.argmax(vectors, axis=1, keepdims=True)

# %% wrong: squeezed | the axis of the batch is gone
def decode(vectors):
    return np.squeeze(np.argmax(vectors, axis=1))

# %% wrong: the number of whatever is above a half | need not be above one half
def decode(vectors):
    return ((vectors > 0.5) * np.arange(vectors.shape[1])).sum(axis=1)

# %% wrong: counts from 1 | one too large
def decode(vectors):
    return np.argmax(vectors, axis=1) + 1

# %% wrong: as fractions | got [1.1, 2.05, 0.7]
def decode(vectors):
    return vectors @ np.arange(vectors.shape[1])

# %% wrong: the smallest | smallest
def decode(vectors):
    return np.argmin(vectors, axis=1)

# %% wrong: rounds to vectors | each becomes a single label
def decode(vectors):
    return np.round(vectors)

# %% wrong: the first above a half | need not be above one half
def decode(vectors):
    return (vectors > 0.5).argmax(axis=1)

# %% wrong: rounds first | need not be above one half
def decode(vectors):
    return np.argmax(np.round(vectors), axis=1)

# %% wrong: without the sign | its sign counts
def decode(vectors):
    return np.argmax(np.abs(vectors), axis=1)

# %% wrong: the search begins at 0 | nothing but numbers below 0
def decode(vectors):
    labels = []
    for row in vectors:
        best, place = 0, 0
        for column, number in enumerate(row):
            if number > best:
                best, place = number, column
        labels.append(place)
    return labels

# %% wrong: an axis that is not there | decode(3 rows of 5 numbers): raised
def decode(vectors):
    return np.argmax(vectors, axis=2)

# %% wrong: ten columns at most | look for the place of the largest number
def decode(vectors):
    return np.argmax(vectors[:, :10], axis=1)

# %% wrong: labels of int8 | look for the place of the largest number
def decode(vectors):
    return np.argmax(vectors, axis=1).astype(np.int8)

# %% wrong: rounded first | were they rounded, or made float16
def decode(vectors):
    return np.argmax(np.round(vectors, 2), axis=1)

# %% wrong: float16 | were they rounded, or made float16
def decode(vectors):
    return np.argmax(vectors.astype(np.float16), axis=1)

# %% wrong: a softmax whose powers run out of numbers | look for the place of the largest number
def decode(vectors):
    powers = np.exp(vectors)
    return np.argmax(powers / powers.sum(axis=1, keepdims=True), axis=1)

# %% wrong: float32 taken for granted | decode(4 rows of 6 numbers): raised
def decode(vectors):
    largest = tf.reduce_max(vectors, axis=1, keepdims=True)
    hits = tf.cast(tf.equal(vectors, largest), vectors.dtype)
    places = tf.range(vectors.shape[1], dtype=tf.float32)
    return tf.cast(tf.reduce_sum(hits * places, axis=1), tf.int32)

# %% right: a softmax first, by TensorFlow
def decode(vectors):
    return tf.argmax(tf.nn.softmax(vectors), axis=1)

# %% equal: of two axes the last one is axis 1, and the default
# -     return np.argmax(vectors, axis=1)
# +     return np.argmax(vectors, axis=-1)
# -     return tf.argmax(vectors, axis=-1)
# +     return tf.argmax(vectors, axis=1)
# -     return tf.argmax(tf.nn.softmax(vectors), axis=1)
# +     return tf.argmax(tf.nn.softmax(vectors), axis=-1)
# -     return vectors.argmax(-1).astype("uint8")
# +     return vectors.argmax(1).astype("uint8")
# -     return np.argsort(vectors, axis=1)[:, -1]
# +     return np.argsort(vectors…)[:, -1]

# %% equal: classes are accepted in any dtype that holds them
# -     return vectors.argmax(-1).astype("uint8")
# +     return vectors.argmax(-1)…
# -     return [int(np.argmax(row)) for row in vectors]
# +     return [np.argmax(row) for row in vectors]

# %% equal: the best of one or two is the same, and of one the first is the last
# -     return tf.math.top_k(vectors, k=1).indices[:, 0]
# +     return tf.math.top_k(vectors…]
