"""Semaphores and shared memory in a fork's own folder, for machines where all share one /dev/shm.

`multiprocessing` makes locks, queues and pools from named semaphores, which the C library always keeps in
/dev/shm. These are the same semaphores, in files of a given folder.
"""

from __future__ import annotations

import _multiprocessing
import ctypes
import errno
import mmap
import os
import threading
import time
from typing import Any

_LIBC = ctypes.CDLL(None, use_errno=True)
SEMAPHORE_BYTES = 32
SHARED_BETWEEN_PROCESSES = 1
RECURSIVE_MUTEX = 0


def use_own_shared_memory(folder: str) -> None:
    """Let `multiprocessing` keep its semaphores and shared memory in a folder."""
    import _posixshmem

    OwnSemaphore.folder = folder
    module: Any = _multiprocessing
    module.SemLock, module.sem_unlink = OwnSemaphore, _unlink
    shared: Any = _posixshmem

    def shm_open(path: str, flags: int, mode: int = 0o777) -> int:
        return os.open(_place(path), flags | os.O_CLOEXEC, mode)

    shared.shm_open, shared.shm_unlink = shm_open, _unlink
    from multiprocessing import heap

    heap.Arena._dir_candidates = [folder]  # type: ignore[attr-defined]


def _place(name: str) -> str:
    return os.path.join(OwnSemaphore.folder, name.strip("/").replace("/", "_"))


def _unlink(name: str) -> None:
    os.unlink(_place(name))


class OwnSemaphore:
    """Replaces ``_multiprocessing.SemLock``, with the same methods."""

    SEM_VALUE_MAX = _multiprocessing.SemLock.SEM_VALUE_MAX
    folder = ""

    def __init__(self, kind: int, value: int, maxvalue: int, name: str, unlink: bool) -> None:
        self._open(kind, maxvalue, name, os.O_CREAT | os.O_EXCL)
        if _LIBC.sem_init(self._address, SHARED_BETWEEN_PROCESSES, value) != 0:
            raise _error()
        if unlink:
            _unlink(name)

    def _open(self, kind: int, maxvalue: int, name: str, flags: int) -> None:
        descriptor = os.open(_place(name), os.O_RDWR | os.O_CLOEXEC | flags, 0o600)
        try:
            os.ftruncate(descriptor, SEMAPHORE_BYTES)
            self._memory = mmap.mmap(descriptor, SEMAPHORE_BYTES)
        finally:
            os.close(descriptor)
        self._address = ctypes.byref(ctypes.c_char.from_buffer(self._memory))
        self.kind, self.maxvalue, self.name, self.handle = kind, maxvalue, name, 0
        self._holds, self._holder = 0, 0

    @classmethod
    def _rebuild(cls, _: int, kind: int, maxvalue: int, name: str) -> OwnSemaphore:
        found = cls.__new__(cls)
        found._open(kind, maxvalue, name, 0)
        return found

    def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
        """Take it; wait for it if need be, ``timeout`` seconds at most."""
        if self.kind == RECURSIVE_MUTEX and self._is_mine():
            self._holds += 1
            return True
        deadline = None if timeout is None else time.time() + max(timeout, 0)
        while self._try(block, deadline) != 0:
            number = ctypes.get_errno()
            if number in (errno.EAGAIN, errno.ETIMEDOUT):
                return False
            if number != errno.EINTR:
                raise _error()
        self._holds, self._holder = self._holds + 1, threading.get_ident()
        return True

    __enter__ = acquire

    def _try(self, block: bool, deadline: float | None) -> int:
        if not block:
            return int(_LIBC.sem_trywait(self._address))
        if deadline is None:
            return int(_LIBC.sem_wait(self._address))
        seconds, rest = divmod(deadline, 1)
        moment = (ctypes.c_long * 2)(int(seconds), int(rest * 1e9))
        return int(_LIBC.sem_timedwait(self._address, moment))

    def release(self) -> None:
        """Give it back."""
        if self.kind == RECURSIVE_MUTEX:
            if not self._is_mine():
                raise AssertionError("attempt to release recursive lock not owned by thread")
            if self._holds > 1:
                self._holds -= 1
                return
        elif self._get_value() >= self.maxvalue:
            raise ValueError("semaphore or lock released too many times")
        self._holds -= 1
        if _LIBC.sem_post(self._address) != 0:
            raise _error()

    def __exit__(self, *_: object) -> None:
        self.release()

    def _count(self) -> int:
        return self._holds

    def _is_mine(self) -> bool:
        return self._holds > 0 and self._holder == threading.get_ident()

    def _get_value(self) -> int:
        value = ctypes.c_int()
        if _LIBC.sem_getvalue(self._address, ctypes.byref(value)) != 0:
            raise _error()
        return value.value

    def _is_zero(self) -> bool:
        return self._get_value() == 0

    def _after_fork(self) -> None:
        self._holds = 0


def _error() -> OSError:
    return OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
