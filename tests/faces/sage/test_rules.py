"""The rules of legislations as clients meet them (contracts/sage.md 5, 6, 7)."""

from typing import Any

import pytest

from partita.domain.standing import Role
from partita.faces.sage import labels, refusals
from partita.usecases.references import ReferencePatch, change_reference
from partita.usecases.setup import change_setup
from tests.faces.sage.api import Api
from tests.faces.sage.lands import FIRST, change, land, make, refused, show
from tests.faces.world import World


def at(country: str) -> list[dict[str, str]]:
    return [{"city": "X", "countryIsoCodeAlpha2": country}]


@pytest.mark.parametrize(
    ("book", "values", "keys"),
    [
        ("FR", {"documentId": "323456789", "vatNumber": "FR33323456789"}, []),
        ("FR", {"documentId": "7328293", "vatNumber": "FR7"},
         ["invalidDocumentId", "invalidFRVatNumber"]),
        ("FR", {"addresses": at("BE"), "vatNumber": "BE1489052515"}, []),
        ("FR", {"addresses": at("BE")}, []),
        ("FR", {"addresses": at("BE"), "vatNumber": "FR33323456789"}, ["invalidBEVatNumber"]),
        ("ES", {"documentId": "Z4660201S"}, []),
        ("ES", {"documentId": "B58378431", "vatNumber": "ESB58378431"}, []),
        ("ES", {"documentId": "Z4660201T"}, ["invalidDocumentId"]),
        ("ES", {"vatNumber": "ES"}, ["invalidESVatNumber"]),
        ("ES", {"vatNumber": ""}, []),
        ("ES", {"addresses": at("DE")}, ["vatNumberIsMandatory"]),
        ("ES", {"addresses": at("DE"), "vatNumber": "DE807158878"}, []),
        ("ES", {"addresses": at("GR"), "vatNumber": "EL123456789"}, []),
        ("ES", {"addresses": at("GR"), "vatNumber": "EL1"}, ["invalidELVatNumber"]),
        ("ES", {"countryAcronym": "XI", "addresses": at("GB"), "vatNumber": "XI123456789"}, []),
        ("ES", {"addresses": at("US"), "documentId": "N/A", "vatNumber": "anything"}, []),
        ("ES", {"code": "HP123"}, []),
        ("ES", {"code": "HP 123"}, ["sales.businessErrors.codeCannotContainBlankSpaces"]),
        ("ES", {"countryAcronym": "QQ"}, ["countryNotFound"]),
        ("DE", {"documentId": "80715887835", "vatNumber": "DE807158878"}, []),
        ("DE", {"code": "10000"}, []),
        ("DE", {"code": "9999"}, ["codeOutOfRange"]),
        ("DE", {"code": "70000"}, ["codeOutOfRange"]),
        ("PT", {"documentId": "123456789", "vatNumber": "PT123456789"}, []),
    ],
)  # fmt: skip
def test_new_customers(world: World, book: str, values: dict[str, Any], keys: list[str]) -> None:
    api = land(world, book)
    if keys:
        assert refused(api, **values) == keys
    else:
        made = make(api, **values)
        assert show(api, made["id"]) == made


@pytest.mark.parametrize(
    ("book", "values", "found"),
    [
        ("ES", {}, ("ES", "01", "ES")),
        ("ES", {"addresses": at("GR"), "vatNumber": "EL123456789"}, ("GR", "02", "EL")),
        ("ES", {"addresses": at("US")}, ("US", "06", None)),
        ("FR", {"countryAcronym": "XI", "addresses": at("FR")}, ("XI", "02", "XI")),
        ("FR", {"addresses": at("GB")}, ("GB", "06", None)),
        ("DE", {"countryAcronym": "EL", "vatNumber": "EL123456789"}, ("GR", "02", "EL")),
    ],
)
def test_what_follows_from_the_country(
    world: World, book: str, values: dict[str, Any], found: tuple[str, str, str | None]
) -> None:
    api = land(world, book)
    key = make(api, **values)["id"]
    told = api.ask(
        "query ($id: UUID!) { customers(where: {id: {eq: $id}}) { nodes {"
        " countryAcronym viesCode documentType { code } } } }",
        id=key,
    )["customers"]["nodes"]
    acronym, code, vies = found
    assert told == [{"countryAcronym": acronym, "viesCode": vies, "documentType": {"code": code}}]


