"""Writing rows of the book's lists: payment terms and means, job and business areas."""

from collections.abc import Mapping
from typing import Any, Final

from partita.domain.extras import Reference
from partita.domain.terms import LineCondition, plan_violations
from partita.domain.violation import Violation
from partita.faces.sage.graph import Generation, Type
from partita.faces.sage.inputs import Item, Reader
from partita.faces.sage.lines import line_named, stored_line
from partita.faces.sage.mutations import Input, Resolver
from partita.faces.sage.refusals import in_keys, refuse
from partita.kit.text import fold
from partita.usecases.context import Context
from partita.usecases.parts import Wish, Wishes
from partita.usecases.references import ReferencePatch, create_reference, delete_reference
from partita.usecases.term_lines import plan_line, settle_lines

_DETAILS: Final = {"payment_mean": {"type": "payment_in"}}
"""What a new row of a list is unless it says otherwise."""


def create(of: Type, kind: str, *, is_unique: bool = False) -> Resolver:
    """Add a row to a list.

    Args:
        of: Its type.
        kind: The list.
        is_unique: No two rows may be called the same.
    """

    def resolve(ctx: Context, said: Input, generation: Generation) -> str:
        with in_keys():
            reader = Reader()
            item = reader.read(of, said)
            found = [*reader.found]
            if is_unique and _is_taken(ctx, kind, item.values.get("name")):
                member = next(each.name for each in of.fields if getattr(each, "at", "") == "name")
                found.append(Violation(member, "taken"))
            if found:
                raise refuse(found)
            details = {**_DETAILS.get(kind, {}), **_mentioned(item, "type")}
            return _insert(ctx, kind, item, details).uuid

    return resolve


def _mentioned(item: Item, name: str) -> dict[str, Any]:
    return {name: item.values[name]} if item.values.get(name) is not None else {}


def _is_taken(ctx: Context, kind: str, name: str | None) -> bool:
    rows = ctx.unit.references.select(kind=kind, removed_at=None)
    return any(fold(row.name) == fold(name or "") for row in rows)


def _insert(ctx: Context, kind: str, item: Item, details: Mapping[str, Any]) -> Reference:
    patch = ReferencePatch(
        name=item.values["name"],
        details=details,
        is_barred=bool(item.values.get("is_barred", False)),
    )
    return create_reference(ctx, kind, None, patch)


def create_payment_term(of: Type) -> Resolver:
    """Add a named payment term with its lines."""

    def resolve(ctx: Context, said: Input, generation: Generation) -> str:
        with in_keys():
            reader = Reader()
            item = reader.read(of, said)
            reader.look_up(ctx)
            lines = [stored_line(each) for each in item.lists.get("lines", ())]
            found = [*reader.found]
            if not found:
                plan = plan_violations([plan_line(each) for each in lines])
                found = [line_named(each) for each in plan]
            if found:
                raise refuse(found)
            row = _insert(ctx, "payment_term", item, _summary(lines))
            wanted = Wishes(tuple(Wish(values=each) for each in lines))
            settle_lines(ctx, {"payment_term": row.number, "party_id": None}, wanted)
            return row.uuid

    return resolve


def _summary(lines: list[dict[str, Any]]) -> dict[str, Any]:
    """A plan as dialects see it that know one number of days: that of its last line."""
    last = max(lines, key=lambda line: int(line["position"]), default={})
    is_end = last.get("condition") == LineCondition.END_OF_MONTH
    return {"days": last.get("due_days") or 0, **({"end_of_month": True} if is_end else {})}


def delete(kind: str) -> Resolver:
    """Take a row out of a list."""

    def resolve(ctx: Context, said: Input, generation: Generation) -> str:
        with in_keys():
            row = ctx.unit.references.first(uuid=said["id"], kind=kind)
            if row is None or row.removed_at is not None:
                raise refuse([Violation("id", "unknown")])
            delete_reference(ctx, kind, row.number)
            return row.uuid

    return resolve
