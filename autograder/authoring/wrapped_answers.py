"""Wrong answers around a right one: a function that keeps state, knows one size, or spoils its argument.

Each wraps the right function. Its arguments decide whether it behaves differently: a function that
only spoils arrays is right where it gets none. So each has a twin that raises exactly where the wrapped
function behaves differently. If even the twin gets full marks, the checks cannot find a mistake.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from autograder.authoring.python_code import PythonCode, parse_quietly

_KINDS = {
    "first_answer_kept": (
        "state kept between calls",
        """\
def first_answer_kept(right, kept=[]):
    def wrong(*args, **kwargs):
        if not kept:
            kept.append(right(*args, **kwargs))
        return kept[0]
    return wrong
""",
        "",
    ),
    "first_size_alone": (
        "shown sizes only",
        """\
def first_size_alone(right, sizes=[]):
    def wrong(*args, **kwargs):
        sizes.append([tuple(getattr(each, "shape", ())) for each in args])
        if sizes[-1] != sizes[0]:
            raise ValueError("another size")
        return right(*args, **kwargs)
    return wrong
""",
        """\
def first_size_alone(right):
    def wrong(*args, **kwargs):
        if any(tuple(getattr(each, "shape", ())) for each in args):
            raise ValueError("this has a size")
        return right(*args, **kwargs)
    return wrong
""",
    ),
    "argument_changed": (
        "an argument changed in place",
        """\
def argument_changed(right):
    def wrong(*args, **kwargs):
        result = right(*args, **kwargs)
        for each in args:
            if hasattr(each, "fill") and each.size:
                each.fill(0)
            elif hasattr(each, "assign_sub"):
                each.assign_sub(each)
            elif isinstance(each, list):
                each.clear()
        return result
    return wrong
""",
        """\
def argument_changed(right):
    def wrong(*args, **kwargs):
        for each in args:
            if (hasattr(each, "fill") and each.size) or hasattr(each, "assign_sub") or isinstance(each, list):
                raise ValueError("this can be changed")
        return right(*args, **kwargs)
    return wrong
""",
    ),
    "one_object_for_all": (
        "one object for two calls",
        """\
def one_object_for_all(right, made={}):
    def wrong(*args, **kwargs):
        key = repr([each.tobytes() if hasattr(each, "tobytes") else each for each in args]), repr(kwargs)
        if key not in made:
            made[key] = right(*args, **kwargs)
        return made[key]
    return wrong
""",
        """\
def one_object_for_all(right):
    def wrong(*args, **kwargs):
        result = right(*args, **kwargs)
        for each in result if isinstance(result, (list, tuple)) else [result]:
            if hasattr(each, "assign_sub") or type(each).__module__.split(".")[0] in ("keras", "matplotlib"):
                raise ValueError("this can be changed")
        return result
    return wrong
""",
    ),
}


@dataclass(frozen=True)
class Wrapped:
    """An answer with a wrapped function.

    Attributes:
        operator: the kind of mistake.
        source: the code.
        line: the last line, which wraps the function.
        twin: code that raises exactly where ``source`` behaves differently; empty: it always does.
    """

    operator: str
    source: str
    line: str
    twin: str = ""


def wrapped_answers(code: PythonCode) -> Iterator[Wrapped]:
    """Yield wrong answers around the last function of a right one; none if it has no function."""
    functions = [node for node in code.tree.body if isinstance(node, ast.FunctionDef)]
    if not functions:
        return
    function = functions[-1]
    for name, (operator, helper, twin) in _KINDS.items():
        line = f"{function.name} = {name}({function.name})"
        if name == "first_answer_kept" and not function.args.args:
            continue  # without an argument there is only one answer
        whole = f"{helper}\n{code.source}\n{line}"
        yield Wrapped(operator, whole, line, f"{twin}\n{code.source}\n{line}" if twin else "")


def example_arguments(cells: Iterable[Any], function: str) -> dict[int, str]:
    """Return the arguments of the first call of a function in a notebook's cells, by position."""
    for cell in cells:
        if cell.cell_type != "code":
            continue
        try:
            tree = parse_quietly(cell.source)
        except SyntaxError:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == function:
                return {number: ast.unparse(each) for number, each in enumerate(node.args)}
    return {}


def with_examples_arguments(code: PythonCode, cells: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """Yield answers that ignore an argument and use the notebook's example, each with the line that does it.

    The example's names are globals: such an answer uses a global in place of its argument.
    """
    functions = [node for node in code.tree.body if isinstance(node, ast.FunctionDef)]
    if not functions:
        return
    function = functions[-1]
    arguments = example_arguments(cells, function.name)
    for number, parameter in enumerate(function.args.args):
        given = arguments.get(number)
        if given is None:
            continue
        line = f"{parameter.arg} = {_as_global(given, parameter.arg)}"
        first = function.body[0]
        start, _ = code.span(first)
        indent = code.source[:start].rpartition("\n")[2]
        yield code.source[:start] + f"{line}\n{indent}" + code.source[start:], f"{indent}{line}"


def _as_global(expression: str, parameter: str) -> str:
    """Return an expression in which a parameter's name means the notebook's global."""
    tree = copy.deepcopy(parse_quietly(expression))
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == parameter:
            node.id = f'globals()["{parameter}"]'
    return ast.unparse(tree)
