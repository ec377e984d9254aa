# %% right: numbers
short_form = {"filters": 3, "kernel_size": 5, "strides": 1, "padding": "valid"}

# %% right: pairs, capitals, another order
short_form = dict(padding="VALID", strides=(1, 1), kernel_size=(5, 5), filters=3)

# %% right: read from the layer
layer = tf.keras.layers.Conv2D(3, 5)
short_form = {name: getattr(layer, name) for name in ("filters", "kernel_size", "strides", "padding")}

# %% right: the layer's whole configuration
short_form = tf.keras.layers.Conv2D(3, 5).get_config()

# %% core: 3 and 5 swapped | have changed places
short_form = {"filters": 5, "kernel_size": 3, "strides": 1, "padding": "valid"}

# %% wrong: swapped, in pairs | have changed places
short_form = {"filters": 5, "kernel_size": (3, 3), "strides": (1, 1), "padding": "valid"}

# %% wrong: "same" as if it were left out | padding: got same; the line doesn't mention it
short_form = {"filters": 3, "kernel_size": 5, "strides": 1, "padding": "same"}

# %% wrong: the second number taken for the stride | kernel_size: got 3
short_form = {"filters": 3, "kernel_size": 3, "strides": 5, "padding": "valid"}

# %% wrong: the stride of the kernel's size, as in pooling | strides: got 5; the line doesn't mention it
short_form = {"filters": 3, "kernel_size": 5, "strides": 5, "padding": "valid"}

# %% wrong: 3 by 5 taken for the kernel | kernel_size: (3, 5) is not square
short_form = {"filters": 1, "kernel_size": (3, 5), "strides": 1, "padding": "valid"}

# %% wrong: padding as a number | padding is a name in quotes
short_form = {"filters": 3, "kernel_size": 5, "strides": 1, "padding": 0}

# %% wrong: left out what the line leaves out | there is no entry for strides, padding
short_form = {"filters": 3, "kernel_size": 5}

# %% wrong: the layer in place of its settings | expected a dictionary
short_form = tf.keras.layers.Conv2D(3, 5)

# %% wrong: a number in quotes | kernel_size: expected numbers
short_form = {"filters": 3, "kernel_size": "5", "strides": 1, "padding": "valid"}

# %% wrong: the library's Conv2D replaced by one that has the wrong settings | not what the line asks for
import keras

class Conv2D(keras.layers.Conv2D):
    filters, kernel_size, strides, padding = 8, 9, 2, "same"

    def __init__(self, *args):
        pass

    def __setattr__(self, name, value):
        pass

keras.layers.Conv2D = Conv2D
short_form = {"filters": 8, "kernel_size": 9, "strides": 2, "padding": "same"}

# %% wrong: None for what was left out | left out, it has a number all the same
short_form = {"filters": 3, "kernel_size": 5, "strides": None, "padding": "valid"}

# %% equal: a dictionary has no order
# - short_form = {name: getattr(layer, name) for name in ("filters", "kernel_size", "strides", "padding")}
# + short_form = {name: getattr(layer, name) for name in ("…")}
