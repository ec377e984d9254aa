"""Probabilities, and the cross-entropy that they give, in NumPy."""

import numpy as np


def answers(seed, count, num_classes):
    """Return probabilities, all above 0.01 or so, float64 of shape (count, num_classes)."""
    raw = np.random.default_rng(seed).random((count, num_classes)) + 0.1
    return raw / raw.sum(axis=1, keepdims=True)


PROBABILITIES = "these are probabilities already: leave out `from_logits`, or a softmax"


def cross_entropies(labels, probabilities):
    """Return -log of the probability of the right class, one number per row."""
    return -np.log(probabilities[np.arange(len(labels)), labels])


def as_logits(labels, probabilities):
    """Return the mean cross-entropy that comes out if probabilities are taken for logits."""
    powers = np.exp(probabilities)
    return cross_entropies(labels, powers / powers.sum(axis=1, keepdims=True)).mean()
