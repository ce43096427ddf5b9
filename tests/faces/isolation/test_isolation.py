"""Nobody reaches another book: every operation of every face, tried with what is known of it.

The operations are those the faces have, so a new one is tried by itself. The attacker may do
everything in a book of their own, and knows the ids of all records of the other.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import pytest
from falcon.testing import Result, TestClient

from partita.store.engine import Engine
from tests.builders import FrozenClock
from tests.faces.isolation.attacking import FACES, PARAMETER, ask, attacker, operations
from tests.faces.isolation.documented import DOCUMENTS, Operation, documented, filled, texts
from tests.faces.isolation.marked import FIRST, MARK, NO_UUID, Marked, silent
from tests.faces.isolation.statements import Careless, Statements
from tests.faces.speaking import speaker_class
from tests.faces.world import World, make_seeded_book

COUNTERS: Final = ("party", "contact", "address", "place", "bank_account", "group", "note")


IDS: Final = tuple(str(FIRST + each) for each in range(1, 5))
"""Numbers of records of nearly every kind of the other book; none of them is there in one's own."""


def pairs(other: Marked) -> Iterator[tuple[str, str]]:
    """Something of the other book, and something there is not, that look alike."""
    yield from ((each, str(int(each) + 77)) for each in IDS)
    yield from ((other.uuids[name], NO_UUID) for name in ("party", "contact", "note", "document"))


def plain(answer: Result, *names: str) -> tuple[int, str]:
    """Status and text, without the ids asked for and the numbers of requests."""
    text = answer.text
    for name in names:
        text = text.replace(name, "ID")
    return answer.status_code, re.sub(r"[0-9a-f]{16}|\d{4}-\d\d-\d\dT[\d:.]+Z?", "", text)


def starts_work(path: str) -> bool:
    """What is asked for goes on in the background: whether it still does costs statements, too."""
    return re.search(r"/enrich-branding-ai(\.\w+)?$", path) is not None


@dataclass(frozen=True)
class Attack:
    """Somebody who asks for what is not theirs."""

    world: World
    headers: dict[str, str]
    other: Marked


def check(attack: Attack, asked: Iterable[tuple[str, str]], statements: Statements) -> int:
    """Try operations with ids of the other book; how many answers there were."""
    world, headers, other = attack.world, attack.headers, attack.other
    count = 0
    for method, path in asked:
        known = list(pairs(other)) if PARAMETER.search(path) else [("", "")]
        for theirs, nobodys in known:
            theirs_at, nobodys_at = (PARAMETER.sub(each, path) for each in (theirs, nobodys))
            spent, answer = statements.of(partial(ask, world, headers, method, theirs_at))
            assert silent(answer), (method, path, theirs)
            assert answer.status_code < 500, (method, path, theirs, answer.text)
            if theirs:
                others, unknown = statements.of(partial(ask, world, headers, method, nobodys_at))
                said = plain(answer, theirs, nobodys), plain(unknown, theirs, nobodys)
                assert said[0] == said[1], (method, path, theirs)
                assert len(spent) == len(others) or starts_work(path), (method, path, theirs)
            count += 1
    return count


@pytest.fixture
def database_url(shared_url: str) -> str:
    return shared_url


@pytest.mark.parametrize("face", FACES)
def test_no_operation_reaches_another_book(
    engine: Engine, clock: FrozenClock, other: Marked, face: str, statements: Statements
) -> None:
    world = World(engine, clock, make_seeded_book(engine, clock))
    headers = attacker(world, face)
    before = other.state()
    asked = operations(face)
    assert check(Attack(world, headers, other), asked, statements) >= len(asked)
    assert other.state() == before
    for start in (0, FIRST):
        assert MARK not in ask(world, headers, "GET", f"{asked[0][1]}?after={start}").text


