"""The plan of the house holds: the table in docs/how/engine.md says which room may import which."""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[1]
PAGE = CHECKOUT / "docs" / "how" / "engine.md"
HEAD = "| room, top down | holds | may import |"
SHARED = {
    "errors",
    "files",
    "installation",
    "suggested_commands",
}  # of the root: every room may import these
WAY_IN = {"__main__", "cli"}  # of the root: nobody imports these, but the one the other
COURSE_UTILS = {
    "notebook": {"checking"},
    "checking": set(),
    "datasets": set(),
    "pictures": set(),
}  # and what they may import
MOST_LINES, MOST_LINES_OF_A_FUNCTION = 400, 50
# Where files of the tests may be longer, and why.
MAY_BE_LONG = {
    "tests/attacks/corpus": "students' attacks, a family to a file",
    "tests/bank": "students' answers, an exercise to a file, as its checks are",
}
PYTHON = ("autograder", "course_utils", "tests")
OUTSIDE = {"authoring/template"}  # what an author rewrites
# Who else may import these packages, beside the tests.
ONE_ROOM = {"nbgrader": "nbgrader_bridge", "distributed": "cluster"}


def plan(page: str) -> dict[str, set[str]]:
    """Return the rooms in a page's table, top down, and what each may import."""
    rows = page.split(HEAD)[1].split("\n\n", maxsplit=1)[0].splitlines()[2:]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    return {room.strip("`"): set(re.findall(r"`([\w/]+)`", allowed)) for room, _, allowed in cells}


def modules(checkout: Path) -> list[Path]:
    """Return the modules of the engine and of course_utils, without the checks."""
    found = [*checkout.glob("autograder/**/*.py"), *checkout.glob("course_utils/**/*.py")]
    return sorted(path for path in found if room_of(path, checkout) not in {"checks", *OUTSIDE})


def room_of(path: Path, checkout: Path) -> str:
    """Return the room that a module stands in; of the root's, its own name."""
    parts = path.relative_to(checkout).with_suffix("").parts[1:]
    if parts[:2] in {("sandbox", "confined"), ("authoring", "template")}:
        return "/".join(parts[:2])
    return parts[0]


