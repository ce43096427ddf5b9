"""Random filters through HTTP find what the plain model finds, on both databases."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from partita.domain.query import LIKE_ANY, And, Compare, Filter, Op, Or
from partita.facekit.table import Field, Kind, Resource
from partita.faces.economic import wire
from partita.faces.economic.filters import print_filter
from tests.faces.economic.api import Api
from tests.faces.economic.model import matches
from tests.faces.economic.strategies import COMMON, comparisons, filterable

EXAMPLES_MAX: Final = 150
CUSTOMERS: Final = 4
CONTACT: Final = wire.at_version(wire.CONTACT, (3, 1, 0), shows_false=False)
LOCATION: Final = wire.at_version(wire.DELIVERY_LOCATION, (3, 1, 0), shows_false=False)
CUSTOMER: Final = wire.at_version(wire.CUSTOMER, (3, 1, 0), shows_false=False)
NAMES: Final = [name for name in COMMON if name.strip()]
_LISTS: Final = frozenset({Op.IN, Op.NOT_IN})


def add_contacts(api: Api) -> None:
    """Contacts of every name that databases like to get wrong, some deleted, over some minutes."""
    for at, name in enumerate(NAMES * 2):
        email = None if at % 3 == 0 else NAMES[-at % len(NAMES)]
        more = {"email": email, "eInvoiceId": str(at % 5) if at % 4 else None}
        body = {"customerNumber": at % CUSTOMERS + 1, "name": name, **more}
        answer = api.post("/Contacts", body)
        if answer.status_code == 201 and at % 7 == 0:
            api.delete(f"/Contacts/{answer.json['number']}")
        api.world.clock.advance(seconds=7.3)


def add_locations(api: Api) -> None:
    for at, name in enumerate(NAMES):
        country = None if at % 3 == 0 else ("DK", "Danmark", "se", name)[at % 4]
        more = {"country": country, "isBarred": at % 2 == 0, "eInvoiceId": name.upper()}
        api.make_location(at % CUSTOMERS + 1, city=name, **more)
        api.world.clock.advance(seconds=7.3)


def add_nothing(_: Api) -> None:
    """Customers are there already."""


def record(resource: Resource, shown: dict[str, Any]) -> dict[str, Any]:
    """What is shown, by field of the book, as the model reads it."""
    found: dict[str, Any] = {}
    for field in filterable(resource):
        value = shown.get(field.name, False if field.kind is Kind.BOOLEAN else None)
        if field.kind is Kind.MOMENT and value is not None:
            value = datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        found[str(field.at)] = value
    return found


def near(resource: Resource, records: list[dict[str, Any]]) -> SearchStrategy[Compare]:
    """Comparisons with values that are there."""

    def compare(field: Field) -> SearchStrategy[Compare]:
        at = str(field.at)
        known = st.sampled_from(sorted({each[at] for each in records if each[at] is not None}))
        ops = st.sampled_from(sorted(field.ops))
        return ops.flatmap(
            lambda op: _operands(known, op).map(lambda value: Compare(at, op, value))
        )

    fields = [each for each in filterable(resource) if any(r[str(each.at)] for r in records)]
    return st.sampled_from(fields).flatmap(compare)


def _operands(known: SearchStrategy[Any], op: Op) -> SearchStrategy[Any]:
    if op in _LISTS:
        return st.lists(known, min_size=1, max_size=4).map(tuple)
    return known.map(lambda text: f"{LIKE_ANY}{text[:3]}{LIKE_ANY}") if op is Op.LIKE else known


def trees(resource: Resource, records: list[dict[str, Any]]) -> SearchStrategy[Filter]:
    """Filters in any nesting, whose values are often there."""

    def groups(items: SearchStrategy[Filter]) -> SearchStrategy[Filter]:
        rows = st.lists(items, min_size=2, max_size=3).map(tuple)
        return st.builds(And, rows) | st.builds(Or, rows)

    leaves = near(resource, records) | comparisons(resource)
    return st.recursive(leaves, groups, max_leaves=8)


@pytest.mark.parametrize(
    ("path", "resource", "add"),
    [
        pytest.param("/Contacts", CONTACT, add_contacts, id="contacts"),
        pytest.param("/DeliveryLocations", LOCATION, add_locations, id="delivery locations"),
        pytest.param("/Customers", CUSTOMER, add_nothing, id="customers"),
    ],
)
def test_filters_find_what_the_model_finds(
    api: Api, path: str, resource: Resource, add: Callable[[Api], None]
) -> None:
    for number in range(1, CUSTOMERS + 1):
        api.make_customer(number, f"Customer {number}")
    add(api)
    known = {each[resource.fields[0].name]: each for each in api.items(path)}
    records = {number: record(resource, each) for number, each in known.items()}

    @given(item=trees(resource, list(records.values())))
    @settings(
        max_examples=EXAMPLES_MAX,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def check(item: Filter) -> None:
        text = print_filter(item, resource)
        expected = [number for number, each in records.items() if matches(item, each)]
        found = [each[resource.fields[0].name] for each in api.items(path, filter=text)]
        assert found == expected, text
        assert api.get(f"{path}/count", filter=text).text == str(len(expected)), text

    check()
