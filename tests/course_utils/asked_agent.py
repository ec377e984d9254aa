"""What the agent in a notebook answers to one question."""

from __future__ import annotations

from typing import Any

from live_notebook import LiveNotebook


def call(notebook: LiveNotebook, name: str) -> dict[str, Any]:
    """Return the agent's raw reply to a call without arguments."""
    empty = {"args": {"t": "tuple", "v": []}, "kwargs": {"t": "dict", "v": []}}
    return notebook.agent.answer({"op": "call", "target": {"name": name}, **empty}, [])[0]


def value(name: str, source: str) -> Any:
    """Return what arrives of a variable of a notebook with this one cell."""
    return LiveNotebook(source).student.value(name)
