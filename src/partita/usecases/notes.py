"""Notes about parties."""

from typing import Final

from partita.access.permission import Permission
from partita.domain.errors import OwnerUnknown, ValuesInvalid
from partita.domain.extras import Note
from partita.domain.violation import Violation
from partita.usecases.context import Context
from partita.usecases.owners import Owner, find_owner

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
    party_id, _ = find_owner(ctx, owner)
    if author is not None and ctx.unit.employees.find(author) is None:
        raise OwnerUnknown(kind="employee", number=author)
    if violations := _violations(text):
        raise ValuesInvalid(violations=violations)
    number = ctx.unit.take_numbers("note")
    note = Note(**ctx.new(), number=number, party_id=party_id, author=author, text=text)
    ctx.unit.notes.insert(note)
    ctx.record("note.created", number, party_id=party_id, after=note)
    return note


def _violations(text: str) -> list[Violation]:
    if not text.strip():
        return [Violation("text", "required")]
    if len(text) > NOTE_CHARS_MAX:
        return [Violation("text", "too_long", {"max": NOTE_CHARS_MAX})]
    return []
