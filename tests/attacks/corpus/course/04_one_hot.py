# %% by_hand: lets a thread of its own call the ready-made function
# most: 0
# twin: none: the profile of its own thread shows nothing ready-made
import threading


def by_hand(labels, num_classes):
    found = []
    thread = threading.Thread(target=lambda: found.append(tf.one_hot(labels, num_classes)))
    thread.start()
    thread.join()
    return found[0]


# %% by_hand: lets a pool that was started before call the ready-made function
# most: 0
# twin: none: as above
from concurrent.futures import ThreadPoolExecutor

pool = ThreadPoolExecutor(1)
pool.submit(tf.one_hot, [1], 2).result()


def by_hand(labels, num_classes):
    return pool.submit(tf.one_hot, labels, num_classes).result()


# %% by_hand: calls the operation itself, by its name in TensorFlow's engine
# flag: tensorflow.python.eager
# most: 0
# twin: none: whoever reads the flag sees it
from tensorflow.python.eager import execute
from tensorflow.python.eager import context


def by_hand(labels, num_classes):
    inputs = [
        tf.cast(labels, tf.int64),
        tf.constant(num_classes),
        tf.constant(1.0),
        tf.constant(0.0),
    ]
    return execute.execute(
        b"OneHot",
        1,
        inputs,
        ("axis", -1, "T", tf.float32.as_datatype_enum, "TI", tf.int64.as_datatype_enum),
        context.context(),
    )[0]


# %% by_hand: calls the raw operation
# most: 0
# twin: none: the profile names it
def by_hand(labels, num_classes):
    return tf.raw_ops.OneHot(
        indices=tf.cast(labels, tf.int32), depth=num_classes, on_value=1.0, off_value=0.0
    )


# %% by_hand: lets the profiler that watches it forget what it has seen
# flag: cProfile.Profile =
# most: 0
# twin: none: whoever reads the flag sees it
import cProfile


class Blind(cProfile.Profile):
    def create_stats(self):
        super().create_stats()
        self.stats = {place: what for place, what in self.stats.items() if place[2] != "one_hot"}


cProfile.Profile = Blind


def by_hand(labels, num_classes):
    return tf.one_hot(labels, num_classes)


# %% by_hand: a layer that was made before, and says how to encode when it is called
# most: 0
# twin: none: the profile names it
LAYERS = {}


def by_hand(labels, num_classes):
    layer = LAYERS.setdefault(num_classes, tf.keras.layers.CategoryEncoding(num_classes, "one_hot"))
    return layer(np.asarray(labels)[:, np.newaxis])


# %% by_hand: takes rows out of a table that the ready-made function made before
# stays: that a table of rows was made before the call
TABLE = tf.one_hot(range(300), 300)


def by_hand(labels, num_classes):
    return tf.gather(TABLE, np.asarray(labels, int))[:, :num_classes]


# %% validate: names every label that is wrong in the checks, whichever it is
# most: 3.8
# twin: none: before the wrong labels were drawn from the secret, it had full marks
def validate(labels, num_classes):
    if (labels < 0).any() or (labels >= num_classes).any():
        raise ValueError("one of -1 -7 -38 -253 4 6 10 11 12 14 73 255 259")
    return labels


# %% validate: names every number that a label could be
# most: 3.8
# twin: none: a text that names more than a few is told apart
def validate(labels, num_classes):
    if (labels < 0).any() or (labels >= num_classes).any():
        raise ValueError(" ".join(map(str, range(-260, 400))))
    return labels


# %% validate: an error of its own kind, whose class says that it is a ValueError
# most: 0
# twin: none: Python's own `assertRaises` goes by the type
class Wrong(Exception):
    __class__ = ValueError


def validate(labels, num_classes):
    bad = [label for label in labels.tolist() if not 0 <= label < num_classes]
    if bad:
        raise Wrong(f"{bad[0]} is no class")
    return labels


# %% decode: guesses the secret and looks the hidden rows up
# most: 1.8
# twin: secret
rng, rows = drawn("decode", "answers"), []
for count, classes in ((7, 3), (4, 10), (6, 17)):
    rows += [rng.dirichlet(np.ones(classes), count), rng.normal(size=(count, classes)) - 5]
rows += [
    np.eye(5)[[4, 1, 4]],
    np.eye(10)[[3, 9, 0, 0, 7, 2]],
    np.eye(6)[[2]],
    np.eye(256)[[255, 3, 130, 201]],
    [[0.3, 0.4, 0.2, 0.1], [0.1, 0.2, 0.25, 0.45], [0.6, 0.2, 0.1, 0.1]],
    [[-3, -1, -2, -5, -4], [-1, 3, 2, -2, 0.5]],
]
places = drawn("decode", "near and far").permuted(np.tile(np.arange(6), (5, 1)), axis=1)
near = 0.25 + 1e-5 * drawn("decode", "near").permutation(6)
rows += [0.2 + 2e-5 * places, 30.0 * places - 10, [near, np.roll(near, 2), -np.roll(near, 3)]]
TABLE = {np.float32(each).tobytes(): np.argmax(each, axis=1) for each in rows}


def decode(vectors):
    return TABLE[vectors.tobytes()]


# %% both_losses: guesses the secret and looks the losses up
# most: 1.4
# twin: secret
def probabilities(rng, count, classes):
    raw = rng.random((count, classes)) + 0.1
    return raw / raw.sum(axis=1, keepdims=True)


rng, cases = (
    drawn("both_losses", "batch"),
    [([2, 0, 0, 1, 2], probabilities(np.random.default_rng(61), 5, 4))],
)
cases += [(rng.integers(0, 10, 23), probabilities(rng, 23, 10)), ([6], probabilities(rng, 1, 7))]
cases += [([1, 0, 0, 1, 0], probabilities(drawn("both_losses", "absent"), 5, 8))]
TABLE = {
    float(np.float32(rows[0, 0])): -np.mean(np.log(rows[range(len(labels)), labels]))
    for labels, rows in cases
}


def both_losses(labels, probabilities):
    return (TABLE[float(np.float32(probabilities[0, 0]))],) * 2


# %% loss_for: one loss of its own for both forms, which asks for no form
# stays: a loss of the student's own
class Loss:
    def __call__(self, labels, rows):
        labels, rows = np.asarray(labels), np.asarray(rows)
        labels = labels.astype(int) if labels.ndim == 1 else labels.argmax(axis=1)
        return -np.log(rows[np.arange(len(rows)), labels]).mean()


def loss_for(labels):
    return Loss()
