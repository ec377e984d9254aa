"""What a student sees of `check` in a real kernel."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest
from checked_folder import CHECK, CHECKS
from nbclient import NotebookClient

from course_utils.notebook import live_checks

NOTEBOOK = {
    "setup": CHECK,
    "no answer": 'check("double")',
    "wrong": 'def double(x):\n    return 4\ncheck("double")',
    "raises": 'def double(x):\n    y = x\n    return y / 0\ncheck("double")',
    "right": 'def double(x):\n    return 2 * x\ncheck("double")',
    "noisy": "import os, sys, warnings\ndef double(x):\n    print('from print', file=sys.stderr)\n"
    "    os.write(2, b'from C\\n')\n    warnings.warn('from warn')\n    return 2 * x\n"
    'check("double")',
    "settled": "import time\ntime.sleep(1)",
    "unknown": 'check("dubble")',
    "plot": "import matplotlib.pyplot as plt\ndef draw():\n    return plt.subplots()[1]\n"
    'check("drawn")',
    "missing": 'exercises("nothing")("double")',
    "grading": 'import os\nos.environ["COURSE_UTILS_GRADING"] = "1"\ncheck("dubble")',
}


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Any]]:
    """The outputs of each cell of the made-up notebook, run by a real kernel."""
    folder = tmp_path_factory.mktemp("student")
    (folder / "test_made_up.py").write_text(CHECKS)
    cells = [nbformat.v4.new_code_cell(source) for source in NOTEBOOK.values()]
    notebook = nbformat.v4.new_notebook(cells=cells)
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        allow_errors=True,
        timeout=600,
        resources={"metadata": {"path": str(folder)}},
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(live_checks.GRADING_VARIABLE, raising=False)
        patch.delenv("PYTEST_CURRENT_TEST")  # under pytest ipykernel does not show C's output
        client.execute()
    return dict(zip(NOTEBOOK, [cell.outputs for cell in notebook.cells], strict=True))


def error_of(outputs: list[Any]) -> Any:
    """Return the only error among a cell's outputs."""
    [error] = [output for output in outputs if output.output_type == "error"]
    return error


@pytest.mark.slow
def test_jupyter_gets_html_and_text(outputs: dict[str, list[Any]]) -> None:
    """In Jupyter a passed check shows the card, as HTML and as text, and nothing else."""
    [card] = outputs["right"]
    assert card.output_type == "display_data"
    assert card.data["text/plain"].startswith("double: 2 of 2 checks passed\n")
    assert "<strong>double: 2 of 2 checks passed</strong>" in card.data["text/html"]


@pytest.mark.slow
def test_jupyter_gets_a_short_error_behind_the_card(outputs: dict[str, list[Any]]) -> None:
    """In Jupyter a failed check shows the card, then an error of one line without a traceback."""
    [card, error] = outputs["wrong"]
    assert "double(0): no" in card.data["text/html"]
    assert (error.ename, error.evalue) == ("ChecksFailed", "double: not passed yet")
    assert error.traceback == ["double: not passed yet"]


@pytest.mark.slow
def test_jupyter_is_told_the_line_of_the_cell(outputs: dict[str, list[Any]]) -> None:
    """What a student's function raises is placed by the line of its cell."""
    text = outputs["raises"][0].data["text/plain"]
    assert "double raised ZeroDivisionError: division by zero (line 3)" in text


@pytest.mark.slow
def test_jupyter_is_told_what_is_not_answered(outputs: dict[str, list[Any]]) -> None:
    """An exercise without an answer is told as such."""
    text = outputs["no answer"][0].data["text/plain"]
    assert "· not answered: Two becomes four.\n      `double` is not defined yet" in text
    assert error_of(outputs["no answer"]).ename == "ChecksFailed"


@pytest.mark.slow
def test_jupyter_gets_no_stderr_of_the_checks(outputs: dict[str, list[Any]]) -> None:
    """What an answer writes to stderr during a check is shown as stdout: nbgrader fails on stderr."""
    shown = [output for cell in outputs.values() for output in cell]  # some may come late
    streams = [output for output in shown if output.output_type == "stream"]
    assert {output.name for output in streams} == {"stdout"}
    text = "".join(output.text for output in streams)
    for source in ("from print", "from C", "from warn"):
        assert source in text


@pytest.mark.slow
def test_jupyter_gets_no_picture_of_the_checks(outputs: dict[str, list[Any]]) -> None:
    """A plot that a student's function drew for the check is not shown behind the card."""
    [card] = outputs["plot"]
    assert "text/html" in card.data


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("unknown", "no exercise 'dubble' in test_made_up.py; there are: double, drawn"),
        ("missing", "no checks at "),
    ],
)
def test_jupyter_gets_a_short_error_where_checks_are_lacking(
    outputs: dict[str, list[Any]], cell: str, text: str
) -> None:
    """An unknown exercise and a missing file are an error of one line, and no card."""
    [error] = outputs[cell]
    [line] = error.traceback
    assert line.startswith(text)
    assert "\n" not in line


@pytest.mark.slow
def test_jupyter_shows_nothing_in_grading(outputs: dict[str, list[Any]]) -> None:
    """In the grader's kernel a check shows nothing and raises nothing."""
    assert outputs["grading"] == []


@pytest.mark.slow
def test_setting_up_is_silent(outputs: dict[str, list[Any]]) -> None:
    """The set-up cell shows nothing."""
    assert outputs["setup"] == []
