# %% right: functional, with a softmax
def build_model(input_shape, classes):
    inputs = tf.keras.Input(shape=input_shape)
    x = tf.keras.layers.Conv2D(8, (5, 5), activation="relu", padding="same")(inputs)
    x = tf.keras.layers.MaxPool2D((2, 2))(x)
    x = tf.keras.layers.Flatten()(x)
    outputs = tf.keras.layers.Dense(classes, activation="softmax")(x)
    return tf.keras.Model(inputs, outputs)

# %% right: a subclass that builds itself when first used
class Classifier(tf.keras.Model):
    def __init__(self, classes):
        super().__init__()
        self.conv = tf.keras.layers.Conv2D(12, 3, strides=2)
        self.flatten = tf.keras.layers.Flatten()
        self.head = tf.keras.layers.Dense(classes)

    def call(self, inputs):
        return self.head(self.flatten(tf.nn.relu(self.conv(inputs))))

def build_model(input_shape, classes):
    return Classifier(classes)

# %% right: add() one by one, input_shape on the first layer, ReLU and Softmax as layers
def build_model(input_shape, classes):
    model = tf.keras.models.Sequential()
    model.add(tf.keras.layers.Conv2D(16, 3, input_shape=input_shape))
    model.add(tf.keras.layers.ReLU())
    model.add(tf.keras.layers.GlobalAveragePooling2D())
    model.add(tf.keras.layers.Dense(classes))
    model.add(tf.keras.layers.Softmax())
    return model

# %% right: tanh, dropout
def build_model(input_shape, classes):
    return tf.keras.Sequential([
        tf.keras.Input(input_shape),
        tf.keras.layers.Conv2D(8, 3, activation="tanh"),
        tf.keras.layers.MaxPooling2D(4),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(32, activation="tanh"),
        tf.keras.layers.Dropout(0.2),
        tf.keras.layers.Dense(classes),
    ])

# %% right: max-pooling is the non-linear step; batch normalisation
def build_model(input_shape, classes):
    return tf.keras.Sequential([
        tf.keras.Input(input_shape),
        tf.keras.layers.Conv2D(8, 3),
        tf.keras.layers.BatchNormalization(),
        tf.keras.layers.MaxPooling2D(4),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(classes),
    ])

# %% wrong: already compiled | comes back compiled
def build_model(input_shape, classes):
    model = tf.keras.Sequential([
        tf.keras.Input(input_shape),
        tf.keras.layers.Conv2D(8, 3, activation="relu"),
        tf.keras.layers.MaxPooling2D(4),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(classes),
    ])
    model.compile("adam", "mse")
    return model

# %% core: no convolution | there is no convolution
def build_model(input_shape, classes):
    return tf.keras.Sequential([
        tf.keras.Input(input_shape),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(32, activation="tanh"),
        tf.keras.layers.Dropout(0.2),
        tf.keras.layers.Dense(classes),
    ])

# %% wrong: pooling alone, no convolution | there is no convolution
def build_model(input_shape, classes):
    return tf.keras.Sequential([
        tf.keras.Input(input_shape),
        tf.keras.layers.MaxPooling2D(2),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(classes, activation="softmax"),
    ])

# %% wrong: a softmax twice | a softmax twice
def build_model(input_shape, classes):
    return tf.keras.Sequential([
        tf.keras.Input(input_shape),
        tf.keras.layers.Conv2D(8, 3, activation="relu"),
        tf.keras.layers.MaxPooling2D(),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(classes, activation="softmax"),
        tf.keras.layers.Softmax(),
    ])

# %% wrong: a sigmoid, then a softmax | a sigmoid before it
def build_model(input_shape, classes):
    return tf.keras.Sequential([
        tf.keras.Input(input_shape),
        tf.keras.layers.Conv2D(8, 3, activation="relu"),
        tf.keras.layers.MaxPooling2D(4),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(classes, activation="sigmoid"),
        tf.keras.layers.Softmax(),
    ])

