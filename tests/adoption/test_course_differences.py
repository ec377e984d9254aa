from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from existing_courses import cell, grade_cell, make_course, notebook

from autograder.adoption.course_differences import course_differences, usual_differences
from autograder.adoption.course_survey import survey_course
from autograder.adoption.existing_course import Difference, ExistingCourse, needed_settings
from autograder.course.nbgrader_settings import NbgraderSettings
from autograder.course.settings import load_settings

HERE = sys.executable


@pytest.fixture(autouse=True)
def kernels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a person's kernels are installed; none is."""
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    return tmp_path / "jupyter" / "kernels"


def install_kernel(kernels: Path, name: str, program: str) -> None:
    """Install a kernel that a program starts."""
    (kernels / name).mkdir(parents=True)
    about = {"argv": [program], "display_name": name, "language": "python"}
    (kernels / name / "kernel.json").write_text(json.dumps(about), encoding="utf-8")


def make_python(folder: Path, lacks: str = "") -> Path:
    """Make a program that answers like a Python that lacks some packages."""
    python = folder / "bin" / "python"
    python.parent.mkdir(parents=True)
    answer = f"#!/bin/sh\nfor name in {lacks}; do echo $name; done\n"
    python.write_text(answer, encoding="utf-8")
    python.chmod(0o755)
    return python


def course_of(
    folder: Path,
    content: Any,
    *,
    toml: str = "",
    beside: dict[str, Any] | None = None,
    **nbgrader: Any,
) -> ExistingCourse:
    """Return a course of one notebook, with settings of nbgrader's and of the engine's."""
    source = make_course(folder, {"ps1/a.ipynb": content, **(beside or {})}, None) / "source"
    if toml:
        (folder / "autograder.toml").write_text(toml, encoding="utf-8")
    assignments = {path.name: path for path in sorted(source.iterdir()) if path.is_dir()}
    settings = NbgraderSettings(folder, source, assignments)
    settings = replace(settings, **nbgrader)
    return ExistingCourse(settings, load_settings(folder), survey_course(settings))


def only_difference(course: ExistingCourse) -> Difference:
    """Return the one thing that differs in a course."""
    (difference,) = course_differences(course)
    return difference


def test_a_plain_course_differs_in_nothing_of_its_own(tmp_path: Path) -> None:
    """Tests in cells, answers and tasks are graded as by nbgrader."""
    course = course_of(tmp_path, notebook("import numpy", grade_cell()))
    assert course_differences(course) == []
    assert needed_settings(course) == {}


def test_missing_packages_are_told_by_name_and_by_notebook(tmp_path: Path) -> None:
    """What is not installed is told once, with what to install, and stops a grading."""
    content = notebook("import no_such.part, numpy", "import sklearn_no", grade_cell())
    course = course_of(tmp_path, content, beside={"ps1/b.ipynb": notebook("import no_such")})
    difference = only_difference(course)
    assert difference.what == f"notebooks import what {HERE} lacks"
    assert difference.places == ("no_such: ps1/a, ps1/b", "sklearn_no: ps1/a")
    assert difference.advice == (
        f"{HERE} -m pip install no_such sklearn_no; or name the Python that has them: "
        'python = "/path/to/bin/python" in autograder.toml; or grade with --allow-missing'
    )
    assert difference.stops


def test_packages_of_what_is_not_graded_do_not_matter(tmp_path: Path) -> None:
    """An assignment without points is nobody's zero."""
    assert course_differences(course_of(tmp_path, notebook("import no_such"))) == []


def test_an_optional_import_stops_nobody(tmp_path: Path) -> None:
    """What a notebook does without is told, and nothing need be done."""
    source = "try:\n    import no_such\nexcept ImportError:\n    pass"
    difference = only_difference(course_of(tmp_path, notebook(source, grade_cell())))
    assert difference.what == f"notebooks try to import what {HERE} lacks, and go on without it"
    assert not difference.stops
    assert not difference.advice


def test_modules_that_no_package_holds_are_not_to_be_installed(tmp_path: Path) -> None:
    """A module of an older Python, and one of another assignment, get another advice."""
    content = notebook("import cPickle, lost, mine", grade_cell())
    beside = {"ps1/code/mine.py": "", "ps2/lost.py": "", "ps2/b.ipynb": notebook()}
    lost, former = course_differences(course_of(tmp_path, content, beside=beside))
    assert lost.what == "notebooks import modules that lie in another folder of the course"
    assert lost.places == ("lost: ps1/a",)
    assert former.what == "notebooks import modules that Python no longer has"
    assert former.places == ("cPickle: ps1/a",)
    assert lost.stops
    assert former.stops


