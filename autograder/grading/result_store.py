"""The store: results in files under ``.autograder/``, each written whole or not at all."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from autograder.files import write_private_text
from autograder.grading.grading_result import GradingResult, grading_result_from_dict

FOLDER = ".autograder"


@dataclass(frozen=True)
class FolderResult:
    """The outcome of a folder of files: the digest of its result, and the flags of its submission."""

    result: str
    flags: list[str]


class ResultStore:
    """The results kept in the course folder ``course``, in four folders of small JSON files.

    ``results`` and ``outputs`` hold the results of gradings, ``readings`` the result for a folder of
    files, ``runs`` the last result for some code, by any checks.
    """

    def __init__(self, course: Path) -> None:
        self._folder = course / FOLDER

    def get(self, key: str) -> GradingResult | None:
        """Return the result under ``key``; None if it is missing or unreadable."""
        graded, outputs = self.get_without_outputs(key), self._read("outputs", key)
        if graded is None or outputs is None:
            return None
        try:
            graded.outputs = {
                notebook: {
                    cell: [nbformat.from_dict(output) for output in shown]
                    for cell, shown in cells.items()
                }
                for notebook, cells in outputs.items()
            }
        except (ValueError, TypeError, AttributeError, RecursionError):
            return None
        return graded

    def get_without_outputs(self, key: str) -> GradingResult | None:
        """Return the result under ``key`` like `get`, without the outputs of the cells."""
        try:
            return grading_result_from_dict({**(self._read("results", key) or {}), "outputs": {}})
        except (ValueError, KeyError, TypeError, AttributeError):
            return None

    def put(self, key: str, graded: GradingResult) -> None:
        """Keep a result under ``key``."""
        data = graded.as_dict()
        self._write("outputs", key, data.pop("outputs"))
        self._write("results", key, data)

    def written_ns(self, key: str) -> int:
        """Return the time when the result under ``key`` was written; 0 if there is none."""
        try:
            return self._path("results", key).stat().st_ctime_ns
        except OSError:
            return 0

    def get_files_record(self, digest: str) -> FolderResult | None:
        """Return the outcome for the files of this digest; None if it is not known."""
        data = self._read("readings", digest)
        try:
            found = (
                FolderResult(str(data["result"]), list(map(str, data["flags"]))) if data else None
            )
        except (KeyError, TypeError):
            return None
        if found is not None:  # marks it as used, for `prune`
            os.utime(self._path("readings", digest))
        return found

    def put_files_record(self, digest: str, reading: FolderResult) -> None:
        """Keep the outcome for files."""
        self._write("readings", digest, vars(reading))

    def last_run(self, digest: str) -> dict[str, Any]:
        """Return what was kept about the last grading of the same code; empty if nothing was."""
        return self._read("runs", digest) or {}

    def put_run(self, digest: str, data: dict[str, Any]) -> None:
        """Keep something about a grading, for the next one of the same code."""
        self._write("runs", digest, data)

    def prune(self, unused_s: float) -> tuple[int, int]:
        """Remove files that no grading has used for so long; return their number and their bytes."""
        before = time.time() - unused_s
        used: set[str] = set()
        for path in self._files("readings"):
            reading = self._read("readings", path.stem) or {}
            if path.stat().st_mtime >= before:
                used.add(str(reading.get("result")))
        removed = [
            path
            for folder in ("readings", "results", "outputs", "runs")
            for path in self._files(folder)
            if path.stem not in used and path.stat().st_mtime < before
        ]
        size = sum(path.stat().st_size for path in removed)
        for path in removed:
            path.unlink(missing_ok=True)
        return len(removed), size

    def _files(self, folder: str) -> list[Path]:
        """Return the files in one of the folders, also those that a kill left half written."""
        return [path for path in (self._folder / folder).glob("*/*") if path.is_file()]

    def _read(self, folder: str, name: str) -> dict[str, Any] | None:
        """Return what was kept; None if it is missing or unreadable."""
        try:
            data = json.loads(self._path(folder, name).read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return None
        return data if isinstance(data, dict) else None

    def _write(self, folder: str, name: str, data: dict[str, Any]) -> None:
        write_private_text(self._path(folder, name), json.dumps(data, indent=1))

    def _path(self, folder: str, name: str) -> Path:
        return self._folder / folder / name[:2] / f"{name}.json"
