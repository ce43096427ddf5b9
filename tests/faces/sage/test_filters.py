"""Any filter, order and page means what it says, on both databases (contracts/sage.md 2.3, 2.4)."""

from datetime import date
from typing import Any, Final

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLScalarType,
    get_named_type,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partita.domain.contact import ContactPatch
from partita.domain.extras import TermLine
from partita.faces.sage.graph import Generation
from partita.faces.sage.schema import built
from partita.usecases import contacts
from partita.usecases.context import Context
from partita.usecases.owners import Owner
from tests.builders import make_customer, make_delivery_address, new_record
from tests.faces.sage.api import Api
from tests.faces.sage.plainly import holds, ordered

EVERYTHING: Final = """{ customers(first: 500) { nodes {
  id creationDate modificationDate sourceType code socialName tradeName countryAcronym viesCode
  documentType { id code name legislationCode } documentTypeId documentId vatNumber nafApeCode
  comments status disabled disabledDate gdprApplied gdprAppliedDate
  defaultAccountingAccount { code { value } name deactivated subAccountType applyVat }
  defaultAccountingAccountId businessArea { name } businessAreaId customerType
  hasEquivalenceSurcharge specialMention documentLanguage discount blockOrderEnabled
  addresses { id countryId country { isoCodeAlpha2 isoCodeAlpha3 name } countryIsoCodeAlpha2
    countryName name firstLine secondLine city zipCode province isMainAddress isDeliveryAddress
    isDefaultDeliveryAddress }
  contacts { isDefaultCustomer courtesy name surname jobName jobArea { name } jobAreaId
    emails { emailAddress usage isDefault } phones { number type isDefault }
    socialMedias { name link } }
  paymentTermLines { order type value condition day paymentMean { description type inactive } }
} } }"""
SHORT: Final = """query ($where: CustomerFilterInput, $order: [CustomerSortInput!],
    $first: Int, $after: String) {
  customers(where: $where, order: $order, first: $first, after: $after) {
    nodes { id } totalCount pageInfo { hasNextPage endCursor }
  }
}"""
FOLDED: Final = frozenset({"socialName", "code"})
SORTED: Final = (
    "socialName",
    "code",
    "tradeName",
    "discount",
    "disabled",
    "disabledDate",
    "countryAcronym",
    "creationDate",
    "modificationDate",
    "comments",
)


def fill_book(ctx: Context) -> None:
    """Customers that differ in all kinds of ways."""
    texts = ("Élan", "élan vital", "ABBA", "abba", "50% _off\\", "Ünal", "zeta")
    for number, text in enumerate(texts):
        made = make_customer(
            ctx,
            text,
            discount_percent=None if number % 3 == 0 else number * 2.5,
            disabled_on=date(2026, 1, number + 1) if number % 2 else None,
            has_equivalence_surcharge=number == 2,
            documents_language="fr" if number % 2 else None,
            party={
                "trade_name": None if number % 2 else text.swapcase(),
                "country": ("FR", "DK", None)[number % 3],
                "comments": "Note\nÉÅ" if number == 3 else None,
                "document_type": 1 if number % 2 else None,
                "business_area": number if 0 < number < 4 else None,
                "is_person": number == 5,
            },
        )
        for place in range(number % 3):
            contacts.create_contact(
                ctx,
                Owner(made.party.id),
                ContactPatch(
                    name=f"Ada {'Øst' if place else 'Bo'}",
                    courtesy="miss" if place else None,
                    email=f"a{number}{place}@x.test" if place else None,
                    is_default=not place,
                ),
            )
        if number % 2:
            make_delivery_address(
                ctx, made.party.id, street=f"Gade {number}", city="Århus", country="DK"
            )
        for line in range(number % 3):
            ctx.unit.term_lines.insert(
                TermLine(
                    **new_record(ctx.now),
                    id=number * 10 + line + 1,
                    party_id=made.party.id,
                    payment_term=None,
                    position=line,
                    kind="percentage",
                    value=f"{line * 10}.5",
                    condition="end_of_month" if line else "none",
                    due_days=30,
                    pay_days="10,25",
                    payment_mean=1 if line else None,
                )
            )


@pytest.fixture
def everything(api: Api) -> list[dict[str, Any]]:
    """All there is to know of the customers, as a client reads it."""
    with api.world.book.writing() as ctx:
        fill_book(ctx)
    api.world.clock.advance(seconds=90)
    found: list[dict[str, Any]] = api.ask(EVERYTHING)["customers"]["nodes"]
    return found


def values_in(record: Any, name: str) -> list[Any]:  # noqa: ANN401
    """All values of a name, wherever they are."""
    if isinstance(record, list):
        return [value for each in record for value in values_in(each, name)]
    if not isinstance(record, dict):
        return []
    own = [record[name]] if name in record and not isinstance(record[name], dict | list) else []
    return own + [value for each in record.values() for value in values_in(each, name)]


