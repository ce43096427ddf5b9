"""HTTP as the server as shipped speaks it, byte by byte where that matters."""

import json
import re
from typing import Final

import pytest

from tests.server.running import CONTACTS, TOKENS, Answer, Running

HEAD: Final = "".join(f"{name}: {value}\r\n" for name, value in TOKENS.items()).encode()
JSON: Final = b"Content-Type: application/json\r\n"
ADA: Final = b'{"customerNumber":1,"name":"%s"}'


@pytest.fixture(scope="module", autouse=True)
def contact(server: Running) -> None:
    """Number 1."""
    assert server.post_contact("Ada").status == 201


def said(server: Running, line: bytes, rest: bytes = b"\r\n", host: bytes = b"x") -> bytes:
    """What is answered to the bytes of one request; the server is asked to hang up."""
    head = line + b" HTTP/1.1\r\nConnection: close\r\nHost: " + host + b"\r\n" + HEAD
    return server.raw(head + rest)


def status(reply: bytes) -> int:
    return int(reply.split()[1])


def header(reply: bytes, name: str) -> str:
    found = re.search(rf"^{name}: (.*)\r$".encode(), reply, re.IGNORECASE | re.MULTILINE)
    return found[1].decode() if found else ""


ONE: Final = CONTACTS.encode() + b"/1"
PATHS = [
    pytest.param(ONE, 200, id="as documented"),
    pytest.param(ONE.lower(), 200, id="lower case"),
    pytest.param(ONE.upper(), 200, id="upper case"),
    pytest.param(ONE.replace(b"/", b"//") + b"//", 200, id="doubled and trailing slashes"),
    pytest.param(ONE[:-1] + b"%31", 200, id="a percent sequence"),
    pytest.param(b"http://x" + ONE, 200, id="the absolute form"),
    pytest.param(ONE[:-1] + b"%FF", 400, id="no UTF-8"),
    pytest.param(ONE[:-1] + b"%zz", 400, id="no percent sequence"),
    pytest.param(ONE + b"%00", 400, id="a NUL"),
    pytest.param(ONE + b"\xc3\xb8", 400, id="raw UTF-8"),
    pytest.param(b"/economic", 404, id="the mount alone"),
    pytest.param(b"/economics", 404, id="like the mount"),
    pytest.param(b"/", 401, id="the root"),
    pytest.param(b"/" + b"a" * 9_000, 404, id="long"),
]


@pytest.mark.parametrize(("path", "expected"), PATHS)
def test_paths(server: Running, path: bytes, expected: int) -> None:
    assert status(said(server, b"GET " + path)) == expected


QUERIES = [
    pytest.param(b"FILTER=name$eq:Ada", 1, id="names in any case"),
    pytest.param(b"filter=name$eq:Ada&filter=name$eq:Bo", 1, id="the first of a name counts"),
    pytest.param(b"filter=name$eq:A%64a", 1, id="a percent sequence"),
    pytest.param(b"filter=name$eq:%FF", 0, id="no UTF-8"),
    pytest.param(b"filter=name$eq:\xc3\xb8", 0, id="raw UTF-8"),
    pytest.param(b"filter=name$eq:Ada%zz", 0, id="no percent sequence"),
    pytest.param(b"filter=name$eq:Ada+B", 0, id="a plus is a blank"),
    pytest.param(b"&&=&a&filter=name$eq:Ada", 1, id="empty parameters"),
    pytest.param(b"x=1&" * 999 + b"filter=name$eq:Ada", 1, id="many parameters"),
]


@pytest.mark.parametrize(("query", "found"), QUERIES)
def test_queries(server: Running, query: bytes, found: int) -> None:
    reply = said(server, b"GET " + CONTACTS.encode() + b"/count?" + query)
    assert (status(reply), reply.rpartition(b"\r\n")[2]) == (200, str(found).encode())


def test_too_many_parameters(server: Running) -> None:
    assert status(said(server, b"GET " + CONTACTS.encode() + b"?" + b"x=1&" * 1_001)) == 400


