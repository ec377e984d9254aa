# %% right: int32, cut, back
def brighten(image, amount):
    brighter = tf.cast(image, tf.int32) + amount
    return tf.cast(tf.minimum(brighter, 255), tf.uint8)

# %% right: saturate_cast
def brighten(image, amount):
    return tf.saturate_cast(tf.cast(image, tf.int16) + amount, tf.uint8)

# %% right: floating, clipped
def brighten(image, amount):
    brighter = tf.clip_by_value(tf.cast(image, tf.float32) + float(amount), 0.0, 255.0)
    return tf.cast(brighter, tf.uint8)

# %% right: cut before adding, so that nothing wraps
def brighten(image, amount):
    return tf.minimum(image, 255 - amount) + amount

# %% right: tf.where
def brighten(image, amount):
    return tf.where(image > 255 - amount, tf.constant(255, tf.uint8), image + amount)

# %% right: by way of NumPy
def brighten(image, amount):
    array = np.minimum(image.numpy().astype(int) + amount, 255)
    return tf.constant(array.astype(np.uint8))

# %% core: adds in uint8 | wrapped around
def brighten(image, amount):
    return image + amount

# %% wrong: cuts after the sum wrapped around | wrapped around
def brighten(image, amount):
    return tf.minimum(image + amount, 255)

# %% wrong: changes the type after the sum | wrapped around
def brighten(image, amount):
    brighter = tf.cast(image + amount, tf.int32)
    return tf.cast(tf.minimum(brighter, 255), tf.uint8)

# %% wrong: doesn't cut before the cast | wrapped around
def brighten(image, amount):
    return tf.cast(tf.cast(image, tf.int32) + amount, tf.uint8)

# %% wrong: doesn't cut, nor goes back | cut it at 255
def brighten(image, amount):
    return tf.cast(image, tf.int32) + amount

# %% wrong: doesn't go back to uint8 | go back to uint8
def brighten(image, amount):
    return tf.minimum(tf.cast(image, tf.int32) + amount, 255)

# %% wrong: leaves bright pixels alone | stayed as it was
def brighten(image, amount):
    brighter = tf.cast(image, tf.int32) + amount
    return tf.cast(tf.where(brighter > 255, tf.cast(image, tf.int32), brighter), tf.uint8)

# %% wrong: scales to the brightest pixel | same amount to each pixel
def brighten(image, amount):
    brighter = tf.cast(image, tf.float32) + float(amount)
    return tf.cast(brighter * 255 / tf.reduce_max(brighter), tf.uint8)

# %% wrong: a NumPy array | wrap it in tf.constant
def brighten(image, amount):
    return np.minimum(image.numpy().astype(int) + amount, 255).astype(np.uint8)

# %% wrong: Python's min | works on all pixels
def brighten(image, amount):
    return tf.cast(min(tf.cast(image, tf.int32) + amount, 255), tf.uint8)

# %% wrong: cut one too early | a sum of 254 became 255
def brighten(image, amount):
    brighter = tf.cast(image, tf.int32) + amount
    return tf.cast(tf.where(brighter >= 254, 255, brighter), tf.uint8)

# %% wrong: cut at 254 | 255 is the brightest
def brighten(image, amount):
    return tf.cast(tf.minimum(tf.cast(image, tf.int32) + amount, 254), tf.uint8)

# %% equal: each of these types holds sums up to 510 without a loss
# -     brighter = tf.cast(image, tf.int32) + amount
# +     brighter = tf.cast(image, tf.…) + amount
# -     brighter = tf.clip_by_value(tf.cast(image, tf.float32) + float(amount), 0.0, 255.0)
# +     brighter = tf.clip_by_value(tf.cast(image, tf.float…) + …, 0.0, 255.0)

# %% equal: image and amount are added, and the formula is the same with the two swapped
# - def brighten(image, amount):
# + def brighten(amount, image):

# %% equal: where the sum is 255, both branches give 255
# -     return tf.where(image > 255 - amount, tf.constant(255, tf.uint8), image + amount)
# +     return tf.where(image >= 255 - amount, tf.constant(255, tf.uint8), image + amount)

# %% equal: `tf.where` gives the number the image's dtype
# -     return tf.where(image > 255 - amount, tf.constant(255, tf.uint8), image + amount)
# +     return tf.where(image > 255 - amount, 255, image + amount)
