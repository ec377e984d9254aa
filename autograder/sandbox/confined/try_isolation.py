"""Tries every wall around a submission, like a warm process and its fork; fails if one cannot be built."""

from __future__ import annotations

import json
import os
import resource
import sys

import walls_without_namespaces
from walls import NamespaceWalls, NoWalls

DISK_BYTES, PROCESSES = 1 << 20, 4


def main() -> int:
    """Build walls of the named kind in a program that does nothing; return its status."""
    kind, about = sys.argv[1], json.loads(sys.argv[2])
    walls: NoWalls
    try:
        if kind == "landlock":
            walls_without_namespaces.confine_warm_process(about)
            walls = walls_without_namespaces.LandlockWalls(DISK_BYTES, about, PROCESSES)
        else:
            walls = NamespaceWalls(DISK_BYTES)
        walls.enter_guard()
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    pid = os.fork()
    if pid == 0:
        os._exit(_within(walls))
    asked = walls.awaited()
    while asked and os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        walls.look(asked)
    _, status = os.waitpid(pid, 0)
    walls.clean()
    return os.waitstatus_to_exitcode(status)


def _within(walls: NoWalls) -> int:
    try:
        walls.enter_kernel()
        os.listdir(os.path.dirname(os.__file__))
        if walls.own_processes:
            resource.setrlimit(resource.RLIMIT_NPROC, (1, 1))
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    try:
        for _ in range(PROCESSES):
            if os.fork() == 0:
                os._exit(0)
    except BlockingIOError:
        return 0
    print("no limit on processes holds for root in its own namespace", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
