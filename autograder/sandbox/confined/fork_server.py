"""The warm process: imports a course's modules once, then forks a kernel for each request.

It runs inside bubblewrap, or puts up its own walls before it imports them. Requests come over an inherited
unix socket; each connection is one kernel. A request is a file descriptor of JSON, then the kernel's
sockets, then tar archives of files for its home. The answer is the kernel's process (a pidfd), and
later how it ended. Closing the connection kills the kernel.

This process must not run a TensorFlow operation: the threads that one starts do not survive a fork.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import json
import os
import select
import shutil
import signal
import socket
import sys
import tarfile
from typing import Any

import isolation
import seccomp
import walls_without_namespaces
from walls import NamespaceWalls, NoWalls

WALLS = json.loads(sys.argv[4]) if __name__ == "__main__" else {}
isolation.leave_keyring()
if "homes" in WALLS:
    walls_without_namespaces.confine_warm_process(WALLS)

import forked_kernel  # noqa: E402  # within the walls: it imports packages of others

MOST_DESCRIPTORS = 16  # in a request


def main() -> None:
    """Serve forks until the grader ends.

    ``argv`` holds the listening socket, the lifeline, the modules and the settings of the walls.
    """
    listener = socket.socket(fileno=int(sys.argv[1]))
    lifeline = int(sys.argv[2])
    alive = os.pipe()  # guards see by it that this process has ended
    gc.disable()
    problems = _import_everything(json.loads(sys.argv[3]))
    gc.freeze()  # else a collection in a fork would visit all these objects, and copy their pages
    gc.enable()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system reaps forks
    about = {"problems": problems, "agent": forked_kernel.has_agent()}
    os.write(lifeline, json.dumps(about).encode())
    while True:
        awaited: list[Any] = [listener, lifeline]
        ready, _, _ = select.select(awaited, [], [])
        if lifeline in ready:
            return  # the grader has ended
        connection, _ = listener.accept()
        if os.fork() == 0:
            os.close(lifeline)
            listener.close()
            _guard(connection, alive)
        connection.close()


def _import_everything(modules: list[str]) -> dict[str, str]:
    """Import all that notebooks and kernels import early or late, so that no fork has to.

    Returns:
        The problem with each bad module, by name; an empty text: it started threads, and this process
        must not fork.
    """
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # a kernel without its debugger
    import ipykernel.debugger
    import IPython.core.completerlib
    import IPython.core.debugger
    import IPython.core.logger
    import IPython.core.magics.execution
    import IPython.core.oinspect
    import IPython.extensions.storemagic
    import tornado.platform.asyncio

    del ipykernel, IPython, sys.modules["debugpy"], tornado
    problems = {}
    for module in modules:
        before = _threads()
        try:
            importlib.import_module(module)
        except Exception as error:  # noqa: BLE001  # a package may raise anything
            problems[module] = f"{type(error).__name__}: {error}"[:300] or "error"
        if _threads() > before:
            return {module: ""}
    _format_an_error()
    if "matplotlib.pyplot" in sys.modules:
        import matplotlib_inline.backend_inline

        del matplotlib_inline
        _draw_a_figure()
    forked_kernel.prepare_kernel()
    seccomp.every_submissions_program()
    return problems


def _threads() -> int:
    """Return the number of threads of this process, also those of C libraries."""
    return len(os.listdir("/proc/self/task"))


def _format_an_error() -> None:
    """Do the same as IPython at a cell's first error: it imports nine modules."""
    from IPython.core.ultratb import FormattedTB

    try:
        raise NotImplementedError
    except NotImplementedError:
        FormattedTB(mode="Plain", theme_name="nocolor").structured_traceback(*sys.exc_info())


def _draw_a_figure() -> None:
    """Do the same as matplotlib at a cell's first figure: it reads fonts and loads the PNG writer."""
    from matplotlib.figure import Figure

    figure = Figure()
    figure.subplots().set_title("-1")
    figure.savefig(io.BytesIO(), format="png", bbox_inches="tight")


