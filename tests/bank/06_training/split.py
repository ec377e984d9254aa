# %% right: shuffle in place of an order, the last part for validation
def split(images, labels, val_size, seed):
    order = list(range(len(images)))
    import random
    random.Random(seed).shuffle(order)
    cut = len(order) - val_size
    images, labels = np.asarray(images), np.asarray(labels)
    return [[images[order[:cut]], labels[order[:cut]]], [images[order[cut:]], labels[order[cut:]]]]

# %% right: a legacy RandomState and a mask
def split(images, labels, val_size, seed):
    chosen = np.random.RandomState(seed).choice(len(images), val_size, replace=False)
    mask = np.zeros(len(images), dtype=bool)
    mask[chosen] = True
    return (images[~mask], labels[~mask]), (images[mask], labels[mask])

# %% right: the global seed, set inside the function
def split(images, labels, val_size, seed):
    np.random.seed(seed)
    order = np.random.permutation(images.shape[0])
    x, y = images[order], labels[order]
    return (x[val_size:], y[val_size:]), (x[:val_size], y[:val_size])

# %% right: TensorFlow, stateless, tensors come back
def split(images, labels, val_size, seed):
    order = tf.random.experimental.stateless_shuffle(tf.range(len(images)), seed=[seed, 0])
    x, y = tf.gather(images, order), tf.gather(labels, order)
    return (x[:-val_size], y[:-val_size]), (x[-val_size:], y[-val_size:])

# %% right: one copy shuffled twice from the same state
def split(images, labels, val_size, seed):
    images, labels = images.copy(), labels.copy()
    np.random.default_rng(seed).shuffle(images)
    np.random.default_rng(seed).shuffle(labels)
    return (images[val_size:], labels[val_size:]), (images[:val_size], labels[:val_size])

# %% wrong: images and labels shuffled apart | shuffled apart
def split(images, labels, val_size, seed):
    rng = np.random.default_rng(seed)
    x, y = rng.permutation(images), rng.permutation(labels)
    return (x[val_size:], y[val_size:]), (x[:val_size], y[:val_size])

# %% core: not shuffled, the last ones are cut off | one end of the data
def split(images, labels, val_size, seed):
    return (images[:-val_size], labels[:-val_size]), (images[-val_size:], labels[-val_size:])

# %% wrong: validation images are drawn, and stay in the training part | expected each image in one of the two
def split(images, labels, val_size, seed):
    chosen = np.random.default_rng(seed).choice(len(images), val_size, replace=False)
    return (images, labels), (images[chosen], labels[chosen])

# %% wrong: two orders, so that the parts overlap | in both parts
def split(images, labels, val_size, seed):
    rng = np.random.default_rng(seed)
    fit = rng.permutation(len(images))[val_size:]
    val = rng.permutation(len(images))[:val_size]
    return (images[fit], labels[fit]), (images[val], labels[val])

# %% wrong: drawn with repetition | drawn twice
def split(images, labels, val_size, seed):
    order = np.random.default_rng(seed).permutation(len(images))
    fit, val = order[val_size:], order[:val_size]
    fit = np.random.default_rng(seed).choice(fit, len(fit))
    return (images[fit], labels[fit]), (images[val], labels[val])

# %% wrong: the seed is not used | two different splits
def split(images, labels, val_size, seed):
    order = np.random.permutation(len(images))
    fit, val = order[val_size:], order[:val_size]
    return (images[fit], labels[fit]), (images[val], labels[val])

# %% wrong: always the same seed | is `seed` used
def split(images, labels, val_size, seed):
    order = np.random.default_rng(42).permutation(len(images))
    fit, val = order[val_size:], order[:val_size]
    return (images[fit], labels[fit]), (images[val], labels[val])

# %% wrong: shuffles the arrays of the caller | changed the arrays
def split(images, labels, val_size, seed):
    np.random.default_rng(seed).shuffle(images)
    np.random.default_rng(seed).shuffle(labels)
    return (images[val_size:], labels[val_size:]), (images[:val_size], labels[:val_size])

# %% wrong: four arrays in a row, as scikit-learn gives them | two pairs
def split(images, labels, val_size, seed):
    order = np.random.default_rng(seed).permutation(len(images))
    fit, val = order[val_size:], order[:val_size]
    return images[fit], images[val], labels[fit], labels[val]

# %% wrong: the two parts exchanged | are exchanged
def split(images, labels, val_size, seed):
    order = np.random.default_rng(seed).permutation(len(images))
    fit, val = order[val_size:], order[:val_size]
    return (images[val], labels[val]), (images[fit], labels[fit])

# %% wrong: the labels left in their old order | lost their label
def split(images, labels, val_size, seed):
    order = np.random.default_rng(seed).permutation(len(images))
    x = images[order]
    return (x[val_size:], labels[val_size:]), (x[:val_size], labels[:val_size])

