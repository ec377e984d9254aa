# %% right: Axes methods
def plot_maps(maps):
    n = maps.shape[-1]
    figure, axes = plt.subplots(1, n, figsize=(8, 3))
    for f in range(n):
        seen = axes[f].imshow(maps[0, :, :, f], cmap="gray", vmin=maps[0].min(), vmax=maps[0].max())
    figure.colorbar(seen, ax=axes)
    figure.suptitle(str(maps.shape))
    return figure

# %% right: pyplot, a colour bar each, a title in words
def plot_maps(maps):
    first = maps[0]
    plt.figure(figsize=(10, 3))
    for f in range(first.shape[-1]):
        plt.subplot(1, first.shape[-1], f + 1)
        plt.imshow(first[..., f])
        plt.clim(first.min(), first.max())
        plt.colorbar()
        plt.title(f"map {f}")
    plt.suptitle("maps of shape " + " x ".join(str(size) for size in maps.shape))
    return plt.gcf()

# %% right: transposed to the front, pcolormesh, a list as the title
def plot_maps(maps):
    pictures = np.transpose(maps[0], (2, 0, 1))
    low, high = np.min(pictures), np.max(pictures)
    figure, axes = plt.subplots(len(pictures), 1)
    for ax, picture in zip(axes, pictures):
        mesh = ax.pcolormesh(picture, vmin=low, vmax=high, cmap="viridis")
        ax.invert_yaxis()
    figure.colorbar(mesh, ax=list(axes))
    axes[0].set_title(f"{list(maps.shape)}")
    return figure

# %% right: TensorFlow's own functions, the scale rounded outwards a little
def plot_maps(maps):
    maps = tf.constant(maps)
    figure, axes = plt.subplots(1, maps.shape[3], layout="constrained")
    low, high = float(tf.reduce_min(maps[0])), float(tf.reduce_max(maps[0]))
    for ax, picture in zip(axes, tf.unstack(maps[0], axis=-1)):
        seen = ax.matshow(picture, vmin=low - 0.001, vmax=high + 0.001)
    figure.colorbar(seen, ax=axes.tolist(), location="bottom")
    figure.suptitle(f"feature maps, {maps.shape}")
    return figure

# %% core: reshaped | `reshape` mixes the maps
def plot_maps(maps):
    _, h, w, n = maps.shape
    pictures = maps[0].reshape(n, h, w)
    figure, axes = plt.subplots(1, n)
    for f in range(n):
        seen = axes[f].imshow(pictures[f], vmin=maps[0].min(), vmax=maps[0].max())
    figure.colorbar(seen, ax=axes)
    figure.suptitle(str(maps.shape))
    return figure

# %% wrong: the first map again and again | does the index move on
def plot_maps(maps):
    n = maps.shape[-1]
    figure, axes = plt.subplots(1, n)
    for f in range(n):
        seen = axes[f].imshow(maps[0, :, :, 0], vmin=maps[0].min(), vmax=maps[0].max())
    figure.colorbar(seen, ax=axes)
    figure.suptitle(str(maps.shape))
    return figure

# %% wrong: rows of the image taken for maps | which axes go into a picture
def plot_maps(maps):
    n = maps.shape[-1]
    figure, axes = plt.subplots(1, n)
    for f in range(n):
        seen = axes[f].imshow(maps[0, f], vmin=maps[0].min(), vmax=maps[0].max())
    figure.colorbar(seen, ax=axes)
    figure.suptitle(str(maps.shape))
    return figure

# %% wrong: all three as the colours of one picture | which axis counts the filters
def plot_maps(maps):
    figure, ax = plt.subplots()
    picture = (maps[0] - maps[0].min()) / (maps[0].max() - maps[0].min())
    seen = ax.imshow(picture[..., :3])
    figure.colorbar(seen)
    figure.suptitle(str(maps.shape))
    return figure

# %% wrong: each map on its own scale | give all the same vmin and vmax
def plot_maps(maps):
    n = maps.shape[-1]
    figure, axes = plt.subplots(1, n)
    for f in range(n):
        seen = axes[f].imshow(maps[0, :, :, f])
    figure.colorbar(seen, ax=axes)
    figure.suptitle(str(maps.shape))
    return figure

# %% wrong: the scale of pixels | which numbers does the text take
def plot_maps(maps):
    n = maps.shape[-1]
    figure, axes = plt.subplots(1, n)
    for f in range(n):
        seen = axes[f].imshow(maps[0, :, :, f], vmin=0, vmax=255)
    figure.colorbar(seen, ax=axes)
    figure.suptitle(str(maps.shape))
    return figure

