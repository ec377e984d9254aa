# %% right: a tuple
order = ("D", "B", "C", "A")

# %% right: text
order = "DBCA"

# %% right: lower case
order = list("dbca")

# %% right: text with commas
order = "D, B, C, A"

# %% right: built up
order = ["D"]
order.append("B")
order += ["C", "A"]

# %% core: the update before the gradient | line A uses `slope`
order = ["D", "B", "A", "C"]

# %% wrong: the gradient before the loss | line C uses `loss`
order = ["D", "C", "B", "A"]

# %% wrong: the loss first | line B uses `y_hat`
order = ["B", "D", "C", "A"]

# %% wrong: as they were printed | line B uses `y_hat`
order = ["A", "B", "C", "D"]

# %% wrong: the update first | line A uses `slope`
order = ["A", "D", "B", "C"]

# %% wrong: one forgotten | the four letters, each once
order = ["D", "B", "C"]

# %% wrong: one twice | the four letters, each once
order = ["D", "B", "C", "C"]

# %% wrong: names | the four letters, each once
order = ["forward", "loss", "gradient", "update"]

# %% equal: four letters in a row are accepted
# - order = list("dbca")
# + order = "dbca"