METHODS = [
    pytest.param(b"HEAD", ONE, 200, "", id="HEAD is a GET without a body"),
    pytest.param(b"HEAD", ONE + b"1", 404, "", id="HEAD of nothing"),
    pytest.param(b"OPTIONS", ONE, 200, "GET, HEAD, DELETE", id="OPTIONS"),
    pytest.param(b"TRACE", ONE, 405, "GET, HEAD, DELETE, OPTIONS", id="TRACE"),
    pytest.param(b"PATCH", ONE, 405, "GET, HEAD, DELETE, OPTIONS", id="PATCH"),
    pytest.param(b"BREW", ONE, 405, "GET, HEAD, POST, PUT, PATCH, DELETE", id="of no standard"),
    pytest.param(b"WEBSOCKET", ONE, 405, "GET, HEAD, POST, PUT, PATCH, DELETE", id="of Falcon's"),
]


@pytest.mark.parametrize(("method", "path", "expected", "allowed"), METHODS)
def test_methods(server: Running, method: bytes, path: bytes, expected: int, allowed: str) -> None:
    reply = said(server, method + b" " + path)
    assert status(reply) == expected
    assert set(header(reply, "allow").split(", ")) == set(allowed.split(", "))
    if method == b"HEAD":
        assert int(header(reply, "content-length")) > 50
        assert reply.endswith(b"\r\n\r\n")


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


