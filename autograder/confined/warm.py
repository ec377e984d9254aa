"""The warm process: imports TensorFlow once, then forks a kernel for each request.

It runs inside bubblewrap. Requests come over a unix socket that it inherited: one connection is
one kernel. A request is one file descriptor of JSON, then the kernel's listening sockets; the answer is
the kernel's process (a pidfd), and when it ends, how. Closing the connection kills the kernel.

This process must not run a TensorFlow operation: the threads that one starts do not survive a fork.
"""

from __future__ import annotations

import base64
import contextlib
import gc
import io
import json
import os
import select
import signal
import socket
import sys
from typing import Any

import kernel
import walls


def main() -> None:
    """Serve forks until the grader ends: argv holds the listening socket and the lifeline."""
    listener = socket.socket(fileno=int(sys.argv[1]))
    lifeline = int(sys.argv[2])
    walls.leave_keyring()
    gc.disable()
    _import_everything()
    gc.freeze()  # a collection in a fork would walk through all this, and copy it page by page
    gc.enable()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # forks are reaped by the system
    os.write(lifeline, b"ready")
    while True:
        awaited: list[Any] = [listener, lifeline]
        ready, _, _ = select.select(awaited, [], [])
        if lifeline in ready:
            return  # the grader has ended
        connection, _ = listener.accept()
        if os.fork() == 0:
            os.close(lifeline)
            listener.close()
            _guard(connection)
        connection.close()


def _import_everything() -> None:
    """Import what notebooks and kernels import, early or late, so that no fork has to."""
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # a kernel without its debugger
    import ipykernel.debugger
    import IPython.core.completerlib
    import IPython.core.debugger
    import IPython.core.logger
    import IPython.core.magics.execution
    import IPython.core.oinspect
    import IPython.extensions.storemagic
    import keras
    import matplotlib.pyplot
    import matplotlib_inline.backend_inline
    import numpy.random
    import tensorflow
    import tornado.platform.asyncio

    import course_utils
    import course_utils.datasets.mnist

    del course_utils, ipykernel, IPython, keras, matplotlib, matplotlib_inline, numpy, tensorflow
    del sys.modules["debugpy"], tornado
    _format_an_error()
    _draw_a_figure()
    kernel.prepare_kernel()


def _format_an_error() -> None:
    """Do what a cell's first error makes IPython do: it imports nine modules."""
    from IPython.core.ultratb import FormattedTB

    try:
        raise NotImplementedError
    except NotImplementedError:
        FormattedTB(mode="Plain", theme_name="nocolor").structured_traceback(*sys.exc_info())


def _draw_a_figure() -> None:
    """Do what a cell's first figure makes matplotlib do: it reads fonts and loads the PNG writer."""
    from matplotlib.figure import Figure

    figure = Figure()
    figure.subplots().set_title("-1")
    figure.savefig(io.BytesIO(), format="png", bbox_inches="tight")


def _guard(connection: socket.socket) -> None:
    """Fork the kernel into namespaces of its own, say where it is, and outlive it by a moment."""
    status = 70
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        walls.die_with_parent()
        _, (body, *sockets), _, _ = socket.recv_fds(connection, 16, 8)
        with open(body, "rb") as file:
            request = json.loads(file.read())
        if request["confined"]:
            walls.enter_namespaces()
        pid = os.fork()
        if pid == 0:
            connection.close()
            _become_kernel(request, sockets)
        status = _report(connection, pid)
    except BaseException as error:  # noqa: BLE001  # whatever it was, the grader is told
        with contextlib.suppress(OSError):
            connection.send(json.dumps({"error": f"{type(error).__name__}: {error}"}).encode())
    finally:
        os._exit(status)


def _report(connection: socket.socket, pid: int) -> int:
    """Send the kernel's pidfd, wait until it ends or the grader hangs up, send how it ended."""
    pidfd = os.pidfd_open(pid)
    socket.send_fds(connection, [b'{"started": true}'], [pidfd])
    awaited: list[Any] = [connection, pidfd]
    ready, _, _ = select.select(awaited, [], [])
    if pidfd not in ready:
        os.kill(pid, signal.SIGKILL)  # the first process of a namespace takes all others with it
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    with contextlib.suppress(OSError):
        connection.send(json.dumps({"exit": code}).encode())
    return 0


def _become_kernel(request: dict[str, Any], sockets: list[int]) -> None:
    status = 70
    try:
        walls.die_with_parent()
        if request["confined"]:
            os.setsid()  # kill(0, ...) heeds no namespace: its group is to hold nobody else
            walls.mount_private(os.environ["HOME"], int(request["limits"]["disk_bytes"]))
        _write_files(request["files"])
        if request["confined"]:
            walls.leave_keyring()
            walls.drop_privileges()
        walls.limit_resources(request["limits"], confined=request["confined"])
        nothing = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(nothing, standard)
        kernel.run_kernel(request["key"], dict(zip(kernel.CHANNELS, sockets, strict=True)))
        status = 0
    finally:
        os._exit(status)


def _write_files(files: dict[str, str]) -> None:
    """Write what was submitted beside the notebook (base64, by file name) into the home."""
    os.chdir(os.environ["HOME"])
    for name, content in files.items():
        with open(name, "wb") as file:
            file.write(base64.b64decode(content))


if __name__ == "__main__":
    main()
