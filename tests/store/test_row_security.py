"""The database itself keeps books apart, whatever a statement forgets."""

import psycopg
import pytest

from partita.domain.errors import PartitaError
from partita.store.engine import Engine
from partita.store.row_security import APP_ROLE, OPEN_SCHEMA, OUTSIDE_BOOKS
from partita.store.schema import metadata
from tests.builders import (
    FrozenClock,
    OpenBook,
    make_book,
    make_contact,
    make_customer,
    make_delivery_address,
)
from tests.store import raw

SECRET = "TOPSECRET"  # noqa: S105  # it stands for what must not be seen
SECURED = sorted(set(metadata.tables) - OUTSIDE_BOOKS)


@pytest.fixture
def two_books(engine: Engine, clock: FrozenClock, database_kind: str) -> tuple[OpenBook, OpenBook]:
    if database_kind == "sqlite":
        pytest.skip("SQLite keeps books apart by statements alone")
    mine, theirs = make_book(engine, clock, "mine"), make_book(engine, clock, "theirs")
    with theirs.writing() as ctx:
        made = make_customer(ctx, SECRET)
        make_contact(ctx, made.party.id, SECRET, email=f"{SECRET}@x.dk")
        make_delivery_address(ctx, made.party.id, street=SECRET)
        ctx.unit.take_numbers(SECRET)
    with mine.writing() as ctx:
        make_customer(ctx, "Public")
    return mine, theirs


def test_no_byte_of_another_book_is_visible_without_a_filter(
    engine: Engine, two_books: tuple[OpenBook, OpenBook]
) -> None:
    mine, theirs = two_books
    link = raw.link_of(engine)
    link.scope(mine.book_id)
    for table in SECURED:
        for name in (f'"{table}"', f'{OPEN_SCHEMA}."{table}"'):
            shown = repr(link.rows(f"SELECT * FROM {name}"))
            assert SECRET not in shown, name
            assert set(link.rows(f"SELECT DISTINCT book_id FROM {name}")) <= {(0,), (mine.book_id,)}
    link.scope(theirs.book_id)
    assert SECRET in repr(link.rows("SELECT * FROM party"))


@pytest.mark.usefixtures("two_books")
def test_nothing_is_visible_before_a_book_is_named(database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(f"SET ROLE {APP_ROLE}")
        for table in SECURED:
            rows = connection.execute(f'SELECT book_id FROM "{table}"'.encode()).fetchall()
            assert set(rows) <= {(0,)}, table


def test_rows_of_another_book_cannot_be_written(
    engine: Engine, two_books: tuple[OpenBook, OpenBook]
) -> None:
    mine, theirs = two_books
    link = raw.link_of(engine)
    link.scope(mine.book_id)
    assert link.execute("UPDATE party SET name = 'mine now'") == 1
    assert link.execute("DELETE FROM contact") == 0
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        link.execute(f"INSERT INTO counter VALUES ({theirs.book_id}, 'y', 1)")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        link.execute(
            f"UPDATE contact SET book_id = {theirs.book_id}; UPDATE party SET book_id = 99"
        )


def test_whoever_logs_in_works_as_the_app(
    engine: Engine, two_books: tuple[OpenBook, OpenBook], database_url: str
) -> None:
    del two_books
    with psycopg.connect(database_url) as connection:
        is_super = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
        assert connection.execute(is_super).fetchone() == (True,)
    link = raw.link_of(engine)
    assert link.row("SELECT current_user") == (APP_ROLE,)
    flags = "SELECT rolsuper, rolbypassrls, rolcanlogin FROM pg_roles WHERE rolname = current_user"
    assert link.row(flags) == (False, False, False)


def test_every_table_of_a_book_is_secured(database_url: str, database_kind: str) -> None:
    if database_kind == "sqlite":
        pytest.skip("not there")
    found = raw.rows(
        database_url,
        "SELECT relname, relrowsecurity FROM pg_class "
        "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
    )
    assert {name for name, is_secured in found if not is_secured} == OUTSIDE_BOOKS
    assert {name for name, is_secured in found if is_secured} == set(SECURED)


def test_a_write_into_another_book_fails_as_a_whole(
    engine: Engine, two_books: tuple[OpenBook, OpenBook]
) -> None:
    mine, theirs = two_books
    link = raw.link_of(engine)
    with pytest.raises((psycopg.Error, PartitaError)), mine.writing() as ctx:
        make_customer(ctx, "Never")
        link.scope(theirs.book_id)
        make_customer(ctx, "Never, too")
    with mine.writing() as ctx:
        assert [each.name for each in ctx.unit.parties.select()] == ["Public"]
