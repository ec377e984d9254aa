from __future__ import annotations

import subprocess
from pathlib import Path

import made_up
import pytest
from nbgrader.api import Gradebook
from recorded import NAME, gradebook, make_course, nbgrader
from running import PATIENCE_S, command

from autograder.nbgrader_bridge import generate_releases

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]


def exchange_at(folder: Path) -> str:
    """Return the lines of a configuration that name an exchange for all who are on this machine."""
    return (
        'c.CourseDirectory.course_id = "tiny-course"\n'
        f'c.Exchange.root = "{folder / "exchange"}"\n'
        f'c.Exchange.cache = "{folder / "cache"}"\n'
    )


def done(run: subprocess.CompletedProcess[str]) -> str:
    """Expect that a command ended well, and return what it said."""
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout + run.stderr


@pytest.mark.slow
def test_through_the_exchange_and_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Released, fetched, solved, submitted, collected, graded and handed back, by nbgrader's commands."""
    (tmp_path / "exchange").mkdir()
    (tmp_path / "exchange").chmod(0o777)
    course = make_course(tmp_path / "course", exchange_at(tmp_path))
    student = tmp_path / "student"
    student.mkdir()
    (student / "nbgrader_config.py").write_text("c = get_config()\n" + exchange_at(tmp_path))
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name))

    monkeypatch.chdir(course)
    generate_releases(course, [NAME])
    done(nbgrader(course, "release_assignment", NAME))
    done(nbgrader(student, "fetch_assignment", NAME))
    fetched = student / NAME
    assert {path.name for path in fetched.iterdir()} == {f"{NAME}.ipynb", f"test_{NAME}.py"}
    assert "return 2 * x" not in (fetched / f"{NAME}.ipynb").read_text()
    half = {"double": "def double(x):\n    return 6"}
    made_up.write_notebook(fetched / f"{NAME}.ipynb", made_up.make_notebook(half))
    done(nbgrader(student, "submit", NAME))
    done(nbgrader(course, "collect", NAME))

    [folder] = (course / "submitted").glob(f"*/{NAME}")
    assert "UTC" in (folder / "timestamp.txt").read_text()
    who = folder.parent.name
    run = subprocess.run(
        command(), cwd=course, capture_output=True, text=True, check=False, timeout=PATIENCE_S
    )
    assert "5 / 6" in done(run)
    with Gradebook(gradebook(course)) as book:
        submission = book.find_submission(NAME, who)
        assert submission.score == 5
        assert submission.timestamp is not None
