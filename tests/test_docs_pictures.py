"""The pictures of the documentation, and the site that is made of its pages."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[1]
PAGES = [CHECKOUT / "README.md", *sorted(CHECKOUT.glob("docs/**/*.md"))]
_FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)


def shown(page: Path) -> set[Path]:
    """Return the pictures that a page shows, and expect that each says what is seen in it."""
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    tags = re.findall(r"<img [^>]+>", text)
    assert [tag for tag in tags if not re.search(r'alt="[^"]{10,}"', tag)] == []
    assert re.findall(r"!\[.{,9}\]\(", text) == []
    found = re.findall(r'(?:src|srcset)="([^"]+)"|!\[[^]]+\]\(([^)\s]+)\)', text)
    return {(page.parent / (tag or link)).resolve() for tag, link in found}


def test_every_picture_is_there_and_small_and_shown() -> None:
    """Those that pages show are those in `docs/pictures/`; all of them are quickly loaded."""
    pictures = CHECKOUT / "docs/pictures"
    files = set(pictures.iterdir())
    asked = set().union(*map(shown, PAGES))
    assert {path for path in asked if not path.is_file()} == set(), "`make pictures` draws them"
    assert files - asked == set()
    sizes = {path.name: path.stat().st_size for path in files}
    assert {name: size for name, size in sizes.items() if size > 60 * 1024} == {}
    assert sum(sizes.values()) < 1024 * 1024


def test_every_picture_of_the_program_is_drawn_by_a_test() -> None:
    """Each is one that the browser tests draw; which compare it, so that it cannot grow old."""
    browser = CHECKOUT.glob("tests/browser/test_*.py")
    tests = "".join(path.read_text(encoding="utf-8") for path in browser)
    drawn = set(re.findall(r'screenshots?\(\s*\w+, "([\w-]+)"', tests))
    twice = set(re.findall(r'screenshots\(\s*\w+, "([\w-]+)"', tests))
    files = {path.stem for path in CHECKOUT.glob("docs/pictures/*.png")}
    assert files == drawn | {f"{name}-dark" for name in twice}


def test_no_page_asks_for_a_picture_in_the_way_of_old() -> None:
    """A comment in the place of a picture would show nothing, and nobody would miss it."""
    assert [page.name for page in PAGES if "<!-- screenshot" in page.read_text("utf-8")] == []


def build_site(pages: Path, site: Path) -> subprocess.CompletedProcess[str]:
    """Build the site, with warnings as errors, as `make site` does."""
    sphinx = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html"]
    return subprocess.run([*sphinx, pages, site], capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_the_site_is_built_without_a_warning(tmp_path: Path) -> None:
    """Every page is in the menu of the site, under one of four parts, and every link leads somewhere."""
    built = build_site(CHECKOUT / "docs", tmp_path / "site")
    assert built.returncode == 0, built.stderr
    index = (tmp_path / "site/index.html").read_text(encoding="utf-8")
    captions = re.findall(r'class="caption-text">([^<]+)<', index)
    assert list(dict.fromkeys(captions)) == ["Start", "Learn", "Teach", "Author", "How it works"]
    for page in CHECKOUT.glob("docs/**/*.md"):
        assert (
            f"{page.relative_to(CHECKOUT / 'docs').with_suffix('.html').as_posix()}" in index
            or (page.stem == "index")
        )


@pytest.mark.slow
def test_the_site_shows_the_picture_that_fits_its_colours(tmp_path: Path) -> None:
    """What a code host chooses by `<picture>` is two pictures in the site, one for each of its colours."""
    pages = tmp_path / "docs"
    shutil.copytree(CHECKOUT / "docs/_static", pages / "_static")
    shutil.copy(CHECKOUT / "docs/conf.py", pages)
    two = """<picture>
<source media="(prefers-color-scheme: dark)" srcset="{folder}one-dark.png">
<img alt="What it shows." src="{folder}one.png">
</picture>"""
    (pages / "index.md").write_text(f"# Title\n\n{two.format(folder='pictures/')}\n")
    (pages / "start.md").write_text("```{include} ../README.md\n:relative-images:\n```\n")
    narrow = two.format(folder="docs/pictures/").replace('one.png"', 'one.png" width="420"')
    (tmp_path / "README.md").write_text(f"# Start\n\n{narrow}\n")
    (pages / "pictures").mkdir()
    for name in ("one", "one-dark"):
        shutil.copy(CHECKOUT / "docs/pictures/feedback.png", pages / f"pictures/{name}.png")
    built = build_site(pages, tmp_path / "site")
    assert (built.returncode, built.stderr) == (0, "")
    for page in ("index", "start"):
        html = (tmp_path / f"site/{page}.html").read_text(encoding="utf-8")
        images = re.findall(r'<img alt="What it shows." class="([\w-]+)" src="([\w/.-]+)"', html)
        assert images == [("only-light", "_images/one.png"), ("only-dark", "_images/one-dark.png")]
        assert html.count('style="width: 420px;"') == (2 if page == "start" else 0)
