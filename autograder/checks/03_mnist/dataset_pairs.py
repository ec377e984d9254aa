"""The pairs of images and labels that a dataset hands out in batches."""

import numpy as np

from course_utils.checking.expect import expect, expect_array, format_value, type_of
from course_utils.checking.plain_data import Array
from course_utils.checking.student import AnswerRaised, CheckFailed, RemoteObject

from .shared import expect_unchanged, pixels

MNISTS = "are those MNIST's? Use the arguments `images` and `labels`"
DATA = {
    "60000": MNISTS,
    "10000": MNISTS,
    "non-rectangular": "give `from_tensor_slices` a tuple, with round brackets: (images, labels)",
    "truth value": "give `from_tensor_slices` one argument, the tuple (images, labels)",
    "argument: 'batch_size'": "`batch` wants to know how many images a batch holds",
    "argument: 'buffer_size'": "`shuffle` wants to know how many items its buffer holds",
}


def numbered(count, height, width, dtypes=("uint8", "uint8")):
    """Return images that carry their number in their pixels, and a label for each.

    The labels are random: where pairs come apart, about nine of ten are wrong, and a chance below
    10**-6 that all fit is reached with ten images already.
    """
    index = np.arange(count)
    images = pixels(count, count, height, width).astype(dtypes[0])
    if images.dtype.kind == "f":
        images[:, -1] += 0.25  # what whole numbers cannot hold
    images[:, 0, 0], images[:, 1, 0] = index % 256, index // 256
    labels = np.random.default_rng(count + 1000).permutation(count) % 10  # about as many of each
    return images, labels.astype(dtypes[1])


def handed_out(student, function, images, labels, size):
    """Return the pairs of arrays that a dataset hands out, one pair per batch."""
    outcome = student.attempt(function, images, labels, size)
    dataset = outcome.value_or_raise(DATA)
    if not isinstance(dataset, RemoteObject):
        raise CheckFailed(f"{function}: expected a tf.data.Dataset, got {type_of(dataset)}")
    # Of a dataset that never ends, no more is read than shows it.
    most = len(images) + 1 if len(images) <= 500 else len(images) // size + 2
    try:
        items = student.make("builtins.list", dataset.call("take", most))
    except AnswerRaised as raised:
        if raised.type_name == "AttributeError":
            got = f"expected a tf.data.Dataset, got a {dataset.type_name}"
            raise CheckFailed(f"{function}: {got}") from None
        raise CheckFailed(f"{function}: reading the dataset raised {raised.text[:150]}") from None
    expect(isinstance(items, list) and len(items) > 0, f"{function}: the dataset is empty")
    pairs = [pair_of(function, item, images) for item in items]
    if function == "shuffled_batches":  # the one that may be tempted
        expect_unchanged(function, outcome, images, labels)
    expect(
        len(items) < most,
        f"{function}: {len(images)} images went in, and after {most - 1} batches there are still "
        "more; does it repeat?",
    )
    return pairs


def pair_of(function, item, images):
    """Return the images and the labels of an item that a dataset handed out."""
    if isinstance(item, Array):
        raise CheckFailed(
            f"{function}: an item is one tensor of shape {item.shape}; expected a pair "
            "(images, labels); give `from_tensor_slices` a tuple of both"
        )
    is_pair = isinstance(item, (tuple, list)) and len(item) == 2
    expect(
        is_pair, f"{function}: an item is {format_value(item)}; expected a pair (images, labels)"
    )
    x, y = (
        expect_array(f"{function}: the {name}", part)
        for name, part in zip(("images", "labels"), item, strict=True)
    )
    problem = f"{function}: an item holds images of shape {x.shape} and labels of shape {y.shape}"
    one = images.shape[1:]
    expect(x.shape[-2:] != (28, 28), f"{problem}; {MNISTS}")
    expect(x.shape != one, f"{problem}: one image; put several together with `.batch`")
    expect(
        not (x.ndim == 1 and y.shape[1:] == one),
        f"{problem}; are the two swapped? Images come first",
    )
    expect(
        x.shape[1:] != images.shape,
        f"{problem}: everything is one item; `from_tensor_slices` cuts it into single images",
    )
    expect(
        x.ndim < 2 or x.shape[2:] != one,
        f"{problem}: batches of batches; call `.batch` once",
    )
    right = x.shape[1:] == one and y.shape == x.shape[:1]
    expect(right, f"{problem}; expected (batch_size, height, width) and (batch_size,)")
    return x, y


def expect_sizes(function, pairs, count, size):
    """Expect whole batches, a smaller one at the end, and as many images as went in."""
    sizes = [len(x) for x, _ in pairs]
    total, rest = sum(sizes), count % size
    problem = (
        f"{function}: {count} images, batch_size={size}: the batches hold {format_value(sizes, 40)}"
    )
    expect(
        total != count - rest or rest == 0,
        f"{problem}; the last images are lost; keep the smaller batch",
    )
    expect(total == count, f"{problem}, that is {total} in all")
    expected = [size] * (count // size) + [rest] * (rest > 0)
    expect(
        sizes == expected or sorted(sizes, reverse=True) != expected,
        f"{problem}; the smaller batch isn't the last: were whole batches shuffled, not images?",
    )
    expect(sizes == expected, f"{problem}; use the argument `batch_size`")


def joined(function, pairs, images, labels):
    """Return the number of each image that was handed out, in order; expect it with its label."""
    x = np.concatenate([part for part, _ in pairs])
    y = np.concatenate([part for _, part in pairs])
    for name, new, old in (("images", x, images), ("labels", y, labels)):
        expect(
            new.dtype == old.dtype,
            f"{function}: the {name} are {new.dtype}, they went in as {old.dtype}; hand them out "
            "as they are",
        )
    index = x[:, 0, 0].astype(int) + 256 * x[:, 1, 0].astype(int)
    known = index < len(images)
    known[known] = (images[index[known]] == x[known]).all(axis=(1, 2))
    strange = int((~known).sum())
    expect(
        strange == 0,
        f"{function}: {strange} images aren't among those that went in; hand them out as they are",
    )
    lost = int((labels[index] != y).sum())
    expect(
        lost == 0,
        f"{function}: {lost} of {len(y)} images have the label of another image; keep images and "
        "labels together as pairs",
    )
    return index


def expect_once(function, index, count):
    """Expect every image once."""
    different = len(set(index.tolist()))
    expect(
        different == count,
        f"{function}: {count} images went in, {different} different ones came out; each image "
        "should come once",
    )
