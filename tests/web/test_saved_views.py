"""People give lists names, for themselves or for all, and open them with one click."""

import pytest

from tests.web.site import PASSWORD, Site, text_of

GERMANS = "country=DE&sort=-changed_at"


def save(site: Site, name: str, asked: str = GERMANS, **more: str) -> int:
    return site.post("/views", {"name": name, "asked": asked, **more}).status_code


def as_bo(site: Site, role: str = "editor") -> Site:
    """The same book, as somebody else sees it."""
    other = Site(site.engine, site.clock, site.book)
    other.add_user("bo", role)
    signed = other.post("/signin", {"book": site.book.slug, "name": "bo", "password": PASSWORD})
    assert signed.status_code == 303
    return other


def test_a_list_is_saved_opened_renamed_and_deleted(site: Site) -> None:
    site.sign_in()
    assert "Save this list" not in site.get("/parties").text
    assert "Save this list" in site.get(f"/parties?{GERMANS}").text
    answer = site.post("/views", {"name": "  Our   Germans ", "asked": GERMANS})
    assert answer.headers["location"] == "/parties?country=DE&sort=-changed_at"
    page = site.get(f"/parties?{GERMANS}").text
    link = '<a class="chip" href="/parties?country=DE&amp;sort=-changed_at" aria-current="true">'
    assert f"{link}Our Germans</a>" in page
    assert site.post("/views/1", {"name": "Germans"}).status_code == 303
    assert ">Germans</a>" in site.get("/parties").text
    assert site.post("/views/1/delete", {"asked": GERMANS}).status_code == 303
    assert "Germans" not in site.get("/parties").text


def test_the_same_name_takes_the_place(site: Site) -> None:
    site.sign_in()
    save(site, "Mine")
    save(site, "mine", "country=FR")
    page = site.get("/parties").text
    assert "/parties?country=FR" in page
    assert "/parties?country=DE" not in page


def test_only_shared_views_are_seen_by_others(site: Site) -> None:
    site.sign_in()
    save(site, "Mine alone")
    save(site, "For all", "country=FR", shared="1")
    bo = as_bo(site)
    page = bo.get("/parties?country=FR")
    assert "Mine alone" not in page.text
    assert "For all ada" in text_of(page)
    assert "Rename, share" not in page.text
    for path in ("/views/1", "/views/2", "/views/1/delete", "/views/2/delete"):
        assert bo.post(path, {"name": "Stolen"}).status_code == 404
    assert "Mine alone" in site.get("/parties").text


def test_readers_have_views_and_share_none(site: Site) -> None:
    bo = as_bo(site, "reader")
    assert save(bo, "Mine") == 303
    assert "Mine" in bo.get("/parties").text
    assert save(bo, "For all", shared="1") == 403


@pytest.mark.parametrize(
    ("name", "said"),
    [("", "A name is needed."), (" ", "A name is needed."), ("x" * 101, "Name is too long.")],
)
def test_names_that_are_none(site: Site, name: str, said: str) -> None:
    site.sign_in()
    answer = site.post("/views", {"name": name, "asked": GERMANS})
    assert answer.status_code == 422
    assert said in text_of(answer)


def test_two_views_cannot_be_called_the_same(site: Site) -> None:
    site.sign_in()
    save(site, "One")
    save(site, "Two", "country=FR")
    answer = site.post("/views/2", {"name": "ONE"})
    assert "That name is taken." in text_of(answer)


def test_what_makes_no_sense_is_not_kept(site: Site) -> None:
    site.sign_in()
    save(site, "Odd", "country=DE&evil=//x.example&after=7")
    assert 'href="/parties?country=DE"' in site.get("/parties").text
    assert site.post("/views", {"name": "x", "csrf": "wrong"}).status_code == 403
