"""What programs write into a notebook's metadata, or take out of it."""

from __future__ import annotations

from typing import Any

from field.handed_in import HandedIn, cell_of, changed, in_each_code_cell


def _with_metadata(**metadata: Any) -> bytes:
    return changed(lambda notebook: notebook["metadata"].update(metadata))


def _in_cells(**metadata: Any) -> bytes:
    return in_each_code_cell(lambda cell: cell["metadata"].update(metadata))


def _stripped(*, ids: bool) -> bytes:
    """Return the notebook without nbgrader's metadata, with its cells' ids or with new ones."""

    def strip(notebook: Any) -> None:
        for number, cell in enumerate(notebook["cells"]):
            cell["metadata"] = {}
            if not ids:
                cell["id"] = f"{number:08x}"

    return changed(strip)


KERNELSPECS = [
    HandedIn(
        "an empty kernelspec",
        "sagemathinc/cocalc#2612: exported where no kernel is installed",
        _with_metadata(kernelspec={}, language_info={}),
    ),
    HandedIn(
        "a kernelspec without a display name",
        "jupyterlab/jupyterlab#17303: saved after its kernel was removed",
        _with_metadata(kernelspec={"name": "python3"}),
    ),
    HandedIn(
        "a conda environment's kernel",
        "jupyter/nbgrader#417, #1375: a kernel that is there on the student's machine alone",
        _with_metadata(
            kernelspec={
                "name": "conda-env-x-py",
                "display_name": "Python [conda env:x]",
                "language": "python",
            }
        ),
        says=("conda-env-x-py",),
    ),
    HandedIn(
        "VS Code's virtual environment",
        "VS Code names the kernelspec as the environment",
        _with_metadata(
            kernelspec={"name": "python3", "display_name": ".venv (3.12.3)", "language": "python"},
            language_info={"name": "python", "version": "3.12.3"},
        ),
    ),
    HandedIn(
        "JupyterLite's kernel",
        "JupyterLite: Python in the browser",
        _with_metadata(
            kernelspec={"name": "python", "display_name": "Python (Pyodide)", "language": "python"},
            language_info={"name": "python", "version": "3.13", "pygments_lexer": "ipython3"},
        ),
    ),
    HandedIn(
        "another kernel of Python",
        "xeus-python",
        _with_metadata(
            kernelspec={
                "name": "xpython",
                "display_name": "Python 3 (XPython)",
                "language": "python",
            }
        ),
        says=("'xpython'",),
    ),
    HandedIn(
        "Python with a capital",
        "programs that write a language's name as people do",
        _with_metadata(kernelspec={"name": "python3", "display_name": "P", "language": "Python"}),
    ),
    HandedIn(
        "Python 2",
        "jupyter/nbgrader#417: handed in with the kernel of Python 2",
        _with_metadata(
            kernelspec={"name": "python2", "display_name": "Python 2", "language": "python"},
            language_info={"name": "python", "version": "2.7.18"},
        ),
        score=None,
        says=("expected a notebook in Python 3, got one in Python 2",),
        refused="says that it is in Python 2",
    ),
    HandedIn(
        "R",
        "JupyterHub: the other kernel in the launcher",
        _with_metadata(kernelspec={"name": "ir", "display_name": "R", "language": "R"}),
        score=None,
        says=("got one in R: choose this course's kernel",),
        refused="says that it is in R",
    ),
]

