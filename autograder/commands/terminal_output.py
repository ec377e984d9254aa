"""Tables, lines and progress bars for the terminal."""

from __future__ import annotations

import statistics
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
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

from autograder.course.common_flags import common_flags
from autograder.course.result_display import (
    PHASES,
    STATUS_SIGNS,
    STATUS_WORDS,
    format_points,
    printable_text,
)
from autograder.course.results import SubmissionReport

COLOURS = {
    "passed": "green",
    "partial": "yellow",
    "failed": "red",
    "not_attempted": "dim",
    "timeout": "red",
    "crashed": "red",
}
PHASES_CAPTION = "read: what was handed in; start: forking kernels; cells; checks, with the students' functions that they call"
COMMON = "most of the class have it: is source/ newer than the release that they have?"
SIGNS_LEGEND = "  ".join(f"{STATUS_SIGNS[status]} {word}" for status, word in STATUS_WORDS.items())


def safe_text(text: str) -> Text:
    """Return a student's text made safe for a terminal: no markup, no control characters."""
    return Text(printable_text(text))


def safe_message(text: str) -> Text:
    """Return a message of several lines made safe for a terminal."""
    return Text("\n").join(safe_text(line) for line in text.splitlines())


def diagnosis_line(what: str, well: bool, found: str) -> Text:
    """Return one line of the `doctor` command's output."""
    sign = Text("✓ ", "green") if well else Text("✗ ", "red")
    return sign + Text(f"{what}: ") + safe_message(found)


def class_table(assignment: str, reports: list[SubmissionReport]) -> Table:
    """Return a table of a class: a row per student with a sign per exercise, score and remarks."""
    size = f"{len(reports)} submission{'s' * (len(reports) != 1)}"
    table = Table(title=f"{escape(assignment)}: {size}", caption=SIGNS_LEGEND)
    table.add_column("student", overflow="fold")
    table.add_column("exercises", no_wrap=True)
    table.add_column("score", justify="right", no_wrap=True)
    table.add_column("remarks", overflow="fold")
    common = common_flags(reports)
    for report in sorted(reports, key=lambda report: report.student):
        table.add_row(*_row(report, common))
    return table


def common_flags_lines(reports: list[SubmissionReport]) -> Iterator[Text]:
    """Yield a line for each flag that most of a class have; these are not in the table."""
    graded = sum(1 for report in reports if report.error is None)
    for flag, count in common_flags(reports).items():
        yield safe_text(f"{count} of {graded}: {flag} ({COMMON})")


def _row(report: SubmissionReport, common: Collection[str] = ()) -> list[Text]:
    name = safe_text(report.student)
    if report.error is not None:
        return [
            name,
            Text(""),
            Text("not graded", "red"),
            Text(report.error["kind"].replace("_", " ")),
        ]
    signs = Text().join(
        Text(STATUS_SIGNS[exercise.status], COLOURS[exercise.status])
        for exercise in report.exercises
    )
    own = [flag for flag in report.flags if flag not in common]
    score = Text(f"{format_points(report.score)} / {format_points(report.max_score)}")
    return [name, signs, score, safe_text(_remark(own))]


def _remark(flags: list[str]) -> str:
    """Return the first flag and how many more there are; the report shows them in full."""
    if not flags:
        return ""
    first = flags[0] if len(flags[0]) <= 60 else flags[0][:59] + "…"
    return first if len(flags) == 1 else f"{first}; {len(flags) - 1} more in the report"


def exercise_legend(reports: list[SubmissionReport]) -> str:
    """Return the exercises' names, numbered in the order of the table's signs."""
    graded = [report for report in reports if report.error is None]
    names = [exercise.id for exercise in graded[0].exercises] if graded else []
    return ", ".join(f"{number} {name}" for number, name in enumerate(names, start=1))


def class_summary(reports: list[SubmissionReport]) -> str:
    """Return a line on the class: how many submissions were graded, and their median score."""
    graded = sorted(report.score for report in reports if report.error is None)
    if not graded:
        return f"none of {len(reports)} submissions could be graded"
    best = next(report.max_score for report in reports if report.error is None)
    middle = (graded[(len(graded) - 1) // 2] + graded[len(graded) // 2]) / 2
    return f"{len(graded)} of {len(reports)} graded; median score {format_points(middle)} of {format_points(best)}"


def submission_line(report: SubmissionReport) -> Text:
    """Return a line on a submission that has just been graded."""
    name, _, score, remark = _row(report)
    taken = f"{report.timings['total']:.1f} s" if report.timings else ""
    return Text("  ").join([name, score, Text(taken, "dim"), remark])


def phase_times_table(assignment: str, reports: list[SubmissionReport]) -> Table:
    """Return a table of a class's grading time: per phase, in total and per submission."""
    graded = [report.timings for report in reports if "total" in report.timings]
    phases = {name: [timings.get(name, 0.0) for timings in graded] for name in PHASES}
    whole = [timings["total"] for timings in graded]
    phases["rest"] = [
        each["total"] - sum(each.get(name, 0.0) for name in phases) for each in graded
    ]
    table = Table(
        title=f"{escape(assignment)}: seconds of {len(graded)} submissions", caption=PHASES_CAPTION
    )
    for name in ("phase", "all", "share", "median", "longest"):
        table.add_column(name, justify="left" if name == "phase" else "right")
    for name, values in (phases | {"total": whole}).items():
        share = 100 * sum(values) / max(sum(whole), 1e-9)
        middle, longest = statistics.median(values), max(values)
        table.add_row(
            name, f"{sum(values):.1f}", f"{share:.0f} %", f"{middle:.2f}", f"{longest:.2f}"
        )
    return table


def slowest_submissions_table(reports: list[SubmissionReport], most: int = 10) -> Table:
    """Return a table of the submissions that took longest."""
    graded = [report for report in reports if "total" in report.timings]
    graded.sort(key=lambda report: -report.timings["total"])
    table = Table(title="the longest")
    table.add_column("student", overflow="fold")
    for name in (*PHASES, "total"):
        table.add_column(name, justify="right")
    for report in graded[:most]:
        times = [f"{report.timings.get(name, 0):.2f}" for name in (*PHASES, "total")]
        table.add_row(safe_text(report.student), *times)
    return table


class _Rate(ProgressColumn):
    """A progress column: how many are done per minute."""

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
        progress.add_task(escape(title), total=total)
        yield progress
