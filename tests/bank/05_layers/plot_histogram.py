# %% right: an Axes
def plot_histogram(maps, y_max):
    _, ax = plt.subplots()
    ax.hist(np.ravel(maps), bins=50)
    ax.set_ylim(0, y_max)
    return ax

# %% right: pyplot
def plot_histogram(maps, y_max):
    plt.figure()
    plt.hist(maps.flatten(), bins=100, color="gray", edgecolor="black")
    plt.ylim([0, y_max])
    plt.title(f"{maps.shape}")
    return plt.gca()

# %% right: ten bins by default, the figure comes back
def plot_histogram(maps, y_max):
    figure, ax = plt.subplots()
    ax.hist(maps.reshape(-1))
    ax.set(ylim=(0, y_max), xlabel="value")
    return figure

# %% right: counted by NumPy, drawn as bars
def plot_histogram(maps, y_max):
    counts, edges = np.histogram(maps, bins=30)
    _, ax = plt.subplots()
    ax.bar(edges[:-1], counts, width=np.diff(edges), align="edge")
    ax.set_ylim(bottom=0, top=y_max)
    return ax

# %% right: a range that holds all the numbers
def plot_histogram(maps, y_max):
    reach = np.abs(maps).max()
    _, ax = plt.subplots()
    ax.hist(tf.reshape(maps, [-1]).numpy(), bins=80, range=(-reach, reach))
    ax.set_ylim(0, y_max)
    return ax

# %% right: narrow bars with gaps
def plot_histogram(maps, y_max):
    _, ax = plt.subplots()
    ax.hist(maps.ravel(), bins="auto", rwidth=0.8)
    ax.set_ylim(0, y_max)
    return ax

# %% wrong: bars beside their bins | how often which number occurs
def plot_histogram(maps, y_max):
    counts, edges = np.histogram(maps, bins=12)
    _, ax = plt.subplots()
    ax.bar(edges[1:], counts, width=np.diff(edges), align="edge")
    ax.set_ylim(0, y_max)
    return ax

# %% core: the range of -2 to 2 | were thrown away
def plot_histogram(maps, y_max):
    _, ax = plt.subplots()
    ax.hist(np.ravel(maps), bins=50, range=(-2, 2))
    ax.set_ylim(0, y_max)
    return ax

# %% wrong: the frame of the x-axis from -2 to 2 | numbers of `maps` lie outside
def plot_histogram(maps, y_max):
    _, ax = plt.subplots()
    ax.hist(np.ravel(maps), bins=500)
    ax.set_xlim(-2, 2)
    ax.set_ylim(0, y_max)
    return ax

# %% wrong: the range of pixels | were thrown away
def plot_histogram(maps, y_max):
    _, ax = plt.subplots()
    ax.hist(np.ravel(maps), bins=50, range=(0, 255))
    ax.set_ylim(0, y_max)
    return ax

# %% wrong: no limit on the y-axis | `ax.set_ylim` moves the frame
def plot_histogram(maps, y_max):
    _, ax = plt.subplots()
    ax.hist(np.ravel(maps), bins=50)
    return ax

# %% wrong: always 60 | `ax.set_ylim` moves the frame
def plot_histogram(maps, y_max):
    _, ax = plt.subplots()
    ax.hist(np.ravel(maps), bins=50)
    ax.set_ylim(0, 60)
    return ax

# %% wrong: y_max taken for the number of bins | `ax.set_ylim` moves the frame
def plot_histogram(maps, y_max):
    _, ax = plt.subplots()
    ax.hist(np.ravel(maps), y_max)
    return ax

# %% wrong: the first map alone | draw all of them
def plot_histogram(maps, y_max):
    _, ax = plt.subplots()
    ax.hist(np.ravel(maps[..., 0]), bins=50)
    ax.set_ylim(0, y_max)
    return ax

# %% wrong: densities | the bars show densities
def plot_histogram(maps, y_max):
    _, ax = plt.subplots()
    ax.hist(np.ravel(maps), bins=50, density=True)
    ax.set_ylim(0, y_max)
    return ax

# %% wrong: after a ReLU | how often which number occurs
def plot_histogram(maps, y_max):
    _, ax = plt.subplots()
    ax.hist(np.maximum(np.ravel(maps), 0), bins=50)
    ax.set_ylim(0, y_max)
    return ax

# %% wrong: a bar for each number | one bar for each number
def plot_histogram(maps, y_max):
    numbers = np.ravel(maps)
    _, ax = plt.subplots()
    ax.bar(range(len(numbers)), numbers)
    ax.set_ylim(0, y_max)
    return ax

