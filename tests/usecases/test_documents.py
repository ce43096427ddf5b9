"""Documents that refer to parties."""

from typing import Any

import pytest

from partita.domain.errors import (
    NumberTaken,
    OwnerUnknown,
    PartitaError,
    RecordInUse,
    RecordNotFound,
    ReferenceUnknown,
    ValuesInvalid,
)
from partita.domain.extras import DocumentKind
from partita.usecases.contacts import delete_contact
from partita.usecases.context import Context
from partita.usecases.documents import Mentioned, add_document, remove_document
from tests.builders import make_contact, make_customer, make_delivery_address

INVOICE = DocumentKind.INVOICE


@pytest.fixture
def numbers(ctx: Context) -> dict[str, int]:
    """Two customers; the first has a person, a deleted person and a place of delivery."""
    first = make_customer(ctx, "Alpha", number=10)
    make_customer(ctx, "Beta", number=11)
    person = make_contact(ctx, first.party.id)
    gone = make_contact(ctx, first.party.id, "Bo Lind")
    delete_contact(ctx, gone.number)
    place = make_delivery_address(ctx, first.party.id, city="Aarhus")
    return {"person": person.number, "gone": gone.number, "place": place.number}


def test_a_document_counts_as_use(ctx: Context, numbers: dict[str, int]) -> None:
    named = Mentioned(contact=numbers["person"], delivery_address=numbers["place"])
    document = add_document(ctx, INVOICE, "1001", named)
    alpha = ctx.unit.customers.first(number=10)
    assert alpha is not None
    assert document.party_id == alpha.party_id
    with pytest.raises(RecordInUse):
        delete_contact(ctx, numbers["person"])
    remove_document(ctx, INVOICE, "1001")
    delete_contact(ctx, numbers["person"])


def test_numbers_count_for_each_kind(ctx: Context) -> None:
    add_document(ctx, INVOICE, "1001")
    add_document(ctx, DocumentKind.ORDER, "1001")
    with pytest.raises(NumberTaken):
        add_document(ctx, INVOICE, "1001")


REFUSED: list[Any] = [
    pytest.param({"customer": 99}, OwnerUnknown, id="no such customer"),
    pytest.param({"contact": "gone"}, ReferenceUnknown, id="a deleted person"),
    pytest.param({"contact": 999}, ReferenceUnknown, id="no such person"),
    pytest.param({"customer": 11, "contact": "person"}, ReferenceUnknown, id="another's person"),
    pytest.param({"delivery_address": 999}, ReferenceUnknown, id="no such place"),
    pytest.param(
        {"customer": 11, "delivery_address": "place"}, ReferenceUnknown, id="another's place"
    ),
]


@pytest.mark.parametrize(("named", "error"), REFUSED)
def test_who_is_not_there_cannot_be_named(
    ctx: Context, numbers: dict[str, int], named: dict[str, Any], error: type[PartitaError]
) -> None:
    known = {name: numbers.get(value, value) for name, value in named.items()}
    with pytest.raises(error):
        add_document(ctx, INVOICE, "1001", Mentioned(**known))
    assert not ctx.unit.documents.has(kind=INVOICE, number="1001")


@pytest.mark.parametrize("number", ["", " ", "1\n2", "1" * 51])
def test_a_number_is_refused(ctx: Context, number: str) -> None:
    with pytest.raises(ValuesInvalid):
        add_document(ctx, INVOICE, number)


def test_an_unknown_document_cannot_go(ctx: Context) -> None:
    with pytest.raises(RecordNotFound):
        remove_document(ctx, INVOICE, "1001")
