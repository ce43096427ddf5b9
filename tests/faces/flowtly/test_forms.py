"""Forms of answers and bodies, headers, places (sections 1, 8 and 11)."""

import pytest
from falcon.testing import TestClient

from partita.server import make_app
from partita.settings import Settings
from tests.faces.flowtly.api import ALPHA, LINKED, PATCH, Api, refused

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", LINKED),
        ("*/*", LINKED),
        ("application/*", LINKED),
        (BROWSER, LINKED),
        ("application/json", "application/json"),
        ("application/ld+json;q=0.5, application/json;q=0.9", "application/json"),
        ("application/json, application/ld+json", LINKED),
        ("application/ld+json;q=0, */*", "application/json"),
    ],
)
def test_the_form_that_is_liked_best(api: Api, accept: str, media: str) -> None:
    answer = api.get("/countries/DK", Accept=accept)
    assert answer.headers["content-type"] == f"{media}; charset=utf-8"
    assert ("@id" in answer.json) is (media == LINKED)


def test_a_suffix_chooses_the_form(api: Api) -> None:
    client = api.make_client()
    for path in ("/clients", "/clients/search", f"/clients/{client['id']}/documents"):
        for suffix, media in ((".json", "application/json"), (".jsonld", LINKED)):
            answer = api.get(path + suffix, Accept="text/csv")
            assert answer.headers["content-type"] == f"{media}; charset=utf-8", path
    answer = api.get(f"/clients/{client['id']}.json")
    assert answer.json["id"] == client["id"]
    assert "@id" not in answer.text
    assert api.get("/clients.xml").status_code == 404


def test_a_form_nobody_writes(api: Api) -> None:
    body = refused(
        api.get("/clients", Accept="text/csv"),
        406,
        'Requested format "text/csv" is not supported. '
        'Supported MIME types are "application/ld+json", "application/json".',
    )
    assert body["@id"] == "/flowtly/errors/406"
    assert api.post("/clients", ALPHA, Accept="text/csv").status_code == 406
    assert api.show("/clients")["hydra:totalItems"] == 0


@pytest.mark.parametrize(
    ("method", "media", "detail"),
    [
        ("POST", "", 'The "Content-Type" header must exist.'),
        (
            "POST",
            "text/plain",
            (
                'The content-type "text/plain" is not supported. '
                'Supported MIME types are "application/ld+json", "application/json".'
            ),
        ),
        (
            "PATCH",
            "application/json",
            (
                'The content-type "application/json" is not supported. '
                'Supported MIME types are "application/merge-patch+json".'
            ),
        ),
    ],
)
def test_a_body_nobody_reads(api: Api, method: str, media: str, detail: str) -> None:
    client = api.make_client()
    path = "/clients" if method == "POST" else client["@id"]
    refused(api.call(method, path, "{}", Content_Type=media), 415, detail)


@pytest.mark.parametrize("body", ["", "{", "[1", "nul", '{"a":"\\ud800', "[" * 100_000])
def test_what_is_no_json(api: Api, body: str) -> None:
    refused(api.call("POST", "/clients", body, Content_Type=LINKED), 400, "Syntax error")


def test_headers_of_every_answer(api: Api) -> None:
    client = api.make_client()
    link = (
        "<http://falconframework.org/flowtly/docs.jsonld>; "
        'rel="http://www.w3.org/ns/hydra/core#apiDocumentation"'
    )
    for path, status in ((client["@id"], 200), ("/clients/99", 404), ("/nowhere", 404)):
        answer = api.get(path)
        assert answer.status_code == status
        assert answer.headers["vary"].startswith("Accept")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "deny"
        assert answer.headers["link"].startswith(link)
        is_error = 'rel="http://www.w3.org/ns/json-ld#error"' in answer.headers["link"]
        assert is_error is (status == 404)


def test_headers_of_writes(api: Api) -> None:
    answer = api.post("/clients", ALPHA)
    place = f"/flowtly/clients/{answer.json['id']}"
    assert answer.headers["location"] == place
    assert answer.headers["content-location"] == f"{place}.jsonld"
    assert answer.headers["accept-patch"] == PATCH
    answer = api.patch(place, {"name": "Beta"}, Accept="application/json")
    assert answer.headers["content-location"] == f"{place}.json"
    assert "location" not in answer.headers
    assert api.get("/clients").headers["accept-patch"] == PATCH
    assert "accept-patch" not in api.get("/countries").headers


