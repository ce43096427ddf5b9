"""The reference: every operation of every dialect, tried in one's own name."""

import json
import re
from html import unescape
from typing import Any

import pytest
from falcon.testing import Result

from partita.facekit.asking import published
from partita.facekit.operations import Operation, read_operations
from partita.facekit.showing import Call
from partita.usecases.whole_party import search_history
from tests.builders import make_customer
from tests.web.site import DIALECTS, Site, text_of

NAMES = [each.name for each in DIALECTS if each.showing.document]


def tried(site: Site, dialect: str, operation: str, **values: str) -> Result:
    """Try an operation as a browser without scripts does."""
    return site.post(f"/reference/{dialect}", {"operation": operation, **values})


def status_of(answer: Result) -> int:
    found = re.search(r'class="badge (?:good|bad)"><b>(\d+)</b>', answer.text)
    assert found is not None, text_of(answer)
    return int(found[1])


def body_of(answer: Result) -> Any:  # noqa: ANN401  # any JSON
    found = re.search(r'<pre class="json".*?>(.*?)</pre>', answer.text, flags=re.DOTALL)
    assert found is not None, text_of(answer)
    return json.loads(unescape(re.sub("<[^>]+>", "", found[1])))


def names(site: Site) -> list[str]:
    """The parties of the book, by name."""
    with site.book.writing() as ctx:
        return sorted(each.name for each in ctx.unit.parties.select())


def operations(name: str) -> list[Operation]:
    """The operations of a dialect, from its document."""
    dialect = next(each for each in DIALECTS if each.name == name)
    told = published(dialect, Call("", dialect.showing.document), "http://localhost")
    return list(read_operations(json.loads(told.body)))


@pytest.mark.parametrize("name", NAMES)
def test_every_operation_of_the_document_has_a_form(site: Site, name: str) -> None:
    site.sign_in()
    page = site.get(f"/reference/{name}").text
    forms = re.findall(r'name="operation" value="(.*?)"', page)
    assert forms == [unescape(each.key) for each in operations(name)]
    assert len(forms) == len(set(forms)) >= 20


def test_all_dialects_have_a_page(site: Site) -> None:
    site.sign_in()
    assert set(NAMES) >= {"economic", "poweroffice", "sage", "flowtly"}
    assert site.get("/reference/none").status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_every_operation_that_reads_answers(site: Site, name: str) -> None:
    site.sign_in()
    with site.book.writing() as ctx:
        make_customer(ctx, number=1)
    reads = [each for each in operations(name) if is_read(each)]
    samples = {each.key: filled(each) for each in reads}
    statuses = {key: status_of(tried(site, name, key, **given)) for key, given in samples.items()}
    wrong = {key: status for key, status in statuses.items() if status not in (200, 204, 404)}
    assert wrong == {}
    assert sum(status == 200 for status in statuses.values()) > len(statuses) // 2


def filled(operation: Operation) -> dict[str, str]:
    """A form as the page shows it."""
    values = {each.field: each.sample for each in operation.parameters}
    return values | {each.field: each.sample for each in operation.parts}


def is_read(operation: Operation) -> bool:
    """Whether it changes nothing, and needs no keys of its own."""
    return operation.method == "GET" or operation.group == "query"


CREATE = "mutation ($i: CustomerCreateGLDtoInput!) { createCustomer(input: $i) { code } }"
WRITES = [
    pytest.param(
        "economic",
        "CreateCustomer",
        {
            "body:": '{"customerNumber": 41, "name": "Vibe A/S", "currency": "DKK", "zone": 1, '
            '"customerGroupNumber": 1, "paymentTermId": 1}'
        },
        id="economic",
    ),
    pytest.param(
        "poweroffice", "CreateCustomer", {"body:": '{"Name": "Vibe A/S"}'}, id="poweroffice"
    ),
    pytest.param(
        "sage",
        "createCustomer",
        {
            "body:query": CREATE,
            "body:variables": '{"i": {"socialName": "Vibe A/S", "addresses": [{"firstLine": '
            '"Ny 1", "city": "Ry", "zipCode": "8680", "countryIsoCodeAlpha2": "DK"}]}}',
        },
        id="sage",
    ),
    pytest.param(
        "flowtly",
        "api_clients_post",
        {
            "body:": '{"name": "Vibe A/S", "country": "/countries/DK", "currency": '
            '"/currencies/DKK", "status": "active", "tinType": "other"}'
        },
        id="flowtly",
    ),
]


