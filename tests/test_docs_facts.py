"""Each fact of the documentation has one place: what is told twice is made from one source, or noticed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from autograder.course.assignment import assignment_names
from autograder.course.settings import load_settings

CHECKOUT = Path(__file__).parents[1]
PAGES = {
    page.relative_to(CHECKOUT).as_posix(): page.read_text(encoding="utf-8")
    for page in [CHECKOUT / "README.md", *sorted(CHECKOUT.glob("docs/**/*.md"))]
}
FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
RUN_OF_WORDS = 12


def test_the_page_of_commands_is_the_command_lines_help() -> None:
    """`make docs` writes the page that is there; a command or option that changed is noticed here."""
    ran = subprocess.run(
        [sys.executable, CHECKOUT / "tools/commands_page.py"],
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == PAGES["docs/teach/commands.md"]


def test_students_read_the_limits_that_are_set() -> None:
    """The table of what grading allows has the numbers of `autograder.toml`, for every assignment."""
    page = PAGES["docs/learn/working.md"]
    rows = page.partition("## What grading allows")[2].partition("\n- ")[0].strip().splitlines()
    numbers = [re.findall(r"\| (\d+) (?:s|MiB)\b", row) for row in rows[2:]]
    settings = load_settings(CHECKOUT)
    for name in assignment_names(CHECKOUT):
        limits = settings.limits_of(name)
        said = (limits.cell_s, limits.question_s, limits.submission_s, limits.memory_mib)
        column = 1 if name == "06_training" else 0
        told = [float(row[column]) for row in numbers]
        assert told == [*said, limits.output_mib, limits.notebook_mib], name


def words_of(text: str) -> list[str]:
    """Return the words of a page's prose, tables among it: without code, pictures, links' targets and signs."""
    text = re.sub(r"<!--.*?-->", " ", FENCE.sub(" ", text), flags=re.DOTALL)
    text = re.sub(r"^ {4}.*$", " ", text, flags=re.MULTILINE)  # code, too
    text = re.sub(r"<(?:img|source)\b[^>]*>|!\[[^]]*\]\([^)]*\)", " ", text)
    return re.findall(r"[\w'./-]+", re.sub(r"\]\([^)]*\)", " ", text).lower())


def repeated(pages: dict[str, str], length: int = RUN_OF_WORDS) -> dict[frozenset[str], str]:
    """Return the runs of words that stand in two pages: the first of each pair of pages."""
    where: dict[tuple[str, ...], str] = {}
    found: dict[frozenset[str], str] = {}
    for name, text in pages.items():
        words = words_of(text)
        for run in dict.fromkeys(zip(*(words[n:] for n in range(length)), strict=False)):
            first = where.setdefault(run, name)
            if first != name:
                found.setdefault(frozenset({first, name}), " ".join(run))
    return found


def test_no_sentence_stands_in_two_pages() -> None:
    """A fact has one place, and other pages lead to it: no 12 words in a row are in two of them."""
    assert repeated(PAGES) == {}


def test_a_sentence_that_stands_twice_is_noticed() -> None:
    """The twin: copied words are found whatever line ends and links stand between; code is not prose."""
    said = "The engine imports TensorFlow once for the class and forks a kernel for each student"
    copied = "[The engine](a.md) imports TensorFlow\nonce for the class and forks a **kernel** for each student."
    code = f"```sh\n{said}\n```\n"
    assert list(repeated({"a": said, "b": copied})) == [frozenset({"a", "b"})]
    assert repeated({"a": said, "b": code, "c": "Something else."}) == {}
