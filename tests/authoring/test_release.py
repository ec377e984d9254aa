from __future__ import annotations

import ast
import copy
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import made_up
import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbgrader.api import Gradebook

from autograder.course.assignment import assignment_names
from autograder.errors import ConfigurationError
from autograder.nbgrader_bridge import generate_releases

CHECKOUT = Path(__file__).parents[2]
CHECKS = CHECKOUT / "autograder" / "checks"
NAMES = assignment_names(CHECKOUT)
NOT_ANSWERED = "not answered yet: write your code here, in place of this line"

SOLUTION = ("BEGIN SOLUTION", "END SOLUTION")
HIDDEN = ("BEGIN HIDDEN TESTS", "END HIDDEN TESTS")
MARKERS = (*SOLUTION, *HIDDEN, "BEGIN MARK SCHEME", "END MARK SCHEME")

# nbgrader and its database tools use what newer Pythons deprecate; their maintainers' to mend.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course in a folder of its own, with every assignment released."""
    course = make_course(tmp_path_factory.mktemp("course"))
    generate_releases(course, [])
    return course


def make_course(folder: Path) -> Path:
    """Put the instructor's files, and nothing else, into a folder."""
    return made_up.copy_course(folder)


def contents(folder: Path) -> dict[str, bytes]:
    """Return the files under a folder, by their path in it."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def released(folder: Path) -> list[Path]:
    """Return the files that students get."""
    return sorted(path for path in (folder / "release").rglob("*") if path.is_file())


def text_of(path: Path) -> str:
    """Return a file's text; of a notebook the sources of its cells and all that they show."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return text
    cells = json.loads(text)["cells"]
    parts = ["".join(cell["source"]) for cell in cells]
    return "\n".join([*parts, json.dumps([cell.get("outputs", []) for cell in cells])])


def split(text: str, begin: str, end: str) -> tuple[set[str], set[str]]:
    """Return the lines between two markers, and all other lines."""
    inside: set[str] = set()
    outside: set[str] = set()
    lines = outside
    for line in map(str.strip, text.splitlines()):
        if begin in line:
            lines = inside
        elif end in line:
            lines = outside
        elif line:
            lines.add(line)
    return inside, outside


def checks_of(name: str) -> str:
    """Return the text of all modules of an assignment's checks."""
    return "\n".join(path.read_text(encoding="utf-8") for path in (CHECKS / name).glob("*.py"))


def leaks(folder: Path, name: str) -> list[str]:
    """Return what stands in an assignment's release and must not: each with its file."""
    secret, public = split(text_of(CHECKOUT / f"source/{name}/{name}.ipynb"), *SOLUTION)
    hidden, shown = split(checks_of(name), *HIDDEN)
    functions = {found for line in hidden for found in re.findall(r"def (test_\w+)", line)}
    forbidden = (secret | hidden) - public - shown
    found = []
    for path in released(folder):
        if path.parent.name != name:
            continue
        text = text_of(path)
        lines = set(map(str.strip, text.splitlines()))
        found += [f"{path.name}: marker {marker}" for marker in MARKERS if marker in text]
        found += [f"{path.name}: line {line}" for line in sorted(forbidden & lines)]
        found += [f"{path.name}: hidden check {f}" for f in sorted(functions) if f in text]
    return found


def code_cells(path: Path) -> Iterator[nbformat.NotebookNode]:
    """Yield a notebook's code cells."""
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            yield cell


@pytest.mark.slow
def test_committed_release_is_what_the_source_gives(course: Path) -> None:
    """release/ in the repository is, byte for byte, what releasing source/ gives."""
    assert contents(course / "release") == contents(CHECKOUT / "release")


@pytest.mark.slow
def test_releasing_twice_changes_nothing(course: Path) -> None:
    """A second release gives the same bytes, and names the folders that it wrote."""
    before = contents(course / "release")
    assert generate_releases(course, ["01_tensors"]) == [course / "release" / "01_tensors"]
    assert contents(course / "release") == before


@pytest.mark.slow
def test_stock_nbgrader_gives_the_same_release(course: Path, tmp_path: Path) -> None:
    """`nbgrader generate_assignment` gives the same files as our own command."""
    make_course(tmp_path)
    command = ["nbgrader", "generate_assignment", "01_tensors"]
    subprocess.run([sys.executable, "-m", *command], cwd=tmp_path, check=True, capture_output=True)
    assert contents(tmp_path / "release/01_tensors") == contents(course / "release/01_tensors")


def test_a_release_holds_the_notebook_and_its_public_checks() -> None:
    """Students get the notebook and the public checks, beside what the source folder holds."""
    for name in NAMES:
        extra = {path.name for path in (CHECKOUT / "source" / name).iterdir()}
        files = {path.name for path in released(CHECKOUT) if path.parent.name == name}
        assert files == extra | {f"{name}.ipynb", f"test_{name}.py"}


@pytest.mark.parametrize("name", NAMES)
def test_nothing_secret_is_released(name: str) -> None:
    """No marker, no line of a solution and nothing of a hidden check is in any released file."""
    assert leaks(CHECKOUT, name) == []


