"""build_model: a classifier for the shape and the classes asked for, within a budget."""

import numpy as np
import pytest

from course_utils.checking.expect import expect, expect_array, expect_finite, expect_number
from course_utils.checking.student import AnswerRaised, CheckFailed

from .known_models import compile_classifier, once, weights_of
from .shared import SMOOTH, cross_entropy, digits, is_model, is_softmax, predict

exercise = pytest.mark.exercise

MAX_PARAMETERS = 100_000
TOO_SMALL = "the layers leave nothing of the image: pool less often, or take smaller windows"
BUILDING = {
    "expected min_ndim=4": "a convolution takes images of shape (height, width, channels): hand "
    "`input_shape` on as it is, and flatten after the convolutions",
    "would be negative": TOO_SMALL,
    "egative dimension": TOO_SMALL,
    "Only instances of `keras.Layer`": "Sequential takes a list of layers, each made by its brackets",
    "Only input tensors may be passed": "a layer is made first, then used: two pairs of brackets",
    "has not yet been built": "begin with `tf.keras.Input(input_shape)`, so that the model knows its sizes",
    "unexpected keyword argument": "is that argument's name spelt as the text spells it?",
    "object has no attribute 'add'": "layers are added to the model that `tf.keras.Sequential()` makes",
}


def _built(student, shape, classes, images, *, first=False):
    """Return the student's model, built again where no code of theirs ran, and what it gives.

    To build it costs 0.1 s of CPU, nearly all that most of these checks cost: those that ask for the
    same shape and classes, and do not train it, look at the same one.
    """
    model = once(student, (shape, classes), lambda: _made(student, shape, classes, first).rebuilt())
    return model, _predicted(model, classes, images)


def _made(student, shape, classes, first=False):
    """Return a new model of the student's, in the student's process."""
    made = student.attempt("build_model", shape, classes).value_or_raise(BUILDING)
    return is_model("build_model", made, first=first)


def _predicted(model, classes, images):
    rows = predict("build_model", model, images, traced=False)
    expect(
        rows.shape[1] == classes,
        f"build_model: asked for {classes} classes, the model gives {rows.shape[1]} numbers per "
        "image; use `classes` for the units of the last layer",
    )
    return rows


@exercise("build_model", required=True)
def test_build_model_shape(student):
    """The model gives one number per class for each image."""
    _built(student, (28, 28, 1), 10, digits(0, 5)[0], first=True)


# holds: "At most 100,000 parameters for (28, 28, 1) and 10."
@exercise("build_model")
def test_build_model_budget(student):
    """The model keeps within its budget of parameters."""
    model, _ = _built(student, (28, 28, 1), 10, digits(0, 2)[0])
    count = expect_number("build_model: count_params", model.call("count_params"))
    expect(
        count <= MAX_PARAMETERS,
        f"build_model: {int(count):,} parameters, the budget is {MAX_PARAMETERS:,}; "
        "look in model.summary() for the layer that holds most of them",
    )
    held = sum(item.size for item in weights_of(model, "build_model"))
    expect(
        held <= MAX_PARAMETERS,
        f"build_model: its weights are {held:,} numbers, the budget is {MAX_PARAMETERS:,}",
    )


def _judge_shapes(student, cases):
    rng = np.random.default_rng(0)
    for shape, classes in cases:
        images = rng.random((3, *shape), dtype="float32")
        try:
            _built(student, shape, classes, images)
        except AnswerRaised as raised:
            raise CheckFailed(
                f"build_model: input_shape={shape}, classes={classes} failed: {raised.type_name}: "
                f"{raised.text[:150]}; {_why_not_there(student, raised)}"
            ) from None


def _why_not_there(student, raised):
    """Return what to look at where other data than MNIST's raise."""
    if "negative" in raised.text.lower():
        return TOO_SMALL
    try:
        _built(student, (28, 28, 1), 10, digits(0, 2)[0])
    except CheckFailed:
        return "so do (28, 28, 1) and 10, begin there"
    if raised.type_name in ("ValueError", "InvalidArgumentError"):
        return "are 28, 1 or 10 written in, or a size that was worked out from them?"
    return "(28, 28, 1) and 10 work; which line does something else for others?"


@exercise("build_model")
def test_build_model_other_data(student):
    """The model fits the shape and the classes asked for, not only MNIST's."""
    _judge_shapes(student, [((26, 30, 3), 4)])


