from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import chromium
import pytest

BESIDE = Path(__file__).parent / "test_instructor_hour.py"


def test_a_browser_is_found_by_any_of_its_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Debian, Ubuntu and Google call it differently."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert chromium.find() is None
    program = tmp_path / "google-chrome"
    program.touch(mode=0o755)
    assert chromium.find() == str(program)


def test_without_a_browser_its_tests_are_skipped_and_say_how_to_get_one(tmp_path: Path) -> None:
    """The reason names what was looked for, and the command that installs it."""
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider"]
    result = subprocess.run(
        [*command, f"{BESIDE}::test_the_same_script_runs_in_a_page_without_our_guards"],
        env={**os.environ, "PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout
    assert "1 skipped" in result.stdout
    assert "expected chromium, chromium-browser or google-chrome on PATH" in result.stdout
    assert "`apt-get install chromium` brings it" in result.stdout
