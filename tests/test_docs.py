"""The documentation is true: its commands run, its links lead somewhere, nothing is left out."""

from __future__ import annotations

import argparse
import configparser
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from existing_courses import make_quickstart

import course_utils
from autograder import cli
from autograder.course.hidden_secret import SEED_FILE

CHECKOUT = Path(__file__).parents[1]
PAGES = [CHECKOUT / "README.md", *sorted(CHECKOUT.glob("docs/**/*.md"))]
NAMES = [page.relative_to(CHECKOUT).as_posix() for page in PAGES]
PARTS = (
    *("README.md", "LICENSE", "Makefile", "pyproject.toml", "autograder.toml"),
    "requirements-grading.lock",
)
COURSE = ("source", "release", "autograder", "course_utils", "docs", "tests")
CONFIGURATION = ("nbgrader_config.py",)
WITHIN_S = 1500

# What no test can run as it stands, and why; where another test covers it, which.
SETS_UP = (
    "makes .venv and downloads; test_demo_course.py, and every run of the tests, do what it does"
)
SERVES = "a server that does not end; tests/browser starts one and uses it"
ELSEWHERE = (
    "needs other machines; test_dask_runner.py grades with a scheduler and workers on this one"
)
CLUSTER = (
    "dask scheduler --host 127.0.0.1 --port 8786 --no-dashboard --dashboard-address 127.0.0.1:8787",
    "dask worker tcp://127.0.0.1:8786 --nthreads 2",
    "python -m autograder grade 01_tensors --scheduler tcp://127.0.0.1:8786",
    "python -m autograder grade 01_tensors --scheduler tcp://10.0.0.1:8786",
    "ssh head 'cd course && .venv/bin/dask scheduler --host 10.0.0.1 --port 8786 --no-dashboard "
    "--dashboard-address 127.0.0.1:8787' &",
    "for host in node1 node2 node3; do\n"
    "    ssh $host 'cd course && .venv/bin/dask worker tcp://10.0.0.1:8786 --nworkers 1' &\n"
    "done",
    "dask ssh --scheduler-port 8786 --remote-python course/.venv/bin/python node1 node2 node3",
    "ssh -N -L 8786:10.0.0.1:8786 head &",
    "kubectl port-forward service/grading-scheduler 8786:8786 &",
)
NOT_RUN = {
    "make demo": SETS_UP,
    "(cd demo && ../.venv/bin/python -m autograder report 01_tensors)": "needs what make demo leaves",
    "make test": "it would run this test",
    ".venv/bin/jupyter lab release/01_tensors/01_tensors.ipynb": SERVES,
    **dict.fromkeys(CLUSTER, ELSEWHERE),
}

_FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)


def blocks(text: str, language: str) -> list[str]:
    """Return the fenced blocks of a language in a page."""
    return [body for kind, body in _FENCE.findall(text) if kind == language]


def commands(block: str) -> Iterator[str]:
    """Yield the commands of a block: each as many lines as the shell needs to see its end."""
    lines: list[str] = []
    for line in block.splitlines():
        if not lines and (not line.strip() or line.startswith("#")):
            continue
        lines.append(line)
        command = "\n".join(lines)
        whole = subprocess.run(
            ["bash", "-n"], input=command, capture_output=True, text=True, check=False
        )
        if (
            whole.returncode == 0
            and not line.endswith("\\")
            and "here-document" not in whole.stderr
        ):
            yield command
            lines = []
    assert not lines, f"no whole command: {lines}"


def to_run(page: Path) -> list[str]:
    """Return a script for each block of commands of a page, without those that no test can run."""
    scripts = []
    for block in blocks(page.read_text(encoding="utf-8"), "sh"):
        kept = [command for command in commands(block) if command not in NOT_RUN]
        scripts += ["\n".join(kept)] if kept else []
    return scripts


