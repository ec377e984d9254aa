# %% right: pyplot
def plot_loss(losses):
    plt.figure()
    plt.plot(range(len(losses)), losses)
    plt.xlabel("step")
    plt.ylabel("loss")
    return plt.gca()

# %% right: Axes methods, counted from 1, with markers
def plot_loss(losses):
    fig, ax = plt.subplots()
    ax.plot(np.arange(1, len(losses) + 1), losses, "o-", color="red", label="training")
    ax.set(xlabel="Step", ylabel="Loss", title="training")
    ax.legend()
    return ax

# %% right: a logarithmic axis, the figure comes back
def plot_loss(losses):
    fig, ax = plt.subplots()
    ax.semilogy(losses)
    ax.set_xlabel("step number")
    ax.set_ylabel("mean squared error (loss)")
    return fig

# %% right: pyplot without a new figure
def plot_loss(losses):
    plt.plot(losses)
    plt.xlabel("step")
    plt.ylabel("loss")
    return plt.gca()

# %% right: a line at the lowest loss besides
def plot_loss(losses):
    ax = plt.figure().add_subplot()
    ax.axhline(min(losses), linestyle=":")
    ax.plot(tf.constant(losses))
    ax.set_xlabel("step")
    ax.set_ylabel("loss")
    return ax

# %% wrong: no names | the axes have no names
def plot_loss(losses):
    _, ax = plt.subplots()
    ax.plot(losses)
    return ax

# %% wrong: the names swapped | the names are swapped
def plot_loss(losses):
    _, ax = plt.subplots()
    ax.plot(losses)
    ax.set_xlabel("loss")
    ax.set_ylabel("step")
    return ax

# %% core: x and y swapped | x and y are swapped
def plot_loss(losses):
    _, ax = plt.subplots()
    ax.plot(losses, range(len(losses)))
    ax.set_xlabel("step")
    ax.set_ylabel("loss")
    return ax

# %% wrong: nothing returned | return it
def plot_loss(losses):
    plt.plot(losses)
    plt.xlabel("step")
    plt.ylabel("loss")

# %% wrong: the lines in place of the Axes | return it
def plot_loss(losses):
    plt.xlabel("step")
    plt.ylabel("loss")
    return plt.plot(losses)

# %% wrong: other losses | not the argument
def plot_loss(losses):
    _, ax = plt.subplots()
    ax.plot([3.5, 1.6, 0.8, 0.4, 0.22, 0.14, 0.1, 0.08, 0.07, 0.07])
    ax.set_xlabel("step")
    ax.set_ylabel("loss")
    return ax

# %% wrong: sorted, so that it always falls | in another order
def plot_loss(losses):
    _, ax = plt.subplots()
    ax.plot(sorted(losses, reverse=True))
    ax.set_xlabel("step")
    ax.set_ylabel("loss")
    return ax

# %% wrong: backwards | runs backwards
def plot_loss(losses):
    _, ax = plt.subplots()
    ax.plot(losses[::-1])
    ax.set_xlabel("step")
    ax.set_ylabel("loss")
    return ax

# %% wrong: dots in place of a curve | no curve
def plot_loss(losses):
    _, ax = plt.subplots()
    ax.scatter(range(len(losses)), losses)
    ax.set_xlabel("step")
    ax.set_ylabel("loss")
    return ax

# %% wrong: the title in place of the names | the axes have no names
def plot_loss(losses):
    _, ax = plt.subplots()
    ax.plot(losses)
    ax.set_title("loss per step")
    return ax

# %% wrong: closed before it is returned, as `plt.show()` does | the picture is gone
def plot_loss(losses):
    plt.plot(losses)
    plt.xlabel("step")
    plt.ylabel("loss")
    plt.close()
    return plt.gca()

# %% wrong: both things that subplots gives, taken for the Axes | gives two things
def plot_loss(losses):
    ax = plt.subplots()
    ax.plot(losses)
    ax.set_xlabel("step")
    ax.set_ylabel("loss")
    return ax

# %% wrong: the names assigned | is a call
def plot_loss(losses):
    _, ax = plt.subplots()
    ax.plot(losses)
    ax.set_xlabel = "step"
    ax.set_ylabel = "loss"
    return ax

# %% wrong: one name alone | name the x-axis
def plot_loss(losses):
    _, ax = plt.subplots()
    ax.plot(losses)
    ax.set_ylabel("loss")
    return ax

# %% right: names of several words
def plot_loss(losses):
    _, ax = plt.subplots()
    ax.plot(losses)
    ax.set_xlabel("Training steps")
    ax.set_ylabel("mean loss per step")
    return ax

