"""How situations are told: the words stories share, and the table they enter themselves in.

A story takes a speaker (stories between faces: two) and the world, and asserts what it is told. It
names the changes that must be recorded, and no others; ``None`` leaves them to the story, where
what is recorded depends on who was quicker.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import Any, Final

import pytest

from tests.faces.speaking import Key, Refused, Said, Speaker
from tests.faces.world import World

NEW_CUSTOMER: Final = ("party.created", "customer.created")
NEW_CONTACT: Final = (*NEW_CUSTOMER, "contact.created")
# The version of a party covers its roles.
STANDING_CHANGED: Final = ("customer.changed", "party.changed")
SECONDS_MAX: Final = 20


@dataclass(frozen=True)
class Story:
    """One story.

    Attributes:
        tell: Tells it.
        changes: Kinds of the changes it must cause, in order; ``None``: the story looks itself.
        needs: What a dialect must have words for; one of `speaking.NEEDS`.
        speakers: How many faces it is told to at once.
    """

    tell: Callable[..., None]
    changes: Sequence[str] | None
    needs: str | None
    speakers: int = 1

    @property
    def name(self) -> str:
        """As a sentence."""
        return self.tell.__name__.replace("_", " ")


STORIES: Final[list[Story]] = []
Tell = Callable[..., None]


def story(
    *changes: str, needs: str | None = None, is_raced: bool = False, speakers: int = 1
) -> Callable[[Tell], Tell]:
    """Enter a story in the table."""

    def enter(tell: Tell) -> Tell:
        STORIES.append(Story(tell, None if is_raced else changes, needs, speakers))
        return tell

    return enter


def refused(reason: str, call: Callable[..., object], *args: Any, **more: Any) -> None:  # noqa: ANN401
    """The call must be refused for this reason."""
    with pytest.raises(Refused) as caught:
        call(*args, **more)
    assert caught.value.reason == reason, caught.value


def customer(speaker: Speaker, name: str = "Alpha ApS", **more: object) -> Key:
    """A new customer."""
    return speaker.create("customer", {"name": name, **more})


def contact(speaker: Speaker, of: Key, name: str = "Ada Holm", **more: object) -> Key:
    """A new contact person of a customer."""
    return speaker.create("contact", {"of": of, "name": name, **more})


def sayable(said: Said, *speakers: Speaker) -> Said:
    """What all of them have words for, of what is said of a customer."""
    lacks = {lack for speaker in speakers for lack in speaker.lacks}
    return {name: value for name, value in said.items() if f"customer {name}" not in lacks}


def in_order(keys: Iterable[Key]) -> list[Key]:
    """Keys, so that two collections can be compared."""
    return sorted(keys, key=str)


def find(speaker: Speaker, kind: str, name: str) -> Key:
    """The key of the one record of this name, as this face has it."""
    found = [key for key in speaker.list(kind) if speaker.show(kind, key).get("name") == name]
    assert len(found) == 1, (name, found)
    return found[0]


def at_once(world: World, *calls: Callable[[], object]) -> list[object]:
    """What calls give that start together: a result, or the reason of the refusal."""
    start = Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        start.wait(SECONDS_MAX)
        try:
            return call()
        except Refused as told:
            return told.reason
        finally:
            world.engine.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [each.result(SECONDS_MAX) for each in [pool.submit(run, call) for call in calls]]
