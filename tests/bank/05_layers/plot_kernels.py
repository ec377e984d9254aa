# %% right: Axes methods
def plot_kernels(kernel):
    n = kernel.shape[-1]
    m = np.abs(kernel[:, :, 0, :]).max()
    figure, axes = plt.subplots(1, n)
    for f in range(n):
        seen = axes[f].imshow(kernel[:, :, 0, f], cmap="RdBu", vmin=-m, vmax=m)
    figure.colorbar(seen, ax=axes)
    return figure

# %% right: pyplot
def plot_kernels(kernel):
    first = kernel[:, :, 0]
    m = abs(first).max()
    plt.figure()
    for f in range(first.shape[2]):
        plt.subplot(2, 3, f + 1)
        plt.imshow(first[..., f], vmin=-m, vmax=m, cmap="coolwarm")
        plt.title(f"filter {f}")
        plt.axis("off")
        plt.colorbar()
    return plt.gcf()

# %% right: a colour bar in an Axes of its own, slices moved to the front
def plot_kernels(kernel):
    slices = np.moveaxis(kernel[:, :, 0, :], -1, 0)
    m = np.max(np.abs(slices))
    figure, axes = plt.subplots(1, len(slices) + 1, width_ratios=[4] * len(slices) + [1])
    for ax, table in zip(axes, slices):
        image = ax.imshow(table, clim=(-m, m), cmap=plt.get_cmap("RdBu", 11))
    figure.colorbar(image, cax=axes[-1])
    return figure

# %% right: pcolormesh on a grid with an empty place, one norm for all
def plot_kernels(kernel):
    from matplotlib.colors import CenteredNorm
    norm = CenteredNorm(halfrange=float(tf.reduce_max(tf.abs(kernel[:, :, 0]))))
    figure, axes = plt.subplots(2, 3)
    for f, ax in zip(range(kernel.shape[3]), axes.flat):
        mesh = ax.pcolormesh(kernel[:, :, 0, f], norm=norm)
        ax.invert_yaxis()
    plt.colorbar(mesh, ax=list(axes.flat), orientation="horizontal")
    return figure

# %% core: the filters taken from the first axis | which axis counts the filters
def plot_kernels(kernel):
    m = np.abs(kernel[:, :, 0, :]).max()
    figure, axes = plt.subplots(1, len(kernel) + 1)
    for f in range(len(kernel)):
        seen = axes[f].imshow(kernel[f, :, 0, :], vmin=-m, vmax=m)
    figure.colorbar(seen, ax=axes)
    return figure

# %% wrong: reshaped | `reshape` mixes the kernels
def plot_kernels(kernel):
    height, width, _, n = kernel.shape
    m = np.abs(kernel[:, :, 0, :]).max()
    figure, axes = plt.subplots(1, n)
    for f, table in enumerate(kernel[:, :, 0, :].reshape(n, height, width)):
        seen = axes[f].imshow(table, vmin=-m, vmax=m)
    figure.colorbar(seen, ax=axes)
    return figure

# %% wrong: each on its own scale | 0 is not in their middle
def plot_kernels(kernel):
    n = kernel.shape[-1]
    figure, axes = plt.subplots(1, n)
    for f in range(n):
        seen = axes[f].imshow(kernel[:, :, 0, f], cmap="RdBu")
    figure.colorbar(seen, ax=axes)
    return figure

# %% wrong: from the smallest to the largest | 0 is not in their middle
def plot_kernels(kernel):
    n = kernel.shape[-1]
    low, high = kernel.min(), kernel.max()
    figure, axes = plt.subplots(1, n)
    for f in range(n):
        seen = axes[f].imshow(kernel[:, :, 0, f], vmin=low, vmax=high)
    figure.colorbar(seen, ax=axes)
    return figure