# %% wrong: both names at both axes | each axis has one name
def plot_loss(losses):
    _, ax = plt.subplots()
    ax.plot(losses)
    ax.set_xlabel("step / loss")
    ax.set_ylabel("step / loss")
    return ax

# %% wrong: words that only hold the names | name the x-axis
def plot_loss(losses):
    _, ax = plt.subplots()
    ax.plot(losses)
    ax.set_xlabel("footstep")
    ax.set_ylabel("glossy")
    return ax

# %% wrong: y turned round, so that the losses go up | the y-axis run the wrong way round
def plot_loss(losses):
    _, ax = plt.subplots()
    ax.plot(losses)
    ax.set_xlabel("step")
    ax.set_ylabel("loss")
    ax.invert_yaxis()
    return ax

# %% wrong: x turned round | the x-axis run the wrong way round
def plot_loss(losses):
    _, ax = plt.subplots()
    ax.plot(losses)
    ax.set_xlabel("step")
    ax.set_ylabel("loss")
    ax.set_xlim(len(losses), 0)
    return ax

# %% right: into a cleared figure
def plot_loss(losses):
    plt.clf()
    plt.plot(losses)
    plt.xlabel("step")
    plt.ylabel("loss")
    return plt.gca()

# %% right: a figure with a number
def plot_loss(losses):
    figure = plt.figure(1, clear=True)
    ax = figure.subplots()
    ax.plot(losses)
    ax.set_xlabel("step")
    ax.set_ylabel("loss")
    return ax

# %% right: changes a copy
def plot_loss(losses):
    numbers = list(losses)
    numbers.append(numbers.pop())
    _, ax = plt.subplots()
    ax.plot(numbers)
    ax.set_xlabel("step")
    ax.set_ylabel("loss")
    return ax

# %% wrong: one Axes for all calls | two calls drew on the same Axes
_, ax = plt.subplots()

def plot_loss(losses):
    ax.plot(losses)
    ax.set_xlabel("step")
    ax.set_ylabel("loss")
    return ax

# %% wrong: one Axes for all calls, cleared | two calls drew on the same Axes
_, ax = plt.subplots()

def plot_loss(losses):
    ax.clear()
    ax.plot(losses)
    ax.set_xlabel("step")
    ax.set_ylabel("loss")
    return ax

# %% wrong: the argument emptied | the argument `losses` has changed
def plot_loss(losses):
    _, ax = plt.subplots()
    ax.plot(losses)
    ax.set_xlabel("step")
    ax.set_ylabel("loss")
    losses.clear()
    return ax

# %% wrong: the argument turned round | the argument `losses` has changed
def plot_loss(losses):
    _, ax = plt.subplots()
    losses.reverse()
    ax.plot(losses[::-1])
    ax.set_xlabel("step")
    ax.set_ylabel("loss")
    return ax

# %% equal: once a picture was shown, pyplot begins a new one
# -     plt.figure()
# +     pass
# -     plt.clf()
# +     pass
# -     figure = plt.figure(1, clear=True)
# +     figure = plt.figure(…)

# %% equal: labels, colours and a line besides are no part of the task
# -     ax.legend()
# +     pass
# -     ax.plot(np.arange(1, len(losses) + 1), losses, "o-", color="red", label="training")
# +     ax.plot(np.arange(1, len(losses) + 1), losses, "o-"…)
# -     ax.set(xlabel="Step", ylabel="Loss", title="training")
# +     ax.set(xlabel="Step", ylabel="Loss")
# -     ax.axhline(min(losses), linestyle=":")
# +     …

# %% accepted: the losses are there, and so are the numbers of the steps, as a curve besides
# -     ax.plot(np.arange(1, len(losses) + 1), losses, "o-", color="red", label="training")
# +     ax.plot(np.arange(1, len(losses) + 1), "o-", losses, color="red", label="training")

# %% equal: a list is drawn like a tensor
# -     ax.plot(tf.constant(losses))
# +     ax.plot(losses)

# %% equal: what is put back is as it was
# -     numbers.append(numbers.pop())
# +     pass
# -     numbers = list(losses)
# +     numbers = losses

# %% wrong: the picture kept for the same losses | drew on the same Axes
pictures = {}


def plot_loss(losses):
    if tuple(losses) not in pictures:
        _, ax = plt.subplots()
        ax.plot(losses)
        ax.set(xlabel="step", ylabel="loss")
        pictures[tuple(losses)] = ax
    return pictures[tuple(losses)]
