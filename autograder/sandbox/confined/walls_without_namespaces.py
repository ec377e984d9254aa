"""The walls without namespaces: Landlock, a list of system calls, and a guard that ends leftover processes.

They need no privilege. There are two layers. The warm process puts the first around itself before it imports
anything; a fork puts the second around itself before a student's code runs in it. The list of system calls
covers what Landlock cannot. Linux only, and standard library only.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import signal
import socket
import tempfile
import time
from typing import Any

import isolation
import landlock
import seccomp
from own_shared_memory import use_own_shared_memory
from process_count import ProcessCount
from seccomp import Policy, Rule
from tree_removal import measure_tree, remove_tree
from walls import NoWalls

PR_SET_DUMPABLE, PR_SET_KEEPCAPS, PR_SET_CHILD_SUBREAPER = 4, 8, 36
PR_SET_PDEATHSIG, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 1, 47, 2
CAP_DAC_READ_SEARCH = 2
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
PROC = ("cpuinfo", "filesystems", "loadavg", "meminfo", "stat", "uptime", "version", "sys")
FIRST_USER = 100_000  # above all numbers of people
FEWER_USERS = (20_000, 40_000)  # in a container with 65,536 users: the first, and how many
LOOKS_AFTER_S = 0.5  # between two measurements of the folder
MOST_FILES = 20_000
TRUNCATING_SINCE = 3  # version of Landlock

STREAM, SEQPACKET = 1, 5
OWNERS = (8, 10, 15, 1024, 1026)  # of `fcntl`: F_SETOWN and its kind, leases
SETTINGS = (
    0x5412,
    0x541C,
    0x8901,
    0x8902,
    0x40086602,
    0x401C5820,
)  # of `ioctl`: owners, attributes
ITSELF = (0,)
# Without namespaces, all processes share everything with a number or a name.
SHARED = {
    # Landlock controls neither UDP nor the sockets of other programs. ZeroMQ goes on after this error.
    "socket": (Rule("in", 0, (), errno.EOPNOTSUPP),),
    "socketpair": (Rule("in", 1, (STREAM, SEQPACKET), mask=0xF),),  # a datagram can go anywhere
    "prlimit64": (Rule("in", 0, ITSELF),),
    "setpriority": (Rule("in", 0, ITSELF), Rule("in", 1, ITSELF)),
    "ioprio_set": (Rule("in", 1, ITSELF),),
    "sched_setaffinity": (Rule("in", 0, ITSELF),),
    "sched_setscheduler": (Rule("in", 1, (0,)),),  # every process has this from the start
    "fcntl": (Rule("not in", 1, OWNERS),),
    "ioctl": (Rule("not in", 1, SETTINGS),),
}
BY_KEY: tuple[str, ...] = (
    "shmget",
    "shmat",
    "shmctl",
    "semget",
    "semctl",
    "semop",
    "semtimedop",
    "msgget",
    "msgctl",
)
BY_KEY += ("msgsnd", "msgrcv", "mq_open", "mq_unlink", "mq_notify")
NEVER = dict.fromkeys(("connect", "bind", "sched_setattr", *BY_KEY), errno.EPERM)
# Landlock lets a user change the rights and times of all his files. Such a call does nothing here but seems
# to succeed: else code that copies a file would fail.
PRETENDED: tuple[str, ...] = (
    "chmod",
    "fchmod",
    "fchmodat",
    "chown",
    "fchown",
    "fchownat",
    "lchown",
)
PRETENDED += ("utime", "utimes", "futimesat", "utimensat")
ATTRIBUTES = ("setxattr", "lsetxattr", "fsetxattr", "removexattr", "lremovexattr", "fremovexattr")
OWNERS_RIGHTS = 0o6000  # a program with these runs with its owner's rights
OF_OTHERS = ("rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_send_signal", "tkill")


def confine_warm_process(walls: dict[str, Any]) -> None:
    """Put the first layer around this process: its files, no network, the list of system calls.

    Args:
        walls: ``read``, the paths to read; ``listed``, those only to list; ``home``, its own home;
            ``homes``, the folder of the forks' folders.
    """
    isolation.refuse_new_privileges()
    readable = [*walls["read"], "/proc"]
    landlock.restrict(
        readable, [walls["home"], walls["homes"], *DEVICES], list_only=walls["listed"]
    )
    seccomp.install_seccomp_filter(Policy(SHARED, NEVER))
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


class LandlockWalls(NoWalls):  # type: ignore[misc]  # mypy does not see the modules beside it
    """The second layer, around one fork, and the work of its guard."""

    own_processes = False  # `ProcessCount` counts them

    def __init__(self, disk_bytes: int, walls: dict[str, Any], processes: int) -> None:
        super().__init__(disk_bytes)
        self._walls, self._processes = walls, processes
        self._user = free_user() if os.geteuid() == 0 else None
        self._folder = os.path.join(walls["homes"], str(os.getpid()))
        self._ours, self._theirs = socket.socketpair()
        self._count: ProcessCount | None = None
        self._measured = time.monotonic()
        self.look_s: float | None = LOOKS_AFTER_S

    def enter_guard(self) -> None:
        """Make the fork's folders; become the parent of every process that the fork leaves behind."""
        _prctl(PR_SET_CHILD_SUBREAPER, 1)
        for folder in ("", "home", "tmp"):
            os.mkdir(os.path.join(self._folder, folder), 0o700)
            if self._user is not None:
                os.chown(os.path.join(self._folder, folder), self._user, self._user)

    def enter_kernel(self) -> None:
        """Put the second layer around the kernel's process, which is this one."""
        isolation.die_with_parent()
        self._ours.close()
        os.setsid()
        home, temporary = (os.path.join(self._folder, name) for name in ("home", "tmp"))
        os.environ |= {"HOME": home, "TMPDIR": temporary}
        tempfile.tempdir = None  # it may remember another folder
        use_own_shared_memory(temporary)
        self._become_own_user()
        readable = [*self._walls["read"], *self._walls["listed"], self._walls["home"]]
        readable += [*(f"/proc/{name}" for name in PROC), f"/proc/{os.getpid()}"]
        landlock.restrict(readable, [home, temporary, *DEVICES])
        listener = seccomp.install_seccomp_filter(self._policy())
        socket.send_fds(self._theirs, [b"walls"], [listener])
        os.close(listener)
        self._theirs.close()

    def _become_own_user(self) -> None:
        """Become a user that owns nothing else; one that may enter closed folders, if Python is in one."""
        if self._user is None:
            isolation.keep_capabilities(0)
            return
        if self._walls["closed"]:
            _prctl(PR_SET_KEEPCAPS, 1)
        os.setgroups([])
        os.setresgid(self._user, self._user, self._user)
        os.setresuid(self._user, self._user, self._user)
        isolation.keep_capabilities(1 << CAP_DAC_READ_SEARCH if self._walls["closed"] else 0)
        if self._walls["closed"]:
            _prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_READ_SEARCH)
        _prctl(PR_SET_DUMPABLE, 1)  # else it could not read its own /proc

    def _policy(self) -> Policy:
        """Return the policy of a fork, which is stricter than its warm process's."""
        rules: dict[str, tuple[Rule, ...]] = {**SHARED}
        rules["prctl"] = (Rule("not in", 0, (PR_SET_PDEATHSIG,)),)  # it must end with its guard
        answers = {**NEVER, **dict.fromkeys(ATTRIBUTES, errno.EPERM)}
        for name, argument in (("chmod", 1), ("fchmod", 1), ("fchmodat", 2)):
            rules[name] = (Rule("without", argument, (OWNERS_RIGHTS,)),)
        if self._user is None:
            answers |= dict.fromkeys(PRETENDED, 0)
            if landlock.version() < landlock.SCOPES_SINCE:
                rules["kill"] = (Rule("in", 0, (0, os.getpid())),)
                rules["tgkill"] = (Rule("in", 0, (os.getpid(),)),)
                answers |= dict.fromkeys(OF_OTHERS, errno.EPERM)
            if landlock.version() < TRUNCATING_SINCE:
                answers["truncate"] = errno.EPERM
                rules["open"] = (Rule("not in", 1, (os.O_TRUNC,), mask=os.O_TRUNC | os.O_ACCMODE),)
                rules["openat"] = (rules["open"][0]._replace(argument=2),)
        return Policy(rules, answers, frozenset({"clone", "fork", "vfork"}))

    def awaited(self) -> list[int]:
        """Return the descriptor with questions about processes, once the walls are up."""
        self._theirs.close()
        _, descriptors, _, _ = socket.recv_fds(self._ours, 16, 1)
        self._ours.close()
        if not descriptors:
            return []
        self._count = ProcessCount(descriptors[0], self._processes)
        return [descriptors[0]]

    def look(self, ready: list[Any]) -> int:
        """Answer questions and measure the folder; return the signal to end the kernel by, or 0."""
        if self._count is not None and self._count.listener in ready:
            self._count.answer()
        if time.monotonic() - self._measured < (self.look_s or 0):
            return 0
        began = time.monotonic()
        used, files = measure_tree(self._folder, MOST_FILES)
        self._measured = time.monotonic()
        self.look_s = max(LOOKS_AFTER_S, 20 * (self._measured - began))
        return signal.SIGXFSZ if used > self._disk_bytes or files > MOST_FILES else 0

    def clean(self) -> None:
        """End every process that the kernel has left, and remove its folders."""
        if self._count is not None:
            self._count.close()  # from now on they can start no others
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            for pid in children_of(os.getpid()):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            try:
                ended, _ = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                break
            if ended == 0:
                time.sleep(0.001)
        remove_tree(self._folder)


def children_of(pid: int) -> list[int]:
    """Return a process's children."""
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return [int(word) for word in file.read().split()]


def free_user() -> int | None:
    """Return a user that owns nothing, with a number made from this process's, which is unique.

    None: in this container there is no second user; its root is the user who started it.
    """
    with open("/proc/self/uid_map", encoding="ascii") as lines:
        ranges = [(int(first), int(count)) for first, _, count in map(str.split, lines)]
    first, many = FEWER_USERS
    for number in (FIRST_USER + os.getpid(), first + os.getpid() % many):
        if any(start <= number < start + count for start, count in ranges):
            return number
    return None


def _prctl(*arguments: int) -> None:
    padded = [*arguments, 0, 0, 0, 0][:5]
    if ctypes.CDLL(None, use_errno=True).prctl(*map(ctypes.c_ulong, padded)) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"prctl {arguments}: {os.strerror(number)}")
