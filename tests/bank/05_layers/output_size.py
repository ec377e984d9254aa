# %% right: the formulas
def output_size(n, k, s, padding):
    if padding == "same":
        return int(np.ceil(n / s))
    return (n - k) // s + 1

# %% right: math, one expression
import math

def output_size(n, k, s, padding):
    return math.ceil(n / s) if padding.lower() == "same" else math.floor((n - k) / s) + 1

# %% right: counts the positions
def output_size(n, k, s, padding):
    last = n if padding == "same" else n - k + 1
    return len(range(0, last, s))

# %% right: asks Keras
def output_size(n, k, s, padding):
    layer = tf.keras.layers.Conv2D(1, k, s, padding)
    return layer.compute_output_shape((1, n, n, 1))[1]

# %% right: other ways of rounding; a NumPy number comes back
def output_size(n, k, s, padding):
    if padding == "valid":
        n = n - k + 1
    return np.ceil(n / s)

# %% wrong: "same" rounded down | the last pixels get a window too
def output_size(n, k, s, padding):
    if padding == "same":
        return n // s
    return (n - k) // s + 1

# %% wrong: "same" keeps the size | "same" keeps the size at stride 1 only
def output_size(n, k, s, padding):
    if padding == "same":
        return n
    return (n - k) // s + 1

# %% core: padding ignored | that is the size for "valid"; is `padding` used
def output_size(n, k, s, padding):
    return (n - k) // s + 1

# %% wrong: "same" for everything | that is the size for "same"; is `padding` used
def output_size(n, k, s, padding):
    return -(-n // s)

# %% wrong: the 1 forgotten | the window's first position counts too
def output_size(n, k, s, padding):
    if padding == "same":
        return -(-n // s)
    return (n - k) // s

# %% wrong: the 1 inside the brackets | the 1 is added after the division
def output_size(n, k, s, padding):
    if padding == "same":
        return -(-n // s)
    return (n - k + 1) // s

# %% wrong: "valid" rounded up | the window must not leave the image
def output_size(n, k, s, padding):
    if padding == "same":
        return int(np.ceil(n / s))
    return int(np.ceil((n - k) / s)) + 1

# %% wrong: not rounded at all | round the division
def output_size(n, k, s, padding):
    if padding == "same":
        return n / s
    return (n - k) / s + 1

# %% wrong: the stride forgotten | is `s` used
def output_size(n, k, s, padding):
    if padding == "same":
        return -(-n // s)
    return n - k + 1

# %% wrong: the names exchanged | which is not right
def output_size(n, k, s, padding):
    if padding == "valid":
        return -(-n // s)
    return (n - k) // s + 1

# %% wrong: rounds to the nearest | which is not right
def output_size(n, k, s, padding):
    if padding == "same":
        return round(n / s)
    return (n - k) // s + 1

# %% wrong: printed | is a `return` missing
def output_size(n, k, s, padding):
    print((n - k) // s + 1 if padding == "valid" else -(-n // s))

# %% wrong: half the size, as in the example | which is not right
def output_size(n, k, s, padding):
    return {1: n, 2: -(-n // 2)}.get(s, 4) if padding == "same" else (n - k) // s + 1

# %% wrong: brackets forgotten | what is divided by the stride
def output_size(n, k, s, padding):
    if padding == "same":
        return -(-n // s)
    return n - k // s + 1

# %% wrong: half a kernel of zeros on either side | half a kernel of zeros
def output_size(n, k, s, padding):
    p = k // 2 if padding == "same" else 0
    return (n + 2 * p - k) // s + 1

# %% wrong: right up to 32 pixels and strides of 3 only | which is not right
def output_size(n, k, s, padding):
    if n > 32 or s > 3:
        return 0
    return -(-n // s) if padding == "same" else (n - k) // s + 1

# %% equal: a whole number is accepted in any form
# -         return int(np.ceil(n / s))
# +         return np.ceil(n / s)

# %% equal: `padding` comes in small letters
# -     return math.ceil(n / s) if padding.lower() == "same" else math.floor((n - k) / s) + 1
# +     return math.ceil(n / s) if padding == "same" else math.floor((n - k) / s) + 1

# %% equal: it is rounded down either way
# -     return math.ceil(n / s) if padding.lower() == "same" else math.floor((n - k) / s) + 1
# +     return math.ceil(n / s) if padding.lower() == "same" else math.floor((n - k) // s) + 1

# %% equal: neither how many images, channels or filters there are changes the size, and height and width are equal
# -     layer = tf.keras.layers.Conv2D(1, k, s, padding)
# +     layer = tf.keras.layers.Conv2D(2, k, s, padding)
# -     return layer.compute_output_shape((1, n, n, 1))[1]
# +     return layer.compute_output_shape((1, n, n, 1))[2]
# -     return layer.compute_output_shape((1, n, n, 1))[1]
# +     return layer.compute_output_shape((2, n, n, 1))[1]
# -     return layer.compute_output_shape((1, n, n, 1))[1]
# +     return layer.compute_output_shape((0, n, n, 1))[1]
# -     return layer.compute_output_shape((1, n, n, 1))[1]
# +     return layer.compute_output_shape((1, n, n, 2))[1]
# -     return layer.compute_output_shape((1, n, n, 1))[1]
# +     return layer.compute_output_shape((1, n, n, 0))[1]
