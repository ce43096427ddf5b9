"""Listing: all, each once, whatever the page, the letters and whoever writes meanwhile."""

from tests.faces.situations.telling import at_once, contact, customer, in_order, story
from tests.faces.speaking import Speaker
from tests.faces.world import World


@story()
def a_list_has_all(speaker: Speaker, world: World) -> None:
    keys = [customer(speaker, name) for name in ("Alpha", "Beta", "Gamma")]
    world.forget()
    assert in_order(speaker.list("customer")) == in_order(keys)


@story()
def an_empty_book_lists_nothing(speaker: Speaker, _: World) -> None:
    assert list(speaker.list("customer")) == []
    assert list(speaker.list("contact")) == []
    assert list(speaker.pages("customer", 3)) == []


@story()
def pages_have_each_once(speaker: Speaker, world: World) -> None:
    keys = [customer(speaker, f"Customer {at}") for at in range(7)]
    world.forget()
    pages = speaker.pages("customer", 3)
    assert [len(page) for page in pages] == [3, 3, 1]
    assert in_order(key for page in pages for key in page) == in_order(keys)


@story()
def full_pages_have_no_page_after(speaker: Speaker, world: World) -> None:
    keys = [customer(speaker, f"Customer {at}") for at in range(6)]
    world.forget()
    pages = speaker.pages("customer", 3)
    assert [len(page) for page in pages] == [3, 3]
    assert in_order(key for page in pages for key in page) == in_order(keys)


@story()
def pages_of_contacts_have_each_once(speaker: Speaker, world: World) -> None:
    of = customer(speaker)
    keys = [contact(speaker, of, f"Contact {at}") for at in range(5)]
    world.forget()
    pages = speaker.pages("contact", 2)
    assert [len(page) for page in pages] == [2, 2, 1]
    assert in_order(key for page in pages for key in page) == in_order(keys)


@story(is_raced=True)
def pages_miss_nobody_while_others_write(speaker: Speaker, world: World) -> None:
    keys = [customer(speaker, f"Customer {at}") for at in range(9)]

    def write() -> None:
        for at in range(9):
            customer(speaker, f"Late {at}")

    seen, _ = at_once(world, lambda: speaker.pages("customer", 2), write)
    assert isinstance(seen, list)
    told = [key for page in seen for key in page]
    assert len(told) == len(set(told))
    assert set(keys) <= set(told)


@story(needs="filters")
def a_filter_finds_whatever_the_case(speaker: Speaker, world: World) -> None:
    of = customer(speaker)
    key = contact(speaker, of, "Søren Åse")
    contact(speaker, of, "Soren Ase")
    world.forget()
    assert list(speaker.list("contact", name="SØREN ÅSE")) == [key]
    assert list(speaker.list("contact", name="Søren")) == []


@story(needs="filters")
def a_filter_takes_every_letter_as_it_is(speaker: Speaker, world: World) -> None:
    of = customer(speaker)
    names = ("100% Ada", "100x Ada", "A_a", "Axa", "O'Brien", 'Ada "Q"', "Back\\slash")
    keys = {name: contact(speaker, of, name) for name in names}
    world.forget()
    found = {name: list(speaker.list("contact", name=name)) for name in names}
    assert found == {name: [key] for name, key in keys.items()}


@story(needs="filters")
def filters_hold_together(speaker: Speaker, world: World) -> None:
    of = customer(speaker)
    key = contact(speaker, of, "Ada Holm", email="ada@a.example")
    contact(speaker, of, "Bo Holm", email="bo@a.example")
    world.forget()
    assert list(speaker.list("contact", name="Ada Holm", email="ada@a.example")) == [key]
    assert list(speaker.list("contact", name="Ada Holm", email="bo@a.example")) == []
