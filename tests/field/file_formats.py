"""Files that are no notebook, are one in another form, or were damaged on the way."""

from __future__ import annotations

import gzip
import io
import json
import zipfile

import nbformat
from field.handed_in import FILE, HandedIn, answered, changed, saved

WHOLE = saved(answered())
TEXT = WHOLE.decode()
NOTED = TEXT.replace("Because.", "Because 3 · 2 = 6, as Noël says.")
DAMAGED = "was the file cut off, or damaged?"


def _format_3() -> bytes:
    notebook = nbformat.from_dict(answered())
    return nbformat.writes(nbformat.convert(notebook, 3), 3).encode()


def _zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(FILE, WHOLE)
    return out.getvalue()


def _merged() -> bytes:
    ours, theirs = '"source": "# Tiny"', '"source": "# Tiny!"'
    assert ours in TEXT
    conflict = f"\n<<<<<<< HEAD\n   {ours}\n=======\n   {theirs}\n>>>>>>> b1c2d3e\n  "
    return TEXT.replace(ours, conflict).encode()


ENCODINGS = [
    HandedIn(
        "UTF-16 with a mark",
        "Windows PowerShell 5: `Get-Content a.ipynb > tiny.ipynb` writes UTF-16",
        TEXT.encode("utf-16"),
    ),
    HandedIn(
        "UTF-16 without a mark",
        "editors that save as `UTF-16 LE` write no mark",
        TEXT.encode("utf-16-le"),
    ),
    HandedIn("UTF-8 with a mark", "Windows Notepad: `UTF-8 with BOM`", NOTED.encode("utf-8-sig")),
    HandedIn(
        "Windows-1252",
        "jupyter/notebook#3510: an editor on Windows saved the file in another encoding",
        NOTED.encode("cp1252"),
        says=("Windows-1252",),
    ),
    HandedIn(
        "another encoding of Windows",
        "ipython/ipython#11222: bytes such as 0x9d are no UTF-8",
        b'{"cells": [], "metadata": {"author": "\xd7\x9d\x81\xe0"}}',
        score=None,
        says=("expected UTF-8, got another encoding",),
    ),
    HandedIn("Windows line ends", "git with core.autocrlf", TEXT.replace("\n", "\r\n").encode()),
    HandedIn(
        "Windows line ends in the code",
        "copies from Windows editors: jupyter/help#197 has such a file",
        changed(
            lambda notebook: [
                cell.update(source=cell["source"].replace("\n", "\r\n"))
                for cell in notebook["cells"]
            ]
        ),
    ),
    HandedIn("a trailing NUL", "file systems after a power failure pad a file", WHOLE + b"\0"),
    HandedIn("blank lines in front", "pasted from a page into an editor", b"\n\n " + WHOLE),
]

FORMATS = [
    HandedIn("format 3", "IPython 2, and what has been copied on since", _format_3()),
    HandedIn(
        "format 1",
        "jupyter/notebook#5228: a file that says it is of format 1",
        json.dumps({"nbformat": 1, "cells": [{"cell_type": "code", "code": "1"}]}).encode(),
        score=None,
        says=("a notebook of format 1",),
    ),
    HandedIn(
        "no nbformat",
        "scripts that write a notebook themselves",
        changed(lambda notebook: [notebook.pop("nbformat"), notebook.pop("nbformat_minor")]),
    ),
    HandedIn(
        "format 4.2 with cell ids",
        "microsoft/vscode-jupyter#11288: VS Code writes nbformat_minor 2",
        changed(lambda notebook: notebook.update(nbformat_minor=2)),
    ),
    HandedIn(
        "format 4.4 without cell ids",
        "jupyter/nbformat#335: code cells without an id",
        changed(
            lambda notebook: [
                notebook.update(nbformat_minor=4),
                [cell.pop("id") for cell in notebook["cells"]],
            ]
        ),
    ),
    HandedIn(
        "no metadata",
        "petrobras/3W#71: `missing an expected key: metadata`",
        changed(lambda notebook: notebook.pop("metadata")),
    ),
]

