"""Runs a command under a filter of system calls that answers as a container's does.

``python container_filter.py [--no-landlock] COMMAND…``. Docker's default refuses new namespaces and mounts
(EPERM) and `clone3` (ENOSYS); those older than 20.10.10 refuse Landlock as well.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "autograder" / "sandbox" / "confined"))
import seccomp

NUMBERS = {  # on x86_64 and on aarch64
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "clone": (56, 220),
    "clone3": (435, 435),
    "landlock_create_ruleset": (444, 444),
}
REFUSED = ("unshare", "setns", "mount", "umount2", "pivot_root")
NO_NEW_PRIVS = 38


def install(*, landlock: bool) -> None:
    """Hold this process to it."""
    on_arm = os.uname().machine == "aarch64"
    number = {name: numbers[on_arm] for name, numbers in NUMBERS.items()}
    step, give = seccomp._step, seccomp._return_if
    steps = [step(seccomp.LOAD, seccomp.NUMBER)]
    for name in REFUSED:
        steps += give(seccomp.EQUAL, number[name], seccomp.REFUSE | errno.EPERM)
    steps += give(seccomp.EQUAL, number["clone3"], seccomp.REFUSE | errno.ENOSYS)
    if not landlock:
        steps += give(
            seccomp.EQUAL, number["landlock_create_ruleset"], seccomp.REFUSE | errno.EPERM
        )
    flags = [step(seccomp.LOAD, seccomp.ARGUMENTS)]
    flags += [step(seccomp.ANY_BIT, seccomp.NAMESPACES, otherwise=1)]
    flags += [step(seccomp.RETURN, seccomp.REFUSE | errno.EPERM)]
    steps += [step(seccomp.EQUAL, number["clone"], otherwise=len(flags)), *flags]
    steps.append(step(seccomp.RETURN, seccomp.ALLOW))
    program = b"".join(steps)
    code = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    if os.geteuid() != 0 and libc.prctl(NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "no_new_privs")
    if libc.syscall(seccomp.SECCOMP[os.uname().machine], 1, 0, header) != 0:
        raise OSError(ctypes.get_errno(), "seccomp")


if __name__ == "__main__":
    words = sys.argv[1:]
    has_landlock = words[0] != "--no-landlock"
    install(landlock=has_landlock)
    words = words if has_landlock else words[1:]
    os.execvp(words[0], words)