WITH_COMMANDS = [page for page in PAGES if to_run(page)]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout of one's own, with the solution of one assignment handed in."""
    place = tmp_path_factory.mktemp("docs") / "course"
    ignored = shutil.ignore_patterns("__pycache__")
    for name in COURSE:
        shutil.copytree(CHECKOUT / name, place / name, ignore=ignored)
    for name in (*PARTS, *CONFIGURATION):
        shutil.copy(CHECKOUT / name, place)
    (place / ".venv").symlink_to(sys.prefix)
    shutil.copytree(place / "source/01_tensors", place / "submitted/ada/01_tensors")
    return place


def surroundings(course: Path) -> dict[str, str]:
    """Return the environment of a user in the course's folder who has activated .venv."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    home = course.parent / "home"
    home.mkdir(exist_ok=True)
    return {
        **kept,
        "HOME": str(home),
        "PATH": f"{course / '.venv/bin'}:{os.environ['PATH']}",
        "PYTHONPATH": str(course),  # .venv has this checkout's modules, not the copy's
    }


def run_page(page: Path, course: Path, place: Path, left_at: Path) -> None:
    """Run the commands of a page, from a folder on; ``left_at`` keeps where a block ended."""
    for script in to_run(page):
        ran = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", f"{script}\npwd > {left_at}"],
            cwd=place,
            env=surroundings(course),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=WITHIN_S,
            check=False,
        )
        said = f"{ran.stdout[-1500:]}\n{ran.stderr[-3000:]}"
        assert ran.returncode == 0, f"{page.name}: status {ran.returncode} of\n{script}\n{said}"
        place = Path(left_at.read_text(encoding="utf-8").strip())


@pytest.mark.slow
@pytest.mark.parametrize("page", WITH_COMMANDS, ids=lambda page: page.stem)
def test_every_command_of_a_page_runs(course: Path, page: Path, tmp_path: Path) -> None:
    """Copied into a shell in the course's folder, block by block, every command ends with 0."""
    run_page(page, course, course, tmp_path / "left_at")


@pytest.mark.slow
def test_the_guide_for_authors_holds_in_any_course(course: Path, tmp_path: Path) -> None:
    """Its commands run in a course as `nbgrader quickstart` makes it, and leave nothing there of their own."""
    elsewhere = make_quickstart(tmp_path / "elsewhere")
    run_page(CHECKOUT / "docs/author/writing.md", course, elsewhere, tmp_path / "left_at")
    assert (elsewhere / "course102/checks/ps1/correct_squares.py").is_file()
    left = {path.name for path in elsewhere.iterdir() if not path.name.startswith(".")}
    kept = {"nbgrader_config.py", "source", "course102", "gradebook.db", SEED_FILE}
    assert left <= kept | {"checks", "bank", "release", "submitted", "autograded", "feedback"}
    assert not [path for path in elsewhere.rglob("07_my_first*") if ".autograder" not in path.parts]


def test_what_is_not_run_is_still_in_the_docs() -> None:
    """The list of commands that no test can run holds none that the docs no longer have."""
    there = {
        command
        for page in PAGES
        for block in blocks(page.read_text(encoding="utf-8"), "sh")
        for command in commands(block)
    }
    assert NOT_RUN.keys() - there == set()


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("a\n\n# why\nb\n", ["a", "b"]),
        ("for x in 1 2; do\n    echo $x\ndone\n", ["for x in 1 2; do\n    echo $x\ndone"]),
        ("a \\\n  b\nc\n", ["a \\\n  b", "c"]),
        ("cat > f <<'E'\nif\nE\nb\n", ["cat > f <<'E'\nif\nE", "b"]),
    ],
)
def test_a_block_is_cut_into_commands(block: str, expected: list[str]) -> None:
    """A loop, a line that goes on and a here-document are one command each."""
    assert list(commands(block)) == expected


