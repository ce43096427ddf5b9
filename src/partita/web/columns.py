"""The columns a list of parties can have: what each is called, and what it says of a party."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from partita.domain.standing import Role, Standing
from partita.web.rendering import N_, ROLE_WORDS, STANDING_WORDS, Words, say

Row = Mapping[str, Any]
"""A party as `partita.usecases.register.LISTED` shows it."""

BETWEEN: Final = "."
"""What stands between the keys of columns in an address."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list.

    Attributes:
        key: Its name in addresses, and where one can sort by it, in `register.SORTS`.
        label: What people call it.
        write: What it says of a party, in a language; the field of its name unless said.
        is_digits: Its cells are numbers that shall stand under each other.
    """

    key: str
    label: str
    write: Callable[[Row, Words], str] | None = None
    is_digits: bool = False

    def text(self, row: Row, words: Words) -> str:
        """What it says of a party; empty for nothing.

        >>> Column("city", "City").text({"id": 7, "city": "Aarhus"}, Words("da"))
        'Aarhus'
        """
        if self.write is not None:
            return self.write(row, words)
        value = row.get(self.key)
        return "" if value is None else str(value)


def _country(row: Row, words: Words) -> str:
    return words.country(row.get("country"))


def _register_number(row: Row, _: Words) -> str:
    return str(row.get("vat_number") or row.get("company_number") or "")


def _kind(row: Row, words: Words) -> str:
    return say(words.language, "Person" if row["is_person"] else "Company")


def _groups(row: Row, _: Words) -> str:
    return ", ".join(sorted(row["groups"]))


def _day(name: str) -> Callable[[Row, Words], str]:
    return lambda row, _: str(row.get(name) or "")[:10]


def _roles(row: Row, words: Words) -> str:
    """The roles of a party with their numbers.

    >>> _roles({"customer": 7, "customer_standing": "barred", "supplier": 2}, Words("en"))
    'Customer 7 (barred), Supplier 2'
    """
    return ", ".join(_role(role, row, words) for role in Role if row.get(role))


def _role(role: Role, row: Row, words: Words) -> str:
    told = f"{say(words.language, ROLE_WORDS[role])} {row[role]}"
    standing = row.get(f"{role}_standing", Standing.ACTIVE)
    if standing == Standing.ACTIVE:
        return told
    return f"{told} ({say(words.language, STANDING_WORDS[standing])})"


NAME: Final = Column("name", N_("Name"))
"""Stands first in every list."""

COLUMNS: Final = (
    Column("email", N_("E-mail")),
    Column("id", N_("Id"), is_digits=True),
    Column("roles", N_("Roles"), _roles),
    Column("city", N_("City")),
    Column("country", N_("Country"), _country),
    Column("register_number", N_("Company or VAT number"), _register_number, is_digits=True),
    Column("changed_at", N_("Changed"), _day("changed_at"), is_digits=True),
    Column("groups", N_("Groups"), _groups),
    Column("phone", N_("Phone"), is_digits=True),
    Column("mobile", N_("Mobile"), is_digits=True),
    Column("website", N_("Website")),
    Column("street", N_("Street")),
    Column("postal_code", N_("Postal code"), is_digits=True),
    Column("company_number", N_("Company number"), is_digits=True),
    Column("vat_number", N_("VAT number"), is_digits=True),
    Column("legal_name", N_("Legal name")),
    Column("trade_name", N_("Trade name")),
    Column("kind", N_("Kind"), _kind),
    Column("language", N_("Language")),
    Column("created_at", N_("Created"), _day("created_at"), is_digits=True),
    Column("source", N_("Source")),
    Column("external_key", N_("Key in the source")),
)
BY_KEY: Final = {each.key: each for each in COLUMNS}
USUAL: Final = COLUMNS[:7]
"""Those a list has unless somebody chooses."""


def chosen_columns(keys: Iterable[str]) -> Sequence[Column]:
    """The columns somebody chose, in their order; the usual ones when that is none we know.

    >>> [each.key for each in chosen_columns(["city", "nonsense", "id", "city"])]
    ['city', 'id']
    """
    return tuple(BY_KEY[key] for key in dict.fromkeys(keys) if key in BY_KEY) or USUAL


def moved_up(columns: Sequence[Column], key: str) -> Sequence[Column]:
    """The columns with one of them a place further to the front.

    >>> [each.key for each in moved_up(USUAL[:3], "roles")]
    ['email', 'roles', 'id']
    """
    keys = [each.key for each in columns]
    at = keys.index(key) if key in keys else 0
    if at > 0:
        keys[at - 1 : at + 1] = keys[at], keys[at - 1]
    return tuple(BY_KEY[each] for each in keys)
