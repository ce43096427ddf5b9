"""Who does something, in which transaction, at what time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from partita.access.grant import Actor
from partita.access.permission import Permission
from partita.domain.change import Change
from partita.domain.errors import NotAllowed, ReadOnlyActor
from partita.domain.record import Record
from partita.kit.ids import uuid7, uuids7
from partita.ports import Reading, Unit


@dataclass(frozen=True, slots=True)
class Looking:
    """A read: who looks, and at what."""

    actor: Actor
    reading: Reading

    def require(self, permission: Permission) -> None:
        """Make sure the actor may.

        Raises:
            NotAllowed: They may not.
        """
        if permission not in self.actor.permissions:
            raise NotAllowed(permission=permission)


@dataclass(frozen=True, slots=True)
class Context:
    """A write: who, in which transaction, when."""

    actor: Actor
    unit: Unit
    now: datetime

    def require(self, permission: Permission) -> None:
        """Make sure the actor may.

        Raises:
            ReadOnlyActor: They may only ever look.
            NotAllowed: They may not.
        """
        if self.actor.is_read_only:
            raise ReadOnlyActor
        if permission not in self.actor.permissions:
            raise NotAllowed(permission=permission)

    @property
    def looking(self) -> Looking:
        """A look at the book from inside the transaction, with what it has written so far."""
        return Looking(self.actor, self.unit.reading)

    def new(self) -> Mapping[str, Any]:
        """The history of a record that comes into being now."""
        return {"uuid": uuid7(), "version": 1, "created_at": self.now, "changed_at": self.now}

    def new_many(self, count: int) -> Iterator[Mapping[str, Any]]:
        """The histories of several."""
        now = self.now
        for uuid in uuids7(count):
            yield {"uuid": uuid, "version": 1, "created_at": now, "changed_at": now}

    def record(
        self,
        kind: str,
        key: int | str,
        *,
        party_id: int | None,
        before: Record | None = None,
        after: Record | None = None,
    ) -> None:
        """Note what happened.

        Args:
            kind: Such as ``contact.created``.
            key: Number of the record.
            party_id: The party it concerns, if any.
            before: The record as it was, if it was.
            after: The record as it is, if it still is.
        """
        told = after or before
        version = told.version if told is not None else 0
        self.unit.record(Change(kind, party_id, key, version, before, after))
