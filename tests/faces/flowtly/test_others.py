"""Contacts, notes, counterparties, and the lists they refer to (sections 5.2 to 5.4, 7 and 12)."""

import re

import pytest

from partita.faces.flowtly.shelves import SHELVES
from tests.faces.flowtly.api import IDA, Api, Json, refused, violations

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")


def test_a_contact_on_its_own(api: Api) -> None:
    client = api.make_client()
    made = api.make_contact(client, title="Buyer", phone="1", position=7)
    assert (made["client"], made["position"], made["title"]) == (client["@id"], 7, "Buyer")
    assert api.make_contact(client)["position"] == 8
    api.world.clock.advance(seconds=90)
    changed = api.patch(made["@id"], {"phone": None, "name": "Eva Holm"}).json
    assert "phone" not in changed
    assert changed["createdAt"] == made["createdAt"]
    assert changed["updatedAt"] == "2026-01-02T03:05:35+00:00"
    assert api.delete(made["@id"]).status_code == 204
    refused(api.delete(made["@id"]), 404, "Not Found")


def test_a_contact_needs_a_client(api: Api) -> None:
    found = violations(api.post("/client-contacts", {"email": "x"}))
    assert [path for path, _, _ in found] == ["client", "type", "email", "name"]
    body = {**IDA, "client": "/clients/99"}
    refused(api.post("/client-contacts", body), 400, 'Item not found for "/clients/99".')
    one, other = api.make_client(), api.make_client()
    contact = api.make_contact(one)
    found = violations(api.patch(contact["@id"], {"client": other["@id"]}))
    assert found[0][:2] == ("client", "A contact cannot move to another client.")
    assert api.patch(contact["@id"], {"client": one["@id"]}).status_code == 200


def test_a_note_on_its_own(api: Api) -> None:
    one, other = api.make_client(), api.make_client()
    made = api.make_note(one)
    assert UUID.fullmatch(made["id"])
    assert (made["client"], made["employee"], made["note"]) == (
        one["@id"],
        api.me(),
        "Called back.",
    )
    moved = api.patch(made["@id"], {"client": other["@id"], "note": "Moved."}).json
    assert (moved["client"], moved["note"], moved["id"]) == (other["@id"], "Moved.", made["id"])
    assert api.show(made["@id"].upper().replace("/FLOWTLY/CLIENT-NOTES", "/client-notes")) == moved
    assert api.delete(made["@id"]).status_code == 204
    refused(api.get(made["@id"]), 404, "Not Found")
    found = violations(api.post("/client-notes", {}))
    assert [path for path, _, _ in found] == ["client", "employee", "note"]
    for iri in ("/clients/99", "/employees/99"):
        body = {"client": one["@id"], "employee": api.me(), "note": "x"}
        name = "client" if "clients" in iri else "employee"
        refused(api.post("/client-notes", {**body, name: iri}), 400, f'Item not found for "{iri}".')


def test_notes_by_time(api: Api) -> None:
    client = api.make_client()
    for hour in range(3):
        api.make_note(client, f"Note {hour}")
        api.world.clock.advance(hours=1)
    for query, notes in (
        ("order[createdAt]=desc", [2, 1, 0]),
        ("createdAt[after]=2026-01-02T04:04:05Z", [1, 2]),
        ("createdAt[strictly_after]=2026-01-02T04:04:05%2B00:00", [2]),
        ("createdAt[before]=2026-01-02T04:04:05+00:00", [0, 1]),
        ("createdAt[strictly_before]=2026-01-02T04:04:05Z", [0]),
        ("createdAt[after]=2026-01-03", []),
        ("createdAt[after]=yesterday", [0, 1, 2]),
        ("createdAt[after]=9999-12-31T23:59:59Z&createdAt[before]=x", []),
        (f"client={client['@id']}", [0, 1, 2]),
        ("client=99", []),
        (f"employee={api.me()}", [0, 1, 2]),
    ):
        found = [each["note"] for each in api.members(f"/client-notes?{query}")]
        assert found == [f"Note {each}" for each in notes], query


