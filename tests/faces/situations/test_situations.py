"""Situations told to every face in its own words: the meaning of answers, and all effects.

A story takes a speaker and asserts what it is told; the table names the changes that must be
recorded, and no others.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, Final

import pytest

from partita.faces import discover
from tests.faces.speaking import Key, Refused, Speaker, speaker_class
from tests.faces.world import World

Story = Callable[[Speaker, World], None]
FACES: Final = [face.name for face in discover()]
NEW_CUSTOMER: Final = ["party.created", "customer.created"]
NEW_CONTACT: Final = [*NEW_CUSTOMER, "contact.created"]


def refused(reason: str, call: Callable[..., object], *args: Any, **more: Any) -> None:  # noqa: ANN401
    with pytest.raises(Refused) as caught:
        call(*args, **more)
    assert caught.value.reason == reason, caught.value


def customer(speaker: Speaker, name: str = "Alpha ApS", **more: object) -> Key:
    return speaker.create("customer", {"name": name, **more})


def contact(speaker: Speaker, of: Key, name: str = "Ada Holm", **more: object) -> Key:
    return speaker.create("contact", {"of": of, "name": name, **more})


def a_name_is_enough(speaker: Speaker, _: World) -> None:
    key = customer(speaker)
    assert speaker.show("customer", key) == {"name": "Alpha ApS"}


def what_was_said_is_shown(speaker: Speaker, _: World) -> None:
    said = {"name": "Ærø & Søn ApS", "email": "post@a.example", "phone": "+4512345678"}
    key = speaker.create("customer", {**said, "city": "Ærøskøbing"})
    assert speaker.show("customer", key) == {**said, "city": "Ærøskøbing"}


def a_contact_belongs_to_its_customer(speaker: Speaker, _: World) -> None:
    of = customer(speaker)
    key = contact(speaker, of, email="ada@a.example")
    shown = {"of": of, "name": "Ada Holm", "email": "ada@a.example"}
    assert speaker.show("contact", key) == shown


def a_nameless_customer_leaves_no_trace(speaker: Speaker, _: World) -> None:
    refused("invalid", speaker.create, "customer", {"name": ""})
    refused("invalid", speaker.create, "customer", {"email": "post@a.example"})
    assert list(speaker.list("customer")) == []


def a_contact_of_nobody_leaves_no_trace(speaker: Speaker, world: World) -> None:
    of = customer(speaker)
    speaker.delete("customer", of)
    world.forget()
    refused("unknown", contact, speaker, of)


def a_change_replaces_and_keeps(speaker: Speaker, _: World) -> None:
    of = customer(speaker, email="post@a.example", phone="1")
    speaker.change("customer", of, {"name": "Beta ApS", "phone": "2"})
    shown = {"name": "Beta ApS", "email": "post@a.example", "phone": "2"}
    assert speaker.show("customer", of) == shown


def none_clears(speaker: Speaker, _: World) -> None:
    key = contact(speaker, customer(speaker), email="ada@a.example", phone="1")
    speaker.change("contact", key, {"email": None})
    assert "email" not in speaker.show("contact", key)
    assert speaker.show("contact", key)["phone"] == "1"


def what_is_deleted_is_gone(speaker: Speaker, _: World) -> None:
    of = customer(speaker)
    key = contact(speaker, of)
    speaker.delete("contact", key)
    refused("unknown", speaker.show, "contact", key)
    refused("unknown", speaker.delete, "contact", key)
    assert list(speaker.list("contact")) == []


def a_customer_takes_its_contacts_along(speaker: Speaker, world: World) -> None:
    of = customer(speaker)
    key = contact(speaker, of)
    world.forget()
    speaker.delete("customer", of)
    refused("unknown", speaker.show, "customer", of)
    refused("unknown", speaker.show, "contact", key)


def what_never_was_is_unknown(speaker: Speaker, world: World) -> None:
    of = customer(speaker)
    speaker.delete("customer", of)
    world.forget()
    refused("unknown", speaker.show, "customer", of)
    refused("unknown", speaker.change, "customer", of, {"name": "Beta ApS"})
    refused("unknown", speaker.delete, "customer", of)


def a_list_has_all(speaker: Speaker, world: World) -> None:
    keys = [customer(speaker, name) for name in ("Alpha", "Beta", "Gamma")]
    world.forget()
    assert sorted(speaker.list("customer"), key=str) == sorted(keys, key=str)


def a_filter_finds_whatever_the_case(speaker: Speaker, world: World) -> None:
    of = customer(speaker)
    key = contact(speaker, of, "Søren Åse")
    contact(speaker, of, "Soren Ase")
    world.forget()
    assert list(speaker.list("contact", name="SØREN ÅSE")) == [key]
    assert list(speaker.list("contact", name="Søren")) == []


def pages_have_each_once(speaker: Speaker, world: World) -> None:
    keys = [customer(speaker, f"Customer {at}") for at in range(7)]
    world.forget()
    pages = speaker.pages("customer", 3)
    assert [len(page) for page in pages] == [3, 3, 1]
    assert sorted((key for page in pages for key in page), key=str) == sorted(keys, key=str)


def who_is_slower_is_told(speaker: Speaker, _: World) -> None:
    key = customer(speaker)
    seen = speaker.version("customer", key)
    speaker.change("customer", key, {"name": "Beta ApS"}, version=seen)
    refused("stale", speaker.change, "customer", key, {"name": "Gamma ApS"}, version=seen)
    assert speaker.show("customer", key)["name"] == "Beta ApS"


def of_two_at_once_one_wins(speaker: Speaker, world: World) -> None:
    key = customer(speaker)
    seen, start = speaker.version("customer", key), Barrier(2)

    def change(name: str) -> str:
        start.wait(10)
        try:
            speaker.change("customer", key, {"name": name}, version=seen)
        except Refused as told:
            return told.reason
        else:
            return "done"
        finally:
            world.engine.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(change, ["Beta", "Gamma"])) == ["done", "stale"]


def names_are_taken_once(speaker: Speaker, _: World) -> None:
    of = customer(speaker)
    contact(speaker, of, "Ada")
    refused("taken", contact, speaker, of, "ADA")


def said_twice_is_done_once(speaker: Speaker, _: World) -> None:
    of = customer(speaker)
    keys = {speaker.create("contact", {"of": of, "name": "Ada"}, once="k") for _ in range(2)}
    assert len(keys) == 1


def what_a_document_names_stays(speaker: Speaker, world: World) -> None:
    of = customer(speaker)
    key = contact(speaker, of)
    with world.book.writing() as ctx:
        person = ctx.unit.contacts.first(name="Ada Holm")
    assert person is not None
    world.add_document("invoice", contact=person.number)
    refused("in use", speaker.delete, "customer", of)
    assert speaker.show("contact", key)["name"] == "Ada Holm"


def nobody_is_told_nothing(speaker: Speaker, world: World) -> None:
    of = customer(speaker)
    stranger = speaker.without_keys()
    world.forget()
    refused("nobody", stranger.show, "customer", of)
    refused("nobody", stranger.list, "customer")
    refused("nobody", stranger.delete, "customer", of)
    refused("nobody", stranger.create, "customer", {"name": "Beta ApS"})


def who_only_reads_writes_nothing(speaker: Speaker, world: World) -> None:
    of = customer(speaker)
    reader = type(speaker)(world, is_read_only=True)
    assert reader.show("customer", of)["name"] == "Alpha ApS"
    refused("not allowed", reader.create, "customer", {"name": "Beta ApS"})
    refused("not allowed", reader.change, "customer", of, {"name": "Beta ApS"})
    refused("not allowed", reader.delete, "customer", of)


STORIES: Final[list[tuple[Story, list[str], str | None]]] = [
    (a_name_is_enough, NEW_CUSTOMER, None),
    (what_was_said_is_shown, [*NEW_CUSTOMER, "address.created"], None),
    (a_contact_belongs_to_its_customer, NEW_CONTACT, None),
    (a_nameless_customer_leaves_no_trace, [], None),
    (a_contact_of_nobody_leaves_no_trace, [], None),
    (a_change_replaces_and_keeps, [*NEW_CUSTOMER, "party.changed"], None),
    (none_clears, [*NEW_CONTACT, "contact.changed"], None),
    (what_is_deleted_is_gone, [*NEW_CONTACT, "contact.deleted"], None),
    (
        a_customer_takes_its_contacts_along,
        ["customer.deleted", "contact.deleted", "party.deleted"],
        None,
    ),
    (what_never_was_is_unknown, [], None),
    (a_list_has_all, [], None),
    (a_filter_finds_whatever_the_case, [], "filters"),
    (pages_have_each_once, [], None),
    (who_is_slower_is_told, [*NEW_CUSTOMER, "party.changed"], "versions"),
    (of_two_at_once_one_wins, [*NEW_CUSTOMER, "party.changed"], "versions"),
    (names_are_taken_once, NEW_CONTACT, "unique names"),
    (said_twice_is_done_once, NEW_CONTACT, "replay"),
    (what_a_document_names_stays, [], "documents"),
    (nobody_is_told_nothing, [], None),
    (who_only_reads_writes_nothing, [], "read only"),
]


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize(
    ("story", "changes", "needs"),
    [pytest.param(*each, id=each[0].__name__.replace("_", " ")) for each in STORIES],
)
def test_situation(
    world: World, face: str, story: Story, changes: list[str], needs: str | None
) -> None:
    found = speaker_class(face)
    assert found is not None
    if needs in found.lacks:
        pytest.skip(f"{face} has no words for {needs}")
    story(found(world), world)
    assert world.changes() == changes
