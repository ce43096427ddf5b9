"""Makes the demonstration on the first start, and finds it again on every other."""

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from partita.access.grant import operator
from partita.access.user import UserRole
from partita.bootstrap import open_database, prepare_database
from partita.demo.dialects import Dialect, served
from partita.demo.keys import Keys, are_good, make_keys, make_open_keys, read_keys, write_keys
from partita.facekit.passwords import hash_password
from partita.kit.clock import system_clock
from partita.kit.ids import new_secret, trace_id
from partita.ports import Database
from partita.settings import Settings
from partita.usecases import sessions, users
from partita.usecases.context import Context

SLUG: Final = "demo"
USER: Final = "demo"
FOLDER: Final = Path("demo-data")
"""Below the working directory, where git ignores it."""


@dataclass(frozen=True, slots=True)
class Demonstration:
    """A demonstration that is ready to be served.

    Attributes:
        settings: How to serve it.
        keys_path: The file with the keys.
        keys: Keys of each dialect's app.
        dialects: Which there are.
        entry: Path of a page that opens the book, once, for whoever sits at this machine.
        is_new: The book was filled just now.
    """

    settings: Settings
    keys_path: Path
    keys: dict[str, dict[str, str]]
    dialects: list[Dialect]
    entry: str
    is_new: bool


def prepare(settings: Settings, *, quiet: bool, rows_max: int | None = None) -> Demonstration:
    """Make the demonstration unless it is there.

    Args:
        settings: How to serve; without a database of their own, the book is kept in `FOLDER`.
        quiet: Print no progress.
        rows_max: Load at most so many organisations; all there are when ``None``.

    Raises:
        ValueError: A setting does not fit.
        DatabaseUnusable: The database cannot be opened, or its tables are of another version.
    """
    settings = placed(settings)
    FOLDER.mkdir(exist_ok=True)
    prepare_database(settings)
    dialects, path = served(), FOLDER / "keys.json"
    with contextlib.closing(open_database(settings)) as database:
        book_id = database.find_book(SLUG)
        if book_id is None:
            keys = _make(database, dialects, quiet=quiet, rows_max=rows_max)
        else:
            keys = _settle_keys(database, book_id, dialects, read_keys(path))
        entry = _entry(database)
    if keys != read_keys(path):
        write_keys(path, keys)
    return Demonstration(settings, path, keys, dialects, entry, is_new=book_id is None)


def placed(settings: Settings) -> Settings:
    """The settings with the demonstration's own database, unless they name one."""
    if settings.database != Settings().database:
        return settings
    return replace(settings, database=f"sqlite:///{FOLDER / 'partita.db'}")


def _make(
    database: Database, dialects: list[Dialect], *, quiet: bool, rows_max: int | None
) -> dict[str, dict[str, str]]:
    """Make the whole book in one transaction, so that there is never half of one."""
    from partita.demo.book import fill  # noqa: PLC0415  # only the first start needs it

    with _writing(database, database.take_book_id()) as ctx:
        fill(ctx, SLUG, quiet=quiet, rows_max=rows_max)
        for dialect in dialects:
            make_open_keys(ctx, dialect)
        return {dialect.name: make_keys(ctx, dialect) for dialect in dialects}


def _entry(database: Database) -> str:
    """Let somebody into the pages without a password: once, within a day, from this machine.

    The user has a password that nobody knows.
    """
    book_id = database.find_book(SLUG) or 0
    with _writing(database, book_id) as ctx:
        user = ctx.unit.users.first(name_fold=USER)
        if user is None:
            wanted = users.NewUser(name=USER, password=new_secret(), roles=(UserRole.OWNER,))
            user = users.create_user(ctx, wanted, hash_password)
        link = sessions.make_link(ctx, user.number)
    return f"/enter?key={book_id}.{link.token}"


def _settle_keys(
    database: Database, book_id: int, dialects: list[Dialect], known: dict[str, dict[str, str]]
) -> dict[str, dict[str, str]]:
    """The keys to print: those that still work, and new ones for the others."""
    good: dict[str, Keys] = {
        dialect.name: known[dialect.name]
        for dialect in dialects
        if dialect.name in known and are_good(database, dialect.plan, known[dialect.name])
    }
    missing = [dialect for dialect in dialects if dialect.name not in good]
    if missing:
        with _writing(database, book_id) as ctx:
            good |= {dialect.name: make_keys(ctx, dialect) for dialect in missing}
    return {name: dict(keys) for name, keys in good.items()}


@contextmanager
def _writing(database: Database, book_id: int) -> Iterator[Context]:
    actor = operator(book_id, "demo")
    with database.write(actor, trace_id()) as unit:
        yield Context(actor, unit, system_clock())
