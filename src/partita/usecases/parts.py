"""What a caller wants of the parts of something, such as the addresses of a party."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from partita.domain.contact import PointKind
from partita.domain.errors import RecordNotFound

Values = Mapping[str, Any]


class _HasUuid(Protocol):
    @property
    def uuid(self) -> str: ...


T = TypeVar("T", bound=_HasUuid)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a caller wants of one part.

    Attributes:
        values: Fields of its record by name; those left out stay, or take their default.
        uuid: Which one; ``None`` for a new one.
        is_gone: It shall go.
        points: Of a contact person: what is wanted of their contact points, by kind.
    """

    values: Values = field(default_factory=dict)
    uuid: str | None = None
    is_gone: bool = False
    points: "Points" = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a caller wants of all parts of a kind.

    Attributes:
        items: Of some of them; those not named stay as they are.
        replaces_all: Those not named go.
    """

    items: tuple[Wish, ...] = ()
    replaces_all: bool = False

    def __bool__(self) -> bool:
        """Tell whether anything is wanted."""
        return bool(self.items) or self.replaces_all


Points = Mapping[PointKind, Wishes]
NO_WISHES = Wishes()


@dataclass(frozen=True, slots=True)
class Sorted(Generic[T]):
    """Wishes sorted out against what is there.

    Attributes:
        new: For parts that are not there yet.
        changed: Parts that stay and of which something is said, and what is said of them.
        gone: Parts that go.
    """

    new: list[Wish]
    changed: list[tuple[T, Wish]]
    gone: list[T]


def sort_out(kind: str, current: Sequence[T], wishes: Wishes) -> Sorted[T]:
    """Sort wishes out against what is there.

    Args:
        kind: Kind of the parts, for the error.
        current: The parts that are there.
        wishes: What is wanted.

    Returns:
        What is new, what changes and what goes; of a part named twice the last word counts.

    Raises:
        RecordNotFound: A named part is not there.
    """
    known = {each.uuid: each for each in current}
    named = {each.uuid.lower(): each for each in wishes.items if each.uuid is not None}
    for uuid in named:
        if uuid not in known:
            raise RecordNotFound(kind=kind, key=uuid)
    gone = {uuid for uuid, wish in named.items() if wish.is_gone}
    if wishes.replaces_all:
        gone |= known.keys() - named.keys()
    return Sorted(
        new=[each for each in wishes.items if each.uuid is None],
        changed=[(known[uuid], wish) for uuid, wish in named.items() if uuid not in gone],
        gone=[each for each in current if each.uuid in gone],
    )
