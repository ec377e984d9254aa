"""The gradebook's database: creating it, opening it, and explaining its errors."""

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

from autograder.errors import ConfigurationError
from autograder.installation import documentation
from autograder.nbgrader_bridge.nbgrader_log import error_with_advice
from autograder.sandbox.scratch_folder import temporary_tempdir

SQLITE_PREFIX = "sqlite:///"


def create_gradebook_if_missing(url: str) -> None:
    """Create the gradebook if there is none, in one step: nbgrader cannot repair a partial one.

    Raises:
        ConfigurationError: it cannot be made or reached; the text says why.
    """
    with explain_database_errors(url):
        if url.startswith(SQLITE_PREFIX):
            _make_file(Path(url.removeprefix(SQLITE_PREFIX)))
            return
        try:
            _make_tables(url)
        except ImportError as error:  # SQLAlchemy lacks the driver for the URL's server
            reason = (
                f"{error}: this db_url needs that package; see {documentation('teach/nbgrader.md')}"
            )
            raise ConfigurationError(
                f"{url_without_password(url)} cannot be used: {reason}"
            ) from None


def _make_file(path: Path) -> None:
    if path.exists():
        return
    with temporary_tempdir() as folder:
        Gradebook(f"{SQLITE_PREFIX}{folder / 'new.db'}").close()
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".writing-") as new:
            shutil.copy(folder / "new.db", new.name)
            with contextlib.suppress(FileExistsError):  # another grader was faster
                os.link(new.name, path)


def _make_tables(url: str) -> None:
    """Make the tables on a server, in one transaction."""
    with open_gradebook_session(url) as session, session.begin():
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
def open_gradebook_session(url: str) -> Iterator[Session]:
    """Yield a SQLAlchemy session on a gradebook, and close its connection afterwards."""
    engine = create_engine(url)
    try:
        with Session(engine, expire_on_commit=False, autoflush=False) as session:
            yield session
    finally:
        engine.dispose()


@contextlib.contextmanager
def explain_database_errors(url: str) -> Iterator[None]:
    """Turn database errors into a ConfigurationError that says what to do.

    Raises:
        ConfigurationError: the gradebook cannot be used; the text says why.
    """
    try:
        yield
    except (OSError, SQLAlchemyError, SubprocessError) as error:
        reason = error_with_advice(_first_line(error))
        raise ConfigurationError(f"{url_without_password(url)} cannot be used: {reason}") from None


def _first_line(error: Exception) -> str:
    cause = getattr(error, "orig", None) or error  # the database's own error
    return (str(cause).strip().splitlines() or [type(cause).__name__])[0]


def url_without_password(url: str) -> str:
    """Return a gradebook's URL without its password; for an SQLite file, the path."""
    if url.startswith(SQLITE_PREFIX):
        return url.removeprefix(SQLITE_PREFIX)
    try:
        return make_url(url).render_as_string(hide_password=True)
    except SQLAlchemyError:
        return "the gradebook's db_url"
