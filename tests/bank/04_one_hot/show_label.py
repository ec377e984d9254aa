# %% right: two Axes
def show_label(image, label):
    figure, axes = plt.subplots(1, 2)
    axes[0].imshow(image, cmap="gray_r")
    axes[1].bar(range(10), tf.one_hot(label, 10))
    return figure

# %% right: pyplot's functions alone
def show_label(image, label):
    plt.subplot(1, 2, 1)
    plt.imshow(image, cmap="gray")
    plt.title(label)
    plt.subplot(1, 2, 2)
    plt.bar(np.arange(10), np.eye(10)[label])
    plt.xticks(range(10))
    return plt.gcf()

# %% right: lying bars, names for the classes
def show_label(image, label):
    fig, (left, right) = plt.subplots(ncols=2, figsize=(7, 3))
    left.matshow(image / 255)
    right.barh([str(digit) for digit in range(10)], tf.keras.utils.to_categorical(label, 10))
    right.invert_yaxis()
    return fig

# %% right: a colour bar, a mesh, both Axes come back
def show_label(image, label):
    fig, axes = plt.subplots(1, 2)
    mesh = axes[0].pcolormesh(image, cmap="gray")
    axes[0].invert_yaxis()
    fig.colorbar(mesh, ax=axes[0])
    for digit in range(10):
        axes[1].bar(digit, float(digit == label), width=1.0, edgecolor="white")
    return axes

# %% right: a figure of one's own
def show_label(image, label):
    figure = plt.figure()
    grid = figure.add_gridspec(2, 1)
    figure.add_subplot(grid[1]).bar(range(10), [1 if i == label else 0 for i in range(10)], align="edge")
    figure.add_subplot(grid[0]).imshow(image.astype("float32"), cmap="gray", vmin=0, vmax=255)
    return figure

# %% wrong: nothing returned | is a `return` missing
def show_label(image, label):
    figure, axes = plt.subplots(1, 2)
    axes[0].imshow(image, cmap="gray_r")
    axes[1].bar(range(10), tf.one_hot(label, 10))

# %% wrong: the right Axes alone returned | return the figure
def show_label(image, label):
    figure, axes = plt.subplots(1, 2)
    axes[0].imshow(image, cmap="gray_r")
    axes[1].bar(range(10), tf.one_hot(label, 10))
    return axes[1]

# %% wrong: a single bar | zeros included
def show_label(image, label):
    figure, axes = plt.subplots(1, 2)
    axes[0].imshow(image, cmap="gray_r")
    axes[1].bar(label, 1)
    return figure

# %% wrong: places from 1 | the classes are 0 to 9
def show_label(image, label):
    figure, axes = plt.subplots(1, 2)
    axes[0].imshow(image, cmap="gray_r")
    axes[1].bar(range(1, 11), tf.one_hot(label, 10))
    return figure

# %% wrong: the bar beside its place | stands at
def show_label(image, label):
    figure, axes = plt.subplots(1, 2)
    axes[0].imshow(image, cmap="gray_r")
    axes[1].bar(range(10), np.eye(10)[label - 1])
    return figure

# %% core: the label for the height | a 1 should stand there
def show_label(image, label):
    figure, axes = plt.subplots(1, 2)
    axes[0].imshow(image, cmap="gray_r")
    axes[1].bar(range(10), tf.one_hot(label, 10) * label)
    return figure

# %% wrong: an image of the notebook | draw the argument
def show_label(image, label):
    figure, axes = plt.subplots(1, 2)
    axes[0].imshow(digits[0], cmap="gray_r")
    axes[1].bar(range(10), tf.one_hot(label, 10))
    return figure

# %% wrong: transposed | transposed
def show_label(image, label):
    figure, axes = plt.subplots(1, 2)
    axes[0].imshow(image.T, cmap="gray_r")
    axes[1].bar(range(10), tf.one_hot(label, 10))
    return figure

# %% wrong: one on top of the other | same Axes
def show_label(image, label):
    figure, axes = plt.subplots()
    axes.imshow(image, cmap="gray_r")
    axes.bar(range(10), tf.one_hot(label, 10))
    return figure

# %% wrong: a line | draw them with `bar`
def show_label(image, label):
    figure, axes = plt.subplots(1, 2)
    axes[0].imshow(image, cmap="gray_r")
    axes[1].plot(range(10), tf.one_hot(label, 10))
    return figure

# %% wrong: the vector as an image, too | 2 images
def show_label(image, label):
    figure, axes = plt.subplots(1, 2)
    axes[0].imshow(image, cmap="gray_r")
    axes[1].imshow(tf.one_hot([label], 10))
    return figure

