"""What lint says of cells that only show something: no mark depends on it, but much time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from linted_course import Cell, checks, edit, problems, set_source, source

SHOWS = "shown = brightness(np.zeros((2, 2), dtype=np.uint8))\nprint(shown)"


def untag(cells: dict[str, Cell], identity: str) -> None:
    """Take a cell's tags off."""
    cells[identity]["metadata"].pop("tags")


def tag(cells: dict[str, Cell], identity: str) -> None:
    """Tag a cell as one that only shows something."""
    cells[identity]["metadata"]["tags"] = ["smoke"]


def test_a_new_assignment_has_its_tags_right(course: Path) -> None:
    """Nothing is said of it."""
    assert not [line for line in problems(course) if "smoke" in line]


@pytest.mark.parametrize("later", ["progress(shown)", "print('a')\nprint(shown)"])
def test_a_cell_that_a_later_one_needs_is_no_showing_one(course: Path, later: str) -> None:
    """It is named, with what to do."""
    edit(source(course), lambda cells: set_source(cells, "brightness-try", SHOWS))
    edit(source(course), lambda cells: untag(cells, "progress"))
    edit(source(course), lambda cells: set_source(cells, "progress", later))
    (line,) = [line for line in problems(course) if "tagged 'smoke'" in line]
    assert "cell brightness-try: error: tagged 'smoke', but a later cell needs a name" in line
    assert "take the tag off, or bind the name elsewhere" in line


def test_a_cell_that_a_check_asks_for_is_no_showing_one(course: Path) -> None:
    """The name is said: every submission would be run twice for it."""
    edit(source(course), lambda cells: set_source(cells, "brightness-try", SHOWS))
    path = checks(course)
    text = path.read_text(encoding="utf-8")
    asks = '\n\n@exercise("brightness")\ndef test_shown(student):\n    """It is shown."""\n'
    path.write_text(f'{text}{asks}    student.value("shown")\n', encoding="utf-8")
    (line,) = [line for line in problems(course) if "smoke" in line]
    assert "cell brightness-try: error: tagged 'smoke', but a check asks for `shown`" in line


@pytest.mark.parametrize("identity", ["brightness", "brightness-answer", "brightness-about"])
def test_graded_cells_answers_and_text_never_only_show(course: Path, identity: str) -> None:
    """The tag says nothing there, and is taken for a mistake."""
    edit(source(course), lambda cells: tag(cells, identity))
    (line,) = [line for line in problems(course) if "smoke" in line]
    assert f"cell {identity}: error: tagged 'smoke', but it is graded, or no code" in line


def test_a_cell_that_seems_to_lack_the_tag_gets_a_note(course: Path) -> None:
    """It ends with a call, and nobody needs what it binds."""
    edit(source(course), lambda cells: untag(cells, "brightness-try"))
    (line,) = [line for line in problems(course) if "smoke" in line]
    assert "cell brightness-try: note: no cell needs its names: if it only shows" in line


def assigns(cells: dict[str, Cell]) -> None:
    """Leave a cell without a tag that binds what a later cell needs."""
    untag(cells, "brightness-try")
    set_source(cells, "brightness-try", "from course_utils import helper\nprint(helper)")
    set_source(cells, "progress", "progress(helper)")
    untag(cells, "progress")
    set_source(cells, "progress", "frame = helper")


def no_tags(cells: dict[str, Cell]) -> None:
    """Take the tags off all cells."""
    for cell in cells.values():
        cell["metadata"].pop("tags", None)


@pytest.mark.parametrize("change", [assigns, no_tags])
def test_no_note_on_what_is_needed_or_where_no_cell_has_a_tag(
    course: Path, change: Callable[[dict[str, Cell]], Any]
) -> None:
    """A course without tags wants everything run."""
    edit(source(course), change)
    assert not [line for line in problems(course) if "smoke" in line]
