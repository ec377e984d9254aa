from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from existing_courses import cell, grade_cell, make_course, notebook

from autograder.adoption.course_survey import CourseSurvey, SurveyedNotebook, survey_course
from autograder.course.nbgrader_settings import NbgraderSettings


def survey(folder: Path, files: dict[str, Any], ignored: tuple[str, ...] = ()) -> CourseSurvey:
    """Return the survey of a course of files in its sources."""
    source = make_course(folder, files, config=None) / "source"
    assignments = {path.name: path for path in sorted(source.iterdir()) if path.is_dir()}
    settings = NbgraderSettings(folder, source, assignments, ignored=ignored)
    return survey_course(settings)


def only(folder: Path, content: Any) -> SurveyedNotebook:
    """Return the survey of one notebook."""
    (found,) = survey(folder, {"ps1/a.ipynb": content}).assignments[0].notebooks
    return found


def test_cells_are_counted_by_who_grades_them(tmp_path: Path) -> None:
    """Tests, answers for a person and tasks are told apart, with their points."""
    found = only(
        tmp_path,
        notebook(
            "x = 1",
            cell("def f(): ...", solution=True),
            grade_cell("### BEGIN HIDDEN TESTS\nassert f()\n### END HIDDEN TESTS", 2),
            grade_cell(points=0.5),
            cell("why?", "markdown", grade=True, solution=True, points=3),
            cell("draw", "markdown", task=True, points=4),
            cell("read", "markdown", locked=True),
        ),
    )
    assert (found.tests, found.manual, found.tasks, found.hidden) == ([2, 0.5], [3], [4], 1)
    assert found.schemas == {3}


def test_files_beside_are_those_that_nbgrader_releases(tmp_path: Path) -> None:
    """Data in folders is among them; notebooks, and what nbgrader leaves out, are not."""
    files = {
        "ps1/a.ipynb": notebook(grade_cell()),
        "ps1/helper.py": "x = 1",
        "ps1/data/big.csv": "1,2,3",
        "ps1/data/other.ipynb": notebook(),
        "ps1/__pycache__/a.pyc": "",
        "header.ipynb": notebook(),
    }
    found = survey(tmp_path, files, ignored=("__pycache__", "*.pyc"))
    (assignment,) = found.assignments
    assert assignment.files == {"helper.py": 5, "data/big.csv": 5}
    assert assignment.data_bytes == 10
    assert [each.name for each in assignment.notebooks] == ["ps1/a"]
    assert found.stray == ["header.ipynb"]


def test_a_folder_without_notebooks_is_no_assignment(tmp_path: Path) -> None:
    """Pictures and plans lie in such folders."""
    files = {
        "ps1/a.ipynb": notebook(grade_cell()),
        "plans/list.txt": "",
        "notes/b.ipynb": notebook(),
    }
    found = survey(tmp_path, files)
    assert [each.name for each in found.assignments] == ["notes", "ps1"]
    assert [each.name for each in found.graded] == ["ps1"]
    assert [each.name for each in found.notebooks] == ["ps1/a"]


def test_imports_are_what_python_needs_and_what_it_can_do_without(tmp_path: Path) -> None:
    """An import whose failing is caught is optional."""
    source = "import numpy\ntry:\n    import cupy\nexcept ImportError:\n    cupy = numpy"
    found = only(tmp_path, notebook(source))
    assert (found.imports, found.optional) == (["numpy"], ["cupy"])


