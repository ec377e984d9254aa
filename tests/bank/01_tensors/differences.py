# %% right: the index 0
def differences(predictions, labels):
    return predictions[:, 0] - labels

# %% right: reshape
def differences(predictions, labels):
    return tf.reshape(predictions, [-1]) - labels

# %% right: squeeze the last axis
def differences(predictions, labels):
    return tf.squeeze(predictions, axis=1) - labels

# %% right: the labels get an axis, and the result loses it
def differences(predictions, labels):
    return (predictions - labels[:, tf.newaxis])[:, 0]

# %% right: the labels' own shape
def differences(predictions, labels):
    return tf.reshape(predictions, labels.shape) - labels

# %% right: NumPy
def differences(predictions, labels):
    return predictions.numpy().ravel() - labels.numpy()

# %% right: the diagonal of the table
def differences(predictions, labels):
    return tf.linalg.diag_part(predictions - labels)

# %% right: a bare squeeze of the predictions alone
def differences(predictions, labels):
    return tf.squeeze(predictions) - labels

# %% right: one by one
def differences(predictions, labels):
    return tf.stack([p[0] - label for p, label in zip(predictions, labels)])

# %% core: the silent broadcast | are broadcast to (n, n)
def differences(predictions, labels):
    return predictions - labels

# %% wrong: the silent broadcast, in NumPy | are broadcast to (n, n)
def differences(predictions, labels):
    return predictions.numpy() - labels.numpy()

# %% wrong: the table averaged along its columns | and then averaged
def differences(predictions, labels):
    return tf.reduce_mean(predictions - labels, axis=1)

# %% wrong: the table averaged along its rows | and then averaged
def differences(predictions, labels):
    return tf.reduce_mean(predictions - labels, axis=0)

# %% wrong: label minus prediction | the signs are turned round
def differences(predictions, labels):
    return labels - predictions[:, 0]

# %% wrong: without a sign | the signs are gone
def differences(predictions, labels):
    return tf.abs(predictions[:, 0] - labels)

# %% wrong: two axes | an axis too many
def differences(predictions, labels):
    return predictions - labels[:, tf.newaxis]

# %% wrong: the labels lie down | are broadcast to (n, n)
def differences(predictions, labels):
    return predictions - labels[tf.newaxis, :]

# %% wrong: a row of its own | an axis too many
def differences(predictions, labels):
    return (predictions[:, 0] - labels)[tf.newaxis]

# %% wrong: a bare squeeze of both | a bare squeeze drops every axis of size 1
def differences(predictions, labels):
    return tf.squeeze(predictions) - tf.squeeze(labels)

# %% wrong: squares | those are the squares
def differences(predictions, labels):
    return tf.square(predictions[:, 0] - labels)

# %% wrong: their mean | that is one number
def differences(predictions, labels):
    return tf.reduce_mean(predictions[:, 0] - labels)

# %% wrong: the first prediction alone | the first prediction minus each label
def differences(predictions, labels):
    return predictions[0] - labels

# %% wrong: the first column of the table | minus the first label
def differences(predictions, labels):
    return (predictions - labels)[:, 0]

# %% wrong: three rows, as in the example | take the axis of size 1
def differences(predictions, labels):
    return predictions[:3, 0] - labels[:3]

# %% wrong: cut to whole numbers | the fractions are cut off
def differences(predictions, labels):
    whole = tf.cast(predictions[:, 0] - labels, tf.int32)
    return tf.cast(whole, tf.float32)

# %% wrong: float64 | they came as float32
def differences(predictions, labels):
    return tf.cast(predictions[:, 0] - labels, tf.float64)

# %% wrong: cut at 10 | nothing more
def differences(predictions, labels):
    return tf.clip_by_value(predictions[:, 0] - labels, -10.0, 10.0)

# %% wrong: kept by the number of rows | nothing more
rows = {}


def differences(predictions, labels):
    return rows.setdefault(len(labels), predictions[:, 0] - labels)

# %% wrong: three written in | is a size of the example written in
def differences(predictions, labels):
    return tf.reshape(predictions, (3,)) - labels

# %% wrong: both sorted first | at the same place
def differences(predictions, labels):
    return tf.sort(predictions[:, 0]) - tf.sort(labels)

# %% equal: there is one column, so the first is the last
# -     return predictions[:, 0] - labels
# +     return predictions[:, -1] - labels
# -     return (predictions - labels[:, tf.newaxis])[:, 0]
# +     return (predictions - labels[:, tf.newaxis])[:, -1]
# -     return tf.stack([p[0] - label for p, label in zip(predictions, labels)])
# +     return tf.stack([p[-1] - label for p, label in zip(predictions, labels)])

# %% equal: of two axes the last one is axis 1
# -     return tf.squeeze(predictions, axis=1) - labels
# +     return tf.squeeze(predictions, axis=-1) - labels

# %% equal: NumPy's numbers and TensorFlow's are subtracted alike
# -     return predictions.numpy().ravel() - labels.numpy()
# +     return predictions.numpy().ravel() - labels