def sized(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


CHUNKS: Final = b"Transfer-Encoding: chunked\r\n\r\n"
BODIES = [
    pytest.param(JSON + sized(ADA % b"Bo"), 201, id="with a length"),
    pytest.param(JSON + CHUNKS + chunked(ADA % b"Cy"), 201, id="in chunks"),
    pytest.param(JSON + b"Expect: 100-continue\r\n" + sized(ADA % b"Di"), 201, id="asked for"),
    pytest.param(JSON + sized(b"x" * 1_001), 413, id="too long"),
    pytest.param(JSON + sized(b"x" * 3_000_000), 413, id="far too long"),
    pytest.param(JSON + CHUNKS + chunked(b"x" * 3_000_000), 413, id="far too long, in chunks"),
    pytest.param(JSON + sized(b""), 400, id="empty"),
    pytest.param(JSON + b"\r\n", 400, id="none"),
    pytest.param(JSON + b"Content-Length: x\r\n\r\n", 400, id="of no length"),
    pytest.param(JSON + b"Content-Encoding: gzip\r\n" + sized(b"abc"), 415, id="compressed"),
    pytest.param(JSON + b"Content-Encoding: identity\r\n" + sized(ADA % b"Ed"), 201, id="plain"),
]


@pytest.mark.parametrize(("rest", "expected"), BODIES)
def test_bodies(server: Running, rest: bytes, expected: int) -> None:
    reply = said(server, b"POST " + CONTACTS.encode(), rest)
    reply = reply.removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n")
    assert status(reply) == expected


def test_a_refused_body_does_not_confuse_the_next_request(server: Running) -> None:
    head = b" HTTP/1.1\r\nHost: x\r\n"
    refused = b"POST /economic/nothing" + head + sized(b"x" * 100_000)
    reply = server.raw(refused + b"GET /healthz" + head + b"Connection: close\r\n\r\n")
    assert [int(each) for each in re.findall(rb"HTTP/1.1 (\d+)", reply)] == [404, 200]


def test_a_client_that_leaves_early(server: Running) -> None:
    head = b"POST " + CONTACTS.encode() + b" HTTP/1.1\r\nHost: x\r\n" + HEAD + JSON
    server.raw(head + b"Content-Length: 500\r\n\r\n" + ADA % b"Half", wait_s=0.2)
    assert server.get(f"{CONTACTS}/count?filter=name$eq:Half").json == 0


def test_a_mapped_host_serves_a_face_at_its_root(server: Running) -> None:
    path = CONTACTS.removeprefix("/economic").encode()
    got = said(server, b"GET " + path + b"/1", host=b"Economic.TEST:81")
    assert status(got) == 200
    made = said(server, b"POST " + path, JSON + sized(ADA % b"Fi"), host=b"economic.test:81")
    assert header(made, "location").startswith(f"http://economic.test:81{path.decode()}/")
    assert status(said(server, b"GET " + ONE, host=b"economic.test")) == 404
    assert status(said(server, b"GET /healthz", host=b"economic.test")) == 200


@pytest.mark.parametrize("host", [b"", b"a:b:c", b"[::1]:80", b"x" * 300])
def test_odd_hosts(server: Running, host: bytes) -> None:
    assert status(said(server, b"GET " + ONE, host=host)) == 200


def test_a_location_is_absolute(server: Running) -> None:
    made = server.post_contact("Gy")
    path = f"{CONTACTS}/{made.json['number']}"
    assert made.headers["location"] == f"http://127.0.0.1:{server.port}{path}"


def test_browsers_may_call(server: Running) -> None:
    asked = {"Origin": "https://shop.example", "Access-Control-Request-Method": "PUT"}
    wanted = {"Access-Control-Request-Headers": "X-AppSecretToken"}
    reply = server.ask("OPTIONS", CONTACTS, headers=asked | wanted)
    assert reply.status == 200
    assert reply.headers["access-control-allow-origin"] == "*"
    assert "PUT" in reply.headers["access-control-allow-methods"]
    assert reply.headers["access-control-allow-headers"] == "X-AppSecretToken"
    exposed = server.get(Origin="https://shop.example").headers["access-control-expose-headers"]
    assert {"Location", "Link", "X-RateLimiting"} <= set(exposed.split(", "))
    refused = server.ask("GET", CONTACTS, headers={"Origin": "https://shop.example"})
    assert (refused.status, refused.headers["access-control-allow-origin"]) == (401, "*")


SAFE = [CONTACTS, f"{CONTACTS}/99999", "/economic/customersapi/v1.1.1/openapi.json", "/nowhere"]


@pytest.mark.parametrize("path", SAFE)
def test_every_answer_is_safe_to_show(server: Running, path: str) -> None:
    reply = server.get(path)
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert not re.search(r"\d", reply.headers["server"])
    assert (reply.headers["cache-control"] == "no-store") == (CONTACTS in path)


def test_a_refusal_is_counted_in_the_budget_too(server: Running) -> None:
    def used(reply: Answer) -> int:
        told = re.fullmatch(
            r"token-limit-10000-per-60-seconds: (\d+)/10000", reply.headers["x-ratelimiting"]
        )
        assert told is not None
        return int(told[1])

    first = used(server.get(f"{CONTACTS}/1"))
    assert used(server.get(f"{CONTACTS}/count?filter=nonsense")) in (first + 1, 1)


def test_the_log_names_requests_and_tells_no_secrets(server: Running) -> None:
    sent = {"X-Request-Id": "order-17", "Idempotency-Key": "key-18", **TOKENS}
    reply = server.ask("GET", f"{CONTACTS}/count?filter=name$eq:Private%20Person", headers=sent)
    server.ask("GET", CONTACTS, headers={**TOKENS, "X-Request-Id": "\x7f" + "x" * 99})
    lines = server.log_lines()
    number = reply.headers["x-requestid"].removesuffix("-CPH")
    (line,) = (each for each in lines if each.get("id") == number)
    assert line["caller_id"] == "order-17"
    assert (line["operation"], line["status"], line["app"]) == ("GetNumberOfContacts", 200, "shop")
    assert line["path"] == f"{CONTACTS}/count"
    text = json.dumps(lines)
    for secret in (*TOKENS.values(), "Private", "x" * 99):
        assert secret not in text


def test_an_answer_without_a_body_names_no_type(server: Running) -> None:
    headers = {"Ocp-Apim-Subscription-Key": "none"}
    answer = server.ask("GET", "/poweroffice/v2/Customers", headers=headers)
    assert (answer.status, answer.body) == (401, b"")
    assert answer.headers["content-length"] == "0"
    assert "content-type" not in answer.headers


def test_health_and_figures(server: Running) -> None:
    health = server.ask("GET", "/healthz/")
    assert (health.status, health.json) == (200, {"status": "ok"})
    assert server.ask("HEAD", "/healthz").body == b""
    figures = server.ask("GET", "/metrics")
    assert figures.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert b'operation="CreateContact",status="201"' in figures.body


def test_logos_are_served_safely(server: Running) -> None:
    for host in (b"x", b"economic.test"):
        reply = said(server, b"GET /logos/spotify.svg", host=host)
        assert status(reply) == 200
        assert header(reply, "content-type") == "image/svg+xml"
        assert header(reply, "x-content-type-options") == "nosniff"
        assert "default-src 'none'" in header(reply, "content-security-policy")
        assert header(reply, "cache-control") == "public, max-age=86400"
        assert b"<svg fill=" in reply
    tag = header(reply, "etag").encode()
    again = said(server, b"GET /logos/spotify.svg", b"If-None-Match: " + tag + b"\r\n\r\n")
    assert (status(again), again.endswith(b"\r\n\r\n")) == (304, True)
    for name in (b"nobody.svg", b"spotify", b"spotify.png", b"..%2fspotify.svg", b".svg"):
        assert status(said(server, b"GET /logos/" + name)) == 404
