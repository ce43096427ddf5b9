"""Addresses as they are printed on a label."""

from collections.abc import Mapping
from typing import Any, Final

from babel import Locale

from partita.domain.address import AddressKind

CITY_FIRST: Final = frozenset({"AU", "CA", "GB", "IE", "IN", "NZ", "US"})
"""Countries where the postal code stands behind the city (UPU S42)."""


def label_of(party: Mapping[str, Any], address: Mapping[str, Any]) -> str:
    """The lines of a label: the country in English capitals comes last.

    >>> place = {"kind": "mail", "name": None, "street": "Nygade 1", "street_extra": None,
    ...          "building": None, "unit": None, "postal_code": "8000", "city": "Aarhus C",
    ...          "province": None, "country": "DK", "country_text": None}
    >>> label_of({"name": "Holm ApS", "country": "DK"}, place).splitlines()
    ['Holm ApS', 'Nygade 1', '8000 Aarhus C', 'DENMARK']
    """
    is_place = address["kind"] == AddressKind.DELIVERY
    country = address["country"] or party["country"]
    parts = (address["building"], address["unit"])
    lines = [
        party["name"],
        address["name"] if is_place else None,
        address["street"],
        address["street_extra"],
        " ".join(each for each in parts if each) or None,
        _town(address, country),
        _country(country, address["country_text"]),
    ]
    return "\n".join(line for line in lines if line)


def _town(address: Mapping[str, Any], country: str | None) -> str:
    code, city = address["postal_code"] or "", address["city"] or ""
    pair = (city, address["province"] or "", code) if country in CITY_FIRST else (code, city)
    return " ".join(each for each in pair if each)


def _country(code: str | None, text: str | None) -> str:
    names = Locale.parse("en").territories
    return str(names.get(code or "", text or code or "")).upper()
