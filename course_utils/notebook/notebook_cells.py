"""A notebook's cells, read from a file that any program may have saved.

Only the parts that grading and its pages need are kept; missing ones get Jupyter's value. Any dictionary
gives a valid notebook of format 4.5, or `NotANotebook`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from course_utils.notebook.notebook_json import NotANotebook, parse_notebook_json

MAX_CELLS = 5_000  # the longest of hundreds of public notebooks has 600
MAX_OUTPUTS = 1_000  # of one cell
MAX_TEXT_BYTES = 24 << 20  # of the kept parts, in memory
CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")  # as in the notebook format
CELL_TYPES = {"code": "code", "markdown": "markdown", "raw": "raw", "heading": "markdown"}
# The keys of a cell's nbgrader metadata, and their types.
NBGRADER_KEYS: dict[str, type | tuple[type, ...]] = {
    "grade": bool,
    "solution": bool,
    "locked": bool,
    "task": bool,
    "points": (int, float),
    "grade_id": str,
    "cell_type": str,
    "checksum": str,
    "schema_version": int,
}
MIME_TYPE = re.compile(r"[\w.+-]{1,100}/[\w.+-]{1,100}")

Cell = dict[str, Any]
Notebook = dict[str, Any]


def read_notebook(
    data: bytes, *, keep_outputs: Callable[[Cell], bool] = lambda _: False
) -> tuple[Notebook, list[str]]:
    """Return the notebook in a file's bytes, and remarks on how it had to be read.

    ``keep_outputs`` says whether a cell's outputs are kept.

    Raises:
        NotANotebook: there is none that can be read within bounds.
    """
    content, remarks = parse_notebook_json(data)
    return clean_notebook(content, keep_outputs=keep_outputs), remarks


def clean_notebook(
    content: Mapping[str, Any], *, keep_outputs: Callable[[Cell], bool] = lambda _: False
) -> Notebook:
    """Return a valid notebook of format 4.5 made from a parsed file.

    ``keep_outputs`` says whether a cell's outputs are kept, ``MAX_OUTPUTS`` at most.

    Raises:
        NotANotebook: it holds no cells, or too many.
    """
    found = _listed_cells(content)
    if len(found) > MAX_CELLS:
        raise NotANotebook(f"{len(found)} cells: at most {MAX_CELLS} are read", too_large=True)
    cells = [_clean_cell(cell) for cell in filter(_is_object, found)]
    for cell, given in zip(cells, filter(_is_object, found), strict=True):
        shown = given.get("outputs")
        if cell["cell_type"] == "code" and isinstance(shown, list) and keep_outputs(cell):
            cell["outputs"] = list(_clean_outputs(shown[:MAX_OUTPUTS]))
    _give_ids(cells)
    _expect_little_text(cells)
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": _notebook_metadata(content.get("metadata")),
        "cells": cells,
    }


def _listed_cells(content: Mapping[str, Any]) -> list[Any]:
    """Return the cells as the file lists them; in formats 2 and 3 they are in worksheets."""
    cells, sheets = content.get("cells"), content.get("worksheets")
    if isinstance(cells, list) and content.get("nbformat") != 1:
        return cells
    if isinstance(sheets, list):
        listed = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
        return [cell for each in listed if isinstance(each, list) for cell in each]
    if content.get("nbformat") == 1:
        raise NotANotebook("a notebook of format 1, of 2011: open it in Jupyter, and save it")
    raise NotANotebook("JSON, but not a notebook: it holds no cells")


def _clean_cell(cell: Mapping[str, Any]) -> Cell:
    kind = CELL_TYPES.get(str(cell.get("cell_type")), "raw")
    clean: Cell = {
        "cell_type": kind,
        "id": cell.get("id"),
        "metadata": _cell_metadata(cell.get("metadata")),
        "source": _source(cell),
    }
    if kind == "code":
        clean |= {"execution_count": None, "outputs": []}
    elif attachments := dict(_attachments(cell.get("attachments"))):
        clean["attachments"] = attachments
    return clean


def _source(cell: Mapping[str, Any]) -> str:
    """Return a cell's text; a file holds it as one string or as lines."""
    text = _joined(cell.get("source", cell.get("input")))  # its name in a code cell of format 3
    if cell.get("cell_type") == "heading":
        level = cell.get("level")
        text = f"{'#' * (level if isinstance(level, int) and level in range(7) else 1)} {text}"
    return text.replace("\r\n", "\n")


