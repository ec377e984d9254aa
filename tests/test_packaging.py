from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from email import message_from_bytes
from email.message import Message
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import fresh_environment
import pytest

import course_utils
from autograder.grading.engine_digest import BESIDE_GRADING

CHECKOUT = Path(__file__).parents[1]

# What `import course_utils` must leave for its first use.
HEAVY = ("keras", "matplotlib", "pytest", "tensorflow")
# What is this course's, by the names of its files and folders: none of it belongs to the engine.
OF_THE_COURSE = {
    *("bank", "benchmarks", "checks", "course_utils", "docs", "release", "source", "tests"),
    *("autograder.toml", "nbgrader_config.py", "mnist.npz", "Makefile"),
    *(path.name for path in (CHECKOUT / "source").iterdir()),
    *(path.name for path in CHECKOUT.glob("autograder/checks/*/*.py")),
}


class Import(NamedTuple):
    """One import statement: the module that it names, in which file, and how deep."""

    module: str
    path: Path
    at_top: bool


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The wheels built from the checkout, by the packages that they hold."""
    built = fresh_environment.build_wheels(tmp_path_factory.mktemp("wheels"))
    return {"autograder": built.pop("autograder_engine"), **built}


def names_in(wheel: Path) -> set[str]:
    """Return the names of the files in a wheel, without its own notes."""
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def metadata_of(wheel: Path) -> Message:
    """Return what a wheel says of itself."""
    with zipfile.ZipFile(wheel) as archive:
        [about] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        return message_from_bytes(archive.read(about))


def strangers(names: Iterable[str], package: str) -> list[str]:
    """Return what a package's wheel must not hold: what is another's, litter, and of the engine this course's."""
    theirs = OF_THE_COURSE if package == "autograder" else {"mnist.npz"}
    litter = {"__pycache__", "pyproject.toml", ".ipynb_checkpoints"}
    parts = {name: PurePosixPath(name).parts for name in names}
    template = f"{package}/authoring/template/"  # whose files may be called like this course's
    return sorted(
        name
        for name, (top, *below) in parts.items()
        if top != package
        or litter & set(below)
        or (theirs & set(below) and not name.startswith(template))
    )


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
        timeout=600,
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
@pytest.mark.parametrize("package", ["autograder", "course_utils"])
def test_a_wheel_holds_its_package_alone(wheels: dict[str, Path], package: str) -> None:
    """No hidden check, solution or data for students; nothing of this course in the engine."""
    names = names_in(wheels[package])
    assert strangers(names, package) == []
    modules = {
        path.relative_to(CHECKOUT).as_posix() for path in CHECKOUT.glob(f"{package}/**/*.py")
    }
    assert {name for name in names if name.endswith(".py")} == {
        name for name in modules if not name.startswith("autograder/checks/")
    }


@pytest.mark.slow
def test_the_engines_wheel_holds_what_its_modules_read(wheels: dict[str, Path]) -> None:
    """Templates of pages and of assignments, and the pages' styles."""
    kinds = {".css", ".html", ".ipynb", ".js"}
    beside = {path for path in CHECKOUT.glob("autograder/**/*") if path.suffix in kinds}
    assert len(beside) > 8
    expected = {path.relative_to(CHECKOUT).as_posix() for path in beside}
    assert expected <= names_in(wheels["autograder"])


@pytest.mark.slow
def test_the_data_has_a_wheel_of_its_own_with_its_licence(wheels: dict[str, Path]) -> None:
    """Who needs no MNIST has none; who needs it finds its licence beside it."""
    assert names_in(wheels["course_utils_mnist"]) == {"course_utils_mnist/mnist.npz"}
    about = metadata_of(wheels["course_utils_mnist"])
    assert (about["License-Expression"], about["License-File"]) == ("CC-BY-SA-3.0", "LICENSE-MNIST")


@pytest.mark.slow
def test_the_wheels_are_of_one_version_and_need_no_tensorflow(wheels: dict[str, Path]) -> None:
    """The engine needs what a grader is locked with, and just that version of the student's package."""
    engine, student = metadata_of(wheels["autograder"]), metadata_of(wheels["course_utils"])
    assert engine["Version"] == student["Version"] == course_utils.__version__
    needs = engine.get_all("Requires-Dist", [])
    assert f"course-utils=={student['Version']}" in needs
    assert "nbgrader>=0.9.6" in needs
    assert "distributed; extra == 'cluster'" in needs
    assert "psycopg[binary]; extra == 'postgresql'" in needs
    assert not [need for need in needs if need.startswith(("tensorflow", "keras", "hatchling"))]
    always = {need for need in student.get_all("Requires-Dist", []) if "extra ==" not in need}
    assert always == {"ipython", "numpy", "pytest"}
    assert set(student.get_all("Provides-Extra", [])) == {"mnist", "tensorflow"}


@pytest.mark.parametrize(
    ("name", "package"),
    [
        ("autograder/__init__.py", "course_utils"),
        ("course_utils/datasets/mnist.npz", "course_utils"),
        ("course_utils/datasets/pyproject.toml", "course_utils"),
        ("source/01_tensors/01_tensors.ipynb", "course_utils"),
        ("autograder/checks/01_tensors/describe.py", "autograder"),
        ("autograder/authoring/01_tensors/describe.ipynb", "autograder"),
        ("autograder/authoring/__pycache__/lint.pyc", "autograder"),
        ("tests/bank/01_tensors/describe.py", "autograder"),
    ],
)
def test_a_stranger_in_a_wheel_is_noticed(name: str, package: str) -> None:
    """A file of the other package, of a solution, of a test or of the course would be found."""
    assert strangers([f"{package}/__init__.py", name], package) == [name]


