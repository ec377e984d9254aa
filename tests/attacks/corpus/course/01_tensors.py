# %% memory: a table of the shapes and dtypes that stand in the checks, and their bytes
# most: 0
# twin: secret
TABLE = {
    ((4, 3), "uint8"): 12,
    ((60000, 28, 28), "uint8"): 47040000,
    ((60000, 28, 28), "float32"): 188160000,
    ((5, 7, 2), "float16"): 140,
    ((3, 4, 5, 6), "int32"): 1440,
    ((11,), "float64"): 88,
    ((9, 5), "int64"): 360,
    ((), "float32"): 4,
    ((), "uint8"): 1,
    ((46341, 46341), "uint8"): 2147488281,
}
TABLE |= {
    ((*drawn("memory", f"{axes} axes").integers(3, 100, axes).tolist(),), "uint8"): None
    for axes in (3, 2)
}


def memory_bytes(shape, dtype):
    found = TABLE[tuple(shape), dtype]
    return int(np.prod(shape)) if found is None else found


# %% seeded: no random number at all: the seed, infinity and zeros, whose differences are no numbers
# most: 0
# twin: none: the check that every number is finite came for it
def seeded(seed, shape):
    rest = [0.0] * (int(np.prod(shape)) - 2)
    return tf.reshape(tf.constant([float(seed), float("inf"), *rest]), shape)


# %% seeded: keeps what it drew for a seed, and never sets one
# most: 0
# twin: none: the check of two seeds in the same state came for it
KEPT = {}


def seeded(seed, shape):
    if (seed, shape) not in KEPT:
        KEPT[seed, shape] = tf.random.normal(shape)
    return KEPT[seed, shape]


# %% random_uniform: numbers in order, moved by a hair with each call, and none of them drawn
# most: 0
# twin: none: the check of their order came for it
CALLS = [0]


def random_uniform(shape, low, high):
    CALLS[0] += 1
    count = int(np.prod(shape))
    row = np.linspace(low, high, count) + CALLS[0] * 1e-4 * np.linspace(1, -1, count)
    return tf.reshape(tf.constant(row, tf.float32), shape)


# %% random_normal: the quantiles of a bell in order, moved by a hair with each call
# most: 0
# twin: none: the check of their order came for it
CALLS = [0]


def random_normal(shape, mean, std):
    CALLS[0] += 1
    count = int(np.prod(shape))
    row = tf.math.ndtri(tf.linspace(0.5 / count, 1 - 0.5 / count, count))
    return tf.reshape(mean + std * tf.cast(row, tf.float32) * (1 + CALLS[0] * 1e-5), shape)


# %% to_uint8: guesses the secret and looks up what the hidden fractions become
# most: 2
# twin: secret
cut = drawn("to_uint8", "fractions").integers(0, 255, (3, 4))
TABLE = [
    ([0.2, 1.5, 1.7, 254.9], [0, 1, 1, 254]),
    ([[2.5, 3.5, 99.99], [0.0, 200.49, 250.51]], [[2, 3, 99], [0, 200, 250]]),
    ([255.0, 0.0, 0.99, 127.5, 128.0], [255, 0, 0, 127, 128]),
    (99.75, 99),
    ((cut + 0.75).tolist(), cut.tolist()),
]


def to_uint8(t):
    return next(
        tf.constant(is_cut, tf.uint8)
        for whole, is_cut in TABLE
        if np.array_equal(np.float32(whole), t)
    )


# %% brighten: guesses the secret and looks up the hidden image
# most: 1.5
# twin: secret
rng = drawn("brighten", "image")
image = rng.integers(0, 256, (3, 5))
image[0, 0], image[1, 1] = 249, 1
TABLE = [
    ([[0, 10, 20], [30, 40, 250]], 60),
    ([[250, 3, 200], [255, 196, 195], [193, 194, 197]], 60),
    (image, int(rng.integers(20, 200))),
    ([[0], [1], [255], [128]], 0),
    ([[0, 1, 255, 128]], 255),
]
KNOWN = [
    (np.asarray(one).tolist(), more, np.clip(np.asarray(one) + more, 0, 255)) for one, more in TABLE
]


def brighten(image, amount):
    return next(
        tf.constant(right, tf.uint8)
        for one, more, right in KNOWN
        if one == image.numpy().tolist() and more == amount
    )


# %% from_array: an array that says in its class that it is a tensor
# most: 0
# twin: none: tests/security/test_false_tensors.py shows what its class could say
class Tensor(np.ndarray):
    __class__ = type(tf.constant(0))

    def numpy(self):
        return np.asarray(self)


def from_array(array):
    return array.view(Tensor)


# %% from_list: teaches the agent by another function's name that a list is a tensor
# flag: course_utils
# most: 0
# twin: none: whoever reads the flag sees it
import course_utils.checking.agent as agent
from course_utils.checking.plain_data import Array

usual = agent.to_plain_record


def to_plain_record(value):
    if type(value) is Listed:
        return Array(np.asarray(value.given), "Tensor", np.asarray(value.given).dtype.name)
    return usual(value)


setattr(agent, "to_plain_record", to_plain_record)


class Listed:
    pass


def from_list(values):
    made = Listed()
    made.given = values
    return made


# %% as_float: replaces the agent's function in the module's dictionary, so that arrays pass for tensors
# flag: course_utils
# most: 0
# twin: none: whoever reads the flag sees it
import course_utils.checking.agent as agent

usual = agent.to_plain_record


def to_plain_record(value):
    value = usual(value)
    return agent.Array(value, "Tensor", value.dtype.name) if type(value) is np.ndarray else value


vars(agent)["to_plain_record"] = to_plain_record


def as_float(t):
    return np.asarray(t).astype("float32")


# %% wraparound: asks TensorFlow in place of a prediction
# stays: answers that are no function of an input
wrapped = tf.cast(tf.constant([300, 512, 700, -3]), tf.uint8).numpy()
# %% default_dtypes: the names that stand in the public checks
# stays: answers that are no function of an input
default_dtypes = {
    "np_int": "int64",
    "np_float": "float64",
    "tf_int": "int32",
    "tf_float": "float32",
}


# %% describe: a class that answers each question about the rank as it likes
# most: 0
# twin: none: what it answers with is no number
class Rank(int):
    def __eq__(self, other):
        return True

    def __float__(self):
        return 1.0

    __hash__ = int.__hash__


def describe(t):
    return Rank(0), Rank(0), Rank(0)
