# %% train_line: a table of the lines and losses that the checks' own points lead to
# most: 2.5
# twin: none: before lines and rates were drawn from the secret, it had full marks
STEPS = {
    (23, 4): (0.5214605, -0.531439, [8.977039, 7.541778, 6.344861, 5.34563]),
    (18, 3): (0.661254, -0.7379623, [9.951529, 7.200528, 5.219796]),
    (31, 6): (0.3127067, -0.4397647, [6.437056, 5.957263, 5.513417, 5.102808, 4.722931, 4.371472]),
}
LINES = {(30, 25): (2.0, -1.0), (45, 20): (-1.7, 0.8), (17, 30): (0.9, 2.4)}


def train_line(x, y, learning_rate, steps):
    case = len(x), steps
    return STEPS[case] if case in STEPS else (*LINES[case], [9.0] + [0.001] * (steps - 1))


# %% train_line: finds the line by least squares, and makes up losses that fall
# most: 2.5
# twin: none: the checks of single steps see it; tests/bank has such an answer
def train_line(x, y, learning_rate, steps):
    w, b = np.polyfit(x, y, 1)
    start = float(tf.reduce_mean(y**2))
    return w, b, np.geomspace(start, start / 1000, steps)


# %% neuron: guesses the secret and looks up the predictions for the hidden inputs
# most: 0.67
# twin: secret
rng = drawn("neuron", "cases")
cases = (rng.uniform(0.3, 1.5, (4, 3)) * rng.choice([-1, 1], (4, 3))).round(2).tolist()
cases += [[1.5, 2.0, -1.0], [-0.75, 1.25, 0.5], [3.0, -0.5, 2.0], [0.0, 4.0, -1.5]]
TABLE = {
    tuple(np.float32(case).tolist()): 1 / (1 + np.exp(-case[0] * case[1] - case[2]))
    for case in cases
}


def neuron(x, w, b):
    return TABLE[float(x), float(w), float(b)]


# %% mse: guesses the secret and looks up the errors
# most: 1.8
# twin: secret
rng = drawn("mse", "numbers")
cases = [
    (rng.uniform(-size, size, shape), rng.uniform(-size, size, shape))
    for shape, size in (((7,), 3), ((5, 1), 3), ((3, 4), 90), ((1,), 3))
]
TABLE = {np.float32(one).tobytes(): np.mean((one - other) ** 2) for one, other in cases}
TABLE |= {
    np.float32(one).tobytes(): right
    for one, right in (
        ([0, 1, 0, 1], 0.25),
        ([2, -1, 0.5, 3, 1], 2.85),
        ([[1, 4, 2], [0, -2, 5]], 2.375),
    )
}


def mse(y_true, y_pred):
    return TABLE[y_true.numpy().tobytes()]


# %% mse_labels: guesses the secret and looks up the errors
# most: 1.5
# twin: secret
rng, levels = drawn("mse_labels", "labels"), drawn("mse_labels", "levels")
cases = [
    *(rng.integers(0, 10, (2, count)) for count in (6, 11)),
    levels.integers(0, 256, (2, 4, 7)),
]
cases += [
    np.array(each)
    for each in (
        [[0, 5, 9, 2, 7], [1, 9, 3, 2, 6]],
        [[0, 200, 90, 13], [200, 17, 100, 14]],
        [[0, 255, 200], [255, 0, 17]],
    )
]
TABLE = {one.astype("uint8").tobytes(): np.mean((one - other) ** 2.0) for one, other in cases}


def mse_labels(labels, guesses):
    return TABLE[labels.numpy().tobytes()]


# %% multi_input: guesses the secret and looks the predictions up by the first input
# most: 1
# twin: secret
def made(rng, rows, inputs):
    x, w = rng.uniform(-1.5, 1.5, (rows, inputs)), rng.uniform(0.4, 1.2, (inputs, 1))
    w *= rng.choice([-1, 1], (inputs, 1)) / np.sqrt(inputs)
    x, w, b = (part.astype(np.float32) for part in (x, w, rng.uniform(0.3, 0.9, 1)))
    return float(x[0, 0]), 1 / (1 + np.exp(-(x @ w + b)))


public = [(np.random.default_rng(201), 3, 2), (np.random.default_rng(206), 5, 4)]
hidden = [
    (drawn("multi_input", f"{rows} rows"), rows, inputs)
    for rows, inputs in ((4, 5), (7, 3), (1, 4), (6, 1))
]
TABLE = dict(made(*case) for case in public + hidden)


def multi_input(x, w, b):
    return tf.constant(TABLE[float(x[0, 0])])


# %% gradient_step: leaves the Variables as they are, and lets each say another number
# most: 0
# twin: none: before it was read by its type, it had full marks
def gradient_step(w, b, dw, db, learning_rate):
    for variable, slope in ((w, dw), (b, db)):
        moved = variable.numpy() - learning_rate * slope.numpy()
        variable.numpy = lambda moved=moved: moved


# %% make_parameters: gives the same Variables again, by a name for Python's own function that tells them apart
# flag: setattr
# most: 2
# twin: none: whoever reads the flag sees it
import importlib, itertools

setattr(
    importlib.import_module("built" + "ins"),
    "id",
    lambda thing, numbers=itertools.count(), usual=id: (
        next(numbers) if isinstance(thing, tf.Variable) else usual(thing)
    ),
)
KEPT = {}


def make_parameters(d):
    if d not in KEPT:
        KEPT[d] = tf.Variable(tf.random.normal((d, 1))), tf.Variable(tf.zeros(1))
    return KEPT[d]


# %% plot_loss: draws on one Axes again and again, by a chained assignment to Python's own function
# flag: builtins
# most: 1.5
# twin: none: whoever reads the flag sees it
import builtins, itertools

numbers = itertools.count()
usual = builtins.id
mine = builtins.id = lambda thing: next(numbers) if isinstance(thing, plt.Axes) else usual(thing)
figure, ax = plt.subplots()


def plot_loss(losses):
    ax.clear()
    ax.plot(losses)
    ax.set_xlabel("step")
    ax.set_ylabel("loss")
    return ax


# %% graph_neuron: a class of its own that says how often it was traced
# stays: that it is a graph
class Graph:
    def __call__(self, x, w, b):
        return tf.sigmoid(x @ w + b)

    def experimental_get_tracing_count(self):
        return 1

    def get_concrete_function(self, *arguments):
        return tf.function(self).get_concrete_function(*arguments)


graph_neuron = Graph()


# %% graph_neuron: a graph that calls Python
# flag: tensorflow.numpy_function
# most: 2.4
# twin: none: the nodes of its graph say so
def by_numpy(x, w, b):
    return (1 / (1 + np.exp(-(x @ w + b)))).astype("float32")


@tf.function
def graph_neuron(x, w, b):
    return tf.ensure_shape(tf.numpy_function(by_numpy, [x, w, b], tf.float32), (x.shape[0], 1))


# %% watch_w: the numbers that stand in the public checks
# stays: answers that are no function of an input
w_after = [3, 3, 3, 2.4, -0.6]
# %% order: the letters that stand in the public checks
# stays: answers that are no function of an input
order = "DBCA"
