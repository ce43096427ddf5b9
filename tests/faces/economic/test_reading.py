"""Cursor pages, classic pages, counts, single objects, filters (sections 5 to 7)."""

from dataclasses import replace
from typing import Any

import pytest

from partita.domain.contact import ContactPatch
from partita.kit.ids import uuid7
from partita.usecases import contacts
from partita.usecases.owners import Owner
from tests.builders import make_customer
from tests.faces.economic.api import Api, refused
from tests.faces.world import World, make_seeded_book

PAGED = "/Contacts/paged"


@pytest.fixture
def api(api: Api) -> Api:
    api.make_customer(1)
    api.make_customer(2, "Beta ApS")
    for name in ("Ida", "Bo", "Ada"):
        api.make_contact(1, name)
    return api


def names(items: list[dict[str, Any]]) -> list[str]:
    return [each["name"] for each in items]


def test_a_cursor_page_is_ascending_and_has_no_cursor_at_the_end(api: Api) -> None:
    answer = api.get("/Contacts")
    assert set(answer.json) == {"items"}
    assert names(answer.json["items"]) == ["Ida", "Bo", "Ada"]


def test_an_empty_page_has_items_too(api: Api) -> None:
    assert api.get("/DeliveryLocations").json == {"items": []}


IGNORED: list[dict[str, str]] = [
    {"sort": "-number"},
    {"sort": "nonsense"},
    {"pagesize": "1", "skippages": "0"},
    {"pageSize": "1000", "skipPages": "-1"},
    {"unknown": "1", "demo": "true"},
    {"cursor": ""},
    {"filter": ""},
    {"FILTER": "number$gt:0"},
]


def test_the_cursor_page_ignores_other_parameters(api: Api) -> None:
    for params in IGNORED:
        assert names(api.get("/Contacts", **params).json["items"]) == ["Ida", "Bo", "Ada"]


def many(world: World, amount: int) -> None:
    """So many contacts of one customer, made in one go."""
    with world.book.writing() as ctx:
        party = make_customer(ctx, number=9).party
        one = contacts.create_contact(ctx, Owner(party.id), ContactPatch(name="Person 0"))
        first = ctx.unit.take_numbers("contact", amount - 1)
        others = [
            replace(one, number=first + at, serial=at + 2, name=f"Person {at + 1}", uuid=uuid7())
            for at in range(amount - 1)
        ]
        ctx.unit.contacts.insert(*others)


def test_the_cursor_is_the_number_of_the_first_of_the_next_page(world: World, api: Api) -> None:
    many(world, 1_005)
    first = api.get("/Contacts").json
    numbers = [each["number"] for each in first["items"]]
    assert list(first) == ["cursor", "items"]
    assert len(numbers) == 1_000
    assert first["cursor"] == str(numbers[-1] + 1)
    rest = api.get("/Contacts", cursor=first["cursor"]).json
    assert set(rest) == {"items"}
    assert rest["items"][0]["number"] == int(first["cursor"])
    assert len(rest["items"]) == 8
    filtered = api.get("/Contacts", filter="name$like:Person").json
    assert len(filtered["items"]) == 1_000
    more = api.get("/Contacts", filter="name$like:Person", cursor=filtered["cursor"]).json
    assert (len(more["items"]), "cursor" in more) == (5, False)


def test_exactly_a_thousand_need_no_cursor(world: World, api: Api) -> None:
    many(world, 997)
    answer = api.get("/Contacts").json
    assert (len(answer["items"]), "cursor" in answer) == (1_000, False)


def test_a_cursor_nobody_gave(api: Api) -> None:
    for cursor in ("x", "-1", "1.5", "1" * 51, "9" * 12, "\u00b2", "\uff11"):
        body = refused(api.get("/Contacts", cursor=cursor), 400, "BadPageRequest")
        assert body["errors"][0]["property"] == "cursor"


def test_a_cursor_beyond_the_end(api: Api) -> None:
    assert api.get("/Contacts", cursor="2147483647").json == {"items": []}


def test_a_classic_page_is_a_bare_array_of_twenty(world: World, api: Api) -> None:
    many(world, 30)
    assert len(api.get(PAGED).json) == 20
    assert len(api.get(PAGED, pagesize=100).json) == 33
    assert len(api.get(PAGED, PAGESIZE=10, SkipPages=3).json) == 3
    assert api.get(PAGED, skipPages=4).json == []


