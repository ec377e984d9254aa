"""The same as a user who is not root: another way into the sandbox, the same walls."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from probing import is_root

from autograder.sandbox import bubblewrap

CHECKOUT = Path(__file__).parents[2]
TIMEOUT_S = 600  # root cannot end what nobody started, having no capability to; this can
REDUCED = [
    "test_reading.py::test_a_submission_cannot_read",
    "test_reading.py::test_a_submission_sees_no_other_process",
    "test_reading.py::test_a_submission_inherits_nothing_but_its_kernels_sockets",
    "test_writing.py::test_every_writable_path_is_the_forks_own",
    "test_writing.py::test_dev_is_closed_by_the_outer_wall",
    "test_reading.py::test_the_sandbox_passes_no_variable_on",
    "test_network.py::test_siblings_do_not_reach_each_other",
    "test_network.py::test_a_submission_does_not_reach_the_warm_process",
    "test_privileges.py::test_a_submission_is_refused",
    "test_processes.py::test_a_submission_cannot_signal",
    "test_processes.py::test_a_submission_cannot_trace",
    "test_processes.py::test_a_daemon_ends_with_its_submission",
    "test_containers.py::test_in_a_container_the_walls_stand",
    "test_honest_work.py",
    "test_walls_without_namespaces.py",
    "test_processes.py::test_one_submissions_processes_leave_room_for_anothers",
]


def closed_folder_above(path: Path) -> Path | None:
    """Return the outermost folder above a path that other users may not enter."""
    for folder in reversed(path.parents):
        if not folder.stat().st_mode & stat.S_IXOTH:
            return folder
    return None


def as_nobody() -> list[str]:
    """Return the words before a command that run it as nobody, Python and checkout in sight."""
    needed = [Path(os.path.abspath(path)) for path in (sys.base_prefix, sys.prefix, CHECKOUT)]
    shut = {path: closed_folder_above(path) for path in needed}
    command = [bubblewrap.find_bwrap(), "--die-with-parent", "--dev-bind", "/", "/"]
    for folder in sorted({folder for folder in shut.values() if folder is not None}):
        command += ["--perms", "0755", "--tmpfs", str(folder)]
    for path, folder in shut.items():
        if folder is not None:
            for above in reversed([above for above in path.parents if folder in above.parents]):
                command += ["--perms", "0755", "--dir", str(above)]
            command += ["--ro-bind", str(path), str(path)]
    become = ["setpriv", f"--reuid={bubblewrap.NOBODY}", f"--regid={bubblewrap.NOBODY}"]
    become += ["--clear-groups", "--inh-caps=-all", "--"]
    return [*command, "--", *become, "timeout", "--kill-after=2", f"{TIMEOUT_S}"]


@pytest.mark.slow
@pytest.mark.skipif(not is_root(), reason="the tests run as a plain user anyway")
def test_the_walls_stand_for_a_plain_user_too(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A reduced set of these tests, run by nobody, passes."""
    if shutil.which("setpriv") is None:
        pytest.skip("no setpriv to become another user with")
    home = Path("/var/tmp") / f"plain-user-{os.getpid()}"
    home.mkdir(mode=0o755)
    os.chown(home, bubblewrap.NOBODY, bubblewrap.NOBODY)
    options = ["-q", "-p", "no:cacheprovider", f"--basetemp={home / 'tests'}"]
    places = dict.fromkeys(("HOME", "TMPDIR", "HYPOTHESIS_STORAGE_DIRECTORY"), str(home))
    nodes = [f"{CHECKOUT}/tests/security/{node}" for node in REDUCED]
    try:
        result = subprocess.run(
            [*as_nobody(), sys.executable, "-m", "pytest", *options, *nodes],
            cwd=CHECKOUT,
            env={**places, "PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S + 10,
            check=False,
        )
    finally:
        shutil.rmtree(home)
    if "Operation not permitted" in result.stderr and "passed" not in result.stdout:
        pytest.skip(f"nobody may not be one here: {result.stderr.strip()[-200:]}")
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-2000:]
    assert " passed" in result.stdout
    assert "failed" not in result.stdout
