"""Collections: shape, pages, filters, orders, searching (sections 9 and 12.1)."""

import pytest

from partita.domain.query import OffsetPage, Query
from partita.facekit.face import Reply
from partita.facekit.portions import Portions
from partita.faces.flowtly import filters, paging, reading
from partita.faces.flowtly.shelves import CLIENTS, Look, view_of
from tests.faces.flowtly.api import Api, refused

NAMES = ("Alfa ApS", "Beta & Søn", "Ærø 50%", "Delta_A", "Echo")


@pytest.fixture
def filled(api: Api) -> Api:
    for place, name in enumerate(NAMES):
        country = "/countries/SE" if place % 2 else "/countries/DK"
        api.make_client(
            name=name, country=country, dueDays=place * 7, vatNumber=f"DK1000000{place}"
        )
    return api


def test_keys_and_their_order(filled: Api) -> None:
    shown = filled.show("/clients?itemsPerPage=2&page=2&order[name]=asc")
    assert list(shown) == [
        *("@context", "@id", "@type", "hydra:totalItems", "hydra:member", "hydra:view"),
        "hydra:search",
    ]
    assert (shown["@id"], shown["@type"]) == ("/flowtly/clients", "hydra:Collection")
    assert shown["hydra:totalItems"] == len(NAMES)
    assert "@context" not in shown["hydra:member"][0]
    path = "/flowtly/clients?itemsPerPage=2&order%5Bname%5D=asc&page="
    assert shown["hydra:view"] == {
        "@id": f"{path}2",
        "@type": "hydra:PartialCollectionView",
        "hydra:first": f"{path}1",
        "hydra:last": f"{path}3",
        "hydra:previous": f"{path}1",
        "hydra:next": f"{path}3",
    }


def test_when_there_is_a_view(filled: Api) -> None:
    for query in ("", "?page=1", "?pagination=true"):
        assert "hydra:view" not in filled.show(f"/clients{query}"), query
    view = filled.show("/clients?name=alfa")["hydra:view"]
    assert view == {"@id": "/flowtly/clients?name=alfa", "@type": "hydra:PartialCollectionView"}
    last = filled.show("/clients?itemsPerPage=2&page=9")
    assert last["hydra:member"] == []
    assert "hydra:next" not in last["hydra:view"]


def test_the_search_template(api: Api) -> None:
    search = api.show("/counterparties")["hydra:search"]
    assert search["@type"] == "hydra:IriTemplate"
    assert search["hydra:template"].startswith("/flowtly/counterparties{?id,id[],displayName,")
    assert search["hydra:variableRepresentation"] == "BasicRepresentation"
    mapping = {each["variable"]: each for each in search["hydra:mapping"]}
    assert mapping["exists[logoUrl]"] == {
        "@type": "IriTemplateMapping",
        "variable": "exists[logoUrl]",
        "property": "logoUrl",
        "required": False,
    }
    assert mapping["order[displayName]"]["property"] == "displayName"


def test_names_without_prefix(filled: Api) -> None:
    filled.world.put_in_mode("flowtly", "bare")
    shown = filled.show("/clients?itemsPerPage=2")
    assert list(shown)[2:] == ["@type", "totalItems", "member", "view", "search"]
    assert shown["@type"] == "Collection"
    assert shown["view"]["@type"] == "PartialCollectionView"
    assert {"template", "mapping"} <= shown["search"].keys()


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("page=0", "Page should not be less than 1"),
        ("page=-1", "Page should not be less than 1"),
        ("page=x", "Page should not be less than 1"),
        ("itemsPerPage=-1", "Limit should not be less than 0"),
        ("itemsPerPage=0&page=2", "Page should not be greater than 1 if limit is equal to 0"),
    ],
)
def test_pages_there_cannot_be(api: Api, query: str, detail: str) -> None:
    refused(api.get(f"/clients?{query}"), 400, detail)


def test_sizes_of_pages(api: Api) -> None:
    assert len(api.members("/countries")) == 30
    assert len(api.members("/countries?itemsPerPage=200")) == 200
    everything = api.show("/countries?pagination=false")
    assert len(everything["hydra:member"]) == everything["hydra:totalItems"] > 200
    none = api.show("/countries?itemsPerPage=0")
    assert none["hydra:member"] == []
    assert none["hydra:totalItems"] == everything["hydra:totalItems"]
    assert len(api.get("/countries?itemsPerPage=100", Accept="application/json").json) == 100
    assert api.members("/countries?page=99999999999999999999") == []


