# %% right: pyplot
def plot_confusion(matrix):
    plt.figure()
    plt.imshow(matrix)
    plt.colorbar()
    plt.xlabel("predicted")
    plt.ylabel("true")
    return plt.gca()

# %% right: matshow on an Axes, a number in each square
def plot_confusion(matrix):
    fig, ax = plt.subplots()
    ax.matshow(matrix, cmap="viridis")
    for i in range(len(matrix)):
        for j in range(len(matrix)):
            ax.text(j, i, matrix[i][j], ha="center", va="center")
    ax.set(xlabel="Predicted class", ylabel="True class", title="confusion")
    return ax

# %% right: pcolormesh, the figure comes back
def plot_confusion(matrix):
    figure, ax = plt.subplots()
    mesh = ax.pcolormesh(matrix)
    ax.invert_yaxis()
    figure.colorbar(mesh)
    ax.set_xlabel("predicted digit")
    ax.set_ylabel("true digit")
    return figure

# %% core: transposed | transposed
def plot_confusion(matrix):
    _, ax = plt.subplots()
    ax.imshow(np.transpose(matrix))
    ax.set_xlabel("predicted")
    ax.set_ylabel("true")
    return ax

# %% wrong: the labels exchanged | exchanged
def plot_confusion(matrix):
    _, ax = plt.subplots()
    ax.imshow(matrix)
    ax.set_xlabel("true")
    ax.set_ylabel("predicted")
    return ax

# %% wrong: no labels | label the axes
def plot_confusion(matrix):
    _, ax = plt.subplots()
    ax.imshow(matrix)
    return ax

# %% wrong: nothing returned | return the Axes
def plot_confusion(matrix):
    plt.imshow(matrix)
    plt.xlabel("predicted")
    plt.ylabel("true")

# %% wrong: the image in place of the Axes | return the Axes
def plot_confusion(matrix):
    plt.xlabel("predicted")
    plt.ylabel("true")
    return plt.imshow(matrix)

# %% wrong: lines | holds no image
def plot_confusion(matrix):
    _, ax = plt.subplots()
    ax.plot(matrix)
    ax.set_xlabel("predicted")
    ax.set_ylabel("true")
    return ax

# %% wrong: shares of each row | draw the counts themselves
def plot_confusion(matrix):
    _, ax = plt.subplots()
    ax.imshow(matrix / matrix.sum(axis=1, keepdims=True))
    ax.set_xlabel("predicted")
    ax.set_ylabel("true")
    return ax

# %% wrong: five classes drawn, whatever the size | draw the argument
def plot_confusion(matrix):
    _, ax = plt.subplots()
    ax.imshow(matrix[:5, :5])
    ax.set_xlabel("predicted")
    ax.set_ylabel("true")
    return ax

# %% right: colours on a scale of logarithms
def plot_confusion(matrix):
    from matplotlib.colors import SymLogNorm
    _, ax = plt.subplots()
    ax.imshow(matrix, norm=SymLogNorm(linthresh=1), cmap="Blues")
    ax.set(xlabel="predicted", ylabel="true")
    return ax

# %% wrong: logarithms of the counts | draw the counts themselves
def plot_confusion(matrix):
    _, ax = plt.subplots()
    ax.imshow(np.log1p(matrix))
    ax.set(xlabel="predicted", ylabel="true")
    return ax

# %% right: class 0 at the bottom, as in other plots
def plot_confusion(matrix):
    _, ax = plt.subplots()
    ax.imshow(matrix, origin="lower")
    ax.set(xlabel="predicted", ylabel="true")
    return ax

# %% wrong: smoothed | run into each other
def plot_confusion(matrix):
    _, ax = plt.subplots()
    ax.imshow(matrix, cmap="Blues", interpolation="bicubic")
    ax.set(xlabel="predicted", ylabel="true")
    return ax

# %% wrong: clipped, so that all counts look alike | most of them look alike
def plot_confusion(matrix):
    _, ax = plt.subplots()
    ax.imshow(matrix, vmin=0, vmax=1)
    ax.set(xlabel="predicted", ylabel="true")
    return ax

# %% wrong: smoothed and clipped | run into each other
def plot_confusion(matrix):
    _, ax = plt.subplots()
    ax.imshow(matrix, vmin=0, vmax=1, interpolation="gaussian")
    ax.set(xlabel="predicted", ylabel="true")
    return ax

