# %% right: bincount
def label_counts(labels):
    return np.bincount(labels, minlength=10)

# %% right: a list of sums
def label_counts(labels):
    return [np.sum(labels == digit) for digit in range(10)]

# %% right: counted by hand
def label_counts(labels):
    counts = [0] * 10
    for label in labels:
        counts[label] += 1
    return counts

# %% right: TensorFlow's bincount
def label_counts(labels):
    return tf.math.bincount(tf.cast(labels, tf.int32), minlength=10)

# %% right: a histogram
def label_counts(labels):
    counts, _ = np.histogram(labels, bins=range(11))
    return counts

# %% right: a Counter, put in a row
def label_counts(labels):
    from collections import Counter

    counter = Counter(labels.tolist())
    return tuple(counter[digit] for digit in range(10))

# %% right: one-hot rows added up, in float32
def label_counts(labels):
    return tf.reduce_sum(tf.one_hot(labels, 10), axis=0)

# %% right: unique, with the missing digits put in
def label_counts(labels):
    result = np.zeros(10)
    found, counts = np.unique(labels, return_counts=True)
    result[found] = counts
    return result

# %% wrong: bincount without minlength | they stop at the largest digit
def label_counts(labels):
    return np.bincount(labels)

# %% wrong: unique | digits that don't occur have a count too
def label_counts(labels):
    return np.unique(labels, return_counts=True)[1]

# %% wrong: all that unique gives | return the ten counts
def label_counts(labels):
    return np.unique(labels, return_counts=True)

# %% wrong: MNIST's counts written down | those are the counts of MNIST
def label_counts(labels):
    return [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]

# %% wrong: the notebook's labels | those are the counts of MNIST
def label_counts(labels):
    return np.bincount(digit_labels, minlength=10)

# %% wrong: digits 1 to 10 | one place too far to the left
def label_counts(labels):
    return [np.sum(labels == digit) for digit in range(1, 11)]

# %% wrong: nine digits | ends one before its number
def label_counts(labels):
    return [np.sum(labels == digit) for digit in range(9)]

# %% wrong: shares | those are shares
def label_counts(labels):
    return np.bincount(labels, minlength=10) / len(labels)

# %% wrong: counts in uint8 | wrapped around
def label_counts(labels):
    counts = np.zeros(10, dtype=np.uint8)
    for label in labels:
        counts[label] += 1
    return counts

# %% wrong: a dictionary | got a dict
def label_counts(labels):
    return {digit: int(np.sum(labels == digit)) for digit in range(10)}

# %% core: whether, not how often | how often
def label_counts(labels):
    return [int(digit in labels) for digit in range(10)]

# %% wrong: indexed, so that each digit counts once | how often
def label_counts(labels):
    counts = np.zeros(10, dtype=int)
    counts[labels] += 1
    return counts

# %% wrong: sorted by how often | are sorted
def label_counts(labels):
    return sorted(np.bincount(labels, minlength=10))

# %% wrong: labels added up | added up; count them
def label_counts(labels):
    return [np.sum(labels[labels == digit], dtype=int) for digit in range(10)]

# %% wrong: one number | expected ten counts
def label_counts(labels):
    return len(labels)

# %% wrong: a histogram's ten bins laid over the labels that occur | of another
def label_counts(labels):
    return np.histogram(labels, bins=10)[0]

# %% right: sorted first, and searched
def label_counts(labels):
    edges = np.searchsorted(np.sort(labels), np.arange(11))
    return np.diff(edges)

# %% wrong: the return in the loop | a `return` in a loop
def label_counts(labels):
    counts = []
    for digit in range(10):
        counts.append(np.sum(labels == digit))
        return counts

# %% wrong: the argument sorted in place | it changed the array
def label_counts(labels):
    labels.sort()
    return np.diff(np.searchsorted(labels, np.arange(11)))

# %% wrong: another rule for many labels | some digit has the count of another
def label_counts(labels):
    if len(labels) > 1000:
        return np.full(10, len(labels) // 10)
    return np.bincount(labels, minlength=10)

# %% wrong: MNIST taken for granted where there are as many labels | those are the counts of MNIST
def label_counts(labels):
    if len(labels) == 60000:
        return [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    return np.bincount(labels, minlength=10)

# %% wrong: counts of int16 | wrapped around
def label_counts(labels):
    return np.bincount(labels, minlength=10).astype("int16")

# %% wrong: counts of uint16 | a count wrapped around
def label_counts(labels):
    return np.bincount(labels, minlength=10).astype(np.uint16)

# %% equal: NumPy's numbers count like Python's
# -     counter = Counter(labels.tolist())
# +     counter = Counter(labels)

# %% equal: TensorFlow makes int32 of them
# -     return tf.math.bincount(tf.cast(labels, tf.int32), minlength=10)
# +     return tf.math.bincount(tf.cast(labels, tf.…), minlength=10)

# %% equal: of two axes the last but one is axis 0
# -     return tf.reduce_sum(tf.one_hot(labels, 10), axis=0)
# +     return tf.reduce_sum(tf.one_hot(labels, 10), axis=-2)