# %% wrong: 0 in the middle of each, but each its own | give all the same vmin and vmax
def plot_kernels(kernel):
    n = kernel.shape[-1]
    figure, axes = plt.subplots(1, n)
    for f in range(n):
        m = np.abs(kernel[:, :, 0, f]).max()
        seen = axes[f].imshow(kernel[:, :, 0, f], vmin=-m, vmax=m)
    figure.colorbar(seen, ax=axes)
    return figure

# %% wrong: always from -1 to 1 | which numbers does the text take
def plot_kernels(kernel):
    n = kernel.shape[-1]
    figure, axes = plt.subplots(1, n)
    for f in range(n):
        seen = axes[f].imshow(kernel[:, :, 0, f], vmin=-1, vmax=1)
    figure.colorbar(seen, ax=axes)
    return figure

# %% wrong: no colour bar | there is no colour bar
def plot_kernels(kernel):
    n = kernel.shape[-1]
    m = np.abs(kernel[:, :, 0, :]).max()
    figure, axes = plt.subplots(1, n)
    for f in range(n):
        axes[f].imshow(kernel[:, :, 0, f], cmap="RdBu", vmin=-m, vmax=m)
    return figure

# %% wrong: three filters, whatever comes | pictures, one for each filter, got 3
def plot_kernels(kernel):
    m = np.abs(kernel[:, :, 0, :]).max()
    figure, axes = plt.subplots(1, 3)
    for f in range(3):
        seen = axes[f].imshow(kernel[:, :, 0, f], vmin=-m, vmax=m)
    figure.colorbar(seen, ax=axes)
    return figure

# %% wrong: the last channel | draw channel 0
def plot_kernels(kernel):
    n = kernel.shape[-1]
    m = np.abs(kernel[:, :, -1, :]).max()
    figure, axes = plt.subplots(1, n)
    for f in range(n):
        seen = axes[f].imshow(kernel[:, :, -1, f], vmin=-m, vmax=m)
    figure.colorbar(seen, ax=axes)
    return figure

# %% wrong: nothing returned | return the figure
def plot_kernels(kernel):
    n = kernel.shape[-1]
    m = np.abs(kernel[:, :, 0, :]).max()
    figure, axes = plt.subplots(1, n)
    for f in range(n):
        seen = axes[f].imshow(kernel[:, :, 0, f], cmap="RdBu", vmin=-m, vmax=m)
    figure.colorbar(seen, ax=axes)

# %% wrong: the last Axes alone | did the whole figure come back
def plot_kernels(kernel):
    n = kernel.shape[-1]
    m = np.abs(kernel[:, :, 0, :]).max()
    figure, axes = plt.subplots(1, n)
    for f in range(n):
        seen = axes[f].imshow(kernel[:, :, 0, f], cmap="RdBu", vmin=-m, vmax=m)
    figure.colorbar(seen, ax=axes)
    return axes[-1]

# %% right: into the current figure, without a new one
def plot_kernels(kernel):
    m = np.abs(kernel[:, :, 0]).max()
    for f in range(kernel.shape[3]):
        plt.subplot(1, kernel.shape[3], f + 1)
        plt.imshow(kernel[:, :, 0, f], vmin=-m, vmax=m)
        plt.colorbar()
    return plt.gcf()

# %% wrong: all on one Axes | one over the other
def plot_kernels(kernel):
    m = np.abs(kernel[:, :, 0, :]).max()
    figure, ax = plt.subplots()
    for f in range(kernel.shape[-1]):
        seen = ax.imshow(kernel[:, :, 0, f], vmin=-m, vmax=m)
    figure.colorbar(seen, ax=ax)
    return figure

# %% wrong: rows of the kernel in place of filters | picture 0 isn't the slice of filter 0
def plot_kernels(kernel):
    n = kernel.shape[-1]
    m = np.abs(kernel[:, :, 0, :]).max()
    figure, axes = plt.subplots(1, n)
    for f in range(n):
        seen = axes[f].imshow(kernel[f, :, 0, :], cmap="RdBu", vmin=-m, vmax=m)
    figure.colorbar(seen, ax=axes)
    return figure