def test_the_first_generation_looks_at_numbers_of_other_members(world: World) -> None:
    api = land(world, "DE", FIRST)
    assert refused(api, countryAcronym="DE", documentId="807158878351") == ["invalidDocumentId"]
    make(api, countryAcronym="DE", documentId="80715887835")
    make(api, countryAcronym="BE", documentId="BE1489052515")
    later = land(world, "DE")
    make(later, documentId="807158878351")


def test_numbers_far_away_are_not_kept(world: World) -> None:
    api = land(world, "ES")
    assert make(api, addresses=at("US"), vatNumber="anything")["vatNumber"] is None


def test_several_violations_are_one_answer(world: World) -> None:
    api = land(world, "FR")
    make(api, documentId="732829320", vatNumber="FR44732829320", code="A1")
    found = refused(
        api,
        socialName="x" * 71,
        documentId="732829320",
        vatNumber="FR44732829320",
        code="A1",
        paymentTermLines=[{"order": 0, "type": "PERCENTAGE", "value": 101}],
    )
    assert found == [
        "fieldMaxLengthExceeded",
        "valueOutOfRange",
        "documentIdAlreadyExistInOrganization",
        "vatNumberAlreadyExistInOrganization",
        "codeAlreadyExistInOrganization",
    ]


def test_what_cannot_change(world: World) -> None:
    api = land(world, "ES")
    key = make(api, code="HP1")["id"]
    assert change(api, key, code="HP1", countryAcronym="ES")["code"] == "HP1"
    assert refused(api, key, code="HP2", countryAcronym="FR") == ["fieldCannotBeModified"] * 2


def test_a_kind_of_number_that_is_not_allowed(world: World) -> None:
    api = land(world, "ES")
    kinds = {
        each["code"]: each["id"]
        for each in api.ask("{ documentTypes { nodes { id code } } }")["documentTypes"]["nodes"]
    }
    made = make(api, addresses=at("US"), documentTypeId=kinds["03"])
    assert made["documentTypeId"] == kinds["03"]
    assert refused(api, documentTypeId=kinds["06"]) == ["documentTypeNotAllowed"]


def test_accounts(world: World) -> None:
    api = land(world, "FR")
    accounts = {
        each["subAccountType"]: each["id"]
        for each in api.ask("{ accountingAccounts { nodes { id subAccountType } } }")[
            "accountingAccounts"
        ]["nodes"]
    }
    setup = api.ask(
        "query ($id: ID!) { organizationAccountingSetupByOrgId(id: $id)"
        " { defaultCustomersAccountId defaultSuppliersAccountId } }",
        id=api.keys["organization_id"],
    )["organizationAccountingSetupByOrgId"]
    assert setup["defaultCustomersAccountId"] == accounts["CUSTOMER"]
    assert setup["defaultSuppliersAccountId"] == accounts["PROVIDER"]
    assert make(api)["defaultAccountingAccountId"] == accounts["CUSTOMER"]
    assert refused(api, defaultAccountingAccountId=accounts["SALES"]) == [
        "accountingAccountNotAllowed"
    ]


def test_germany_needs_an_account(world: World) -> None:
    api = land(world, "DE")
    with api.world.book.writing() as ctx:
        change_reference(ctx, "number_series", 1, ReferencePatch(details={"account": None}))
    assert refused(api) == ["accountingAccountIsMandatory"]


def test_codes_chosen_by_people(world: World) -> None:
    api = land(world, "FR")
    question = "{ thirdPartyCodeModeSettings { customerCodeIsManual supplierCodeIsManual } }"
    modes = api.ask(question)["thirdPartyCodeModeSettings"]
    assert modes == {"customerCodeIsManual": False, "supplierCodeIsManual": False}
    with api.world.book.writing() as ctx:
        change_setup(ctx, manual_codes=[Role.CUSTOMER])
    modes = api.ask(question)["thirdPartyCodeModeSettings"]
    assert modes == {"customerCodeIsManual": True, "supplierCodeIsManual": False}
    assert refused(api) == ["codeIsMandatory"]
    assert make(api, code="A1")["code"] == "A1"


SUPPLIER = """
mutation ($values: SupplierCreateGLDtoInput!) { createSupplier(input: $values) {
  id code socialName vatCriterion personalIncomeTax defaultAccountingAccount { subAccountType }
  contacts { surname isDefaultSupplier } addresses { city isMainAddress } } }"""
