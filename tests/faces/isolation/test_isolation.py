"""Nobody reaches another book: every operation of every face, tried with what is known of it.

The operations are those the faces have, so a new one is tried by itself. The attacker may do
everything in a book of their own, and knows the ids of all records of the other.
"""

import json
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import pytest
from falcon.testing import Result, TestClient

from partita.faces import discover
from partita.store.engine import Engine
from partita.store.postgres import PostgresLink
from partita.store.sqlite import SqliteLink
from tests.builders import FrozenClock, make_contact
from tests.faces.isolation.documented import DOCUMENTS, Operation, documented, filled, texts
from tests.faces.speaking import faces_of_parties, speaker_class
from tests.faces.world import World, make_seeded_book
from tests.store import raw

MARK: Final = "zqsecret"
FIRST: Final = 500_000
NO_UUID: Final = "0190a0de-0000-7000-8000-00000000dead"
COUNTERS: Final = ("party", "contact", "address", "place", "bank_account", "group", "note")
HEADERS: Final = re.compile(r"HTTP_(.*)")
PARAMETER: Final = re.compile(r"\{[^}]*\}")
FACES: Final = {face.name: face for face in discover()}


@dataclass
class Listener:
    """Serves, and remembers with which headers somebody asked."""

    app: Callable[..., Any]
    headers: dict[str, str] = field(default_factory=dict)

    def __call__(self, env: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        for name, text in env.items():
            if (found := HEADERS.fullmatch(name)) and name != "HTTP_HOST":
                self.headers[found[1].replace("_", "-")] = text
        answer: Iterable[bytes] = self.app(env, start)
        return answer


@dataclass(frozen=True)
class Other:
    """The book of somebody else, and what is known of it."""

    world: World
    ids: tuple[str, ...]
    uuids: tuple[str, ...]

    def state(self, url: str) -> list[int]:
        """What has happened in it."""
        return raw.positions(url, self.world.book.book_id)


def make_other(engine: Engine, clock: FrozenClock, face: str) -> Other:
    world = World(engine, clock, make_seeded_book(engine, clock))
    with world.book.writing() as ctx:
        for name in COUNTERS:
            ctx.unit.raise_counter(name, FIRST)
    found = speaker_class(face)
    assert found is not None
    speaker = found(world)
    said = {"name": f"{MARK} ApS", "email": f"{MARK}@example.com", "city": f"{MARK}by"}
    customer = speaker.create("customer", said)
    speaker.create("contact", {"of": customer, "name": f"{MARK} Ada"})
    with world.book.writing() as ctx:
        parties = [each for each in ctx.unit.parties.select() if MARK in each.name]
        contact = make_contact(ctx, parties[0].id, f"{MARK} Bo")
        roles = ctx.unit.customers.select()
        records: list[Any] = [*parties, contact, *roles, *ctx.unit.addresses.select()]
    numbers = [str(getattr(each, "number", None) or each.id) for each in records]
    return Other(
        world,
        tuple(dict.fromkeys([number for number in numbers if int(number) > FIRST])),
        tuple(dict.fromkeys(each.uuid for each in records)),
    )


def attacker(world: World, face: str) -> dict[str, str]:
    """The headers of somebody with full rights in a book of their own."""
    if not FACES[face].has_parties:
        return {"AUTHORIZATION": f"Bearer {world.give_access(face)['token']}"}
    found = speaker_class(face)
    assert found is not None
    app = world.app
    listener = Listener(app)
    world.app = listener  # type: ignore[assignment]  # it serves the same
    speaker = found(world)
    mine = speaker.create("customer", {"name": "Mine ApS"})
    speaker.show("customer", mine)
    world.app = app
    drop = {"CONTENT-LENGTH", "CONTENT-TYPE", "IF-MATCH", "IDEMPOTENCY-KEY"}
    return {name: text for name, text in listener.headers.items() if name not in drop}


def operations(face: str) -> list[tuple[str, str]]:
    """Methods and paths, one for each operation and shape of path."""
    mount = FACES[face].mounts[0]
    found = {(route.method, mount + route.path) for route in FACES[face].routes if not route.open}
    return sorted(found)


def ask(world: World, headers: dict[str, str], method: str, path: str) -> Result:
    body: dict[str, Any] = {"json": {}} if method in ("POST", "PUT", "PATCH") else {}
    return TestClient(world.app).simulate_request(method, path, headers=headers, **body)


def pairs(other: Other) -> Iterator[tuple[str, str]]:
    """Something of the other book, and something there is not, that look alike."""
    yield from ((each, str(int(each) + 77)) for each in other.ids)
    yield from ((each, NO_UUID) for each in other.uuids)


def plain(answer: Result, *names: str) -> tuple[int, str]:
    """Status and text, without the ids asked for and the numbers of requests."""
    text = answer.text
    for name in names:
        text = text.replace(name, "ID")
    return answer.status_code, re.sub(r"[0-9a-f]{16}|\d{4}-\d\d-\d\dT[\d:.]+Z?", "", text)


class Statements:
    """Counts what the database is asked: the same for both takes about the same time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._count, self._thread = 0, threading.get_ident()
        for kind, names in ((SqliteLink, ("execute", "rows")), (PostgresLink, ("_run",))):
            for name in names:
                monkeypatch.setattr(kind, name, self._counting(getattr(kind, name)))

    def _counting(self, run: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*given: Any, **named: Any) -> Any:  # noqa: ANN401  # as it is
            self._count += threading.get_ident() == self._thread  # jobs go on beside
            return run(*given, **named)

        return counted

    def of(self, ask: Callable[[], Result]) -> tuple[int, Result]:
        """How many a request needs, and its answer."""
        before = self._count
        answer = ask()
        return self._count - before, answer


def starts_work(path: str) -> bool:
    """What is asked for goes on in the background: whether it still does costs statements, too."""
    return path.endswith("/enrich-branding-ai")


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> Statements:
    return Statements(monkeypatch)


@dataclass(frozen=True)
class Attack:
    """Somebody who asks for what is not theirs."""

    world: World
    headers: dict[str, str]
    other: Other


def check(attack: Attack, asked: Iterable[tuple[str, str]], statements: Statements) -> int:
    """Try operations with ids of the other book; how many answers there were."""
    world, headers, other = attack.world, attack.headers, attack.other
    count = 0
    for method, path in asked:
        known = list(pairs(other)) if PARAMETER.search(path) else [("", "")]
        for theirs, nobodys in known:
            theirs_at, nobodys_at = (PARAMETER.sub(each, path) for each in (theirs, nobodys))
            spent, answer = statements.of(partial(ask, world, headers, method, theirs_at))
            assert MARK not in answer.text.lower(), (method, path, theirs)
            assert answer.status_code < 500, (method, path, theirs, answer.text)
            if theirs:
                others, unknown = statements.of(partial(ask, world, headers, method, nobodys_at))
                said = plain(answer, theirs, nobodys), plain(unknown, theirs, nobodys)
                assert said[0] == said[1], (method, path, theirs)
                assert spent == others or starts_work(path), (method, path, theirs)
            count += 1
    return count


@pytest.fixture
def database_url(shared_url: str) -> str:
    return shared_url


@pytest.mark.parametrize("face", FACES)
def test_no_operation_reaches_another_book(
    engine: Engine, clock: FrozenClock, database_url: str, face: str, statements: Statements
) -> None:
    teller = face if FACES[face].has_parties else faces_of_parties()[0]
    other = make_other(engine, clock, teller)
    assert other.ids
    world = World(engine, clock, make_seeded_book(engine, clock))
    headers = attacker(world, face)
    before = other.state(database_url)
    asked = operations(face)
    assert check(Attack(world, headers, other), asked, statements) >= len(asked)
    assert other.state(database_url) == before
    for start in (0, FIRST):
        assert MARK not in ask(world, headers, "GET", f"{asked[0][1]}?after={start}").text


@pytest.mark.postgres
@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("shared_url", ["postgresql"], indirect=True)
def test_row_security_holds_where_a_statement_forgets_its_book(
    engine: Engine, clock: FrozenClock, face: str
) -> None:
    """The book is taken out of the condition of every statement that reads: a careless build."""
    teller = face if FACES[face].has_parties else faces_of_parties()[0]
    other = make_other(engine, clock, teller)
    world = World(engine, clock, make_seeded_book(engine, clock))
    headers = attacker(world, face)
    found_class = speaker_class(face) if FACES[face].has_parties else None
    speaker = found_class(world) if found_class else None
    link, forgotten = raw.link_of(engine), [0]
    run = link._run

    def careless(sql: str, params: dict[str, Any], **more: Any) -> Any:  # noqa: ANN401  # as it is
        if sql.startswith(("SELECT", "WITH")):
            sql, count = OWN_BOOK.subn("true", sql)
            forgotten[0] += count
        return run(sql, params, **more)

    link._run = careless
    try:
        found = [each for each in operations(face) if each[0] == "GET"]
        check_only_marks(world, headers, other, found)
        # A dialect of queries has hardly an operation to try, so its lists are asked for, too.
        mine = speaker.list("customer") if speaker else ["mine"]
    finally:
        link._run = run
    assert len(mine) == 1
    assert forgotten[0] > len(found)


OWN_BOOK: Final = re.compile(r"[\w\".]*book_id = %\(book_id\)s(?:::\w+)?")


def check_only_marks(
    world: World, headers: dict[str, str], other: Other, asked: Iterable[tuple[str, str]]
) -> None:
    for method, path in asked:
        for theirs in (*other.ids, *other.uuids) if PARAMETER.search(path) else ("",):
            answer = ask(world, headers, method, PARAMETER.sub(theirs, path))
            assert MARK not in answer.text.lower(), (method, path, theirs)


FILTERS_AT: Final = "/economic/"
"""Where a parameter may hold a filter that names a key."""

OWN: Final = "1"
"""Put where a path wants an id: something of the attacker's own, if there is one."""


def said_with(
    document: dict[str, Any], one: Operation, written: list[str], number: int
) -> Iterator[dict[str, Any]]:
    """Ways to ask for an operation with somebody's key in its query or body."""
    for name in one.parameters:
        for text in written if FILTERS_AT in one.path else written[:1]:
            yield {"params": {name: text}}
    for media in one.media[:1]:
        for text in written:
            body = filled(document, one.body, number, text)
            yield {"body": json.dumps(body), "headers": {"Content-Type": media}}


@pytest.mark.parametrize("face", DOCUMENTS)
def test_no_parameter_or_body_reaches_another_book(
    engine: Engine, clock: FrozenClock, database_url: str, face: str
) -> None:
    """As documented, with ids of the other book in each parameter and member of a body."""
    other = make_other(engine, clock, face if FACES[face].has_parties else faces_of_parties()[0])
    world = World(engine, clock, make_seeded_book(engine, clock))
    headers, client = attacker(world, face), TestClient(world.app)
    before, statuses = other.state(database_url), Counter[int]()
    document, found = documented(world, face)
    ids = (other.ids[0], str(int(other.ids[0]) + 77))
    for keys in (ids, (other.uuids[0], NO_UUID)):
        for one in found:
            theirs, nobodys = (
                list(said_with(document, one, texts(face, key), int(id_)))
                for key, id_ in zip(keys, ids, strict=True)
            )
            for asked, unknown in zip(theirs, nobodys, strict=True):
                answer, other_answer = (
                    ask_with(client, headers, one, said) for said in (asked, unknown)
                )
                assert MARK not in answer.text.lower(), (one, asked)
                assert answer.status_code < 500, (one, asked, answer.text)
                assert answer.status_code == other_answer.status_code, (one, asked)
                statuses[answer.status_code] += 1
    assert statuses[200]
    assert sum(statuses.values()) > len(found)
    assert statuses[200] >= statuses[401]  # only who signs in with nonsense
    assert other.state(database_url) == before


def ask_with(
    client: TestClient, headers: dict[str, str], one: Operation, said: dict[str, Any]
) -> Result:
    sent = {**headers, **said.get("headers", {})}
    path = PARAMETER.sub(OWN, one.path)
    return client.simulate_request(one.method, path, **{**said, "headers": sent})
