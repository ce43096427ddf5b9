"""Who asks: nobody, somebody who may only read, somebody of another book, somebody sent away."""

from tests.faces.situations.telling import contact, customer, refused, story
from tests.faces.speaking import Speaker
from tests.faces.world import World, make_seeded_book


def _neighbour(speaker: Speaker, world: World) -> tuple[Speaker, World]:
    """Somebody with full rights in another book of the same database."""
    other = World(world.engine, world.clock, make_seeded_book(world.engine, world.clock))
    return type(speaker)(other), other


@story()
def nobody_is_told_nothing(speaker: Speaker, world: World) -> None:
    of = customer(speaker)
    key = contact(speaker, of)
    stranger = speaker.without_keys()
    world.forget()
    refused("nobody", stranger.show, "customer", of)
    refused("nobody", stranger.list, "customer")
    refused("nobody", stranger.delete, "contact", key)
    refused("nobody", stranger.create, "customer", {"name": "Beta ApS"})


@story(needs="read only")
def who_only_reads_writes_nothing(speaker: Speaker, world: World) -> None:
    of = customer(speaker)
    key = contact(speaker, of)
    reader = type(speaker)(world, is_read_only=True)
    assert reader.show("customer", of)["name"] == "Alpha ApS"
    refused("not allowed", reader.create, "customer", {"name": "Beta ApS"})
    refused("not allowed", reader.change, "customer", of, {"name": "Beta ApS"})
    refused("not allowed", reader.delete, "contact", key)


@story()
def another_book_sees_nothing_of_ours(speaker: Speaker, world: World) -> None:
    key = contact(speaker, customer(speaker))
    neighbour, _ = _neighbour(speaker, world)
    world.forget()
    assert list(neighbour.list("customer")) == []
    assert list(neighbour.list("contact")) == []
    assert list(neighbour.pages("customer", 3)) == []
    refused("unknown", neighbour.show, "contact", key)


@story()
def another_book_changes_nothing_of_ours(speaker: Speaker, world: World) -> None:
    of = customer(speaker)
    key = contact(speaker, of)
    neighbour, other = _neighbour(speaker, world)
    world.forget()
    refused("unknown", neighbour.change, "contact", key, {"name": "Eva Holm"})
    refused("unknown", neighbour.delete, "contact", key)
    refused("unknown", neighbour.change, "customer", of, {"name": "Beta ApS"})
    if "delete customer" not in speaker.lacks:
        refused("unknown", neighbour.delete, "customer", of)
    refused("unknown", contact, neighbour, of)
    assert other.changes() == []
    assert speaker.show("contact", key)["name"] == "Ada Holm"


@story(needs="customer phone")
def books_may_say_the_same(speaker: Speaker, world: World) -> None:
    neighbour, other = _neighbour(speaker, world)
    key = customer(speaker, phone="1")
    customer(neighbour, phone="2")
    assert other.changes() == world.changes()
    assert speaker.show("customer", key)["phone"] == "1"
