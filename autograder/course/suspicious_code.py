"""Flags for suspicious code: names that no exercise needs, worth a person's look.

A flag costs no marks and accuses nobody. The walls protect; this only points. The code is never parsed: a
hostile text can exhaust a parser's stack. Code that is hidden well is not found.
"""

from __future__ import annotations

import functools
import itertools
import re
import tokenize
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any

from nbformat.v4 import new_code_cell

from autograder.course.assignment import SourceNotebook, cell_name, grade_id
from autograder.course.python_tokens import TooManyTokenErrors, python_tokens, shorten_blank_runs

SHOWN = 8  # names in one flag
MOST = 400_000  # letters of code in a whole notebook; more are not searched

# Modules that start programs, talk to others, or reach into the interpreter, and parts of harmless
# modules that do the same. A name includes all names below it.
UNUSUAL = frozenset(
    """
    _pytest atexit builtins cffi course_utils.checking ctypes exec faulthandler fcntl ftplib gc ipykernel
    jupyter_client linecache marshal mmap nbclient nbformat nbgrader pty pwd resource runpy
    select shelve signal site sitecustomize smtplib socket socketserver ssl subprocess symtable
    tarfile telnetlib xmlrpc zmq
    os.abort os._exit os.chmod os.chown os.chroot os.closerange os.dup os.dup2 os.environb
    os.execl os.execv os.execve os.execvp os.fork os.forkpty os.kill os.killpg os.link os.mkfifo
    os.mknod os.nice os.open os.pidfd_open os.pipe os.popen os.posix_spawn os.posix_spawnp
    os.putenv os.readlink os.openpty os.sched_setaffinity os.sched_setscheduler os.setgid
    os.setpgid os.setpgrp os.setpriority os.setresuid os.setsid os.setuid os.spawnl os.spawnv
    os.symlink os.system os.unshare os.waitpid sys._current_frames sys._getframe
    sys.addaudithook sys.displayhook sys.excepthook sys.meta_path sys.modules sys.path_hooks
    sys.setprofile sys.settrace sys.unraisablehook shutil.rmtree tensorflow.load_op_library
    tensorflow.io.gfile tensorflow.py_function tensorflow.numpy_function
    tensorflow.python.eager tensorflow.python.pywrap_tfe unittest.mock
    """.split()  # noqa: SIM905  # so many names read better without quotes
)
# Attributes that lead out of any object.
LEADING_OUT = frozenset(
    """
    __array_function__ __array_ufunc__ __bases__ __builtins__ __closure__ __code__
    __del__ __getattribute__ __getattr__ __globals__ __instancecheck__
    __loader__ __mro__ __reduce__ __reduce_ex__ __self__ __spec__ __subclasses__ __subclasscheck__
    ast_transformers cr_frame f_back f_builtins f_globals f_locals gi_frame
    input_transformers_cleanup input_transformers_post post_run_cell pre_execute pre_run_cell
    tb_frame user_ns user_global_ns
    """.split()  # noqa: SIM905  # as above
)
OUTSIDE = re.compile(
    r"/proc\b|/sys/|/etc/|/home/|/root\b|/dev/(?!null)|gradebook|autograder|\.pth\b"
)
# `*+` does not backtrack: else the time for spaces that two parts can match would be quadratic.
SHELL_OR_MAGIC = re.compile(r"^[ \t]*+(?:[\w, ]+=[ \t]*)?(?:!+|%)[^\n]*$", re.MULTILINE)
OTHER_LANGUAGE = re.compile(r"\s*%%(?!capture|time|prun|python)\w")  # a cell that is no Python
# Libraries: no honest notebook replaces their parts. Settings are no parts.
REPLACED = (
    "numpy",
    "tensorflow",
    "keras",
    "matplotlib",
    "IPython",
    "json",
    "pytest",
    "course_utils",
    "sys",
    "os",
    "builtins",
    # other libraries that the checks use in the student's process
    *("cProfile", "collections", "functools", "importlib", "itertools", "operator", "pstats"),
    *("random", "shutil", "tempfile", "threading", "unittest"),
)
# Words that begin a compound statement: another statement may follow its colon in the same line.
COMPOUND = frozenset("if elif else for while with try except finally async".split())  # noqa: SIM905
OPENING, CLOSING = frozenset("([{"), frozenset(")]}")
SETTINGS = re.compile(r"options|rcParams|ast_node_interactivity|config")
DEEPEST = max(name.count(".") for name in UNUSUAL) + 1  # parts of a name; the others are ignored
LONGEST = 60  # letters of a name; copies of longer names would fill the memory
OF_CHECKS = "course_utils.checking"  # the public checks, which lie beside a notebook, import it
OWN = ("check",)  # names that the set-up of the course's notebooks defines


