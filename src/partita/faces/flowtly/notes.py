"""Writing notes (contracts/flowtly.md 5.3)."""

from typing import Any

from partita.domain.errors import RecordNotFound
from partita.domain.standing import Role
from partita.facekit.face import Reply, Request, Write
from partita.faces.flowtly import writing
from partita.faces.flowtly.checking import Values, violations
from partita.faces.flowtly.places import place_of
from partita.faces.flowtly.reading import Ways, path_key
from partita.faces.flowtly.shelves import NOTES
from partita.usecases import notes
from partita.usecases.context import Context
from partita.usecases.owners import Owner


def _owner(party_id: int) -> Owner:
    return Owner(party_id, roles=frozenset({Role.CUSTOMER}))


def post(ways: Ways) -> Write:
    """Write a note; the answer is the whole of it."""

    def write(ctx: Context, request: Request, prepared: Values) -> Reply:
        writing.resolve(ctx, prepared)
        known = NOTES.written
        writing.refuse(violations(known, prepared, is_strict=ways.is_strict, is_new=True))
        values = writing.by_target(NOTES, prepared)
        owner = _owner(values["client"])
        note = notes.create_note(ctx, owner, values["text"], author=values["author"])
        return writing.created(ctx, NOTES, request, note.uuid, ways)

    return write


def patch(ways: Ways) -> Write:
    """Change a note; the answer is the whole of it."""

    def write(ctx: Context, request: Request, prepared: Values) -> Reply:
        key, place = _key(ctx, request), place_of(request)
        values = writing.news(prepared, writing.shown(ctx, NOTES, key, place), place)
        writing.resolve(ctx, values)
        writing.refuse(violations(NOTES.written, values, is_strict=ways.is_strict))
        settled: dict[str, Any] = writing.by_target(NOTES, values)
        if "client" in settled:
            settled["owner"] = _owner(settled.pop("client"))
        notes.change_note(ctx, key, **settled)
        return writing.answer(ctx, NOTES, request, key, ways)

    return write


def _key(ctx: Context, request: Request) -> str:
    """The key of a note of a client, in the path.

    Raises:
        RecordNotFound: There is none.
    """
    key = str(path_key(NOTES, request))
    if not writing.shown(ctx, NOTES, key, place_of(request)):
        raise RecordNotFound(kind=NOTES.path, key=key)
    return key


def delete(ctx: Context, request: Request, prepared: object) -> Reply:
    """Forget a note."""
    notes.delete_note(ctx, _key(ctx, request))
    return Reply(204)
