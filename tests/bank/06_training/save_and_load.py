# %% right: the functions of keras.models
def save_and_load(model, path):
    tf.keras.models.save_model(model, path)
    return tf.keras.models.load_model(path)

# %% right: load without compiling
def save_and_load(model, path):
    model.save(str(path), overwrite=True)
    return tf.keras.models.load_model(path, compile=False)

# %% right: without the optimiser, by keras itself
def save_and_load(model, path):
    import keras
    model.save(path, include_optimizer=False)
    loaded = keras.saving.load_model(path)
    return loaded

# %% wrong: the same model comes back | it is the same one
def save_and_load(model, path):
    model.save(path)
    return model

# %% core: a copy in memory, no file | no file
def save_and_load(model, path):
    copy = tf.keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    return copy

# %% wrong: the architecture alone, without the numbers | the weights were not kept
def save_and_load(model, path):
    copy = tf.keras.models.clone_model(model)
    copy.save(path)
    return tf.keras.models.load_model(path)

# %% wrong: the numbers alone, without the architecture | whole model
def save_and_load(model, path):
    weights = path.replace(".keras", ".weights.h5")
    model.save_weights(weights)
    import shutil
    shutil.move(weights, path)
    copy = tf.keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    return copy

# %% wrong: at a path of its own | no file
def save_and_load(model, path):
    import os, tempfile
    other = os.path.join(tempfile.mkdtemp(), "other.keras")
    model.save(other)
    return tf.keras.models.load_model(other)

# %% wrong: nothing returned | return the model
def save_and_load(model, path):
    model.save(path)
    tf.keras.models.load_model(path)

# %% wrong: a copy in memory, an empty file, the library's load_model replaced | not in the file
import keras

copies = {}
keras.models.load_model = lambda path, **options: copies[path]

def save_and_load(model, path):
    copies[path] = tf.keras.models.clone_model(model)
    copies[path].set_weights(model.get_weights())
    open(path, "w").close()
    return copies[path]

# %% wrong: saved, and a copy in memory returned | it is a copy
def save_and_load(model, path):
    model.save(path)
    copy = tf.keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    return copy

# %% wrong: loaded, and thrown away for a copy | it is a copy
def save_and_load(model, path):
    tf.keras.models.save_model(model, path)
    tf.keras.models.load_model(path)
    copy = tf.keras.Sequential.from_config(model.get_config())
    copy.set_weights(model.get_weights())
    return copy

# %% wrong: loaded, then overwritten from memory | it is a copy
def save_and_load(model, path):
    model.save(path)
    loaded = tf.keras.models.load_model(path)
    for new, old in zip(loaded.weights, model.weights):
        new.assign(old)
    return loaded

# %% right: a new model, its numbers read from the file
def save_and_load(model, path):
    model.save(path)
    copy = tf.keras.models.clone_model(model)
    copy.set_weights(tf.keras.models.load_model(path).get_weights())
    return copy

# %% wrong: loaded before anything was saved | is the model saved
def save_and_load(model, path):
    loaded = tf.keras.models.load_model(path)
    model.save(path)
    return loaded

# %% wrong: asks the model to load | a model can only save
def save_and_load(model, path):
    model.save(path)
    return model.load_model(path)

# %% wrong: what is there already stays | the weights were not kept
def save_and_load(model, path):
    import os

    if not os.path.exists(path):
        model.save(path)
    return tf.keras.models.load_model(path)

# %% wrong: saved once, and what was loaded then is kept | after its weights changed
kept = {}
def save_and_load(model, path):
    if (model.name, path) not in kept:
        model.save(path)
        kept[model.name, path] = tf.keras.models.load_model(path)
    return kept[model.name, path]

# %% equal: Keras writes over what is there by default, and the path is a text already
# -     model.save(str(path), overwrite=True)
# +     model.save(str(path))
# -     model.save(str(path), overwrite=True)
# +     model.save(path, overwrite=True)

# %% equal: to predict, a model needs no optimiser and need not be compiled
# -     return tf.keras.models.load_model(path, compile=False)
# +     return tf.keras.models.load_model(path…)
# -     model.save(path, include_optimizer=False)
# +     model.save(path…)
