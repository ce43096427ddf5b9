"""The book's own lists: customer groups, payment terms, layouts, currencies and so on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from partita.access.permission import Permission
from partita.domain.errors import (
    NumberTaken,
    RecordInUse,
    RecordNotFound,
    ReferenceUnknown,
    ValuesInvalid,
)
from partita.domain.extras import Reference
from partita.domain.kinds import REFERENCE_KINDS, reference_violations
from partita.domain.query import And, Compare, Form, Member, Op, Query, View
from partita.domain.record import mentioned
from partita.domain.references import row_referrers
from partita.domain.violation import Violation
from partita.kit.text import fold
from partita.kit.unset import UNSET, UnsetType
from partita.ports import Row
from partita.usecases.context import Context, Looking
from partita.usecases.search import search_rows

REFERENCE = View(
    "references",
    (
        Member("kind", "kind"),
        Member("number", "number", Form.INTEGER),
        Member("name", "name"),
        Member("code", "code"),
        Member("details", "details", Form.JSON),
        Member("is_default", "is_default", Form.BOOLEAN),
        Member("is_barred", "is_barred", Form.BOOLEAN),
        Member("uuid", "uuid"),
    ),
)
"""What is told of a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferencePatch:
    """What a caller wants of a row; a field left out stays, or takes its default.

    Attributes:
        details: Those mentioned; ``None`` takes one away.
        is_default: The one new parties get; the one that was it no longer is.
    """

    name: str | UnsetType = UNSET
    code: str | None | UnsetType = UNSET
    details: Mapping[str, Any] | UnsetType = UNSET
    is_default: bool | UnsetType = UNSET
    is_barred: bool | UnsetType = UNSET


def search_references(ctx: Looking, kind: str) -> Sequence[Row]:
    """Read the rows of a list.

    Args:
        kind: Which list.

    Returns:
        Number and JSON text of each, by number.

    Raises:
        NotAllowed: The actor lacks ``references.read``.
        ValuesInvalid: There is no such list.
    """
    _check_kind(kind)
    is_of_kind = Compare("kind", Op.EXACT_EQ, kind)
    is_there = Compare("removed_at", Op.EQ, None)
    return search_rows(ctx, Query(REFERENCE, And((is_of_kind, is_there))))


def create_reference(
    ctx: Context, kind: str, number: int | None, patch: ReferencePatch, *, uuid: str | None = None
) -> Reference:
    """Add a row to a list.

    Args:
        kind: Which list.
        number: Number of the row; the next one of the list when ``None``.
        patch: What is known of it.
        uuid: One that no row of the book has; a new one when ``None``.

    Returns:
        The row.

    Raises:
        NotAllowed: The actor lacks ``references.write``.
        ValuesInvalid: There is no such list, or a value does not fit it.
        NumberTaken: The list has a row of that number, or of that code.
        ReferenceUnknown: A detail names a row that does not exist.

    Emits:
        reference.created
        reference.changed
    """
    ctx.require(Permission.REFERENCES_WRITE)
    _check_kind(kind)
    if number is None:
        number = ctx.unit.references.top("number", kind=kind) + 1
    if ctx.unit.references.has(kind=kind, number=number):
        raise NumberTaken(kind=kind, number=number)
    history = {**ctx.new(), **({} if uuid is None else {"uuid": uuid})}
    row = Reference(**history, kind=kind, number=number, **_settled(patch, {"name": ""}, None))
    _check(ctx, row)
    _clear_default(ctx, row)
    ctx.unit.references.insert(row)
    ctx.record("reference.created", f"{kind}:{number}", party_id=None, after=row)
    return row


def change_reference(ctx: Context, kind: str, number: int, patch: ReferencePatch) -> Reference:
    """Replace the mentioned fields of a row.

    Args:
        kind: Which list.
        number: Number of the row.
        patch: What shall change.

    Returns:
        The row, one version on.

    Raises:
        NotAllowed: The actor lacks ``references.write``.
        ValuesInvalid: There is no such list, or a value does not fit it.
        RecordNotFound: The list has no row of that number.
        NumberTaken: Another row of the list has that code.
        ReferenceUnknown: A detail names a row that does not exist.

    Emits:
        reference.changed
    """
    ctx.require(Permission.REFERENCES_WRITE)
    _check_kind(kind)
    row = ctx.unit.references.find(kind, number)
    if row is None or row.removed_at is not None:
        raise RecordNotFound(kind=kind, key=number)
    changed = row.changed(_settled(patch, {}, row.details), ctx.now)
    _check(ctx, changed)
    _clear_default(ctx, changed)
    ctx.unit.references.put(changed)
    ctx.record("reference.changed", f"{kind}:{number}", party_id=None, before=row, after=changed)
    return changed