def test_a_counterparty(api: Api) -> None:
    made = api.make_counterparty(
        "Beta ApS",
        type="income",
        requireAttachment=True,
        cyclic=True,
        budgetNeutral=True,
        logoUrl="https://b.example/logo.svg",
        corporateWebsiteUrl="https://b.example",
        costGroup="/cost-groups/1",
        description="Buys",
        vatNumber="DK10203040",
    )
    assert list(made) == [
        *("@context", "@id", "@type", "id", "type", "requireAttachment", "cyclic"),
        *("budgetNeutral", "logoUrl", "corporateWebsiteUrl", "displayName", "costGroupIcon"),
        *("name", "description", "costGroup", "status", "vatNumber", "tin"),
    ]
    assert (made["displayName"], made["costGroupIcon"]) == ("Beta ApS", "cart")
    changed = api.patch(made["@id"], {**made, "displayName": "Beta", "cyclic": False}).json
    assert (changed["displayName"], changed["name"], changed["cyclic"]) == (
        "Beta",
        "Beta ApS",
        False,
    )
    refused(
        api.patch(made["@id"], {"cyclic": "true"}),
        400,
        'The type of the "cyclic" attribute must be "bool", "string" given.',
    )
    assert api.delete(made["@id"]).status_code == 204
    refused(api.get(made["@id"]), 404, "Not Found")


def test_a_displayed_name_is_enough(api: Api) -> None:
    made = api.make("/counterparties", {"displayName": "Gamma"})
    assert (made["name"], made["displayName"], made["type"]) == ("Gamma", "Gamma", "standard")
    assert [path for path, _, _ in violations(api.post("/counterparties", {}))] == ["name"]


def test_the_same_under_a_name_without_plural(api: Api) -> None:
    made = api.make("/counterparty", {"name": "Delta"})
    assert made["@id"] == f"/flowtly/counterparties/{made['id']}"
    changed = api.patch(f"/counterparty/{made['id']}", {"name": "Epsilon"})
    assert changed.json["@id"] == made["@id"]
    assert changed.headers["content-location"] == f"{made['@id']}.jsonld"
    assert api.show(made["@id"])["name"] == "Epsilon"


@pytest.mark.parametrize("member", ["counterparties", "sources", "ids", "sourceIds"])
def test_merging(api: Api, member: str) -> None:
    stays = api.make_counterparty("Stays")
    gone = api.make_counterparty("Gone", description="Kept", costGroup="/cost-groups/2")
    also = api.make_counterparty("Also", description="Too late", logoUrl="https://a.example/l.png")
    client = api.make_client(defaultCost=gone["@id"])
    answer = api.post(f"{stays['@id']}/merge", {member: [gone["@id"], also["id"]]})
    assert answer.status_code == 201
    assert answer.json == api.show(stays["@id"])
    assert answer.json["description"] == "Kept"
    assert answer.json["logoUrl"] == "https://a.example/l.png"
    assert api.show(client["@id"])["defaultCost"] == stays["@id"]
    for each in (gone, also):
        refused(api.get(each["@id"]), 404, "Not Found")
    assert [each["id"] for each in api.members("/counterparties")] == [stays["id"]]


def test_a_merge_that_cannot_be(api: Api) -> None:
    stays, gone = api.make_counterparty("Stays"), api.make_counterparty("Gone")
    path = f"{stays['@id']}/merge"
    api.world.forget()
    bodies: list[Json] = [{}, {"ids": []}]
    for body in bodies:
        assert "should not be blank" in violations(api.post(path, body))[0][1]
    found = violations(api.post(path, {"ids": [gone["id"], stays["id"]]}))
    assert found[0][:2] == ("counterparties", "A counterparty cannot be merged with itself.")
    refused(api.post(path, {"source": 99}), 400, 'Item not found for "/flowtly/counterparties/99".')
    refused(api.post(path, {"ids": gone["id"]}), 400)
    refused(api.post("/counterparties/99/merge", {"ids": [gone["id"]]}), 404)
    assert api.world.changes() == []


@pytest.mark.parametrize("shelf", SHELVES, ids=lambda shelf: shelf.path)
def test_every_collection_has_members_with_iris(api: Api, shelf: object) -> None:
    path = f"/{shelf.path}"  # type: ignore[attr-defined]  # a shelf
    client = api.make_client(clientContacts=[IDA])
    api.make_note(client)
    api.make_counterparty()
    for member in api.members(f"{path}?itemsPerPage=5"):
        shown = api.show(member["@id"])
        assert shown.pop("@context") == f"/flowtly/contexts/{member['@type']}"
        assert shown == member
    assert api.show(path)["hydra:totalItems"] > 0


