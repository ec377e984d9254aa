"""A student's hour in a real browser: one sitting, in the order of these tests."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import PATIENCE_MS, SHARP, darkness, screenshot, screenshots
from lab import Place, cell, choose, jupyter_lab, tab
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.slow

NAME = "01_tensors"
WINDOW = {"width": 1000, "height": 900}
WRONG = "def from_list(values):\n    return tf.constant([values])"
RIGHT = "def from_list(values):\n    return tf.constant(values)"


@pytest.fixture(scope="module")
def exchange(place: Place, course: Path) -> Path:
    """The exchange, with the assignment in it; the student's nbgrader knows of it."""
    place.nbgrader(course, "generate_assignment", NAME)
    place.nbgrader(course, "release_assignment", NAME)
    place.config.mkdir()
    exchange = place.home / "exchange"
    (place.config / "nbgrader_config.py").write_text(
        "c = get_config()\n"
        "c.CourseDirectory.course_id = 'tensorflow-basics'\n"
        f"c.Exchange.root = {str(exchange)!r}\n"
        f"c.Execute.timeout = {PATIENCE_MS // 1000}\n"  # else 30 s, in which TensorFlow is imported
    )
    return exchange


@pytest.fixture(scope="module")
def page(browser: Browser, place: Place, exchange: Path) -> Iterator[Page]:
    """The browser's window, in JupyterLab."""
    work = place.home / "work"
    work.mkdir()
    with jupyter_lab(place, work) as address:
        page = browser.new_page(viewport=WINDOW, device_scale_factor=SHARP, color_scheme="light")
        page.set_default_timeout(PATIENCE_MS)
        page.goto(address.format(path="lab"))
        expect(page.locator("#jp-MainLogo")).to_be_visible()
        yield page


def run(page: Page, chosen: Locator) -> None:
    """Run a cell as its reader does, and wait for its end."""
    chosen.locator(".cm-content").click()
    expect(chosen).to_have_class(re.compile("jp-mod-active"))
    page.keyboard.press("Control+Enter")
    expect(chosen.locator(".jp-InputPrompt")).to_have_text(re.compile(r"\[\d+\]:"))


def answer(page: Page, text: str) -> None:
    """Replace what stands in the first exercise's answer cell, and run it."""
    chosen = cell(page, "def from_list(")
    chosen.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)
    run(page, chosen)


def test_the_assignment_is_fetched_in_the_browser(page: Page, place: Place) -> None:
    """The list of nbgrader's offers the released assignment; fetched, the notebook opens with its checks."""
    choose(page, "Nbgrader", "Assignment List")
    page.locator("#released_assignments_list").get_by_role("button", name="Fetch").click()
    fetched = page.locator("#fetched_assignments_list")
    fetched.get_by_role("button", name=NAME).click()
    fetched.get_by_role("link", name=NAME).click()
    expect(cell(page, "import tensorflow")).to_be_visible()
    expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle")
    assert (place.home / "work" / NAME / f"test_{NAME}.py").is_file()


def test_a_wrong_answer_gets_a_card_that_says_what_is_wrong(page: Page) -> None:
    """The card has what was expected, what came and what to look at; there is no traceback."""
    run(page, cell(page, "import tensorflow"))
    answer(page, WRONG)
    checked = cell(page, 'check("from_list")')
    run(page, checked)
    shown = checked.locator(".jp-OutputArea")
    expect(shown.get_by_role("status")).to_contain_text("expected shape (4,), got (1, 4)")
    expect(shown).to_contain_text("from_list: not passed yet")
    expect(shown).not_to_contain_text("Traceback")
    screenshots(page, "student-check-failed", cell(page, "def from_list("), checked)


