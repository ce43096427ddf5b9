"""The tables say what the contract says: every member, its marks, its limits."""

from pathlib import Path

import pytest

from partita.domain.query import Sort
from partita.facekit.table import Kind, Resource, is_writable
from partita.faces.poweroffice import wire
from partita.faces.poweroffice.parameters import read_parameters

RESOURCES = {
    each.name: each
    for each in (
        wire.CUSTOMER,
        wire.SUPPLIER,
        wire.EMPLOYEE,
        wire.GROUP,
        wire.PERSON,
        wire.ADDRESS,
        wire.ACCOUNT,
    )
}
LATER = {"Supplier": {"CurrencyRate", "PaymentClientBankAccountId", "PaymentTermSupplierId"}}
"""Members that the vendor added later."""


def read_contract() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    name = ""
    for line in (Path(__file__).parent / "members.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[]")
            found[name] = {}
        elif line and not line.startswith("#"):
            member, *marks = line.split()
            found[name][member] = marks
    return found


CONTRACT = read_contract()


def marks(resource: Resource, name: str) -> list[str]:
    """The marks of a member as the contract writes them, types aside."""
    field = resource.by_name[name.lower()]
    is_set, is_shown = is_writable(field), field.at is not None
    get = "-" if not is_shown else "yes" if is_set and not field.once else "ro"
    post = "-" if not is_set else "req" if field.required else "opt"
    return [get, post, "yes" if is_set and not field.once else "-"]


@pytest.mark.parametrize("name", RESOURCES)
def test_lists_are_ordered_by_any_single_value(name: str) -> None:
    """Section 5: "OrderBy: members with optional asc (default) / desc"."""
    resource = RESOURCES[name]
    shown = [each for each in resource.fields if each.at is not None]
    for field in shown:
        if field.kind not in (Kind.OBJECT, Kind.INTEGERS):
            asked = read_parameters({"orderby": f"{field.name} desc"}, resource)
            assert asked.sorts == (Sort(field.at or "", descending=True),)


@pytest.mark.parametrize("name", RESOURCES)
def test_every_member_is_as_the_contract_says(name: str) -> None:
    resource, told = RESOURCES[name], CONTRACT[name]
    names = {each.name for each in resource.fields}
    assert names - LATER.get(name, set()) == set(told)
    for member, (kind, get, post, patch, length) in told.items():
        found = marks(resource, member)
        # One is shown read-only and yet writable, the other not shown at all.
        is_odd = member in ("IsPrimary", "SubLedgerNumberSeriesId")
        assert found == [found[0] if is_odd else get, post, patch], member
        field = resource.by_name[member.lower()]
        if length != "-":
            assert field.max == int(length), member
        if kind in ("boolean", "number", "date"):
            assert str(field.kind) == kind, member
