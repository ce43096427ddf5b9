"""Creating, changing and deleting customers with their parts (contracts/sage.md 4)."""

from typing import Any

import pytest

from tests.faces.sage.api import Api
from tests.faces.sage.lands import FIRST, change, land, make, mutation, refused, show
from tests.faces.world import World

EXAMPLE = {
    "socialName": "Atelier Roseau",
    "tradeName": "Roseau",
    "documentId": "732829320",
    "vatNumber": "FR44732829320",
    "addresses": [
        {
            "firstLine": "4 quai du Port",
            "city": "NANTES",
            "zipCode": "44000",
            "countryIsoCodeAlpha2": "FR",
        }
    ],
    "contacts": [
        {
            "isDefault": True,
            "name": "Ines",
            "surname": "Faure",
            "courtesy": "MISS",
            "emails": [
                {"emailAddress": "ines@example.test", "usage": "INVOICES", "isDefault": True}
            ],
            "phones": [{"number": "0200000000", "type": "LANDLINE", "isDefault": True}],
        }
    ],
    "paymentTermLines": [
        {"order": 0, "type": "PERCENTAGE", "value": 30, "condition": "NONE", "day": 0},
        {
            "order": 9999,
            "type": "REMAINING_AMOUNT",
            "value": 0,
            "condition": "END_OF_MONTH",
            "day": 60,
        },
    ],
}


@pytest.fixture
def api(world: World) -> Api:
    return land(world, "FR")


def without_ids(value: Any) -> Any:  # noqa: ANN401  # any JSON value
    if isinstance(value, dict):
        return {name: without_ids(each) for name, each in value.items() if name != "id"}
    return [without_ids(each) for each in value] if isinstance(value, list) else value


def test_the_example_of_the_contract(api: Api) -> None:
    made = make(api, **EXAMPLE)
    assert show(api, made["id"]) == made
    assert without_ids(made) == {
        "code": "10000",
        "socialName": "Atelier Roseau",
        "tradeName": "Roseau",
        "countryAcronym": "FR",
        "documentTypeId": made["documentTypeId"],
        "documentId": "732829320",
        "vatNumber": "FR44732829320",
        "nafApeCode": None,
        "comments": None,
        "status": "ENABLED",
        "disabled": False,
        "disabledDate": None,
        "gdprApplied": False,
        "gdprAppliedDate": None,
        "defaultAccountingAccountId": made["defaultAccountingAccountId"],
        "creationDate": made["creationDate"],
        "modificationDate": None,
        "addresses": [
            {
                "name": None,
                "firstLine": "4 quai du Port",
                "secondLine": None,
                "city": "NANTES",
                "zipCode": "44000",
                "province": None,
                "countryIsoCodeAlpha2": "FR",
                "countryName": "France",
                "isMainAddress": True,
                "isDeliveryAddress": False,
                "isDefaultDeliveryAddress": False,
            }
        ],
        "contacts": [
            {
                "isDefault": True,
                "courtesy": "MISS",
                "name": "Ines",
                "surname": "Faure",
                "jobName": None,
                "jobArea": None,
                "emails": [
                    {"emailAddress": "ines@example.test", "usage": "INVOICES", "isDefault": True}
                ],
                "phones": [{"number": "0200000000", "type": "LANDLINE", "isDefault": True}],
                "socialMedias": [],
            }
        ],
        "paymentTermLines": [
            {
                "order": 0, "type": "PERCENTAGE", "value": 30, "condition": "NONE", "day": 0,
                "payDays": [], "paymentMean": None,
            },
            {
                "order": 9999, "type": "REMAINING_AMOUNT", "value": 0, "condition": "END_OF_MONTH",
                "day": 60, "payDays": [], "paymentMean": None,
            },
        ],
    }  # fmt: skip
    assert made["documentTypeId"]
    assert made["defaultAccountingAccountId"]


def test_what_happened_is_told(api: Api) -> None:
    made = make(api, **EXAMPLE)
    assert api.world.changes() == [
        "party.created", "customer.created", "contact.created", "address.created",
        "term_line.created", "term_line.created",
    ]  # fmt: skip
    change(api, made["id"], contacts=[{"surname": "Vik"}])
    assert api.world.changes() == ["contact.created"]
    api.ask(mutation(api, "delete", "id"), values={"id": made["id"]})
    assert "customer.deleted" in api.world.changes()


def test_absent_stays_and_null_clears(api: Api) -> None:
    made = make(api, **EXAMPLE)
    api.world.clock.advance(hours=1)
    changed = change(api, made["id"], tradeName=None, comments="x")
    assert changed == {
        **made,
        "tradeName": None,
        "comments": "x",
        "modificationDate": changed["modificationDate"],
    }
    assert changed["modificationDate"] is not None
    again = change(api, made["id"], documentId="", vatNumber=None, comments="")
    assert (again["documentId"], again["vatNumber"], again["comments"]) == (None, None, None)


