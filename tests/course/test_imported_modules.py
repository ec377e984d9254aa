from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from autograder.course import imported_modules as module
from autograder.course.imported_modules import (
    distribution_name,
    imported_modules,
    missing_packages,
)
from autograder.errors import ConfigurationError


def code(*sources: str) -> list[dict[str, object]]:
    """Return code cells."""
    return [{"cell_type": "code", "source": source} for source in sources]


def test_imports_are_dotted_names_in_order_each_once() -> None:
    """What is imported by name or from, in functions and blocks, comes once, in the cells' order."""
    cells = code(
        "import os, numpy as np\nimport matplotlib.pyplot as plt",
        "def f():\n    from sklearn.linear_model import LinearRegression\n    import numpy",
        "try:\n    import torch\nexcept ImportError:\n    import tensorflow as torch",
        "if True:\n    import pandas; import json",
    )
    assert imported_modules(cells) == [
        *("os", "numpy", "matplotlib.pyplot", "sklearn.linear_model"),
        *("torch", "tensorflow", "pandas", "json"),
    ]


def test_only_code_counts_in_one_text_or_in_lines() -> None:
    """Prose is no import; a notebook's file may hold a cell's text as a list of lines."""
    cells = [
        {"cell_type": "markdown", "source": "import prose"},
        {"cell_type": "code", "source": ["import numpy\n", "import scipy.stats"]},
        {"cell_type": "raw", "source": "import raw"},
        {"cell_type": "code"},
    ]
    assert imported_modules(cells) == ["numpy", "scipy.stats"]


@pytest.mark.parametrize(
    "line",
    [
        "%matplotlib inline",
        "%%time",
        "!pip install 'numpy>=2' | grep \"(",
        "?print",
        "np.array?",
        "np.array??",
        "files = !ls *.csv",
        "a, b = %run other.ipynb",
        "if True:\n    !ls",
        "%time x = 1",
    ],
)
def test_ipythons_own_lines_lose_nothing(line: str) -> None:
    """A cell with a line that only IPython reads has its other imports, before it and after it."""
    cells = code(f"{line}\nimport numpy\n", f"import scipy\n{line}\nimport pandas")
    assert imported_modules(cells) == ["numpy", "scipy", "pandas"]


def test_code_that_looks_like_ipythons_stays_code() -> None:
    """A remainder, a `!=` and a question in a text, at the start of a line, are Python."""
    source = 'x = (7\n  % 3\n  != 1)\ntext = """\nWhy?\n!no\n"""\n%matplotlib inline\nimport numpy'
    assert imported_modules(code(source)) == ["numpy"]


def test_what_is_timed_is_imported() -> None:
    """``%time`` before a statement, and a cell timed whole, run it."""
    cells = code("%time import numpy", "%%capture out\nimport scipy", "%%timeit\nimport pandas")
    assert imported_modules(cells) == ["numpy", "scipy", "pandas"]


def test_cells_of_another_language_import_nothing() -> None:
    """What a cell gives to a shell, to a browser or to a file is not this notebook's Python."""
    cells = code("%%bash\nimport numpy", "\n%%javascript\nimport x", "%%cython\nimport y")
    assert imported_modules(cells) == []


def test_a_module_that_the_notebook_writes_is_its_own() -> None:
    """``%%writefile`` makes a module: importing it needs no package."""
    cells = code("%%writefile helper.py\nimport torch", "import helper\nimport numpy")
    assert imported_modules(cells) == ["numpy"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import numpy\nprint 'Python 2'\nimport scipy", ["numpy"]),
        ("import numpy\ndef f():\n    x = (1\n\nimport scipy", ["numpy"]),
        ("import numpy\nfor i in range(3):\n", ["numpy"]),
        ("import numpy\n\x00", ["numpy"]),
        ("import numpy\n" + "(" * 500, ["numpy"]),
        ("import numpy\nx = '''open\nimport scipy", ["numpy"]),
        ("from . import helper\nfrom .helper import f\nimport", []),
        ("important = 'import'", []),
    ],
)
def test_an_error_loses_what_follows_it_alone(source: str, expected: list[str]) -> None:
    """A cell that is no Python keeps the imports before its error; a relative import names nothing."""
    assert imported_modules(code(source, "import json")) == [*expected, "json"]


