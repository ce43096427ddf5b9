"""What the dialect tells of itself is true (sections 5.5 and 13)."""

import json
from pathlib import Path
from typing import Any, Final

import pytest
from babel.messages.extract import extract_from_dir
from falcon.testing import TestClient

from partita.facekit.catalogues import read_catalogue
from partita.facekit.openapi import PAGE_WORDS
from partita.faces import flowtly
from partita.faces.flowtly import openapi
from partita.faces.flowtly.messages import ENGLISH, FOLDER, LANGUAGES
from partita.faces.flowtly.shelves import SHELVES
from tests.faces.documents import check_document
from tests.faces.flowtly.api import IDA, Api
from tests.faces.live import live
from tests.faces.node import run_node

EXAMPLES_MAX: Final = 8


def seed(api: Api) -> None:
    """Something of everything, so that answers have something to show."""
    cost = api.make_counterparty(costGroup="/cost-groups/2")
    client = api.make_client(clientContacts=[IDA], defaultCost=cost["@id"])
    api.make_note(client)


def test_the_document_is_true(api: Api) -> None:
    seed(api)
    path = "/flowtly/docs.jsonopenapi"
    check_document(api.world, path, api.headers, examples_max=EXAMPLES_MAX)


def document(api: Api, path: str = "/docs.jsonopenapi", **headers: str) -> dict[str, Any]:
    answer = api.get(path, **headers)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json
    return found


CONTRACT: Final = {
    *(("GET", path) for path in ("/clients", "/clients/{id}", "/clients/{id}/documents")),
    *(("GET", "/clients/search"), ("POST", "/clients"), ("PATCH", "/clients/{id}")),
    *(
        (method, path)
        for base in ("/client-contacts", "/client-notes", "/counterparties")
        for method, path in (
            *(("GET", base), ("POST", base), ("GET", f"{base}/{{id}}")),
            *(("PATCH", f"{base}/{{id}}"), ("DELETE", f"{base}/{{id}}")),
        )
    ),
    ("POST", "/counterparties/{id}/merge"),
    ("POST", "/counterparties/{id}/enrich-branding-ai"),
    ("POST", "/counterparties/enrich-branding-ai"),
    ("POST", "/counterparty"),
    ("PATCH", "/counterparty/{id}"),
}


def test_all_operations_of_the_contract_are_told(api: Api) -> None:
    found = document(api)
    told = {(method.upper(), path) for path, item in found["paths"].items() for method in item}
    assert len(CONTRACT) == 26
    assert told >= CONTRACT
    clients = found["paths"]["/clients"]
    assert clients["get"]["operationId"] == "api_clients_get_collection"
    assert clients["post"]["operationId"] == "api_clients_post"
    assert found["paths"]["/clients/{id}"]["patch"]["operationId"] == "api_clients_id_patch"
    ids = [each["operationId"] for item in found["paths"].values() for each in item.values()]
    assert len(ids) == len(set(ids))


def test_schemas_have_the_names_of_the_contract(api: Api) -> None:
    found = document(api)
    assert found["openapi"] == "3.1.0"
    schemas = found["components"]["schemas"]
    assert {
        "Client-client.read_client_contact.read_storage.read",
        "Client.jsonld-client.read_client_contact.read_storage.read",
        "Client-client.write",
        "Client.jsonMergePatch-client.write",
        "ClientContact-client_contact.read",
        "ClientContact-client_contact.write",
        "ClientNote-client_note.read",
        "ClientNote-client_note.write",
        "Counterparty-counterparty.read",
        "Counterparty-counterparty.write",
    } <= schemas.keys()
    assert schemas["Client-client.write"]["required"] == [
        *("country", "currency", "status", "name", "tinType")
    ]
    assert schemas["ClientContact-client_contact.write"]["required"] == ["type", "email", "name"]
    assert schemas["ClientNote-client_note.write"]["required"] == ["client", "employee", "note"]
    assert "required" not in schemas["Counterparty-counterparty.write"]
    assert "id" not in schemas["Client-client.write"]["properties"]


