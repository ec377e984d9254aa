"""The modules that a notebook imports, and those that an environment lacks.

Notebooks are read as text: no code is run, and no module is imported.
"""

from __future__ import annotations

import ast
import importlib.machinery
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from autograder.errors import ConfigurationError

# Packages that `pip install` knows by another name than that of their modules.
DISTRIBUTIONS = {
    "Bio": "biopython",
    "Crypto": "pycryptodome",
    "IPython": "ipython",
    "OpenSSL": "pyopenssl",
    "PIL": "pillow",
    "attr": "attrs",
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python",
    "dateutil": "python-dateutil",
    "dotenv": "python-dotenv",
    "fitz": "pymupdf",
    "git": "gitpython",
    "mpl_toolkits": "matplotlib",
    "pylab": "matplotlib",
    "serial": "pyserial",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "skopt": "scikit-optimize",
    "talib": "TA-Lib",
    "umap": "umap-learn",
    "usb": "pyusb",
    "wx": "wxPython",
    "yaml": "pyyaml",
    "zmq": "pyzmq",
}
# Modules that Python's own library once held: they mean no package of that name.
FORMER_LIBRARY = frozenset(
    {
        *("ConfigParser", "Cookie", "HTMLParser", "Queue", "StringIO", "Tkinter", "__builtin__"),
        *("cPickle", "cStringIO", "commands", "cookielib", "httplib", "md5", "sets", "urllib2"),
        *("urlparse", "aifc", "asynchat", "asyncore", "audioop", "cgi", "cgitb", "chunk", "crypt"),
        *("distutils", "imghdr", "imp", "lib2to3", "mailcap", "msilib", "nis", "nntplib"),
        *("ossaudiodev", "pipes", "smtpd", "sndhdr", "spwd", "sunau", "telnetlib", "uu", "xdrlib"),
    }
)
ELSEWHERE = ("google.colab",)  # modules of hosted notebooks, which are in no package
LIBRARY = sys.stdlib_module_names
MOST_CUTS = 20  # a cell with syntax errors is shortened and parsed again so many times
LOOK_UP_TIMEOUT_S = 60

_CELL_MAGIC = re.compile(r"\s*%%(\w+)[ \t]*(.*)")
_RUNS_PYTHON = frozenset({"capture", "prun", "python", "python3", "time", "timeit"})
_WRITES_FILE = frozenset({"file", "writefile"})
_TIMED = re.compile(r"^(\s*)%time\s+")
_MAGIC = re.compile(
    r"""^(\s*)(?:
        %{1,2}[A-Za-z_].* | !(?!=).* | \?.*      # %matplotlib inline, !pip, ?name
        | [%\w.*\[\]]+\?{1,2}\s*$                # name?
        | [\w.,\s\[\]'"]+=\s*(?:!(?!=)|%[A-Za-z_]).*  # files = !ls
    )$""",
    re.VERBOSE,
)
_LOOK_UP = (
    "import importlib.util, sys\n"
    "for name in sys.argv[1:]:\n"
    "    if importlib.util.find_spec(name) is None: print(name)\n"
)


def imported_modules(cells: Iterable[Any], *, optional: bool = True) -> list[str]:
    """Return the dotted names of the modules that cells import, in order, each once.

    Imports within functions and blocks count. Imports after a syntax error in their cell do not, nor do
    modules that a cell writes with ``%%writefile``. Without ``optional``, imports in a ``try`` that
    catches their failing are left out.
    """
    found: dict[str, None] = {}
    written: set[str] = set()
    for cell in cells:
        if cell.get("cell_type") != "code":
            continue
        magic, source = _without_cell_magic(_source(cell))
        if magic and magic[0] in _WRITES_FILE:
            written.add(Path(magic[1].strip() or "?").stem)
        elif not magic or magic[0] in _RUNS_PYTHON:
            found |= dict.fromkeys(_imports(source, optional=optional))
    return [name for name in found if _top_level(name) not in written]


def missing_packages(
    modules: Iterable[str], python: str | None = None, *, beside: Path | None = None
) -> list[str]:
    """Return the top-level packages of ``modules`` that an interpreter cannot import, each once.

    Modules of Python's library are not among them, nor modules anywhere in the folder ``beside`` the
    notebook, which may have put a part of it on its path. ``python`` is the interpreter's path; None:
    this interpreter.

    Raises:
        ConfigurationError: the interpreter does not start or answer.
    """
    names = dict.fromkeys(_top_level(name) for name in modules if not _is_elsewhere(name))
    names = dict.fromkeys(name for name in names if name not in LIBRARY)
    if python is None or python == sys.executable:
        missing = [name for name in names if not _is_importable(name)]
    else:
        missing = _missing_elsewhere(list(names), python) if names else []
    return [name for name in missing if beside is None or not lies_in(beside, name)]


