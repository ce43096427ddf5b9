"""One command's way to the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from typer import BadParameter

from partita.access.grant import operator
from partita.cli.errors import Refused
from partita.domain.errors import BookNotFound
from partita.kit.clock import system_clock
from partita.kit.ids import trace_id
from partita.ports import Database
from partita.settings import Settings, read_settings
from partita.usecases.context import Context, Looking


@dataclass(frozen=True, slots=True)
class Session:
    """An open database, and somebody at the command line who may do everything."""

    settings: Settings
    database: Database

    def book_id(self, slug: str) -> int:
        """The id of a book.

        Raises:
            BookNotFound: There is none of that name.
        """
        found = self.database.find_book(slug)
        if found is None:
            raise BookNotFound(slug=slug)
        return found

    @contextmanager
    def writing(self, book_id: int) -> Iterator[Context]:
        """One transaction in a book."""
        actor = operator(book_id)
        with self.database.write(actor, trace_id()) as unit:
            yield Context(actor, unit, system_clock())

    @contextmanager
    def looking(self, book_id: int) -> Iterator[Looking]:
        """A look at a book."""
        with self.database.read(book_id) as reading:
            yield Looking(operator(book_id), reading)


def settings_of(database: str | None, **options: int | str | None) -> Settings:
    """Read the settings; options come before the environment.

    Raises:
        BadParameter: A setting does not fit.
    """
    try:
        given: dict[str, Any] = {**options, "database": database or None}
        return read_settings(**given)
    except ValueError as error:
        raise BadParameter(str(error)) from error


@contextmanager
def usable() -> Iterator[None]:
    """Say of a database that cannot be used why.

    Raises:
        BadParameter: The URL is of no database we know.
        Refused: It cannot be opened, or its tables are of another version.
    """
    from partita.bootstrap import DatabaseUnusable  # noqa: PLC0415  # slow to import

    try:
        yield
    except ValueError as error:
        raise BadParameter(str(error), param_hint="--database") from error
    except DatabaseUnusable as error:
        reason = str(error).rstrip(".?")
        raise Refused("database.unusable", f"The database cannot be used: {reason}.") from error


@contextmanager
def session(database: str | None) -> Iterator[Session]:
    """Open the database, making its tables when it is empty.

    Raises:
        BadParameter: The URL is of no database we know.
        Refused: It cannot be opened, or its tables are of another version.
    """
    from partita import bootstrap  # noqa: PLC0415  # slow to import; --help does without

    settings = settings_of(database)
    with usable():
        bootstrap.prepare_database(settings)
        opened = bootstrap.open_database(settings, is_alone=True)
    try:
        yield Session(settings, opened)
    finally:
        opened.close()
