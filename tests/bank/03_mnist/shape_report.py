# %% right: the shape taken apart
def shape_report(images):
    number, height, width = images.shape
    return number, height, width

# %% right: the shape itself
def shape_report(images):
    return images.shape

# %% right: a list, by lengths
def shape_report(images):
    return [len(images), len(images[0]), len(images[0][0])]

# %% right: TensorFlow's shape
def shape_report(images):
    return tf.constant(images).shape

# %% right: a tensor of sizes
def shape_report(images):
    return tf.shape(images)

# %% wrong: MNIST's sizes written down | those are MNIST's sizes
def shape_report(images):
    return 60000, 28, 28

# %% wrong: width before height | height and width are swapped
def shape_report(images):
    number, width, height = images.shape
    return number, height, width

# %% core: the number last | the number of images comes first
def shape_report(images):
    return images.shape[1], images.shape[2], images.shape[0]

# %% wrong: parentheses behind shape | write it without `()`
def shape_report(images):
    return images.shape()

# %% wrong: printed, not returned | is a `return` missing
def shape_report(images):
    print(images.shape)

# %% wrong: a size of 28 written down | look at `images.shape`
def shape_report(images):
    return len(images), 28, 28

# %% wrong: the sizes of one image only | expected three numbers
def shape_report(images):
    return images[0].shape

# %% wrong: pixels for images | counts pixels
def shape_report(images):
    return images.size, images.shape[1], images.shape[2]

# %% wrong: the notebook's digits | those are MNIST's sizes
def shape_report(images):
    return digits.shape

# %% wrong: divided, so that they are fractions | whole numbers
def shape_report(images):
    number, height, width = images.shape
    return images.size / (height * width), height, width

# %% wrong: the images put in a row on the way | changed the array
def shape_report(images):
    number, height, width = images.shape
    images.sort(axis=0)
    return number, height, width

# %% equal: all images and all rows are of one length
# -     return [len(images), len(images[0]), len(images[0][0])]
# +     return [len(images), len(images[…]), len(images[…][…])]
