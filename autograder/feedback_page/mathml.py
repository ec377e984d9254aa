"""TeX formulas as MathML, which browsers show without a script from the network."""

from __future__ import annotations

import html
import re
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element

MAX_LETTERS = 1000  # of a formula: a student's longer one could keep the converter busy
MATHML_TAGS = {
    *("math", "mrow", "mi", "mo", "mn", "mtext", "mspace", "mstyle", "mpadded", "mphantom"),
    *("msub", "msup", "msubsup", "munder", "mover", "munderover"),
    *("mfrac", "msqrt", "mroot", "mtable", "mtr", "mtd"),
}
MATHML_ATTRIBUTES = {
    *("display", "accent", "stretchy", "fence", "form", "separator", "largeop", "movablelimits"),
    *("mathvariant", "width", "height", "depth", "linethickness", "minsize", "maxsize"),
    *("lspace", "rspace", "columnalign", "columnlines", "rowlines", "rowspacing", "columnspacing"),
}
_UNKNOWN = re.compile(r"\\(arg|softmax)\b")  # commands that the converter does not know


def tex_to_mathml(tex: str, *, block: bool = False) -> str:
    """Return a TeX formula as MathML; one that cannot be converted stays TeX, as code.

    Args:
        tex: the formula, without its dollars.
        block: whether it has a line of its own.
    """
    if len(tex) <= MAX_LETTERS:
        try:
            known = _UNKNOWN.sub(r"\\operatorname{\1}", tex)
            return _written(convert_to_element(known, display="block" if block else "inline"))
        except Exception:  # noqa: BLE001, S110  # the converter may raise anything on a student's text
            pass
    return f"<code>{html.escape(tex)}</code>"


def _written(element: Element) -> str:
    """Return an element as HTML with harmless tags and attributes only: no links, no styles."""
    inside = html.escape(html.unescape(element.text or ""))
    inside += "".join(map(_written, element))
    if element.tag not in MATHML_TAGS:
        return f"<mrow>{inside}</mrow>"
    pairs = ((name, value) for name, value in element.attrib.items() if name in MATHML_ATTRIBUTES)
    attributes = "".join(f' {name}="{html.escape(value)}"' for name, value in pairs)
    return f"<{element.tag}{attributes}>{inside}</{element.tag}>"
