"""What is unusual in a notebook is pointed at; what an exercise may need is not."""

from __future__ import annotations

from pathlib import Path

import made_up
import nbformat
import pytest
from nbformat.v4 import new_notebook

from autograder.authoring.answer_bank import load_answer_variants, notebook_with_answers
from autograder.course.assignment import (
    ANSWER_SUFFIX,
    Assignment,
    SourceNotebook,
    assignment_names,
    load_assignment,
)
from autograder.course.restored_cells import restore_cells_in_place
from autograder.course.submission import read_submission
from autograder.course.suspicious_code import suspicious_code_flags, suspicious_file_flags

COURSE = Path(__file__).parents[2]
# Wrong answers of the bank that are meant to get round a check.
SLY = {
    "Python behind a branch",
    "Python behind a node of an inner graph",
    "Python behind a node",
    "a copy in memory, an empty file, the library's load_model replaced",
    "stops the profiler",
    "the library's Conv2D replaced by one that has the wrong settings",
    "the library's Sequential replaced",
}


@pytest.fixture
def tiny(tmp_path: Path) -> Assignment:
    """The made-up assignment."""
    return made_up.make_assignment(tmp_path)


def flags(assignment: Assignment, *sources: str) -> list[str]:
    """Return the flags of a notebook with these cells between the set-up and right answers."""
    notebook = made_up.make_notebook()
    notebook.cells[2:2] = [made_up.code(source, f"own{n}") for n, source in enumerate(sources)]
    return suspicious_code_flags(notebook, assignment.notebook("tiny"))


def test_what_is_no_python_is_not_looked_through(tiny: Assignment) -> None:
    """Letters that begin no token cost time by the square: after twenty the cell is flagged."""
    hidden = "help?\n" * 21 + "import subprocess"
    assert flags(tiny, hidden) == ["worth a look: `code that is no Python` (cell own0)"]
    assert flags(tiny, "help?\n" * 20) == []


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import subprocess", "subprocess"),
        ("import os, gc as g", "gc"),
        ("from os import (path,\n    fork as f)", "os.fork"),
        ("import os as o\no . kill(1, 9)", "os.kill"),
        ("import sys\nfor f in sys._current_frames().values(): pass", "sys._current_frames"),
        ("def f(e):\n    return e.tb_frame", "tb_frame"),
        ("tf.io.gfile.listdir('.')", "tensorflow.io.gfile"),
        ("exec('x = 1')", "exec"),
        ("open('/proc/self/maps')", "/proc"),
        ("np.allclose = lambda *a: True", "np.allclose ="),
        ("def check(name): pass", "check ="),
        ("check = print", "check ="),
        ("!cat /proc/1/environ", "/proc"),
        ("%%bash\ncat ../gradebook.db", "gradebook"),
        ("x = (\nimport ctypes", "ctypes"),
    ],
)
def test_what_no_exercise_needs_is_named(tiny: Assignment, source: str, name: str) -> None:
    """Programs, frames, memory, other people's files: the name and its cell stand in the flag."""
    assert flags(tiny, source) == [f"worth a look: `{name}` (cell own0)"]


def test_the_public_checks_beside_a_notebook_are_usual() -> None:
    """Whoever hands in the folder hands in the file of checks that came with the notebook."""
    released = sorted((COURSE / "release").glob("*/test_*.py"))
    assert released
    for path in released:
        assert suspicious_file_flags({path.name: path.read_bytes()}) == []


def test_check_is_a_name_like_others_where_the_notebook_calls_none(tmp_path: Path) -> None:
    """Students of a course with tests in its cells alone may call a variable `check`."""
    path = tmp_path / "own.ipynb"
    made_up.write_notebook(path, new_notebook(cells=[made_up.answer("x", "x = 1")]))
    answered = new_notebook(cells=[made_up.answer("x", "check = x = 1")])
    assert suspicious_code_flags(answered, SourceNotebook(path)) == []