def test_a_mended_answer_passes(page: Page) -> None:
    """The same card then says that every check has passed."""
    answer(page, RIGHT)
    checked = cell(page, 'check("from_list")')
    run(page, checked)
    card = checked.get_by_role("status")
    expect(card).to_contain_text("from_list: 1 of 1 check passed")
    expect(card.get_by_role("listitem")).to_contain_text("✓ passed")
    screenshots(page, "student-check-passed", cell(page, "def from_list("), checked)


def test_the_card_can_be_read_in_the_dark(page: Page) -> None:
    """JupyterLab's dark theme gives the card light text on a dark ground."""
    card = cell(page, 'check("from_list")').get_by_role("status")
    with darkness(page):
        expect(page.locator("body")).to_have_attribute("data-jp-theme-light", "false")
        text, ground = card.locator("strong").evaluate(
            "e => [getComputedStyle(e).color, getComputedStyle(e.closest('.jp-Notebook')).backgroundColor]"
        )
        assert contrast(text, ground) > 4.5
    expect(page.locator("body")).to_have_attribute("data-jp-theme-light", "true")


def contrast(*colours: str) -> float:
    """Return the contrast of two of CSS's colours, ``rgb(r, g, b)``, as WCAG 2 defines it."""
    light, dark = sorted(map(luminance, colours), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Return a colour's relative luminance."""
    parts = [float(part) / 255 for part in re.findall(r"[\d.]+", colour)[:3]]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_progress_shows_the_points_so_far(page: Page) -> None:
    """progress() has a row for each exercise: the one that was checked, and those that weren't."""
    asked = cell(page, "progress()")
    run(page, asked)
    shown = asked.get_by_role("status")
    expect(shown).to_contain_text("1 of 19 exercises passed, 2 of 50 points so far")
    expect(shown.locator("tr", has_text="from_list")).to_contain_text("✓ passed")
    expect(shown.locator("tr", has_text="from_tuple")).to_contain_text("not checked yet")
    screenshots(page, "student-progress", asked)


def test_submit_zip_packs_the_notebook_and_says_what_is_open(page: Page, place: Place) -> None:
    """submit_zip() runs the notebook afresh and packs it, for a learning platform."""
    page.keyboard.press("Control+s")
    asked = cell(page, "submit_zip()")
    run(page, asked)
    expect(asked.get_by_role("status")).to_contain_text("01_tensors.zip is made")
    expect(asked.get_by_role("status")).to_contain_text("Not answered: from_tuple, from_array")
    with zipfile.ZipFile(place.home / "work" / NAME / f"{NAME}.zip") as packed:
        assert RIGHT in sources(packed.read(f"{NAME}.ipynb"))
    screenshots(page, "student-submit-zip", asked)


def sources(notebook: bytes) -> list[str]:
    """Return the sources of a notebook's cells."""
    return ["".join(cell["source"]) for cell in json.loads(notebook)["cells"]]


def test_validate_names_what_is_not_answered(page: Page) -> None:
    """Validate, of nbgrader's, runs all in a new kernel: the answered exercise passes, the others don't."""
    page.get_by_role("button", name="Validate").click()  # which saves the notebook first
    dialog = page.locator(".jp-Dialog")
    expect(dialog).to_contain_text("Validation Results")
    expect(dialog).to_contain_text("from_tuple: not passed yet")
    expect(dialog).not_to_contain_text("from_list")
    dialog.get_by_role("button", name="Ok").click()


def test_what_is_submitted_is_what_the_instructor_collects(
    page: Page, place: Place, course: Path
) -> None:
    """Submitted by nbgrader's list, through the exchange, the answer lies in the course's folder."""
    tab(page, "Assignments")
    page.locator("#fetched_assignments_list").get_by_role("button", name="Submit").click()
    expect(page.locator("#submitted_assignments_list")).to_contain_text("UTC")
    screenshot(page, "student-submit", page.locator(".panel-group"))
    place.nbgrader(course, "collect", NAME)
    (collected,) = course.glob(f"submitted/*/{NAME}/{NAME}.ipynb")
    assert RIGHT in sources(collected.read_bytes())
