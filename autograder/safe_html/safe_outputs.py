"""A cell's outputs made safe for pages that others open: feedback and formgrader.

A script in a page of formgrader's would act with the instructor's rights. So only plain text and
pictures of a cell's outputs are kept. For Markdown see `autograder.safe_html.safe_markdown`.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable
from typing import Any

from nbformat.v4 import new_output

from course_utils.checking.plain_data import INVISIBLE_CHARACTERS

PICTURE_TYPES = ("image/png", "image/jpeg")
# Colours are kept, and the return to the beginning of a line, which progress bars use. The codes 38 and
# 48 need a colour behind them: without it, nbconvert's filter ends with an error.
_COLOUR = r"(?:[34]8;(?:5;\d{1,3}|2(?:;\d{1,3}){3})|(?![34]8[;m])\d{0,2}|1\d\d)"
_COLOURS = rf"\x1b\[{_COLOUR}(?:;{_COLOUR})*m"
_SEEN_OR_NOT = re.compile(rf"(?P<seen>{_COLOURS}|\r)|\x1b\[[\d;]*m|{INVISIBLE_CHARACTERS.pattern}")
ANY_COLOUR = re.compile(r"\x1b\[[\d;]*m")
MAX_COLOURS_TIMES_LETTERS = (
    10**9
)  # colours times letters of a text; the filter's time grows with it
LEFT_OUT_NOTE = "(an output that cannot be shown safely was left out)"


def safe_outputs(outputs: Iterable[Any]) -> list[Any]:
    """Return a cell's outputs, rebuilt with nothing but text and pictures in them."""
    made = [_safe_output(output) for output in outputs]
    return [output for output in made if output is not None]


def _safe_output(output: Any) -> Any:
    """Return an output rebuilt with fields of the right types; None if its type is unknown."""
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return new_output(kind, name=name, text=strip_invisible(output.get("text", "")))
    if kind == "error":
        texts = {field: strip_invisible(output.get(field, "")) for field in ("ename", "evalue")}
        return new_output(
            kind, **texts, traceback=list(map(strip_invisible, output.get("traceback") or []))
        )
    data = text_and_image_bundle(output.get("data") or {})
    # without metadata: a picture's width would get into the page unquoted
    if kind == "display_data":
        return new_output(kind, data)
    if kind == "execute_result":
        count = output.get("execution_count")
        return new_output(kind, data, execution_count=count if isinstance(count, int) else None)
    return None


def text_and_image_bundle(data: Any) -> dict[str, str]:
    """Return the plain text and pictures of a MIME bundle; a note if it has none."""
    kept = {kind: strip_invisible(value) for kind, value in data.items() if _is_safe(kind, value)}
    return kept or {"text/plain": LEFT_OUT_NOTE}


def strip_invisible(value: Any) -> str:
    """Return a value as text that can be encoded, without invisible characters.

    Half a surrogate pair becomes a question mark; a text with very many colours loses them.
    """
    text = str(value).encode("utf-8", "replace").decode("utf-8")
    if text.count("\x1b[") * len(text) > MAX_COLOURS_TIMES_LETTERS:
        text = ANY_COLOUR.sub("", text)
    return _SEEN_OR_NOT.sub(lambda found: found["seen"] or "", text)


def _is_safe(kind: str, data: Any) -> bool:
    if kind not in PICTURE_TYPES:
        return kind == "text/plain"
    try:
        binascii.a2b_base64(str(data).replace("\n", ""), strict_mode=True)
    except ValueError:
        return False
    return True
