"""`doctor`: say what this machine has and lacks for grading, with advice."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console

from autograder.commands import OK, SOME_FAILED, Subparsers, terminal_output


def add_parser(commands: Subparsers) -> None:
    """Add the command."""
    doctor = commands.add_parser(
        "doctor",
        help="say what this machine has and lacks",
        description="Look at the machine, the Python environment and the course. Say what works, what is "
        "missing, and what to do about it.",
    )
    doctor.set_defaults(run=_run)


def _run(options: argparse.Namespace, console: Console) -> int:
    from autograder.commands import machine_diagnosis

    out = Console()
    with console.status("looking"):
        findings = machine_diagnosis.diagnose_machine(Path.cwd())
    for finding in findings:
        line = terminal_output.diagnosis_line(finding.what, finding.well, finding.found)
        out.print(line, soft_wrap=True)
        if not finding.well:
            out.print(f"    → {finding.advice}", markup=False)
    bad = sum(not finding.well for finding in findings)
    out.print("all is well" if not bad else f"{bad} of {len(findings)} need attention")
    return SOME_FAILED if bad else OK
