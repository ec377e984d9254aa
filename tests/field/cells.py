"""What students do to a notebook's cells."""

from __future__ import annotations

import json
from typing import Any

import made_up
from field.handed_in import BY_HAND, UNANSWERED, HandedIn, cell_of, changed, copied, with_code

IMPORT = "import numpy as np\nimport math\n\nheight = 3"
ROOT = "def total(values):\n    return math.fsum(values)"


def _own(source: str, identity: str = "own") -> Any:
    return json.loads(json.dumps(made_up.code(source, identity)))


def _delete(identity: str) -> bytes:
    return changed(lambda notebook: notebook["cells"].remove(cell_of(notebook, identity)))


def _copy(identity: str, *, to: int) -> bytes:
    """Return the notebook with a copy of a cell further up or down, as Jupyter makes one."""

    def insert(notebook: Any) -> None:
        copy = copied(cell_of(notebook, identity))
        copy["id"] = "a-copy"
        notebook["cells"].insert(to, copy)

    return changed(insert)


def _below_its_check(notebook: Any) -> None:
    notebook["cells"].insert(4, _own(made_up.RIGHT["double"]))


def _split(notebook: Any) -> None:
    """Split an answer cell, as Jupyter does: both halves have its metadata."""
    first = cell_of(notebook, "greet-answer")
    second = copied(first)
    first["source"], second["id"] = "hello = 'hello'", "second-half"
    second["source"] = 'def greet(name):\n    return f"{hello} {name}"'
    notebook["cells"].insert(notebook["cells"].index(first) + 1, second)


def _merged(notebook: Any) -> None:
    """Merge an answer cell with the check below it: the first one's metadata stay."""
    first, check = cell_of(notebook, "greet-answer"), cell_of(notebook, "greet")
    first["source"] += "\n" + check["source"]
    notebook["cells"].remove(check)


