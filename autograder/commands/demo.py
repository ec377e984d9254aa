"""`demo`: a bundled class of sample submissions, graded."""

from __future__ import annotations

import argparse

from rich.console import Console

from autograder.commands import Commands, jobs


def add(commands: Commands) -> None:
    """Add the command."""
    demo = commands.add_parser("demo", help="grade a bundled class of sample submissions")
    demo.add_argument("--jobs", type=jobs, metavar="N", help="as for grade")
    demo.set_defaults(run=_run)


def _run(options: argparse.Namespace, console: Console) -> int:
    from autograder import cli, demo

    return demo.run(options.jobs, console, cli.main)
