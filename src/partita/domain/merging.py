"""What becomes of two parties that turn out to be one: which values and which parts survive.

Pure: reading and writing is the use case's (`partita.usecases.merge`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from partita.domain.bank_account import BankAccount
from partita.domain.checks import compact_number
from partita.domain.extras import Identifier
from partita.domain.party import Customer, Employee, Party, Supplier
from partita.domain.record import Record
from partita.kit.text import fold

MERGED_MAX: Final = 100
"""Most parties that one merge absorbs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge(Record):
    """A merge that can be undone.

    Attributes:
        id: Unique in the book among merges, from 1; a later one has a greater id.
        survivor: Id of the party that stayed.
        digest: Of the survivor and all that hangs on it, as the merge left them.
    """

    id: int
    survivor: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeStep:
    """What a merge did to one record.

    Attributes:
        merge_id: Id of the merge.
        position: Counts the records of one merge, from 1.
        records: Name of the record's kind in `partita.ports.Unit`.
        record_key: Its key, as a tuple.
        before: The record as it was (`partita.domain.snapshot`); ``None`` when the merge made it.
        version_after: The version the merge left it with; 0 for a record without versions, ``None``
            when the merge took it away.
    """

    merge_id: int
    position: int
    records: str
    record_key: tuple[int | str, ...]
    before: dict[str, object] | None = None
    version_after: int | None = None


@dataclass(frozen=True, slots=True)
class Together:
    """Fields that say one thing together: they are filled at once, or not at all.

    Attributes:
        leaders: It is unsaid while all of these are empty.
        rest: What comes along.
    """

    leaders: tuple[str, ...]
    rest: tuple[str, ...] = ()


_HISTORY: Final = frozenset({"uuid", "version", "created_at", "changed_at"})
_KEYS: Final = frozenset(
    {"id", "number", "party_id", "person", "serial", "position", "customer_number"}
)
_OWN: Final[Mapping[type[Any], frozenset[str]]] = {
    Party: frozenset(
        {"name", "first_name", "last_name", "source", "merged_into", "privacy_erased_at"}
    ),
}
"""Fields of a record that are nobody else's: where it came from, what it is called."""

_ROLE_OWN: Final = frozenset({"code", "disabled_on"})
_TOGETHER: Final[Mapping[type[Any], tuple[Together, ...]]] = {
    Party: (Together(("company_number",), ("document_type", "tax_country", "tax_kind")),),
    Customer: (
        Together(("payment_term", "payment_days")),
        Together(("e_invoice_address",), ("e_invoice_address_type", "e_invoice_receiver_type")),
    ),
    Supplier: (Together(("payment_term", "payment_days")),),
    Employee: (Together(("foreign_id_number",), ("foreign_id_kind", "foreign_id_country")),),
}
_FLAGS: Final = frozenset({"is_default", "is_primary"})
_COMPACT: Final[Mapping[type[Any], frozenset[str]]] = {
    BankAccount: frozenset({"iban", "account", "giro"}),
    Identifier: frozenset({"value"}),
}


def filled(survivor: Record, absorbed: Record) -> dict[str, Any]:
    """The values a record takes from another of its kind: those it has none of itself.

    >>> from datetime import UTC, datetime
    >>> new = {"version": 1, "created_at": datetime.now(UTC), "changed_at": datetime.now(UTC)}
    >>> a = Party(**new, uuid="a", id=1, name="A", email="a@a.example")
    >>> b = Party(**new, uuid="b", id=2, name="B", email="b@b.example", company_number="7")
    >>> filled(a, b)
    {'company_number': '7'}
    """
    kind = type(survivor)
    groups = _TOGETHER.get(kind, ())
    grouped = {name for each in groups for name in (*each.leaders, *each.rest)}
    skipped = _HISTORY | _KEYS | _OWN.get(kind, _ROLE_OWN) | grouped
    values = {
        each.name: getattr(absorbed, each.name)
        for each in fields(kind)
        if each.name not in skipped and getattr(survivor, each.name) is None
    }
    for group in groups:
        if not _said(survivor, group.leaders) and _said(absorbed, group.leaders):
            values |= {name: getattr(absorbed, name) for name in (*group.leaders, *group.rest)}
    return {name: value for name, value in values.items() if value is not None}


CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("is_person", "first_name", "last_name"),
    "legal_name": (),
    "trade_name": (),
    "country": (),
    "company_number": ("document_type", "tax_country", "tax_kind"),
    "vat_number": (),
    "birth_date": (),
    "email": (),
    "phone": (),
    "mobile": (),
    "website": (),
    "language": (),
    "comments": (),
    "activity_code": (),
    "display_name": (),
    "logo_url": (),
}
"""Fields of a party of which one may choose whose value survives, with what comes along."""


def taken(absorbed: Party, names: Iterable[str]) -> dict[str, Any]:
    """The values a survivor takes from an absorbed party because somebody chose them.

    Args:
        absorbed: Whose values.
        names: Which fields, keys of `CHOICES`; those it says nothing in are left alone.
    """
    said = [name for name in names if getattr(absorbed, name) is not None]
    return {each: getattr(absorbed, each) for name in said for each in (name, *CHOICES[name])}


def _said(record: object, names: Sequence[str]) -> bool:
    return any(getattr(record, name) is not None for name in names)


def says(part: object) -> dict[str, object]:
    """What a part of a party says, apart from whose it is and which of several; comparable.

    Texts count without case and surrounding blanks, numbers of accounts without punctuation.
    """
    kind: Any = type(part)
    skipped = _HISTORY | _KEYS | _FLAGS
    found = {each.name: getattr(part, each.name) for each in fields(kind)}
    compact = _COMPACT.get(kind, frozenset())
    return {
        name: compact_number(str(value)) if name in compact else _comparable(value)
        for name, value in found.items()
        if name not in skipped and value is not None and value != ""
    }


def _comparable(value: object) -> object:
    return fold(value.strip()) if isinstance(value, str) else value


def is_contained(part: object, other: object, *, but: frozenset[str] = frozenset()) -> bool:
    """Tell whether one part says nothing that another does not say as well.

    Args:
        part: The one.
        other: The other.
        but: Fields that do not count.
    """
    told, known = says(part), says(other)
    return all(known.get(name) == value for name, value in told.items() if name not in but)


class Said:
    """Parts, found by what they say; no slower when they are many."""

    def __init__(self, parts: Iterable[object], *, but: frozenset[str] = frozenset()) -> None:
        """Look at parts; some fields do not count."""
        self._but = but
        self._all: list[Any] = []
        self._by_word: dict[tuple[str, Any], list[int]] = {}
        self._told: list[dict[str, Any]] = []
        for each in parts:
            self.add(each)

    def add(self, part: object) -> None:
        """Look at one more."""
        told = self._words(part)
        for word in told.items():
            self._by_word.setdefault(word, []).append(len(self._all))
        self._all.append(part)
        self._told.append(told)

    def containing(self, part: object) -> Iterator[Any]:
        """Those that say all that a part says, as `is_contained` tells, in the order added."""
        told = self._words(part)
        every = [self._by_word.get(word, []) for word in told.items()]
        for place in min(every, key=len, default=range(len(self._all))):
            if told.items() <= self._told[place].items():
                yield self._all[place]

    def _words(self, part: object) -> dict[str, Any]:
        return {name: value for name, value in says(part).items() if name not in self._but}
