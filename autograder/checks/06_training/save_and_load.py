"""save_and_load: a model saved to a file, and got back from it."""

import numpy as np
import pytest

from course_utils.checking.expect import as_numbers, as_row, expect, expect_object
from course_utils.checking.student import AnswerRaised, CheckFailed

from .known_models import linear
from .shared import SMOOTH, is_model, predict

exercise = pytest.mark.exercise


SAVING = {
    "Invalid filepath extension": "save at the `path` that is handed in; its name ends in .keras",
    "Please ensure the file is an accessible": "is the model saved at `path` before it is loaded from "
    "there?",
    "not found": "is the model saved at `path` before it is loaded from there?",
    "has no attribute 'load'": "the function that reads such a file is `tf.keras.models.load_model`",
    "has no attribute 'load_model'": "`load_model` is in `tf.keras.models`; a model can only save",
    "missing 1 required positional argument": "both saving and loading need the `path`",
}


def _numbers(seed):
    """Return the weights and the bias of a model, and images for it."""
    rng = np.random.default_rng(seed)
    weights, bias = rng.normal(size=(30, 7)), rng.normal(size=7)
    return weights, bias, rng.random((9, 6, 5, 1), dtype="float32")


def _saved(student, seed, judge, *, first=False, before=lambda _model: None):
    """Let `judge` look at a model, what came back for it, and the file, in a folder of its own.

    What `before` does to the model comes before it is handed in.
    """
    weights, bias, images = _numbers(seed)
    model = linear(student, weights, bias, (6, 5, 1))
    before(model)
    folder = student.make("tempfile.mkdtemp")
    path = student.make("os.path.join", folder, "model.keras")
    try:
        loaded = student.attempt("save_and_load", model, path).value_or_raise(SAVING)
        loaded = is_model("save_and_load", loaded, first=first)
        judge(model, loaded, path, images, weights, bias)
    finally:
        student.make("shutil.rmtree", folder, ignore_errors=True)


def _alike(rows, others):
    return bool(np.allclose(rows, others, rtol=SMOOTH, atol=1e-4))


def _same_predictions(name, model, images, weights, bias):
    expected = images.reshape(len(images), -1) @ weights + bias
    rows = predict(name, model, images, weights.shape[1], traced=False)
    expect(
        _alike(rows, expected),
        f"{name}: its predictions differ from the saved model's by up to "
        f"{np.abs(rows - expected).max():.2f}; the weights were not kept",
    )


# holds: "that predicts what `model` does"
@exercise("save_and_load")
def test_save_and_load_predicts(student):
    """The loaded model predicts what the saved one did."""

    def judge(_model, loaded, _path, images, weights, bias):
        _same_predictions("the loaded model", loaded, images, weights, bias)

    _saved(student, 41, judge, first=True)


# holds: "save the model at `path`"
@exercise("save_and_load")
def test_save_and_load_file(student):
    """There is a file at the path handed in."""

    def judge(_model, _loaded, path, *_):
        expect(
            student.make("os.path.isfile", path) is True,
            "save_and_load: no file at `path`; save the model there",
        )

    _saved(student, 42, judge)


def _judge_new(student, seed):
    def judge(model, loaded, _path, images, weights, bias):
        model.call("set_weights", [np.zeros_like(weights), np.zeros_like(bias)])
        rows = predict("the loaded model", loaded, images, traced=False)
        expect(
            bool(np.abs(rows).max() > 0),
            "save_and_load: the model that came back changes with the one that went in: "
            "it is the same one; load it from the file",
        )

    _saved(student, seed, judge)


# holds: "A new model"
@exercise("save_and_load")
def test_save_and_load_new_model(student):
    """What comes back is a model of its own, not the one that went in."""
    _judge_new(student, 43)


# holds: "load it from there, return the one that was loaded"
# holds: "read from the file"
@exercise("save_and_load")
def test_save_and_load_from_the_file(student):
    """What comes back is what the file holds, and no copy of what was in memory."""

    def write_others(model):
        # Its Dense layer writes the numbers of another one, so that the file tells what was read.
        other = linear(student, *_numbers(50)[:2], (6, 5, 1))
        layers = [as_row("layers", each.value("layers"))[-1] for each in (model, other)]
        own, others = (expect_object("Dense", each) for each in layers)
        own.call("__setattr__", "save_own_variables", others.value("save_own_variables"))

    def judge(model, loaded, path, images, *_):
        try:
            again = student.make("keras.models.load_model", path)
        except AnswerRaised:
            raise CheckFailed(
                "save_and_load: this can be judged when there is a model in the file at `path`"
            ) from None
        rows, in_file, in_memory = (
            predict("the loaded model", each, images, traced=False)
            for each in (loaded, again, model)
        )
        expect(
            _alike(rows, in_file) or not _alike(rows, in_memory),
            "save_and_load: what came back has the numbers of the model in memory, not those in the "
            "file: it is a copy; return what was read from `path`",
        )
        expect(
            _alike(rows, in_file),
            "save_and_load: what came back is not what the file at `path` holds; return what was "
            "read from there",
        )

    _saved(student, 45, judge, before=write_others)


### BEGIN HIDDEN TESTS
# holds: "where to save it"
@exercise("save_and_load")
def test_save_and_load_again(student):
    """A path at which another model was saved before gets this one."""

    def judge(_model, _loaded, path, *_):
        def expect_loaded(name, images, weights, bias):
            loaded = student.attempt("save_and_load", again, path).value_or_raise(SAVING)
            _same_predictions(name, is_model("save_and_load", loaded), images, weights, bias)

        weights, bias, images = _numbers(46)
        again = linear(student, weights, bias, (6, 5, 1))
        expect_loaded("the second model", images, weights, bias)
        again.call("set_weights", [-weights.astype("float32"), bias.astype("float32")])
        name = "the second model, saved again after its weights changed"
        expect_loaded(name, images, -weights, bias)

    _saved(student, 47, judge)


# holds: "whoever has the file has the model"
@exercise("save_and_load")
def test_save_and_load_whole(student):
    """The file alone is enough to get the model back."""

    def judge(_model, _loaded, path, images, weights, bias):
        try:
            again = student.make("keras.models.load_model", path)
        except AnswerRaised:
            raise CheckFailed(
                "save_and_load: keras.models.load_model cannot get the model back from the file "
                "alone; save the whole model at `path`, in Keras's own format"
            ) from None
        _same_predictions("the model in the file", again, images, weights, bias)
        data = as_numbers("the file", student.make("numpy.fromfile", path, "uint8"))
        expect(
            weights.astype("<f4").tobytes() in data.astype("uint8").tobytes(),
            "save_and_load: the numbers of the model are not in the file at `path`; save it in "
            "Keras's own format",
        )

    _saved(student, 44, judge)


### END HIDDEN TESTS