def test_the_form_of_the_documentation_is_chosen_by_accept(api: Api) -> None:
    for accept, media in (
        ("text/html", "text/html"),
        ("application/ld+json", "application/ld+json"),
        ("application/vnd.openapi+json", "application/vnd.openapi+json"),
        ("application/json", "application/json"),
        ("", "text/html"),
    ):
        assert api.get("/docs", Accept=accept).headers["content-type"].startswith(media)
    assert document(api, "/docs.json") == document(api)


def test_the_page_is_readable_in_three_languages(api: Api) -> None:
    for language, words in (
        ("en", ("Answers", "Telephone number.")),
        ("da", ("Svar", "Telefonnummer.")),
        ("nl", ("Antwoorden", "Telefoonnummer.")),
    ):
        answer = api.get("/docs", Accept="text/html", Accept_Language=language)
        assert answer.headers["content-language"] == language
        assert f'<html lang="{language}">' in answer.text
        assert all(word in answer.text for word in words)
        for word in ("<script", "<link", "<img", 'src="', "url("):
            assert word not in answer.text, word


def texts() -> set[str]:
    """Every text the dialect may say, as gettext finds them."""
    folder = Path(flowtly.__file__).parent
    found = extract_from_dir(folder, method_map=[("**.py", "python")], keywords={"N_": None})
    return {message for _, _, message, *_ in found if isinstance(message, str)}


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != ENGLISH])
def test_every_text_is_there_in_every_language(language: str) -> None:
    catalogue = read_catalogue(FOLDER, language)
    missing = [text for text in sorted(texts()) if not _has(catalogue, text)]
    assert missing == []
    assert set(PAGE_WORDS) == set(openapi.PAGE_WORDS)


def _has(catalogue: Any, text: str) -> bool:  # noqa: ANN401
    said = catalogue._catalog.get(text)
    marks = set(text.replace("}", "{").split("{")[1::2])
    return bool(said) and all(f"{{{mark}}}" in said for mark in marks)


def test_the_languages_of_the_pages_are_there() -> None:
    assert set(LANGUAGES) >= {"en", "da", "nl"}


def test_the_entrypoint_and_its_contexts(api: Api) -> None:
    shown = api.show("")
    assert (shown["@id"], shown["@type"]) == ("/flowtly", "Entrypoint")
    keys = [name for name in shown if name[0] != "@"]
    assert keys == sorted(keys)
    assert shown["clientContact"] == "/flowtly/client-contacts"
    assert "@id" not in api.get("/index.json").json
    vocabulary = "http://falconframework.org/flowtly/docs.jsonld#"
    context = api.show("/contexts/Client")["@context"]
    assert context["@vocab"] == vocabulary
    assert context["name"] == "Client/name"
    assert context["country"] == {"@id": "Client/country", "@type": "@id"}
    assert "id" not in context
    entry = api.show("/contexts/Entrypoint.jsonld")["@context"]
    assert entry["client"] == {"@id": "Entrypoint/client", "@type": "@id"}
    for name in ("Error", "ConstraintViolation", "ConstraintViolationList", "Storage"):
        assert api.show(f"/contexts/{name}")["@context"]["@vocab"] == vocabulary


def test_actions_are_not_told_as_creates(api: Api) -> None:
    classes = {each["@id"]: each for each in api.show("/docs.jsonld")["hydra:supportedClass"]}
    for wrapper in classes["#Entrypoint"]["hydra:supportedProperty"]:
        methods = [
            each["hydra:method"] for each in wrapper["hydra:property"]["hydra:supportedOperation"]
        ]
        assert methods in (["GET"], ["GET", "POST"])
    assert {"#Client", "#ConstraintViolation", "#ConstraintViolationList"} <= classes.keys()
    of_client = {
        each["hydra:title"]: each for each in classes["#Client"]["hydra:supportedProperty"]
    }
    country = of_client["country"]
    assert (country["hydra:required"], country["hydra:writeable"]) == (True, True)
    assert country["hydra:property"]["@type"] == "hydra:Link"
    assert country["hydra:property"]["range"] == "#Country"


