"""Three dialects at the same work, beside a baseline doing it: ``python -m bench.dialects``.

All in one process, without a socket: ours reads and writes one book through one store, the baseline
(`bench.wide`) has a table for each dialect, filled with what ours answers; before anything is
measured both must answer alike. Times are those of the best batch: of the processor on SQLite.
"""

import argparse
import base64
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from fastapi import HTTPException
from sqlalchemy.orm import DeclarativeBase, Session

from bench.inside import Inside, inside
from bench.wide import Beside, Speech, application, wide
from partita.access.grant import operator
from partita.bootstrap import open_database, prepare_database
from partita.domain.address import AddressPatch
from partita.domain.contact import ContactPatch
from partita.domain.party import PartyPatch
from partita.domain.standing import Role
from partita.facekit.passwords import hash_password
from partita.faces.economic import wire as economic
from partita.faces.economic.keys import PLAN as ECONOMIC
from partita.faces.flowtly import wire as flowtly
from partita.faces.flowtly.keys import PLAN as FLOWTLY
from partita.faces.poweroffice import wire as poweroffice
from partita.faces.poweroffice.keys import PLAN as POWEROFFICE
from partita.kit.clock import system_clock
from partita.settings import Settings
from partita.usecases import admin
from partita.usecases.contacts import create_contact
from partita.usecases.context import Context
from partita.usecases.groups import create_group
from partita.usecases.owners import Owner
from partita.usecases.parties import PartyChange, create_party

