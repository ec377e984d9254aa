"""random_normal: draws from a normal distribution with the mean and spread asked for."""

import math

import numpy as np
import pytest

from course_utils.checking.expect import expect

from .draws import draw, expect_new_draws

exercise = pytest.mark.exercise


# holds: "Each call draws new numbers."
# holds: "A float32 tensor of this shape, with new numbers at each call."
@exercise("random_normal")
def test_random_normal_form(student):
    """The result has the right shape and dtype, and each call draws new numbers."""
    expect_new_draws(student, "random_normal", 10.0, 3.0)


@exercise("random_normal")
def test_random_normal_arguments(student):
    """`mean` and `std` are used (if they are used rightly: at grading)."""
    data = draw(student, "random_normal", (1000,), 500.0, 20.0)
    mean, std = data.mean(), data.std()
    problem = f"random_normal(…, 500.0, 20.0): the standard deviation of 1,000 draws is {std:.0f}"
    variance = "that is the variance, std × std; TensorFlow wants the standard deviation"
    expect(not (std > 250 and mean > 250), f"{problem}; {variance}")
    problem = f"random_normal(…, 500.0, 20.0): the mean of 1,000 draws is {mean:.0f}"
    expect(std < 250, f"{problem}; are `mean` and `std` swapped?")
    expect(mean > 250, f"{problem}; the argument `mean` isn't used")
    problem = f"random_normal(…, 500.0, 20.0): the standard deviation is {std:.1f}"
    expect(not 0.5 < std < 2, f"{problem}; the argument `std` isn't used")


### BEGIN HIDDEN TESTS
from .draws import DRAWS, expect_no_order  # noqa: E402  # hidden there too

# Statistics on 100,000 draws. Each may stray by 5.5 standard errors, which a right answer exceeds
# once in 26 million; the exercise has four such limits, so a false alarm comes less than once in
# six million gradings (the seed being set besides, the same answer is always judged alike).
STANDARD_ERRORS = 5.5


def strays(observed, expected, standard_error):
    """Return whether a statistic is too far from what is expected to be chance."""
    return bool(abs(observed - expected) > STANDARD_ERRORS * standard_error)


# holds: "the mean of the distribution"
@exercise("random_normal")
def test_random_normal_mean(student):
    """The mean of 100,000 draws is right."""
    student.seed(101)
    data = draw(student, "random_normal", (250, 400), 5.0, 3.0)
    mean, error = data.mean(), 3.0 / math.sqrt(DRAWS)
    problem = f"random_normal(…, 5.0, 3.0): the mean of 100,000 draws is {mean:.2f}"
    expect(strays(mean, 0.0, 3 * error), f"{problem}; the argument `mean` isn't used")
    expect(strays(mean, 3.0, 5 * error), f"{problem}; are `mean` and `std` swapped?")
    expect(not strays(mean, 5.0, error), f"{problem}; that is too far away to be chance")


# holds: "its standard deviation"
@exercise("random_normal")
def test_random_normal_std(student):
    """The spread of 100,000 draws is right."""
    student.seed(102)
    data = draw(student, "random_normal", (400, 250), -2.0, 3.0)
    std = data.std()
    problem = f"random_normal(…, -2.0, 3.0): the standard deviation is {std:.2f}"
    reasons = {
        1.0: "the argument `std` isn't used",
        9.0: "that is the variance, std × std; TensorFlow wants the standard deviation",
        math.sqrt(3.0): "that is the root of `std`; no root is needed",
    }
    for wrong, reason in reasons.items():
        expect(strays(std, wrong, wrong / math.sqrt(2 * DRAWS)), f"{problem}; {reason}")
    expect(
        not strays(std, 3.0, 3.0 / math.sqrt(2 * DRAWS)),
        f"{problem}; that is too far away to be chance",
    )


@exercise("random_normal", required=True)
def test_random_normal_random(student):
    """The draws come in no order."""
    student.seed(109)
    data = draw(student, "random_normal", (DRAWS,), 0.0, 1.0)
    expect_no_order("random_normal(…, 0.0, 1.0)", data)


# holds: "with numbers from a normal distribution"
@exercise("random_normal", required=True)
def test_random_normal_bell(student):
    """The draws have the form of a bell."""
    student.seed(103)
    data = draw(student, "random_normal", (DRAWS,), 0.0, 1.0)
    for width, share in ((1.0, 0.682689), (2.0, 0.954500)):  # of a normal distribution
        found = float(np.mean(np.abs(data) < width))
        error = math.sqrt(share * (1 - share) / DRAWS)
        truncated = bool(np.abs(data).max() < 2.5)  # one draw of 80 lies further out
        flat = "; a uniform distribution is flat, a normal one is a bell" if found < 0.6 else ""
        cut = "; none lies far out: is it truncated?" if truncated else ""
        expect(
            not strays(found, share, error),
            f"random_normal(…, 0.0, 1.0): {found:.1%} of the draws lie within {width:g} × std "
            f"of the mean{flat or cut or '; that is not a bell curve'}",
        )


### END HIDDEN TESTS
