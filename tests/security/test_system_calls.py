"""The list of system calls: what is refused with what error, and what honest work goes on doing."""

from __future__ import annotations

import os

import pytest
from probing import Place

REFUSED = {
    "clone with a namespace": "EPERM",
    "setns": "EPERM",
    "io_uring_setup": "EPERM",
    "io_setup": "EPERM",
    "keyctl": "EPERM",
    "add_key": "EPERM",
    "request_key": "EPERM",
    "perf_event_open": "EPERM",
    "bpf": "EPERM",
    "userfaultfd": "EPERM",
    "kexec_load": "EPERM",
    "init_module": "EPERM",
    "ptrace": "EPERM",
    "process_vm_readv": "EPERM",
    "pidfd_getfd": "EPERM",
    "open_tree": "EPERM",
    "fsopen": "EPERM",
    "open_by_handle_at": "EPERM",
    "inotify_init1": "EPERM",  # R1, R2: what neighbours open; the few watches of a user
    "fanotify_init": "EPERM",
    "timer_create": "ENOSYS",  # R2: the few timers of a user
    "mincore": "EPERM",  # R3: what neighbours have read
    "fadvise": "EPERM",
    "read without waiting": "ENOTSUP",
    "page out": "EINVAL",
    "type into a terminal": "EPERM",
    "other personality": "EPERM",
    "clone3": "ENOSYS",
    "openat2": "ENOSYS",
    "unknown": "ENOSYS",
    "lease": "EPERM",
    "AF_VSOCK": "EAFNOSUPPORT",
    "AF_PACKET": "EAFNOSUPPORT",
    "AF_ALG": "EAFNOSUPPORT",
}
# What a kernel answers to the same where no filter stands before it.
LOOKED_AT = {"done", "EINVAL", "EFAULT", "EBADF", "E2BIG", "ENOTTY", "EAGAIN", "ESRCH"}
X86 = pytest.mark.skipif(
    os.uname().machine != "x86_64", reason="x86 alone has other kinds of calls"
)


NUMBERS = {  # on x86_64 and on aarch64
    "setns": (308, 268), "io_uring_setup": (425, 425), "io_setup": (206, 0),
    "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218),
    "perf_event_open": (298, 241), "bpf": (321, 280), "userfaultfd": (323, 282),
    "kexec_load": (246, 104), "init_module": (175, 105), "ptrace": (101, 117),
    "process_vm_readv": (310, 270), "pidfd_getfd": (438, 438), "open_tree": (428, 428),
    "fsopen": (430, 430), "open_by_handle_at": (304, 265), "inotify_init1": (294, 26),
    "fanotify_init": (300, 262), "timer_create": (222, 107), "clone3": (435, 435),
    "openat2": (437, 437), "unknown": (1000, 1000),
}  # fmt: skip


def call(what: str, numbers: tuple[int, int] | None) -> str:
    """Make a system call that no notebook needs; return ``done``, or the error's name.

    Its numbers are those on x86_64 and on aarch64, where it has no other way.
    """
    import ctypes
    import errno
    import fcntl
    import mmap
    import os
    import socket
    import sys

    libc = ctypes.CDLL(None, use_errno=True)
    own = os.open(os.environ["HOME"] + "/own", os.O_RDWR | os.O_CREAT)
    os.write(own, b"x" * 4096)
    seen_by_all = os.open(sys.executable, os.O_RDONLY)
    mapped = mmap.mmap(own, 4096)
    page = ctypes.addressof(ctypes.c_char.from_buffer(mapped))
    buffer = ctypes.create_string_buffer(256)
    on_arm = os.uname().machine == "aarch64"
    ways = {
        "clone with a namespace": lambda: libc.syscall(
            220 if on_arm else 56, 0x10000011, 0, 0, 0, 0
        ),
        "mincore": lambda: libc.mincore(ctypes.c_void_p(page), 4096, buffer),
        "fadvise": lambda: os.posix_fadvise(own, 0, 0, 4) or 0,
        "read without waiting": lambda: os.preadv(seen_by_all, [bytearray(1)], 0, os.RWF_NOWAIT),
        "page out": lambda: libc.madvise(ctypes.c_void_p(page), 4096, 21),
        "type into a terminal": lambda: libc.ioctl(own, 0x5412, b"x"),
        "other personality": lambda: libc.personality(0x0040000),
        "lease": lambda: fcntl.fcntl(own, fcntl.F_SETLEASE, fcntl.F_WRLCK),
    }

    try:
        if numbers:
            result = libc.syscall(numbers[on_arm], 1, buffer, 0, 0, 0)
        elif what in ways:
            result = ways[what]()
        else:
            socket.socket(getattr(socket, what), socket.SOCK_STREAM).close()
            result = 0
        if what == "clone with a namespace" and result == 0:
            os._exit(0)
    except OSError as error:
        return errno.errorcode[error.errno]
    finally:
        os.close(own)
        os.close(seen_by_all)
    return "done" if result >= 0 else errno.errorcode[ctypes.get_errno()]


@pytest.mark.parametrize("what", REFUSED)
def test_a_call_that_is_not_on_the_list_is_refused(what: str, within: Place) -> None:
    """A known one fails as forbidden, one with a way round it or unknown as not there."""
    came = within.run(call, what, NUMBERS.get(what))
    assert came.replace("ENOTSUP", "EAFNOSUPPORT") == REFUSED[what].replace(
        "ENOTSUP", "EAFNOSUPPORT"
    )


@pytest.mark.parametrize(
    "what",
    [
        *("lease", "io_uring_setup", "inotify_init1", "timer_create", "mincore", "fadvise"),
        *("read without waiting", "io_setup", "clone with a namespace"),
    ],
)
def test_without_the_inner_walls_the_kernel_looks(what: str, outer_only: Place) -> None:
    """The twin: within bubblewrap alone the same calls are made, or their arguments looked at."""
    assert outer_only.run(call, what, NUMBERS.get(what)) in LOOKED_AT


def call_of_another_kind(kind: str) -> str:
    """Ask for the own process's number by x86's second or third kind of calls."""
    import ctypes
    import errno
    import mmap
    import os

    libc = ctypes.CDLL(None, use_errno=True)
    if kind == "x32":
        result = libc.syscall(0x40000000 + 39)
        return "done" if result > 0 else errno.errorcode[ctypes.get_errno()]
    code = bytes.fromhex("53b814000000cd805bc3")  # push rbx; mov eax, 20; int 0x80; pop rbx; ret
    pages = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    pages.write(code)
    address = ctypes.addressof(ctypes.c_char.from_buffer(pages))
    result = ctypes.CFUNCTYPE(ctypes.c_int)(address)()
    return "done" if result == os.getpid() else errno.errorcode.get(-result, str(result))


@X86
@pytest.mark.parametrize("kind", ["x32", "i386"])
def test_other_kinds_of_calls_are_refused(kind: str, within: Place) -> None:
    """The list is of 64-bit calls; by 32-bit ones and by x32 nothing gets round it."""
    assert within.run(call_of_another_kind, kind) == "EPERM"


@X86
def test_without_the_inner_walls_32_bit_calls_are_made(outer_only: Place) -> None:
    """The twin: within bubblewrap alone the machine's older calls work, where its kernel has them."""
    if outer_only.run(call_of_another_kind, "i386") == "ENOSYS":
        pytest.skip("this kernel has no 32-bit calls")
    assert outer_only.run(call_of_another_kind, "i386") == "done"
