"""Where people may be sent back to (RFC 6749 3.1.2, RFC 8252 7.3, RFC 9700 2.1)."""

import pytest

from partita.access.redirects import allows_redirect, is_redirect, is_same_site

REGISTERED = (
    "https://shop.example/back",
    "http://127.0.0.1/native",
    "http://[::1]:80/six",
    "com.example.app:/back",
)


@pytest.mark.parametrize("target", [*REGISTERED, "http://127.0.0.1:5000/native"])
def test_registered_addresses_and_other_ports_of_this_machine(target: str) -> None:
    assert allows_redirect(REGISTERED, target)


@pytest.mark.parametrize(
    "target",
    [
        "",
        "/back",
        "https://shop.example/back/",
        "https://shop.example/back?x=1",
        "https://shop.example/back#x",
        "https://shop.example/back#",
        "https://shop.example/back\n",
        "https://shop.example:443/back",
        "https://SHOP.example/back",
        "https://shop.example.evil/back",
        "https://shop.example@evil.example/back",
        "https://shop.example\\@evil.example/back",
        "http://shop.example/back",
        "http://127.0.0.1:5000/other",
        "http://127.0.0.1:5000/native?x=1",
        "http://127.0.0.1.evil.example/native",
        "http://x@127.0.0.1/native",
        "http://127.0.0.1:0/native",
        "http://127.0.0.1:99999/native",
        "http://localhost/native",
        "https://127.0.0.1/native",
        "http://[::1/six",
        "com.example.app:/other",
        "javascript:alert(1)",
        "https://ünal.example/",
        "https://shop.example/" + "x" * 3_000,
    ],
)
def test_nothing_else(target: str) -> None:
    assert not allows_redirect(REGISTERED, target)


def test_what_can_be_registered() -> None:
    assert all(map(is_redirect, REGISTERED))
    for text in ("data:text/html,x", "javascript:x", "ftp:/x", "https:/x", "x", "https://a b/"):
        assert not is_redirect(text)


def test_signing_out_leads_to_the_same_site() -> None:
    assert is_same_site(REGISTERED, "https://shop.example/bye?x=1")
    assert is_same_site(REGISTERED, "http://127.0.0.1:80/bye")
    assert is_same_site((), "http://127.0.0.1:80/bye")
    for target in ("http://shop.example/bye", "https://shop.example:8443/", "com.example.app:/x"):
        assert not is_same_site(REGISTERED, target)
