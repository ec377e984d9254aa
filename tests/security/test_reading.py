"""What a submission can read: nothing of the course, the machine or another submission."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import made_up
import pytest
from probing import Place, kernel_of, made_by

import course_utils
from autograder.sandbox import bubblewrap
from autograder.sandbox.kernel_environment import own_environment
from autograder.sandbox.warm_process import KernelSource

CHECKOUT = Path(__file__).parents[2]
SHOWN = {os.path.abspath(path) for path in (sys.base_prefix, sys.prefix)}
SHOWN |= {str(Path(course_utils.__file__).parent)}
# What Python, IPython and TensorFlow set for themselves, beside what the sandbox gives.
OF_THEIR_OWN = {"PWD", "TERM", "CLICOLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "PAGER", "GIT_PAGER"}
OF_THEIR_OWN |= {"PIP_NO_INDEX", "PIP_DISABLE_PIP_VERSION_CHECK"}
OF_THEIR_OWN |= {"ENABLE_RUNTIME_UPTIME_TELEMETRY", "TF2_BEHAVIOR", "TPU_ML_PLATFORM"}
OF_THEIR_OWN |= {"TPU_ML_PLATFORM_VERSION", "HDF5_PLUGIN_PATH", "PYDEVD_USE_FRAME_EVAL", "LC_CTYPE"}


def ways_to_read(path: str) -> dict[str, str]:
    """Try every way to a file; return what each gave: ``read``, or the error's name."""
    import errno
    import os
    import shutil

    home = os.environ["HOME"]

    def by_link() -> None:
        link = os.path.join(home, "link")
        os.symlink(path, link)
        try:
            open(link, "rb").read(1)
        finally:
            os.unlink(link)

    def by_hard_link() -> None:
        link = os.path.join(home, "hard-link")
        os.link(path, link)
        os.unlink(link)

    ways = {
        "open": lambda: open(path, "rb").read(1),
        "list": lambda: os.listdir(os.path.dirname(path)).index(os.path.basename(path)),
        "stat": lambda: os.stat(path),
        "copy": lambda: shutil.copyfile(path, os.devnull),
        "symbolic link": by_link,
        "hard link": by_hard_link,
        "root of a process": lambda: open("/proc/1/root" + path, "rb").read(1),
        "root of this one": lambda: open("/proc/self/root" + path, "rb").read(1),
        "up from the package": lambda: open("/confined/../" + path, "rb").read(1),
    }
    came = {}
    for name, way in ways.items():
        try:
            way()
            came[name] = "read"
        except ValueError:
            came[name] = "not listed"
        except OSError as error:
            came[name] = errno.errorcode[error.errno]
    return came


def secret_files(course: Path) -> dict[str, Path]:
    """Return one file of each kind that a submission must not read."""
    assignment = made_up.make_assignment(course)
    gradebook = course / "gradebook.db"
    gradebook.write_bytes(b"SQLite format 3\0")
    return {
        "a hidden check": CHECKOUT / "autograder" / "checks" / "01_tensors" / "describe.py",
        "the engine": CHECKOUT / "autograder" / "grading" / "worker.py",
        "a solution": CHECKOUT / "source" / "01_tensors" / "01_tensors.ipynb",
        "the course's settings": CHECKOUT / "autograder.toml",
        "the tests": Path(__file__),
        "this course's check": assignment.checks / "double.py",
        "this course's solution": assignment.source,
        "another submission": made_up.hand_in(course, "bob", made_up.make_notebook()),
        "the gradebook": gradebook,
        "the machine's name": Path("/etc/hostname"),
    }


KINDS = [
    *("a hidden check", "the engine", "a solution", "the course's settings", "the tests"),
    *("this course's check", "this course's solution", "another submission", "the gradebook"),
    "the machine's name",
]


@pytest.mark.parametrize("kind", KINDS)
def test_a_submission_cannot_read(kind: str, inside: Place, tmp_path: Path) -> None:
    """By no way does a file of the course, of another student or of the system open."""
    path = secret_files(tmp_path)[kind]
    assert path.is_file()
    came = inside.run(ways_to_read, str(path))
    assert set(came.values()) <= {"ENOENT", "not listed"}, came


@pytest.mark.parametrize("kind", KINDS)
def test_without_the_sandbox_it_can_read(kind: str, unconfined: Place, tmp_path: Path) -> None:
    """The twin: the same probe opens the same file when bubblewrap is left out."""
    path = secret_files(tmp_path)[kind]
    came = unconfined.run(ways_to_read, str(path))
    assert [came["open"], came["list"], came["symbolic link"]] == ["read"] * 3, came


