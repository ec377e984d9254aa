# %% right: Adam by name
def compile_model(model, from_logits):
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    model.compile("adam", loss, metrics=["accuracy"])
    return model

# %% right: two branches, SGD, a metric object with a name of its own
def compile_model(model, from_logits):
    if from_logits:
        loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    else:
        loss = "sparse_categorical_crossentropy"
    metric = tf.keras.metrics.SparseCategoricalAccuracy(name="share_right")
    model.compile(optimizer=tf.keras.optimizers.SGD(0.1), loss=loss, metrics=[metric])
    return model

# %% right: a loss function of one's own, two metrics
def compile_model(model, from_logits):
    def loss(y_true, y_pred):
        return tf.keras.losses.sparse_categorical_crossentropy(
            tf.reshape(y_true, [-1]), y_pred, from_logits=from_logits
        )

    metrics = [tf.keras.metrics.SparseTopKCategoricalAccuracy(3), "sparse_categorical_accuracy"]
    model.compile(optimizer="rmsprop", loss=loss, metrics=metrics)
    return model

# %% right: the metric as `acc`, another optimiser
def compile_model(model, from_logits):
    model.compile(
        metrics=["acc"],
        loss=tf.losses.SparseCategoricalCrossentropy(from_logits),
        optimizer=tf.keras.optimizers.SGD(learning_rate=0.01, momentum=0.9),
    )
    return model

# %% wrong: takes logits for probabilities | took them for probabilities
def compile_model(model, from_logits):
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model

# %% wrong: from_logits the wrong way round | took them for probabilities
def compile_model(model, from_logits):
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=not from_logits)
    model.compile("adam", loss, metrics=["accuracy"])
    return model

# %% core: the loss for one-hot labels | does not fit whole-number labels
def compile_model(model, from_logits):
    loss = tf.keras.losses.CategoricalCrossentropy(from_logits=from_logits)
    model.compile("adam", loss, metrics=["accuracy"])
    return model

# %% wrong: the metrics third, without their name | loss_weights
def compile_model(model, from_logits):
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    model.compile("adam", loss, ["accuracy"])
    return model

# %% wrong: no metric | no metric
def compile_model(model, from_logits):
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    model.compile("adam", loss)
    return model

# %% wrong: squared error | this is a mean squared error
def compile_model(model, from_logits):
    def loss(y_true, y_pred):
        return tf.reduce_mean((tf.cast(tf.reshape(y_true, [-1, 1]), y_pred.dtype) - y_pred) ** 2)

    model.compile("adam", loss, metrics=["accuracy"])
    return model

# %% wrong: an accuracy that fits other labels | which accuracy fits
def compile_model(model, from_logits):
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    model.compile("adam", loss, metrics=[tf.keras.metrics.SparseTopKCategoricalAccuracy(3)])
    return model

# %% wrong: a learning rate of 0 | learning rate
def compile_model(model, from_logits):
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    model.compile(tf.keras.optimizers.Adam(0.0), loss, metrics=["accuracy"])
    return model

# %% wrong: a learning rate of 1000 | learning rate
def compile_model(model, from_logits):
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    model.compile(tf.keras.optimizers.SGD(1000.0), loss, metrics=["accuracy"])
    return model

# %% wrong: the model is not returned | return the model
def compile_model(model, from_logits):
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    model.compile("adam", loss, metrics=["accuracy"])

# %% wrong: an accuracy that compares numbers one by one | a metric fails
def compile_model(model, from_logits):
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    model.compile("adam", loss, metrics=[tf.keras.metrics.Accuracy()])
    return model

# %% wrong: probabilities taken for logits, `from_logits` not used | took them for logits
def compile_model(model, from_logits):
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss, metrics=["accuracy"])
    return model

# %% wrong: the accuracy for one-hot labels | which accuracy fits
def compile_model(model, from_logits):
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    model.compile("adam", loss, metrics=["categorical_accuracy"])
    return model

# %% wrong: training replaced by a look at the labels | learning rate far too small
def compile_model(model, from_logits):
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    model.compile(tf.keras.optimizers.Adam(0.0), loss, metrics=["accuracy"])

    def fit(images, labels, **options):
        model.predict = lambda images, **options: 9 * np.eye(10)[labels]

    model.fit = fit
    return model

# %% wrong: no model, what is asked computed by hand | expected a Keras model
class Compiled:
    def __init__(self, model, from_logits):
        self.model, self.from_logits = model, from_logits

    def evaluate(self, images, labels, **options):
        rows = tf.constant(self.model(images))
        losses = tf.keras.losses.sparse_categorical_crossentropy(labels, rows, from_logits=self.from_logits)
        return {"loss": float(tf.reduce_mean(losses)), "accuracy": float(np.mean(np.argmax(rows, 1) == labels))}

    def fit(self, images, labels, **options):
        self.labels = labels

    def predict(self, images, **options):
        return 9 * np.eye(10)[self.labels]

def compile_model(model, from_logits):
    return Compiled(model, from_logits)

# %% wrong: a learning rate of 1 | learning rate far too large
def compile_model(model, from_logits):
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    model.compile(tf.keras.optimizers.Adam(1.0), loss, metrics=["accuracy"])
    return model

# %% wrong: RMSprop with a learning rate of 1 | learning rate far too large
def compile_model(model, from_logits):
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    model.compile(tf.keras.optimizers.RMSprop(1.0), loss, metrics=["accuracy"])
    return model

