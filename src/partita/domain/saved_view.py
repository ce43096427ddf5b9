"""Lists that people gave a name."""

from dataclasses import dataclass

from partita.domain.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView(Record):
    """A search, facets and an order under a name.

    Attributes:
        number: Unique in the book among saved views, from 1.
        owner: Name of the user who saved it.
        name: What it is called; unique among those of its owner, without case.
        asked: The parameters that ask for the list, as in the address of its page.
        is_shared: Everybody who uses the book sees it.
    """

    number: int
    owner: str
    name: str
    asked: str
    is_shared: bool = False
