"""What sites say of themselves."""

import time
from typing import Any

import pytest

from partita.branding.fetching import Fetcher, Page
from partita.branding.website import Website, read_page
from partita.ports import Asked
from tests.branding.serving import Site, page

HEAD = """<!doctype html><head><title>Acme \u2013 the best of {}</title>
<link rel="icon" href="/favicon.png"><link rel="apple-touch-icon" href="touch.png">
<meta property="og:site_name" content=" Acme  A/S "></head><body><title>No</title>"""


def test_a_site_tells_its_name_and_icon(site: Site) -> None:
    site.answer = page(HEAD)
    website = Website(Fetcher(frozenset({site.host})))
    found = website.find(Asked(name="Acme", website=f"http://{site.host}/om/os"))
    assert {name: each.value for name, each in found.items()} == {
        "display_name": "Acme A/S",
        "logo_url": f"http://{site.host}/om/touch.png",
        "website": f"http://{site.host}",
    }
    assert {each.source for each in found.values()} == {f"http://{site.host}/om/os"}


def test_a_site_that_cannot_be_reached_tells_nothing(site: Site) -> None:
    site.answer = page(HEAD)
    closed = Website(Fetcher())
    for asked in (
        Asked(name="Acme", website=f"http://{site.host}/"),
        Asked(name="Acme", website="ikke en side"),
        Asked(name="Acme", email="ada@gmail.com"),
        Asked(name="Acme"),
    ):
        assert closed.find(asked) == {}
    assert site.asked == []


@pytest.mark.parametrize(
    ("known", "host"),
    [
        ({"website": "acme.example"}, "acme.example"),
        ({"website": "www.acme.example/om"}, "www.acme.example"),
        ({"email": "ada@acme.example"}, "acme.example"),
    ],
)
def test_sites_are_found_as_people_write_them(known: dict[str, Any], host: str) -> None:
    asked = []

    def resolve(name: str, port: int) -> list[str]:
        asked.append((name, port))
        return ["127.0.0.1"]

    assert Website(Fetcher(resolve=resolve)).find(Asked(name="Acme", **known)) == {}
    assert asked == [(host, 443)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<title>Acme | Home</title>", {"display_name": "Acme"}),
        ("<title> </title>", {}),
        ("<title>" + "x" * 200 + "</title>", {}),
        ('<link rel="icon" href="javascript:alert(1)">', {}),
        ('<link rel="icon" href="data:image/png;base64,AAAA">', {}),
        ('<link rel="shortcut icon" href="//cdn.example/i.png">',
         {"logo_url": "https://cdn.example/i.png"}),
        ('<link rel="icon" href="http://[">', {}),
        ("<meta property='og:site_name' content='&lt;b&gt;'>", {"display_name": "<b>"}),
        ("</head><title>Late</title>", {}),
        ("", {}),
    ],
)  # fmt: skip
def test_what_is_read_of_a_page(text: str, found: dict[str, str]) -> None:
    assert read_page(Page("https://acme.example/", text)) == found


@pytest.mark.parametrize(
    "piece", ["<", "<a ", "<!--", "<![", "</", "<a b='", "<script>", "&#", "<!"]
)
def test_hostile_pages_are_read_in_no_time(piece: str) -> None:
    started = time.process_time()
    read_page(Page("https://acme.example/", piece * (2_000_000 // len(piece))))
    assert time.process_time() - started < 5
