"""`prove`: try the checks on right answers, wrong answers and mutants, which they must tell apart."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import Progress

from autograder.commands import OK, SOME_FAILED, Subparsers, parse_job_count
from autograder.commands.proof_output import (
    answers_line,
    check_lines,
    mutants_line,
    mutants_table,
    problem_lines,
    survivor_lines,
)
from autograder.commands.terminal_output import progress_bar
from autograder.course.assignment import Assignment, load_assignment
from autograder.course.settings import load_settings
from autograder.errors import ConfigurationError

if TYPE_CHECKING:
    from autograder.authoring.answer_bank import AnswerVariant
    from autograder.authoring.answer_judging import AnswerJudge
    from autograder.authoring.answer_proof import ProvenAnswer
    from autograder.authoring.mutant_proof import MutantProof

_DESCRIPTION = """\
Grade the answers in the assignment's bank. Each right one has to get full marks. Each wrong one has to
lose some, with the message that the bank names. A core mistake, which misses what the exercise is about,
has to lose half of the points or more.

Then make mutants. A mutant is a right answer with one small change: a constant by one, two arguments
swapped, another axis, dtype or activation, an argument changed in place, state kept between calls. Each
mutant has to lose marks. A mutant that gets full marks survives, and is shown with its change. Do one of
three things with it:

  * write or sharpen a check that rejects it, and put it into the bank as a wrong answer;
  * copy the change, as it is shown, into the exercise's file of the bank, below
      # %% equal: WHY IT IS THE SAME IN EFFECT
    (in such a line, … matches any text)
  * or copy it below
      # %% accepted: WHY IT MAY PASS

What was judged before is judged again only if the exercise's checks or answers were edited. The proof is
written into proven.json in the bank. `lint` reads that file; commit it.

Exit status: 0 all is as the bank says and no mutant survives, 1 it is not, 2 wrong usage or configuration.
"""


def add_parser(commands: Subparsers) -> None:
    """Add the command."""
    prove = commands.add_parser(
        "prove",
        help="prove an assignment's checks by right and wrong answers, and by mutants",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    prove.add_argument("assignment", metavar="ASSIGNMENT", help="which one")
    prove.add_argument(
        "exercises",
        metavar="EXERCISE",
        nargs="*",
        help="prove only these (default: all); put them before any option",
    )
    prove.add_argument(
        "--exercise",
        metavar="ID",
        action="append",
        default=[],
        help="prove only this one; may be given several times",
    )
    prove.add_argument(
        "--answers-alone", action="store_true", help="judge the bank's answers and make no mutants"
    )
    prove.add_argument(
        "--checks",
        action="store_true",
        help="show how many wrong answers each check rejects, and how many no other check rejects",
    )
    prove.add_argument(
        "--jobs",
        type=parse_job_count,
        metavar="N",
        help="answers judged at the same time (default: one per core)",
    )
    prove.add_argument("--no-cache", action="store_true", help="judge again what was judged before")
    prove.add_argument(
        "--secret",
        default="",
        metavar="TEXT",
        help="draw hidden inputs from this text (default: always the same inputs); the proof has to "
        "hold whatever a course's secret is",
    )
    prove.set_defaults(run=_run)


def _run(options: argparse.Namespace, console: Console) -> int:
    from autograder.authoring.answer_bank import load_answer_variants
    from autograder.authoring.answer_judging import AnswerJudge
    from autograder.authoring.new_exercise import find_exercise
    from autograder.grading.capacity import default_jobs
    from autograder.grading.result_store import ResultStore
    from autograder.grading.worker_pool import WorkerPool

    course = Path.cwd()
    assignment = replace(load_assignment(course, options.assignment), secret=options.secret)
    asked = [*options.exercises, *options.exercise] or [each.id for each in assignment.exercises]
    names = {find_exercise(assignment, each).id for each in asked}
    variants = [v for v in load_answer_variants(course, assignment) if v.exercise in names]
    _expect_some(course, assignment, len(variants))
    pool = WorkerPool(assignment, options.jobs or default_jobs(assignment.limits))
    store = None if options.no_cache else ResultStore(course)

    def judge(on_done: Callable[[int, int], object]) -> AnswerJudge:
        return AnswerJudge(assignment, pool, store, on_done)

    try:
        proven = _prove_answers(assignment, variants, judge, console)
        proofs = []
        if not options.answers_alone:
            proofs = _prove_mutants(course, assignment, variants, judge, console)
    finally:
        pool.close()
    return _tell(course, assignment, options, proven, proofs, console)


def _prove_answers(
    assignment: Assignment,
    variants: Sequence[AnswerVariant],
    judge: Callable[[Callable[[int, int], object]], AnswerJudge],
    console: Console,
) -> list[ProvenAnswer]:
    from autograder.authoring.answer_proof import prove_answers

    with progress_bar(console, f"{assignment.name}: answers", len(variants)) as bar:
        return prove_answers(assignment, variants, judge(partial(_show, bar)))


def _prove_mutants(
    course: Path,
    assignment: Assignment,
    variants: Sequence[AnswerVariant],
    judge: Callable[[Callable[[int, int], object]], AnswerJudge],
    console: Console,
) -> list[MutantProof]:
    from autograder.authoring.answer_bank import load_mutant_words
    from autograder.authoring.mutant_proof import assignment_mutants, prove_mutants

    mutants = assignment_mutants(assignment, variants, {each.exercise for each in variants})
    words = load_mutant_words(course, assignment)
    with progress_bar(console, f"{assignment.name}: mutants", len(mutants)) as bar:
        return prove_mutants(mutants, words, judge(partial(_show, bar)))


def _show(bar: Progress, done: int, asked: int) -> None:
    bar.update(bar.task_ids[0], completed=done, total=asked)


def _tell(
    course: Path,
    assignment: Assignment,
    options: argparse.Namespace,
    proven: Sequence[ProvenAnswer],
    proofs: Sequence[MutantProof],
    console: Console,
) -> int:
    """Print the outcome, write the record, and return the exit status."""
    from autograder.authoring.mutant_proof import check_uses
    from autograder.authoring.proof_record import write_record

    for line in (*problem_lines(proven, proofs), *survivor_lines(proofs)):
        print(line)
    failed = {each.variant.exercise for each in proven if each.problem}
    failed |= {each.exercise for each in proofs if each.survivors or each.stale}
    if proofs or options.checks:
        reports = [(each.variant.exercise, each.report) for each in proven]
        for line in check_lines(check_uses(proofs, reports), every=options.checks):
            print(line)
    if proofs:
        console.print(mutants_table(proofs))
        if not options.secret:
            write_record(course, assignment, proven, proofs, failed)
    for text in (answers_line(assignment.name, proven), mutants_line(assignment.name, proofs)):
        if text:
            console.print(text, highlight=False, markup=False, soft_wrap=True)
    return SOME_FAILED if failed else OK


def _expect_some(course: Path, assignment: Assignment, answers: int) -> None:
    if not answers:
        bank = load_settings(course).bank / assignment.name
        raise ConfigurationError(
            f"no answers: expected a file for each exercise in {bank}, with right and wrong ones"
        )