@pytest.mark.parametrize(
    ("file", "planted", "found"),
    [
        ("01_tensors.ipynb", "    ### BEGIN SOLUTION", "marker BEGIN SOLUTION"),
        ("01_tensors.ipynb", "    return tf.constant(rows)", "line return tf.constant(rows)"),
        ("test_01_tensors.py", "### END HIDDEN TESTS", "marker END HIDDEN TESTS"),
        ("test_01_tensors.py", "a hidden check's name", "hidden check "),
        ("helper.py", "    return tf.constant(rows)", "line return tf.constant(rows)"),
    ],
)
def test_a_planted_leak_is_found(tmp_path: Path, file: str, planted: str, found: str) -> None:
    """The hunt finds a marker, a solution's line and a hidden check's name, in any kind of file."""
    shutil.copytree(CHECKOUT / "release", tmp_path / "release")
    if planted == "a hidden check's name":
        hidden, _ = split(checks_of("01_tensors"), *HIDDEN)
        planted = next(line for line in sorted(hidden) if line.startswith("def test_"))
    path = tmp_path / "release/01_tensors" / file
    if path.suffix == ".ipynb":
        notebook = nbformat.read(path, as_version=4)
        notebook.cells[2].source += f"\n{planted}"
        nbformat.write(notebook, path)
    else:
        path.write_text((path.read_text() if path.exists() else "") + f"\n{planted}\n")
    assert any(leak.startswith(f"{file}: {found}") for leak in leaks(tmp_path, "01_tensors"))


@pytest.mark.parametrize("name", NAMES)
def test_every_released_cell_parses(name: str) -> None:
    """With the solutions gone, every code cell of a released notebook is still valid Python."""
    transform = TransformerManager().transform_cell
    for cell in code_cells(CHECKOUT / f"release/{name}/{name}.ipynb"):
        ast.parse(transform(cell.source), cell.id)


@pytest.mark.parametrize("name", NAMES)
def test_released_cells_hold_no_outputs_and_keep_their_ids(name: str) -> None:
    """A released notebook has the source's cells by the source's ids, and no output."""
    ours = nbformat.read(CHECKOUT / f"source/{name}/{name}.ipynb", as_version=4)
    theirs = nbformat.read(CHECKOUT / f"release/{name}/{name}.ipynb", as_version=4)
    assert [cell.id for cell in theirs.cells] == [cell.id for cell in ours.cells]
    for cell in code_cells(CHECKOUT / f"release/{name}/{name}.ipynb"):
        assert (cell.outputs, cell.execution_count) == ([], None)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_released_notebook_runs_to_the_first_unanswered_exercise(name: str) -> None:
    """Run from the top, a released notebook stops at its first exercise and says what to do."""
    folder = CHECKOUT / "release" / name
    notebook = nbformat.read(folder / f"{name}.ipynb", as_version=4)
    client = NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(folder)}})
    with pytest.raises(CellExecutionError, match="NotImplementedError") as stopped:
        client.execute()
    assert (stopped.value.ename, stopped.value.evalue) == ("NotImplementedError", NOT_ANSWERED)
    ran = [cell.execution_count is not None for cell in notebook.cells if cell.cell_type == "code"]
    graded = [
        cell.metadata.get("nbgrader", {}).get("grade", False)
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]
    assert sum(ran) <= graded.index(True) + 1


def test_an_unknown_assignment_is_an_error_that_lists_the_known() -> None:
    """Releasing what is not there says which assignments there are."""
    with pytest.raises(ConfigurationError, match=r"no assignment 'tensors': .*01_tensors"):
        generate_releases(CHECKOUT, ["tensors"])


def test_no_assignments_at_all_is_an_error(tmp_path: Path) -> None:
    """A folder that is no course is named."""
    with pytest.raises(ConfigurationError, match=re.escape(str(tmp_path))):
        generate_releases(tmp_path, [])


def test_what_nbgrader_refuses_is_told_and_the_old_release_stays(tmp_path: Path) -> None:
    """What nbgrader says reaches the instructor; students keep what they were given before."""
    make_course(tmp_path)
    shutil.copytree(CHECKOUT / "release/01_tensors", tmp_path / "release/01_tensors")
    path = tmp_path / "source/01_tensors/01_tensors.ipynb"
    path.write_text(path.read_text().replace("### END SOLUTION", "", 1))
    before = contents(tmp_path / "release")
    with pytest.raises(ConfigurationError, match=r"01_tensors: nbgrader .* No end solution stat"):
        generate_releases(tmp_path, ["01_tensors"])
    assert contents(tmp_path / "release") == before


@pytest.mark.filterwarnings("ignore:Object of type <Submitted")  # nbgrader's own
def test_a_cell_more_with_submissions_in_the_gradebook_is_told(tmp_path: Path) -> None:
    """Cells are fixed once there is a score; what it says to do about it does help."""
    make_course(tmp_path)
    generate_releases(tmp_path, ["01_tensors"])
    with Gradebook(f"sqlite:///{tmp_path}/gradebook.db") as gradebook:
        gradebook.add_student("ada")
        gradebook.add_submission("01_tensors", "ada")
    path = tmp_path / "source/01_tensors/01_tensors.ipynb"
    notebook = nbformat.read(path, as_version=4)
    graded = next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade"))
    notebook.cells.append(copy.deepcopy(graded))
    notebook.cells[-1].id = notebook.cells[-1].metadata.nbgrader.grade_id = "one_more"
    nbformat.write(notebook, path)
    before = contents(tmp_path / "release")
    with pytest.raises(
        ConfigurationError, match=r"locked cell be added or removed.*assignment remove 01_tensor"
    ):
        generate_releases(tmp_path, ["01_tensors"])
    assert contents(tmp_path / "release") == before
    with Gradebook(f"sqlite:///{tmp_path}/gradebook.db") as gradebook:
        gradebook.remove_assignment("01_tensors")  # as the advised command does
    generate_releases(tmp_path, ["01_tensors"])
    assert contents(tmp_path / "release") != before
