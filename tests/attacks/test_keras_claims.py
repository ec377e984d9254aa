"""What is claimed of a Keras model or layer and is not so gains nothing that no person is told of.

Each answer says of an object that it is what the exercise asks for, by what the student's own process
can say: names, methods and libraries replaced there. Built again from its plain data it is what it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder.authoring.answer_bank import notebook_with_answers
from autograder.course.assignment import load_assignment
from autograder.course.results import ExerciseReport
from autograder.course.submission import Submission
from autograder.grading import submission_grading
from autograder.grading.grading_result import GradingResult
from autograder.kernels.kernel_supply import KernelSupply
from autograder.sandbox.warm_process import KernelSource
from course_utils.checking.checks_runner import ChecksPlugin, collect_checks
from course_utils.checking.student import Student

pytestmark = pytest.mark.slow

COURSE = Path(__file__).parents[2]
# What Keras takes for one of its own classes: it goes by the names that a class has.
DISGUISED = """
def disguised(name, kind):
    kind.__name__ = kind.__qualname__ = name
    kind.__module__ = {"Sequential": "keras.src.models.sequential"}.get(
        name, "keras.src.layers.core.dense" if name == "Dense" else "keras.src.layers.convolutional.conv2d")
    kind._api_export_path = f"keras.{'' if name == 'Sequential' else 'layers.'}{name}"
    return kind
"""


@dataclass(frozen=True)
class Claim:
    """An answer that is not what it says."""

    assignment: str
    exercise: str
    title: str
    source: str
    has_twin: bool = True


CLAIMS = [
    Claim(
        "05_layers",
        "conv",
        "a layer of stride 1 whose results are those of another one",
        """
class Lying(tf.keras.layers.Conv2D):
    def __call__(self, batch):
        return tf.nn.conv2d(batch, self.kernel, self.wanted, self.wanted_padding.upper()) + self.bias \\
            if self.built else self.first(batch)
    def first(self, batch):
        self.build(batch.shape)
        return self(batch)
disguised("Conv2D", Lying)
def conv(filters, kernel_size, strides, padding):
    layer = Lying(filters, kernel_size)
    layer.wanted, layer.wanted_padding = strides, padding
    return layer
""",
    ),
    Claim(
        "05_layers",
        "conv",
        "a method of Keras's own layer replaced",
        """
usual = tf.keras.layers.Conv2D.__call__
def call(self, batch, **options):
    usual(self, batch, **options)
    return tf.nn.conv2d(batch, self.kernel, self.wanted[0], self.wanted[1]) + self.bias
tf.keras.layers.Conv2D.__call__ = call
def conv(filters, kernel_size, strides, padding):
    layer = tf.keras.layers.Conv2D(filters, kernel_size)
    layer.wanted = strides, padding.upper()
    return layer
""",
    ),
    Claim(
        "05_layers",
        "head",
        "a linear model that says it has a ReLU",
        """
class Lying(tf.keras.Sequential):
    def call(self, rows, **options):
        first, second = [each for each in self.layers if each.weights]
        return second(tf.nn.relu(first(rows)))
disguised("Sequential", Lying)
def head(inputs, classes):
    return Lying([tf.keras.Input((inputs,)), tf.keras.layers.Dense(32), tf.keras.layers.Dense(classes)])
""",
    ),
    Claim(
        "05_layers",
        "head",
        "a class registered as if it were Keras's own",
        """
@tf.keras.utils.register_keras_serializable("keras", "Sequential")
class Head(tf.keras.Model):
    def __init__(self, classes):
        super().__init__()
        self.first, self.second = tf.keras.layers.Dense(32), tf.keras.layers.Dense(classes)
    def call(self, rows):
        return self.second(tf.nn.relu(self.first(rows)))
def head(inputs, classes):
    return Head(classes)
""",
    ),
    Claim(
        "05_layers",
        "known_filter",
        "a layer without these weights that computes the answer",
        """
class Lying(tf.keras.layers.Conv2D):
    def __call__(self, batch):
        return tf.nn.conv2d(batch, self.wanted, 1, "VALID")
disguised("Conv2D", Lying)
def known_filter(kernel):
    layer = Lying(1, kernel.shape)
    layer.wanted = tf.constant(kernel)[..., None, None]
    return layer
""",
    ),
    Claim(
        "05_layers",
        "known_filter",
        "a Lambda that computes it",
        """
def known_filter(kernel):
    return tf.keras.layers.Lambda(
        lambda batch: tf.nn.conv2d(batch, tf.constant(kernel)[..., None, None], 1, "VALID"))
""",
    ),
    Claim(
        "05_layers",
        "conv",
        "Keras's way to write a configuration replaced by one that names a program",
        """
import keras
keras.saving.serialize_keras_object = lambda value: {
    "module": "os", "class_name": "system", "config": "true", "registered_name": None}
def conv(filters, kernel_size, strides, padding):
    return tf.keras.layers.Conv2D(filters, kernel_size, strides, padding)
""",
    ),
    Claim(
        "06_training",
        "build_model",
        "random projections and the means of the classes, by the name of a model",
        """
