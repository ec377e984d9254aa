# %% right: window by window, with all channels
def convolve_channels(image, kernels, biases):
    height, width, _, filters = kernels.shape
    rows, columns = image.shape[0] - height + 1, image.shape[1] - width + 1
    maps = np.zeros((rows, columns, filters))
    for i in range(rows):
        for j in range(columns):
            window = image[i : i + height, j : j + width]
            for f in range(filters):
                maps[i, j, f] = np.sum(kernels[..., f] * window) + biases[f]
    return maps

# %% right: with convolve, channel by channel
def convolve_channels(image, kernels, biases):
    maps = []
    for f in range(kernels.shape[3]):
        total = biases[f]
        for c in range(image.shape[2]):
            total = total + convolve(image[:, :, c], kernels[:, :, c, f])
        maps.append(total)
    return np.stack(maps, axis=-1)

# %% right: einsum over windows
def convolve_channels(image, kernels, biases):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernels.shape[:2], axis=(0, 1))
    return np.einsum("ijcuv,uvcf->ijf", windows, kernels) + biases

# %% right: Keras's layer
def convolve_channels(image, kernels, biases):
    layer = tf.keras.layers.Conv2D(kernels.shape[3], kernels.shape[:2])
    layer.build((None, None, None, image.shape[2]))
    layer.set_weights([kernels, biases])
    return layer(image[np.newaxis])[0]

# %% right: a loop over the places of the kernel
def convolve_channels(image, kernels, biases):
    height, width = kernels.shape[:2]
    rows, columns = image.shape[0] - height + 1, image.shape[1] - width + 1
    maps = np.zeros((rows, columns, kernels.shape[3])) + biases
    for u in range(height):
        for v in range(width):
            maps += image[u : u + rows, v : v + columns] @ kernels[u, v]
    return maps

# %% wrong: no bias | the bias is missing
def convolve_channels(image, kernels, biases):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernels.shape[:2], axis=(0, 1))
    return np.einsum("ijcuv,uvcf->ijf", windows, kernels)

# %% wrong: the bias for each channel | once is enough
def convolve_channels(image, kernels, biases):
    maps = []
    for f in range(kernels.shape[3]):
        total = 0
        for c in range(image.shape[2]):
            windows = np.lib.stride_tricks.sliding_window_view(image[:, :, c], kernels.shape[:2])
            total = total + (windows * kernels[:, :, c, f]).sum(axis=(2, 3)) + biases[f]
        maps.append(total)
    return np.stack(maps, axis=-1)

# %% wrong: the channels averaged | the channels are averaged
def convolve_channels(image, kernels, biases):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernels.shape[:2], axis=(0, 1))
    return np.einsum("ijcuv,uvcf->ijf", windows, kernels) / image.shape[2] + biases

# %% core: the first channel alone | all channels go into the sum
def convolve_channels(image, kernels, biases):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernels.shape[:2], axis=(0, 1))
    return np.einsum("ijuv,uvf->ijf", windows[:, :, 0], kernels[:, :, 0]) + biases

# %% wrong: the filters first | the filters come first
def convolve_channels(image, kernels, biases):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernels.shape[:2], axis=(0, 1))
    maps = np.einsum("ijcuv,uvcf->ijf", windows, kernels) + biases
    return np.stack([maps[..., f] for f in range(kernels.shape[3])])

# %% wrong: the filters added up | each makes a map of its own
def convolve_channels(image, kernels, biases):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernels.shape[:2], axis=(0, 1))
    return np.einsum("ijcuv,uvcf->ij", windows, kernels)

# %% wrong: one bias for all | each filter has its own
def convolve_channels(image, kernels, biases):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernels.shape[:2], axis=(0, 1))
    return np.einsum("ijcuv,uvcf->ijf", windows, kernels) + biases[0]

# %% wrong: turned by half a turn | turned by half a turn
def convolve_channels(image, kernels, biases):
    turned = kernels[::-1, ::-1]
    windows = np.lib.stride_tricks.sliding_window_view(image, kernels.shape[:2], axis=(0, 1))
    return np.einsum("ijcuv,uvcf->ijf", windows, turned) + biases

# %% wrong: the first filter's map | one for each filter is wanted
def convolve_channels(image, kernels, biases):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernels.shape[:2], axis=(0, 1))
    return np.einsum("ijcuv,uvc->ij", windows, kernels[..., 0]) + biases[0]