# %% wrong: a tanh, then a softmax | no probability gets above
def build_model(input_shape, classes):
    return tf.keras.Sequential([
        tf.keras.Input(input_shape),
        tf.keras.layers.Conv2D(8, 3, activation="relu"),
        tf.keras.layers.MaxPooling2D(4),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(classes, activation="tanh"),
        tf.keras.layers.Softmax(),
    ])

# %% wrong: a ReLU, then a softmax | ReLU before the softmax
def build_model(input_shape, classes):
    return tf.keras.Sequential([
        tf.keras.Input(input_shape),
        tf.keras.layers.Conv2D(8, 3, activation="relu"),
        tf.keras.layers.MaxPooling2D(4),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(classes, activation="relu"),
        tf.keras.layers.Softmax(),
    ])

# %% wrong: dropout that stays on | stay on when the model predicts
def build_model(input_shape, classes):
    inputs = tf.keras.Input(input_shape)
    x = tf.keras.layers.Conv2D(8, 3, activation="relu")(inputs)
    x = tf.keras.layers.MaxPooling2D(4)(x)
    x = tf.keras.layers.Flatten()(x)
    x = tf.keras.layers.Dropout(0.3)(x, training=True)
    return tf.keras.Model(inputs, tf.keras.layers.Dense(classes)(x))

# %% wrong: dropout by hand, in a subclass | stay on when the model predicts
class Dropping(tf.keras.Model):
    def __init__(self, classes):
        super().__init__()
        self.conv = tf.keras.layers.Conv2D(8, 3, activation="relu")
        self.pool = tf.keras.layers.MaxPooling2D(4)
        self.flatten = tf.keras.layers.Flatten()
        self.head = tf.keras.layers.Dense(classes, activation="softmax")

    def call(self, inputs):
        return self.head(tf.nn.dropout(self.flatten(self.pool(self.conv(inputs))), 0.3))

def build_model(input_shape, classes):
    return Dropping(classes)

# %% wrong: a branch for other shapes that raises | which line does something else for others
def build_model(input_shape, classes):
    if input_shape == (28, 28, 1):
        filters = 8
    return tf.keras.Sequential([
        tf.keras.Input(input_shape),
        tf.keras.layers.Conv2D(filters, 3, activation="relu"),
        tf.keras.layers.MaxPooling2D(4),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(classes),
    ])

# %% wrong: nothing is left of smaller images | leave nothing of the image
def build_model(input_shape, classes):
    return tf.keras.Sequential([
        tf.keras.Input(input_shape),
        tf.keras.layers.Conv2D(8, 3, activation="relu"),
        tf.keras.layers.MaxPooling2D(2),
        tf.keras.layers.Conv2D(8, 13, activation="relu"),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(classes),
    ])

# %% wrong: Flatten before the convolution | flatten after the convolutions
def build_model(input_shape, classes):
    return tf.keras.Sequential([
        tf.keras.Input(input_shape),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Conv2D(8, 3, activation="relu"),
        tf.keras.layers.Dense(classes),
    ])

# %% wrong: a size worked out for MNIST | worked out from them
def build_model(input_shape, classes):
    return tf.keras.Sequential([
        tf.keras.Input(input_shape),
        tf.keras.layers.Conv2D(8, 3, activation="relu"),
        tf.keras.layers.MaxPooling2D(2),
        tf.keras.layers.Reshape((13 * 13 * 8,)),
        tf.keras.layers.Dense(classes),
    ])

# %% wrong: no activation anywhere | the model is linear
def build_model(input_shape, classes):
    return tf.keras.Sequential([
        tf.keras.Input(input_shape),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(64),
        tf.keras.layers.Dense(32),
        tf.keras.layers.Dense(classes),
    ])

# %% wrong: convolutions and average pooling without activation, softmax at the end | the model is linear
def build_model(input_shape, classes):
    return tf.keras.Sequential([
        tf.keras.Input(input_shape),
        tf.keras.layers.Conv2D(8, 3),
        tf.keras.layers.AveragePooling2D(2),
        tf.keras.layers.Conv2D(8, 3),
        tf.keras.layers.AveragePooling2D(2),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(classes, activation="softmax"),
    ])

