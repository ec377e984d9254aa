# %% right: two loops
def max_pool(feature_map, size):
    rows, columns = feature_map.shape[0] // size, feature_map.shape[1] // size
    result = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            window = feature_map[i * size : (i + 1) * size, j * size : (j + 1) * size]
            result[i, j] = window.max()
    return result

# %% right: lists of lists
def max_pool(feature_map, size):
    height, width = feature_map.shape
    return [
        [float(feature_map[i : i + size, j : j + size].max()) for j in range(0, width - size + 1, size)]
        for i in range(0, height - size + 1, size)
    ]

# %% right: reshape
def max_pool(feature_map, size):
    rows, columns = feature_map.shape[0] // size, feature_map.shape[1] // size
    whole = feature_map[: rows * size, : columns * size]
    return whole.reshape(rows, size, columns, size).max(axis=(1, 3))

# %% right: Keras's layer
def max_pool(feature_map, size):
    batch = tf.constant(feature_map)[tf.newaxis, :, :, tf.newaxis]
    return tf.keras.layers.MaxPool2D(size)(batch)[0, :, :, 0]

# %% right: the largest so far, from minus infinity
def max_pool(feature_map, size):
    rows, columns = feature_map.shape[0] // size, feature_map.shape[1] // size
    result = np.full((rows, columns), -np.inf)
    for i in range(rows * size):
        for j in range(columns * size):
            result[i // size, j // size] = max(result[i // size, j // size], feature_map[i, j])
    return result

# %% wrong: the largest so far, from 0 | begin with one that is
def max_pool(feature_map, size):
    rows, columns = feature_map.shape[0] // size, feature_map.shape[1] // size
    result = np.zeros((rows, columns))
    for i in range(rows * size):
        for j in range(columns * size):
            result[i // size, j // size] = max(result[i // size, j // size], feature_map[i, j])
    return result

# %% core: the mean | those are the means
def max_pool(feature_map, size):
    rows, columns = feature_map.shape[0] // size, feature_map.shape[1] // size
    whole = feature_map[: rows * size, : columns * size]
    return whole.reshape(rows, size, columns, size).mean(axis=(1, 3))

# %% wrong: the smallest | those are the smallest
def max_pool(feature_map, size):
    rows, columns = feature_map.shape[0] // size, feature_map.shape[1] // size
    whole = feature_map[: rows * size, : columns * size]
    return whole.reshape(rows, size, columns, size).min(axis=(1, 3))

# %% wrong: overlapping windows | the windows overlap
def max_pool(feature_map, size):
    return np.lib.stride_tricks.sliding_window_view(feature_map, (size, size)).max(axis=(2, 3))

# %% wrong: a place for the rest, too | round down
def max_pool(feature_map, size):
    rows, columns = -(-feature_map.shape[0] // size), -(-feature_map.shape[1] // size)
    result = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            window = feature_map[i * size : (i + 1) * size, j * size : (j + 1) * size]
            result[i, j] = window.max()
    return result

# %% wrong: windows of 2, whatever is asked | expected shape
def max_pool(feature_map, size):
    rows, columns = feature_map.shape[0] // 2, feature_map.shape[1] // 2
    result = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            result[i, j] = feature_map[i * 2 : i * 2 + 2, j * 2 : j * 2 + 2].max()
    return result

# %% wrong: the window moves by one | where the last one ended
def max_pool(feature_map, size):
    rows, columns = feature_map.shape[0] // size, feature_map.shape[1] // size
    result = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            result[i, j] = feature_map[i : i + size, j : j + size].max()
    return result

# %% wrong: square maps only | expected shape
def max_pool(feature_map, size):
    rows = feature_map.shape[0] // size
    result = np.zeros((rows, rows))
    for i in range(rows):
        for j in range(rows):
            window = feature_map[i * size : (i + 1) * size, j * size : (j + 1) * size]
            result[i, j] = window.max() if window.size else 0
    return result

# %% wrong: made whole | the fractions are cut off
def max_pool(feature_map, size):
    rows, columns = feature_map.shape[0] // size, feature_map.shape[1] // size
    result = np.zeros((rows, columns), dtype=int)
    for i in range(rows):
        for j in range(columns):
            window = feature_map[i * size : (i + 1) * size, j * size : (j + 1) * size]
            result[i, j] = window.max()
    return result

# %% wrong: the largest row only | where the last one ended
def max_pool(feature_map, size):
    rows, columns = feature_map.shape[0] // size, feature_map.shape[1] // size
    result = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            result[i, j] = feature_map[i * size, j * size : (j + 1) * size].max()
    return result

# %% wrong: the last window left out | expected shape
def max_pool(feature_map, size):
    rows, columns = feature_map.shape[0] // size, feature_map.shape[1] // size
    whole = feature_map[: rows * size, : columns * size]
    return whole.reshape(rows, size, columns, size).max(axis=(1, 3))[:-1, :-1]

# %% wrong: the map changed | it changed an array
def max_pool(feature_map, size):
    rows, columns = feature_map.shape[0] // size, feature_map.shape[1] // size
    whole = feature_map[: rows * size, : columns * size]
    result = whole.reshape(rows, size, columns, size).max(axis=(1, 3))
    np.maximum(feature_map, 0, out=feature_map)
    return result

# %% wrong: the largest so far, from a number that is meant to be small | is no number of the map
def max_pool(feature_map, size):
    rows, columns = feature_map.shape[0] // size, feature_map.shape[1] // size
    result = np.full((rows, columns), -1000.0)
    for i in range(rows * size):
        for j in range(columns * size):
            result[i // size, j // size] = max(result[i // size, j // size], feature_map[i, j])
    return result

# %% wrong: the largest without its sign | is no number of the map
def max_pool(feature_map, size):
    rows, columns = feature_map.shape[0] // size, feature_map.shape[1] // size
    whole = np.abs(feature_map[: rows * size, : columns * size])
    return whole.reshape(rows, size, columns, size).max(axis=(1, 3))

# %% wrong: one result for all calls of a size, added to | begin each call with a new result
results = {}
def max_pool(feature_map, size):
    rows, columns = feature_map.shape[0] // size, feature_map.shape[1] // size
    result = results.setdefault((rows, columns), np.zeros((rows, columns)))
    for i in range(rows):
        for j in range(columns):
            result[i, j] += feature_map[i * size : (i + 1) * size, j * size : (j + 1) * size].max()
    return result

# %% wrong: float16 | about three digits
def max_pool(feature_map, size):
    rows, columns = feature_map.shape[0] // size, feature_map.shape[1] // size
    result = np.zeros((rows, columns), dtype="float16")
    for i in range(rows):
        for j in range(columns):
            result[i, j] = feature_map[i * size : (i + 1) * size, j * size : (j + 1) * size].max()
    return result

# %% equal: every number is written over
# -     result = np.zeros((rows, columns))
# +     result = np.ones((rows, columns))

# %% equal: NumPy's numbers are accepted like Python's, and arrays like tensors
# -         [float(feature_map[i : i + size, j : j + size].max()) for j in range(0, width - size + 1, size)]
# +         [feature_map[i : i + size, j : j + size].max() for j in range(0, width - size + 1, size)]
# -     batch = tf.constant(feature_map)[tf.newaxis, :, :, tf.newaxis]
# +     batch = feature_map[tf.newaxis, :, :, tf.newaxis]

# %% equal: the order in which axes are named doesn't matter
# -     return whole.reshape(rows, size, columns, size).max(axis=(1, 3))
# +     return whole.reshape(rows, size, columns, size).max(axis=(3, 1))

# %% equal: there is one image and one map, so the first is the last
# -     return tf.keras.layers.MaxPool2D(size)(batch)[0, :, :, 0]
# +     return tf.keras.layers.MaxPool2D(size)(batch)[-1, :, :, 0]
# -     return tf.keras.layers.MaxPool2D(size)(batch)[0, :, :, 0]
# +     return tf.keras.layers.MaxPool2D(size)(batch)[0, :, :, -1]

# %% equal: either number may stand first
# -             result[i // size, j // size] = max(result[i // size, j // size], feature_map[i, j])
# +             result[i // size, j // size] = max(feature_map[i, j], result[i // size, j // size])
