"""Blank branding is filled in, by whoever looks; long work is a job that can be asked for."""

from dataclasses import dataclass, field, replace
from typing import Any

import msgspec
import pytest

from partita.access.permission import READING
from partita.bootstrap import runners
from partita.branding.brands import Brands
from partita.delivery.jobs import JobThreads
from partita.domain.errors import (
    JobRunning,
    NotAllowed,
    RecordNotFound,
    ValuesInvalid,
)
from partita.domain.job import JOB_SILENCE, JobState
from partita.domain.standing import Role
from partita.ports import Asked, Found
from partita.store.engine import Engine
from partita.usecases.enrichment import (
    PARTIES_NAMED_MAX,
    enrich_party,
    order_enrichment,
    run_enrichment,
)
from partita.usecases.jobs import get_job
from partita.usecases.merge import merge_parties
from tests.builders import FrozenClock, OpenBook, make_customer, make_party
from tests.store.raw import rows
from tests.threads import in_threads

FOUND = {
    "logo_url": Found("https://x.example/logo.png", "here"),
    "website": Found("https://x.example", "there"),
    "display_name": Found("X", "there"),
}
JOB_S_MAX = 30


@dataclass
class Fixed:
    """Finds the same for everybody, and remembers who was asked for."""

    found: dict[str, Found] = field(default_factory=lambda: dict(FOUND))
    name: str = "fixed"
    batch: int = 2
    may_overwrite: bool = True
    asked: list[Asked] = field(default_factory=list)

    def find(self, asked: Asked) -> dict[str, Found]:
        self.asked.append(asked)
        return self.found


class Breaking(Fixed):
    """Fails at the third party."""

    def find(self, asked: Asked) -> dict[str, Found]:
        if len(self.asked) == 2:
            raise ZeroDivisionError
        return super().find(asked)


@pytest.fixture
def database_url(shared_url: str) -> str:
    """One database for all: every test has a book of its own."""
    return shared_url


def make(book: OpenBook, name: str = "Acme", role: Role = Role.COUNTERPARTY, **values: Any) -> int:  # noqa: ANN401  # fields of a party
    with book.writing() as ctx:
        return make_party(ctx, role, name, party=values).party.id


def test_only_what_is_empty_is_filled(book: OpenBook) -> None:
    party_id = make(book, website="acme.example", email="a@acme.example")
    branding = Fixed()
    done = enrich_party(book.writing, branding, party_id)
    assert (done.party.website, done.party.logo_url) == ("acme.example", FOUND["logo_url"].value)
    assert done.filled.keys() == {"logo_url", "display_name"}
    assert done.party.version == 2
    assert branding.asked == [Asked(name="Acme", email="a@acme.example", website="acme.example")]
    again = enrich_party(book.writing, branding, party_id)
    assert (again.party, again.filled) == (done.party, {})


@pytest.mark.parametrize(("may", "site"), [(True, "https://x.example"), (False, "acme.example")])
def test_force_overwrites_if_the_provider_may(book: OpenBook, may: bool, site: str) -> None:  # noqa: FBT001  # a row of a table
    party_id = make(book, website="acme.example")
    done = enrich_party(book.writing, Fixed(may_overwrite=may), party_id, is_forced=True)
    assert done.party.website == site


def test_the_audit_says_where_each_value_came_from(book: OpenBook, database_url: str) -> None:
    party_id = make(book)
    enrich_party(book.writing, Fixed(), party_id)
    found = rows(database_url, "SELECT book_id, position, kind, party_id FROM change")
    places = {row[1]: row[2:] for row in found if row[0] == book.book_id}
    audits = rows(database_url, "SELECT book_id, position, after FROM audit")
    told = [
        (*places[position], msgspec.json.decode(after))
        for book_id, position, after in audits
        if book_id == book.book_id and places[position][0] == "party.enriched"
    ]
    assert told == [
        (
            "party.enriched",
            party_id,
            {
                "provider": "fixed",
                "values": {name: each.value for name, each in FOUND.items()},
                "sources": {"logo_url": "here", "website": "there", "display_name": "there"},
            },
        )
    ]


def test_nothing_found_changes_nothing(book: OpenBook) -> None:
    party_id = make(book)
    done = enrich_party(book.writing, Fixed({}), party_id)
    assert (done.filled, done.party.version) == ({}, 1)


def test_no_transaction_is_open_while_somebody_looks(book: OpenBook, engine: Engine) -> None:
    """Another writer gets through while a provider looks."""
    party_id = make(book)

    class Waiting(Fixed):
        def find(self, asked: Asked) -> dict[str, Found]:
            in_threads(engine, lambda: make(book, "Other"))
            return super().find(asked)

    assert enrich_party(book.writing, Waiting(), party_id).filled


def test_the_unknown_and_the_absorbed_are_refused(book: OpenBook) -> None:
    kept, other, erased = make(book), make(book), make(book)
    with book.writing() as ctx:
        merge_parties(ctx, kept, [other])
        party = ctx.unit.parties.select(id=erased)[0]
        ctx.unit.parties.put(replace(party, privacy_erased_at=ctx.now))
    with book.writing() as ctx:
        assert order_enrichment(ctx).total == 1
    for party_id in (other, erased, 999):
        with pytest.raises(RecordNotFound):
            enrich_party(book.writing, Fixed(), party_id)
        with pytest.raises(RecordNotFound), book.writing() as ctx:
            order_enrichment(ctx, party_ids=[party_id])