def _scores(rows):
    """Return scores that an affine model would make affine: logits, or log-probabilities."""
    if not is_softmax(rows):
        return rows
    logs = np.log(np.clip(rows, 1e-30, None))
    return logs - logs.mean(axis=1, keepdims=True)


def _judge_non_linear(student, shape, classes, seed):
    rng = np.random.default_rng(seed)
    # Without an activation between them, layers make one affine map: its value midway between
    # two images is the mean of its values there. Both signs, so that a ReLU has a kink to show.
    first, second = rng.normal(size=(2, 8, *shape)).astype("float32")
    images = np.concatenate([first, second, (first + second) / 2])
    _, rows = _built(student, shape, classes, images)
    scores = _scores(rows)
    bend = np.abs((scores[:8] + scores[8:16]) / 2 - scores[16:]).max()
    expect(
        bool(bend > SMOOTH * np.abs(scores).max()),
        "build_model: the model is linear, however many layers it has: twice the change in an "
        "image makes twice the change in its scores; what stands between its layers?",
    )


# holds: "**Something non-linear between the layers.**"
@exercise("build_model", weight=2)
def test_build_model_non_linear(student):
    """Between the layers stands something non-linear."""
    _judge_non_linear(student, (28, 28, 1), 10, seed=1)


def _judge_softmax(model, rows, images):
    """Expect a softmax of scores that can be any numbers: neither of a softmax nor of a ReLU."""
    lowest = rows.min(axis=1, keepdims=True)
    alike = (rows == lowest).sum(axis=1)
    tied = (alike > 1) & (alike < rows.shape[1]) & (lowest[:, 0] > 1e-30)
    expect(
        float(tied.mean()) < 0.5,
        "build_model: several classes share the smallest probability to the last digit: is there a "
        "ReLU before the softmax? It makes 0 of every score below it",
    )
    # With weights 30 times as large it is as sure as it can be.
    rng = np.random.default_rng(4)
    large = [
        30 * (each + 0.05 * np.abs(rng.normal(size=each.shape)))
        for each in weights_of(model, "build_model")
    ]
    model.call("set_weights", [each.astype("float32") for each in large])
    most = _predicted(model, rows.shape[1], images[:32]).max()
    expect(
        most > 0.5,
        f"build_model: no probability gets above {most:.2f}, however sure the model is: is there a "
        "softmax twice, or a sigmoid before it? Leave one softmax, and nothing before it",
    )


# holds: "**A last layer that can say no.**"
# holds: "Leave the last layer linear, or let it end in a softmax"
@exercise("build_model", weight=2)
def test_build_model_head(student):
    """The last layer can say both yes and no: it is linear, or a softmax."""
    rng = np.random.default_rng(2)
    images = rng.normal(size=(64, 28, 28, 1)).astype("float32")
    images[32:] *= 1000
    another = _made(student, (28, 28, 1), 10).rebuilt()
    rows = [_built(student, (28, 28, 1), 10, images)[1], _predicted(another, 10, images)]
    rows = np.concatenate(rows)
    if is_softmax(rows):
        _judge_softmax(another, np.concatenate([rows[:32], rows[64:96]]), images)
        return
    # A linear head starts symmetric about 0: ten classes, 64 varied images, two models and not
    # one negative score has a chance far below 1e-6.
    if rows.min() >= 0:
        name = "sigmoid" if rows.max() <= 1 else "ReLU"
        raise CheckFailed(
            f"build_model: no score is ever negative: is there a {name} on the last layer? "
            "Leave it linear (logits), or give it a softmax"
        )
    expect(
        float(np.mean(np.abs(np.abs(rows) - 1) < 1e-3)) < 0.4,
        "build_model: the scores are all squeezed into -1 to 1; is there a tanh on the last "
        "layer? Leave it linear (logits), or give it a softmax",
    )


# holds: "with at least one convolution"
@exercise("build_model", required=True)
def test_build_model_convolution(student):
    """There is a convolution in it."""
    model, _ = _built(student, (28, 28, 1), 10, digits(0, 2)[0])
    # a kernel's axes: height, width, channels, filters
    convolves = any(each.ndim > 3 for each in weights_of(model, "build_model"))
    expect(
        convolves,
        "build_model: there is no convolution in it, no kernel with a height and a width; the text "
        "asks for one, `Conv2D` for example",
    )


