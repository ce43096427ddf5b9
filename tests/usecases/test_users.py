"""People who sign in: users, their sessions, and links that work once."""

import json
from collections.abc import Callable

import pytest

from partita.access.grant import Actor
from partita.access.permission import EVERYTHING, READING, Permission
from partita.access.secret import hash_secret
from partita.access.user import permissions_of, user_actor
from partita.domain.errors import (
    NameTaken,
    NotAllowed,
    PartitaError,
    RecordNotFound,
    Unauthenticated,
    ValuesInvalid,
)
from partita.store.engine import Engine
from partita.usecases import sessions, users
from partita.usecases.context import Context
from tests.builders import FrozenClock, OpenBook, make_book

PASSWORD = "correct horse battery"  # noqa: S105  # of nobody


@pytest.fixture(scope="module")
def database_url(shared_url: str) -> str:
    return shared_url


def shout(password: str) -> str:
    return password.upper()


def add(ctx: Context, name: str = "Ada Holm", **values: object) -> int:
    wanted = users.NewUser(name=name, password=PASSWORD, **values)  # type: ignore[arg-type]  # shorter
    return users.create_user(ctx, wanted, shout).number


def visitor(book: OpenBook, token: str, clock: FrozenClock) -> object:
    with book.database.read(book.book_id) as reading:
        found = sessions.find_visitor(reading, token, clock())
    return json.loads(found) if found else None


def test_a_user_is_kept_with_a_hash(ctx: Context) -> None:
    number = add(ctx, roles=("editor",))
    kept = ctx.unit.users.find(number)
    assert kept is not None
    assert (kept.name, kept.password_hash, kept.roles) == (
        "Ada Holm",
        shout(PASSWORD),
        ("editor",),
    )


@pytest.mark.parametrize(
    ("values", "error"),
    [
        pytest.param({"name": ""}, ValuesInvalid, id="no name"),
        pytest.param({"name": "a\nb\x00"}, ValuesInvalid, id="characters"),
        pytest.param({"name": "a" * 101}, ValuesInvalid, id="long name"),
        pytest.param({"password": "short"}, ValuesInvalid, id="short password"),
        pytest.param({"password": "p" * 1001}, ValuesInvalid, id="long password"),
        pytest.param({"roles": ("king",)}, ValuesInvalid, id="unknown role"),
        pytest.param({"name": "ADA  holm"}, NameTaken, id="same name in other letters"),
    ],
)
def test_users_that_cannot_be(
    ctx: Context, values: dict[str, object], error: type[PartitaError]
) -> None:
    add(ctx)
    known = {"name": "Bo", "password": PASSWORD, **values}
    with pytest.raises(error):
        users.create_user(ctx, users.NewUser(**known), shout)  # type: ignore[arg-type]  # shorter


@pytest.mark.parametrize(
    ("role", "may"),
    [("owner", EVERYTHING), ("reader", READING), ("king", frozenset())],
)
def test_what_roles_allow(role: str, may: frozenset[Permission]) -> None:
    assert user_actor(1, "Ada", [role]).permissions == may


def test_an_editor_changes_parties_and_gives_nobody_access() -> None:
    may = permissions_of(["editor"])
    assert Permission.PARTIES_WRITE in may
    assert Permission.ADMIN not in may


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(add, id="add"),
        pytest.param(lambda ctx: users.bar_user(ctx, "Ada"), id="bar"),
        pytest.param(lambda ctx: users.change_password(ctx, "Ada", PASSWORD, shout), id="password"),
        pytest.param(lambda ctx: users.set_totp(ctx, "Ada", None), id="totp"),
        pytest.param(lambda ctx: users.search_users(ctx.looking), id="list"),
        pytest.param(lambda ctx: sessions.make_link(ctx, 1), id="link"),
    ],
)
def test_only_an_owner_deals_with_users(ctx: Context, call: Callable[[Context], object]) -> None:
    bo: Actor = user_actor(ctx.actor.book_id, "Bo", ["editor"])
    with pytest.raises(NotAllowed):
        call(Context(bo, ctx.unit, ctx.now))


def test_people_choose_their_own_second_factor(ctx: Context) -> None:
    add(ctx, "Bo", roles=("reader",))
    bo = Context(user_actor(ctx.actor.book_id, "Bo", ["reader"]), ctx.unit, ctx.now)
    shared = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    assert users.set_totp(bo, "Bo", shared).totp_secret == shared


