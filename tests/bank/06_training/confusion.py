# %% right: a loop
def confusion(labels, predictions, classes):
    table = np.zeros((classes, classes), dtype=int)
    for label, prediction in zip(labels, predictions):
        table[label, prediction] += 1
    return table

# %% right: bincount on label * classes + prediction
def confusion(labels, predictions, classes):
    index = np.asarray(labels) * classes + np.asarray(predictions)
    return np.bincount(index, minlength=classes**2).reshape(classes, classes)

# %% right: a product of one-hot matrices, floats
def confusion(labels, predictions, classes):
    return tf.transpose(tf.one_hot(labels, classes)) @ tf.one_hot(predictions, classes)

# %% right: nested lists
def confusion(labels, predictions, classes):
    pairs = list(zip(np.asarray(labels).tolist(), np.asarray(predictions).tolist()))
    return [[pairs.count((i, j)) for j in range(classes)] for i in range(classes)]

# %% right: add.at
def confusion(labels, predictions, classes):
    table = np.zeros((classes, classes), np.int32)
    np.add.at(table, (labels, predictions), 1)
    return table

# %% core: transposed | transposed
def confusion(labels, predictions, classes):
    return tf.math.confusion_matrix(predictions, labels, num_classes=classes)

# %% wrong: as many classes as occur | a class that does not occur
def confusion(labels, predictions, classes):
    return tf.math.confusion_matrix(labels, predictions)

# %% wrong: repeated pairs counted once | must be counted again
def confusion(labels, predictions, classes):
    table = np.zeros((classes, classes), dtype=int)
    table[labels, predictions] += 1
    return table

# %% wrong: shares of each row | these are shares
def confusion(labels, predictions, classes):
    table = tf.math.confusion_matrix(labels, predictions, num_classes=classes).numpy()
    return table / table.sum(axis=1, keepdims=True)

# %% wrong: right answers only | only right answers
def confusion(labels, predictions, classes):
    table = np.zeros((classes, classes), dtype=int)
    for label, prediction in zip(labels, predictions):
        if label == prediction:
            table[label, label] += 1
    return table

# %% wrong: ten classes written in | expected shape
def confusion(labels, predictions, classes):
    return tf.math.confusion_matrix(labels, predictions, num_classes=10)

# %% wrong: wrong answers only | counts the images of class i
def confusion(labels, predictions, classes):
    table = np.zeros((classes, classes), dtype=int)
    for label, prediction in zip(labels, predictions):
        table[label, prediction] += label != prediction
    return table

# %% wrong: the size counted in the labels | a class that does not occur
def confusion(labels, predictions, classes):
    size = len(np.unique(np.concatenate([labels, predictions])))
    table = np.zeros((size, size), dtype=int)
    for label, prediction in zip(labels, predictions):
        table[label, prediction] += 1
    return table

# %% wrong: one row too few | where does the size come from
def confusion(labels, predictions, classes):
    size = max(labels)
    table = np.zeros((size, size), dtype=int)
    for label, prediction in zip(labels, predictions):
        table[label, prediction] += 1
    return table

# %% wrong: counts that wrap around at 256 | wrapped around
def confusion(labels, predictions, classes):
    table = np.zeros((classes, classes), "uint8")
    np.add.at(table, (labels, predictions), 1)
    return table

# %% wrong: one number for each pair, which wraps around at 256 | entry [i, j] counts
def confusion(labels, predictions, classes):
    pairs = labels.astype("uint8") * np.uint8(classes) + predictions.astype("uint8")
    return np.bincount(pairs, minlength=classes**2)[: classes**2].reshape(classes, classes)

# %% wrong: the labels made into places where they stand | it changed the arrays
def confusion(labels, predictions, classes):
    labels *= classes
    labels += predictions
    return np.bincount(labels, minlength=classes**2).reshape(classes, classes)

# %% equal: whole numbers are accepted in any type with room for them
# -     table = np.zeros((classes, classes), dtype=int)
# +     table = np.zeros((classes, classes))
# -     table = np.zeros((classes, classes), np.int32)
# +     table = np.zeros((classes, classes), np.int64)
# -     table = np.zeros((classes, classes), np.int32)
# +     table = np.zeros((classes, classes), np.float32)

# %% equal: labels and predictions are arrays already
# -     index = np.asarray(labels) * classes + np.asarray(predictions)
# +     index = np.asarray(labels) * classes + predictions
# -     index = np.asarray(labels) * classes + np.asarray(predictions)
# +     index = labels * classes + np.asarray(predictions)
# -     pairs = list(zip(np.asarray(labels).tolist(), np.asarray(predictions).tolist()))
# +     pairs = list(zip(…labels…, …predictions…))
