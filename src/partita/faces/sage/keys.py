"""The keys of an app (contracts/sage.md 1.3 and 1.5) and the scopes it may have."""

from typing import Final

from partita.access.keys import Key, KeyOwner, KeyPlan
from partita.kit.ids import named_uuid

DIALECT: Final = "sage"
KNOWN_ROLES: Final = frozenset({"RDSA", "WDSA"})


def organization_of(owner: KeyOwner) -> str:
    """The organization id: the book's own."""
    return owner.book.uuid


def tenant_of(owner: KeyOwner) -> str:
    """The tenant id: it follows from the book, and differs from the organization's."""
    return tenant_id(owner.book.uuid)


def tenant_id(organization: str) -> str:
    """The tenant an organization belongs to."""
    return named_uuid(organization, "tenant")


PLAN: Final = KeyPlan(
    dialect=DIALECT,
    known_roles=KNOWN_ROLES,
    keys=(
        Key("client_id"),
        Key("client_secret"),
        Key("subscription_key"),
        Key("tenant_id", tenant_of, is_fixed=True),
        Key("organization_id", organization_of, is_fixed=True),
        Key("access_token"),
        Key("refresh_token"),
    ),
    finders={
        DIALECT: ("access_token",),
        "sage.client": ("client_id",),
        "sage.refresh": ("refresh_token",),
        "sage.key": ("subscription_key",),
    },
    proofs={
        "client": "client_secret",
        "subscription": "subscription_key",
        "refresh": "refresh_token",
    },
    has_redirects=True,
)
