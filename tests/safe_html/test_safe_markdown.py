from __future__ import annotations

from collections.abc import Callable
from typing import Any

import nbformat
import pytest
from cpu_units import cpu_s, unit_s
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown import markdown2html
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell
from traitlets.config import Config

from autograder import nbgrader_bridge
from autograder.feedback_page.markdown import markdown_to_html
from autograder.safe_html.code_highlighting import MAX_HIGHLIGHTED_LETTERS, highlight_python
from autograder.safe_html.safe_markdown import MAX_MARKDOWN, markdown_to_safe_html

PNG = "iVBORw0KGgo="
SCRIPT = "<script>alert(1)</script>"
PASTED = {name: {"image/png": PNG} for name in ("my picture.png", "picture.png")}

both = pytest.mark.parametrize("convert", [markdown_to_safe_html, markdown_to_html])


@pytest.mark.parametrize(
    ("markdown", "attack"),
    [
        (SCRIPT, "<script"),
        ("<img src=x onerror=alert(1)>", "onerror"),
        ("<a href='javascript:alert(1)'>x</a>", "javascript:"),
        ("<iframe src='https://example.org'></iframe>", "<iframe"),
        ("<form action='/logout'><button>x</button></form>", "<form"),
        ("<p style='position:fixed;inset:0'>x</p>", "style"),
        # formgrader's scripts listen to these: one click anywhere gave full marks
        ("<b id='double'></b>", "id="),
        ("# double", "id="),
        ("<div class='nbgrader_cell'></div>", "nbgrader_cell"),
        ("<p class='full-credit modal-backdrop fade'></p>", "class"),
        ("<span class='btn'></span>", "btn"),
        # and these are asked for with the instructor's login
        ("<img src='/logout'>", "/logout"),
        ("![a](https://example.org/seen.png)", "example.org"),
        ("<img src='data:image/svg+xml;base64,AAAA'>", "src"),
        ("[a](/logout)", "/logout"),
        ("[a](data:text/html;base64,AAAA)", "data:"),
    ],
)
def test_markdown_loses_what_could_run(markdown: str, attack: str) -> None:
    """A student's Markdown carries no script into the feedback; nbconvert's own filter lets it."""
    assert attack not in markdown_to_safe_html(markdown)
    assert attack in markdown2html(markdown)


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("*a* and `x<y`", "<p><em>a</em> and <code>x&lt;y</code></p>"),
        ("$a_1 \\cdot b$", "<p>$a_1 \\cdot b$</p>"),
        ("<details><summary>Hint</summary>h</details>", "<details><summary>Hint</summary>h"),
        ("| a |\n|---|\n| 1 |", "<td>1</td>"),
        ("```python\n1\n```", '<span class="mi">1</span>'),
        ("```text\na < b\n```", '<div class="highlight"><pre>a &lt; b\n</pre></div>'),
        (f"![a](data:image/png;base64,{PNG})", f'<img src="data:image/png;base64,{PNG}" alt="a">'),
        ("![what it draws](https://example.org/a.png)", '<img alt="what it draws">'),
        ("[tf](https://www.tensorflow.org)", '<a href="https://www.tensorflow.org">tf</a>'),
    ],
)
def test_markdown_keeps_what_the_course_uses(markdown: str, html: str) -> None:
    """Emphasis, code, formulas, hints that open, tables and links look as they did."""
    assert html in markdown_to_safe_html(markdown)


def test_markdown_that_is_nested_too_deep_stays_as_it_was_typed() -> None:
    """A list in a quotation in a list, hundreds of times, would end nbconvert's filter with an error."""
    markdown = "> a\n> > b\x0b\n1. " * 500
    assert markdown_to_safe_html(markdown).startswith("<pre>&gt; a\n&gt; &gt; b")
    with pytest.raises(RecursionError):
        markdown2html(markdown)