def test_items_by_their_actions(api: Api) -> None:
    made = make(api, **EXAMPLE)
    person = made["contacts"][0]
    first, rest = made["paymentTermLines"]
    changed = change(
        api,
        made["id"],
        contacts=[
            {
                "id": person["id"],
                "requestedAction": "MODIFY",
                "jobName": "Boss",
                "emails": [{"emailAddress": "second@example.test", "requestedAction": "CREATE"}],
                "phones": [{"id": person["phones"][0]["id"], "requestedAction": "DELETE"}],
                "socialMedias": [{"name": "X", "link": "https://x.test/i"}],
            },
            {"name": "Bo", "isDefaultCustomer": True},
        ],
        addresses=[{"city": "BREST", "isDefaultDeliveryAddress": True}],
        paymentTermLines=[
            {"id": first["id"], "value": 40.5, "payDays": [25, 10, 25]},
            {"id": rest["id"], "requestedAction": "DELETE"},
        ],
    )
    ines, bo = changed["contacts"]
    assert (ines["jobName"], ines["surname"], ines["isDefault"]) == ("Boss", "Faure", False)
    assert [each["emailAddress"] for each in ines["emails"]] == [
        "ines@example.test",
        "second@example.test",
    ]
    assert [each["isDefault"] for each in ines["emails"]] == [True, False]
    assert ines["phones"] == []
    assert without_ids(ines["socialMedias"]) == [{"name": "X", "link": "https://x.test/i"}]
    assert (bo["name"], bo["surname"], bo["isDefault"]) == ("Bo", None, True)
    assert [(each["city"], each["isDefaultDeliveryAddress"]) for each in changed["addresses"]] == [
        ("NANTES", False),
        ("BREST", True),
    ]
    (line,) = changed["paymentTermLines"]
    assert (line["id"], line["value"], line["payDays"]) == (first["id"], 40.5, [10, 25])
    gone = {"id": changed["addresses"][1]["id"], "requestedAction": "DELETE"}
    assert len(change(api, made["id"], addresses=[gone])["addresses"]) == 1


def test_lists_are_replaced(api: Api) -> None:
    made = make(api, **EXAMPLE)
    person = made["contacts"][0]
    nested = change(
        api,
        made["id"],
        contacts=[
            {
                "id": person["id"],
                "replaceAll": ["EMAILS"],
                "emails": [{"emailAddress": "only@example.test", "usage": "OTHERS"}],
            }
        ],
    )["contacts"][0]
    assert without_ids(nested["emails"]) == [
        {"emailAddress": "only@example.test", "usage": "OTHERS", "isDefault": True}
    ]
    assert nested["phones"] == person["phones"]
    changed = change(
        api,
        made["id"],
        replaceAll=["CONTACTS", "ADDRESSES", "PAYMENT_TERM_LINES"],
        contacts=[{"surname": "Ny"}],
        addresses=[{"city": "LILLE"}, {"city": "METZ"}],
        paymentTermLines=[],
    )
    assert [each["surname"] for each in changed["contacts"]] == ["Ny"]
    assert [each["city"] for each in changed["addresses"]] == ["LILLE", "METZ"]
    assert changed["addresses"][0]["isMainAddress"]
    assert changed["paymentTermLines"] == []
    assert change(api, made["id"], replaceAll=["CONTACTS"])["contacts"] == changed["contacts"]


def test_what_clients_read_they_may_send_back(api: Api) -> None:
    made = make(api, **EXAMPLE, code="HP123")
    left_out = ("id", "contacts", "paymentTermLines", "addresses")
    sent = {name: value for name, value in made.items() if name not in left_out}
    addresses = [
        {**made["addresses"][0], "requestedAction": "MODIFY", "city": "BREST", "countryId": None}
    ]
    changed = change(api, made["id"], **sent, requestedAction="MODIFY", addresses=addresses)
    assert changed["addresses"][0]["city"] == "BREST"
    assert changed["code"] == "HP123"


@pytest.mark.parametrize(
    "values",
    [
        {"contacts": [{"id": "0190a0de-0000-7000-8000-00000000000a", "name": "x"}]},
        {"addresses": [{"id": "0190a0de-0000-7000-8000-00000000000a"}]},
        {
            "paymentTermLines": [
                {"id": "0190a0de-0000-7000-8000-00000000000a", "requestedAction": "DELETE"}
            ]
        },
    ],
)
def test_parts_of_nobody(api: Api, values: dict[str, Any]) -> None:
    key = make(api)["id"]
    before = show(api, key)
    assert refused(api, key, **values, socialName="Other") == ["entityNotFound"]
    assert show(api, key) == before


