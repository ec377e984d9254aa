"""What a result is worth goes by the engine and its packages, not by what else was imported."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from autograder.grading.engine_digest import engine_digest

PRINT = "from autograder.grading.engine_digest import engine_digest; print(engine_digest())"


def test_another_process_of_the_environment_has_the_same_digest(tmp_path: Path) -> None:
    """A library that puts its own packages on the path, as setuptools does, changes nothing."""
    (tmp_path / "vendored-1.0.dist-info").mkdir()
    program = f"import sys; sys.path.append({str(tmp_path)!r}); {PRINT}"
    checkout = Path(__file__).parents[2]
    printed = subprocess.run(
        [sys.executable, "-c", program], cwd=checkout, capture_output=True, text=True, check=True
    )
    assert printed.stdout.strip() == engine_digest()
