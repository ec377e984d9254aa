from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path

import forgeries
import made_up
import pytest
from probing import Place, kernel_of

from autograder.course.assignment import Assignment
from autograder.sandbox import isolation_kinds
from autograder.sandbox.warm_process import KernelSource, WarmProcess


@pytest.fixture(scope="session")
def bare_warm() -> Iterator[KernelSource]:
    """A warm process outside of any sandbox: every guard is off, or only the inner ones stand.

    Its folder is its home; the inner walls would hide one in /tmp.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", "/var/tmp")
        process = WarmProcess(isolation="none")
    with process:
        yield KernelSource(process.address, isolation="none")


@pytest.fixture(scope="session")
def landlock_warm() -> Iterator[KernelSource]:
    """A warm process without namespaces around it: the second kind of walls."""
    if isolation_kinds.reason_against("landlock"):
        pytest.skip("this machine cannot build walls without namespaces")
    with WarmProcess(made_up.course_environment(), isolation="landlock") as process:
        yield KernelSource(process.address, "landlock")


@pytest.fixture(scope="session", params=isolation_kinds.WALLS)
def any_warm(request: pytest.FixtureRequest) -> KernelSource:
    """A warm process within each kind of walls in turn."""
    names = {"namespaces": "warm", "landlock": "landlock_warm"}
    found: KernelSource = request.getfixturevalue(names[request.param])
    return found


@pytest.fixture(scope="session")
def within(any_warm: KernelSource) -> Iterator[Place]:
    """A submission's kernel as students get it, within each kind of walls in turn."""
    with kernel_of(any_warm) as place:
        yield place


@pytest.fixture(scope="session")
def without_namespaces(landlock_warm: KernelSource) -> Iterator[Place]:
    """A submission's kernel within the second kind of walls."""
    with kernel_of(landlock_warm) as place:
        yield place


@pytest.fixture(scope="session")
def first_layer_only(landlock_warm: KernelSource) -> Iterator[Place]:
    """A kernel within the warm process's own walls alone, of the second kind."""
    with kernel_of(KernelSource(landlock_warm.address, "none")) as place:
        yield place


@pytest.fixture(scope="session")
def inside(warm: KernelSource) -> Iterator[Place]:
    """A submission's kernel as students get it."""
    with kernel_of(warm) as place:
        yield place


@pytest.fixture(scope="session")
def outer_only(warm: KernelSource) -> Iterator[Place]:
    """A kernel within bubblewrap alone, without the walls of its own."""
    with kernel_of(KernelSource(warm.address, isolation="none")) as place:
        yield place


@pytest.fixture(scope="session")
def inner_only(bare_warm: KernelSource) -> Iterator[Place]:
    """A kernel with the walls of its own alone, without bubblewrap."""
    with kernel_of(KernelSource(bare_warm.address, isolation="namespaces")) as place:
        yield place


@pytest.fixture(scope="session")
def unconfined(bare_warm: KernelSource) -> Iterator[Place]:
    """A kernel with no walls around it."""
    with kernel_of(bare_warm) as place:
        yield place


@pytest.fixture
def token() -> str:
    """A secret that no process knows before the test."""
    return secrets.token_hex(16)


@pytest.fixture
def forged_course(tmp_path: Path) -> Assignment:
    """The made-up assignment, with checks of the forging tests' own."""
    return made_up.make_assignment(
        tmp_path, checks=forgeries.CHECKS, limits=made_up.quick_limits(question_s=3)
    )