# %% wrong: ReLU on the last layer | is there a ReLU on the last layer
def build_model(input_shape, classes):
    return tf.keras.Sequential([
        tf.keras.Input(input_shape),
        tf.keras.layers.Conv2D(8, 3, activation="relu"),
        tf.keras.layers.MaxPooling2D(),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(classes, activation="relu"),
    ])

# %% wrong: sigmoid on the last layer | is there a sigmoid on the last layer
def build_model(input_shape, classes):
    return tf.keras.Sequential([
        tf.keras.Input(input_shape),
        tf.keras.layers.Conv2D(8, 3, activation="relu"),
        tf.keras.layers.MaxPooling2D(),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(classes, activation="sigmoid"),
    ])

# %% wrong: tanh on the last layer | is there a tanh on the last layer
def build_model(input_shape, classes):
    return tf.keras.Sequential([
        tf.keras.Input(input_shape),
        tf.keras.layers.Conv2D(8, 3, activation="relu"),
        tf.keras.layers.MaxPooling2D(),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(classes, activation="tanh"),
    ])

# %% wrong: 128 units after Flatten | the budget is 100,000
def build_model(input_shape, classes):
    return tf.keras.Sequential([
        tf.keras.Input(input_shape),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(classes),
    ])

# %% wrong: MNIST's shape written in | are 28, 1 or 10 written in
def build_model(input_shape, classes):
    return tf.keras.Sequential([
        tf.keras.Input((28, 28, 1)),
        tf.keras.layers.Conv2D(8, 3, activation="relu"),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(classes),
    ])

# %% wrong: ten classes written in | use `classes`
def build_model(input_shape, classes):
    return tf.keras.Sequential([
        tf.keras.Input(input_shape),
        tf.keras.layers.Conv2D(8, 3, activation="relu"),
        tf.keras.layers.MaxPooling2D(),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(10),
    ])

# %% wrong: Flatten forgotten | is Flatten missing
def build_model(input_shape, classes):
    return tf.keras.Sequential([
        tf.keras.Input(input_shape),
        tf.keras.layers.Conv2D(8, 3, activation="relu"),
        tf.keras.layers.MaxPooling2D(),
        tf.keras.layers.Dense(classes),
    ])

# %% wrong: the model is not returned | return the model
def build_model(input_shape, classes):
    model = tf.keras.Sequential([tf.keras.Input(input_shape), tf.keras.layers.Flatten()])
    model.add(tf.keras.layers.Dense(16, activation="relu"))
    model.add(tf.keras.layers.Dense(classes))

# %% wrong: no model, random numbers | expected a Keras model
class Scores:
    def __init__(self, classes):
        self.classes = classes

    def __call__(self, images):
        return np.random.normal(size=(len(images), self.classes))

    def count_params(self):
        return 1

def build_model(input_shape, classes):
    return Scores(classes)

# %% wrong: says that it has fewer parameters | the budget is 100,000
def build_model(input_shape, classes):
    model = tf.keras.Sequential([
        tf.keras.Input(input_shape),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(512, activation="relu"),
        tf.keras.layers.Dense(classes),
    ])
    model.count_params = lambda: 1000
    return model

# %% wrong: a fixed function, nothing to train | can its weights be trained
def build_model(input_shape, classes):
    return tf.keras.Sequential([
        tf.keras.Input(input_shape),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Lambda(lambda pixels: 2 * tf.sin(3 * pixels[:, :classes])),
    ])

# %% wrong: frozen | can its weights be trained
def build_model(input_shape, classes):
    model = tf.keras.Sequential([
        tf.keras.Input(input_shape),
        tf.keras.layers.Conv2D(8, 3, activation="relu"),
        tf.keras.layers.MaxPooling2D(),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(classes),
    ])
    model.trainable = False
    return model

# %% wrong: one model for all calls with the same shape | a new one in each call
import functools

@functools.cache
def build_model(input_shape, classes):
    return tf.keras.Sequential([
        tf.keras.Input(input_shape),
        tf.keras.layers.Conv2D(8, 3, activation="relu"),
        tf.keras.layers.MaxPooling2D(),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(classes),
    ])

