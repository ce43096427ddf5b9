"""Databases come up to date without losing anything, on both kinds."""

from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from partita.domain.query import LIKE_ANY, Compare, Form, Member, Op, Query, View
from partita.kit.text import search_fold
from partita.store import migrate
from partita.store.engine import Engine
from partita.store.health import DatabaseUnusable
from partita.store.migrations.versions import v0017_plain_codes
from partita.store.schema import PLAIN_FIELDS, metadata
from tests.builders import FrozenClock, make_book, make_contact, make_customer
from tests.store import raw
from tests.threads import in_threads

REVISIONS = [
    script.revision
    for script in reversed(list(ScriptDirectory.from_config(migrate._config()).walk_revisions()))
]


def test_an_empty_database_comes_up_to_date(empty_url: str) -> None:
    assert migrate.version(empty_url) is None
    migrate.upgrade(empty_url)
    assert migrate.version(empty_url) == migrate.head() == REVISIONS[-1]
    migrate.upgrade(empty_url)
    assert migrate.version(empty_url) == REVISIONS[-1]


def is_ours(name: str | None, kind: str, *_: object) -> bool:
    """Whether a thing of the database stands in the metadata, or should."""
    del kind
    foreign = ("contact_search", "party_search", "_trigram", "alembic_version")
    return not any(word in (name or "") for word in foreign)


def test_the_tables_are_those_of_the_schema(database_url: str) -> None:
    with migrate._connection(database_url) as connection:
        options: dict[str, Any] = {
            "compare_type": True,
            "include_object": lambda _, name, kind, *rest: is_ours(name, kind, *rest),
        }
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def test_columns_may_be_empty_where_the_schema_says_so(database_url: str) -> None:
    with migrate._connection(database_url) as connection:
        inspector = sa.inspect(connection)
        for table in metadata.tables.values():
            found = {each["name"]: each["nullable"] for each in inspector.get_columns(table.name)}
            assert found == {column.name: column.nullable for column in table.columns}, table.name


def fill(url: str, revision: str) -> None:
    """Put data of that time into a database of that time."""
    with migrate._connection(url) as connection:
        for statement in OLD_ROWS:
            connection.exec_driver_sql(statement)
        if revision != "0001" and connection.dialect.name == "sqlite":
            for statement in OLD_SEARCHED:
                connection.exec_driver_sql(statement)


_HISTORY = "'{}', 1, '2025-01-01T00:00:00.000000', '2025-01-01T00:00:00.000000'"
OLD_COUNTERS = "INSERT INTO counter (book_id, name, value) VALUES (0, 'book', 1), (1, 'contact', 2)"
OLD_BOOK = (
    "INSERT INTO book (book_id, uuid, version, created_at, changed_at, slug, name, country, "
    f"currency, is_demo, setup_version) VALUES (1, {_HISTORY.format('b')}, 'old', 'Old', 'DK', "
    "'DKK', FALSE, 1)"
)
OLD_SLUG = "INSERT INTO directory (kind, key, book_id, app_id) VALUES ('slug', 'old', 1, 0)"
OLD_PARTY = (
    "INSERT INTO party (book_id, id, uuid, version, created_at, changed_at, name, is_person, "
    f"name_fold, search_text) VALUES (1, 7, {_HISTORY.format('p')}, 'Ålborg', FALSE, 'ålborg', "
    "'alborg')"
)


def old_contact(number: int, email: str) -> str:
    return (
        "INSERT INTO contact (book_id, number, uuid, version, created_at, changed_at, party_id, "
        "customer_number, serial, name, position, receives_quotes, receives_orders, "
        "receives_invoices, receives_e_invoices, receives_statements, receives_reminders, "
        "is_default, is_active, is_deleted, name_fold, email, email_fold) VALUES "
        f"(1, {number}, {_HISTORY.format(f'c{number}')}, 7, 7, {number}, 'Ærø {number}', 0, FALSE, "
        f"FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, TRUE, FALSE, 'ærø {number}', {email})"
    )


OLD_ROWS = (
    OLD_COUNTERS,
    OLD_BOOK,
    OLD_SLUG,
    OLD_PARTY,
    old_contact(1, "'A@b.dk', 'a@b.dk'"),
    old_contact(2, "NULL, NULL"),
)


OLD_SEARCHED = [
    f"INSERT INTO contact_search (rowid, name) VALUES ({2**32 + number}, 'ærø {number}')"
    for number in (1, 2)
]


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_every_earlier_version_keeps_its_data(
    empty_url: str, revision: str, clock: FrozenClock
) -> None:
    migrate.upgrade(empty_url, REVISIONS[0])
    fill(empty_url, REVISIONS[0])
    migrate.upgrade(empty_url, revision)
    assert migrate.version(empty_url) == revision
    migrate.upgrade(empty_url)
    engine = Engine(empty_url, clock)
    assert engine.find_book("old") == 1
    found = find_contacts(engine, "ÆRØ")
    engine.close()
    assert found == [1, 2]


ODD_COUNTRY = (
    "INSERT INTO party (book_id, id, uuid, version, created_at, changed_at, name, "
    f"is_person, name_fold, search_text, country) VALUES (1, %d, {_HISTORY.format('p%d')}, 'A', "
    "FALSE, 'a', 'a', '%s')"
)


