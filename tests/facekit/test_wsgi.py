"""The plumbing, seen through a face of a few operations made for it."""

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import falcon.testing
import pytest
import structlog

from partita.access.grant import Actor, operator
from partita.bootstrap import open_jobs
from partita.branding.brands import Brands
from partita.domain.change import Change
from partita.domain.errors import NameMissing, PartitaError, StoreBusy
from partita.facekit import wsgi
from partita.facekit.budget import SharedBudget
from partita.facekit.face import Acting, Budget, Face, Rate, Reply, Request, Route, json_reply
from partita.facekit.services import Services
from partita.facekit.telemetry import Figures, configure_log
from partita.facekit.wsgi import Mounted, build_app
from partita.ports import Database
from partita.usecases.context import Context, Looking
from tests.builders import FrozenClock, OpenBook

STATUSES = {
    "error": 500,
    "store.busy": 503,
    "name.missing": 400,
    "access.not_allowed": 403,
    "request.route": 404,
    "limit.rate": 429,
    "limit.body": 413,
}
PRIVATE = "not to be told"


@dataclass
class Toy:
    """A face whose operations do what a test wants."""

    book: OpenBook
    clock: FrozenClock
    done: list[str] = field(default_factory=list)
    roles: tuple[str, ...] = ()
    fails_to_tell: bool = False
    rate: Rate | None = None

    def client(
        self, hosts: Mapping[str, str] | None = None, cors: str = "", public_url: str = ""
    ) -> falcon.testing.TestClient:
        face = Face(
            name="toy",
            routes=self.routes(),
            authenticate=self.authenticate,
            errors=STATUSES,
            error_reply=self.error_reply,
            decorate=self.decorate,
            idempotency_header="Repeat-Key",
            replay_headers={"Repeated": "yes"},
            rate=self.rate,
        )
        services = Services(
            database=self.book.database,
            clock=self.clock,
            budgets={"toy": SharedBudget(None, 0, 1, limit=2, window_s=1)} if self.rate else {},
            figures=Figures(),
            body_bytes_max=100,
            public_url=public_url,
            branding=Brands(),
            jobs=open_jobs(self.book.database, Brands(), self.clock),
        )
        app = build_app([Mounted(face, ("/toy",))], services, hosts or {}, cors)
        return falcon.testing.TestClient(app)

    def routes(self) -> tuple[Route, ...]:
        return (
            Route(method="GET", path="/echo/{word}", name="Echo", read=self.echo),
            Route(method="GET", path="/boom", name="Boom", read=self.boom),
            Route(method="GET", path="/sold", name="Sold", read=self.echo, needs=frozenset({"S"})),
            Route(method="POST", path="/act", name="Act", act=self.act),
            Route(method="POST", path="/enter", name="Enter", enter=self.enter),
            Route(method="POST", path="/do/{what}", name="Do", prepare=self.prepare, write=self.do),
        )

    def authenticate(self, request: Request, database: Database) -> Actor:
        del request, database
        known = operator(self.book.book_id)
        return Actor(known.book_id, 1, "app", "toy", known.permissions, self.roles)

    def error_reply(self, error: PartitaError, request: Request) -> Reply:
        if self.fails_to_tell:
            raise ValueError(PRIVATE)
        body = {"code": error.code, "id": request.id}
        return Reply(STATUSES[error.code], json.dumps(body).encode(), "application/toy+json")

    def decorate(self, request: Request, budget: Budget | None, cost: int) -> Mapping[str, str]:
        used = {"Used": f"{budget.used}/{budget.limit}"} if budget else {}
        return {"Id": request.id, "Cost": str(cost), **used}

    def echo(self, look: Looking, request: Request) -> Reply:
        del look
        told = {"params": dict(request.params), "query": dict(request.query), "path": request.path,
                "base": request.base_url, "url": request.url, "method": request.method}  # fmt: skip
        return json_reply(json.dumps(told).encode())

    def boom(self, look: Looking, request: Request) -> Reply:
        raise ZeroDivisionError(PRIVATE, look, request)

    def enter(self, request: Request, database: Database) -> Reply:
        return json_reply(json.dumps([len(request.body()), len(database.slugs())]).encode())

    def act(self, acting: Acting, request: Request) -> Reply:
        del request
        for what in ("first", "second"):
            with acting.begin() as ctx:
                ctx.unit.record(Change("toy.done", None, what, 1, None, None))
        with acting.begin() as ctx:
            ctx.unit.record(Change("toy.done", None, "third", 1, None, None))
            raise NameMissing(kind="toy")

    def prepare(self, request: Request) -> str:
        if request.params["what"] == "unprepared":
            raise NameMissing(kind="toy")
        return request.body().decode()

    def do(self, ctx: Context, request: Request, prepared: str) -> Reply:
        what = request.params["what"]
        self.done.append(what)
        ctx.unit.record(Change("toy.done", None, what, 1, None, None))
        failures = {"refused": NameMissing(kind="toy"), "busy": StoreBusy(), "broken": KeyError()}
        if what in failures:
            raise failures[what]
        return Reply(201, prepared.encode(), "text/toy", {"Location": request.url})


