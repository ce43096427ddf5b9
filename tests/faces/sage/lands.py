"""Clients of books held to the rules of a country, and the documents they send."""

from typing import Any, Final

from tests.faces.sage.api import Api
from tests.faces.world import World, make_seeded_book

FIRST: Final = "/sage/graphql"
BUSINESS: Final = "global.businessErrors."

CUSTOMER: Final = """
fragment all on %s {
  id code socialName tradeName countryAcronym documentTypeId documentId vatNumber nafApeCode
  comments status disabled disabledDate gdprApplied gdprAppliedDate defaultAccountingAccountId
  creationDate modificationDate
  addresses { id name firstLine secondLine city zipCode province countryIsoCodeAlpha2 countryName
              isMainAddress isDeliveryAddress isDefaultDeliveryAddress }
  contacts { id isDefault courtesy name surname jobName jobArea { name }
    emails { id emailAddress usage isDefault } phones { id number type isDefault }
    socialMedias { id name link } }
  paymentTermLines { id order type value condition day payDays paymentMean { description } }
}"""


def land(world: World, country: str, path: str | None = None) -> Api:
    """A client of a new book held to a country's rules, in the same server."""
    book = make_seeded_book(world.engine, world.clock, country, country)
    other = World(world.engine, world.clock, book)
    other.app = world.app
    keys = other.give_access("sage")
    return Api(other, keys) if path is None else Api(other, keys, path)


def names(api: Api) -> tuple[str, str, str]:
    """How a generation calls the customer's mutations, its inputs and its type."""
    if api.path == FIRST:
        return "Customers", "Customers", "CustomersGLDto"
    return "Customer", "Customer", "Customer"


def mutation(api: Api, verb: str, selection: str = "...all") -> str:
    """The document of a mutation of customers."""
    field, stem, of = names(api)
    fragment = CUSTOMER % of if "...all" in selection else ""
    return (
        f"mutation ($values: {stem}{verb.title()}GLDtoInput!)"
        f" {{ done: {verb}{field}(input: $values) {{ {selection} }} }} {fragment}"
    )


def make(api: Api, **values: Any) -> dict[str, Any]:  # noqa: ANN401  # members of the input
    """Make a customer; all of it."""
    made: dict[str, Any] = api.ask(mutation(api, "create"), values=_filled(api, values))["done"]
    return made


def change(api: Api, key: str, **values: Any) -> dict[str, Any]:  # noqa: ANN401  # likewise
    """Change a customer; all of it."""
    changed: dict[str, Any] = api.ask(mutation(api, "update"), values={"id": key, **values})["done"]
    return changed


def refused(
    api: Api,
    key: str | None = None,
    **values: Any,  # noqa: ANN401  # likewise
) -> list[str]:
    """The keys of a refusal to make, or to change, a customer; without the usual prefix."""
    said = _filled(api, values) if key is None else {"id": key, **values}
    answer = api.send(mutation(api, "create" if key is None else "update"), values=said)
    assert answer.status_code == 200, answer.text
    assert answer.json["data"] == {"done": None}
    return [each["message"].removeprefix(BUSINESS) for each in answer.json["errors"]]


def _filled(api: Api, values: dict[str, Any]) -> dict[str, Any]:
    """What every new customer has, unless said otherwise."""
    if api.path == FIRST:
        return {"socialName": "Roseau", "countryAcronym": "FR", **values}
    return {"socialName": "Roseau", "addresses": [{"city": "NANTES"}], **values}


def show(api: Api, key: str) -> dict[str, Any]:
    """A customer, read anew."""
    of = names(api)[2]
    found = api.ask(
        "query ($id: UUID!) { customers(where: {id: {eq: $id}}) { nodes { ...all } } }"
        + CUSTOMER % of,
        id=key,
    )["customers"]["nodes"]
    assert len(found) == 1
    shown: dict[str, Any] = found[0]
    return shown
