"""Fills databases with a dataset: Partita's through its store, the baseline's through COPY."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

import psycopg

from bench.data import Dataset
from partita.access.grant import Actor, operator
from partita.domain.address import Address, AddressKind
from partita.domain.change import Change
from partita.domain.contact import ContactPerson, ContactPoint, PointKind
from partita.domain.party import Customer, Party
from partita.domain.record import Record
from partita.faces.economic.keys import PLAN
from partita.kit.clock import system_clock
from partita.kit.ids import uuid7
from partita.ports import Unit
from partita.store import migrate
from partita.store.engine import Engine
from partita.usecases.admin import NewApp, NewBook, create_app, create_book
from partita.usecases.context import Context

SLUG: Final = "bench"
BATCH_ROWS: Final = 2_000
BASELINE: Final = Path(__file__).parent / "baseline"
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A database of Partita, and how to ask it.

    Attributes:
        url: Which database.
        headers: Secrets of an app.
        seconds: How long loading took.
        records: How many were loaded.
    """

    url: str
    headers: dict[str, str]
    seconds: float
    records: int


def load_partita(url: str, data: Dataset, *, is_told: bool = True) -> Loaded:
    """Make a book and fill it.

    Args:
        url: An empty database.
        data: What to fill it with.
        is_told: Write the change and audit entries and contact points that the use cases
            write, too.
    """
    migrate.upgrade(url)
    engine = Engine(url, system_clock)
    actor, headers = _make_book(engine)
    started, records = time.perf_counter(), 0
    with_points = _contact_records if is_told else _contacts_alone
    makers = {
        "parties": _party_records,
        "contacts": with_points(data.sizes.contacts_per),
        "locations": _location_records(data.sizes.locations_per),
    }
    for name, make in makers.items():
        rows = data.rows(name)
        while batch := list(islice(rows, BATCH_ROWS)):
            with engine.write(actor, f"load {name}") as unit:
                records += _insert(unit, [made for row in batch for made in make(row)], is_told)
    with engine.write(actor, "load counters") as unit:
        _raise_counters(unit, data)
    seconds = time.perf_counter() - started
    engine.close()
    return Loaded(url, headers, seconds, records)


def _make_book(engine: Engine) -> tuple[Actor, dict[str, str]]:
    actor = operator(engine.take_book_id())
    with engine.write(actor, "make book") as unit:
        ctx = Context(actor, unit, system_clock())
        create_book(ctx, NewBook(slug=SLUG, name="Benchmark", country="DK"))
        keys = create_app(ctx, NewApp(name="bench"), PLAN, str)
    return actor, {
        "X-AppSecretToken": keys["app_secret_token"],
        "X-AgreementGrantToken": keys["agreement_grant_token"],
    }


Made = tuple[str, Record, int | str, int]
"""Where a record belongs among those of a unit, the record, its key, its party."""


def _history(row: Row) -> dict[str, Any]:
    at = datetime.fromisoformat(row["last_updated"])
    return {"uuid": uuid7(), "version": 1, "created_at": at, "changed_at": at}


def _party_records(row: Row) -> Iterator[Made]:
    number, history = int(row["id"]), _history(row)
    party = Party(
        **history,
        id=number,
        name=row["name"],
        email=row["email"],
        phone=row["phone"],
        country=row["country"],
        vat_number=row["vat"],
    )
    yield "parties", party, number, number
    customer = Customer(
        **{**history, "uuid": uuid7()}, party_id=number, number=number, code=row["number"]
    )
    yield "customers", customer, number, number
    mail = Address(
        **_history(row),
        number=number,
        party_id=number,
        kind=AddressKind.MAIL,
        serial=1,
        street=row["address"],
        postal_code=row["zip"],
        city=row["city"],
        country=row["country"],
        is_primary=True,
    )
    yield "addresses", mail, number, number


def _contact(row: Row, each: int) -> ContactPerson:
    number, party = int(row["id"]), int(row["party_id"])
    return ContactPerson(
        **_history(row),
        number=number,
        party_id=party,
        customer_number=party,
        serial=(number - 1) % each + 1,
        name=f"{row['first_name']} {row['last_name']}",
        first_name=row["first_name"],
        last_name=row["last_name"],
        email=row["email"],
        phone=row["phone"],
    )


def _contacts_alone(each: int) -> Callable[[Row], Iterator[Made]]:
    def make(row: Row) -> Iterator[Made]:
        person = _contact(row, each)
        yield "contacts", person, person.number, person.party_id

    return make


def _contact_records(each: int) -> Callable[[Row], Iterator[Made]]:
    def make(row: Row) -> Iterator[Made]:
        person = _contact(row, each)
        yield "contacts", person, person.number, person.party_id
        for kind, value in ((PointKind.EMAIL, person.email), (PointKind.PHONE, person.phone)):
            point = ContactPoint(
                **_history(row),
                person=person.number,
                kind=kind,
                value=value or "",
                is_default=True,
            )
            yield "points", point, "", 0

    return make


def _location_records(each: int) -> Callable[[Row], Iterator[Made]]:
    def make(row: Row) -> Iterator[Made]:
        number, party = int(row["id"]), int(row["party_id"])
        address = Address(
            **_history(row),
            number=LOCATIONS_FROM + number,
            party_id=party,
            kind=AddressKind.DELIVERY,
            customer_number=party,
            serial=(number - 1) % each + 1,
            name=row["label"],
            street=row["address"],
            postal_code=row["zip"],
            city=row["city"],
            country=row["country"],
            is_primary=(number - 1) % each == 0,
        )
        yield "addresses", address, address.number, party

    return make


LOCATIONS_FROM: Final = 1_000_000
"""Numbers below are those of mail addresses, which count among addresses, too."""

_NOUNS: Final = {
    "parties": "party",
    "customers": "customer",
    "contacts": "contact",
    "addresses": "address",
}


def _insert(unit: Unit, made: list[Made], is_told: bool) -> int:  # noqa: FBT001  # one caller
    by_kind: dict[str, list[Record]] = {}
    for kind, record, _, _ in made:
        by_kind.setdefault(kind, []).append(record)
    for kind, records in by_kind.items():
        getattr(unit, kind).insert(*records)
    if is_told:
        for kind, record, key, party in made:
            if kind in _NOUNS:
                unit.record(Change(f"{_NOUNS[kind]}.created", party, key, 1, None, record))
    return len(made)


def _raise_counters(unit: Unit, data: Dataset) -> None:
    sizes = data.sizes
    unit.raise_counter("party", sizes.parties)
    unit.raise_counter("customer", sizes.parties)
    unit.raise_counter("contact", sizes.contacts)
    unit.raise_counter("address", LOCATIONS_FROM + sizes.locations)


def load_baseline(url: str, data: Dataset) -> float:
    """Fill the baseline's database; how many seconds it took."""
    started = time.perf_counter()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute((BASELINE / "schema.sql").read_bytes())
        for table in ("parties", "contacts", "locations"):
            copy = f"COPY {table} FROM STDIN WITH (FORMAT csv, HEADER)".encode()
            with connection.cursor() as cursor, cursor.copy(copy) as target:
                target.write((data.folder / f"{table}.csv").read_bytes())
        for statement in (BASELINE / "indexes.sql").read_text().split(";"):
            if statement.strip():
                connection.execute(statement.encode())
    return time.perf_counter() - started


def tidy_postgres(url: str) -> None:
    """What autovacuum would have done in a while."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