@pytest.mark.parametrize(
    ("kernel", "language", "version", "expected"),
    [
        ("python3", "python", "3.8.1", (True, False)),
        ("python", "python", "", (True, False)),
        (None, "python", "", (True, False)),
        ("conda-env-stats-py", "python", "3.8.1", (True, False)),
        ("python2", "python", "", (True, True)),
        ("python3", "python", "2.7.12", (True, True)),
        ("ir", "R", "4.1.0", (False, False)),
        ("java", "java", "2.0", (False, False)),
    ],
)
def test_languages_are_told_apart(
    tmp_path: Path, kernel: str | None, language: str, version: str, expected: tuple[bool, bool]
) -> None:
    """Python 3, Python 2 and others are known by kernel and version; without a kernel it is Python."""
    found = only(tmp_path, notebook(kernel=kernel, language=language, version=version))
    assert (found.is_python, found.is_python_2) == expected
    assert found.kernel == (kernel or "python3")


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("network", 'pd.read_csv("https://example.org/a.csv")'),
        ("network", "!wget -q example.org/a.csv"),
        ("network", 'nltk.download("punkt")'),
        ("network", 'sns.load_dataset("tips")'),
        ("network", "keras.datasets.cifar10.load_data()"),
        ("network", "datasets.FashionMNIST('.', download=True)"),
        ("install", "!pip install pandas"),
        ("install", "%conda install pandas"),
        ("outside", 'open("../shared/data.csv")'),
        ("outside", "np.load('/home/me/a.npy')"),
        ("outside", "path = 'C:\\\\data'"),
        ("gpu", 'device = torch.device("cuda")'),
        ("gpu", 'with tf.device("/GPU:0"):'),
        ("gpu", "model.cuda()"),
        ("autotest", "### AUTOTEST f(1); f(2)"),
        ("autotest", "### HASHED AUTOTEST f(1)"),
    ],
)
def test_lines_that_a_sandbox_does_not_let_work_are_found(
    tmp_path: Path, kind: str, line: str
) -> None:
    """A line of a kind is told by that kind and no other, and not where it is a comment."""
    found = only(tmp_path, notebook(line, cell(line, "markdown")))
    assert {each: lines for each, lines in found.hints.items() if lines} == {kind: [line]}
    if kind != "autotest":
        commented = only(tmp_path, notebook(f"# {line}"))
        assert not any(commented.hints.values())


@pytest.mark.parametrize(
    "line",
    [
        "keras.datasets.mnist.load_data()",  # the engine has it
        "requests = 1",
        "x = a/home/b",
        "y = x / data / z",
        "cuda_cores = 3",
        'open("data/a.csv")',
    ],
)
def test_lines_that_work_are_not_found(tmp_path: Path, line: str) -> None:
    """What a sandbox does not mind is no hint."""
    assert not any(only(tmp_path, notebook(line)).hints.values())


def test_a_long_line_is_shortened(tmp_path: Path) -> None:
    """A report has a line for it."""
    found = only(tmp_path, notebook(f'x = "https://example.org/{"a" * 100}"'))
    (line,) = found.hints["network"]
    assert len(line) == 60
    assert line.endswith("a…")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Expecting value"),
        ("[1, 2]", "expected a notebook, got other JSON"),
        ('{"nbformat": 9, "nbformat_minor": 0}', "nbformat"),
        ('{"cells": 3, "nbformat": 4, "nbformat_minor": 4, "metadata": {}}', ""),
    ],
)
def test_a_file_that_is_no_notebook_is_told(tmp_path: Path, text: str, said: str) -> None:
    """It is among the unreadable ones with a reason, and the others are read."""
    files = {"ps1/a.ipynb": text, "ps1/b.ipynb": notebook(grade_cell())}
    found = survey(tmp_path, files)
    (broken,) = found.unreadable
    assert broken.name == "ps1/a"
    assert broken.problem
    assert said in broken.problem
    assert [each.name for each in found.notebooks] == ["ps1/b"]


def test_an_old_format_is_read(tmp_path: Path) -> None:
    """Notebooks of format 3 have their cells on sheets, their code as input, and are read."""
    code = {"cell_type": "code", "input": "import numpy", "language": "python", "outputs": []}
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": "old"},
        "worksheets": [{"cells": [code], "metadata": {}}],
    }
    assert only(tmp_path, old).imports == ["numpy"]
