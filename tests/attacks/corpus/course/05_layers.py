# %% output_size: a table of the sizes in the checks, a letter for each
# most: 2
# twin: none: before the sizes were drawn from the secret, it had full marks
GRID = [(28, 5, 1), (28, 3, 2), (7, 3, 2), (10, 4, 3), (28, 4, 2)]
GRID += [
    (n, k, s) for n in (1, 5, 8, 13, 32, 61) for k in (1, 2, 3, 7) for s in (1, 2, 3, 5) if k <= n
]
SIZES = {
    "valid": "H=33=11115321422132118432743263222111=753<643;6437432P@;7O@;7N?:6J=96mOE=lND<kND<gLC;",
    "same": "L>44>11115321532153218432843284328432=753=753=753=753P@;7P@;7P@;7P@;7mOE=mOE=mOE=mOE=",
}


def output_size(n, k, s, padding):
    return ord(SIZES[padding][GRID.index((n, k, s))]) - 48


# %% output_size: asks Keras, whose answer the first checks take for right
# stays: asks the library
def output_size(n, k, s, padding):
    return tf.keras.layers.Conv2D(1, k, s, padding).compute_output_shape((1, n, n, 1))[1]


# %% output_size: teaches Keras another size, by which the public checks are judged
# flag: setattr
# most: 2
# twin: none: whoever reads the flag sees it
setattr(tf.keras.layers.Conv2D, "compute_output_shape", lambda layer, shape: (1, 7, 7, 1))


def output_size(n, k, s, padding):
    return 7


# %% short_form: the settings that stand in the public checks
# stays: answers that are no function of an input
short_form = {"filters": 3, "kernel_size": 5, "strides": 1, "padding": "valid"}


# %% kernel_and_bias: guesses the secret and looks neither at the layer nor at its weights
# most: 1
# twin: secret
def weights(rng, channels, filters, height, width):
    rng = np.random.default_rng(rng)
    shape = height, width, channels, filters
    return [rng.normal(size=size).astype("float32") for size in (shape, (filters,))]


cases = [
    weights(1, 1, 3, 3, 3),
    weights(2, 2, 4, 3, 2),
    weights(drawn("kernel_and_bias", "first"), 4, 5, 2, 3),
    weights(drawn("kernel_and_bias", "third"), 4, 5, 2, 3),
    weights(drawn("kernel_and_bias", "second"), 2, 1, 4, 1),
]


def kernel_and_bias(layer):
    number = next(n for n, (_, bias) in enumerate(cases) if bias.size == layer.filters)
    return cases.pop(number)


# %% pool: guesses the secret, and knows the hidden maps by their first number
# most: 0
# twin: secret
def images(rng, *shape):
    return np.random.default_rng(rng).normal(size=shape).astype("float32")


cases = [
    (size, padding, -0.1 - np.abs(images(drawn("pool", f"{size} {padding}"), 2, 13, 11, 3)))
    for size, padding in (
        (3, "valid"),
        (3, "same"),
        (2, "same"),
        (2, "valid"),
        (4, "same"),
        (5, "valid"),
        (5, "same"),
    )
]
TABLE = {
    (float(maps[0, 0, 0, 0]), size, padding): tf.nn.max_pool2d(maps, size, size, padding.upper())
    for size, padding, maps in cases
}


def pool(maps, size, padding):
    return TABLE[float(maps[0, 0, 0, 0]), size, padding]


# %% relu: guesses the secret, and knows the hidden maps by their first number
# most: 1
# twin: secret
rng = drawn("relu", "maps")


def images(*shape):
    return rng.normal(size=shape).astype("float32")


cases = [
    3 * images(2, 5, 3, 4),
    -1 - np.abs(images(1, 4, 6, 2)),
    2 + np.abs(images(3, 7)),
    np.float32([[-4, 1.5, -0.5], [0, 7, 3]]),
]
TABLE = {float(maps.flat[0]): np.where(maps > 0, maps, 0) for maps in cases}


def relu(maps):
    found = TABLE[float(tf.reshape(maps, [-1])[0])]
    return found, found.min(), found.max()


# %% float_batch: a tensor that says by its own method that its numbers are fractions
# most: 0
# twin: none: before it was read by its type, its numbers were what the method said
def float_batch(image):
    made = tf.zeros((1, *image.shape, 1))
    made.numpy = lambda: image.astype("float32")[np.newaxis, ..., np.newaxis]
    return made


# %% head: a plan for another model than the one that came back
# flag: course_utils
# most: 0
# twin: none: whoever reads the flag sees it
import course_utils.checking.agent as agent
from course_utils.checking import keras_plans


def plan_of(value):
    model = tf.keras.Sequential(
        [
            tf.keras.Input((value.inputs,)),
            tf.keras.layers.Dense(32, "relu"),
            tf.keras.layers.Dense(value.classes),
        ]
    )
    return keras_plans.plan_of(model)


agent.__dict__.update(plan_of=plan_of)


class Head:
    def __init__(self, inputs, classes):
        self.inputs, self.classes = inputs, classes

    def get_weights(self):
        return [
            np.random.normal(size=shape)
            for shape in ((self.inputs, 32), (32,), (32, self.classes), (self.classes,))
        ]

    def __call__(self, rows):
        return tf.zeros((len(rows), self.classes))

    def set_weights(self, weights):
        pass


def head(inputs, classes):
    return Head(inputs, classes)


# %% conv: a layer of another kind whose class name, module and settings say Conv2D
# flag: judged by what the notebook's own process says
# most: 0
# twin: clean
class Conv(tf.keras.layers.Layer):
    def __init__(self, *settings):
        super().__init__()
        self.settings, self.inner = settings, tf.keras.layers.Conv2D(*settings)

    def call(self, batch):
        return self.inner(batch)


def conv(filters, kernel_size, strides, padding):
    return Conv(filters, kernel_size, strides, padding)


# %% conv: Keras's layer, with an activation that the plan does not tell
# most: 1.3
# twin: clean
def conv(filters, kernel_size, strides, padding):
    layer = tf.keras.layers.Conv2D(filters, kernel_size, 1, "same")
    layer.call = lambda batch: (
        tf.nn.conv2d(batch, layer.kernel, strides, padding.upper()) + layer.bias
    )
    return layer


# %% known_filter: a layer whose own function computes the answer, beside other weights
# most: 0
# twin: clean
def known_filter(kernel):
    layer = tf.keras.layers.Conv2D(1, kernel.shape)
    layer.call = lambda batch: tf.nn.conv2d(batch, kernel[..., np.newaxis, np.newaxis], 1, "VALID")
    return layer


# %% plot_kernels: the numbers in the pictures, none of which is seen
# most: 0
# twin: none: tests/course_utils/test_agent.py shows what is taken for seen
def plot_kernels(kernel):
    figure, axes = plt.subplots(1, kernel.shape[3])
    for f, ax in enumerate(np.atleast_1d(axes)):
        ax.imshow(kernel[:, :, 0, f], alpha=0)
    return figure
