# %% right: two loops and a window
def convolve(image, kernel):
    height, width = kernel.shape
    rows, columns = image.shape[0] - height + 1, image.shape[1] - width + 1
    result = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            result[i, j] = np.sum(kernel * image[i : i + height, j : j + width])
    return result

# %% right: four loops
def convolve(image, kernel):
    k, m = len(kernel), len(kernel[0])
    result = np.zeros((len(image) - k + 1, len(image[0]) - m + 1))
    for i in range(result.shape[0]):
        for j in range(result.shape[1]):
            for u in range(k):
                for v in range(m):
                    result[i, j] += kernel[u, v] * image[i + u, j + v]
    return result

# %% right: lists of lists
def convolve(image, kernel):
    h, w = kernel.shape
    return [
        [float((image[i : i + h, j : j + w] * kernel).sum()) for j in range(image.shape[1] - w + 1)]
        for i in range(image.shape[0] - h + 1)
    ]

# %% right: a loop over the weights
def convolve(image, kernel):
    h, w = kernel.shape
    rows, columns = image.shape[0] - h + 1, image.shape[1] - w + 1
    result = 0
    for (u, v), weight in np.ndenumerate(kernel):
        result = result + weight * image[u : u + rows, v : v + columns]
    return result

# %% right: NumPy's windows
def convolve(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return (windows * kernel).sum(axis=(2, 3))

# %% right: TensorFlow's operation
def convolve(image, kernel):
    batch, weights = image[np.newaxis, :, :, np.newaxis], kernel[:, :, np.newaxis, np.newaxis]
    return tf.nn.conv2d(batch, weights, strides=1, padding="VALID")[0, :, :, 0]

# %% wrong: turned by half a turn | lay it on as it is
def convolve(image, kernel):
    kernel = kernel[::-1, ::-1]
    height, width = kernel.shape
    result = np.zeros((image.shape[0] - height + 1, image.shape[1] - width + 1))
    for i, j in np.ndindex(*result.shape):
        result[i, j] = np.sum(kernel * image[i : i + height, j : j + width])
    return result

# %% wrong: the last row and column missing | the last row and column of windows is missing
def convolve(image, kernel):
    height, width = kernel.shape
    result = np.zeros((image.shape[0] - height, image.shape[1] - width))
    for i, j in np.ndindex(*result.shape):
        result[i, j] = np.sum(kernel * image[i : i + height, j : j + width])
    return result

# %% wrong: over the edge | hangs over the edge of the image
def convolve(image, kernel):
    height, width = kernel.shape
    result = np.zeros(image.shape)
    for i, j in np.ndindex(*result.shape):
        result[i, j] = np.sum(kernel * image[i : i + height, j : j + width])
    return result

# %% wrong: as large as the image | the window stays inside
def convolve(image, kernel):
    height, width = kernel.shape
    padded = np.pad(image, [(0, height - 1), (0, width - 1)])
    result = np.zeros(image.shape)
    for i, j in np.ndindex(*result.shape):
        result[i, j] = np.sum(kernel * padded[i : i + height, j : j + width])
    return result

# %% wrong: square kernels only | hangs over the edge of the image
def convolve(image, kernel):
    k = kernel.shape[0]
    result = np.zeros((image.shape[0] - k + 1, image.shape[1] - k + 1))
    for i, j in np.ndindex(*result.shape):
        result[i, j] = np.sum(kernel * image[i : i + k, j : j + k])
    return result

# %% wrong: kernels of 3 x 3 only | hangs over the edge of the image
def convolve(image, kernel):
    result = np.zeros((image.shape[0] - 2, image.shape[1] - 2))
    for i, j in np.ndindex(*result.shape):
        result[i, j] = np.sum(kernel * image[i : i + 3, j : j + 3])
    return result

# %% wrong: the kernel's rows and columns swapped | rows and columns are swapped
def convolve(image, kernel):
    kernel = kernel.T
    height, width = kernel.shape
    result = np.zeros((image.shape[0] - height + 1, image.shape[1] - width + 1))
    for i, j in np.ndindex(*result.shape):
        result[i, j] = np.sum(kernel * image[i : i + height, j : j + width])
    return result

# %% wrong: made whole | the fractions are cut off
def convolve(image, kernel):
    height, width = kernel.shape
    shape = image.shape[0] - height + 1, image.shape[1] - width + 1
    result = np.zeros(shape, dtype=int)
    for i, j in np.ndindex(*shape):
        result[i, j] = np.sum(kernel * image[i : i + height, j : j + width])
    return result

# %% wrong: the mean of the products | added up
def convolve(image, kernel):
    height, width = kernel.shape
    result = np.zeros((image.shape[0] - height + 1, image.shape[1] - width + 1))
    for i, j in np.ndindex(*result.shape):
        result[i, j] = np.mean(kernel * image[i : i + height, j : j + width])
    return result

# %% core: a matrix product | matmul
def convolve(image, kernel):
    height, width = kernel.shape
    result = np.zeros((image.shape[0] - height + 1, image.shape[1] - width + 1))
    for i, j in np.ndindex(*result.shape):
        result[i, j] = np.sum(kernel @ image[i : i + height, j : j + width])
    return result

# %% wrong: the sums kept from one place to the next | number by number, and added up
def convolve(image, kernel):
    height, width = kernel.shape
    result = np.zeros((image.shape[0] - height + 1, image.shape[1] - width + 1))
    total = 0
    for i, j in np.ndindex(*result.shape):
        total += np.sum(kernel * image[i : i + height, j : j + width])
        result[i, j] = total
    return result

# %% wrong: nothing below zero | leave it
def convolve(image, kernel):
    height, width = kernel.shape
    result = np.zeros((image.shape[0] - height + 1, image.shape[1] - width + 1))
    for i, j in np.ndindex(*result.shape):
        result[i, j] = max(0, np.sum(kernel * image[i : i + height, j : j + width]))
    return result

# %% wrong: the windows don't overlap | number by number
def convolve(image, kernel):
    height, width = kernel.shape
    result = np.zeros((image.shape[0] - height + 1, image.shape[1] - width + 1))
    for i in range(0, result.shape[0], height):
        for j in range(0, result.shape[1], width):
            result[i, j] = np.sum(kernel * image[i : i + height, j : j + width])
    return result

# %% wrong: the image changed | it changed an array
def convolve(image, kernel):
    height, width = kernel.shape
    result = np.zeros((image.shape[0] - height + 1, image.shape[1] - width + 1))
    for i, j in np.ndindex(*result.shape):
        result[i, j] = np.sum(kernel * image[i : i + height, j : j + width])
    image[: result.shape[0], : result.shape[1]] = result
    return result

# %% wrong: the return inside the loop | only the first row is filled
def convolve(image, kernel):
    height, width = kernel.shape
    result = np.zeros((image.shape[0] - height + 1, image.shape[1] - width + 1))
    for i in range(result.shape[0]):
        for j in range(result.shape[1]):
            result[i, j] = np.sum(kernel * image[i : i + height, j : j + width])
        return result

# %% wrong: the last row is never reached | the last row of the result is never filled
def convolve(image, kernel):
    height, width = kernel.shape
    result = np.zeros((image.shape[0] - height + 1, image.shape[1] - width + 1))
    for i in range(result.shape[0] - 1):
        for j in range(result.shape[1]):
            result[i, j] = np.sum(kernel * image[i : i + height, j : j + width])
    return result

# %% wrong: float16 | about three digits
def convolve(image, kernel):
    height, width = kernel.shape
    shape = image.shape[0] - height + 1, image.shape[1] - width + 1
    result = np.zeros(shape, dtype="float16")
    for i, j in np.ndindex(*shape):
        result[i, j] = np.sum(kernel * image[i : i + height, j : j + width])
    return result

# %% wrong: one result for all calls of a size, added to | begin each call with a new result
results = {}
def convolve(image, kernel):
    height, width = kernel.shape
    shape = image.shape[0] - height + 1, image.shape[1] - width + 1
    result = results.setdefault(shape, np.zeros(shape))
    for i, j in np.ndindex(*shape):
        result[i, j] += np.sum(kernel * image[i : i + height, j : j + width])
    return result

# %% wrong: the width of the image looked up in its second row | this image has a single row
def convolve(image, kernel):
    k, m = kernel.shape
    result = np.zeros((len(image) - k + 1, len(image[1]) - m + 1))
    for i in range(result.shape[0]):
        for j in range(result.shape[1]):
            result[i, j] = (image[i : i + k, j : j + m] * kernel).sum()
    return result

# %% equal: every number is written over
# -     result = np.zeros((rows, columns))
# +     result = np.ones((rows, columns))

# %% equal: all rows are of one length
# -     k, m = len(kernel), len(kernel[0])
# +     k, m = len(kernel), len(kernel[-1])
# -     result = np.zeros((len(image) - k + 1, len(image[0]) - m + 1))
# +     result = np.zeros((len(image) - k + 1, len(image[-1]) - m + 1))

# %% equal: NumPy's numbers add up like Python's
# -         [float((image[i : i + h, j : j + w] * kernel).sum()) for j in range(image.shape[1] - w + 1)]
# +         [(image[i : i + h, j : j + w] * kernel).sum() for j in range(image.shape[1] - w + 1)]

# %% equal: what is added to is the function's own array
# -         result = result + weight * image[u : u + rows, v : v + columns]
# +         result += weight * image[u : u + rows, v : v + columns]

# %% equal: the order in which axes are named doesn't matter
# -     return (windows * kernel).sum(axis=(2, 3))
# +     return (windows * kernel).sum(axis=(3, 2))

# %% equal: there is one image and one map, so the first is the last
# -     return tf.nn.conv2d(batch, weights, strides=1, padding="VALID")[0, :, :, 0]
# +     return tf.nn.conv2d(batch, weights, strides=1, padding="VALID")[-1, :, :, 0]
# -     return tf.nn.conv2d(batch, weights, strides=1, padding="VALID")[0, :, :, 0]
# +     return tf.nn.conv2d(batch, weights, strides=1, padding="VALID")[0, :, :, -1]