OUT_OF_RANGE = [
    *(("pageSize", value, "PageSize must be between 1 and 100") for value in ("0", "101", "x")),
    *(("PAGESIZE", value, "PageSize must be between 1 and 100") for value in ("1_0", "1.0")),
    ("pagesize", "9" * 5_000, "PageSize must be between 1 and 100"),
    *(("skipPages", value, "SkipPages must be between 0 and 100") for value in ("-1", "101")),
]


def test_pages_out_of_range(api: Api) -> None:
    for name, value, told in OUT_OF_RANGE:
        body = refused(api.get(PAGED, **{name: value}), 400, "BadPageRequest")
        assert [each["message"] for each in body["errors"]] == [f"The field {told}."]


def test_only_ten_thousand_are_reachable(api: Api) -> None:
    assert api.get(PAGED, pagesize=100, skippages=100).json == []
    assert api.get(PAGED, pagesize=99, skippages=100).json == []


def test_the_surplus_of_a_page_is_cut_off(world: World, api: Api) -> None:
    many(world, 10_020)
    assert len(api.get(PAGED, pagesize=100, skippages=99).json) == 100
    assert api.get(PAGED, pagesize=100, skippages=100).json == []


SORTED = {
    "": ["Ida", "Bo", "Ada"],
    "number": ["Ida", "Bo", "Ada"],
    "-number": ["Ada", "Bo", "Ida"],
    "-NUMBER": ["Ada", "Bo", "Ida"],
    "customerNumber,-number": ["Ada", "Bo", "Ida"],
    "-customerNumber": ["Ida", "Bo", "Ada"],
}


def test_sorting(api: Api) -> None:
    for sort, expected in SORTED.items():
        assert names(api.get(PAGED, sort=sort).json) == expected, sort


@pytest.mark.parametrize("path", ["/Contacts", "/DeliveryLocations"])
def test_a_sort_that_is_not_allowed(api: Api, path: str) -> None:
    for sort in ("name", "nonsense", "isDeleted", "-", "userInterfaceNumber"):
        refused(api.get(f"{path}/paged", sort=sort), 400, "BadSortRequest")


@pytest.mark.parametrize("path", ["/Contacts", PAGED, "/Contacts/count"])
def test_every_list_is_filtered(api: Api, path: str) -> None:
    answer = api.get(path, filter="name$like:*da")
    found = {"/Contacts": 2, PAGED: 2, "/Contacts/count": 2}
    items = answer.json["items"] if path == "/Contacts" else answer.json
    assert (items if isinstance(items, int) else len(items)) == found[path]
    body = refused(api.get(path, filter="phone$eq:1"), 400, "BadFilterRequest")
    assert "not allowed on property 'phone'" in body["errors"][0]["message"]
    assert body["errors"][0]["property"] == "phone"
    body = refused(api.get(path, filter="number$like:1"), 400, "BadFilterRequest")
    assert "`$like:` is not supported on property 'number'" in body["detail"]


def test_a_count_is_a_bare_number(api: Api) -> None:
    answer = api.get("/Contacts/count")
    assert answer.text == "3"
    assert answer.headers["content-type"] == "application/json"


def test_raw_and_encoded_filters_are_the_same(api: Api) -> None:
    raw = "filter=(name$eq:Ida$or:number$in:[2,99])$and:customerNumber$eq:1&skippages=0"
    encoded = (
        "filter=%28name%24eq%3AIda%24or%3Anumber%24in%3A%5B2%2C99%5D%29%24and%3AcustomerNumber"
        "%24eq%3A1"
    )
    for text in (raw, encoded):
        found = api.call("GET", "/Contacts", query_string=text).json["items"]
        assert names(found) == ["Ida", "Bo"]


def test_a_plus_is_a_blank(api: Api) -> None:
    api.make_contact(1, "Ida Holm")
    found = api.call("GET", "/Contacts", query_string="filter=name$eq:ida+holm").json["items"]
    assert names(found) == ["Ida Holm"]


