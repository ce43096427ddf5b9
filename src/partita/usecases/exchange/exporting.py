"""Parties of a book become rows of a file, a few hundred at a time."""

import base64
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

from partita.access.permission import Permission
from partita.domain.address import AddressKind
from partita.domain.extras import Document
from partita.domain.party import Party
from partita.domain.standing import Role
from partita.usecases.context import Context
from partita.usecases.exchange.cells import join_names
from partita.usecases.exchange.columns import COLUMNS, Place
from partita.usecases.exchange.importing import Progress
from partita.usecases.exchange.lines import Whole, write_line
from partita.usecases.exchange.own_rows import Told
from partita.usecases.exchange.parts import PARTS, PARTY_LINKS
from partita.usecases.exchange.tables import FILE, Cell, NestedSheet, Sheet
from partita.usecases.jobs import Begin
from partita.usecases.roles import role_records

PORTION_ROWS: Final = 300
PIECE_BYTES: Final = 750_000
"""How much of a file stands in one line."""

NEEDED = (
    Permission.PARTIES_READ,
    Permission.CONTACTS_READ,
    Permission.ADDRESSES_READ,
    Permission.BANK_ACCOUNTS_READ,
    Permission.GROUPS_READ,
    Permission.NOTES_READ,
    Permission.DOCUMENTS_READ,
)


def export_rows(
    begin: Begin,
    sheet: Sheet,
    progress: Progress | None = None,
    *,
    ids: Sequence[int] | None = None,
    has_files: bool = True,
) -> int:
    """Write all parties of a book to a file that imports back to the same book.

    A few hundred parties are read at one moment, the next ones a little later; nobody who writes
    meanwhile waits for the whole export. A nested sheet gets one line a party with all that
    belongs to it and then the bytes of its files, a flat one gets one row for each role of a party.

    Args:
        begin: Opens a transaction; called for every few hundred parties.
        sheet: Takes them.
        progress: Told now and then how many parties were written; ``None`` tells nobody.
        ids: These parties alone, in this order, as far as they are there; all when ``None``.
        has_files: A nested sheet gets the bytes of files, too.

    Returns:
        How many parties were written.

    Raises:
        NotAllowed: The actor may not read everything.
        StoreBusy: The database did not get to it in time.
    """
    if not sheet.is_nested:
        sheet.row([column.name for column in COLUMNS])
    count = 0
    told = Told(set()) if sheet.is_nested else None
    for wholes, uuids in _all(begin, told) if ids is None else _some(begin, told, ids):
        for whole in wholes:
            _write(sheet, whole, uuids)
            if sheet.is_nested and has_files:
                _write_files(begin, sheet, whole)
        count += len(wholes)
        if progress is not None:
            progress(count)
    return count


Portion = tuple[list[Whole], dict[int, str]]
"""Parties with what belongs to them, and the uuids of those they point at."""


def _all(begin: Begin, told: Told | None) -> Iterator[Portion]:
    after: tuple[int, ...] = ()
    while True:
        with begin() as ctx:
            parties = ctx.unit.parties.portion(*after)
            wholes, uuids = _portion(ctx, parties, told)
        if not parties:
            return
        yield wholes, uuids
        after = (parties[-1].id,)


def _some(begin: Begin, told: Told | None, ids: Sequence[int]) -> Iterator[Portion]:
    for start in range(0, len(ids), PORTION_ROWS):
        chosen = ids[start : start + PORTION_ROWS]
        place = {party_id: at for at, party_id in enumerate(chosen)}
        with begin() as ctx:
            parties = ctx.unit.parties.select_in("id", list(chosen))
            portion = _portion(ctx, sorted(parties, key=lambda each: place[each.id]), told)
        yield portion


def _portion(ctx: Context, parties: Sequence[Party], told: Told | None) -> Portion:
    wholes = gather(ctx, parties)
    if told is not None:
        told.gather(ctx, wholes)
    return wholes, _uuids(ctx, wholes)


def _write(sheet: Sheet, whole: Whole, uuids: dict[int, str]) -> None:
    if sheet.is_nested:
        sheet.line(write_line(whole, uuids))
    else:
        for row in flat_rows(whole):
            sheet.row(row)


def _write_files(begin: Begin, sheet: NestedSheet, whole: Whole) -> None:
    for document in whole.parts.get("documents", ()):
        if document.content_key is not None:
            _write_file(begin, sheet, document)


def _write_file(begin: Begin, sheet: NestedSheet, document: Document) -> None:
    """Write the bytes of a document's file, unless somebody took it away meanwhile."""
    with begin() as ctx:
        found = ctx.unit.files.find(str(document.content_key))
    content = b"" if found is None else found.content
    for at in range(0, len(content), PIECE_BYTES):
        piece = base64.b64encode(content[at : at + PIECE_BYTES]).decode("ascii")
        of = {"kind": str(document.kind), "number": document.number}
        sheet.line({FILE: {**of, "at": at, "of": len(content), "base64": piece}})


