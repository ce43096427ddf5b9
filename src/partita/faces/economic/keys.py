"""The keys of an app (contracts/economic.md 2)."""

from typing import Final

from partita.access.keys import Key, KeyPlan
from partita.faces.economic.access import DIALECT, KNOWN_ROLES

PLAN: Final = KeyPlan(
    dialect=DIALECT,
    known_roles=KNOWN_ROLES,
    keys=(Key("app_secret_token"), Key("agreement_grant_token")),
    finders={DIALECT: ("agreement_grant_token",)},
    proofs={"app": "app_secret_token"},
)