def test_parts_of_somebody_else(api: Api) -> None:
    mine, other = make(api)["id"], make(api, **EXAMPLE)
    stranger = other["contacts"][0]["id"]
    assert refused(api, mine, contacts=[{"id": stranger, "name": "x"}]) == ["entityNotFound"]
    assert show(api, other["id"]) == other


def test_unknown_ids(api: Api) -> None:
    nobody = "0190a0de-0000-7000-8000-00000000000a"
    assert refused(api, nobody, socialName="x") == ["entityNotFound"]
    (error,) = api.refused(mutation(api, "delete", "id"), values={"id": nobody})
    assert error["message"] == "global.businessErrors.entityNotFound"
    assert error["path"] == ["done"]
    assert error["locations"]
    for member in ("businessAreaId", "documentTypeId", "defaultAccountingAccountId"):
        assert refused(api, **{member: nobody}) == ["entityNotFound"]
    assert refused(api, addresses=[{"countryId": nobody}]) == ["countryNotFound"]


def test_a_customer_goes_for_good(api: Api) -> None:
    made = make(api, **EXAMPLE)
    gone = api.ask(mutation(api, "delete", "id code"), values={"id": made["id"]})["done"]
    assert gone == {"id": made["id"], "code": made["code"]}
    assert api.ask("{ customers { totalCount } }") == {"customers": {"totalCount": 0}}
    make(api, **EXAMPLE)


def test_a_customer_in_use_stays(api: Api) -> None:
    made = make(api)
    api.world.add_document("invoice", customer=int(made["code"]))
    (error,) = api.refused(mutation(api, "delete", "id"), values={"id": made["id"]})
    assert error["message"] == "global.businessErrors.entityInUse"
    assert show(api, made["id"]) == made


def test_each_field_of_a_document_is_a_unit_of_its_own(api: Api) -> None:
    makes = 'createCustomer(input: {addresses: [{city: "X"}], socialName:'
    answer = api.send(f"""mutation {{
        a: {makes} "A", documentId: "732829320"}}) {{ code }}
        b: {makes} "B", documentId: "732829320"}}) {{ code }}
        c: {makes} "C", code: "C 1"}}) {{ code }}
        d: {makes} "D"}}) {{ code socialName }}
    }}""")
    data = answer.json["data"]
    assert data["a"]["code"] == "10000"
    assert (data["b"], data["c"]) == (None, None)
    assert data["d"]["socialName"] == "D"
    assert [(each["path"], each["message"]) for each in answer.json["errors"]] == [
        (["b"], "global.businessErrors.documentIdAlreadyExistInOrganization"),
        (["c"], "sales.businessErrors.codeCannotContainBlankSpaces"),
    ]
    found = api.ask("{ customers { nodes { socialName } } }")["customers"]["nodes"]
    assert [each["socialName"] for each in found] == ["A", "D"]


def test_lengths_are_refused_and_never_cut(api: Api) -> None:
    answer = api.refused(
        mutation(api, "create"),
        values={
            "socialName": "x" * 71,
            "nafApeCode": "x" * 8,
            "addresses": [{"firstLine": "x" * 36, "zipCode": "x" * 9}],
            "contacts": [{"name": "n", "emails": [{"emailAddress": "x" * 71}]}],
        },
    )
    told = [(each["message"], each["extensions"]["details"]) for each in answer]
    key = "global.businessErrors.fieldMaxLengthExceeded"
    assert told == [
        (key, "socialName|70"),
        (key, "nafApeCode|7"),
        (key, "addresses[0].firstLine|35"),
        (key, "contacts[0].emails[0].emailAddress|70"),
    ]
    assert api.ask("{ customers { totalCount } }") == {"customers": {"totalCount": 0}}


def test_characters_no_database_can_hold(api: Api) -> None:
    answer = api.refused(
        mutation(api, "create"),
        values={
            "socialName": "a\x00b",
            "nafApeCode": "\x00",
            "addresses": [{"firstLine": "x\x00"}],
            "contacts": [{"surname": "n", "phones": [{"number": "1\x00"}]}],
        },
    )
    told = [(each["message"], each["extensions"]["details"]) for each in answer]
    key = "global.businessErrors.fieldHasInvalidCharacters"
    assert told == [
        (key, "socialName"),
        (key, "nafApeCode"),
        (key, "addresses[0].firstLine"),
        (key, "contacts[0].phones[0].number"),
    ]


