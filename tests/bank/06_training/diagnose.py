# %% right: dict()
diagnosis = dict(
    A="wrong loss", B="no shuffling", C="learning rate too high", D="overfitting",
)

# %% right: zip, in another order
diagnosis = dict(zip("DCBA", ["overfitting", "learning rate too high", "no shuffling", "wrong loss"]))

# %% right: capitals and underscores
diagnosis = {}
diagnosis["a"] = "Wrong loss"
diagnosis["b"] = "No_shuffling"
diagnosis["c"] = "Learning rate too high "
diagnosis["d"] = "Overfitting"

# %% right: read off the curves by a program
def fault(curves):
    if max(curves["val_accuracy"]) < 0.2:
        return "wrong loss"
    if curves["val_accuracy"][0] < 0.2:
        return "no shuffling"
    if max(curves["accuracy"]) < 0.9:
        return "learning rate too high"
    return "overfitting"

diagnosis = {run: fault(curves) for run, curves in RUNS.items()}

# %% wrong: overfitting and no shuffling exchanged | first epoch
diagnosis = {
    "A": "wrong loss", "B": "overfitting", "C": "learning rate too high", "D": "no shuffling",
}

# %% wrong: wrong loss and learning rate exchanged | jump up and down
diagnosis = {
    "A": "learning rate too high", "B": "no shuffling", "C": "wrong loss", "D": "overfitting",
}

# %% core: all shifted by one | first fall and then rise
diagnosis = {
    "A": "overfitting", "B": "wrong loss", "C": "no shuffling", "D": "learning rate too high",
}

# %% wrong: one fault for all | each fault occurs once
diagnosis = {run: "overfitting" for run in "ABCD"}

# %% wrong: one left out | has no answer
diagnosis = {"A": "wrong loss", "B": "no shuffling", "C": "learning rate too high"}

# %% wrong: a word of one's own | copy one of the four
diagnosis = {
    "A": "wrong loss", "B": "no shuffling", "C": "learning rate too high", "D": "too many epochs",
}

# %% wrong: a list | expected a dict
diagnosis = ["wrong loss", "no shuffling", "learning rate too high", "overfitting"]

# %% wrong: the other way round, from faults to runs | the runs are the keys
diagnosis = {
    "wrong loss": "A", "no shuffling": "B", "learning rate too high": "C", "overfitting": "D",
}

# %% equal: no curve stands at the limit, which is but one that tells these curves apart
# -     if max(curves["val_accuracy"]) < 0.2:
# +     if max(curves["val_accuracy"]) <= 0.2:
# -     if curves["val_accuracy"][0] < 0.2:
# +     if curves["val_accuracy"][0] <= 0.2:
# -     if max(curves["accuracy"]) < 0.9:
# +     if max(curves["accuracy"]) <= 0.9:
# -     if curves["val_accuracy"][0] < 0.2:
# +     if curves["val_accuracy"][0] < 0.4:
# -     if curves["val_accuracy"][0] < 0.2:
# +     if curves["val_accuracy"][1] < 0.2:

# %% equal: the answers are there before the function is changed
# + fault = first_answer_kept(fault)
