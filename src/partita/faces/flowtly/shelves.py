"""The collections of the dialect: what each shows, how it is filtered and ordered (5, 7 and 9)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

from partita.domain.query import (
    Absent,
    And,
    Compare,
    Filter,
    Fixed,
    Form,
    Member,
    Nested,
    Op,
    Projection,
    Some,
    Sort,
    View,
)
from partita.facekit.table import Field, Kind, Resource
from partita.faces.flowtly import wire
from partita.faces.flowtly.places import CODED
from partita.faces.flowtly.wire import Property

_FORMS: Final = {
    Kind.INTEGER: Form.INTEGER,
    Kind.TEXT: Form.TEXT,
    Kind.BOOLEAN: Form.BOOLEAN,
    Kind.MOMENT: Form.MOMENT_OFFSET,
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A filter of a collection.

    Attributes:
        name: Its name, and that of the property.
        kind: ``exact``, ``partial``, ``link``, ``boolean``, ``exists``, ``date`` or ``range``.
        at: The field of the book.
        search: A search over name and numbers narrows it.
    """

    name: str
    kind: str
    at: str
    search: bool = False


@dataclass(frozen=True, eq=False, kw_only=True)
class Shelf:
    """A collection.

    Attributes:
        resource: The table.
        path: Its path, such as ``clients``.
        key: The field of the book that names a member in an IRI.
        only: Which records of the source it has; all when ``None``.
        groups: Serialization groups of what is read, as the schemas are called by them.
        filters: Its filters.
        orders: Fields it is ordered by, by parameter.
        orders_within: Of a list nobody ordered, by the filter that narrows it; else by key.
        is_written: It has POST and PATCH.
        is_deleted: It has DELETE.
    """

    resource: Resource
    path: str
    key: str
    only: Filter | None = None
    groups: tuple[str, ...] = ()
    filters: tuple[Parameter, ...] = ()
    orders: Mapping[str, str] = field(default_factory=dict)
    orders_within: Mapping[str, tuple[Sort, ...]] = field(default_factory=dict)
    is_written: bool = False
    is_deleted: bool = False

    @cached_property
    def otherwise(self) -> Mapping[str, str]:
        """What is shown where the book has nothing, by property."""
        shown = {each.name: each.otherwise for each in self.shown if not each.is_constant}
        return {name: text.strip('"') for name, text in shown.items() if text is not None}

    @property
    def name(self) -> str:
        """Short name of its members, such as ``Client``."""
        return self.resource.name

    @cached_property
    def shown(self) -> tuple[Property, ...]:
        """What is shown of a member."""
        return properties(self.resource)

    @cached_property
    def written(self) -> Mapping[str, Property]:
        """What a write may set, by name."""
        return {each.name: each for each in self.shown if each.to is not None}


def properties(resource: Resource) -> tuple[Property, ...]:
    """The fields of a table as those of this dialect."""
    return tuple(_as_property(each) for each in resource.fields)


def _as_property(each: Field) -> Property:
    if not isinstance(each, Property):
        raise TypeError(each.name)
    return each


@dataclass(frozen=True, slots=True)
class Look:
    """How members are written.

    Attributes:
        prefix: What IRIs begin with.
        is_linked: As JSON-LD; else as plain JSON.
        shows_null: Missing values are shown as null.
        names: Properties that are shown; all when ``None``.
        has_documents: The stored files of a client are shown, too.
    """

    prefix: str
    is_linked: bool
    shows_null: bool = False
    names: frozenset[str] | None = None
    has_documents: bool = False


@lru_cache(maxsize=512)
def view_of(shelf: Shelf, look: Look) -> View:
    """What the store shows of the members of a collection."""
    fields = shelf.shown + ((wire.DOCUMENTS,) if look.has_documents else ())
    if look.names is not None:
        fields = tuple(each for each in fields if each.name in look.names)
    shown = (*_marks(shelf.resource.name, shelf.path, shelf.key, look), *_members(fields, look))
    return View(shelf.resource.source, shown or (Fixed("@type", f'"{shelf.name}"'),))


def _marks(name: str, path: str, key: str, look: Look) -> Projection:
    """What JSON-LD says of every object."""
    if not look.is_linked:
        return ()
    form = Form.INTEGER if key in _COUNTED else Form.TEXT
    iri = Member("@id", key, form, before=f"{look.prefix}/{path}/")
    return (iri, Fixed("@type", f'"{name}"'))


_COUNTED: Final = frozenset({"party_id", "number"})
"""Keys that are whole numbers."""


def _members(fields: tuple[Property, ...], look: Look) -> Projection:
    return tuple(_nested(each, look) if each.items else _member(each, look) for each in fields)


def _member(each: Property, look: Look) -> Member | Fixed:
    if each.is_constant:
        return Fixed(each.name, each.otherwise or "null")
    form = Form.INTEGER if each.link and each.link not in CODED else _FORMS[each.kind]
    return Member(
        each.name,
        each.at or "",
        each.form or form,
        Absent.NULL if look.shows_null else Absent.OMIT,
        words=each.words,
        has_other_words=each.has_other_words,
        before=f"{look.prefix}/{each.link}/" if each.link else "",
        otherwise=each.otherwise,
    )


def _nested(each: Property, look: Look) -> Nested:
    items = each.items or wire.CONTACT
    path, key = EMBEDDED[items.name]
    inside = (*_marks(items.name, path, key, look), *_members(properties(items), look))
    kept = tuple(part for part in inside if isinstance(part, Member | Fixed | Nested))
    is_many = items is not wire.COST_GROUP_SHOWN
    return Nested(
        each.name,
        each.at or "",
        kept,
        many=is_many,
        is_omitted=not look.shows_null,
        guard="" if is_many else wire.COST_GROUP_AT,
    )


