"""Pages of strangers: fetched within limits, and never out of our own network."""

import time
from http.server import BaseHTTPRequestHandler

import pytest

from partita.branding import fetching
from partita.branding.fetching import Fetcher, Unfetchable, is_public
from tests.branding.serving import Site, page


def allowing(site: Site) -> Fetcher:
    return Fetcher(frozenset({site.host}))


def test_a_page_is_fetched(site: Site) -> None:
    site.answer = page("<title>Grüße</title>")
    found = allowing(site).fetch(f"http://{site.host}/a?b=c#d")
    assert found.text == "<title>Grüße</title>"
    assert found.url == f"http://{site.host}/a?b=c"
    path, headers = site.asked[0]
    assert path == "/a?b=c"
    assert headers["Host"] == site.host
    assert headers["Accept-Encoding"] == "identity"


def test_by_default_loopback_is_not_reached(site: Site) -> None:
    for url in (f"http://{site.host}/", f"http://localhost:{site.port}/"):
        with pytest.raises(Unfetchable):
            Fetcher().fetch(url)
    with pytest.raises(Unfetchable, match="not on the public network"):
        Fetcher(resolve=lambda *_: ["127.0.0.1"]).fetch("http://acme.example/")
    assert site.asked == []


PRIVATE = [
    "0.0.0.0",  # noqa: S104  # to be refused
    "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.9.9.9", "169.254.169.254", "172.16.0.1",
    "192.0.0.1", "192.0.2.1", "192.168.1.1", "198.18.0.1", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "64:ff9b::7f00:1",
    "2002:7f00:1::", "fc00::1", "fd12::1", "fe80::1", "fe80::1%eth0", "ff02::1", "2001:db8::1",
    "2001:0:7f00:1::", "not an address", "",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(Unfetchable):
        Fetcher(resolve=lambda *_: ["93.184.215.14", address]).fetch("http://acme.example/")


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07::1"])
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://acme.example/", "file:///etc/passwd", "http://", "//acme.example", "acme.example",
        "http://ada:pass@acme.example/", "http://acme.example:22/", "http://acme.example:99999/",
        "http://[::1", "gopher://acme.example", "http://" + "a" * 3_000,
        "http://2130706433/", "http://0x7f.1/", "http://127.1/", "http://0/",
    ],
)  # fmt: skip
def test_urls_that_lead_nowhere(url: str) -> None:
    with pytest.raises(Unfetchable):
        Fetcher().fetch(url)


def test_redirects_are_followed_and_looked_at(site: Site) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        if handler.path == "/end":
            page("here")(handler)
        else:
            page("", 302, Location="/end")(handler)

    site.answer = answer
    found = allowing(site).fetch(f"http://{site.host}/start")
    assert (found.text, found.url) == ("here", f"http://{site.host}/end")


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "http://[",
        "file:///etc/passwd",
        "ftp://x.y/",
    ],
)
def test_redirects_into_our_network_are_refused(site: Site, location: str) -> None:
    site.answer = page("", 301, Location=location)
    with pytest.raises(Unfetchable):
        allowing(site).fetch(f"http://{site.host}/")
    assert len(site.asked) == 1


def test_a_redirect_to_an_unlisted_port_of_loopback_is_refused(site: Site) -> None:
    site.answer = page("", 301, Location=f"http://127.0.0.1:{site.port + 1}/")
    with pytest.raises(Unfetchable, match="port"):
        allowing(site).fetch(f"http://{site.host}/")


def test_endless_redirects_end(site: Site) -> None:
    site.answer = page("", 302, Location="/again")
    with pytest.raises(Unfetchable, match="too often"):
        allowing(site).fetch(f"http://{site.host}/")
    assert len(site.asked) == fetching.REDIRECTS_MAX + 1


def test_the_address_that_was_looked_at_is_the_one_connected_to(site: Site) -> None:
    """A name that answers differently the second time is asked once."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    name = f"acme.example:{site.port}"
    site.answer = page("here")
    found = Fetcher(frozenset({name}), lambda *_: next(answers)).fetch(f"http://{name}/")
    assert found.text == "here"
    assert site.asked[0][1]["Host"] == name
    assert next(answers) == ["10.0.0.1"]


def test_long_pages_are_left(site: Site) -> None:
    site.answer = page(b"x" * (fetching.PAGE_BYTES_MAX + 1))
    with pytest.raises(Unfetchable, match="longer"):
        allowing(site).fetch(f"http://{site.host}/")


def test_slow_pages_are_left(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        for _ in range(40):
            handler.wfile.write(b"x")
            time.sleep(0.05)

    monkeypatch.setattr(fetching, "FETCH_S_MAX", 0.3)
    site.answer = drip
    started = time.monotonic()
    with pytest.raises(Unfetchable, match="too long"):
        allowing(site).fetch(f"http://{site.host}/")
    assert time.monotonic() - started < 1.5


def test_a_resolver_that_hangs_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_: object) -> list[str]:
        time.sleep(1)
        return []

    monkeypatch.setattr(fetching, "FETCH_S_MAX", 0.1)
    started = time.monotonic()
    with pytest.raises(Unfetchable, match="too long"):
        Fetcher(resolve=hang).fetch("http://acme.example/")
    assert time.monotonic() - started < 0.8


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (404, {}),
        (500, {}),
        (204, {}),
        (200, {"Content_Type": "application/pdf"}),
        (200, {"Content_Encoding": "gzip"}),
    ],
)
def test_what_is_no_page_is_left(site: Site, status: int, headers: dict[str, str]) -> None:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    site.answer = page(b"", status, **given)
    with pytest.raises(Unfetchable):
        allowing(site).fetch(f"http://{site.host}/")


def test_a_server_that_speaks_nonsense_is_left(site: Site) -> None:
    site.answer = lambda handler: handler.wfile.write(b"nonsense\r\n\r\n") and None  # type: ignore[assignment]  # it writes
    with pytest.raises(Unfetchable):
        allowing(site).fetch(f"http://{site.host}/")