def suspicious_code_flags(notebook: Any, source: SourceNotebook) -> list[str]:
    """Return a flag that names what is unusual in the code of a restored notebook, or no flag.

    Everything in the instructor's notebook is usual.
    """
    letters = sum(len(cell.source) for cell in notebook.cells if cell.cell_type == "code")
    if letters > MOST:  # its tokens would take gigabytes
        return [f"worth a look: {letters} letters of code, too many to look through"]
    usual = _usual(source)
    found: dict[str, str] = {}
    ours = frozenset(cell.source for cell in source.cells)
    for cell, name in _found(notebook.cells, ours):
        if name not in usual and grade_id(cell) not in source.locked:
            found.setdefault(name, f"cell {cell_name(cell)[:40]}")
    return _flag(found)


def suspicious_file_flags(files: Mapping[str, bytes]) -> list[str]:
    """Return a flag that names what is unusual in the modules beside a notebook, or no flag."""
    found: dict[str, str] = {}
    letters = 0
    for name, data in files.items():
        if name.endswith(".py"):
            text = data.decode("utf-8", "replace")
            letters += len(text)
            if letters > MOST:
                return [
                    f"worth a look: {letters} letters of code in files, too many to look through"
                ]
            for _, unusual in _found([new_code_cell(text)], frozenset()):
                if not unusual.startswith(OF_CHECKS):
                    found.setdefault(unusual, f"file {name[:40]}")
    return _flag(found)


def _flag(found: Mapping[str, str]) -> list[str]:
    """Return a flag that names the finds, each with its place; no flag if there are none."""
    if not found:
        return []
    named = [f"`{name}` ({place})" for name, place in list(found.items())[:SHOWN]]
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return [f"worth a look: {', '.join(named)}{more}"]


@functools.cache
def _usual(source: SourceNotebook) -> set[str]:
    """Return what the instructor's notebook uses, and the course's own names that it does not use."""
    code = "\n".join(cell.source for cell in source.cells if cell.cell_type == "code")
    free = {f"{name} =" for name in OWN if f"{name}(" not in code}
    return free | {name for _, name in _found(source.cells, frozenset())}


def _found(cells: Iterable[Any], ours: Set[str]) -> Iterator[tuple[Any, str]]:
    """Yield each unusual thing in code cells, with its cell; ``ours``: texts of the instructor's cells."""
    modules: dict[str, str] = {}  # the notebook's name for a module or a part of one; the full name
    for cell in cells:
        if cell.cell_type != "code":
            continue
        if OTHER_LANGUAGE.match(cell.source):
            yield from ((cell, match[0]) for match in OUTSIDE.finditer(cell.source))
            continue
        for match in SHELL_OR_MAGIC.finditer(cell.source):
            yield from ((cell, outside[0]) for outside in OUTSIDE.finditer(match[0]))
        try:
            for line in (_kept_lines if cell.source in ours else _lines)(cell.source):
                for name in _names(line, modules):
                    yield cell, name
        except TooManyTokenErrors:
            yield cell, "code that is no Python"


def _names(line: list[tokenize.TokenInfo], modules: dict[str, str]) -> Iterator[str]:
    words = [token.string for token in line]
    if words[0] in ("import", "from"):
        bound = _imported(words)
        modules |= bound
        yield from _known(bound.values())
    elif words[1:2] == ["="] and words[0].isidentifier() and words[2:3] and words[2] in modules:
        rest = words[2 : 3 + 2 * DEEPEST]
        if len(rest) == len(words) - 2 and set(rest[1::2]) <= {"."}:  # another name for it
            modules[words[0]] = ".".join([modules[rest[0]], *rest[2::2]])[:LONGEST]
    yield from _replaced(words, modules)
    for token in line:
        if token.type not in (tokenize.NAME, tokenize.OP, tokenize.NUMBER):
            outside = OUTSIDE.search(token.string)
            if outside:
                yield outside[0]
    yield from (word for word in words if word in LEADING_OUT)
    for root, *rest in _chains(words):
        yield from _known([".".join([modules.get(root, root), *rest])])


@functools.lru_cache(maxsize=1_000)
def _kept_lines(source: str) -> list[list[tokenize.TokenInfo]]:
    """Return the lines of an instructor's cell; cached, since every notebook of a class has it."""
    return list(_lines(source))


