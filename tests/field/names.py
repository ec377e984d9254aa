"""What files and folders are called, and what else lies beside a notebook."""

from __future__ import annotations

import made_up
from field.handed_in import FILE, UNANSWERED, HandedIn, answered, cell_of, changed, saved

WHOLE = saved(answered())
HALF = changed(lambda _: None, double=made_up.STUBS["double"])
KEPT = changed(
    lambda notebook: cell_of(notebook, "reason").update(source="YOUR ANSWER HERE\n\nBecause."),
    **{
        name: text.replace(":\n", ":\n    # YOUR CODE HERE\n", 1)
        for name, text in made_up.RIGHT.items()
    },
)
MIB = 1 << 20


def _reads(name: str) -> bytes:
    """Return a notebook whose answer needs a file that lies beside it."""
    before = f"hello = open({name!r}).read()"
    return changed(
        lambda _: None, greet=f'{before}\ndef greet(name):\n    return f"{{hello}} {{name}}"'
    )


def _renamed(name: str, origin: str) -> HandedIn:
    return HandedIn(
        f"called {name}", origin, {name: WHOLE}, says=("is graded: its cells are tiny's",)
    )


RENAMED = [
    _renamed("ada tiny.ipynb", "jupyter/nbgrader#1302: `Skipping unknown notebook: WMS q3.ipynb`"),
    _renamed("tiny (1).ipynb", "ucbds-infra/otter-grader#433: a file that was downloaded twice"),
    _renamed("tiny-Copy2.ipynb", "Jupyter: Duplicate"),
    _renamed("tiny.IPYNB", "copied through an old camera card or DOS"),
    _renamed("tiny.ipynb.txt", "murillo-group/sarkas#52: a browser adds .txt"),
    _renamed("tiny.ipynb.json", "jupyter/notebook#1800: Safari adds .json"),
    _renamed("Untitled.ipynb", "a new notebook into which all cells were pasted"),
    _renamed("work/tiny.ipynb", "a folder was handed in, not the file in it"),
    HandedIn(
        "the release beside the work",
        "students save under another name and hand in both",
        {FILE: UNANSWERED, "tiny-final.ipynb": WHOLE},
        says=("'tiny-final.ipynb' is graded", "nothing is answered in tiny.ipynb"),
    ),
    HandedIn(
        "no notebook",
        "jupyter/nbgrader#744: a folder with nothing of the assignment in it",
        {"answers.docx": b"PK"},
        score=None,
        says=("no notebook: expected tiny.ipynb; found answers.docx",),
    ),
    HandedIn(
        "an archive",
        "platforms that take one file: collect unpacks it, submitted/ does not",
        {"tiny.zip": b"PK"},
        score=None,
        says=("no notebook: expected tiny.ipynb; found tiny.zip",),
    ),
    HandedIn(
        "a download that was not finished",
        "Chrome and Firefox name it so until it is whole",
        {"tiny.ipynb.crdownload": WHOLE[:900]},
        score=None,
        says=("found tiny.ipynb.crdownload",),
    ),
    HandedIn(
        "a folder with the notebook's name",
        "unpacking tools make a folder with the name of the archive",
        {f"{FILE}/{FILE}": WHOLE},
        says=("'tiny.ipynb/tiny.ipynb' is graded",),
    ),
    HandedIn(
        "a conflicting copy beside",
        "Dropbox, OneDrive, Syncthing: both were changed",
        {FILE: WHOLE, "tiny (Ada's conflicted copy 2026-11-03).ipynb": UNANSWERED},
    ),
    HandedIn(
        "an older copy beside the work in which the lines to replace were left",
        "students write below the comment `YOUR CODE HERE`, and leave it",
        {"tiny-Copy1.ipynb": HALF, FILE: KEPT},
        says=("there are answers in 'tiny-Copy1.ipynb', too: not graded",),
    ),
    HandedIn(
        "an empty file beside the work",
        "a download that broke off, and was tried again",
        {FILE: b"", "tiny (1).ipynb": WHOLE},
        says=("'tiny (1).ipynb' is graded: its cells are tiny's, and tiny.ipynb cannot be read",),
    ),
    HandedIn(
        "a checkpoint alone",
        "Jupyter hides .ipynb_checkpoints",
        {".ipynb_checkpoints/tiny-checkpoint.ipynb": WHOLE},
        score=None,
        says=("no notebook: expected tiny.ipynb",),
    ),
]

BESIDE = [
    HandedIn(
        "what programs leave",
        "LibreTexts/ngshare#161: .ipynb_checkpoints; Windows and macOS",
        {
            FILE: WHOLE,
            ".ipynb_checkpoints/tiny-checkpoint.ipynb": UNANSWERED,
            "desktop.ini": b"[.ShellClassInfo]",
            "Thumbs.db": b"\xd0\xcf",
            ".DS_Store": b"\0\0\0\1Bud1",
            "._tiny.ipynb": b"\0\5\x16\7",
            "__MACOSX/._tiny.ipynb": b"\0\5\x16\7",
            "__pycache__/helper.cpython-312.pyc": b"\0",
            "timestamp.txt": b"2026-11-03 10:00:00 UTC",
            "venv/pyvenv.cfg": b"home = /usr/bin",
            "venv/lib/big.so": bytes(21 * MIB),
        },
    ),
    HandedIn(
        "other notebooks beside",
        "jupyter/nbgrader#258: extra notebooks",
        {FILE: WHOLE, "scratch.ipynb": b'{"cells": []}', "old/tiny.ipynb": UNANSWERED},
    ),
    HandedIn(
        "a data file beside",
        "notebooks that read what their student has made",
        {FILE: _reads("hello.txt"), "hello.txt": b"hello"},
    ),
    HandedIn(
        "a data file in a folder",
        "notebooks that keep their data in a folder",
        {FILE: _reads("data/in it/hello.txt"), "data/in it/hello.txt": b"hello"},
    ),
    HandedIn(
        "a module beside",
        "code moved into a .py file",
        {
            FILE: changed(lambda _: None, greet="from helper import greet"),
            "helper.py": made_up.RIGHT["greet"].encode(),
        },
    ),
    HandedIn(
        "large files beside",
        "jupyter/nbgrader#874: huge files are handed in",
        {
            FILE: _reads("zz.txt"),
            "a.bin": bytes(12 * MIB),
            "b.bin": bytes(12 * MIB),
            "zz.txt": b"hello",
        },
        says=("beyond 20 MiB in 2000 files are left out: 'b.bin'",),
    ),
]

STUDENTS = [
    HandedIn(f"the student {name}", origin, WHOLE, student=name)
    for name, origin in [
        ("O'Brien", "Submitty/Submitty#13091: apostrophes in names"),
        ("x (1)", "jupyter/nbgrader#1738: parentheses in paths"),
        ("[y]", "jupyter/nbgrader#1843: brackets in paths"),
        ("a+b", "jupyter/nbgrader#928: + is taken for a separator"),
        ("Ada Lovelace", "jupyter/nbgrader#1403: a student's id with a space"),
        ("CON", "Windows: a device's name"),
        ("bob", "file systems that ignore case"),
        ("Bob", "file systems that ignore case"),
        ("Zoë 漢字", "names that are no ASCII"),
        ("-n", "a name that looks like an option"),
        ("a.b@c.edu", "platforms that name students by address"),
    ]
]

INPUTS = [*RENAMED, *BESIDE, *STUDENTS]
