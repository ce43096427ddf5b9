"""A file is tried, corrected, imported and taken back, by a browser without scripts."""

from typing import Any

import pytest
from falcon.testing import Result

from partita.domain.job import JOB_SILENCE, JobState
from partita.usecases.jobs import order_job, take_job
from tests.web.site import Site, text_of

FILE = "Navn;E-mail;Farve\nVik & Vang AS;post@vik.example;blå\n;x@y.example;b\n".encode()


def place(result: Result) -> str:
    """Where an answer leads."""
    assert result.status_code == 303, result.text
    return str(result.headers["location"])


def tried(site: Site, content: bytes = FILE) -> str:
    """The page of a dry run that is over."""
    page = place(site.upload("/import", content))
    site.wait()
    return page


def mapped(**fields: str) -> dict[str, str]:
    """What a form says of columns."""
    pairs: dict[str, str] = {}
    for at, (header, column) in enumerate(fields.items()):
        pairs |= {f"header_{at}": header, f"field_{at}": column}
    return pairs


def names(site: Site) -> list[str]:
    with site.book.writing() as ctx:
        return [each.name for each in ctx.unit.parties.stream()]


def test_from_a_file_to_parties_and_back(site: Site) -> None:  # noqa: PLR0915  # one walk
    site.sign_in()
    page = tried(site)
    said = text_of(site.get(page))
    assert "Nothing is written yet. 1 would be created, 0 changed" in said
    assert "3 name is needed" in said
    assert names(site) == []
    again = place(site.post(f"{page}/again", mapped(Farve="trade_name") | {"role": "supplier"}))
    site.wait()
    assert site.get(page).status_code == 404, "the new dry run has the file"
    assert '<option value="trade_name" selected>' in site.get(again).text
    run = place(site.post(f"{again}/run", mapped(Farve="trade_name") | {"role": "supplier"}))
    site.wait()
    said = text_of(site.get(run))
    assert "1 created, 0 changed, 0 unchanged, 1 rejected." in said
    assert "ada" in said
    with site.book.writing() as ctx:
        (party,) = ctx.unit.parties.stream()
        assert (party.name, party.trade_name) == ("Vik & Vang AS", "blå")
        assert ctx.unit.suppliers.find(party.id) is not None
        assert not list(ctx.unit.files.stream()), "nothing of a file stays"
    assert "kunder.csv" in text_of(site.get("/import"))
    assert place(site.post(f"{run}/undo")) == run
    site.wait()
    assert "1 deleted, 0 restored, 0 left alone." in text_of(site.get(run))
    assert names(site) == []
    listed = text_of(site.get("/import"))
    assert "undone" in listed
    assert "Undo the whole import" not in listed


def test_progress_is_shown_with_and_without_scripts(site: Site) -> None:
    site.sign_in()
    wish: dict[str, Any] = {
        "role": "customer", "overrides": {}, "file": "big.csv", "file_key": "", "by": "ada"
    }  # fmt: skip
    with site.book.writing() as ctx:
        job = order_job(ctx, "import", wish, total=200)
        taken = take_job(ctx, job.id)
        assert taken is not None
        assert taken.state is JobState.RUNNING
    page = site.get(f"/import/{job.id}")
    assert '<noscript><meta http-equiv="refresh"' in page.text
    assert 'hx-trigger="every 1s"' in page.text
    assert '<progress aria-label="Progress" value="0" max="200">' in page.text
    assert site.post(f"/import/{job.id}/undo").status_code == 422, "it is under way"
    site.clock.now += JOB_SILENCE * 2
    page = site.get(f"/import/{job.id}")
    assert "It stopped before the end." in page.text
    assert "hx-trigger" not in page.text.partition('id="state"')[2]


def test_a_file_that_cannot_be_read(site: Site) -> None:
    site.sign_in()
    page = tried(site, b"colour,size\nred,1\n")
    said = site.get(page)
    assert "The file cannot be read" in text_of(said)
    assert site.post(f"{page}/run").status_code in (303, 404)


@pytest.mark.parametrize("path", ["/import", "/import/1/again", "/import/1/run", "/import/1/undo"])
def test_readers_and_strangers_cannot(site: Site, path: str) -> None:
    site.sign_in("bo", "reader")
    sent = site.upload(path, FILE) if path == "/import" else site.post(path)
    assert sent.status_code in (403, 404)
    site.cookies.clear()
    assert place(site.post(path)).startswith("/signin")


def test_a_form_of_another_site_is_refused(site: Site) -> None:
    site.sign_in()
    assert site.upload("/import", FILE, {"csrf": "wrong"}).status_code == 403
    assert site.post("/import/1/undo", {"csrf": "wrong"}).status_code == 403


def test_what_is_no_import_is_not_shown(site: Site) -> None:
    site.sign_in()
    assert site.get("/import/99").status_code == 404
    assert site.get("/import/x").status_code == 404
    assert site.post("/import/99/run").status_code == 404
    assert site.post("/import/99/undo").status_code == 404
