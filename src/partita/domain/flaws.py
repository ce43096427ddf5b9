"""What is missing or wrong in what a book knows of a party, as people mend it."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from partita.domain.checks import (
    EuVat,
    Verdict,
    check_identifier,
    compact_number,
    national_scheme,
    split_vat,
    vies_code,
)
from partita.domain.checks.vat_format import VIES_CODES
from partita.domain.errors import IdentifierInvalid
from partita.domain.likeness.profile import Known


class Flaw(StrEnum):
    """One kind of what is missing or wrong."""

    NO_VAT_NUMBER = "no_vat_number"
    NO_EMAIL = "no_email"
    WRONG_VAT_NUMBER = "wrong_vat_number"
    WRONG_COMPANY_NUMBER = "wrong_company_number"
    WRONG_IBAN = "wrong_iban"
    WRONG_EMAIL = "wrong_email"


_IBAN: Final = re.compile("[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}")
_PLAIN_EMAIL: Final = re.compile(
    r"[a-z0-9]+([._+-][a-z0-9]+)*@[a-z0-9]+([.-][a-z0-9]+)*\.[a-z]{2,9}"
)
"""What is certainly an e-mail address; the rest is looked at more closely."""


def flaws_of(known: Known) -> dict[Flaw, str]:
    """What is missing or wrong of a party, each with the reason of the check; empty for missing.

    Companies want a VAT number, people do not. What nobody here can check is not wrong.
    """
    return dict((*_missing(known), *_wrong(known)))


def _missing(known: Known) -> Iterator[tuple[Flaw, str]]:
    if not known.is_person and not known.vat_number:
        yield Flaw.NO_VAT_NUMBER, ""
    if not known.email:
        yield Flaw.NO_EMAIL, ""


def _wrong(known: Known) -> Iterator[tuple[Flaw, str]]:
    if known.vat_number and (reason := _wrong_vat(known.vat_number, known.country or "")):
        yield Flaw.WRONG_VAT_NUMBER, reason
    scheme = national_scheme(known.country or "")
    if known.company_number and scheme and not known.is_person:
        yield from _judged(Flaw.WRONG_COMPANY_NUMBER, scheme, known.company_number)
    for account in known.accounts:
        if _IBAN.fullmatch(compact_number(account)):
            yield from _judged(Flaw.WRONG_IBAN, "iban", account)
    if known.email and not _PLAIN_EMAIL.fullmatch(known.email.lower()):
        yield from _judged(Flaw.WRONG_EMAIL, "email", known.email)


def _wrong_vat(text: str, country: str) -> str:
    """Why a VAT number is wrong; empty when it is right, or of a state outside the Union."""
    code = split_vat(text)[0] or vies_code(country)
    if code not in VIES_CODES:
        return ""
    try:
        EuVat.parse(text, country=code)
    except IdentifierInvalid as error:
        return str(error.facts["reason"])
    return ""


def _judged(flaw: Flaw, scheme: str, text: str) -> Iterator[tuple[Flaw, str]]:
    verdict: Verdict = check_identifier(scheme, text)
    if verdict.status == "invalid":
        yield flaw, verdict.reason
