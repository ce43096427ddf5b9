"""The catalogue: certain matches, and nothing invented."""

import xml.etree.ElementTree as ET
from typing import Any

import pytest

from partita.branding.brands import Brands, by_domain, by_name, logo
from partita.ports import Asked

CASES = [
    pytest.param({"website": "https://www.spotify.com/dk"}, "Spotify", id="site"),
    pytest.param({"website": "shop.spotify.com"}, "Spotify", id="site without scheme"),
    pytest.param({"email": "ada@spotify.com"}, "Spotify", id="e-mail"),
    pytest.param({"name": "Spotify AB"}, "Spotify", id="name with legal form"),
    pytest.param({"name": "IKEA A/S"}, "IKEA", id="name with a slash in it"),
    pytest.param({"name": "spótify"}, "Spotify", id="name with accents"),
    pytest.param({"name": "Spotify AB", "website": "stripe.com"}, "Stripe", id="site before name"),
    pytest.param({"name": "Box", "email": "a@box-cph.dk"}, None, id="a domain of its own"),
    pytest.param({"name": "Box", "email": "box@gmail.com"}, None, id="a mailbox of everybody's"),
    pytest.param({"email": "ada@gmail.com"}, None, id="a mailbox tells nothing"),
    pytest.param({"name": "Ada", "is_person": True}, None, id="a person"),
    pytest.param({"name": "Hansen & Søn ApS"}, None, id="nobody we know"),
    pytest.param({"website": "https://[bad"}, None, id="a site that is none"),
    pytest.param({"website": "https://spotify.com.evil.example"}, None, id="a longer domain"),
    pytest.param({"website": "https://notspotify.com"}, None, id="another domain"),
    pytest.param(
        {"website": "https://github.com/somebody"}, "GitHub", id="a shared host is its own"
    ),
]


@pytest.mark.parametrize(("known", "title"), CASES)
def test_certain_matches_only(known: dict[str, Any], title: str | None) -> None:
    found = Brands().find(Asked(**{"name": "Whoever", **known}))
    assert (found["display_name"].value if found else None) == title


def test_what_is_found_and_where() -> None:
    found = Brands("https://partita.example").find(Asked(name="Spotify AB"))
    assert {name: each.value for name, each in found.items()} == {
        "logo_url": "https://partita.example/logos/spotify.svg",
        "website": "https://spotify.com",
        "display_name": "Spotify",
    }
    assert {each.source for each in found.values()} == {"simple-icons:spotify"}


def test_every_brand_has_a_logo_that_is_a_drawing() -> None:
    for icon in {icon.slug: icon for icon in (*by_domain().values(), *by_name().values())}.values():
        drawn = logo(icon.slug)
        assert drawn is not None
        root = ET.fromstring(drawn)  # noqa: S314  # our own catalogue
        assert root.tag.endswith("svg")
        assert root.get("fill") == f"#{icon.hex}"
        assert b"<script" not in drawn


@pytest.mark.parametrize("slug", ["", "nobody", "../spotify", "SPOTIFY"])
def test_there_is_no_other_logo(slug: str) -> None:
    assert logo(slug) is None