EMPLOYEE = """
mutation ($values: EmployeeCreateGLDtoInput!) { createEmployee(input: $values) {
  id code name shortName status defaultAccountingAccount { subAccountType }
  contacts { surname } addresses { city } } }"""


def test_suppliers(world: World) -> None:
    api = land(world, "ES")
    values = {
        "socialName": "Papeles SL",
        "documentId": "B58378431",
        "personalIncomeTax": 15.5,
        "addresses": at("ES"),
        "contacts": [{"surname": "Gil", "isDefaultSupplier": True}],
    }
    made = api.ask(SUPPLIER, values=values)["createSupplier"]
    key = made.pop("id")
    assert made == {
        "code": "20000",
        "socialName": "Papeles SL",
        "vatCriterion": None,
        "personalIncomeTax": 15.5,
        "defaultAccountingAccount": {"subAccountType": "PROVIDER"},
        "contacts": [{"surname": "Gil", "isDefaultSupplier": True}],
        "addresses": [{"city": "X", "isMainAddress": True}],
    }
    (error,) = api.refused(SUPPLIER, values=values)
    assert error["message"].endswith(".documentIdAlreadyExistInOrganization")
    make(api, documentId="B58378431")  # a customer of that number is somebody else
    update = "mutation ($v: SupplierUpdateGLDtoInput!) { updateSupplier(input: $v) { socialName } }"
    said = {"id": key, "socialName": "Papel"}
    assert api.ask(update, v=said)["updateSupplier"] == {"socialName": "Papel"}
    delete = "mutation ($v: SupplierDeleteGLDtoInput!) { deleteSupplier(input: $v) { id } }"
    assert api.ask(delete, v={"id": key})["deleteSupplier"] == {"id": key}


def test_employees(world: World) -> None:
    api = land(world, "FR")
    values = {"name": "Ines Faure", "shortName": "Ines", "contacts": [{"surname": "Faure"}]}
    made = api.ask(EMPLOYEE, values={**values, "addresses": at("FR")})["createEmployee"]
    key = made.pop("id")
    assert made == {
        "code": "1",
        "name": "Ines Faure",
        "shortName": "Ines",
        "status": "ENABLED",
        "defaultAccountingAccount": {"subAccountType": "EMPLOYEE"},
        "contacts": [{"surname": "Faure"}],
        "addresses": [{"city": "X"}],
    }
    (error,) = api.refused(EMPLOYEE, values={**values, "addresses": [*at("FR"), *at("FR")]})
    assert error["extensions"]["details"] == "addresses|1"
    update = "mutation ($v: EmployeeUpdateGLDtoInput!) { updateEmployee(input: $v) { disabled } }"
    said = {"id": key, "disabled": True}
    assert api.ask(update, v=said)["updateEmployee"] == {"disabled": True}
    assert refused(api, key, socialName="x") == ["entityNotFound"]  # no customer
    delete = "mutation ($v: EmployeeDeleteGLDtoInput!) { deleteEmployee(input: $v) { id } }"
    assert api.ask(delete, v={"id": key})["deleteEmployee"] == {"id": key}


def create_row(api: Api, noun: str, selection: str = "id", **values: Any) -> Any:  # noqa: ANN401
    document = (
        f"mutation ($v: {noun}CreateGLDtoInput!) {{ done: create{noun}(input: $v)"
        f" {{ {selection} }} }}"
    )
    return api.send(document, v=values).json


def delete_row(api: Api, noun: str, key: str) -> Any:  # noqa: ANN401  # any answer
    document = (
        f"mutation ($v: {noun}DeleteGLDtoInput!) {{ done: delete{noun}(input: $v) {{ id }} }}"
    )
    return api.send(document, v={"id": key}).json