@pytest.fixture
def toy(book: OpenBook, clock: FrozenClock) -> Toy:
    return Toy(book, clock)


@pytest.fixture
def log() -> Iterator[io.BytesIO]:
    before = structlog.get_config()
    file = io.BytesIO()
    configure_log("json", "info", file)
    vars(wsgi._log).pop("bind", None)  # a server in another test may have settled it
    yield file
    structlog.configure(**before)


def positions(toy: Toy) -> int:
    """How much was told to the feed."""
    with toy.book.writing() as ctx:
        return ctx.unit.take_numbers("position") - 1


def test_variable_parts_keep_their_letters(toy: Toy) -> None:
    told = toy.client().simulate_get("//TOY//Echo//AbC%20d/").json
    assert told["params"] == {"word": "AbC d"}
    assert told["path"] == "//TOY//Echo//AbC d/"
    assert told["url"].endswith("/TOY/Echo/AbC%20d")


def test_urls_behind_a_proxy(toy: Toy) -> None:
    told = toy.client(public_url="https://p.example/x").simulate_get("/toy/echo/a").json
    assert (told["base"], told["url"]) == (
        "https://p.example/x/toy",
        "https://p.example/x/toy/echo/a",
    )


def test_urls_of_a_host_that_is_a_face(toy: Toy) -> None:
    client = toy.client(hosts={"toy.test": "/toy"}, public_url="https://p.example")
    told = client.simulate_get("/Echo/Ab", headers={"Host": "TOY.test:80"}).json
    assert (told["base"], told["params"]) == ("http://TOY.test:80", {"word": "Ab"})
    assert told["url"] == "http://TOY.test:80/Echo/Ab"


def test_a_head_looks_like_a_get_to_handlers(toy: Toy) -> None:
    reply = toy.client().simulate_head("/toy/echo/a")
    assert reply.status_code == 200
    assert reply.content == b""


def test_an_unexpected_error_is_told_in_the_log_only(toy: Toy, log: io.BytesIO) -> None:
    reply = toy.client().simulate_get("/toy/boom")
    assert reply.status_code == 500
    assert reply.json == {"code": "error", "id": reply.headers["id"]}
    unexpected, request = (json.loads(line) for line in log.getvalue().splitlines())
    assert unexpected["id"] == request["id"] == reply.headers["id"]
    assert "ZeroDivisionError" in unexpected["exception"]
    assert (unexpected["level"], request["status"]) == ("error", 500)


def test_a_face_that_cannot_tell_an_error(toy: Toy, log: io.BytesIO) -> None:
    toy.fails_to_tell = True
    for path in ("/toy/boom", "/toy/nowhere"):
        reply = toy.client().simulate_get(path)
        assert reply.headers["content-type"] == "application/problem+json"
        assert reply.json["traceId"] in log.getvalue().decode()
        assert PRIVATE not in reply.text


