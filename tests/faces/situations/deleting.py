"""Deleting: gone for good, with what belongs to it, unless something needs it."""

from tests.faces.situations.telling import NEW_CONTACT, contact, customer, find, refused, story
from tests.faces.speaking import Speaker
from tests.faces.world import World


@story(*NEW_CONTACT, "contact.deleted")
def what_is_deleted_is_gone(speaker: Speaker, _: World) -> None:
    of = customer(speaker)
    key = contact(speaker, of)
    speaker.delete("contact", key)
    refused("unknown", speaker.show, "contact", key)
    refused("unknown", speaker.delete, "contact", key)
    assert list(speaker.list("contact")) == []


@story("customer.deleted", "contact.deleted", "party.deleted", needs="delete customer")
def a_customer_takes_its_contacts_along(speaker: Speaker, world: World) -> None:
    of = customer(speaker)
    key = contact(speaker, of)
    world.forget()
    speaker.delete("customer", of)
    refused("unknown", speaker.show, "customer", of)
    refused("unknown", speaker.show, "contact", key)


@story(needs="delete customer")
def what_never_was_is_unknown(speaker: Speaker, world: World) -> None:
    of = customer(speaker)
    speaker.delete("customer", of)
    world.forget()
    refused("unknown", speaker.show, "customer", of)
    refused("unknown", speaker.change, "customer", of, {"name": "Beta ApS"})
    refused("unknown", speaker.delete, "customer", of)


@story("contact.deleted")
def a_contact_leaves_its_customer_and_the_others(speaker: Speaker, world: World) -> None:
    of = customer(speaker)
    stays, gone = contact(speaker, of, "Ada Holm"), contact(speaker, of, "Bo Lund")
    world.forget()
    speaker.delete("contact", gone)
    assert speaker.show("customer", of)["name"] == "Alpha ApS"
    assert list(speaker.list("contact")) == [stays]


@story("contact.deleted")
def who_is_gone_cannot_be_changed(speaker: Speaker, world: World) -> None:
    key = contact(speaker, customer(speaker))
    world.forget()
    speaker.delete("contact", key)
    refused("unknown", speaker.change, "contact", key, {"name": "Eva Holm"})


@story("contact.deleted", "contact.created")
def the_name_of_the_gone_is_free(speaker: Speaker, world: World) -> None:
    of = customer(speaker)
    gone = contact(speaker, of, "Ada Holm")
    world.forget()
    speaker.delete("contact", gone)
    key = contact(speaker, of, "Ada Holm")
    assert key != gone
    assert find(speaker, "contact", "Ada Holm") == key


@story("customer.deleted", "party.deleted", needs="delete customer")
def others_stay_when_one_goes(speaker: Speaker, world: World) -> None:
    gone, stays = customer(speaker, "Alpha ApS"), customer(speaker, "Beta ApS")
    world.forget()
    speaker.delete("customer", gone)
    assert list(speaker.list("customer")) == [stays]


@story(needs="documents")
def what_a_document_names_stays(speaker: Speaker, world: World) -> None:
    of = customer(speaker)
    key = contact(speaker, of)
    with world.book.writing() as ctx:
        person = ctx.unit.contacts.first(name="Ada Holm")
    assert person is not None
    world.add_document("invoice", contact=person.number)
    refused("in use", speaker.delete, "contact", key)
    if "delete customer" not in speaker.lacks:
        refused("in use", speaker.delete, "customer", of)
    assert speaker.show("contact", key)["name"] == "Ada Holm"
