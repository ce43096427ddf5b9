"""Books, and the apps that have access to them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from partita.access.grant import Grant
from partita.access.keys import KeyOwner, KeyPlan
from partita.access.permission import Permission
from partita.access.redirects import is_redirect
from partita.access.secret import SECRET_CHARS_MAX, hash_secret
from partita.domain.book import SLUG_CHARS_MAX, Book
from partita.domain.change import Change
from partita.domain.errors import (
    AppExists,
    AppNotFound,
    BookExists,
    BookNotFound,
    ValuesInvalid,
)
from partita.domain.extras import Reference
from partita.domain.party import PartyPatch
from partita.domain.query import Form, Member, Query, View
from partita.domain.seeds import countries, currencies, lists, seed_rows
from partita.domain.standing import Role
from partita.domain.violation import Violation
from partita.kit.ids import new_secret
from partita.kit.text import squeeze
from partita.ports import Row
from partita.usecases.context import Context, Looking
from partita.usecases.parties import PartyChange, create_party
from partita.usecases.search import search_rows

NAME_CHARS_MAX: Final = 250
APP_CHARS_MAX: Final = 100
REDIRECTS_MAX: Final = 20
_SLUG_CHARS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")

PasswordHasher = Callable[[str], str]
"""Hashes what people choose, slowly and salted."""

APPS: Final = View(
    "grants",
    (
        Member("name", "app"),
        Member("dialect", "dialect"),
        Member("roles", "roles", Form.JSON),
        Member("redirect_uris", "redirect_uris", Form.JSON),
        Member("read_only", "is_read_only", Form.BOOLEAN),
        Member("created_at", "created_at", Form.MOMENT_SECONDS),
        Member("revoked_at", "revoked_at", Form.MOMENT_SECONDS),
    ),
)
"""What is told of an app; never its secrets."""

BOOK: Final = View(
    "setup",
    (
        Member("slug", "slug"),
        Member("name", "name"),
        Member("country", "country"),
        Member("legislation", "legislation"),
        Member("currency", "currency"),
        Member("is_demo", "is_demo", Form.BOOLEAN),
        Member("default_customer_group", "default_customer_group", Form.INTEGER),
        Member("default_layout", "default_layout", Form.INTEGER),
        Member("uuid", "uuid"),
        Member("created_at", "created_at", Form.MOMENT_SECONDS),
    ),
)
"""What is told of a book."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBook:
    """What somebody wants of a new book.

    Attributes:
        slug: Short name: small letters, digits and dashes.
        name: Name of the organisation.
        country: Two letters of ISO 3166-1.
        legislation: Whose accounting rules hold; those of the country when ``None``, if it has
            rules of its own here.
        currency: Currency of new parties; that of the country when ``None``.
        is_demo: Anybody may look with the demonstration keys.
    """

    slug: str
    name: str
    country: str
    legislation: str | None = None
    currency: str | None = None
    is_demo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewApp:
    """What somebody wants of a new app.

    Attributes:
        name: Unique among the apps of the book that are not revoked.
        roles: Role names in words of its dialect; full rights when empty.
        is_read_only: It may look only.
        chosen: Keys by name that shall not be made up.
        redirect_uris: Where people are sent back to who gave it access.
    """

    name: str
    roles: Sequence[str] = ()
    is_read_only: bool = False
    chosen: Mapping[str, str] = field(default_factory=dict)
    redirect_uris: Sequence[str] = ()


def create_book(ctx: Context, wanted: NewBook) -> Book:
    """Make a book that is usable at once: it starts with reference data in place.

    Args:
        wanted: What it shall be.

    Returns:
        The book.

    Raises:
        NotAllowed: The actor lacks ``admin``.
        ValuesInvalid: The slug, name, country, legislation or currency does not fit.
        BookExists: Another book has that slug.

    Emits:
        book.created
    """
    ctx.require(Permission.ADMIN)
    if violations := _book_violations(wanted):
        raise ValuesInvalid(violations=violations)
    ctx.unit.announce("slug", wanted.slug)
    own = wanted.country if wanted.country in lists.LEGISLATIONS else None
    book = Book(
        **ctx.new(),
        book_id=ctx.actor.book_id,
        slug=wanted.slug,
        name=squeeze(wanted.name),
        country=wanted.country,
        legislation=wanted.legislation or own,
        currency=wanted.currency or countries.currency_of(wanted.country),
        is_demo=wanted.is_demo,
        default_customer_group=lists.CUSTOMER_GROUP,
        default_layout=lists.LAYOUT,
    )
    ctx.unit.books.insert(book)
    ctx.unit.references.insert(*_seeds(ctx, book))
    ctx.record("book.created", book.book_id, party_id=None, after=book)
    return book


def _seeds(ctx: Context, book: Book) -> list[Reference]:
    return [
        Reference(
            **ctx.new(),
            kind=row.kind,
            number=row.number,
            name=row.name,
            code=row.code,
            details=dict(row.details) if row.details else None,
            is_default=row.is_default,
        )
        for row in seed_rows(book.country, book.legislation, book.currency)
    ]


def _book_violations(wanted: NewBook) -> list[Violation]:
    found = []
    if (
        not wanted.slug
        or not set(wanted.slug) <= _SLUG_CHARS
        or wanted.slug.strip("-") != wanted.slug
    ):
        found.append(Violation("slug", "slug", {"message": _SLUG_RULE}))
    if len(wanted.slug) > SLUG_CHARS_MAX:
        found.append(Violation("slug", "too_long", {"max": SLUG_CHARS_MAX}))
    found += _text_violations("name", wanted.name, NAME_CHARS_MAX)
    if not countries.is_country(wanted.country):
        found.append(Violation("country", "country", {"message": _unknown_country(wanted.country)}))
    if wanted.legislation is not None and wanted.legislation not in lists.LEGISLATIONS:
        choices = {"choices": list(lists.LEGISLATIONS)}
        found.append(Violation("legislation", "choice", choices))
    if wanted.currency is not None and not currencies.is_currency(wanted.currency):
        message = f"There is no currency {wanted.currency!r} (ISO 4217)."
        found.append(Violation("currency", "currency", {"message": message}))
    return found


_SLUG_RULE: Final = "The slug must be small letters, digits and dashes, such as my-company."


def _unknown_country(code: str) -> str:
    return f"There is no country {code!r} (two letters of ISO 3166-1)."


def _text_violations(name: str, text: str, chars_max: int) -> list[Violation]:
    if not text.strip():
        return [Violation(name, "required")]
    if not text.isprintable():
        return [Violation(name, "characters")]
    return [Violation(name, "too_long", {"max": chars_max})] if len(text) > chars_max else []


def create_app(
    ctx: Context, wanted: NewApp, plan: KeyPlan, hash_password: PasswordHasher
) -> dict[str, str]:
    """Give an app access to the book; where its dialect asks for it, also make the employee it is.

    Args:
        wanted: What it shall be.
        plan: The keys of its dialect.
        hash_password: For keys people choose.

    Returns:
        Its keys by name; only their hashes are kept, so they cannot be shown again.

    Raises:
        NotAllowed: The actor lacks ``admin``.
        BookNotFound: There is no such book.
        ValuesInvalid: The name, a role, a chosen key or an address does not fit.
        AppExists: An app of that name has access already, or a chosen key is taken.

    Emits:
        app.created
    """
    ctx.require(Permission.ADMIN)
    book = ctx.unit.books.first()
    if book is None:
        raise BookNotFound(slug="")
    if violations := _app_violations(wanted, plan):
        raise ValuesInvalid(violations=violations)
    if _find_app(ctx, wanted.name) is not None:
        raise AppExists(name=wanted.name)
    keys = _make_keys(wanted, plan, book)
    grant = Grant(
        book_id=book.book_id,
        app_id=ctx.unit.take_numbers("app"),
        app=wanted.name,
        dialect=plan.dialect,
        roles=tuple(wanted.roles),
        is_read_only=wanted.is_read_only,
        secret_hashes=_hashes(keys, plan, hash_password),
        created_at=ctx.now,
        redirect_uris=tuple(dict.fromkeys(wanted.redirect_uris)) or None,
    )
    ctx.unit.grants.insert(grant)
    try:
        for kind, names in plan.finders.items():
            found_by = ":".join(keys[name] for name in names)
            ctx.unit.announce(kind, hash_secret(found_by), grant.app_id)
    except BookExists:
        raise AppExists(name=wanted.name) from None
    ctx.unit.record(Change("app.created", None, grant.app_id, 1, None, grant))
    if plan.is_employee:
        _make_employee(ctx, wanted.name)
    return keys


