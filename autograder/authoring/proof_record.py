"""The record of proofs: ``proven.json`` in an assignment's bank, committed with it.

It has a line for each exercise with a proof: the number of mutants, and a digest of its checks and
answers. By the digest, `lint` sees that one of them was edited since.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from autograder.authoring.answer_bank import AnswerVariant, bank_file_name
from autograder.authoring.answer_proof import ProvenAnswer
from autograder.authoring.exercise_modules import exercise_modules
from autograder.authoring.lint_finding import LintFinding
from autograder.authoring.mutant_proof import MutantProof
from autograder.authoring.source_reading import SourceReading
from autograder.course.assignment import Assignment
from autograder.course.checks_folder import module_digest
from autograder.course.settings import load_settings
from autograder.files import write_public_bytes

RECORD = "proven.json"
Record = dict[str, dict[str, str | float]]


def record_file(course: Path, assignment: str) -> Path:
    """Return the path of an assignment's record."""
    return load_settings(course).bank / assignment / RECORD


def read_record(path: Path) -> Record:
    """Return a record by exercise; empty where it is missing or cannot be read."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {name: each for name, each in data.items() if isinstance(each, dict)}


def write_record(
    course: Path,
    assignment: Assignment,
    proven: Iterable[ProvenAnswer],
    proofs: Iterable[MutantProof],
    failed: Iterable[str],
) -> None:
    """Put new proofs into an assignment's record, and take exercises out that failed.

    Args:
        course: the course's folder.
        assignment: the assignment with the checks.
        proven: the reports on the bank's answers.
        proofs: the proofs by mutants, of some exercises or all.
        failed: the exercises with a failed proof.
    """
    path = record_file(course, assignment.name)
    record, failed = read_record(path), set(failed)
    costs = {
        each.variant.exercise: each.report.points - each.report.score
        for each in proven
        if each.variant.core
    }
    for proof in proofs:
        record[proof.exercise] = {
            "mutants": proof.count,
            "rejected": len(proof.rejected),
            "equal": len(proof.equal),
            "accepted": len(proof.accepted),
            **({"core": costs[proof.exercise]} if proof.exercise in costs else {}),
            "digest": proven_digest(path.parent, assignment.checks, proof.exercise),
        }
    names = [exercise.id for exercise in assignment.exercises]
    lines = [
        f"  {json.dumps(name)}: {json.dumps(record[name])}"
        for name in names
        if name in record and name not in failed
    ]
    write_public_bytes(path, ("{\n" + ",\n".join(lines) + "\n}\n").encode())


def proof_sentence(course: Path, assignment: str) -> str:
    """Return a sentence on the mutants of an assignment's record; empty if none were made."""
    record = read_record(record_file(course, assignment)).values()
    if not record:
        return ""
    made, rejected, equal, accepted = (
        sum(int(each.get(key, 0)) for each in record)
        for key in ("mutants", "rejected", "equal", "accepted")
    )
    return (
        f"Mutants of {len(record)} exercises: {made}; rejected {rejected}, the same in effect {equal}, "
        f"accepted {accepted}."
    )


def core_mistakes_markdown(
    course: Path, assignment: Assignment, variants: Iterable[AnswerVariant]
) -> list[str]:
    """Return a table of the points that core mistakes cost, by the record; none if there are none."""
    record = read_record(record_file(course, assignment.name))
    titles = {each.exercise: each.title for each in variants if each.core}
    rows = [
        f"| `{each.id}` | {titles[each.id]} | {round(float(record[each.id]['core']), 2):g} of {each.points:g} |"
        for each in assignment.exercises
        if each.id in titles and "core" in record.get(each.id, {})
    ]
    head = ["| exercise | its core mistake | costs |", "|---|---|---|"]
    return ["\n".join([*head, *rows]) + "\n"] if rows else []


def proven_digest(bank: Path, checks: Path, exercise: str) -> str:
    """Return a digest of an exercise's answers, its modules of checks, and those that they import from.

    Comments in the checks do not count. Comments in the answers do: they are titles and messages.
    """
    answers = bank / bank_file_name(exercise)
    lines = answers.read_text(encoding="utf-8").splitlines() if answers.is_file() else []
    own, shared = exercise_modules(checks, exercise)
    parts = [answers.name, *(line.rstrip() for line in lines)]
    for module in (*own, *shared):
        parts += [module.name, module_digest(module)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def unproven_notes(course: Path, reading: SourceReading) -> Iterator[LintFinding]:
    """Yield a note for each exercise in the bank that was never proven, or was edited since its proof."""
    name = reading.assignment.name
    path = record_file(course, name)
    record = read_record(path)
    for each in reading.graded:
        if not (path.parent / bank_file_name(each.exercise)).is_file():
            continue
        command = f"python -m autograder prove {name} {each.exercise}"
        entry = record.get(each.exercise)
        if entry is None:
            text = f"its checks were never proven by mutants: {command}"
        elif entry.get("digest") != proven_digest(
            path.parent, reading.assignment.checks, each.exercise
        ):
            text = f"its checks or its answers were edited since they were proven: {command}"
        else:
            continue
        yield LintFinding(path.parent / bank_file_name(each.exercise), "", text, note=True)
