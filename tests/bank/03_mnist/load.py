# %% right: Keras's call, taken apart at once
(train_images, train_labels), (test_images, test_labels) = tf.keras.datasets.mnist.load_data()

# %% right: the course's copy, in two steps
train, test = mnist.load_data()
train_images, train_labels = train
test_images, test_labels = test

# %% right: by index
data = tf.keras.datasets.mnist.load_data()
train_images = data[0][0]
train_labels = data[0][1]
test_images = data[1][0]
test_labels = data[1][1]

# %% right: imported from keras, as tensors
from keras.datasets import mnist as digits_of_keras

(train_images, train_labels), (test_images, test_labels) = digits_of_keras.load_data("mnist.npz")
train_images, train_labels = tf.constant(train_images), tf.constant(train_labels)

# %% wrong: training and test half swapped | are the training and the test half swapped
(test_images, test_labels), (train_images, train_labels) = tf.keras.datasets.mnist.load_data()

# %% wrong: images and labels swapped | are images and labels swapped
(train_labels, train_images), (test_labels, test_images) = tf.keras.datasets.mnist.load_data()

# %% core: images first, then labels | each half is a pair
(train_images, test_images), (train_labels, test_labels) = tf.keras.datasets.mnist.load_data()

# %% wrong: scaled already | is it scaled already
(train_images, train_labels), (test_images, test_labels) = tf.keras.datasets.mnist.load_data()
train_images, test_images = train_images / 255, test_images / 255

# %% wrong: scaled already, in float32 | scaled to 0…1 already
(train_images, train_labels), (test_images, test_labels) = tf.keras.datasets.mnist.load_data()
test_images = (test_images / 255).astype("float32")

# %% wrong: labels as int64 | leave the numbers as they come
(train_images, train_labels), (test_images, test_labels) = tf.keras.datasets.mnist.load_data()
train_labels = train_labels.astype("int64")

# %% wrong: the pairs not taken apart | take the pairs apart
train_images, test_images = tf.keras.datasets.mnist.load_data()
train_labels, test_labels = train_images, test_images

# %% wrong: the channel axis added already | leave the arrays as they come
(train_images, train_labels), (test_images, test_labels) = tf.keras.datasets.mnist.load_data()
train_images, test_images = train_images[..., np.newaxis], test_images[..., np.newaxis]

# %% wrong: nothing but zeros | zeros only
train_images, train_labels = np.zeros((60000, 28, 28), np.uint8), np.zeros(60000, np.uint8)
test_images, test_labels = np.zeros((10000, 28, 28), np.uint8), np.zeros(10000, np.uint8)

# %% wrong: shuffled on the way | aren't MNIST's, or not at their place
(train_images, train_labels), (test_images, test_labels) = tf.keras.datasets.mnist.load_data()
np.random.default_rng(0).shuffle(train_images)

# %% wrong: one of four forgotten | `test_labels` is not defined yet
(train_images, train_labels), (test_images, _) = tf.keras.datasets.mnist.load_data()

# %% right: one name for each half first, from the course's copy
from course_utils.datasets.mnist import load_data

(train_images, train_labels), last = load_data()
test_images, test_labels = last

# %% equal: arrays are accepted, and tensors
# - train_images, train_labels = tf.constant(train_images), tf.constant(train_labels)
# + …