class Filters:
    """Makes filters of the schema's own types, over fields and values that are there."""

    def __init__(self, everything: list[dict[str, Any]]) -> None:
        self._everything = everything

    def of(self, kind: Any, sample: Any, depth: int) -> st.SearchStrategy[dict[str, Any]]:  # noqa: ANN401
        assert isinstance(kind, GraphQLInputObjectType)
        names = [name for name in kind.fields if name in (sample or {})]
        if not names:
            return st.just({})
        member = st.sampled_from(names).flatmap(
            lambda name: self._member(name, kind.fields[name].type, sample[name], depth).map(
                lambda value: {name: value}
            )
        )
        if depth <= 0:
            return member
        inner = st.lists(self.of(kind, sample, depth - 1), max_size=3)
        both = st.sampled_from(["and", "or"]).flatmap(
            lambda word: inner.map(lambda items: {word: items})
        )
        several = st.lists(member, min_size=1, max_size=2).map(
            lambda items: {name: value for each in items for name, value in each.items()}
        )
        return st.one_of(several, both)

    def _member(
        self,
        name: str,
        kind: Any,  # noqa: ANN401
        sample: Any,  # noqa: ANN401
        depth: int,
    ) -> st.SearchStrategy[Any]:
        if "some" in kind.fields:
            inner = self.of(kind.fields["some"].type, sample, depth - 1)
            words = st.sampled_from(["some", "none", "all"])
            chosen = words.flatmap(lambda word: inner.map(lambda value: {word: value}))
            return st.one_of(chosen, st.booleans().map(lambda value: {"any": value}))
        if "eq" not in kind.fields:
            return self.of(kind, sample, depth - 1)
        return self._operators(name, kind)

    def _operators(self, name: str, kind: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401
        values = values_in(self._everything, name)
        asks_for = get_named_type(kind.fields["eq"].type)
        if isinstance(asks_for, GraphQLEnumType):  # others of that name are of another type
            values = [each for each in values if each in asks_for.values]
        one = st.sampled_from([*values, None])
        words = [word for word in kind.fields if word not in ("and", "or")]

        def asked(word: str) -> st.SearchStrategy[Any]:
            if isinstance(kind.fields[word].type, GraphQLList):
                return st.lists(one, max_size=3)
            if "ith" in word or "contains" in word:
                return one.flatmap(pieces)
            return one

        return st.sampled_from(words).flatmap(
            lambda word: asked(word).map(lambda value: {word: value})
        )


def pieces(value: str | None) -> st.SearchStrategy[str]:
    """Parts of a text, in some case."""
    text = value or "a"
    cuts = st.integers(0, len(text)).flatmap(
        lambda start: st.integers(start, len(text)).map(lambda end: text[start:end])
    )
    return st.one_of(cuts, cuts.map(str.upper))


def merged(records: list[dict[str, Any]]) -> dict[str, Any]:
    """An object with everything any of the records has, to know what can be asked."""
    found: dict[str, Any] = {}
    for record in records:
        for name, value in record.items():
            if isinstance(value, list):
                found[name] = merged([found.get(name) or {}, *value])
            elif isinstance(value, dict):
                found[name] = merged([found.get(name) or {}, value])
            else:
                found.setdefault(name, None)
    return found


RELAXED: Final = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@RELAXED
@given(data=st.data())
def test_a_filter_finds_what_it_says(
    api: Api, everything: list[dict[str, Any]], data: st.DataObject
) -> None:
    kind = built(Generation.SECOND).schema.type_map["CustomerFilterInput"]
    where = data.draw(Filters(everything).of(kind, merged(everything), 2))
    found = api.ask(SHORT, where=where, first=100)["customers"]
    wanted = [each["id"] for each in everything if holds(where, each)]
    assert [each["id"] for each in found["nodes"]] == wanted
    assert found["totalCount"] == len(wanted)


@RELAXED
@given(data=st.data())
def test_any_order_can_be_walked_page_by_page(
    api: Api, everything: list[dict[str, Any]], data: st.DataObject
) -> None:
    keys = data.draw(st.lists(st.sampled_from(SORTED), unique=True, min_size=1, max_size=3))
    order = [{name: data.draw(st.sampled_from(["ASC", "DESC"]))} for name in keys]
    size = data.draw(st.integers(1, 5))
    found: list[str] = []
    after, has_more = None, True
    while has_more:
        page = api.ask(SHORT, order=order, first=size, after=after)["customers"]
        found += [each["id"] for each in page["nodes"]]
        after, has_more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        assert len(found) <= len(everything)
    assert found == [each["id"] for each in ordered(everything, order, FOLDED)]


def test_every_field_that_can_be_sought_is_tried() -> None:
    schema = built(Generation.SECOND).schema
    for name, kind in schema.type_map.items():
        if name.endswith("OperationFilterInput"):
            assert isinstance(kind, GraphQLInputObjectType)
            inner = get_named_type(kind.fields["eq"].type)
            assert isinstance(inner, GraphQLScalarType | GraphQLEnumType)
