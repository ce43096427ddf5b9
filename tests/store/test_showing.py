"""Objects, lists and words inside answers, and members of stored JSON, on both databases."""

import json
from typing import Any

import pytest

from partita.domain.extras import Group, Membership
from partita.domain.query import (
    Absent,
    Compare,
    Form,
    Listed,
    Member,
    OffsetPage,
    Op,
    Part,
    Projection,
    Query,
    Some,
    Sort,
    View,
)
from partita.domain.standing import Role
from partita.store.capabilities import JsonMember
from partita.store.schema import reference
from partita.usecases.parties import add_role
from partita.usecases.references import ReferencePatch, create_reference
from partita.usecases.search import search_rows
from tests.builders import OpenBook, make_customer, new_record


def show(book: OpenBook, source: str, *show: Any, **more: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    members: Projection = show
    with book.looking() as looking:
        rows = search_rows(looking, Query(View(source, members), **more))
    return [json.loads(text) for _, text in rows]


GROUPS = Listed("g", "memberships", "group", Form.INTEGER)


def test_values_of_related_records_are_listed_in_order(book: OpenBook) -> None:
    with book.writing() as ctx:
        first, second = (make_customer(ctx, name).party.id for name in "AB")
        for number in (3, 1, 2):
            ctx.unit.groups.insert(Group(**new_record(), number=number, name="G"))
            ctx.unit.memberships.insert(Membership(group=number, party_id=first))
    shown = show(book, "customers_by_party", GROUPS)
    assert shown == [{"g": [1, 2, 3]}, {"g": []}]
    some = Some("memberships", Compare("group", Op.IN, (2, 9)))
    found = show(book, "customers_by_party", Member("id", "party_id", Form.INTEGER), filter=some)
    assert found == [{"id": first}]
    assert second != first


def test_a_part_is_there_when_it_says_something(book: OpenBook) -> None:
    with book.writing() as ctx:
        make_customer(ctx, "A")
    part = Part("p", (Member("c", "party.name"), Member("v", "party.email")), "party.name")
    empty = Part("e", (Member("c", "party.name"),), "party.email")
    assert show(book, "customers_by_party", part, empty) == [{"p": {"c": "A"}}]


def test_words_stand_for_values(book: OpenBook) -> None:
    with book.writing() as ctx:
        for value in ("ehf", None, "else"):
            make_customer(ctx, "A", invoice_delivery=value)
    words = (("ehf", "EHF"), (None, "It's"))
    left_out = Member("w", "invoice_delivery", words=words)
    null = Member("w", "invoice_delivery", absent=Absent.NULL, words=words[:1])
    assert show(book, "customers_by_party", left_out) == [{"w": "EHF"}, {"w": "It's"}, {}]
    assert [each["w"] for each in show(book, "customers_by_party", null)] == ["EHF", None, None]


def test_rows_of_lists_have_their_details(book: OpenBook) -> None:
    with book.writing() as ctx:
        for number in (2, 1):
            patch = ReferencePatch(name="Net", details={"days": number * 10})
            create_reference(ctx, "payment_term", number, patch)
            create_reference(ctx, "layout", number, ReferencePatch(name="L"))
        make_customer(ctx, "A", payment_term=2)
        make_customer(ctx, "B", payment_term=2, payment_days=5)
    days = Member("d", "days", Form.INTEGER)
    of_terms = Compare("kind", Op.EXACT_EQ, "payment_term")
    page = {"filter": of_terms, "sorts": (Sort("number"),), "page": OffsetPage(5, 1)}
    assert show(book, "list_rows", days, **page) == [{"d": 20}]
    over = Compare("days", Op.GT, 10)
    assert show(book, "list_rows", days, filter=over) == [{"d": 20}]
    shown = Member("d", "payment_term.days_shown", Form.INTEGER)
    assert show(book, "customers_by_party", shown) == [{"d": 20}, {"d": 5}]


def test_only_names_are_members() -> None:
    with pytest.raises(ValueError, match="days'"):
        JsonMember(reference.c.details, "days' OR 1=1")


def test_reading_inside_a_write_sees_what_was_written(book: OpenBook) -> None:
    with book.writing() as ctx:
        made = make_customer(ctx, "A")
        query = Query(View("suppliers", (Member("n", "party.name"),)))
        assert list(search_rows(ctx.looking, query)) == []
        add_role(ctx, made.party.id, Role.SUPPLIER, {}, number=7)
        ((key, text),) = search_rows(ctx.looking, query)
    assert (key, json.loads(text)) == (made.party.id, {"n": "A"})