def accounts() -> list[str]:
    """Return the names of all users and hosts that the system tells of."""
    import pwd

    with open("/etc/hosts") as hosts:
        named = [name for line in hosts for name in line.split()[1:]]
    return sorted({user.pw_name for user in pwd.getpwall()} | set(named))


def test_a_submission_knows_itself_and_localhost_alone(inside: Place) -> None:
    """Of the machine's accounts and hosts there is nothing in the files that programs look them up in."""
    assert inside.run(accounts) == ["localhost", "root", "student"]


def test_without_the_sandbox_it_knows_the_machines_accounts(unconfined: Place) -> None:
    """The twin: without bubblewrap it reads the machine's own."""
    assert "student" not in unconfined.run(accounts)
    assert len(unconfined.run(accounts)) > 3


def files_under(folder: str, left_out: list[str]) -> list[str]:
    """Return up to 20 files under a folder, some folders left out."""
    import os

    found = []
    for top, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if os.path.join(top, name) not in left_out]
        found += [os.path.join(top, name) for name in files]
        if len(found) > 20:
            break
    return found[:20]


def test_a_submission_sees_no_home(within: Place) -> None:
    """Of the grader's home there is nothing but what leads to the Python environment."""
    assert within.run(files_under, str(Path.home()), sorted(SHOWN)) == []


def test_without_the_sandbox_it_sees_the_home(unconfined: Place) -> None:
    """The twin: the home's files are there when bubblewrap is left out."""
    if not files_under(str(Path.home()), sorted(SHOWN)):
        pytest.skip(f"there is no file in {Path.home()} to be seen")
    assert unconfined.run(files_under, str(Path.home()), sorted(SHOWN))


def everything_else(left_out: list[str]) -> list[str]:
    """Return the files and folders at the root and beside what is shown."""
    import os

    found = set()
    for place in left_out:
        while place != "/":
            place = os.path.dirname(place)
            found |= {os.path.join(place, name) for name in os.listdir(place)}
    return sorted(found)


def test_a_submission_sees_what_is_named_and_no_more(inside: Place) -> None:
    """The root holds the system's programs, Python, course_utils and the fork's own folders."""
    named = {*SHOWN, *bubblewrap.SYSTEM, *(f"/etc/{name}" for name in bubblewrap.LOOKED_UP)}
    named |= {"/confined", "/proc", "/dev", "/tmp", bubblewrap.HOME}
    named |= {str(parent) for path in named for parent in Path(path).parents}
    inside_usr = {path for path in inside.run(everything_else, sorted(SHOWN)) if in_usr(path)}
    seen = set(inside.run(everything_else, sorted(SHOWN))) - inside_usr
    assert seen <= named, seen - named


def test_without_the_sandbox_it_sees_more(unconfined: Place) -> None:
    """The twin: the checkout's own folders are seen when bubblewrap is left out."""
    seen = unconfined.run(everything_else, sorted(SHOWN))
    assert {str(CHECKOUT / "autograder"), str(CHECKOUT / "source")} <= set(seen)


def in_usr(path: str) -> bool:
    """Say whether a path is the system's own."""
    return path.startswith("/usr/")


def variables() -> dict[str, str]:
    """Return the environment, as Python has it and as the process was started with."""
    import os

    started = open("/proc/self/environ", "rb").read().decode().split("\0")
    return {**dict(pair.split("=", 1) for pair in started if pair), **os.environ}


def test_a_submission_gets_no_variable_of_the_graders(
    warm: KernelSource, monkeypatch: pytest.MonkeyPatch, inside: Place
) -> None:
    """The environment holds what the sandbox names, and nothing that the grader's holds."""
    names = inside.run(variables).keys()
    assert names <= bubblewrap.sandbox_environment().keys() | OF_THEIR_OWN


