"""What the dialect shows of itself in the demonstration."""

from collections.abc import Mapping
from typing import Any, Final

from partita.facekit.showing import Call, Showing


def _examples(base: str, keys: Mapping[str, str]) -> tuple[str, ...]:
    bearer = f"-H 'Authorization: Bearer {keys['token']}'"
    return (
        f"curl {bearer} '{base}/clients?itemsPerPage=2'",
        f"curl {bearer} '{base}/clients/search?query=commune'",
        f"curl {bearer} -H 'Accept: application/json' '{base}/counterparties?itemsPerPage=5'",
    )


_RESOURCES: Final = {
    "customer": ("Client", "clients"),
    "counterparty": ("Counterparty", "counterparties"),
    "employee": ("Employee", "employees"),
}


def _calls(party: Mapping[str, Any]) -> tuple[Call, ...]:
    """The party in each of its roles."""
    there = [names for role, names in _RESOURCES.items() if party[role] is not None]
    return tuple(Call(title, f"/flowtly/{path}/{party['id']}") for title, path in there)


SHOWING: Final = Showing(
    title="Flowtly",
    base="/flowtly",
    reference="/flowtly/docs.html",
    examples=_examples,
    calls=_calls,
    credentials={"Authorization": "Bearer {token}"},
    document="/flowtly/docs.json",
)
