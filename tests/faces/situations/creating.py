"""Creating: what is enough, what is kept, what is refused without a trace."""

from typing import Final

from tests.faces.situations.telling import (
    NEW_CONTACT,
    NEW_CUSTOMER,
    contact,
    customer,
    find,
    in_order,
    refused,
    sayable,
    story,
)
from tests.faces.speaking import Speaker
from tests.faces.world import World

# Scripts of both directions, marks that combine, quotes, wildcards, markup and escapes.
ODD_NAMES: Final = (
    "Ærø & Søn <b>ApS</b>",
    'D\'Artagnan "Frères" \\ fils',
    "100% _wild_ *stars* ?",
    "Zażółć gęślą jaźń",
    "חברה בע״מ",
    "株式会社ことば",
    "Cafe\u0301 noir",
    "$eq:name$and:1$$",
    "😀 & Co.",
)


@story(*NEW_CUSTOMER)
def a_name_is_enough(speaker: Speaker, _: World) -> None:
    key = customer(speaker)
    assert speaker.show("customer", key) == {"name": "Alpha ApS"}


@story(*NEW_CUSTOMER, "address.created")
def what_was_said_is_shown(speaker: Speaker, _: World) -> None:
    words = {"name": "Ærø & Søn ApS", "email": "post@a.example", "phone": "+4512345678"}
    said = sayable({**words, "city": "Ærøskøbing"}, speaker)
    key = speaker.create("customer", said)
    assert speaker.show("customer", key) == said


@story(*NEW_CONTACT)
def a_contact_belongs_to_its_customer(speaker: Speaker, _: World) -> None:
    of = customer(speaker)
    key = contact(speaker, of, email="ada@a.example")
    shown = {"of": of, "name": "Ada Holm", "email": "ada@a.example"}
    assert speaker.show("contact", key) == shown


@story()
def a_nameless_customer_leaves_no_trace(speaker: Speaker, _: World) -> None:
    refused("invalid", speaker.create, "customer", {"name": ""})
    refused("invalid", speaker.create, "customer", {"email": "post@a.example"})
    assert list(speaker.list("customer")) == []


@story(needs="delete customer")
def a_contact_of_nobody_leaves_no_trace(speaker: Speaker, world: World) -> None:
    of = customer(speaker)
    speaker.delete("customer", of)
    world.forget()
    refused("unknown", contact, speaker, of)


@story(*NEW_CUSTOMER, *NEW_CUSTOMER)
def two_of_one_name_are_two(speaker: Speaker, _: World) -> None:
    one, other = customer(speaker), customer(speaker)
    assert one != other
    assert in_order(speaker.list("customer")) == in_order([one, other])


@story(*NEW_CUSTOMER * len(ODD_NAMES))
def every_letter_of_a_name_is_kept(speaker: Speaker, _: World) -> None:
    keys = {name: customer(speaker, name) for name in ODD_NAMES}
    assert {name: speaker.show("customer", key)["name"] for name, key in keys.items()} == {
        name: name for name in ODD_NAMES
    }


@story()
def a_name_without_end_leaves_no_trace(speaker: Speaker, _: World) -> None:
    refused("invalid", customer, speaker, "x" * 10_000)
    assert list(speaker.list("customer")) == []


@story()
def a_name_that_is_no_text_leaves_no_trace(speaker: Speaker, _: World) -> None:
    for wrong in (12, True, ["Alpha"], {"name": "Alpha"}):
        refused("invalid", speaker.create, "customer", {"name": wrong})
    assert list(speaker.list("customer")) == []


@story()
def a_name_with_a_nul_leaves_no_trace(speaker: Speaker, _: World) -> None:
    refused("invalid", customer, speaker, "Alpha\0ApS")
    assert list(speaker.list("customer")) == []


@story(*NEW_CUSTOMER, *["contact.created"] * 3)
def a_customer_may_have_many_contacts(speaker: Speaker, _: World) -> None:
    of = customer(speaker)
    keys = [contact(speaker, of, name) for name in ("Ada Holm", "Bo Lund", "Cai Moe")]
    assert in_order(speaker.list("contact")) == in_order(keys)
    assert {speaker.show("contact", key)["of"] for key in keys} == {of}


@story(*NEW_CONTACT, *NEW_CONTACT)
def contacts_stay_with_their_own(speaker: Speaker, _: World) -> None:
    one = customer(speaker, "Alpha ApS")
    contact(speaker, one, "Ada Holm")
    other = customer(speaker, "Beta ApS")
    contact(speaker, other, "Bo Lund")
    assert speaker.show("contact", find(speaker, "contact", "Ada Holm"))["of"] == one
    assert speaker.show("contact", find(speaker, "contact", "Bo Lund"))["of"] == other


@story(*NEW_CUSTOMER)
def a_new_customer_has_no_contacts(speaker: Speaker, _: World) -> None:
    customer(speaker)
    assert list(speaker.list("contact")) == []


@story(*NEW_CONTACT, needs="unique names")
def names_are_taken_once(speaker: Speaker, _: World) -> None:
    of = customer(speaker)
    contact(speaker, of, "Ada")
    refused("taken", contact, speaker, of, "ADA")


@story(*NEW_CONTACT, needs="replay")
def said_twice_is_done_once(speaker: Speaker, _: World) -> None:
    of = customer(speaker)
    keys = {speaker.create("contact", {"of": of, "name": "Ada"}, once="k") for _ in range(2)}
    assert len(keys) == 1
