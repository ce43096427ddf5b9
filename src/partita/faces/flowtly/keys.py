"""The keys of an app (contracts/flowtly.md 3)."""

from typing import Final

from partita.access.keys import Key, KeyOwner, KeyPlan
from partita.kit.ids import uuid7

DIALECT: Final = "flowtly"
USER: Final = "flowtly.user"
"""The kind under which the directory lists user names."""

KNOWN_ROLES: Final = frozenset({"ROLE_USER", "ROLE_MANAGER", "ROLE_ADMIN"})


def user_name(owner: KeyOwner) -> str:
    """A name to log in with that no other app has, in any book."""
    random_digits = uuid7()[19:].replace("-", "")
    return f"{owner.app}-{random_digits}"


PLAN: Final = KeyPlan(
    dialect=DIALECT,
    known_roles=KNOWN_ROLES,
    keys=(Key("username", user_name), Key("password"), Key("token")),
    finders={DIALECT: ("token",), USER: ("username",)},
    passwords={"password": "password"},
    is_employee=True,
)
