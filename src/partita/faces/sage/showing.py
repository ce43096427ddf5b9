"""What the dialect shows of itself in the demonstration."""

from collections.abc import Mapping
from typing import Final

from partita.facekit.showing import Showing


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


SHOWING: Final = Showing(
    title="Sage Active",
    base="/sage/v2/graphql",
    reference="/sage/v2/graphql",
    examples=_examples,
)
