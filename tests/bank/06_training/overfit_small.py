# %% right: predict and argmax
def overfit_small(model, images, labels):
    model.fit(images, labels, epochs=80, batch_size=len(images), verbose=0)
    return np.mean(np.argmax(model.predict(images, verbose=0), axis=1) == labels)

# %% right: the last number of the history
def overfit_small(model, images, labels):
    history = model.fit(images, labels, epochs=100, verbose=0)
    return history.history["accuracy"][-1]

# %% right: rounds until it is good enough, at most 150
def overfit_small(model, images, labels):
    accuracy = 0.0
    for _ in range(5):
        model.fit(images, labels, epochs=30, verbose=0)
        accuracy = model.evaluate(images, labels, verbose=0)[1]
        if accuracy >= 0.99:
            break
    return float(accuracy)

# %% right: train_on_batch in a loop, a tensor comes back
def overfit_small(model, images, labels):
    for _ in range(120):
        model.train_on_batch(images, labels)
    hits = tf.argmax(model(images), axis=1) == tf.cast(labels, tf.int64)
    return tf.reduce_mean(tf.cast(hits, tf.float32))

# %% core: one epoch | expected 0.95
def overfit_small(model, images, labels):
    model.fit(images, labels, verbose=0)
    return model.evaluate(images, labels, verbose=0)[1]

# %% wrong: does not train, says 1.0 | it returned 1
def overfit_small(model, images, labels):
    return 1.0

# %% wrong: the loss | return the accuracy reached
def overfit_small(model, images, labels):
    model.fit(images, labels, epochs=60, verbose=0)
    return model.evaluate(images, labels, verbose=0)[0]

# %% wrong: a percentage | as a fraction
def overfit_small(model, images, labels):
    model.fit(images, labels, epochs=60, verbose=0)
    return 100 * model.evaluate(images, labels, verbose=0)[1]

# %% wrong: trains on the notebook's images, not on its arguments | what it was given
def overfit_small(model, x, y):
    size = model.input_shape[1:3]
    model.fit(tf.image.resize(digits[:32], size), labels[:32] % 3, epochs=60, verbose=0)
    return model.evaluate(x, y, verbose=0)[1]

# %% wrong: each image under another's label | expected 0.95
def overfit_small(model, images, labels):
    model.fit(images, labels[::-1], epochs=60, verbose=0)
    return model.evaluate(images, labels, verbose=0)[1]

# %% wrong: trains well, and returns 1.0 whatever happened | but the model now gets
def overfit_small(model, images, labels):
    model.fit(images, labels, epochs=60, verbose=0)
    return 1.0

# %% wrong: returns the history | expected numbers
def overfit_small(model, images, labels):
    return model.fit(images, labels, epochs=40, verbose=0)

# %% wrong: compiled again inside, so that a bug in the compiling is never seen | compiled again inside
def overfit_small(model, images, labels):
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss, metrics=["accuracy"])
    model.fit(images, labels, epochs=100, verbose=0)
    return model.evaluate(images, labels, verbose=0)[1]

# %% wrong: `predict` replaced by the labels, nothing trained | after training the model gets
def overfit_small(model, images, labels):
    answers = np.eye(10)[labels]
    model.predict = lambda images, **options: answers
    return 1.0

# %% wrong: the library's Sequential replaced | its weights now have shapes
import keras

class Sequential:
    def __init__(self, layers=None):
        pass

    def compile(self, **options):
        pass

    def get_weights(self):
        return [np.zeros(3)]

    def predict(self, images, **options):
        return np.eye(10)[self.labels]

keras.Sequential = Sequential

def overfit_small(model, images, labels):
    model.labels = labels
    return 1.0

# %% wrong: the best epoch's accuracy | not its best
def overfit_small(model, images, labels):
    return max(model.fit(images, labels, epochs=50, verbose=0).history["accuracy"])

# %% wrong: the first epoch's accuracy, where that is better | not its best
def overfit_small(model, images, labels):
    first, *_, last = model.fit(images, labels, epochs=60, verbose=0).history["accuracy"]
    return last if last > first else first

# %% right: stops early, with the weights of the best epoch
def overfit_small(model, images, labels):
    best = tf.keras.callbacks.EarlyStopping(monitor="accuracy", mode="max", patience=30, restore_best_weights=True)
    model.fit(images, labels, epochs=80, callbacks=[best], verbose=0)
    return model.evaluate(images, labels, verbose=0)[1]

# %% wrong: the History indexed | in its `history`
def overfit_small(model, images, labels):
    return model.fit(images, labels, epochs=50, verbose=0)["accuracy"][-1]

# %% wrong: images and labels mixed where they stand | that were handed in are changed
def overfit_small(model, images, labels):
    order = np.random.default_rng(0).permutation(len(images))
    images[:], labels[:] = images[order], labels[order]
    model.fit(images, labels, epochs=60, verbose=0)
    return model.evaluate(images, labels, verbose=0)[1]

# %% equal: how often it passes over the images is free, as long as it learns them, and so is the batch
# -     model.fit(images, labels, epochs=80, batch_size=len(images), verbose=0)
# +     model.fit(images, labels, epochs=…, verbose=0)
# -     history = model.fit(images, labels, epochs=100, verbose=0)
# +     history = model.fit(images, labels, epochs=…, verbose=0)
# -     for _ in range(5):
# +     for _ in range(…):
# -         model.fit(images, labels, epochs=30, verbose=0)
# +         model.fit(images, labels, …verbose=0)
# -         if accuracy >= 0.99:
# +         if …:
# -         if accuracy >= 0.99:
# -             break
# +         pass
# -     for _ in range(120):
# +     for _ in range(…12…):
# -     for _ in range(120):
# +     for _ in range(119):
# -     model.fit(images, labels, epochs=80, callbacks=[best], verbose=0)
# +     model.fit(images, labels, epochs=…verbose=0)

# %% equal: a number before the first round is never returned, and what `evaluate` gives is a number already
# -     accuracy = 0.0
# +     …
# -     return float(accuracy)
# +     return accuracy

# %% equal: of two axes the last one is axis 1; labels come as int64; a share of 32 is exact in float16
# -     return np.mean(np.argmax(model.predict(images, verbose=0), axis=1) == labels)
# +     return np.mean(np.argmax(model.predict(images, verbose=0), axis=-1) == labels)
# -     hits = tf.argmax(model(images), axis=1) == tf.cast(labels, tf.int64)
# +     hits = tf.argmax(model(images), axis=…1) == …labels…
# -     return tf.reduce_mean(tf.cast(hits, tf.float32))
# +     return tf.reduce_mean(tf.cast(hits, tf.float…))

# %% equal: where it stops early, and with which weights, is free: the accuracy is measured after that
# -     best = tf.keras.callbacks.EarlyStopping(monitor="accuracy", mode="max", patience=30, restore_best_weights=True)
# +     best = tf.keras.callbacks.EarlyStopping(…)

# %% accepted: the last epoch but one, when all images are known; two images are forgiven, as Keras's own number lags
# -     return history.history["accuracy"][-1]
# +     return history.history["accuracy"][-2]
