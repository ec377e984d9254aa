"""A cell's outputs: its kernel's messages applied to them as in a notebook, within bounds."""

from __future__ import annotations

import json
import re
from typing import Any, cast

from nbformat import NotebookNode, from_dict

from autograder.course.limits import MIB
from autograder.kernels.missing_packages import explain_error

MESSAGE_BYTES = 100  # counted for each message, besides its content
# the messages that become outputs, and the fields that are kept of each
SHOWN: dict[str, dict[str, Any]] = {
    "stream": {"name": str, "text": str},
    "display_data": {"data": dict, "metadata": dict},
    "execute_result": {"data": dict, "metadata": dict, "execution_count": object},
    "error": {"ename": str, "evalue": str, "traceback": list},
}
WIDGET = "application/vnd.jupyter.widget-view+json"  # a view of an object that only a browser has
JSON_TYPE = re.compile(r"application/(.*\+)?json")
# outputs that decide a cell's points by its own tests: they have a little room beyond the bound
DECISIVE = ("execute_result", "error")
DECISIVE_BYTES = 64 << 10


class CellOutputs:
    """The outputs of the running cell, cut off at ``output_mib``.

    Messages of widgets (comms) are ignored. Only its own cell can change a named output, no later one.

    Attributes:
        cut: whether something is left out; then a line among the outputs says so.
        shown_bytes: about how much the cell has shown so far.
        limit: how much a cell may show, in words.
    """

    def __init__(self, output_mib: float) -> None:
        self._cell_bytes = int(output_mib * MIB)
        self.limit = f"{output_mib:g} MiB"

    def begin(self, cell: Any, room_bytes: int | None = None) -> None:
        """Start afresh for ``cell``; ``room_bytes``: how much the whole submission may still show."""
        self._cell = cell
        self._most_bytes = min(
            self._cell_bytes, self._cell_bytes if room_bytes is None else room_bytes
        )
        self._clear()

    def _clear(self) -> None:
        self._cell.outputs[:] = []
        self._clear_before_next = self.cut = False
        self.shown_bytes = 0
        self._named: dict[str, Any] = {}

    def take(self, message: dict[str, Any]) -> bool:
        """Apply a message to the outputs, and say whether the cell is done."""
        kind, content = message["msg_type"], message["content"]
        if kind == "status":
            return bool(content["execution_state"] == "idle")
        if kind == "execute_input":
            self._cell.execution_count = _number(content["execution_count"])
        elif kind == "clear_output":
            self._clear_before_next = True
            if not content.get("wait"):
                self._clear()
        elif kind == "update_display_data":
            self._update(message)
        elif kind in SHOWN:
            self._show(message)
        return False

    def cut_off(self) -> None:
        """Leave out the following outputs, and say so once."""
        if not self.cut:
            self.cut = True
            beyond = "what is shown in all" if self._most_bytes < self._cell_bytes else self.limit
            text = f"\n… output beyond {beyond} is left out\n"
            self._cell.outputs.append(_output("stream", {"name": "stdout", "text": text}))

    def _show(self, message: dict[str, Any]) -> None:
        if self._clear_before_next:
            self._clear()
        kind, output = message["msg_type"], _output(message["msg_type"], message["content"])
        if not self._takes(_size(message["content"]), decisive=kind in DECISIVE):
            if kind == "stream" and not self.cut:
                output.text = self._beginning(output.text)
                self._cell.outputs.append(output)
            self.cut_off()
            return
        self._cell.outputs.append(output)
        if (name := _display_id(message)) is not None:
            self._named[name] = output

    def _update(self, message: dict[str, Any]) -> None:
        output = self._named.get(_display_id(message) or "")
        if output is None:
            return
        now = _output("display_data", message["content"])
        if self._takes(len(json.dumps(now)) - len(json.dumps(output)), decisive=False):
            output.data, output.metadata = now.data, now.metadata
        else:
            self.cut_off()

    def _takes(self, more_bytes: int, *, decisive: bool) -> bool:
        """Say whether there is room for so many bytes; if so, take it."""
        most = self._most_bytes + (DECISIVE_BYTES if decisive else 0)
        if (self.cut and not decisive) or self.shown_bytes + more_bytes > most:
            return False
        self.shown_bytes += more_bytes
        return True

    def _beginning(self, text: str) -> str:
        """Return the part of a text that there is room for."""
        room = max(0, self._most_bytes - self.shown_bytes)
        self.shown_bytes = self._most_bytes
        return text[:room].encode("utf-8", "replace")[:room].decode("utf-8", "ignore")


def _output(kind: str, content: dict[str, Any]) -> NotebookNode:
    """Return a message's content as an output in a notebook.

    nbformat's own function is slower than a kernel that shows one thing after another.

    Raises:
        TypeError: it holds something that a notebook must not hold.
    """
    output = {"output_type": kind, **{name: content[name] for name in SHOWN[kind]}}
    _expect_types(output)
    if kind == "execute_result":
        output["execution_count"] = _number(output["execution_count"])
    if "text/plain" in output.get("data", {}):
        output["data"] = {mime: data for mime, data in output["data"].items() if mime != WIDGET}
    if kind == "error":
        explained = explain_error(output["ename"], output["evalue"])
        if explained != output["evalue"]:
            output["traceback"] = [*output["traceback"], f"\n{explained}\n"]
    return cast(NotebookNode, from_dict(output))


def _expect_types(output: dict[str, Any]) -> None:
    for name, expected in SHOWN[output["output_type"]].items():
        if not isinstance(output[name], expected):
            raise TypeError(f"{name}: expected {expected}, got {type(output[name])}")
    if not _is_text(output.get("traceback", [])):
        raise TypeError("traceback: expected texts")
    for mime, value in output.get("data", {}).items():
        if not _is_text(value) and not JSON_TYPE.fullmatch(mime):
            raise TypeError(f"{mime}: expected text")


def _number(value: Any) -> int | None:
    """Return a cell's execution count; None if it is no number."""
    return value if type(value) is int and value >= 0 else None


def _is_text(value: Any) -> bool:
    """Say whether a value is text in a notebook's form: one string, or a list of lines."""
    return isinstance(value, str) or (
        isinstance(value, list) and all(isinstance(line, str) for line in value)
    )


def _display_id(message: dict[str, Any]) -> str | None:
    """Return the name of an output, None where it has none."""
    name = (message["content"].get("transient") or {}).get("display_id")
    return None if name is None else str(name)


def _size(content: Any) -> int:
    """Return about how many bytes a message has; an empty one counts too."""
    return MESSAGE_BYTES + len(json.dumps(content))