@both
def test_a_pasted_picture_is_shown_once(convert: Callable[..., str]) -> None:
    """JupyterLab keeps it in the cell; a text that names it a thousand times would fill the page."""
    html = convert("![a](attachment:my%20picture.png) ![a](attachment:my%20picture.png)", PASTED)
    assert f'<img src="data:image/png;base64,{PNG}" alt="a"> <img alt="a">' in html


@both
@pytest.mark.parametrize(
    "attachments",
    [
        None,
        {},
        {"x.png": {}},
        {"x.png": {"image/svg+xml": "<svg onload='alert(1)'>"}},
        {"x.png": {"image/png": f'{PNG}" onerror="alert(1)'}},
    ],
)
def test_of_a_picture_that_is_missing_or_no_picture_its_text_is_shown(
    convert: Callable[..., str], attachments: Any
) -> None:
    """It cost the student the feedback, and the instructor the page: nbconvert raises an error."""
    assert '<img alt="what I saw">' in convert("![what I saw](attachment:x.png)", attachments)


@both
def test_what_cannot_be_converted_stays_as_it_was_typed(convert: Callable[..., str]) -> None:
    """Whatever else is wrong with what a student's notebook holds costs no page."""
    assert convert("![a](attachment:b)", {"b": 1}) == "<pre>![a](attachment:b)</pre>"


def test_code_that_takes_long_has_no_colours() -> None:
    """Where a long text, or a long run of blanks, would keep the lexer busy."""
    assert "<span" in highlight_python("x = 1\n\n\nif x:\n    y = 2")
    assert highlight_python(" " * 200 + "<") == (
        f'<div class="highlight"><pre>{" " * 200}&lt;</pre></div>\n'
    )
    assert "<span" not in highlight_python("x = 1\n" * MAX_HIGHLIGHTED_LETTERS)


def page_of(config: Config) -> str:
    """Return a page, as formgrader's is made, of Markdown with a picture, of code and of a raw cell."""
    cells = [
        new_markdown_cell("# double\n![a](attachment:picture.png)", attachments=PASTED),
        new_code_cell("\n" * 200 + "x = 1", metadata={"tags": ["a modal-backdrop"]}),
        new_raw_cell("<b class='full-credit' id='greet'>raw</b>"),
    ]
    notebook = nbformat.from_dict(new_notebook(cells=cells))
    exporter = HTMLExporter(template_name="classic", config=config)
    return str(exporter.from_notebook_node(notebook)[0])


def test_formgraders_pages_are_made_with_our_filters() -> None:
    """The configuration puts them in the places of nbconvert's: neither raw cells nor tags bring classes."""
    config = Config()
    nbgrader_bridge.configure(config)
    ours, stock = page_of(config), page_of(Config())
    picture = f"data:image/png;base64,{PNG}"
    assert picture in ours
    assert picture in stock
    assert 'id="double"' in stock
    assert 'id="double"' not in ours
    assert "<span></span>" in stock  # coloured
    assert "<span></span>" not in ours
    assert '<b class="full-credit" id="greet">' in stock
    assert "celltag_a modal-backdrop" in stock
    assert "celltag_" not in ours.partition("<body")[2]
    assert "&lt;b class='full-credit' id='greet'&gt;raw" in ours


@pytest.mark.parametrize(
    "opening", [r"\\(", r"\\[", r"\begin{a}", "$$ ", "```\n", "*a ", "[a](", "<a ", "`", "|a"]
)
@both
def test_what_is_opened_and_never_closed_takes_no_longer_than_its_length(
    convert: Callable[[str], str], opening: str
) -> None:
    """Four times as much of it takes about four times as long: the search for its end does not begin anew."""
    length = MAX_MARKDOWN // len(opening)
    short = max(cpu_s(lambda: convert(opening * (length // 4))) for _ in range(3))
    long = min(cpu_s(lambda: convert(opening * length)) for _ in range(3))
    assert long <= 8 * max(short, unit_s())


def test_formulas_of_an_honest_cell_are_kept() -> None:
    """A long derivation has a hundred of them."""
    page = markdown_to_html(r"\\(a\\) and $b$. " * 100)
    assert page.count("<math") == 200