# %% wrong: the largest number, with its sign | what is m taken of
def plot_kernels(kernel):
    n = kernel.shape[-1]
    m = kernel.max()
    figure, axes = plt.subplots(1, n)
    for f in range(n):
        seen = axes[f].imshow(kernel[:, :, 0, f], cmap="RdBu", vmin=-m, vmax=m)
    figure.colorbar(seen, ax=axes)
    return figure

# %% wrong: the largest of all channels | are other channels
def plot_kernels(kernel):
    n = kernel.shape[-1]
    m = np.abs(kernel).max()
    figure, axes = plt.subplots(1, n)
    for f in range(n):
        seen = axes[f].imshow(kernel[:, :, 0, f], cmap="RdBu", vmin=-m, vmax=m)
    figure.colorbar(seen, ax=axes)
    return figure

# %% wrong: all the Axes come back | return the figure
def plot_kernels(kernel):
    n = kernel.shape[-1]
    m = np.abs(kernel[:, :, 0, :]).max()
    figure, axes = plt.subplots(1, n)
    for f in range(n):
        seen = axes[f].imshow(kernel[:, :, 0, f], cmap="RdBu", vmin=-m, vmax=m)
    figure.colorbar(seen, ax=axes)
    return axes

# %% wrong: pcolormesh, whose scale goes up | upside down
def plot_kernels(kernel):
    m = np.abs(kernel[:, :, 0, :]).max()
    figure, axes = plt.subplots(1, kernel.shape[-1])
    for f, ax in enumerate(axes):
        seen = ax.pcolormesh(kernel[:, :, 0, f], cmap="RdBu", vmin=-m, vmax=m)
    figure.colorbar(seen, ax=axes)
    return figure

# %% wrong: the signs taken out of the argument | have changed
def plot_kernels(kernel):
    np.abs(kernel, out=kernel)
    largest = kernel[:, :, 0].max()
    figure, axes = plt.subplots(1, kernel.shape[3])
    for f, ax in enumerate(axes):
        seen = ax.imshow(kernel[:, :, 0, f], vmin=-largest, vmax=largest)
    figure.colorbar(seen, ax=axes)
    return figure

# %% wrong: a colour bar with a scale of its own | hand one of the pictures to `colorbar`
def plot_kernels(kernel):
    figure, axes = plt.subplots(1, kernel.shape[3])
    m = np.abs(kernel[:, :, 0]).max()
    for f in range(kernel.shape[3]):
        axes[f].imshow(kernel[:, :, 0, f], vmin=-m, vmax=m)
    figure.colorbar(plt.cm.ScalarMappable(), ax=axes)
    return figure

# %% right: a colour bar that lies below, with ends of its own choice
def plot_kernels(kernel):
    figure, axes = plt.subplots(1, kernel.shape[3])
    m = np.abs(kernel[:, :, 0]).max()
    scale = plt.Normalize(-m, m)
    for f in range(kernel.shape[3]):
        axes[f].imshow(kernel[:, :, 0, f], norm=scale)
    bar = plt.cm.ScalarMappable(scale)
    figure.colorbar(bar, ax=axes, orientation="horizontal", extend="both")
    return figure

# %% wrong: one figure for all calls | is the figure a new one in each call
kernels_figure = plt.figure()
def plot_kernels(kernel):
    axes = kernels_figure.subplots(1, kernel.shape[3])
    m = np.abs(kernel[:, :, 0]).max()
    for f in range(kernel.shape[3]):
        seen = axes[f].imshow(kernel[:, :, 0, f], vmin=-m, vmax=m)
    kernels_figure.colorbar(seen, ax=axes)
    return kernels_figure

