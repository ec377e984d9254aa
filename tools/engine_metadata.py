"""What the engine's wheel requires: the student's package, and what a grader's environment is locked from."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

NEEDS = "grading"  # of the groups in the checkout's pyproject.toml
EXTRAS = ("cluster", "postgresql")


class EngineMetadata(MetadataHookInterface):
    """Hatchling calls it when it builds the wheel from autograder/pyproject.toml."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the dependencies and the extras."""
        text = (Path(self.root).parent / "pyproject.toml").read_text(encoding="utf-8")
        groups = tomllib.loads(text)["dependency-groups"]
        # without the groups that they include: a build backend, and what the wheel requires anyway
        own = {name: [need for need in groups[name] if isinstance(need, str)] for name in groups}
        metadata["dependencies"] = [f"course-utils=={metadata['version']}", *own[NEEDS]]
        metadata["optional-dependencies"] = {name: own[name] for name in EXTRAS}
