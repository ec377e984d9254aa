"""A real browser for the tests: Debian's chromium, headless, and what is seen in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from pictures import keep_or_compare
from playwright.sync_api import Browser, FloatRect, Locator, Page, expect, sync_playwright
from running import until

NAMES = ("chromium", "chromium-browser", "google-chrome")
HOW_TO_INSTALL = (
    f"no browser: expected {', '.join(NAMES[:-1])} or {NAMES[-1]} on PATH; "
    "on Debian and Ubuntu, `apt-get install chromium` brings it"
)
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SHARP = 1.5  # pixels of a picture for each of the page: sharp on most screens, and small as a file
MARGIN = 2  # pixels around what a picture is of: more would show what is beside it
PATIENCE_MS = 600_000  # two cores, other tests beside these, and TensorFlow to import

expect.set_options(timeout=PATIENCE_MS)


def find() -> str | None:
    """Return the path of a browser; None if there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def browser(path: str) -> Iterator[Browser]:
    """Run a browser."""
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS  # root may have no other
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=[*flags])
        try:
            yield running
        finally:
            running.close()


def screenshot(page: Page, name: str, *parts: Locator) -> None:
    """Draw a picture of the docs: of the parts of the page that matter, or of all that is in view.

    The parts are shown together: they have to fit in the window.
    """
    page.mouse.move(0, 0)  # a row below it would be marked
    clip = _clip(parts) if parts else None
    keep_or_compare(page.screenshot(animations="disabled", clip=clip), name)


def screenshots(page: Page, name: str, *parts: Locator) -> None:
    """Draw a picture of the docs twice, in the light and in the dark: NAME and NAME-dark."""
    screenshot(page, name, *parts)
    with darkness(page):
        screenshot(page, f"{name}-dark", *parts)


@contextmanager
def darkness(page: Page) -> Iterator[None]:
    """Ask the page for its dark colours, and wait until it has them, and afterwards until it has the light ones."""
    light = _ground(page)
    page.emulate_media(color_scheme="dark")
    try:
        until(lambda: _ground(page) != light, "the page becomes dark")
        yield
    finally:
        page.emulate_media(color_scheme="light")
        until(lambda: _ground(page) == light, "the page becomes light")


def _ground(page: Page) -> str:
    colour: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return colour


def _clip(parts: Sequence[Locator]) -> FloatRect:
    """Return the rectangle that holds the parts, when they are in view."""
    _wait_until_still(parts[0])  # formgrader moves its page by itself when the focus moves
    parts[len(parts) // 2].evaluate("e => e.scrollIntoView({block: 'center'})")
    _wait_until_still(parts[0])
    boxes = [box for part in parts if (box := part.bounding_box())]
    left, top = (max(0, min(box[side] for box in boxes) - MARGIN) for side in ("x", "y"))
    right = max(box["x"] + box["width"] for box in boxes) + MARGIN
    bottom = max(box["y"] + box["height"] for box in boxes) + MARGIN
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}


def _wait_until_still(part: Locator) -> None:
    part.element_handle().wait_for_element_state("stable")
