"""Mutants: wrong answers made from right ones by small changes."""

from __future__ import annotations

from typing import Any

import pytest
from nbformat.v4 import new_code_cell

from autograder.authoring.answer_bank import AnswerVariant
from autograder.authoring.mutants import Mutant, make_mutants


def mutants_of(*sources: str, cells: tuple[str, ...] = ()) -> list[Mutant]:
    """Return the mutants of right answers."""
    variants = [AnswerVariant("it", True, f"no. {n}", source) for n, source in enumerate(sources)]
    return make_mutants(variants, [new_code_cell(each) for each in cells])


@pytest.mark.parametrize(
    ("source", "operator", "mutant"),
    [
        ("x = 3", "constant", "x = 4"),
        ("x = 0.25", "constant", "x = 0.5"),
        ("fit(shuffle=True)", "constant", "fit(shuffle=False)"),
        ("x = a < b", "comparison", "x = a <= b"),
        ("x = a and b", "comparison", "x = a or b"),
        ("x = a - b", "operator", "x = b - a"),
        ("x = (a + b) * c", "operator", "x = (a - b) * c"),
        ("x += 1", "operator", "x = 1"),
        ("x = -a", "operator", "x = a"),
        ("x = f(a, b)", "swapped", "x = f(b, a)"),
        ("def f(x: int, y): return x", "swapped", "def f(y: int, x): return x"),
        ("x = f(a, key=1)", "argument left out", "x = f(a)"),
        ("x = f(key=1, other=2)", "argument left out", "x = f(other=2)"),
        ("def f(a):\n    return a", "statement left out", "def f(a):\n    a"),
        ("x = 1\nx = x + y", "statement left out", "x = 1\npass"),
        ("x = tf.cast(a, b)", "call left out", "x = a"),
        ("def f(a):\n    return a.copy() + 1", "call left out", "def f(a):\n    return a + 1"),
        ("x = (a if b else c)", "condition", "x = (a)"),
        ("x = a[1:]", "range", "x = a[:]"),
        ("x = range(n)", "range", "x = range(n - 1)"),
        ("raise ValueError('é')", "exception", "raise KeyError('é')"),
        ("x = 'é' + tf.sum(a, axis=-1)", "axis", "x = 'é' + tf.sum(a, axis=1)"),
        ("x = tf.reduce_sum(a)", "another name", "x = tf.reduce_mean(a)"),
        ("x = a.astype('float32')", "another name", "x = a.astype('float64')"),
        ("x = Conv2D(3, padding='same')", "another name", "x = Conv2D(3, padding='valid')"),
        ("x = Dense(3, activation='relu')", "another name", "x = Dense(3, activation=None)"),
        ("x = train_images", "split", "x = test_images"),
        ("x = x / 255", "in place", "x /= 255"),
        ("@tf.function\ndef f(a): return a", "decorator left out", "def f(a): return a"),
        ("x = rng(seed)", "seed", "x = rng(seed or 1)"),
    ],
)
def test_an_operator_makes_its_change(source: str, operator: str, mutant: str) -> None:
    """Each kind of change is made where it can be, and leaves the rest of the text as it is."""
    made = {each.source for each in mutants_of(source) if each.operator == operator}
    assert mutant in made


def test_what_replaces_a_term_stands_in_brackets_where_it_needs_them() -> None:
    """A sum in the place of a factor stays a sum."""
    sources = {each.source for each in mutants_of("x = f(a + b) * c")}
    assert "x = (a + b) * c" in sources


def test_no_mutant_stands_twice_or_is_an_answer_of_the_bank() -> None:
    """Answers that differ in looks, annotations and docstrings alone are the same."""
    plain = "def f(a):\n    return a + 1"
    typed = 'def f(a: int) -> int:\n    """Add."""\n    return (a + 1)'
    once, both = mutants_of(plain), mutants_of(plain, typed)
    assert len(both) == len(once)
    variants = [
        AnswerVariant("it", True, "right", plain),
        AnswerVariant("it", False, "wrong", "def f(a):\n    return a - 1", "minus"),
    ]
    changed = {each.source for each in make_mutants(variants)}
    assert "def f(a):\n    return a - 1" not in changed


def test_texts_looks_and_endless_loops_are_left_alone() -> None:
    """No mutant differs in a docstring, an annotation, a colour or the condition of a `while`."""
    source = (
        'def f(a: int = 0) -> "int":\n    """Of 3."""\n    while a < 9:\n        a += g(color=1)\n'
    )
    lines = {line for each in mutants_of(source) for line in each.source.splitlines()}
    assert "    while a <= 9:" not in lines
    assert '    """Of 4."""' not in lines
    assert not any("color=2" in line or "color=0" in line for line in lines)


def test_the_change_is_what_went_and_what_came() -> None:
    """A mutant is told by its changed lines, those of a wrapped function by the line that wraps it."""
    mutants = mutants_of("def f(a):\n    b = a\n    return b + 1")
    changes = {each.operator: each.change for each in mutants}
    assert changes["operator"] == ("-     return b + 1", "+     return b - 1")
    assert changes["state kept between calls"] == ("+ f = first_answer_kept(f)",)


def test_arguments_are_taken_from_the_notebooks_example() -> None:
    """An argument gets the example's value in its first line; a global's name means the notebook's."""
    mutants = mutants_of("def f(a, n):\n    return a * n", cells=("a = 2\nf(a, 3)", "f(4, 5)"))
    examples = [each.source for each in mutants if each.operator == "the example's argument"]
    assert examples == [
        'def f(a, n):\n    a = globals()["a"]\n    return a * n',
        "def f(a, n):\n    n = 3\n    return a * n",
    ]
    names = run(examples[0])
    names["a"] = 2
    assert names["f"](1, 3) == 6


@pytest.mark.parametrize("operator", ["state kept between calls", "shown sizes only"])
def test_a_wrapped_function_is_right_the_first_time(operator: str) -> None:
    """It gives the right answer to the first call, and not to all others."""
    mutants = mutants_of("def f(a):\n    return a * 2")
    names = run(next(each.source for each in mutants if each.operator == operator))
    assert list(names["f"](Array(1, 2))) == [1, 2, 1, 2]
    try:
        second = list(names["f"](Array(1)))
    except ValueError:
        second = []
    assert second != [1, 1]


def test_a_twin_raises_just_where_its_mutant_does_something_else() -> None:
    """Given a number, which nothing can change, the mutant is right and its twin does not raise."""
    mutants = mutants_of("def f(a):\n    return a * 2")
    spoiling = next(m for m in mutants if m.operator == "an argument changed in place")
    given = [1, 2]
    assert run(spoiling.source)["f"](given) == [1, 2, 1, 2]
    assert given == []
    assert run(spoiling.twin)["f"](3) == 6
    with pytest.raises(ValueError, match="can be changed"):
        run(spoiling.twin)["f"]([1])


class Array(list[int]):
    """A list with a shape, as an array has one."""

    def __init__(self, *numbers: int) -> None:
        super().__init__(numbers)
        self.shape = (len(numbers),)


def run(source: str) -> dict[str, Any]:
    """Return the names that some code binds; they can be called."""
    names: dict[str, Any] = {}
    exec(source, names)
    return names