# %% wrong: every k-th image, moved on by the seed | from two seeds
def split(images, labels, val_size, seed):
    n = len(images)
    val = (np.arange(val_size) * n // val_size + seed) % n
    fit = np.setdiff1d(np.arange(n), val)
    return (images[fit], labels[fit]), (images[val], labels[val])

# %% wrong: one order for all seeds, turned by the seed | from two seeds
def split(images, labels, val_size, seed):
    order = np.roll(np.random.default_rng(0).permutation(len(images)), seed)
    fit, val = order[val_size:], order[:val_size]
    return (images[fit], labels[fit]), (images[val], labels[val])

# %% wrong: a few images change places | from two seeds
def split(images, labels, val_size, seed):
    rng = np.random.default_rng(seed)
    order = np.arange(len(images))
    order[[0, -1]] = order[[-1, 0]]
    for one, other in rng.integers(0, len(images), (8, 2)):
        order[[one, other]] = order[[other, one]]
    fit, val = order[val_size:], order[:val_size]
    return (images[fit], labels[fit]), (images[val], labels[val])

# %% wrong: as many as MNIST has | make the order from the argument
def split(images, labels, val_size, seed):
    order = np.random.default_rng(seed).permutation(60000)
    fit, val = order[val_size:], order[:val_size]
    return (images[fit], labels[fit]), (images[val], labels[val])

# %% wrong: tensors indexed like arrays | `tf.gather` does it
def split(images, labels, val_size, seed):
    order = np.random.default_rng(seed).permutation(len(images))
    x, y = tf.constant(images), tf.constant(labels)
    fit, val = order[val_size:], order[:val_size]
    return (x[fit], y[fit]), (x[val], y[val])

# %% wrong: the seed taken for a generator | a generator is made from
def split(images, labels, val_size, seed):
    order = seed.permutation(len(images))
    fit, val = order[val_size:], order[:val_size]
    return (images[fit], labels[fit]), (images[val], labels[val])

# %% wrong: the size taken for a share | is one already, and no share
def split(images, labels, val_size, seed):
    order = np.random.default_rng(seed).permutation(len(images))
    cut = len(images) - val_size / 1
    return (images[order[:cut]], labels[order[:cut]]), (images[order[cut:]], labels[order[cut:]])

# %% wrong: one number for a stateless seed | two whole numbers
def split(images, labels, val_size, seed):
    order = tf.random.experimental.stateless_shuffle(tf.range(len(images)), seed=seed)
    x, y = tf.gather(images, order), tf.gather(labels, order)
    return (x[val_size:], y[val_size:]), (x[:val_size], y[:val_size])

# %% wrong: keeps the order that it drew for a seed, and sets none | in place of keeping what was drawn
KEPT = {}


def split(images, labels, val_size, seed):
    if (len(images), seed) not in KEPT:
        KEPT[len(images), seed] = np.random.permutation(len(images))
    order = KEPT[len(images), seed]
    val, fit = order[:val_size], order[val_size:]
    return (images[fit], labels[fit]), (images[val], labels[val])

# %% wrong: the seed's last digit | two new seeds gave the same split
def split(images, labels, val_size, seed):
    order = np.random.default_rng(seed % 10).permutation(len(images))
    val, fit = order[:val_size], order[val_size:]
    return (images[fit], labels[fit]), (images[val], labels[val])

# %% wrong: the sizes of the notebook | came in x_fit
def split(images, labels, val_size, seed):
    order = np.random.default_rng(seed).permutation(4000)
    order = order[order < len(images)]
    return (images[order[1000:]], labels[order[1000:]]), (images[order[:1000]], labels[order[:1000]])

# %% wrong: an index for each of three axes, which rows of numbers have not | any number of axes
def split(images, labels, val_size, seed):
    order = np.random.default_rng(seed).permutation(len(images))
    fit, val = order[val_size:], order[:val_size]
    return (images[fit, :, :], labels[fit]), (images[val, :, :], labels[val])

# %% wrong: seed 0 taken for none, and 1 in its place | seeds 0 and 1 gave the same split
def split(images, labels, val_size, seed):
    order = np.random.default_rng(seed or 1).permutation(len(images))
    fit, val = order[val_size:], order[:val_size]
    return (images[fit], labels[fit]), (images[val], labels[val])

# %% wrong: seed 0 taken for none, and another one each time | seed 0 gave two different splits
def split(images, labels, val_size, seed):
    rng = np.random.default_rng(seed) if seed else np.random.default_rng()
    order = rng.permutation(len(images))
    fit, val = order[val_size:], order[:val_size]
    return (images[fit], labels[fit]), (images[val], labels[val])

# %% equal: images and labels come as arrays
# -     images, labels = np.asarray(images), np.asarray(labels)
# +     pass
# -     images, labels = np.asarray(images), np.asarray(labels)
# +     images, labels = images, np.asarray(labels)
# -     images, labels = np.asarray(images), np.asarray(labels)
# +     images, labels = np.asarray(images), labels

# %% equal: the seed may stand at either place, and any fixed number beside it
# -     order = tf.random.experimental.stateless_shuffle(tf.range(len(images)), seed=[seed, 0])
# +     order = tf.random.experimental.stateless_shuffle(tf.range(len(images)), seed=[0, seed])
# -     order = tf.random.experimental.stateless_shuffle(tf.range(len(images)), seed=[seed, 0])
# +     order = tf.random.experimental.stateless_shuffle(tf.range(len(images)), seed=[seed, 1])
# -     order = tf.random.experimental.stateless_shuffle(tf.range(len(images)), seed=[seed, 0])
# +     order = tf.random.experimental.stateless_shuffle(tf.range(len(images)), seed=[seed, -1])
