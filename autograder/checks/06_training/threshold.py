"""threshold: a model that, trained here, gets enough of the shaken images right."""

import numpy as np
import pytest

from course_utils.checking.expect import as_numbers, expect
from course_utils.checking.student import AnswerRaised, RemoteObject

from .shared import accuracy_of, digits, is_model, load_mnist, predict

exercise = pytest.mark.exercise


def _shaken(images, seed):
    """Return uint8 images moved by up to 2 pixels and made noisy, float32 (n, 28, 28, 1)."""
    rng = np.random.default_rng(seed)
    moves = rng.integers(-2, 3, size=(len(images), 2))
    moved = [np.roll(image, move, axis=(0, 1)) for image, move in zip(images, moves, strict=True)]
    noisy = np.stack(moved) / 255 + rng.normal(0, 0.05, size=images.shape)
    return np.clip(noisy, 0, 1)[..., np.newaxis].astype("float32")


# The reference reaches 0.879 to 0.953 (mean 0.916, standard deviation 0.024) over 20 seeds, as
# measured by `python benchmarks/threshold_spread.py --seeds 20`; its first convolution alone, or a
# hidden Dense layer instead, about 0.79; a linear model 0.69.
TRAIN_IMAGES, EPOCHS, BATCH_SIZE, THRESHOLD = 3000, 4, 32, 0.82

# After these epochs the reference's training loss is about 0.2, a linear model's 0.85. SGD at its
# own learning rate, or Adam at a tenth of its own, leave it between 1.3 and 2.3.
HARDLY_FELL = 1.25


def _reached(student, seed, data_seed, start, count):
    """Return the accuracy of a fresh model of the student's, trained here, on unlabelled images."""
    return _trained_here(student, seed, data_seed, start, count)[0]


def _trained_here(student, seed, data_seed, start, count):
    """Train a fresh model of the student's; return its accuracy, itself, and its last loss.

    It is built again from its configuration, where no code of the student's ever ran, and its
    weights are drawn anew: what it knows, it has learned here. A model that cannot be built so is
    trained in the student's process. That gets the test images without labels, shaken here, so that
    they are found in no table; the labels stay on this side. And the ten classes have changed
    places, so that what a model has learned from elsewhere does not help.
    """
    (train_images, train_labels), (test_images, test_labels) = load_mnist()
    student.seed(seed)
    made = is_model("classifier", student.call("classifier"))
    first = data_seed * 997 % 50_000
    some = slice(first, first + TRAIN_IMAGES)
    places = np.random.default_rng(data_seed).permutation(10)
    x, y = _shaken(train_images[some], data_seed), places[train_labels[some]].astype("int64")
    unseen = _shaken(test_images[start : start + count], data_seed + 1)
    truth = test_labels[start : start + count]
    knows = accuracy_of(predict("classifier", made.rebuilt(), unseen), truth)
    # Over random weights it is 0.1 on average, and hardly ever 0.3.
    expect(
        knows < 0.5,
        f"classifier: before any training here it gets {knows:.3f} of the images right; return a "
        "model that has not been trained",
    )
    model = made.rebuilt(weights=False)
    history = model.call("fit", x, y, epochs=EPOCHS, batch_size=BATCH_SIZE, verbose=0)
    rows = predict("classifier", model, unseen)
    return accuracy_of(rows, places[truth]), model, _last_loss(history)


def _last_loss(history):
    """Return the last training loss, 0 if the History does not tell."""
    curves = history.value("history") if isinstance(history, RemoteObject) else None
    losses = curves.get("loss") if isinstance(curves, dict) else None
    return float(as_numbers("the loss", losses)[-1]) if isinstance(losses, list) and losses else 0.0


def _layer_names(model, depth=3):
    """Return the names of the classes of a model's layers, those of models within it included."""
    try:
        layers = model.value("layers")
    except AnswerRaised:
        return set()
    layers = (
        [one for one in layers if isinstance(one, RemoteObject)] if isinstance(layers, list) else []
    )
    inner = [_layer_names(one, depth - 1) for one in layers if depth]
    return {one.type_name for one in layers}.union(*inner)


def _advice(found, model, loss):
    """Return what to look at, from the accuracies reached, and from the last model and its loss."""
    if max(found) >= THRESHOLD:
        return "a good model does not depend on a lucky seed"
    layers = _layer_names(model)
    if "BatchNormalization" in layers:
        return (
            "its BatchNormalization judges by averages over many steps, and here there are fewer "
            "than 400; section 8 says what to do about that"
        )
    if max(found) < 0.4:
        return (
            "that is near guessing: does the loss fit the head, is the learning rate sound, does "
            "`overfit_small` reach 0.95?"
        )
    if loss > HARDLY_FELL:
        return (
            f"its training loss has only come down to {loss:.2f}: does the optimiser take large "
            "enough steps? Look at which one it is, and at its learning rate"
        )
    if any("Conv" in name for name in layers):
        return "it learns, but not enough: is one convolution enough, and has it filters enough?"
    return "it learns, but not enough: do its layers look at neighbouring pixels together?"


@exercise("threshold")
def test_threshold_once(student):
    """Trained once, the model gets at least 0.82 of the shaken images right."""
    accuracy, model, loss = _trained_here(student, 1, 10, 0, 1000)
    expect(
        accuracy >= THRESHOLD,
        f"classifier: trained here, it gets {accuracy:.3f} of the images right, the threshold is "
        f"{THRESHOLD:.2f}; {_advice([accuracy], model, loss)}",
    )


@exercise("threshold")
def test_threshold_fresh(student):
    """Each call gives a new model, which has not been trained."""
    student.seed(2)
    images, labels = digits(0, 64)
    first = is_model("classifier", student.call("classifier"))
    first.call("fit", images, labels, epochs=1, batch_size=BATCH_SIZE, verbose=0)
    second = is_model("classifier", student.call("classifier"))
    rows = [predict("classifier", model, images) for model in (first, second)]
    expect(
        rows[0].shape != rows[1].shape or not np.allclose(*rows, rtol=1e-5, atol=1e-7),
        "classifier: a second call gives the same model again, which is trained by then; is it "
        "made outside of the function?",
    )


### BEGIN HIDDEN TESTS
@exercise("threshold", weight=3)
def test_threshold_seeds(student):
    """Trained three times from different seeds, it gets there at least twice."""
    found: list[float] = []
    for seed, data_seed, start in ((314, 2718, 2000), (1618, 1414, 5000), (577, 1732, 8000)):
        accuracy, model, loss = _trained_here(student, seed, data_seed, start, 1000)
        found.append(accuracy)
        passed = sum(accuracy >= THRESHOLD for accuracy in found)
        if passed == 2 or len(found) - passed == 2:
            break  # the third run would change nothing
    shown = ", ".join(f"{accuracy:.3f}" for accuracy in found)
    expect(
        passed == 2,
        f"classifier: trained from different seeds, it reaches {shown}; expected "
        f"{THRESHOLD:.2f} in two of three; {_advice(found, model, loss)}",
    )


### END HIDDEN TESTS
