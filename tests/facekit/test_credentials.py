"""Secrets prove a grant, or nobody learns which of them was wrong."""

from dataclasses import replace
from typing import Any

import pytest

from partita.access.grant import Grant
from partita.access.permission import Permission
from partita.access.secret import SECRET_CHARS_MAX, hash_secret
from partita.domain.errors import Unauthenticated
from partita.facekit.credentials import actor_of, find_grant
from tests.builders import START, OpenBook

GRANT = {
    "app_id": 3,
    "app": "shop",
    "dialect": "alpha",
    "roles": ("Seller",),
    "is_read_only": True,
    "secret_hashes": {"app": hash_secret("two")},
    "created_at": START,
}


def keep(book: OpenBook, **values: Any) -> Grant:  # noqa: ANN401
    made = Grant(book_id=book.book_id, **{**GRANT, **values})
    with book.writing() as ctx:
        ctx.unit.grants.insert(made)
        ctx.unit.announce("alpha", hash_secret("one"), made.app_id)
    return made


def test_the_right_secrets(book: OpenBook) -> None:
    made = keep(book)
    found = find_grant(book.database, "alpha", "one", {"app": "two"})
    assert found == made
    actor = actor_of(found, frozenset({Permission.PARTIES_READ}))
    assert (actor.book_id, actor.app_id, actor.name) == (book.book_id, 3, "shop")
    assert (actor.dialect, actor.roles, actor.is_read_only) == ("alpha", ("Seller",), True)
    assert actor.permissions == {Permission.PARTIES_READ}


REFUSED = [
    pytest.param("one", None, "missing", id="the second is missing"),
    pytest.param("one", "", "missing", id="the second is empty"),
    pytest.param(None, "two", "missing", id="the first is missing"),
    pytest.param("", "two", "missing", id="the first is empty"),
    pytest.param("two", "two", "unknown", id="the first is wrong"),
    pytest.param("one", "one", "unknown", id="the second is wrong"),
    pytest.param("one", "twø", "unknown", id="the second is not even ASCII"),
    pytest.param("x" * (SECRET_CHARS_MAX + 1), "two", "unknown", id="the first is too long"),
    pytest.param("one", "x" * 100_000, "unknown", id="the second is too long"),
]


@pytest.mark.parametrize(("finder", "other", "reason"), REFUSED)
def test_wrong_secrets(book: OpenBook, finder: str, other: str, reason: str) -> None:
    keep(book)
    with pytest.raises(Unauthenticated) as caught:
        find_grant(book.database, "alpha", finder, {"app": other})
    assert caught.value.facts == {"reason": reason}


def test_a_secret_nobody_stored_proves_nothing(book: OpenBook) -> None:
    keep(book, secret_hashes={})
    with pytest.raises(Unauthenticated):
        find_grant(book.database, "alpha", "one", {"app": "two"})


def test_a_grant_of_another_dialect(book: OpenBook) -> None:
    keep(book, dialect="beta")
    with pytest.raises(Unauthenticated):
        find_grant(book.database, "alpha", "one", {"app": "two"})


def test_a_revoked_grant(book: OpenBook) -> None:
    made = keep(book)
    with book.writing() as ctx:
        ctx.unit.grants.put(replace(made, revoked_at=START))
    with pytest.raises(Unauthenticated):
        find_grant(book.database, "alpha", "one", {"app": "two"})