def test_unknown_paths_and_methods(api: Api) -> None:
    refused(
        api.get("/nowhere"),
        404,
        'No route found for "GET http://falconframework.org/flowtly/nowhere"',
    )
    refused(api.get("/clients/0"), 404, "Not Found")
    refused(api.get("/clients/abc"), 404, "Not Found")
    client = api.make_client()
    for method, path, allowed in (
        ("PUT", "/clients", {"GET", "POST"}),
        ("DELETE", client["@id"], {"GET", "PATCH"}),
        ("GET", "/counterparty", {"POST"}),
        ("GET", "/counterparty/1", {"PATCH"}),
        ("GET", "/counterparties/enrich-branding-ai", {"POST"}),
        ("TRACE", "/clients", {"GET", "POST"}),
    ):
        answer = api.call(method, path)
        refused(answer, 405)
        assert allowed <= {each.strip() for each in answer.headers["allow"].split(",")}


def test_errors_in_plain_json(api: Api) -> None:
    answer = api.get("/clients/99", Accept="application/json")
    assert answer.headers["content-type"] == "application/problem+json; charset=utf-8"
    assert answer.json == {
        "title": "An error occurred",
        "detail": "Not Found",
        "description": "Not Found",
        "status": 404,
        "type": "/flowtly/errors/404",
    }


def test_errors_in_other_languages(api: Api) -> None:
    for language, detail in (
        ("da", "Ikke fundet"),
        ("nl-BE", "Niet gevonden"),
        ("fr", "Not Found"),
    ):
        answer = api.get("/clients/99", Accept_Language=language)
        assert answer.json["detail"] == detail
        assert "Accept-Language" in answer.headers["vary"]


def test_the_alias_writes_the_same_iris(api: Api) -> None:
    api.make_client()
    alias = Api(api.world, api.keys, "/flowtly/api")
    assert alias.show("/clients") == api.show("/clients")
    assert alias.members("/clients")[0]["@id"] == api.members("/clients")[0]["@id"]


@pytest.fixture
def rooted(api: Api, database_url: str) -> TestClient:
    settings = Settings(database=database_url, hosts="flowtly.test=flowtly", log_level="error")
    headers = {**api.headers, "Host": "flowtly.test"}
    return TestClient(make_app(settings), headers=headers)


def test_a_host_of_its_own(rooted: TestClient, api: Api) -> None:
    client = api.make_client()
    shown = rooted.simulate_get(f"/clients/{client['id']}").json
    assert shown["@id"] == f"/clients/{client['id']}"
    assert shown["@context"] == "/contexts/Client"
    assert shown["country"] == "/countries/DK"
    assert rooted.simulate_get("/").json["client"] == "/clients"
    assert rooted.simulate_get("/api/clients").json["hydra:member"][0]["@id"] == shown["@id"]
    body = (
        '{"country": "/flowtly/countries/NL", "addressCountry": "http://flowtly.test/countries/BE"}'
    )
    patched = rooted.simulate_patch(shown["@id"], body=body, headers={"Content-Type": PATCH})
    assert patched.json["country"] == "/countries/NL"
    assert patched.json["addressCountry"] == "/countries/BE"


def test_browsers_of_other_origins(rooted: TestClient) -> None:
    answer = rooted.simulate_get("/clients", headers={"Origin": "https://shop.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    exposed = answer.headers["access-control-expose-headers"]
    assert {"Content-Disposition", "Link", "Location"} <= {
        each.strip() for each in exposed.split(",")
    }
    asked = {"Origin": "https://shop.example", "Access-Control-Request-Method": "PATCH"}
    allowed = rooted.simulate_options("/clients/1", headers=asked)
    assert "PATCH" in allowed.headers["access-control-allow-methods"]


def test_no_answer_shows_an_empty_member(api: Api) -> None:
    for path in ("/clients", "/counterparties"):
        api.make_client()
        api.make_counterparty()
        assert "null" not in api.get(path).text.partition('"hydra:search"')[0]
