"""A patch reads and copies no more of an object than it is about."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from partita.faces.poweroffice import patching, rules, wire
from partita.faces.poweroffice.rules import Rule
from partita.faces.poweroffice.values import patched_part

KINDS = {
    "customer": rules.CUSTOMER,
    "supplier": rules.SUPPLIER,
    "employee": rules.EMPLOYEE,
    "person": rules.PERSON,
    "address": rules.ADDRESS,
    "account": rules.ACCOUNT,
}


class Watched(Mapping[str, Any]):
    """An object that notes which members are looked at."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values_by_name = values
        self.seen: set[str] = set()

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401  # any JSON
        self.seen.add(name)
        return self.values_by_name[name]

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("a rule names the members it looks at")

    def __len__(self) -> int:
        return len(self.values_by_name)


OBJECTS: tuple[Mapping[str, Any], ...] = (
    {},
    {
        "IsPerson": True,
        "EmailAddress": "nobody",
        "InvoiceDeliveryType": "PdfByEmail",
        "ReminderDeliveryType": "PdfByEmail",
        "NoticeOfDebtCollectionDeliveryType": "PdfByEmail",
        "InternationalIdReportToAltinn": True,
        "BankAccountNumber": "1",
        "MailAddress": {"CountryCode": "XX"},
    },
    {"InvoiceDeliveryType": "EHF", "BillableRate": 0, "NationalIdNumber": "1"},
)


@pytest.mark.parametrize("rule", [rule for each in KINDS.values() for rule in each])
@pytest.mark.parametrize("values", OBJECTS)
def test_rules_look_at_the_members_they_name(rule: Rule, values: Mapping[str, Any]) -> None:
    """What a rule does not name may not be there when a patch is checked."""
    watched = Watched(values)
    rule.check(watched)
    assert watched.seen
    assert watched.seen <= rule.members


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["/phoneNumber"], {"PhoneNumber"}),
        (["/MailAddress/City", "website~1url"], {"MailAddress"}),
        (["/Name"], {"IsPerson", "Name"}),
        (["/PaymentTerm", "/colour", ""], {"PaymentTerm"}),
        (
            ["/isPerson", "/ContactGroupIds/-"],
            {"ContactGroupIds", "FirstName", "IsPerson", "LastName", "Name"},
        ),
    ],
)
def test_the_part_a_patch_is_about(paths: list[str], expected: set[str]) -> None:
    removing: list[Mapping[str, Any]] = [{"op": "remove", "path": path} for path in paths]
    names = patching.named(wire.CUSTOMER, removing)
    part = patched_part(wire.CUSTOMER, rules.CUSTOMER, names)
    assert {each.name for each in part.fields} == expected
    copying = [{**each, "op": "copy", "from": "/WebsiteUrl"} for each in removing]
    assert patching.named(wire.CUSTOMER, copying) == names | {"websiteurl"}
