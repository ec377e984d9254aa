from __future__ import annotations

import pytest
from nbconvert.filters.ansi import ansi2html
from nbformat.v4 import new_output

from autograder.safe_html.safe_outputs import LEFT_OUT_NOTE, safe_outputs

PNG = "iVBORw0KGgo="
SCRIPT = "<script>alert(1)</script>"


def display(**data: str) -> dict[str, object]:
    """Return a display of one kind, which is named with an underscore for the slash."""
    return new_output(
        "display_data", {kind.replace("__", "+").replace("_", "/"): v for kind, v in data.items()}
    )


@pytest.mark.parametrize(
    "output",
    [
        display(text_html=SCRIPT),
        display(text_html="<img src=x onerror=alert(1)>"),
        display(application_javascript="alert(1)"),
        display(image_svg__xml="<svg onload=alert(1)>"),
        display(text_markdown=SCRIPT),
        display(text_latex=r"\href{javascript:alert(1)}{x}"),
        display(image_png=f'{PNG}" onerror="alert(1)'),
        new_output("execute_result", {"text/html": SCRIPT}),
    ],
)
def test_what_could_run_in_a_page_is_left_out(output: dict[str, object]) -> None:
    """Of a display that could run code, a plain note is left."""
    [safe] = safe_outputs([output])
    assert safe.data == {"text/plain": LEFT_OUT_NOTE}


def test_text_and_pictures_are_kept() -> None:
    """Plain text and real pictures pass, without the HTML beside them."""
    [safe] = safe_outputs([display(text_html="<b>7</b>", text_plain="7", image_png=PNG)])
    assert safe.data == {"text/plain": "7", "image/png": PNG}


def test_a_picture_loses_its_metadata() -> None:
    """A width would go into the page unquoted, and take a handler with it."""
    picture = display(image_png=PNG)
    picture["metadata"] = {"image/png": {"width": "1 onerror=alert(1)"}}
    [safe] = safe_outputs([picture])
    assert safe.metadata == {}


def test_streams_and_errors_are_kept_as_text() -> None:
    """What is printed or raised passes; what claims to be text and is not becomes text."""
    outputs = [
        {"output_type": "stream", "name": "stderr", "text": "careful"},
        {"output_type": "stream", "name": "elsewhere", "text": ["a list"]},
        {"output_type": "error", "ename": "ValueError", "evalue": 3, "traceback": None},
        {"output_type": "something new", "text": "?"},
    ]
    stderr, stdout, error = safe_outputs(outputs)
    assert (stderr.name, stderr.text) == ("stderr", "careful")
    assert (stdout.name, stdout.text) == ("stdout", "['a list']")
    assert (error.ename, error.evalue, error.traceback) == ("ValueError", "3", [])


def test_what_is_not_seen_is_left_out_of_text() -> None:
    """Colours and a progress bar's way back stay; what steers a terminal or turns text goes."""
    text = "\x1b[31mred\x1b[0m 1/9\r2/9\t\n\x08\x1b]0;title\x07\x1b[2Ja\u202eb\u200bc\x9b"
    [stream] = safe_outputs([new_output("stream", name="stdout", text=text)])
    assert stream.text == "\x1b[31mred\x1b[0m 1/9\r2/9\t\n]0;title[2Jabc"


def printed(text: str) -> str:
    """Return what is kept of a print."""
    [stream] = safe_outputs([new_output("stream", name="stdout", text=text)])
    return str(stream.text)


@pytest.mark.parametrize("codes", ["38", "48", "0038", "1;38", "38;5;1;48", "38;5", "48;2;1;2"])
def test_a_colour_that_is_not_told_is_left_out(codes: str) -> None:
    """`38` announces a colour: where none follows, nbconvert's filter could end the page."""
    assert printed(f"a\x1b[{codes}mb") == "ab"


def test_the_filter_ends_at_such_a_colour() -> None:
    """The twin: an error, and no page."""
    with pytest.raises(IndexError):
        ansi2html("a\x1b[38mb")


@pytest.mark.parametrize("codes", ["", "0", "01;31", "38;5;208", "1;48;2;0;128;255;4", "107", ";"])
def test_colours_are_kept(codes: str) -> None:
    """Terminals' sixteen colours, their 256, and any of red, green and blue."""
    assert printed(f"a\x1b[{codes}mb") == f"a\x1b[{codes}mb"


def test_a_text_of_very_many_colours_loses_them() -> None:
    """Four million letters of them would keep nbconvert's filter busy for minutes."""
    assert printed("\x1b[31ma" * 50_000) == "a" * 50_000