def test_another_environment_is_to_be_named(tmp_path: Path, kernels: Path) -> None:
    """A kernel of another environment stops until its Python is named, which is then asked."""
    python = make_python(tmp_path / "env", lacks="no_such")
    install_kernel(kernels, "stats", str(python))
    content = notebook("import no_such, nor_this", grade_cell(), kernel="stats")
    kernel, packages = course_differences(course_of(tmp_path, content))
    assert kernel.what == f"the kernel stats is {python}, and this is {HERE}"
    assert kernel.advice == f'python = "{python}" in autograder.toml'
    assert kernel.places == ("ps1/a",)
    assert kernel.stops
    assert packages.what == f"notebooks import what {python} lacks"
    assert packages.places == ("no_such: ps1/a",)
    assert needed_settings(course_of(tmp_path, content)) == {"python": str(python)}

    named = course_of(tmp_path, content, toml=f'python = "{python}"\n')
    assert only_difference(named) == packages
    assert needed_settings(named) == {}


def test_a_python_without_a_kernel_is_told(tmp_path: Path) -> None:
    """The students' environment needs ipykernel, which notebooks do not import."""
    python = make_python(tmp_path / "env", lacks="ipykernel")
    course = course_of(tmp_path, notebook(grade_cell()), toml=f'python = "{python}"\n')
    assert only_difference(course).places == ("ipykernel: each notebook's kernel",)


def test_two_environments_are_one_too_many(tmp_path: Path, kernels: Path) -> None:
    """A course has one Python: none is chosen for it."""
    for name in ("stats", "maths"):
        install_kernel(kernels, name, str(make_python(tmp_path / name)))
    contents = (notebook(grade_cell(), kernel=name) for name in ("stats", "maths"))
    course = course_of(tmp_path, next(contents), beside={"ps1/b.ipynb": next(contents)})
    found = course_differences(course)
    assert [each.stops for each in found] == [True, True]
    assert all("a course folder of its own" in each.advice for each in found)
    assert "python" not in needed_settings(course)


def test_a_python3_of_another_environment_is_told_and_stops_nobody(
    tmp_path: Path, kernels: Path
) -> None:
    """`python3` means no environment in particular, but nbgrader starts what is called so."""
    install_kernel(kernels, "python3", str(make_python(tmp_path / "env")))
    difference = only_difference(course_of(tmp_path, notebook(grade_cell())))
    assert difference.what.startswith("the kernel python3 is ")
    assert not difference.stops


@pytest.mark.parametrize(
    ("program", "what"),
    [
        ("/no/such/python", "the kernel stats is /no/such/python, which is not there"),
        ("/opt/bin/conda", "the kernel 'stats' is started by /opt/bin/conda"),
        (None, "there is no kernel 'stats' here: nbgrader stops at it"),
    ],
)
def test_a_kernel_whose_python_cannot_be_told_stops(
    tmp_path: Path, kernels: Path, program: str | None, what: str
) -> None:
    """Nobody is graded by a Python that was guessed."""
    if program:
        install_kernel(kernels, "stats", program)
    difference = only_difference(course_of(tmp_path, notebook(grade_cell(), kernel="stats")))
    assert difference.what == what
    assert difference.advice.startswith('say which Python runs it: python = "/path/to/bin/python"')
    assert difference.stops


def test_the_kernel_of_nbgraders_example_stops_nobody(tmp_path: Path) -> None:
    """Its notebooks are for a kernel `python`, which nobody has."""
    difference = only_difference(course_of(tmp_path, notebook(grade_cell(), kernel="python")))
    what = "there is no kernel 'python' here, which means no environment in particular"
    assert difference.what == what
    assert not difference.stops


def test_one_kernel_for_all_counts_in_place_of_each_notebooks(tmp_path: Path) -> None:
    """Execute.kernel_name is what nbgrader starts."""
    content = notebook(grade_cell(), kernel="gone")
    course = course_of(tmp_path, content, kernel_name="python3")
    assert course_differences(course) == []


@pytest.mark.parametrize(
    ("kernel", "language", "what", "place"),
    [
        ("ir", "R", "1 notebook not written in Python", "ps1/a: R (kernel ir)"),
        ("python2", "python", "1 notebook written in Python 2", "ps1/a (kernel python2)"),
    ],
)
def test_other_languages_stop(
    tmp_path: Path, kernel: str, language: str, what: str, place: str
) -> None:
    """What the engine cannot run is told, and what to do with it."""
    content = notebook("library(x)", grade_cell(), kernel=kernel, language=language)
    difference = only_difference(course_of(tmp_path, content))
    assert (difference.what, difference.places) == (what, (place,))
    assert difference.stops
    assert difference.advice


def test_old_metadata_and_broken_notebooks_stop(tmp_path: Path) -> None:
    """The nbgrader of today refuses both, and says so only when it comes to them."""
    content = notebook(grade_cell(schema_version=1))
    broken = {"ps1/b.ipynb": "no notebook"}
    unreadable, old = course_differences(course_of(tmp_path, content, beside=broken))
    assert unreadable.what == "1 notebook cannot be read"
    assert unreadable.places[0].startswith("ps1/b: ")
    assert (old.what, old.advice) == (
        "1 notebook made by an older nbgrader",
        "nbgrader update source",
    )
    assert unreadable.stops
    assert old.stops


