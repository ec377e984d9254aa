"""The requirements of the engine's wheel: the student's package, and those of a grader's environment."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

NEEDS = "grading"  # a group in the checkout's pyproject.toml
EXTRAS = ("cluster", "postgresql")


class EngineMetadata(MetadataHookInterface):
    """Hatchling calls this class when it builds the wheel from autograder/pyproject.toml."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the dependencies and the extras."""
        text = (Path(self.root).parent / "pyproject.toml").read_text(encoding="utf-8")
        groups = tomllib.loads(text)["dependency-groups"]
        # without the included groups: a build backend, and requirements that the wheel has anyway
        own = {name: [need for need in groups[name] if isinstance(need, str)] for name in groups}
        metadata["dependencies"] = [f"course-utils=={metadata['version']}", *own[NEEDS]]
        metadata["optional-dependencies"] = {name: own[name] for name in EXTRAS}
