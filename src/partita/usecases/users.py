"""People who may use the pages of a book."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from partita.access.permission import Permission
from partita.access.user import DIALECT, User, UserRole
from partita.domain.errors import NameTaken, NotAllowed, RecordNotFound, ValuesInvalid
from partita.domain.query import Form, Member, Query, Sort, View
from partita.domain.violation import Violation
from partita.kit.text import fold, squeeze
from partita.ports import Row
from partita.usecases.admin import PasswordHasher
from partita.usecases.context import Context, Looking
from partita.usecases.search import search_rows

NAME_CHARS_MAX: Final = 100
PASSWORD_CHARS_MIN: Final = 12
PASSWORD_CHARS_MAX: Final = 1_000

USERS: Final = View(
    "users",
    (
        Member("number", "number", Form.INTEGER),
        Member("name", "name"),
        Member("roles", "roles", Form.JSON),
        Member("is_barred", "is_barred", Form.BOOLEAN),
        Member("has_code", "has_code", Form.BOOLEAN),
        Member("created_at", "created_at", Form.MOMENT_SECONDS),
    ),
)
"""What is told of a user; never their secrets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUser:
    """What somebody wants of a new user.

    Attributes:
        name: What they sign in with; unique in the book without case.
        password: At least `PASSWORD_CHARS_MIN` characters.
        roles: Words of `UserRole`; a reader when empty.
    """

    name: str
    password: str
    roles: Sequence[str] = ()


def create_user(ctx: Context, wanted: NewUser, hash_password: PasswordHasher) -> User:
    """Let somebody sign in.

    Args:
        wanted: Who, and what they may.
        hash_password: Hashes it slowly.

    Returns:
        The user.

    Raises:
        NotAllowed: The actor lacks ``admin``.
        ValuesInvalid: The name, the password or a role does not fit.
        NameTaken: Another user of the book has that name.

    Emits:
        user.created
    """
    ctx.require(Permission.ADMIN)
    name = squeeze(wanted.name)
    violations = [*_name_violations(name), *_password_violations(wanted.password)]
    if violations := [*violations, *_role_violations(wanted.roles)]:
        raise ValuesInvalid(violations=violations)
    if ctx.unit.users.has(name_fold=fold(name)):
        raise NameTaken(kind="user", name=name)
    user = User(
        **ctx.new(),
        number=ctx.unit.take_numbers("user"),
        name=name,
        password_hash=hash_password(wanted.password),
        roles=tuple(wanted.roles) or (str(UserRole.READER),),
    )
    ctx.unit.users.insert(user)
    ctx.record("user.created", user.number, party_id=None, after=user)
    return user


def change_password(ctx: Context, name: str, password: str, hash_password: PasswordHasher) -> User:
    """Give a user another password; whoever is signed in as them no longer is.

    Args:
        name: Who.
        password: The new one.
        hash_password: Hashes it slowly.

    Returns:
        The user.

    Raises:
        NotAllowed: The actor lacks ``admin``.
        RecordNotFound: There is no such user.
        ValuesInvalid: The password is too short or too long.

    Emits:
        user.changed
        session.deleted
    """
    ctx.require(Permission.ADMIN)
    user = _get(ctx, name)
    if violations := _password_violations(password):
        raise ValuesInvalid(violations=violations)
    changed = user.changed({"password_hash": hash_password(password)}, ctx.now)
    return _put(ctx, user, changed)


def bar_user(ctx: Context, name: str) -> User:
    """Let somebody sign in no more; whoever is signed in as them no longer is.

    Args:
        name: Who.

    Returns:
        The user.

    Raises:
        NotAllowed: The actor lacks ``admin``, or uses the pages as this user.
        RecordNotFound: There is no such user.

    Emits:
        user.changed
        session.deleted
    """
    ctx.require(Permission.ADMIN)
    user = _get(ctx, name)
    _refuse_oneself(ctx, user)
    return _put(ctx, user, user.changed({"is_barred": True}, ctx.now))


