"""What clients and counterparties have in common: standing and tax id (sections 5.6 and 6)."""

from collections.abc import Mapping
from typing import Any, Final

from partita.domain.party import Party
from partita.domain.standing import Standing
from partita.faces.flowtly.wire import STANDINGS

EU_NUMBER: Final = "vat_eu"
PREFIX_CHARS: Final = 2
_TAX: Final = ("party.tax_kind", "party.tax_country", "party.company_number")
_BY_WORD: Final = {word: Standing(stored or "active") for stored, word in STANDINGS}


def with_standing(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values with the standing behind a status; words that name none of ours are kept."""
    if "role.standing" not in values:
        return dict(values)
    word = values["role.standing"]
    known = _BY_WORD.get(word)
    words = None if known else word
    return {
        **values,
        "role.standing": known or Standing.ACTIVE,
        "role.standing_words": words,
    }


def with_tax_id(
    values: Mapping[str, Any], current: Party | None, *, is_number_sent: bool
) -> dict[str, Any]:
    """Values with a VAT number split, and the book's own VAT number kept true to the tax id.

    Args:
        values: Values by what they set.
        current: The party as it is; ``None`` for a new one.
        is_number_sent: The number without prefix was sent; it then wins.
    """
    found = {name: value for name, value in values.items() if name != "vat"}
    if "vat" in values and not is_number_sent:
        country, number = split_number(values["vat"])
        found["party.company_number"] = number
        if country is not None or number is None:
            found["party.tax_country"] = country
    if not set(_TAX) & found.keys():
        return found
    return found | _own_number(found, current)


def split_number(text: str | None) -> tuple[str | None, str | None]:
    """Country prefix and rest of a tax id as people write it.

    >>> split_number("DK10203040"), split_number("10203040"), split_number(None)
    (('DK', '10203040'), (None, '10203040'), (None, None))
    """
    if not text:
        return None, None
    plain = text.strip()
    start, rest = plain[:PREFIX_CHARS], plain[PREFIX_CHARS:].strip()
    if start.isalpha() and start.isascii() and rest[:1].isalnum():
        return start.upper(), rest
    return None, plain


def _own_number(found: Mapping[str, Any], current: Party | None) -> dict[str, Any]:
    """The VAT number that follows from a tax id of the kind that is one."""
    if current is None:
        return {"party.vat_number": _joined(*map(found.get, _TAX))}

    def before(name: str) -> Any:
        return getattr(current, name.removeprefix("party."), None)

    was = _joined(*(before(name) for name in _TAX))
    kept = before("party.vat_number")
    if kept not in (None, was):
        return {}
    return {"party.vat_number": _joined(*(found.get(name, before(name)) for name in _TAX))}


def _joined(kind: str | None, country: str | None, number: str | None) -> str | None:
    return f"{country}{number}" if kind == EU_NUMBER and country and number else None
