from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator

import pytest
from probing import Place, kernel_of

from autograder.sandbox.warm_process import KernelSource, WarmProcess


@pytest.fixture(scope="session")
def bare_warm() -> Iterator[KernelSource]:
    """A warm process outside of any sandbox: every guard is off, or only the inner ones stand.

    Its folder is its home; the inner walls would hide one in /tmp.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", "/var/tmp")
        process = WarmProcess(confined=False)
    with process:
        yield KernelSource(process.address, confined=False)


@pytest.fixture(scope="session")
def inside(warm: KernelSource) -> Iterator[Place]:
    """A submission's kernel as students get it."""
    with kernel_of(warm) as place:
        yield place


@pytest.fixture(scope="session")
def outer_only(warm: KernelSource) -> Iterator[Place]:
    """A kernel within bubblewrap alone, without the walls of its own."""
    with kernel_of(KernelSource(warm.address, confined=False)) as place:
        yield place


@pytest.fixture(scope="session")
def inner_only(bare_warm: KernelSource) -> Iterator[Place]:
    """A kernel with the walls of its own alone, without bubblewrap."""
    with kernel_of(KernelSource(bare_warm.address, confined=True)) as place:
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
