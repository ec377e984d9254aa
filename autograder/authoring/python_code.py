"""An answer's code: its syntax tree, and the place of each node in its text.

Python's own `ast` is enough: an edit of one node's text leaves all other text as its author wrote it.
LibCST (MIT, well maintained) would add nothing, and every author would have to install a compiled
package. The operators of mutmut and cosmic-ray come only with their whole runners (coverage and a
terminal interface; SQLAlchemy and aiohttp).
"""

from __future__ import annotations

import ast
import itertools
import re
import warnings
from collections.abc import Iterable

Edit = tuple[tuple[int, int, str], ...]  # places in a text, each with its new text
_ATOM = re.compile(r"[\w.]+|\".*\"|'.*'")
_WITHOUT_BRACKETS = (ast.Call, ast.keyword, ast.List, ast.Tuple, ast.Set, ast.Dict, ast.Slice)


def parse_quietly(source: str) -> ast.Module:
    """Return the tree of some code, without a warning about odd backslashes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source)


class PythonCode:
    """Code with its tree.

    Raises:
        SyntaxError: it is no Python.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.tree = parse_quietly(source)
        self._lines = source.splitlines(keepends=True)
        lengths = (len(line) for line in self._lines)
        self._starts = [0, *itertools.accumulate(lengths)]
        self._parents = {
            child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)
        }

    def parent(self, node: ast.AST) -> ast.AST | None:
        """Return the node that holds a node."""
        return self._parents.get(node)

    def parents(self, node: ast.AST) -> Iterable[ast.AST]:
        """Yield the nodes around a node, from the inside out."""
        while (above := self._parents.get(node)) is not None:
            yield above
            node = above

    def span(self, node: ast.expr | ast.stmt | ast.keyword | ast.arg) -> tuple[int, int]:
        """Return where a node's text begins and ends, in characters."""
        assert node.end_lineno is not None  # noqa: S101  # parsed from a text
        assert node.end_col_offset is not None  # noqa: S101
        return (
            self._offset(node.lineno, node.col_offset),
            self._offset(node.end_lineno, node.end_col_offset),
        )

    def text(self, node: ast.expr | ast.stmt | ast.keyword | ast.arg) -> str:
        """Return a node's text."""
        return self.source[slice(*self.span(node))]

    def put(self, node: ast.expr, text: str) -> tuple[int, int, str]:
        """Return the place of an expression with a new text, in brackets where it needs them."""
        start, end = self.span(node)
        above = self.parent(node)
        bracketed = self.source[:start].endswith("(") and self.source[end:].startswith(")")
        free = isinstance(above, (ast.stmt, *_WITHOUT_BRACKETS)) and not (
            isinstance(above, ast.Call) and above.func is node
        )
        if isinstance(above, ast.Subscript) and above.slice is node:
            free = True
        if free or bracketed or _ATOM.fullmatch(text) or _is_primary(text):
            return start, end, text
        return start, end, f"({text})"

    def edited(self, edit: Edit) -> str:
        """Return the code after an edit."""
        source = self.source
        for start, end, text in sorted(edit, reverse=True):
            source = source[:start] + text + source[end:]
        return source

    def _offset(self, line: int, column: int) -> int:
        """Return the position in characters of a line and a column; `ast` counts columns in bytes."""
        before = self._lines[line - 1].encode()[:column] if line <= len(self._lines) else b""
        return self._starts[line - 1] + len(before.decode())


def _is_primary(text: str) -> bool:
    """Say whether an expression never needs brackets: a call, an index, a literal."""
    try:
        node = ast.parse(text, mode="eval").body
    except SyntaxError:
        return False
    return isinstance(
        node, ast.Call | ast.Subscript | ast.Attribute | ast.Name | ast.Constant | ast.List
    )


def normal_form(tree: ast.Module) -> str:
    """Return a text that is the same for code that differs only in looks, docstrings and annotations."""
    tree = ast.parse(ast.unparse(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        elif isinstance(node, ast.arg):
            node.annotation = None
        body = getattr(node, "body", None)
        if isinstance(body, list) and len(body) > 1:
            node.body = [each for each in body if not is_text(each)] or body  # type: ignore[attr-defined]
    return ast.dump(tree)


def is_text(statement: ast.AST) -> bool:
    """Say whether a statement is only a text, as a docstring is."""
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )
