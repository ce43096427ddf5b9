"""The change feed over HTTP: shapes, resuming, refusing."""

import io
import json
from collections.abc import Iterator
from typing import Any, Final

import pytest
import structlog
from falcon.testing import Result, TestClient

from partita.domain.change import FORGOTTEN
from partita.facekit import wsgi
from partita.facekit.telemetry import configure_log
from tests.builders import FrozenClock, make_contact, make_customer
from tests.faces.world import World

JSONL: Final = ("application/x-ndjson", "application/jsonl")
STREAM: Final = "text/event-stream"


@pytest.fixture
def database_url(shared_url: str) -> str:
    return shared_url


@pytest.fixture
def token(world: World) -> str:
    return world.give_access("native")["token"]


def ask(
    world: World,
    token: str | None,
    path: str = "/feed",
    accept: str | None = None,
    method: str = "GET",
    **more: str,
) -> Result:
    headers = {name.replace("_", "-"): text for name, text in more.items()}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    if accept is not None:
        headers["Accept"] = accept
    return TestClient(world.app).simulate_request(method, path, headers=headers)


def problem(answer: Result, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json
    assert body["status"] == status
    assert body["traceId"]
    return body


def numbers(answer: Result) -> list[int]:
    assert answer.status_code == 200, answer.text
    return [each["sequence"] for each in answer.json["events"]]


def test_every_change_of_the_book_is_told_in_order_from_one(world: World, token: str) -> None:
    with world.book.writing() as ctx:
        made = make_customer(ctx, "Beta")
        make_contact(ctx, made.party.id)
    answer = ask(world, token)
    assert answer.headers["content-type"] == "application/json"
    events = answer.json["events"]
    assert [each["sequence"] for each in events] == list(range(1, len(events) + 1))
    assert [each["type"] for each in events] == [
        "book.created",
        "app.created",
        "party.created",
        "customer.created",
        "contact.created",
    ]
    assert answer.json["next"] == len(events)


def test_an_event_is_a_cloud_event(world: World, token: str, clock: FrozenClock) -> None:
    with world.book.writing() as ctx:
        made = make_customer(ctx, "Beta", number=17)
        stored = ctx.unit.books.first()
    assert stored is not None
    [event, _] = ask(world, token, "/feed?after=2").json["events"]
    request = event["data"].pop("request")
    assert request.startswith("request-")
    assert event == {
        "specversion": "1.0",
        "id": "3",
        "source": f"urn:uuid:{stored.uuid}",
        "type": "party.created",
        "subject": str(made.party.id),
        "time": f"{clock.now:%Y-%m-%dT%H:%M:%S}.678Z",
        "datacontenttype": "application/json",
        "sequence": 3,
        "data": {
            "party": made.party.id,
            "key": str(made.party.id),
            "version": 1,
            "app": "operator",
            "dialect": "cli",
        },
    }


def test_what_concerns_no_party_has_no_subject(world: World, token: str) -> None:
    first = ask(world, token, "/feed?limit=1").json["events"][0]
    assert first["type"] == "book.created"
    assert "subject" not in first
    assert "party" not in first["data"]


def test_it_resumes_anywhere(world: World, token: str) -> None:
    with world.book.writing() as ctx:
        for number in range(1, 6):
            make_customer(ctx, number=number)
    everything = numbers(ask(world, token))
    for after in range(len(everything) + 2):
        seen, reached = [], after
        while True:
            answer = ask(world, token, f"/feed?after={reached}&limit=3")
            if not answer.json["events"]:
                break
            seen += numbers(answer)
            assert answer.json["next"] == seen[-1]
            reached = answer.json["next"]
        assert answer.json["next"] == max(reached, after)
        assert seen == everything[after:]


@pytest.mark.parametrize("media_type", JSONL)
def test_lines(world: World, token: str, media_type: str) -> None:
    answer = ask(world, token, accept=media_type)
    assert answer.headers["content-type"] == media_type
    assert answer.text.endswith("\n")
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert lines == ask(world, token).json["events"]
    assert ask(world, token, "/feed?after=100", media_type).text == ""


def test_server_sent_events(world: World, token: str) -> None:
    answer = ask(world, token, accept=STREAM)
    assert answer.headers["content-type"] == STREAM
    assert answer.headers["cache-control"] == "no-store"
    head, *blocks = answer.text.strip().split("\n\n")
    assert head == "retry: 2000"
    events = ask(world, token).json["events"]
    assert [block.split("\n")[0] for block in blocks] == [f"id: {e['sequence']}" for e in events]
    assert [json.loads(block.split("\n")[1].removeprefix("data: ")) for block in blocks] == events


def test_a_stream_resumes_after_the_last_event_id(world: World, token: str) -> None:
    answer = ask(world, token, "/feed?after=0", STREAM, Last_Event_ID="1")
    assert [line for line in answer.text.splitlines() if line.startswith("id")] == ["id: 2"]
    problem(ask(world, token, accept=STREAM, Last_Event_ID="soon"), 400)
    assert numbers(ask(world, token, Last_Event_ID="1")) == [1, 2]


@pytest.mark.parametrize(
    "accept",
    ["", "*/*", "application/*", "application/json;q=0.9, text/html;q=0.8", "text/html,*/*"],
)
def test_json_unless_something_else_is_wanted(world: World, token: str, accept: str) -> None:
    assert ask(world, token, accept=accept).headers["content-type"] == "application/json"


@pytest.mark.parametrize("accept", ["text/html", "image/png", "nonsense", "application/json;q=0"])
def test_what_nobody_offers(world: World, token: str, accept: str) -> None:
    assert STREAM in problem(ask(world, token, accept=accept), 406)["detail"]


@pytest.mark.parametrize(
    "query",
    [
        "after=-1", "after=x", "after=1.5", "after=1e3", "after=٣", "after=99999999999999999999",
        "after=9223372036854775808", "limit=0", "limit=1001", "limit=-1", "limit=all",
    ],
)  # fmt: skip
def test_bad_positions_and_limits(world: World, token: str, query: str) -> None:
    problem(ask(world, token, f"/feed?{query}"), 400)


def test_the_furthest_position_and_the_longest_page(world: World, token: str) -> None:
    assert ask(world, token, f"/feed?after={2**63 - 1}&limit=1000").json == {
        "events": [],
        "next": 2**63 - 1,
    }


def test_nobody_and_strangers(world: World, token: str) -> None:
    assert problem(ask(world, None), 401)
    assert ask(world, None).headers["www-authenticate"] == 'Bearer realm="partita"'
    for wrong in (
        "x",
        token[:-1],
        token + "x",
        "x" * 5000,
        world.give_access("economic").popitem()[1],
    ):
        answer = ask(world, wrong)
        problem(answer, 401)
        assert 'error="invalid_token"' in answer.headers["www-authenticate"]
    basic = TestClient(world.app).simulate_get("/feed", headers={"Authorization": f"Basic {token}"})
    problem(basic, 401)


def test_roles_say_what_an_app_may(world: World) -> None:
    feed = world.give_access("native", "feed")["token"]
    audit = world.give_access("native", "audit")["token"]
    assert ask(world, feed).status_code == 200
    assert ask(world, audit, "/audit").status_code == 200
    problem(ask(world, audit), 403)
    problem(ask(world, feed, "/audit"), 403)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_methods_nobody_offers(world: World, token: str, method: str) -> None:
    answer = ask(world, token, method=method)
    problem(answer, 405)
    assert "GET" in answer.headers["allow"]
    problem(ask(world, token, "/feed/nothing"), 404)


def test_other_paths_at_the_root_are_nobodys(world: World, token: str) -> None:
    answer = ask(world, token, "/feeder")
    assert answer.status_code == 404
    assert "x-requestid" not in answer.headers


def test_a_head_has_no_body(world: World, token: str) -> None:
    answer = ask(world, token, accept=STREAM, method="HEAD")
    assert (answer.status_code, answer.content) == (200, b"")


def test_what_is_no_longer_kept_is_told(world: World, token: str) -> None:
    with world.book.writing() as ctx:
        ctx.unit.raise_counter(FORGOTTEN, 1)
    body = problem(ask(world, token, "/feed?after=0"), 410)
    assert body["kept_after"] == 1
    assert numbers(ask(world, token, f"/feed?after={body['kept_after']}")) == [2]


def test_a_book_hears_of_itself_only(world: World, token: str) -> None:
    from tests.faces.world import make_seeded_book  # noqa: PLC0415  # a second book

    other = make_seeded_book(world.engine, world.clock)
    with other.writing() as ctx:
        make_customer(ctx, "Stranger")
    assert [each["type"] for each in ask(world, token).json["events"]] == [
        "book.created",
        "app.created",
    ]


def test_the_audit_trail_tells_before_and_after(world: World, token: str) -> None:
    with world.book.writing() as ctx:
        made = make_customer(ctx, "Before")
    keys = world.give_access("economic")
    path = f"/economic/customersapi/v3.1.0/Customers/{made.role.number}"
    headers = {
        "X-AppSecretToken": keys["app_secret_token"],
        "X-AgreementGrantToken": keys["agreement_grant_token"],
    }
    client = TestClient(world.app)
    sent = client.simulate_get(path, headers=headers).json | {"name": "After"}
    assert client.simulate_put(path, headers=headers, json=sent).status_code < 300
    entries = ask(world, token, f"/audit?party={made.party.id}").json["entries"]
    [changed] = [each for each in entries if each["kind"] == "party.changed"]
    assert changed["before"]["name"] == "Before"
    assert changed["after"]["name"] == "After"
    assert changed["dialect"] == "economic"
    assert changed["actor"].startswith("app ")
    assert {each["party"] for each in entries} == {made.party.id}


def test_the_audit_trail_gives_the_newest_or_goes_on(world: World, token: str) -> None:
    with world.book.writing() as ctx:
        for number in range(1, 4):
            make_customer(ctx, number=number)

    def positions(query: str) -> list[int]:
        answer = ask(world, token, f"/audit?{query}")
        return [each["position"] for each in answer.json["entries"]]

    assert positions("limit=2") == [7, 8]
    assert positions("after=0&limit=3") == [1, 2, 3]
    assert positions("after=6") == [7, 8]
    lines = ask(world, token, "/audit?after=6", "application/jsonl").text.splitlines()
    assert [json.loads(line)["position"] for line in lines] == [7, 8]


def test_the_document_names_the_operations(world: World) -> None:
    document = ask(world, None, "/feed/openapi.json").json
    assert set(document["paths"]) == {"/feed", "/audit"}
    assert "Every change" in ask(world, None, "/feed/reference.html").text


@pytest.fixture
def log() -> Iterator[io.BytesIO]:
    """What is logged meanwhile."""
    before = structlog.get_config()
    file = io.BytesIO()
    configure_log("json", "info", file)
    vars(wsgi._log).pop("bind", None)  # a server in another test may have settled it
    yield file
    vars(wsgi._log).pop("bind", None)
    structlog.configure(**before)


def test_a_token_is_in_no_log_line(world: World, token: str, log: io.BytesIO) -> None:
    for path in ("/feed", f"/feed?token={token}", "/feed?after=x"):
        ask(world, token, path)
        ask(world, token + "x", path)
    logged = log.getvalue().decode()
    assert "ReadFeed" in logged
    assert token not in logged
