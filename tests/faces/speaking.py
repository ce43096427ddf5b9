"""The words in which situations are told; each face has a speaker that says them in its own.

A speaker lives in ``tests/faces/<face>/speaker.py``, is called ``Speaker`` and is made with a
`World`. Records have a kind, ``customer`` or ``contact``, and fields in the words of `FIELDS`;
what a dialect has no word for, its speaker names in `lacks`, and stories that need it are skipped.
"""

from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any, ClassVar, Final, Protocol

from partita.faces import discover
from tests.faces.world import World

Key = int | str
Said = Mapping[str, Any]

FIELDS: Final = {
    "customer": ("name", "email", "phone", "city", "is_active"),
    "contact": ("of", "name", "email", "phone"),
}
"""What can be said of each kind.

``of`` is the key of the customer a contact belongs to; ``is_active`` is shown when it is false.
"""

REASONS: Final = ("invalid", "unknown", "stale", "in use", "taken", "not allowed", "nobody", "busy")
"""Why something is refused."""

NEEDS: Final = (
    *("versions", "filters", "unique names", "replay", "read only", "documents", "standing"),
    *("delete customer", "customer email", "customer phone", "contact phone"),
    "contact without email",
    *("contact without default email", "contact without default phone"),
)
"""What a dialect may lack: an ability, an operation on a kind, a field of a kind, or that it is
empty.
"""


class Refused(Exception):  # as the errors of the core
    """The face refused; `reason` is one of `REASONS`."""

    def __init__(self, reason: str, told: object = None) -> None:
        super().__init__(reason, told)
        self.reason = reason


class Speaker(Protocol):
    """Says things to one face, with the full rights of its dialect unless told otherwise."""

    lacks: ClassVar[frozenset[str]]

    def __init__(self, world: World, *, is_read_only: bool = False) -> None: ...

    def create(self, kind: str, said: Said, *, once: str | None = None) -> Key:
        """Create a record; `once` is a key under which it may be said again."""

    def show(self, kind: str, key: Key) -> Said:
        """Show a record in the words of `FIELDS`; what is empty is left out."""

    def change(self, kind: str, key: Key, said: Said) -> None:
        """Change the mentioned fields, ``None`` empties one."""

    def delete(self, kind: str, key: Key) -> None:
        """Delete a record."""

    def list(self, kind: str, **equal: object) -> Sequence[Key]:
        """The keys of all records that are not deleted and have these values."""

    def pages(self, kind: str, size: int) -> Sequence[Sequence[Key]]:
        """The keys of all records, page by page."""

    def without_keys(self) -> "Speaker":
        """Somebody nobody knows."""


class VersionedSpeaker(Speaker, Protocol):
    """Speaks a dialect that counts the versions of a record; others lack ``versions``."""

    def version(self, kind: str, key: Key) -> object:
        """The version of a record."""

    def change_seen(self, kind: str, key: Key, said: Said, version: object) -> None:
        """Change as `change` does, unless the record has another version by now."""


def faces_of_parties() -> list[str]:
    """The faces that show parties, each of which must have a speaker."""
    return [face.name for face in discover() if face.has_parties]


def speaker_class(face: str) -> type[Speaker] | None:
    """The speaker of a face, if it has one."""
    name = f"tests.faces.{face}.speaker"
    if find_spec(name) is None:
        return None
    found: type[Speaker] = import_module(name).Speaker
    return found
