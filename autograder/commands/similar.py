"""`similar`: show the pairs of submissions that share more than chance would explain."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from autograder.commands import OK, Subparsers, add_submitted_option, terminal_output
from autograder.course.assignment import Assignment, load_assignment
from autograder.errors import UngradableSubmission
from autograder.grading import class_grading
from autograder.installation import documentation

if TYPE_CHECKING:
    from autograder.class_report.similarity import SimilarPair
    from autograder.class_report.student_work import StudentWork

MOST_SHOWN = 20  # pairs in the terminal


def add_parser(commands: Subparsers) -> None:
    """Add the command."""
    similar = commands.add_parser(
        "similar",
        help="show which submissions share more than chance",
        description="Compare the submissions of an assignment, each with each. Write "
        "reports/ASSIGNMENT-similar.html, which shows the most similar pairs side by side. What the "
        "release gave everyone does not count, nor does what most of the class have. A pair is no "
        f"accusation: see {documentation('teach/similar.md')}.",
    )
    similar.add_argument("assignment", metavar="ASSIGNMENT", help="which one")
    add_submitted_option(similar, "where the submissions are")
    similar.add_argument(
        "--threshold",
        type=_share,
        metavar="SHARE",
        help="how much of the smaller submission a pair has to share, from 0 to 1 (default: 0.8)",
    )
    similar.add_argument(
        "--html", type=Path, metavar="FILE", help="write the page here and not to reports/"
    )
    similar.set_defaults(run=_run)


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 < share <= 1:
        raise argparse.ArgumentTypeError(f"expected a share above 0, at most 1, got {text!r}")
    return share


def _run(options: argparse.Namespace, console: Console) -> int:
    from autograder.class_report.similarity import DEFAULT_THRESHOLD, ClassComparison
    from autograder.class_report.similarity_page import SimilarityReport, write_similarity_page

    assignment = load_assignment(Path.cwd(), options.assignment)
    threshold = options.threshold or DEFAULT_THRESHOLD
    works, failed = _read(assignment, options.submitted, console)
    with console.status("comparing"):
        comparison = ClassComparison(works)
        pairs = comparison.pairs(threshold)
        page = options.html or Path("reports") / f"{assignment.name}-similar.html"
        write_similarity_page(
            page,
            SimilarityReport(
                Path.cwd(), assignment.name, works, failed, threshold, comparison, pairs
            ),
        )
    _show(pairs, len(works), threshold)
    for student, reason in failed.items():
        text = f"{student}: not compared: {reason}"
        console.print(terminal_output.safe_message(text), soft_wrap=True)
    print(f"side by side: {page}")
    return OK


def _read(
    assignment: Assignment, submitted: Path, console: Console
) -> tuple[list[StudentWork], dict[str, str]]:
    """Return the students' works that can be compared, and the reason for each of the others."""
    from autograder.class_report.student_work import ignored_code_hashes, read_student_work

    given = ignored_code_hashes(Path.cwd(), assignment)
    students = class_grading.find_students(submitted, assignment)
    works, failed = [], {}
    with terminal_output.progress_bar(console, assignment.name, len(students)) as progress:
        for student in students:
            try:
                folder = submitted / student / assignment.name
                works.append(read_student_work(folder, student, assignment, given))
            except (UngradableSubmission, OSError) as error:
                failed[student] = str(error)
            progress.advance(progress.task_ids[0])
    return works, failed


def _show(pairs: Sequence[SimilarPair], works: int, threshold: float) -> None:
    out = Console()
    if not pairs:
        print(f"no two of {works} submissions share {100 * threshold:g} % or more")
        return
    shown = Table(title=f"{len(pairs)} of {works * (works - 1) // 2} pairs are alike")
    for name in ("one", "other"):
        shown.add_column(name, overflow="fold")
    for name in ("shared", "of", "rarity"):
        shown.add_column(name, justify="right")
    for pair in pairs[:MOST_SHOWN]:
        names = [terminal_output.safe_text(work.student) for work in (pair.first, pair.second)]
        share = f"{100 * pair.whole.share:.0f} %"
        shown.add_row(*names, share, str(pair.whole.of), f"{pair.rarity:.1f}")
    out.print(shown)
    if len(pairs) > MOST_SHOWN:
        print(f"and {len(pairs) - MOST_SHOWN} more, on the page")
    print(f"no accusation: read them side by side, and ask ({documentation('teach/similar.md')})")