# %% wrong: no title | write the shape of `maps`
def plot_maps(maps):
    n = maps.shape[-1]
    figure, axes = plt.subplots(1, n)
    for f in range(n):
        seen = axes[f].imshow(maps[0, :, :, f], vmin=maps[0].min(), vmax=maps[0].max())
    figure.colorbar(seen, ax=axes)
    return figure

# %% wrong: the shape of the notebook's maps | write the shape of `maps`
def plot_maps(maps):
    n = maps.shape[-1]
    figure, axes = plt.subplots(1, n)
    for f in range(n):
        seen = axes[f].imshow(maps[0, :, :, f], vmin=maps[0].min(), vmax=maps[0].max())
    figure.colorbar(seen, ax=axes)
    figure.suptitle("(1, 28, 28, 3)")
    return figure

# %% wrong: no colour bar | there is no colour bar
def plot_maps(maps):
    n = maps.shape[-1]
    figure, axes = plt.subplots(1, n)
    for f in range(n):
        axes[f].imshow(maps[0, :, :, f], vmin=maps[0].min(), vmax=maps[0].max())
    figure.suptitle(str(maps.shape))
    return figure

# %% wrong: the last image of the batch | draw the first
def plot_maps(maps):
    n = maps.shape[-1]
    figure, axes = plt.subplots(1, n)
    for f in range(n):
        seen = axes[f].imshow(maps[-1, :, :, f], vmin=maps[-1].min(), vmax=maps[-1].max())
    figure.colorbar(seen, ax=axes)
    figure.suptitle(str(maps.shape))
    return figure

# %% wrong: transposed | the pictures are transposed
def plot_maps(maps):
    n = maps.shape[-1]
    figure, axes = plt.subplots(1, n)
    for f, picture in enumerate(maps[0].T):
        seen = axes[f].imshow(picture, vmin=maps[0].min(), vmax=maps[0].max())
    figure.colorbar(seen, ax=axes)
    figure.suptitle(str(maps.shape))
    return figure

# %% wrong: without the negative numbers | draw the numbers of the argument as they are
def plot_maps(maps):
    n = maps.shape[-1]
    figure, axes = plt.subplots(1, n)
    for f in range(n):
        seen = axes[f].imshow(np.maximum(maps[0, :, :, f], 0), vmin=maps[0].min(), vmax=maps[0].max())
    figure.colorbar(seen, ax=axes)
    figure.suptitle(str(maps.shape))
    return figure

# %% wrong: the notebook's maps | pictures, one for each filter
def plot_maps(maps):
    figure, axes = plt.subplots(1, 3)
    for f in range(3):
        seen = axes[f].imshow(five_maps[0, :, :, f])
    figure.colorbar(seen, ax=axes)
    figure.suptitle(str(maps.shape))
    return figure

# %% wrong: shown, not returned | return the figure
def plot_maps(maps):
    n = maps.shape[-1]
    figure, axes = plt.subplots(1, n)
    for f in range(n):
        seen = axes[f].imshow(maps[0, :, :, f], vmin=maps[0].min(), vmax=maps[0].max())
    figure.colorbar(seen, ax=axes)
    figure.suptitle(str(maps.shape))
    plt.show()

# %% wrong: all on one Axes | one over the other
def plot_maps(maps):
    plt.figure()
    for f in range(maps.shape[-1]):
        plt.imshow(maps[0, :, :, f], vmin=maps[0].min(), vmax=maps[0].max())
    plt.colorbar()
    plt.suptitle(str(maps.shape))
    return plt.gcf()

# %% wrong: all the Axes come back | return the figure
def plot_maps(maps):
    n = maps.shape[-1]
    figure, axes = plt.subplots(1, n)
    for f in range(n):
        seen = axes[f].imshow(maps[0, :, :, f], vmin=maps[0].min(), vmax=maps[0].max())
    figure.colorbar(seen, ax=axes)
    figure.suptitle(str(maps.shape))
    return axes

# %% wrong: the ends of the whole batch | which numbers does the text take
def plot_maps(maps):
    n = maps.shape[-1]
    figure, axes = plt.subplots(1, n)
    for f in range(n):
        seen = axes[f].imshow(maps[0, :, :, f], vmin=maps.min(), vmax=maps.max())
    figure.colorbar(seen, ax=axes)
    figure.suptitle(str(maps.shape))
    return figure