def admit_user(ctx: Context, name: str) -> User:
    """Let somebody sign in again.

    Args:
        name: Who.

    Returns:
        The user.

    Raises:
        NotAllowed: The actor lacks ``admin``.
        RecordNotFound: There is no such user.

    Emits:
        user.changed
        session.deleted
    """
    ctx.require(Permission.ADMIN)
    user = _get(ctx, name)
    return _put(ctx, user, user.changed({"is_barred": False}, ctx.now))


def change_roles(ctx: Context, name: str, roles: Sequence[str]) -> User:
    """Say what a user may; whoever is signed in as them no longer is.

    Args:
        name: Who.
        roles: Words of `UserRole`; a reader when empty.

    Returns:
        The user.

    Raises:
        NotAllowed: The actor lacks ``admin``, or uses the pages as this user.
        RecordNotFound: There is no such user.
        ValuesInvalid: A role is none.

    Emits:
        user.changed
        session.deleted
    """
    ctx.require(Permission.ADMIN)
    user = _get(ctx, name)
    if violations := _role_violations(roles):
        raise ValuesInvalid(violations=violations)
    _refuse_oneself(ctx, user)
    found = tuple(roles) or (str(UserRole.READER),)
    return _put(ctx, user, user.changed({"roles": found}, ctx.now))


def _refuse_oneself(ctx: Context, user: User) -> None:
    """Make sure that whoever may give access does not take it from themselves: one always may.

    Raises:
        NotAllowed: They would.
    """
    if ctx.actor.dialect == DIALECT and fold(ctx.actor.name) == fold(user.name):
        raise NotAllowed(permission=Permission.ADMIN)


def set_totp(ctx: Context, name: str, secret: str | None) -> User:
    """Ask a user for a code of their authenticator from now on, or no more.

    Args:
        name: Who.
        secret: Shared with their authenticator (base32); ``None`` asks no more.

    Returns:
        The user.

    Raises:
        NotAllowed: The actor lacks ``admin`` and is somebody else.
        RecordNotFound: There is no such user.

    Emits:
        user.changed
        session.deleted
    """
    if ctx.actor.name != name or ctx.actor.app_id:
        ctx.require(Permission.ADMIN)
    user = _get(ctx, name)
    return _put(ctx, user, user.changed({"totp_secret": secret}, ctx.now))


def search_users(ctx: Looking) -> Sequence[Row]:
    """Read the users of the book, barred ones too.

    Returns:
        Number and JSON text of each.

    Raises:
        NotAllowed: The actor lacks ``admin``.
    """
    return search_rows(ctx, Query(USERS, sorts=(Sort("name"),)))


def _get(ctx: Context, name: str) -> User:
    user = ctx.unit.users.first(name_fold=fold(squeeze(name)))
    if user is None:
        raise RecordNotFound(kind="user", key=name)
    return user


def _put(ctx: Context, user: User, changed: User) -> User:
    """Store a changed user, and end their sessions."""
    ctx.unit.users.put(changed)
    ctx.record("user.changed", user.number, party_id=None, before=user, after=changed)
    if sessions := ctx.unit.sessions.select(user=user.number):
        ctx.unit.sessions.remove(*sessions)
        ctx.record("session.deleted", user.number, party_id=None)
    return changed


def _name_violations(name: str) -> list[Violation]:
    if not name:
        return [Violation("name", "required")]
    if not name.isprintable():
        return [Violation("name", "characters")]
    too_long = len(name) > NAME_CHARS_MAX
    return [Violation("name", "too_long", {"max": NAME_CHARS_MAX})] if too_long else []


def _password_violations(password: str) -> list[Violation]:
    if len(password) < PASSWORD_CHARS_MIN:
        message = f"A password has at least {PASSWORD_CHARS_MIN} characters."
        return [Violation("password", "too_short", {"message": message})]
    too_long = len(password) > PASSWORD_CHARS_MAX
    return [Violation("password", "too_long", {"max": PASSWORD_CHARS_MAX})] if too_long else []


def _role_violations(roles: Sequence[str]) -> list[Violation]:
    choices = [str(each) for each in UserRole]
    return [
        Violation("role", "choice", {"choices": choices, "given": role})
        for role in roles
        if role not in choices
    ]
