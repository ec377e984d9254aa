# %% right: a generator of its own
def seeded(seed, shape):
    return tf.random.Generator.from_seed(seed).normal(shape)

# %% right: stateless
def seeded(seed, shape):
    return tf.random.stateless_uniform(shape, seed=[seed, 0])

# %% right: the global seed
def seeded(seed, shape):
    tf.random.set_seed(seed)
    return tf.random.normal(shape)

# %% right: Keras's generator, which takes the seed as it is
def seeded(seed, shape):
    return tf.keras.random.normal(shape, seed=seed)

# %% right: every library's seed
def seeded(seed, shape):
    tf.keras.utils.set_random_seed(seed)
    return tf.random.uniform(shape, 0, 100, dtype=tf.int32)

# %% right: NumPy's generator
def seeded(seed, shape):
    return tf.constant(np.random.default_rng(seed).normal(size=shape))

# %% wrong: seed= alone | seed anew inside each call
def seeded(seed, shape):
    return tf.random.normal(shape, seed=seed)

# %% core: the seed ignored | different numbers
def seeded(seed, shape):
    return tf.random.normal(shape)

# %% wrong: a seed of its own | use the argument `seed`
def seeded(seed, shape):
    tf.random.set_seed(42)
    return tf.random.normal(shape)

# %% wrong: constants | use the argument `seed`
def seeded(seed, shape):
    return tf.ones(shape)

# %% wrong: the seed itself everywhere | one number everywhere
def seeded(seed, shape):
    return tf.fill(shape, float(seed))

# %% wrong: the global seed set once, outside | different numbers
tf.random.set_seed(1)


def seeded(seed, shape):
    return tf.random.normal(shape)

# %% wrong: the same numbers moved by the seed | moves all numbers by the same amount
def seeded(seed, shape):
    return tf.random.Generator.from_seed(1).normal(shape) + seed

# %% wrong: one generator for all calls | different numbers
generator = tf.random.Generator.from_seed(1)


def seeded(seed, shape):
    return generator.normal(shape)

# %% wrong: NumPy's array | got a NumPy array
def seeded(seed, shape):
    return np.random.default_rng(seed).normal(size=shape)

# %% wrong: one number for a stateless seed | two whole numbers
def seeded(seed, shape):
    return tf.random.stateless_normal(shape, seed=seed)

# %% right: Python's own generator
def seeded(seed, shape):
    import random

    generator = random.Random(seed)
    numbers = [generator.random() for _ in range(int(np.prod(shape)))]
    return tf.reshape(tf.constant(numbers), shape)

# %% right: coins, and both seeds
def seeded(seed, shape):
    tf.random.set_seed(seed)
    return tf.random.uniform(shape, 0, 2, dtype=tf.int32, seed=seed)

# %% wrong: seed 0 taken for no seed | is 0 taken for no seed
def seeded(seed, shape):
    if seed:
        tf.random.set_seed(seed)
    return tf.random.normal(shape)

# %% wrong: seed 0 taken for no seed, with one that stands in for it | gave the same numbers, but others don't
def seeded(seed, shape):
    return tf.random.stateless_normal(shape, seed=[seed or 42, 0])

# %% wrong: the same numbers, stretched by the seed | only moves or stretches the same numbers
def seeded(seed, shape):
    return tf.random.Generator.from_seed(1).normal(shape) * (seed + 1)

# %% wrong: the last digit of the seed alone | seeds 0 and 10 gave the same numbers, but others don't
def seeded(seed, shape):
    return tf.random.stateless_normal(shape, seed=[seed % 10, 0])

# %% wrong: keeps what it drew for a seed, and sets none | in place of keeping what was drawn
KEPT = {}


def seeded(seed, shape):
    if (seed, shape) not in KEPT:
        KEPT[seed, shape] = tf.random.normal(shape)
    return KEPT[seed, shape]

# %% equal: random numbers of any kind will do
# -     return tf.random.Generator.from_seed(seed).normal(shape)
# +     return tf.random.Generator.from_seed(seed).…(shape)
# -     return tf.random.normal(shape)
# +     return tf.random.…(shape)
# -     return tf.keras.random.normal(shape, seed=seed)
# +     return tf.keras.random.…(shape, seed=seed)
# -     return tf.constant(np.random.default_rng(seed).normal(size=shape))
# +     return tf.constant(np.random.default_rng(seed).uniform(size=shape))
# -     return tf.random.uniform(shape, 0, 100, dtype=tf.int32)
# +     return tf.random.uniform(shape, …, …)
# -     return tf.random.uniform(shape, 0, 2, dtype=tf.int32, seed=seed)
# +     return tf.random.uniform(shape, …, …, …seed=seed)

# %% equal: the other half of the seed may be any number, and stand in front
# -     return tf.random.stateless_uniform(shape, seed=[seed, 0])
# +     return tf.random.stateless_uniform(shape, seed=[0, seed])
# -     return tf.random.stateless_uniform(shape, seed=[seed, 0])
# +     return tf.random.stateless_uniform(shape, seed=[seed, …1])

# %% equal: one of the two seeds decides
# -     tf.random.set_seed(seed)
# +     tf.random.set_seed(…)
# -     return tf.random.uniform(shape, 0, 2, dtype=tf.int32, seed=seed)
# +     return tf.random.uniform(shape, 0, 2, dtype=tf.int32…)

# %% equal: TensorFlow and Python take these as they are
# -     return tf.reshape(tf.constant(numbers), shape)
# +     return tf.reshape(numbers, shape)
# -     numbers = [generator.random() for _ in range(int(np.prod(shape)))]
# +     numbers = [generator.random() for _ in range(np.prod(shape))]
