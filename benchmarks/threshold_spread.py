"""Measure how the reference solution of 06_training's `threshold` spreads over seeds.

    python benchmarks/threshold_spread.py [--seeds N] [--answer FILE] [--early]

Each seed is one run of the check's own training: a fresh model, other training images, another shaking,
another thousand of the test images. ``--answer`` puts a file in the place of the reference's answer
cell, to measure another model; ``--early`` ends a training where the grading ends it.
"""

import argparse
import importlib
import json
import os
import statistics
import time
from pathlib import Path
from typing import Any

os.environ["COURSE_UTILS_GRADING"] = "1"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

from course_utils.checking.agent import Agent
from course_utils.checking.student import Student

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = ROOT / "source/06_training/06_training.ipynb"
NEVER = 2.0  # no accuracy reaches it
CHECKS = "autograder.checks.06_training.threshold"  # no import statement can have this name


def definitions(answer: str | None) -> dict[str, Any]:
    """Run the notebook's locked and answer cells up to the exercise; return its namespace."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        mark = cell["metadata"].get("nbgrader", {})
        if not mark or mark["grade"]:
            continue
        is_answer = mark["grade_id"] == "threshold-answer"
        source = answer if is_answer and answer else "".join(cell["source"])
        exec(compile(source, mark["grade_id"], "exec"), namespace)  # noqa: S102  # our own cells
        if is_answer:
            break
    return namespace


def main() -> None:
    """Print each seed's accuracy, then mean, standard deviation, min and max."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=12)
    parser.add_argument("--answer", type=Path)
    parser.add_argument("--early", action="store_true")
    options = parser.parse_args()
    student = Student(
        Agent(definitions(options.answer.read_text() if options.answer else None)).answer
    )
    module = importlib.import_module(CHECKS)
    certain = module.CERTAIN if options.early else NEVER
    reached = []
    for seed in range(options.seeds):
        start_s = time.process_time()
        task = module.Task(100 + seed, 3000 + 41 * seed, seed % 10 * 1000)
        accuracy = module._trained_here(student, task, certain).accuracy
        reached.append(accuracy)
        print(
            f"seed {100 + seed}: {accuracy:.3f}  {time.process_time() - start_s:.1f} s of CPU",
            flush=True,
        )
    print(
        f"{len(reached)} seeds: mean {statistics.mean(reached):.3f}, "
        f"standard deviation {statistics.stdev(reached):.3f}, "
        f"min {min(reached):.3f}, max {max(reached):.3f}; threshold {module.THRESHOLD:.2f}"
    )


if __name__ == "__main__":
    main()
