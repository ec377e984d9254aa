"""What is particular to the walls that need no namespaces: each claim, and the same probe without them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import made_up
import pytest
from probing import Outcome, Place, gone, kernel_of, processes_named
from running import until
from test_network import FAMILIES, knock, listen, reach, say
from test_processes import become_daemon
from test_reading import KINDS, secret_files, ways_to_read

from autograder.course.limits import Limits
from autograder.sandbox.warm_process import KernelSource, WarmProcess

REFUSED = {"EACCES", "EPERM", "EXDEV", "ENOENT"}
OPENS = {"open", "list", "copy", "symbolic link", "hard link", "root of a process"}
OPENS |= {"root of this one", "up from the package"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_submission_cannot_read(kind: str, without_namespaces: Place, tmp_path: Path) -> None:
    """By no way does a file of the course, of another student or of the system open."""
    path = secret_files(tmp_path)[kind]
    assert path.is_file()
    came = without_namespaces.run(ways_to_read, str(path))
    assert {came[way] for way in OPENS} <= REFUSED, came


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("walls", ["without_namespaces", "first_layer_only"])
def test_a_submission_cannot_connect(
    walls: str, family: str, tmp_path: Path, token: str, request: pytest.FixtureRequest
) -> None:
    """No socket can be made, and what is there connects to nothing."""
    outcome, heard = say(request.getfixturevalue(walls), family, tmp_path, token, 0.2)
    assert heard == b""
    assert outcome == Outcome(error="ENOTSUP")


def send_by_a_pair(path: str) -> list[str]:
    """Try to reach another program's socket by one of a pair; return what came of each way."""
    import errno
    import socket

    came = []
    for kind in (socket.SOCK_STREAM, socket.SOCK_SEQPACKET, socket.SOCK_DGRAM):
        try:
            one, _ = socket.socketpair(socket.AF_UNIX, kind)
        except OSError as error:
            came.append(errno.errorcode[error.errno])
            continue
        for way, *given in ((one.sendto, b"x", path), (one.connect, path), (one.bind, "x")):
            try:
                way(*given)
                came.append("done")
            except OSError as error:
                came.append(errno.errorcode[error.errno])
    return came


def test_a_pair_of_sockets_reaches_nobody_else(without_namespaces: Place, tmp_path: Path) -> None:
    """A pair is for its two ends; one of datagrams, which go anywhere, cannot be had."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(tmp_path / "ear"))
        ear.setblocking(False)
        came = without_namespaces.run(send_by_a_pair, str(tmp_path / "ear"))
        assert came[-1] == "EPERM"
        assert set(came) <= {"EPERM", "EISCONN", "EOPNOTSUPP", "ENOTSUP"} or came[3] == "done"
        with pytest.raises(BlockingIOError):
            ear.recv(1)


def test_without_walls_a_pair_reaches_others(unconfined: Place, tmp_path: Path) -> None:
    """The twin: with no walls, a datagram of such a pair arrives."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(tmp_path / "ear"))
        ear.settimeout(5)
        assert unconfined.run(send_by_a_pair, str(tmp_path / "ear"))[6] == "done"
        assert ear.recv(1) == b"x"


def test_siblings_do_not_reach_each_other(landlock_warm: KernelSource, token: str) -> None:
    """No submission listens, and none connects."""
    with kernel_of(landlock_warm) as first, kernel_of(landlock_warm) as second:
        assert first.attempt(listen, token) == Outcome(error="ENOTSUP")
        assert second.attempt(reach, token) == Outcome(error="ENOTSUP")
        assert second.attempt(knock, landlock_warm.address) == Outcome(error="ENOTSUP")


def tamper(path: str) -> dict[str, str]:
    """Try to change a file that is there for all, and its rights and times; return what came of it."""
    import errno
    import os

    ways = {
        "write": lambda: open(path, "ab").close(),
        "truncate": lambda: os.truncate(path, 0),
        "open and truncate": lambda: os.close(os.open(path, os.O_RDONLY | os.O_TRUNC)),
        "remove": lambda: os.unlink(path),
        "rename": lambda: os.rename(path, path + "-"),
        "link": lambda: os.link(path, os.environ["HOME"] + "/linked"),
        "attribute": lambda: os.setxattr(path, "user.probe", b"x"),
        "rights": lambda: os.chmod(path, 0o600),
        "times": lambda: os.utime(path, (1, 1)),
        "owner": lambda: os.chown(path, os.getuid(), -1),
    }
    came = {}
    for name, way in ways.items():
        try:
            way()
            came[name] = "done"
        except OSError as error:
            came[name] = errno.errorcode[error.errno]
    return came


def test_a_submission_changes_nothing_that_all_read(without_namespaces: Place) -> None:
    """Neither content nor rights nor times of the package change, whoever owns it."""
    path = Path(made_up.__file__).parents[1] / "course_utils" / "__init__.py"
    before, content = path.stat(), path.read_bytes()
    came = without_namespaces.run(tamper, str(path))
    after = path.stat()
    assert "done" not in {came[name] for name in list(came)[:7]}, came
    assert path.read_bytes() == content
    assert (after.st_mode, after.st_mtime, after.st_ctime) == (
        *(before.st_mode, before.st_mtime, before.st_ctime),
    )


def places_that_take_a_file(name: str) -> list[str]:
    """Return the folders, of all that can be thought of, that take a new file."""
    import os
    import sys
    import tempfile

    home = os.environ["HOME"]
    places = ["/", "/tmp", "/var/tmp", "/dev/shm", "/run", "/dev", "/etc", sys.prefix, home]
    places += [os.path.dirname(home), os.path.dirname(os.path.dirname(home)), tempfile.gettempdir()]
    took = []
    for place in places:
        try:
            open(os.path.join(place, name), "x").close()
            took.append(place)
        except OSError:
            pass
    return took


