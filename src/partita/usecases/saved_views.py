"""Lists that people gave a name: for themselves, or for all who use the book."""

from collections.abc import Sequence
from typing import Final

from partita.access.permission import Permission
from partita.domain.errors import NameMissing, NameTaken, RecordNotFound, ValuesInvalid
from partita.domain.query import Compare, Form, Member, Op, Or, Query, Sort, View
from partita.domain.saved_view import SavedView
from partita.domain.violation import Violation
from partita.kit.text import fold, squeeze
from partita.ports import Row
from partita.usecases.context import Context, Looking
from partita.usecases.search import search_rows

NAME_CHARS_MAX: Final = 100
ASKED_CHARS_MAX: Final = 2_000
VIEWS_MAX: Final = 100
"""Views of one user."""

VIEWS: Final = View(
    "saved_views",
    (
        Member("number", "number", Form.INTEGER),
        Member("name", "name"),
        Member("asked", "asked"),
        Member("owner", "owner"),
        Member("is_shared", "is_shared", Form.BOOLEAN),
    ),
)


def search_views(ctx: Looking) -> Sequence[Row]:
    """Read one's own views, and those that are shared.

    Returns:
        Number and JSON text of each, by name.

    Raises:
        NotAllowed: The actor lacks ``parties.read``.
    """
    seen = Or((Compare("owner", Op.EQ, ctx.actor.name), Compare("is_shared", Op.EQ, value=True)))
    return search_rows(ctx, Query(VIEWS, seen, (Sort("name"), Sort("number"))))


def save_view(ctx: Context, name: str, asked: str, *, is_shared: bool) -> SavedView:
    """Give a list a name; one's view of that name asks for this list from now on.

    Args:
        name: What it is called, at most `NAME_CHARS_MAX` characters.
        asked: The parameters of the list, at most `ASKED_CHARS_MAX` characters.
        is_shared: Everybody who uses the book sees it.

    Returns:
        The view.

    Raises:
        NotAllowed: The actor lacks ``parties.read``, or ``parties.write`` to share it.
        NameMissing: There is no name.
        ValuesInvalid: The name or the list is too long, or they have too many views.

    Emits:
        saved_view.created
        saved_view.changed
    """
    ctx.require(Permission.PARTIES_WRITE if is_shared else Permission.PARTIES_READ)
    name = _checked(name)
    if len(asked) > ASKED_CHARS_MAX:
        raise ValuesInvalid(violations=[Violation("list", "too_long", {"max": ASKED_CHARS_MAX})])
    own = ctx.unit.saved_views.select(owner=ctx.actor.name)
    before = next((each for each in own if fold(each.name) == fold(name)), None)
    if before is not None:
        return _put(ctx, before, {"name": name, "asked": asked, "is_shared": is_shared})
    if len(own) >= VIEWS_MAX:
        raise ValuesInvalid(violations=[Violation("views", "too_many", {"max": VIEWS_MAX})])
    made = SavedView(
        **ctx.new(),
        number=ctx.unit.take_numbers("saved_view"),
        owner=ctx.actor.name,
        name=name,
        asked=asked,
        is_shared=is_shared,
    )
    ctx.unit.saved_views.insert(made)
    ctx.record("saved_view.created", made.number, party_id=None, after=made)
    return made


def change_view(ctx: Context, number: int, *, name: str, is_shared: bool) -> SavedView:
    """Rename one's view, share it, or keep it to oneself.

    Args:
        number: Which one.
        name: What it shall be called.
        is_shared: Everybody who uses the book sees it.

    Returns:
        The view.

    Raises:
        NotAllowed: The actor lacks ``parties.read``, or ``parties.write`` to share it.
        RecordNotFound: They have none of that number.
        NameMissing: There is no name.
        NameTaken: They have another view of that name.
        ValuesInvalid: The name is too long.

    Emits:
        saved_view.changed
    """
    ctx.require(Permission.PARTIES_WRITE if is_shared else Permission.PARTIES_READ)
    name, view = _checked(name), _get(ctx, number)
    for each in ctx.unit.saved_views.select(owner=view.owner):
        if each.number != number and fold(each.name) == fold(name):
            raise NameTaken(kind="saved_view", name=name, owner=view.owner)
    return _put(ctx, view, {"name": name, "is_shared": is_shared})


def delete_view(ctx: Context, number: int) -> None:
    """Forget one's view; who may do everything may forget shared ones of others.

    Args:
        number: Which one.

    Raises:
        NotAllowed: The actor lacks ``parties.read``.
        RecordNotFound: They have none of that number.

    Emits:
        saved_view.deleted
    """
    ctx.require(Permission.PARTIES_READ)
    view = _get(ctx, number)
    ctx.unit.saved_views.remove(view)
    ctx.record("saved_view.deleted", number, party_id=None, before=view)


def _checked(name: str) -> str:
    name = squeeze(name)
    if not name:
        raise NameMissing(kind="saved_view")
    if len(name) > NAME_CHARS_MAX:
        raise ValuesInvalid(violations=[Violation("name", "too_long", {"max": NAME_CHARS_MAX})])
    return name


def _get(ctx: Context, number: int) -> SavedView:
    view = ctx.unit.saved_views.find(number)
    may_all = view is not None and view.is_shared and Permission.ADMIN in ctx.actor.permissions
    if view is None or not (view.owner == ctx.actor.name or may_all):
        raise RecordNotFound(kind="saved_view", key=number)
    return view


def _put(ctx: Context, view: SavedView, values: dict[str, object]) -> SavedView:
    changed = view.changed(values, ctx.now)
    ctx.unit.saved_views.put(changed)
    ctx.record("saved_view.changed", view.number, party_id=None, before=view, after=changed)
    return changed
