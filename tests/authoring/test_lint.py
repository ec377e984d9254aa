from __future__ import annotations

import json
from pathlib import Path

import pytest
from linted_course import NAME, SOLVED, checks, edit, graded, problems, set_source, source

from autograder import cli
from autograder.authoring.lint import expect_releasable
from autograder.errors import ConfigurationError

# --- release ----------------------------------------------------------------------------------


def test_a_source_with_errors_is_not_released(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`release` says what lint says, changes nothing, and ends with status 2."""
    spoilt = SOLVED.replace("END SOLUTION", "END  SOLUTION")
    edit(source(course), lambda cells: set_source(cells, "brightness-answer", spoilt))
    path = checks(course)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("import pytest", "import pytest, keras"), encoding="utf-8")
    assert cli.main(["release", NAME]) == 2
    err = capsys.readouterr().err
    assert err.startswith("nothing is released, because of this:\n")
    assert "cell brightness-answer: error: line 4: expected a marker as" in err
    assert "line 4: error: expected checks without keras" in err
    assert not (course / "release").exists()


def test_outputs_and_cells_with_their_own_tests_may_be_released(course: Path) -> None:
    """A release has no outputs; and what has no checks is released as nbgrader does."""
    edit(source(course), lambda cells: cells["brightness-try"].update(execution_count=3))
    expect_releasable(course, [])
    checks(course).unlink()
    edit(source(course), lambda cells: set_source(cells, "brightness-answer", "pass"))
    with pytest.raises(ConfigurationError, match="expected the checks of brightness here, got no"):
        expect_releasable(course, [NAME])
    edit(source(course), lambda cells: set_source(cells, "brightness", "assert brightness"))
    expect_releasable(course, [NAME])


# --- the commands -----------------------------------------------------------------------------


def test_errors_give_status_1_and_a_wrong_name_2(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Lint ends with 1 where there are errors, with 2 where there is no such assignment."""
    edit(source(course), lambda cells: graded(cells, "brightness").pop("points"))
    assert cli.main(["lint"]) == 1
    out, err = capsys.readouterr()
    assert f"source/{NAME}/{NAME}.ipynb: cell brightness: error: points" in out
    assert "assignments: 1, errors: 1, notes: 2" in err
    assert cli.main(["lint", "nothing"]) == 2
    assert "no assignment 'nothing'" in capsys.readouterr().err


def test_fix_takes_out_what_jupyter_leaves(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """After outputs, a kernel's name and a random id, `--fix` gives the very file that was there."""
    before = source(course).read_bytes()
    notebook = json.loads(before)
    notebook["metadata"]["kernelspec"]["display_name"] = "Python 3 (ipykernel)"
    notebook["metadata"]["language_info"]["version"] = "3.12.1"
    notebook["cells"][4].update(execution_count=1, outputs=[])
    notebook["cells"][5].update(id="0a1b2c3d")
    source(course).write_text(json.dumps(notebook), encoding="utf-8")
    assert cli.main(["lint", "--fix"]) == 0
    done = "outputs cleared, kernel set, ids set: brightness"
    assert f"source/{NAME}/{NAME}.ipynb: {done}\n" in capsys.readouterr().out
    assert source(course).read_bytes() == before
    cli.main(["lint", "--fix"])
    assert source(course).name not in capsys.readouterr().out


def test_fix_leaves_alone_what_it_cannot_read(course: Path) -> None:
    """A file that is no notebook is told, not overwritten."""
    source(course).write_text("no notebook", encoding="utf-8")
    assert cli.main(["lint", "--fix"]) == 1
    assert source(course).read_text(encoding="utf-8") == "no notebook"


def test_a_missing_file_is_told_with_its_cell(course: Path) -> None:
    """The note stands among the others of its notebook."""
    text = "rows = np.load('rows.npy')"
    edit(source(course), lambda cells: set_source(cells, "setup", f"import numpy as np\n{text}"))
    found = [line for line in problems(course) if "'rows.npy'" in line]
    assert len(found) == 1
    assert "note: reads 'rows.npy', which is not beside the notebook" in found[0]
