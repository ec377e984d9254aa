from __future__ import annotations

from pathlib import Path

import pytest
from exchange_course import ExchangeCourse, make_exchange_course, release, released_as


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> ExchangeCourse:
    """A course whose assignment was released by nbgrader's command, with a gradebook as that leaves it."""
    return release(make_exchange_course(tmp_path_factory.mktemp("released")))


@pytest.fixture
def more_config() -> str:
    """What the course's configuration says beside the exchange; a module may say more."""
    return ""


@pytest.fixture
def course(
    tmp_path: Path, released: ExchangeCourse, more_config: str, monkeypatch: pytest.MonkeyPatch
) -> ExchangeCourse:
    """A course whose assignment is released in an exchange, as the current folder."""
    course = released_as(make_exchange_course(tmp_path, more_config), released)
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR"):
        monkeypatch.setenv(name, course.environment[name])
    monkeypatch.chdir(course.folder)
    return course