def _cell_metadata(metadata: Any) -> dict[str, Any]:
    if not isinstance(metadata, dict):
        return {}
    clean: dict[str, Any] = {}
    about, tags = metadata.get("nbgrader"), metadata.get("tags")
    if isinstance(about, dict):
        clean["nbgrader"] = {
            key: _encodable(about[key]) if isinstance(about[key], str) else about[key]
            for key, kind in NBGRADER_KEYS.items()
            if isinstance(about.get(key), kind)
        }
    if isinstance(tags, list):
        texts = (tag for tag in tags if isinstance(tag, str) and re.fullmatch("[^,]+", tag))
        clean["tags"] = list(dict.fromkeys(map(_encodable, texts)))
    return clean


def _attachments(attachments: Any) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the files that are pasted into a cell, each with its data by type."""
    if not isinstance(attachments, dict):
        return
    for name, bundle in attachments.items():
        if isinstance(bundle, dict):
            clean = {
                kind: data
                for kind, data in bundle.items()
                if MIME_TYPE.fullmatch(kind) and isinstance(data, str) and data.isascii()
            }
            yield _encodable(name), clean


def _clean_outputs(outputs: list[Any]) -> Iterator[dict[str, Any]]:
    """Yield a cell's outputs, with the fields that the format demands."""
    for output in filter(_is_object, outputs):
        kind, data = output.get("output_type"), output.get("data")
        if kind == "stream":
            name = "stderr" if output.get("name") == "stderr" else "stdout"
            yield {"output_type": kind, "name": name, "text": _joined(output.get("text"))}
        elif kind == "error":
            traceback = output.get("traceback")
            lines = list(map(str, traceback)) if isinstance(traceback, list) else []
            name, value = (str(output.get(key, "")) for key in ("ename", "evalue"))
            yield {"output_type": kind, "ename": name, "evalue": value, "traceback": lines}
        elif kind in ("display_data", "execute_result") and isinstance(data, dict):
            bundle = {mime: _joined(data[mime]) for mime in data if MIME_TYPE.fullmatch(mime)}
            count = {"execution_count": None} if kind == "execute_result" else {}
            yield {"output_type": kind, "data": bundle, "metadata": {}, **count}


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _joined(text: Any) -> str:
    """Return a text; a file holds it as one string or as lines."""
    return _encodable("".join(map(str, text)) if isinstance(text, list) else str(text or ""))


def _give_ids(cells: list[Cell]) -> None:
    """Give every cell an id of its own: old formats have none, and copies share theirs."""
    seen: set[str] = set()
    for number, cell in enumerate(cells):
        identity = cell["id"]
        if not isinstance(identity, str) or not CELL_ID.fullmatch(identity) or identity in seen:
            identity = f"cell-{number}"
            while identity in seen:
                identity += "-x"
            cell["id"] = identity
        seen.add(identity)


def _expect_little_text(cells: list[Cell]) -> None:
    size = sum(
        cell["source"].__sizeof__()
        + sum(len(data) for each in cell.get("attachments", {}).values() for data in each.values())
        for cell in cells
    )
    if size > MAX_TEXT_BYTES:
        raise NotANotebook(
            f"its cells hold {size >> 20} MiB of text and pictures: at most {MAX_TEXT_BYTES >> 20} are "
            "read",
            too_large=True,
        )


def _notebook_metadata(metadata: Any) -> dict[str, Any]:
    """Return the metadata on a notebook's language, if it has any."""
    clean: dict[str, Any] = {}
    if not isinstance(metadata, dict):
        return clean
    kernel = _texts(metadata.get("kernelspec"), ("name", "display_name", "language"))
    if kernel.get("name") or kernel.get("display_name"):
        name = kernel.get("name") or kernel["display_name"]
        clean["kernelspec"] = {"display_name": name, **kernel, "name": name}
    language = _texts(metadata.get("language_info"), ("name", "version"))
    if language.get("name"):
        clean["language_info"] = language
    return clean


def _texts(found: Any, keys: tuple[str, ...]) -> dict[str, str]:
    if not isinstance(found, dict):
        return {}
    return {key: _encodable(found[key])[:200] for key in keys if isinstance(found.get(key), str)}


def _encodable(text: str) -> str:
    """Return text that any encoder takes: half a surrogate pair becomes ``?``."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