def test_rows_of_lists(world: World) -> None:
    api = land(world, "FR")
    mean = create_row(api, "PaymentMean", "id description type inactive", description="Traite")
    key = mean["data"]["done"].pop("id")
    shown = {"description": "Traite", "type": "PAYMENT_IN", "inactive": False}
    assert mean["data"]["done"] == shown
    again = create_row(api, "PaymentMean", description="TRAITE")
    assert again["errors"][0]["message"].endswith(".nameAlreadyExistInOrganization")
    line = {"order": 0, "type": "PERCENTAGE", "value": 100, "day": 30, "paymentMeanId": key}
    customer = make(api, paymentTermLines=[line])
    assert customer["paymentTermLines"][0]["paymentMean"] == {"description": "Traite"}
    assert delete_row(api, "PaymentMean", key)["errors"][0]["message"].endswith(".entityInUse")
    change(api, customer["id"], replaceAll=["PAYMENT_TERM_LINES"], paymentTermLines=[])
    assert delete_row(api, "PaymentMean", key)["data"] == {"done": {"id": key}}
    assert delete_row(api, "PaymentMean", key)["errors"][0]["message"].endswith(".entityNotFound")

    area = create_row(api, "BusinessArea", name="Loisirs")["data"]["done"]["id"]
    job = create_row(api, "JobArea", "id name", name="Juridique")["data"]["done"]
    long = create_row(api, "BusinessArea", name="x" * 18)
    assert long["errors"][0]["extensions"]["details"] == "name|17"
    made = make(api, businessAreaId=area, contacts=[{"surname": "V", "jobAreaId": job["id"]}])
    assert made["contacts"][0]["jobArea"] == {"name": "Juridique"}
    assert delete_row(api, "BusinessArea", area)["errors"][0]["message"].endswith(".entityInUse")
    change(api, made["id"], businessAreaId=None)
    assert delete_row(api, "BusinessArea", area)["data"] == {"done": {"id": area}}


def test_payment_terms(world: World) -> None:
    api = land(world, "FR")
    lines = [
        {"order": 0, "type": "PERCENTAGE", "value": 30, "day": 0},
        {"order": 9999, "type": "REMAINING_AMOUNT", "value": 0, "day": 60, "payDays": [5, 15],
         "condition": "END_OF_MONTH"},
    ]  # fmt: skip
    asked = "id name lines { order type value condition day payDays }"
    made = create_row(api, "PaymentTerm", asked, name="30/70", lines=lines)["data"]["done"]
    assert made["name"] == "30/70"
    assert made["lines"] == [
        {"condition": "NONE", "payDays": [], **lines[0]},
        lines[1],
    ]
    broken = create_row(api, "PaymentTerm", name="x", lines=[lines[0], {**lines[0], "value": 80}])
    assert [each["extensions"]["details"] for each in broken["errors"]] == [
        "lines[0].order", "lines[1].order", "lines|100",
    ]  # fmt: skip
    found = api.ask('{ paymentTerms(where: {name: {eq: "30/70"}}) { nodes { id } } }')
    assert found["paymentTerms"]["nodes"] == [{"id": made["id"]}]
    assert delete_row(api, "PaymentTerm", made["id"])["data"] == {"done": {"id": made["id"]}}


PREVIEW = """
query ($lines: [PaymentTermLineCreateGLDtoInput!]!, $date: DateTime!, $amount: Decimal!) {
  paymentTermsPreview(lines: $lines, date: $date, amount: $amount) { order dueDate amount } }"""


def test_a_preview(api: Api) -> None:
    lines: list[dict[str, Any]] = [
        {"order": 0, "type": "PERCENTAGE", "value": 30},
        {"order": 1, "type": "PERCENTAGE", "value": 30, "day": 30, "payDays": [10, 25]},
        {"order": 9999, "type": "REMAINING_AMOUNT", "value": 0, "condition": "END_OF_MONTH",
         "day": 60},
    ]  # fmt: skip
    asked = {"lines": lines, "date": "2024-01-20", "amount": 1000}
    found = api.ask(PREVIEW, **asked)["paymentTermsPreview"]
    assert [(each["order"], each["dueDate"][:10], each["amount"]) for each in found] == [
        (0, "2024-01-20", 300.00),
        (1, "2024-02-25", 300.00),
        (9999, "2024-03-31", 400.00),
    ]
    errors = api.refused(PREVIEW, **{**asked, "lines": [lines[0], {**lines[0], "day": -1}]})
    assert [each["extensions"]["details"] for each in errors] == [
        "lines[1].day|0|36500", "lines[0].order", "lines[1].order",
    ]  # fmt: skip
    for wrong in ({"amount": 1e30}, {"date": "9999-12-31"}):
        (error,) = api.refused(PREVIEW, **{**asked, **wrong})
        assert error["message"].endswith(".valueOutOfRange")


def test_every_key_has_a_meaning() -> None:
    for key in (*refusals.KEYS, "invalidELVatNumber"):
        for language in labels.LANGUAGES:
            assert labels.error_label(refusals.PREFIX + key, language), key
