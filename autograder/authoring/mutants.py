"""Mutants: wrong answers, made from right ones by small changes, that put the checks to the test.

`python_mutations` has the changes to any code, `field_mutations` those to numerical code, and
`wrapped_answers` those to a function as a whole.
"""

from __future__ import annotations

import ast
import difflib
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder.authoring import field_mutations, python_mutations
from autograder.authoring.answer_bank import AnswerVariant
from autograder.authoring.python_code import PythonCode, is_text, normal_form, parse_quietly
from autograder.authoring.wrapped_answers import with_examples_arguments, wrapped_answers

MUTATIONS = {**python_mutations.MUTATIONS, **field_mutations.MUTATIONS}


@dataclass(frozen=True)
class Mutant:
    """A right answer with a change.

    Attributes:
        exercise: the exercise's id.
        title: the right answer's.
        operator: the kind of change.
        source: the changed code.
        change: the lines removed and added, each with ``-`` or ``+`` in front.
        twin: code that raises exactly where this mutant behaves differently; empty: it always does.
    """

    exercise: str
    title: str
    operator: str
    source: str
    change: tuple[str, ...] = field(hash=False)
    twin: str = ""


def make_mutants(variants: Sequence[AnswerVariant], cells: Sequence[Any] = ()) -> list[Mutant]:
    """Return the mutants of an exercise's right answers, none of them twice.

    A mutant that differs from an answer of the bank only in looks is left out.

    Args:
        variants: the exercise's answers in the bank.
        cells: the notebook's cells; their calls give the example's arguments.
    """
    seen = {normal_form(parse_quietly(each.source)) for each in variants if _is_python(each.source)}
    mutants = []
    wrapped = False
    for variant in variants:
        if not variant.right or not _is_python(variant.source):
            continue
        code = PythonCode(variant.source)
        made = list(_edited(variant, code))
        if not wrapped:  # these are alike for all right answers: one answer gets them
            whole = list(_wrapped(variant, code, cells))
            made, wrapped = made + whole, bool(whole)
        for mutant in made:
            form = normal_form(parse_quietly(mutant.source))
            if form not in seen:
                seen.add(form)
                mutants.append(mutant)
    return mutants


def _edited(variant: AnswerVariant, code: PythonCode) -> Iterator[Mutant]:
    left_alone = set(_left_alone(code.tree))
    for node in ast.walk(code.tree):
        if node in left_alone:
            continue
        for operator, mutation in MUTATIONS.items():
            for edit in mutation(node, code):
                source = code.edited(edit)
                if source != code.source and _is_python(source):
                    change = changed_lines(code.source, source)
                    yield Mutant(variant.exercise, variant.title, operator, source, change)


def _wrapped(variant: AnswerVariant, code: PythonCode, cells: Sequence[Any]) -> Iterator[Mutant]:
    about = variant.exercise, variant.title
    for each in wrapped_answers(code):
        yield Mutant(*about, each.operator, each.source, (f"+ {each.line}",), each.twin)
    for source, line in with_examples_arguments(code, cells):
        yield Mutant(*about, "the example's argument", source, (f"+ {line}",))


def _left_alone(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes to leave alone: texts, annotations and looks, where a change has no effect."""
    for node in ast.walk(tree):
        hidden: Iterable[ast.AST | None] = ()
        if isinstance(node, ast.JoinedStr) or (
            isinstance(node, ast.keyword) and node.arg in python_mutations.LOOKS
        ):
            hidden = [node]
        elif isinstance(node, ast.arg):
            hidden = [node.annotation]
        elif isinstance(node, ast.FunctionDef):
            hidden = [node.returns, *node.decorator_list]
        elif isinstance(node, ast.AnnAssign):
            hidden = [node.annotation]
        elif is_text(node):
            hidden = [node]
        elif isinstance(node, ast.While):
            hidden = [node.test]  # or it would never end
        for each in hidden:
            if each is not None:
                yield from ast.walk(each)


def changed_lines(before: str, after: str) -> tuple[str, ...]:
    """Return the removed lines, then the added ones, with ``-`` or ``+`` and a blank in front."""
    lines = [line.rstrip() for line in difflib.ndiff(before.splitlines(), after.splitlines())]
    return tuple(line for sign in "-+" for line in lines if line.startswith(sign))


def _is_python(source: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about a call of a list, say: a mutant may do that
            compile(source, "answer", "exec")
    except (SyntaxError, ValueError):
        return False
    return True
