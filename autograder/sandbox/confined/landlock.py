"""Landlock: files, network and signals that a process gives up for itself and all that it starts.

It needs no privilege. A rule names a path and the allowed actions below it; all else is refused. Linux
only, and standard library only; the numbers are from ``linux/landlock.h``. Parts that a kernel's Landlock
cannot do are left out; the caller decides by `version` whether the rest is enough. Landlock does not
control ``stat``, ``chmod``, ``utime`` and ``connect`` to a unix socket's path: see `seccomp`.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import stat
import struct
from collections.abc import Iterable

_LIBC = ctypes.CDLL(None, use_errno=True)
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # on every machine
VERSION_FLAG, PATH_BENEATH = 1, 1
PR_SET_NO_NEW_PRIVS = 38

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
TRUNCATE, IOCTL_DEVICE = 1 << 14, 1 << 15
READ = EXECUTE | READ_FILE | READ_DIR
OF_FILES = (
    EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEVICE
)  # the rights that a rule on a file may have
# The number of rights to files in each version: 2 added links and renames between folders (1 refuses
# them whatever the rules say), 3 truncating, 5 a device's settings.
FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 5: 16}
LEAST = 2  # 1 would refuse to move a file to another folder
TCP_SINCE, TCP_BIND_AND_CONNECT = 4, 0b11
SCOPES_SINCE, ABSTRACT_SOCKETS_AND_SIGNALS = 6, 0b11


@functools.cache
def version() -> int:
    """Return the version of this kernel's Landlock; 0 if it has none, or a useless one."""
    found = int(_LIBC.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), VERSION_FLAG))
    return found if found >= LEAST else 0


def restrict(
    read_only: Iterable[str] = (),
    read_write: Iterable[str] = (),
    *,
    list_only: Iterable[str] = (),
    files: bool = True,
    tcp: bool = False,
    abi: int | None = None,
) -> None:
    """Refuse this process all files but those below these paths, and signals to all but its own.

    This process and those that it starts can only signal, and reach by abstract sockets, each other. Paths
    that do not exist are left out.

    Args:
        read_only: paths to read and run.
        read_write: paths to change in every way as well.
        list_only: folders to list, without reading their files.
        files: False: files are not restricted.
        tcp: True: TCP is not restricted.
        abi: the version to keep to; None: the kernel's.

    Raises:
        OSError: the kernel refuses.
    """
    abi = version() if abi is None else abi
    rights = _file_rights(abi) if files else 0
    network = TCP_BIND_AND_CONNECT if abi >= TCP_SINCE and not tcp else 0
    scopes = ABSTRACT_SOCKETS_AND_SIGNALS if abi >= SCOPES_SINCE else 0
    if not rights | network | scopes:
        return  # an empty set of rules is refused
    asked = struct.pack("=QQQ", rights, network, scopes)
    size = 24 if abi >= SCOPES_SINCE else 16 if abi >= TCP_SINCE else 8
    rules = _call(CREATE_RULESET, asked, ctypes.c_size_t(size), 0)
    try:
        if files:
            granted = ((read_only, READ), (read_write, rights), (list_only, READ_DIR))
            for paths, access in granted:
                for path in paths:
                    _allow(rules, path, access & rights)
        _check(_LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
        _call(RESTRICT_SELF, rules, 0)
    finally:
        os.close(rules)


def _file_rights(abi: int) -> int:
    """Return all rights to files that a version knows."""
    known = max(number for since, number in FILE_RIGHTS.items() if since <= abi)
    return (1 << known) - 1


def _allow(rules: int, path: str, access: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            access &= OF_FILES
        if access:
            _call(ADD_RULE, rules, PATH_BENEATH, struct.pack("=Qi", access, descriptor), 0)
    finally:
        os.close(descriptor)


def _call(number: int, *arguments: object) -> int:
    result = int(_LIBC.syscall(number, *arguments))
    _check(0 if result >= 0 else -1)
    return result


def _check(status: int) -> None:
    if status != 0:
        number = ctypes.get_errno() or errno.ENOSYS
        raise OSError(number, f"landlock: {os.strerror(number)}")