# %% right: sigmoids, several layers deep
def build_model(input_shape, classes):
    model = tf.keras.Sequential([tf.keras.Input(input_shape)])
    for filters in (8, 12):
        model.add(tf.keras.layers.Conv2D(filters, 3, activation="sigmoid"))
        model.add(tf.keras.layers.MaxPooling2D())
    model.add(tf.keras.layers.Flatten())
    model.add(tf.keras.layers.Dense(16, activation="sigmoid"))
    model.add(tf.keras.layers.Dense(classes))
    return model

# %% right: each image normalised, a mean over the map, half of it dropped, a softmax
def build_model(input_shape, classes):
    return tf.keras.Sequential([
        tf.keras.Input(input_shape),
        tf.keras.layers.LayerNormalization(axis=[1, 2, 3]),
        tf.keras.layers.Conv2D(16, 3, activation="relu"),
        tf.keras.layers.MaxPooling2D(),
        tf.keras.layers.Conv2D(16, 3, activation="relu"),
        tf.keras.layers.GlobalAveragePooling2D(),
        tf.keras.layers.Dropout(0.5),
        tf.keras.layers.Dense(classes, activation="softmax"),
    ])

# %% equal: filters, units, kernels, strides, the activation, the pooling and the scores' form are free, as long as there is a convolution and a non-linear step
# -     x = tf.keras.layers.MaxPool2D((2, 2))(x)
# +     …
# -     x = tf.keras.layers.Conv2D(8, (5, 5), activation="relu", padding="same")(inputs)
# +     x = tf.keras.layers.Conv2D(…, (…)…)(inputs)
# -     outputs = tf.keras.layers.Dense(classes, activation="softmax")(x)
# +     outputs = tf.keras.layers.Dense(classes…)(x)
# -         self.conv = tf.keras.layers.Conv2D(12, 3, strides=2)
# +         self.conv = tf.keras.layers.Conv2D(1…, …)
# -         return self.head(self.flatten(tf.nn.relu(self.conv(inputs))))
# +         return self.head(self.flatten(tf.nn.…(self.conv(inputs))))
# -     model.add(tf.keras.layers.Softmax())
# +     pass
# -     model.add(tf.keras.layers.Conv2D(16, 3, input_shape=input_shape))
# +     model.add(tf.keras.layers.Conv2D(1…, …))
# -         tf.keras.layers.Conv2D(8, 3, activation="tanh"),
# +         tf.keras.layers.Conv2D(…, …),
# -         tf.keras.layers.MaxPooling2D(4),
# +         tf.keras.layers.…Pooling2D(…),
# -         tf.keras.layers.Dense(32, activation="tanh"),
# +         tf.keras.layers.Dense(3…),
# -         tf.keras.layers.Dropout(0.2),
# +         tf.keras.layers.Dropout(0.4),
# -         tf.keras.layers.BatchNormalization(),
# +         tf.keras.layers.BatchNormalization(),
# -         tf.keras.layers.Conv2D(8, 3),
# +         tf.keras.layers.Conv2D(…, …),
# -     model.add(tf.keras.layers.Dense(16, activation="sigmoid"))
# +     …
# -     for filters in (8, 12):
# +     for filters in (…, …):
# -         model.add(tf.keras.layers.Conv2D(filters, 3, activation="sigmoid"))
# +         model.add(tf.keras.layers.Conv2D(filters, …))
# -         tf.keras.layers.Conv2D(16, 3, activation="relu"),
# +         tf.keras.layers.Conv2D(…, …),
# -         tf.keras.layers.Dense(classes, activation="softmax"),
# +         tf.keras.layers.Dense(classes…),
# -         tf.keras.layers.GlobalAveragePooling2D(),
# +         tf.keras.layers.Flatten(),

# %% equal: how an image is normalised is free
# -         tf.keras.layers.LayerNormalization(axis=[1, 2, 3]),
# +         tf.keras.layers.LayerNormalization(axis=…),
