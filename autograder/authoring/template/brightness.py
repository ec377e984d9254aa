# %% right: the mean
def brightness(image):
    return image.mean()

# %% right: the sum divided by the size
def brightness(image):
    height, width = image.shape
    return np.sum(image) / (height * width)

# %% right: pixel by pixel
def brightness(image):
    total = 0
    for row in image:
        for pixel in row:
            total += int(pixel)
    return total / image.size

# %% wrong: divided without its fraction | its fraction was cut off
def brightness(image):
    return image.sum() // image.size

# %% wrong: made whole at the end | its fraction was cut off
def brightness(image):
    return int(image.mean())

# %% wrong: the image made brighter on the way | it changed the image
def brightness(image):
    mean = image.mean()
    image[image > mean] = 255
    return mean

# %% core: the sum | divide it by the number of pixels
def brightness(image):
    return image.sum()

# %% wrong: a number per column | one number for the whole image
def brightness(image):
    return image.mean(axis=0)

# %% wrong: the brightest pixel | the largest number
def brightness(image):
    return image.max()
