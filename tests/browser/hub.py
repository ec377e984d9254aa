"""A JupyterHub on this machine, by the very files that docs/teach/hub.md shows."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from lab import settle
from running import PATIENCE_S, until

CHECKOUT = Path(__file__).parents[2]
PAGE = CHECKOUT / "docs" / "teach" / "hub.md"
_FILE = re.compile(r"^`(/[^`]+)`[^\n]*:\n\n```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)
# What differs here: no users of the machine's own, hence no passwords, and one user who is all of them.
ONE_USER = """
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = "{homes}/{{username}}"
c.JupyterHub.hub_port = {hub_port}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api_port}"
c.ConfigurableHTTPProxy.command = ["configurable-http-proxy", "--proxy-timeout={patience_s}000"]
c.Spawner.args = ["--allow-root"]
c.Spawner.start_timeout = c.Spawner.http_timeout = {patience_s}
c.Spawner.environment = {students!r}
for service in c.JupyterHub.services:
    del service["user"]
    service["timeout"] = {patience_s}
    service.setdefault("environment", {{}}).update({environment!r}, HOME={home!r})
    if service["command"][0].endswith("jupyterhub-singleuser"):
        service["command"].append("--allow-root")
"""
WHO_SUBMITS = """
import os
c.ExchangeCollect.check_owner = False
if "JUPYTERHUB_SERVICE_NAME" not in os.environ and "JUPYTERHUB_USER" in os.environ:
    c.CourseDirectory.student_id = os.environ["JUPYTERHUB_USER"]
"""


def files_for_one_machine() -> dict[str, str]:
    """Return the files that the page on hubs shows for one machine, by their paths."""
    page = PAGE.read_text(encoding="utf-8")
    section = page.partition("\n## One machine\n")[2].partition("\n## ")[0]
    return dict(_FILE.findall(section))


def free_ports(number: int) -> list[int]:
    """Return so many ports that nothing listens on."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports: list[int] = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


class Hub:
    """A hub with everything of it in one folder, as the page lays it out, and one user who is all.

    Args:
        folder: where everything is put; the course lies in ``srv/course`` there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.homes = folder / "home"
        self.course = folder / "srv/course"
        self.exchange = folder / "srv/nbgrader/exchange"
        public, self._hub, self._api, formgrader = free_ports(4)
        self.address = f"http://127.0.0.1:{public}"
        # whatever else a file says, it says as on the page
        self._instead = {
            "/opt/jupyterhub/bin": sysconfig.get_path("scripts"),
            "/srv/course/.venv/bin": sysconfig.get_path("scripts"),
            '"/srv/': f'"{folder}/srv/',
            '"/etc/': f'"{folder}/etc/',
            "127.0.0.1:8000": f"127.0.0.1:{public}",
            "127.0.0.1:9999": f"127.0.0.1:{formgrader}",
        }

    def write_files(self) -> None:
        """Write the files of the page, and what differs where one user is all of them."""
        for path, text in files_for_one_machine().items():
            file = self.folder / path.lstrip("/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(self._here(text), encoding="utf-8")
        own = {
            "homes": self.homes,
            "home": str(self.homes / "teacher"),
            "hub_port": self._hub,
            "api_port": self._api,
            "environment": self._environment("etc/jupyter"),
            "students": self._environment("opt/jupyterhub/etc/jupyter", "etc/jupyter"),
            "patience_s": round(PATIENCE_S),
        }
        with (self.folder / "etc/jupyterhub/jupyterhub_config.py").open("a") as config:
            config.write(ONE_USER.format(**own))
        with (self.folder / "etc/jupyter/nbgrader_config.py").open("a") as config:
            config.write(WHO_SUBMITS)
        self.exchange.mkdir(parents=True)
        self.exchange.chmod(0o777)

    def _here(self, text: str) -> str:
        for there, here in self._instead.items():
            text = text.replace(there, here)
        return text

    def _environment(self, *configs: str) -> dict[str, str]:
        return {
            "JUPYTER_CONFIG_PATH": os.pathsep.join(str(self.folder / each) for each in configs),
            "PYTHONPATH": str(CHECKOUT),
        }

    def make_home(self, name: str) -> Path:
        """Make a user's home, and return it."""
        home = self.homes / name
        home.mkdir(parents=True)
        settle(home / ".jupyter")
        return home

    @contextmanager
    def running(self) -> Iterator[None]:
        """Run the hub, its proxy and its services as long as the block runs; nothing of it is left."""
        state = self.folder / "var/lib/jupyterhub"
        state.mkdir(parents=True)
        config = self.folder / "etc/jupyterhub/jupyterhub_config.py"
        kept = {name: value for name, value in os.environ.items() if "JUPYTER" not in name}
        with (self.folder / "hub.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "jupyterhub", "-f", config],
                cwd=state,
                env={
                    **kept,
                    "HOME": str(self.folder),
                    "PATH": os.pathsep.join(
                        [sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)]
                    ),
                    "PYTHONPATH": str(CHECKOUT),
                },
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            until(lambda: self._answers(process), "the hub's first answer")
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE_S)

    def _answers(self, process: subprocess.Popen[bytes]) -> bool:
        assert process.poll() is None, self.log()
        try:
            with closing(urllib.request.urlopen(f"{self.address}/hub/health")) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)  # each question is a line in its log
            return False

    def log(self) -> str:
        """Return what the hub and its services have logged."""
        return (self.folder / "hub.log").read_text(errors="replace")