METADATA = [
    HandedIn(
        "Colab's metadata",
        "Google Colab: File, Download .ipynb",
        changed(
            lambda notebook: [
                notebook["metadata"].update(
                    colab={"provenance": [], "toc_visible": True}, accelerator="GPU"
                ),
                [
                    cell["metadata"].update(
                        id="aBc", outputId="7f-9", colab={"base_uri": "https://localhost/"}
                    )
                    for cell in notebook["cells"]
                ],
            ]
        ),
    ),
    HandedIn(
        "widgets without a state",
        "googlecolab/colabtools#5288, jupyter/nbconvert#1731: the 'state' key is missing",
        _with_metadata(widgets={"application/vnd.jupyter.widget-state+json": {"a1": {}}}),
    ),
    HandedIn(
        "VS Code's metadata", "VS Code", _in_cells(vscode={"languageId": "python"}, collapsed=False)
    ),
    HandedIn(
        "Databricks' metadata",
        "Databricks: File, Export, IPython Notebook",
        changed(
            lambda notebook: [
                notebook["metadata"].update(
                    {"application/vnd.databricks.v1+notebook": {"language": "python"}}
                ),
                [
                    cell["metadata"].update(
                        {"application/vnd.databricks.v1+cell": {"nuid": "1", "title": ""}}
                    )
                    for cell in notebook["cells"]
                ],
            ]
        ),
    ),
    HandedIn(
        "Kaggle's metadata",
        "Kaggle: Download Notebook",
        changed(
            lambda notebook: [
                notebook["metadata"].update(kaggle={"accelerator": "none", "dataSources": []}),
                [
                    cell["metadata"].update(_uuid="8f2839f2", _cell_guid="b1076dfc", trusted=True)
                    for cell in notebook["cells"]
                ],
            ]
        ),
    ),
    HandedIn(
        "Deepnote's metadata",
        "Deepnote: Export as .ipynb",
        _in_cells(deepnote_cell_type="code", cell_id="ab12", source_hash="9c", allow_embed=False),
    ),
    HandedIn(
        "jupytext's metadata",
        "jupytext: a notebook paired with a script",
        _with_metadata(jupytext={"formats": "ipynb,py:percent", "main_language": "python"}),
    ),
    HandedIn(
        "a slideshow's metadata",
        "RISE, nbconvert --to slides",
        _in_cells(slideshow={"slide_type": "-"}),
    ),
    HandedIn(
        "timing metadata",
        "papermill, JupyterLab's recordTiming, jupytext/jupytext#764: ExecuteTime",
        _in_cells(
            papermill={"duration": 0.1, "exception": None, "status": "completed"},
            execution={"iopub.execute_input": "2026-11-03T10:00:00.000Z"},
            ExecuteTime={"start_time": "2026-11-03T10:00:00Z"},
        ),
    ),
    HandedIn(
        "nbgrader metadata that is empty",
        "editors of metadata",
        _in_cells(nbgrader={}),
        says=("nbgrader's metadata was missing",),
        refused="it holds none of its exercises",
    ),
    HandedIn(
        "another grade_id",
        "jupyter/nbgrader#1331: ids that Create Assignment gives to copied cells",
        changed(
            lambda notebook: cell_of(notebook, "double-answer")["metadata"]["nbgrader"].update(
                grade_id="cell-9a31d0"
            )
        ),
        says=("known again by id or text: double-answer",),
    ),
    HandedIn(
        "a set-up cell without metadata",
        "jupyter/nbgrader#424: cells that were deleted and typed again",
        changed(lambda notebook: cell_of(notebook, "setup").update(metadata={}, id="9a31d0")),
        says=("known again by id or text: setup",),
    ),
    HandedIn(
        "tags that a runner heeds",
        "nbclient: raises-exception, skip-execution",
        _in_cells(tags=["raises-exception", "skip-execution", "remove-cell"]),
    ),
    HandedIn(
        "no nbgrader metadata",
        "microsoft/vscode-python#9997: VS Code removed all cell metadata; jupyter/nbgrader#1398",
        _stripped(ids=True),
        says=("nbgrader's metadata was missing",),
        refused="it holds none of its exercises",
    ),
    HandedIn(
        "no nbgrader metadata and other cell ids",
        "Deepnote and converters make the cells anew; jupyter/nbgrader#1398",
        _stripped(ids=False),
        says=("nbgrader's metadata was missing",),
        refused="it holds none of its exercises",
    ),
]

INPUTS = [*KERNELSPECS, *METADATA]
