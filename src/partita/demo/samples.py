"""The organisations that ship with the project (data/ORIGIN.md says where they come from)."""

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

_KEY_MODULUS: Final = 97


@dataclass(frozen=True, slots=True)
class Organisation:
    """A real organisation.

    Attributes:
        name: Its legal name.
        country: Two letters of ISO 3166-1.
        lei: Legal Entity Identifier, where it comes with one.
        siren: French company number, likewise.
        postal_code: Where it comes with one.
        city: Likewise.
    """

    name: str
    country: str
    lei: str | None = None
    siren: str | None = None
    postal_code: str | None = None
    city: str | None = None


def entities() -> list[Organisation]:
    """Legal entities of twenty countries, by LEI."""
    return [
        Organisation(row["name"], row["country"], lei=row["lei"])
        for row in _rows("legal_entities.csv.gz")
    ]


def communes() -> list[Organisation]:
    """French municipalities, by SIREN."""
    return [
        Organisation(
            f"Commune de {row['name']}",
            "FR",
            siren=row["siren"],
            postal_code=row["postal_code"],
            city=row["name"],
        )
        for row in _rows("communes.csv.gz")
    ]


def french_vat(siren: str) -> str:
    """The VAT number that follows from a SIREN.

    >>> french_vat("210100012")
    'FR62210100012'
    """
    key = (12 + 3 * (int(siren) % _KEY_MODULUS)) % _KEY_MODULUS
    return f"FR{key:02}{siren}"


def _rows(name: str) -> Iterator[dict[str, str]]:
    packed = files("partita.demo").joinpath("data", name).read_bytes()
    return csv.DictReader(gzip.decompress(packed).decode("utf-8").splitlines())
