"""The system calls that no notebook needs, refused to a submission by a seccomp filter.

They are the ways past the namespaces: sockets of the host's (vsock), keys, leases on files that
others read, and the parts of the kernel in which most of its faults are found. Linux only, and
standard library only. The numbers are those of the kernel's tables; the filter's form is that of
``linux/filter.h`` and ``linux/seccomp.h``.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct

PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
ALLOW, REFUSE = 0x7FFF0000, 0x00050000  # the latter with an error's number in its lower half
LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06  # of a word; with a constant; a constant
NUMBER, ARCHITECTURE = 0, 4  # where a call's description holds them
ARGUMENTS = (16, 24, 32)  # the lower half of each
X32 = 0x40000000  # the bit of x86's third kind of calls, with numbers of their own

MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
REFUSED = {  # by name: the number on x86_64 and on aarch64
    "add_key": (248, 217),
    "bpf": (321, 280),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "io_uring_setup": (425, 425),
    "keyctl": (250, 219),
    "perf_event_open": (298, 241),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "ptrace": (101, 117),
    "request_key": (249, 218),
    "userfaultfd": (323, 282),
}
SOCKET, FCNTL = (41, 198), (72, 25)
FAMILIES = (1, 2, 10, 16)  # the sockets there may be: unix, IPv4, IPv6, netlink
LEASES = (1024, 1026)  # F_SETLEASE and F_NOTIFY: news of what others open


def install_seccomp_filter() -> None:
    """Refuse these calls to this process and all that it starts, for good.

    It takes capabilities or no_new_privs.

    Raises:
        OSError: the kernel has no such filters, or the machine is of another kind.
    """
    program = _program(os.uname().machine)
    code = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header, 0, 0) != 0:
        error = ctypes.get_errno()
        raise OSError(error, f"seccomp: {os.strerror(error)}")


def _program(machine: str) -> bytes:
    """Return the filter, 8 bytes for each of its steps."""
    if machine not in MACHINES:
        raise OSError(errno.ENOSYS, f"no list of system calls for {machine}")
    which = list(MACHINES).index(machine)
    steps = [
        _step(LOAD, ARCHITECTURE),
        _step(EQUAL, MACHINES[machine], on=1),
        _step(RETURN, REFUSE | errno.EPERM),
        _step(LOAD, NUMBER),
        *_return_if(AT_LEAST, X32, REFUSE | errno.EPERM),
    ]
    for numbers in REFUSED.values():
        steps += _return_if(EQUAL, numbers[which], REFUSE | errno.EPERM)
    socket = [_step(LOAD, ARGUMENTS[0])]
    for family in FAMILIES:
        socket += _return_if(EQUAL, family, ALLOW)
    socket.append(_step(RETURN, REFUSE | errno.EAFNOSUPPORT))
    fcntl = [_step(LOAD, ARGUMENTS[1])]
    for command in LEASES:
        fcntl += _return_if(EQUAL, command, REFUSE | errno.EPERM)
    fcntl.append(_step(RETURN, ALLOW))
    for numbers, block in ((SOCKET, socket), (FCNTL, fcntl)):
        steps += [_step(EQUAL, numbers[which], otherwise=len(block)), *block]
    return b"".join([*steps, _step(RETURN, ALLOW)])


def _return_if(test: int, constant: int, result: int) -> list[bytes]:
    return [_step(test, constant, otherwise=1), _step(RETURN, result)]


def _step(code: int, constant: int, *, on: int = 0, otherwise: int = 0) -> bytes:
    """Return one step; a test goes on behind ``on`` further ones if it holds, else ``otherwise``."""
    return struct.pack("HBBI", code, on, otherwise, constant)