def test_an_invalid_escape_is_no_warning_of_ours() -> None:
    """A notebook's sloppy text warns nobody who only reads it (here, warnings are errors)."""
    assert imported_modules(code("import re\nre.match('\\d', '1')")) == ["re"]


def test_optional_imports_can_be_left_out() -> None:
    """What a notebook tries, and does without where it fails, need not be there."""
    cells = code(
        "import numpy",
        "try:\n    import cupy\nexcept ImportError:\n    import numpy as cupy",
        "try:\n    from google import colab\nexcept (ModuleNotFoundError, KeyError):\n    pass",
        "try:\n    import numba\nexcept:\n    numba = None",
        "try:\n    import scipy\nexcept KeyError:\n    pass",
        "try:\n    import pandas\nfinally:\n    print()",
    )
    assert imported_modules(cells, optional=False) == ["numpy", "scipy", "pandas"]


def test_it_takes_a_few_milliseconds_a_notebook() -> None:
    """A long notebook with magics is read in no time that a class would notice."""
    cells = code(*["%matplotlib inline\nimport numpy\n" + "x = [1, 2, 3]\n" * 20] * 100)
    start = time.perf_counter()
    imported_modules(cells)
    assert time.perf_counter() - start < 0.5


def test_packages_that_are_not_installed_are_told_once() -> None:
    """Python's library, what is installed, and a hosted notebook's own modules are not missing."""
    modules = [
        "os.path",
        "numpy.linalg",
        "no_such.a",
        "no_such.b",
        "google.colab.drive",
        "nor_this",
    ]
    assert missing_packages(modules) == ["no_such", "nor_this"]
    assert missing_packages([]) == []


def test_what_lies_beside_the_notebook_is_not_missing(tmp_path: Path) -> None:
    """Modules and packages in the notebook's folder are its own, also in a part of it."""
    for name in ("helper.py", "tools/plots.py", "code/utilities.py", "photos/one.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    modules = ["helper", "tools.plots", "utilities", "photos", "no_such"]
    assert missing_packages(modules, beside=tmp_path) == ["photos", "no_such"]


@pytest.mark.parametrize("python", [None, "links"])
def test_what_lies_in_the_current_folder_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, python: str | None
) -> None:
    """`python -m autograder` finds a module of the course's folder; a submission's kernel will not."""
    (tmp_path / "in_the_course.py").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    if python:
        python = str(tmp_path / "python")
        Path(python).symlink_to(Path(sys.executable).resolve())
    assert missing_packages(["in_the_course", "json"], python) == ["in_the_course"]


def test_another_interpreter_is_asked_itself(tmp_path: Path) -> None:
    """What this interpreter has, another one may lack: its own answer counts."""
    other = tmp_path / "python"
    other.write_text('#!/bin/sh\nshift 3\nprintf "%s\\n" "$1"\n', encoding="utf-8")
    other.chmod(0o755)
    assert missing_packages(["numpy", "os", "scipy"], str(other)) == ["numpy"]


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (None, "got: No such file or directory"),
        ("#!/bin/sh\necho 'no libpython' >&2; exit 3\n", "it said: no libpython"),
        ("#!/bin/sh\nexit 3\n", "it said: exit status 3"),
        ("#!/bin/sh\nexec sleep 9\n", "it gave no answer in 0.2 s"),
    ],
)
def test_an_interpreter_that_does_not_start_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str | None, said: str
) -> None:
    """An interpreter that is not there, breaks or hangs is an error that says what came."""
    monkeypatch.setattr(module, "LOOK_UP_TIMEOUT_S", 0.2)
    python = tmp_path / "python"
    if script:
        python.write_text(script, encoding="utf-8")
        python.chmod(0o755)
    with pytest.raises(ConfigurationError) as caught:
        missing_packages(["numpy"], str(python))
    assert str(caught.value) == f"{python}: expected a Python that starts; {said}".replace(
        "; got", ", got"
    )


def test_a_package_is_named_as_it_is_installed() -> None:
    """`sklearn` is installed as scikit-learn; most packages are called like their module."""
    assert [distribution_name(name) for name in ("sklearn", "PIL", "numpy")] == [
        *("scikit-learn", "pillow", "numpy")
    ]
