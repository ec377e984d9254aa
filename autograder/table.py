"""Tables and progress, for people at a terminal."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from autograder.results import Report

SIGNS = {
    "passed": ("✓", "green"),
    "partial": ("◐", "yellow"),
    "failed": ("✗", "red"),
    "not_attempted": ("·", "dim"),
    "timeout": ("⏱", "red"),
    "crashed": ("☠", "red"),
}
PHASES = ("start", "cells", "checks")
PHASES_MEAN = "start: forking kernels; cells; checks, with the students' functions that they call"
WORDS = {  # those of the students' cards
    "passed": "passed",
    "partial": "partly",
    "failed": "not passed",
    "not_attempted": "not answered",
    "timeout": "took too long",
    "crashed": "crashed",
}
LEGEND = "  ".join(f"{SIGNS[status][0]} {word}" for status, word in WORDS.items())
# Control and direction-changing characters in a name or message must not reach a terminal.
_UNSAFE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u061c\ud800-\udfff]"
)


def plain(text: str) -> Text:
    """Return text that came from a student as harmless text, with no markup or escapes."""
    return Text(_UNSAFE.sub("�", text))


def plain_message(text: str) -> Text:
    """Return a message of several lines as harmless text."""
    return Text("\n").join(plain(line) for line in text.splitlines())


def points(value: float) -> str:
    """Return points as people read them: two decimals at most."""
    return f"{round(value, 2):.10g}"


def finding_line(what: str, well: bool, found: str) -> Text:
    """Return one line of the doctor's."""
    sign = Text("✓ ", "green") if well else Text("✗ ", "red")
    return sign + Text(f"{what}: ") + plain_message(found)


def class_table(assignment: str, reports: list[Report]) -> Table:
    """Return the class as a table: a row per student, a sign per exercise, score and remarks."""
    size = f"{len(reports)} submission{'s' * (len(reports) != 1)}"
    table = Table(title=f"{assignment}: {size}", caption=LEGEND)
    table.add_column("student", overflow="fold")
    table.add_column("exercises", no_wrap=True)
    table.add_column("score", justify="right", no_wrap=True)
    table.add_column("remarks", overflow="fold")
    for report in sorted(reports, key=lambda report: report.student):
        table.add_row(*_row(report))
    return table


def _row(report: Report) -> list[Text]:
    name = plain(report.student)
    if report.error is not None:
        return [
            name,
            Text(""),
            Text("not graded", "red"),
            Text(report.error["kind"].replace("_", " ")),
        ]
    signs = Text().join(Text(*SIGNS[exercise.status]) for exercise in report.exercises)
    score = Text(f"{points(report.score)} / {points(report.max_score)}")
    return [name, signs, score, plain(_remark(report.flags))]


def _remark(flags: list[str]) -> str:
    """Return the first flag and how many more there are; the report has them whole."""
    if not flags:
        return ""
    first = flags[0] if len(flags[0]) <= 60 else flags[0][:59] + "…"
    return first if len(flags) == 1 else f"{first}; {len(flags) - 1} more in the report"


def exercise_key(reports: list[Report]) -> str:
    """Return which number in the table is which exercise."""
    graded = [report for report in reports if report.error is None]
    names = [exercise.id for exercise in graded[0].exercises] if graded else []
    return ", ".join(f"{number} {name}" for number, name in enumerate(names, start=1))


def summary(reports: list[Report]) -> str:
    """Return one line on the class: how many were graded, and the middle of their scores."""
    graded = sorted(report.score for report in reports if report.error is None)
    if not graded:
        return f"none of {len(reports)} submissions could be graded"
    best = next(report.max_score for report in reports if report.error is None)
    middle = (graded[(len(graded) - 1) // 2] + graded[len(graded) // 2]) / 2
    return (
        f"{len(graded)} of {len(reports)} graded; median score {points(middle)} of {points(best)}"
    )


def report_line(report: Report) -> Text:
    """Return one line on a submission that was graded just now."""
    name, _, score, remark = _row(report)
    taken = f"{report.timings['total']:.1f} s" if report.timings else ""
    return Text("  ").join([name, score, Text(taken, "dim"), remark])


def timings_table(assignment: str, reports: list[Report]) -> Table:
    """Return where the time of a class went: per phase all together, and of one submission."""
    graded = [report.timings for report in reports if "total" in report.timings]
    phases = {name: [timings[name] for timings in graded] for name in PHASES}
    whole = [timings["total"] for timings in graded]
    phases["rest"] = [each["total"] - sum(each[name] for name in phases) for each in graded]
    table = Table(title=f"{assignment}: seconds of {len(graded)} submissions", caption=PHASES_MEAN)
    for name in ("phase", "all", "share", "median", "longest"):
        table.add_column(name, justify="left" if name == "phase" else "right")
    for name, values in (phases | {"total": whole}).items():
        share = 100 * sum(values) / max(sum(whole), 1e-9)
        middle, longest = statistics.median(values), max(values)
        table.add_row(
            name, f"{sum(values):.1f}", f"{share:.0f} %", f"{middle:.2f}", f"{longest:.2f}"
        )
    return table


def slowest(reports: list[Report], most: int = 10) -> Table:
    """Return the submissions that took longest."""
    graded = [report for report in reports if "total" in report.timings]
    graded.sort(key=lambda report: -report.timings["total"])
    table = Table(title="the longest")
    table.add_column("student", overflow="fold")
    for name in (*PHASES, "total"):
        table.add_column(name, justify="right")
    for report in graded[:most]:
        times = [f"{report.timings[name]:.2f}" for name in (*PHASES, "total")]
        table.add_row(plain(report.student), *times)
    return table


class _Rate(ProgressColumn):
    """How many are done in a minute."""

    def render(self, task: Task) -> Text:
        """Return the rate; nothing until there is one."""
        return Text(f"{task.speed * 60:.0f}/min" if task.speed else "", "dim")


@contextmanager
def progress_bar(console: Console, title: str, total: int) -> Iterator[Progress]:
    """Show progress with an estimate of the time left, on ``console``."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TextColumn("taken"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, speed_estimate_period=300) as progress:
        progress.add_task(title, total=total)
        yield progress
