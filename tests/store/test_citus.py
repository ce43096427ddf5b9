"""One machine to many is a definition, not a rewrite: the rules that keep it so.

Plain PostgreSQL stands for Citus: what it can partition by the book, Citus can shard by the book.
"""

import re
from itertools import chain

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.schema import CreateIndex, CreateTable

from partita.access.grant import Grant
from partita.domain.query import And, Compare, KeyPage, Member, OffsetPage, Op, Query, Sort, View
from partita.store import postgres, sqlite
from partita.store.bulk import ColumnInsert
from partita.store.capabilities import Capabilities
from partita.store.engine import AccessStatements
from partita.store.likeness_sql import LikenessStatements
from partita.store.overview_sql import OverviewStatements
from partita.store.query_sql import Compiler
from partita.store.schema import metadata
from partita.store.sources import SOURCES
from partita.store.uow import UnitStatements
from tests import databases

JOINED = r"JOIN (?:partita_open\.)?\"?\w+\"? AS (\w+) ON (.*?)(?=JOIN|WHERE|$)"
SHARDED = [table for table in metadata.sorted_tables if table.name != "directory"]
BOTH = [
    pytest.param(sqlite.CAPABILITIES, id="sqlite"),
    pytest.param(postgres.CAPABILITIES, id="postgresql"),
]


@pytest.fixture
def plain_url(postgres_server: databases.Server) -> str:
    return postgres_server.url_of(postgres_server.create(migrated=False))


@pytest.mark.postgres
def test_all_tables_can_be_partitioned_by_book(plain_url: str) -> None:
    dialect = postgres.CAPABILITIES.dialect
    statements = []
    for table in metadata.sorted_tables:
        created = str(CreateTable(table).compile(dialect=dialect)).rstrip()
        is_sharded = table.name != "directory"
        statements.append(created + (" PARTITION BY HASH (book_id)" if is_sharded else ""))
        if is_sharded:
            statements += [
                f'CREATE TABLE "{table.name}_{part}" PARTITION OF "{table.name}" '
                f"FOR VALUES WITH (MODULUS 2, REMAINDER {part})"
                for part in (0, 1)
            ]
        statements += [
            str(CreateIndex(index).compile(dialect=dialect))
            for index in sorted(table.indexes, key=lambda index: str(index.name))
        ]
    engine = sa.create_engine(
        plain_url.replace("postgresql://", "postgresql+psycopg://"), poolclass=sa.NullPool
    )
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
        found = connection.exec_driver_sql("SELECT count(*) FROM pg_partitioned_table").scalar()
    assert found == len(SHARDED)


@pytest.mark.parametrize("table", SHARDED, ids=lambda table: table.name)
def test_the_book_leads_every_key(table: sa.Table) -> None:
    assert table.primary_key.columns.keys()[0] == "book_id"
    for constraint in table.constraints:
        if isinstance(constraint, sa.UniqueConstraint):
            assert constraint.columns.keys()[0] == "book_id"
        if isinstance(constraint, sa.ForeignKeyConstraint):
            first = constraint.elements[0]
            assert (first.parent.name, first.column.name) == ("book_id", "book_id")
            assert constraint.ondelete is None
            assert constraint.onupdate is None
    for index in table.indexes:
        assert index.columns.keys()[0] == "book_id"


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_the_database_makes_up_no_values(table: sa.Table) -> None:
    for column in table.columns:
        assert column.server_default is None
        assert column.default is None
        assert column.onupdate is None
        assert column.identity is None
        assert column.computed is None


@pytest.mark.postgres
def test_no_triggers_no_sequences_no_functions(postgres_server: databases.Server) -> None:
    name = postgres_server.create(migrated=True)
    ours = "'public'::regnamespace"
    extended = "(SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
    with psycopg.connect(postgres_server.url_of(name)) as connection:
        for question in (
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
            f"SELECT relname FROM pg_class WHERE relkind = 'S' AND relnamespace = {ours}",
            "SELECT adrelid::regclass FROM pg_attrdef",
            "SELECT attname FROM pg_attribute WHERE attidentity <> ''",
            f"SELECT proname FROM pg_proc p WHERE pronamespace = {ours} AND NOT EXISTS {extended}",
        ):
            assert connection.execute(question.encode()).fetchall() == [], question
    postgres_server.drop(name)


def unit_statements(can: Capabilities) -> list[str]:
    unit = UnitStatements(can)
    made = [unit.take, unit.raised, unit.lock, unit.claim, unit.kept, unit.keep]
    made += unit.inserts.values()
    for statements in unit.records.values():
        columns = statements.kept.table.c.keys()
        made += [statements.encoder.insert(columns), statements.update, statements.delete]
        if can.insert_columns is not None:
            inserted = ColumnInsert(statements.kept.table, can)
            made.append(inserted.by_column(tuple(columns), ("book_id",)))
        key = tuple((name, False) for name in statements.kept.key)
        made += [statements.select(key, mode) for mode in ("first", "all")]
        made += [statements.select((), mode) for mode in ("start", "after") if statements.kept.key]
        if statements.kept.key:
            made.append(statements.select((), f"in:{statements.kept.key[0]}"))
            made.append(statements.top(statements.kept.key[-1], ()))
    return [statement for statement in made if statement]


def derived(can: Capabilities) -> list[str]:
    return LikenessStatements(can).all() + OverviewStatements(can).all()


def query_statements(can: Capabilities) -> list[str]:
    compiler = Compiler(can)
    made = [compiler.position]
    for name in SOURCES:
        source = compiler.source(name)
        view = View(name, (Member("k", source.key),))
        for query in (
            Query(view),
            Query(view, And((Compare(source.key, Op.IN, (1,)),)), page=OffsetPage(1)),
            Query(view, None, (Sort(source.key, descending=True),), KeyPage(1, at=1)),
        ):
            made += [compiler.rows(query).sql, compiler.count(query).sql]
    return made


@pytest.mark.parametrize("can", BOTH)
def test_every_statement_names_the_book(can: Capabilities) -> None:
    slot = r"(?::book_id|%\((?:the_|key_)?book_id\)s|:(?:the_|key_)book_id)"
    for sql in chain(unit_statements(can), query_statements(can), derived(can)):
        tables = re.findall(r"\b(?:FROM|JOIN|UPDATE|INTO)\s+(?:partita_open\.)?\"?([a-z_]+)", sql)
        assert tables, sql
        if sql.startswith("INSERT"):
            assert re.search(slot, sql), sql
            continue
        assert re.search(rf"book_id = {slot}", sql), sql
        joined = re.findall(JOINED, sql, re.DOTALL)
        for alias, on in joined:
            assert f"{alias}.book_id" in on or alias == "contact", sql


@pytest.mark.parametrize("can", BOTH)
def test_statements_never_ask_the_database_for_time_or_chance(can: Capabilities) -> None:
    words = re.compile(r"(?i)\b(now|random|current_timestamp|gen_random_uuid|nextval|merge)\b")
    for sql in chain(unit_statements(can), query_statements(can), derived(can)):
        assert not words.search(sql), sql


@pytest.mark.parametrize("can", BOTH)
def test_only_the_directory_is_asked_before_a_book_is_known(can: Capabilities) -> None:
    access = AccessStatements(can, UnitStatements(can).records[Grant])
    assert "FROM directory" in access.find
    assert "FROM directory" in access.slugs
    assert "app_grant.book_id = directory.book_id" in access.grant