# %% wrong: the channels' first kernel for all | all channels, each with its own weights
def convolve_channels(image, kernels, biases):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernels.shape[:2], axis=(0, 1))
    return np.einsum("ijcuv,uvf->ijf", windows, kernels[:, :, 0]) + biases

# %% wrong: ReLU as well | leave it
def convolve_channels(image, kernels, biases):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernels.shape[:2], axis=(0, 1))
    return np.maximum(np.einsum("ijcuv,uvcf->ijf", windows, kernels) + biases, 0)

# %% wrong: the whole kernel to convolve | one channel and one filter at a time
def convolve_channels(image, kernels, biases):
    return convolve(image, kernels) + biases

# %% wrong: three channels, as a photo has | out of bounds
def convolve_channels(image, kernels, biases):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernels.shape[:2], axis=(0, 1))
    maps = sum(np.einsum("ijuv,uvf->ijf", windows[:, :, c], kernels[:, :, c]) for c in range(3))
    return maps + biases

# %% wrong: the biases changed | it changed an array
def convolve_channels(image, kernels, biases):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernels.shape[:2], axis=(0, 1))
    maps = np.einsum("ijcuv,uvcf->ijf", windows, kernels) + biases
    biases += 1
    return maps

# %% wrong: the sum begins anew with each channel | only the last channel counts
def convolve_channels(image, kernels, biases):
    maps = []
    for f in range(kernels.shape[3]):
        for c in range(image.shape[2]):
            total = biases[f] + convolve(image[:, :, c], kernels[:, :, c, f])
        maps.append(total)
    return np.stack(maps, axis=-1)

# %% wrong: the maps dealt out by reshape | mixes the maps up
def convolve_channels(image, kernels, biases):
    maps = np.array(
        [
            biases[f] + sum(convolve(image[..., c], kernels[:, :, c, f]) for c in range(image.shape[2]))
            for f in range(kernels.shape[3])
        ]
    )
    return maps.reshape(*maps.shape[1:], len(maps))

# %% wrong: as many maps as channels | one map for each filter
def convolve_channels(image, kernels, biases):
    return np.stack(
        [
            biases[f] + sum(convolve(image[..., c], kernels[:, :, c, f]) for c in range(image.shape[2]))
            for f in range(image.shape[2])
        ],
        axis=-1,
    )

# %% wrong: zeros laid around the image | the window stays inside
def convolve_channels(image, kernels, biases):
    return tf.nn.conv2d(image[np.newaxis], kernels, strides=1, padding="SAME")[0] + biases

# %% wrong: with an axis of images | no axis of images goes out
def convolve_channels(image, kernels, biases):
    return tf.nn.conv2d(image[np.newaxis], kernels, strides=1, padding="VALID") + biases

# %% wrong: sums added to the biases themselves | it changed an array
def convolve_channels(image, kernels, biases):
    height, width, channels, filters = kernels.shape
    shape = image.shape[0] - height + 1, image.shape[1] - width + 1
    result = np.zeros((*shape, filters))
    for i, j in np.ndindex(*shape):
        total = biases
        for c in range(channels):
            window = image[i : i + height, j : j + width, c]
            total += np.tensordot(window, kernels[:, :, c], axes=2)
        result[i, j] = total
    return result

# %% wrong: one layer for all calls of a size, with its first weights | all channels
layers = {}
def convolve_channels(image, kernels, biases):
    if kernels.shape not in layers:
        layers[kernels.shape] = tf.keras.layers.Conv2D(kernels.shape[3], kernels.shape[:2])
        layers[kernels.shape](image[np.newaxis])
        layers[kernels.shape].set_weights([kernels, biases])
    return layers[kernels.shape](image[np.newaxis])[0]

# %% equal: every number is written over
# -     maps = np.zeros((rows, columns, filters))
# +     maps = np.ones((rows, columns, filters))

# %% equal: what is added to is the function's own
# -             total = total + convolve(image[:, :, c], kernels[:, :, c, f])
# +             total += convolve(image[:, :, c], kernels[:, :, c, f])

# %% equal: there is one image, so the first is the last
# -     return layer(image[np.newaxis])[0]
# +     return layer(image[np.newaxis])[-1]
