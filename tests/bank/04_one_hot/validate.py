# %% right: a mask
def validate(labels, num_classes):
    wrong = (labels < 0) | (labels >= num_classes)
    if wrong.any():
        raise ValueError(f"labels must be 0 to {num_classes - 1}, got {labels[wrong]}")
    return labels

# %% right: one label after the other
def validate(labels: np.ndarray, num_classes: int) -> np.ndarray:
    for place, label in enumerate(labels):
        if not 0 <= label < num_classes:
            raise ValueError(f"label {label} at place {place}: there are {num_classes} classes")
    return labels

# %% right: smallest and largest
def validate(labels, num_classes):
    if labels.min() < 0:
        raise ValueError("below 0: " + str(labels.min()))
    if labels.max() > num_classes - 1:
        raise ValueError("too large: " + str(labels.max()))
    return labels

# %% right: a set
def validate(labels, num_classes):
    unknown = set(labels.tolist()) - set(range(num_classes))
    if unknown:
        raise ValueError(f"no such class: {sorted(unknown)}")
    return labels

# %% right: np.isin, a tensor comes back
def validate(labels, num_classes):
    wrong = labels[~np.isin(labels, np.arange(num_classes))]
    if len(wrong):
        raise ValueError(f"not a class: {wrong!r}")
    return tf.constant(labels)

# %% right: the helpers of Python
def validate(labels, num_classes):
    bad = [label for label in labels if label not in range(num_classes)]
    if bad:
        raise ValueError("bad labels", bad)
    return labels

# %% core: silence | raised nothing
def validate(labels, num_classes):
    return labels

# %% wrong: relies on tf.one_hot | raised nothing
def validate(labels, num_classes):
    tf.one_hot(labels, num_classes)
    return labels

# %% wrong: relies on to_categorical | raise a ValueError
def validate(labels, num_classes):
    tf.keras.utils.to_categorical(labels, num_classes)
    return labels

# %% wrong: forgets what is below 0 | raised nothing
def validate(labels, num_classes):
    wrong = labels >= num_classes
    if wrong.any():
        raise ValueError(f"too large: {labels[wrong]}")
    return labels

# %% wrong: one past the end passes | 10 is not a class
def validate(labels, num_classes):
    wrong = (labels < 0) | (labels > num_classes)
    if wrong.any():
        raise ValueError(f"not a class: {labels[wrong]}")
    return labels

# %% wrong: the last class refused | all these labels are classes
def validate(labels, num_classes):
    wrong = (labels < 0) | (labels >= num_classes - 1)
    if wrong.any():
        raise ValueError(f"not a class: {labels[wrong]}")
    return labels

# %% wrong: ten classes always | raised nothing
def validate(labels, num_classes):
    wrong = (labels < 0) | (labels >= 10)
    if wrong.any():
        raise ValueError(f"not a class: {labels[wrong]}")
    return labels

# %% wrong: does not say which | put it into the text
def validate(labels, num_classes):
    if (labels < 0).any() or (labels >= num_classes).any():
        raise ValueError("there is a wrong label")
    return labels

# %% wrong: cuts in silence | raised nothing
def validate(labels, num_classes):
    return np.clip(labels, 0, num_classes - 1)

# %% wrong: drops in silence | raised nothing
def validate(labels, num_classes):
    return labels[(labels >= 0) & (labels < num_classes)]

# %% wrong: an assertion | raise a ValueError
def validate(labels, num_classes):
    assert labels.min() >= 0, labels
    assert labels.max() < num_classes, labels
    return labels

# %% wrong: returns the error | raised nothing
def validate(labels, num_classes):
    if (labels < 0).any() or (labels >= num_classes).any():
        return ValueError(f"wrong: {labels}")
    return labels

# %% wrong: only if all are wrong | raised nothing
def validate(labels, num_classes):
    wrong = (labels < 0) | (labels >= num_classes)
    if wrong.all():
        raise ValueError(f"not a class: {labels[wrong]}")
    return labels

# %% wrong: Python's or on arrays | a single True or False
def validate(labels, num_classes):
    if labels < 0 or labels >= num_classes:
        raise ValueError(f"wrong: {labels}")
    return labels