def test_every_writable_path_is_the_forks_own(landlock_warm: KernelSource, token: str) -> None:
    """A home and a folder for what is temporary take files; a sibling neither sees nor keeps them."""
    with kernel_of(landlock_warm) as first, kernel_of(landlock_warm) as second:
        mine = first.run(places_that_take_a_file, token)
        assert [os.path.basename(place) for place in mine] == ["home", "tmp"]
        came = second.run(ways_to_read, f"{mine[0]}/{token}")
        assert {came[way] for way in OPENS} <= REFUSED, came
        folder = Path(mine[0]).parent
        assert folder.is_dir()
    assert not folder.exists()


def test_without_walls_all_places_are_shared(unconfined: Place, token: str) -> None:
    """The twin: with no walls the machine's own folders take a file."""
    took = unconfined.run(places_that_take_a_file, token)
    for place in took:
        (Path(place) / token).unlink()
    assert {"/tmp", "/dev/shm"} <= set(took)


def fill(folders: int, files: int, size: int) -> str:
    """Make folders in folders, one of them closed, and files."""
    import os

    for _ in range(folders):
        os.mkdir("d")
        os.chdir("d")
    os.mkdir("closed", 0)
    for number in range(files):
        with open(f"f{number}", "wb") as file:
            file.write(bytes(size))
    os.chdir(os.environ["HOME"])
    return "filled"


def test_however_deep_its_folders_are_they_are_removed(landlock_warm: KernelSource) -> None:
    """A tree with paths longer than the system takes is gone with its submission."""
    homes = Path(landlock_warm.address).parent / "homes"
    before = set(homes.iterdir())
    with kernel_of(landlock_warm) as place:
        assert place.run(fill, 2500, 3, 10) == "filled"
        assert set(homes.iterdir()) > before
    until(lambda: set(homes.iterdir()) == before, "its folder is gone")


def test_what_it_writes_in_all_is_bounded(landlock_warm: KernelSource) -> None:
    """Files that are each within the limit, and together not: the process ends, and it says why."""
    with kernel_of(landlock_warm, Limits(disk_mib=8)) as place:
        status, text = place.cell(
            "import time\nfor n in range(400):\n    open(f'f{n}', 'wb').write(bytes(1 << 20))\n"
            "    time.sleep(0.02)"
        )
    assert status == "crashed"
    assert "it wrote more files than it may" in text


def test_a_submission_sees_its_own_process_alone(without_namespaces: Place) -> None:
    """Others have a number that can be counted up to, and no more."""
    came = without_namespaces.attempt(other_command_line, os.getpid())
    assert came == Outcome(error="EACCES")


def test_without_walls_it_sees_others(unconfined: Place) -> None:
    """The twin: with no walls the tests' own command line opens."""
    own = Path("/proc/self/cmdline").read_text()
    assert unconfined.run(other_command_line, os.getpid()) == own


def other_command_line(pid: int) -> str:
    """Return a process's command line."""
    return open(f"/proc/{pid}/cmdline").read()


LISTENER = """
import signal, sys
print("ready", flush=True)
print("signalled" if signal.sigtimedwait([signal.SIGURG], float(sys.argv[1])) else "", flush=True)
"""


def signal_all() -> str:
    """Send all processes a signal that they ignore unless they wait for it."""
    import os
    import signal

    os.kill(-1, signal.SIGURG)
    return "sent"


def heard_of_a_signal_to_all(place: Place, wait_s: float) -> str:
    """Let a submission signal all; return what another program of the user's heard."""
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGURG])
    command = [sys.executable, "-c", LISTENER, str(wait_s)]
    try:
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as listener:
            assert listener.stdout is not None
            assert listener.stdout.readline() == "ready\n"
            place.attempt(signal_all)
            return listener.stdout.readline().strip()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def test_a_signal_to_all_reaches_nobody_else(without_namespaces: Place) -> None:
    """The kernel says that it was sent, and nobody outside gets it."""
    assert heard_of_a_signal_to_all(without_namespaces, 1) == ""


def test_without_walls_a_signal_to_all_is_heard(unconfined: Place) -> None:
    """The twin: with no walls the same program hears it."""
    assert heard_of_a_signal_to_all(unconfined, 60) == "signalled"


def weaken(pid: int) -> list[str]:
    """Try to slow, limit or bind another process of the same user; return what worked."""
    import os
    import resource

    ways = {
        "nice": lambda: os.setpriority(os.PRIO_PROCESS, pid, 19),
        "nice to a user": lambda: os.setpriority(os.PRIO_USER, os.getuid(), 19),
        "limit": lambda: resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0)),
        "cores": lambda: os.sched_setaffinity(pid, {0}),
        "idle": lambda: os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0)),
    }
    worked = []
    for name, way in ways.items():
        try:
            way()
            worked.append(name)
        except OSError:
            pass
    return worked


def test_a_submission_weakens_no_other_process(without_namespaces: Place) -> None:
    """Neither priority nor limits nor cores of another process change, whoever's it is."""
    assert without_namespaces.run(weaken, without_namespaces.guard_pid) == []


def test_a_daemon_ends_with_the_warm_process(token: str) -> None:
    """When the warm process is killed, guards end what submissions started."""
    name = f"probe{token[:9]}"
    with (
        WarmProcess(isolation="landlock") as process,
        kernel_of(KernelSource(process.address, "landlock")) as place,
    ):
        place.run(become_daemon, name)
        assert processes_named(name)
        os.kill(place.warm_pid, signal.SIGKILL)
        assert gone(name)
