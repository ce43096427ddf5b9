"""Racing: whoever is quicker, nothing is lost, nothing is there twice."""

from tests.faces.situations.telling import (
    NEW_CUSTOMER,
    at_once,
    contact,
    customer,
    in_order,
    story,
)
from tests.faces.speaking import Speaker, VersionedSpeaker
from tests.faces.world import World


@story(*NEW_CUSTOMER, "party.changed", needs="versions")
def of_two_at_once_one_wins(speaker: VersionedSpeaker, world: World) -> None:
    key = customer(speaker)
    seen = speaker.version("customer", key)

    def change(name: str) -> str:
        speaker.change_seen("customer", key, {"name": name}, seen)
        return "done"

    told = at_once(world, lambda: change("Beta"), lambda: change("Gamma"))
    assert sorted(map(str, told)) == ["done", "stale"]


@story(*NEW_CUSTOMER * 12)
def many_who_create_at_once_get_one_each(speaker: Speaker, world: World) -> None:
    def create(at: int) -> list[object]:
        return [customer(speaker, f"Customer {at}.{each}") for each in range(3)]

    told = at_once(world, *(lambda at=at: create(at) for at in range(4)))
    keys = [key for each in told if isinstance(each, list) for key in each]
    assert len(set(keys)) == 12
    assert in_order(speaker.list("customer")) == in_order(keys)


@story("contact.deleted")
def of_two_who_delete_one_does(speaker: Speaker, world: World) -> None:
    key = contact(speaker, customer(speaker))
    world.forget()

    def delete() -> str:
        speaker.delete("contact", key)
        return "done"

    assert sorted(map(str, at_once(world, delete, delete))) == ["done", "unknown"]


@story(is_raced=True)
def who_changes_what_goes_is_done_or_told(speaker: Speaker, world: World) -> None:
    key = contact(speaker, customer(speaker))
    world.forget()

    def change() -> str:
        speaker.change("contact", key, {"name": "Eva Holm"})
        return "done"

    def delete() -> str:
        speaker.delete("contact", key)
        return "done"

    changed, deleted = at_once(world, change, delete)
    assert deleted in {"done", "stale"}
    assert changed in {"done", "unknown"}
    gone = ["contact.deleted"] if deleted == "done" else []
    assert world.changes() == (["contact.changed"] if changed == "done" else []) + gone


@story(*NEW_CUSTOMER, "contact.created", needs="replay")
def said_twice_at_once_is_done_once(speaker: Speaker, world: World) -> None:
    of = customer(speaker)

    def create() -> object:
        return speaker.create("contact", {"of": of, "name": "Ada"}, once="k")

    assert len(set(at_once(world, create, create, create))) == 1


@story(*NEW_CUSTOMER, *["contact.created"] * 4)
def contacts_made_at_once_are_all_there(speaker: Speaker, world: World) -> None:
    of = customer(speaker)
    names = ("Ada Holm", "Bo Lund", "Cai Moe", "Dan Niels")
    told = at_once(world, *(lambda name=name: contact(speaker, of, name) for name in names))
    shown = {speaker.show("contact", key)["name"] for key in speaker.list("contact")}
    assert len(set(told)) == len(names)
    assert shown == set(names)