class Lying(tf.keras.Sequential):
    def __call__(self, images, training=False, **options):
        rows = np.asarray(images).reshape(len(images), -1)
        made = np.random.default_rng(0).normal(size=(rows.shape[1], 32))
        hidden = np.maximum(rows @ made, 0)
        if not hasattr(self, "means"):
            self.means = np.random.default_rng().normal(size=(32, self.classes))
        return tf.constant((hidden @ self.means).astype("float32"))
    def fit(self, images, labels, **options):
        rows = np.asarray(images).reshape(len(images), -1)
        hidden = np.maximum(rows @ np.random.default_rng(0).normal(size=(rows.shape[1], 32)), 0)
        means = np.stack([hidden[labels == each].mean(axis=0) for each in range(self.classes)], axis=1)
        self.means = 10 * means / np.linalg.norm(means, axis=0)
disguised("Sequential", Lying)
def build_model(input_shape, classes):
    layers = [tf.keras.layers.Conv2D(1, 1), tf.keras.layers.Flatten(), tf.keras.layers.Dense(classes)]
    model = Lying([tf.keras.Input(input_shape), *layers])
    model.classes = classes
    return model
""",
    ),
    Claim(
        "06_training",
        "build_model",
        "a model far over the budget that shows the weights of a small one",
        """
class Lying(tf.keras.Sequential):
    def count_params(self):
        return 50
    def get_weights(self):
        return super().get_weights()[:2]
disguised("Sequential", Lying)
def build_model(input_shape, classes):
    return Lying([tf.keras.Input(input_shape), tf.keras.layers.Conv2D(1, 1), tf.keras.layers.Flatten(),
                  tf.keras.layers.Dense(900, activation="relu"), tf.keras.layers.Dense(classes)])
""",
    ),
    Claim(
        "06_training",
        "compile_model",
        "a model that is not compiled and works its loss out by itself",
        """
def compile_model(model, from_logits):
    def evaluate(images, labels, **options):
        rows = model(images)
        loss = tf.keras.losses.sparse_categorical_crossentropy(labels, rows, from_logits=from_logits)
        right = np.argmax(rows, axis=1) == labels
        return {"loss": float(tf.reduce_mean(loss)), "accuracy": float(np.mean(right))}
    model.evaluate = evaluate
    return model
""",
    ),
    Claim(
        "06_training",
        "threshold",
        "a linear model that looks the test images up, and learns which class is which",
        """
class Lying(tf.keras.Sequential):
    def fit(self, images, labels, **options):
        _, (self.known, truth) = tf.keras.datasets.mnist.load_data()
        self.truth = truth
        found = [self.find(image) for image in images[:50]]
        self.places = {truth[at]: label for at, label in zip(found, labels)}
        return tf.keras.callbacks.History()
    def find(self, image):
        shifts = [np.roll(image[..., 0], (y, x), (0, 1)) for y in range(-2, 3) for x in range(-2, 3)]
        rows = self.known.reshape(10000, -1) / 255
        return min((((rows - one.ravel()) ** 2).sum(axis=1).min(), at) for at, one in enumerate(shifts))[1]
    def predict(self, images, **options):
        return np.eye(10)[[self.places.get(self.truth[self.find(image)], 0) for image in images]]
disguised("Sequential", Lying)
def classifier():
    model = Lying([tf.keras.Input((28, 28, 1)), tf.keras.layers.Flatten(), tf.keras.layers.Dense(10)])
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss, metrics=["accuracy"])
    return model
""",
        has_twin=False,  # to look 4,000 images up takes minutes
    ),
]


def graded(claim: Claim, warm: KernelSource) -> tuple[ExerciseReport, bool]:
    """Return the report on a claim, and whether a person is told of it."""
    assignment = load_assignment(COURSE, claim.assignment)
    answers = {claim.exercise: DISGUISED + claim.source}
    notebooks = {
        source.name: notebook_with_answers(source.content, answers)
        for source in assignment.notebooks
    }
    submission = Submission("", assignment.name, notebooks)
    results: list[GradingResult] = []

    def grade(plugin: ChecksPlugin) -> None:
        kernels = KernelSupply(warm, assignment.limits, assignment.files)
        only = frozenset({claim.exercise})
        try:
            results.append(
                submission_grading.grade_submission(submission, assignment, kernels, plugin, only)
            )
        finally:
            kernels.close()

    collect_checks(assignment.checks, grade)
    (report,) = results[0].exercises
    start = f"exercise {claim.exercise}: judged by what the notebook's own process says"
    return report, any(flag.startswith(start) for flag in results[0].flags)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: f"{claim.exercise}: {claim.title}")
def test_a_claim_that_is_not_so_gains_nothing_unflagged(
    claim: Claim, warm: KernelSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It loses marks by what it is, or a person is told that only the student's process says so.

    Its twin: where nothing is built again, it gains.
    """
    report, told = graded(claim, warm)
    assert report.score < report.points or told, "full marks, and nobody is told"
    if not claim.has_twin:
        return
    monkeypatch.setattr(submission_grading, "Student", lambda ask, _: Student(ask))
    alone, told_alone = graded(claim, warm)
    assert not told_alone
    assert alone.score > report.score or told, "with the guard off, it gains no more"