INPUTS = [
    HandedIn(
        "an import added to the set-up cell",
        "jupyter/nbgrader#500: imports in read-only cells are lost",
        changed(
            lambda notebook: cell_of(notebook, "setup").update(source=IMPORT),
            total=ROOT,
        ),
        score=3,
        says=("locked cell setup was edited: restored, without `import math`",),
        told=("math",),
        warned=("was changed, and grading puts it back",),
    ),
    HandedIn(
        "a check edited by a stray key",
        "jupyter/nbgrader#1372: Tab changes a read-only cell",
        changed(lambda notebook: cell_of(notebook, "double").update(source='check("double")s')),
        says=("locked cell double was edited: restored",),
        warned=("was changed, and grading puts it back",),
    ),
    HandedIn(
        "blanks behind a check",
        "editors that end a file with a line end",
        changed(lambda notebook: cell_of(notebook, "double").update(source='check("double") \n')),
    ),
    HandedIn(
        "a check that is worth more",
        "metadata can be edited in JupyterLab's sidebar",
        changed(
            lambda notebook: cell_of(notebook, "double")["metadata"]["nbgrader"].update(points=99)
        ),
        warned=("was changed, and grading puts it back",),
    ),
    HandedIn(
        "an answer below its check",
        "students add a cell where they stand, and see the check pass",
        changed(_below_its_check, double=made_up.STUBS["double"]),
        score=4,
        says=("the answer to double seems to be in a new cell below its check",),
        warned=("The answer to double seems to be in a new cell below its check",),
    ),
    HandedIn(
        "a deleted check",
        "jupyter/nbgrader#1682: students delete grade cells",
        _delete("double"),
        says=("locked cell double was deleted: put back",),
        refused='the cell `check("double")`',
    ),
    HandedIn(
        "a deleted set-up cell",
        "jupyter/nbgrader#1941: students insert or delete cells",
        _delete("setup"),
        says=("locked cell setup was deleted: put back",),
    ),
    HandedIn(
        "a deleted answer",
        "jupyter/nbgrader#1682",
        _delete("greet-answer"),
        score=5,
        says=("answer cell greet-answer is missing",),
        refused="the answer cell of `greet`",
    ),
    HandedIn(
        "a deleted answer that a person marks",
        "jupyter/nbgrader#1682: needs manual grading forever",
        _delete(BY_HAND),
        says=(f"cell marked by hand, {BY_HAND} was deleted: put back",),
    ),
    HandedIn(
        "an answer that a person marks without metadata",
        "jupyter/nbgrader#424, #1546: the box for the marker is missing",
        changed(lambda notebook: cell_of(notebook, BY_HAND).update(metadata={})),
        says=("nbgrader's metadata was missing: known again by id or text: reason",),
    ),
    HandedIn(
        "a check copied further down",
        "jupyter/nbgrader#1083: duplicated ids abort autograding",
        _copy("double", to=7),
        says=("cell 'double' is there more than once: the last one counts",),
    ),
    HandedIn(
        "a check copied further up",
        "jupyter/nbgrader#108: copied grade cells",
        _copy("double", to=1),
        says=("cell 'double' is there more than once: the last one counts",),
    ),
    HandedIn(
        "a split answer",
        "jeflem/ananke#12: cells that JupyterLab has split",
        changed(_split),
        says=("cell 'greet-answer' is there more than once: the last one counts",),
    ),
    HandedIn(
        "an answer merged with its check",
        "Edit, Merge Cell Below",
        changed(_merged),
        says=("locked cell greet was deleted: put back",),
        refused='the cell `check("greet")`',
    ),
    HandedIn(
        "cells in another order",
        "cells that were dragged",
        changed(
            lambda notebook: notebook.update(
                cells=[
                    notebook["cells"][0],
                    *[notebook["cells"][n] for n in (1, 6, 7, 4, 8, 5, 2, 3)],
                ]
            )
        ),
    ),
    HandedIn(
        "a raw cell",
        "the y, m and r keys change a cell's type",
        changed(lambda notebook: cell_of(notebook, "title").update(cell_type="raw")),
    ),
    HandedIn(
        "an answer made raw",
        "the r key in command mode",
        changed(lambda notebook: cell_of(notebook, "greet-answer").update(cell_type="raw")),
        says=("answer greet-answer was a raw cell: taken as code",),
        refused="the answer cell of `greet`",
    ),
    HandedIn(
        "an answer dragged below its check",
        "cells that were dragged",
        changed(
            lambda notebook: notebook["cells"].insert(
                3, notebook["cells"].pop(notebook["cells"].index(cell_of(notebook, "double")) - 1)
            )
        ),
        score=4,
        says=("answer double-answer is below its check, which runs before it",),
        told=("double",),
    ),
    HandedIn(
        "a set-up cell dragged below what uses it",
        "cells that were dragged",
        changed(
            lambda notebook: notebook["cells"].append(
                notebook["cells"].pop(notebook["cells"].index(cell_of(notebook, "setup")))
            )
        ),
        score=3,
        says=("locked cell setup is below total-answer, which uses its `np` and runs before",),
        told=("'np' is not defined",),
    ),
    HandedIn("nothing is answered", "the release, handed in", UNANSWERED, score=0),
    HandedIn(
        "smart quotes",
        "holzschu/Carnets#106: an iPad's keyboard; word processors",
        changed(lambda _: None, greet="def greet(name):\n    return “hello ” + name"),
        score=5,
        told=("invalid character '“'",),
    ),
    HandedIn(
        "non-breaking spaces",
        "googlecodelabs/feedback#1184: code copied from a web page; macOS: Option and Space",
        changed(lambda _: None, greet="def greet(name):\n\u00a0\u00a0return 'hello ' + name"),
        score=5,
        told=("U+00A0",),
    ),
    HandedIn(
        "a zero-width space",
        "chats and web pages break lines with it",
        changed(lambda _: None, greet="def greet(name):\n    return 'hello ' +\u200b name"),
        score=5,
        told=("U+200B",),
    ),
    HandedIn(
        "tabs and spaces mixed",
        "code copied from a document of Google Docs",
        changed(lambda _: None, greet="def greet(name):\n    if name:\n\treturn 'hello ' + name"),
        score=5,
        told=("inconsistent use of tabs and spaces",),
    ),
    HandedIn(
        "tabs",
        "editors that indent with tabs",
        changed(lambda _: None, greet="def greet(name):\n\treturn 'hello ' + name"),
    ),
    HandedIn(
        "prompts of the console",
        "code copied with >>> in front: IPython takes it",
        changed(lambda _: None, greet=">>> def greet(name):\n...     return 'hello ' + name"),
    ),
    HandedIn(
        "an emoji",
        "mito-ds/mito#1966: print with an emoji",
        with_code("print('🚗 fährt')\nä = 1"),
    ),
    HandedIn(
        "half of a surrogate pair",
        "editors that cut an emoji in two",
        with_code("print('x')  # CUT").replace(b"CUT", rb"\ud83d"),
    ),
    HandedIn(
        "an answer with all that came before",
        "code pasted from the console of another program",
        changed(
            lambda _: None, greet="In [3]: def greet(name):\n   ...:     return 'hello ' + name"
        ),
    ),
]
