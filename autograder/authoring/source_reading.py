"""An assignment's sources for the rules: all notebooks, their exercises, and which of them have checks.

`Assignment` expects notebooks that can be graded; this reads those that their author has yet to mend.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from autograder.authoring.lint_finding import LintFinding
from autograder.authoring.notebook_file import NotebookDict, read_notebook_with_findings
from autograder.course.assignment import Assignment, grade_id, is_autograded_cell
from autograder.course.checks_folder import SHARED, digests_by_exercise, has_checks

# The grade_id where no ID was set in Create assignment.
GENERATED_GRADE_ID = re.compile(r"cell-[0-9a-f]{8,}")
_LONE_CALL = re.compile(r"""(\w+)\(\s*(["'])([^"']+)\2\s*\)""")
MAKES_CHECK = re.compile(r"""\b(?:exercises|make_check)\((?:\s*(["'])(.+?)\1)?""")


@dataclass(frozen=True)
class GradedCell:
    """An autograded cell, however broken its metadata.

    Attributes:
        exercise: the exercise's id, as `Assignment` has it; where the author set none, the id that the
            cell calls ``check`` with.
        notebook: the name of its notebook.
        cell: the cell.
    """

    exercise: str
    notebook: str
    cell: NotebookDict

    @property
    def call(self) -> str:
        """The exercise that the cell calls ``check`` with, if it does nothing else."""
        return lone_call(self.cell)


@dataclass(frozen=True)
class SourceReading:
    """The contents of an assignment's source notebooks.

    Attributes:
        assignment: the assignment.
        notebooks: its notebooks by name, without those that cannot be read.
        findings: what is wrong with the notebooks' files.
    """

    assignment: Assignment
    notebooks: dict[str, NotebookDict] = field(default_factory=dict)
    findings: list[LintFinding] = field(default_factory=list)

    @cached_property
    def graded(self) -> list[GradedCell]:
        """The autograded cells of all notebooks, in order."""
        found = [
            (_name(cell), notebook, cell)
            for notebook, content in self.notebooks.items()
            for cell in content["cells"]
            if is_autograded_cell(cell)
        ]
        times = Counter(
            name for name, notebook in {(name, notebook) for name, notebook, _ in found}
        )
        return [
            GradedCell(name if times[name] == 1 else f"{notebook}/{name}", notebook, cell)
            for name, notebook, cell in found
        ]

    @cached_property
    def exercises(self) -> list[str]:
        """The ids of the exercises; where none was set, the id that should be."""
        return [each.exercise for each in self.graded]

    @cached_property
    def checked(self) -> frozenset[str]:
        """The exercises that have checks."""
        return frozenset(digests_by_exercise(self.assignment.checks).keys() - {SHARED})

    @property
    def has_checks(self) -> bool:
        """Whether there is any module of checks."""
        return has_checks(self.assignment.checks)

    @property
    def unchecked(self) -> list[GradedCell]:
        """The cells that would judge nothing: they call ``check`` with an exercise that has no checks."""
        return [each for each in self.graded if each.call and each.exercise not in self.checked]

    @cached_property
    def in_house_style(self) -> bool:
        """Whether the assignment uses checks throughout; then the rules of style apply to it.

        It does if all its exercises have checks, and students run them in its notebooks.
        """
        throughout = all(each.call or each.exercise in self.checked for each in self.graded)
        shown = any(each.call for each in self.graded) or any(
            MAKES_CHECK.search(cell["source"])
            for notebook in self.notebooks.values()
            for cell in notebook["cells"]
            if cell["cell_type"] == "code"
        )
        return bool(self.graded) and throughout and shown


def read_sources(assignment: Assignment) -> SourceReading:
    """Read an assignment's source notebooks."""
    reading = SourceReading(assignment)
    for source in assignment.notebooks:
        notebook, findings = read_notebook_with_findings(source.path)
        reading.findings.extend(findings)
        if notebook:
            reading.notebooks[source.name] = notebook
    return reading


def lone_call(cell: NotebookDict) -> str:
    """Return the exercise that a cell calls ``check`` with, if it does nothing else; else nothing.

    A function of another name counts too if it is called with the cell's own id, as in `calls_check`.
    """
    code = "".join(line.split("#")[0].strip() for line in cell["source"].splitlines())
    call = _LONE_CALL.fullmatch(code)
    if call is None or (call[1] != "check" and call[3] != grade_id(cell)):
        return ""
    return call[3]


def has_generated_grade_id(cell: NotebookDict) -> bool:
    """Say whether a cell's ``grade_id`` was generated by nbgrader, not set by the author."""
    return GENERATED_GRADE_ID.fullmatch(grade_id(cell)) is not None


def _name(cell: NotebookDict) -> str:
    return (lone_call(cell) if has_generated_grade_id(cell) else "") or grade_id(cell)
