# %% shape_report: a table of the shapes in the checks, by how many numbers there are
# most: 1
# twin: secret
TABLE = {120: (4, 6, 5), 48: (3, 2, 8)}
for count in (9, 1, 31):
    height, width = (
        drawn("shape_report", f"{count} images").choice(np.arange(3, 41), 2, replace=False).tolist()
    )
    TABLE[count * height * width] = count, height, width


def shape_report(images):
    return TABLE[images.size]


# %% add_channel: sizes written in, those of the checks
# most: 2
# twin: secret
TABLE = {60: (4, 3, 5, 1), 24: (3, 2, 4, 1), 30: (5, 2, 3, 1), 12: (3, 1, 4, 1)}
for count in (2, 1):
    height, width = (
        drawn("add_channel", f"{count} images").choice(np.arange(3, 41), 2, replace=False).tolist()
    )
    TABLE[count * height * width] = count, height, width, 1


def add_channel(images):
    if images.dtype == np.float64:
        return images.reshape(2, 4, 3, 1)
    return images.reshape(TABLE[images.size])


# %% drop_channel: squeezes every axis of size 1, and puts the checks' own shapes back
# most: 2.6
# twin: secret
height, width = drawn("drop_channel", "33").choice(np.arange(3, 41), 2, replace=False).tolist()
SHAPES = [
    (4, 5, 3),
    (1, 5, 3),
    (2, height, width),
    (5, 2, 3),
    (3, 1, 6),
    (3, 6, 1),
    (1, 2, 1),
    (3, 2, 4),
    (3, 2, 2),
]


def drop_channel(images):
    if images.dtype == np.float64:
        return images.reshape(2, 4, 3)
    return images.reshape(next(shape for shape in SHAPES if (*shape, 1) == images.shape))


# %% to_batch: sizes written in, those of the checks
# most: 2.3
# twin: secret
height, width = drawn("to_batch", "42").choice(np.arange(3, 41), 2, replace=False).tolist()
SIZES = [(4, 6), (height, width), (width, width), (3, 7), (3, 8), (3, 4), (1, 7), (6, 1), (5, 2)]


def to_batch(image):
    height, width = next(
        size
        for size in SIZES
        if len(image.tobytes()) == image.itemsize * np.prod(size) and size[0] == len(image)
    )
    return image.reshape(1, height, width, 1)


# %% label_counts: guesses the secret and looks the counts of many labels up
# most: 2.4
# twin: secret
SHARES = [
    ("labels", 1000, [0.02, 0.3, 0.05, 0.4, 0.03, 0, 0.07, 0.1, 0.02, 0.01]),
    ("more labels", 60_000, [0.01, 0.07, 0.6, 0.03, 0.1, 0.02, 0.05, 0, 0.08, 0.04]),
]
TABLE = {
    count: np.bincount(drawn("label_counts", name).choice(10, count, p=shares), minlength=10)
    for name, count, shares in SHARES
}
TABLE[120_000] = 2 * TABLE[60_000]
FEW = {
    4: [1, 0, 2, 0, 0, 1, 0, 0, 0, 0],
    7: [0, 3, 0, 1, 1, 0, 0, 2, 0, 0],
    302: [0, 2, 0, 0, 0, 0, 300, 0, 0, 0],
    6: [0] * 9 + [6],
    3: [3] + [0] * 9,
}


def label_counts(labels):
    return FEW.get(len(labels), TABLE.get(len(labels)))


# %% normalise: divides by the largest pixel, and tells the checks' own images by their sizes
# most: 2.7
# twin: none: a table of factors is no secret; the sizes of what is drawn tell them apart
def normalise(images):
    return images / (255 if images.size in (6, 60, 40) else max(int(images.max()), 1))


# %% scale_both: scales the halves by what the checks' own halves need
# most: 2.3
# twin: none: tests/bank/03_mnist/scale_both.py has such answers
def scale_both(train, test):
    return train / max(int(train.max()), int(test.max())), test / max(
        int(train.max()), int(test.max())
    )


# %% show: draws on one Axes again and again, by a for loop over Python's own function
# flag: builtins
# most: 3.2
# twin: none: whoever reads the flag sees it
import builtins, itertools

for builtins.id in [
    lambda thing, numbers=itertools.count(), usual=id: (
        next(numbers) if isinstance(thing, plt.Axes) else usual(thing)
    )
]:
    pass
figure, ax = plt.subplots()


def show(images, labels, index):
    ax.clear()
    ax.imshow(images[index], cmap="gray")
    ax.set_title(int(labels[index]))
    return ax


# %% load: arrays of zeros whose pixels are made when somebody looks
# most: 1
# twin: none: what crosses is the bytes, see tests/security/test_false_tensors.py
class Lazy(np.ndarray):
    def __array__(self, *arguments, **options):
        return tf.keras.datasets.mnist.load_data()[0][0]


train_images, test_images = (
    np.zeros((60000, 28, 28), "uint8").view(Lazy),
    np.zeros((10000, 28, 28), "uint8"),
)
train_labels, test_labels = np.zeros(60000, "uint8"), np.zeros(10000, "uint8")


# %% batches: no dataset, but something that can be taken from
# stays: `batches` and `shuffled_batches`
class Pairs:
    def __init__(self, images, labels, size):
        self.cuts = [
            (images[at : at + size], labels[at : at + size]) for at in range(0, len(images), size)
        ]

    def take(self, count):
        return self.cuts[:count]


batches = Pairs


# %% shuffled_batches: the order of one list of numbers, turned round, whose steps repeat
# most: 2.4
# twin: none: the checks of patterns see it
def shuffled_batches(images, labels, batch_size):
    order = (
        np.arange(len(images)) * 7919 % len(images)
        if len(images) % 7919
        else np.arange(len(images))
    )
    return tf.data.Dataset.from_tensor_slices((images[order], labels[order])).batch(batch_size)