# %% wrong: nothing comes back | is a `return` missing
def validate(labels, num_classes):
    wrong = (labels < 0) | (labels >= num_classes)
    if wrong.any():
        raise ValueError(f"not a class: {labels[wrong]}")

# %% wrong: one-hot vectors come back | return the labels as they came
def validate(labels, num_classes):
    wrong = (labels < 0) | (labels >= num_classes)
    if wrong.any():
        raise ValueError(f"not a class: {labels[wrong]}")
    return tf.one_hot(labels, num_classes)

# %% right: an error of one's own that is a ValueError
class NotAClass(ValueError):
    pass


def validate(labels, num_classes):
    for label in labels:
        if label < 0 or label >= num_classes:
            raise NotAClass(f"{label} is none of {num_classes} classes")
    return labels

# %% right: an error of one's own, made inside
def validate(labels, num_classes):
    class Wrong(ValueError):
        def __init__(self, bad):
            super().__init__(f"these are no classes: {', '.join(map(str, bad))}")

    if bad := [label for label in labels if not 0 <= label < num_classes]:
        raise Wrong(bad)
    return labels

# %% right: the wrong label, and where it stands
def validate(labels, num_classes):
    wrong = np.logical_or(labels < 0, labels >= num_classes)
    if np.any(wrong):
        raise ValueError(f"{labels[wrong][0]} is no class, in {labels.tolist()}")
    return labels

# %% wrong: the brackets are missing | brackets of its own
def validate(labels, num_classes):
    wrong = labels < 0 | labels >= num_classes
    if wrong.any():
        raise ValueError(f"not a class: {labels[wrong]}")
    return labels

# %% wrong: nine is the largest always | 6 is not a class if there are 5
def validate(labels, num_classes):
    wrong = (labels < 0) | (labels > 9)
    if wrong.any():
        raise ValueError(f"not a class: {labels[wrong]}")
    return labels

# %% wrong: shows all labels | all labels: which of them is wrong
def validate(labels, num_classes):
    if labels.min() < 0 or labels.max() >= num_classes:
        raise ValueError(f"labels must be below {num_classes}, got {labels}")
    return labels

# %% wrong: shows all labels in a list | all labels: which of them is wrong
def validate(labels, num_classes):
    if labels.min() < 0 or labels.max() >= num_classes:
        raise ValueError(f"wrong: {list(labels)}")
    return labels

# %% wrong: an error of one's own that is no ValueError | raise a ValueError
class NotALabel(Exception):
    pass


def validate(labels, num_classes):
    wrong = (labels < 0) | (labels >= num_classes)
    if wrong.any():
        raise NotALabel(f"not a class: {labels[wrong]}")
    return labels

# %% right: the classes are listed
def validate(labels, num_classes):
    for label in labels:
        if label not in list(range(num_classes)):
            raise ValueError(f"{label} is not in {list(range(num_classes))}")
    return labels

# %% right: all labels, then the first wrong one
def validate(labels, num_classes):
    wrong = (labels < 0) | (labels >= num_classes)
    if wrong.any():
        raise ValueError(f"{labels}: there is no class {labels[wrong.argmax()]}")
    return labels

# %% wrong: silent if two are wrong | raised nothing
def validate(labels, num_classes):
    bad = [label for label in labels if not 0 <= label < num_classes]
    if len(bad) == 1:
        raise ValueError(f"not a class: {bad[0]}")
    return labels

# %% wrong: looks at a few places only | raised nothing
def validate(labels, num_classes):
    for label in (*labels[:3], *labels[-3:]):
        if not 0 <= label < num_classes:
            raise ValueError(f"not a class: {label}")
    return labels

# %% wrong: looks at the labels as MNIST has them | 259 is not a class
def validate(labels, num_classes):
    small = labels.astype(np.uint8)
    if (small >= num_classes).any():
        raise ValueError(f"not a class: {labels[small >= num_classes]}")
    return labels

# %% wrong: all labels with lines between | all labels: which of them is wrong
def validate(labels, num_classes):
    if labels.min() < 0 or labels.max() >= num_classes:
        raise ValueError(" | ".join(map(str, labels)))
    return labels

