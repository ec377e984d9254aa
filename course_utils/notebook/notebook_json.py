"""The bytes of a notebook's file as JSON: decoded, recognised, and bounded before they are parsed.

Any file that a person hands in becomes a dictionary here, or one sentence that says what the file is.
"""

from __future__ import annotations

import codecs
import json
import re
from typing import Any

MAX_NESTING = 100  # lists in lists; an honest notebook has about ten
MAX_PARSED_BYTES = 128 << 20  # about the memory that the parsed values take
# About the bytes of the value behind each sign, by sys.getsizeof; a string has two quotes.
BYTES_OF = {"{": 240, "[": 70, ",": 80, '"': 35}
STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
MERGE_MARK = re.compile(r"^<{7}( |$)", re.MULTILINE)
ENCODINGS = (  # by the mark at a file's beginning, the longest first
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)
WEB_PAGE = "a web page: download the notebook itself, not the page that shows it"
OTHER_FILES = (  # by their first bytes
    (b"PK\x03\x04", "a zip archive: unpack it, and hand in the notebook that is in it"),
    (b"\x1f\x8b", "a gzip archive: unpack it, and hand in the notebook that is in it"),
    (b"%PDF", "a PDF: hand in the notebook itself, the file whose name ends in .ipynb"),
    (b"version https://git-lfs", "a pointer to a file in Git LFS: fetch that with `git lfs pull`"),
)


class NotANotebook(Exception):
    """A file is missing, or is no notebook; the text says which.

    ``too_large``: it is a notebook, but cannot be read within bounds.
    """

    def __init__(self, reason: str, *, too_large: bool = False) -> None:
        super().__init__(reason)
        self.too_large = too_large


def parse_notebook_json(data: bytes) -> tuple[dict[str, Any], list[str]]:
    """Return the JSON object in a notebook's bytes, and remarks on how they had to be read.

    This takes about 0.1 s of CPU time and ten times the file's size in memory; for a file of 20 MiB, never
    more than 2 s and 300 MiB, whatever is in it.

    Raises:
        NotANotebook: it is empty, damaged, something else, or has too many values.
    """
    if not data.strip():
        raise NotANotebook("the file is empty")
    for beginning, what in OTHER_FILES:
        if data.lstrip()[: len(beginning)] == beginning:
            raise NotANotebook(f"not a notebook, but {what}")
    text, remarks = _decode(data)
    _expect_few_values(text)
    content = _parse(text)
    if not isinstance(content, dict):
        raise NotANotebook("JSON, but not a notebook: it holds no cells")
    _expect_shallow(content)
    return content, remarks


def _decode(data: bytes) -> tuple[str, list[str]]:
    """Return a file's text, in any encoding that an editor or a shell may have saved it in."""
    marked = next((name for mark, name in ENCODINGS if data.startswith(mark)), None)
    encoding = marked or json.detect_encoding(data[:4])
    try:
        return data.decode(encoding), []
    except UnicodeDecodeError as error:
        if encoding != "utf-8" or _is_cut_off(error, data):
            raise NotANotebook(
                _damaged(f"no {encoding.upper()} from byte {error.start} on")
            ) from None
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise NotANotebook(
            "not a notebook that can be read: expected UTF-8, got another encoding: save it as UTF-8"
        ) from None
    return text, ["it is not UTF-8, and was read as Windows-1252 (cp1252)"]


def _is_cut_off(error: UnicodeDecodeError, data: bytes) -> bool:
    return error.reason == "unexpected end of data" and error.end == len(data)


def _damaged(where: str) -> str:
    return f"not a notebook that can be read: {where}: was the file cut off, or damaged?"


def _expect_few_values(text: str) -> None:
    """Expect values that will fit into memory, before they are parsed."""
    quotes = text.count('"') - text.count(
        '\\"'
    )  # at least one for each string, two in an honest file
    size = quotes * BYTES_OF['"']
    if size <= MAX_PARSED_BYTES:
        structure = STRING.sub("", text)
        size += sum(structure.count(sign) * BYTES_OF[sign] for sign in "{[,")
    if size > MAX_PARSED_BYTES:
        raise NotANotebook(
            f"too many values to read: they would take about {size >> 20} MiB of memory, and at most "
            f"{MAX_PARSED_BYTES >> 20} are taken; were large outputs left in? Clear them, and save",
            too_large=True,
        )


def _parse(text: str) -> Any:
    try:
        return json.loads(text.rstrip("\0"))
    except RecursionError:
        raise NotANotebook("not a notebook: nested too deeply") from None
    except json.JSONDecodeError as error:
        if MERGE_MARK.search(text):
            reason = "an unfinished git merge: it holds lines that begin with <<<<<<<; finish it"
            raise NotANotebook(f"not a notebook that can be read, but {reason}") from None
        if text.lstrip().startswith("<"):
            raise NotANotebook(f"not a notebook, but {WEB_PAGE}") from None
        at_end = not text[error.pos :].strip() or error.msg.startswith("Unterminated string")
        where = "it ends in the middle" if at_end else f"not JSON from line {error.lineno} on"
        raise NotANotebook(_damaged(where)) from None
    except ValueError:  # a whole number with thousands of digits
        raise NotANotebook(_damaged("a number is too long")) from None


def _expect_shallow(content: Any) -> None:
    """Expect nesting that no library's recursion fails on, not even in an error's text."""
    layer: list[Any] = [[content]]
    for _ in range(MAX_NESTING):
        inner = [each.values() if isinstance(each, dict) else each for each in layer]
        layer = [part for parts in inner for part in parts if isinstance(part, (dict, list))]
        if not layer:
            return
    raise NotANotebook("not a notebook: nested too deeply")