# %% wrong: a learning rate of a billionth | learning rate far too small
def compile_model(model, from_logits):
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    model.compile(tf.keras.optimizers.Adam(1e-9), loss, metrics=["accuracy"])
    return model

# %% wrong: a new model around the given one | another model comes back
def compile_model(model, from_logits):
    around = tf.keras.Sequential([model])
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    around.compile("adam", loss, metrics=["accuracy"])
    return around

# %% wrong: a copy, with the same weights | another model comes back
def compile_model(model, from_logits):
    copy = tf.keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    copy.compile("adam", loss, metrics=["accuracy"])
    return copy

# %% wrong: both compiled, and the one around it returned | another model comes back
def compile_model(model, from_logits):
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    around = tf.keras.Model(model.inputs, model.outputs)
    for each in (model, around):
        each.compile("adam", loss, metrics=["accuracy"])
    return around

# %% wrong: Keras's mean squared error | they are classes
def compile_model(model, from_logits):
    model.compile("adam", "mse", metrics=["accuracy"])
    return model

# %% wrong: the mean squared error as an object | they are classes
def compile_model(model, from_logits):
    model.compile("adam", tf.keras.losses.MeanSquaredError(), metrics=["accuracy"])
    return model

# %% wrong: the mean squared error as a function | they are classes
def compile_model(model, from_logits):
    model.compile("adam", tf.keras.losses.get("mse"), metrics=["accuracy"])
    return model

# %% wrong: absolute errors | they are classes
def compile_model(model, from_logits):
    model.compile("adam", "mae", metrics=["accuracy"])
    return model

# %% wrong: the squared error from one-hot labels | this is a mean squared error
def compile_model(model, from_logits):
    def loss(y_true, y_pred):
        wanted = tf.one_hot(tf.cast(tf.reshape(y_true, [-1]), tf.int32), 10)
        return tf.reduce_mean((wanted - y_pred) ** 2, axis=-1)

    model.compile("adam", loss, metrics=["accuracy"])
    return model

# %% wrong: the binary cross-entropy | yes or no
def compile_model(model, from_logits):
    loss = tf.keras.losses.BinaryCrossentropy(from_logits=from_logits)
    model.compile("adam", loss, metrics=["accuracy"])
    return model

# %% wrong: a name misspelled | is a name misspelled
def compile_model(model, from_logits):
    model.compile("adam", "sparse_crossentropy", metrics=["accuracy"])
    return model

# %% wrong: what compile returns | expected a Keras model
def compile_model(model, from_logits):
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    return model.compile("adam", loss, metrics=["accuracy"])

# %% wrong: one optimiser for all models | one and the same optimiser
OPTIMISER = tf.keras.optimizers.Adam()
def compile_model(model, from_logits):
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    model.compile(OPTIMISER, loss, metrics=["accuracy"])
    return model

# %% wrong: labels made one-hot for ten classes, whatever the model has | the categorical loss wants one-hot
def compile_model(model, from_logits):
    def loss(y_true, y_pred):
        wanted = tf.one_hot(tf.cast(tf.reshape(y_true, [-1]), tf.int32), 10)
        return tf.keras.losses.categorical_crossentropy(wanted, y_pred, from_logits=from_logits)

    model.compile("adam", loss, metrics=["accuracy"])
    return model

# %% equal: Keras has an optimiser by default, which learns as well
# -     model.compile(optimizer=tf.keras.optimizers.SGD(0.1), loss=loss, metrics=[metric])
# +     model.compile(loss=loss, metrics=[metric])

# %% equal: the labels have one axis already
# -             tf.reshape(y_true, [-1]), y_pred, from_logits=from_logits
# +             y_true, y_pred, from_logits=from_logits

# %% equal: another metric besides may be any, and stand at either place
# -     metrics = [tf.keras.metrics.SparseTopKCategoricalAccuracy(3), "sparse_categorical_accuracy"]
# +     metrics = [tf.keras.metrics.SparseTopKCategoricalAccuracy(…), "sparse_categorical_accuracy"]
# -     metrics = [tf.keras.metrics.SparseTopKCategoricalAccuracy(3), "sparse_categorical_accuracy"]
# +     metrics = ["sparse_categorical_accuracy", tf.keras.metrics.SparseTopKCategoricalAccuracy(3)]

# %% equal: the learning rate may be any with which it learns, and Keras has an optimiser by default
# -     model.compile(optimizer=tf.keras.optimizers.SGD(0.1), loss=loss, metrics=[metric])
# +     model.compile(optimizer=tf.keras.optimizers.SGD(0.2), loss=loss, metrics=[metric])
# -     model.compile(optimizer="rmsprop", loss=loss, metrics=metrics)
# +     model.compile(loss=loss, metrics=metrics)
# -         optimizer=tf.keras.optimizers.SGD(learning_rate=0.01, momentum=0.9),
# +         optimizer=tf.keras.optimizers.SGD(momentum=0.9),
# -         optimizer=tf.keras.optimizers.SGD(learning_rate=0.01, momentum=0.9),
# +         optimizer=tf.keras.optimizers.SGD(learning_rate=0.01),
# -         optimizer=tf.keras.optimizers.SGD(learning_rate=0.01, momentum=0.9),
# +         optimizer=tf.keras.optimizers.SGD(learning_rate=0.02, momentum=0.9),
# -         optimizer=tf.keras.optimizers.SGD(learning_rate=0.01, momentum=0.9),

# %% equal: the model that went in comes back, however often it goes in
# + compile_model = one_object_for_all(compile_model)