def test_a_token_that_may_only_read(api: Api) -> None:
    reader = Api(api.world, api.world.give_access("sage", "RDSA"))
    (error,) = reader.refused(mutation(reader, "create"), values={
        "socialName": "x", "addresses": [{"city": "x"}],
    })  # fmt: skip
    assert error["message"] == "global.businessErrors.authorizationPolicy"
    assert error["extensions"]["details"] == "add-customer"


def test_the_first_generation(world: World) -> None:
    api = land(world, "FR", FIRST)
    made = make(api, **EXAMPLE)
    assert made["countryAcronym"] == "FR"
    assert change(api, made["id"], tradeName="R")["tradeName"] == "R"
    two = [{"city": "A"}, {"city": "B"}]
    assert refused(api, addresses=two) == ["tooManyItems"]
    assert refused(api, made["id"], addresses=[{"city": "B"}]) == ["tooManyItems"]
    assert refused(api, countryAcronym=None) == ["fieldIsMandatory"]
    assert refused(api, countryAcronym="BE", documentId="1") == ["invalidDocumentId"]
    payer = make(api)
    paid = api.ask(
        mutation(api, "update", "thirdPayerId thirdPayerName"),
        values={"id": made["id"], "thirdPayerId": payer["id"]},
    )["done"]
    assert paid == {"thirdPayerId": payer["id"], "thirdPayerName": "Roseau"}
    assert refused(api, made["id"], thirdPayerId=made["id"]) == ["thirdPayerCannotBeItself"]


def test_contacts_without_names(api: Api) -> None:
    made = make(api, contacts=[{"emails": [{"emailAddress": "a@example.test"}]}, {}])
    assert [(each["name"], each["surname"]) for each in made["contacts"]] == [(None, None)] * 2
    key = made["contacts"][0]["id"]
    changed = change(api, made["id"], contacts=[{"id": key, "surname": "Vik"}])["contacts"][0]
    assert (changed["name"], changed["surname"]) == (None, "Vik")
    again = change(api, made["id"], contacts=[{"id": key, "name": None, "surname": None}])
    assert again["contacts"][0]["surname"] is None


def test_who_loses_the_only_name_is_called_by_how_they_are_reached(api: Api) -> None:
    phones = [{"number": "0200000000"}]
    made = make(api, contacts=[{"name": "Ines", "phones": phones}, {"surname": "Vik"}])
    ines, vik = (each["id"] for each in made["contacts"])
    lost = change(
        api,
        made["id"],
        contacts=[{"id": ines, "name": None}, {"id": vik, "surname": None}],
    )
    assert [(each["name"], each["surname"]) for each in lost["contacts"]] == [(None, None)] * 2
    with api.world.book.writing() as ctx:
        people = ctx.unit.contacts.select()
    assert [each.name for each in people] == ["0200000000", "-"]


def test_somebody_stops_being_active(api: Api) -> None:
    key = make(api)["id"]
    off = change(api, key, disabled=True)
    assert (off["status"], off["disabledDate"]) == ("DISABLED", "2026-01-02T00:00:00.000Z")
    other = change(api, key, disabledDate="2025-12-31")
    assert other["disabledDate"] == "2025-12-31T00:00:00.000Z"
    on = change(api, key, disabled=False)
    assert (on["status"], on["disabled"], on["disabledDate"]) == ("ENABLED", False, None)
    erased = change(api, key, gdprApplied=True, gdprAppliedDate="2025-06-01")
    assert (erased["status"], erased["gdprAppliedDate"]) == (
        "GDPR_APPLIED",
        "2025-06-01T00:00:00.000Z",
    )
    back = change(api, key, gdprApplied=False)
    assert (back["status"], back["gdprAppliedDate"]) == ("ENABLED", None)


def test_plans_are_checked_whole(api: Api) -> None:
    line = {"order": 0, "type": "PERCENTAGE", "value": 60}
    assert refused(
        api,
        paymentTermLines=[
            line,
            {**line, "payDays": [0]},
            {"order": 5, "type": "REMAINING_AMOUNT", "value": 0},
        ],
    ) == [
        "valueOutOfRange",
        "remainingAmountMustBeLast",
        "paymentTermLineOrderAlreadyExist",
        "paymentTermLineOrderAlreadyExist",
        "percentagesExceedTotal",
    ]
    key = make(api, paymentTermLines=[line])["id"]
    assert refused(api, key, paymentTermLines=[{**line, "order": 1}]) == ["percentagesExceedTotal"]
    assert refused(api, key, paymentTermLines=[{"type": "NONE"}]) == [
        "fieldIsMandatory",
        "fieldIsMandatory",
    ]
