# %% right: tf.random.uniform
def random_uniform(shape, low, high):
    return tf.random.uniform(shape, minval=low, maxval=high)

# %% right: stretched and moved
def random_uniform(shape, low, high):
    return low + (high - low) * tf.random.uniform(shape)

# %% right: one generator for all calls
generator = tf.random.Generator.from_non_deterministic_state()


def random_uniform(shape, low, high):
    return generator.uniform(shape, low, high)

# %% right: Keras's generator
def random_uniform(shape, low, high):
    return tf.keras.random.uniform(shape, minval=low, maxval=high)

# %% right: drawn by NumPy
def random_uniform(shape, low, high):
    return tf.cast(np.random.uniform(low, high, size=shape), tf.float32)

# %% wrong: the lower bound ignored | the lower bound isn't used
def random_uniform(shape, low, high):
    return tf.random.uniform(shape, maxval=high)

# %% wrong: both bounds ignored | neither bound is used
def random_uniform(shape, low, high):
    return tf.random.uniform(shape)

# %% wrong: the upper bound taken for the width | not how wide it is
def random_uniform(shape, low, high):
    return low + high * tf.random.uniform(shape)

# %% wrong: whole numbers | expected float32
def random_uniform(shape, low, high):
    return tf.random.uniform(shape, int(low), int(high), dtype=tf.int32)

# %% wrong: whole numbers, made floating | whole numbers only
def random_uniform(shape, low, high):
    return tf.cast(tf.random.uniform(shape, int(low), int(high), dtype=tf.int32), tf.float32)

# %% wrong: a bell, clipped | it isn't flat
def random_uniform(shape, low, high):
    draws = tf.random.normal(shape, (low + high) / 2, (high - low) / 4)
    return tf.clip_by_value(draws, low, high)

# %% core: a bell | check what happens at each bound
def random_uniform(shape, low, high):
    return tf.random.normal(shape, (low + high) / 2, (high - low) / 4)

# %% wrong: a fixed row from low to high | two calls gave the same numbers
def random_uniform(shape, low, high):
    size = int(np.prod(shape))
    return tf.reshape(tf.linspace(np.float32(low), np.float32(high), size), shape)

# %% wrong: a seed inside | two calls gave the same numbers
def random_uniform(shape, low, high):
    return tf.random.Generator.from_seed(1).uniform(shape, low, high)

# %% wrong: NumPy's array | got a NumPy array
def random_uniform(shape, low, high):
    return np.random.uniform(low, high, shape)

# %% wrong: the shape last | the shape comes first
def random_uniform(shape, low, high):
    return tf.random.uniform(low, high, shape)

# %% wrong: the upper bound ignored | upper bound isn't used
def random_uniform(shape, low, high):
    return low + tf.random.uniform(shape)

# %% wrong: numbers in order, each call a little further | the numbers come in an order
CALLS = [0]


def random_uniform(shape, low, high):
    CALLS[0] += 1
    count = int(np.prod(shape))
    row = np.linspace(low, high, count) + CALLS[0] * 1e-4 * np.linspace(1, -1, count)
    return tf.reshape(tf.constant(row, tf.float32), shape)

# %% wrong: the same numbers in another order | in another order
def random_uniform(shape, low, high):
    numbers = tf.linspace(low, high, int(np.prod(shape)) + 1)[:-1]
    return tf.reshape(tf.random.shuffle(numbers), shape)

# %% equal: the same distribution, drawn from its other end
# - def random_uniform(shape, low, high):
# + def random_uniform(shape, high, low):
# -     return generator.uniform(shape, low, high)
# +     return generator.uniform(shape, high, low)
# -     return tf.cast(np.random.uniform(low, high, size=shape), tf.float32)
# +     return tf.cast(np.random.uniform(high, low, size=shape), tf.float32)
