from __future__ import annotations

import ast

import pytest

from autograder.course.name_use import MOST_STATEMENTS, NameUse, _statements, name_use


@pytest.mark.parametrize(
    ("source", "binds", "needs", "later"),
    [
        ("x = 1\ny = x + z", "x y", "z", ""),
        ("a = 1; b = a", "a b", "", ""),
        ("x += 1", "x", "x", ""),
        ("del y", "y", "y", ""),
        ("import numpy as np, os.path", "np os", "", ""),
        ("from a import b as c", "c", "", ""),
        ("def f(x, y=q):\n    return w + x + y", "f", "q", "w"),
        ("@mark(z)\ndef f():\n    return g()", "f", "mark z", "g"),
        ("def f():\n    global g\n    g = 1", "f g", "", ""),
        ("class A(B):\n    t = u", "A", "B", "u"),
        (
            "for row in table:\n    for cell in row:\n        show(cell)",
            "row cell",
            "table show",
            "",
        ),
        ("for i in i:\n    pass", "i", "i", ""),
        ("with open(p) as f:\n    f.read()", "f", "open p", ""),
        ("if c:\n    m = 1\nm", "m", "c m", ""),
        ("%matplotlib inline\nx = 1", "x", "matplotlib inline", ""),
        ("await g(x)", "", "g x", ""),
    ],
)
def test_what_a_cell_does_with_names(source: str, binds: str, needs: str, later: str) -> None:
    """A name is needed that may be read before the cell has bound it itself."""
    expected = NameUse(*(frozenset(names.split()) for names in (binds, needs, later)))
    assert name_use(source) == expected


def test_names_in_strings_may_be_read() -> None:
    """Where text is run or looked up as a name, every word may be one."""
    found = name_use("if 'losses' in globals():\n    show(total)")
    assert {"losses", "total"} <= found.needs
    assert found.binds == frozenset()


@pytest.mark.parametrize(
    "source",
    ["x +", "from a import *", "x = 1\n" * 40_000, "(" * 100_000, "\0", "-" * 300_000 + "1"],
    ids=["syntax error", "import all", "long", "deep", "null byte", "signs"],
)
def test_of_what_cannot_be_told_each_word_may_be_needed(source: str) -> None:
    """Words in comments and strings count."""
    found = name_use(source + "  # 'é' x1")
    assert not found.is_told
    assert {"é", "x1"} <= found.needs
    assert found.needs == found.needs_later


def test_a_cell_of_endlessly_many_statements_is_not_told() -> None:
    """It would be parsed one by one: a hostile cell must not hold a worker up."""
    assert name_use("a = 1\n" * MOST_STATEMENTS).is_told
    assert not name_use("a = 1\n" * (MOST_STATEMENTS + 1)).is_told


@pytest.mark.parametrize(
    "source", ["x = 1; y = 2\n", "é = 'ü'; z = é", "x = '''a\nb'''; y = 1", "x = 1\r\ny = 2\r\n"]
)
def test_statements_are_cut_out_as_python_does(source: str) -> None:
    """Several in a line, letters of several bytes, texts of several lines and any line ends."""
    expected = [ast.get_source_segment(source, each) for each in ast.parse(source).body]
    assert [text for _, text in _statements(source)] == expected
