"""The output of `prove`: problems, survivors with their changes, the use of each check."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from autograder.authoring.answer_proof import ProvenAnswer
    from autograder.authoring.mutant_proof import CheckUse, MutantProof


def problem_lines(proven: Sequence[ProvenAnswer], proofs: Sequence[MutantProof]) -> Iterator[str]:
    """Yield a line for each answer that differs from what the bank says, and each word without a mutant."""
    for each in proven:
        if each.problem:
            yield f"{each.variant.exercise}: {each.problem}"
    for proof in proofs:
        for word, change in proof.stale:
            kind = "equal" if word.equal else "accepted"
            yield (
                f"{proof.exercise}: a word on no mutant that gets full marks, take it out: "
                f"'{kind}: {word.reason}': {' '.join(change)}"
            )


def survivor_lines(proofs: Sequence[MutantProof]) -> Iterator[str]:
    """Yield the lines on each survivor, with its change in the bank's format."""
    for proof in proofs:
        for mutant in proof.survivors:
            yield ""
            yield f"{mutant.exercise}: survives: {mutant.operator}, in '{mutant.title}'"
            yield from (f"# {line}" for line in mutant.change)


def check_lines(uses: Sequence[CheckUse], *, every: bool) -> Iterator[str]:
    """Yield lines on the checks that reject nothing alone; with ``every``, also on what each one rejects."""
    if every:
        yield ""
        yield "what each check rejects, of mutants and the bank's wrong answers, and what it alone:"
        for use in uses:
            yield f"  {use.exercise}: {use.name}: {use.rejected}, alone {use.alone}"
    idle = [use for use in uses if not use.alone]
    if idle:
        yield ""
        yield "checks that reject nothing alone; are they needed?"
    for exercise, group in itertools.groupby(idle, key=lambda use: use.exercise):
        names = (f"{use.name}{'' if use.rejected else ' (and nothing at all)'}" for use in group)
        yield f"  {exercise}: {', '.join(names)}"


def mutants_table(proofs: Sequence[MutantProof]) -> Table:
    """Return a table of each exercise's mutants, and what became of them."""
    table = Table(title="mutants")
    table.add_column("exercise", overflow="fold")
    for name in ("made", "rejected", "equal", "accepted", "survive"):
        table.add_column(name, justify="right", no_wrap=True)
    for proof in proofs:
        counts = (proof.rejected, proof.equal, proof.accepted, proof.survivors)
        table.add_row(Text(proof.exercise), str(proof.count), *(str(len(each)) for each in counts))
    return table


def answers_line(assignment: str, proven: Sequence[ProvenAnswer]) -> str:
    """Return a line on the bank's answers."""
    right = sum(each.variant.right for each in proven)
    problems = sum(bool(each.problem) for each in proven)
    return (
        f"{assignment}: right answers: {right}, wrong ones: {len(proven) - right}, not as the bank "
        f"says: {problems}"
    )


def mutants_line(assignment: str, proofs: Sequence[MutantProof]) -> str:
    """Return a line on the mutants; empty if there are none."""
    counts = {
        "mutants": sum(each.count for each in proofs),
        "rejected": sum(len(each.rejected) for each in proofs),
        "the same in effect": sum(len(each.equal) for each in proofs),
        "accepted": sum(len(each.accepted) for each in proofs),
        "survive": sum(len(each.survivors) for each in proofs),
    }
    told = ", ".join(f"{name}: {count}" for name, count in counts.items())
    return f"{assignment}: {told}" if proofs else ""
