"""Groups of parties, for filtering and reports."""

from partita.access.permission import Permission
from partita.domain.errors import NameMissing, RecordInUse, RecordNotFound
from partita.domain.extras import Group
from partita.kit.unset import UNSET, UnsetType
from partita.usecases.context import Context


def create_group(
    ctx: Context, name: str, *, number: int | None = None, uuid: str | None = None
) -> Group:
    """Make a group that nobody is in yet.

    Args:
        name: What people call it; names need not differ.
        number: One that no group of the book has; the next one when ``None``.
        uuid: One that no group of the book has; a new one when ``None``.

    Returns:
        The group.

    Raises:
        NotAllowed: The actor lacks ``groups.write``.
        NameMissing: The name is empty.

    Emits:
        group.created
    """
    ctx.require(Permission.GROUPS_WRITE)
    if not name.strip():
        raise NameMissing(kind="group")
    if number is None:
        number = ctx.unit.take_numbers("group")
    else:
        ctx.unit.raise_counter("group", number)
    history = {**ctx.new(), **({} if uuid is None else {"uuid": uuid})}
    group = Group(**history, number=number, name=name)
    ctx.unit.groups.insert(group)
    ctx.record("group.created", group.number, party_id=None, after=group)
    return group


def change_group(ctx: Context, number: int, *, name: str | UnsetType = UNSET) -> Group:
    """Rename a group.

    Args:
        number: Which one.
        name: What it shall be called; ``UNSET`` leaves it as it is.

    Returns:
        The group.

    Raises:
        NotAllowed: The actor lacks ``groups.write``.
        RecordNotFound: There is none of that number.
        NameMissing: The name would be empty.

    Emits:
        group.changed
    """
    ctx.require(Permission.GROUPS_WRITE)
    group = _get(ctx, number)
    if name is UNSET or name == group.name:
        return group
    if not name.strip():
        raise NameMissing(kind="group")
    changed = group.changed({"name": name}, ctx.now)
    ctx.unit.groups.put(changed)
    ctx.record("group.changed", number, party_id=None, before=group, after=changed)
    return changed


def delete_group(ctx: Context, number: int) -> None:
    """Delete a group that nobody is in.

    Args:
        number: Which one.

    Raises:
        NotAllowed: The actor lacks ``groups.write``.
        RecordNotFound: There is none of that number.
        RecordInUse: A party is in it.

    Emits:
        group.deleted
    """
    ctx.require(Permission.GROUPS_WRITE)
    group = _get(ctx, number)
    if ctx.unit.memberships.has(group=number):
        raise RecordInUse(kind="group", number=number, by="party")
    ctx.unit.groups.remove(group)
    ctx.record("group.deleted", number, party_id=None, before=group)


def _get(ctx: Context, number: int) -> Group:
    group = ctx.unit.groups.find(number)
    if group is None:
        raise RecordNotFound(kind="group", key=number)
    return group