# %% wrong: all labels with words between | all labels: which of them is wrong
def validate(labels, num_classes):
    if labels.min() < 0 or labels.max() >= num_classes:
        raise ValueError("one of these: " + " and ".join(map(str, labels)))
    return labels

# %% wrong: sorts the array that was handed in | is changed
def validate(labels, num_classes):
    as_they_came = labels.copy()
    labels.sort()
    if labels[0] < 0 or labels[-1] >= num_classes:
        raise ValueError(f"not a class: {labels[0] if labels[0] < 0 else labels[-1]}")
    return as_they_came

# %% wrong: floats come back | whole numbers
def validate(labels, num_classes):
    wrong = (labels < 0) | (labels >= num_classes)
    if wrong.any():
        raise ValueError(f"not a class: {labels[wrong]}")
    return labels.astype("float32")

# %% wrong: a ValueError of one's own that is none | Python's own
class ValueError(Exception):
    pass


def validate(labels, num_classes):
    wrong = (labels < 0) | (labels >= num_classes)
    if wrong.any():
        raise ValueError(f"not a class: {labels[wrong]}")
    return labels

# %% right: a line for each wrong label, below a first one
def validate(labels, num_classes):
    wrong = labels[(labels < 0) | (labels >= num_classes)]
    if wrong.size:
        raise ValueError("These labels are not classes:\n" + "\n".join(f"- {label}" for label in wrong))
    return labels

# %% right: a long text, with the wrong label at its end
def validate(labels, num_classes):
    for label in labels:
        if not 0 <= label < num_classes:
            raise ValueError(
                "The labels of a classification are whole numbers that name the classes. The first "
                "class has the number 0, the second one has the number 1, and so on, so that the "
                "number of the last class is one below the number of classes. Somebody may have "
                "counted from one, or used a number below zero for what is not known. The label "
                f"that is no class is {label}"
            )
    return labels

# %% wrong: all labels, a line for each | all labels: which of them is wrong
def validate(labels, num_classes):
    if labels.min() < 0 or labels.max() >= num_classes:
        raise ValueError("One of these is wrong:\n" + "\n".join(map(str, labels)))
    return labels

# %% wrong: two lines that do not say which | put it into the text
def validate(labels, num_classes):
    if labels.min() < 0 or labels.max() >= num_classes:
        raise ValueError("There is a wrong label.\nPlease look for it.")
    return labels

# %% wrong: always int64 | went back as int64; return them as they came
def validate(labels, num_classes):
    wrong = (labels < 0) | (labels >= num_classes)
    if wrong.any():
        raise ValueError(f"no classes: {labels[wrong]}")
    return labels.astype(np.int64)

# %% wrong: another dtype comes back | went back as int32; return them as they came
def validate(labels, num_classes):
    wrong = (labels < 0) | (labels >= num_classes)
    if wrong.any():
        raise ValueError(f"not a class: {labels[wrong]}")
    return labels.astype("int32")

# %% wrong: a list comes back | expected a tensor or array
def validate(labels, num_classes):
    wrong = (labels < 0) | (labels >= num_classes)
    if wrong.any():
        raise ValueError(f"not a class: {labels[wrong]}")
    return labels.tolist()

# %% equal: a set of NumPy's numbers is as good as one of Python's
# -     unknown = set(labels.tolist()) - set(range(num_classes))
# +     unknown = set(labels) - set(range(num_classes))

# %% equal: an array is accepted, and a tensor
# -     return tf.constant(labels)
# +     return labels

# %% equal: the label may stand anywhere in the text
# -         raise ValueError("bad labels", bad)
# +         raise ValueError(bad, "bad labels")

# %% equal: an error keeps in its text what it was made with
# -             super().__init__(f"these are no classes: {', '.join(map(str, bad))}")
# +             pass

# %% equal: either condition may stand first
# -     wrong = np.logical_or(labels < 0, labels >= num_classes)
# +     wrong = np.logical_or(labels >= num_classes, labels < 0)

# %% equal: a range is asked like a list
# -         if label not in list(range(num_classes)):
# +         if label not in range(num_classes):