def employee_key(app: str) -> str:
    """How the employee that an app acts as is found.

    Args:
        app: Name of the app.

    Returns:
        What `Party.external_key` says of them.
    """
    return f"app:{app}"


def _make_employee(ctx: Context, app: str) -> None:
    """Make the employee an app acts as, unless an app of that name had one."""
    if ctx.unit.parties.has(external_key=employee_key(app)):
        return
    patch = PartyPatch(name=app, is_person=True, source="app", external_key=employee_key(app))
    create_party(ctx, Role.EMPLOYEE, PartyChange(patch))


def _make_keys(wanted: NewApp, plan: KeyPlan, book: Book) -> dict[str, str]:
    owner = KeyOwner(wanted.name, book)
    return {key.name: wanted.chosen.get(key.name) or key.make(owner) for key in plan.keys}


def _hashes(
    keys: Mapping[str, str], plan: KeyPlan, hash_password: PasswordHasher
) -> dict[str, str]:
    proofs = {kind: hash_secret(keys[name]) for kind, name in plan.proofs.items()}
    inner = {kind: hash_secret(new_secret()) for kind in plan.inner}
    slow = {kind: hash_password(keys[name]) for kind, name in plan.passwords.items()}
    return proofs | inner | slow


def _app_violations(wanted: NewApp, plan: KeyPlan) -> list[Violation]:
    found = _text_violations("name", wanted.name, APP_CHARS_MAX)
    known = {"choices": sorted(plan.known_roles)}
    found += [
        Violation("role", "choice", known | {"given": role})
        for role in wanted.roles
        if role not in plan.known_roles
    ]
    open_keys = {key.name for key in plan.keys if not key.is_fixed}
    for name, text in wanted.chosen.items():
        if name not in open_keys:
            found.append(Violation(name, "choice", {"choices": sorted(open_keys)}))
        found += _text_violations(name, text, SECRET_CHARS_MAX)
    if len(wanted.redirect_uris) > REDIRECTS_MAX:
        found.append(Violation("redirect_uri", "too_many", {"max": REDIRECTS_MAX}))
    found += [
        Violation("redirect_uri", "uri", {"given": each})
        for each in wanted.redirect_uris
        if not is_redirect(each)
    ]
    return found


def revoke_app(ctx: Context, name: str) -> Grant:
    """Take an app's access away; it stops working with its next request.

    Args:
        name: Which app.

    Returns:
        What access it had.

    Raises:
        NotAllowed: The actor lacks ``admin``.
        AppNotFound: No app of that name has access.

    Emits:
        app.deleted
    """
    ctx.require(Permission.ADMIN)
    grant = _find_app(ctx, name)
    if grant is None:
        raise AppNotFound(name=name)
    revoked = replace(grant, revoked_at=ctx.now)
    ctx.unit.grants.put(revoked)
    ctx.unit.record(Change("app.deleted", None, grant.app_id, 2, grant, revoked))
    return revoked


def _find_app(ctx: Context, name: str) -> Grant | None:
    named = ctx.unit.grants.select(app=name)
    return next((grant for grant in named if grant.revoked_at is None), None)


def search_apps(ctx: Looking) -> Sequence[Row]:
    """Read the apps of the book, revoked ones too.

    Returns:
        Number and JSON text of each.

    Raises:
        NotAllowed: The actor lacks ``admin``.
    """
    return search_rows(ctx, Query(APPS))


def get_book(ctx: Looking) -> str:
    """Read what is known of the book.

    Returns:
        JSON text.

    Raises:
        NotAllowed: The actor lacks ``setup.read``.
        BookNotFound: There is none.
    """
    rows = search_rows(ctx, Query(BOOK))
    if not rows:
        raise BookNotFound(slug="")
    return rows[0][1]
