# %% right: the op
def relu(maps):
    active = tf.nn.relu(maps)
    return active, tf.reduce_min(active), tf.reduce_max(active)

# %% right: the layer, Python numbers
def relu(maps):
    active = tf.keras.layers.ReLU()(maps)
    return active, float(tf.reduce_min(active)), float(tf.reduce_max(active))

# %% right: NumPy
def relu(maps):
    active = np.maximum(maps, 0)
    return active, active.min(), active.max()

# %% right: by hand, on a copy
def relu(maps):
    active = np.array(maps)
    active[active < 0] = 0
    return [active, np.min(active), np.max(active)]

# %% right: where
def relu(maps):
    active = tf.where(maps > 0, maps, tf.zeros_like(maps))
    return active, np.min(active), np.max(active)

# %% right: the activation layer
def relu(maps):
    active = tf.keras.layers.Activation("relu")(maps)
    numbers = active.numpy()
    return numbers, numbers.min(), numbers.max()

# %% right: half of the sum with the absolute value
def relu(maps):
    active = (maps + tf.abs(maps)) / 2
    return active, tf.math.reduce_min(active), tf.math.reduce_max(active)

# %% wrong: the ends read before ReLU | that is the one before ReLU
def relu(maps):
    active = tf.nn.relu(maps)
    return active, tf.reduce_min(maps), tf.reduce_max(maps)

# %% core: the absolute value | the signs are gone
def relu(maps):
    active = tf.abs(maps)
    return active, tf.reduce_min(active), tf.reduce_max(active)

# %% wrong: sigmoid | that is the sigmoid
def relu(maps):
    active = tf.sigmoid(maps)
    return active, tf.reduce_min(active), tf.reduce_max(active)

# %% wrong: shifted | all were shifted up
def relu(maps):
    active = maps - tf.reduce_min(maps)
    return active, tf.reduce_min(active), tf.reduce_max(active)

# %% wrong: the other half | the negative numbers are left
def relu(maps):
    active = tf.minimum(maps, 0)
    return active, tf.reduce_min(active), tf.reduce_max(active)

# %% wrong: the result of ReLU forgotten | nothing has changed
def relu(maps):
    tf.nn.relu(maps)
    return maps, tf.reduce_min(maps), tf.reduce_max(maps)

# %% wrong: largest first | have changed places
def relu(maps):
    active = tf.nn.relu(maps)
    return active, tf.reduce_max(active), tf.reduce_min(active)

# %% wrong: the numbers alone | expected (numbers, smallest, largest)
def relu(maps):
    return tf.nn.relu(maps)

# %% wrong: a little of the negative is left | which is not right
def relu(maps):
    active = tf.nn.leaky_relu(maps)
    return active, tf.reduce_min(active), tf.reduce_max(active)

# %% wrong: cut above, too | which is not right
def relu(maps):
    active = tf.nn.relu6(maps)
    return active, tf.reduce_min(active), tf.reduce_max(active)

# %% wrong: the largest of the example | the largest number of the result is not 7
def relu(maps):
    return tf.nn.relu(maps), 0.0, 7.0

# %% wrong: always 0 the smallest | the smallest number of the result is not 0
def relu(maps):
    active = tf.nn.relu(maps)
    return active, 0.0, tf.reduce_max(active)

# %% wrong: one end for each filter | expected one number
def relu(maps):
    active = tf.nn.relu(maps)
    return active, tf.reduce_min(active, axis=0), tf.reduce_max(active, axis=0)

# %% wrong: negative numbers thrown out | expected shape
def relu(maps):
    active = maps[maps > 0]
    return active, tf.reduce_min(active), tf.reduce_max(active)

# %% wrong: the layer is made of the maps | `ReLU(…)` alone only makes a layer
def relu(maps):
    active = tf.keras.layers.ReLU(maps)
    return active, tf.reduce_min(active), tf.reduce_max(active)

# %% wrong: Python's own max | take one number
def relu(maps):
    active = max(maps, 0)
    return active, tf.reduce_min(active), tf.reduce_max(active)

# %% wrong: the layer in place of its result | a layer came back
def relu(maps):
    active = tf.keras.layers.ReLU()
    return active, tf.reduce_min(active(maps)), tf.reduce_max(active(maps))

# %% equal: a number is accepted in any form
# -     return active, float(tf.reduce_min(active)), float(tf.reduce_max(active))
# +     return active, tf.reduce_min(active), float(tf.reduce_max(active))
# -     return active, float(tf.reduce_min(active)), float(tf.reduce_max(active))
# +     return active, float(tf.reduce_min(active)), tf.reduce_max(active)

# %% equal: 0 becomes 0 either way
# -     active[active < 0] = 0
# +     active[active <= 0] = 0
# -     active = tf.where(maps > 0, maps, tf.zeros_like(maps))
# +     active = tf.where(maps >= 0, maps, tf.zeros_like(maps))
