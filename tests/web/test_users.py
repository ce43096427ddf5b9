"""An owner lets people in, changes what they may, and bars them, on the pages."""

import re

import pyotp
import pytest

from tests.web.site import Site, text_of


def password_of(html: str) -> str:
    found = re.search(r'<code id="once">([^<]+)</code>', html)
    assert found is not None
    return found[1]


def signs_in(site: Site, name: str, password: str, **more: str) -> bool:
    other = Site(site.engine, site.clock, site.book)
    fields = {"book": site.book.slug, "name": name, "password": password, **more}
    return other.post("/signin", fields).status_code == 303


def test_somebody_is_added_changed_and_barred(site: Site) -> None:
    site.sign_in()
    made = site.post("/users", {"name": "Bo Holm", "role": "reader"})
    password = password_of(made.text)
    assert signs_in(site, "Bo Holm", password)
    assert password not in site.get("/users").text, "shown once"
    assert site.post("/users/2/roles", {"role": "editor"}).status_code == 303
    with site.book.writing() as ctx:
        user = ctx.unit.users.find(2)
        assert user is not None
        assert user.roles == ("editor",)
    other = password_of(site.post("/users/2/password").text)
    assert not signs_in(site, "Bo Holm", password)
    assert signs_in(site, "Bo Holm", other)
    assert site.post("/users/2/bar", {"act": "bar"}).status_code == 303
    assert not signs_in(site, "Bo Holm", other)
    assert "Allow signing in again" in site.get("/users").text
    assert site.post("/users/2/bar", {"act": "admit"}).status_code == 303
    assert signs_in(site, "Bo Holm", other)


def test_an_authenticator_is_set_up(site: Site) -> None:
    site.sign_in()
    password = password_of(site.post("/users", {"name": "bo", "role": "reader"}).text)
    page = site.post("/users/2/code", {"act": "on"}).text
    secret = password_of(page)
    assert 'href="otpauth://totp/' in page
    assert secret in page.partition('href="otpauth://totp/')[2]
    assert not signs_in(site, "bo", password)
    code = pyotp.TOTP(secret).at(site.clock())
    assert signs_in(site, "bo", password, code=code)
    assert "with a code" in text_of(site.get("/users"))
    assert site.post("/users/2/code", {"act": "off"}).status_code == 303
    assert signs_in(site, "bo", password)


def test_nobody_takes_their_own_rights(site: Site) -> None:
    site.sign_in()
    assert site.post("/users/1/bar", {"act": "bar"}).status_code == 422
    assert site.post("/users/1/roles", {"role": "reader"}).status_code == 422
    assert site.get("/users").status_code == 200


@pytest.mark.parametrize("role", ["editor", "reader"])
def test_only_owners_give_access(site: Site, role: str) -> None:
    site.sign_in("bo", role)
    assert site.get("/users").status_code == 403
    assert 'href="/users"' not in site.get("/").text
    for path in ("/users", "/users/1/roles", "/users/1/password", "/users/1/bar"):
        assert site.post(path, {"name": "x", "role": "owner"}).status_code in (403, 422), path
    with site.book.writing() as ctx:
        (user,) = ctx.unit.users.stream()
        assert user.roles == (role,)


def test_what_does_not_fit_is_said(site: Site) -> None:
    site.sign_in()
    assert "That name is taken." in text_of(site.post("/users", {"name": "ADA"}))
    assert "Name is needed." in text_of(site.post("/users", {"name": " "}))
    assert site.post("/users", {"name": "x", "role": "emperor"}).status_code == 422
    assert site.post("/users/9/password").status_code == 404
    assert site.post("/users/2/bar", {"csrf": "wrong"}).status_code == 403