NO_NOTEBOOKS = [
    HandedIn(
        "an unfinished merge",
        "jupyter/notebook#4889, jupyter/help#67: git's marks are in the file",
        _merged(),
        score=None,
        says=("an unfinished git merge",),
    ),
    HandedIn(
        "an empty file",
        "jupyter/help#171, nteract/archived-desktop-app#4953: saved with 0 bytes",
        b"",
        score=None,
        says=("the file is empty",),
    ),
    HandedIn(
        "a web page",
        "jupyter/help#67: the page that shows the notebook was saved under its name",
        b'<!DOCTYPE HTML>\n<html>\n<head><meta charset="utf-8"></head></html>',
        score=None,
        says=("a web page",),
    ),
    HandedIn(
        "a web page with a mark in front",
        "browsers on Windows: Save page as",
        b"\xef\xbb\xbf\r\n<HTML>\r\n<head></head></HTML>",
        score=None,
        says=("a web page",),
    ),
    HandedIn(
        "what GitHub's interface answers",
        "curl api.github.com/repos/…/contents/tiny.ipynb",
        b'{"name": "tiny.ipynb", "encoding": "base64", "content": "eyJjZWxscyI6IFtdfQ=="}',
        score=None,
        says=("it holds no cells",),
    ),
    HandedIn(
        "a gzip archive",
        "browsers that keep what a server has packed",
        gzip.compress(WHOLE),
        score=None,
        says=("a gzip archive",),
    ),
    HandedIn(
        "a comma too many",
        "wesm/pydata-book#27: edited in a text editor",
        WHOLE.replace(b'"cells": [', b'"cells": [,'),
        score=None,
        says=("not JSON from line",),
    ),
    HandedIn(
        "a Python dictionary",
        "scripts that write str(notebook)",
        str(answered()).encode(),
        score=None,
        says=("not JSON from line 1 on",),
    ),
    HandedIn(
        "a zip under the name of a notebook",
        "a platform takes .ipynb alone, so the archive was renamed",
        _zipped(),
        score=None,
        says=("a zip archive: unpack it",),
    ),
    HandedIn(
        "a pointer of Git LFS",
        "deep-floyd/IF#29: the notebook itself was not fetched",
        b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n",
        score=None,
        says=("git lfs pull",),
    ),
    HandedIn(
        "a PDF",
        "File, Save and Export Notebook As, PDF",
        b"%PDF-1.7\n",
        score=None,
        says=("a PDF",),
    ),
    HandedIn(
        "a script",
        "File, Save and Export Notebook As, Executable Script",
        b"#!/usr/bin/env python\n# coding: utf-8\n\n# In[1]:\n\nimport numpy as np\n",
        score=None,
        says=("not JSON from line 1 on",),
    ),
    HandedIn(
        "cut off in the middle",
        "a sync client or an upload that was stopped",
        WHOLE[: len(WHOLE) // 2],
        score=None,
        says=("it ends in the middle", DAMAGED),
    ),
    HandedIn(
        "two notebooks in one file",
        "jupyter/help#171: a second object stands behind the first",
        WHOLE + WHOLE,
        score=None,
        says=("not JSON from line",),
    ),
    HandedIn(
        "JSON of another kind",
        "a package.json, a data set, a notebook's settings",
        b'{"name": "tiny", "version": "1.0"}',
        score=None,
        says=("it holds no cells",),
    ),
    HandedIn(
        "another notebook under this name",
        "a wrong file in the upload dialogue",
        json.dumps(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")])).encode(),
        score=None,
        says=("no cell of tiny is in it",),
        refused="it holds none of its exercises",
    ),
    HandedIn(
        "half a million empty objects",
        "an attack on whatever parses it",
        b'{"cells": [' + b"{}," * 500_000 + b"{}]}",
        score=None,
        says=("too many values to read",),
    ),
    HandedIn(
        "six thousand cells",
        "a loop that writes cells",
        b'{"cells": [' + b'{"cell_type": "raw"},' * 6_000 + b"{}]}",
        score=None,
        says=("6001 cells: at most 5000 are read",),
    ),
]

INPUTS = [*ENCODINGS, *FORMATS, *NO_NOTEBOOKS]