FIRST: Final = 100_001
PAGE: Final = 1_000
BATCHES: Final = 5
E: Final = "/economic/customersapi/v3.1.0/Customers"
C: Final = "/economic/customersapi/v3.1.0/Contacts"
P: Final = "/poweroffice/v2/Customers"
F: Final = "/flowtly/clients"
DIALECTS: Final = {"e": "e-conomic", "p": "PowerOffice Go", "f": "Flowtly"}
TYPES: Final = {"f": {"PATCH": "application/merge-patch+json"}}
READS: Final[dict[str, tuple[int, dict[str, tuple[str, str]]]]] = {
    "by id": (
        200,
        {"e": (f"{E}/{FIRST}", "/e/1"), "p": (f"{P}/1", "/p/1"), "f": (f"{F}/1", "/f/1")},
    ),
    **{
        f"list of {size:,}": (
            max(2, 1_500 // size),
            {
                "e": (f"{E}/paged?pageSize={size}" if size <= 100 else E, f"/e?size={size}"),
                "p": (f"{P}?PageSize={size}", f"/p?size={size}"),
                "f": (f"{F}?itemsPerPage={size}", f"/f?size={size}"),
            },
        )
        for size in (30, 100, PAGE)
    },
    "list of 20,000": (1, {"p": (f"{P}?PageSize=20000", "/p?size=20000")}),
    "search": (
        50,
        {
            "e": (f"{C}/paged?pageSize=30&filter=name$like:mer%201", "/c?size=30&query=mer%201"),
            "f": (f"{F}/search?query=mer%201", "/f?size=30&query=mer%201"),
        },
    ),
}
"""What is read: how often in a batch, and how ours and the baseline are asked in each dialect.

Names of customers cannot be searched in the first dialect, those of contacts can.
"""

NEW_CLIENT: Final = {
    "name": "New",
    "status": "active",
    "tinType": "none",
    "country": "/flowtly/countries/NO",
    "currency": "/flowtly/currencies/NOK",
}
NEW_CUSTOMER: Final = {"Name": "New"}
GIVEN: Final = frozenset({"@context", "@id", "id", "Id", "Number", "SubledgerAccountId"})
"""Members that follow from the key of a record, or say what the others mean."""

Call = Callable[[], bytes]


@dataclass
class Bench:
    """A filled book, served, and the baseline beside it.

    Attributes:
        headers: Of an app, by dialect.
    """

    ours: Inside
    theirs: Beside
    headers: dict[str, dict[str, str]]
    numbers: Iterator[int] = field(default_factory=lambda: count(200_000_000))

    def get(self, dialect: str, target: str) -> Any:  # noqa: ANN401  # any JSON
        """What ours answers."""
        return json.loads(self.ours.ask("GET", target, self.headers[dialect]))

    def send(self, dialect: str, method: str, target: str, body: Any) -> bytes:  # noqa: ANN401
        """Write something in ours."""
        told = TYPES.get(dialect, {}).get(method, "application/json")
        headers = {**self.headers[dialect], "Content-Type": told}
        return self.ours.ask(method, target, headers, json.dumps(body))

    def operations(self) -> dict[str, tuple[int, dict[str, tuple[Call, Call]]]]:
        """What is measured: how often, and how ours and the baseline do it in each dialect."""
        found = {
            name: (times, {each: self._reading(each, *asked[each]) for each in asked})
            for name, (times, asked) in READS.items()
        }
        return {**found, "create": (50, self._creates()), "change": (50, self._changes())}

    def _reading(self, dialect: str, ours: str, theirs: str) -> tuple[Call, Call]:
        headers = self.headers[dialect]
        return lambda: self.ours.ask("GET", ours, headers), lambda: self.theirs.ask("GET", theirs)

    def _creates(self) -> dict[str, tuple[Call, Call]]:
        def numbered() -> dict[str, Any]:
            body = {"customerNumber": next(self.numbers), "name": "New", "zone": 1}
            return {**body, "currency": "NOK", "access": True}

        client = NEW_CLIENT
        return {
            "e": (
                lambda: self.send("e", "POST", E, numbered()),
                lambda: self.theirs.ask("POST", "/e", numbered()),
            ),
            "p": (
                lambda: self.send("p", "POST", P, NEW_CUSTOMER),
                lambda: self.theirs.ask("POST", "/p", NEW_CUSTOMER),
            ),
            "f": (
                lambda: self.send("f", "POST", F, client),
                lambda: self.theirs.ask("POST", "/f", client),
            ),
        }

    def _changes(self) -> dict[str, tuple[Call, Call]]:
        def operation() -> list[dict[str, Any]]:
            return [{"op": "replace", "path": "/PhoneNumber", "value": str(next(self.numbers))}]

        def merged() -> dict[str, Any]:
            return {"addressPhoneNumber": str(next(self.numbers))}

        def put() -> bytes:
            shown = self.get("e", f"{E}/{FIRST}")
            return self.send(
                "e", "PUT", f"{E}/{FIRST}", {**shown, "phone": str(next(self.numbers))}
            )

        def their_put() -> bytes:
            shown = json.loads(self.theirs.ask("GET", "/e/1"))
            return self.theirs.ask("PUT", "/e/1", {**shown, "phone": str(next(self.numbers))})

        return {
            "e": (put, their_put),
            "p": (
                lambda: self.send("p", "PATCH", f"{P}/1", operation()),
                lambda: self.theirs.ask("PATCH", "/p/1", operation()),
            ),
            "f": (
                lambda: self.send("f", "PATCH", f"{F}/1", merged()),
                lambda: self.theirs.ask("PATCH", "/f/1", merged()),
            ),
        }


def fill(url: str, parties: int) -> dict[str, dict[str, str]]:
    """Make a book of customers, each with an address, a contact person and a group.

    Returns:
        The headers of an app, by dialect; those of the second still hold its keys.
    """
    settings = Settings(database=url, rate_limit=0, log_level="error")
    prepare_database(settings)
    database = open_database(settings)
    actor = operator(database.take_book_id())
    with database.write(actor, "fill") as unit:
        ctx = Context(actor, unit, system_clock())
        admin.create_book(ctx, admin.NewBook(slug="bench", name="Bench", country="NO"))
        group = create_group(ctx, "Harbour").number
        for number in range(FIRST, FIRST + parties):
            party = PartyPatch(name=f"Customer {number}", email=f"{number}@x.example")
            mail = AddressPatch(street="Kaien 1", city="Bergen", postal_code="5003", country="NO")
            change = PartyChange(party=party, mail=mail, groups=(group,))
            made = create_party(ctx, Role.CUSTOMER, change, number=number)
            person = ContactPatch(
                name=f"Sommer {number}", email=f"k{number}@x.example", kind="billing"
            )
            create_contact(ctx, Owner(party_id=made.party.id), person)
        plans = {"e": ECONOMIC, "p": POWEROFFICE, "f": FLOWTLY}
        keys = {
            each: admin.create_app(ctx, admin.NewApp(name=each), plan, hash_password)
            for each, plan in plans.items()
        }
    database.close()
    first, second, third = keys["e"], keys["p"], keys["f"]
    pair = base64.b64encode(f"{second['application_key']}:{second['client_key']}".encode()).decode()
    return {
        "e": {
            "X-AppSecretToken": first["app_secret_token"],
            "X-AgreementGrantToken": first["agreement_grant_token"],
        },
        "p": {
            "Ocp-Apim-Subscription-Key": second["subscription_key"],
            "Authorization": f"Basic {pair}",
        },
        "f": {"Authorization": f"Bearer {third['token']}"},
    }


def sign_in(ours: Inside, headers: dict[str, str]) -> dict[str, str]:
    """The headers of an app of the second dialect, with a token in place of its keys."""
    asked = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
    grant = "grant_type=client_credentials"
    answer = json.loads(ours.ask("POST", "/poweroffice/OAuth/Token", asked, grant))
    return {**headers, "Authorization": f"Bearer {answer['access_token']}"}


def beside(url: str, shown: dict[str, list[dict[str, Any]]]) -> Beside:
    """The baseline, filled with what ours shows."""

    class Base(DeclarativeBase):
        """The tables of the baseline."""

    said: dict[str, Any] = {"EmailAddress": None, "MailAddress": None, "ContactGroupIds": []}
    new = {**shown["p"][0], **said}  # what nobody says of a customer is the same in all
    speeches = {
        "e": Speech(
            "/e",
            wide(Base, "e_customer", economic.CUSTOMER.at_version((3, 1, 0))),
            counts=False,
            answers_create=False,
            made=lambda _key: {"objectVersion": f"{1:016x}"},
            moved=_next_version,
        ),
        "c": Speech(
            "/c", wide(Base, "e_contact", economic.CONTACT.at_version((3, 1, 0))), counts=False
        ),
        "p": Speech(
            "/p",
            wide(Base, "p_customer", poweroffice.CUSTOMER),
            shows_null=True,
            sought=("Name",),
            made=lambda key: _now(new) | {"Id": key, "Number": key, "SubledgerAccountId": key},
            moved=lambda _row, _sent: _now({"LastChangedDateTimeOffset": ""}),
        ),
        "f": Speech(
            "/f",
            wide(Base, "f_client", flowtly.CLIENT, ("@id", "@type")),
            around="hydra:member",
            sought=("name", "tin", "vatNumber"),
            made=_new_client,
        ),
    }
    engine = sa.create_engine(url)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _as_safe_as_ours)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        for each, bodies in shown.items():
            session.add_all(speeches[each].told.record(body) for body in bodies)
        session.commit()
    return Beside(application(engine, list(speeches.values())))