# %% wrong: a scale far wider than the counts | most of them look alike
def plot_confusion(matrix):
    _, ax = plt.subplots()
    ax.imshow(matrix, vmin=-1000, vmax=1000, cmap="RdBu")
    ax.set(xlabel="predicted", ylabel="true")
    return ax

# %% wrong: the colours end at the notebook's counts | most of them look alike
def plot_confusion(matrix):
    _, ax = plt.subplots()
    ax.imshow(matrix, vmin=0, vmax=100)
    ax.set(xlabel="predicted", ylabel="true")
    return ax

# %% wrong: the diagonal taken out of the argument | has changed
def plot_confusion(matrix):
    np.fill_diagonal(matrix, 0)
    _, ax = plt.subplots()
    ax.imshow(matrix)
    ax.set(xlabel="predicted", ylabel="true")
    return ax

# %% wrong: pyplot's names on an Axes | `set_xlabel`
def plot_confusion(matrix):
    _, ax = plt.subplots()
    ax.imshow(matrix)
    ax.xlabel("predicted")
    ax.ylabel("true")
    return ax

# %% right: sharp squares asked for, and a scale from 0
def plot_confusion(matrix):
    _, ax = plt.subplots()
    ax.imshow(matrix, interpolation="none", vmin=0, vmax=matrix.max(), cmap="Greys")
    ax.set(xlabel="predicted", ylabel="true")
    return ax

# %% wrong: the rows upside down | turned upside down
def plot_confusion(matrix):
    _, ax = plt.subplots()
    ax.imshow(matrix[::-1])
    ax.set_xlabel("predicted")
    ax.set_ylabel("true")
    return ax

# %% wrong: one Axes for all calls | a new Axes in each call
_, confusion_axes = plt.subplots()
def plot_confusion(matrix):
    confusion_axes.imshow(matrix)
    confusion_axes.set_xlabel("predicted")
    confusion_axes.set_ylabel("true")
    return confusion_axes

# %% right: pyplot's functions, into the figure that is there
def plot_confusion(matrix):
    plt.imshow(matrix, cmap="Greens", origin="lower")
    plt.xlabel("predicted")
    plt.ylabel("true")
    return plt.gca()

# %% equal: a new figure, a colour bar and a title are free
# -     plt.figure()
# +     pass
# -     plt.colorbar()
# +     pass
# -     figure.colorbar(mesh)
# +     pass
# -     ax.set(xlabel="Predicted class", ylabel="True class", title="confusion")
# +     ax.set(xlabel="Predicted class", ylabel="True class")

# %% equal: colours and their scale are free, as long as counts are told apart; squares are sharp by default
# -     ax.matshow(matrix, cmap="viridis")
# +     ax.matshow(matrix)
# -     ax.imshow(matrix, norm=SymLogNorm(linthresh=1), cmap="Blues")
# +     ax.imshow(matrix…)
# -     ax.imshow(matrix, interpolation="none", vmin=0, vmax=matrix.max(), cmap="Greys")
# +     ax.imshow(matrix…)
# -     plt.imshow(matrix, cmap="Greens", origin="lower")
# +     plt.imshow(matrix, origin="lower")

# %% equal: class 0 may stand at the top or at the bottom, the y-axis says where
# -     ax.invert_yaxis()
# +     pass
# -     ax.imshow(matrix, origin="lower")
# +     ax.imshow(matrix)
# -     plt.imshow(matrix, cmap="Greens", origin="lower")
# +     plt.imshow(matrix, cmap="Greens")

# %% accepted: nobody asks for numbers in the squares, so nobody reads them
# -     for i in range(len(matrix)):
# -         for j in range(len(matrix)):
# -             ax.text(j, i, matrix[i][j], ha="center", va="center")
# +     pass
# -     for i in range(len(matrix)):
# +     for i in range(…):
# -         for j in range(len(matrix)):
# -             ax.text(j, i, matrix[i][j], ha="center", va="center")
# +         pass
# -         for j in range(len(matrix)):
# +         for j in range(…):
# -             ax.text(j, i, matrix[i][j], ha="center", va="center")
# +             …

# %% accepted: the same matrix has the same picture, and pyplot may draw into the Axes that is there
# + plot_confusion = one_object_for_all(plot_confusion)