def test_all_that_lack_something_are_looked_at(book: OpenBook) -> None:
    for each in range(5):
        make(book, f"Party {each}")
    values: dict[str, Any] = {name: each.value for name, each in FOUND.items()}
    full = make(book, **values)
    with book.writing() as ctx:
        make_customer(ctx, "Not this one")
        job = order_enrichment(ctx, role=Role.COUNTERPARTY)
    assert (job.state, job.total) == (JobState.WAITING, 5)
    branding = Fixed()
    seen: list[int] = []
    done = run_enrichment(book.writing, branding, job.id, seen.append)
    assert done is not None
    assert (done.state, done.done, done.updated, done.total) == (JobState.DONE, 5, 5, 5)
    assert seen == [2, 4, 5]
    assert sorted(each.name for each in branding.asked) == [f"Party {each}" for each in range(5)]
    with book.looking() as looking:
        assert get_job(looking, job.id) == done
    with book.writing() as ctx:
        assert ctx.unit.parties.select(id=full)[0].version == 1
        assert order_enrichment(ctx, role=Role.COUNTERPARTY).total == 0


def test_named_parties_only(book: OpenBook) -> None:
    ids = [make(book, f"Party {each}") for each in range(4)]
    with book.writing() as ctx:
        job = order_enrichment(ctx, party_ids=[ids[3], ids[0], ids[3]])
    branding = Fixed()
    done = run_enrichment(book.writing, branding, job.id)
    assert done is not None
    assert (done.total, done.updated) == (2, 2)
    assert {each.name for each in branding.asked} == {"Party 0", "Party 3"}


def test_a_job_is_done_once(book: OpenBook) -> None:
    make(book)
    with book.writing() as ctx:
        job = order_enrichment(ctx)
    assert run_enrichment(book.writing, Fixed(), job.id) is not None
    assert run_enrichment(book.writing, Fixed(), job.id) is None
    assert run_enrichment(book.writing, Fixed(), 999) is None


def test_one_job_at_a_time(book: OpenBook, clock: FrozenClock) -> None:
    make(book)
    with book.writing() as ctx:
        first = order_enrichment(ctx)
    with pytest.raises(JobRunning), book.writing() as ctx:
        order_enrichment(ctx)
    clock.advance(seconds=JOB_SILENCE.total_seconds() + 1)
    with book.writing() as ctx:
        second = order_enrichment(ctx)
    with book.looking() as looking:
        old = get_job(looking, first.id)
    assert (old.state, old.error is None, second.id) == (JobState.FAILED, False, first.id + 1)


def test_a_job_that_breaks_is_told_as_failed(book: OpenBook) -> None:
    for each in range(4):
        make(book, f"Party {each}")
    with book.writing() as ctx:
        job = order_enrichment(ctx)
    with pytest.raises(ZeroDivisionError):
        run_enrichment(book.writing, Breaking(), job.id)
    with book.looking() as looking:
        told = get_job(looking, job.id)
    assert (told.state, told.done, told.updated) == (JobState.FAILED, 2, 2)
    assert told.finished_at is not None
    with book.writing() as ctx:
        order_enrichment(ctx)


def test_a_job_whose_worker_died_has_failed(book: OpenBook, clock: FrozenClock) -> None:
    make(book)
    with book.writing() as ctx:
        job = order_enrichment(ctx)
        ctx.unit.jobs.put(job.changed({"state": JobState.RUNNING}, ctx.now))
    with book.looking() as looking:
        told = get_job(looking, job.id)
    assert told.state_at(clock()) is JobState.RUNNING
    clock.advance(seconds=JOB_SILENCE.total_seconds() + 1)
    assert told.state_at(clock()) is JobState.FAILED


def test_bad_orders_are_refused(book: OpenBook) -> None:
    customer = make(book, role=Role.CUSTOMER)
    with pytest.raises(ValuesInvalid), book.writing() as ctx:
        order_enrichment(ctx, party_ids=range(1, PARTIES_NAMED_MAX + 2))
    with pytest.raises(RecordNotFound), book.writing() as ctx:
        order_enrichment(ctx, party_ids=[customer], role=Role.COUNTERPARTY)
    with book.looking() as looking, pytest.raises(RecordNotFound):
        get_job(looking, 1)


def test_who_may_only_look_may_not_enrich(book: OpenBook) -> None:
    party_id = make(book)
    reader = replace(book, actor=replace(book.actor, permissions=READING))
    with pytest.raises(NotAllowed):
        enrich_party(reader.writing, Fixed(), party_id)
    with pytest.raises(NotAllowed), reader.writing() as ctx:
        order_enrichment(ctx)


def test_the_server_does_jobs_beside_its_requests(
    book: OpenBook, engine: Engine, clock: FrozenClock
) -> None:
    party_id = make(book, "Spotify AB")
    jobs = JobThreads(engine, clock, runners(Brands()))
    with book.writing() as ctx:
        job = order_enrichment(ctx)
        jobs.start(book.book_id, job.id)  # it waits until this transaction is through
    jobs.join(JOB_S_MAX)
    with book.looking() as looking:
        told = get_job(looking, job.id)
    assert (told.state, told.updated) == (JobState.DONE, 1)
    with book.writing() as ctx:
        assert ctx.unit.parties.select(id=party_id)[0].display_name == "Spotify"


def test_a_job_of_a_request_that_failed_is_none(
    book: OpenBook, engine: Engine, clock: FrozenClock
) -> None:
    jobs = JobThreads(engine, clock, runners(Brands()))

    def fail() -> None:
        with book.writing() as ctx:
            jobs.start(book.book_id, order_enrichment(ctx).id)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    jobs.join(JOB_S_MAX)
    with book.writing() as ctx:
        assert not ctx.unit.jobs.has()