# holds: "Do not compile it yet."
# holds: "A model, not compiled"
@exercise("build_model")
def test_build_model_not_compiled(student):
    """It comes back as the text wants it: not compiled yet."""
    expect(
        _made(student, (28, 28, 1), 10).value("compiled") is not True,
        "build_model: the model comes back compiled; leave that to `compile_model`, the text says "
        "not to do it yet",
    )


# holds: "the same images always get the same scores"
@exercise("build_model")
def test_build_model_same_scores(student):
    """Asked twice about the same images, the model gives the same scores."""
    images = digits(5, 8)[0]
    model, rows = _built(student, (28, 28, 1), 10, images)
    again = _predicted(model, 10, images)
    expect(
        np.allclose(rows, again, rtol=SMOOTH, atol=1e-5),
        "build_model: the same images get other scores when asked again; does a Dropout, or noise, "
        "stay on when the model predicts? Leave `training` to Keras",
    )


### BEGIN HIDDEN TESTS
# holds: "It must work for other shapes and numbers of classes too"
# holds: "images of at least 24 × 24 pixels"
# holds: "float32 images of shape (n, height, width, channels) in, scores of shape (n, classes) out"
@exercise("build_model")
def test_build_model_unseen_data(student):
    """The model fits other shapes and numbers of classes."""
    _judge_shapes(student, [((30, 25, 2), 7), ((24, 32, 1), 3)])


@exercise("build_model")
def test_build_model_non_linear_elsewhere(student):
    """A model for other images is not linear either."""
    _judge_non_linear(student, (30, 25, 2), 7, seed=3)


def _patterns(rng, count):
    """Return images, dark, striped or bright, float32 (count, 26, 25, 1), and which they are."""
    three = np.full((3, 26, 25, 1), 0.1)
    three[1, :, ::4] = three[1, :, 1::4] = three[2] = 0.9
    which = rng.permutation(np.arange(count) % 3)
    images = three[which] + rng.normal(0, 0.05, size=(count, 26, 25, 1))
    return images.astype("float32"), which


@exercise("build_model", weight=2)
def test_build_model_can_be_trained(student):
    """A new model comes back, and training teaches it to tell dark, striped and bright."""
    student.seed(10)
    rng = np.random.default_rng(10)
    (images, labels), (unseen, truth) = _patterns(rng, 720), _patterns(rng, 48)
    made = _made(student, unseen.shape[1:], 3)
    model = made.rebuilt()
    rows = _predicted(model, 3, unseen)
    try:
        compile_classifier(model, not is_softmax(rows), 0.01, metrics=())
        before = _loss_in_training(model, unseen, truth)
        # Most need 30 steps. Sigmoids upon sigmoids need more, now and then: 2 of 22 did not get there.
        steps, after = 0, before
        while after >= 0.9 * before and steps < 90:
            model.call("fit", images, labels, epochs=2, batch_size=48, verbose=0)
            steps, after = steps + 30, _loss_in_training(model, unseen, truth)
    except AnswerRaised as raised:
        raise CheckFailed(
            f"build_model: training it raised {raised.type_name}: {raised.text[:150]}"
        ) from None
    expect(
        after < 0.9 * before,
        f"build_model: {steps} steps of training bring its loss from {before:.3f} to {after:.3f} on "
        "images that are dark, striped or bright; can its weights be trained?",
    )
    # what was trained is the one that was built again: so the student's own gets its weights
    made.call("__call__", unseen)
    made.call("set_weights", weights_of(model, "build_model"))
    second = _made(student, unseen.shape[1:], 3).rebuilt()
    _predicted(second, 3, unseen)
    second_loss = _loss_in_training(second, unseen, truth)
    expect(
        abs(second_loss - after) > 1e-4,
        "build_model: a second call gives the same model again, which is trained by then; make "
        "a new one in each call",
    )


def _loss_in_training(model, images, labels):
    """Return the loss as training sees it: batch normalisation then goes by the batch itself."""
    rows = expect_array("build_model", model.call("__call__", images, training=True))
    shape = (len(images), 3)
    expect(rows.shape == shape, f"build_model: expected shape {shape}, got {rows.shape}")
    expect_finite("build_model", rows)
    return cross_entropy(rows.astype("float64"), labels)


### END HIDDEN TESTS
