# %% right: the short form
def conv(filters, kernel_size, strides, padding):
    return tf.keras.layers.Conv2D(filters, kernel_size, strides, padding)

# %% right: the long form, with pairs
def conv(filters, kernel_size, strides, padding):
    return tf.keras.layers.Conv2D(
        filters=filters,
        kernel_size=(kernel_size, kernel_size),
        strides=(strides, strides),
        padding=padding.upper(),
    )

# %% right: another name of the layer, other order, the activation spelled out
def conv(filters, kernel_size, strides, padding):
    from tensorflow.keras.layers import Convolution2D
    return Convolution2D(
        padding=padding.upper(), strides=strides, kernel_size=[kernel_size] * 2, filters=filters,
        activation="linear", kernel_initializer="he_normal", bias_initializer="ones",
    )

# %% right: a model of this layer alone
def conv(filters, kernel_size, strides, padding):
    return tf.keras.Sequential([tf.keras.layers.Conv2D(filters, kernel_size, strides, padding)])

# %% right: keras itself, input_shape as older tutorials write it
import keras

def conv(filters, kernel_size, strides, padding):
    return keras.layers.Conv2D(filters, kernel_size, strides, padding, input_shape=(28, 28, 1))

# %% wrong: filters and kernel size swapped | filters and kernel_size have changed places
def conv(filters, kernel_size, strides, padding):
    return tf.keras.layers.Conv2D(kernel_size, filters, strides, padding)

# %% wrong: strides left out | is `strides` used
def conv(filters, kernel_size, strides, padding):
    return tf.keras.layers.Conv2D(filters, kernel_size, padding=padding)

# %% wrong: padding left out | are `padding` and `strides` used
def conv(filters, kernel_size, strides, padding):
    return tf.keras.layers.Conv2D(filters, kernel_size, strides)

# %% wrong: always "same" | are `padding` and `strides` used
def conv(filters, kernel_size, strides, padding):
    return tf.keras.layers.Conv2D(filters, kernel_size, strides, "same")

# %% wrong: the kernel is always 3 by 3 | is `kernel_size` used
def conv(filters, kernel_size, strides, padding):
    return tf.keras.layers.Conv2D(filters, 3, strides, padding)

# %% wrong: always five filters | is `filters` used
def conv(filters, kernel_size, strides, padding):
    return tf.keras.layers.Conv2D(5, kernel_size, strides, padding)

# %% wrong: an activation nobody asked for | asked for no activation
def conv(filters, kernel_size, strides, padding):
    return tf.keras.layers.Conv2D(filters, kernel_size, strides, padding, activation="relu")

# %% wrong: no bias | a kernel of four axes and a bias
def conv(filters, kernel_size, strides, padding):
    return tf.keras.layers.Conv2D(filters, kernel_size, strides, padding, use_bias=False)

# %% wrong: used at once | return the layer itself
def conv(filters, kernel_size, strides, padding):
    return tf.keras.layers.Conv2D(filters, kernel_size, strides, padding)(tf.zeros((1, 28, 28, 1)))

# %% wrong: the layer isn't returned | is a `return` missing
def conv(filters, kernel_size, strides, padding):
    layer = tf.keras.layers.Conv2D(filters, kernel_size, strides, padding)

# %% core: pooling | a kernel of four axes and a bias
def conv(filters, kernel_size, strides, padding):
    return tf.keras.layers.MaxPool2D(kernel_size, strides, padding)

# %% wrong: the stride downwards alone | moves on by one pixel in one direction
def conv(filters, kernel_size, strides, padding):
    return tf.keras.layers.Conv2D(filters, kernel_size, (strides, 1), padding)

# %% wrong: weights that start equal and stay equal | all numbers of a new kernel are 0
def conv(filters, kernel_size, strides, padding):
    return tf.keras.layers.Conv2D(filters, kernel_size, strides, padding, kernel_initializer="zeros")

# %% wrong: cannot be trained | its `trainable`
def conv(filters, kernel_size, strides, padding):
    return tf.keras.layers.Conv2D(filters, kernel_size, strides, padding, trainable=False)

# %% wrong: a regulariser nobody asked for | its `losses`
def conv(filters, kernel_size, strides, padding):
    return tf.keras.layers.Conv2D(filters, kernel_size, strides, padding, kernel_regularizer="l2")

# %% wrong: one layer for all calls with the same settings | make a new one in each call
import functools

@functools.cache
def conv(filters, kernel_size, strides, padding):
    return tf.keras.layers.Conv2D(filters, kernel_size, strides, padding)

# %% wrong: padding in the place of the strides | the order is filters, kernel_size, strides, padding
def conv(filters, kernel_size, strides, padding):
    return tf.keras.layers.Conv2D(filters, kernel_size, padding, strides)

# %% wrong: built for grey images | was it built or used before it was returned
def conv(filters, kernel_size, strides, padding):
    layer = tf.keras.layers.Conv2D(filters, kernel_size, strides, padding)
    layer(tf.zeros((1, 28, 28, 1)))
    return layer

# %% equal: Keras takes `padding` in capital letters or not
# -         padding=padding.upper(),
# +         padding=padding,
# -         padding=padding.upper(), strides=strides, kernel_size=[kernel_size] * 2, filters=filters,
# +         padding=padding, strides=strides, kernel_size=[kernel_size] * 2, filters=filters,

# %% equal: a layer is linear by default, and its weights may begin at any numbers
# -         padding=padding.upper(), strides=strides, kernel_size=[kernel_size] * 2, filters=filters,
# -         activation="linear", kernel_initializer="he_normal", bias_initializer="ones",
# +         padding=padding.upper(), strides=strides, kernel_size=[kernel_size] * 2, filters=filters, kernel_initializer="he_normal", bias_initializer="ones",
# -         activation="linear", kernel_initializer="he_normal", bias_initializer="ones",
# +         activation="linear", bias_initializer="ones",
# -         activation="linear", kernel_initializer="he_normal", bias_initializer="ones",
# +         activation="linear", kernel_initializer="he_normal",

# %% equal: a layer is built for the images that it gets first, whatever `input_shape` says
# -     return keras.layers.Conv2D(filters, kernel_size, strides, padding, input_shape=(28, 28, 1))
# +     return keras.layers.Conv2D(filters, kernel_size, strides, padding…)
