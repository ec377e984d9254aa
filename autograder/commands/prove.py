"""`prove`: grade the bank's right and wrong answers, which the checks have to tell apart."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from autograder.commands import OK, SOME_FAILED, Subparsers, parse_job_count
from autograder.course.assignment import Assignment, load_assignment
from autograder.course.settings import load_settings
from autograder.errors import ConfigurationError


def add_parser(commands: Subparsers) -> None:
    """Add the command."""
    prove = commands.add_parser(
        "prove",
        help="prove an assignment's checks by right and wrong answers",
        description="Grade the answers in the assignment's bank: each right one has to get full "
        "marks, each wrong one to lose some, with the message that the bank names. Exit status: 0 "
        "all do, 1 some do not.",
    )
    prove.add_argument("assignment", metavar="ASSIGNMENT")
    prove.add_argument("--exercise", metavar="ID", help="the answers to this exercise alone")
    prove.add_argument(
        "--jobs", type=parse_job_count, metavar="N", help="as for grade (default: one per core)"
    )
    prove.add_argument(
        "--secret",
        default="",
        metavar="TEXT",
        help="draw hidden inputs from this, in place of those that are always the same: the proof "
        "has to hold whatever a course's secret is",
    )
    prove.set_defaults(run=_run)


def _run(options: argparse.Namespace, console: Console) -> int:
    from autograder.authoring.answer_bank import AnswerVariant, load_answer_variants
    from autograder.authoring.answer_proof import prove_answers
    from autograder.authoring.new_exercise import find_exercise
    from autograder.grading.capacity import default_jobs
    from autograder.grading.worker_pool import WorkerPool

    course = Path.cwd()
    assignment = replace(load_assignment(course, options.assignment), secret=options.secret)
    variants: list[AnswerVariant] = load_answer_variants(course, assignment)
    if options.exercise is not None:
        found = find_exercise(assignment, options.exercise)
        variants = [each for each in variants if each.exercise == found.id]
    _expect_some(course, assignment, len(variants))
    pool = WorkerPool(assignment, options.jobs or default_jobs(assignment.limits))
    try:
        proven = prove_answers(assignment, variants, pool)
    finally:
        pool.close()
    problems = [each for each in proven if each.problem]
    for each in problems:
        print(f"{each.variant.exercise}: {each.problem}")
    right = sum(variant.right for variant in variants)
    console.print(
        f"{assignment.name}: right answers: {right}, wrong ones: {len(variants) - right}, not as the "
        f"bank says: {len(problems)}",
        highlight=False,
        markup=False,
        soft_wrap=True,
    )
    return SOME_FAILED if problems else OK


def _expect_some(course: Path, assignment: Assignment, answers: int) -> None:
    if not answers:
        bank = load_settings(course).bank / assignment.name
        raise ConfigurationError(
            f"no answers: expected a file for each exercise in {bank}, with right and wrong ones"
        )
