"""A made-up notebook for tests of the student's side: cells of source, run in this process."""

from __future__ import annotations

import json
import textwrap
from typing import Any

from course_utils.checking.agent import Agent
from course_utils.checking.student import Student


class LiveNotebook:
    """A namespace that cells are run in, and a `Student` who answers from it.

    What crosses between the two goes through JSON, as it does between two processes.
    """

    def __init__(self, *cells: str) -> None:
        self.namespace: dict[str, Any] = {"__name__": "__main__"}
        self.agent = Agent(self.namespace)
        self.student = Student(self.ask)
        self.requests: list[dict[str, Any]] = []
        self.replies: list[dict[str, Any]] = []
        for cell in cells:
            self.run(cell)

    def run(self, cell: str) -> None:
        """Run one cell; its first line is line 1."""
        source = textwrap.dedent(cell).strip()
        exec(compile(source, "<cell>", "exec"), self.namespace)

    def ask(
        self, request: dict[str, Any], buffers: list[bytes]
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Answer a request from the namespace."""
        self.requests.append(json.loads(json.dumps(request)))
        reply, arrays = self.agent.answer(self.requests[-1], buffers)
        self.replies.append(json.loads(json.dumps(reply)))
        return self.replies[-1], arrays
