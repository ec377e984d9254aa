"""The gradebook as a database: how one is made, and its troubles told in words."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from subprocess import SubprocessError

from nbgrader.api import Base, Gradebook, get_alembic_version
from sqlalchemy import create_engine, inspect, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from autograder.complaints import advised
from autograder.errors import ConfigurationError
from autograder.scratch import temporary_files

SQLITE = "sqlite:///"


def make_gradebook(url: str) -> None:
    """Make the gradebook where there is none: whole or not at all, for nbgrader mends no half one.

    Raises:
        ConfigurationError: it cannot be made or reached; the text says why.
    """
    with in_words(url):
        if url.startswith(SQLITE):
            _make_file(Path(url.removeprefix(SQLITE)))
            return
        try:
            _make_tables(url)
        except ImportError as error:  # the server's driver, which SQLAlchemy looks up by the URL
            reason = f"{error}: this db_url needs that package; see docs/teach/nbgrader.md"
            raise ConfigurationError(f"{shown(url)} cannot be used: {reason}") from None


def _make_file(path: Path) -> None:
    if path.exists():
        return
    with temporary_files() as folder:
        Gradebook(f"{SQLITE}{folder / 'new.db'}").close()
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".writing-") as new:
            shutil.copy(folder / "new.db", new.name)
            with contextlib.suppress(FileExistsError):  # another grader was faster
                os.link(new.name, path)


def _make_tables(url: str) -> None:
    """Make the tables on a server, in one transaction."""
    with open_session(url) as session, session.begin():
        connection = session.connection()
        if not inspect(connection).get_table_names():
            version = get_alembic_version()
            Base.metadata.create_all(connection)
            connection.execute(
                text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
            )
            connection.execute(
                text("INSERT INTO alembic_version (version_num) VALUES (:version)"),
                {"version": version},
            )


@contextlib.contextmanager
def open_session(url: str) -> Iterator[Session]:
    """Yield SQLAlchemy's session with a gradebook, and close its connection."""
    engine = create_engine(url)
    try:
        with Session(engine, expire_on_commit=False, autoflush=False) as session:
            yield session
    finally:
        engine.dispose()


@contextlib.contextmanager
def in_words(url: str) -> Iterator[None]:
    """Turn what goes wrong with a gradebook into an error that says what to do.

    Raises:
        ConfigurationError: the gradebook cannot be used; the text says why.
    """
    try:
        yield
    except (OSError, SQLAlchemyError, SubprocessError) as error:
        reason = advised(_first_line(error))
        raise ConfigurationError(f"{shown(url)} cannot be used: {reason}") from None


def _first_line(error: Exception) -> str:
    cause = getattr(error, "orig", None) or error  # what the database itself said
    return (str(cause).strip().splitlines() or [type(cause).__name__])[0]


def shown(url: str) -> str:
    """Return a gradebook's place as it can be shown: a path, or a URL without its password."""
    if url.startswith(SQLITE):
        return url.removeprefix(SQLITE)
    try:
        return make_url(url).render_as_string(hide_password=True)
    except SQLAlchemyError:
        return "the gradebook's db_url"
