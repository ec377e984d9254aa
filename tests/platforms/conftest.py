"""A course with nothing handed in, and the command that collects."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import made_up
import pytest
from platform_files import Collect
from recorded import make_course

from autograder import cli


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course with the made-up assignment and another one, and nothing handed in."""
    course = make_course(tmp_path / "course")
    other = course / "source" / "other" / "other.ipynb"
    made_up.write_notebook(other, made_up.make_notebook())
    monkeypatch.chdir(course)
    return course


@pytest.fixture
def collect(
    course: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Collect:
    """Runs the command; returns its exit status, output and complaints."""
    monkeypatch.setenv("COLUMNS", "200")

    def collect(*arguments: str | Path) -> tuple[int, str, str]:
        status = cli.main(["collect", made_up.NAME, *map(str, arguments)])
        return status, *capsys.readouterr()

    return collect


@pytest.fixture
def in_zone() -> Iterator[Callable[[str], None]]:
    """Sets this machine's time zone, for one test."""
    with pytest.MonkeyPatch.context() as patch:

        def in_zone(name: str) -> None:
            patch.setenv("TZ", name)
            time.tzset()

        yield in_zone
    time.tzset()


@pytest.fixture
def in_tokyo(in_zone: Callable[[str], None]) -> None:
    """This machine's time zone is Tokyo's, for one test."""
    in_zone("Asia/Tokyo")
