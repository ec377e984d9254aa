# %% right: cast, then reduce_mean
def brightness(image):
    return tf.reduce_mean(tf.cast(image, tf.float32))

# %% right: the sum divided by the size
def brightness(image):
    image = tf.cast(image, tf.float32)
    return tf.reduce_sum(image) / tf.size(image, out_type=tf.float32)

# %% right: by way of NumPy
def brightness(image):
    return float(np.mean(image.numpy()))

# %% wrong: the mean of whole numbers | its fraction was cut off
def brightness(image):
    return tf.reduce_mean(image)

# %% wrong: cast after the mean | before the mean
def brightness(image):
    return tf.cast(tf.reduce_mean(image), tf.float32)

# %% wrong: the sum | divide it by the number of pixels
def brightness(image):
    return tf.reduce_sum(tf.cast(image, tf.float32))

# %% wrong: a number per column | one number for the whole image
def brightness(image):
    return tf.reduce_mean(tf.cast(image, tf.float32), axis=0)

# %% wrong: the brightest pixel | the largest number
def brightness(image):
    return tf.reduce_max(tf.cast(image, tf.float32))
