"""The token endpoint (contracts/poweroffice.md 2)."""

from typing import Any, Final

from partita.access.grant import Grant
from partita.facekit.face import Reply, Request
from partita.faces.poweroffice import tokens
from partita.faces.poweroffice.access import (
    check_subscription,
    given_subscription,
    privileges_of,
)
from partita.faces.poweroffice.keys import KNOWN_ROLES
from partita.kit.clock import system_clock
from partita.ports import Database

FLAGS: Final = {
    "goAllowSendInvoice": None,
    "goAllowShowCustomerSSN": "ShowCustomerSSN",
    "goAllowShowEmployeeSSN": "ShowEmployeeSSN",
}
"""Claims that are true or false, and the privilege behind each; nothing here sends invoices."""


def claims_of(grant: Grant, request: Request) -> dict[str, Any]:
    """What a token says of an app."""
    granted = grant.roles or KNOWN_ROLES
    flags = {name: privilege in granted for name, privilege in FLAGS.items()}
    environment = tokens.environment_of(request)
    return {
        "environment": environment,
        "client": grant.app,
        "role": privileges_of(grant.roles),
        **flags,
    }


def give_token(request: Request, database: Database) -> Reply:
    """Answer a token for a pair of keys.

    Raises:
        Unauthenticated: The subscription key is missing or is none of the app's.
    """
    subscription = given_subscription(request)
    found = tokens.known_client(request, database)
    if isinstance(found, Reply):
        return found
    grant, finder = found
    check_subscription(grant, subscription)
    token = tokens.make_token(grant, finder, claims_of(grant, request), system_clock())
    return tokens.answer(
        200, {"access_token": token, "token_type": "bearer", "expires_in": tokens.TOKEN_S}
    )