@pytest.mark.parametrize("rows_max", [1, 2, 7])
def test_pages_of_those_who_turn_paging_off_are_sent_as_they_are_read(
    api: Api, monkeypatch: pytest.MonkeyPatch, rows_max: int
) -> None:
    monkeypatch.setattr(paging, "WHOLE_ITEMS_MAX", 3)
    monkeypatch.setattr(reading, "PORTION_ROWS", rows_max)
    for number in range(7):
        api.make_client(name=f"Client {number}")
    path, found = "/clients?pagination=false&order[id]=asc", []
    while path:
        page = api.show(path)
        assert page["hydra:totalItems"] == 7
        found.append([each["name"] for each in page["hydra:member"]])
        assert len(found) < 5
        path = page["hydra:view"].get("hydra:next", "")
    names = [f"Client {number}" for number in range(7)]
    assert found == [names[:3], names[3:6], names[6:]]
    plain = "/clients?pagination=false&page={}"
    for number, expected in ((1, names[:3]), (3, names[6:]), (4, [])):
        answer = api.get(plain.format(number), Accept="application/json")
        assert [each["name"] for each in answer.json] == expected
    assert api.show("/clients?pagination=false&name=nobody")["hydra:member"] == []
    refused(api.get(plain.format(0)), 400, "Page should not be less than 1")


def test_only_long_lists_leave_in_portions(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PORTION_ROWS", 2)
    read, seen = Portions.placed, list[bool]()

    def placed(self: Portions, reply: Reply, *, is_sent: bool) -> Reply:
        seen.append(reply.rest is not None)
        return read(self, reply, is_sent=is_sent)

    monkeypatch.setattr(Portions, "placed", placed)
    for number in range(3):
        api.make_client(name=f"Client {number}")
    for form in ("application/ld+json", "application/json"):
        for query in ("pagination=false", "pagination=false&name=1", "itemsPerPage=1000"):
            assert api.get(f"/clients?{query}", Accept=form).status_code == 200
    assert seen == [True, False, False] * 2


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("name=ALFA", [0]),
        ("name=%25", [2]),
        ("name=_a", [3]),
        ("name[]=alfa&name[]=echo", [0, 4]),
        ("country=/countries/SE", [1, 3]),
        ("country=/flowtly/countries/752", [1, 3]),
        ("country=SE", [1, 3]),
        ("country[]=SE&country[]=DK", [0, 1, 2, 3, 4]),
        ("country=nowhere", []),
        ("tin=10000003", [3]),
        ("vatNumber=dk1000", [0, 1, 2, 3, 4]),
        ("vatNumber=00004", [4]),
        ("defaultCost=99", []),
        ("status=inactive", []),
        ("dueDays[gte]=14", [2, 3, 4]),
        ("dueDays[between]=7..14", [1, 2]),
        ("dueDays[lt]=x", [0, 1, 2, 3, 4]),
        ("unknown=1", [0, 1, 2, 3, 4]),
        ("name=alfa&country=SE", []),
        ("name=", [0, 1, 2, 3, 4]),
    ],
)
def test_filters(filled: Api, query: str, found: list[int]) -> None:
    assert filled.names(f"/clients?{query}") == [NAMES[place] for place in found]


def test_several_ids_at_once(filled: Api) -> None:
    ids = [each["id"] for each in filled.members("/clients")]
    query = f"id[]={ids[0]}&id[]=/flowtly/clients/{ids[2]}&id[]=x"
    assert filled.names(f"/clients?{query}") == [NAMES[0], NAMES[2]]


def test_orders(filled: Api) -> None:
    assert filled.names("/clients?order[name]=DESC")[0] == NAMES[2]
    assert filled.names("/clients?order[id]=desc") == list(reversed(NAMES))
    assert filled.names("/clients?order[nothing]=asc&order[name]=sideways") == list(NAMES)


