"""The key of an app, and what it may be limited to."""

from typing import Final

from partita.access.keys import Key, KeyOwner, KeyPlan, random_key

DIALECT: Final = "native"
PREFIX: Final = "partita_"
"""Lets programs that look for secrets in places where none should be find this one."""

FEED: Final = "feed"
AUDIT: Final = "audit"
KNOWN_ROLES: Final = frozenset({FEED, AUDIT})


def _token(owner: KeyOwner) -> str:
    return PREFIX + random_key(owner)


PLAN: Final = KeyPlan(
    dialect=DIALECT,
    known_roles=KNOWN_ROLES,
    keys=(Key("token", make=_token),),
    finders={DIALECT: ("token",)},
)
