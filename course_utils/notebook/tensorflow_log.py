"""Keep TensorFlow's start-up log out of the notebook: it looks alarming and means nothing.

Its C++ parts write about oneDNN and CUDA before they read ``TF_CPP_MIN_LOG_LEVEL``. So the process's
stderr is discarded while TensorFlow is imported. Jupyter still shows Python's errors and warnings, which
do not go through that.

TensorFlow is not imported for this: a finder on `sys.meta_path` waits for that one module.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType

LOG_LEVEL_VARIABLE = "TF_CPP_MIN_LOG_LEVEL"
QUIET_LEVEL = "3"


def hide_tensorflow_log() -> None:
    """Import TensorFlow without its start-up log, unless ``TF_CPP_MIN_LOG_LEVEL`` asks for it.

    Calling it again changes nothing.
    """
    asked = os.environ.setdefault(LOG_LEVEL_VARIABLE, QUIET_LEVEL)
    if asked == QUIET_LEVEL and not any(
        isinstance(each, _TensorFlowFinder) for each in sys.meta_path
    ):
        sys.meta_path.insert(0, _TensorFlowFinder())


@contextmanager
def _no_stderr() -> Iterator[None]:
    """Discard the process's stderr, at the level of file descriptors."""
    with ExitStack() as stack:
        with suppress(OSError):  # a windowed Python has none
            before = os.dup(2)
            stack.callback(os.close, before)
            nowhere = os.open(os.devnull, os.O_WRONLY)
            stack.callback(os.close, nowhere)
            stack.callback(os.dup2, before, 2)
            os.dup2(nowhere, 2)
        yield


class _QuietLoader(SourceFileLoader):
    """A loader that imports TensorFlow without its start-up log."""

    def exec_module(self, module: ModuleType) -> None:
        with _no_stderr():
            super().exec_module(module)


class _TensorFlowFinder:
    """A finder for TensorFlow and nothing else."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != "tensorflow":
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _QuietLoader(fullname, spec.loader.path)
        return spec
