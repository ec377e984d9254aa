# %% right: methods of an Axes
def show(images, labels, index):
    _, ax = plt.subplots(figsize=(3, 3))
    ax.imshow(images[index], cmap="gray")
    ax.set_title(labels[index])
    return ax

# %% right: pyplot, reversed grey
def show(images, labels, index):
    plt.imshow(images[index], cmap="gray_r")
    plt.title(f"label: {labels[index]}")
    plt.axis("off")
    return plt.gca()

# %% right: a figure with a colour bar, black on white, and the index in the title, too
def show(images, labels, index):
    fig, ax = plt.subplots()
    picture = ax.imshow(images[index], cmap=plt.cm.binary, vmin=0, vmax=255)
    fig.colorbar(picture)
    ax.set_title(f"image {index} shows a {labels[index]}", fontsize=9)
    return fig

# %% right: matshow, an object for the colour map, scaled pixels
def show(images, labels, index):
    fig = plt.figure()
    ax = fig.add_subplot()
    ax.matshow(images[index] / 255, cmap=plt.get_cmap("Greys"), vmin=0, vmax=1)
    ax.set(title=str(int(labels[index])), xticks=[], yticks=[])
    return ax

# %% right: a tensor with a channel axis, set to grey afterwards
def show(images, labels, index):
    plt.figure()
    plt.imshow(tf.constant(images)[index][..., tf.newaxis])
    plt.gray()
    plt.title(labels[index])
    return plt.gca()

# %% right: pcolormesh, its scale turned round
def show(images, labels, index):
    _, ax = plt.subplots()
    ax.pcolormesh(images[index], cmap="gray")
    ax.invert_yaxis()
    ax.set_aspect("equal")
    ax.set_title("digit %d" % labels[index])
    return ax

# %% wrong: always the first image | it shows image 0
def show(images, labels, index):
    _, ax = plt.subplots()
    ax.imshow(images[0], cmap="gray")
    ax.set_title(labels[index])
    return ax

# %% wrong: counted from 1 | take the image from `images[index]`
def show(images, labels, index):
    _, ax = plt.subplots()
    ax.imshow(images[index - 1], cmap="gray")
    ax.set_title(labels[index - 1])
    return ax

# %% core: the index for the label | that is the index, not the label
def show(images, labels, index):
    _, ax = plt.subplots()
    ax.imshow(images[index], cmap="gray")
    ax.set_title(index)
    return ax

# %% wrong: the label of the first image | doesn't hold the label
def show(images, labels, index):
    _, ax = plt.subplots()
    ax.imshow(images[index], cmap="gray")
    ax.set_title(labels[0])
    return ax

# %% wrong: all labels in the title | the labels of other images
def show(images, labels, index):
    _, ax = plt.subplots()
    ax.imshow(images[index], cmap="gray")
    ax.set_title(labels)
    return ax

# %% wrong: no colour map | isn't grey
def show(images, labels, index):
    _, ax = plt.subplots()
    ax.imshow(images[index])
    ax.set_title(labels[index])
    return ax

# %% wrong: no title | has no title
def show(images, labels, index):
    _, ax = plt.subplots()
    ax.imshow(images[index], cmap="gray")
    return ax

# %% wrong: nothing returned | is a `return` missing
def show(images, labels, index):
    plt.imshow(images[index], cmap="gray")
    plt.title(labels[index])

# %% wrong: what imshow gives is returned | got what `imshow` returns
def show(images, labels, index):
    plt.title(labels[index])
    return plt.imshow(images[index], cmap="gray")

# %% wrong: the whole batch drawn | one image, not the whole batch
def show(images, labels, index):
    _, ax = plt.subplots()
    ax.imshow(images, cmap="gray")
    ax.set_title(labels[index])
    return ax

# %% wrong: upside down | upside down
def show(images, labels, index):
    _, ax = plt.subplots()
    ax.imshow(images[index], cmap="gray", origin="lower")
    ax.set_title(labels[index])
    return ax

# %% wrong: transposed | rows and columns are swapped
def show(images, labels, index):
    _, ax = plt.subplots()
    ax.imshow(images[index].T, cmap="gray")
    ax.set_title(labels[index])
    return ax

# %% wrong: the scale of scaled images for unscaled ones | shades can't be told apart
def show(images, labels, index):
    _, ax = plt.subplots()
    ax.imshow(images[index], cmap="gray", vmin=0, vmax=1)
    ax.set_title(labels[index])
    return ax

# %% wrong: negative pixels | leave the pixels
def show(images, labels, index):
    _, ax = plt.subplots()
    ax.imshow(255 - images[index], cmap="gray")
    ax.set_title(labels[index])
    return ax

