"""Where a container's filter refuses namespaces, as Docker's default does: the machine is well, and a class is graded."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import made_up
import pytest
from probing import is_root
from test_plain_user import CHECKOUT, TIMEOUT_S, as_nobody

from autograder.sandbox import bubblewrap, isolation_kinds

FILTER = [sys.executable, str(CHECKOUT / "tests" / "container_filter.py")]
# what Docker leaves to a container's root
DOCKERS = "chown,dac_override,fowner,fsetid,kill,setgid,setuid,setpcap,net_bind_service,net_raw,sys_chroot"
DOCKERS += ",mknod,audit_write,setfcap"
GRADE = [sys.executable, "-m", "autograder", "grade", "tiny", "--no-gradebook", "--jobs", "1"]
pytestmark = pytest.mark.skipif(
    bool(isolation_kinds.reason_against("landlock")), reason="this machine has no Landlock"
)


def opened() -> list[str]:
    """Return the words before a command for which Python lies where all may get to it."""
    command = as_nobody()
    return command[: command.index("--")]


def as_user(user: str) -> list[str]:
    """Return the words before a command that run it as a container's root or as a plain user."""
    if not is_root():
        if user == "root":
            pytest.skip("only root can be root")
        return []
    if user == "plain":
        return as_nobody()
    kept = ",".join(f"+{name}" for name in DOCKERS.split(","))
    bounded = ["setpriv", f"--bounding-set=-all,{kept}", f"--inh-caps=-all,{kept}", "--"]
    return [*opened(), "--cap-add", "ALL", "--", *bounded]


@pytest.fixture(params=["root", "plain"])
def around(request: pytest.FixtureRequest) -> list[str]:
    """The words before a command that put it where containers are: a user, and the filter."""
    return [*as_user(request.param), *FILTER]


@pytest.fixture
def place() -> Iterator[Path]:
    """A course that a plain user may write in."""
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="docker-") as name:
        course = Path(name)
        made_up.make_assignment(course)
        made_up.hand_in(course, "ada", made_up.make_notebook())
        made_up.hand_in(course, "bob", made_up.make_notebook({"greet": READ}))
        for path in (course, *course.rglob("*")):
            path.chmod(path.stat().st_mode | stat.S_IWOTH | stat.S_IROTH | stat.S_IXOTH)
        yield course


READ = """
def greet(name):
    import os, socket
    came = []
    for way in (lambda: open("COURSE/tests/x"), lambda: os.listdir("/home"), lambda: socket.socket()):
        try:
            way()
        except OSError as error:
            came.append(type(error).__name__)
    return f"Hello, {name}!"
"""


def run(words: list[str], course: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in a course."""
    places = dict.fromkeys(("HOME", "TMPDIR"), str(course))
    return subprocess.run(
        words,
        cwd=course,
        env={**places, "PATH": os.environ["PATH"], "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )


@pytest.mark.slow
def test_under_dockers_filter_a_class_is_graded(around: list[str], place: Path) -> None:
    """With no privilege, as root and as a plain user: by Landlock's walls, and it says so."""
    result = run([*around, *GRADE, "--json", "reports.json"], place)
    assert result.returncode == 0, result.stdout[-1500:] + result.stderr[-1500:]
    assert "walls: landlock" in result.stderr
    scores = {
        report["student"]: report["score"]
        for report in json.loads((place / "reports.json").read_text())
    }
    assert scores["ada"] == 6.0


@pytest.mark.slow
def test_under_dockers_filter_the_doctor_is_well(around: list[str], place: Path) -> None:
    """It names the kind that works, and why the other does not."""
    result = run([*around, sys.executable, "-m", "autograder", "doctor"], place)
    [line] = [line for line in result.stdout.splitlines() if "confinement" in line]
    assert line.startswith("✓"), result.stdout
    assert "namespaces: no: bwrap: " in " ".join(result.stdout.split())
    assert "landlock: works" in " ".join(result.stdout.split())
    assert "✓ warm process" in result.stdout


@pytest.mark.slow
def test_a_kind_that_is_named_is_that_or_none(around: list[str], place: Path) -> None:
    """Namespaces, asked for by name where there are none: nothing is graded, and it says what to do."""
    result = run([*around, *GRADE, "--isolation", "namespaces"], place)
    assert result.returncode == 2
    assert "namespaces: a submission cannot be confined so here" in " ".join(result.stderr.split())
    assert not (place / ".autograder").exists()


@pytest.mark.slow
def test_where_a_user_may_have_no_namespaces_others_walls_stand(place: Path) -> None:
    """The same where it is no filter, but the number of user namespaces, that forbids them."""
    container = [
        bubblewrap.find_bwrap(),
        "--unshare-user",
        "--die-with-parent",
        "--dev-bind",
        "/",
        "/",
    ]
    usage = subprocess.run([container[0], "--help"], capture_output=True, text=True, check=False)
    if "--disable-userns" not in usage.stdout:
        pytest.skip("this bubblewrap, older than 0.8, makes no container without namespaces")
    result = run([*container, "--disable-userns", "--", *GRADE], place)
    assert result.returncode == 0, result.stderr[-1500:]
    assert "walls: landlock" in result.stderr