def test_codes_lose_what_no_code_has(empty_url: str) -> None:
    migrate.upgrade(empty_url, "0016")
    fill(empty_url, "0016")
    with migrate._connection(empty_url) as connection:
        for number, code in ((8, 'N"O'), (9, "\\"), (10, "ÅL")):
            connection.exec_driver_sql(ODD_COUNTRY % (number, number, code))
    migrate.upgrade(empty_url)
    with migrate._connection(empty_url) as connection:
        rows = connection.exec_driver_sql("SELECT id, country FROM party ORDER BY id").all()
    assert [tuple(row) for row in rows] == [(7, None), (8, "NO"), (9, None), (10, "ÅL")]


MAILED = (
    "INSERT INTO party (book_id, id, uuid, version, created_at, changed_at, name, email, "
    "is_person, name_fold, email_fold, search_text) VALUES "
    f"(1, %d, {_HISTORY.format('m%d')}, 'Holm', '%s', FALSE, 'holm', '%s', '%s')"
)


def test_names_are_searched_apart_from_addresses_that_were_there(empty_url: str) -> None:
    migrate.upgrade(empty_url, "0018")
    fill(empty_url, "0018")
    with migrate._connection(empty_url) as connection:
        for number, mail in ((8, "a@holm.dk"), (9, "ææ@ærø.dk"), (10, "")):
            text = search_fold(f"holm\n{mail}" if mail else "holm")
            connection.exec_driver_sql(MAILED % (number, number, mail, mail, text))
        is_sqlite = connection.dialect.name == "sqlite"
    migrate.upgrade(empty_url)
    if not is_sqlite:
        indexes = raw.rows(empty_url, "SELECT indexname FROM pg_indexes")
        assert ("party_search_named_trigram",) in indexes
        return
    assert raw.rows(empty_url, "SELECT rowid - 4294967296, named, mail FROM party_search") == [
        (7, "alborg", None),
        (8, "holm", "a@holm.dk"),
        (9, "holm", "aeae@aero.dk"),
        (10, "holm", None),
    ]


def test_every_code_is_mended() -> None:
    codes = {
        (table.name, column.name)
        for table in metadata.tables.values()
        for column in table.c
        if column.name in PLAIN_FIELDS - {"uuid"} and table.name != "book"
    }
    assert codes == set(v0017_plain_codes.CODES)


def test_the_audit_trail_is_kept_when_it_is_written_anew(empty_url: str) -> None:
    migrate.upgrade(empty_url, "0017")
    fill(empty_url, "0017")
    kept = [(1, 2, 0, "operator", "cli", "r", None, "ø"), (1, 9, 3, "app", "sage", "s", "a", "b")]
    columns = "book_id, position, app_id, actor, dialect, request_id, before, after"
    audit = sa.table("audit", *[sa.column(name) for name in columns.split(", ")])
    with migrate._connection(empty_url) as connection:
        rows = [dict(zip(columns.split(", "), row, strict=True)) for row in reversed(kept)]
        connection.execute(sa.insert(audit), rows)
    migrate.upgrade(empty_url)
    found = raw.rows(empty_url, f"SELECT {columns} FROM audit ORDER BY position")
    assert [tuple(row) for row in found] == kept
    if empty_url.startswith("sqlite"):
        assert len(raw.rows(empty_url, "SELECT rowid FROM audit")) == len(kept)


def find_contacts(engine: Engine, text: str) -> list[Any]:
    view = View("customer_contacts", (Member("n", "number", Form.INTEGER),))
    like = Compare("name", Op.LIKE, LIKE_ANY + text + LIKE_ANY)
    with engine.read(1) as reading:
        return [key for key, _ in reading.rows(Query(view, like))]


def test_an_upgraded_database_goes_on_counting(empty_url: str, clock: FrozenClock) -> None:
    migrate.upgrade(empty_url, REVISIONS[0])
    fill(empty_url, REVISIONS[0])
    migrate.upgrade(empty_url)
    engine = Engine(empty_url, clock)
    assert make_book(engine, clock).book_id == 2
    engine.close()


def test_a_newer_database_is_refused_in_clear_words(database_url: str) -> None:
    with migrate._connection(database_url) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseUnusable, match="9999"):
        migrate.upgrade(database_url)
    assert migrate.version(database_url) == "9999"


def test_a_failed_upgrade_leaves_nothing(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("alembic.operations.Operations.create_index", fail)
    with pytest.raises(ZeroDivisionError):
        migrate.upgrade(empty_url)
    monkeypatch.undo()
    assert migrate.version(empty_url) is None
    migrate.upgrade(empty_url)
    assert migrate.version(empty_url) == REVISIONS[-1]


def test_two_who_upgrade_at_once_wait_for_each_other(empty_url: str, clock: FrozenClock) -> None:
    engine = Engine(empty_url, clock)
    in_threads(engine, *[lambda: migrate.upgrade(empty_url)] * 3)
    assert migrate.version(empty_url) == REVISIONS[-1]


def test_a_reader_goes_on_while_somebody_upgrades(
    engine: Engine, database_url: str, clock: FrozenClock
) -> None:
    book = make_book(engine, clock, "old")
    with book.writing() as ctx:
        make_contact(ctx, make_customer(ctx).party.id, name="Ærø")
    with migrate._connection(database_url) as connection:
        connection.exec_driver_sql("CREATE TABLE something_new (n INTEGER)")
        assert in_threads(engine, lambda: find_contacts(engine, "ærø")) == [[1]]
    assert find_contacts(engine, "ærø") == [1]
    assert raw.rows(database_url, "SELECT n FROM something_new") == []