def test_roles_an_operation_needs(toy: Toy) -> None:
    assert toy.client().simulate_get("/toy/sold").status_code == 200
    toy.roles = ("B",)
    assert toy.client().simulate_get("/toy/sold").status_code == 403
    toy.roles = ("B", "S")
    assert toy.client().simulate_get("/toy/sold").status_code == 200


def test_ways_in(toy: Toy) -> None:
    assert toy.client().simulate_post("/toy/enter", body="abc").json == [3, 1]
    assert toy.client().simulate_post("/toy/enter", body="a" * 101).status_code == 413


def test_a_limit_of_its_own(toy: Toy) -> None:
    toy.rate = Rate(limit=2, window_s=1, caller=lambda request, _: len(request.path))
    client = toy.client()
    replies = [client.simulate_get("/toy/echo/a") for _ in range(3)]
    assert [each.status_code for each in replies] == [200, 200, 429]
    assert [each.headers["used"] for each in replies] == ["1/2", "2/2", "2/2"]
    assert client.simulate_get("/toy/echo/ab").status_code == 200


WRITES = [
    pytest.param("well", (201, True, 1, 1), id="done"),
    pytest.param("refused", (400, True, 1, 0), id="refused"),
    pytest.param("unprepared", (400, True, 0, 0), id="refused before it began"),
    pytest.param("busy", (503, False, 2, 0), id="busy"),
    pytest.param("broken", (500, False, 2, 0), id="broken"),
]


@pytest.mark.parametrize(("what", "expected"), WRITES)
def test_repeating(toy: Toy, what: str, expected: tuple[int, bool, int, int]) -> None:
    status, is_kept, runs, told = expected
    client, path = toy.client(), f"/toy/do/{what}"
    first, again = (
        client.simulate_post(path, body=body, headers={"Repeat-Key": "k"}) for body in ("a", "b")
    )
    assert (first.status_code, again.status_code) == (status, status)
    assert (first.headers.get("repeated"), again.headers.get("repeated")) == (
        None,
        "yes" if is_kept else None,
    )
    assert len(toy.done) == runs
    assert positions(toy) == 1 + told
    if is_kept:
        assert again.content == first.content
        for name in ("content-type", "location"):
            assert again.headers.get(name) == first.headers.get(name)
        assert again.headers["id"] != first.headers["id"]


def test_an_answer_is_kept_for_an_hour(toy: Toy) -> None:
    client = toy.client()
    for seconds, runs in ((0, 1), (3_599, 1), (2, 2)):
        toy.clock.advance(seconds=seconds)
        client.simulate_post("/toy/do/well", headers={"Repeat-Key": "k"})
        assert len(toy.done) == runs


@pytest.mark.parametrize("what", ["refused", "busy", "broken"])
def test_what_fails_leaves_nothing(toy: Toy, what: str) -> None:
    toy.client().simulate_post(f"/toy/do/{what}")
    assert positions(toy) == 1


def test_an_operation_may_have_transactions_of_its_own(toy: Toy) -> None:
    answer = toy.client().simulate_post("/toy/act")
    assert answer.status_code == STATUSES["name.missing"]
    assert positions(toy) == 1 + 2


CORS = [("https://a.test", "https://a.test"), ("https://b.test", None)]


@pytest.mark.parametrize(("origin", "allowed"), CORS)
def test_chosen_origins(toy: Toy, origin: str, allowed: str | None) -> None:
    client = toy.client(cors="https://a.test, https://c.test")
    reply = client.simulate_get("/toy/echo/a", headers={"Origin": origin})
    assert reply.headers.get("access-control-allow-origin") == allowed
    assert reply.headers["vary"] == "Origin"


def test_every_answer_says_what_browsers_may_do_with_it(toy: Toy) -> None:
    client = toy.client()
    for path in ("/toy/echo/a", "/toy/nothing", "/nothing", "/toy/boom"):
        headers = client.simulate_get(path).headers
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["x-frame-options"] == "DENY", path
        assert headers["referrer-policy"] == "no-referrer", path
        assert "frame-ancestors 'self'" in headers["content-security-policy"], path