EMBEDDED: Final = {
    "ClientContact": ("client-contacts", "number"),
    "CostGroup": ("cost-groups", "number"),
    "Storage": ("storages", "id"),
}
"""Path and key of what is embedded."""


def _rows_of(kind: str) -> Filter:
    """The rows of one of the book's lists."""
    return And((Compare("kind", Op.EXACT_EQ, kind), Compare("removed_at", Op.EQ, None)))


def _list(resource: Resource, path: str, kind: str, key: str = "number") -> Shelf:
    texts = tuple(
        Parameter(name, "partial" if name == "name" else "exact", name)
        for name in ("code", "name")
        if name in resource.by_name
    )
    return Shelf(
        resource=resource,
        path=path,
        key=key,
        only=_rows_of(kind),
        groups=(f"{kind}.read",),
        filters=(Parameter("id", "exact", "number"), *texts),
        orders={"id": "number", **{each.name: each.at for each in texts}},
    )


CLIENTS: Final = Shelf(
    resource=wire.CLIENT,
    path="clients",
    key="party_id",
    groups=("client.read", "client_contact.read", "storage.read"),
    filters=(
        Parameter("id", "exact", "party_id"),
        Parameter("name", "partial", "party.name", search=True),
        Parameter("status", "exact", "standing_shown"),
        Parameter("country", "link", "mail.country_of_party"),
        Parameter("currency", "link", "currency_shown"),
        Parameter("tin", "exact", "party.company_number"),
        Parameter("vatNumber", "partial", "party.vat_shown", search=True),
        Parameter("defaultCost", "link", "default_counterparty"),
        Parameter("attributeSet", "link", "attribute_set"),
        Parameter("dueDays", "range", "payment_term.days_shown"),
    ),
    orders={"id": "party_id", "name": "party.name", "status": "standing_shown"},
    is_written=True,
)
CONTACTS: Final = Shelf(
    resource=wire.CONTACT,
    path="client-contacts",
    key="number",
    only=Compare("customer_number", Op.NE, None),
    groups=("client_contact.read",),
    filters=(
        Parameter("id", "exact", "number"),
        Parameter("client", "link", "party_id"),
        Parameter("type", "exact", "kind"),
        Parameter("email", "partial", "email"),
        Parameter("name", "partial", "name"),
    ),
    orders={"id": "number", "position": "position", "name": "name", "createdAt": "created_at"},
    orders_within={"client": (Sort("party_id"), Sort("position"))},
    is_written=True,
    is_deleted=True,
)
NOTES: Final = Shelf(
    resource=wire.NOTE,
    path="client-notes",
    key="uuid",
    only=Some("customer", And(())),
    groups=("client_note.read",),
    filters=(
        Parameter("id", "exact", "uuid"),
        Parameter("client", "link", "party_id"),
        Parameter("employee", "link", "author"),
        Parameter("createdAt", "date", "created_at"),
    ),
    orders={"createdAt": "created_at", "id": "uuid"},
    is_written=True,
    is_deleted=True,
)
COUNTERPARTIES: Final = Shelf(
    resource=wire.COUNTERPARTY,
    path="counterparties",
    key="party_id",
    groups=("counterparty.read",),
    filters=(
        Parameter("id", "exact", "party_id"),
        Parameter("displayName", "partial", "party.display_shown"),
        Parameter("name", "partial", "party.name", search=True),
        Parameter("type", "exact", "kind"),
        Parameter("cyclic", "boolean", "is_cyclic"),
        Parameter("requireAttachment", "boolean", "requires_attachment"),
        Parameter("budgetNeutral", "boolean", "is_budget_neutral"),
        Parameter("logoUrl", "exists", "party.logo_url"),
        Parameter("corporateWebsiteUrl", "exists", "party.website"),
    ),
    orders={"id": "party_id", "displayName": "party.display_shown"},
    is_written=True,
    is_deleted=True,
)
EMPLOYEES: Final = Shelf(
    resource=wire.EMPLOYEE,
    path="employees",
    key="party_id",
    groups=("employee.read",),
    filters=(
        Parameter("id", "exact", "party_id"),
        Parameter("name", "partial", "party.name", search=True),
        Parameter("email", "exact", "party.email"),
    ),
    orders={"id": "party_id", "name": "party.name"},
)
COUNTRIES: Final = _list(wire.COUNTRY, "countries", "country", "code")
CURRENCIES: Final = _list(wire.CURRENCY, "currencies", "currency", "code")
ATTRIBUTE_SETS: Final = _list(wire.ATTRIBUTE_SET, "attribute-sets", "attribute_set")
COST_GROUPS: Final = _list(wire.COST_GROUP, "cost-groups", "cost_group")
TAX_RATES: Final = _list(wire.TAX_RATE, "tax-rates", "tax_rate")
STORAGES: Final = Shelf(resource=wire.STORAGE, path="storages", key="id")
"""Stored files: each is there on its own, but there is no list of them all."""

SHELVES: Final = (
    CLIENTS,
    CONTACTS,
    NOTES,
    COUNTERPARTIES,
    EMPLOYEES,
    COUNTRIES,
    CURRENCIES,
    ATTRIBUTE_SETS,
    COST_GROUPS,
    TAX_RATES,
)
"""All collections."""

TOLD: Final = (*SHELVES, STORAGES)
"""Everything that has IRIs of its own."""
