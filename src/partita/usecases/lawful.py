"""Parties held to a country's accounting rules, where a dialect asks for it.

What is wrong is told all at once, as violations of fields of `Party` and of the role. The rule of a
violation is one of `partita.domain.legislation`, or here: ``taken`` (somebody else in the role has
the value), ``fixed`` (it cannot change), ``not_allowed`` (a kind of company number that does not
go with the country), ``unknown``, ``self``, ``required``.
"""

from dataclasses import dataclass
from typing import Any, Final

from partita.domain.book import Book
from partita.domain.checks import compact_number
from partita.domain.errors import BookNotFound, ValuesInvalid
from partita.domain.extras import Reference
from partita.domain.legislation import (
    Rulebook,
    code_violations,
    company_number_violations,
    country_class,
    uses_vat_number,
    vat_number_violations,
)
from partita.domain.party import NUMBER_MAX, Party, PartyPatch, RoleRecord
from partita.domain.record import mentioned
from partita.domain.standing import Role
from partita.domain.violation import Violation
from partita.kit.text import fold
from partita.usecases.building import Values
from partita.usecases.context import Context
from partita.usecases.numbers import SERIES
from partita.usecases.roles import role_records

_GERMANY: Final = "DE"
_DOCUMENT_TYPE: Final = "document_type"
_ROLES_WITH_DOCUMENTS: Final = frozenset({Role.CUSTOMER, Role.SUPPLIER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """How a dialect wants the rules of a book's legislation read.

    Attributes:
        is_older: As in `Rulebook`.
        found: What the dialect itself found wrong; told together with what is found here.
    """

    is_older: bool = False
    found: tuple[Violation, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a caller wants; as the rules leave it, completed.

    Attributes:
        party: Of what all roles share.
        role: Of the role.
        number: The number in the role that follows from a chosen code, if it is free.
    """

    party: PartyPatch
    role: Values
    number: int | None = None


@dataclass(slots=True)
class _Case:
    """A write under examination: what is there, what is wanted, and what was found wrong."""

    ctx: Context
    role: Role
    book: Book
    rulebook: Rulebook
    party: Party | None
    record: RoleRecord | None
    wanted: dict[str, Any]
    said: dict[str, Any]
    found: list[Violation]

    @property
    def is_new(self) -> bool:
        return self.party is None

    @property
    def party_id(self) -> int:
        return 0 if self.party is None else self.party.id

    @property
    def country(self) -> str:
        stored = None if self.party is None else self.party.country
        found: str = stored or self.wanted.get("country") or self.rulebook.legislation
        return found

    def news(self, name: str) -> Any:  # noqa: ANN401  # any value
        """A wanted value of the party or the role that is other than the stored one."""
        values, stored = (
            (self.said, self.record) if name in self.said else (self.wanted, self.party)
        )
        value = values.get(name)
        return None if value == getattr(stored, name, None) else value


def settle_lawfully(
    ctx: Context,
    role: Role,
    wanted: Wanted,
    law: Law,
    *,
    current: tuple[Party, RoleRecord] | None = None,
) -> Wanted:
    """Check what is wanted of a party against the rules of the book's legislation.

    What stays as it is stored is not checked again: another dialect may have written it.

    Args:
        role: In which role.
        wanted: What is wanted.
        law: How the rules are read.
        current: The party and its role so far; ``None`` for a new one.

    Returns:
        Country, kind of company number and account of a new one are filled in.

    Raises:
        BookNotFound: The book is gone.
        ValuesInvalid: Something is wrong; all that is.
    """
    book = ctx.unit.books.first()
    if book is None:
        raise BookNotFound(slug="")
    stored, record = current or (None, None)
    rulebook = Rulebook(book.legislation or book.country, law.is_older)
    values = mentioned(wanted.party), dict(wanted.role)
    case = _Case(ctx, role, book, rulebook, stored, record, *values, [*law.found])
    for step in _STEPS:
        step(case)
    if case.found:
        raise ValuesInvalid(violations=case.found)
    return Wanted(PartyPatch(**case.wanted), case.said, _number(case))


def _settle_country(case: _Case) -> None:
    if case.is_new:
        case.wanted.setdefault("country", case.rulebook.legislation)
        if case.wanted["country"] is None:
            case.wanted["country"] = case.rulebook.legislation
    else:
        _keep(case, case.wanted, case.party, "country")


def _keep(case: _Case, values: dict[str, Any], stored: object, name: str) -> None:
    """Refuse to change what is set once; setting it for the first time is no change."""
    before = getattr(stored, name)
    if name not in values or values[name] == before:
        return
    if before is None:
        return
    if values[name] is None:
        values.pop(name)
    else:
        case.found.append(Violation(name, "fixed"))


def _settle_document_type(case: _Case) -> None:
    if case.role not in _ROLES_WITH_DOCUMENTS:
        return
    if not case.is_new:
        _keep(case, case.wanted, case.party, _DOCUMENT_TYPE)
    wanted = case.news(_DOCUMENT_TYPE)
    if wanted is None and not case.is_new:
        return
    where = country_class(case.rulebook.legislation, case.country)
    rows = case.ctx.unit.references.select(kind=_DOCUMENT_TYPE)
    allowed = [row.number for row in rows if _detail(row, "class") == where and not row.removed_at]
    if wanted is None:
        case.wanted[_DOCUMENT_TYPE] = allowed[-1] if allowed else None
    elif wanted not in allowed:
        case.found.append(Violation(_DOCUMENT_TYPE, "not_allowed", {"choices": allowed}))


def _detail(row: Reference | None, name: str) -> object:
    return None if row is None else (row.details or {}).get(name)


def _check_company_number(case: _Case) -> None:
    number = case.news("company_number")
    if number is None:
        return
    case.found += company_number_violations(case.rulebook, case.country, number)
    _check_unique_number(case, "company_number", number)


def _check_vat_number(case: _Case) -> None:
    if not uses_vat_number(case.rulebook, case.country):
        case.wanted.pop("vat_number", None)
        return
    if not case.is_new and "vat_number" not in case.wanted:
        return
    number = case.wanted.get("vat_number")
    if not case.is_new and case.party is not None and number == case.party.vat_number:
        return
    case.found += vat_number_violations(case.rulebook, case.country, number)
    if number is not None:
        _check_unique_number(case, "vat_number", number)


def _check_unique_number(case: _Case, name: str, number: str) -> None:
    """Nobody else in the role has the number, however it is written."""
    same = case.ctx.unit.parties.select(**{f"{name}_compact": compact_number(number)})
    others = [each.id for each in same if each.id != case.party_id]
    held = role_records(case.ctx, case.role).select_in("party_id", others) if others else []
    if held:
        case.found.append(Violation(name, "taken", {"holder": held[0].party_id}))


def _check_code(case: _Case) -> None:
    code = case.said.get("code")
    if case.record is not None:
        _keep(case, case.said, case.record, "code")
    elif code is not None:
        case.found += code_violations(case.rulebook.legislation, case.role, code)
        if is_code_taken(case.ctx, case.role, code):
            case.found.append(Violation("code", "taken"))
    elif str(case.role) in (case.book.manual_codes or ()) and case.rulebook.legislation != _GERMANY:
        case.found.append(Violation("code", "required"))
    if case.said.get("code") is None:
        case.said.pop("code", None)


def is_code_taken(ctx: Context, role: Role, code: str) -> bool:
    """Tell whether somebody in a role has a code, letter by letter.

    Args:
        role: In which role.
        code: The code.

    Returns:
        Whether somebody has it.
    """
    same = role_records(ctx, role).select(code_fold=fold(code))
    return any(each.code == code for each in same)


def _settle_account(case: _Case) -> None:
    number = case.news("account")
    if number is not None:
        row = case.ctx.unit.references.find("account", number)
        if _detail(row, "sub_account_type") != str(case.role):
            case.found.append(Violation("account", "not_allowed", {"role": str(case.role)}))
    elif case.is_new:
        series = case.ctx.unit.references.select(kind=SERIES, code=str(case.role), is_default=True)
        case.said["account"] = next((_detail(row, "account") for row in series), None)
        if case.said["account"] is None and case.rulebook.legislation == _GERMANY:
            case.found.append(Violation("account", "required"))


def _check_third_payer(case: _Case) -> None:
    payer = case.news("third_payer")
    if payer is None:
        return
    if payer == case.party_id:
        case.found.append(Violation("third_payer", "self"))
    elif not case.ctx.unit.customers.has(party_id=payer):
        case.found.append(Violation("third_payer", "unknown"))


_STEPS: Final = (
    _settle_country,
    _settle_document_type,
    _check_company_number,
    _check_vat_number,
    _check_code,
    _settle_account,
    _check_third_payer,
)


def _number(case: _Case) -> int | None:
    """The number a chosen code of digits asks for, so that dialects with numbers show the same."""
    code = case.said.get("code", "") if case.is_new else ""
    if not (code.isascii() and code.isdecimal()) or code.startswith("0"):
        return None
    number = int(code) if len(code) <= len(str(NUMBER_MAX)) else 0
    is_free = number and not role_records(case.ctx, case.role).has(number=number)
    return number if is_free else None
