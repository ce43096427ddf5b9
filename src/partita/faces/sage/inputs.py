"""Reading the input of a mutation by the tables of the dialect (contracts/sage.md 4).

Nothing is written here: an input becomes values by the place in the book they belong to, with
whatever is wrong in it gathered on the way. Rows named by their ids are looked up all at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from partita.domain.legislation import iso_code
from partita.domain.seeds.countries import is_country
from partita.domain.terms import pay_days_of
from partita.domain.violation import Violation
from partita.faces.sage.graph import Enum, Field, Kind, Many, Type, Writing
from partita.faces.sage.mutations import Input
from partita.faces.sage.operations import SCHEMA
from partita.kit.text import is_storable
from partita.usecases.context import Context

ITEMS_MAX: Final = 500
CHANGE: Final = "MODIFY"
DELETE: Final = "DELETE"
_CONTROL: Final = frozenset({"id", "requestedAction", "replaceAll"})
_PAY_DAYS: Final = "pay_days_list"
_COUNTRIES: Final = frozenset({"country", "party.country"})

ROWS: Final[Mapping[str, tuple[str, str]]] = {
    "document_type_row.uuid": ("party.document_type", "document_type"),
    "business_area_row.uuid": ("party.business_area", "business_area"),
    "ledger_account.uuid": ("account", "account"),
    "prepayment_ledger_account.uuid": ("prepayment_account", "account"),
    "purchase_ledger_account.uuid": ("purchase_account", "account"),
    "discount_group_row.uuid": ("discount_group", "discount_group"),
    "tariff_row.uuid": ("tariff", "tariff"),
    "tax_treatment_row.uuid": ("tax_treatment", "tax_treatment"),
    "transaction_category_row.uuid": ("transaction_category", "transaction_category"),
    "job_area_row.uuid": ("job_area", "job_area"),
    "payment_mean_row.uuid": ("payment_mean", "payment_mean"),
    "nation.uuid": ("country", "country"),
}
"""Where the id of a row is shown: the field of the book that holds its number, and its list."""

PAYER: Final = "payer.uuid"


@dataclass(slots=True)
class Item:
    """What an input says of one object.

    Attributes:
        path: Where it stands in the input: empty, or such as ``addresses[0].``.
        values: By the place in the book.
        lists: What it says of its parts, by the name of the list.
        replaced: Names of the lists it replaces as a whole.
        uuid: Which object; ``None`` for a new one.
        is_gone: It shall go.
    """

    path: str
    values: dict[str, Any] = field(default_factory=dict)
    lists: dict[str, list["Item"]] = field(default_factory=dict)
    replaced: frozenset[str] = frozenset()
    uuid: str | None = None
    is_gone: bool = False


@dataclass(slots=True)
class Reader:
    """Reads one input.

    Attributes:
        found: What is wrong with it; fields are named as the client wrote them.
        named: Rows it names, by where their number belongs: item, place, id and member.
    """

    found: list[Violation] = field(default_factory=list)
    named: list[tuple[Item, str, str, str]] = field(default_factory=list)

    def read(self, of: Type, said: Input, path: str = "") -> Item:
        """Read what is said of one object.

        Args:
            of: Its type.
            said: The members mentioned.
            path: Where it stands.
        """
        item = Item(path, uuid=said.get("id"), is_gone=said.get("requestedAction") == DELETE)
        item.replaced = self._replaced(said)
        is_new = item.uuid is None
        if is_new and said.get("requestedAction") in (CHANGE, DELETE):
            self.found.append(Violation(f"{path}id", "required"))
        for name, value in said.items():
            each = of.by_name.get(name) if name not in _CONTROL else None
            if isinstance(each, Many):
                self._read_list(item, each, value)
            elif isinstance(each, Field) and each.writing in (Writing.ONCE, Writing.ALWAYS):
                self._read_value(item, each, value)
        if is_new and path:
            self._demand(of, item, said)
        return item

    def _replaced(self, said: Input) -> frozenset[str]:
        """Lists named in ``replaceAll`` that are there, too."""
        words = said.get("replaceAll") or ()
        return frozenset(
            name
            for name, word in SCHEMA.replaceable.items()
            if word in words and said.get(name) is not None
        )

    def _read_list(self, item: Item, many: Many, value: Sequence[Input] | None) -> None:
        if value is None:
            return
        name = f"{item.path}{many.name}"
        if len(value) > ITEMS_MAX:
            self.found.append(Violation(name, "too_many", {"max": ITEMS_MAX}))
            return
        item.lists[many.name] = [
            self.read(many.of, each, f"{name}[{place}].") for place, each in enumerate(value)
        ]

    def _read_value(self, item: Item, each: Field, value: Any) -> None:
        name, at = f"{item.path}{each.name}", each.at or ""
        stored = self._stored(each, value)
        if stored is None and each.required:
            self.found.append(Violation(name, "required"))
        elif isinstance(stored, str) and (flaw := _text_flaw(each, name, stored)) is not None:
            self.found.append(flaw)
        elif stored is not None and (at in ROWS or at == PAYER):
            self.named.append((item, at, stored, name))
        elif at in ROWS or at == PAYER:
            item.values.setdefault(ROWS[at][0] if at in ROWS else "third_payer", None)
        elif at in _COUNTRIES and stored is not None:
            self._read_country(item, at, stored, name)
        elif each.kind is Kind.TRUTH:
            item.values[at] = bool(stored) or item.values.get(at, False)
        elif at == _PAY_DAYS:
            item.values["pay_days"] = stored
        else:
            item.values[at] = stored

    def _read_country(self, item: Item, at: str, text: str, name: str) -> None:
        code = iso_code(text)
        if is_country(code):
            item.values[at] = code
        else:
            self.found.append(Violation(name, "country"))

    def _stored(self, each: Field, value: Any) -> Any:
        """A value as the book keeps it; the empty text is nothing."""
        if value is None or value == "":
            return None
        if isinstance(each.kind, Enum):
            words = each.kind.stored(value)
            return None if None in words else words[0]
        if each.many:
            return ",".join(map(str, pay_days_of(value))) or None
        if each.kind is Kind.DAY and isinstance(value, datetime):
            return value.date()
        return value

    def _demand(self, of: Type, item: Item, said: Input) -> None:
        """A new part must have what is mandatory."""
        for each in of.fields:
            if isinstance(each, Field) and each.required and each.name not in said:
                self.found.append(Violation(f"{item.path}{each.name}", "required"))

    def look_up(self, ctx: Context) -> None:
        """Put the numbers of named rows where they belong; in one statement."""
        uuids = list({uuid for _, at, uuid, _ in self.named if at in ROWS})
        rows = {}
        if uuids:
            rows = {row.uuid: row for row in ctx.unit.references.select_in("uuid", uuids)}
        for item, at, uuid, name in self.named:
            if at == PAYER:
                payer = ctx.unit.parties.first(uuid=uuid)
                if payer is None:
                    self.found.append(Violation(name, "unknown"))
                else:
                    item.values["third_payer"] = payer.id
                continue
            place, kind = ROWS[at]
            row = rows.get(uuid)
            if row is None or row.kind != kind or row.removed_at is not None:
                rule = "country" if kind == "country" else "unknown"
                self.found.append(Violation(name, rule))
            else:
                item.values[place] = row.code if kind == "country" else row.number


def _text_flaw(each: Field, name: str, text: str) -> Violation | None:
    """What is wrong with a text, which a client calls by a name."""
    if each.max is not None and len(text) > each.max:
        return Violation(name, "too_long", {"max": each.max})
    return None if is_storable(text) else Violation(name, "characters")
