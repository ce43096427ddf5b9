"""Says what situations tell in the words of Sage Active.

Customers are made in the words of the first generation, which needs no address, and all else is
said in those of the second.
"""

from collections.abc import Sequence
from typing import Any, ClassVar, Final

from falcon.testing import Result

from tests.faces.sage.api import Api
from tests.faces.speaking import Key, Refused, Said
from tests.faces.world import World

REASONS: Final = {
    "global.businessErrors.entityNotFound": "unknown",
    "global.businessErrors.entityInUse": "in use",
    "global.businessErrors.authorizationPolicy": "not allowed",
    "global.businessErrors.codeAlreadyExistInOrganization": "taken",
}
CUSTOMERS: Final = """query ($where: CustomerFilterInput, $first: Int, $after: String) {
  customers(where: $where, first: $first, after: $after) {
    nodes {
      id socialName disabled addresses { id city isMainAddress }
      contacts { id name surname emails { id emailAddress isDefault }
        phones { id number isDefault } }
    }
    pageInfo { hasNextPage endCursor }
  }
}"""
CREATE: Final = """mutation ($values: CustomersCreateGLDtoInput!) {
  done: createCustomers(input: $values) { id }
}"""
UPDATE: Final = """mutation ($values: CustomerUpdateGLDtoInput!) {
  done: updateCustomer(input: $values) { id contacts { id surname } }
}"""
DELETE: Final = (
    "mutation ($values: CustomerDeleteGLDtoInput!) { done: deleteCustomer(input: $values) { id } }"
)
LINES: Final = {"email": ("emails", "emailAddress"), "phone": ("phones", "number")}
NOBODY: Final = "00000000-0000-0000-0000-000000000000"


