"""An instructor's hour in a real browser, on formgrader's pages: in the order of these tests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from chromium import PATIENCE_MS, SHARP, screenshot, screenshots
from formgrader import open_submission, pressed, row
from lab import Place, jupyter_lab
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from playwright.sync_api import Browser, FrameLocator, Page, expect

from autograder.feedback_page import render_feedback_page

pytestmark = pytest.mark.slow

CHECKOUT = Path(__file__).parents[2]
NAME = "01_tensors"
SCRIPT = "<img src=x onerror=\"document.title='owned'\"><script>document.title = 'owned'</script>"
SHOWS = f"from IPython.display import HTML, display\ndisplay(HTML({SCRIPT!r}))"
# what formgrader's own scripts would take for the form of `memory`, as an unseen sheet over the page;
# and an address that ends the instructor's login
SHEET = """<div class="nbgrader_cell"><div class="full-credit modal-backdrop fade"><b id="memory"></b>
<img src="/logout" alt="my sketch"></div></div>"""
ANSWERS: dict[str, dict[str, str]] = {
    "ada": {},
    "ben": {
        "from_list": "def from_list(values):\n    return tf.constant([values])",
        "seeded": "def seeded(seed, shape):\n"
        "    return tf.random.stateless_normal(shape, seed=[seed % 10, 0])",
    },
    "mallory": {
        "from_list": f"{SHOWS}\ndef from_list(values):\n    raise ValueError({SCRIPT!r})",
        "memory": "import os\nos._exit(1)",
    },
}
NAMES = """\
id,first_name,last_name,email
ada,Ada,Lovelace,ada@example.org
ben,Ben,Bitdiddle,ben@example.org
mallory,Mallory,Malfoy,mallory@example.org
"""
SCORES = {"ada": "50 / 50", "ben": "47.5 / 50", "mallory": "45 / 50"}
MARKERS = re.compile(r"^ *### (BEGIN|END) SOLUTION\n?", re.MULTILINE)


def hand_in(course: Path, student: str, answers: dict[str, str]) -> None:
    """Put a student's notebook where nbgrader collects them: the solution, but for some answers."""
    notebook = nbformat.read(course / "source" / NAME / f"{NAME}.ipynb", as_version=4)
    for cell in notebook.cells:
        exercise = cell.metadata.get("nbgrader", {}).get("grade_id", "").removesuffix("-answer")
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = answers.get(exercise, MARKERS.sub("", cell.source))
    if student == "mallory":
        notebook.cells.insert(1, new_markdown_cell(SHEET))
    folder = course / "submitted" / student / NAME
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / f"{NAME}.ipynb")


@pytest.fixture(scope="module")
def page(browser: Browser, place: Place, course: Path) -> Iterator[Page]:
    """The browser's window, in the JupyterLab that was started in the course's folder."""
    for student, answers in ANSWERS.items():
        hand_in(course, student, answers)
    (course / "students.csv").write_text(NAMES)
    place.nbgrader(course, "db", "student", "import", "students.csv")
    with jupyter_lab(place, course) as address:
        page = browser.new_page(
            viewport={"width": 1400, "height": 1300},
            device_scale_factor=SHARP,
            color_scheme="light",
        )
        page.set_default_timeout(PATIENCE_MS)
        page.goto(address.format(path="lab"))
        page.get_by_role("menuitem", name="Nbgrader", exact=True).click()
        page.get_by_role("menuitem", name="Formgrader", exact=True).click()
        yield page


@pytest.fixture
def formgrader(page: Page) -> FrameLocator:
    """Formgrader's pages, in JupyterLab's."""
    return page.frame_locator("iframe")


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
    assert "mallory: worth a look: `os._exit` (cell" in said["mallory"]
    for student, score in SCORES.items():
        expect(formgrader.locator(f"{row(student)} td.score")).to_have_text(score)
        expect(formgrader.locator(f"{row(student)} td.status")).to_have_text("graded")
    expect(formgrader.get_by_text("Lovelace, Ada")).to_be_visible()
    screenshot(page, "instructor-submissions", formgrader.locator("table"))


def test_the_grading_page_shows_the_card_and_takes_a_comment(
    page: Page, formgrader: FrameLocator
) -> None:
    """What is right in part has its points in the form, and above it our card."""
    open_submission(formgrader, NAME, SCORES["ben"])
    expect(formgrader.locator("#seeded")).to_have_attribute("placeholder", "2.5")
    cards = formgrader.get_by_role("status")
    expect(cards.filter(has_text="seeded: 5 of 6 checks passed")).to_be_visible()
    comment = formgrader.locator("#seeded-answer-comment")
    with page.expect_response(lambda answer: "/api/comment/" in answer.url) as saved:
        comment.fill("What do the *seeds* 0 and 10 give?")
        comment.press("Tab")
    assert saved.value.ok
    answer = formgrader.locator(".nbgrader_cell").filter(has=comment)
    card = cards.filter(has_text="seeded: 5 of 6")
    screenshot(page, "instructor-grading", answer, formgrader.locator("#seeded"), card)


