"""Who may do what (contracts/poweroffice.md 2, 3 and 11)."""

from collections.abc import Mapping
from hashlib import sha256
from types import MappingProxyType
from typing import Final

from partita.access.grant import Actor, Grant
from partita.access.permission import EVERYTHING, Permission
from partita.access.secret import SECRET_CHARS_MAX, hash_secret, is_secret
from partita.domain.errors import ReadOnlyActor, Unauthenticated
from partita.domain.query import And, Filter, Or, Some
from partita.domain.standing import Role
from partita.facekit.credentials import actor_of
from partita.facekit.face import Request
from partita.faces.poweroffice.keys import DIALECT, KNOWN_ROLES, SECRETS
from partita.faces.poweroffice.tokens import environment_of, read_token
from partita.ports import Database

SUBSCRIPTION_HEADER: Final = "Ocp-Apim-Subscription-Key"
SUBSCRIPTION_PARAMETER: Final = "subscription-key"
BEARER: Final = "bearer "
FULL: Final = "_Full"
PLAIN_ACCOUNTS: Final = "ContactBankAccount"
"""The plain privilege over bank accounts changes and deletes them, too (section 3)."""

NO_SUBSCRIPTION: Final = "subscription.missing"
WRONG_SUBSCRIPTION: Final = "subscription.unknown"
"""Reasons of a refusal by the gateway, which has a body; those of the service have none."""

OWNERS: Final[Mapping[str, Role]] = MappingProxyType(
    {"Customer": Role.CUSTOMER, "Supplier": Role.SUPPLIER, "Employee": Role.EMPLOYEE}
)
"""Privileges over contacts, and the role of a contact each is about."""

COMPANIES: Final = frozenset({Role.CUSTOMER, Role.SUPPLIER})
"""Contacts that can have contact persons."""

_P: Final = Permission
_READS: Final[dict[str, tuple[Permission, ...]]] = {
    "Customer": (
        _P.PARTIES_READ,
        _P.CONTACTS_READ,
        _P.ADDRESSES_READ,
        _P.BANK_ACCOUNTS_READ,
        _P.GROUPS_READ,
    ),
    "Supplier": (
        _P.PARTIES_READ,
        _P.CONTACTS_READ,
        _P.ADDRESSES_READ,
        _P.BANK_ACCOUNTS_READ,
        _P.GROUPS_READ,
    ),
    "Employee": (_P.PARTIES_READ, _P.ADDRESSES_READ, _P.BANK_ACCOUNTS_READ, _P.GROUPS_READ),
    "EmployeeBankAccounts": (_P.PARTIES_READ,),
    "ContactGroup": (_P.GROUPS_READ,),
    "ContactPerson": (_P.CONTACTS_READ,),
    "ContactDeliveryAddress": (_P.ADDRESSES_READ,),
    "ContactBankAccount": (_P.BANK_ACCOUNTS_READ,),
}
_EVERYBODY: Final = frozenset({_P.REFERENCES_READ, _P.SETUP_READ})
_NOT_HERE: Final = frozenset({_P.ADMIN, _P.PARTIES_MERGE})


def readers(*names: str) -> frozenset[str]:
    """Privileges that let one read: each, and each in full."""
    return frozenset(names) | writers(*names)


def writers(*names: str) -> frozenset[str]:
    """Privileges that let one write: each in full."""
    return frozenset(f"{name}{FULL}" for name in names)


def privileges_of(roles: tuple[str, ...]) -> tuple[str, ...]:
    """The privileges an app has, flags aside; all of them when nobody limited it."""
    return tuple(sorted({*(roles or KNOWN_ROLES)} - SECRETS))


def is_granted(actor: Actor, privilege: str) -> bool:
    """Tell whether an app has a privilege."""
    return not actor.roles or privilege in actor.roles


def permissions_of(roles: tuple[str, ...]) -> frozenset[Permission]:
    """What privileges allow at most; routes and owners narrow it."""
    if not roles:
        return EVERYTHING - _NOT_HERE
    found = set(_EVERYBODY)
    for role in roles:
        reads = _READS.get(role.removesuffix(FULL), ())
        found.update(reads)
        if role.endswith(FULL) or role == PLAIN_ACCOUNTS:
            found.update(Permission(each.replace(".read", ".write")) for each in reads)
    return frozenset(found)


def owner_roles(actor: Actor, own: str, *, writes: bool) -> frozenset[Role] | None:
    """The roles of the contacts whose parts an app reaches; ``None`` for any contact.

    Args:
        actor: The app.
        own: The privilege over the parts themselves, which reaches those of every contact.
        writes: It wants to change them, not to read them.
    """
    tail = FULL if writes else ""
    own_tail = "" if own == PLAIN_ACCOUNTS else tail
    if not actor.roles or f"{own}{FULL}" in actor.roles or f"{own}{own_tail}" in actor.roles:
        return None
    reached = {
        role
        for name, role in OWNERS.items()
        if f"{name}{FULL}" in actor.roles or f"{name}{tail}" in actor.roles
    }
    return frozenset(reached)


def owned_by(roles: frozenset[Role] | None) -> Filter | None:
    """A filter for parts of contacts that have one of these roles."""
    if roles is None:
        return None
    return Or(tuple(Some(str(role), And(())) for role in sorted(roles)))


def subscription_of(request: Request) -> str | None:
    """The subscription key, from the header or the query."""
    return request.header(SUBSCRIPTION_HEADER) or request.query.get(SUBSCRIPTION_PARAMETER)


def given_subscription(request: Request) -> str:
    """The subscription key.

    Raises:
        Unauthenticated: There is none.
    """
    given = subscription_of(request)
    if not given:
        raise Unauthenticated(reason=NO_SUBSCRIPTION)
    return given


def check_subscription(grant: Grant, given: str) -> None:
    """Make sure a subscription key is one of the two.

    Raises:
        Unauthenticated: It is not.
    """
    known = [
        grant.secret_hashes.get(kind, "") for kind in ("subscription", "secondary_subscription")
    ]
    if len(given) > SECRET_CHARS_MAX or not any(is_secret(given, each) for each in known):
        raise Unauthenticated(reason=WRONG_SUBSCRIPTION)


def caller_of(request: Request, _: Actor | None = None) -> int:
    """The subscription key as a number: whose requests are counted together."""
    key = hash_secret(subscription_of(request) or "")
    return int.from_bytes(sha256(key.encode()).digest()[:6], "big")


def authenticate(request: Request, database: Database) -> Actor:
    """Find out who is asking by token and subscription key.

    Raises:
        Unauthenticated: Either is missing, unknown, expired or of another environment, or the
            app's access was revoked.
        ReadOnlyActor: The app may look only, and wants to write.
    """
    subscription = given_subscription(request)
    given = request.header("Authorization") or ""
    if not given.lower().startswith(BEARER):
        raise Unauthenticated(reason="missing")
    text = given[len(BEARER) :].strip()
    grant = read_token(text, environment_of(request), database)
    if grant is None or grant.dialect != DIALECT:
        raise Unauthenticated(reason="unknown")
    check_subscription(grant, subscription)
    if grant.is_read_only and request.method not in ("GET", "HEAD"):
        raise ReadOnlyActor
    return actor_of(grant, permissions_of(grant.roles))
