from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
NOISY = "import os\nos.write(2, b'a log\\n')\n"


def run(program: str, folder: Path, **surroundings: str) -> tuple[int, str]:
    """Return the status of a program of Python's, and what it wrote to stderr."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
    path = f"{CHECKOUT}{os.pathsep}{folder}"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**clean, "PYTHONPATH": path, **surroundings},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    return done.returncode, done.stderr


@pytest.fixture
def made_up(tmp_path: Path) -> Path:
    """A folder with a TensorFlow that writes a log when it is imported, below Python's stderr."""
    (tmp_path / "tensorflow").mkdir()
    (tmp_path / "tensorflow" / "__init__.py").write_text(NOISY)
    return tmp_path


def test_tensorflow_starts_without_a_word(tmp_path: Path) -> None:
    """After `course_utils`, TensorFlow itself is imported and used without a line on stderr."""
    program = "import course_utils, tensorflow as tf; assert tf.constant(1) + 1 == 2"
    assert run(program, tmp_path) == (0, "")


def test_only_the_import_is_quiet(made_up: Path) -> None:
    """What is written to stderr afterwards arrives there."""
    program = f"import course_utils, tensorflow\n{NOISY.replace('a log', 'later')}"
    assert run(program, made_up) == (0, "later\n")


def test_the_log_can_be_asked_for(made_up: Path) -> None:
    """Who sets TF_CPP_MIN_LOG_LEVEL lower sees what TensorFlow writes."""
    program = "import course_utils, tensorflow"
    assert run(program, made_up, TF_CPP_MIN_LOG_LEVEL="0") == (0, "a log\n")


def test_an_import_that_fails_says_why(made_up: Path) -> None:
    """An exception of the import comes through, and stderr is as it was."""
    with (made_up / "tensorflow" / "__init__.py").open("a") as file:
        file.write("raise ImportError('DLL load failed')\n")
    status, error = run("import course_utils, tensorflow", made_up)
    assert status == 1
    assert error.endswith("ImportError: DLL load failed\n")
    assert "a log" not in error