def test_a_hostile_submission_is_text_on_the_grading_page(
    page: Page, formgrader: FrameLocator
) -> None:
    """The student's script stands there to be read, and has not run; no click gives points."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_submission(formgrader, NAME, SCORES["mallory"])
    expect(formgrader.locator("#memory")).to_have_attribute("placeholder", "0")
    sketch = formgrader.get_by_alt_text("my sketch")
    expect(sketch).to_be_visible()
    assert sketch.evaluate("e => e.closest('.full-credit, .modal-backdrop')") is None
    formgrader.locator("body").click(position={"x": 300, "y": 300})
    expect(formgrader.locator("#memory")).to_have_value("")
    assert [url for url in asked if "logout" in url] == []
    expect(formgrader.locator("body")).to_contain_text("from_list raised ValueError: <img src=x")
    assert formgrader.locator("body").evaluate("() => document.title") == NAME


def test_feedback_by_the_button_is_kept_in_one_safe_file(
    page: Page, formgrader: FrameLocator, course: Path, browser: Browser
) -> None:
    """The page is whole without the server or a network, and the student's script does not run."""
    for name in ("Manual Grading", "Manage Assignments"):
        formgrader.get_by_role("link", name=name).first.click()
    formgrader.locator("td.num-submissions a").click()
    for student in ("ben", "mallory"):
        said = pressed(formgrader, f"{row(student)} td.generate-feedback a")
        assert f"Successfully generated feedback for '{NAME}' for student '{student}'" in said
    kept = opened(browser, course, "mallory")
    expect(kept.locator("#exercise-from_list")).to_contain_text("ValueError: <img src=x")
    assert kept.title() == f"{NAME}: 45 of 50 points"


def opened(browser: Browser, course: Path, student: str, **looks: Any) -> Page:
    """Open a student's feedback from the disk, with no network, and expect no complaint of it."""
    page = browser.new_page(offline=True, **looks)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((course / "feedback" / student / NAME / f"{NAME}.html").as_uri())
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    return page


def test_feedback_shows_comment_and_checks(browser: Browser, course: Path) -> None:
    """An exercise has its points, the student's answer, the instructor's comment, and each check."""
    window = {"width": 1000, "height": 1000}
    page = opened(browser, course, "ben", viewport=window, device_scale_factor=SHARP)
    exercise = page.locator("#exercise-seeded")
    expect(exercise).to_contain_text("2.5 of 3 points")
    comment = page.locator("#comment-seeded-answer")
    expect(comment).to_contain_text("What do the seeds 0 and 10 give?")
    answer = page.locator(".answer", has_text="def seeded(")
    screenshots(page, "feedback", answer, comment, exercise)
    page.close()


@pytest.mark.parametrize(
    "looks",
    [
        {"viewport": {"width": 1000, "height": 1000}},
        {"viewport": {"width": 1000, "height": 1000}, "color_scheme": "dark"},
        {"viewport": {"width": 390, "height": 844}},
    ],
    ids=["light", "dark", "phone"],
)
def test_feedback_can_be_read_anywhere(
    browser: Browser, course: Path, looks: dict[str, Any]
) -> None:
    """In the light, in the dark and on a phone: nothing is wider than the window."""
    page = opened(browser, course, "ben", **looks)
    assert page.evaluate("document.documentElement.scrollWidth") == looks["viewport"]["width"]
    page.close()


def test_the_same_script_runs_in_a_page_without_our_guards(
    browser: Browser, tmp_path: Path
) -> None:
    """The twin: in the page that nbgrader's template makes of the same output, it runs.

    In ours it would not, even if it got through to it: the page's policy forbids every script.
    """
    cell = new_code_cell('check("x")')
    cell.outputs = [new_output("display_data", {"text/html": SCRIPT, "text/plain": "x"})]
    stock, _ = HTMLExporter(template_name="classic").from_notebook_node(new_notebook(cells=[cell]))
    assert title_of(browser, tmp_path, stock) == "owned"
    cell.metadata["nbgrader"] = {"grade_id": "x", "grade": True, "score": 0, "points": 1}
    cell.outputs.append(new_output("execute_result", {"text/plain": "0.0"}))
    about = {"notebook": "x", "student": "eve", "score": 0, "max_score": 1, "late_penalty": 0}
    ours = render_feedback_page(new_notebook(cells=[cell]), about)
    assert SCRIPT in ours
    assert title_of(browser, tmp_path, ours) == "x: 0 of 1 points"


def title_of(browser: Browser, folder: Path, html: str) -> str:
    """Return what a page's title is when it has loaded."""
    path = folder / "page.html"
    path.write_text(html)
    page = browser.new_page(offline=True)
    page.goto(path.as_uri())
    title: str = page.title()
    page.close()
    return title