def gather(ctx: Context, parties: Sequence[Party]) -> list[Whole]:
    """Read what belongs to some parties.

    Args:
        parties: Which.

    Returns:
        Each with all that belongs to it.

    Raises:
        NotAllowed: The actor may not read everything.
    """
    for permission in NEEDED:
        ctx.require(permission)
    wholes = {party.id: Whole(party) for party in parties}
    ids = list(wholes)
    for role in Role:
        for record in role_records(ctx, role).select_in("party_id", ids):
            wholes[record.party_id].roles[role] = record
    for part in PARTS:
        records: Any = getattr(ctx.unit, part.records)
        for record in records.select_in("party_id", ids):
            _place(wholes[record.party_id], part.records, record)
    _gather_points(ctx, wholes.values())
    _gather_groups(ctx, ids, wholes)
    return list(wholes.values())


def _place(whole: Whole, records: str, record: Any) -> None:  # noqa: ANN401  # a part
    if getattr(record, "kind", None) is AddressKind.MAIL:
        whole.mail = record
    else:
        whole.parts.setdefault(records, []).append(record)


def _gather_points(ctx: Context, wholes: Iterable[Whole]) -> None:
    owners = {
        person.number: whole for whole in wholes for person in whole.parts.get("contacts", ())
    }
    points = ctx.unit.points.select_in("person", list(owners)) if owners else []
    for point in sorted(points, key=lambda each: (each.kind, each.position, each.uuid)):
        owners[point.person].points.setdefault(point.person, []).append(point)


def _gather_groups(ctx: Context, ids: Sequence[int], wholes: dict[int, Whole]) -> None:
    members = ctx.unit.memberships.select_in("party_id", ids) if ids else []
    numbers = sorted({member.group for member in members})
    groups = ctx.unit.groups.select_in("number", numbers) if numbers else []
    known = {group.number: group for group in groups}
    for member in members:
        wholes[member.party_id].groups.append(known[member.group])


def _uuids(ctx: Context, wholes: Sequence[Whole]) -> dict[int, str]:
    """The uuids of all parties that some point at, by id."""
    wanted: set[int] = set()
    for whole in wholes:
        for role, name in PARTY_LINKS:
            record: Any = whole.party if role is None else whole.roles.get(role)
            wanted.add(getattr(record, name, None) or 0)
        wanted.update(note.author or 0 for note in whole.parts.get("notes", ()))
    found = ctx.unit.parties.select_in("id", sorted(wanted - {0})) if wanted - {0} else []
    return {party.id: party.uuid for party in found}


def flat_rows(whole: Whole) -> Iterator[list[Cell]]:
    """Yield a row for each role of a party, or one without role."""
    if whole.party.merged_into is not None:
        return  # all it was stands in the rows of another party
    roles: list[Role | None] = [*whole.roles]
    for role in roles or [None]:
        yield [_CELLS[column.place](column.field, whole, role) for column in COLUMNS]


def _key_cell(name: str, whole: Whole, role: Role | None) -> Cell:
    if name == "role":
        return None if role is None else str(role)
    if name == "number":
        return None if role is None else whole.roles[role].number
    return _plain(getattr(whole.party, name))


def _role_cell(name: str, whole: Whole, role: Role | None) -> Cell:
    return None if role is None else _plain(getattr(whole.roles[role], name, None))


def _identifier_cell(scheme: str, whole: Whole, _: Role | None) -> Cell:
    found = whole.parts.get("identifiers", ())
    return next((each.value for each in found if each.scheme == scheme), None)


def _plain(value: Any) -> Cell:  # noqa: ANN401  # any value of a field
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if value is None or isinstance(value, int | float) else str(value)


def _mail_cell(name: str, whole: Whole, _: Role | None) -> Cell:
    """A value of the mail address; its country only where it is not the party's."""
    value = getattr(whole.mail, name, None)
    is_told = name == "country" and value == whole.party.country
    return None if is_told else _plain(value)


def _default_cell(records: str) -> Callable[[str, Whole, Role | None], Cell]:
    """What shows the default record of a kind; of contact persons the first when none is."""

    def cell(name: str, whole: Whole, _: Role | None) -> Cell:
        parts = whole.parts.get(records, ())
        kept = [each for each in parts if not getattr(each, "is_deleted", False)]
        chosen = next((each for each in kept if each.is_default), None)
        first = kept[0] if kept and records == "contacts" else None
        return _plain(getattr(chosen or first, name, None))

    return cell


_CELLS: Final[dict[Place, Callable[[str, Whole, Role | None], Cell]]] = {
    Place.KEY: _key_cell,
    Place.PARTY: lambda name, whole, _: _plain(getattr(whole.party, name)),
    Place.ROLE: _role_cell,
    Place.GROUP: _role_cell,
    Place.MAIL: _mail_cell,
    Place.ACCOUNT: _default_cell("bank_accounts"),
    Place.CONTACT: _default_cell("contacts"),
    Place.IDENTIFIER: _identifier_cell,
    Place.GROUPS: lambda _, whole, __: join_names([each.name for each in whole.groups]),
}
