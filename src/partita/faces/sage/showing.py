"""What the dialect shows of itself in the demonstration."""

import json
from collections.abc import Mapping
from typing import Any, Final

from partita.facekit.showing import Call, Showing
from partita.faces.sage import wire
from partita.faces.sage.access import ORGANIZATION_HEADER, TENANT_HEADER
from partita.faces.sage.keys import tenant_id
from partita.faces.sage.samples import selection


def _examples(base: str, keys: Mapping[str, str]) -> tuple[str, ...]:
    headers = (
        f"-H 'x-api-key: {keys['subscription_key']}' "
        f"-H 'Authorization: Bearer {keys['access_token']}' "
        f"-H 'X-OrganizationId: {keys['organization_id']}' -H 'Content-Type: application/json'"
    )
    names = "{ customers(first: 2) { nodes { code socialName addresses { city } } } }"
    found = (
        "{ customers(where: {contacts: {some: {emails: {any: true}}}}, first: 2) "
        "{ totalCount nodes { socialName contacts { emails { emailAddress } } } } }"
    )
    return tuple(
        f"curl {headers} -d '{{\"query\": \"{query}\"}}' '{base}'" for query in (names, found)
    )


_ENDPOINT: Final = "/sage/v2/graphql"
_THIRDS: Final = {
    "customer": ("customers", wire.CUSTOMER),
    "supplier": ("suppliers", wire.SUPPLIER),
    "employee": ("employees", wire.EMPLOYEE),
}


def _calls(party: Mapping[str, Any]) -> tuple[Call, ...]:
    """All fields of the third in each of its roles."""
    return tuple(
        query_call(
            of.name,
            f'{{ {name}(where: {{id: {{eq: "{party["uuid"]}"}}}}) {{ nodes '
            f"{{ {selection(of)} }} }} }}",
        )
        for role, (name, of) in _THIRDS.items()
        if party[role] is not None
    )


def query_call(title: str, query: str) -> Call:
    """A document as it is sent."""
    headers = {"Content-Type": "application/json"}
    return Call(title, _ENDPOINT, "POST", json.dumps({"query": query}), headers)


def _headers(uuid: str) -> Mapping[str, str]:
    """The organization, and the tenant the first generation asks for, too."""
    return {ORGANIZATION_HEADER: uuid, TENANT_HEADER: tenant_id(uuid)}


SHOWING: Final = Showing(
    title="Sage Active",
    base=_ENDPOINT,
    reference=_ENDPOINT,
    examples=_examples,
    calls=_calls,
    credentials={
        "x-api-key": "{subscription_key}",
        "Authorization": "Bearer {access_token}",
        ORGANIZATION_HEADER: "{organization_id}",
    },
    headers=_headers,
    document="/sage/v2/openapi.json",
    console=_ENDPOINT,
)