PARSING: Final = """
import { parseHydraDocumentation } from "@api-platform/api-doc-parser";
const { api } = await parseHydraDocumentation(process.argv[2]);
const told = api.resources.map((each) => ({
  name: each.name,
  url: each.url,
  fields: each.fields.map((field) => [field.name, field.type, field.required]),
  references: each.fields.filter((field) => field.reference).map((field) => [
    field.name, field.reference.name ?? field.reference]),
  readable: each.readableFields.map((field) => field.name),
  writable: each.writableFields.map((field) => field.name),
  operations: each.operations.map((operation) => [operation.method, operation.type]),
}));
console.log(JSON.stringify(told));
"""


def test_a_published_parser_finds_everything(api: Api) -> None:
    with live(api.world) as server:
        told = json.loads(run_node(PARSING, f"{server}/flowtly"))
        found = {each["name"]: each for each in told}
        assert found.keys() == {shelf.path for shelf in SHELVES}
        for shelf in SHELVES:
            each = found[shelf.path]
            assert each["url"] == f"{server}/flowtly/{shelf.path}"
            assert [name for name, _, _ in each["fields"]] == [field.name for field in shelf.shown]
            assert set(each["writable"]) == set(shelf.written)
            wanted = {("GET", "list"), ("GET", "show")}
            if shelf.is_written:
                wanted |= {("POST", "create"), ("PATCH", "edit")}
            if shelf.is_deleted:
                wanted.add(("DELETE", "delete"))
            assert sorted(map(tuple, each["operations"])) == sorted(wanted)
    types = {name: (kind, required) for name, kind, required in found["clients"]["fields"]}
    assert types["dueDays"] == ("integer", False)
    assert types["name"] == ("string", True)
    references = dict(found["clients"]["references"])
    assert references["country"] == "countries"
    assert references["defaultCost"] == "counterparties"


def test_who_knows_no_javascript_sees_the_page(api: Api) -> None:
    page = TestClient(api.world.app).simulate_get("/flowtly/docs.html").text
    assert "POST /clients" in page
    assert "api_clients_get_collection" in page


def test_embedded_contacts_are_those_of_the_same_form(api: Api) -> None:
    """5.5: "JSON-LD twins with `.jsonld`"; 10: a new client's contacts are whole objects."""
    schemas = api.get("/docs.json").json["components"]["schemas"]

    def items(name: str) -> object:
        return schemas[name]["properties"]["clientContacts"]["items"]

    def ref(name: str) -> dict[str, str]:
        return {"$ref": f"#/components/schemas/{name}"}

    groups = "client.read_client_contact.read_storage.read"
    assert items(f"Client-{groups}") == ref("ClientContact-client_contact.read")
    assert items(f"Client.jsonld-{groups}") == ref("ClientContact.jsonld-client_contact.read")
    assert items("Client-client.write") == ref("ClientContact-client_contact.write")
    assert items("Client.jsonMergePatch-client.write") == {
        "anyOf": [
            ref("ClientContact.jsonMergePatch-client_contact.write"),
            {"type": "string", "format": "iri-reference"},
        ]
    }
    documents = schemas["Client.jsonld-documents"]["properties"]["documents"]
    assert documents["items"] == ref("Storage.jsonld")


def test_the_document_of_collections_without_prefix_has_none(api: Api) -> None:
    """9.1: "make bare a switch"; a client made from the document then reads bare names."""

    def names() -> list[str]:
        found = document(api)["paths"]["/clients"]["get"]["responses"]["200"]["content"]
        return list(found["application/ld+json"]["schema"]["properties"])[3:]

    assert names() == ["hydra:totalItems", "hydra:member", "hydra:view", "hydra:search"]
    api.world.put_in_mode("flowtly", "bare")
    assert names() == list(api.show("/clients?page=1&id=1"))[3:]
