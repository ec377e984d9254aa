"""Tries every wall around a submission, inside bubblewrap, and fails where one does not stand."""

from __future__ import annotations

import os
import resource
import sys

import isolation


def main() -> int:
    """Build the inner walls as a fork does, in a program that does nothing; return its status."""
    isolation.enter_namespaces()
    pid = os.fork()
    if pid == 0:
        os._exit(_within())
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def _within() -> int:
    try:
        isolation.mount_private_filesystems(os.environ["HOME"], 1 << 20)
        isolation.lock_down(os.environ["HOME"])
        resource.setrlimit(resource.RLIMIT_NPROC, (1, 1))
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    try:
        pid = os.fork()
    except BlockingIOError:
        return 0
    if pid == 0:
        os._exit(0)
    print("no limit on processes holds for root in its own namespace", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
