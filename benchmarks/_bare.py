"""A process with the warm process's imports that runs notebooks in bare forks.

    python benchmarks/_bare.py ASSIGNMENT

It has no kernel and no walls. The cells that grading leaves out are left out here, too. A request is a
line of JSON on stdin, ``{"notebook": path, "pictures": bool, "checks": bool}``: without ``pictures`` a
cell's figures are never drawn. The answer on stdout is ``{"wall_s", "cpu_s", "score"}``: the time from
fork to end, the CPU time of forking and of the fork with its threads, and the points from the checks,
null without them.
"""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import nbformat

from autograder.course.assignment import Exercise, grade_id, is_autograded_cell, load_assignment
from autograder.course.scoring import score_exercise
from autograder.course.showing_cells import cells_left_out
from autograder.sandbox.bubblewrap import CONFINED
from course_utils.checking.agent import Agent
from course_utils.checking.checks_runner import ChecksPlugin, collect_checks
from course_utils.checking.student import Student

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Collect the checks once, as a worker of the engine does, then serve requests."""
    assignment = load_assignment(ROOT, sys.argv[1])
    points = {exercise.id: exercise for exercise in assignment.exercises}
    gc.disable()
    sys.path.insert(0, str(CONFINED))
    import fork_server

    fork_server._import_everything(list(assignment.warm_modules))

    def serve(plugin: ChecksPlugin) -> None:
        gc.freeze()
        gc.enable()
        for line in sys.stdin:
            request = json.loads(line)
            content = nbformat.read(request["notebook"], as_version=4)
            left_out = cells_left_out(content, assignment.notebooks[0])
            cells = [cell for cell in content.cells if cell.id not in left_out]
            notebook = _Notebook(cells, points, plugin if request["checks"] else None)
            print(json.dumps(_measure(notebook, pictures=request["pictures"])), flush=True)

    collect_checks(assignment.checks, serve)


def _measure(notebook: _Notebook, *, pictures: bool) -> dict[str, Any]:
    ours, theirs = os.pipe()
    began, ours_s = time.perf_counter(), time.process_time()
    pid = os.fork()
    if pid == 0:
        try:
            nothing = os.open(os.devnull, os.O_RDWR)
            for standard in (0, 1, 2):
                os.dup2(nothing, standard)
            plt.show = _draw if pictures else _draw_nothing
            os.write(theirs, json.dumps(notebook.run()).encode())
        finally:
            os._exit(0)
    os.close(theirs)
    with os.fdopen(ours, "rb") as answer:
        score = json.loads(answer.read())
    _, _, usage = os.wait4(pid, 0)
    wall_s = time.perf_counter() - began
    cpu_s = time.process_time() - ours_s + usage.ru_utime + usage.ru_stime
    return {"wall_s": wall_s, "cpu_s": cpu_s, "score": score}


def _draw() -> None:
    """Draw the open figures as Jupyter does."""
    for number in plt.get_fignums():
        plt.figure(number).savefig(io.BytesIO(), format="png", bbox_inches="tight")
    plt.close("all")


def _draw_nothing() -> None:
    plt.close("all")


@dataclass
class _Notebook:
    """Cells, the points of the exercises, and the checks if they shall run."""

    cells: list[Any]
    points: dict[str, Exercise]
    plugin: ChecksPlugin | None

    def run(self) -> float | None:
        """Run the cells, and the checks of each exercise at its grade cell; return the points."""
        namespace: dict[str, Any] = {"__name__": "__main__"}
        student = Student(Agent(namespace).answer)
        score = 0.0
        for cell in self.cells:
            exercise = self.points.get(grade_id(cell)) if is_autograded_cell(cell) else None
            if exercise is None and cell.cell_type == "code":
                with contextlib.suppress(Exception):
                    exec(compile(cell.source, cell.id, "exec"), namespace)  # noqa: S102  # our own
            elif exercise is not None and self.plugin is not None:
                score += score_exercise(exercise, self.plugin.run(exercise.id, student)).score
        return score if self.plugin is not None else None


if __name__ == "__main__":
    main()
