"""Nobody reaches another book with what its own people carry: keys, tokens, cursors, links."""

import base64
import json
import re
from collections.abc import Iterator, Mapping
from itertools import combinations, count
from typing import Final
from urllib.parse import urlencode, urlsplit

import pytest
from falcon.testing import Result, TestClient

from partita.faces.sage.graph import Generation
from partita.faces.sage.schema import built
from partita.store.engine import Engine
from tests.builders import FrozenClock
from tests.faces.economic.api import Api as EconomicApi
from tests.faces.isolation.attacking import FACES, PARAMETER, ask, attacker, operations
from tests.faces.isolation.graph import shown
from tests.faces.isolation.marked import FIRST, NO_UUID, Marked, silent
from tests.faces.poweroffice.api import ask_for_token
from tests.faces.sage.api import Api as SageApi
from tests.faces.speaking import faces_of_parties
from tests.faces.world import World, make_seeded_book

UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NAMES: Final = re.compile(r"[0-9a-f]{16}|\d{4}-\d\d-\d\dT[\d:.]+Z?|customer_number:\d+")
LISTED: Final = "{ customers(first: 50) { totalCount nodes { id socialName } } }"
SIZES: Final = {"pagesize": 1, "pageSize": 1, "PageSize": 1, "PageNumber": 1, "itemsPerPage": 1}
FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def database_url(shared_url: str) -> str:
    return shared_url


@pytest.fixture
def world(engine: Engine, clock: FrozenClock) -> World:
    """The attacker's."""
    return World(engine, clock, make_seeded_book(engine, clock))


@pytest.fixture
def theirs(world: World, other: Marked) -> World:
    """That of somebody else; all tests share it."""
    numbers = count(world.book.book_id * 1_000)
    return World(world.engine, world.clock, other.world.book, _names=numbers)


def nothing_like(text: str) -> str:
    """What looks like a key, and is none."""
    if UUID.fullmatch(text):
        return NO_UUID
    scheme, blank, secret = text.rpartition(" ")
    return f"{scheme}{blank}{secret[::-1]}"


def lists(world: World, headers: Mapping[str, str], face: str) -> Iterator[tuple[str, Result]]:
    """Ask for every list of a dialect."""
    client = TestClient(world.app)
    for path in graph_paths(face):
        sent = client.simulate_post(path, headers=dict(headers), json={"query": LISTED})
        yield path, sent
    for method, path in operations(face):
        if method == "GET" and not PARAMETER.search(path):
            yield path, ask(world, dict(headers), method, f"{path}?{urlencode(SIZES)}")


def graph_paths(face: str) -> list[str]:
    return ["/sage/graphql", "/sage/v2/graphql"] if face == "sage" else []


@pytest.mark.parametrize("face", faces_of_parties())
def test_no_mix_of_keys_opens_another_book(world: World, theirs: World, face: str) -> None:
    """Some headers of one's own and some of another book are refused as if those did not exist.

    The words may differ: whoever holds a key of somebody else knows anyway that it is one.
    """
    mine, others = attacker(world, face), attacker(theirs, face)
    assert not all(silent(answer) for _, answer in lists(theirs, others, face))
    differing = [name for name in mine if mine[name] != others[name]]
    chosen = [each for size in range(1, len(differing)) for each in combinations(differing, size)]
    secrets = {name for name in differing if not UUID.fullmatch(mine[name])}
    for names in chosen:
        if secrets <= set(names):
            continue  # who has all secrets of the other book is no attacker
        mixed = {**mine, **{name: others[name] for name in names}}
        nobodys = {**mine, **{name: nothing_like(others[name]) for name in names}}
        both = zip(lists(world, mixed, face), lists(world, nobodys, face), strict=True)
        for (path, answer), (_, unknown) in both:
            assert silent(answer), (path, names)
            is_same = plain(answer) == plain(unknown)
            assert is_same or (is_refused(answer) and is_refused(unknown)), (path, names)
    assert chosen or len(differing) == 1


def is_refused(answer: Result) -> bool:
    """Whether nothing was answered; a GraphQL dialect says so with 200."""
    return answer.status_code >= 400 or '"errors"' in answer.text


def plain(answer: Result) -> tuple[int, str]:
    """Status and text, without the numbers of requests."""
    return answer.status_code, NAMES.sub("", answer.text)


@pytest.mark.parametrize("face", FACES)
def test_no_link_of_another_book_leads_there(world: World, theirs: World, face: str) -> None:
    """Whatever their lists answer that leads on is followed with one's own keys."""
    mine, others = attacker(world, face), attacker(theirs, face)
    followed = 0
    mount = FACES[face].mounts[0]
    for _, answer in lists(theirs, others, face):
        told = f"{answer.text} {answer.headers.get('x-pagination', '')}".replace("\\/", "/")
        for link in set(re.findall(rf'"(?:https?://[^/"]+)?({mount}/[^"]*)"', told)):
            there = urlsplit(link)
            reply = ask(world, mine, "GET", f"{there.path}?{there.query}")
            assert silent(reply), link
            assert reply.status_code < 500, link
            followed += 1
    assert followed or face not in {"poweroffice", "flowtly"}


