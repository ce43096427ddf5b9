"""Changing: what is mentioned changes, nothing else does, and a refusal changes nothing."""

from tests.faces.situations.telling import (
    NEW_CONTACT,
    NEW_CUSTOMER,
    STANDING_CHANGED,
    contact,
    customer,
    refused,
    sayable,
    story,
)
from tests.faces.speaking import Speaker, VersionedSpeaker
from tests.faces.world import World


@story(*NEW_CUSTOMER, "party.changed")
def a_change_replaces_and_keeps(speaker: Speaker, _: World) -> None:
    of = customer(speaker, email="post@a.example", phone="1")
    speaker.change("customer", of, {"name": "Beta ApS", "phone": "2"})
    shown = {"name": "Beta ApS", "email": "post@a.example", "phone": "2"}
    assert speaker.show("customer", of) == sayable(shown, speaker)


@story(*NEW_CONTACT, "contact.changed")
def none_clears(speaker: Speaker, _: World) -> None:
    key = contact(speaker, customer(speaker), email="ada@a.example", phone="1")
    speaker.change("contact", key, {"phone": None})
    assert "phone" not in speaker.show("contact", key)
    assert speaker.show("contact", key)["email"] == "ada@a.example"


@story(*NEW_CONTACT, "contact.changed", "contact.changed")
def what_was_cleared_may_be_filled_again(speaker: Speaker, _: World) -> None:
    key = contact(speaker, customer(speaker), phone="1")
    speaker.change("contact", key, {"phone": None})
    speaker.change("contact", key, {"phone": "2"})
    assert speaker.show("contact", key)["phone"] == "2"


@story(*NEW_CONTACT, "contact.changed")
def a_contact_changes_without_its_customer(speaker: Speaker, _: World) -> None:
    of = customer(speaker, email="post@a.example")
    key = contact(speaker, of)
    before = speaker.show("customer", of)
    speaker.change("contact", key, {"name": "Eva Holm"})
    assert speaker.show("contact", key) == {"of": of, "name": "Eva Holm"}
    assert speaker.show("customer", of) == before


@story(*NEW_CUSTOMER, *NEW_CUSTOMER, "party.changed", needs="customer phone")
def a_change_concerns_one_alone(speaker: Speaker, _: World) -> None:
    one, other = customer(speaker, "Alpha ApS"), customer(speaker, "Beta ApS", phone="1")
    speaker.change("customer", one, {"name": "Gamma ApS"})
    assert speaker.show("customer", other) == {"name": "Beta ApS", "phone": "1"}


@story(*NEW_CUSTOMER, *["party.changed"] * 3)
def the_last_word_stands(speaker: Speaker, _: World) -> None:
    key = customer(speaker)
    for name in ("Beta ApS", "Gamma ApS", "Delta ApS"):
        speaker.change("customer", key, {"name": name})
    assert speaker.show("customer", key)["name"] == "Delta ApS"


@story(*NEW_CUSTOMER, needs="customer phone")
def a_refused_change_changes_nothing(speaker: Speaker, _: World) -> None:
    key = customer(speaker, phone="1")
    refused("invalid", speaker.change, "customer", key, {"phone": "2", "name": "x" * 10_000})
    refused("invalid", speaker.change, "customer", key, {"phone": "2", "name": 12})
    assert speaker.show("customer", key) == {"name": "Alpha ApS", "phone": "1"}


@story(*NEW_CUSTOMER)
def a_name_cannot_be_cleared(speaker: Speaker, _: World) -> None:
    key = customer(speaker)
    refused("invalid", speaker.change, "customer", key, {"name": ""})
    assert speaker.show("customer", key) == {"name": "Alpha ApS"}


@story(*NEW_CUSTOMER, "address.created", "party.changed", "address.changed", needs="customer phone")
def a_city_changes_alone(speaker: Speaker, _: World) -> None:
    key = customer(speaker, city="Odense", phone="1")
    speaker.change("customer", key, {"city": "Aarhus"})
    assert speaker.show("customer", key) == {"name": "Alpha ApS", "phone": "1", "city": "Aarhus"}


@story(*NEW_CUSTOMER, "party.changed", needs="versions")
def who_is_slower_is_told(speaker: VersionedSpeaker, _: World) -> None:
    key = customer(speaker)
    seen = speaker.version("customer", key)
    speaker.change_seen("customer", key, {"name": "Beta ApS"}, seen)
    refused("stale", speaker.change_seen, "customer", key, {"name": "Gamma ApS"}, seen)
    assert speaker.show("customer", key)["name"] == "Beta ApS"


@story(*NEW_CUSTOMER, *STANDING_CHANGED, needs="standing")
def who_is_inactive_is_still_there(speaker: Speaker, _: World) -> None:
    key = customer(speaker)
    speaker.change("customer", key, {"is_active": False})
    assert speaker.show("customer", key) == {"name": "Alpha ApS", "is_active": False}
    assert list(speaker.list("customer")) == [key]


@story(*NEW_CUSTOMER, *STANDING_CHANGED * 2, needs="standing")
def who_was_inactive_may_come_back(speaker: Speaker, _: World) -> None:
    key = customer(speaker)
    speaker.change("customer", key, {"is_active": False})
    speaker.change("customer", key, {"is_active": True})
    assert speaker.show("customer", key) == {"name": "Alpha ApS"}


@story(*NEW_CUSTOMER, *STANDING_CHANGED, "party.changed", needs="standing")
def who_is_inactive_may_be_changed(speaker: Speaker, _: World) -> None:
    key = customer(speaker)
    speaker.change("customer", key, {"is_active": False})
    speaker.change("customer", key, {"name": "Beta ApS"})
    assert speaker.show("customer", key) == {"name": "Beta ApS", "is_active": False}