def _next_version(row: Any, sent: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401  # of the ORM
    if sent["objectVersion"] != row.objectVersion:
        raise HTTPException(409)
    return {"objectVersion": f"{int(row.objectVersion, 16) + 1:016x}"}


def _now(values: dict[str, Any]) -> dict[str, Any]:
    """The values, with moments of now."""
    now = datetime.now(UTC).isoformat()
    return {name: now if name.endswith("Offset") else value for name, value in values.items()}


def _new_client(key: int) -> dict[str, Any]:
    given = {"at_id": f"{F}/{key}", "at_type": "Client", "id": key}
    return {**given, "dueDays": 14, "documentsLanguage": "en"}


def _as_safe_as_ours(link: Any, _: object) -> None:  # noqa: ANN401  # a connection
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-32768"):
        link.execute(f"PRAGMA {pragma}")


def everything(bench: Bench, dialect: str) -> list[dict[str, Any]]:
    """All customers as a dialect of ours shows them."""
    if dialect == "p":
        found: list[dict[str, Any]] = bench.get("p", f"{P}?PageSize=20000")
        return found
    if dialect == "f":
        return list(bench.get("f", f"{F}?pagination=false")["hydra:member"])
    found, cursor, path = [], "", E if dialect == "e" else C
    while True:
        page = bench.get("e", f"{path}?cursor={cursor}" if cursor else path)
        found += page["items"]
        if not (cursor := page.get("cursor")):
            return found


def check_alike(bench: Bench) -> None:
    """Make sure that ours and the baseline show the same.

    Raises:
        RuntimeError: They do not.
    """
    for name in ("by id", "list of 30", "search"):
        for dialect, (ours, theirs) in READS[name][1].items():
            here, there = bench.get(dialect, ours), json.loads(bench.theirs.ask("GET", theirs))
            if "hydra:member" in here:
                here, there = here["hydra:member"], there["hydra:member"]
            if isinstance(here, dict):
                here.pop("@context", None)
            if here != there:
                raise RuntimeError(f"{name} of {dialect}: {here!r}\n{there!r}"[:2_000])


def check_creates(bench: Bench) -> None:
    """Make sure that both answer alike when something is made; the first dialect tells a number.

    Raises:
        RuntimeError: They do not.
    """
    for dialect, (create, same) in bench.operations()["create"][1].items():
        here, there = plain(create()), plain(same())
        if here != there and dialect != "e":
            raise RuntimeError(f"create of {dialect}: {here!r}\n{there!r}"[:4_000])


def plain(answer: bytes) -> dict[str, Any]:
    """What an answer says but for keys, moments, and what is missing."""
    told: dict[str, Any] = json.loads(answer)
    names = [name for name in told if name not in GIVEN and not name.endswith("Offset")]
    return {name: told[name] for name in names if told[name] is not None}


def measure(
    ours: Call, theirs: Call, times: int, clock: Callable[[], float]
) -> tuple[float, float, int]:
    """Milliseconds of a call of each, in turns, and the bytes ours answers."""
    found: tuple[list[float], list[float]] = ([], [])
    length = len(ours())
    theirs()
    for _ in range(BATCHES):
        for call, spent in zip((ours, theirs), found, strict=True):
            started = clock()
            for _ in range(times):
                call()
            spent.append((clock() - started) / times * 1_000)
    return min(found[0]), min(found[1]), length


def report(bench: Bench, clock: Callable[[], float]) -> None:
    """Measure, and print a table."""
    heads = [f"{name}: bytes | ms | baseline ms | ratio" for name in DIALECTS.values()]
    print(f"| operation | {' | '.join(heads)} |")
    print(f"| --- |{' --: |' * (4 * len(DIALECTS))}")
    for name, (times, calls) in bench.operations().items():
        cells = [name]
        for dialect in DIALECTS:
            if dialect in calls:
                ours, theirs, length = measure(*calls[dialect], times, clock)
                cells += [f"{length:,}", f"{ours:.2f}", f"{theirs:.2f}", f"{theirs / ours:.1f}"]
            else:
                cells += [""] * 4
        print(f"| {' | '.join(cells)} |", flush=True)


def main() -> None:
    """Fill, compare, measure."""
    parser = argparse.ArgumentParser(prog="python -m bench.dialects", description=__doc__)
    parser.add_argument("--parties", type=int, default=20_000)
    parser.add_argument("--database", help="an empty one; a new file of SQLite by default")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = options.database or f"sqlite:///{Path(folder) / 'bench.db'}"
        other = f"sqlite:///{Path(folder) / 'baseline.db'}"
        if not url.startswith("sqlite"):
            other = url.replace("postgresql://", "postgresql+psycopg://", 1)
        headers = fill(url, options.parties)
        with inside(url) as ours:
            headers["p"] = sign_in(ours, headers["p"])
            bench = Bench(ours, Beside(application(sa.create_engine("sqlite://"), ())), headers)
            bench.theirs = beside(other, {each: everything(bench, each) for each in "ecpf"})
            check_alike(bench)
            # All work on SQLite is done in this process; of others time on the wall counts.
            is_here = url.startswith("sqlite")
            report(bench, time.process_time if is_here else time.perf_counter)
            check_creates(bench)


if __name__ == "__main__":
    main()