def _lines(source: str) -> Iterator[list[tokenize.TokenInfo]]:
    """Yield the tokens of each logical line, without comments, as far as the code can be read."""
    skipped = {tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING}
    line: list[tokenize.TokenInfo] = []
    python = SHELL_OR_MAGIC.sub("", source)
    for token in python_tokens(shorten_blank_runs(python)):
        if token.type in (tokenize.NEWLINE, tokenize.ENDMARKER) or token.string == ";":
            if line:
                yield line
            line = []
        elif token.type not in skipped:
            line.append(token)
    if line:
        yield line


def _imported(words: list[str]) -> dict[str, str]:
    """Return the names that an import line binds, each with its full name."""
    text = " ".join(word for word in words if word not in "()")
    text = re.sub(r" ?\. ?", ".", text)
    package, parts = "", text.removeprefix("import ")
    if text.startswith("from "):
        package, _, parts = text.removeprefix("from ").partition(" import ")
        package = f"{package.strip()}."[:LONGEST]
    bound = {}
    for part in parts.split(","):
        name, _, alias = part.strip().partition(" as ")
        bound[alias or (name if package else name.split(".")[0])] = package + name[:LONGEST]
    return bound


def _replaced(words: list[str], modules: dict[str, str]) -> Iterator[str]:
    """Yield the parts of a library, or the course's own functions, that a line replaces."""
    if words[:1] == ["def"] and words[1:2] and words[1] in OWN:
        yield f"{words[1]} ="
    for target in _targets(words):
        name = "".join(target)
        is_part = _is_librarys(target[0], modules) and re.fullmatch(r"\w+(\.\w+)+", name)
        if name in OWN or (is_part and not SETTINGS.search(name)):
            yield f"{name[:LONGEST]} ="
    for place, word in enumerate(words[:-3]):
        of, behind = words[place + 2], words[place + 3]
        if word in ("setattr", "delattr", "vars") and words[place + 1] == "(":
            if _is_librarys(of, modules) or (word != "vars" and behind == "("):
                yield word
        elif _is_librarys(word, modules) and "__dict__" in words[place + 2 : place + 8 : 2]:
            yield "__dict__"


def _is_librarys(name: str, modules: dict[str, str]) -> bool:
    """Say whether a name means one of the libraries in `REPLACED`, or a part of one."""
    return modules.get(name, "").partition(".")[0] in REPLACED


def _targets(words: list[str]) -> Iterator[list[str]]:
    """Yield each thing that a line binds: in front of `=`, behind `for`, `as` and `del`."""
    depth, opened, segment = 0, "", list[str]()
    for word in words:
        depth += (word in OPENING) - (word in CLOSING)
        if word == ":" and depth <= 0:
            if opened in ("for", "as"):
                yield from _names_bound(segment)
            # a statement begins behind `if x:`, an annotation behind `x:`
            opened, segment = "", [] if words[0] in COMPOUND else [*segment, word]
        assigns = word == "=" and depth <= 0
        if not assigns and word not in ("for", "in", "as", "del"):
            if segment[-1:] != [":"] and word != ":":
                segment.append(word)
            continue
        if assigns or opened in ("for", "as"):
            yield from _names_bound(segment)
        opened, segment = word, []
    if opened in ("as", "del"):
        yield from _names_bound(segment)


def _names_bound(target: list[str]) -> Iterator[list[str]]:
    """Yield the names in a target, without brackets around them; `a[b]` stays whole."""
    name, within, before = list[str](), 0, ""
    for word in target:
        if within or (word in OPENING and (before.isidentifier() or before in CLOSING)):
            within += (word in OPENING) - (word in CLOSING)
            name.append(word)
        elif word in OPENING or word in CLOSING or word in (",", ":"):
            if name:
                yield name
            name = []
        else:
            name.append(word)
        before = word
    if name:
        yield name


def _chains(words: list[str]) -> Iterator[list[str]]:
    """Yield the dotted names in a line, each as its parts, without names of keyword arguments."""
    chain: list[str] = []
    for before, word in zip(["", *words], [*words, ""], strict=True):
        if before == "." and chain:
            chain.append(word)
        elif word != ".":
            if chain and not (word == "=" and len(chain) == 1):
                yield chain
            # a dot without a name before it, as in `f().x`: a part of something unknown
            chain = ["", word] if before == "." else [word] if word.isidentifier() else []


def _known(names: Iterable[str]) -> Iterator[str]:
    """Yield the unusual part of each name: the shortest one that is listed."""
    for name in names:
        parts = name.split(".", DEEPEST)[:DEEPEST]
        if parts[0] == "tf":  # every notebook's name for it
            parts[0] = "tensorflow"
        parents = (".".join(parts[:length]) for length in range(1, len(parts) + 1))
        yield from itertools.islice((parent for parent in parents if parent in UNUSUAL), 1)
