"""The checks that students get: the public parts of an assignment's modules in one file."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path

from autograder.course.checks_folder import checks_modules
from autograder.course.limits import Limits
from autograder.errors import ConfigurationError
from course_utils.checking.checks_source import exercises_in_tree, without_hidden_tests
from course_utils.notebook import grading_limits

MARK = "exercise"  # every module may give `pytest.mark.exercise` this name
RULER = f"# {'-' * 64}"  # in front of each module's part
WIDTH = 100


def public_checks_name(folder: Path) -> str:
    """Return the name of the file that students get from a folder of checks."""
    return f"test_{folder.name}.py"


def merge_public_checks(
    folder: Path, exercises: Sequence[str], limits: Limits | None = None
) -> str:
    """Return the text for students: the public parts of all modules as one file.

    The checks come in the order of ``exercises``, not of their modules' names. Before them come the
    modules that they import from, once each, and ``limits`` (None: the defaults), of which `submit_zip`
    warns.

    Raises:
        ConfigurationError: a module is no Python, has an import that does not fit into one file, or
            binds a name that another one binds.
        ChecksError: a marker of hidden tests has no partner.
    """
    modules = {path.stem: _Module(path) for path in checks_modules(folder)}
    place = {exercise: number for number, exercise in reversed([*enumerate(exercises)])}
    named = sorted(modules, key=lambda name: (modules[name].first(place), name))
    order = _dependencies_first(named, modules)
    bound = _bound_once(folder, order, modules)
    bodies = [f"{RULER} {name}\n\n\n{body}" for name in order if (body := modules[name].body())]
    text = "\n\n\n".join(bodies) + "\n"
    used = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
    imports = _import_lines([node for name in order for node in modules[name].imports], used)
    mark = f"{MARK} = pytest.mark.{MARK}\n" if MARK in bound else ""
    about = f'"""Checks of {folder.name}, which `check` runs; at grading, hidden ones are added."""'
    return f"{about}\n\n{imports}\n{mark}{_limits_line(limits or Limits())}\n\n{text}"


def _limits_line(limits: Limits) -> str:
    """Return the line that tells `submit_zip` the limits of grading."""
    names = [field.name for field in fields(grading_limits.GradingLimits)]
    said = ", ".join(f'"{name}": {getattr(limits, name):g}' for name in names)
    return f"{grading_limits.NAME} = {{{said}}}\n"


def _bound_once(folder: Path, order: Sequence[str], modules: dict[str, _Module]) -> dict[str, str]:
    """Return the module that binds each name; expect only one, and expect every imported name to be bound."""
    bound: dict[str, str] = {}
    for name in order:
        for each in modules[name].bound:
            if bound.setdefault(each, name) != name and each != MARK:
                raise ConfigurationError(
                    f"{folder.name}: {each} is defined in {bound[each]}.py and in {name}.py, and "
                    "students get both in one file: rename one"
                )
    for name in order:
        for each in modules[name].borrowed - bound.keys():
            raise ConfigurationError(
                f"{folder.name}: {name}.py imports {each}, which is hidden or not there: import it "
                "in the hidden part, or show it"
            )
    return bound


class _Module:
    """The public part of a module of checks."""

    def __init__(self, path: Path) -> None:
        self._name = path.stem
        self._text = without_hidden_tests(path.read_text(encoding="utf-8"))
        try:
            self._tree = ast.parse(self._text)
        except SyntaxError as error:
            raise ConfigurationError(f"{path.name}: line {error.lineno}: {error.msg}") from None
        self.imports: list[ast.Import | ast.ImportFrom] = []
        self.needs: list[str] = []  # the folder's modules that it imports from
        self.borrowed: set[str] = set()  # the names that it imports from them
        for node in self._tree.body:
            if isinstance(node, ast.ImportFrom) and node.level:
                self.needs.append(_sibling(path, node))
                self.borrowed |= {alias.name for alias in node.names}
            elif isinstance(node, (ast.Import, ast.ImportFrom)):
                self.imports.append(node)

    def first(self, place: Mapping[str, int]) -> int:
        """Return the place of the exercise of its name, else of one that it has checks for; else the last."""
        names = [self._name, *(each.rpartition("/")[2] for each in exercises_in_tree(self._tree))]
        return next((place[name] for name in names if name in place), sys.maxsize)

    @property
    def bound(self) -> Iterator[str]:
        """The names that it binds, without those that it imports."""
        for node in self._tree.body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                yield node.name
            elif isinstance(node, (ast.Assign, ast.AnnAssign)):
                yield from (
                    each.id
                    for each in ast.walk(node)
                    if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
                )

    def body(self) -> str:
        """Return its text without docstring, imports and the line that defines the mark."""
        lines = self._text.splitlines()
        for node in self._tree.body:
            if self._is_head(node):
                for number in range(node.lineno - 1, node.end_lineno or node.lineno):
                    lines[number] = "\0"
        return "\n".join(line for line in lines if line != "\0").strip("\n")

    def _is_head(self, node: ast.stmt) -> bool:
        if isinstance(node, ast.Assign):
            return ast.unparse(node) == f"{MARK} = pytest.mark.{MARK}"
        is_docstring = node is self._tree.body[0] and ast.get_docstring(self._tree) is not None
        return is_docstring or isinstance(node, (ast.Import, ast.ImportFrom))


def _sibling(path: Path, node: ast.ImportFrom) -> str:
    """Return the module of the same folder that an import is from."""
    plain = node.module is not None and not any(
        alias.asname or alias.name == "*" for alias in node.names
    )
    if node.level != 1 or not plain or not (path.parent / f"{node.module}.py").is_file():
        raise ConfigurationError(
            f"{path.name}: line {node.lineno}: expected an import of names from a module beside it, "
            f"as `from .shared import images`; got `{ast.unparse(node)}`"
        )
    return str(node.module)


def _dependencies_first(names: Sequence[str], modules: dict[str, _Module]) -> list[str]:
    """Return modules in order, each after those that it imports from."""
    order: dict[str, None] = {}

    def add(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            raise ConfigurationError(f"{name}.py imports itself, by {', '.join(above)}")
        for need in modules[name].needs:
            add(need, (*above, name))
        order.setdefault(name)

    for name in names:
        add(name, ())
    return list(order)


def _import_lines(nodes: Sequence[ast.Import | ast.ImportFrom], used: set[str]) -> str:
    """Return the imports of several modules as one block, without unused ones."""
    whole = {
        ast.unparse(ast.Import([alias]))
        for node in nodes
        if isinstance(node, ast.Import)
        for alias in node.names
        if (alias.asname or alias.name.partition(".")[0]) in used | {"pytest"}
    }
    parts: dict[str, set[str]] = {}
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            kept = {ast.unparse(each) for each in node.names if (each.asname or each.name) in used}
            parts.setdefault(str(node.module), set()).update(kept)
    froms = [_from_line(module, sorted(names)) for module, names in sorted(parts.items()) if names]
    standard = sorted(line for line in whole if _is_standard(line))
    blocks = (standard, sorted(whole - set(standard)), froms)
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _is_standard(line: str) -> bool:
    return line.split()[1].partition(".")[0] in sys.stdlib_module_names


def _from_line(module: str, names: list[str]) -> str:
    line = f"from {module} import {', '.join(names)}"
    if len(line) <= WIDTH:
        return line
    return "\n".join([f"from {module} import (", *(f"    {name}," for name in names), ")"])