def lies_in(folder: Path, name: str) -> bool:
    """Say whether a folder holds a module or a package of a name, at any depth."""
    for here, folders, files in os.walk(folder):
        if f"{name}.py" in files or (name in folders and any(Path(here, name).glob("*.py"))):
            return True
    return False


def distribution_name(package: str) -> str:
    """Return the name to install for a top-level package."""
    return DISTRIBUTIONS.get(package, package)


def _source(cell: Any) -> str:
    """Return a cell's text; a notebook's file may hold it as lines."""
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(map(str, source))


def _without_cell_magic(source: str) -> tuple[tuple[str, str] | None, str]:
    """Return a cell's magic with its arguments, and the lines after it."""
    first, _, rest = source.lstrip("\n").partition("\n")
    match = _CELL_MAGIC.fullmatch(first)
    return ((match[1], match[2]), rest) if match else (None, source)


def _imports(source: str, *, optional: bool) -> Iterator[str]:
    """Yield the modules that a cell imports, in order."""
    if "import" not in source:
        return
    tree = _parsed(source)
    left_out = set() if optional else _optional_imports(tree)
    nodes = [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))]
    for node in sorted(nodes, key=lambda node: (node.lineno, node.col_offset)):
        if node in left_out:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif node.module and not node.level:
            yield node.module


def _parsed(source: str) -> ast.Module:
    """Return a cell's syntax tree up to its first error; IPython's own lines are no error."""
    source = source.partition("\0")[0]  # Python stops reading there
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an invalid escape is the notebook's own affair
        tree, _ = _try_to_parse(source)
        lines = [_without_magic(line) for line in source.splitlines()] if tree is None else []
        for _ in range(MOST_CUTS if tree is None else 0):
            tree, line = _try_to_parse("\n".join(lines))
            if tree is not None:
                break
            lines = lines[: min(line, len(lines)) - 1]
    return tree or ast.Module([], [])


def _try_to_parse(source: str) -> tuple[ast.Module | None, int]:
    """Return the syntax tree of code, or none and the line of its first error."""
    try:
        return ast.parse(source), 0
    except SyntaxError as error:
        return None, max(error.lineno or 1, 1)
    except (RecursionError, MemoryError):  # endless brackets
        return None, 1


def _without_magic(line: str) -> str:
    """Return a line of a cell, or a ``pass`` in its place if it is no Python."""
    return _MAGIC.sub(r"\1pass", _TIMED.sub(r"\1", line))


def _optional_imports(tree: ast.AST) -> set[ast.AST]:
    """Return the imports in a ``try`` that catches their failing, and the imports in its handlers."""
    return {
        found
        for node in ast.walk(tree)
        if isinstance(node, ast.Try) and any(map(_catches_import_error, node.handlers))
        for part in (*node.body, *node.handlers)
        for found in ast.walk(part)
        if isinstance(found, (ast.Import, ast.ImportFrom))
    }


def _catches_import_error(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    names = {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)}
    return bool(names & {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})


def _top_level(module: str) -> str:
    return module.partition(".")[0]


def _is_elsewhere(module: str) -> bool:
    return any(f"{module}.".startswith(f"{name}.") for name in ELSEWHERE)


def _is_importable(name: str) -> bool:
    """Say whether this interpreter finds a module, wherever it was started."""
    # `python -m` puts the current folder first; a submission's kernel does not see that folder
    path = sys.path[1:] if sys.path[0] in {"", str(Path.cwd())} else sys.path
    if importlib.machinery.PathFinder.find_spec(name, path) is not None:
        return True
    others = [each for each in sys.meta_path if each is not importlib.machinery.PathFinder]
    return any(each.find_spec(name, None) for each in others)  # finders of editable installs


def _missing_elsewhere(names: list[str], python: str) -> list[str]:
    """Return the modules that another interpreter does not find."""
    command = [python, "-I", "-c", _LOOK_UP, *names]  # -I: without the current folder
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=LOOK_UP_TIMEOUT_S, check=True
        )
    except subprocess.CalledProcessError as error:
        said = (error.stderr.strip().splitlines() or [f"exit status {error.returncode}"])[-1]
        raise ConfigurationError(
            f"{python}: expected a Python that starts; it said: {said}"
        ) from None
    except subprocess.TimeoutExpired:
        raise ConfigurationError(
            f"{python}: expected a Python that starts; it gave no answer in {LOOK_UP_TIMEOUT_S} s"
        ) from None
    except OSError as error:
        said = error.strerror or str(error)
        raise ConfigurationError(f"{python}: expected a Python that starts, got: {said}") from None
    return [name for name in names if name in done.stdout.split()]
