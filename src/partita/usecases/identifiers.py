"""Numbers of parties besides company and VAT number, such as the LEI."""

from typing import Final

from partita.access.permission import Permission
from partita.domain.checks import check_identifier
from partita.domain.errors import RecordNotFound, ValuesInvalid
from partita.domain.extras import Identifier
from partita.domain.violation import Violation
from partita.usecases.context import Context
from partita.usecases.owners import Owner, find_owner_id, refuse_stranger

SCHEME_CHARS_MAX: Final = 40
IDENTIFIER_CHARS_MAX: Final = 100


def add_identifier(ctx: Context, owner: Owner, scheme: str, value: str) -> Identifier:
    """Note a number of a party; one that does not pass its check is kept, and marked.

    Args:
        owner: Whose.
        scheme: Such as ``lei``.
        value: The number as written.

    Returns:
        The identifier, with what the check said of it.

    Raises:
        NotAllowed: The actor lacks ``parties.write``.
        OwnerUnknown: There is no such party.
        ValuesInvalid: Scheme or value is empty or too long.

    Emits:
        identifier.created
    """
    ctx.require(Permission.PARTIES_WRITE)
    party_id, _ = find_owner_id(ctx, owner)
    texts = (("scheme", scheme, SCHEME_CHARS_MAX), ("value", value, IDENTIFIER_CHARS_MAX))
    if violations := [found for each in texts for found in _violations(*each)]:
        raise ValuesInvalid(violations=violations)
    made = Identifier(
        **ctx.new(),
        id=ctx.unit.take_numbers("identifier"),
        party_id=party_id,
        scheme=scheme,
        value=value,
        status=check_identifier(scheme, value).status,
    )
    ctx.unit.identifiers.insert(made)
    ctx.record("identifier.created", made.id, party_id=party_id, after=made)
    return made


def delete_identifier(ctx: Context, identifier_id: int, *, owner: Owner) -> None:
    """Forget a number of a party.

    Args:
        identifier_id: Which one.
        owner: Refuse unless it belongs to this party.

    Raises:
        NotAllowed: The actor lacks ``parties.write``.
        RecordNotFound: There is none of that id.
        OwnerUnknown: The named party does not exist.
        OwnerFixed: It belongs to another party.

    Emits:
        identifier.deleted
    """
    ctx.require(Permission.PARTIES_WRITE)
    found = ctx.unit.identifiers.find(identifier_id)
    if found is None:
        raise RecordNotFound(kind="identifier", key=identifier_id)
    refuse_stranger(ctx, owner, found.party_id, kind="identifier", number=identifier_id)
    ctx.unit.identifiers.remove(found)
    ctx.record("identifier.deleted", found.id, party_id=found.party_id, before=found)


def _violations(name: str, text: str, chars_max: int) -> list[Violation]:
    if not text.strip():
        return [Violation(name, "required")]
    return [Violation(name, "too_long", {"max": chars_max})] if len(text) > chars_max else []
