"""JupyterLab as a student or an instructor starts it, with folders of its own for all it keeps."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page
from running import until

SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "apputils-extension/themes": {"adaptive-theme": True},  # light or dark as the browser asks
    "notebook-extension/tracker": {
        "windowingMode": "none"
    },  # each cell is in the page, seen or not
    "docmanager-extension/plugin": {"autosave": False},
}


@dataclass(frozen=True)
class Place:
    """A user's folders, apart from those of whoever runs the tests."""

    home: Path

    @property
    def config(self) -> Path:
        """Where Jupyter and nbgrader look for their configuration."""
        return self.home / "config"

    @property
    def environment(self) -> dict[str, str]:
        """The environment of the user's programs."""
        scripts = sysconfig.get_path("scripts")
        ours = {
            "HOME": str(self.home),
            "IPYTHONDIR": str(self.home / "ipython"),
            "JUPYTER_CONFIG_DIR": str(self.config),
            "JUPYTER_DATA_DIR": str(self.home / "data"),
            "JUPYTER_RUNTIME_DIR": str(self.home / "runtime"),
            "PATH": os.pathsep.join([scripts, os.environ.get("PATH", os.defpath)]),
        }
        return {**os.environ, **ours}

    def nbgrader(self, course: Path, *arguments: str) -> str:
        """Run nbgrader's command line in a course, and return its log."""
        command = [sys.executable, "-m", "nbgrader", *arguments]
        result = subprocess.run(
            command,
            cwd=course,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, result.stderr
        return result.stderr


def settle(config: Path) -> None:
    """Write JupyterLab's settings for a user whose Jupyter keeps its configuration there."""
    for name, settings in SETTINGS.items():
        extension, _, part = name.partition("/")
        folder = config / "lab/user-settings/@jupyterlab" / extension
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{part}.jupyterlab-settings").write_text(json.dumps(settings))


@contextlib.contextmanager
def jupyter_lab(place: Place, folder: Path) -> Iterator[str]:
    """Run JupyterLab in a folder, and yield its address, which ends where a path may follow.

    Nothing of it is left: the server ends its kernels when it is told to end.
    """
    settle(place.config)
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1"]
    log = place.home / "lab.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            command,
            cwd=folder,
            env=place.environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        about = until(lambda: _about(place, server), "JupyterLab's start")
        yield f"{about['url']}{{path}}?token={about['token']}"
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=600)


def _about(place: Place, server: subprocess.Popen[bytes]) -> dict[str, str] | None:
    """Return what the server says of itself; None as long as it says nothing."""
    assert server.poll() is None, (place.home / "lab.log").read_text()
    try:
        path = place.home / "runtime" / f"jpserver-{server.pid}.json"
        about: dict[str, str] = json.loads(path.read_text())
    except (OSError, ValueError):
        return None
    return about


def choose(page: Page, menu: str, item: str) -> None:
    """Choose from JupyterLab's menu."""
    page.get_by_role("menuitem", name=menu, exact=True).click()
    page.get_by_role("menuitem", name=item, exact=True).click()


def cell(page: Page, text: str) -> Locator:
    """Return the code cell that holds a text."""
    return page.locator(".jp-CodeCell").filter(has=page.locator(".cm-content", has_text=text))


def tab(page: Page, name: str) -> None:
    """Go to one of JupyterLab's open pages."""
    page.get_by_role("tab", name=name, exact=True).click()
