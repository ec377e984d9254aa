"""How the engine came here: a wheel says so, and does not start beside a package of another version."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import course_utils
from autograder import __main__ as way_in
from autograder import installation
from autograder.errors import ConfigurationError

CHECKOUT = Path(__file__).parents[1]


@pytest.fixture
def from_a_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine, as if it came from a wheel of version 9.9."""
    monkeypatch.setattr(installation, "CHECKOUT", None)
    monkeypatch.setattr(installation.importlib.metadata, "version", lambda _: "9.9")


@pytest.mark.usefixtures("from_a_wheel")
def test_a_package_of_another_version_stops_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    """Both versions are named, the place of the wrong one, and what to do; the status is 2."""
    with pytest.raises(SystemExit, match="2"):
        way_in.main()
    said = " ".join(capsys.readouterr().err.split())
    assert (
        f"expected course_utils 9.9, the engine's version, got {course_utils.__version__} in"
        in said
    )
    assert f"{CHECKOUT / 'course_utils'}: install both wheels of one version" in said


def test_a_missing_package_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that was installed without what it requires says what that is."""
    monkeypatch.setitem(sys.modules, "course_utils", None)
    with pytest.raises(
        ConfigurationError, match=r"there is none .*: install both wheels in one pip"
    ):
        installation.expect_same_versions()


@pytest.mark.usefixtures("from_a_wheel")
def test_messages_from_a_wheel_name_what_is_there() -> None:
    """Without a checkout there is neither `make` nor a folder of documentation."""
    assert installation.documentation("teach/ways.md").endswith(" in the engine's repository")
    assert (
        installation.how_to_install("x")
        == "`pip install x` into the environment that holds the engine"
    )
    assert "extra [cluster]" in installation.how_to_install("distributed", "cluster")
