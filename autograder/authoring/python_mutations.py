"""Mutations for any Python code: constants off by one, other comparisons, parts left out or swapped.

Each takes a node of the code, and yields edits of it.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Iterator

from autograder.authoring.python_code import Edit, PythonCode, is_text

Mutation = Callable[[ast.AST, PythonCode], Iterator[Edit]]
_TOKENS: dict[type[ast.AST], tuple[str, tuple[str, ...]]] = {
    ast.Add: ("+", ("-",)),
    ast.Sub: ("-", ("+",)),
    ast.Mult: ("*", ("/",)),
    ast.Div: ("/", ("*", "//")),
    ast.FloorDiv: ("//", ("/",)),
    ast.Mod: ("%", ("//",)),
    ast.Pow: ("**", ("*",)),
    ast.BitAnd: ("&", ("|",)),
    ast.BitOr: ("|", ("&",)),
    ast.Lt: ("<", ("<=", ">")),
    ast.LtE: ("<=", ("<",)),
    ast.Gt: (">", (">=", "<")),
    ast.GtE: (">=", (">",)),
    ast.Eq: ("==", ("!=",)),
    ast.NotEq: ("!=", ("==",)),
    ast.In: ("in", ("not in",)),
    ast.NotIn: ("not in", ("in",)),
    ast.Is: ("is", ("is not",)),
    ast.IsNot: ("is not", ("is",)),
}
# Arguments that change only looks: no check asks for them, and none should.
LOOKS = {
    *("alpha", "color", "edgecolor", "edgecolors", "figsize", "fontsize", "linewidth", "lw"),
    *("marker", "name", "verbose", "constrained_layout", "tight_layout", "linestyle", "width"),
}
_ORDERED = (ast.Sub, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)
_EITHER_WAY = ("minimum", "maximum", "add", "multiply", "equal", "not_equal", "isclose", "allclose")
_MANY = 6  # items in a row, beyond which no two of them are swapped


def constants(node: ast.AST, code: PythonCode) -> Iterator[Edit]:
    """A whole number off by one, a float doubled, a truth value turned round."""
    if not isinstance(node, ast.Constant):
        return
    value = node.value
    if isinstance(value, bool):
        yield (code.put(node, str(not value)),)
    elif isinstance(value, int):
        yield (code.put(node, str(value + 1)),)
        yield (code.put(node, str(value - 1)),)
    elif isinstance(value, float):
        yield (code.put(node, repr(value * 2 if value else 1.0)),)


def operators(node: ast.AST, code: PythonCode) -> Iterator[Edit]:
    """Another operator between two terms, or the terms swapped where their order matters."""
    if isinstance(node, ast.BinOp):
        yield from _other_tokens(node.left, node.op, node.right, code)
        if isinstance(node.op, _ORDERED):
            yield _swapped(node.left, node.right, code)
    elif isinstance(node, ast.AugAssign):
        old, others = _TOKENS.get(type(node.op), ("", ()))
        between = (code.span(node.target)[1], code.span(node.value)[0])
        for new in (*(f"{other}=" for other in others), "="):
            text = code.source[slice(*between)].replace(f"{old}=", new, 1)
            yield ((*between, text),)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Not):
        yield (code.put(node, code.text(node.operand)),)


def comparisons(node: ast.AST, code: PythonCode) -> Iterator[Edit]:
    """A comparison's edge or direction, `and` for `or`."""
    if isinstance(node, ast.Compare):
        terms = [node.left, *node.comparators]
        for left, operator, right in zip(terms, node.ops, terms[1:], strict=False):
            yield from _other_tokens(left, operator, right, code)
    elif isinstance(node, ast.BoolOp):
        old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for left, right in itertools.pairwise(node.values):
            between = (code.span(left)[1], code.span(right)[0])
            yield ((*between, code.source[slice(*between)].replace(old, new, 1)),)


def conditions(node: ast.AST, code: PythonCode) -> Iterator[Edit]:
    """One of two branches always taken, a comprehension's condition left out."""
    if isinstance(node, ast.If):
        yield (code.put(node.test, "True"),)
        yield (code.put(node.test, "False"),)
    elif isinstance(node, ast.IfExp):
        yield (code.put(node, code.text(node.body)),)
        yield (code.put(node, code.text(node.orelse)),)
    elif isinstance(node, ast.comprehension):
        for test in node.ifs:
            yield (code.put(test, "True"),)


def swapped(node: ast.AST, code: PythonCode) -> Iterator[Edit]:
    """Two neighbours swapped: arguments, parameters, items of a tuple or list."""
    items: list[ast.expr] = []
    if isinstance(node, ast.Call):
        either_way = code.text(node.func).rpartition(".")[2] in _EITHER_WAY
        items = [] if either_way else list(node.args)
    elif isinstance(node, ast.Tuple | ast.List) and isinstance(node.ctx, ast.Load):
        items = list(node.elts)
    elif isinstance(node, ast.FunctionDef) and not node.args.defaults:
        for one, other in itertools.pairwise(node.args.args):
            yield _renamed(one, other.arg, code), _renamed(other, one.arg, code)
    if len(items) <= _MANY:
        for left, right in itertools.pairwise(items):
            yield _swapped(left, right, code)


