"""A class's hour on a JupyterHub, in a real browser: in the order of these tests.

The hub, its services and nbgrader are set up by the files that docs/teach/hub.md shows.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import PATIENCE_MS, screenshot
from formgrader import open_submission, pressed, row
from hub import Hub
from lab import cell, choose, tab
from playwright.sync_api import Browser, Page, expect
from running import until

pytestmark = pytest.mark.slow

CHECKOUT = Path(__file__).parents[2]
NAME = "01_tensors"
USERS = ("ada", "ben", "grace", "teacher")
STUB = "raise NotImplementedError"
WRONG = "def from_list(values):\n    return tf.constant([values])"
RIGHT = "def from_list(values):\n    return tf.constant(values)"
AGAIN = "def from_list(values):\n    return tf.convert_to_tensor(values)"


@pytest.fixture(scope="module")
def hub() -> Iterator[Hub]:
    """A hub whose services are formgrader and `watch`, with a course in which nothing is released."""
    with tempfile.TemporaryDirectory(prefix="hub-") as folder:
        hub = Hub(Path(folder))
        hub.write_files()
        shutil.copytree(CHECKOUT / "source" / NAME, hub.course / "source" / NAME)
        shutil.copytree(CHECKOUT / "autograder/checks" / NAME, hub.course / "checks" / NAME)
        shutil.copy(CHECKOUT / "nbgrader_config.py", hub.course)
        for name in USERS:
            hub.make_home(name)
        with hub.running():
            yield hub


def sign_in(browser: Browser, hub: Hub, name: str, path: str) -> Page:
    """Sign in as a user, in a window of his own, and go on to a path of the hub."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000}, color_scheme="light")
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{hub.address}/hub/login?next={path}")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill("any")
    page.get_by_role("button", name="Sign in").click()
    return page


@pytest.fixture(scope="module")
def grace(browser: Browser, hub: Hub) -> Page:
    """The instructor's window, at formgrader."""
    page = sign_in(browser, hub, "grace", "/services/formgrader/")
    expect(page.get_by_role("heading", name="Manage Assignments")).to_be_visible()
    return page


@pytest.fixture(scope="module")
def students(browser: Browser, hub: Hub) -> dict[str, Page]:
    """The students' windows, in JupyterLab with the list of assignments."""
    pages = {name: sign_in(browser, hub, name, "/hub/spawn") for name in ("ada", "ben")}
    for page in pages.values():
        expect(page.locator("#jp-MainLogo")).to_be_visible()
        expect(page.get_by_role("tab", name="Create Assignment")).to_have_count(0)
        choose(page, "Nbgrader", "Assignment List")
    return pages


def test_a_student_may_not_open_formgrader(browser: Browser, hub: Hub) -> None:
    """The service is for the instructors' group: another user is told so."""
    page = sign_in(browser, hub, "ada", "/services/formgrader/")
    expect(page.locator("body")).to_contain_text("403")
    page.context.close()


def test_the_instructor_releases_by_formgraders_buttons(grace: Page, hub: Hub) -> None:
    """What students get is made and put into the exchange; `watch` then sees where hand-ins come."""
    assert "Successfully created" in pressed(grace, "td.assign a")
    grace.reload()
    assert "Successfully released" in pressed(grace, "td.release a")
    assert (hub.exchange / "tensorflow-basics/outbound" / NAME / f"{NAME}.ipynb").is_file()
    until(lambda: "exchange: in order again" in hub.log(), "watch has found the exchange")


def answer(page: Page, notebook: Path, text: str) -> None:
    """Replace what stands in the first exercise's answer, and save the notebook."""
    cell(page, "def from_list(").locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)
    page.keyboard.press("Control+s")
    saved = json.dumps(text.splitlines()[-1])[1:-1]
    until(lambda: saved in notebook.read_text(encoding="utf-8"), "the notebook has been saved")


def submit(page: Page) -> None:
    """Press Submit in the list of assignments."""
    tab(page, "Assignments")
    page.locator("#fetched_assignments_list").get_by_role("button", name="Submit").click()
    expect(page.locator("#submitted_assignments_list")).to_contain_text("UTC")


@pytest.mark.parametrize(
    ("student", "text"), [("ada", WRONG), ("ben", RIGHT)], ids=["wrong", "right"]
)
def test_students_fetch_answer_and_submit(
    students: dict[str, Page], hub: Hub, student: str, text: str
) -> None:
    """By nbgrader's list alone; `watch` grades and answers each without anybody's doing."""
    page = students[student]
    page.locator("#released_assignments_list").get_by_role("button", name="Fetch").click()
    fetched = page.locator("#fetched_assignments_list")
    fetched.get_by_role("button", name=NAME).click()
    fetched.get_by_role("link", name=NAME).click()
    answer(page, hub.homes / student / NAME / f"{NAME}.ipynb", text)
    submit(page)
    until(lambda: f"{NAME}: {student}: feedback released" in hub.log(), "feedback")


def test_a_student_fetches_feedback(students: dict[str, Page]) -> None:
    """The list offers it; fetched, the page says what was wrong."""
    page = students["ada"]
    submitted = page.locator("#submitted_assignments_list")
    page.get_by_title("Refresh assignments list").click()
    expect(submitted).to_contain_text("(feedback available to fetch)")
    submitted.get_by_role("button", name="Fetch Feedback").click()
    expect(submitted).to_contain_text("(view feedback)")
    screenshot(page, "hub-feedback-fetched", page.locator(".panel-group"))
    submitted.get_by_text("(view feedback)").click()
    page.locator(".jp-DirListing-item").filter(has_text=f"{NAME}.html").dblclick()
    feedback = page.frame_locator(".jp-HTMLViewer iframe")
    expect(feedback.locator("body")).to_contain_text("0 of 50 points")
    expect(feedback.locator("body")).to_contain_text("expected shape (4,), got (1, 4)")


def open_submissions(formgrader: Page, hub: Hub) -> None:
    """Open the table of the assignment's submissions."""
    formgrader.goto(f"{hub.address}/services/formgrader/")
    formgrader.locator("td.num-submissions a").click()


def test_the_instructor_sees_both_and_gives_a_mark(grace: Page, hub: Hub) -> None:
    """Formgrader has the scores that `watch` recorded; a mark by hand is saved."""
    open_submissions(grace, hub)
    for student, score in (("ada", "0 / 50"), ("ben", "2 / 50")):
        expect(grace.locator(f"{row(student)} td.score")).to_have_text(score)
        expect(grace.locator(f"{row(student)} td.status")).to_have_text("graded")
    screenshot(grace, "hub-formgrader", grace.locator("table"))
    open_submission(grace, NAME, "2 / 50")
    with grace.expect_response(lambda answer: "/api/grade/" in answer.url) as saved:
        grace.locator("#seeded").fill("1")
        grace.locator("#seeded").press("Tab")
    assert saved.value.ok


def test_who_hands_in_again_keeps_the_mark(
    students: dict[str, Page], grace: Page, hub: Hub
) -> None:
    """The newer hand-in is graded and told at once; what the instructor gave by hand counts on."""
    page = students["ben"]
    tab(page, f"{NAME}.ipynb")
    answer(page, hub.homes / "ben" / NAME / f"{NAME}.ipynb", AGAIN)
    submit(page)
    until(lambda: hub.log().count(f"{NAME}: ben: feedback released") == 2, "feedback again")
    open_submissions(grace, hub)
    expect(grace.locator(f"{row('ben')} td.score")).to_have_text("3 / 50")
    told = (hub.course / "feedback/ben" / NAME / f"{NAME}.html").read_text(encoding="utf-8")
    assert "set by a person" in told
