"""Parties that an import made are taken away, unless somebody has done something with them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from partita.domain.importing import ImportStep
from partita.domain.party import Party
from partita.domain.references import KINDS, Referrer, referrers_to
from partita.usecases.context import Context
from partita.usecases.documents import forget_files
from partita.usecases.exchange.restoring import CHANGED, IN_USE, Dealt, Left
from partita.usecases.ledger import Entry, Key, key_of, tell_entries, version_of

_DOCUMENTS: Final = "documents"
_PARTS: Final = (
    "memberships", "identifiers", "term_lines", "notes", "bank_accounts", "customers", "suppliers",
    "employees", "counterparties", "addresses", "contacts",
)  # fmt: skip
"""What goes with a party, in an order in which nothing is in another's way."""

Parts = Mapping[str, Sequence[Any]]


def remove_parties(ctx: Context, import_id: int, parties: Sequence[Party]) -> Dealt:
    """Take away parties that an import made, with all that is part of them.

    Args:
        import_id: Id of the job of the import.
        parties: Which; all of them are as they were read.

    Returns:
        What became of them: those that changed since, and those that others refer to, stay.

    Emits:
        *.deleted
    """
    ids = [each.id for each in parties]
    if not ids:
        return Dealt()
    parts: dict[str, Sequence[Any]] = {_DOCUMENTS: _documents_of(ctx, parties)}
    parts |= {name: getattr(ctx.unit, name).select_in("party_id", ids) for name in _PARTS}
    steps = ctx.unit.import_steps.select_in("party_id", ids, import_id=import_id)
    changed = set(_changed_since(parties, parts, steps))
    going = {each for each in ids if each not in changed}
    used = _in_use(ctx, going, parts)
    going -= used
    _remove(ctx, [each for each in parties if each.id in going], parts, going)
    ctx.unit.import_steps.remove(*(each for each in steps if each.party_id in going))
    left = [
        Left(each.id, each.name, IN_USE if each.id in used else CHANGED)
        for each in parties
        if each.id not in going
    ]
    return Dealt(len(going), left)


def _documents_of(ctx: Context, parties: Sequence[Party]) -> list[Any]:
    """Documents that came with parties, and are as they came."""
    born = {each.id: each.created_at for each in parties}
    found = ctx.unit.documents.select_in("party_id", list(born))
    return [
        each for each in found if each.version == 1 and each.created_at == born[each.party_id or 0]
    ]


def _changed_since(
    parties: Sequence[Party], parts: Parts, steps: Sequence[ImportStep]
) -> Iterator[int]:
    """Parties of which something is not as the import left it, or of which there is more."""
    versions: dict[tuple[str, Key], int] = {
        (each.records, each.record_key): each.version_after for each in steps
    }
    made = {each.id: each.created_at for each in parties}
    for party in parties:
        if party.version != versions.get(("parties", (party.id,)), 1):
            yield party.id
    for records, found in parts.items():
        for each in found if records != "memberships" else ():
            known = versions.get((records, key_of(records, each)))
            is_new = known is None and each.created_at != made[each.party_id]
            if is_new or version_of(each) != (known or 1):
                yield each.party_id


def _in_use(ctx: Context, going: set[int], parts: Parts) -> set[int]:
    """Parties that somebody refers to who stays; those who go may refer to each other."""
    edges: list[tuple[int, int]] = []
    own = {each.id for each in parts[_DOCUMENTS]}
    for target, owners in _targets(going, parts):
        for referrer in referrers_to(target, parts=False):
            edges += _edges(ctx, referrer, owners, own)
    used: set[int] = set()
    while True:
        more = {at for by, at in edges if at not in used and (by in used or by not in going)}
        if not more:
            return used
        used |= more


def _targets(going: set[int], parts: Parts) -> Iterator[tuple[str, dict[int, int]]]:
    """What may be referred to: the numbers of records of a kind, and whose they are."""
    yield "party", {each: each for each in going}
    for records, noun in (("contacts", "contact"), ("addresses", "address")):
        yield (
            noun,
            {each.number: each.party_id for each in parts[records] if each.party_id in going},
        )


def _edges(
    ctx: Context, referrer: Referrer, owners: Mapping[int, int], own: set[int]
) -> Iterator[tuple[int, int]]:
    """Who refers to whom; documents stay, whoever they belong to, but for a party's own."""
    records: Any = getattr(ctx.unit, referrer.records)
    found = records.select_in(referrer.column, list(owners)) if owners else []
    for each in found:
        is_document = referrer.records == _DOCUMENTS and each.id not in own
        by = 0 if is_document else each.party_id
        yield by, owners[getattr(each, referrer.column)]


def _remove(ctx: Context, parties: Sequence[Party], parts: Parts, going: set[int]) -> None:
    gone = {
        name: [each for each in found if each.party_id in going] for name, found in parts.items()
    }
    persons = [each.number for each in gone["contacts"]]
    if persons:
        ctx.unit.points.remove(*ctx.unit.points.select_in("person", persons))
    forget_files(ctx, gone[_DOCUMENTS])
    for name, records in {**gone, "parties": parties}.items():
        kept: Any = getattr(ctx.unit, name)
        kept.remove(*records)
        if KINDS[name].noun is not None:
            tell_entries(ctx, [Entry(name, each, None) for each in records])
