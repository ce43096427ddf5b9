"""Making books and giving apps access to them."""

import json
from typing import Any

import pytest

from partita.access.grant import Actor, operator
from partita.access.keys import KeyPlan
from partita.access.permission import READING
from partita.access.secret import hash_secret, is_secret
from partita.domain.errors import (
    AppExists,
    AppNotFound,
    BookExists,
    BookNotFound,
    NotAllowed,
    ValuesInvalid,
)
from partita.domain.kinds import REFERENCE_KINDS, reference_violations
from partita.facekit.passwords import is_password
from partita.faces.economic.keys import PLAN as ECONOMIC
from partita.faces.flowtly.keys import PLAN as FLOWTLY
from partita.faces.poweroffice.keys import PLAN as POWEROFFICE
from partita.faces.sage.keys import PLAN as SAGE
from partita.store.engine import Engine
from partita.usecases import admin
from partita.usecases.context import Context, Looking
from partita.usecases.setup import change_setup
from tests.builders import FrozenClock, OpenBook
from tests.usecases.books import make_app, open_book

PLANS = [
    pytest.param(ECONOMIC, "agreement_grant_token", id="economic"),
    pytest.param(POWEROFFICE, "application_key:client_key", id="poweroffice"),
    pytest.param(SAGE, "access_token", id="sage"),
    pytest.param(FLOWTLY, "token", id="flowtly"),
]


@pytest.mark.parametrize(
    ("values", "currency", "legislation"),
    [
        pytest.param({"country": "DK"}, "DKK", None, id="Denmark"),
        pytest.param({"country": "NO"}, "NOK", None, id="Norway"),
        pytest.param({"country": "PL"}, "PLN", None, id="Poland"),
        pytest.param({"country": "FR"}, "EUR", "FR", id="France has rules of its own"),
        pytest.param({"country": "DK", "legislation": "ES"}, "DKK", "ES", id="chosen rules"),
        pytest.param({"country": "DK", "currency": "EUR"}, "EUR", None, id="chosen currency"),
    ],
)
def test_a_book_takes_the_ways_of_its_country(
    engine: Engine,
    clock: FrozenClock,
    values: dict[str, str],
    currency: str,
    legislation: str | None,
) -> None:
    _, made = open_book(engine, clock, **values)
    assert (made.currency, made.legislation) == (currency, legislation)
    assert (made.default_customer_group, made.default_layout) == (1, 21)
    assert engine.find_book("acme") == made.book_id


def test_a_new_book_is_usable_at_once(engine: Engine, clock: FrozenClock) -> None:
    book, _ = open_book(engine, clock, country="FR")
    with book.writing() as ctx:
        rows = ctx.unit.references.select()
    by_kind = {kind: [row for row in rows if row.kind == kind] for kind in REFERENCE_KINDS}
    # Lists that are each organisation's own begin empty.
    own = ["tariff", "tax_treatment", "transaction_category", "payment_method", "zip_code"]
    own.append("journal_type")
    assert sorted(kind for kind, found in by_kind.items() if not found) == sorted(own)
    assert [problem for row in rows for problem in reference_violations(row)] == []
    assert {row.number for row in by_kind["vat_zone"]} == {1, 2, 3, 4}
    assert {row.number for row in by_kind["layout"]} == {19, 21}
    assert {row.number for row in by_kind["customer_group"]} == {1, 2}
    assert [row.code for row in by_kind["document_type"]] == ["01", "02", "06"]
    countries = {row.code: row.details or {} for row in by_kind["country"]}
    assert (countries["GR"]["vies"], countries["XI"]["vies"]) == ("EL", "XI")
    assert "vies" in countries["US"]
    assert countries["US"]["vies"] is None
    assert [row.code for row in by_kind["currency"] if row.is_default] == ["EUR"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        pytest.param({"slug": "Acme"}, "slug", id="capitals"),
        pytest.param({"slug": "-acme"}, "slug", id="a dash first"),
        pytest.param({"slug": ""}, "slug", id="no slug"),
        pytest.param({"slug": "a" * 41}, "slug", id="a long slug"),
        pytest.param({"name": " "}, "name", id="no name"),
        pytest.param({"name": "a\nb"}, "name", id="two lines"),
        pytest.param({"name": "a" * 251}, "name", id="a long name"),
        pytest.param({"country": "ZZ"}, "country", id="no such country"),
        pytest.param({"legislation": "DK"}, "legislation", id="no such legislation"),
        pytest.param({"currency": "ABC"}, "currency", id="no such currency"),
    ],
)
def test_a_book_is_refused(
    engine: Engine, clock: FrozenClock, values: dict[str, str], field: str
) -> None:
    with pytest.raises(ValuesInvalid) as refused:
        open_book(engine, clock, **values)
    violations: Any = refused.value.facts["violations"]
    assert [each.field for each in violations] == [field]
    assert engine.slugs() == []


def test_a_slug_has_one_book(engine: Engine, clock: FrozenClock) -> None:
    open_book(engine, clock)
    with pytest.raises(BookExists):
        open_book(engine, clock)
    assert engine.slugs() == ["acme"]