def test_a_session_lasts_half_a_day_and_is_kept_as_a_hash(
    book: OpenBook, clock: FrozenClock
) -> None:
    with book.writing() as ctx:
        number = add(ctx, roles=("reader",))
        opened = sessions.open_session(ctx, number)
        assert opened.session.token_hash == hash_secret(opened.token)
    assert visitor(book, opened.token, clock) == {
        "user": number,
        "name": "Ada Holm",
        "roles": ["reader"],
    }
    clock.advance(hours=11, minutes=59)
    assert visitor(book, opened.token, clock) is not None
    clock.advance(minutes=1)
    assert visitor(book, opened.token, clock) is None
    with book.writing() as ctx:
        again = sessions.open_session(ctx, number)
        assert [each.token_hash for each in ctx.unit.sessions.select()] == [
            again.session.token_hash
        ]


def test_a_session_counts_in_its_own_book_only(
    engine: Engine, book: OpenBook, clock: FrozenClock
) -> None:
    with book.writing() as ctx:
        opened = sessions.open_session(ctx, add(ctx))
    other = make_book(engine, clock)
    assert visitor(other, opened.token, clock) is None
    assert visitor(book, "", clock) is None
    assert visitor(book, opened.session.token_hash, clock) is None


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(lambda ctx: users.bar_user(ctx, "ada holm"), id="barred"),
        pytest.param(
            lambda ctx: users.change_password(ctx, "Ada Holm", PASSWORD, shout), id="password"
        ),
    ],
)
def test_sessions_end_with_what_they_rest_on(
    book: OpenBook, clock: FrozenClock, call: Callable[[Context], object]
) -> None:
    with book.writing() as ctx:
        opened = sessions.open_session(ctx, add(ctx))
    with book.writing() as ctx:
        call(ctx)
    assert visitor(book, opened.token, clock) is None


def test_signing_out(book: OpenBook, clock: FrozenClock) -> None:
    with book.writing() as ctx:
        opened = sessions.open_session(ctx, add(ctx))
    with book.writing() as ctx:
        sessions.close_session(ctx, opened.token)
        sessions.close_session(ctx, "never heard of")
    assert visitor(book, opened.token, clock) is None


def test_a_link_lets_in_once_and_soon(book: OpenBook, clock: FrozenClock) -> None:
    with book.writing() as ctx:
        number = add(ctx)
        old = sessions.make_link(ctx, number)
        link = sessions.make_link(ctx, number)
    assert visitor(book, link.token, clock) is None  # it is no session
    with book.writing() as ctx:
        with pytest.raises(Unauthenticated):
            sessions.use_link(ctx, old.token)
        opened = sessions.use_link(ctx, link.token)
        with pytest.raises(Unauthenticated):
            sessions.use_link(ctx, link.token)
    assert visitor(book, opened.token, clock) is not None
    with book.writing() as ctx:
        late = sessions.make_link(ctx, number)
    clock.advance(hours=24)
    with book.writing() as ctx, pytest.raises(Unauthenticated):
        sessions.use_link(ctx, late.token)


def test_who_signs_in_is_found_in_any_letters_unless_barred(
    book: OpenBook, clock: FrozenClock
) -> None:
    del clock
    with book.writing() as ctx:
        add(ctx)
        add(ctx, "Bo")
        users.bar_user(ctx, "Bo")

    def found(name: str) -> object:
        with book.database.read(book.book_id) as reading:
            text = sessions.find_sign_in(reading, name)
        return json.loads(text)["password_hash"] if text else None

    assert found(" ADA holm") == shout(PASSWORD)
    assert [found(name) for name in ("Bo", "", "Eva", "x" * 5000)] == [None] * 4


def test_nobody_is_signed_in_who_is_not_there(ctx: Context) -> None:
    for call in (sessions.open_session, sessions.make_link):
        with pytest.raises(RecordNotFound):
            call(ctx, 99)


def test_what_is_told_of_users_holds_no_secret(book: OpenBook) -> None:
    with book.writing() as ctx:
        add(ctx)
    with book.looking() as looking:
        told = [json.loads(text) for _, text in users.search_users(looking)]
    names = {"number", "name", "roles", "is_barred", "has_code", "created_at"}
    assert [set(each) for each in told] == [names]
