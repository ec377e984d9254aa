# %% right: evaluate as a dict
def evaluate_model(model, images, labels):
    return model.evaluate(images, labels, verbose=0, return_dict=True)["accuracy"]

# %% right: predict, argmax, NumPy
def evaluate_model(model, images, labels):
    guesses = np.argmax(model.predict(images, batch_size=50, verbose=0), axis=-1)
    return np.mean(guesses == labels)

# %% right: a Keras metric, a tensor comes back
def evaluate_model(model, images, labels):
    metric = tf.keras.metrics.SparseCategoricalAccuracy()
    metric.update_state(labels, model(images, training=False))
    return metric.result()

# %% right: counted one by one
def evaluate_model(model, images, labels):
    right = 0
    for scores, label in zip(model.predict_on_batch(images), labels):
        right += int(scores.argmax() == label)
    return right / len(labels)

# %% core: the loss | this is the loss
def evaluate_model(model, images, labels):
    return model.evaluate(images, labels, verbose=0)[0]

# %% wrong: loss and accuracy | expected one number, got two
def evaluate_model(model, images, labels):
    return model.evaluate(images, labels, verbose=0)

# %% wrong: a percentage | percentage
def evaluate_model(model, images, labels):
    return 100 * model.evaluate(images, labels, verbose=0)[1]

# %% wrong: a literal | share of these images
def evaluate_model(model, images, labels):
    return 0.981

# %% wrong: the error rate | share of wrong answers
def evaluate_model(model, images, labels):
    return 1 - model.evaluate(images, labels, verbose=0)[1]

# %% wrong: measured after training on these very images | it trained on
def evaluate_model(model, images, labels):
    return model.fit(images, labels, epochs=3, verbose=0).history["accuracy"][-1]

# %% wrong: the first batch alone | share of these images
def evaluate_model(model, images, labels):
    return model.evaluate(images[:32], labels[:32], verbose=0)[1]

# %% wrong: the mean of the batches' accuracies, the last one smaller | share of these images
def evaluate_model(model, images, labels):
    parts = []
    for i in range(0, len(images), 32):
        guesses = model.predict_on_batch(images[i : i + 32]).argmax(axis=1)
        parts.append((guesses == labels[i : i + 32]).mean())
    return np.mean(parts)

# %% wrong: argmax along the batch | share of these images
def evaluate_model(model, images, labels):
    guesses = model.predict(images, verbose=0).argmax(axis=0)
    return float(np.mean(guesses == labels[: len(guesses)]))

# %% wrong: how many are right | return their share
def evaluate_model(model, images, labels):
    guesses = model.predict(images, verbose=0).argmax(axis=1)
    return int((guesses == labels).sum())

# %% wrong: the notebook's images in place of the argument | that do not fit it
def evaluate_model(model, images, labels):
    return model.evaluate(unseen, unseen_labels, verbose=0)[1]

# %% wrong: the last batch alone | share of these images
def evaluate_model(model, images, labels):
    return model.evaluate(images[-32:], labels[-32:], verbose=0)[1]

# %% wrong: the second half alone | share of these images
def evaluate_model(model, images, labels):
    half = len(images) // 2
    return model.evaluate(images[half:], labels[half:], verbose=0)[1]

# %% wrong: against the labels in another order | share of these images
def evaluate_model(model, images, labels):
    guesses = model.predict(images, verbose=0).argmax(axis=1)
    return float(np.mean(guesses == np.sort(labels)))

# %% wrong: the smallest score | share of these images
def evaluate_model(model, images, labels):
    guesses = model.predict(images, verbose=0).argmin(axis=1)
    return float(np.mean(guesses == labels))

# %% wrong: a list indexed by a name | only with `return_dict=True`
def evaluate_model(model, images, labels):
    return model.evaluate(images, labels, verbose=0)["accuracy"]

# %% wrong: compiled again for it | was compiled again
def evaluate_model(model, images, labels):
    model.compile(loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.evaluate(images, labels, verbose=0)[1]

# %% wrong: as in training, with its Dropout | with `training=True` its Dropout
def evaluate_model(model, images, labels):
    scores = np.array(model(images, training=True))
    return float((scores.argmax(axis=1) == labels).mean())

# %% wrong: the images scaled where they stand | the images that were handed in are changed
def evaluate_model(model, images, labels):
    images *= 1 / 255
    images *= 255
    images += 0.001
    return model.evaluate(images - 0.001, labels, verbose=0)[1]

# %% equal: it predicts the same in batches of any size
# -     guesses = np.argmax(model.predict(images, batch_size=50, verbose=0), axis=-1)
# +     guesses = np.argmax(model.predict(images, …verbose=0), axis=-1)

# %% equal: of two axes the last one is axis 1
# -     guesses = np.argmax(model.predict(images, batch_size=50, verbose=0), axis=-1)
# +     guesses = np.argmax(model.predict(images, batch_size=50, verbose=0), axis=1)

# %% equal: a model that is called does not train by default
# -     metric.update_state(labels, model(images, training=False))
# +     metric.update_state(labels, model(images))

# %% equal: NumPy's truths add up like Python's numbers
# -         right += int(scores.argmax() == label)
# +         right += scores.argmax() == label
