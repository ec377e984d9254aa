"""What attackers write into the outputs of their file: what was not run is shown as the file has it.

A cell that only shows something is left out of a grading (`autograder.course.showing_cells`), and
the output that the student's file holds for it stands in `autograded/` and in feedback.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import made_up
import nbformat
import pytest
from test_injecting import active

from autograder import cli
from autograder.feedback_page import render_feedback_page
from autograder.nbgrader_bridge import preprocessors

SHOW = "print('shown', double(21))"
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"
BELOW_THE_LIMIT = 10 << 20  # of a notebook, which is 20 MiB; a cell may show 4


def display(**data: Any) -> list[dict[str, Any]]:
    """Return one output with these data, by kind: an underscore stands for the slash."""
    bundle = {name.replace("_", "/", 1): value for name, value in data.items()}
    return [{"output_type": "display_data", "data": bundle, "metadata": {}}]


def printed(text: Any) -> list[dict[str, Any]]:
    """Return one output with a text."""
    return [{"output_type": "stream", "name": "stdout", "text": text}]


OUTPUTS: dict[str, Any] = {
    "markup": display(text_html=SCRIPT, text_plain="x"),
    "a drawing that is a program": display(**{"image_svg+xml": f"<svg>{SCRIPT}</svg>"}),
    "a program": display(application_javascript="alert(1)"),
    "a program as a picture": display(image_png=f'"/>{SCRIPT}'),
    "a width that is markup": [
        {
            "output_type": "display_data",
            "data": {"image/png": "iVBORw0KGgo="},
            "metadata": {"image/png": {"width": f'1">{SCRIPT}'}},
        }
    ],
    "markup as an error": [
        {"output_type": "error", "ename": SCRIPT, "evalue": SCRIPT, "traceback": [SCRIPT]}
    ],
    "what steers a terminal": printed("\x1b]0;owned\x07\x1b[2J\u202egnp.exe"),
    "a result like a grade cell's": [
        {
            "output_type": "execute_result",
            "data": {"text/plain": "6.0"},
            "metadata": {},
            "execution_count": 1,
        }
    ],
    "very much": printed("x" * BELOW_THE_LIMIT),
    "very many": printed("x") * 50_000,
    "no list": {"output_type": "stream"},
    "no outputs": ["text", 5, None],
    "no type": [{"text": "x"}],
    "no bundle": [{"output_type": "display_data", "data": ["x"], "metadata": {}}],
    "no text": printed({"text": SCRIPT}),
    "no lines": [
        {"output_type": "error", "ename": 1, "evalue": None, "traceback": [{"a": SCRIPT}]}
    ],
    "no number": [{"output_type": "execute_result", "data": {}, "execution_count": 1e400}],
}


def notebook(outputs: Any, answers: dict[str, str] | None = None) -> dict[str, Any]:
    """Return the made-up notebook with a cell that shows an answer, and what the file says it showed."""
    made = made_up.make_notebook(answers)
    cell = made_up.code(SHOW, "double-try")
    cell.metadata["tags"] = ["smoke"]
    made.cells.insert(4, cell)
    found: dict[str, Any] = json.loads(nbformat.writes(made))
    found["cells"][4]["outputs"] = outputs
    return found


def students() -> dict[str, Any]:
    """Return what each student's file says, by a name that a folder can have."""
    return {title.replace(" ", "-").replace("'", ""): each for title, each in OUTPUTS.items()}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with a wrong answer by each of them, graded."""
    course = tmp_path_factory.mktemp("course")
    made_up.make_assignment(course, notebook=nbformat.from_dict(notebook([])))
    config = "from autograder.nbgrader_bridge import configure\nc = get_config()\nconfigure(c)\n"
    (course / "nbgrader_config.py").write_text(config)
    wrong = {"double": "def double(x):\n    return x"}
    for student, outputs in students().items():
        made_up.hand_in(course, student, json.dumps(notebook(outputs, wrong)))
    grade(course)
    return course


def grade(course: Path) -> None:
    """Grade the class."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(course)
        assert cli.main(["grade", made_up.NAME, "--jobs", "1"]) == 0


def pages(course: Path) -> dict[str, tuple[int, str, float]]:
    """Return of each student the autograded file's size, the page of feedback and the score."""
    found = {}
    scores = json.loads((course / ".autograder" / f"{made_up.NAME}.json").read_text())
    for each in scores:
        file = course / "autograded" / each["student"] / made_up.NAME / f"{made_up.NAME}.ipynb"
        autograded = nbformat.read(file, as_version=4)
        for cell in autograded.cells:  # as nbgrader does, out of its gradebook
            cell.metadata.get("nbgrader", {}).update(score=0, comment="")
        about = {"notebook": made_up.NAME, "student": "eve", "score": 0, "max_score": 6}
        page = render_feedback_page(autograded, {**about, "late_penalty": 0})
        found[each["student"]] = (
            file.stat().st_size,
            page,
            sum(one["score"] for one in each["exercises"]),
        )
    return found


def as_they_came(outputs: Iterable[dict[str, Any]]) -> list[Any]:
    """Return outputs with nothing taken out of them."""
    return [
        nbformat.v4.new_output(
            each["output_type"], **{name: each[name] for name in each if name != "output_type"}
        )
        for each in outputs
    ]


pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::sqlalchemy.exc.SAWarning"),
]


@pytest.mark.usefixtures("shared_kernel_source")
def test_an_output_as_handed_in_gains_nothing_and_runs_nowhere(graded: Path) -> None:
    """Every one is graded and costs or brings no point; pages are inert, and no larger than a run's."""
    found = pages(graded)
    assert found.keys() == students().keys()
    for student, (size, page, score) in found.items():
        assert score == 4, student
        assert active(page) == ["<style>"], student  # the page's own
        assert "\x1b]" not in page, student
        assert "\u202e" not in page, student
        assert size < 5 << 20, student


@pytest.mark.parametrize(
    ("guard", "without"),
    [
        ("safe_outputs", as_they_came),
        ("_cut", lambda outputs, _: outputs),
    ],
    ids=["made safe", "cut"],
)
@pytest.mark.usefixtures("shared_kernel_source")
def test_without_the_guard_it_would(
    graded: Path,
    guard: str,
    without: Callable[..., Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The twin: what is handed in stands in the autograded notebook as it came."""
    shutil.copytree(graded, tmp_path / "course")
    for folder in ("autograded", "gradebook.db", ".autograder"):
        place = tmp_path / "course" / folder
        shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)
    for student in students().keys() - {"markup", "very-much"}:
        shutil.rmtree(tmp_path / "course" / "submitted" / student)
    monkeypatch.setattr(preprocessors, guard, without)
    grade(tmp_path / "course")
    folder = tmp_path / "course" / "autograded"
    size = max(path.stat().st_size for path in folder.rglob("*.ipynb"))
    scripts = [path for path in folder.rglob("*.ipynb") if "<script>" in path.read_text()]
    assert bool(scripts) == (guard == "safe_outputs")
    assert (size > BELOW_THE_LIMIT) == (guard == "_cut")
