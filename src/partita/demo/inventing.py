"""Makes up what stands around the organisations; the same every time."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from partita.demo.places import PLACES, Place
from partita.kit.text import search_fold

T = TypeVar("T")

SEED: Final = 8420
MARK: Final = "demo:generated"
"""What `Party.source` says of made-up parties."""

HOST_CHARS_MAX: Final = 30
HOUSE_NUMBER_MAX: Final = 180


@dataclass(frozen=True, slots=True)
class Person:
    """A made-up person."""

    name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Site:
    """A made-up postal address."""

    street: str
    postal_code: str
    city: str


@dataclass(slots=True)
class Inventor:
    """Makes things up with a chance that is seeded."""

    chance: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311  # no secret

    def happens(self, percent: int) -> bool:
        """Tell whether something of a likelihood happens this time."""
        return self.chance.randrange(100) < percent

    def one_of(self, choices: Sequence[T]) -> T:
        """One of several."""
        return choices[self.chance.randrange(len(choices))]

    def person(self, country: str, organisation: str) -> Person:
        """Somebody at an organisation."""
        place = PLACES[country]
        first, last = self.one_of(place.first_names), self.one_of(place.last_names)
        mailbox = f"{_word(first)}.{_word(last)}@{host_of(organisation)}"
        return Person(f"{first} {last}", mailbox, self.phone(place))

    def phone(self, place: Place) -> str:
        """A number of a range that is kept for fiction."""
        return re.sub("#", lambda _: str(self.chance.randrange(10)), place.phone)

    def site(self, country: str) -> Site:
        """Somewhere in a country: a real city, a street that may not be there."""
        place = PLACES[country]
        code, city = self.one_of(place.cities)
        number = self.chance.randint(1, HOUSE_NUMBER_MAX)
        return Site(self.one_of(place.streets).format(number), code, city)


def host_of(organisation: str) -> str:
    """A host name for an organisation, under a domain nobody can own (RFC 2606).

    >>> host_of("Søndergård & Søn ApS")
    'sondergard-son-aps.example'
    """
    words = re.findall(r"[a-z0-9]+", search_fold(organisation))
    return f"{'-'.join(words)[:HOST_CHARS_MAX].strip('-') or 'nameless'}.example"


def _word(name: str) -> str:
    return re.sub(r"[^a-z]", "", search_fold(name)) or "x"
