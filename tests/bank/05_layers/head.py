# %% right: Sequential with Input
def head(inputs, classes):
    return tf.keras.Sequential([
        tf.keras.Input((inputs,)),
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(classes),
    ])

# %% right: a softmax at the end, no Input
def head(inputs, classes):
    return tf.keras.Sequential([
        tf.keras.layers.Dense(32, "relu"),
        tf.keras.layers.Dense(classes, "softmax"),
    ])

# %% right: functional, ReLU as a layer
def head(inputs, classes):
    rows = tf.keras.Input(shape=(inputs,))
    hidden = tf.keras.layers.ReLU()(tf.keras.layers.Dense(32)(rows))
    scores = tf.keras.layers.Dense(classes, activation="linear")(hidden)
    return tf.keras.Model(rows, scores)

# %% right: a subclass
class Head(tf.keras.Model):
    def __init__(self, classes):
        super().__init__()
        self.hidden = tf.keras.layers.Dense(32)
        self.scores = tf.keras.layers.Dense(classes)

    def call(self, rows):
        return self.scores(tf.nn.relu(self.hidden(rows)))

def head(inputs, classes):
    return Head(classes)

# %% right: add() one by one, Flatten in front, Softmax as a layer, compiled
def head(inputs, classes):
    model = tf.keras.models.Sequential()
    model.add(tf.keras.layers.Flatten())
    model.add(tf.keras.layers.Dense(units=32, activation=tf.nn.relu, input_shape=(inputs,)))
    model.add(tf.keras.layers.Dense(units=classes))
    model.add(tf.keras.layers.Softmax())
    model.compile("adam", "sparse_categorical_crossentropy")
    return model

# %% core: ReLU on the last layer | there is a ReLU on the last layer
def head(inputs, classes):
    return tf.keras.Sequential([
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(classes, activation="relu"),
    ])

# %% wrong: ReLU on the last layer alone | there is a ReLU on the last layer
def head(inputs, classes):
    return tf.keras.Sequential([
        tf.keras.layers.Dense(32),
        tf.keras.layers.Dense(classes, activation="relu"),
    ])

# %% wrong: sigmoid on the last layer | there is a sigmoid on the last layer
def head(inputs, classes):
    return tf.keras.Sequential([
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(classes, activation="sigmoid"),
    ])

# %% wrong: tanh on the last layer | there is a tanh on the last layer
def head(inputs, classes):
    return tf.keras.Sequential([
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(classes, activation="tanh"),
    ])

# %% wrong: nothing between the layers | there is nothing between the two layers
def head(inputs, classes):
    return tf.keras.Sequential([
        tf.keras.layers.Dense(32),
        tf.keras.layers.Dense(classes),
    ])

# %% wrong: nothing between the layers, softmax at the end | there is nothing between the two layers
def head(inputs, classes):
    return tf.keras.Sequential([
        tf.keras.layers.Dense(32),
        tf.keras.layers.Dense(classes, activation="softmax"),
    ])

# %% wrong: ten classes, whatever is asked for | one number for each class
def head(inputs, classes):
    return tf.keras.Sequential([
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(10),
    ])

# %% wrong: 588 inputs, whatever is asked for | is `inputs` used
def head(inputs, classes):
    return tf.keras.Sequential([
        tf.keras.Input((588,)),
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(classes),
    ])

# %% wrong: 64 units | expected a Dense of 32 units
def head(inputs, classes):
    return tf.keras.Sequential([
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(classes),
    ])

# %% wrong: one layer | expected a Dense of 32 units
def head(inputs, classes):
    return tf.keras.Sequential([tf.keras.layers.Dense(classes)])

# %% wrong: 32 units last | one number for each class
def head(inputs, classes):
    return tf.keras.Sequential([
        tf.keras.layers.Dense(classes, activation="relu"),
        tf.keras.layers.Dense(32),
    ])

# %% wrong: a list of layers | expected a Keras layer or model, got list
def head(inputs, classes):
    return [tf.keras.layers.Dense(32, activation="relu"), tf.keras.layers.Dense(classes)]

# %% wrong: the last layer alone comes back | expected a Dense of 32 units
def head(inputs, classes):
    hidden = tf.keras.layers.Dense(32, activation="relu")
    scores = tf.keras.layers.Dense(classes)
    return scores

# %% wrong: weights that start equal and stay equal | all numbers of a new kernel are 0
def head(inputs, classes):
    return tf.keras.Sequential([
        tf.keras.layers.Dense(32, activation="relu", kernel_initializer="zeros"),
        tf.keras.layers.Dense(classes, kernel_initializer="zeros"),
    ])

# %% wrong: one model for all calls with the same sizes | make a new one in each call
import functools

@functools.cache
def head(inputs, classes):
    return tf.keras.Sequential([
        tf.keras.Input((inputs,)),
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(classes),
    ])

# %% wrong: a softmax twice | there is one too many
def head(inputs, classes):
    return tf.keras.Sequential([
        tf.keras.Input((inputs,)),
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(classes, activation="softmax"),
        tf.keras.layers.Softmax(),
    ])

# %% wrong: a ReLU, then a softmax | a ReLU stands before the softmax
def head(inputs, classes):
    return tf.keras.Sequential([
        tf.keras.Input((inputs,)),
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(classes, activation="relu"),
        tf.keras.layers.Softmax(),
    ])

# %% wrong: two layers without a list | where they stand in a list
def head(inputs, classes):
    return tf.keras.Sequential(tf.keras.layers.Dense(32, activation="relu"), tf.keras.layers.Dense(classes))

# %% equal: logits are accepted, and probabilities
# -         tf.keras.layers.Dense(classes, "softmax"),
# +         tf.keras.layers.Dense(classes, None),
# -     model.add(tf.keras.layers.Softmax())
# +     pass

# %% equal: a layer is linear by default, and finds out itself how many inputs it has
# -     scores = tf.keras.layers.Dense(classes, activation="linear")(hidden)
# +     scores = tf.keras.layers.Dense(classes)(hidden)
# -     model.add(tf.keras.layers.Dense(units=32, activation=tf.nn.relu, input_shape=(inputs,)))
# +     model.add(tf.keras.layers.Dense(units=32, activation=tf.nn.relu))

# %% equal: rows are flat already
# -     model.add(tf.keras.layers.Flatten())
# +     pass

# %% equal: whether it is compiled, and how, is no part of the task
# -     model.compile("adam", "sparse_categorical_crossentropy")
# +     pass
# -     model.compile("adam", "sparse_categorical_crossentropy")
# +     model.compile("adam", "categorical_crossentropy")