@pytest.mark.parametrize(
    ("language", "country", "currency"),
    [
        ("", "Denmark", "Danish Krone"),
        ("da", "Danmark", "dansk krone"),
        ("nl-NL, en;q=0.5", "Denemarken", "Deense kroon"),
        ("pl", "Dania", "korona duńska"),
        ("tlh", "Denmark", "Danish Krone"),
    ],
)
def test_names_in_the_language_asked_for(
    api: Api, language: str, country: str, currency: str
) -> None:
    shown = api.get("/countries/208", Accept_Language=language).json
    assert (shown["name"], shown["code"], shown["@id"]) == (country, "DK", "/flowtly/countries/DK")
    listed = api.get("/currencies?code=DKK", Accept_Language=language).json["hydra:member"]
    assert [each["name"] for each in listed] == [currency]


def test_enriching_one(api: Api) -> None:
    made = api.make_counterparty("Spotify AB", corporateWebsiteUrl="https://www.spotify.com")
    assert "logoUrl" not in made
    answer = api.post(f"{made['@id']}/enrich-branding-ai", None)
    assert answer.status_code == 201
    assert answer.json == api.show(made["@id"])
    assert "spotify" in answer.json["logoUrl"]
    assert answer.json["corporateWebsiteUrl"] == made["corporateWebsiteUrl"]
    api.world.forget()
    again = api.post(f"{made['@id']}/enrich-branding-ai", {"force": False})
    assert again.json == answer.json
    assert api.world.changes() == []
    refused(api.post(f"{made['@id']}/enrich-branding-ai", {"force": 1}), 400)
    refused(api.post("/counterparties/99/enrich-branding-ai", None), 404, "Not Found")
    refused(api.get("/counterparties/enrich-branding-ai"), 405)


def test_nothing_is_invented(api: Api) -> None:
    made = api.make_counterparty("Qwxyz & Sons of Nowhere")
    assert api.post(f"{made['@id']}/enrich-branding-ai", {}).json == api.show(made["@id"]) == made


def test_enriching_many_is_a_job(api: Api) -> None:
    ids = [api.make_counterparty(name)["id"] for name in ("Spotify AB", "Nowhere", "Dropbox")]
    answer = api.post("/counterparties/enrich-branding-ai", {"ids": ids[:2], "force": False})
    assert answer.status_code == 202
    assert answer.json == {"job": 1, "status": "waiting", "total": 2}
    refused(api.post("/counterparties/enrich-branding-ai", {"ids": [99]}), 400)
    refused(api.post("/counterparties/enrich-branding-ai", {"ids": 1}), 400)


def test_many_are_not_all(api: Api) -> None:
    """12.4: "default = all lacking a logo or website", and a list of none is no default."""
    api.make_counterparty("Spotify AB")
    for name in ("ids", "counterparties"):
        found = violations(api.post("/counterparties/enrich-branding-ai", {name: []}))
        assert [path for path, _, _ in found] == [name]
    assert api.post("/counterparties/enrich-branding-ai", {}).json["total"] == 1
    again = api.post("/counterparties/enrich-branding-ai", {})
    refused(again, 409, "Such a job is running already. Wait until it is done.")


@pytest.mark.parametrize("path", ["/countries", "/countries/DK", "/currencies/DKK"])
def test_names_say_that_they_depend_on_the_language(api: Api, path: str) -> None:
    answer = api.get(path, Accept_Language="da")
    assert answer.headers["vary"] == "Accept, Accept-Language"
    assert api.get("/clients").headers["vary"] == "Accept"


def test_a_logo_is_a_url_that_can_be_opened(api: Api) -> None:
    """5.4: `logoUrl` is a URL; the one of a logo served by us has our own host in it."""
    made = api.make_counterparty("Spotify AB")
    logo = "http://falconframework.org/logos/spotify.svg"
    shown = api.post(f"{made['@id']}/enrich-branding-ai", None).json
    assert shown["logoUrl"] == logo == api.members("/counterparties")[0]["logoUrl"]
    api.world.forget()
    assert api.patch(made["@id"], shown).json == shown
    assert api.world.changes() == []
    elsewhere = api.get(made["@id"], Host="partita.example").json["logoUrl"]
    assert elsewhere == "http://partita.example/logos/spotify.svg"
