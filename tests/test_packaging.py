from __future__ import annotations

import ast
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import pytest

from autograder.store import BESIDE_GRADING

CHECKOUT = Path(__file__).parents[1]

# What `import course_utils` must leave for its first use.
HEAVY = ("keras", "matplotlib", "pytest", "tensorflow")
DATA = {
    "course_utils/datasets/LICENSE-MNIST",
    "course_utils/datasets/mnist.npz",
}


class Import(NamedTuple):
    """One import statement: the module that it names, in which file, and how deep."""

    module: str
    path: Path
    at_top: bool


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The names of all files in a wheel built from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    offline = ["--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", *offline, "--wheel-dir", folder, "."],
        cwd=CHECKOUT,
        check=True,
        timeout=300,
    )
    [wheel] = folder.glob("course_utils-*-py3-none-any.whl")
    return zipfile.ZipFile(wheel).namelist()


def strangers(names: list[str]) -> list[str]:
    """Return what a student's wheel must not hold: neither course_utils nor the wheel's notes."""
    return [
        name
        for name in names
        if PurePosixPath(name).parts[0] != "course_utils"
        and not PurePosixPath(name).parts[0].endswith(".dist-info")
    ]


def loaded_by(statement: str, path: Path) -> list[str]:
    """Return which of the heavy packages a new Python has loaded after a statement."""
    script = f"{statement}; import sys; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    result = subprocess.run(
        [sys.executable, "-c", script],
        cwd=path,
        env={**os.environ, "PYTHONPATH": str(path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return result.stdout.split()


def imports(folder: Path) -> Iterator[Import]:
    """Yield every import in every Python file under a folder, by name, whatever its depth."""
    for path in sorted(folder.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
        top = set(map(id, tree.body))
        for node in ast.walk(tree):
            for module in imported_modules(node):
                yield Import(module, path, id(node) in top)


def imported_modules(node: ast.AST) -> list[str]:
    """Return the absolute names that a node imports, by statement or by import_module()."""
    match node:
        case ast.Import(names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=str(module), level=0):
            return [module]
        case ast.Call(
            func=ast.Name(id="__import__" | "import_module")
            | ast.Attribute(attr="__import__" | "import_module"),
            args=[ast.Constant(value=str(module)), *_],
        ):
            return [module]
    return []


def importers(folder: Path, *packages: str) -> list[Import]:
    """Return the imports under a folder that name one of the packages or a part of one."""
    return [found for found in imports(folder) if found.module.split(".")[0] in packages]


def files(found: list[Import]) -> set[str]:
    """Return the names of the files that hold the imports."""
    return {each.path.name for each in found}


@pytest.fixture
def offender(tmp_path: Path) -> Path:
    """A made-up package that breaks every rule of this file, in several ways each."""
    (tmp_path / "direct.py").write_text("import autograder\nimport nbgrader.api, distributed\n")
    (tmp_path / "deep.py").write_text(
        "def late():\n"
        "    from autograder.engine import grade\n"
        "    from nbgrader.api import Gradebook\n"
        "    from dask.distributed import Client\n"
    )
    (tmp_path / "by_name.py").write_text(
        "import importlib\nimportlib.import_module('autograder.checks')\n__import__('nbgrader')\n"
    )
    (tmp_path / "innocent.py").write_text("# import autograder\nfrom . import nbgrader, dask\n")
    return tmp_path


@pytest.mark.slow
def test_wheel_holds_course_utils_alone(wheel_names: list[str]) -> None:
    """What a student installs holds course_utils: no engine, hidden check, solution or test."""
    assert strangers(wheel_names) == []
    assert "course_utils/__init__.py" in wheel_names


@pytest.mark.slow
def test_wheel_holds_the_data_and_its_licence(wheel_names: list[str]) -> None:
    """The wheel carries MNIST with its licence, and neither a cache nor a notebook."""
    in_package = {name for name in wheel_names if name.startswith("course_utils/")}
    assert in_package >= DATA
    assert not {name for name in in_package if "__pycache__" in name or name.endswith(".ipynb")}


@pytest.mark.slow
def test_wheel_holds_every_module_of_the_checkout(wheel_names: list[str]) -> None:
    """Every module of course_utils in the checkout is in the wheel."""
    modules = {
        path.relative_to(CHECKOUT).as_posix() for path in CHECKOUT.glob("course_utils/**/*.py")
    }
    assert modules <= set(wheel_names)


@pytest.mark.parametrize(
    "name",
    ["autograder/__init__.py", "source/01_tensors/01_tensors.ipynb", "tests/test_x.py", "Makefile"],
)
def test_a_stranger_in_a_wheel_is_noticed(name: str) -> None:
    """A file of the engine, of a solution or of a test in a wheel would be found."""
    names = ["course_utils/__init__.py", name, "course_utils-0.1.0.dist-info/METADATA"]
    assert strangers(names) == [name]


def test_importing_course_utils_loads_nothing_heavy() -> None:
    """`import course_utils` leaves TensorFlow, Keras, pytest and matplotlib for their first use."""
    assert loaded_by("import course_utils", CHECKOUT) == []


def test_the_command_line_starts_without_what_it_needs_late() -> None:
    """Neither TensorFlow nor nbgrader nor Dask, and no parser that jsonschema would build."""
    program = "import sys, autograder.cli, autograder.worker; print(*sys.modules)"
    out = subprocess.run(
        [sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, text=True, check=True
    ).stdout
    assert "jsonschema" in out.split()
    assert not {"tensorflow", "nbgrader", "distributed", "lark"} & set(out.split())


def test_grading_imports_nothing_of_what_no_result_depends_on() -> None:
    """What is left out of the engine's fingerprint takes no part in grading."""
    program = (
        "import sys; from autograder import bench, classroom, cluster, grader, nbgrader_bridge;"
        "print(*sys.modules)"
    )
    out = subprocess.run(
        [sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, text=True, check=True
    ).stdout
    assert "autograder.grading" in out.split()
    beside = {f"autograder.{name}" for name in BESIDE_GRADING}
    assert not {name for name in out.split() if ".".join(name.split(".")[:2]) in beside}


def test_a_heavy_import_is_noticed(tmp_path: Path) -> None:
    """A package that imports pytest and matplotlib at its top would be found."""
    package = tmp_path / "heavy"
    package.mkdir()
    (package / "__init__.py").write_text("import pytest\nimport matplotlib\n")
    assert loaded_by("import heavy", tmp_path) == ["matplotlib", "pytest"]


def test_course_utils_never_imports_the_engine() -> None:
    """A student's package imports nothing of the engine, nor of what only the engine uses."""
    assert list(imports(CHECKOUT / "course_utils"))
    assert importers(CHECKOUT / "course_utils", "autograder", "nbgrader", "dask") == []


def test_an_import_of_the_engine_is_noticed(offender: Path) -> None:
    """An import of the engine is found at the top, within a function, and by name."""
    assert files(importers(offender, "autograder")) == {"direct.py", "deep.py", "by_name.py"}


def test_one_package_of_the_engine_imports_nbgrader() -> None:
    """What the engine knows of nbgrader stands in one package."""
    assert list(imports(CHECKOUT / "autograder"))
    found = importers(CHECKOUT / "autograder", "nbgrader")
    assert {each.path.parent.name for each in found} == {"nbgrader_bridge"}


def test_a_second_importer_of_nbgrader_is_noticed(offender: Path) -> None:
    """Each further importer of nbgrader is found, and a module of ours of that name is not."""
    assert files(importers(offender, "nbgrader")) == {"direct.py", "deep.py", "by_name.py"}


def test_one_module_of_the_engine_imports_dask_and_late() -> None:
    """Dask is optional: one module of the engine imports it, and within a function."""
    found = importers(CHECKOUT / "autograder", "dask", "distributed")
    assert files(found) == {"dask_link.py"}
    assert [each for each in found if each.at_top] == []


def test_a_second_or_early_importer_of_dask_is_noticed(offender: Path) -> None:
    """Each further importer of Dask is found, and one at a module's top is told from a late one."""
    found = importers(offender, "dask", "distributed")
    assert files(found) == {"direct.py", "deep.py"}
    assert files([each for each in found if each.at_top]) == {"direct.py"}