@pytest.mark.parametrize(
    ("line", "what", "stops"),
    [
        ("!pip install x", "cells that install packages fail", False),
        ('pd.read_csv("https://a.org")', "cells that fetch something fail", False),
        ('open("../a.csv")', "files outside of the assignment's folder are not there", False),
        ('device = "cuda"', "there is no GPU", False),
        ("### AUTOTEST x", "python -m autograder grade does not know tests that nbgrader writes when it releases", True),
    ],
)  # fmt: skip
def test_lines_that_will_not_work_are_shown(
    tmp_path: Path, line: str, what: str, stops: bool
) -> None:
    """Each kind of line is one difference, with the first of a notebook's and how many there are."""
    difference = only_difference(course_of(tmp_path, notebook(line, line, grade_cell())))
    assert (difference.what, difference.stops) == (what, stops)
    assert difference.places == (f"ps1/a: {line} (2 lines)",)


def test_folders_of_their_own_names_are_told(tmp_path: Path) -> None:
    """What nbgrader's commands heed and python -m autograder does not is said."""
    theirs = {
        "CourseDirectory.directory_structure": "{assignment_id}/{nbgrader_step}",
        "CourseDirectory.source_directory": "mine",
        "CourseDirectory.submitted_directory": "in/submitted/",
    }
    course = course_of(tmp_path, notebook(grade_cell()), theirs=theirs)
    structure, source, submitted = course_differences(course)
    assert structure.stops
    assert source.advice == 'c.CourseDirectory.source_directory = "mine"'
    assert not source.stops  # there is one
    assert submitted.what == "python -m autograder takes submitted/ for nbgrader's in/submitted//"


@pytest.mark.parametrize(
    ("timeout", "ours", "what"),
    [
        (300, "", "this course's nbgrader gives a cell 300 s, python -m autograder 60 s"),
        (None, "", "a cell has 60 s, where this course's nbgrader has no limit"),
        (300, "[limits]\ncell_s = 20\n", "this course's nbgrader gives a cell 300 s, python -m autograder 20 s"),
        (60, "", ""),
    ],
)  # fmt: skip
def test_times_that_differ_are_told(
    tmp_path: Path, timeout: int | None, ours: str, what: str
) -> None:
    """A course's own time limit, read by nbgrader, is set beside the engine's."""
    content, theirs = notebook(grade_cell()), {"Execute.timeout": timeout}
    course = course_of(tmp_path, content, toml=ours, theirs=theirs, cell_timeout_s=timeout)
    assert [each.what for each in course_differences(course)] == ([what] if what else [])
    wanted = {"limits.cell_s": 300, "limits.submission_s": 1500, "limits.cpu_s": 1500}
    assert needed_settings(course) == (wanted if timeout == 300 and not ours else {})


def test_settings_in_the_engines_place_are_told(tmp_path: Path) -> None:
    """What a course sets itself counts; what takes the sandbox away stops a grading."""
    theirs = {"Execute.allow_errors": False}
    course = course_of(
        tmp_path,
        notebook(grade_cell()),
        theirs=theirs,
        seams=("GenerateFeedback.exporter_class",),
        executes=False,
        set_too_late=("Autograde.sanitize_preprocessors",),
    )
    found = course_differences(course)
    assert [(each.what, each.stops) for each in found] == [
        ("Autograde.sanitize_preprocessors set after configure(c)", True),
        ("Autograde.autograde_preprocessors is without nbgrader's Execute", True),
        ("this course sets GenerateFeedback.exporter_class itself", False),
        ("Execute.allow_errors not heeded", False),
    ]


def test_what_differs_in_every_course_is_as_its_limits_say(tmp_path: Path) -> None:
    """The numbers are the course's, and what nbgrader does itself is no difference."""
    content, toml = notebook(grade_cell()), "[limits]\ncell_s = 20\nmemory_mib = 512\n"
    course = course_of(tmp_path, content, toml=toml, cell_timeout_s=None)
    texts = "\n".join(f"{each.what}\n{each.why}" for each in usual_differences(course))
    assert "512 MiB of memory" in texts
    assert "a cell has 20 s" in texts
    assert "nbgrader gives a cell all the time it takes" in texts
    assert "a test cell that a student deleted is put back, and counts" in texts
    restoring = course_of(tmp_path, content, restores_deleted_cells=True)
    texts = "\n".join(each.what for each in usual_differences(restoring))
    assert "put back" not in texts


def test_prose_with_such_lines_is_no_difference(tmp_path: Path) -> None:
    """Markdown is run by nobody."""
    content = notebook(cell("!pip install x", "markdown"), grade_cell())
    assert course_differences(course_of(tmp_path, content)) == []