# --- links ------------------------------------------------------------------------------------


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as code hosts make them."""
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    found: list[str] = []
    for heading in _HEADING.findall(text):
        words = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).lower()
        slug = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        found.append(f"{slug}-{found.count(slug)}" if slug in found else slug)
    return set(found)


def broken_links(page: Path) -> list[str]:
    """Return a page's links to files and headings that are not there."""
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    broken = []
    for link in _LINK.findall(text):
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        if re.match(r"\w+:", link):
            continue  # elsewhere
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    return broken


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_links_lead_somewhere(page: Path) -> None:
    """Every link within the repository leads to a file that is there, and to a heading in it."""
    assert broken_links(page) == []


def test_a_broken_link_is_noticed(tmp_path: Path) -> None:
    """A file that is not there and a heading that is not there are both found."""
    page = tmp_path / "page.md"
    page.write_text("# A title, `code`\n[a](no.md) [b](#no) [c](#a-title-code) [d](page.md)\n")
    assert broken_links(page) == ["no.md", "#no"]


# --- nothing left out -------------------------------------------------------------------------


def options_of(parser: argparse.ArgumentParser) -> dict[str, list[str]]:
    """Return the long options of each command."""
    [subparsers] = [
        each for each in parser._actions if each.choices and each.dest == "==SUPPRESS=="
    ]
    return {
        name: [
            option
            for action in command._actions
            for option in action.option_strings
            if option.startswith("--") and option != "--help"
        ]
        for name, command in subparsers.choices.items()  # type: ignore[union-attr]
    }


def test_every_command_and_option_is_in_the_docs() -> None:
    """Each command of `--help` has a page that names it, and each of its options beside it."""
    texts = [page.read_text(encoding="utf-8") for page in PAGES]
    missing = []
    for command, options in options_of(cli.command_line_parser()).items():
        about = [text for text in texts if f"autograder {command}" in text or f"`{command}" in text]
        missing += [command] if not about else []
        missing += [f"{command} {each}" for each in options if not any(each in t for t in about)]
    assert missing == []


def test_every_target_that_the_docs_name_is_in_the_makefile() -> None:
    """`make x` in the docs is a target."""
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = {
        name
        for page in PAGES
        for name in re.findall(
            r"(?:`|^)make ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE
        )
    }
    assert named - targets == set()


def test_the_guide_shows_the_template_as_it_is() -> None:
    """The checks and answers in the guide for authors are those that `new` writes."""
    template = CHECKOUT / "autograder/authoring/template"
    written = "\n".join(path.read_text(encoding="utf-8") for path in template.glob("*.py"))
    guide = (CHECKOUT / "docs/author/writing.md").read_text(encoding="utf-8")
    for block in blocks(guide, "python"):
        for part in re.split(r"\n(?=# %%)", block.strip()):
            assert part.strip() in written


READERS = {
    "python": lambda text: compile(text, "page", "exec"),
    "json": json.loads,
    "yaml": lambda text: list(yaml.safe_load_all(text)),
    "ini": lambda text: configparser.ConfigParser(interpolation=None).read_string(text),
}


def test_the_files_for_a_hub_can_be_read() -> None:
    """Each file that the page shows is one of its kind, those that no test runs, too."""
    page = (CHECKOUT / "docs/teach/hub.md").read_text(encoding="utf-8")
    kinds = [kind for kind, _ in _FENCE.findall(page)]
    assert set(kinds) == READERS.keys()
    for kind, body in _FENCE.findall(page):
        READERS[kind](body)


# --- the site ---------------------------------------------------------------------------------


def test_private_names_of_others_are_where_the_page_says() -> None:
    """Each stands in the file that is named beside it, and what is to fail without it is there."""
    page = (CHECKOUT / "docs/how/maintaining.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(_\w+)` \| \w+ \| `([\w/.]+)` \| `?([\w/.]+)", page, re.MULTILINE)
    assert len(rows) > 5
    for name, file, test in rows:
        assert name in (CHECKOUT / file).read_text(encoding="utf-8"), f"{name} is not in {file}"
        assert test == "none" or (CHECKOUT / test).exists(), f"{test} is not there"


def test_the_citation_has_the_version() -> None:
    """`CITATION.cff` names the version that is built."""
    cited = (CHECKOUT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {course_utils.__version__}\n" in cited
