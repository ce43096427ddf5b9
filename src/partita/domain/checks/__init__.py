"""One small module for each kind of number, behind the same few functions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from partita.domain.checks.bic import Bic
from partita.domain.checks.cleaning import compact_number
from partita.domain.checks.cvr_dk import CvrDk
from partita.domain.checks.email import Email
from partita.domain.checks.eu_vat import EuVat
from partita.domain.checks.gln import Gln
from partita.domain.checks.iban import Iban
from partita.domain.checks.lei import Lei
from partita.domain.checks.nif_es import NifEs
from partita.domain.checks.nip_pl import NipPl
from partita.domain.checks.orgnr_no import OrgnrNo
from partita.domain.checks.peppol import PeppolId
from partita.domain.checks.phone import Phone
from partita.domain.checks.siren import Siren
from partita.domain.checks.siret import Siret, parse_siren_or_siret
from partita.domain.checks.steuer_id_de import SteuerIdDe
from partita.domain.checks.value import Value
from partita.domain.checks.vat_format import (
    national_format,
    split_vat,
    vat_format,
    vies_code,
)
from partita.domain.errors import IdentifierInvalid

__all__ = [
    "SCHEMES",
    "Bic",
    "CvrDk",
    "Email",
    "EuVat",
    "Gln",
    "Iban",
    "Lei",
    "NifEs",
    "NipPl",
    "OrgnrNo",
    "PeppolId",
    "Phone",
    "Siren",
    "Siret",
    "SteuerIdDe",
    "Value",
    "Verdict",
    "check_identifier",
    "compact_number",
    "national_format",
    "national_scheme",
    "parse_identifier",
    "parse_siren_or_siret",
    "split_vat",
    "vat_format",
    "vies_code",
]

SCHEMES: Final[Mapping[str, Callable[[str], Value]]] = MappingProxyType(
    {
        "bic": Bic.parse,
        "cvr_dk": CvrDk.parse,
        "email": Email.parse,
        "eu_vat": EuVat.parse,
        "gln": Gln.parse,
        "iban": Iban.parse,
        "lei": Lei.parse,
        "nif_es": NifEs.parse,
        "nip_pl": NipPl.parse,
        "orgnr_no": OrgnrNo.parse,
        "peppol": PeppolId.parse,
        "phone": Phone.parse,
        "siren": Siren.parse,
        "siren_siret": parse_siren_or_siret,
        "siret": Siret.parse,
        "steuer_id_de": SteuerIdDe.parse,
    }
)
"""Every scheme that can be verified, and what reads a number of it."""

_NATIONAL: Final = {
    "DE": "steuer_id_de",
    "DK": "cvr_dk",
    "ES": "nif_es",
    "FR": "siren_siret",
    "NO": "orgnr_no",
    "PL": "nip_pl",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known about a number that is kept whether right or wrong.

    Attributes:
        status: ``unchecked`` when nobody here knows the scheme.
        compact: The key to compare by; the parsed number when it is valid.
        reason: Why an ``invalid`` one is; empty otherwise.
    """

    status: Literal["valid", "invalid", "unchecked"]
    compact: str
    reason: str = ""


def parse_identifier(scheme: str, text: str) -> Value:
    """Read a number of a scheme.

    Raises:
        IdentifierInvalid: The number does not follow the scheme, or nobody knows the scheme.

    >>> parse_identifier("cvr_dk", "DK 13 58 56 28").compact
    '13585628'
    """
    parse = SCHEMES.get(scheme)
    if parse is None:
        raise IdentifierInvalid(scheme=scheme, reason="unknown_scheme")
    return parse(text)


def check_identifier(scheme: str, text: str) -> Verdict:
    """Judge a number that must be kept even when it is wrong; this never refuses.

    >>> check_identifier("siren", "323 456 789")
    Verdict(status='invalid', compact='323456789', reason='checksum')
    >>> check_identifier("barrel", "7-a")
    Verdict(status='unchecked', compact='7A', reason='')
    """
    if scheme not in SCHEMES:
        return Verdict("unchecked", compact_number(text))
    try:
        return Verdict("valid", parse_identifier(scheme, text).compact)
    except IdentifierInvalid as error:
        return Verdict("invalid", compact_number(text), str(error.facts["reason"]))


def national_scheme(country_code: str) -> str | None:
    """Say which scheme a country's company numbers follow; ``None`` when none is known here.

    >>> national_scheme("dk")
    'cvr_dk'
    """
    return _NATIONAL.get(country_code.upper())
