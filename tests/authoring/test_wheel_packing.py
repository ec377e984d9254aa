from __future__ import annotations

import subprocess
import sys
import zipfile
from importlib.metadata import PathDistribution
from pathlib import Path

from autograder.authoring.student_packages import _built
from autograder.authoring.wheel_packing import installed_wheel

CHECKOUT = Path(__file__).parents[2]
OFFLINE = ("--no-deps", "--no-index", "--quiet", "--disable-pip-version-check")


def installed(wheel: Path, to: Path) -> PathDistribution:
    """Install a wheel into a folder, and return what is there."""
    command = [sys.executable, "-m", "pip", "install", *OFFLINE, "--target", str(to), str(wheel)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    [about] = to.glob("*.dist-info")
    return PathDistribution(about)


def test_an_installed_package_is_packed_as_the_wheel_that_it_came_in(tmp_path: Path) -> None:
    """The same files, without what the installer added; pip takes it, and gives the same again."""
    [(name, data)] = _built([CHECKOUT]).items()
    (tmp_path / name).write_bytes(data)
    packed_name, packed = installed_wheel(installed(tmp_path / name, tmp_path / "here"))
    assert packed_name == name
    again = tmp_path / "again" / name
    again.parent.mkdir()
    again.write_bytes(packed)
    with zipfile.ZipFile(tmp_path / name) as old, zipfile.ZipFile(again) as new:
        assert set(new.namelist()) == set(old.namelist())
    assert installed_wheel(installed(again, tmp_path / "there")) == (name, packed)