# %% wrong: the notebook's maps | draw all of them
def plot_histogram(maps, y_max):
    _, ax = plt.subplots()
    ax.hist(np.ravel(five_maps), bins=50)
    ax.set_ylim(0, y_max)
    return ax

# %% wrong: three bins | take at least 10 bins
def plot_histogram(maps, y_max):
    _, ax = plt.subplots()
    ax.hist(np.ravel(maps), bins=3)
    ax.set_ylim(0, y_max)
    return ax

# %% wrong: lines | no bars are drawn
def plot_histogram(maps, y_max):
    _, ax = plt.subplots()
    ax.plot(np.sort(np.ravel(maps)))
    ax.set_ylim(0, y_max)
    return ax

# %% wrong: what hist returns | return the Axes
def plot_histogram(maps, y_max):
    plt.ylim(0, y_max)
    return plt.hist(np.ravel(maps), bins=50)

# %% wrong: bins enough, over a range far too wide | leave `range` out
def plot_histogram(maps, y_max):
    _, ax = plt.subplots()
    ax.hist(np.ravel(maps), bins=50, range=(-10000, 10000))
    ax.set_ylim(0, y_max)
    return ax

# %% wrong: bins a hundred wide, whatever the numbers | leave `range` out
def plot_histogram(maps, y_max):
    _, ax = plt.subplots()
    ax.hist(np.ravel(maps), bins=np.arange(-3000, 3001, 100))
    ax.set_ylim(0, y_max)
    return ax

# %% wrong: the maps sorted in place | have changed
def plot_histogram(maps, y_max):
    maps.sort(axis=-1)
    _, ax = plt.subplots()
    ax.hist(np.ravel(maps), bins=50)
    ax.set_ylim(0, y_max)
    return ax

# %% wrong: the figure and the Axes taken for one | `subplots` returns two things
def plot_histogram(maps, y_max):
    ax = plt.subplots()
    ax.hist(np.ravel(maps), bins=50)
    ax.set_ylim(0, y_max)
    return ax

# %% wrong: pyplot's name on an Axes | `set_ylim`
def plot_histogram(maps, y_max):
    _, ax = plt.subplots()
    ax.hist(np.ravel(maps), bins=50)
    ax.ylim(0, y_max)
    return ax

# %% equal: ten bins or more will do, and any colours and names
# -     ax.hist(np.ravel(maps), bins=50)
# +     ax.hist(np.ravel(maps)…)
# -     plt.title(f"{maps.shape}")
# +     pass
# -     plt.hist(maps.flatten(), bins=100, color="gray", edgecolor="black")
# +     plt.hist(maps.flatten(), …color="gray", edgecolor="black")
# -     ax.set(ylim=(0, y_max), xlabel="value")
# +     ax.set(ylim=(0, y_max))
# -     counts, edges = np.histogram(maps, bins=30)
# +     counts, edges = np.histogram(maps)

# %% accepted: the same maps may be shown by the same picture
# + plot_histogram = one_object_for_all(plot_histogram)

# %% equal: NumPy takes any number below 0 for -1, and bars stand on 0
# -     ax.hist(maps.reshape(-1))
# +     ax.hist(maps.reshape(-2))
# -     ax.set_ylim(bottom=0, top=y_max)
# +     ax.set_ylim(top=y_max)

# %% equal: ten bins or more will do, from end to end of the numbers or further, and bars with gaps
# -     counts, edges = np.histogram(maps, bins=30)
# +     counts, edges = np.histogram(maps, bins=…)
# -     ax.hist(tf.reshape(maps, [-1]).numpy(), bins=80, range=(-reach, reach))
# +     ax.hist(tf.reshape(maps, [-1]).numpy(), bins=…)
# -     ax.hist(maps.ravel(), bins="auto", rwidth=0.8)
# +     ax.hist(maps.ravel(), …)

# %% equal: TensorFlow's numbers are drawn like NumPy's
# -     ax.hist(tf.reshape(maps, [-1]).numpy(), bins=80, range=(-reach, reach))
# +     ax.hist(tf.reshape(maps, [-1]), bins=80, range=(-reach, reach))

# %% accepted: bars wider than their bins cover each other, as who looks at the picture sees
# -     ax.hist(maps.ravel(), bins="auto", rwidth=0.8)
# +     ax.hist(maps.ravel(), bins="auto", rwidth=1.6)

# %% equal: a notebook closes the figure of the cell before, so the current one is new
# -     plt.figure()
# +     pass