def _guard(connection: socket.socket, alive: tuple[int, int]) -> None:
    """Fork the kernel within walls of its own, report its process, and outlive it by a moment."""
    status = 70
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.close(alive[1])  # so that the other end shows the warm process's end
        _, (body, *inherited), _, _ = socket.recv_fds(connection, 16, MOST_DESCRIPTORS)
        with open(body, "rb") as file:
            request = json.loads(file.read())
        archives = inherited[len(forked_kernel.SOCKETS) :]
        walls = _walls(request, _size(archives))
        walls.enter_guard()
        try:
            pid = os.fork()
            if pid == 0:
                connection.close()
                os.close(alive[0])
                _become_kernel(request, walls, inherited)
            for descriptor in inherited:
                os.close(descriptor)
            status = _report(connection, pid, walls, alive[0])
        finally:
            walls.clean()
    except BaseException as error:  # noqa: BLE001  # any error: the grader is told
        with contextlib.suppress(OSError):
            connection.send(json.dumps({"error": f"{type(error).__name__}: {error}"}).encode())
    finally:
        os._exit(status)


def _walls(request: dict[str, Any], archives_bytes: int) -> NoWalls:
    """Return the walls that a request wants around its kernel."""
    limits = request["limits"]
    disk_bytes = int(limits["disk_bytes"]) + archives_bytes
    if request["isolation"] == "landlock":
        processes = int(limits["processes"])
        return walls_without_namespaces.LandlockWalls(disk_bytes, WALLS, processes)
    return {"namespaces": NamespaceWalls, "none": NoWalls}[request["isolation"]](disk_bytes)


def _report(connection: socket.socket, pid: int, walls: NoWalls, alive: int) -> int:
    """Send the kernel's pidfd, wait until it ends or nobody needs it any more, and send how it ended."""
    pidfd = os.pidfd_open(pid)
    enough: set[Any] = {connection, pidfd, alive}
    awaited = [*enough, *walls.awaited()]
    socket.send_fds(connection, [b'{"started": true}'], [pidfd])
    ready: list[Any] = []
    reason = 0
    while not reason and enough.isdisjoint(ready):
        ready, _, _ = select.select(awaited, [], [], walls.look_s)
        reason = walls.look(ready)
    if pidfd not in ready:
        os.kill(pid, signal.SIGKILL)  # the end of a namespace's first process ends all others
    _, status = os.waitpid(pid, 0)
    code = -reason or os.waitstatus_to_exitcode(status)
    with contextlib.suppress(OSError):
        connection.send(json.dumps({"exit": code}).encode())
    return 0


def _become_kernel(request: dict[str, Any], walls: NoWalls, inherited: list[int]) -> None:
    status = 70
    sockets = inherited[: len(forked_kernel.SOCKETS)]
    archives = inherited[len(forked_kernel.SOCKETS) :]
    try:
        walls.enter_kernel()
        os.chdir(os.environ["HOME"])
        for archive in archives:
            _unpack(archive)
        isolation.limit_resources(request["limits"], own_processes=walls.own_processes)
        nothing = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(nothing, standard)
        forked_kernel.run_kernel(
            request["key"], dict(zip(forked_kernel.SOCKETS, sockets, strict=True))
        )
        status = 0
    finally:
        os._exit(status)


def _size(archives: list[int]) -> int:
    """Return the most bytes that archives take when unpacked."""
    return sum(2 * os.fstat(archive).st_size for archive in archives)


def _unpack(archive: int) -> None:
    """Write the files of a tar archive into the home: the grader's, or an earlier kernel's.

    A student may have made the archive: at its first fault the rest is left out.
    """
    # opened anew: an inherited descriptor shares its position with other forks
    path = f"/proc/self/fd/{archive}"
    with (
        contextlib.suppress(Exception),
        open(path, "rb") as file,
        tarfile.open(fileobj=file) as tar,
    ):
        for member in tar:
            inside = not member.name.startswith("/") and ".." not in member.name.split("/")
            if member.isfile() and inside:
                _write_file(member, tar.extractfile(member))
    os.close(archive)


def _write_file(member: tarfile.TarInfo, content: Any) -> None:
    os.makedirs(os.path.dirname(member.name) or ".", exist_ok=True)
    with open(member.name, "wb") as file:
        shutil.copyfileobj(content, file)
    os.chmod(member.name, 0o755 if member.mode & 0o100 else 0o644)
    os.utime(member.name, (member.mtime, member.mtime))


if __name__ == "__main__":
    main()
