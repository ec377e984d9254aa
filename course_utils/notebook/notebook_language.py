"""The language of a notebook, by its metadata."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

PYTHON_NAMES = ("python", "ipython", "python3", "ipython3")
OLD_PYTHON = re.compile(r"(?i)\bi?python[ -_]?2(\.\d+)*\b")


def notebook_language(metadata: Mapping[str, Any]) -> str:
    """Return the language in lower case, such as ``python 2`` or ``python 3``; empty if none is named."""
    kernel = metadata.get("kernelspec", {})
    about = metadata.get("language_info", {})
    language = str(about.get("name") or kernel.get("language") or "").lower()
    names = f"{kernel.get('name', '')} {kernel.get('display_name', '')}"
    if language and language not in PYTHON_NAMES:
        return language
    version = str(about.get("version", ""))
    if version.startswith("2.") or (not version and OLD_PYTHON.search(names)):
        return "python 2"
    return "python 3" if language else ""