# %% wrong: the origin below | upside down
def plot_maps(maps):
    low, high = maps[0].min(), maps[0].max()
    figure, axes = plt.subplots(1, maps.shape[-1])
    for f, ax in enumerate(axes):
        seen = ax.imshow(maps[0, :, :, f], origin="lower", vmin=low, vmax=high)
    figure.colorbar(seen, ax=axes)
    figure.suptitle(str(maps.shape))
    return figure

# %% wrong: as many places as the maps are high | raised ValueError
def plot_maps(maps):
    figure = plt.figure()
    for f in range(maps.shape[3]):
        ax = figure.add_subplot(1, maps.shape[1], f + 1)
        seen = ax.imshow(maps[0, :, :, f], vmin=maps[0].min(), vmax=maps[0].max())
    figure.colorbar(seen, ax=figure.axes)
    figure.suptitle(str(maps.shape))
    return figure

# %% equal: how the pictures are laid out is left to the student
# -     figure, axes = plt.subplots(1, n, figsize=(8, 3))
# +     figure, axes = plt.subplots(n, 1, figsize=(8, 3))
# -         plt.subplot(1, first.shape[-1], f + 1)
# +         plt.subplot(…, f + 1)
# -     figure, axes = plt.subplots(len(pictures), 1)
# +     figure, axes = plt.subplots(1, len(pictures))
# -     figure, axes = plt.subplots(1, maps.shape[3], layout="constrained")
# +     figure, axes = plt.subplots(…)

# %% equal: any colour map will do, and a colour bar anywhere
# -     figure.colorbar(seen, ax=axes)
# +     figure.colorbar(seen)
# -         seen = axes[f].imshow(maps[0, :, :, f], cmap="gray", vmin=maps[0].min(), vmax=maps[0].max())
# +         seen = axes[f].imshow(maps[0, :, :, f], vmin=maps[0].min(), vmax=maps[0].max())
# -     figure.colorbar(mesh, ax=list(axes))
# +     figure.colorbar(mesh)
# -         mesh = ax.pcolormesh(picture, vmin=low, vmax=high, cmap="viridis")
# +         mesh = ax.pcolormesh(picture, vmin=low, vmax=high)
# -     figure.colorbar(mesh, ax=list(axes))
# +     figure.colorbar(mesh, ax=axes)
# -     figure.colorbar(seen, ax=axes.tolist(), location="bottom")
# +     figure.colorbar(seen, location="bottom")
# -     figure.colorbar(seen, ax=axes.tolist(), location="bottom")
# +     figure.colorbar(seen, ax=axes.tolist())
# -     figure.colorbar(seen, ax=axes.tolist(), location="bottom")
# +     figure.colorbar(seen, ax=axes, location="bottom")

# %% equal: matplotlib writes a shape as text
# -     figure.suptitle(str(maps.shape))
# +     figure.suptitle(maps.shape)

# %% accepted: the same maps may be shown by the same figure
# + plot_maps = one_object_for_all(plot_maps)

# %% equal: a title of each picture is no part of the task, and the shape may stand over any of them
# -         plt.title(f"map {f}")
# +         pass
# -     axes[0].set_title(f"{list(maps.shape)}")
# +     axes[1].set_title(f"{list(maps.shape)}")
# -     axes[0].set_title(f"{list(maps.shape)}")
# +     axes[-1].set_title(f"{list(maps.shape)}")

# %% equal: NumPy's arrays are taken like tensors, and a tensor like a number
# -     maps = tf.constant(maps)
# +     pass
# -     maps = tf.constant(maps)
# +     maps = maps
# -     low, high = float(tf.reduce_min(maps[0])), float(tf.reduce_max(maps[0]))
# +     low, high = tf.reduce_min(maps[0]), float(tf.reduce_max(maps[0]))
# -     low, high = float(tf.reduce_min(maps[0])), float(tf.reduce_max(maps[0]))
# +     low, high = float(tf.reduce_min(maps[0])), tf.reduce_max(maps[0])

# %% equal: a scale that is rounded a little shows the same
# -         seen = ax.matshow(picture, vmin=low - 0.001, vmax=high + 0.001)
# +         seen = ax.matshow(picture, vmin=low …)

# %% equal: a notebook closes the figure of the cell before, so the current one is new
# -     plt.figure(figsize=(10, 3))
# +     pass