@pytest.mark.parametrize(
    "source",
    [
        "import os\nos.environ['TF_CPP_MIN_LOG_LEVEL'] = '2'",
        "# subprocess, /proc, exec(...)",
        "name = 'subprocess'",
        "model.compile(loss='mse')\nload(path, compile=False)",
        "%matplotlib inline\n%time x = 1",
        "%load_ext autoreload\n%autoreload 2",
        "%%capture shown\nprint(1)",
        "%%bash\nls -l",
        "!pip install pandas\nfiles = !ls -l",
        "import asyncio, threading, pickle, requests, urllib.request",
        "from IPython.display import display, HTML\nfrom IPython import get_ipython",
        "from IPython.core.interactiveshell import InteractiveShell as I\nI.ast_node_interactivity = 'all'",
        "import pandas as pd\npd.options.display.max_columns = None",
        "open(f'../data/{name}')",
        "class T:\n    def __eq__(self, other): return self.__class__ is other.__class__",
        "age = int(input('How old? '))",
        "x = 7 % 3\ny = x != 3",
        "a == b\nnp.random.seed(1)\nplt.rcParams['x'] = 1",
        "layer.kernel = 3\ndata.T.shape",
        "def f(x):\n  return (((",
        "'unfinished",
        "\x00\x01",
        "",
    ],
)
def test_what_students_write_is_usual(tiny: Assignment, source: str) -> None:
    """What honest notebooks hold in numbers raises no flag: settings, magics, files, broken code."""
    assert flags(tiny, source) == []


def test_modules_beside_the_notebook_are_looked_through(tmp_path: Path) -> None:
    """What `import helper` would run is flagged as it would be in a cell; other files are not read."""
    hostile = b"import os\nos.fork()"
    assert suspicious_file_flags({"data/helper.py": hostile, "notes.txt": hostile}) == [
        "worth a look: `os.fork` (file data/helper.py)"
    ]
    assert suspicious_file_flags({"helper.py": b"import numpy as np\n\xff"}) == []
    folder = made_up.hand_in(tmp_path, "ada", made_up.make_notebook()).parent
    (folder / "helper.py").write_bytes(hostile)
    submission = read_submission(folder, "ada", made_up.make_assignment(tmp_path))
    assert submission.flags == ["worth a look: `os.fork` (file helper.py)"]


def test_a_module_keeps_its_name_from_cell_to_cell(tiny: Assignment) -> None:
    """What one cell imports under another name is known in the next."""
    assert flags(tiny, "import os as o", "o.fork()") == ["worth a look: `os.fork` (cell own1)"]


def test_many_names_make_one_flag(tiny: Assignment) -> None:
    """A flag names eight, each once, and says how many more there are."""
    many = ["gc", "socket", "ctypes", "pty", "ssl", "mmap", "signal", "site", "shelve", "zmq"]
    [flag] = flags(tiny, *(f"import {name}\nimport gc" for name in many))
    assert flag.startswith("worth a look: `gc` (cell own0), `socket` (cell own1), ")
    assert flag.endswith("`site` (cell own7) and 2 more")


def test_what_the_instructor_uses_is_usual(tmp_path: Path) -> None:
    """A name in the instructor's own notebook is no news in a student's."""
    notebook = made_up.make_notebook()
    notebook.cells.append(made_up.code("import gc", "tidy"))
    assignment = made_up.make_assignment(tmp_path, notebook=notebook)
    assert flags(assignment, "import gc") == []
    assert flags(assignment, "import gc, ctypes") == ["worth a look: `ctypes` (cell own0)"]


def test_a_deep_text_is_read_too(tiny: Assignment) -> None:
    """Brackets and signs that a parser would sink in are no danger."""
    assert (
        flags(tiny, "(" * 100_000, "-" * 100_000 + "1", "x = " + "[" * 50_000 + "]" * 50_000) == []
    )


@pytest.mark.parametrize("name", assignment_names(COURSE))
def test_no_answer_of_the_bank_is_flagged(name: str) -> None:
    """Of all answers, right and wrong, only those that mean to get round a check raise a flag."""
    assignment = load_assignment(COURSE, name)
    source = assignment.notebook(name)
    solution = nbformat.read(source.path, as_version=4)
    assert restore_cells_in_place(solution, source) == []
    [setup] = [cell for cell in solution.cells if cell.id == "setup"]
    answers = [cell for cell in solution.cells if cell.id.endswith(ANSWER_SUFFIX)]
    flagged = set()
    for variant in load_answer_variants(COURSE, assignment):
        [cell] = [cell for cell in answers if cell.id == variant.exercise + ANSWER_SUFFIX]
        alone = notebook_with_answers(
            new_notebook(cells=[setup, cell]), {variant.exercise: variant.source}
        )
        if suspicious_code_flags(alone, source):
            flagged.add(variant.title)
    assert flagged <= SLY
