"""What programs write into a notebook's cells and outputs, or leave out of them."""

from __future__ import annotations

import base64
from typing import Any

from field.handed_in import HandedIn, cell_of, changed, in_each_code_cell

PICTURE = base64.b64encode(bytes(300_000)).decode()


def _with_output(output: Any) -> bytes:
    return changed(lambda notebook: cell_of(notebook, "setup").update(outputs=[output]))


def _as_markdown(identity: str) -> bytes:
    """Return the notebook with a code cell made Markdown that has kept its outputs."""
    outputs = [{"output_type": "stream", "name": "stdout", "text": "1\n"}]
    return changed(
        lambda notebook: cell_of(notebook, identity).update(
            cell_type="markdown", outputs=outputs, execution_count=3
        )
    )


UNUSUAL_CELLS = [
    HandedIn(
        "no execution_count",
        "ipython/ipython#9638: PyCharm; microsoft/azuredatastudio#4863: Azure Data Studio",
        in_each_code_cell(lambda cell: cell.pop("execution_count")),
    ),
    HandedIn(
        "no outputs",
        "AnswerDotAI/execnb#48: cells that a program made",
        in_each_code_cell(lambda cell: cell.pop("outputs")),
    ),
    HandedIn(
        "an unknown key in cells",
        "jupyter/nbformat#73: nteract's outputExpanded",
        changed(lambda notebook: [cell.update(outputExpanded=False) for cell in notebook["cells"]]),
    ),
    HandedIn(
        "execution_count in a Markdown cell",
        "deepnote/deepnote#430: Deepnote's export; microsoft/vscode#92878: VS Code",
        changed(
            lambda notebook: cell_of(notebook, "title").update(outputs=[], execution_count=None)
        ),
    ),
    HandedIn(
        "attachments in a code cell",
        "a Markdown cell with a picture that was made code",
        in_each_code_cell(lambda cell: cell.update(attachments={"a.png": {"image/png": "AAAA"}})),
    ),
    HandedIn(
        "a tag twice",
        "tags that were pasted",
        in_each_code_cell(lambda cell: cell["metadata"].update(tags=["keep", "keep", ""])),
    ),
    HandedIn(
        "an execution_count that is a star",
        "nteract/papermill#32: a cell that was running",
        in_each_code_cell(lambda cell: cell.update(execution_count="*")),
    ),
    HandedIn(
        "cell ids twice",
        "jupyter/notebook#6001: Non-unique cell id",
        changed(lambda notebook: cell_of(notebook, "setup").update(id="title")),
    ),
    HandedIn(
        "cell metadata that is null",
        "jupyter/help#529: null where an object is expected",
        changed(lambda notebook: cell_of(notebook, "title").update(metadata=None)),
    ),
    HandedIn(
        "cell metadata that is a list",
        "ipython/ipython#7869: [] where an object is expected",
        changed(lambda notebook: cell_of(notebook, "title").update(metadata=[])),
    ),
    HandedIn(
        "a code cell without metadata",
        "microsoft/vscode#273697: a cell without the field",
        changed(
            lambda notebook: notebook["cells"].insert(2, {"cell_type": "code", "source": ["1"]})
        ),
    ),
    HandedIn(
        "lines that are no texts",
        "a script that writes numbers into a source",
        changed(
            lambda notebook: notebook["cells"].append(
                {"cell_type": "code", "metadata": {}, "source": ["x = ", 1, "\n", "x"]}
            )
        ),
    ),
    HandedIn(
        "a source that is null or missing",
        "scripts that write a notebook themselves",
        changed(
            lambda notebook: notebook["cells"].extend(
                [{"cell_type": "code", "source": None}, {"cell_type": "markdown"}]
            )
        ),
    ),
    HandedIn(
        "a cell of a kind that is not known",
        "Deepnote's and Databricks' own cells",
        changed(
            lambda notebook: notebook["cells"].append(
                {"cell_type": "sql", "metadata": {}, "source": "SELECT 1"}
            )
        ),
    ),
    HandedIn(
        "empty cells",
        "Jupyter adds one behind the last cell that is run",
        changed(
            lambda notebook: [
                notebook["cells"].append({"cell_type": kind, "metadata": {}, "source": []})
                for kind in ("code", "markdown", "raw", "code")
            ]
        ),
    ),
]

OUTPUTS = [
    HandedIn(
        "a stream without a name",
        "jax-ml/jax#33551: 'name' is a required property",
        _with_output({"output_type": "stream", "text": ["1\n"]}),
    ),
    HandedIn(
        "a stream with metadata",
        "jupyter/notebook#1964: outputs of an old converter",
        _with_output({"output_type": "stream", "name": "stdout", "text": "1", "metadata": {}}),
    ),
    HandedIn(
        "display_data without metadata",
        "fw-ai/cookbook#569: missing metadata on a plot",
        _with_output({"output_type": "display_data", "data": {"text/plain": "1"}}),
    ),
    HandedIn(
        "a result whose metadata is null",
        "jupyter/help#529: None is not of type 'object'",
        _with_output({"output_type": "execute_result", "data": {}, "metadata": None}),
    ),
    HandedIn(
        "an error with an execution_count",
        "IRkernel/IRkernel#564: a key that an error has not",
        _with_output({"output_type": "error", "ename": "E", "evalue": "", "execution_count": 1}),
    ),
    HandedIn(
        "NaN in an output",
        "plotting libraries that write JSON with NaN, which is none",
        _with_output(
            {
                "output_type": "display_data",
                "metadata": {},
                "data": {"application/json": {"x": [float("nan"), float("inf")]}},
            }
        ),
    ),
    HandedIn(
        "outputs of a kind that is not known",
        "kernels and extensions of their own",
        _with_output({"output_type": "update_display_data", "data": 7}),
    ),
    HandedIn(
        "a table of Colab's",
        "Google Colab: a DataFrame's output",
        _with_output(
            {
                "output_type": "execute_result",
                "execution_count": 1,
                "metadata": {},
                "data": {
                    "application/vnd.google.colaboratory.intrinsic+json": {"type": "dataframe"},
                    "text/html": ["<div>\n", "</div>"],
                },
            }
        ),
    ),
    HandedIn(
        "a large picture",
        "a plot in print resolution",
        _with_output(
            {"output_type": "display_data", "data": {"image/png": PICTURE}, "metadata": {}}
        ),
    ),
    HandedIn(
        "a code cell without answers made Markdown with its outputs",
        "microsoft/vscode-jupyter#2673: made Markdown after it was run",
        _as_markdown("setup"),
        says=("locked cell setup was edited: restored",),
        warned=("was changed, and grading puts it back",),
    ),
    HandedIn(
        "an answer made Markdown with its outputs",
        "jupyter/nbgrader#107, microsoft/vscode-jupyter#2673",
        _as_markdown("double-answer"),
        says=("answer double-answer was a markdown cell: taken as code",),
        refused="the answer cell of `double`",
    ),
    HandedIn(
        "a check made Markdown with its outputs",
        "jupyter/nbgrader#92: a grade cell is turned into Markdown",
        _as_markdown("double"),
        says=("locked cell double was edited: restored",),
        refused='the cell `check("double")`',
    ),
]

INPUTS = [*UNUSUAL_CELLS, *OUTPUTS]