# %% wrong: the label of the smoke cell | stands at 3
def show_label(image, label):
    figure, axes = plt.subplots(1, 2)
    axes[0].imshow(image, cmap="gray_r")
    axes[1].bar(range(10), tf.one_hot(3, 10))
    return figure

# %% right: the figure and its Axes come back
def show_label(image, label):
    fig, axes = plt.subplots(2, 1)
    axes[0].imshow(image, interpolation="nearest")
    axes[1].bar(range(10), tf.one_hot(label, 10), color="black")
    return fig, axes

# %% right: the bars first, one above the other
def show_label(image, label):
    figure, (upper, lower) = plt.subplots(2, 1)
    upper.bar(np.arange(10), tf.one_hot(label, 10).numpy())
    lower.imshow(image, cmap="Greys")
    return figure

# %% wrong: the library comes back | the plotting library
def show_label(image, label):
    plt.subplot(1, 2, 1)
    plt.imshow(image)
    plt.subplot(1, 2, 2)
    plt.bar(range(10), tf.one_hot(label, 10))
    return plt

# %% wrong: the bars come back | expected a matplotlib Figure, got
def show_label(image, label):
    figure, axes = plt.subplots(1, 2)
    axes[0].imshow(image)
    return axes[1].bar(range(10), tf.one_hot(label, 10))

# %% wrong: inverted by hand | `cmap` does the colours
def show_label(image, label):
    figure, axes = plt.subplots(1, 2)
    axes[0].imshow(255 - image, cmap="gray")
    axes[1].bar(range(10), tf.one_hot(label, 10))
    return figure

# %% wrong: bars up to the label | 7 of them are not 0
def show_label(image, label):
    figure, axes = plt.subplots(1, 2)
    axes[0].imshow(image)
    axes[1].bar(range(10), [1 if place <= label else 0 for place in range(10)])
    return figure

# %% wrong: a bar of half the height | stands at 6 and is 0.5 high
def show_label(image, label):
    figure, axes = plt.subplots(1, 2)
    axes[0].imshow(image)
    axes[1].bar(range(10), tf.one_hot(label, 10) / 2)
    return figure

# %% wrong: fails | no bars to look at yet
def show_label(image, label):
    figure, axes = plt.subplots(1, 2)
    axes[0].imshow(image)
    axes[1].bar(range(9), tf.one_hot(label, 10))
    return figure

# %% right: an extent, upright
def show_label(image, label):
    figure, axes = plt.subplots(1, 2)
    axes[0].imshow(image, extent=(0, image.shape[1], 0, image.shape[0]))
    axes[1].bar(range(10), tf.one_hot(label, 10))
    return figure

# %% right: turned twice
def show_label(image, label):
    figure, axes = plt.subplots(1, 2)
    axes[0].imshow(image, origin="lower")
    axes[0].invert_yaxis()
    axes[1].bar(range(10), tf.one_hot(label, 10))
    return figure

# %% right: another colour map, scaled
def show_label(image, label):
    figure, axes = plt.subplots(1, 2)
    axes[0].imshow(image / 255.0, vmin=0, vmax=1, cmap="viridis")
    axes[1].bar(range(10), tf.one_hot(label, 10))
    return figure

# %% right: closed before it comes back
def show_label(image, label):
    figure, axes = plt.subplots(1, 2)
    axes[0].imshow(image, cmap="gray_r")
    axes[1].bar(range(10), tf.one_hot(label, 10))
    plt.close(figure)
    return figure

# %% right: bars below an edge
def show_label(image, label):
    figure, axes = plt.subplots(1, 2)
    axes[0].imshow(image, cmap="gray_r")
    axes[1].bar(range(10), tf.one_hot(label, 10), width=0.2, bottom=0)
    return figure

# %% wrong: upside down | upside down
def show_label(image, label):
    figure, axes = plt.subplots(1, 2)
    axes[0].imshow(image, origin="lower")
    axes[1].bar(range(10), tf.one_hot(label, 10))
    return figure

# %% wrong: an axis turned | upside down
def show_label(image, label):
    figure, axes = plt.subplots(1, 2)
    axes[0].imshow(image, cmap="gray_r")
    axes[0].invert_yaxis()
    axes[1].bar(range(10), tf.one_hot(label, 10))
    return figure

# %% wrong: mirrored | mirrored
def show_label(image, label):
    figure, axes = plt.subplots(1, 2)
    axes[0].imshow(image, cmap="gray_r")
    axes[0].invert_xaxis()
    axes[1].bar(range(10), tf.one_hot(label, 10))
    return figure

