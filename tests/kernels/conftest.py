from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import made_up
import pytest
from one_kernel import Start

from autograder.kernels.kernel_session import KernelSession
from autograder.sandbox.warm_process import KernelSource


@pytest.fixture
def start(warm: KernelSource) -> Iterator[Start]:
    """Start kernels with changed limits and with files; they end with the test."""
    sessions: list[KernelSession] = []

    def start_one(files: dict[str, bytes] | None = None, **limits: Any) -> KernelSession:
        sessions.append(KernelSession(warm, made_up.quick_limits(**limits), files or {}))
        sessions[-1].start()
        return sessions[-1]

    yield start_one
    for session in sessions:
        session.close()