@pytest.mark.parametrize(("dialect", "operation", "values"), WRITES)
def test_what_is_tried_is_written_in_ones_own_name(
    site: Site, dialect: str, operation: str, values: dict[str, str]
) -> None:
    site.sign_in()
    answer = tried(site, dialect, operation, **values)
    assert status_of(answer) in (200, 201), text_of(answer)
    assert names(site) == ["Vibe A/S"], body_of(answer)
    with site.book.looking() as look:
        events = search_history(look, 1).events
    assert {(each.actor, each.dialect) for each in events} == {("ada", "web")}


@pytest.mark.parametrize(("dialect", "operation", "values"), WRITES)
def test_readers_write_nothing_through_a_dialect(
    site: Site, dialect: str, operation: str, values: dict[str, str]
) -> None:
    site.sign_in("bo", "reader")
    answer = tried(site, dialect, operation, **values)
    assert status_of(answer) == 403 or "errors" in body_of(answer)
    assert names(site) == []


@pytest.mark.parametrize(("dialect", "operation", "values"), WRITES)
def test_a_form_of_another_site_writes_nothing(
    site: Site, dialect: str, operation: str, values: dict[str, str]
) -> None:
    site.sign_in()
    assert tried(site, dialect, operation, csrf="", **values).status_code == 403
    foreign = {"operation": operation, **values}
    answer = site.post(f"/reference/{dialect}", foreign, **{"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert names(site) == []


def test_a_refusal_leaves_nothing_behind_and_is_told_as_the_dialect_tells_it(site: Site) -> None:
    site.sign_in()
    body = '{"name": "Ada", "customerNumber": 999}'
    answer = tried(site, "economic", "CreateContact", **{"body:": body})
    assert status_of(answer) >= 400
    assert "traceId" in body_of(answer)
    broken = tried(site, "economic", "CreateContact", **{"body:": "{"})
    assert status_of(broken) == 400


def test_what_needs_keys_of_its_own_cannot_be_tried_as_oneself(site: Site) -> None:
    site.sign_in()
    page = site.get("/reference/flowtly").text
    assert page.count("data-keys-only") >= 2
    assert status_of(tried(site, "flowtly", "login", **{"body:": "{}"})) == 404


def test_a_path_takes_what_was_entered_and_nothing_else(site: Site) -> None:
    site.sign_in()
    number = {"path:number": "../../v3.1.0/Setup"}
    assert status_of(tried(site, "economic", "GetContactById", **number)) in (400, 404)


# A console of a dialect.


def passed(
    site: Site, body: dict[str, Any], to: str = "/sage/v2/graphql", **headers: str
) -> Result:
    """Send a document as the console does for somebody who is signed in."""
    sent = {"Content-Type": "application/json", "X-CSRF-Token": site.csrf(), **headers}
    cookie = "; ".join(f"{name}={value}" for name, value in site.cookies.items())
    return site.client.simulate_post(
        "/as-me", params={"to": to}, headers={"Cookie": cookie, **sent}, body=json.dumps(body)
    )


def test_a_console_asks_in_the_name_of_who_is_signed_in(site: Site) -> None:
    site.sign_in()
    with site.book.writing() as ctx:
        make_customer(ctx, "Vibe A/S", number=1)
    answer = passed(site, {"query": "{ customers { nodes { socialName } } }"})
    assert answer.json == {"data": {"customers": {"nodes": [{"socialName": "Vibe A/S"}]}}}
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("headers", "to"),
    [
        pytest.param({"X-CSRF-Token": ""}, "/sage/v2/graphql", id="no token"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, "/sage/v2/graphql", id="another site"),
        pytest.param({}, "/web/parties", id="no dialect"),
        pytest.param({}, "https://evil.example/", id="another server"),
        pytest.param({"Cookie": ""}, "/sage/v2/graphql", id="nobody"),
    ],
)
def test_a_console_asks_for_nobody_else(site: Site, headers: dict[str, str], to: str) -> None:
    site.sign_in()
    answer = passed(site, {"query": "{ customers { totalCount } }"}, to, **headers)
    assert answer.status_code in (303, 401, 403, 404)
    assert "totalCount" not in answer.text