def test_the_sandbox_passes_no_variable_on(monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    """A variable of the grader's reaches no program in the sandbox; the twin passes it on."""
    monkeypatch.setenv("GRADERS_PASSWORD", token)
    show = [sys.executable, "-c", "import os; print(dict(os.environ))"]
    assert token not in made_by(bubblewrap.bwrap_command(show, own_environment()))
    assert token in made_by(
        [word for word in bubblewrap.bwrap_command(show, own_environment()) if word != "--clearenv"]
    )


def other_processes() -> list[str]:
    """Return the command lines of all processes but this one, as far as they can be read."""
    import os

    lines = []
    for name in os.listdir("/proc"):
        if name.isdigit() and int(name) != os.getpid():
            with open(f"/proc/{name}/cmdline", "rb") as file:
                lines.append(file.read().decode("utf-8", "replace"))
    return lines


def test_a_submission_sees_no_other_process(inside: Place) -> None:
    """Its /proc holds itself alone."""
    assert inside.run(other_processes) == []


def test_without_the_inner_walls_it_sees_the_warm_process(outer_only: Place) -> None:
    """The twin: within bubblewrap alone the warm process and its forks are seen."""
    assert any("fork_server.py" in line for line in outer_only.run(other_processes))


def memory_and_environment_of(pids: list[int]) -> list[str]:
    """Return which processes' memory, environment or open files can be read."""
    import os

    open_ones = []
    for pid in set(pids) - set(map(int, os.listdir("/proc/self/task"))):
        for name in ("environ", "mem", "maps", "fd", "root"):
            path = f"/proc/{pid}/{name}"
            try:
                if name in ("fd", "root"):
                    os.listdir(path)
                else:
                    open(path, "rb").close()
                open_ones.append(name)
            except OSError:
                pass
    return open_ones


def test_a_submission_cannot_read_other_processes(within: Place) -> None:
    """Neither the warm process nor its guard opens, by the machine's number or the sandbox's."""
    pids = [within.warm_pid, within.guard_pid, within.host_pid, *range(2, 40)]
    assert within.run(memory_and_environment_of, pids) == []


def test_without_the_inner_walls_it_reads_the_warm_process(outer_only: Place) -> None:
    """The twin: within bubblewrap alone the warm process's memory and files open."""
    found = set(outer_only.run(memory_and_environment_of, list(range(2, 40))))
    assert {"environ", "maps", "fd"} <= found


def strange_descriptors() -> list[str]:
    """Return the open files that are not the kernel's own: events, /dev/null, its own sockets."""
    import os
    import socket
    import stat
    import struct

    from IPython import get_ipython

    kernel = getattr(get_ipython(), "kernel", None)
    asked_on = kernel.questions.connection.fileno() if kernel else None
    strangers = []
    for name in os.listdir("/proc/self/fd"):
        try:
            what = os.readlink(f"/proc/self/fd/{name}")
            mode = os.fstat(int(name)).st_mode
        except OSError:
            continue  # the listing's own
        if what in ("/dev/null", "anon_inode:[eventfd]", "anon_inode:[eventpoll]"):
            continue
        if not stat.S_ISSOCK(mode):
            strangers.append(what)
            continue
        with socket.socket(fileno=os.dup(int(name))) as end:
            if end.family == socket.AF_INET and what[8:-1] in open("/proc/net/tcp").read().split():
                continue  # of its own network, where there is nobody: ipykernel's debugger
            kind = (end.family, end.type)
            where = os.path.basename(end.getsockname()) if end.family == socket.AF_UNIX else "?"
            credentials = end.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
            peer = struct.unpack("3i", credentials)[0]
        is_channel = where in ("channel-1", "channel-2", "channel-3", "channel-4")
        is_a_pair_of_its_own = where == "" and (peer == os.getpid() or int(name) == asked_on)
        if kind != (socket.AF_UNIX, socket.SOCK_STREAM) or not (is_channel or is_a_pair_of_its_own):
            strangers.append(f"{what} {kind} {where!r}")
    return strangers


def test_a_submission_inherits_nothing_but_its_kernels_sockets(any_warm: KernelSource) -> None:
    """No file, pipe or socket of the warm process or the grader is open in it."""
    with kernel_of(any_warm) as place:
        assert place.run(strange_descriptors) == []


@pytest.mark.parametrize("stranger", ["listener", "file", "pipe"])
def test_an_inherited_descriptor_would_be_noticed(stranger: str, tmp_path: Path) -> None:
    """The twin: in a process that was handed one more descriptor, the same probe names it."""
    (tmp_path / "log").touch()
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    reading, writing = os.pipe()
    log = os.open(tmp_path / "log", os.O_RDONLY)
    handed = {"listener": listener.fileno(), "file": log, "pipe": reading}[stranger]
    before = len(strange_descriptors())
    extra = os.dup(handed)
    try:
        assert len(strange_descriptors()) == before + 1
    finally:
        for descriptor in (extra, log, reading, writing):
            os.close(descriptor)
        listener.close()


def told_by_proc(names: list[str]) -> dict[str, str]:
    """Return what /proc says of the machine, by the file's name; of what cannot be read, nothing."""
    told = {}
    for name in names:
        try:
            told[name] = open(f"/proc/{name}").read()
        except OSError:
            told[name] = ""
    return told


TOLD = ["cmdline", "diskstats", "keys", "key-users", "partitions", "swaps"]


def test_proc_tells_nothing_of_the_machine(within: Place) -> None:
    """The machine's command line, the names of its keys, its disks: nothing is there to be read."""
    assert within.run(told_by_proc, TOLD) == dict.fromkeys(TOLD, "")


def test_without_the_inner_walls_proc_tells(outer_only: Place) -> None:
    """The twin: within bubblewrap alone the machine's command line is there."""
    assert outer_only.run(told_by_proc, TOLD)["cmdline"]