# %% equal: how the pictures are laid out is left to the student, titles and ticks too
# -     figure, axes = plt.subplots(1, n)
# +     figure, axes = plt.subplots(n, 1)
# -         plt.title(f"filter {f}")
# +         pass
# -         plt.axis("off")
# +         pass
# -         plt.subplot(2, 3, f + 1)
# +         plt.subplot(…, f + 1)
# -     figure, axes = plt.subplots(1, len(slices) + 1, width_ratios=[4] * len(slices) + [1])
# +     figure, axes = plt.subplots(1, len(slices) + 1…)
# -     figure, axes = plt.subplots(2, 3)
# +     figure, axes = plt.subplots(…)

# %% equal: any colour map will do, and a colour bar anywhere
# -     figure.colorbar(seen, ax=axes)
# +     figure.colorbar(seen)
# -         seen = axes[f].imshow(kernel[:, :, 0, f], cmap="RdBu", vmin=-m, vmax=m)
# +         seen = axes[f].imshow(kernel[:, :, 0, f], vmin=-m, vmax=m)
# -         plt.imshow(first[..., f], vmin=-m, vmax=m, cmap="coolwarm")
# +         plt.imshow(first[..., f], vmin=-m, vmax=m)
# -     figure.colorbar(image, cax=axes[-1])
# +     figure.colorbar(image)
# -         image = ax.imshow(table, clim=(-m, m), cmap=plt.get_cmap("RdBu", 11))
# +         image = ax.imshow(table, clim=(-m, m))
# -         image = ax.imshow(table, clim=(-m, m), cmap=plt.get_cmap("RdBu", 11))
# +         image = ax.imshow(table, clim=(-m, m), cmap="RdBu")
# -         image = ax.imshow(table, clim=(-m, m), cmap=plt.get_cmap("RdBu", 11))
# +         image = ax.imshow(table, clim=(-m, m), cmap=plt.get_cmap("RdBu", 12))
# -         image = ax.imshow(table, clim=(-m, m), cmap=plt.get_cmap("RdBu", 11))
# +         image = ax.imshow(table, clim=(-m, m), cmap=plt.get_cmap("RdBu", 10))
# -     plt.colorbar(mesh, ax=list(axes.flat), orientation="horizontal")
# +     plt.colorbar(mesh, orientation="horizontal")

# %% accepted: the same kernel may be shown by the same figure
# + plot_kernels = one_object_for_all(plot_kernels)

# %% accepted: a colour bar of no width, as who looks at the figure sees
# -     figure, axes = plt.subplots(1, len(slices) + 1, width_ratios=[4] * len(slices) + [1])
# +     figure, axes = plt.subplots(1, len(slices) + 1, width_ratios=[4] * len(slices) + [0])

# %% equal: how the pictures and the bar are placed, and how the bar's ends look, is free
# -         plt.subplot(2, 3, f + 1)
# +         plt.subplot(2, 3, f + 2)
# -     plt.colorbar(mesh, ax=list(axes.flat), orientation="horizontal")
# +     plt.colorbar(mesh, ax=list(axes.flat))
# -         plt.subplot(1, kernel.shape[3], f + 1)
# +         plt.subplot(kernel.shape[3], 1, f + 1)
# -         plt.subplot(1, kernel.shape[3], f + 1)
# +         plt.subplot(2, kernel.shape[3], f + 1)
# -     figure, axes = plt.subplots(1, kernel.shape[3])
# +     figure, axes = plt.subplots(kernel.shape[3], 1)
# -     figure.colorbar(bar, ax=axes, orientation="horizontal", extend="both")
# +     figure.colorbar(bar, ax=axes, extend="both")
# -     figure.colorbar(bar, ax=axes, orientation="horizontal", extend="both")
# +     figure.colorbar(bar, ax=axes, orientation="horizontal")

# %% equal: a notebook closes the figure of the cell before, so the current one is new
# -     plt.figure()
# +     pass

# %% equal: matplotlib takes a tensor with one number for that number
# -     norm = CenteredNorm(halfrange=float(tf.reduce_max(tf.abs(kernel[:, :, 0]))))
# +     norm = CenteredNorm(halfrange=tf.reduce_max(tf.abs(kernel[:, :, 0])))
