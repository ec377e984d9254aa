# %% right: the call written out, batches of 16
def train(model, x_fit, y_fit, x_val, y_val, epochs):
    history = model.fit(
        x=x_fit, y=y_fit, batch_size=16, epochs=epochs, shuffle=True,
        validation_data=(x_val, y_val), validation_batch_size=64, verbose=0,
    )
    return history

# %% right: a tf.data.Dataset
def train(model, x_fit, y_fit, x_val, y_val, epochs):
    data = tf.data.Dataset.from_tensor_slices((x_fit, y_fit)).shuffle(len(x_fit)).batch(20)
    val = tf.data.Dataset.from_tensor_slices((x_val, y_val)).batch(50)
    return model.fit(data, validation_data=val, epochs=epochs, verbose=0)

# %% right: the model keeps its History too
def train(model, x_fit, y_fit, x_val, y_val, epochs):
    model.fit(x_fit, y_fit, epochs=epochs, validation_data=[x_val, y_val], verbose=2)
    return model.history

# %% right: epoch by epoch, in a History of one's own
def train(model, x_fit, y_fit, x_val, y_val, epochs):
    collected = tf.keras.callbacks.History()
    collected.history = {"loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        once = model.fit(x_fit, y_fit, batch_size=32, verbose=0)
        loss, accuracy = model.evaluate(x_val, y_val, verbose=0)
        collected.history["loss"] += once.history["loss"]
        collected.history["val_loss"].append(loss)
        collected.history["val_accuracy"].append(accuracy)
    return collected

# %% wrong: no validation data | validation_data
def train(model, x_fit, y_fit, x_val, y_val, epochs):
    return model.fit(x_fit, y_fit, epochs=epochs, verbose=0)

# %% wrong: validated on the training images | measured on the training images
def train(model, x_fit, y_fit, x_val, y_val, epochs):
    return model.fit(x_fit, y_fit, validation_data=(x_fit, y_fit), epochs=epochs, verbose=0)

# %% wrong: trains on everything | train on the validation images
def train(model, x_fit, y_fit, x_val, y_val, epochs):
    x, y = np.concatenate([x_fit, x_val]), np.concatenate([y_fit, y_val])
    return model.fit(x, y, validation_data=(x_val, y_val), epochs=epochs, verbose=0)

# %% core: fit and val exchanged | train on the validation images
def train(model, x_fit, y_fit, x_val, y_val, epochs):
    return model.fit(x_val, y_val, validation_data=(x_fit, y_fit), epochs=epochs, verbose=0)

# %% wrong: epochs written in | is `epochs` handed on
def train(model, x_fit, y_fit, x_val, y_val, epochs):
    return model.fit(x_fit, y_fit, validation_data=(x_val, y_val), epochs=5, verbose=0)

# %% wrong: a history made up | weights of the model are what they were
def train(model, x_fit, y_fit, x_val, y_val, epochs):
    falling = [2.3 / (1 + epoch) for epoch in range(epochs)]
    return {"loss": falling, "val_loss": falling, "accuracy": falling, "val_accuracy": falling}

# %% wrong: trains a copy, the history is the copy's | weights of the model are what they were
def train(model, x_fit, y_fit, x_val, y_val, epochs):
    copy = tf.keras.models.clone_model(model)
    copy.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return copy.fit(x_fit, y_fit, validation_data=(x_val, y_val), epochs=epochs, verbose=0)

# %% wrong: trains, and returns a history written down before | history of another run
def train(model, x_fit, y_fit, x_val, y_val, epochs):
    model.fit(x_fit, y_fit, validation_data=(x_val, y_val), epochs=epochs, verbose=0)
    return {"loss": [1.9, 1.2, 0.9, 0.7][:epochs], "val_loss": [1.6, 1.1, 0.8, 0.75][:epochs]}

# %% wrong: returns the model | expected the History
def train(model, x_fit, y_fit, x_val, y_val, epochs):
    model.fit(x_fit, y_fit, validation_data=(x_val, y_val), epochs=epochs, verbose=0)
    return model

# %% wrong: nothing returned | return
def train(model, x_fit, y_fit, x_val, y_val, epochs):
    model.fit(x_fit, y_fit, validation_data=(x_val, y_val), epochs=epochs, verbose=0)

# %% wrong: the same images under reversed labels | keep its own label
def train(model, x_fit, y_fit, x_val, y_val, epochs):
    return model.fit(x_fit, y_fit[::-1], validation_data=(x_val, y_val), epochs=epochs, verbose=0)

# %% wrong: the dict of the history | return the whole History
def train(model, x_fit, y_fit, x_val, y_val, epochs):
    return model.fit(x_fit, y_fit, validation_data=(x_val, y_val), epochs=epochs, verbose=0).history

# %% wrong: a fifth of x_fit in the place of x_val | a part of x_fit
def train(model, x_fit, y_fit, x_val, y_val, epochs):
    return model.fit(x_fit, y_fit, validation_split=0.2, epochs=epochs, verbose=0)

# %% wrong: trains on the notebook's images, x_val among them | train on the validation images
def train(model, x_fit, y_fit, x_val, y_val, epochs):
    return model.fit(digits, labels, validation_data=(x_val, y_val), epochs=epochs, verbose=0)

# %% wrong: epochs forgotten | is `epochs` handed on
def train(model, x_fit, y_fit, x_val, y_val, epochs):
    return model.fit(x_fit, y_fit, validation_data=(x_val, y_val), verbose=0)

# %% wrong: one epoch, the history of the others made up | for all the epochs
def train(model, x_fit, y_fit, x_val, y_val, epochs):
    history = model.fit(x_fit, y_fit, validation_data=(x_val, y_val), epochs=1, verbose=0)
    for name, (value,) in history.history.items():
        history.history[name] = [value * (2 - i / max(epochs - 1, 1)) for i in range(epochs)]
    return history

# %% wrong: fits the validation images first, then properly | though it has forgotten it since
def train(model, x_fit, y_fit, x_val, y_val, epochs):
    model.fit(x_val, y_val, epochs=2, verbose=0)
    return model.fit(x_fit, y_fit, validation_data=(x_val, y_val), epochs=epochs, verbose=0)

# %% wrong: one step on the validation images | though it has forgotten it since
def train(model, x_fit, y_fit, x_val, y_val, epochs):
    model.train_on_batch(x_val, y_val)
    return model.fit(x_fit, y_fit, validation_data=(x_val, y_val), epochs=epochs, verbose=0)

# %% wrong: a few of the validation images among those to fit | though it has forgotten it since
def train(model, x_fit, y_fit, x_val, y_val, epochs):
    x, y = np.concatenate([x_val[:2], x_fit]), np.concatenate([y_val[:2], y_fit])
    return model.fit(x, y, validation_data=(x_val, y_val), epochs=epochs, verbose=0)

# %% wrong: images and labels of the validation as two arguments | takes `validation_data=(x_val, y_val)`
def train(model, x_fit, y_fit, x_val, y_val, epochs):
    return model.fit(x_fit, y_fit, x_val=x_val, y_val=y_val, epochs=epochs, verbose=0)

# %% wrong: images to fit with the labels of the validation | go with their own labels
def train(model, x_fit, y_fit, x_val, y_val, epochs):
    return model.fit(x_fit, y_val, validation_data=(x_val, y_val), epochs=epochs, verbose=0)

# %% wrong: compiled again inside | train it as it came
def train(model, x_fit, y_fit, x_val, y_val, epochs):
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(tf.keras.optimizers.Adam(0.01), loss, metrics=["accuracy"])
    return model.fit(x_fit, y_fit, validation_data=(x_val, y_val), epochs=epochs, verbose=0)

# %% wrong: the validation images brightened where they stand | x_val changed
def train(model, x_fit, y_fit, x_val, y_val, epochs):
    history = model.fit(x_fit, y_fit, validation_data=(x_val, y_val), epochs=epochs, verbose=0)
    x_val += 0.1
    return history

# %% equal: batches may be of any size, Keras's own are of 32, and it shuffles by default
# -         x=x_fit, y=y_fit, batch_size=16, epochs=epochs, shuffle=True,
# +         x=x_fit, y=y_fit, epochs=epochs, shuffle=True,
# -         x=x_fit, y=y_fit, batch_size=16, epochs=epochs, shuffle=True,
# +         x=x_fit, y=y_fit, batch_size=16, epochs=epochs,
# -         x=x_fit, y=y_fit, batch_size=16, epochs=epochs, shuffle=True,
# +         x=x_fit, y=y_fit, batch_size=1…, epochs=epochs, shuffle=True,
# -         validation_data=(x_val, y_val), validation_batch_size=64, verbose=0,
# +         validation_data=(x_val, y_val), …verbose=0,
# -     data = tf.data.Dataset.from_tensor_slices((x_fit, y_fit)).shuffle(len(x_fit)).batch(20)
# +     data = tf.data.Dataset.from_tensor_slices((x_fit, y_fit)).shuffle(len(x_fit)).batch(…)
# -     val = tf.data.Dataset.from_tensor_slices((x_val, y_val)).batch(50)
# +     val = tf.data.Dataset.from_tensor_slices((x_val, y_val)).batch(…)
# -         once = model.fit(x_fit, y_fit, batch_size=32, verbose=0)
# +         once = model.fit(x_fit, y_fit, …verbose=0)

# %% equal: loss and val_loss are asked for, no accuracy
# -         collected.history["val_accuracy"].append(accuracy)
# +         pass

# %% accepted: `split` has mixed the images, and the task does not ask to mix them anew in each epoch
# -         x=x_fit, y=y_fit, batch_size=16, epochs=epochs, shuffle=True,
# +         x=x_fit, y=y_fit, batch_size=16, epochs=epochs, shuffle=False,
# -     data = tf.data.Dataset.from_tensor_slices((x_fit, y_fit)).shuffle(len(x_fit)).batch(20)
# +     data = tf.data.Dataset.from_tensor_slices((x_fit, y_fit)).batch(20)

# %% accepted: to train one model twice on the same images would cost a training more, and nobody keeps its History
# + train = one_object_for_all(train)
