"""Packing an installed package as a wheel again: students install the same package as the grader."""

from __future__ import annotations

import base64
import hashlib
from importlib.metadata import Distribution
from pathlib import PurePosixPath

from autograder.files import reproducible_zip

# Files that an installer adds to those of the wheel, and the list of files, which is made anew.
INSTALLERS = frozenset({"INSTALLER", "REQUESTED", "direct_url.json", "RECORD"})


def installed_wheel(package: Distribution) -> tuple[str, bytes]:
    """Return the name and the content of a wheel of an installed package of pure Python."""
    files = {
        file.as_posix(): file.read_binary()
        for file in package.files or []
        if _was_in_wheel(PurePosixPath(file.as_posix()))
    }
    name = f"{package.name.replace('-', '_')}-{package.version}"
    record = f"{name}.dist-info/RECORD"
    rows = [f"{path},{_digest(data)},{len(data)}" for path, data in sorted(files.items())]
    files[record] = "\n".join([*rows, f"{record},,", ""]).encode()
    return f"{name}-py3-none-any.whl", reproducible_zip(files)


def _was_in_wheel(path: PurePosixPath) -> bool:
    is_inside = ".." not in path.parts and "__pycache__" not in path.parts
    return is_inside and path.name not in INSTALLERS


def _digest(data: bytes) -> str:
    found = base64.urlsafe_b64encode(hashlib.sha256(data).digest())
    return f"sha256={found.decode().rstrip('=')}"
