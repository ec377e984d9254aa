"""Names that docstrings and comments mention are names that there are."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from pathlib import Path

CHECKOUT = Path(__file__).parents[1]
QUOTED = re.compile(r"(?<!`)`([A-Za-z_][\w.]*)`(?!`)")
RAISED = re.compile(r"^ {4}(\w+): ", re.MULTILINE)
# Names of other programs' and of notebooks', which no code of ours spells out.
ELSEWHERE = {
    *("autograde", "generate_feedback", "jupyter_client", "nbgrader"),
    *("api", "add_submission", "Gradebook", "SubmittedNotebook"),  # nbgrader's
    "multiprocessing",
    "val_size",  # of 06_training
}


def modules() -> list[Path]:
    """Return the modules of the engine and of course_utils, with the checks."""
    found = [*CHECKOUT.glob("autograder/**/*.py"), *CHECKOUT.glob("course_utils/**/*.py")]
    return [path for path in found if "template" not in path.parts]


def spelt(tree: ast.Module) -> Iterator[str]:
    """Yield every name that code spells out, strings that are names among them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, (ast.arg, ast.keyword)):
            yield node.arg or ""
        elif isinstance(node, ast.alias):
            yield from node.name.split(".")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from re.findall(r"\w+", node.value) if " " not in node.value else ()


def mentioned(path: Path) -> Iterator[str]:
    """Yield the names that the docstrings and comments of a module have in backticks."""
    text = path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            said = ast.get_docstring(node) or ""
            yield from QUOTED.findall(said)
            yield from RAISED.findall(said.partition("Raises:\n")[2])
    yield from QUOTED.findall("\n".join(re.findall(r"#(?! holds: ).*", text)))


def stale(paths: list[Path]) -> list[str]:
    """Return the mentions of names that there are not: neither in code nor as a module."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}
    known = {name for tree in trees.values() for name in spelt(tree)}
    known |= {part for path in paths for part in path.with_suffix("").parts} | set(dir(builtins))
    return [
        f"{path.name}: `{name}`"
        for path in paths
        for name in mentioned(path)
        for part in name.split(".")
        if part not in known | ELSEWHERE
    ]


def test_every_name_that_is_mentioned_is_there() -> None:
    """What stands in backticks, and what a docstring says is raised, is found under that name."""
    assert stale(modules()) == []


def test_a_name_that_is_gone_is_found(tmp_path: Path) -> None:
    """The twin: a docstring that mentions what was renamed is found."""
    path = tmp_path / "module.py"
    path.write_text('"""See `no_such_function`, and `len`."""\n', encoding="utf-8")
    assert stale([*modules(), path]) == ["module.py: `no_such_function`"]
