"""The filter of system calls, as a program: made for each kind of machine."""

from __future__ import annotations

import sys

import pytest

from autograder.sandbox import bubblewrap

sys.path.insert(0, str(bubblewrap.CONFINED))  # where it runs, its parts lie beside each other
import seccomp
import syscall_numbers


def test_the_filter_is_made_for_the_machine() -> None:
    """Each kind of machine has its numbers; one without a list is refused, not left unguarded."""
    policy = seccomp.Policy()
    assert seccomp._program("x86_64", policy) != seccomp._program("aarch64", policy)
    with pytest.raises(OSError, match="no list of system calls for riscv64"):
        seccomp._program("riscv64", policy)


@pytest.mark.parametrize("machine", syscall_numbers.MACHINES)
def test_the_list_names_each_call_once(machine: str) -> None:
    """No two names have one number, and none is newer than the list says."""
    calls = syscall_numbers.numbers(syscall_numbers.ALLOWED, machine)
    assert len(set(calls.values())) == len(calls) > 200
    assert max(calls.values()) <= syscall_numbers.LAST_KNOWN


def test_every_rule_is_of_a_call_on_the_list() -> None:
    """A rule for a call that is not allowed, or is spelt otherwise, would say nothing."""
    assert seccomp.RULES.keys() <= syscall_numbers.numbers(syscall_numbers.ALLOWED, "x86_64").keys()
    answered = syscall_numbers.numbers(syscall_numbers.ANSWERED, "x86_64").keys()
    assert seccomp.ANSWERS.keys() <= answered
