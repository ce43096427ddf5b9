"""What is said through any face comes back through a file, for all faces to see (issue 6).

A book is filled through one face with all that face can set, goes out as JSON lines and comes in
to a new book. What every face shows of the two must be the same, but for what `OWN` says.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from partita.facekit.table import Resource, is_writable
from partita.faces.economic import wire as economic_wire
from partita.faces.flowtly import wire as flowtly_wire
from partita.faces.poweroffice import wire as poweroffice_wire
from partita.faces.sage import wire
from partita.faces.sage.graph import Field, Generation, Many, Type, Writing
from partita.faces.sage.samples import selection
from partita.store.engine import Engine
from partita.usecases.context import Context
from partita.usecases.references import ReferencePatch, create_reference
from tests.builders import FrozenClock
from tests.faces.economic import api as economic
from tests.faces.economic import test_contacts, test_customers, test_locations
from tests.faces.flowtly import api as flowtly
from tests.faces.flowtly import test_clients
from tests.faces.poweroffice import api as poweroffice
from tests.faces.poweroffice import test_customers as poweroffice_customers
from tests.faces.poweroffice import test_parts
from tests.faces.sage import api as sage
from tests.faces.world import World, make_seeded_book
from tests.usecases.exchange.tables import counts, export_path, import_path

Json = dict[str, Any]
COUNTRY: Final = "FR"
OWN: Final = frozenset(
    {
        *("objectVersion", "lastUpdated"),
        *("CreatedFromImportJournalId", "sourceType"),
        *("creationDate", "modificationDate", "createdAt", "updatedAt"),
        *("CreatedDateTimeOffset", "CreateDateTimeOffset", "LastChangedDateTimeOffset"),
        *("ContactCreatedDateTimeOffset", "CustomerCreatedDateTimeOffset"),
        *("SupplierCreatedDateTimeOffset", "EmployeeCreatedDateTimeOffset"),
        # Rows of the lists each book begins with have ids of their own.
        *("documentTypeId", "defaultAccountingAccountId", "countryId"),
    }
)
"""Members that tell of the book, not of the party: docs/import.md says which."""

LISTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "account": {"sub_account_type": "prepayment"},
    "attribute_set": {},
    "branding_theme": {},
    "business_area": {},
    "cost_group": {"icon": "boat", "type": "income"},
    "customer_group": {},
    "delivery_term": {},
    "department": {},
    "discount_group": {},
    "job_area": {},
    "layout": {},
    "location": {},
    "payment_mean": {"type": "payment_in"},
    "payment_term": {"days": 17},
    "price_group": {},
    "tariff": {},
    "tax_treatment": {},
    "transaction_category": {},
}
"""Lists to which the book got a row that no new book has, and what the row carries."""
ROW: Final = 71
EMPTY: Final = "Nobody"
"""The name of a group without members, which no party takes along."""


@pytest.fixture(scope="module")
def database_url(shared_url: str) -> str:
    """Each test has books of its own; the database may be shared."""
    return shared_url


class Faces:
    """A book, and a client at each face."""

    def __init__(self, engine: Engine, clock: FrozenClock) -> None:
        book = make_seeded_book(engine, clock, COUNTRY, COUNTRY)
        self.world = World(engine, clock, book)
        self.uuids: dict[str, str] = {}

    def enter(self) -> None:
        """Give every client its keys; one of them comes with an employee of the same name."""
        self.flowtly = flowtly.Api(self.world, self.world.give_access("flowtly"))
        self.economic = economic.Api(self.world, self.world.give_access("economic"))
        self.poweroffice = poweroffice.Api(self.world, self.world.give_access("poweroffice"))
        self.sage = sage.Api(self.world, self.world.give_access("sage"))
        self.old_sage = sage.Api(self.world, self.sage.keys, "/sage/graphql")

    def shown(self) -> dict[str, list[Json]]:
        """All that the faces show of parties, by face and list."""
        return {
            **{f"economic {path}": self.economic.items(path) for path in ECONOMIC},
            **{f"poweroffice {path}": self._powerful(path) for path in POWEROFFICE},
            **{f"flowtly {path}": self._flowing(path) for path in FLOWTLY},
            **{f"sage {name}": self._wise(name, of) for name, of in SAGE.items()},
            "sage payers": self.old_sage.ask("{ customers { nodes { id thirdPayerId } } }")[
                "customers"
            ]["nodes"],
        }

    def _powerful(self, path: str) -> list[Json]:
        answer = self.poweroffice.get(path)
        listed = answer.json if answer.status_code == 200 else []
        return [each for each in listed if each.get("Name") != EMPTY]

    def _flowing(self, path: str) -> list[Json]:
        return self.flowtly.members(f"{path}?pagination=false")

    def _wise(self, name: str, of: Type) -> list[Json]:
        found: list[Json] = self.sage.ask(f"{{ {name} {{ nodes {{ {selection(of)} }} }} }}")[name][
            "nodes"
        ]
        return found


ECONOMIC: Final = ("/Customers", "/Contacts", "/DeliveryLocations")
POWEROFFICE: Final = (
    *("/Customers", "/Suppliers", "/Employees", "/ContactGroups", "/ContactPersons"),
    *("/ContactDeliveryAddresses", "/ContactBankAccounts"),
)
FLOWTLY: Final = ("/clients", "/client-contacts", "/client-notes", "/counterparties", "/employees")
SAGE: Final = {"customers": wire.CUSTOMER, "suppliers": wire.SUPPLIER, "employees": wire.EMPLOYEE}


def fill_economic(faces: Faces) -> None:
    api = faces.economic
    own = ("customerGroupNumber", "paymentTermId", "discountGroupNumber", "priceGroupNumber")
    rows = dict.fromkeys((*own, "layoutGroup", "layoutGroupPrint"), ROW)
    full = {**test_customers.FULL, **rows, "customerNumber": 1}
    answer = api.post("/Customers", full)
    assert answer.status_code == 201, answer.text
    contacts = [api.make_contact(**{**test_contacts.FULL, "customer": 1, "name": n}) for n in "AB"]
    places = [api.make_location(**{**test_locations.FULL, "customer": 1}) for _ in "AB"]
    assert api.delete(f"/Contacts/{api.make_contact(1, 'Gone')}").status_code == 204
    full |= {"defaultTheirRef": contacts[1], "defaultAttention": contacts[0], "access": False}
    full |= {"defaultDeliveryLocation": places[1]}
    api.make_customer(2, "Beta ApS")
    faces.world.add_document("invoice", customer=1)
    faces.world.add_document("order", contact=contacts[1])
    faces.world.add_document("quote", delivery_address=places[0])
    full["objectVersion"] = api.show("/Customers/1")["objectVersion"]
    answer = api.put("/Customers/1", full)
    assert answer.status_code == 204, answer.text


def fill_poweroffice(faces: Faces) -> None:
    api = faces.poweroffice
    api.make("/ContactGroups", Name=EMPTY)
    groups = [api.make("/ContactGroups", Name=name)["Id"] for name in ("Harbour", "a;b")]

    def more(code: str) -> dict[str, Any]:
        """Groups, and a mail address, whose code nobody else has."""
        mail = {**poweroffice_customers.MAIL, "ExternalCode": code}
        return {"ContactGroupIds": groups, "MailAddress": mail}

    boss = api.make_employee("Ola", "Sjef")["Id"]
    seller = api.make("/Employees", **EMPLOYEE, ManagerEmployeeId=boss, **more("e"))["Id"]
    rows = {f"{name}Id": ROW for name in ("DeliveryTerm", "Department", "PaymentTerm")}
    rows |= {"InvoiceBrandingThemeId": ROW, "SalesPersonEmployeeId": seller, "IsArchived": True}
    full = {**poweroffice_customers.FULL, **rows, **more("c")}
    customer = api.make("/Customers", **full)["Id"]
    api.make("/Customers", **{**full, **PERSON, **more("p"), "SalesPersonEmployeeId": boss})
    supplier = api.make("/Suppliers", **SUPPLIER, **more("s"))["Id"]
    api.make("/Suppliers", IsPerson=True, FirstName="Eva", LastName="Ek", DateOfBirth="1980-05-06")
    for path, body in (
        ("/ContactPersons", {**test_parts.PERSON, "MailAddress": poweroffice_customers.MAIL}),
        ("/ContactDeliveryAddresses", test_parts.PLACE),
        ("/ContactBankAccounts", test_parts.ACCOUNT),
    ):
        for owner, code in ((customer, "c"), (supplier, "s")):
            api.make(
                f"{path}/{owner}", **{**body, **({} if "Bank" in path else {"ExternalCode": code})}
            )


PERSON: Final = {
    "Number": 10_600,
    "IsPerson": True,
    "ExternalNumber": 78,
    "ExternalImportReference": "ref-2",
    "OrganizationNumber": None,
}
EMPLOYEE: Final = {
    "DateOfBirth": "1980-05-06",
    "DepartmentId": ROW,
    "EmailAddress": "kari@alfa.example",
    "EndDate": "2030-01-01",
    "ExternalImportReference": "e-4",
    "ExternalNumber": 4,
    "FirstName": "Kari",
    "Gender": "Female",
    "HiredDate": "2019-12-01",
    "InternationalIdCountryCode": "SE",
    "InternationalIdNumber": "P-1",
    "InternationalIdReportToAltinn": True,
    "InternationalIdType": "PassportNumber",
    "JobTitle": "Fører",
    "LastName": "Vik",
    "LocationId": ROW,
    "NationalIdNumber": "01010750160",
    "Number": 55,
    "PhoneNumber": "1",
    "StartDate": "2020-01-01",
}
SUPPLIER: Final = {
    "CurrencyCode": "EUR",
    "EmailAddress": "post@beta.example",
    "ExternalImportReference": "s-1",
    "ExternalNumber": 5,
    "IsArchived": True,
    "LegalName": "Beta Holding AS",
    "Name": "Beta AS",
    "Number": 20_500,
    "OrganizationNumber": "995 525 828",
    "CurrencyRate": 7.45,
    "PaymentClientBankAccountId": 3,
    "PaymentTermSupplierId": ROW,
    "Payout": False,
    "PhoneNumber": "2",
    "WebsiteUrl": "https://beta.example",
}


def fill_sage(faces: Faces) -> None:
    rows = _row_ids(faces)
    payer = _create(faces, "Customer", socialName="Payer", addresses=[{"city": "NICE"}])
    roseau = _create(
        faces,
        "Customer",
        **_third(rows, "1", "732829320", "FR44732829320"),
        hasEquivalenceSurcharge=True,
        specialMention="Exempt",
        documentLanguage="ENGLISH",
        salesDiscountGroupId=rows["salesDiscounts"],
        salesTariffId=rows["salesTariffs"],
        discount=2.5,
        blockDeliveryNoteEnabled=True,
        blockInvoiceEnabled=True,
        blockOrderEnabled=True,
        nonIdentifiedCustomer=True,
        printNameOnPdf=True,
        eInvoicingAddressType="SIREN",
        eInvoicingAddress="732829320",
        defaultPrepaymentAccountingAccountId=faces.uuids["account"],
    )
    done = faces.old_sage.send(
        "mutation ($values: CustomersUpdateGLDtoInput!) { updateCustomers(input: $values) { id } }",
        values={"id": roseau, "thirdPayerId": payer},
    )
    assert "errors" not in done.json, done.text
    supplier = _third(rows, "2", "552100554", "FR29552100554")
    more = {"taxTreatmentId": "tax_treatment", "transactionCategoryId": "transaction_category"}
    more["defaultPurchaseAccountId"] = PURCHASES
    named = {name: faces.uuids[kind] for name, kind in more.items()}
    _create(faces, "Supplier", **supplier, personalIncomeTax=15.5, vatCriterion="DEBIT", **named)
    ida = _third(rows, "3", "", "")
    both = {name: ida[name] for name in ALSO_OF_EMPLOYEES}
    who = {"name": "Ida Holm", "shortName": "Ida", "addresses": ida["addresses"][:1]}
    _create(faces, "Employee", **both, **who)


ALSO_OF_EMPLOYEES: Final = (
    *("contacts", "comments", "businessAreaId", "gdprApplied", "gdprAppliedDate"),
    *("disabled", "disabledDate"),
)


def _third(rows: Mapping[str, str], code: str, document: str, vat: str) -> Json:
    """What the dialect can say of customers and suppliers alike."""
    place = {"secondLine": "Bât. B", "zipCode": "44000", "province": "Loire", "name": "Dépôt"}
    place |= {"firstLine": "4 quai", "countryIsoCodeAlpha2": "FR"}
    person = {"courtesy": "MISS", "jobName": "Boss", "jobAreaId": rows["jobAreas"]}
    emails = [
        {"emailAddress": "ines@example.test", "usage": "INVOICES"},
        {"emailAddress": "faure@example.test", "usage": "OTHERS", "isDefault": True},
    ]
    phones = [{"number": "0200000000", "type": "LANDLINE"}, {"number": "06", "type": "MOBILE"}]
    social = [{"name": "X", "link": "https://x.test/i"}]
    ways = {"emails": emails, "phones": phones, "socialMedias": social}
    line = {"condition": "END_OF_MONTH", "day": 60, "payDays": [10, 25]}
    line["paymentMeanId"] = rows["paymentMeans"]
    return {
        "socialName": f"Atelier {code}",
        "tradeName": "Roseau",
        "documentId": document,
        "vatNumber": vat,
        "code": f"HP{code}",
        "nafApeCode": "6201Z",
        "comments": "Line one\nline two",
        "businessAreaId": rows["businessAreas"],
        "gdprApplied": True,
        "gdprAppliedDate": "2025-06-01",
        "disabled": True,
        "disabledDate": "2025-12-31",
        "addresses": [{**place, "city": "NANTES"}, {**place, "city": "BREST"}],
        "contacts": [
            {**person, **ways, "name": "Ines", "surname": "Faure"},
            {**person, "name": "Bo", "isDefault": True},
            {},
        ],
        "paymentTermLines": [
            {**line, "order": 0, "type": "PERCENTAGE", "value": 30.5},
            {**line, "order": 9999, "type": "REMAINING_AMOUNT", "value": 0},
        ],
    }


def _create(faces: Faces, kind: str, **values: Any) -> str:  # noqa: ANN401  # of the input
    document = (
        f"mutation ($values: {kind}CreateGLDtoInput!)"
        f" {{ done: create{kind}(input: $values) {{ id }} }}"
    )
    done: str = faces.sage.ask(document, values=values)["done"]["id"]
    return done


def _row_ids(faces: Faces) -> dict[str, str]:
    """Ids of the rows that no new book has, as the dialect tells them."""
    found = {}
    for name, word in SAGE_LISTS.items():
        nodes = faces.sage.ask(f"{{ {name}(first: 500) {{ nodes {{ id {word} }} }} }}")
        (found[name],) = (each["id"] for each in nodes[name]["nodes"] if each[word] == OURS)
    return found


OURS: Final = "Rare"
PURCHASES: Final = "purchases"
SAGE_LISTS: Final = {
    "businessAreas": "name",
    "jobAreas": "name",
    "paymentMeans": "description",
    "salesDiscounts": "name",
    "salesTariffs": "name",
}


def fill_flowtly(faces: Faces) -> None:
    api = faces.flowtly
    other = api.make_counterparty(
        "Beta ApS",
        type="income",
        requireAttachment=True,
        cyclic=True,
        budgetNeutral=True,
        logoUrl="https://b.example/logo.svg",
        corporateWebsiteUrl="https://b.example",
        displayName="Beta",
        costGroup=f"/cost-groups/{ROW}",
        description="Buys",
        status="on hold",
        vatNumber="DK10203040",
    )
    more = {"defaultCost": other["@id"], "attributeSet": f"/attribute-sets/{ROW}"}
    person = {**flowtly.IDA, "title": "Buyer", "phone": "1", "position": 7}
    client = api.make_client(
        **{**test_clients.FULL, **more, "status": "on hold", "clientContacts": [person]}
    )
    api.make_contact(client, type="technical", position=3)
    api.make_note(client)
    api.make_note(client, "Called again.\n")


TABLES: Final[Mapping[str, Resource | Type]] = {
    "economic /Customers": economic_wire.CUSTOMER,
    "economic /Contacts": economic_wire.CONTACT,
    "economic /DeliveryLocations": economic_wire.DELIVERY_LOCATION,
    "poweroffice /Customers": poweroffice_wire.CUSTOMER,
    "poweroffice /Suppliers": poweroffice_wire.SUPPLIER,
    "poweroffice /Employees": poweroffice_wire.EMPLOYEE,
    "poweroffice /ContactPersons": poweroffice_wire.PERSON,
    "poweroffice /ContactDeliveryAddresses": poweroffice_wire.ADDRESS,
    "poweroffice /ContactBankAccounts": poweroffice_wire.ACCOUNT,
    "flowtly /clients": flowtly_wire.CLIENT,
    "flowtly /client-contacts": flowtly_wire.CONTACT,
    "flowtly /client-notes": flowtly_wire.NOTE,
    "flowtly /counterparties": flowtly_wire.COUNTERPARTY,
    **{f"sage {name}": of for name, of in SAGE.items()},
}
"""What each face can say, from its own tables."""


def settable(table: Resource | Type) -> set[str]:
    """The members that a write may set, and a read shows."""
    if isinstance(table, Resource):
        fields = [each for each in table.fields if each.at is not None]
        return {each.name for each in fields if is_writable(each) and not each.once}
    found: set[str] = set()
    for each in table.within(Generation.SECOND):
        if isinstance(each, Many):
            found |= {each.name, *settable(each.of)}
        elif isinstance(each, Field) and each.writing in (Writing.ONCE, Writing.ALWAYS):
            found.add(each.name)
    return found


def said(value: Any) -> set[str]:  # noqa: ANN401  # any JSON
    """The members that have a value, at any depth."""
    if isinstance(value, dict):
        own = {name for name, each in value.items() if each not in (None, "", [])}
        return own.union(*(said(each) for each in value.values()))
    return set[str]().union(*map(said, value)) if isinstance(value, list) else set()


FILL: Final[dict[str, Callable[[Faces], None]]] = {
    "economic": fill_economic,
    "poweroffice": fill_poweroffice,
    "sage": fill_sage,
    "flowtly": fill_flowtly,
}


@pytest.mark.parametrize("face", FILL)
def test_all_that_a_face_says_comes_back(
    engine: Engine, clock: FrozenClock, tmp_path: Path, face: str
) -> None:
    here, there = Faces(engine, clock), Faces(engine, clock)
    with here.world.book.writing() as ctx:
        here.uuids = add_rows(ctx)
    here.enter()
    FILL[face](here)
    told = here.shown()
    for name, table in TABLES.items():
        if name.startswith(face):
            assert settable(table) - said(told[name]) == set(), name
    export_path(here.world.book, tmp_path / "book.jsonl")
    clock.advance(hours=1)
    report = import_path(there.world.book, tmp_path / "book.jsonl")
    assert report.rejected == []
    there.enter()
    found = there.shown()
    for name, listed in told.items():
        assert plain(found[name]) == plain(listed), name
    assert sum(map(len, told.values()))
    created = counts(report)[0]
    assert documents(there) == documents(here)
    again = import_path(there.world.book, tmp_path / "book.jsonl")
    assert counts(again) == (0, 0, created, 0)


def documents(faces: Faces) -> list[tuple[object, ...]]:
    """What no face shows but all know: what must not be deleted because of what."""
    with faces.world.book.writing() as ctx:
        return [
            (each.id, each.uuid, each.kind, each.number, each.party_id, each.person, each.address)
            for each in ctx.unit.documents.stream()
        ]


def add_rows(ctx: Context) -> dict[str, str]:
    """Give each list a row that no new book has; the uuids by list."""
    patch = ReferencePatch(name=OURS, details={"sub_account_type": PURCHASES})
    return {
        PURCHASES: create_reference(ctx, "account", ROW + 1, patch).uuid,
        **{
            kind: create_reference(
                ctx, kind, ROW, ReferencePatch(name=OURS, code=f"r{ROW}", details=details)
            ).uuid
            for kind, details in LISTS.items()
        },
    }


def plain(value: Any) -> Any:  # noqa: ANN401  # any JSON
    """What is shown, without what tells of the book."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items() if name not in OWN}
    return [plain(each) for each in value] if isinstance(value, list) else value