MOMENTS = [
    ("eq", "2026-01-02T03:04:05Z", True),
    ("eq", "2026-01-02T03:04:06Z", False),
    ("ne", "2026-01-02T03:04:05Z", False),
    ("ne", "2026-01-02T03:04:04Z", True),
    ("gt", "2026-01-02T03:04:05Z", False),
    ("gt", "2026-01-02T03:04:04Z", True),
    ("gte", "2026-01-02T03:04:05Z", True),
    ("gte", "2026-01-02T03:04:05.5Z", False),
    ("lt", "2026-01-02T03:04:05Z", False),
    ("lt", "2026-01-02T03:04:05.5Z", True),
    ("lte", "2026-01-02T03:04:05Z", True),
    ("lte", "2026-01-02T03:04:04Z", False),
    ("eq", "2026-01-02T03:04:05.5Z", False),
    ("gt", "2026-01-02", True),
    ("lt", "2026-01-03", True),
    ("lt", "2026-01-02T04:04:06+01:00", True),
    ("lte", "9999-12-31T23:59:59.9Z", True),
    ("gt", "9999-12-31T23:59:59Z", False),
]


def test_moments_compare_as_they_are_shown(api: Api) -> None:
    for word, value, found in MOMENTS:
        wanted = f"lastUpdated${word}:{value}$and:number$eq:1"
        assert bool(api.items("/Contacts", filter=wanted)) is found, wanted
        either = f"(isDeleted$eq:true$or:lastUpdated${word}:{value})$and:number$eq:1"
        assert bool(api.items("/Contacts", filter=either)) is found, either


NUMBERS = [
    ("99", 404, "ResourceNotFound"),
    ("0", 404, "ResourceNotFound"),
    ("-7", 404, "ResourceNotFound"),
    ("abc", 400, "ValidationError"),
    ("1.5", 400, "ValidationError"),
    ("--5", 400, "ValidationError"),
    ("-", 400, "ValidationError"),
    ("2147483648", 400, "ValidationError"),
    ("9" * 5_000, 400, "ValidationError"),
    ("\uff11", 400, "ValidationError"),
]


@pytest.mark.parametrize("path", ["/Contacts", "/DeliveryLocations", "/Customers"])
def test_numbers_in_the_path(api: Api, path: str) -> None:
    for number, status, code in NUMBERS:
        refused(api.get(f"{path}/{number}"), status, code)
        refused(api.delete(f"{path}/{number}"), status, code)


def test_the_book_of_another_agreement_is_not_seen(world: World, api: Api) -> None:
    other = World(world.engine, world.clock, make_seeded_book(world.engine, world.clock))
    theirs = Api(other, other.give_access("economic"))
    assert theirs.get("/Contacts").json == {"items": []}
    refused(theirs.get("/Contacts/1"), 404, "ResourceNotFound")
    refused(theirs.delete("/Contacts/1"), 404, "ResourceNotFound")
    assert api.get("/Contacts/count").text == "3"


def test_the_setup(world: World, api: Api) -> None:
    shown = api.get("/Setup")
    assert shown.json == {
        "defaultCustomerGroupNumber": 1,
        "defaultLayoutNumber": 21,
        "objectVersion": "0000000000000001",
    }
    with world.book.writing() as ctx:
        book = ctx.unit.books.first()
        assert book is not None
        ctx.unit.books.put(book.changed({"default_customer_group": None}, ctx.now))
    assert set(api.get("/setup").json) == {"defaultLayoutNumber", "objectVersion"}
    refused(api.put("/Setup", {}), 405, "MethodNotAllowed")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x", "must be a whole number"),
        ("1.5", "must be a whole number"),
        ("2147483648", "must be between"),
        ("9" * 5_000, "must be between"),
    ],
)
def test_numbers_in_paths_that_are_none(api: Api, text: str, told: str) -> None:
    """``{number}`` is int32 (section 3 of the contract)."""
    (error,) = refused(api.get(f"/Contacts/{text}"), 400, "ValidationError")["errors"]
    assert told in error["message"]


def test_zeros_before_a_number_in_a_path_do_not_count(api: Api) -> None:
    refused(api.get("/Contacts/" + "0" * 20 + "999"), 404, "ResourceNotFound")