def imported(path: Path) -> Iterator[str]:
    """Yield the dotted names that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def strays(checkout: Path, rooms: dict[str, set[str]]) -> list[str]:
    """Return the imports that go where the plan does not let them."""
    return [
        f"{path.relative_to(checkout)} imports {name}"
        for path in modules(checkout)
        for name in imported(path)
        if not may_import(path, name, checkout, rooms)
    ]


def may_import(path: Path, name: str, checkout: Path, rooms: dict[str, set[str]]) -> bool:
    """Say whether a module may import a dotted name."""
    here, package = room_of(path, checkout), path.relative_to(checkout).parts[0]
    root, _, rest = name.partition(".")
    target = rest.partition(".")[0]
    if root in ONE_ROOM:
        return here == ONE_ROOM[root]
    if root == "autograder" and package == "course_utils":
        return False
    if root == "course_utils" and package == "course_utils" and here in COURSE_UTILS:
        return target in {here, *COURSE_UTILS[here]}
    if root != "autograder" or not rest:
        return True
    if here in SHARED:
        return target in SHARED
    if here in WAY_IN:
        return target in {*WAY_IN, *SHARED, "commands"}
    return target in {here, *SHARED, *rooms[here]}


@pytest.fixture(scope="module")
def rooms() -> dict[str, set[str]]:
    """The plan, as the documentation shows it."""
    return plan(PAGE.read_text(encoding="utf-8"))


def test_the_table_names_every_room_and_no_other(rooms: dict[str, set[str]]) -> None:
    """A folder of the engine is a row of the table."""
    there = {
        room_of(path, CHECKOUT) for path in modules(CHECKOUT) if path.parts[-3] != "course_utils"
    }
    there -= {*COURSE_UTILS, "__init__"}
    assert there == {*rooms, *SHARED, *WAY_IN}
    assert {path.name for path in (CHECKOUT / "course_utils").iterdir() if path.is_dir()} >= set(
        COURSE_UTILS
    )


def test_a_room_imports_only_rooms_below_it(rooms: dict[str, set[str]]) -> None:
    """The table itself goes down: what a room may import stands further down, so no circle can be."""
    order = list(rooms)
    for room, allowed in rooms.items():
        assert allowed <= set(order), f"{room}: no such room: {allowed - set(order)}"
        above = {name for name in allowed if order.index(name) <= order.index(room)}
        assert not above, f"{room} may import {above}, which stands above it"


def test_every_import_follows_the_plan(rooms: dict[str, set[str]]) -> None:
    """No module imports a room that its own may not; one room knows nbgrader, and one Dask."""
    assert strays(CHECKOUT, rooms) == []


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("course", "from autograder.grading import worker"),
        ("kernels", "from autograder import cli"),
        ("grading", "def late():\n    import autograder.nbgrader_bridge.recording"),
        ("sandbox/confined", "from autograder.course.limits import Limits"),
        ("authoring", "from nbgrader.api import Gradebook"),
        ("grading", "import distributed"),
        ("../course_utils/checking", "from autograder.errors import EngineFault"),
        ("../course_utils/checking", "from course_utils.notebook.cards import Card"),
    ],
)
def test_an_import_that_goes_up_is_found(
    tmp_path: Path, rooms: dict[str, set[str]], room: str, line: str
) -> None:
    """The twin: one line that breaks the plan is found, wherever it stands."""
    for package in ("autograder", "course_utils"):
        ignored = shutil.ignore_patterns("__pycache__", "*.npz")
        shutil.copytree(CHECKOUT / package, tmp_path / package, ignore=ignored)
    assert strays(tmp_path, rooms) == []
    stray = tmp_path / "autograder" / room / "stray.py"
    stray.write_text(f"{line}\n", encoding="utf-8")
    assert len(strays(tmp_path, rooms)) == 1


def held_to_size(checkout: Path) -> list[Path]:
    """Return the modules of the engine, of course_utils and of the tests that are held to a size."""
    found = [path for top in PYTHON for path in checkout.glob(f"{top}/**/*.py")]
    free = [checkout / folder for folder in MAY_BE_LONG]
    return sorted(path for path in found if not any(map(path.is_relative_to, free)))


def too_long(checkout: Path) -> list[str]:
    """Return the modules and functions that are too long, with their lines."""
    long = []
    for path in held_to_size(checkout):
        name, text = path.relative_to(checkout).as_posix(), path.read_text(encoding="utf-8")
        if (size := len(text.splitlines())) > MOST_LINES:
            long.append(f"{name}: {size} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                size = (node.end_lineno or node.lineno) - node.lineno + 1
                if size > MOST_LINES_OF_A_FUNCTION:
                    long.append(f"{name}: {node.name}: {size} lines")
    return long


def test_no_module_and_no_function_is_too_long() -> None:
    """A module holds one idea, checks and tests too; a function does one thing."""
    assert too_long(CHECKOUT) == []


def test_what_is_too_long_is_found(tmp_path: Path) -> None:
    """The twin: a module of the tests of one line too many, and a function, but no bank's file."""
    for folder in ("tests/grading", "tests/bank/01_tensors"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "long.py").write_text("x = 1\n" * 401, encoding="utf-8")
    function = "def f():\n" + "    x = 1\n" * 50
    (tmp_path / "tests" / "test_f.py").write_text(function, encoding="utf-8")
    found = ["tests/grading/long.py: 401 lines", "tests/test_f.py: f: 51 lines"]
    assert too_long(tmp_path) == found


def test_files_may_be_long_only_where_there_are_some() -> None:
    """A folder that is excused from the size is there, and needs it."""
    for folder in MAY_BE_LONG:
        sizes = [len(path.read_bytes().splitlines()) for path in CHECKOUT.glob(f"{folder}/**/*.py")]
        assert max(sizes, default=0) > MOST_LINES, f"{folder} needs no excuse any more: delete it"


def test_every_room_says_what_it_is_for() -> None:
    """A room's ``__init__`` holds its idea, in two sentences at least."""
    for path in [
        *CHECKOUT.glob("autograder/*/__init__.py"),
        *CHECKOUT.glob("course_utils/*/__init__.py"),
    ]:
        said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        assert len(re.findall(r"[.:](?:\s|$)", said)) >= 2, f"{path}: {said!r}"
