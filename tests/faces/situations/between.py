"""Between faces: what is told to one is seen through the other, and what it had stays."""

from tests.faces.situations.creating import ODD_NAMES
from tests.faces.situations.telling import (
    NEW_CONTACT,
    NEW_CUSTOMER,
    STANDING_CHANGED,
    at_once,
    contact,
    customer,
    find,
    refused,
    sayable,
    story,
)
from tests.faces.speaking import Speaker
from tests.faces.world import World


@story(*NEW_CUSTOMER, "address.created", speakers=2)
def what_one_creates_the_other_shows(one: Speaker, other: Speaker, _: World) -> None:
    key = customer(one, email="post@a.example", phone="+4512345678", city="Odense")
    shown = other.show("customer", find(other, "customer", "Alpha ApS"))
    assert sayable(shown, one, other) == sayable(one.show("customer", key), one, other)


@story(*NEW_CONTACT, speakers=2)
def a_contact_of_one_is_a_contact_of_the_other(one: Speaker, other: Speaker, _: World) -> None:
    contact(one, customer(one), email="ada@a.example", phone="1")
    of = find(other, "customer", "Alpha ApS")
    shown = other.show("contact", find(other, "contact", "Ada Holm"))
    assert shown == {"of": of, "name": "Ada Holm", "email": "ada@a.example", "phone": "1"}


@story(*NEW_CUSTOMER, "party.changed", needs="customer phone", speakers=2)
def a_change_by_one_keeps_what_the_other_said(one: Speaker, other: Speaker, _: World) -> None:
    key = customer(one, email="post@a.example", phone="1")
    other.change("customer", find(other, "customer", "Alpha ApS"), {"phone": "2"})
    shown = {"name": "Alpha ApS", "email": "post@a.example", "phone": "2"}
    assert one.show("customer", key) == sayable(shown, one)


@story(*NEW_CONTACT, "contact.changed", speakers=2)
def clearing_by_one_clears_for_the_other(one: Speaker, other: Speaker, _: World) -> None:
    key = contact(one, customer(one), email="ada@a.example", phone="1")
    other.change("contact", find(other, "contact", "Ada Holm"), {"phone": None})
    assert "phone" not in one.show("contact", key)
    assert one.show("contact", key)["email"] == "ada@a.example"


@story("contact.deleted", speakers=2)
def what_one_deletes_is_gone_for_the_other(one: Speaker, other: Speaker, world: World) -> None:
    key = contact(one, customer(one))
    world.forget()
    other.delete("contact", find(other, "contact", "Ada Holm"))
    refused("unknown", one.show, "contact", key)
    assert list(one.list("contact")) == []


@story(
    *("customer.deleted", "contact.deleted", "party.deleted"),
    needs="delete customer",
    speakers=2,
)
def a_customer_goes_for_both(one: Speaker, other: Speaker, world: World) -> None:
    key = customer(one)
    person = contact(one, key)
    world.forget()
    other.delete("customer", find(other, "customer", "Alpha ApS"))
    refused("unknown", one.show, "customer", key)
    refused("unknown", one.show, "contact", person)


@story(*NEW_CUSTOMER, *STANDING_CHANGED, needs="standing", speakers=2)
def who_is_inactive_for_one_is_there_for_the_other(one: Speaker, other: Speaker, _: World) -> None:
    key = customer(one, phone="1")
    other.change("customer", find(other, "customer", "Alpha ApS"), {"is_active": False})
    assert list(one.list("customer")) == [key]
    shown = sayable({"name": "Alpha ApS", "phone": "1"}, one)
    assert one.show("customer", key).items() >= shown.items()


@story(*NEW_CUSTOMER * len(ODD_NAMES), speakers=2)
def both_write_every_letter_alike(one: Speaker, other: Speaker, _: World) -> None:
    for name in ODD_NAMES:
        customer(one, name)
    shown = [other.show("customer", key)["name"] for key in other.list("customer")]
    assert sorted(shown) == sorted(ODD_NAMES)


@story(*NEW_CUSTOMER, *NEW_CUSTOMER, speakers=2)
def both_list_what_either_made(one: Speaker, other: Speaker, _: World) -> None:
    customer(one, "Alpha ApS")
    customer(other, "Beta ApS")
    for speaker in (one, other):
        names = [speaker.show("customer", key)["name"] for key in speaker.list("customer")]
        assert sorted(names) == ["Alpha ApS", "Beta ApS"]


@story(*NEW_CUSTOMER, "contact.created", speakers=2)
def one_adds_a_contact_to_what_the_other_made(one: Speaker, other: Speaker, _: World) -> None:
    key = customer(one)
    contact(other, find(other, "customer", "Alpha ApS"))
    assert one.show("contact", find(one, "contact", "Ada Holm"))["of"] == key


@story(is_raced=True, speakers=2)
def both_write_at_once_and_neither_is_lost(one: Speaker, other: Speaker, world: World) -> None:
    key = customer(one)
    theirs = find(other, "customer", "Alpha ApS")

    def change(speaker: Speaker, of: object, said: dict[str, object]) -> str:
        speaker.change("customer", of, said)  # type: ignore[arg-type]  # a key of its own face
        return "done"

    told = at_once(
        world,
        lambda: change(one, key, {"name": "Beta ApS"}),
        lambda: change(other, theirs, {"city": "Odense"}),
    )
    shown = one.show("customer", key)
    assert set(told) <= {"done", "stale"}
    assert "done" in told
    assert told[0] != "done" or shown["name"] == "Beta ApS"
    assert told[1] != "done" or shown.get("city") == "Odense"
