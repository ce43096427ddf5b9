"""Everything of one organisation; the tenant."""

from dataclasses import dataclass

from partita.domain.record import Record

SLUG_CHARS_MAX = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Book(Record):
    """A book.

    Attributes:
        book_id: Leads every key of every record in it.
        slug: Short name in commands: letters, digits and dashes.
        country: Two letters of ISO 3166-1.
        legislation: Whose accounting rules hold (``FR``, ``ES``, ``DE``, ``PT``), if any.
        currency: Currency of new parties.
        is_demo: Anybody may look with the demonstration keys.
        default_customer_group, default_layout: Numbers of reference rows.
        setup_version: Moves with each change of the two defaults, from 1.
        manual_codes: Roles in which whoever makes a party must choose its code; ``None`` for none.
    """

    book_id: int
    slug: str
    name: str
    country: str
    legislation: str | None = None
    currency: str = "EUR"
    is_demo: bool = False
    default_customer_group: int | None = None
    default_layout: int | None = None
    setup_version: int = 1
    manual_codes: tuple[str, ...] | None = None