@pytest.mark.parametrize("generation", Generation, ids=lambda each: each.name.lower())
def test_no_cursor_of_another_book_is_good(
    world: World, theirs: World, generation: Generation
) -> None:
    """Theirs is refused as one of a question that nobody asked."""
    path = graph_paths("sage")[generation - 1]
    mine, others = (SageApi(each, each.give_access("sage"), path) for each in (world, theirs))
    tried = 0
    for name, listing in built(generation).listings.items():
        field = built(generation).schema.query_type.fields[name]  # type: ignore[union-attr]  # there
        node = shown(field.type.fields["nodes"].type, 0)
        end = others.ask(f"{{ {name}(last: 1) {{ edges {{ cursor }} }} }}")[name]["edges"]
        if not end or listing.of.source == "books":
            continue
        for place, size in (("after", "first"), ("before", "last")):
            document = f"query ($c: String) {{ {name}({size}: 5, {place}: $c) {{ nodes {node} }} }}"
            answer = mine.send(document, c=end[0]["cursor"])
            assert silent(answer), name
            assert answer.text == mine.send(document, c=forged(end[0]["cursor"])).text, name
            assert answer.json["errors"], name
            tried += 1
    assert tried > 10


def forged(cursor: str) -> str:
    """A cursor of a question nobody asked."""
    values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    packed = json.dumps([values[0][::-1], *values[1:]]).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def connect(world: World, path: str, **form: str) -> Result:
    client = TestClient(world.app)
    return client.simulate_post(f"/sage/connect/{path}", headers=FORM, body=urlencode(form))


def test_tokens_of_another_book_are_not_renewed_or_revoked(
    engine: Engine, clock: FrozenClock
) -> None:
    """Not even where both apps have the same number in their books."""
    mine, theirs = (World(engine, clock, make_seeded_book(engine, clock)) for _ in range(2))
    own, others = mine.give_access("sage"), theirs.give_access("sage")
    client = {name: own[name] for name in ("client_id", "client_secret")}
    known = {name: others[name] for name in ("client_id", "client_secret")}
    renewing = {"grant_type": "refresh_token"}
    given = connect(theirs, "token", **known, **renewing, refresh_token=others["refresh_token"])
    token = given.json["access_token"]
    for text in (others["refresh_token"], given.json.get("refresh_token", token), token):
        for secret in (own["client_secret"], others["client_secret"], "wrong"):
            asked = {**client, "client_secret": secret}
            for path, name in (("token", "refresh_token"), ("revocation", "token")):
                form = {**asked, **renewing}
                answer, unknown = (
                    connect(mine, path, **form, **{name: each}) for each in (text, text[::-1])
                )
                assert plain(answer) == plain(unknown), (path, secret)
    api = SageApi(theirs, {**others, "access_token": token})
    assert "customers" in api.ask("{ customers { totalCount } }"), "it is still good"


def test_half_a_pair_of_keys_gives_no_token(world: World, theirs: World) -> None:
    own, others = world.give_access("poweroffice"), theirs.give_access("poweroffice")
    for name in ("application_key", "client_key", "subscription_key"):
        answer = ask_for_token(world, {**own, name: others[name]})
        unknown = ask_for_token(world, {**own, name: NO_UUID})
        assert (answer.status_code, answer.text) == (unknown.status_code, unknown.text), name
        assert answer.status_code in (400, 401)


def test_a_name_of_another_book_is_no_name(world: World, theirs: World) -> None:
    own, others = world.give_access("flowtly"), theirs.give_access("flowtly")
    client = TestClient(world.app)
    answers = [
        client.simulate_post("/flowtly/login", json={"username": name, "password": own["password"]})
        for name in (others["username"], "nobody@example.com")
    ]
    assert answers[0].status_code == answers[1].status_code == 401
    assert answers[0].text == answers[1].text


def test_a_repeated_key_gives_no_answer_of_another_book(world: World, theirs: World) -> None:
    """The same idempotency key and the same body: one's own record is made."""
    own, others = (EconomicApi(each, each.give_access("economic")) for each in (world, theirs))
    number = FIRST + 100_000 + world.book.book_id
    body = {"customerNumber": number, "name": "Same", "currency": "DKK", "zone": 1}
    key = f"repeated {world.book.slug}"
    assert others.post("/Customers", body, **{"Idempotency-Key": key}).status_code == 201
    path = f"/Customers/{number}"
    assert own.get(path).status_code == 404
    assert own.post("/Customers", body, **{"Idempotency-Key": key}).status_code == 201
    assert own.get(path).status_code == 200


def test_a_version_of_another_book_is_stale(world: World, theirs: World) -> None:
    """Of a record of the same number: refused as any old one is, and nothing changes."""
    number = FIRST + 50_000 + world.book.book_id
    own, others = (EconomicApi(each, each.give_access("economic")) for each in (world, theirs))
    body = {"customerNumber": number, "name": "Same", "currency": "DKK", "zone": 1}
    path = f"/Customers/{number}"
    for api in (own, others):
        assert api.post("/Customers", body).status_code == 201
    for name in ("One", "Two"):
        assert others.put(path, {**others.get(path).json, "name": name}).status_code < 300
    mine, newer = own.get(path).json, others.get(path).json["objectVersion"]
    assert newer != mine["objectVersion"]
    answers = [
        own.put(path, {**mine, "name": "Taken", "objectVersion": each})
        for each in (newer, f"{999:016x}")
    ]
    assert {each.status_code for each in answers} == {409}
    assert silent(answers[0])
    assert own.get(path).json == mine
