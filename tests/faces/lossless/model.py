"""What faces must show after each step, kept in plain dictionaries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from hypothesis import strategies as st

from tests.faces.speaking import FIELDS, Key

# Letters that are stored, folded and compared; short enough for the narrowest dialect.
WORDS: Final = ("Ærø", "Søn", "O'Neil", "100%", "Zażółć", "Łódź", "Straße", "de la Cruz")
EMAILS: Final = ("post@a.example", "info@b.example", "æ@c.example")
PHONES: Final = ("+4512345678", "33 44 55 66")
CITIES: Final = ("Odense", "Łódź", "Saint-Étienne")
OPERATIONS: Final = (
    *["change contact"] * 4,
    *["change customer"] * 4,
    *["create contact"] * 2,
    *("create customer", "delete contact", "delete customer"),
)


@dataclass
class Known:
    """One record, as the model has it.

    Attributes:
        kind: ``customer`` or ``contact``.
        keys: Its key in each face.
        said: What every face shows, without ``of``.
        of: The customer a contact belongs to.
    """

    kind: str
    keys: dict[str, Key]
    said: dict[str, Any]
    of: "Known | None" = None


@dataclass
class Model:
    """All records there are."""

    records: list[Known] = field(default_factory=list)

    def all(self, kind: str) -> list[Known]:
        """The records of a kind."""
        return [each for each in self.records if each.kind == kind]

    def remove(self, gone: Known) -> None:
        """Forget a record, and the contacts of a customer."""
        self.records = [each for each in self.records if each is not gone and each.of is not gone]


@dataclass(frozen=True)
class Step:
    """One write through one face.

    Attributes:
        operation: One of `OPERATIONS`.
        speaker: Which face says it; counted round.
        target: Which record it is about; counted round.
        said: Wanted values; ``None`` empties. Fields of the other kind are passed over.
    """

    operation: str
    speaker: int
    target: int
    said: Mapping[str, str | None]

    @property
    def kind(self) -> str:
        """Kind of the record."""
        return self.operation.rpartition(" ")[2]

    def values(self, serial: int, unsayable: frozenset[str]) -> dict[str, Any]:
        """What is said of the record; names are made unlike all others by a serial number."""
        words = {
            name: f"{value} {serial}" if name == "name" else value
            for name, value in self.said.items()
            if name in FIELDS[self.kind]
            and f"{self.kind} {name}" not in unsayable
            and (value is not None or not _keeps_some(self.kind, name, unsayable))
        }
        if self.operation.startswith("create"):
            words = {name: value for name, value in words.items() if value is not None}
            words.setdefault("name", f"Nameless {serial}")
            if f"{self.kind} without email" in unsayable:
                words.setdefault("email", EMAILS[0])
        return words


def _keeps_some(kind: str, name: str, unsayable: frozenset[str]) -> bool:
    """Tell whether a dialect always has one, or lets another take the place of the default one."""
    return not unsayable.isdisjoint({f"{kind} without {name}", f"{kind} without default {name}"})


_FILLED: Final = {"name": "Ærø", "email": EMAILS[0], "phone": PHONES[0]}
BEGINNING: Final = (
    *(Step("create customer", at, 0, _FILLED) for at in range(2)),
    *(Step("create contact", at, at // 2, _FILLED) for at in range(4)),
)
"""How every play begins: two customers with two contact persons each, made by several faces."""


def steps() -> st.SearchStrategy[list[Step]]:
    """Sequences of writes."""
    said = st.fixed_dictionaries(
        {},
        optional={
            "name": st.sampled_from(WORDS),
            "email": st.none() | st.sampled_from(EMAILS),
            "phone": st.none() | st.sampled_from(PHONES),
            "city": st.sampled_from(CITIES),
        },
    )
    at = st.integers(0, 23)
    step = st.builds(Step, st.sampled_from(OPERATIONS), at, at, said)
    return st.lists(step, min_size=20, max_size=30)
