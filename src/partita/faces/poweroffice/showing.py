"""What the dialect shows of itself in the demonstration."""

from collections.abc import Mapping
from typing import Any, Final

from partita.facekit.showing import Call, Showing
from partita.faces.poweroffice.keys import KNOWN_ROLES, SECRETS


def _examples(base: str, keys: Mapping[str, str]) -> tuple[str, ...]:
    gate = f"-H 'Ocp-Apim-Subscription-Key: {keys['subscription_key']}'"
    pair = f"{keys['application_key']}:{keys['client_key']}"
    sign_in = (
        f"curl -s -u '{pair}' {gate} -d grant_type=client_credentials "
        f"'{base.removesuffix('/v2')}/OAuth/Token'"
    )
    bearer = f'-H "Authorization: Bearer $TOKEN" {gate}'
    return (
        f"TOKEN=$({sign_in} | cut -d'\"' -f4)",
        f"curl {bearer} '{base}/Customers?pageSize=2'",
        f"curl {bearer} '{base}/ContactPersons?pageSize=2'",
    )


_RESOURCES: Final = {"customer": "Customers", "supplier": "Suppliers", "employee": "Employees"}


def _calls(party: Mapping[str, Any]) -> tuple[Call, ...]:
    """The party in each of its roles, and its contact persons."""
    there = [role for role in _RESOURCES if party[role] is not None]
    found = [
        Call(role.capitalize(), f"/poweroffice/v2/{_RESOURCES[role]}/{party['id']}")
        for role in there
    ]
    if there:
        found.append(
            Call("ContactPersons", f"/poweroffice/v2/ContactPersons?contactIds={party['id']}")
        )
    return tuple(found)


_SIGN_IN: Final = (
    'TOKEN=$(curl -s -u "$APPLICATION_KEY:$CLIENT_KEY" \\\n'
    '  -H "Ocp-Apim-Subscription-Key: $SUBSCRIPTION_KEY" -d grant_type=client_credentials \\\n'
    "  '{root}/poweroffice/OAuth/Token' | cut -d'\"' -f4)"
)


SHOWING: Final = Showing(
    title="PowerOffice Go",
    base="/poweroffice/v2",
    reference="/poweroffice/v2/reference.html",
    examples=_examples,
    calls=_calls,
    credentials={
        "Authorization": "Bearer {token}",
        "Ocp-Apim-Subscription-Key": "{subscription_key}",
    },
    sign_in=_SIGN_IN,
    roles=tuple(sorted(KNOWN_ROLES - SECRETS)),
    document="/poweroffice/v2/openapi.json",
)
