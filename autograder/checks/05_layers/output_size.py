"""output_size: the size of a convolution's result, by a formula."""

import pytest

from course_utils.checking.expect import as_numbers, expect, expect_number, expect_object
from course_utils.checking.student import CheckFailed

exercise = pytest.mark.exercise


def _size_by_keras(student, n, k, s, padding):
    layer = expect_object("Conv2D", student.make("keras.layers.Conv2D", 1, k, s, padding))
    shape = as_numbers("Conv2D", layer.call("compute_output_shape", (1, n, n, 1)))
    expect(shape.shape == (4,), "Conv2D is no longer Keras's own")
    return shape[1]


WRONG_SIZES = {
    "same": (
        (lambda n, _k, s: n // s, "the division is rounded down; the last pixels get a window too"),
        (lambda n, _k, _s: n, '"same" keeps the size at stride 1 only; what does the stride do?'),
        (lambda n, k, s: (n - k) // s + 1, 'that is the size for "valid"; is `padding` used?'),
        (lambda n, _k, s: n / s, "a size is a whole number: round the division up"),
        (
            lambda n, k, s: (n + 2 * (k // 2) - k) // s + 1,
            "that is for half a kernel of zeros on either side; compare with the text's formula",
        ),
    ),
    "valid": (
        (lambda n, k, s: (n - k) // s, "the window's first position counts too: what is added?"),
        (lambda n, k, s: (n - k + 1) // s, "the 1 is added after the division, not before it"),
        (lambda n, k, s: n - k // s + 1, "what is divided by the stride? Python divides first"),
        (lambda n, k, s: -(-(n - k) // s) + 1, "round down: the window must not leave the image"),
        (lambda n, k, s: (n - k) / s + 1, "a size is a whole number: round the division down"),
        (lambda n, k, _s: n - k + 1, "that is the size at stride 1; is `s` used?"),
        (lambda n, _k, s: -(-n // s), 'that is the size for "same"; is `padding` used?'),
    ),
}


def _judge_output_sizes(student, cases, sizes):
    """Compare the student's sizes with the right ones, of cases (n, k, s) with one padding."""
    for padding, grid in cases.items():
        found = [
            expect_number(
                f"output_size({n}, {k}, {s}, {padding!r})",
                student.call("output_size", n, k, s, padding),
            )
            for n, k, s in grid
        ]
        off = [i for i, got in enumerate(found) if got != sizes(*grid[i], padding)]
        if not off:
            continue
        n, k, s = grid[off[0]]
        hint = "count the positions of the window"
        for formula, message in reversed(WRONG_SIZES[padding]):
            if all(got == formula(*case) for got, case in zip(found, grid, strict=True)):
                hint = message
        got = f"{found[off[0]]:g}"
        raise CheckFailed(
            f"output_size({n}, {k}, {s}, {padding!r}): got {got}, which is not right; {hint}"
        )


@exercise("output_size")
def test_output_size_valid(student):
    """For "valid" it agrees with Keras."""
    cases = {"valid": [(28, 5, 1), (28, 3, 2), (7, 3, 2), (10, 4, 3), (28, 4, 2)]}
    _judge_output_sizes(student, cases, lambda *case: _size_by_keras(student, *case))


@exercise("output_size")
def test_output_size_same(student):
    """For "same" it agrees with Keras."""
    cases = {"same": [(28, 5, 1), (28, 3, 2), (7, 3, 2), (10, 4, 3), (28, 4, 2)]}
    _judge_output_sizes(student, cases, lambda *case: _size_by_keras(student, *case))


### BEGIN HIDDEN TESTS
# holds: "how many weights the kernel has along it, at most n."
# holds: "padding: "valid" or "same"."
# holds: "The size of the result along this axis, a whole number."
@exercise("output_size", weight=2)
def test_output_size_grid(student, hidden_rng):
    """It is right for many sizes, kernels and strides."""
    sizes = hidden_rng("sizes").integers(7, 90, 4).tolist()
    grid = [(n, k, s) for n in (1, 5, *sizes) for k in (1, 2, 3, 7) for s in (1, 2, 3, 5)]
    grid = [case for case in grid if case[1] <= case[0]]

    def positions(n, k, s, padding):
        return len(range(0, n if padding == "same" else n - k + 1, s))

    _judge_output_sizes(student, {"valid": grid, "same": grid}, positions)


### END HIDDEN TESTS
