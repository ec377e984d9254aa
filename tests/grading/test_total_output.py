"""All that a submission shows is bounded together: the store, the gradebook's files and feedback hold it."""

from __future__ import annotations

import json
from pathlib import Path

import made_up

from autograder.sandbox.warm_process import KernelSource


def test_cells_that_print_too_much_together_are_judged(tmp_path: Path, warm: KernelSource) -> None:
    """What is beyond the bound is left out, which is said once, and costs nothing."""
    print_much = "print('x' * 200_000)\n"
    answers = {name: print_much + answer for name, answer in made_up.RIGHT.items()}
    limits = made_up.quick_limits(output_mib=0.25, total_output_mib=0.3)
    assignment = made_up.make_assignment(tmp_path, limits=limits)
    submission = made_up.submission_of(assignment, made_up.make_notebook(answers))
    graded = made_up.grade_here(assignment, submission, warm)
    assert set(made_up.statuses(graded).values()) == {"passed"}
    assert graded.flags == ["its cells print more than 0.3 MiB in all; the rest is left out"]
    shown = json.dumps(graded.outputs)
    assert len(shown) < 400_000
    assert shown.count("output beyond what is shown in all is left out") == len(answers) - 1