@pytest.mark.parametrize(("plan", "finder"), PLANS)
def test_an_app_is_found_by_its_key_until_it_is_revoked(
    engine: Engine, clock: FrozenClock, plan: KeyPlan, finder: str
) -> None:
    book, made = open_book(engine, clock)
    keys = make_app(book, plan)
    assert list(keys) == [key.name for key in plan.keys]
    secret = hash_secret(":".join(keys[name] for name in finder.split(":")))
    grant = engine.find_grant(plan.dialect, secret)
    assert grant is not None
    assert (grant.book_id, grant.app, grant.dialect, grant.roles) == (
        made.book_id,
        "shop",
        plan.dialect,
        (),
    )
    with book.writing() as ctx:
        admin.revoke_app(ctx, "shop")
    revoked = engine.find_grant(plan.dialect, secret)
    assert revoked is not None
    assert revoked.revoked_at == clock.now
    assert make_app(book, plan) != keys


@pytest.mark.parametrize(("plan", "finder"), PLANS)
def test_only_hashes_are_kept(
    engine: Engine, clock: FrozenClock, plan: KeyPlan, finder: str
) -> None:
    del finder
    book, made = open_book(engine, clock)
    keys = make_app(book, plan)
    with book.writing() as ctx:
        (grant,) = ctx.unit.grants.select()
    kept = json.dumps(grant.secret_hashes)
    assert not [key for key in keys.values() if key in kept]
    assert all(
        is_secret(keys[name], grant.secret_hashes[kind]) for kind, name in plan.proofs.items()
    )
    assert all(
        is_password(keys[name], grant.secret_hashes[kind]) for kind, name in plan.passwords.items()
    )
    fixed = {key.name: keys[key.name] for key in plan.keys if key.is_fixed}
    assert fixed.get("organization_id", made.uuid) == made.uuid


def test_the_demonstration_keys_can_be_chosen(engine: Engine, clock: FrozenClock) -> None:
    book, _ = open_book(engine, clock, is_demo=True)
    chosen = {"app_secret_token": "demo", "agreement_grant_token": "demo"}
    assert make_app(book, chosen=chosen, is_read_only=True) == chosen
    grant = engine.find_grant("economic", hash_secret("demo"))
    assert grant is not None
    assert grant.is_read_only
    with pytest.raises(AppExists):
        make_app(book, name="other", chosen=chosen)


@pytest.mark.parametrize(
    ("plan", "values", "field"),
    [
        pytest.param(ECONOMIC, {"name": ""}, "name", id="no name"),
        pytest.param(ECONOMIC, {"name": "a" * 101}, "name", id="a long name"),
        pytest.param(ECONOMIC, {"roles": ["Boss"]}, "role", id="no such role"),
        pytest.param(SAGE, {"roles": ["Sales"]}, "role", id="a role of another dialect"),
        pytest.param(ECONOMIC, {"chosen": {"token": "x"}}, "token", id="no such key"),
        pytest.param(SAGE, {"chosen": {"tenant_id": "x"}}, "tenant_id", id="a fixed key"),
        pytest.param(
            ECONOMIC, {"chosen": {"app_secret_token": ""}}, "app_secret_token", id="an empty key"
        ),
    ],
)
def test_an_app_is_refused(
    engine: Engine, clock: FrozenClock, plan: KeyPlan, values: dict[str, Any], field: str
) -> None:
    book, _ = open_book(engine, clock)
    with pytest.raises(ValuesInvalid) as refused:
        make_app(book, plan, **values)
    violations: Any = refused.value.facts["violations"]
    assert [each.field for each in violations] == [field]


def test_a_name_has_one_app(engine: Engine, clock: FrozenClock) -> None:
    book, _ = open_book(engine, clock)
    make_app(book)
    with pytest.raises(AppExists):
        make_app(book, FLOWTLY)


def test_an_unknown_app_cannot_be_revoked(engine: Engine, clock: FrozenClock) -> None:
    book, _ = open_book(engine, clock)
    with book.writing() as ctx, pytest.raises(AppNotFound):
        admin.revoke_app(ctx, "shop")


def _reader(book: OpenBook) -> Actor:
    return Actor(book.book_id, 1, "reader", "cli", READING)


def test_only_who_may_administrates(engine: Engine, clock: FrozenClock) -> None:
    book, _ = open_book(engine, clock)
    with book.writing() as ctx:
        weak = Context(
            _reader(book),
            ctx.unit,
            ctx.now,
        )
        with pytest.raises(NotAllowed):
            admin.revoke_app(weak, "shop")


def test_without_a_book_there_is_nothing(engine: Engine, clock: FrozenClock) -> None:
    book = OpenBook(engine, clock, "none", operator(engine.take_book_id()))
    with pytest.raises(BookNotFound):
        make_app(book)
    with book.writing() as ctx, pytest.raises(BookNotFound):
        change_setup(ctx)
    with book.looking() as looking, pytest.raises(BookNotFound):
        admin.get_book(looking)


def test_what_is_told_of_books_and_apps(engine: Engine, clock: FrozenClock) -> None:
    book, made = open_book(engine, clock)
    make_app(book, roles=["Sales"])
    with book.looking() as looking:
        (app,) = [json.loads(text) for _, text in admin.search_apps(looking)]
        told = json.loads(admin.get_book(looking))
    assert app == {
        "name": "shop",
        "dialect": "economic",
        "roles": ["Sales"],
        "read_only": False,
        "created_at": "2026-01-02T03:04:05Z",
    }
    assert told["slug"] == "acme"
    assert told["uuid"] == made.uuid


def test_looking_needs_the_permission(engine: Engine, clock: FrozenClock) -> None:
    book, _ = open_book(engine, clock)
    with book.looking() as looking:
        weak = Looking(_reader(book), looking.reading)
        with pytest.raises(NotAllowed):
            admin.search_apps(weak)
