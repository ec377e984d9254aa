"""`demo`: grade a bundled class of sample submissions."""

from __future__ import annotations

import argparse

from rich.console import Console

from autograder.commands import Subparsers, parse_job_count


def add_parser(commands: Subparsers) -> None:
    """Add the command."""
    demo = commands.add_parser(
        "demo",
        help="in the engine's repository: grade a bundled class of sample submissions",
        description="In a checkout of the engine's repository: make a course in demo/ with a made-up class, "
        "grade it, and say where its reports are.",
    )
    demo.add_argument(
        "--jobs",
        type=parse_job_count,
        metavar="N",
        help="submissions graded at the same time, as for grade",
    )
    demo.add_argument(
        "--all", action="store_true", help="a class of each assignment, not of the first alone"
    )
    demo.set_defaults(run=_run)


def _run(options: argparse.Namespace, console: Console) -> int:
    from autograder.authoring import demo_course

    return demo_course.run_demo(options.jobs, console, options.main, every_assignment=options.all)