def test_truths_and_what_is_there(api: Api) -> None:
    api.make_counterparty("Has", cyclic=True, logoUrl="https://a.example/l.svg")
    api.make_counterparty("Lacks")
    for query, names in (
        ("cyclic=true", ["Has"]),
        ("cyclic=0", ["Lacks"]),
        ("cyclic=maybe", ["Has", "Lacks"]),
        ("exists[logoUrl]=true", ["Has"]),
        ("exists[logoUrl]=false", ["Lacks"]),
        ("displayName=ack", ["Lacks"]),
        ("type=standard", ["Has", "Lacks"]),
    ):
        assert api.names(f"/counterparties?{query}") == names, query


def test_chosen_properties(filled: Api) -> None:
    member = filled.members("/clients?properties[]=name&properties[]=dueDays&properties[]=odd")[0]
    assert list(member) == ["@id", "@type", "name", "dueDays"]
    assert list(filled.show(f"{member['@id']}?properties[]=tin")) == [
        "@context",
        "@id",
        "@type",
        "tin",
    ]


@pytest.mark.parametrize("name", ["query", "search", "q", "name", "phrase"])
def test_searching(filled: Api, name: str) -> None:
    for text, found in (
        ("aero", [2]),
        ("SON", [1]),
        ("dk10000002", [2]),
        ("0000", [0, 1, 2, 3, 4]),
        ("_", [3]),
        ("nobody", []),
        ("", [0, 1, 2, 3, 4]),
    ):
        shown = filled.show(f"/clients/search?{name}={text}")
        assert [each["name"] for each in shown["hydra:member"]] == [NAMES[at] for at in found], text
        assert shown["@id"] == "/flowtly/clients/search"
        assert shown["hydra:totalItems"] == len(found)
    assert len(filled.members("/clients/search?q=0000&itemsPerPage=2&country=SE")) == 2


def test_a_search_goes_through_its_index(filled: Api) -> None:
    if not filled.world.engine._can.has_search_table:
        pytest.skip("the index is on the column itself")
    query = Query(
        view_of(CLIENTS, Look("/flowtly", is_linked=True)),
        filters.searching("echo"),
        page=OffsetPage(30),
    )
    with filled.world.engine.read(filled.world.book.book_id) as reading:
        compiled = reading._compiler.rows(query)
        params = compiled.params(query, filled.world.book.book_id)
        plan = [row[3] for row in reading._link.rows(f"EXPLAIN QUERY PLAN {compiled.sql}", params)]
    assert plan[0].startswith("SCAN found VIRTUAL TABLE")
    assert plan[1] == "SEARCH party USING PRIMARY KEY (book_id=? AND id=?)"
    assert not any(step.startswith(("SCAN party", "SCAN role")) for step in plan)


def test_contacts_of_a_client_come_by_position(api: Api) -> None:
    """5.2: "ordering within a client; ... list ordered by it"."""
    client, other = api.make_client(), api.make_client()
    api.make_contact(other, name="Other")
    for name, position in (("Third", 3), ("First", 1), ("Second", 2)):
        api.make_contact(client, name=name, position=position)
    ordered = ["First", "Second", "Third"]
    assert api.names(f"/client-contacts?client={client['id']}") == ordered
    both = f"/client-contacts?client[]={client['@id']}&client[]={other['id']}"
    assert api.names(both) == [*ordered, "Other"]
    assert api.names("/client-contacts") == ["Other", "Third", "First", "Second"]
    assert api.names(f"{both}&order[name]=desc") == ["Third", "Second", "Other", "First"]


def test_the_search_template_says_what_takes_the_words(api: Api) -> None:
    """9.1: `search` tells clients of every parameter; 12.1 has one more than the list."""
    search = api.show("/clients/search")["hydra:search"]
    assert search["hydra:template"].startswith("/flowtly/clients/search{?query,id,id[],name,")
    assert search["hydra:mapping"][0] == {
        "@type": "IriTemplateMapping",
        "variable": "query",
        "property": None,
        "required": False,
    }
    assert "query" not in api.show("/clients")["hydra:search"]["hydra:template"]


def test_what_no_text_can_hold_fits_nothing(filled: Api) -> None:
    """9.3: a filter that nothing fits gives "an empty page, not an error"."""
    for name in ("name", "vatNumber", "status", "tin", "id", "country", "defaultCost", "tin[]"):
        assert filled.members(f"/clients?{name}=%00") == [], name
    assert filled.members("/clients/search?q=%00") == []
    assert filled.members("/client-notes?id=%00") == []
    refused(filled.get("/client-notes/%00"), 404, "Not Found")
