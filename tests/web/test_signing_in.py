"""Signing in and out, the link of a first start, and what other sites cannot do."""

from urllib.parse import urlencode

import pyotp
import pytest

from partita.facekit.totp import new_totp_secret
from partita.usecases import sessions, users
from partita.web.signing import PROXY_HEADERS
from tests.web.site import PASSWORD, Site, text_of


def form(site: Site, **more: str) -> dict[str, str]:
    return {"book": site.book.slug, "name": "ada", "password": PASSWORD, **more}


def test_nobody_sees_a_page_without_signing_in(site: Site) -> None:
    answer = site.get("/parties?q=holm")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/signin?next=%2Fparties%3Fq%3Dholm"
    assert site.post("/parties/1/notes", {"text": "x"}).headers["location"] == "/signin"


def test_signing_in_and_out(site: Site) -> None:
    site.add_user()
    answer = site.post("/signin", form(site, next="/parties?q=holm"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/parties?q=holm")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert site.get("/parties").status_code == 200
    kept = dict(site.cookies)
    assert site.post("/signout").headers["location"] == "/signin"
    site.cookies = kept
    assert site.get("/parties").status_code == 303, "the session ended on the server, too"


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"password": "wrong"}, id="password"),
        pytest.param({"name": "eva"}, id="name"),
        pytest.param({"book": "none"}, id="book"),
        pytest.param({"name": "", "password": ""}, id="nothing"),
    ],
)
def test_what_is_wrong_is_not_told(site: Site, wrong: dict[str, str]) -> None:
    site.add_user()
    answer = site.post("/signin", form(site) | wrong)
    assert answer.status_code == 422
    assert "The book, the name or the password is wrong." in text_of(answer)
    assert "set-cookie" not in answer.headers


def test_barred_people_stay_outside(site: Site) -> None:
    site.sign_in()
    with site.book.writing() as ctx:
        users.bar_user(ctx, "ada")
    assert site.get("/parties").status_code == 303
    assert site.post("/signin", form(site)).status_code == 422


def test_a_second_factor(site: Site) -> None:
    site.add_user()
    secret = new_totp_secret()
    with site.book.writing() as ctx:
        users.set_totp(ctx, "ada", secret)
    assert "code of your authenticator" in text_of(site.post("/signin", form(site)))
    wrong = "000000" if pyotp.TOTP(secret).at(site.clock()) != "000000" else "111111"
    assert "wrong or has expired" in text_of(site.post("/signin", form(site, code=wrong)))
    good = pyotp.TOTP(secret).at(site.clock())
    assert site.post("/signin", form(site, code=good)).status_code == 303


def test_a_code_lets_in_once(site: Site) -> None:
    """Whoever saw it over a shoulder comes too late, even at once (RFC 6238 5.2)."""
    site.add_user()
    secret = new_totp_secret()
    with site.book.writing() as ctx:
        users.set_totp(ctx, "ada", secret)
    code = pyotp.TOTP(secret).at(site.clock())
    assert site.post("/signin", form(site, code=code)).status_code == 303
    spaced = f" {code[:3]} {code[3:]}"
    for again in (code, spaced):
        refused = site.post("/signin", form(site, code=again))
        assert refused.status_code == 422
        assert "used already" in text_of(refused)
    site.clock.advance(seconds=31)
    assert site.post("/signin", form(site, code=code)).status_code == 422, "still in its window"
    later = pyotp.TOTP(secret).at(site.clock())
    assert site.post("/signin", form(site, code=later)).status_code == 303


def test_a_wrong_password_uses_up_no_code(site: Site) -> None:
    site.add_user()
    secret = new_totp_secret()
    with site.book.writing() as ctx:
        users.set_totp(ctx, "ada", secret)
    code = pyotp.TOTP(secret).at(site.clock())
    site.post("/signin", form(site, code=code, password="guess"))  # noqa: S106
    assert site.post("/signin", form(site, code=code)).status_code == 303


def test_a_session_somebody_else_planted_is_not_the_one_that_is_opened(site: Site) -> None:
    site.sign_in("eva")
    planted = dict(site.cookies)
    site.add_user()
    site.post("/signin", form(site))
    assert site.cookies != planted
    site.cookies = {"partita_session": f"{site.book.book_id}.chosen-by-somebody-else"}
    site.post("/signin", form(site))
    assert "chosen" not in site.cookies["partita_session"]


def test_a_cookie_is_for_secure_connections_where_there_are_some(site: Site) -> None:
    site.add_user()
    body = urlencode(form(site))
    answer = site.client.simulate_post(
        "/signin",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        body=body,
        protocol="https",
    )
    assert "; Secure" in answer.headers["set-cookie"]


def test_whoever_is_let_in_was_not_guessing(site: Site) -> None:
    limited = Site(site.engine, site.clock, site.book, attempts=25)
    limited.add_user()
    answers = [limited.post("/signin", form(site)) for _ in range(30)]
    assert {each.status_code for each in answers} == {303}