def arguments_left_out(node: ast.AST, code: PythonCode) -> Iterator[Edit]:
    """A keyword left out of a call."""
    if not isinstance(node, ast.Call):
        return
    given: list[ast.expr | ast.keyword] = [*node.args, *node.keywords]
    ends = [code.span(each)[1] for each in given]
    for number, keyword in enumerate(node.keywords, start=len(node.args)):
        if keyword.arg in LOOKS:
            continue
        start, end = code.span(keyword)
        if number:
            start = ends[number - 1]
        elif len(ends) > 1:
            end = code.span(node.keywords[1])[0]
        yield ((start, end, ""),)


def statements_left_out(node: ast.AST, code: PythonCode) -> Iterator[Edit]:
    """A statement left out: one that does something, and binds no name for the first time."""
    if isinstance(node, ast.Return):
        if node.value is not None:
            yield ((*code.span(node), code.text(node.value)),)
    elif _does_something(node, code) and not _in_endless_loop(node, code):
        assert isinstance(node, ast.stmt)  # noqa: S101  # `_does_something` says so
        yield ((*code.span(node), "pass"),)


def calls_left_out(node: ast.AST, code: PythonCode) -> Iterator[Edit]:
    """A call's argument in place of its result; a whole row in place of one item."""
    if isinstance(node, ast.Call) and not isinstance(code.parent(node), ast.Expr):
        function = node.func
        if isinstance(function, ast.Attribute) and not _is_library(function.value, code):
            yield (code.put(node, code.text(function.value)),)
        elif node.args and not isinstance(node.args[0], ast.Starred):
            yield (code.put(node, code.text(node.args[0])),)
    elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        yield (code.put(node, code.text(node.value)),)


def ranges(node: ast.AST, code: PythonCode) -> Iterator[Edit]:
    """A bound of a slice left out, a range one shorter at either end."""
    if isinstance(node, ast.Slice):
        for bound in (node.lower, node.upper):
            if bound is not None:
                yield ((*code.span(bound), ""),)
    elif isinstance(node, ast.Call) and code.text(node.func) == "range" and len(node.args) == 1:
        yield (code.put(node.args[0], f"{code.text(node.args[0])} - 1"),)
        yield (code.put(node.args[0], f"1, {code.text(node.args[0])}"),)


def other_exceptions(node: ast.AST, code: PythonCode) -> Iterator[Edit]:
    """Another exception raised."""
    if isinstance(node, ast.Name) and node.id in ("ValueError", "TypeError", "IndexError"):
        yield ((*code.span(node), "KeyError"),)


MUTATIONS: dict[str, Mutation] = {
    "constant": constants,
    "operator": operators,
    "comparison": comparisons,
    "condition": conditions,
    "swapped": swapped,
    "argument left out": arguments_left_out,
    "statement left out": statements_left_out,
    "call left out": calls_left_out,
    "range": ranges,
    "exception": other_exceptions,
}


def _other_tokens(
    left: ast.expr, operator: ast.AST, right: ast.expr, code: PythonCode
) -> Iterator[Edit]:
    old, others = _TOKENS.get(type(operator), ("", ()))
    between = (code.span(left)[1], code.span(right)[0])
    for new in others:
        yield ((*between, code.source[slice(*between)].replace(old, new, 1)),)


def _swapped(left: ast.expr, right: ast.expr, code: PythonCode) -> Edit:
    return code.put(left, code.text(right)), code.put(right, code.text(left))


def _renamed(parameter: ast.arg, name: str, code: PythonCode) -> tuple[int, int, str]:
    start, _ = code.span(parameter)
    return start, start + len(parameter.arg), name


def _does_something(node: ast.AST, code: PythonCode) -> bool:
    """Say whether a statement can be left out without a missing name that gives it away at once."""
    if isinstance(node, ast.Assign):
        return not any(
            isinstance(each, ast.Name) and _bound_once(each.id, code)
            for target in node.targets
            for each in ast.walk(target)
            if isinstance(getattr(each, "ctx", None), ast.Store)
        )
    if isinstance(node, ast.For | ast.If):
        return True
    return isinstance(node, ast.Expr | ast.AugAssign | ast.Raise) and not is_text(node)


def _bound_once(name: str, code: PythonCode) -> bool:
    bound = [
        node
        for node in ast.walk(code.tree)
        if (isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store))
        or (isinstance(node, ast.arg) and node.arg == name)
    ]
    return len(bound) == 1


def _in_endless_loop(node: ast.AST, code: PythonCode) -> bool:
    return any(isinstance(above, ast.While) for above in code.parents(node))


def _is_library(node: ast.expr, code: PythonCode) -> bool:
    """Say whether an expression is a module or a part of one: the code does not bind its first name."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and not any(
        (isinstance(each, ast.Name) and each.id == node.id and isinstance(each.ctx, ast.Store))
        or (isinstance(each, ast.arg) and each.arg == node.id)
        for each in ast.walk(code.tree)
    )
