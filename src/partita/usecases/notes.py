"""Notes about parties."""

from typing import Any, Final

from partita.access.permission import Permission
from partita.domain.errors import OwnerUnknown, RecordNotFound, ValuesInvalid
from partita.domain.extras import Note
from partita.domain.violation import Violation
from partita.kit.unset import UNSET, UnsetType
from partita.usecases.building import differs
from partita.usecases.context import Context
from partita.usecases.owners import Owner, find_owner_id, refuse_stranger

NOTE_CHARS_MAX: Final = 10_000


def create_note(ctx: Context, owner: Owner, text: str, *, author: int | None = None) -> Note:
    """Write something down about a party.

    Args:
        owner: About which party.
        text: What.
        author: Party id of the employee who says it; ``None`` when it is nobody's.

    Returns:
        The note.

    Raises:
        NotAllowed: The actor lacks ``notes.write``.
        OwnerUnknown: There is no such party, or no such employee.
        ValuesInvalid: The text is empty or too long.

    Emits:
        note.created
    """
    ctx.require(Permission.NOTES_WRITE)
    party_id, _ = find_owner_id(ctx, owner)
    if author is not None and ctx.unit.employees.find(author) is None:
        raise OwnerUnknown(kind="employee", number=author)
    if violations := _violations(text):
        raise ValuesInvalid(violations=violations)
    number = ctx.unit.take_numbers("note")
    note = Note(**ctx.new(), number=number, party_id=party_id, author=author, text=text)
    ctx.unit.notes.insert(note)
    ctx.record("note.created", number, party_id=party_id, after=note)
    return note


def change_note(
    ctx: Context,
    uuid: str,
    *,
    owner: Owner | UnsetType = UNSET,
    text: str | UnsetType = UNSET,
    author: int | None | UnsetType = UNSET,
) -> Note:
    """Replace the mentioned fields of a note.

    Args:
        uuid: Which one.
        owner: About which party; ``UNSET`` leaves it as it is, as with the others.
        text: What.
        author: Party id of the employee who says it; ``None`` makes it nobody's.

    Returns:
        The note; one version on if anything is another now.

    Raises:
        NotAllowed: The actor lacks ``notes.write``.
        RecordNotFound: There is no such note.
        OwnerUnknown: There is no such party, or no such employee.
        ValuesInvalid: The text would be empty or too long.

    Emits:
        note.changed
    """
    ctx.require(Permission.NOTES_WRITE)
    note = _get(ctx, uuid)
    values: dict[str, Any] = {}
    if owner is not UNSET:
        values["party_id"] = find_owner_id(ctx, owner)[0]
    if author is not UNSET:
        if author is not None and ctx.unit.employees.find(author) is None:
            raise OwnerUnknown(kind="employee", number=author)
        values["author"] = author
    if text is not UNSET:
        if violations := _violations(text):
            raise ValuesInvalid(violations=violations)
        values["text"] = text
    if not differs(note, values):
        return note
    changed = note.changed(values, ctx.now)
    ctx.unit.notes.put(changed)
    ctx.record("note.changed", note.number, party_id=changed.party_id, before=note, after=changed)
    return changed


def delete_note(ctx: Context, uuid: str, *, owner: Owner | None = None) -> None:
    """Forget a note.

    Args:
        uuid: Which one.
        owner: Refuse unless it is about this party.

    Raises:
        NotAllowed: The actor lacks ``notes.write``.
        RecordNotFound: There is no such note.
        OwnerUnknown: The named party does not exist.
        OwnerFixed: It is about another party.

    Emits:
        note.deleted
    """
    ctx.require(Permission.NOTES_WRITE)
    note = _get(ctx, uuid)
    if owner is not None:
        refuse_stranger(ctx, owner, note.party_id, kind="note", number=note.number)
    ctx.unit.notes.remove(note)
    ctx.record("note.deleted", note.number, party_id=note.party_id, before=note)


def _get(ctx: Context, uuid: str) -> Note:
    note = ctx.unit.notes.first(uuid=uuid)
    if note is None:
        raise RecordNotFound(kind="note", key=uuid)
    return note


def _violations(text: str) -> list[Violation]:
    if not text.strip():
        return [Violation("text", "required")]
    if len(text) > NOTE_CHARS_MAX:
        return [Violation("text", "too_long", {"max": NOTE_CHARS_MAX})]
    return []
