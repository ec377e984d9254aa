"""The system calls that a submission may make: a list, as a seccomp filter.

Calls that are not on the list (`syscall_numbers`) are refused: with EPERM if they were known when the list
was made, else with ENOSYS, as by an older kernel. The calls of x86's other two kinds, with numbers of their
own, are refused as well. Linux only, and standard library only; the filter's form is that of
``linux/filter.h`` and ``linux/seccomp.h``.

Not on the list, with the reasons:

- namespaces, mounts, another root, modules, clocks, quotas, ``bpf``, ``perf_event_open``, ``userfaultfd``,
  ``io_uring``, ``memfd_secret``, ``vmsplice``, keys: no notebook needs them, and most faults of the kernel
  are found there;
- ``ptrace``, ``process_vm_*``, ``pidfd_getfd``, ``kcmp``, ``process_madvise``: they reach other processes;
- ``inotify`` and ``fanotify``: they tell which files others open, and a user has few watches;
- ``io_setup``: the machine has a fixed number of them;
- ``mincore`` and ``cachestat``: they tell which files others have read, by the page cache;
- ``open_by_handle_at``, ``name_to_handle_at``: they open files without their folders.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from syscall_numbers import ALLOWED, ANSWERED, LAST_KNOWN, MACHINES, numbers

SECCOMP_SET_MODE_FILTER, NEW_LISTENER = 1, 1 << 3
SECCOMP = {"x86_64": 317, "aarch64": 277}  # the system call's number; the C library lacks it
ALLOW, REFUSE, NOTIFY = 0x7FFF0000, 0x00050000, 0x7FC00000  # an error's number in REFUSE's low bits
LOAD, EQUAL, ABOVE, AT_LEAST, ANY_BIT, AND, RETURN = 0x20, 0x15, 0x25, 0x35, 0x45, 0x54, 0x06
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16  # their places in a call's description
X32 = 0x40000000  # the bit of x86's third kind of calls

FAMILIES = (1, 2, 10, 16)  # the allowed sockets: unix, IPv4, IPv6, netlink
NAMESPACES = 0x7E020000  # flags of `clone`
LEASES = (1024, 1026)  # F_SETLEASE and F_NOTIFY: they tell of files that others open
DONT_NEED, NOT_WAITING = 4, 8  # of `fadvise64`, of `preadv2`
COLD, PAGE_OUT = 20, 21  # of `madvise`
TYPE_INTO_TERMINAL, LINUX_CONSOLE = 0x5412, 0x541C  # of `ioctl`
AS_EVER, ASK = 0, 0xFFFFFFFF  # of `personality`


class Rule(NamedTuple):
    """A condition on an argument, without which the call fails; only the lower half of the argument counts.

    Attributes:
        test: ``in``, ``not in`` or ``without`` (none of its bits).
        argument: the argument's number, from 0 on.
        values: the values, or the bits.
        error: the error with which the call fails.
        mask: the bits that count.
    """

    test: str
    argument: int
    values: tuple[int, ...]
    error: int = errno.EPERM
    mask: int = 0xFFFFFFFF


@dataclass(frozen=True)
class Policy:
    """The additions of a kind of walls to every submission's list of system calls.

    Attributes:
        rules: the conditions on arguments, by the call's name.
        answers: calls that are never made, each with its error; 0: the call seems to succeed.
        asked: calls that the process with the filter's listener has to allow.
    """

    rules: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    answers: Mapping[str, int] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()


RULES = {
    # not the host's own (vsock), the network's inside (packet), crypto, Bluetooth ...
    "socket": (Rule("in", 0, FAMILIES, errno.EAFNOSUPPORT),),
    "clone": (Rule("without", 0, (NAMESPACES,)),),
    "fcntl": (Rule("not in", 1, LEASES),),
    # A file that all may read is in the page cache or not. To remove it, and to see that it was removed,
    # would be a channel between submissions.
    "fadvise64": (Rule("not in", 3, (DONT_NEED,)),),
    "preadv2": (Rule("without", 5, (NOT_WAITING,), errno.EOPNOTSUPP),),
    "madvise": (Rule("not in", 2, (COLD, PAGE_OUT), errno.EINVAL),),
    "ioctl": (Rule("not in", 1, (TYPE_INTO_TERMINAL, LINUX_CONSOLE)),),
    "personality": (Rule("in", 0, (AS_EVER, ASK)),),
}
ANSWERS = {
    "clone3": errno.ENOSYS,  # a filter cannot see its flags; the C library then calls `clone`
    "openat2": errno.ENOSYS,
    # A user has a fixed number of timers. The command timeout then silently uses alarm(2).
    "timer_create": errno.ENOSYS,
}


def install_seccomp_filter(policy: Policy | None = None) -> int:
    """Hold this process and all that it starts to the list, for good.

    It needs capabilities or no_new_privs.

    Returns:
        The filter's listener, if the policy has calls that it asks about; else -1.

    Raises:
        OSError: the kernel has no such filters, or there is no list for this kind of machine.
    """
    machine = os.uname().machine
    program = every_submissions_program() if policy is None else _program(machine, policy)
    policy = policy or Policy()
    code = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    flags = NEW_LISTENER if policy.asked else 0
    libc = ctypes.CDLL(None, use_errno=True)
    result = int(libc.syscall(SECCOMP[machine], SECCOMP_SET_MODE_FILTER, flags, header))
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"seccomp: {os.strerror(error)}")
    return result if policy.asked else -1


@functools.cache
def every_submissions_program() -> bytes:
    """Return the filter without additions; a warm process makes it once for all its forks."""
    return _program(os.uname().machine, Policy())


def _program(machine: str, policy: Policy) -> bytes:
    """Return the filter, with 8 bytes for each step."""
    if machine not in MACHINES:
        raise OSError(errno.ENOSYS, f"no list of system calls for {machine}")
    calls = numbers(ALLOWED, machine)
    every = {**calls, **numbers(ANSWERED, machine)}
    rules, answers = {**RULES, **policy.rules}, {**ANSWERS, **policy.answers}
    steps = [
        _step(LOAD, ARCHITECTURE),
        _step(EQUAL, MACHINES[machine], on=1),
        _step(RETURN, REFUSE | errno.EPERM),
        _step(LOAD, NUMBER),
        *_return_if(AT_LEAST, X32, REFUSE | errno.EPERM),
    ]
    special = {name: [_step(RETURN, REFUSE | error)] for name, error in answers.items()}
    for name in (rules.keys() | policy.asked) - special.keys():
        last = NOTIFY if name in policy.asked else ALLOW
        special[name] = [*_looked_at(rules.get(name, ())), _step(RETURN, last)]
    for name, block in sorted(special.items()):
        if name in every:
            steps += [_step(EQUAL, every[name], otherwise=len(block)), *block]
    for first, last in _ranges(calls.values()):
        steps += [_step(AT_LEAST, first, otherwise=2), _step(ABOVE, last, on=1)]
        steps.append(_step(RETURN, ALLOW))
    steps += _return_if(ABOVE, LAST_KNOWN, REFUSE | errno.ENOSYS)
    return b"".join([*steps, _step(RETURN, REFUSE | errno.EPERM)])


def _looked_at(rules: Iterable[Rule]) -> list[bytes]:
    """Return the steps that end with an error unless the arguments meet the rules."""
    steps = []
    for rule in rules:
        steps += [_step(LOAD, ARGUMENTS + 8 * rule.argument), _step(AND, rule.mask)]
        refuse = _step(RETURN, REFUSE | rule.error)
        if rule.test == "in":
            left = len(rule.values)
            for number, value in enumerate(rule.values):
                steps.append(_step(EQUAL, value, on=left - number))
            steps.append(refuse)
        else:
            test = EQUAL if rule.test == "not in" else ANY_BIT
            for value in rule.values:
                steps += [_step(test, value, otherwise=1), refuse]
    return steps


def _ranges(found: Iterable[int]) -> list[tuple[int, int]]:
    """Return numbers as ranges without gaps: the first and the last of each."""
    ordered = sorted(found)
    starts = [ordered[0], *(after for before, after in pairwise(ordered) if after > before + 1)]
    ends = [*(before for before, after in pairwise(ordered) if after > before + 1), ordered[-1]]
    return list(zip(starts, ends, strict=True))


def _return_if(test: int, constant: int, result: int) -> list[bytes]:
    return [_step(test, constant, otherwise=1), _step(RETURN, result)]


def _step(code: int, constant: int, *, on: int = 0, otherwise: int = 0) -> bytes:
    """Return one step; a test skips ``on`` steps if it holds, else ``otherwise`` steps."""
    return struct.pack("HBBI", code, on, otherwise, constant)
