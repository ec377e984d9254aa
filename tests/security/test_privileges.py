"""What rights a submission has: none, and no way to more."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from probing import Place, is_root

from autograder.sandbox import without_namespaces
from autograder.sandbox.kernel_environment import own_environment

CAP_DAC_READ_SEARCH = 1 << 2


def python_is_closed() -> bool:
    """Say whether root grades, with a Python that other users cannot get to."""
    folders = map(Path, own_environment().folders)
    return is_root() and any(without_namespaces._is_closed(folder) for folder in folders)


def rights() -> dict[str, str]:
    """Return the process's capabilities and whether it may gain privileges."""
    with open("/proc/self/status") as status:
        pairs = dict(line.split(":", 1) for line in status)
    return {name: text.strip() for name, text in pairs.items() if name.startswith(("Cap", "NoNew"))}


@pytest.mark.parametrize("walls", ["inside", "outer_only", "inner_only", "without_namespaces"])
def test_a_submission_has_no_capability(walls: str, request: pytest.FixtureRequest) -> None:
    """All walls together, and either alone, leave no capability and no way to gain one."""
    found = request.getfixturevalue(walls).run(rights)
    assert found.pop("NoNewPrivs") == "1"
    if walls in ("outer_only", "without_namespaces"):
        found.pop("CapBnd")  # what it bounds cannot be gained: no new privileges
    if walls == "without_namespaces" and python_is_closed():
        assert {int(text, 16) for text in found.values()} == {CAP_DAC_READ_SEARCH}
        return
    assert {int(text, 16) for text in found.values()} == {0}


def test_without_walls_it_can_gain_privileges(unconfined: Place) -> None:
    """The twin: with no walls, programs may give it more, and run by root it has all."""
    found = unconfined.run(rights)
    assert found["NoNewPrivs"] == "0"
    assert (int(found["CapEff"], 16) != 0) == is_root()


def in_a_child(what: str) -> str:
    """Do something in a child process, so that the kernel itself stays as it is."""
    import ctypes
    import errno
    import os

    libc = ctypes.CDLL(None, use_errno=True)
    home = os.environ["HOME"].encode()
    users, mounts = 0x10000000, 0x00020000

    def more_files() -> int:
        import resource

        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (1 << 16, 1 << 16))
        except (ValueError, OSError):
            ctypes.set_errno(errno.EPERM)
            return -1
        return 0

    ways = {
        "new user namespace": lambda: libc.unshare(users),
        "new mount namespace": lambda: libc.unshare(mounts),
        "new process namespace": lambda: libc.unshare(0x20000000),
        "mount in a new namespace": lambda: (
            libc.unshare(users | mounts) or libc.mount(b"tmpfs", home, b"tmpfs", 0, None)
        ),
        "mount": lambda: libc.mount(b"tmpfs", home, b"tmpfs", 0, None),
        "unmount": lambda: libc.umount2(home, 2),
        "remount": lambda: libc.mount(None, b"/", None, 0x20 | 0x1000, None),
        "root directory": lambda: libc.chroot(home),
        "host name": lambda: libc.sethostname(b"probe", 5),
        "user": lambda: libc.setresuid(0, 0, 0),
        "groups": lambda: libc.setgroups(0, None),
        "device": lambda: libc.mknod(home + b"/device", 0o20666, 0x103),
        "more files": more_files,
    }

    read, write = os.pipe()
    if os.fork() == 0:
        answer = "done" if ways[what]() == 0 else errno.errorcode[ctypes.get_errno()]
        os.write(write, answer.encode())
        os._exit(0)
    os.wait()
    return os.read(read, 100).decode()


REFUSED = {
    "new user namespace": "EPERM",
    "mount in a new namespace": "EPERM",
    "new mount namespace": "EPERM",
    "new process namespace": "EPERM",
    "mount": "EPERM",
    "unmount": "EPERM",
    "remount": "EPERM",
    "root directory": "EPERM",
    "host name": "EPERM",
    "user": "EINVAL",
    "groups": "EPERM",
    "device": "EPERM",
    "more files": "EPERM",
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_submission_is_refused(what: str, within: Place) -> None:
    """Namespaces, mounts, another root, user or group, a device, a higher limit: all refused."""
    no_such_user = {"EINVAL": "EPERM"}  # but outside of a namespace of its own there is root
    came = within.run(in_a_child, what)
    assert no_such_user.get(came, came) == no_such_user.get(REFUSED[what], REFUSED[what])


@pytest.mark.parametrize("what", ["new user namespace", "mount in a new namespace"])
def test_without_the_inner_walls_it_makes_namespaces(what: str, outer_only: Place) -> None:
    """The twin: within bubblewrap alone it makes a user namespace and mounts in it."""
    assert outer_only.run(in_a_child, what) == "done"


@pytest.mark.skipif(not is_root(), reason="only root may do these anyway")
@pytest.mark.parametrize(
    "what", ["new mount namespace", "new process namespace", "root directory", "user", "groups"]
)
def test_without_walls_root_may(what: str, unconfined: Place) -> None:
    """The twin of the rest: run by root with no walls, a submission's child does them."""
    assert unconfined.run(in_a_child, what) == "done"


def mounts_that_give_rights() -> list[str]:
    """Return the mounts on which a setuid program would gain its owner's rights."""
    import os

    with open("/proc/self/mountinfo") as mounts:
        points = [line.split()[4] for line in mounts]
    return [point for point in points if not os.statvfs(point).f_flag & os.ST_NOSUID]


def setuid_programs() -> list[str]:
    """Return the system's setuid programs that can be seen."""
    import os
    import stat

    found = []
    for folder in ("/usr/bin", "/usr/sbin", "/usr/lib"):
        for entry in os.scandir(folder):
            mode = entry.stat(follow_symlinks=False).st_mode
            if stat.S_ISREG(mode) and mode & stat.S_ISUID:
                found.append(entry.path)
    return found


def test_setuid_programs_give_nothing(inside: Place) -> None:
    """Every mount ignores the setuid bit, on the system's own programs too."""
    assert inside.run(mounts_that_give_rights) == []


def test_without_the_sandbox_setuid_programs_give_rights(unconfined: Place) -> None:
    """The twin: with no walls, the mount with the system's setuid programs honours it."""
    if not unconfined.run(setuid_programs):
        pytest.skip("this machine has no setuid program")
    if os.statvfs("/usr/bin").f_flag & os.ST_NOSUID:
        pytest.skip("this machine mounts its programs without the setuid bit")
    assert unconfined.run(mounts_that_give_rights)


def user() -> list[int]:
    """Return the user and group that the process runs as."""
    import os

    return [*os.getresuid(), *os.getresgid()]


def test_a_submission_never_runs_as_root(inside: Place, unconfined: Place) -> None:
    """Graded by root, a submission runs as nobody; the twin runs as whoever grades."""
    assert 0 not in inside.run(user)
    assert unconfined.run(user)[0] == os.getuid()
