from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import chromium
import pictures
import pytest
from lab import Place
from playwright.sync_api import Browser

CHECKOUT = Path(__file__).parents[2]
NAME = "01_tensors"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's chromium; without it the test is skipped, and says how to install it. `make pictures` fails."""
    path = chromium.find()
    if path is None:
        (pytest.fail if pictures.are_drawn_anew() else pytest.skip)(chromium.HOW_TO_INSTALL)
    with chromium.browser(path) as running:
        yield running


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    """The folders of one user, under a short name: it is seen in the pictures."""
    with tempfile.TemporaryDirectory(prefix="ada-") as home:
        yield Place(Path(home))


@pytest.fixture(scope="module")
def course(place: Place) -> Path:
    """A course with one assignment, and an exchange."""
    course, exchange = place.home / "course", place.home / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)  # as nbgrader wants it, whatever the umask
    shutil.copytree(CHECKOUT / "source" / NAME, course / "source" / NAME)
    shutil.copytree(CHECKOUT / "autograder" / "checks" / NAME, course / "checks" / NAME)
    text = (CHECKOUT / "nbgrader_config.py").read_text()
    text += f"c.Exchange.root = {str(exchange)!r}\n"
    (course / "nbgrader_config.py").write_text(text)
    return course
