"""The keys of an app (contracts/poweroffice.md 2) and the privileges it may have (11)."""

from typing import Final

from partita.access.keys import Key, KeyPlan

DIALECT: Final = "poweroffice"
_PAIRED: Final = (
    "CommonServices",
    "ContactBankAccount",
    "ContactDeliveryAddress",
    "ContactGroup",
    "ContactPerson",
    "Customer",
    "Employee",
    "Supplier",
)
SECRETS: Final = frozenset({"ShowCustomerSSN", "ShowEmployeeSSN"})
"""Those that uncover what nobody needs to see to work."""

KNOWN_ROLES: Final = frozenset(
    {*_PAIRED, *(f"{name}_Full" for name in _PAIRED), "EmployeeBankAccounts_Full", *SECRETS}
)

PLAN: Final = KeyPlan(
    dialect=DIALECT,
    known_roles=KNOWN_ROLES,
    keys=(
        Key("application_key"),
        Key("client_key"),
        Key("subscription_key"),
        Key("secondary_subscription_key"),
    ),
    finders={DIALECT: ("application_key", "client_key")},
    proofs={
        "subscription": "subscription_key",
        "secondary_subscription": "secondary_subscription_key",
    },
    inner=("token",),
)