def test_an_office_behind_one_address_can_sign_in(site: Site) -> None:
    limited = Site(site.engine, site.clock, site.book, attempts=25)
    for number in range(12):
        limited.add_user(f"user{number}")
        answer = limited.post("/signin", form(site, name=f"user{number}"))
        assert answer.status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Origin": "https://evil.example"}, id="origin"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, id="cross-site"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, id="a neighbour"),
    ],
)
def test_forms_of_other_sites_do_nothing(site: Site, headers: dict[str, str]) -> None:
    site.sign_in()
    assert site.post("/parties/1/notes", {"text": "x"}, **headers).status_code == 403
    assert site.post("/signin", form(site), **headers).status_code == 403
    assert site.post("/signout", None, **headers).status_code == 403


@pytest.mark.parametrize("token", ["", "wrong", "æ" * 64])
def test_a_form_without_the_token_of_the_session_does_nothing(site: Site, token: str) -> None:
    site.sign_in()
    assert site.post("/parties/1/notes", {"text": "x", "csrf": token}).status_code == 403
    assert site.get("/parties").status_code == 200


def test_trying_is_limited_by_name_and_by_address(site: Site) -> None:
    limited = Site(site.engine, site.clock, site.book, attempts=25)
    limited.add_user()
    answers = [limited.post("/signin", form(site, password="guess")) for _ in range(6)]  # noqa: S106
    assert [each.status_code for each in answers] == [422] * 5 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0
    assert limited.post("/signin", form(site)).status_code == 429
    site.clock.advance(minutes=6)
    assert limited.post("/signin", form(site)).status_code == 303


@pytest.mark.parametrize(
    "cookie",
    ["", "x", "1.", ".x", "1.x", "9999999999.x", "99999999999999999999.x", "-1.x", "1.\x7f\xff"],
)
def test_cookies_nobody_gave(site: Site, cookie: str) -> None:
    site.cookies = {"partita_session": cookie}
    assert site.get("/parties").status_code == 303


def test_a_session_ends_after_half_a_day(site: Site) -> None:
    site.sign_in()
    site.clock.advance(hours=12)
    assert site.get("/parties").status_code == 303


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        " //evil.example",
        "/\n/evil.example",
    ],
)
def test_signing_in_leads_nowhere_else(site: Site, target: str) -> None:
    site.add_user()
    assert site.post("/signin", form(site, next=target)).headers["location"] == "/"


def make_link(site: Site) -> str:
    number = site.add_user().number
    with site.book.writing() as ctx:
        token = sessions.make_link(ctx, number).token
    return f"/enter?key={site.book.book_id}.{token}"


def test_a_link_opens_the_book_once(site: Site) -> None:
    link = make_link(site)
    assert site.get(link, Host="localhost:8420").headers["location"] == "/"
    assert site.get("/parties").status_code == 200
    site.cookies = {}
    assert site.get(link, Host="localhost").headers["location"].startswith("/signin")


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example"]
)
def test_a_link_works_under_local_names_only(site: Site, host: str) -> None:
    link = make_link(site)
    assert site.get(link, Host=host).status_code == 404
    assert site.get(link, Host="127.0.0.1").status_code == 303, "it was not used up"


@pytest.mark.parametrize("header", PROXY_HEADERS)
def test_a_link_works_through_no_proxy(site: Site, header: str) -> None:
    assert site.get(make_link(site), Host="localhost", **{header: "10.0.0.1"}).status_code == 404


@pytest.mark.parametrize("peer", ["10.0.0.1", "192.168.1.4", "::ffff:10.0.0.1", "", "unix"])
def test_a_link_works_on_this_machine_only(site: Site, peer: str) -> None:
    answer = site.client.simulate_get(
        make_link(site),
        headers={"Accept": "text/html"},
        extras={"REMOTE_ADDR": peer, "HTTP_HOST": "localhost"},
    )
    assert answer.status_code == 404


def test_every_answer_says_what_browsers_may_not_do(site: Site) -> None:
    site.sign_in()
    for path in ("/parties", "/signin", "/nothing", "/static/app.css", "/parties/999"):
        headers = site.get(path).headers
        assert "unsafe" not in headers["content-security-policy"]
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"
    assert site.get("/parties").headers["cache-control"] == "no-store"


def test_programs_at_the_wrong_door_get_a_problem(site: Site) -> None:
    answer = site.client.simulate_get("/nothing")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_no_page_holds_style_or_script_of_its_own(site: Site) -> None:
    site.sign_in()
    for path in ("/parties", "/signin"):
        text = site.get(path).text
        assert " style=" not in text
        assert "<style" not in text
        assert " onclick" not in text
        assert "javascript:" not in text


def test_language_and_colours_are_kept(site: Site) -> None:
    site.sign_in()
    assert '<html lang="en" data-theme="auto">' in site.get("/parties").text
    assert '<html lang="nl"' in site.get("/parties", **{"Accept-Language": "nl, en;q=0.5"}).text
    answer = site.post("/look", {"language": "da", "theme": "dark", "back": "/parties"})
    assert answer.headers["location"] == "/parties"
    assert '<html lang="da" data-theme="dark">' in site.get("/parties").text