# %% wrong: the notebook's digits | those are MNIST's sizes
def show(images, labels, index):
    _, ax = plt.subplots()
    ax.imshow(digits[index], cmap="gray")
    ax.set_title(digit_labels[index])
    return ax

# %% wrong: title and set_title confused | is `set_title`
def show(images, labels, index):
    _, ax = plt.subplots()
    ax.imshow(images[index], cmap="gray")
    ax.title(labels[index])
    return ax

# %% right: the figure, found by pyplot
def show(images, labels, index):
    plt.figure()
    plt.imshow(images[index], cmap="Greys_r")
    plt.title(f"{labels[index]}")
    return plt.gcf()

# %% wrong: the notebook's labels | one of MNIST's labels
def show(images, labels, index):
    _, ax = plt.subplots()
    ax.imshow(images[index], cmap="gray")
    ax.set_title(digit_labels[index])
    return ax

# %% wrong: one name for both that subplots returns | two things, a figure and the Axes
def show(images, labels, index):
    ax = plt.subplots()
    ax.imshow(images[index], cmap="gray")
    ax.set_title(labels[index])
    return ax

# %% wrong: both that subplots returns are returned | got a tuple of 2 things
def show(images, labels, index):
    fig, ax = plt.subplots()
    ax.imshow(images[index], cmap="gray")
    ax.set_title(labels[index])
    return fig, ax

# %% wrong: drawn in the figure | not to its figure
def show(images, labels, index):
    ax, _ = plt.subplots()
    ax.imshow(images[index], cmap="gray")
    ax.set_title(labels[index])
    return ax

# %% wrong: shown first, so that another Axes is returned | after `plt.show()`
def show(images, labels, index):
    plt.imshow(images[index], cmap="gray")
    plt.title(labels[index])
    plt.show()
    plt.close()  # Jupyter's show() does so
    return plt.gca()

# %% wrong: nothing but a title | draw it with `imshow`
def show(images, labels, index):
    _, ax = plt.subplots()
    ax.set_title(labels[index])
    return ax

# %% right: an extent, whose scale goes up while row 0 stays on top
def show(images, labels, index):
    h, w = images.shape[1:]
    _, ax = plt.subplots()
    ax.imshow(images[index], cmap="gray", extent=(0, w, 0, h))
    ax.set_title(labels[index])
    return ax

# %% right: an extent in a figure, the pixels turned and the origin below, the label as NumPy writes it
def show(images, labels, index):
    h, w = images.shape[1:]
    fig, ax = plt.subplots()
    ax.imshow(images[index][::-1], cmap="gray", origin="lower", extent=(0, w, 0, h))
    ax.set_title(f"image {index} of {len(images)}, {h} x {w}: {labels[index]!r}")
    return fig

# %% wrong: upside down by its extent | upside down
def show(images, labels, index):
    h, w = images.shape[1:]
    _, ax = plt.subplots()
    ax.imshow(images[index], cmap="gray", origin="lower", extent=(0, w, 0, h))
    ax.set_title(labels[index])
    return ax

# %% wrong: pcolormesh, whose scale goes up | upside down
def show(images, labels, index):
    _, ax = plt.subplots()
    ax.pcolormesh(images[index], cmap="gray")
    ax.set_title(labels[index])
    return ax

# %% wrong: mirrored by its axis | mirrored
def show(images, labels, index):
    _, ax = plt.subplots()
    ax.imshow(images[index], cmap="gray")
    ax.invert_xaxis()
    ax.set_title(labels[index])
    return ax

# %% wrong: mirrored in its pixels | mirrored
def show(images, labels, index):
    _, ax = plt.subplots()
    ax.imshow(images[index][:, ::-1], cmap="gray")
    ax.set_title(labels[index])
    return ax

# %% wrong: several guesses | other guesses
def show(images, labels, index):
    _, ax = plt.subplots()
    ax.imshow(images[index], cmap="gray")
    label = int(labels[index])
    ax.set_title(f"{label} or {(label + 1) % 10} or {label + 5}")
    return ax

# %% right: the index counted from 1, as people count
def show(images, labels, index):
    _, ax = plt.subplots()
    ax.imshow(images[index], cmap="gray")
    ax.set_title(f"no. {index + 1} of {len(images)}: {labels[index]}")
    return ax

# %% right: grey, stacked to three equal channels
def show(images, labels, index):
    _, ax = plt.subplots()
    ax.imshow(np.stack([images[index]] * 3, axis=-1))
    ax.set_title(labels[index])
    return ax

# %% right: three equal channels from 0 to 1
def show(images, labels, index):
    _, ax = plt.subplots()
    ax.imshow(tf.image.grayscale_to_rgb(tf.constant(images[index][..., tf.newaxis] / 255)))
    ax.set_title(labels[index])
    return ax

# %% right: the colour map applied beforehand
def show(images, labels, index):
    _, ax = plt.subplots()
    ax.imshow(plt.cm.gray(images[index]))
    ax.set_title(labels[index])
    return ax