@pytest.fixture(scope="module")
def fresh(wheels: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a fresh environment with the two wheels and exactly what they require."""
    folder = tmp_path_factory.mktemp("fresh") / "environment"
    both = [wheels["autograder"], wheels["course_utils"]]
    return fresh_environment.make_environment(folder, both).parent


def run_there(fresh: Path, *command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder far from any checkout, in the fresh environment alone."""
    return subprocess.run(
        command,
        cwd=folder,
        env={"HOME": str(folder), "PATH": f"{fresh}:{os.defpath}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )


WHERE = """
import importlib.util, sys
import autograder, course_utils, course_utils.datasets.mnist
for module in (autograder, course_utils):
    assert module.__file__.startswith(sys.prefix), module.__file__
for name in ("tensorflow", "keras", "course_utils_mnist"):
    assert importlib.util.find_spec(name) is None, name
"""


@pytest.mark.slow
def test_the_wheels_are_all_that_an_engine_needs(fresh: Path, tmp_path: Path) -> None:
    """In a fresh environment without TensorFlow, far from any checkout, the command starts."""
    imported = run_there(fresh, "python", "-c", WHERE, folder=tmp_path)
    assert imported.returncode == 0, imported.stderr
    for command in (["autograder"], ["python", "-m", "autograder"]):
        helped = run_there(fresh, *command, "--help", folder=tmp_path)
        assert (helped.returncode, helped.stderr) == (0, "")
        assert "    grade     grade a class\n" in helped.stdout
    demo = run_there(fresh, "autograder", "demo", folder=tmp_path)
    assert demo.returncode == 2
    assert "get a checkout of the repository, and run make demo there" in demo.stderr


# In front of an answer, which is right only where the sandbox shows the engine's wheel to nobody.
PROBE = """
import os, sysconfig
engine = os.path.join(sysconfig.get_paths()["purelib"], "autograder")
assert os.path.isdir(os.path.dirname(engine)) and not (os.path.isdir(engine) and os.listdir(engine))
try:
    open(os.path.join(engine, "left for the next"), "w").close()
except OSError:
    pass
else:
    raise AssertionError("written where the engine is")
"""


def hand_in_class(course: Path) -> None:
    """Hand in what `nbgrader quickstart` wrote: its solutions, its release, and a spy's solutions."""
    for student, part in {"ada": "source", "bob": "release", "eve": "source"}.items():
        shutil.copytree(course / part / "ps1", course / "submitted" / student / "ps1")
    path = course / "submitted/eve/ps1/problem1.ipynb"
    notebook = json.loads(path.read_text())
    [answer] = [c for c in notebook["cells"] if "def squares(n):" in "".join(c["source"])]
    answer["source"] = PROBE + "".join(answer["source"])
    path.write_text(json.dumps(notebook))


@pytest.mark.slow
def test_a_class_of_another_course_is_graded_there(fresh: Path, tmp_path: Path) -> None:
    """The course of nbgrader quickstart, from adopting the engine to feedback and marks, by the wheels alone."""
    course = tmp_path / "course"
    for folder, *command in [
        (tmp_path, "nbgrader", "quickstart", "course"),
        (course, "autograder", "adopt", "--write"),
        (course, "nbgrader", "generate_assignment", "ps1"),
        (course, "autograder", "grade", "ps1", "--jobs", "1"),
        (course, "autograder", "report", "ps1"),
        (course, "nbgrader", "generate_feedback", "ps1"),
        (course, "nbgrader", "export"),
    ]:
        if "grade" in command:
            hand_in_class(course)
        ran = run_there(fresh, *command, folder=folder)
        assert ran.returncode == 0, f"{command}:\n{ran.stdout}\n{ran.stderr[-3000:]}"
    reports = json.loads((course / ".autograder" / "ps1.json").read_text())
    assert {each["student"]: each["score"] for each in reports} == {"ada": 3, "bob": 0, "eve": 3}
    assert (course / "reports" / "ps1.html").is_file()
    assert (course / "feedback/eve/ps1/problem1.html").is_file()
    assert "ps1,,,eve,,,,3.0,0.0,3.0,13.0" in (course / "grades.csv").read_text()


def test_importing_course_utils_loads_nothing_heavy() -> None:
    """`import course_utils` leaves TensorFlow, Keras, pytest and matplotlib for their first use."""
    assert loaded_by("import course_utils", CHECKOUT) == []


def test_the_command_line_starts_without_what_it_needs_late() -> None:
    """Neither TensorFlow nor nbgrader nor Dask, and no parser that jsonschema would build."""
    program = "import sys, autograder.cli, autograder.grading.worker; print(*sys.modules)"
    out = subprocess.run(
        [sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, text=True, check=True
    ).stdout
    assert "jsonschema" in out.split()
    assert not {"tensorflow", "nbgrader", "distributed", "lark"} & set(out.split())


def test_grading_imports_nothing_of_what_no_result_depends_on() -> None:
    """What is left out of the engine's fingerprint takes no part in grading."""
    program = (
        "import sys, autograder.cluster.dask_runner, autograder.cluster.node_grader;"
        "import autograder.grading.class_grading, autograder.nbgrader_bridge;"
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
    assert files(found) == {"dask_connection.py"}
    assert [each for each in found if each.at_top] == []


def test_a_second_or_early_importer_of_dask_is_noticed(offender: Path) -> None:
    """Each further importer of Dask is found, and one at a module's top is told from a late one."""
    found = importers(offender, "dask", "distributed")
    assert files(found) == {"direct.py", "deep.py"}
    assert files([each for each in found if each.at_top]) == {"direct.py"}