@pytest.mark.postgres
@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("shared_url", ["postgresql"], indirect=True)
def test_row_security_holds_where_a_statement_forgets_its_book(
    engine: Engine, clock: FrozenClock, other: Marked, face: str, careless: Careless
) -> None:
    """The same with a build that takes the book out of every condition, also of what it writes."""
    world = World(engine, clock, make_seeded_book(engine, clock))
    headers, before = attacker(world, face), other.state()
    asked = operations(face)
    for method, path in asked:
        for theirs, nobodys in pairs(other) if PARAMETER.search(path) else [("", "")]:
            answer, unknown = (
                ask(world, headers, method, PARAMETER.sub(each, path)) for each in (theirs, nobodys)
            )
            assert silent(answer), (method, path, theirs)
            is_same = answer.status_code == unknown.status_code
            assert is_same or starts_work(path), (method, path, theirs)
    if face in DOCUMENTS:
        assert try_documented(world, headers, face, key_pairs(other)[:1])[200]
    is_deleted = FACES[face].has_parties and try_own(world, face)
    assert other.state() == before
    assert careless.forgotten["SELECT"] > len(asked)
    assert careless.forgotten["UPDATE"] or not FACES[face].has_parties
    assert careless.forgotten["DELETE"] or not is_deleted


def try_own(world: World, face: str) -> bool:
    """Change and delete one's own, all else stays; whether the dialect can delete for good."""
    found = speaker_class(face)
    assert found is not None
    speaker = found(world)
    before = list(speaker.list("customer"))
    mine = speaker.create("customer", {"name": "Own ApS"})
    person = speaker.create("contact", {"of": mine, "name": "Own Ada", "email": "own@x.dk"})
    speaker.change("customer", mine, {"name": "Owned ApS"})
    speaker.delete("contact", person)
    can_delete = "delete customer" not in found.lacks
    if can_delete:
        speaker.delete("customer", mine)
    assert sorted(speaker.list("customer"), key=str) == sorted(
        before if can_delete else [*before, mine], key=str
    )
    return can_delete


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
    engine: Engine, clock: FrozenClock, other: Marked, face: str
) -> None:
    """As documented, with ids of the other book in each parameter and member of a body."""
    world = World(engine, clock, make_seeded_book(engine, clock))
    headers, before = attacker(world, face), other.state()
    statuses = try_documented(world, headers, face, key_pairs(other))
    assert statuses[200]
    assert sum(statuses.values()) > len(documented(world, face)[1])
    assert statuses[200] >= statuses[401]  # only who signs in with nonsense
    assert other.state() == before


def ask_with(
    client: TestClient, headers: dict[str, str], one: Operation, said: dict[str, Any]
) -> Result:
    sent = {**headers, **said.get("headers", {})}
    path = PARAMETER.sub(OWN, one.path)
    return client.simulate_request(one.method, path, **{**said, "headers": sent})


def key_pairs(other: Marked) -> list[tuple[str, str]]:
    """A number and a uuid of theirs, each with one of nobody."""
    return [(IDS[0], str(int(IDS[0]) + 77)), (other.uuids["party"], NO_UUID)]


def try_documented(
    world: World, headers: dict[str, str], face: str, tried: list[tuple[str, str]]
) -> Counter[int]:
    """Ask as documented for what is theirs and what is nobody's; how often which status came."""
    client, statuses = TestClient(world.app), Counter[int]()
    document, found = documented(world, face)
    ids = (int(IDS[0]), int(IDS[0]) + 77)
    for keys in tried:
        for one in found:
            both = (
                said_with(document, one, texts(face, key), id_)
                for key, id_ in zip(keys, ids, strict=True)
            )
            for asked, unknown in zip(*both, strict=True):
                answer, same = (ask_with(client, headers, one, said) for said in (asked, unknown))
                assert silent(answer), (one, asked)
                assert answer.status_code < 500, (one, asked, answer.text)
                assert answer.status_code == same.status_code, (one, asked)
                statuses[answer.status_code] += 1
    return statuses
