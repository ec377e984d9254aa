# %% right: names
default_dtypes = {"np_int": "int64", "np_float": "float64", "tf_int": "int32", "tf_float": "float32"}

# %% right: dtypes of the library
default_dtypes = {
    "np_int": np.int64,
    "np_float": np.dtype("float64"),
    "tf_int": tf.int32,
    "tf_float": tf.float32,
}

# %% right: asked, not written
default_dtypes = dict(
    np_int=np.array([1, 2]).dtype,
    np_float=np.array([0.5, 2.5]).dtype,
    tf_int=tf.constant([1, 2]).dtype,
    tf_float=tf.constant([0.5, 2.5]).dtype,
)

# %% right: as they print
default_dtypes = {
    "np_int": str(np.array([1, 2]).dtype),
    "np_float": str(np.array([0.5, 2.5]).dtype),
    "tf_int": str(tf.constant([1, 2]).dtype),
    "tf_float": repr(tf.constant([0.5, 2.5]).dtype),
}

# %% wrong: the same everywhere, as NumPy | don't choose the same number of bits
default_dtypes = {"np_int": "int64", "np_float": "float64", "tf_int": "int64", "tf_float": "float64"}

# %% wrong: the same everywhere, as TensorFlow | don't choose the same number of bits
default_dtypes = {"np_int": "int32", "np_float": "float32", "tf_int": "int32", "tf_float": "float32"}

# %% core: the two libraries swapped | don't choose the same number of bits
default_dtypes = {"np_int": "int32", "np_float": "float32", "tf_int": "int64", "tf_float": "float64"}

# %% wrong: no bits | with its bits
default_dtypes = {"np_int": "int", "np_float": "float", "tf_int": "int", "tf_float": "float"}

# %% wrong: Python's types | with its bits
default_dtypes = {"np_int": int, "np_float": float, "tf_int": int, "tf_float": float}

# %% wrong: int and float swapped | whole numbers are int
default_dtypes = {"np_int": "float64", "np_float": "int64", "tf_int": "float32", "tf_float": "int32"}

# %% wrong: a list without names | expected a dictionary
default_dtypes = ["int64", "float64", "int32", "float32"]

# %% wrong: two entries forgotten | has no entry 'tf_int'
default_dtypes = {"np_int": "int64", "np_float": "float64"}

# %% wrong: the pixel's type | print the dtype instead of guessing
default_dtypes = {"np_int": "uint8", "np_float": "float64", "tf_int": "uint8", "tf_float": "float32"}

# %% equal: a dtype is accepted in any of its forms
# -     "np_float": np.dtype("float64"),
# +     "np_float": "float64",
# -     "…_…": …r(…([…]).dtype),
# +     "…_…": …([…]).dtype,

# %% equal: the dtype doesn't depend on which numbers these are
# -     np_int=np.array([1, 2]).dtype,
# +     np_int=np.array([…, …]).dtype,
# -     np_float=np.array([0.5, 2.5]).dtype,
# +     np_float=np.array([…, …]).dtype,
# -     tf_int=tf.constant([1, 2]).dtype,
# +     tf_int=tf.constant([…, …]).dtype,
# -     tf_float=tf.constant([0.5, 2.5]).dtype,
# +     tf_float=tf.constant([…, …]).dtype,
# -     "np_int": str(np.array([1, 2]).dtype),
# +     "np_int": str(np.array([…, …]).dtype),
# -     "np_float": str(np.array([0.5, 2.5]).dtype),
# +     "np_float": str(np.array([…, …]).dtype),
# -     "tf_int": str(tf.constant([1, 2]).dtype),
# +     "tf_int": str(tf.constant([…, …]).dtype),
# -     "tf_float": repr(tf.constant([0.5, 2.5]).dtype),
# +     "tf_float": repr(tf.constant([…, …]).dtype),