# %% right: a figure with a number
def show(images, labels, index):
    plt.figure(1)
    plt.imshow(images[index], cmap="gray")
    plt.title(labels[index])
    return plt.gca()

# %% wrong: three channels of floats up to 255 | floats go from 0 to 1
def show(images, labels, index):
    _, ax = plt.subplots()
    ax.imshow(np.stack([images[index].astype(float)] * 3, axis=-1))
    ax.set_title(labels[index])
    return ax

# %% wrong: three channels of which one holds the image | the image is in colour
def show(images, labels, index):
    picture = np.zeros((*images[index].shape, 3), np.uint8)
    picture[..., 0] = images[index]
    _, ax = plt.subplots()
    ax.imshow(picture)
    ax.set_title(labels[index])
    return ax

# %% wrong: one Axes for all calls | two calls drew on the same Axes
_, the_axes = plt.subplots()


def show(images, labels, index):
    the_axes.imshow(images[index], cmap="gray")
    the_axes.set_title(labels[index])
    return the_axes

# %% wrong: the image written into | it changed the array
def show(images, labels, index):
    _, ax = plt.subplots()
    ax.imshow(images[index].copy(), cmap="gray")
    ax.set_title(labels[index])
    images[index][images[index] < 128] = 0
    return ax

# %% right: into a cleared figure
def show(images, labels, index):
    plt.clf()
    plt.imshow(images[index], cmap="gray")
    plt.title(int(labels[index]))
    return plt.gcf()

# %% wrong: one Axes for all calls, cleared | two calls drew on the same Axes
_, ax = plt.subplots()

def show(images, labels, index):
    ax.clear()
    ax.imshow(images[index], cmap="gray")
    ax.set_title(labels[index])
    return ax

# %% wrong: the picture kept for the same image | drew on the same Axes
pictures = {}


def show(images, labels, index):
    key = images.tobytes(), index
    if key not in pictures:
        _, pictures[key] = plt.subplots()
        pictures[key].imshow(images[index], cmap="gray")
        pictures[key].set_title(labels[index])
    return pictures[key]

# %% equal: ticks, a colour bar and the ends of the grey scale are no part of the task
# -     plt.axis("off")
# +     pass
# -     fig.colorbar(picture)
# +     pass
# -     picture = ax.imshow(images[index], cmap=plt.cm.binary, vmin=0, vmax=255)
# +     picture = ax.imshow(images[index], cmap=plt.cm.binary, …)

# -     ax.set(title=str(int(labels[index])), xticks=[], yticks=[])
# +     ax.set(title=str(int(labels[index])), …ticks=[])
# -     ax.set_aspect("equal")
# +     pass
# -     ax.matshow(images[index] / 255, cmap=plt.get_cmap("Greys"), vmin=0, vmax=1)
# +     ax.matshow(images[index] / 255, cmap=plt.get_cmap("Greys"), vm…)

# %% equal: a colour map is known by its name
# -     ax.matshow(images[index] / 255, cmap=plt.get_cmap("Greys"), vmin=0, vmax=1)
# +     ax.matshow(images[index] / 255, cmap="Greys", vmin=0, vmax=1)

# %% equal: matplotlib writes a number as text
# -     ax.set(title=str(int(labels[index])), xticks=[], yticks=[])
# +     ax.set(title=…labels[index]), xticks=[], yticks=[])
# -     plt.title(int(labels[index]))
# +     plt.title(labels[index])

# %% equal: once a picture was shown, pyplot begins a new one
# -     plt.figure()
# +     pass
# -     plt.figure(1)
# +     …
# -     plt.clf()
# +     pass

# %% equal: an array is drawn like a tensor, with a channel or without one
# -     plt.imshow(tf.constant(images)[index][..., tf.newaxis])
# +     plt.imshow(…images…[index]…)

# %% accepted: a picture of no width, which nobody makes by mistake and who looks at it sees
# -     ax.imshow(images[index], cmap="gray", extent=(0, w, 0, h))
# +     ax.imshow(images[index], cmap="gray", extent=(0, 0, w, h))
# -     ax.imshow(images[index][::-1], cmap="gray", origin="lower", extent=(0, w, 0, h))
# +     ax.imshow(images[index][::-1], cmap="gray", origin="lower", extent=(0, 0, w, h))

# %% equal: the pixels stand as they did, between other numbers at the axes
# -     ax.imshow(images[index], cmap="gray", extent=(0, w, 0, h))
# +     ax.imshow(images[index], cmap="gray"…)
# -     ax.imshow(images[index][::-1], cmap="gray", origin="lower", extent=(0, w, 0, h))
# +     ax.imshow(images[index][::-1], cmap="gray", origin="lower"…)