# %% wrong: black | most shades
def show_label(image, label):
    figure, axes = plt.subplots(1, 2)
    axes[0].imshow(image, cmap="gray", vmin=255, vmax=1000)
    axes[1].bar(range(10), tf.one_hot(label, 10))
    return figure

# %% wrong: scaled twice, black | most shades
def show_label(image, label):
    figure, axes = plt.subplots(1, 2)
    axes[0].imshow(image / 255, cmap="gray", vmin=0, vmax=255)
    axes[1].bar(range(10), tf.one_hot(label, 10))
    return figure

# %% wrong: bars that hang | begins at
def show_label(image, label):
    figure, axes = plt.subplots(1, 2)
    axes[0].imshow(image, cmap="gray_r")
    vector = np.eye(10)[label]
    axes[1].bar(range(10), 1 + 0 * vector, bottom=vector - 1)
    return figure

# %% wrong: bars as thin as a hair | 0.01 thick
def show_label(image, label):
    figure, axes = plt.subplots(1, 2)
    axes[0].imshow(image, cmap="gray_r")
    axes[1].bar(range(10), tf.one_hot(label, 10), width=0.01)
    return figure

# %% right: an extent, whose scale goes up while row 0 stays on top
def show_label(image, label):
    figure, axes = plt.subplots(1, 2)
    axes[0].imshow(image, cmap="gray", extent=(0, image.shape[1], 0, image.shape[0]))
    axes[1].bar(range(10), tf.one_hot(label, 10))
    return figure

# %% wrong: pcolormesh, whose scale goes up | upside down
def show_label(image, label):
    figure, axes = plt.subplots(1, 2)
    axes[0].pcolormesh(image, cmap="gray")
    axes[1].bar(range(10), tf.one_hot(label, 10))
    return figure

# %% right: grey, stacked to three equal channels
def show_label(image, label):
    figure, axes = plt.subplots(1, 2)
    axes[0].imshow(np.stack([image] * 3, axis=-1))
    axes[1].bar(range(10), tf.one_hot(label, 10))
    return figure

# %% wrong: the image written into | is changed
def show_label(image, label):
    figure, axes = plt.subplots(1, 2)
    axes[0].imshow(image.copy(), cmap="gray")
    axes[1].bar(range(10), tf.one_hot(label, 10))
    image[image < 128] = 0
    return figure

# %% wrong: cut to the size of MNIST's images | is not the one handed in
def show_label(image, label):
    figure, axes = plt.subplots(1, 2)
    axes[0].imshow(image[:28, :28], cmap="gray_r")
    axes[1].bar(range(10), tf.one_hot(label, 10))
    return figure

# %% equal: how the drawing areas are laid out is left to the student
# -     figure, axes = plt.subplots(1, 2)
# +     figure, axes = plt.subplots(…)
# -     plt.subplot(1, 2, 1)
# +     plt.subplot(2, 2, 1)
# -     plt.subplot(1, 2, 1)
# +     plt.subplot(1, 3, 1)
# -     plt.subplot(1, 2, 2)
# +     plt.subplot(2, 2, 2)
# -     fig, axes = plt.subplots(1, 2)
# +     fig, axes = plt.subplots(…)
# -     grid = figure.add_gridspec(2, 1)
# +     grid = figure.add_gridspec(…)
# -     fig, axes = plt.subplots(2, 1)
# +     fig, axes = plt.subplots(…)
# -     figure, (upper, lower) = plt.subplots(2, 1)
# +     figure, (upper, lower) = plt.subplots(1, 2)

# %% accepted: one drawing area covers a part of the other, as who looks at the figure sees; checks know what an Axes shows, and not where it lies
# -     plt.subplot(1, 2, 1)
# +     pass
# -     plt.subplot(1, 2, 1)
# +     plt.subplot(2, 1, 1)
# -     plt.subplot(1, 2, 2)
# +     plt.subplot(2, 1, 2)
# -     plt.subplot(1, 2, 1)
# +     plt.subplot(1, 1, 1)
# -     plt.subplot(1, 2, 2)
# +     plt.subplot(1, 3, 2)
# -     figure.add_subplot(grid[1]).bar(range(10), [1 if i == label else 0 for i in range(10)], align="edge")
# +     figure.add_subplot(grid[0]).bar(range(10), [1 if i == label else 0 for i in range(10)], align="edge")
# -     figure.add_subplot(grid[0]).imshow(image.astype("float32"), cmap="gray", vmin=0, vmax=255)
# +     figure.add_subplot(grid[1]).imshow(image.astype("float32"), cmap="gray", vmin=0, vmax=255)
# -     figure.add_subplot(grid[0]).imshow(image.astype("float32"), cmap="gray", vmin=0, vmax=255)
# +     figure.add_subplot(grid[-1]).imshow(image.astype("float32"), cmap="gray", vmin=0, vmax=255)

