from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from autograder.course.checks_folder import SHARED, digests_by_exercise, has_checks
from autograder.course.public_checks import merge_public_checks
from autograder.errors import ConfigurationError

SHARED_MODULE = '''"""Checks of birds: what they share."""

import math

import numpy as np

WINGS = 2


def egg(name):
    return f"{name}'s egg"


### BEGIN HIDDEN TESTS
SECRET = math.pi


def weigh(bird):
    return SECRET * len(bird)
### END HIDDEN TESTS
'''
LARK = '''"""lark: it sings."""

import re

import pytest

from course_utils.checking.expect import expect, expect_close

from .shared import egg

exercise = pytest.mark.exercise


@exercise("lark")
def test_lark_sings(student):
    """It sings."""
    expect(re.match("la", egg(student.value("song"))), "no song")


### BEGIN HIDDEN TESTS
from .shared import weigh  # noqa: E402


@exercise("lark", weight=2)
def test_lark_weighs(student):
    """It weighs little."""
    expect_close("lark", student.value("weight"), weigh("lark"))
### END HIDDEN TESTS
'''
CROW = '''"""crow: it counts."""

import pytest

from course_utils.checking.expect import expect

from .shared import WINGS

exercise = pytest.mark.exercise


@exercise("crow")
def test_crow_counts(student):
    """It counts its wings."""
    expect(student.value("wings") == WINGS, "look again")
'''
MODULES = {"shared": SHARED_MODULE, "lark": LARK, "crow": CROW}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of checks of two exercises."""
    place = tmp_path / "birds"
    place.mkdir()
    for name, text in MODULES.items():
        (place / f"{name}.py").write_text(text, encoding="utf-8")
    return place


def edit(folder: Path, name: str, old: str, new: str) -> None:
    """Replace a text in a module."""
    path = folder / f"{name}.py"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_checks_come_in_the_notebooks_order_behind_what_they_share(folder: Path) -> None:
    """What modules import from each other stands once, in front of the first that needs it."""
    merged = merge_public_checks(folder, ["lark", "crow"])
    heads = re.findall(r"^# -+ (\w+)$", merged, re.MULTILINE)
    assert heads == ["shared", "lark", "crow"]
    assert [node.name for node in ast.parse(merged).body if isinstance(node, ast.FunctionDef)] == [
        *("egg", "test_lark_sings", "test_crow_counts")
    ]
    other = merge_public_checks(folder, ["crow", "lark"])
    assert re.findall(r"^# -+ (\w+)$", other, re.MULTILINE) == ["shared", "crow", "lark"]


def test_nothing_hidden_is_in_it(folder: Path) -> None:
    """Neither hidden checks, nor what they alone share, nor what they alone import."""
    merged = merge_public_checks(folder, ["lark", "crow"])
    for secret in ("SECRET", "weigh", "HIDDEN", "expect_close", "math"):
        assert secret not in merged


def test_imports_stand_once_and_none_between_modules(folder: Path) -> None:
    """The head holds the imports of all modules together, without what is not used."""
    merged = merge_public_checks(folder, ["lark", "crow"])
    imports = [line for line in merged.splitlines() if line.startswith(("import", "from"))]
    assert imports == [
        *("import re", "import pytest", "from course_utils.checking.expect import expect")
    ]
    assert merged.count("exercise = pytest.mark.exercise") == 1
    compile(merged, "merged", "exec")


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("crow", "def test_crow_counts", "def egg", "egg is defined in shared.py and in crow.py"),
        ("crow", "import WINGS", "import *", "expected an import of names from a module beside it"),
        ("crow", "from .shared import WINGS", "from . import shared", "got `from . import shared`"),
        ("crow", ".shared import", ".nest import", "got `from .nest import WINGS`"),
        ("crow", "import WINGS", "import WINGS as W", "got `from .shared import WINGS as W`"),
        ("crow", "import WINGS", "import weigh", "crow.py imports weigh, which is hidden"),
        ("shared", "import math", "from .lark import test_lark_sings", "imports itself, by"),
        ("lark", "def test_lark_sings(", "def test_lark_sings((", "lark.py: line 15: "),
    ],
)
def test_what_cannot_be_put_into_one_file_is_told(
    folder: Path, name: str, old: str, new: str, problem: str
) -> None:
    """The message names the module and what is wrong with it."""
    edit(folder, name, old, new)
    with pytest.raises(ConfigurationError, match=re.escape(problem)):
        merge_public_checks(folder, ["crow", "lark"])


@pytest.mark.parametrize(
    ("name", "old", "new", "changed"),
    [
        ("lark", "no song", "no melody", {"lark"}),
        ("crow", "== WINGS", "== 2", {"crow"}),
        ("shared", "WINGS = 2", "WINGS = 3", {SHARED}),
        ("lark", "### BEGIN HIDDEN TESTS\n", "", {"lark"}),
        ("lark", "exercise = pytest", "# the mark\nexercise = pytest", set()),
        ("crow", "\n\n\n", "\n\n\n\n", set()),
    ],
    ids=["a check", "another", "what they share", "hidden no more", "a comment", "blank lines"],
)
def test_an_edit_changes_the_digests_of_its_own_exercises(
    folder: Path, name: str, old: str, new: str, changed: set[str]
) -> None:
    """So that these alone are judged again; what Python does not see changes none."""
    before = digests_by_exercise(folder)
    assert before.keys() == {SHARED, "lark", "crow"}
    edit(folder, name, old, new)
    after = digests_by_exercise(folder)
    assert {each for each in before if before[each] != after[each]} == changed


def test_a_module_that_others_import_from_is_shared_even_if_it_holds_checks(folder: Path) -> None:
    """Whoever imports from it has to be judged again when it is edited."""
    edit(folder, "crow", "from .shared import WINGS", "from .lark import WINGS")
    before = digests_by_exercise(folder)
    edit(folder, "lark", "no song", "no melody")
    after = digests_by_exercise(folder)
    assert {each for each in before if before[each] != after[each]} == {"lark", SHARED}


def test_no_module_is_no_checks(tmp_path: Path) -> None:
    """A missing folder is like an empty one: its exercises' tests may stand in their cells."""
    assert not has_checks(tmp_path / "birds")
    assert digests_by_exercise(tmp_path / "birds") == digests_by_exercise(tmp_path) == {SHARED: ""}
