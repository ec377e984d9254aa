from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from autograder.course.kernelspecs import (
    foreign_program_of,
    has_kernel,
    interpreter_of,
    is_this_interpreter,
)


def install_kernel(folder: Path, name: str, program: str) -> None:
    """Install a kernel that a program starts."""
    spec = folder / "kernels" / name / "kernel.json"
    spec.parent.mkdir(parents=True)
    about = {"argv": [program, "-m", "ipykernel_launcher"], "display_name": name, "language": "x"}
    spec.write_text(json.dumps(about), encoding="utf-8")


@pytest.fixture
def kernels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a person's kernels are installed."""
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    return tmp_path


def test_the_kernel_of_this_environment_is_none_of_anothers(kernels: Path) -> None:
    """`python3` is known wherever Jupyter is, and means this Python."""
    install_kernel(kernels, "here", sys.executable)
    install_kernel(kernels, "relative", "python")
    for name in ("python3", "here", "relative"):
        assert has_kernel(name)
        assert foreign_program_of(name) is None
        assert interpreter_of(name) is None


def test_another_environments_kernel_names_its_interpreter(kernels: Path) -> None:
    """The interpreter is told, although both may be links to one program of the system's."""
    python = kernels / "env" / "bin" / "python3.12"
    python.parent.mkdir(parents=True)
    python.symlink_to(Path(sys.executable).resolve())
    install_kernel(kernels, "stats", str(python))
    assert interpreter_of("stats") == python
    assert interpreter_of("STATS") == python  # as Jupyter finds it
    assert not is_this_interpreter(python)
    assert is_this_interpreter(Path(sys.executable).with_name("python3"))


def test_a_program_that_starts_another_does_not_tell(kernels: Path) -> None:
    """`conda run` starts a Python that is not in the kernel's specification."""
    install_kernel(kernels, "conda", "/opt/conda/bin/conda")
    assert foreign_program_of("conda") == Path("/opt/conda/bin/conda")
    assert interpreter_of("conda") is None


@pytest.mark.parametrize("name", ["no_such_kernel", "not a kernel's name", ""])
def test_a_kernel_that_is_not_there_is_none(kernels: Path, name: str) -> None:
    """Neither a name that nobody has nor one that nobody can have is an error."""
    assert not has_kernel(name)
    assert interpreter_of(name) is None


def test_a_broken_specification_is_none(kernels: Path) -> None:
    """A kernel that Jupyter cannot read is not there."""
    install_kernel(kernels, "broken", "x")
    (kernels / "kernels" / "broken" / "kernel.json").write_text("{", encoding="utf-8")
    assert not has_kernel("broken")
