"""Which names a cell binds, which it needs from earlier cells, and which cells a run can leave out.

No code is run for that.
"""

from __future__ import annotations

import ast
import re
import symtable
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

MOST_LETTERS = 200_000  # of a cell; a longer one is not parsed
MOST_STATEMENTS = 5_000  # at the top level of a cell
_LINE_END = re.compile(r"\r\n|\r|\n")  # as Python splits lines
_MAGIC_LINE = re.compile(r"^([ \t]*)([%!?].*)$", re.MULTILINE)
_IMPORTS_ALL = re.compile(r"\bimport[ \t(]*\*")
_WORD = re.compile(r"[^\W\d]\w*")
# Functions that may read a name in a string.
_BY_TEXT = frozenset({"eval", "exec", "get_ipython", "globals", "locals", "vars"})
# Statements that have bound their names once they have run.
_ALWAYS_BINDS = (
    ast.Assign,
    ast.AnnAssign,
    ast.Import,
    ast.ImportFrom,
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
)


@dataclass(frozen=True)
class NameUse:
    """What a cell does with names of the notebook.

    Attributes:
        binds: the names that it may bind, also those of ``global`` in its functions.
        needs: the names that it reads while it runs and may not have bound before; every word in it,
            if it may read names from a text, as ``eval`` does.
        needs_later: likewise the names that its functions read when they are called.
        is_told: whether it could be parsed; else it may bind anything, and need each of its words.
    """

    binds: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    needs_later: frozenset[str] = frozenset()
    is_told: bool = True


def name_use(source: str) -> NameUse:
    """Return what a cell does with names."""
    code = _MAGIC_LINE.sub(r"\1pass", source)
    words = frozenset(_WORD.findall(source))
    untold = NameUse(frozenset(), words, words, is_told=False)
    if len(code) > MOST_LETTERS or _IMPORTS_ALL.search(code):
        return untold
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about a student's `"\d"`
            statements = [
                (statement, symtable.symtable(text, "cell", "exec"))
                for statement, text in _statements(code)
            ]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return untold
    magic = {word for line in _MAGIC_LINE.findall(source) for word in _WORD.findall(line[1])}
    bound, sure, needs, later = set[str](), set[str](), set(magic), set[str]()
    for statement, table in statements:
        symbols = table.get_symbols()
        reads = {each.get_name() for each in symbols if each.is_referenced()} - _own(statement)
        needs |= (reads | _changed(statement)) - sure
        found = {each.get_name() for each in symbols if each.is_assigned() or each.is_imported()}
        bound |= found
        sure |= found if isinstance(statement, _ALWAYS_BINDS) else set()
        for child in table.get_children():
            inner_bound, inner_read = _globals_of(child)
            bound |= inner_bound
            later |= inner_read
    if words & _BY_TEXT:
        return NameUse(frozenset(bound), words, words)
    return NameUse(frozenset(bound), frozenset(needs), frozenset(later - sure))


def cells_not_needed(uses: Mapping[str, NameUse], candidates: Iterable[str]) -> list[str]:
    """Return the candidates that bind no name that a later cell needs.

    Args:
        uses: the name use of a notebook's cells by id, in order.
        candidates: the ids of cells that may be left out.
    """
    left_out = [each for each in candidates if uses[each].is_told]
    while needed := _needed(uses, left_out):
        left_out = [each for each in left_out if each not in needed]
    return left_out


def _needed(uses: Mapping[str, NameUse], left_out: Collection[str]) -> set[str]:
    run = [use for each, use in uses.items() if each not in left_out]
    # functions of any cell count: they may be called at any time
    read = set[str]().union(*(use.needs_later for use in run))
    needed = set()
    for each, use in reversed(list(uses.items())):
        if each not in left_out:
            read |= use.needs
        elif use.binds & read:
            needed.add(each)
    return needed


def _own(statement: ast.stmt) -> set[str]:
    """Return the names that loops and ``with`` blocks in a statement bind before their bodies read them."""
    own, read_before = set[str](), set[str]()
    for each in ast.walk(statement):
        if isinstance(each, (ast.For, ast.AsyncFor)):
            heads: list[tuple[ast.expr, ast.expr | None]] = [(each.iter, each.target)]
        elif isinstance(each, (ast.With, ast.AsyncWith)):
            heads = [(item.context_expr, item.optional_vars) for item in each.items]
        else:
            continue
        for read, bound in heads:
            read_before |= _names(read) - own
            own |= _names(bound) if bound is not None else set()
    return own - read_before


def _changed(statement: ast.stmt) -> set[str]:
    """Return the names that a statement changes in place (``+=``) or deletes."""
    changed: list[ast.AST] = []
    for each in ast.walk(statement):
        if isinstance(each, ast.AugAssign):
            changed.append(each.target)
        elif isinstance(each, ast.Delete):
            changed += each.targets
    return set[str]().union(*map(_names, changed))


def _names(tree: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(tree) if isinstance(each, ast.Name)}


def _statements(code: str) -> Iterator[tuple[ast.stmt, str]]:
    """Yield the statements at the top level of a cell, each with its text.

    Raises:
        ValueError: there are more than `MOST_STATEMENTS`.
    """
    body = ast.parse(code).body
    if len(body) > MOST_STATEMENTS:
        raise ValueError(f"{len(body)} statements")
    # columns count bytes; ast.get_source_segment would split the whole cell for each statement
    lines = [line.encode() for line in _LINE_END.split(code)]
    for statement in body:
        decorators = getattr(statement, "decorator_list", [])
        first = min([statement.lineno, *(each.lineno for each in decorators)])
        *before, last = lines[first - 1 : statement.end_lineno]
        parts = [*before, last[: statement.end_col_offset]]
        parts[0] = parts[0] if decorators else parts[0][statement.col_offset :]
        yield statement, b"\n".join(parts).decode()


def _globals_of(table: symtable.SymbolTable) -> tuple[set[str], set[str]]:
    """Return the globals that a function, class or comprehension binds, and those that it reads."""
    of_module = [each for each in table.get_symbols() if each.is_global()]
    bound = {each.get_name() for each in of_module if each.is_assigned()}
    read = {each.get_name() for each in of_module if each.is_referenced()}
    for child in table.get_children():
        more_bound, more_read = _globals_of(child)
        bound |= more_bound
        read |= more_read
    return bound, read
