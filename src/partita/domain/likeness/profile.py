"""What is compared of a party, in the form in which it is compared."""

from collections.abc import Iterable
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Final

from partita.domain.checks import compact_number
from partita.domain.likeness.plain import (
    phone_tail,
    squashed,
    street_and_house,
    words_of_name,
)
from partita.domain.names import split_name
from partita.kit.text import search_fold

_LETTERS: Final = ascii_uppercase
FRENCH_DIGITS: Final = 9
"""A French VAT number ends with the company number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a book knows of a party that can tell it from others, as it is written there.

    Attributes:
        id: Which party.
        birth: Day of birth as ``YYYY-MM-DD``, or its digits.
        accounts: Bank accounts, as IBANs or as they are.
    """

    id: int
    name: str
    is_person: bool = False
    first_name: str | None = None
    last_name: str | None = None
    legal_name: str | None = None
    trade_name: str | None = None
    country: str | None = None
    company_number: str | None = None
    vat_number: str | None = None
    national_id: str | None = None
    birth: str | None = None
    email: str | None = None
    phone: str | None = None
    mobile: str | None = None
    street: str | None = None
    street_extra: str | None = None
    building: str | None = None
    postal_code: str | None = None
    city: str | None = None
    province: str | None = None
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """A party as it is compared; what is not known is empty.

    Attributes:
        id: Which party.
        given, surname: Of a person whose names are known apart.
        names: The telling words of each of its names, sorted.
        house: House number.
        street, extra: Lines of the address without the house number.
        birth: Day of birth as eight digits.
        phones, accounts: All of them.
        register_numbers: Company number, and VAT number without its country: often the same.
    """

    id: int
    given: str
    surname: str
    names: tuple[tuple[str, ...], ...]
    house: str
    street: str
    extra: str
    city: str
    postal_code: str
    province: str
    country: str
    birth: str
    email: str
    phones: tuple[str, ...]
    company_number: str
    vat_number: str
    national_id: str
    accounts: tuple[str, ...]
    register_numbers: tuple[str, ...]


def profile_of(known: Known) -> Profile:
    """A party as it is compared."""
    given, surname = _person(known)
    street, house = street_and_house(known.street, known.building)
    return Profile(
        id=known.id,
        given=given,
        surname=surname,
        names=_names(known),
        house=house,
        street=street,
        extra=squashed(known.street_extra),
        city=squashed(known.city),
        postal_code=squashed(known.postal_code),
        province=squashed(known.province),
        country=known.country or "",
        birth=squashed(known.birth),
        email=search_fold(known.email).strip() if known.email else "",
        phones=_filled(map(phone_tail, (known.phone, known.mobile))),
        company_number=_number(known.company_number),
        vat_number=_number(known.vat_number),
        national_id=_number(known.national_id),
        accounts=_filled(map(_number, known.accounts)),
        register_numbers=_filled(_register_numbers(known)),
    )


def _person(known: Known) -> tuple[str, str]:
    """Given name and surname of a person; of a company nothing."""
    if not known.is_person:
        return "", ""
    first, last = known.first_name, known.last_name
    if first is None and last is None:
        first, last = split_name(known.name)
    return squashed(first), squashed(last)


def _names(known: Known) -> tuple[tuple[str, ...], ...]:
    texts = (known.name, known.legal_name, known.trade_name)
    return tuple(dict.fromkeys(words_of_name(text) for text in texts if text))


def _number(text: str | None) -> str:
    return compact_number(text) if text else ""


def _register_numbers(known: Known) -> tuple[str, str]:
    vat = _number(known.vat_number)
    without_country = vat[-FRENCH_DIGITS:] if vat.startswith("FR") else vat.lstrip(_LETTERS)
    return _number(known.company_number), without_country


def _filled(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
