"""An instructor's hour in a real browser, on formgrader's pages: in the order of these tests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from chromium import screenshot
from lab import Place, jupyter_lab
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook, new_output
from playwright.sync_api import Browser, FrameLocator, Page, expect

from autograder.feedback_page import render

pytestmark = pytest.mark.slow

CHECKOUT = Path(__file__).parents[2]
NAME = "01_tensors"
SCRIPT = "<img src=x onerror=\"document.title='owned'\"><script>document.title = 'owned'</script>"
SHOWS = f"from IPython.display import HTML, display\ndisplay(HTML({SCRIPT!r}))"
ANSWERS: dict[str, dict[str, str]] = {
    "ada": {},
    "ben": {
        "from_list": "def from_list(values):\n    return tf.constant([values])",
        "seeded": "def seeded(seed, shape):\n    return tf.random.normal(shape)",
    },
    "mallory": {
        "from_list": f"{SHOWS}\ndef from_list(values):\n    raise ValueError({SCRIPT!r})",
        "memory": "import os\nos._exit(1)",
    },
}
SCORES = {"ada": "39 / 39", "ben": "35.8 / 39", "mallory": "34 / 39"}
MARKERS = re.compile(r"^ *### (BEGIN|END) SOLUTION\n?", re.MULTILINE)


def hand_in(course: Path, student: str, answers: dict[str, str]) -> None:
    """Put a student's notebook where nbgrader collects them: the solution, but for some answers."""
    notebook = nbformat.read(course / "source" / NAME / f"{NAME}.ipynb", as_version=4)
    for cell in notebook.cells:
        exercise = cell.metadata.get("nbgrader", {}).get("grade_id", "").removesuffix("-answer")
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = answers.get(exercise, MARKERS.sub("", cell.source))
    folder = course / "submitted" / student / NAME
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / f"{NAME}.ipynb")


@pytest.fixture(scope="module")
def page(place: Place, course: Path, browser: Browser) -> Iterator[Page]:
    """The browser's window, in the JupyterLab that was started in the course's folder."""
    for student, answers in ANSWERS.items():
        hand_in(course, student, answers)
    with jupyter_lab(place, course) as address:
        page = browser.new_page(viewport={"width": 1400, "height": 1000}, color_scheme="light")
        page.goto(address.format(path="lab"))
        page.get_by_role("menuitem", name="Nbgrader", exact=True).click()
        page.get_by_role("menuitem", name="Formgrader", exact=True).click()
        yield page


@pytest.fixture
def formgrader(page: Page) -> FrameLocator:
    """Formgrader's pages, in JupyterLab's."""
    return page.frame_locator("iframe")


def pressed(formgrader: FrameLocator, button: str) -> str:
    """Press a button in a table, and return what formgrader says when it is done."""
    formgrader.locator(button).click()
    said = formgrader.locator(".modal.in, .modal.show")
    expect(said.get_by_role("button", name="OK")).to_be_visible()
    text = said.inner_text()
    said.get_by_role("button", name="OK").click()
    expect(formgrader.locator(".modal-backdrop")).to_have_count(0)
    return text


def row(student: str) -> str:
    """Return where a student's row is."""
    return f"tr:has(td.student-id:text-is('{student}'))"


def test_the_assignment_is_generated_by_the_button(formgrader: FrameLocator, course: Path) -> None:
    """Manage Assignments lists it with its submissions; the button makes what students get."""
    expect(formgrader.locator("td.num-submissions")).to_have_text("3")
    said = pressed(formgrader, "td.assign a")
    assert f"Successfully created the student version of '{NAME}'" in said
    assert (course / "release" / NAME / f"test_{NAME}.py").is_file()


def test_autograde_by_the_button_goes_through_our_engine(
    page: Page, formgrader: FrameLocator
) -> None:
    """Each submission is graded, the hostile one too; the log says what is worth a look."""
    formgrader.locator("td.num-submissions a").click()
    expect(formgrader.locator("td.status")).to_have_text(["needs autograding"] * 3)
    said = {student: pressed(formgrader, f"{row(student)} td.autograde a") for student in ANSWERS}
    for student, text in said.items():
        assert f"Successfully autograded '{NAME}' for student '{student}'" in text
        assert "Applying preprocessor: ConfinedExecute" in text
    assert "mallory: worth a look: `IPython` (cell from_list-answer), `os._exit`" in said["mallory"]
    for student, score in SCORES.items():
        expect(formgrader.locator(f"{row(student)} td.score")).to_have_text(score)
        expect(formgrader.locator(f"{row(student)} td.status")).to_have_text("graded")
    screenshot(page, "instructor-submissions", formgrader.locator("table"))


def test_the_grading_page_shows_the_card_and_takes_a_comment(
    page: Page, formgrader: FrameLocator
) -> None:
    """An exercise that is right in part has its points in the form; no script of a student's ran."""
    formgrader.get_by_role("link", name="Manual Grading").click()
    formgrader.get_by_role("link", name=NAME).click()
    formgrader.get_by_role("link", name=NAME, exact=True).last.click()
    print(formgrader.locator("body").inner_text()[:2000])
    page.screenshot(path="/tmp/j.png")
    assert 0