def delete_reference(ctx: Context, kind: str, number: int) -> None:
    """Take a row out of a list; its number is never given out again.

    Args:
        kind: Which list.
        number: Number of the row.

    Raises:
        NotAllowed: The actor lacks ``references.write``.
        ValuesInvalid: There is no such list.
        RecordNotFound: The list has no row of that number.
        RecordInUse: Something refers to it.

    Emits:
        reference.deleted
        term_line.deleted
    """
    ctx.require(Permission.REFERENCES_WRITE)
    _check_kind(kind)
    row = ctx.unit.references.find(kind, number)
    if row is None or row.removed_at is not None:
        raise RecordNotFound(kind=kind, key=number)
    _refuse_if_referred_to(ctx, kind, number)
    gone: dict[str, Any] = {"removed_at": ctx.now, "is_default": False}
    removed = row.changed(gone, ctx.now)
    ctx.unit.references.put(removed)
    ctx.record("reference.deleted", f"{kind}:{number}", party_id=None, before=row, after=removed)
    lines = ctx.unit.term_lines.select(payment_term=number) if kind == "payment_term" else []
    ctx.unit.term_lines.remove(*lines)
    for line in lines:
        ctx.record("term_line.deleted", line.id, party_id=None, before=line)


def _refuse_if_referred_to(ctx: Context, kind: str, number: int) -> None:
    for referrer in row_referrers(kind):
        records: Any = getattr(ctx.unit, referrer.records)
        alive = {"is_deleted": False} if referrer.records == "contacts" else {}
        if records.has(**{referrer.column: number}, **alive):
            raise RecordInUse(kind=kind, number=number, by=referrer.records)
    for other, listed in REFERENCE_KINDS.items():
        names = [name for name, detail in listed.details.items() if detail.refers_to == kind]
        rows = ctx.unit.references.select(kind=other, removed_at=None) if names else []
        if any((row.details or {}).get(name) == number for row in rows for name in names):
            raise RecordInUse(kind=kind, number=number, by=other)


def _settled(
    patch: ReferencePatch, values: Mapping[str, Any], details: Mapping[str, Any] | None
) -> dict[str, Any]:
    settled = {**values, **mentioned(patch)}
    if patch.details is not UNSET:
        merged = {**(details or {}), **patch.details}
        settled["details"] = {k: v for k, v in merged.items() if v is not None} or None
    return settled


def _check_kind(kind: str) -> None:
    if kind not in REFERENCE_KINDS:
        choices = {"choices": sorted(REFERENCE_KINDS), "given": kind}
        raise ValuesInvalid(violations=[Violation("kind", "choice", choices)])


def _check(ctx: Context, row: Reference) -> None:
    if violations := reference_violations(row):
        raise ValuesInvalid(violations=violations)
    kind = REFERENCE_KINDS[row.kind]
    if row.code is not None and not kind.codes:
        same = ctx.unit.references.select(kind=row.kind, code=row.code)
        if any(each.number != row.number for each in same):
            raise NumberTaken(kind=row.kind, number=row.code)
    for name, detail in kind.details.items():
        value = (row.details or {}).get(name)
        if detail.refers_to is not None and value is not None:
            _check_target(ctx, name, detail.refers_to, value)


def _check_target(ctx: Context, field: str, kind: str, number: object) -> None:
    if not ctx.unit.references.has(kind=kind, number=number):
        raise ReferenceUnknown(field=field, kind=kind, number=number)


def _clear_default(ctx: Context, row: Reference) -> None:
    """Make sure a list has one default, and a list of series one for each code."""
    if not row.is_default:
        return
    same = {"code": row.code} if REFERENCE_KINDS[row.kind].codes else {}
    for other in ctx.unit.references.select(kind=row.kind, is_default=True, **same):
        if other.number != row.number:
            cleared = other.changed({"is_default": False}, ctx.now)
            ctx.unit.references.put(cleared)
            key = f"{other.kind}:{other.number}"
            ctx.record("reference.changed", key, party_id=None, before=other, after=cleared)


def find_row(ctx: Context, kind: str, text: str) -> int:
    """Find the row of a list by its code, or by its name where none has that code.

    Args:
        kind: Which list.
        text: The code or name, whatever its case.

    Returns:
        Its number.

    Raises:
        ReferenceUnknown: There is none.
    """
    wanted = fold(text.strip())
    rows = ctx.unit.references.select(kind=kind)
    rows = [row for row in rows if row.removed_at is None and not row.is_barred]
    found = [row for row in rows if fold(row.code or "") == wanted]
    found += [row for row in rows if fold(row.name) == wanted]
    if found:
        return found[0].number
    raise ReferenceUnknown(field=kind, kind=kind, number=text)


def find_employee(ctx: Context, field: str, number: int) -> int:
    """Find an employee by number.

    Args:
        field: What shall point at them, for the error.
        number: Their number as an employee.

    Returns:
        The id of the party.

    Raises:
        ReferenceUnknown: There is none.
    """
    found = ctx.unit.employees.first(number=number)
    if found is None:
        raise ReferenceUnknown(field=field, kind="employee", number=number)
    return found.party_id
