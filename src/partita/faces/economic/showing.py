"""What the dialect shows of itself in the demonstration."""

from collections.abc import Mapping
from typing import Any, Final

from partita.facekit.showing import Call, Showing

_VERSION: Final = "v3.1.0"


def _examples(base: str, keys: Mapping[str, str]) -> tuple[str, ...]:
    look = "-H 'X-AppSecretToken: demo' -H 'X-AgreementGrantToken: demo'"
    own = (
        f"-H 'X-AppSecretToken: {keys['app_secret_token']}' "
        f"-H 'X-AgreementGrantToken: {keys['agreement_grant_token']}'"
    )
    body = '{"customerNumber":10000,"name":"Ada Holm","email":"ada@holm.example"}'
    return (
        f"curl {look} '{base}/Customers/paged?pageSize=2&sort=-customerNumber'",
        f"curl {look} -G '{base}/Contacts' --data-urlencode 'filter=name$like:*holm'",
        f"curl {own} -H 'Content-Type: application/json' -d '{body}' '{base}/Contacts'",
    )


def _calls(party: Mapping[str, Any]) -> tuple[Call, ...]:
    """The customer, and the contacts of the customer; other roles do not exist here."""
    if party["customer"] is None:
        return ()
    base, number = f"/economic/customersapi/{_VERSION}", party["customer"]["number"]
    return (
        Call("Customer", f"{base}/Customers/{number}"),
        Call("Contacts", f"{base}/Contacts?filter=customerNumber$eq:{number}"),
    )


SHOWING: Final = Showing(
    title="e-conomic",
    base=f"/economic/customersapi/{_VERSION}",
    reference="/economic/customersapi/redoc.html",
    examples=_examples,
    calls=_calls,
    credentials={
        "X-AppSecretToken": "{app_secret_token}",
        "X-AgreementGrantToken": "{agreement_grant_token}",
    },
    document="/economic/customersapi/openapi.json",
    open_keys={"app_secret_token": "demo", "agreement_grant_token": "demo"},
)
