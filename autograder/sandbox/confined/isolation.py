"""The inner walls: each fork puts them around itself before a student's code runs in it.

Linux only, and standard library only. The outer wall is bubblewrap
(`autograder.sandbox.bubblewrap`). The inner walls keep a submission from the warm process and from other
submissions.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import resource
import socket
import struct
import sys
from typing import Any

import landlock
import seccomp

_LIBC = ctypes.CDLL(None, use_errno=True)

CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWUSER = 0x00020000, 0x08000000, 0x10000000
CLONE_NEWPID, CLONE_NEWNET = 0x20000000, 0x40000000
MS_NOSUID, MS_NODEV, MS_NOEXEC = 0x2, 0x4, 0x8
MS_BIND, MS_REC = 0x1000, 0x4000
# Files of every /proc that tell of the machine, its disks and its keys. Nothing can cover the list of a
# process's own mounts, which tells where on the machine they come from.
TOLD_BY_PROC = ("cmdline", "diskstats", "key-users", "keys", "modules", "partitions", "swaps")
NOTHING = os.path.join(os.path.dirname(os.path.abspath(__file__)), "etc", "nothing")
PR_SET_PDEATHSIG, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 24, 38
CAPABILITY_VERSION_3 = 0x20080522
LAST_CAPABILITY = 63
SIOCSIFFLAGS, IFF_UP = 0x8914, 0x1
KEYCTL = {"x86_64": 250, "aarch64": 219}  # the system call's number; the C library lacks it
KEYCTL_JOIN_SESSION_KEYRING = 1
RLIMIT_SIGPENDING = 11  # the module `resource` lacks it


def enter_namespaces() -> None:
    """Enter new namespaces: user, mounts, network and IPC at once, PIDs from the next fork on.

    Raises:
        OSError: the kernel refuses.
    """
    uid, gid = os.getuid(), os.getgid()
    flags = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWNET
    _check(_LIBC.unshare(flags), "unshare")
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{uid} {uid} 1"),
        ("gid_map", f"{gid} {gid} 1"),
    ):
        _write(f"/proc/self/{name}", text)
    _bring_loopback_up()


def _bring_loopback_up() -> None:
    """Make ``localhost`` work, as programs expect; this network namespace has no other users."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sH14x", b"lo", IFF_UP)
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, request)


def mount_private_filesystems(home: str, size_bytes: int) -> None:
    """Mount a /proc that shows only this fork, and empty, bounded, writable folders.

    Each fork has its own ``home``, /tmp and /dev/shm, in memory, and its own terminals. They end with the
    fork, and other forks cannot reach them.
    """
    _check(_LIBC.mount(b"proc", b"/proc", b"proc", MS_NOSUID | MS_NODEV, None), "mount /proc")
    _cover_what_proc_tells()
    terminals = (b"devpts", MS_NOSUID | MS_NOEXEC, b"newinstance,ptmxmode=0666,mode=620")
    _check(_LIBC.mount(b"devpts", b"/dev/pts", *terminals), "mount /dev/pts")
    options = f"size={size_bytes},nr_inodes=20000,mode=0700".encode()
    kept = [(path, os.open(path, os.O_PATH)) for path in _python_paths()]
    for folder in (home, "/tmp", "/dev/shm"):
        status = _LIBC.mount(b"tmpfs", folder.encode(), b"tmpfs", MS_NOSUID | MS_NODEV, options)
        _check(status, f"mount {folder}")
    for path, descriptor in kept:
        if not os.path.exists(path):  # it was under one of those folders: show it again
            os.makedirs(path)
            source = f"/proc/self/fd/{descriptor}".encode()
            status = _LIBC.mount(source, path.encode(), None, MS_BIND | MS_REC, None)
            _check(status, f"mount {path}")
        os.close(descriptor)


def _cover_what_proc_tells() -> None:
    """Put an empty file over each file that tells of the machine."""
    for name in TOLD_BY_PROC:
        path = f"/proc/{name}"
        if os.path.exists(path):  # each is there only if the kernel was built with it
            status = _LIBC.mount(NOTHING.encode(), path.encode(), None, MS_BIND, None)
            _check(status, f"cover {path}")


def _python_paths() -> list[str]:
    """Return the folders that Python needs, the outermost first."""
    ours = [path + "/course_utils" for path in os.environ["PYTHONPATH"].split(os.pathsep)]
    packages = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    return sorted({sys.base_prefix, sys.prefix, *ours, *filter(os.path.isdir, packages)})


def _keep_to_own_files(home: str) -> None:
    """Leave only this fork's own files writable, by Landlock, if the kernel has it.

    The mounts say the same: a hole in one is not a hole in both.
    """
    if landlock.version():
        own = (home, "/tmp", "/dev", f"/proc/{os.getpid()}")
        landlock.restrict(["/"], own, tcp=True)  # its network is its own


def lock_down(home: str) -> None:
    """Give up for good: capabilities, new user namespaces, others' files, and needless calls."""
    _write("/proc/sys/user/max_user_namespaces", "0")
    for capability in range(LAST_CAPABILITY + 1):
        _LIBC.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)  # a refusal of unknown ones is harmless
    refuse_new_privileges()
    keep_capabilities(0)
    _keep_to_own_files(home)
    seccomp.install_seccomp_filter()


def refuse_new_privileges() -> None:
    """Let no program give this process new rights, whatever the program's owner and file say."""
    _check(_LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")


def keep_capabilities(kept: int) -> None:
    """Give up every capability except the bits in ``kept``, which programs inherit."""
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    _check(_LIBC.capset(header, (ctypes.c_uint32 * 6)(kept, kept, kept)), "capset")


def limit_resources(limits: dict[str, Any], *, own_processes: bool) -> None:
    """Bound memory (beyond the fork's first size), CPU time, processes and file size.

    Processes are bounded only with a user namespace of its own (``own_processes``): else all of the user's
    processes would count.
    """
    _limit(resource.RLIMIT_DATA, _data_bytes() + int(limits["memory_bytes"]))
    _limit(resource.RLIMIT_CPU, int(limits["cpu_s"]))
    if own_processes:
        _limit(resource.RLIMIT_NPROC, int(limits["processes"]))
    _limit(resource.RLIMIT_FSIZE, int(limits["disk_bytes"]))
    _limit(resource.RLIMIT_NOFILE, 512)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(RLIMIT_SIGPENDING, 1024)  # signals that wait for a process that never looks


def leave_keyring() -> None:
    """Leave the session keyring, where a login keeps the keys and tickets of its user.

    The new one is empty. A refusal (no keys in this kernel, or no quota left) does not matter in a fork:
    the warm process has left the login's keyring before.
    """
    number = KEYCTL.get(os.uname().machine)
    if number is not None:
        _LIBC.syscall(number, KEYCTL_JOIN_SESSION_KEYRING, None)


def die_with_parent() -> None:
    """Ask to be killed when the parent ends, so that nothing is left running."""
    _check(_LIBC.prctl(PR_SET_PDEATHSIG, 9, 0, 0, 0), "pdeathsig")


def _limit(which: int, value: int) -> None:
    _, hard = resource.getrlimit(which)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(which, (value, value))


def _data_bytes() -> int:
    """Return this process's private writable memory in bytes, as RLIMIT_DATA counts it."""
    with open("/proc/self/status", encoding="ascii") as status:
        for line in status:
            if line.startswith("VmData:"):
                return int(line.split()[1]) * 1024
    return 0


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


def _check(status: int, what: str) -> None:
    if status != 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{what}: {os.strerror(error)}")