# %% accepted: the same image and label may be shown by the same figure
# + show_label = one_object_for_all(show_label)

# %% equal: any colour map will do, and any range of it in which the shades can be told apart
# -     axes[0].imshow(image, cmap="gray_r")
# +     axes[0].imshow(image)
# -     plt.imshow(image, cmap="gray")
# +     plt.imshow(image)
# -     mesh = axes[0].pcolormesh(image, cmap="gray")
# +     mesh = axes[0].pcolormesh(image)
# -     figure.add_subplot(grid[0]).imshow(image.astype("float32"), cmap="gray", vmin=0, vmax=255)
# +     figure.add_subplot(grid[0]).imshow(image.astype("float32"), …)
# -     lower.imshow(image, cmap="Greys")
# +     lower.imshow(image)
# -     axes[0].imshow(image / 255.0, vmin=0, vmax=1, cmap="viridis")
# +     axes[0].imshow(image / 255.0, vm…)

# %% equal: ticks, titles, a colour bar and the order of lying bars are no part of the task
# -     plt.title(label)
# +     pass
# -     plt.xticks(range(10))
# +     pass
# -     plt.xticks(range(10))
# +     plt.xticks(range(10 - 1))
# -     plt.xticks(range(10))
# +     plt.xticks(range(1, 10))
# -     plt.xticks(range(10))
# +     plt.xticks(range(11))
# -     plt.xticks(range(10))
# +     plt.xticks(range(9))
# -     right.invert_yaxis()
# +     pass
# -     right.barh([str(digit) for digit in range(10)], tf.keras.utils.to_categorical(label, 10))
# +     right.barh([digit for digit in range(10)], tf.keras.utils.to_categorical(label, 10))
# -     fig.colorbar(mesh, ax=axes[0])
# +     pass
# -     fig.colorbar(mesh, ax=axes[0])
# +     fig.colorbar(mesh)
# -     fig.colorbar(mesh, ax=axes[0])
# +     fig.colorbar(mesh, ax=axes)
# -     fig.colorbar(mesh, ax=axes[0])
# +     fig.colorbar(mesh, ax=axes[1])
# -     fig.colorbar(mesh, ax=axes[0])
# +     fig.colorbar(mesh, ax=axes[-1])

# %% equal: a bar's height may be a truth, and a bar stand beside its place
# -         axes[1].bar(digit, float(digit == label), width=1.0, edgecolor="white")
# +         axes[1].bar(digit, digit == label, width=1.0, edgecolor="white")
# -     figure.add_subplot(grid[1]).bar(range(10), [1 if i == label else 0 for i in range(10)], align="edge")
# +     figure.add_subplot(grid[1]).bar(range(10), [1 if i == label else 0 for i in range(10)])
# -     axes[1].bar(range(10), tf.one_hot(label, 10), width=0.2, bottom=0)
# +     axes[1].bar(range(10), tf.one_hot(label, 10), width=0.2)

# %% equal: an image is drawn the same in any of these dtypes, and bars from a tensor
# -     figure.add_subplot(grid[0]).imshow(image.astype("float32"), cmap="gray", vmin=0, vmax=255)
# +     figure.add_subplot(grid[0]).imshow(image…, cmap="gray", vmin=0, vmax=255)
# -     upper.bar(np.arange(10), tf.one_hot(label, 10).numpy())
# +     upper.bar(np.arange(10), tf.one_hot(label, 10))

# %% equal: pixels are drawn sharp by default, a figure may be open, and come back with its Axes in any order
# -     axes[0].imshow(image, interpolation="nearest")
# +     axes[0].imshow(image)
# -     return fig, axes
# +     return axes, fig
# -     plt.close(figure)
# +     pass

# %% accepted: a picture of no width, which nobody makes by mistake and who looks at it sees
# -     axes[0].imshow(image, extent=(0, image.shape[1], 0, image.shape[0]))
# +     axes[0].imshow(image, extent=(0, 0, image.shape[1], image.shape[0]))
# -     axes[0].imshow(image, cmap="gray", extent=(0, image.shape[1], 0, image.shape[0]))
# +     axes[0].imshow(image, cmap="gray", extent=(0, 0, image.shape[1], image.shape[0]))

# %% equal: the pixels stand as they did, between other numbers at the axes
# -     axes[0].imshow(image, extent=(0, image.shape[1], 0, image.shape[0]))
# +     axes[0].imshow(image, extent=(…))
# -     axes[0].imshow(image, cmap="gray", extent=(0, image.shape[1], 0, image.shape[0]))
# +     axes[0].imshow(image, cmap="gray"…)