class Speaker:
    """Speaks with full rights; a contact's key is the ids of its customer and its own."""

    # Of several e-mail addresses one is always the default (contracts/sage.md 5.8).
    lacks: ClassVar[frozenset[str]] = frozenset(
        {"versions", "filters", "unique names", "replay", "customer email", "customer phone"}
        | {"contact without default email", "contact without default phone"}
    )

    def __init__(self, world: World, *, is_read_only: bool = False) -> None:
        self._world = world
        keys = world.give_access("sage", is_read_only=is_read_only)
        self._api = Api(world, keys)
        self._first = Api(world, keys, "/sage/graphql")

    def create(self, kind: str, said: Said, *, once: str | None = None) -> Key:
        del once
        if kind == "customer":
            values = {"countryAcronym": "DK", **self._customer(said)}
            done = understood(self._first.send(CREATE, values=values))["done"]
            return str(done["id"])
        owner = said["of"]
        before = {each["id"] for each in self._contacts(owner)}
        answer = self._do(UPDATE, {"id": self._id(owner), "contacts": [_contact(said)]})
        known = _contact(said)
        new = [each for each in answer["contacts"] if each["id"] not in before]
        made = [each["id"] for each in new if each["surname"] == known["surname"]]
        return f"{owner}/{made[-1]}"

    def show(self, kind: str, key: Key) -> Said:
        if kind == "customer":
            found = self._one(key)
            city = next((each["city"] for each in _main(found)), None)
            shown = {
                "name": found["socialName"],
                "city": city,
                "is_active": False if found["disabled"] else None,
            }
        else:
            found = self._contact(key)
            names = (found["name"], found["surname"])
            shown = {"of": str(key).partition("/")[0], "name": " ".join(filter(None, names))}
            for word, (line, member) in LINES.items():
                told = [each[member] for each in found[line] if each["isDefault"]]
                shown[word] = told[0] if told else None
        return {name: value for name, value in shown.items() if value is not None}

    def change(self, kind: str, key: Key, said: Said) -> None:
        if kind == "customer":
            self._do(UPDATE, {"id": self._id(key), **self._changed(key, said)})
            return
        found = self._contact(key)
        item = {"id": found["id"], **_contact(said)}
        for word, (line, member) in LINES.items():
            old = [each["id"] for each in found[line] if each["isDefault"]]
            if word in said and said[word] is None:
                item[line] = [{"id": each, "requestedAction": "DELETE"} for each in old]
            elif word in said and old:
                item[line] = [{"id": old[0], member: said[word]}]
        owner = str(key).partition("/")[0]
        self._do(UPDATE, {"id": owner, "contacts": [item]})

    def delete(self, kind: str, key: Key) -> None:
        if kind == "customer":
            self._do(DELETE, {"id": self._id(key)})
            return
        owner, _, own = str(key).partition("/")
        item = {"id": own or NOBODY, "requestedAction": "DELETE"}
        self._do(UPDATE, {"id": self._id(owner), "contacts": [item]})

    def list(self, kind: str, **equal: object) -> Sequence[Key]:
        assert not equal
        return [key for page in self.pages(kind, 500) for key in page]

    def pages(self, kind: str, size: int) -> Sequence[Sequence[Key]]:
        found: list[Sequence[Key]] = []
        after, has_more = None, True
        while has_more:
            page = understood(self._api.send(CUSTOMERS, first=size, after=after))["customers"]
            if page["nodes"]:
                found.append([each["id"] for each in page["nodes"]])
            if kind == "contact":
                found[-1:] = [_contact_keys(page["nodes"])]
            after, has_more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        if kind == "contact":
            keys = [key for page in found for key in page]
            return [keys[at : at + size] for at in range(0, len(keys), size)]
        return found

    def without_keys(self) -> "Speaker":
        stranger = Speaker(self._world)
        for each in (stranger._api, stranger._first):
            each.headers = {**each.headers, "Authorization": "Bearer nobody"}
        return stranger

    def _id(self, key: Key) -> str:
        return key if isinstance(key, str) and len(key) == len(NOBODY) else NOBODY

    def _do(self, document: str, values: dict[str, Any]) -> dict[str, Any]:
        done: dict[str, Any] = understood(self._api.send(document, values=values))["done"]
        return done

    def _one(self, key: Key) -> dict[str, Any]:
        where = {"id": {"eq": self._id(key)}}
        nodes = understood(self._api.send(CUSTOMERS, where=where))["customers"]["nodes"]
        if not nodes:
            raise Refused("unknown", key)
        found: dict[str, Any] = nodes[0]
        return found

    def _contacts(self, owner: Key) -> Sequence[dict[str, Any]]:
        found: Sequence[dict[str, Any]] = self._one(owner)["contacts"]
        return found

    def _contact(self, key: Key) -> dict[str, Any]:
        owner, _, own = str(key).partition("/")
        for each in self._contacts(owner):
            if each["id"] == own:
                return each
        raise Refused("unknown", key)

    def _customer(self, said: Said) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if "name" in said:
            found["socialName"] = said["name"]
        if "is_active" in said:
            found["disabled"] = not said["is_active"]
        if said.get("city") is not None:
            found["addresses"] = [{"city": said["city"]}]
        return found

    def _changed(self, key: Key, said: Said) -> dict[str, Any]:
        found = self._customer(said)
        if "city" in said:
            known = _main(self._one(key))
            place = {"city": said["city"], **({"id": known[0]["id"]} if known else {})}
            found["addresses"] = [place]
        return found


def _main(found: dict[str, Any]) -> list[dict[str, Any]]:
    """The main address of a customer, if it has one."""
    return [each for each in found["addresses"] if each["isMainAddress"]]


def _contact(said: Said) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "name" in said:
        first, _, last = (said["name"] or "").rpartition(" ")
        found |= {"name": first or None, "surname": last or None}
    for word, (line, member) in LINES.items():
        if said.get(word) is not None:
            found[line] = [{member: said[word], "isDefault": True}]
    return found


def _contact_keys(nodes: Sequence[dict[str, Any]]) -> Sequence[Key]:
    return [f"{each['id']}/{own['id']}" for each in nodes for own in each["contacts"]]


def understood(answer: Result) -> dict[str, Any]:
    """The data of an answer, unless it is a refusal."""
    if answer.status_code == 401:
        raise Refused("nobody", answer.text)
    if answer.status_code == 503:
        raise Refused("busy", answer.text)
    body = answer.json
    errors = body.get("errors")
    if not errors:
        data: dict[str, Any] = body["data"]
        return data
    raise Refused(REASONS.get(errors[0]["message"], "invalid"), answer.text)
